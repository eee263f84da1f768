// Two texts of one section: both are shown, and the person chooses one or joins them.
import { closeHistory } from "@tiptap/pm/history";
import { sectionToEditor } from "./convert.js";
import { icon, make, say } from "./dom.js";

const words = (node) => {
  if (node.type === "text") return node.text;
  if (node.type === "merge_field") return `((${node.attrs.name}))`;
  if (node.type === "citation") return `[@${node.attrs.claim}]`;
  if (node.type === "day_count") return `((day ${node.attrs.anchor}))`;
  return (node.content ?? []).map(words).join("");
};
const lines = (node, found = []) => {
  for (const child of node.content ?? []) {
    if (child.type === "paragraph" || child.type === "list_item") found.push([child.type, words(child)]);
    else lines(child, found);
  }
  return found;
};
const shown = (section) => make("div", { class: "kept__text" }, ...lines(section).map(([type, text]) => make("p", {}, type === "list_item" ? `• ${text}` : text)));

export class KeptTexts {
  constructor(desk, place) {
    Object.assign(this, { desk, place, drawn: "" });
    desk.signals.on("kept", (answer) => this.draw(answer.kept));
  }

  draw(texts) {
    const now = JSON.stringify(texts);
    if (now === this.drawn) return;
    const fresh = texts.length > this.place.childElementCount;
    this.drawn = now;
    this.place.replaceChildren(...texts.map((one) => this.notice(one)));
    if (fresh) say(`Two texts of one section: ${texts.at(-1).label}. Both are kept; choose above the text.`);
  }

  notice(one) {
    const choose = (label, act) => make("button", { type: "button", class: "btn btn--outline btn--small", onclick: act }, label, make("span", { class: "usa-sr-only" }, `: ${one.label}`));
    return make("section", { class: "notice notice--attention kept", "aria-label": `Two texts: ${one.label}` }, icon("warning", 20), make("div", { class: "notice__body" },
      make("p", {}, make("strong", {}, `${one.label}: ${one.other} changed this section while ${one.author} was writing. `), "Both texts are kept below. Choose one or join them."),
      make("div", { class: "kept__halves" },
        make("div", {}, make("h3", {}, `${one.author}, ${one.at}`), shown(one.yours)),
        make("div", {}, make("h3", {}, `${one.other}, in the letter now`), shown(one.theirs))),
      make("div", { class: "tools" },
        choose(`Use the text of ${one.author}`, () => this.settle(one, "yours")),
        choose("Keep the letter as it is", () => this.settle(one, "theirs")),
        choose("Keep both, one after the other", () => this.settle(one, "both")))));
  }

  settle(one, how) {
    const { state, view, schema } = this.desk.editor;
    if (how !== "theirs") {
      const made = schema.nodeFromJSON(sectionToEditor(one.yours));
      let found = null;
      state.doc.forEach((node, at) => { if (node.attrs.id === one.section) found = { node, at }; });
      const transaction = closeHistory(state.tr);
      if (!found) transaction.insert(state.doc.content.size, made);
      else if (how === "both") transaction.insert(found.at + found.node.nodeSize - 1, made.content);
      else transaction.replaceWith(found.at, found.at + found.node.nodeSize, made);
      view.dispatch(transaction);
    }
    this.desk.saving.settled.push(one.id);
    this.desk.saving.dirty = true;
    this.desk.saving.save();
    view.focus();
    say(how === "theirs" ? "The letter stays as it is." : "The text is in the letter. Undo takes it back.");
  }
}
