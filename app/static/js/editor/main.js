// The rich editor of the workspace: it loads the tree, keeps everything beside it up to date, and saves.
import { Editor } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import { NodeSelection } from "@tiptap/pm/state";
import { Asks, redrawAsks, withViews } from "./chips.js";
import { Claims, DroppedClaims } from "./claims.js";
import { toEditor } from "./convert.js";
import { Counts } from "./counts.js";
import { Signals, make, icon, plural, say, useSprite } from "./dom.js";
import { Finding, Found } from "./finding.js";
import { Ids } from "./ids.js";
import { openChip, signsTyped } from "./inserting.js";
import { KeptTexts } from "./kept.js";
import { Keys } from "./keys.js";
import { Marks, Mends } from "./marks.js";
import { changeKind, mending, nextCheck } from "./mending.js";
import { Outline } from "./outline.js";
import { PageBreaks, Pages } from "./page.js";
import { Pasting } from "./pasting.js";
import { Saving } from "./saving.js";
import { SCHEMA } from "./schema.js";
import { Toolbar } from "./toolbar.js";
import { ask, send } from "./talk.js";
import { editVariant, wrapVariant } from "./variants.js";

const CHECK_PAUSE = 450;
const $ = (id) => document.getElementById(id);

class Desk {
  constructor(place) {
    this.place = place;
    this.urls = JSON.parse(place.dataset.rich);
    this.signals = new Signals();
    this.copy = Number(place.dataset.copy);
    Object.assign(this, { shown: {}, menus: { fields: {}, demands: [], roles: [], rules: [] }, citations: [], kept: [], problems: [], current: null });
  }

  async start() {
    const answer = await ask(`${this.urls.working}?copy=${this.copy}`);
    Object.assign(this, { menus: answer.menus, shown: answer.shown, kept: answer.kept, problems: answer.problems });
    this.editor = new Editor({
      element: $("rich-text"),
      injectCSS: false,
      enableCoreExtensions: false,
      extensions: [...withViews(SCHEMA, this), Ids, Keys, Asks(this), PageBreaks(this), Marks(this), Found, Pasting(this), DroppedClaims(this)],
      content: toEditor(answer.tree),
      editorProps: {
        attributes: { role: "textbox", "aria-multiline": "true", "aria-label": "Text of the letter", spellcheck: "true", lang: "en-US", "aria-describedby": "rich-help" },
        handleKeyDown: (_view, event) => this.key(event),
        handleTextInput: (view, from, _to, text) => signsTyped(this, view, from, text),
        handleDOMEvents: { dblclick: () => { openChip(this); return false; } },
      },
      onUpdate: ({ transaction }) => this.changed(transaction),
      onSelectionUpdate: () => this.moved(),
    });
    this.outline = new Outline(this, $("outline"));
    this.toolbar = new Toolbar(this, $("rich-toolbar"));
    this.saving = new Saving(this, this.urls.working, $("saved"));
    this.pages = new Pages(this);
    this.finding = new Finding(this, $("rich-finding"));
    this.texts = new KeptTexts(this, $("rich-notices"));
    this.counter = new Counts(this, $("rich-counts"));
    this.claims = new Claims(this, $("rich-claims"));
    mending(this);
    this.mends = new Mends(this, $("rich-text"));
    this.outline.offer();
    this.number();
    this.beside(answer);
    this.moved();
    this.pages.soon(0);
    for (const link of document.querySelectorAll("[data-to-plain]")) link.addEventListener("click", (event) => this.toPlain(event, link.href));
    await this.saving.start(answer);
    this.place.dataset.ready = "yes";
  }

  changed(transaction) {
    if (!transaction.docChanged) return;
    this.number();
    this.signals.tell("tree", transaction);
    if (!transaction.getMeta("foreign")) this.saving.changed();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), CHECK_PAUSE);
  }

  // Another text in place of the one that stands here, as one step for undo.
  put(tree) {
    const { state, view, schema } = this.editor;
    const made = schema.nodeFromJSON(toEditor(tree));
    made.check();
    view.dispatch(closeHistory(state.tr).replaceWith(0, state.doc.content.size, made.content));
  }

  // Citations are numbered in the order in which this recipient meets them.
  number() {
    const found = [];
    this.editor.state.doc.descendants((node) => {
      if (node.type.name === "variant" && this.shown.rules?.[node.attrs.rule]?.here === false) return false;
      if (node.type.name === "citation" && !found.includes(node.attrs.claim)) found.push(node.attrs.claim);
      return true;
    });
    if (found.join(" ") === this.citations.join(" ")) return;
    this.citations = found;
    this.signals.tell("shown");
  }

  moved() {
    const { $from } = this.editor.state.selection;
    const now = $from.depth ? $from.node(1).attrs.id : this.editor.state.doc.firstChild?.attrs.id;
    if (now !== this.current) {
      this.current = now;
      this.signals.tell("section");
    }
    this.signals.tell("selection");
    const { selection } = this.editor.state;
    if (selection instanceof NodeSelection && selection.node.isInline) {
      const dom = this.editor.view.nodeDOM(selection.from);
      say(`${dom?.textContent ?? ""} Enter opens it, Delete removes it.`);
    }
  }

  async check() {
    this.checking?.abort();
    this.checking = new AbortController();
    const { doc } = this.editor.state;
    try {
      const answer = await send(this.urls.live, { tree: this.saving.tree(), copy: this.copy, drawn: this.pages.drawnPages }, this.checking.signal);
      this.checked = doc;
      this.beside(answer);
    } catch (problem) {
      if (problem.name !== "AbortError") this.signals.tell("stale", problem);
    }
  }

  beside(answer) {
    this.shown = answer.shown;
    this.problems = answer.problems;
    this.counts = { words: answer.words };
    $("checks").innerHTML = answer.checks;
    this.signals.tell("shown");
    redrawAsks(this.editor.view);
    this.signals.tell("beside", answer);
    this.number();
    this.mainButton(answer);
    $("page-note").textContent = answer.differs;
    const place = $("rich-salutation");
    place.hidden = !this.shown.salutation;
    place.querySelector("p").replaceChildren(make("span", { class: "chip chip--field" }, icon("person", 14), this.shown.salutation));
  }

  wrapVariant() { return wrapVariant(this); }
  editVariant(at) { return editVariant(this, at); }
  changeKind(id) { return changeKind(this, id); }

  mainButton(answer) {
    const draft = this.place.dataset.state !== "other";
    const button = answer.blocking && draft
      ? make("a", { class: "btn btn--primary", href: "#checks", onclick: (event) => { event.preventDefault(); nextCheck(this, 1); } }, icon("error_outline"), `${plural(answer.blocking, "check")} before review`)
      : make("button", { type: "button", class: "btn btn--primary", onclick: () => this.finish(draft ? "submit" : "save") }, icon(draft ? "send" : "check"), draft ? "Send for review" : "Save version");
    $("rich-main").replaceChildren(button);
  }

  // Who is asked for the review, as the plain form asks it.
  asked() { return { reviewer_id: $("rich-reviewer-id")?.value ?? "", due_on: $("rich-due-on")?.value ?? "" }; }

  // What keeps the text from being sent, once it is saved.
  refused(problem) {
    const found = Object.entries(problem.answer?.errors ?? {}).map(([name, text]) => (name.startsWith("problem") ? text : `${name}: ${text}`));
    if (!found.length) { this.saving.failed(problem); return; }
    $("rich-refused").replaceChildren(make("div", { class: "notice notice--stop", role: "alert" }, icon("error_outline", 20), make("div", { class: "notice__body" }, make("p", {}, problem.message), make("ul", {}, ...found.map((text) => make("li", {}, text))))));
  }

  // The other editor reads the working copy, so that is saved first; while it cannot be, nobody leaves.
  async toPlain(event, address) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (!await this.saving.save()) return;
    this.saving.leaving = true;
    window.location.assign(address);
  }

  // Sending takes as long as the checks of every copy: meanwhile the button says so, and a second press does nothing.
  async finish(how) {
    const button = $("rich-main").firstElementChild;
    if (this.finishing) return;
    this.finishing = true;
    const words = [...button.childNodes];
    button.replaceChildren(how === "submit" ? "Sending for review" : "Saving");
    await this.saving.save();
    $("rich-refused").replaceChildren();
    try {
      const answer = await send(this.urls.version, { tree: this.saving.tree(), base: this.saving.base, do: how, ...(how === "submit" ? this.asked() : {}) });
      if (answer.url) {
        this.saving.leaving = true;
        window.location.assign(answer.url);
      } else {
        this.saving.take(answer, this.saving.tree());
        say(`Saved as version ${answer.version}.`);
      }
    } catch (problem) {
      this.refused(problem);
    } finally {
      this.finishing = false;
      if (!this.saving.leaving) button.replaceChildren(...words);
    }
  }

  key(event) {
    this.keyAt = event.timeStamp;
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.key.toLowerCase() === "s") this.saving.save(true);
    else if (mod && event.key.toLowerCase() === "f") this.finding.open();
    else if (event.altKey && event.key === "F10") this.toolbar.enter();
    else if (event.altKey && event.key === "Enter") this.mends.enter();
    else if (event.key === "Escape" && this.mends.open) this.mends.leave();
    else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) this.outline.move(this.current, event.key === "ArrowUp" ? -1 : 1);
    else if (event.key === "Enter" && this.editor.state.selection instanceof NodeSelection && this.editor.state.selection.node.isInline) openChip(this);
    else return false;
    event.preventDefault();
    return true;
  }
}

const place = document.querySelector("[data-rich]");
if (place) {
  useSprite(place.dataset.sprite);
  const desk = new Desk(place);
  place.desk = desk;
  desk.start().catch((problem) => {
    place.dataset.failed = "yes";
    $("rich-notices").append(make("p", { class: "notice notice--stop", role: "alert" }, `The editor could not be opened (${problem.message}). `, make("a", { href: `${desk.urls.plain}?plain=1` }, "Use the plain editor")));
  });
}
