// What the checks find is underlined in the text. Under the line in which the caret stands a box says what it is and how
// to mend it. The box lies outside the text, right after it in the order of Tab; the line only leaves room for it.
import { Extension } from "@tiptap/core";
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { icon, make, plural, say, unseen } from "./dom.js";
import { mendText, placeOf } from "./mending.js";

const MOST = 3;
const GAP = 10;
const key = new PluginKey("marks");
const weight = ({ level }) => (level === "blocks" ? 0 : 1);

const drawn = (desk, doc) => DecorationSet.create(doc, [...desk.problems].sort((one, other) => weight(one) - weight(other))
  .filter((one) => one.block && one.start !== null)
  .map((problem) => [placeOf(desk, problem), problem])
  .filter(([place]) => place && place[1] > place[0])
  .map(([[from, to], problem]) => Decoration.inline(from, to, { nodeName: "span", class: weight(problem) ? "underline-attention" : "underline-stop" }, { problem })));

// The room is kept by the line itself, so that nothing strange stands in the text.
const room = (doc, place) => {
  const $at = place && doc.resolve(place.at);
  if (!$at?.parent.isTextblock) return DecorationSet.empty;
  return DecorationSet.create(doc, [Decoration.node($at.before(), $at.after(), { style: `margin-block-end: ${place.height}px` })]);
};

export const Marks = (desk) => Extension.create({
  name: "marks",
  addProseMirrorPlugins: () => [new Plugin({
    key,
    state: {
      init: () => ({ found: DecorationSet.empty, room: DecorationSet.empty }),
      apply: (transaction, before) => {
        const { redraw, place } = transaction.getMeta(key) ?? {};
        const { mapping, doc } = transaction;
        return {
          found: redraw ? drawn(desk, doc) : before.found.map(mapping, doc),
          room: place !== undefined ? room(doc, place) : before.room.map(mapping, doc),
        };
      },
    },
    props: { decorations: (state) => { const { found, room: kept } = key.getState(state); return found.add(state.doc, kept.find()); } },
  })],
});

export class Mends {
  constructor(desk, place) {
    Object.assign(this, { desk, open: null, left: "" });
    this.words = make("div", { id: "rich-problem-words", hidden: true });
    this.box = make("div", { class: "problem-box", id: "rich-problem", role: "group", "aria-label": "Checks at this place", hidden: true, onkeydown: (event) => this.key(event) }, this.words);
    place.after(this.box);
    desk.editor.on("transaction", ({ transaction }) => this.moved(transaction));
    desk.editor.view.dom.addEventListener("focus", () => this.look());
    desk.signals.on("beside", () => this.redraw());
    new ResizeObserver(() => this.stand()).observe(place);
  }

  tell(meta) {
    const { view, state } = this.desk.editor;
    view.dispatch(state.tr.setMeta(key, meta).setMeta("addToHistory", false));
  }

  // Answers about a text that has grown since are left to the next one; marks drawn before move with their words.
  redraw() {
    const { state } = this.desk.editor;
    if (this.desk.checked && this.desk.checked !== state.doc) return;
    this.tell({ redraw: true });
    if (this.open) this.look();
  }

  // Where checks lead in the text: their marks, which have moved with the words, and sections as a whole.
  stops() {
    const marks = key.getState(this.desk.editor.state).found.find().map(({ from, to, spec }) => ({ problem: spec.problem, place: [from, to] }));
    const whole = this.desk.problems.filter((one) => !one.block || one.start === null).map((problem) => ({ problem, place: placeOf(this.desk, problem) }));
    return [...marks, ...whole.filter((one) => one.place)];
  }

  here() {
    const { state } = this.desk.editor;
    const { from, to } = state.selection;
    return key.getState(state).found.find(from, to).filter((one) => one.from <= from && one.to >= to)
      .sort((one, other) => weight(one.spec.problem) - weight(other.spec.problem) || one.to - one.from - (other.to - other.from)).slice(0, MOST);
  }

  // Typing opens nothing; moving into marked words does.
  moved(transaction) {
    if (transaction.getMeta(key)) return;
    if (transaction.docChanged) {
      if (this.open && !this.here().length) this.close();
      else this.stand();
    } else if (transaction.selectionSet) this.look();
  }

  look() {
    const found = this.desk.editor.view.hasFocus() || this.open ? this.here() : [];
    const name = found.map((one) => one.spec.problem.digest).join(" ");
    if (name !== this.left) this.left = "";
    if (!found.length || this.left) return this.close();
    const before = this.open?.name;
    this.open = { name };
    const shown = JSON.stringify(found.map((one) => one.spec.problem));
    if (this.shown !== shown) this.fill(found);
    this.shown = shown;
    this.box.hidden = false;
    this.desk.editor.view.dom.setAttribute("aria-describedby", "rich-help rich-problem-words");
    this.stand();
    if (before !== name) say(`${found.map(({ spec: { problem } }) => `${problem.title}. ${problem.text}`).join(" ")} ${this.box.querySelector("button") ? "Alt Enter leads to its buttons." : ""}`);
    return undefined;
  }

  close() {
    if (!this.open) return;
    const inside = this.box.contains(document.activeElement);
    this.open = null;
    this.box.hidden = true;
    this.desk.editor.view.dom.setAttribute("aria-describedby", "rich-help");
    this.tell({ place: null });
    if (inside) this.desk.editor.view.focus();
  }

  fill(found) {
    const blocks = found.some((one) => !weight(one.spec.problem));
    this.box.className = `problem-box problem-box--${blocks ? "stop" : "attention"}`;
    const rows = found.flatMap(({ spec: { problem } }) => {
      const stop = !weight(problem);
      return [make("div", { class: "problem-box__words" },
        make("span", { class: stop ? "status--stop" : "status--attention" }, icon(stop ? "error_outline" : "warning", 20), unseen(stop ? "Blocks review: " : "To consider: ")),
        make("div", {}, make("p", { class: "problem-box__title" }, problem.title), make("p", { class: "small" }, [problem.who, problem.mend].filter(Boolean).join(" ")))),
      this.buttons(problem)].filter(Boolean);
    });
    this.words.textContent = found.map(({ spec: { problem } }) => `${problem.title}. ${problem.mend}`).join(" ");
    this.box.replaceChildren(this.words, ...rows);
  }

  buttons(problem) {
    const act = (step) => mendText(this.desk, step).then(() => this.desk.editor.view.focus()).catch((fault) => say(fault.message));
    const made = problem.quick.map((one) => make("button", { type: "button", class: "btn btn--outline btn--small", onclick: () => act(one.do) }, one.label));
    const cites = problem.quick.some((one) => one.kind === "opinion" || one.kind === "cite");
    if (cites && this.desk.urls.claims) made.push(make("button", { type: "button", class: "btn btn--quiet btn--small", onclick: () => this.another(problem) }, made.length > 1 ? "Find another" : "Find a claim"));
    return made.length ? make("div", { class: "problem-box__tools" }, ...made) : null;
  }

  // The citation goes to the end of the sentence as it stands now.
  another(problem) {
    const { view, state } = this.desk.editor;
    const [mark] = key.getState(state).found.find(undefined, undefined, (spec) => spec.problem.digest === problem.digest);
    if (mark) view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, mark.to)));
    this.desk.toolbar.menus.citation.show();
  }

  // Below the line of the words, with room kept for it.
  stand() {
    const [first] = this.open ? this.here() : [];
    if (!first) return;
    const { view, state } = this.desk.editor;
    const at = state.doc.resolve(first.from);
    const line = view.nodeDOM(at.before());
    if (!line?.getBoundingClientRect) return;
    const height = this.box.offsetHeight + 2 * GAP;
    const now = `${at.before()} ${height}`;
    const [kept] = key.getState(state).room.find();
    if (kept?.from !== at.before() || this.kept !== now) this.tell({ place: { at: first.from, height } });
    this.kept = now;
    const around = this.box.offsetParent.getBoundingClientRect();
    this.box.style.insetBlockStart = `${line.getBoundingClientRect().bottom - around.top + GAP}px`;
  }

  // Alt Enter from the text: the box of this place, its first button.
  enter() {
    this.left = "";
    this.look();
    const first = this.box.querySelector("button");
    if (this.open && first) first.focus();
    else if (!this.open) say(this.desk.problems.length ? `No check at this place. F8 leads to the next of ${plural(this.desk.problems.length, "check")}.` : "No check at this place.");
    return true;
  }

  leave() {
    if (!this.open) return false;
    this.left = this.open.name;
    this.close();
    return true;
  }

  key(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.leave();
    this.desk.editor.view.focus();
  }
}
