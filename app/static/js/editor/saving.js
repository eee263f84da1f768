// The working copy: saved a few seconds after the last change, joined with what others write, kept in this browser
// while the server cannot be reached.
import { fromEditor, sectionToEditor } from "./convert.js";
import { make, icon, say } from "./dom.js";
import { ask, send } from "./talk.js";

const PAUSE = 2500;
const LONGEST = 8000;
const LOOK = 12000;

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const byId = (tree) => new Map((tree.content ?? []).map((one) => [one.attrs.id, one]));

export class Saving {
  constructor(desk, address, place) {
    Object.assign(this, { desk, address, place, dirty: false, running: null, failures: 0, settled: [] });
    this.key = `redress.unsaved.${address}`;
    window.addEventListener("online", () => this.dirty && this.save());
    window.addEventListener("pagehide", () => this.remember());
    window.addEventListener("beforeunload", (event) => { if (this.dirty && !this.leaving) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && this.dirty) this.save(); });
    setInterval(() => this.look(), LOOK);
  }

  start(answer) {
    Object.assign(this, { base: answer.base, revision: answer.revision, version: answer.version });
    this.tell(answer);
    return this.restore();
  }

  // What this browser kept from a time without a connection is joined as any other save.
  async restore() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(this.key) ?? "null"); } catch { /* unreadable: nothing kept */ }
    if (!kept?.tree) return;
    try {
      const answer = await send(this.address, { tree: kept.tree, base: kept.base });
      this.forget();
      this.take(answer, this.tree());
      say("Text that this browser had kept is back.");
    } catch (problem) {
      this.failed(problem);
    }
  }

  tree() { return fromEditor(this.desk.editor.getJSON()); }

  changed() {
    this.dirty = true;
    this.since ??= Date.now();
    this.show("edit", "Not saved yet");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.max(200, Math.min(PAUSE, this.since + LONGEST - Date.now())));
    clearTimeout(this.memory);
    this.memory = setTimeout(() => this.remember(), 900);
  }

  remember() {
    if (!this.dirty) return;
    try { localStorage.setItem(this.key, JSON.stringify({ tree: this.tree(), base: this.base })); } catch { /* private windows keep nothing */ }
  }

  forget() {
    clearTimeout(this.memory);
    try { localStorage.removeItem(this.key); } catch { /* nothing was kept */ }
  }

  save(spoken = false) {
    this.running = (this.running ?? Promise.resolve()).then(() => this.once(spoken));
    return this.running;
  }

  async once(spoken) {
    clearTimeout(this.timer);
    const sent = this.tree();
    const settled = this.settled.splice(0);
    const mark = this.desk.editor.state.doc;
    try {
      const answer = await send(this.address, { tree: sent, base: this.base, settled });
      this.failures = 0;
      this.since = null;
      this.dirty = !this.desk.editor.state.doc.eq(mark);
      if (!this.dirty) this.forget();
      this.take(answer, sent);
      if (this.dirty) this.changed();
      if (spoken) say(`Saved ${answer.saved}.`);
      return true;
    } catch (problem) {
      this.settled.push(...settled);
      this.failed(problem);
      return false;
    }
  }

  // The answer of a save: a new base, and where somebody else wrote, their words.
  take(answer, sent) {
    const before = this.base;
    this.base = answer.base;
    this.revision = answer.revision;
    this.version = answer.version;
    if (answer.tree) this.adopt(answer.tree, sent, before);
    this.tell(answer);
  }

  tell(answer) {
    this.desk.kept = answer.kept;
    this.desk.signals.tell("kept", answer);
    if (!this.dirty) this.show("check", `Saved ${answer.saved}`);
  }

  adopt(theirs, sent, before) {
    const { editor } = this.desk;
    const now = byId(this.tree());
    const was = byId(sent);
    const made = [];
    const current = new Map();
    editor.state.doc.forEach((node) => current.set(node.attrs.id, node));
    for (const section of theirs.content) {
      const { id } = section.attrs;
      if (now.has(id) && !same(now.get(id), was.get(id))) {
        // Typed on meanwhile: it stays, and is still measured against what it grew from.
        if (!same(section, was.get(id)) && before[id]) this.base[id] = before[id];
        made.push(current.get(id));
      } else if (now.has(id) && same(now.get(id), section)) made.push(current.get(id));
      else made.push(editor.schema.nodeFromJSON(sectionToEditor(section)));
      current.delete(id);
    }
    for (const [id, node] of current) if (!was.has(id) || !same(now.get(id), was.get(id))) made.push(node);
    this.place_(made);
  }

  // Sections that changed are put in one by one, so that the cursor stays where somebody writes.
  place_(made) {
    const { state, view } = this.desk.editor;
    const ids = [];
    state.doc.forEach((node) => ids.push(node.attrs.id));
    const transaction = state.tr.setMeta("addToHistory", false).setMeta("foreign", true);
    if (ids.length === made.length && made.every((node, place) => node.attrs.id === ids[place])) {
      const places = [];
      state.doc.forEach((node, at) => places.push([node, at]));
      for (const [place, [node, at]] of [...places.entries()].reverse()) {
        if (made[place] !== node) transaction.replaceWith(at, at + node.nodeSize, made[place]);
      }
    } else transaction.replaceWith(0, state.doc.content.size, made);
    if (transaction.docChanged) view.dispatch(transaction);
  }

  failed(problem) {
    this.failures += 1;
    this.remember();
    const signedOut = problem.status === 401 || problem.status === 403;
    const text = problem.name === "TypeError" || problem.status === undefined
      ? "You are offline. Your text is kept in this browser and will be saved when you are back."
      : signedOut ? "You are signed out. Your text is kept in this browser. Sign in again in another tab."
        : `Not saved: ${problem.message} Your text is kept in this browser.`;
    this.show("error_outline", text, true);
    if (this.failures === 1) say(text);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.min(60000, 2500 * 2 ** Math.min(this.failures, 5)));
  }

  async look() {
    if (document.hidden || this.dirty || this.failures) return;
    try {
      const answer = await ask(`${this.address}/revision`);
      if (answer.revision !== this.revision || answer.version !== this.version) await this.save();
    } catch { /* the next save says what is wrong */ }
  }

  show(sign, text, stop = false) {
    if (this.shown === text) return;
    this.shown = text;
    this.place.classList.toggle("saved--stop", stop);
    this.place.replaceChildren(icon(sign), make("span", {}, text));
  }
}
