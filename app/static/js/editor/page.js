// The real page beside the text: typed words stand on it at once (likeness.js), and the server draws it some 30 ms after
// the last key, the newest text winning; the page in view first, the others when somebody pauses. Page numbers stand in
// the text where a new page begins.
import { Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { make, plural, say, unseen } from "./dom.js";
import { Likeness } from "./likeness.js";
import { post } from "./talk.js";

const PAUSE = 30;
const SETTLE = 900;
const THUMB = 56;
const key = new PluginKey("pages");
const $ = (id) => document.getElementById(id);

// Top-level blocks that print for this recipient, in the order in which the server counts them.
const printed = (doc, shown) => {
  const found = [];
  const take = (node, at) => { if (node.type.name !== "paragraph" || node.content.size) found.push([node, at]); };
  doc.forEach((section, start) => section.forEach((block, offset) => {
    const at = start + 1 + offset;
    if (block.type.name !== "variant") take(block, at);
    else if (shown.rules?.[block.attrs.rule]?.here !== false) block.forEach((child, inner) => take(child, at + 1 + inner));
  }));
  return found;
};

export const PageBreaks = (desk) => Extension.create({
  name: "pageBreaks",
  addProseMirrorPlugins: () => [new Plugin({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (transaction, before) => {
        const breaks = transaction.getMeta(key);
        if (!breaks) return before.map(transaction.mapping, transaction.doc);
        const blocks = printed(transaction.doc, desk.shown);
        return DecorationSet.create(transaction.doc, breaks.map((index, place) => [blocks[index], place + 2]).filter(([block]) => block)
          .map(([[node, at], page]) => Decoration.node(at, at + node.nodeSize, { class: "page-begins", "data-page": `Page ${page}` })));
      },
    },
    props: { decorations: (state) => key.getState(state) },
  })],
});

export class Pages {
  constructor(desk) {
    Object.assign(this, { desk, turn: 0, page: 1, pages: 1, setting: null, window: crypto.randomUUID(), breaks: "", waiting: null });
    this.canvas = make("canvas", { class: "live-page", role: "img", tabindex: "0", "aria-label": "Page 1" });
    this.thumbs = make("ol", { class: "page-thumbs", "aria-label": "Pages" });
    this.problem = make("p", { class: "small page-problem", role: "status", hidden: true });
    $("pages").append(make("div", { class: "pages__sheet" }, this.canvas), this.thumbs, this.problem);
    this.likeness = new Likeness(desk, this.canvas);
    this.select = $("page-copy");
    this.select.addEventListener("change", () => this.recipient());
    $("page-previous").addEventListener("click", () => this.step(-1));
    $("page-next").addEventListener("click", () => this.step(1));
    $("page-large").addEventListener("click", (event) => {
      const on = desk.place.classList.toggle("workspace--large-page");
      event.currentTarget.setAttribute("aria-pressed", String(on));
      this.soon(0);
    });
    this.canvas.addEventListener("keydown", (event) => {
      const to = { PageDown: 1, ArrowRight: 1, PageUp: -1, ArrowLeft: -1 }[event.key];
      if (to) { event.preventDefault(); this.show(this.page + to); }
    });
    desk.signals.on("tree", (transaction) => this.typed(transaction));
    new ResizeObserver(() => { if (Math.abs(this.width() - (this.drawn ?? 0)) > 40) this.soon(120); }).observe($("pages"));
    this.arrows();
  }

  width() { return Math.round(Math.min(2000, Math.max(120, this.canvas.parentElement.clientWidth) * (window.devicePixelRatio || 1))); }

  // The words at once, the page soon.
  typed(transaction) {
    this.keyed = transaction.getMeta("foreign") ? null : this.desk.keyAt ?? performance.now();
    if (this.likeness.follow(this.blocks()) && this.keyed) performance.measure("redress.likeness", { start: this.keyed, end: performance.now() });
    this.soon(PAUSE);
  }

  blocks() { return printed(this.desk.editor.state.doc, this.desk.shown).map(([node]) => node); }

  soon(pause) {
    clearTimeout(this.timer);
    clearTimeout(this.later);
    this.timer = setTimeout(() => this.draw(false), pause);
  }

  // What was asked for and is no longer wanted is given up, here and on the server.
  async draw(settled) {
    if (!this.canvas.parentElement.clientWidth) return;
    this.turn += 1;
    const turn = this.turn;
    const keyed = this.keyed;
    this.asking?.abort();
    this.asking = new AbortController();
    const blocks = this.blocks();
    const body = { tree: this.desk.saving.tree(), copy: this.desk.copy, page: this.page, width: this.width(), turn, window: this.window, setting: settled ? null : this.setting, ends: settled ? null : this.ends, quiet: settled };
    try {
      const answer = await post(this.desk.urls.page, body, this.asking.signal);
      if (answer.status === 204 || turn !== this.turn) return;
      if (!answer.ok) throw new Error((await answer.json().catch(() => null))?.message ?? "The page could not be drawn.");
      const about = JSON.parse(answer.headers.get("X-Redress-Page"));
      const picture = await createImageBitmap(await answer.blob());
      if (turn !== this.turn) return;
      this.paint(picture, about, settled, blocks);
      if (keyed && !settled) requestAnimationFrame(() => performance.measure("redress.page", { start: keyed, end: performance.now() }));
      if (!settled) this.later = setTimeout(() => this.draw(true), SETTLE);
      else this.later = setTimeout(() => this.others(), 1500);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this.problem.hidden = false;
      this.problem.textContent = problem.name === "TypeError" ? "Offline: the page shows the text as it was." : problem.message;
    }
  }

  paint(picture, about, settled, blocks) {
    this.problem.hidden = true;
    this.drawn = picture.width;
    if (this.canvas.width !== picture.width || this.canvas.height !== picture.height) Object.assign(this.canvas, { width: picture.width, height: picture.height });
    this.likeness.painted(blocks, about, picture);
    if (!this.likeness.follow(this.blocks())) this.likeness.restore();
    const more = about.whole && about.pages !== this.pages;
    Object.assign(this, { page: about.page, setting: about.setting });
    if (about.whole) Object.assign(this, { pages: about.pages, ends: about.breaks[0] ?? null });
    this.canvas.setAttribute("aria-label", `Page ${this.page} of ${this.pages} as it will print for ${this.select.selectedOptions[0]?.text ?? "the recipient"}. The same words stand in the editor.`);
    if (more || !this.thumbs.childElementCount) this.list();
    if (!about.whole) return;
    this.mark(about.breaks);
    if (settled) this.facts(about.seen);
    this.desk.signals.tell("pages", this.pages);
    if (more && settled) say(`The letter now has ${plural(this.pages, "page")}.`);
  }

  // For the checks: pages without the annex of sources, lines on the last of them, lines above the signatures, and how
  // many lines each page uses and has free, which tells how much to cut.
  facts([pages, last, above, fill]) {
    const before = this.drawnPages;
    if (pages === before?.pages && last === before.last && above === before.above) return;
    this.drawnPages = { pages, last, above, fill };
    this.desk.check();
  }

  mark(breaks) {
    const now = breaks.join(" ");
    if (now === this.breaks && !breaks.length) return;
    this.breaks = now;
    const { view } = this.desk.editor;
    view.dispatch(view.state.tr.setMeta(key, breaks).setMeta("addToHistory", false));
  }

  list() {
    this.thumbs.replaceChildren(...Array.from({ length: this.pages }, (_, place) => make("li", {}, make("button", {
      type: "button", class: "page-thumb", "aria-current": place + 1 === this.page ? "true" : null, onclick: () => this.show(place + 1),
    }, make("canvas", { class: "page-thumb__sheet", width: 1, height: 1, "aria-hidden": "true" }), make("span", {}, unseen("Page "), String(place + 1))))));
  }

  show(page) {
    this.page = Math.min(Math.max(page, 1), this.pages);
    for (const [place, button] of [...this.thumbs.querySelectorAll("button")].entries()) {
      if (place + 1 === this.page) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    this.soon(0);
  }

  // Small pictures of all pages, once nobody types.
  async others() {
    const { turn } = this;
    for (let page = 1; page <= Math.min(this.pages, 12); page += 1) {
      const body = { tree: this.desk.saving.tree(), copy: this.desk.copy, page, width: Math.max(100, THUMB * 2), turn, window: this.window, setting: this.setting, quiet: true };
      const answer = await post(this.desk.urls.page, body, this.asking.signal).catch(() => null);
      if (!answer?.ok || answer.status === 204 || turn !== this.turn) return;
      const picture = await createImageBitmap(await answer.blob());
      const sheet = this.thumbs.querySelectorAll("canvas")[page - 1];
      if (!sheet) return;
      Object.assign(sheet, { width: picture.width, height: picture.height });
      sheet.getContext("2d").drawImage(picture, 0, 0);
      picture.close();
    }
  }

  step(by) {
    const to = this.select.selectedIndex + by;
    if (to < 0 || to >= this.select.options.length) return;
    this.select.selectedIndex = to;
    this.recipient();
  }

  recipient() {
    this.desk.copy = Number(this.select.value) || 1;
    this.likeness.forget();
    Object.assign(this, { page: 1, setting: null, ends: null, drawnPages: null });
    this.arrows();
    this.soon(0);
    this.desk.check();
  }

  arrows() {
    $("page-previous").disabled = this.select.selectedIndex <= 0;
    $("page-next").disabled = this.select.selectedIndex >= this.select.options.length - 1;
  }
}
