// Foreign HTML into blocks of the tree, on an allow-list, with an account of what was left out. Pure: it reads a parsed
// document that loads nothing, and gives values.
import { Account, LIMITS, tidy } from "./paste_account.js";

const SILENT = new Set(["SCRIPT", "STYLE", "HEAD", "TITLE", "META", "LINK", "TEMPLATE", "NOSCRIPT", "BASE", "XML"]);
const LEFT = {
  NAV: "navigation", HEADER: "page header", FOOTER: "page footer", ASIDE: "side column", FORM: "form", BUTTON: "button", INPUT: "form field", SELECT: "form field", TEXTAREA: "form field",
  IMG: "image", PICTURE: "image", SVG: "image", CANVAS: "image", FIGCAPTION: "caption", IFRAME: "embedded page", OBJECT: "embedded object", EMBED: "embedded object", VIDEO: "video", AUDIO: "sound", MATH: "formula", DIALOG: "window",
};
const BLOCK = new Set(["P", "DIV", "SECTION", "ARTICLE", "MAIN", "H1", "H2", "H3", "H4", "H5", "H6", "ADDRESS", "FIGURE", "DL", "DT", "DD", "PRE", "HR", "FIELDSET", "DETAILS", "SUMMARY", "CENTER", "BODY", "TBODY", "BLOCKQUOTE", "UL", "OL", "TABLE", "LI", "TR", "TD", "TH"]);
const DEEPEST = 150;
const LINK = /^(https:\/\/|mailto:)[^\s{}<>"\\]{3,1990}$/;

// Even a document that is never shown is held to the page's policy, so styles and handlers lose their names beforehand.
const inert = (html) => html.replace(/<style\b[\s\S]*?(?:<\/style\s*>|$)/gi, "")
  .replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on[a-z]+)(\s*=)/gi, "$1data-$2$3"));
const styleOf = (element) => (element.getAttribute("data-style") ?? "").toLowerCase();
const hiddenByStyle = (style) => /display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all/.test(style);

const marksOf = (element, style, before) => {
  let marks = before;
  const set = (type, on) => { marks = on ? (marks.some((one) => one.type === type) ? marks : [...marks, { type }]) : marks.filter((one) => one.type !== type); };
  if (["B", "STRONG"].includes(element.tagName)) set("bold", true);
  if (["I", "EM", "CITE", "DFN", "VAR"].includes(element.tagName)) set("italic", true);
  const weight = /(?:^|[;\s])font-weight\s*:\s*(\w+)/.exec(style)?.[1];
  if (weight) set("bold", weight === "bold" || weight === "bolder" || Number(weight) >= 600);
  const slant = /(?:^|[;\s])font-style\s*:\s*(\w+)/.exec(style)?.[1];
  if (slant) set("italic", slant === "italic" || slant === "oblique");
  const code = element.getAttribute("lang") || element.getAttribute("xml:lang") || "";
  if (/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/.test(code) && !["HTML", "BODY"].includes(element.tagName)) {
    marks = marks.filter((one) => one.type !== "lang");
    if (!/^(en|x-none|und|zxx)/i.test(code)) marks = [...marks, { type: "lang", attrs: { code } }];
  }
  return marks;
};
const ORDER = ["ask", "opinion", "link", "lang", "bold", "italic"];
const sorted = (marks) => [...marks].sort((one, other) => ORDER.indexOf(one.type) - ORDER.indexOf(other.type));

class Reader {
  constructor() {
    this.account = new Account();
    this.blocks = [];
    this.line = [];
    this.depth = 0;
    this.list = null;
    this.quote = null;
  }

  text(words, marks) {
    const clean = tidy(words, this.account);
    if (!clean) return;
    const last = this.line.at(-1);
    const made = last?.text.endsWith(" ") || !this.line.length ? clean.replace(/^ +/, "") : clean;
    if (!made) return;
    if (last && JSON.stringify(last.marks) === JSON.stringify(sorted(marks))) last.text += made;
    else this.line.push({ type: "text", text: made, marks: sorted(marks) });
  }

  // The line so far becomes an item, a quoted paragraph or a paragraph.
  end() {
    const line = this.line;
    this.line = [];
    while (line.length) {
      const last = line.at(-1);
      last.text = last.text.replace(/ +$/, "");
      if (last.text) break;
      line.pop();
    }
    if (!line.some((one) => one.text.trim())) return;
    const content = line.map((one) => (one.marks.length ? one : { type: "text", text: one.text }));
    if (!this.account.room(content)) return;
    const paragraph = { type: "paragraph", attrs: { id: "" }, content };
    if (this.list) this.list.content.push({ type: "list_item", attrs: { id: "" }, content: [{ type: "paragraph", content }] });
    else if (this.quote) this.quote.content.push(paragraph);
    else this.blocks.push(paragraph);
  }

  within(name, type, read) {
    this.end();
    if (this[name]) {
      if (name === "list") this.account.add("nested list", "became one list");
      read();
      this.end();
      return;
    }
    const node = { type, attrs: { id: "" }, content: [] };
    const outer = this.blocks.length;
    this[name] = node;
    read();
    this.end();
    this[name] = null;
    if (node.content.length) this.blocks.splice(outer, 0, node);
  }

  walk(node, marks) {
    if (node.nodeType === 3) { this.text(this.depth && this.keeps ? node.data.replace(/\n/g, " ") : node.data, marks); return; }
    if (node.nodeType !== 1) return;
    this.depth += 1;
    if (this.depth > DEEPEST) this.text(node.textContent, marks);
    else this.element(node, marks);
    this.depth -= 1;
  }

  children(element, marks) { for (const child of element.childNodes) this.walk(child, marks); }

  element(element, before) {
    const tag = element.tagName.toUpperCase();
    const style = styleOf(element);
    if (SILENT.has(tag)) return;
    if (LEFT[tag]) {
      this.account.add(LEFT[tag]);
      if (tag === "FIGCAPTION") { this.end(); this.children(element, before); this.end(); }
      return;
    }
    if (this.leavesOut(element, tag, style)) return;
    if (style || (element.className && typeof element.className === "string")) this.account.add("style");
    const marks = marksOf(element, style, before);
    if (/mso-list\s*:\s*l\d/.test(style) && BLOCK.has(tag)) this.wordItem(element, marks);
    else if (tag === "BR") this.lineBreak(element);
    else if (tag === "A") this.anchor(element, marks);
    else if (tag === "UL" || tag === "OL" || tag === "MENU") this.within("list", tag === "OL" ? "ordered_list" : "bullet_list", () => this.children(element, marks));
    else if (tag === "BLOCKQUOTE") this.within("quote", "quote", () => this.children(element, marks));
    else if (tag === "TABLE") this.table(element, marks);
    else if (tag === "LI" || !BLOCK.has(tag)) {
      if (tag === "LI") this.end();
      this.children(element, marks);
      if (tag === "LI") this.end();
    } else this.block(element, tag, marks);
  }

  leavesOut(element, tag, style) {
    if (tag === "DEL" || tag === "S" || tag === "STRIKE" || /\bmsodel\b/i.test(element.className ?? "") || /text-decoration[^;]*line-through/.test(style)) {
      if (tidy(element.textContent, this.account).trim()) this.account.add("deleted passage");
      return true;
    }
    if (/mso-list\s*:\s*ignore/.test(style)) return true;
    if (/mso-element\s*:\s*comment-list/.test(style) || /msocomtxt|msocomanchor|msocomoff/i.test(element.className ?? "")) {
      this.account.add("comment");
      return true;
    }
    if (element.hidden || element.getAttribute("aria-hidden") === "true" || hiddenByStyle(style)) {
      if (element.textContent.trim()) this.account.add("hidden passage");
      return true;
    }
    if (tag === "V:SHAPE" || tag === "V:IMAGEDATA" || tag === "V:SHAPETYPE") { this.account.add("image"); return true; }
    return false;
  }

  block(element, tag, marks) {
    this.end();
    if (/^H[1-6]$/.test(tag) && element.textContent.trim()) this.account.add("heading", "became a paragraph", "became paragraphs");
    if (tag === "PRE") for (const part of element.textContent.split(/\n{2,}/)) { this.text(part.replace(/\n/g, " "), marks); this.end(); }
    else this.children(element, tag.startsWith("H") ? marks.filter((one) => one.type !== "bold") : marks);
    this.end();
  }

  // Two line breaks end a paragraph; a single one is a space.
  lineBreak(element) {
    let next = element.nextSibling;
    while (next?.nodeType === 3 && !next.data.trim()) next = next.nextSibling;
    if (next?.nodeName === "BR" || !this.line.length) this.end();
    else if (next) { this.text(" ", this.line.at(-1)?.marks ?? []); this.account.add("line break", "became a space", "became spaces"); }
  }

  anchor(element, marks) {
    const href = element.getAttribute("href") ?? "";
    if (/^#_?(ftn|edn|msocom)/i.test(href)) { this.account.add("note sign"); return; }
    if (LINK.test(href)) this.children(element, [...marks.filter((one) => one.type !== "link"), { type: "link", attrs: { href } }]);
    else {
      if (href && !href.startsWith("#")) this.account.add("link", "became text");
      this.children(element, marks);
    }
  }

  // Word writes list items as paragraphs with a sign in front.
  wordItem(element, marks) {
    this.end();
    const sign = [...element.querySelectorAll("*")].find((one) => /mso-list\s*:\s*ignore/.test(styleOf(one)))?.textContent ?? "";
    const type = /^[\s\u00a0]*\(?([0-9]+|[a-z]|[ivxl]+)[.)]/i.test(sign) ? "ordered_list" : "bullet_list";
    const last = this.blocks.at(-1);
    const follows = last?.type === type && this.wordList === last;
    const list = follows ? last : { type, attrs: { id: "" }, content: [] };
    if (!follows) this.blocks.push(list);
    this.list = list;
    this.children(element, marks);
    this.end();
    this.list = null;
    this.wordList = list;
    if (!list.content.length) this.blocks.pop();
  }

  // A row becomes a line, its cells parted; a table of one column is its paragraphs.
  table(element, marks) {
    this.end();
    if (!element.parentElement?.closest("table")) this.account.add("table", "became text");
    for (const row of element.querySelectorAll("tr")) {
      if (row.closest("table") !== element) continue;
      const cells = [...row.children].filter((one) => one.textContent.trim());
      if (cells.length < 2) { for (const cell of cells) { this.children(cell, marks); this.end(); } continue; }
      cells.forEach((cell, place) => {
        if (place) this.text(" | ", marks);
        const inner = cell.querySelector("table");
        if (inner || cell.querySelector("p,div,li,br")) this.text([...cell.querySelectorAll("td,th,p,div,li")].filter((one) => !one.querySelector("td,th,p,div,li")).map((one) => one.textContent.trim()).filter(Boolean).join("; ") || cell.textContent, marks);
        else this.children(cell, marks);
      });
      this.end();
    }
  }
}

export const cleanHtml = (html) => {
  const reader = new Reader();
  const source = html.length > LIMITS.source ? html.slice(0, LIMITS.source) : html;
  const page = new DOMParser().parseFromString(inert(source), "text/html");
  reader.children(page.body, []);
  reader.end();
  if (html.length > LIMITS.source) reader.account.cut(html.length - LIMITS.source);
  return { blocks: reader.blocks, report: reader.account.lines(), sentence: reader.account.sentence() };
};
