// Find and replace. Matches stand within a line; chips are passed over. Replace all is one step for undo.
import { Extension } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { icon, make, plural, say, unseen } from "./dom.js";

const key = new PluginKey("finding");

export const matches = (doc, text, exact) => {
  const found = [];
  if (!text) return found;
  const wanted = exact ? text : text.toLowerCase();
  doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    let line = "";
    // Every unit that is no text counts as one character that nobody can type.
    node.forEach((child) => { line += child.isText ? child.text : "\ufffc"; });
    const heap = exact ? line : [...line].map((letter) => (letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter)).join("");
    for (let from = heap.indexOf(wanted); from >= 0; from = heap.indexOf(wanted, from + wanted.length)) found.push([at + 1 + from, at + 1 + from + wanted.length]);
    return false;
  });
  return found;
};

export const Found = Extension.create({
  name: "found",
  addProseMirrorPlugins: () => [new Plugin({
    key,
    state: {
      init: () => ({ places: [], at: -1 }),
      apply: (transaction, before) => transaction.getMeta(key) ?? (transaction.docChanged
        ? { ...before, places: before.places.map(([from, to]) => [transaction.mapping.map(from, 1), transaction.mapping.map(to, -1)]).filter(([from, to]) => to > from) } : before),
    },
    props: {
      decorations: (state) => {
        const { places, at } = key.getState(state);
        return DecorationSet.create(state.doc, places.map(([from, to], place) => Decoration.inline(from, to, { class: place === at ? "found found--here" : "found" })));
      },
    },
  })],
});

export class Finding {
  constructor(desk, place) {
    Object.assign(this, { desk, place, places: [], at: -1 });
    this.text = make("input", { class: "usa-input", type: "text", id: "find-text", autocomplete: "off", oninput: () => this.look() });
    this.by = make("input", { class: "usa-input", type: "text", id: "find-by", autocomplete: "off" });
    this.exact = make("input", { type: "checkbox", class: "usa-checkbox__input", id: "find-exact", onchange: () => this.look() });
    this.count = make("p", { class: "small", role: "status" });
    const button = (label, act, sign) => make("button", { type: "button", class: `btn btn--outline btn--small${sign ? " btn--icon" : ""}`, onclick: act }, sign ? icon(sign, 16) : label, sign && unseen(label));
    this.panel = make("div", { class: "finding", role: "search", "aria-label": "Find and replace", hidden: true, onkeydown: (event) => this.key(event) },
      make("div", { class: "finding__row" }, make("label", { for: "find-text" }, "Find"), this.text, button("Previous match", () => this.step(-1), "expand_less"), button("Next match", () => this.step(1), "expand_more"), this.count),
      make("div", { class: "finding__row" }, make("label", { for: "find-by" }, "Replace with"), this.by, button("Replace", () => this.replace()), button("Replace all", () => this.replaceAll()),
        make("span", { class: "usa-checkbox" }, this.exact, make("label", { class: "usa-checkbox__label", for: "find-exact" }, "Capitals count")), button("Close find and replace", () => this.close(), "close")));
    place.append(this.panel);
    desk.signals.on("tree", () => { if (!this.panel.hidden && !this.own) this.look(true); });
  }

  open() {
    const { state } = this.desk.editor;
    const { from, to, empty } = state.selection;
    this.panel.hidden = false;
    if (!empty && state.doc.resolve(from).sameParent(state.doc.resolve(to))) this.text.value = state.doc.textBetween(from, to, " ", "");
    this.text.select();
    this.text.focus();
    this.look();
  }

  close() {
    this.panel.hidden = true;
    this.tell([], -1);
    this.desk.editor.view.focus();
  }

  key(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.text) this.step(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && event.target === this.by) this.replace();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  tell(places, at) {
    Object.assign(this, { places, at });
    const { view, state } = this.desk.editor;
    view.dispatch(state.tr.setMeta(key, { places, at }).setMeta("addToHistory", false));
  }

  look(keep = false) {
    const places = matches(this.desk.editor.state.doc, this.text.value, this.exact.checked);
    const { from } = this.desk.editor.state.selection;
    const next = places.findIndex(([start]) => start >= from);
    const at = places.length ? (keep ? Math.min(Math.max(this.at, 0), places.length - 1) : Math.max(next, 0)) : -1;
    this.tell(places, at);
    this.say();
  }

  say() { this.count.textContent = this.text.value ? (this.places.length ? `${this.at + 1} of ${plural(this.places.length, "match", "matches")}` : "No match") : ""; }

  step(by) {
    if (!this.places.length) return this.say();
    const at = (this.at + by + this.places.length) % this.places.length;
    this.tell(this.places, at);
    this.select();
    return this.say();
  }

  select() {
    const { view, state } = this.desk.editor;
    const [from, to] = this.places[this.at];
    view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, from, to)));
    view.domAtPos(from).node.parentElement?.scrollIntoView({ block: "center" });
  }

  put(transaction, [from, to]) {
    const { schema, doc } = this.desk.editor.state;
    const marks = doc.resolve(from + 1).marks();
    if (this.by.value) transaction.replaceWith(from, to, schema.text(this.by.value, marks));
    else transaction.delete(from, to);
  }

  replace() {
    if (this.at < 0) return;
    const { view, state } = this.desk.editor;
    const transaction = state.tr;
    const [from] = this.places[this.at];
    this.put(transaction, this.places[this.at]);
    this.own = true;
    view.dispatch(transaction.setSelection(TextSelection.near(transaction.doc.resolve(from + this.by.value.length))));
    this.own = false;
    this.look();
  }

  replaceAll() {
    const { view, state } = this.desk.editor;
    const count = this.places.length;
    if (!count) return;
    const transaction = closeHistory(state.tr);
    for (const place of [...this.places].reverse()) this.put(transaction, place);
    this.own = true;
    view.dispatch(transaction);
    this.own = false;
    this.look();
    const text = `${plural(count, "place")} changed. Undo brings them all back.`;
    this.count.textContent = text;
    say(text);
  }
}
