// The sections at the left: count of words, state of the checks, and moving, adding, removing, renaming by buttons.
import { TextSelection } from "@tiptap/pm/state";
import { freshId } from "./ids.js";
import { icon, make, plural, say, unseen } from "./dom.js";
import { roleLabel } from "./chips.js";

const MARK = { complete: ["check", "done", "complete"], consider: ["warning", "attention", "something to consider"], blocked: ["error_outline", "stop", "blocks review"], empty: ["remove", "quiet", "empty"] };

const sections = (doc) => {
  const found = [];
  doc.forEach((node, at) => found.push({ node, at, id: node.attrs.id }));
  return found;
};
const wordsOf = (node) => {
  let text = "";
  node.descendants((child) => { if (child.isText) text += child.text; else text += child.isInline ? "x" : " "; return true; });
  return text.split(/\s+/).filter(Boolean).length;
};

const mark = (state) => {
  const [sign, colour, said] = MARK[state] ?? MARK.complete;
  return make("span", { class: `status--${colour}` }, icon(sign), unseen(`, ${said}`));
};

export class Outline {
  constructor(desk, place) {
    Object.assign(this, { desk, place, state: {}, parts: [] });
    this.list = make("ol", {});
    this.words = make("span", { class: "small" });
    this.add = make("select", { class: "usa-select outline__role", id: "outline-role", "aria-label": "Kind of the new section" });
    place.replaceChildren(
      make("div", { class: "workspace__title" }, make("h2", { class: "section-title" }, "Sections"), this.words),
      make("nav", { class: "outline", "aria-label": "Sections" }, this.list),
      make("div", { class: "outline__add" }, this.add, make("button", { type: "button", class: "btn btn--outline btn--small", onclick: () => this.insert(this.add.value) }, icon("add"), "Add section")),
      ...[...place.querySelectorAll("[data-keep]")],
    );
    desk.signals.on("tree", () => this.draw());
    desk.signals.on("section", () => this.draw());
    desk.signals.on("beside", (answer) => { this.state = answer.sections; this.parts = answer.parts; this.draw(); });
  }

  offer() {
    this.add.replaceChildren(...this.desk.menus.roles.map((one) => make("option", { value: one.value }, one.label)));
  }

  draw() {
    const { doc } = this.desk.editor.state;
    const all = sections(doc);
    const parts = this.parts.map((part, place) => ({ part, first: place < 2 }));
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.list.replaceChildren(
      ...parts.filter((one) => one.first).map((one) => this.part(one.part)),
      ...all.map((one, place) => this.row(one, place, all.length)),
      ...parts.filter((one) => !one.first).map((one) => this.part(one.part)),
    );
    if (focused) this.list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    this.words.textContent = plural(this.desk.counts?.words ?? wordsOf(doc), "word");
  }

  part(part) {
    return make("li", {}, make("a", { href: part.url }, make("span", { class: "outline__text" }, make("strong", {}, part.title), make("span", { class: "small" }, part.note)), mark(part.state)));
  }

  row({ node, id }, place, count) {
    const label = roleLabel(this.desk, node.attrs.role);
    const words = wordsOf(node);
    const known = this.state[id];
    const state = known?.state === "complete" && !words ? "empty" : known?.state ?? (words ? "complete" : "empty");
    const note = known && !["complete", "empty"].includes(known.state) ? known.note : words ? plural(words, "word") : "Empty";
    const current = this.desk.current === id;
    const tool = (key, sign, text, act, off) => make("button", { type: "button", class: "btn btn--icon btn--quiet", "data-key": `${key}-${id}`, disabled: off, onclick: act }, icon(sign, 14), unseen(`${text} ${label}`));
    return make("li", { class: current ? "is-current" : null },
      make("a", {
        href: `#section-${id}`, "data-key": id, "aria-current": current ? "true" : null,
        onclick: (event) => { event.preventDefault(); this.go(id); },
        onkeydown: (event) => this.key(event, id),
      }, make("span", { class: "outline__text" }, make("strong", {}, label), make("span", { class: "small" }, note)), mark(state)),
      current && make("span", { class: "outline__tools" },
        tool("up", "arrow_upward", "Move up:", () => this.move(id, -1), place === 0),
        tool("down", "arrow_downward", "Move down:", () => this.move(id, 1), place === count - 1),
        tool("kind", "edit", "Change the kind of", () => this.desk.changeKind(id)),
        tool("remove", "delete", "Remove", () => this.remove(id), count === 1)));
  }

  key(event, id) {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    this.move(id, event.key === "ArrowUp" ? -1 : 1);
  }

  find(id) { return sections(this.desk.editor.state.doc).find((one) => one.id === id); }

  go(id) {
    const found = this.find(id);
    if (!found) return;
    const { view, state } = this.desk.editor;
    view.dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(found.at + 2))));
    view.focus();
    document.getElementById(`section-${id}`)?.scrollIntoView({ block: "center" });
  }

  move(id, step) {
    const { view, state } = this.desk.editor;
    const all = sections(state.doc);
    const place = all.findIndex((one) => one.id === id);
    const to = place + step;
    if (place < 0 || to < 0 || to >= all.length) return say(step < 0 ? "This is the first section." : "This is the last section.");
    const { node, at } = all[place];
    const offset = state.selection.from - at;
    const transaction = state.tr.delete(at, at + node.nodeSize);
    const there = all[to];
    const target = step < 0 ? there.at : there.at + there.node.nodeSize - node.nodeSize;
    transaction.insert(target, node);
    if (offset > 0 && offset < node.nodeSize) transaction.setSelection(TextSelection.near(transaction.doc.resolve(target + offset)));
    view.dispatch(transaction);
    return say(`${roleLabel(this.desk, node.attrs.role)} is now ${to + 1} of ${all.length}.`);
  }

  remove(id) {
    const found = this.find(id);
    const { view, state } = this.desk.editor;
    if (!found || state.doc.childCount < 2) return;
    view.dispatch(state.tr.delete(found.at, found.at + found.node.nodeSize).scrollIntoView());
    say(`${roleLabel(this.desk, found.node.attrs.role)} is removed. Undo brings it back.`);
    view.focus();
  }

  insert(role) {
    const { view, state } = this.desk.editor;
    const { section, paragraph } = state.schema.nodes;
    const here = this.find(this.desk.current);
    const at = here ? here.at + here.node.nodeSize : state.doc.content.size;
    const id = freshId();
    const transaction = state.tr.insert(at, section.create({ role, id }, paragraph.create()));
    transaction.setSelection(TextSelection.near(transaction.doc.resolve(at + 2))).scrollIntoView();
    view.dispatch(transaction);
    view.focus();
    say(`${roleLabel(this.desk, role)} is added.`);
  }
}
export { wordsOf };
