// The schema: node for node, mark for mark, that of the tree on the server (app/letters/tree/nodes.py).
import { Mark, Node } from "@tiptap/core";

const id = { id: { default: "", rendered: false } };
const plain = "(paragraph|quote|bullet_list|ordered_list)";
const data = (name) => ({ [name]: { default: "", parseHTML: (element) => element.getAttribute(`data-${name}`) ?? "", rendered: false } });

const Doc = Node.create({ name: "doc", topNode: true, content: "section+", addAttributes: () => ({ schema_version: { default: 1, rendered: false } }) });
const Text = Node.create({ name: "text", group: "inline" });

const Paragraph = Node.create({
  name: "paragraph",
  content: "inline*",
  priority: 1000,
  addAttributes: () => id,
  parseHTML: () => [{ tag: "p" }],
  renderHTML: () => ["p", 0],
});

const Section = Node.create({
  name: "section",
  content: `(paragraph|quote|bullet_list|ordered_list|variant)+`,
  isolating: true,
  defining: true,
  addAttributes: () => ({ ...id, role: { default: "body", rendered: false } }),
  parseHTML: () => [],
  renderHTML: ({ node }) => ["section", { "data-role": node.attrs.role }, 0],
});

const Quote = Node.create({
  name: "quote",
  content: "paragraph+",
  defining: true,
  addAttributes: () => id,
  parseHTML: () => [{ tag: "blockquote" }],
  renderHTML: () => ["blockquote", 0],
});

const list = (name, tag) => Node.create({
  name,
  content: "list_item+",
  addAttributes: () => id,
  parseHTML: () => [{ tag }],
  renderHTML: () => [tag, 0],
});

const ListItem = Node.create({
  name: "list_item",
  content: "paragraph",
  defining: true,
  addAttributes: () => id,
  parseHTML: () => [{ tag: "li" }],
  renderHTML: () => ["li", 0],
});

const Variant = Node.create({
  name: "variant",
  content: `${plain}+`,
  defining: true,
  isolating: true,
  addAttributes: () => ({ ...id, ...data("rule") }),
  parseHTML: () => [{ tag: "div[data-rule]" }],
  renderHTML: ({ node }) => ["div", { class: "variant", "data-rule": node.attrs.rule }, 0],
});

const atom = (name, attributes, tag, render) => Node.create({
  name,
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  draggable: true,
  addAttributes: () => attributes,
  parseHTML: () => [{ tag }],
  renderHTML: ({ node }) => render(node.attrs),
});

const json = (value) => (value === null ? undefined : JSON.stringify(value));
const readJson = (text) => { try { return text ? JSON.parse(text) : null; } catch { return null; } };
const MergeField = atom(
  "merge_field",
  {
    name: { default: "", parseHTML: (element) => element.getAttribute("data-field"), rendered: false },
    form: { default: "value", parseHTML: (element) => element.getAttribute("data-form") ?? "value", rendered: false },
    words: { default: null, parseHTML: (element) => readJson(element.getAttribute("data-words")), rendered: false },
  },
  "span[data-field]",
  (attrs) => ["span", { "data-field": attrs.name, "data-form": attrs.form, "data-words": json(attrs.words) }, `((${attrs.name}))`],
);
const Citation = atom(
  "citation",
  { claim: { default: "", parseHTML: (element) => element.getAttribute("data-claim"), rendered: false } },
  "sup[data-claim]",
  (attrs) => ["sup", { "data-claim": attrs.claim }, `[@${attrs.claim}]`],
);
const DayCount = atom(
  "day_count",
  {
    anchor: { default: "", parseHTML: (element) => element.getAttribute("data-anchor"), rendered: false },
    style: { default: "ordinal", parseHTML: (element) => element.getAttribute("data-style") ?? "ordinal", rendered: false },
  },
  "time[data-anchor]",
  (attrs) => ["time", { "data-anchor": attrs.anchor, "data-style": attrs.style }, `((day ${attrs.anchor}))`],
);

const mark = (name, options) => Mark.create({ name, inclusive: false, ...options });
// In the order in which the tree keeps marks. Several asks may stand on the same words; of the others one each.
const Ask = mark("ask", {
  excludes: "",
  addAttributes: () => data("demand"),
  parseHTML: () => [{ tag: "span[data-demand]" }],
  renderHTML: ({ mark: { attrs } }) => ["span", { class: "ask", "data-demand": attrs.demand }, 0],
});
const Opinion = mark("opinion", {
  parseHTML: () => [{ tag: "span[data-opinion]" }],
  renderHTML: () => ["span", { class: "opinion", "data-opinion": "" }, 0],
});
const Link = mark("link", {
  addAttributes: () => ({ href: { default: "", parseHTML: (element) => element.getAttribute("href") } }),
  parseHTML: () => [{ tag: "a[href^='https://'], a[href^='mailto:']" }],
  renderHTML: ({ mark: { attrs } }) => ["a", { href: attrs.href, rel: "noopener noreferrer" }, 0],
});
const Lang = mark("lang", {
  addAttributes: () => ({ code: { default: "", parseHTML: (element) => element.getAttribute("lang"), rendered: false } }),
  parseHTML: () => [{ tag: "span[lang][data-language]" }],
  renderHTML: ({ mark: { attrs } }) => ["span", { lang: attrs.code, "data-language": "" }, 0],
});
const Bold = mark("bold", { inclusive: true, parseHTML: () => [{ tag: "strong" }, { tag: "b" }], renderHTML: () => ["strong", 0] });
const Italic = mark("italic", { inclusive: true, parseHTML: () => [{ tag: "em" }, { tag: "i" }], renderHTML: () => ["em", 0] });

export const SCHEMA = [
  Doc, Text, Paragraph, Section, Quote, list("bullet_list", "ul"), list("ordered_list", "ol"), ListItem, Variant,
  MergeField, Citation, DayCount, Ask, Opinion, Link, Lang, Bold, Italic,
];
