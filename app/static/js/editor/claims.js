// The claims beside the text: dragged to where they are cited, or put at the caret by their button.
import { Extension } from "@tiptap/core";
import { dropCursor } from "@tiptap/pm/dropcursor";
import { Plugin, TextSelection } from "@tiptap/pm/state";
import { icon, make, plural, say, unseen } from "./dom.js";
import { insertCitation } from "./inserting.js";
import { ask } from "./talk.js";

export const KIND = "application/x-redress-claim";
const LETTER = /[\p{L}\p{N}’'-]/u;

// Where a citation dropped at `at` goes: after the word it was dropped on, never into it.
const afterWord = (doc, at) => {
  const { pos, parent, parentOffset } = TextSelection.near(doc.resolve(at)).$from;
  const text = parent.textBetween(0, parent.content.size, "", "\ufffc");
  let end = parentOffset;
  if (end > 0 && LETTER.test(text[end - 1])) while (end < text.length && LETTER.test(text[end])) end += 1;
  return pos + end - parentOffset;
};

export const DroppedClaims = (desk) => Extension.create({
  name: "droppedClaims",
  addProseMirrorPlugins: () => [dropCursor({ color: false, class: "drop-cursor", width: 2 }), new Plugin({
    props: {
      handleDrop: (view, event) => {
        const slug = event.dataTransfer?.getData(KIND);
        if (!slug) return false;
        event.preventDefault();
        const found = view.posAtCoords({ left: event.clientX, top: event.clientY });
        if (!found) return true;
        const { state } = view;
        view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, afterWord(state.doc, found.pos))));
        insertCitation(desk, slug);
        return true;
      },
    },
  })],
});

export class Claims {
  constructor(desk, place) {
    Object.assign(this, { desk });
    this.input = make("input", { class: "usa-input", type: "search", id: "claims-find", autocomplete: "off", oninput: () => this.fill() });
    this.list = make("ul", { class: "claim-cards" });
    this.note = make("p", { class: "small", role: "status" });
    this.panel = make("details", { class: "panel claims-beside", ontoggle: () => { if (this.panel.open && !this.list.childElementCount) this.fill(); } },
      make("summary", {}, make("span", { class: "section-title" }, "Claims to cite")),
      make("label", { class: "usa-label", for: "claims-find" }, "Words, a number or a day"), this.input, this.note, this.list);
    place.append(this.panel);
  }

  // Without a search: claims that share words, numbers or days with the line of the caret, else with the letter.
  around() {
    const { doc, selection: { $from } } = this.desk.editor.state;
    return [$from.parent, doc].map((one) => one.textBetween(0, one.content.size, " ", " ").trim()).find(Boolean) ?? "";
  }

  async fill() {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const { claims } = await ask(`${this.desk.urls.claims}?q=${encodeURIComponent((this.input.value.trim() || this.around()).slice(0, 480))}`, this.asking.signal);
      this.list.replaceChildren(...claims.map((one) => this.card(one)));
      this.note.textContent = claims.length ? `${plural(claims.length, "claim")}. Drag one into the text, or cite it at the caret.` : "No claim fits. Type a name, a number or a day.";
    } catch (problem) {
      if (problem.name !== "AbortError") this.note.textContent = problem.message;
    }
  }

  card(one) {
    const cite = () => { insertCitation(this.desk, one.slug); };
    return make("li", {
      class: "claim-card", draggable: "true",
      ondragstart: (event) => { event.dataTransfer.setData(KIND, one.slug); event.dataTransfer.effectAllowed = "copy"; say("Drop it into the text."); },
    }, make("span", { class: "claim-card__grip" }, icon("drag_handle")),
    make("div", {}, make("p", {}, one.wording), make("p", { class: "small" }, [one.state === "current" ? null : one.state, one.note].filter(Boolean).join(" · ")),
      make("button", { type: "button", class: "btn btn--outline btn--small", onclick: cite }, icon("format_quote"), "Cite", unseen(` at the caret: ${one.wording}`))));
  }
}
