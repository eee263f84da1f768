// Chips: fields with their value, citations with their number, day counts with their sum, the asks at the end of a line,
// sections with their name in the margin, variants with their rule in words.
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { Extension } from "@tiptap/core";
import { icon, make, plural, unseen } from "./dom.js";

const GROUP_ICON = { Recipient: "person", Organisation: "location_city", "Meeting and reply": "calendar_today", Signatories: "person", "Earlier letter": "history" };

const textOf = (words, shown) => (words ?? []).map((one) => {
  if (one.type === "text") return one.text;
  if (one.type === "merge_field") return fieldText(one.attrs.name, one.attrs.form, one.content ?? one.attrs.words, shown).text;
  if (one.type === "day_count") return shown.days?.[one.attrs.anchor]?.styles[one.attrs.style] || one.attrs.anchor;
  return "";
}).join("");

export const fieldText = (name, form, words, shown) => {
  const known = shown.fields?.[name];
  const value = known?.value ?? "";
  if (form === "optional") return { text: value ? textOf(words, shown) : "", optional: true, known, value };
  if (value) return { text: value, known, value };
  if (form === "fallback") return { text: textOf(words, shown), known, value };
  return { text: known?.label ?? name, missing: true, known, value };
};

const drawField = (dom, { attrs }, desk) => {
  const { text, missing, optional, known } = fieldText(attrs.name, attrs.form, attrs.words, desk.shown);
  const voice = known?.group === "I or we" && !missing;
  dom.className = `chip ${missing ? "chip--field chip--missing" : voice ? "chip--voice" : "chip--field"}${optional && !text ? " chip--absent" : ""}`;
  const label = known?.label ?? attrs.name;
  dom.title = optional ? `Words that print only with the ${label}` : `${label[0].toUpperCase()}${label.slice(1)}${known?.own ? ", different for each recipient" : ""}`;
  const sign = missing ? "error_outline" : voice ? null : (GROUP_ICON[known?.group] ?? "label");
  const said = missing ? `Field, ${label}, missing: ` : optional && !text ? `Optional words, not for this recipient: ` : `Field, ${label}: `;
  dom.replaceChildren(...[sign && icon(sign, 14), unseen(said), optional && !text ? textOf(attrs.words, desk.shown) || "…" : text].filter(Boolean));
};

const drawDay = (dom, { attrs }, desk) => {
  const day = desk.shown.days?.[attrs.anchor];
  const text = day?.styles[attrs.style];
  dom.className = `chip chip--day${text ? "" : " chip--missing"}`;
  dom.title = day ? `${day.label}: ${day.sum}` : `The campaign has no day called ${attrs.anchor}`;
  dom.replaceChildren(icon("calendar_today", 14), unseen("Day count: "), text || `days since ${day?.label ?? attrs.anchor}`, unseen(`, ${dom.title}.`));
};

const drawCitation = (dom, { attrs }, desk) => {
  const number = desk.citations.indexOf(attrs.claim) + 1;
  const claim = desk.shown.claims?.[attrs.claim];
  const state = claim?.state === "disputed" ? " cite--disputed" : claim?.state === "retracted" || claim?.state === "superseded" || claim?.refused ? " cite--refused" : "";
  dom.className = `cite${state}`;
  dom.title = claim ? claim.wording : `Claim ${attrs.claim}`;
  const inside = make("span", { class: "cite__number" }, String(number || "?"));
  dom.replaceChildren(unseen(`Source ${number || "without number"}${claim ? `, ${claim.wording}` : `, ${attrs.claim}`}`), inside);
  inside.setAttribute("aria-hidden", "true");
};

const chipView = (tag, draw) => (desk) => ({ node }) => {
  const dom = make(tag, { contenteditable: "false" });
  let now = node;
  const redraw = () => draw(dom, now, desk);
  redraw();
  const off = desk.signals.on("shown", redraw);
  return {
    dom,
    update: (next) => {
      if (next.type !== now.type) return false;
      now = next;
      redraw();
      return true;
    },
    selectNode: () => { dom.classList.add("is-selected"); desk.signals.tell("chip", { node: now, dom }); },
    deselectNode: () => dom.classList.remove("is-selected"),
    ignoreMutation: () => true,
    destroy: off,
  };
};

export const roleLabel = (desk, role) => desk.menus.roles.find((one) => one.value === role)?.label ?? role;

const sectionView = (desk) => ({ node }) => {
  const name = make("div", { class: "text-section__name", contenteditable: "false" });
  const contentDOM = make("div", { class: "text-section__body" });
  const dom = make("div", { class: "text-section", role: "group" }, name, contentDOM);
  let now = node;
  const redraw = () => {
    const label = roleLabel(desk, now.attrs.role);
    dom.id = `section-${now.attrs.id}`;
    dom.setAttribute("aria-label", label);
    name.textContent = label;
    dom.classList.toggle("text-section--current", desk.current === now.attrs.id);
  };
  redraw();
  const off = desk.signals.on("section", redraw);
  return {
    dom,
    contentDOM,
    update: (next) => {
      if (next.type !== now.type) return false;
      now = next;
      redraw();
      return true;
    },
    ignoreMutation: (mutation) => mutation.type !== "selection" && !contentDOM.contains(mutation.target),
    destroy: off,
  };
};

const variantView = (desk) => ({ node, getPos }) => {
  const words = make("span");
  const change = make("button", { type: "button", class: "btn btn--quiet btn--small", tabindex: "-1", onclick: () => desk.editVariant(getPos()) }, "Change the rule");
  const head = make("div", { class: "variant__rule", contenteditable: "false" }, icon("people", 14), words, change);
  const contentDOM = make("div", { class: "variant__text" });
  const dom = make("div", { class: "variant", role: "group" }, head, contentDOM);
  let now = node;
  const redraw = () => {
    const rule = desk.shown.rules?.[now.attrs.rule];
    const said = `Only for: ${rule?.words ?? now.attrs.rule}`;
    words.textContent = rule ? `${said}. ${plural(rule.see, "recipient")} of ${rule.of} ${rule.see === 1 ? "sees" : "see"} this${rule.here ? "" : ", not the one shown"}.` : said;
    dom.setAttribute("aria-label", said);
    dom.classList.toggle("variant--away", rule ? !rule.here : false);
  };
  redraw();
  const off = desk.signals.on("shown", redraw);
  return {
    dom,
    contentDOM,
    update: (next) => {
      if (next.type !== now.type) return false;
      now = next;
      redraw();
      return true;
    },
    stopEvent: (event) => head.contains(event.target),
    ignoreMutation: (mutation) => mutation.type !== "selection" && !contentDOM.contains(mutation.target),
    destroy: off,
  };
};

const VIEWS = {
  merge_field: chipView("span", drawField),
  day_count: chipView("span", drawDay),
  citation: chipView("sup", drawCitation),
  section: sectionView,
  variant: variantView,
};

export const withViews = (schema, desk) => schema.map((one) => {
  const view = VIEWS[one.name];
  return view ? one.extend({ addNodeView: () => view(desk) }) : one;
});

// The demand of each ask stands at the end of its line.
const askKey = new PluginKey("asks");
const tags = (doc, desk) => {
  const found = [];
  doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    const asked = new Set();
    node.forEach((child) => child.marks.filter((one) => one.type.name === "ask").forEach((one) => asked.add(one.attrs.demand)));
    if (asked.size) {
      const draw = () => make("span", { class: "ask-tags", contenteditable: "false" }, ...[...asked].map((slug) => {
        const title = desk.shown.demands?.[slug];
        return make("span", { class: `ask-tag${title ? "" : " ask-tag--unknown"}` }, icon("flag", 13), unseen("Ask: "), title ?? slug);
      }));
      found.push(Decoration.widget(at + node.nodeSize - 1, draw, { side: 1, key: `ask ${[...asked].map((one) => `${one}=${desk.shown.demands?.[one]}`).join(" ")}`, ignoreSelection: true }));
    }
    return false;
  });
  return DecorationSet.create(doc, found);
};
export const Asks = (desk) => Extension.create({
  name: "asks",
  addProseMirrorPlugins: () => [new Plugin({
    key: askKey,
    state: {
      init: (_config, state) => tags(state.doc, desk),
      apply: (transaction, before) => (transaction.docChanged || transaction.getMeta(askKey) ? tags(transaction.doc, desk) : before),
    },
    props: { decorations: (state) => askKey.getState(state) },
  })],
});
export const redrawAsks = (view) => view.dispatch(view.state.tr.setMeta(askKey, true).setMeta("addToHistory", false));
