// One tab stop with arrow keys inside (Alt+F10 from the text, Escape back to it).
import { commands } from "./keys.js";
import { icon, make, unseen } from "./dom.js";
import { Menu } from "./menu.js";
import { editLang, editLink, insertAsk, insertCitation, insertDay, insertField, toggleAsk, toggleOpinion } from "./inserting.js";
import { ask } from "./talk.js";

const fits = (text, ...parts) => !text || parts.join(" ").toLowerCase().includes(text);
const MAC = navigator.platform?.startsWith("Mac");
const keyed = (keys) => keys.replace("Mod", MAC ? "⌘" : "Ctrl");

const GLYPH = { B: "strong", I: "em", "1.": "span" };
const glyph = (name, sign) => {
  if (GLYPH[sign]) return make("span", { class: "toolbar__glyph", "aria-hidden": "true" }, make(GLYPH[sign], {}, sign));
  const made = icon(sign, 18);
  if (name === "redo") made.classList.add("icon--mirrored");
  return made;
};

export class Toolbar {
  constructor(desk, place) {
    Object.assign(this, { desk, place, at: 0 });
    const back = () => desk.editor.view.focus();
    const pressed = (name, sign, text, keys) => this.button(name, sign, text, keys, () => commands[name](desk.editor));
    this.bold = pressed("bold", "B", "Bold", "Mod+B");
    this.italic = pressed("italic", "I", "Italic", "Mod+I");
    this.bullets = pressed("bullets", "list", "Bulleted list", "Mod+Shift+8");
    this.numbers = pressed("numbers", "1.", "Numbered list", "Mod+Shift+7");
    this.menus = {
      field: new Menu({ name: "Field", sign: "label", onclose: back, items: (text) => this.fields(text) }),
      citation: desk.urls.claims ? new Menu({ name: "Citation", sign: "format_quote", onclose: back, empty: "No claim fits. Try a name, a number or a day.", items: (text) => this.claims(text) }) : null,
      day: new Menu({ name: "Day count", sign: "calendar_today", onclose: back, empty: "The campaign has no day to count from yet.", items: (text) => this.days(text) }),
      ask: new Menu({ name: "Ask", sign: "flag", onclose: back, empty: "No demand is chosen for this letter. Choose them in its settings.", items: (text) => this.asks(text) }),
      more: new Menu({ name: "More", sign: "more_horiz", onclose: back, search: false, items: () => this.more() }),
    };
    const undo = this.button("undo", "undo", "Undo", "Mod+Z", () => commands.undo(desk.editor));
    const redo = this.button("redo", "undo", "Redo", "Mod+Y", () => commands.redo(desk.editor));
    const find = this.button("find", "search", "Find and replace", "Mod+F", () => desk.finding.open(), false);
    const help = this.button("keys", "keyboard", "Keyboard help", "?", () => document.getElementById("keyboard-map")?.showModal(), false);
    const rule = () => make("span", { class: "toolbar__rule", role: "separator", "aria-orientation": "vertical" });
    place.append(
      make("div", { class: "toolbar__group" }, this.bold, this.italic, this.bullets, this.numbers), rule(),
      make("div", { class: "toolbar__group" }, ...Object.values(this.menus).filter(Boolean).map((one) => one.element)),
      make("div", { class: "toolbar__group toolbar__end" }, undo, redo, find, help),
    );
    this.items = [...place.querySelectorAll("button")].filter((one) => !one.closest(".menu__panel"));
    this.items[0].tabIndex = 0;
    place.addEventListener("keydown", (event) => this.key(event));
    place.addEventListener("focusin", (event) => { const to = this.items.indexOf(event.target); if (to >= 0) this.stop(to); });
    desk.signals.on("selection", () => this.draw());
  }

  button(name, sign, text, keys, act, refocus = true) {
    return make("button", {
      type: "button", class: "btn btn--quiet btn--icon", tabindex: "-1", title: keys ? `${text} (${keyed(keys)})` : text, "data-tool": name,
      onmousedown: (event) => event.preventDefault(),
      onclick: () => { act(); if (refocus) this.desk.editor.view.focus(); },
    }, glyph(name, sign), unseen(text));
  }

  stop(to) {
    this.items[this.at].tabIndex = -1;
    this.at = to;
    this.items[to].tabIndex = 0;
  }

  key(event) {
    if (event.target.closest(".menu__panel")) return;
    const count = this.items.length;
    const to = { ArrowRight: (this.at + 1) % count, ArrowLeft: (this.at - 1 + count) % count, Home: 0, End: count - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.stop(to);
      this.items[to].focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.desk.editor.view.focus();
    } else if (event.key === "ArrowDown" && event.target.hasAttribute("aria-haspopup")) {
      event.preventDefault();
      event.target.click();
    }
  }

  enter() { this.items[this.at].focus(); }

  draw() {
    const { state } = this.desk.editor;
    const { $from, from, to, empty } = state.selection;
    const has = (name) => {
      const type = state.schema.marks[name];
      return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
    };
    const within = (name) => { for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type.name === name) return true; return false; };
    for (const [button, on] of [[this.bold, has("bold")], [this.italic, has("italic")], [this.bullets, within("bullet_list")], [this.numbers, within("ordered_list")]]) {
      button.setAttribute("aria-pressed", String(on));
    }
  }

  fields(text) {
    const found = [];
    for (const [group, fields] of Object.entries(this.desk.menus.fields)) {
      for (const one of fields) {
        const value = this.desk.shown.fields?.[one.name]?.value;
        if (fits(text, one.name, one.label, value, group)) {
          found.push({ group, label: one.label[0].toUpperCase() + one.label.slice(1), note: value || "No value yet", act: () => insertField(this.desk, one.name) });
        }
      }
    }
    return found;
  }

  days(text) {
    return Object.entries(this.desk.shown.days ?? {}).filter(([slug, day]) => fits(text, slug, day.label)).flatMap(([slug, day]) => ["ordinal", "days", "words"].map((style) => ({
      group: day.label, label: day.styles[style] || day.label, note: style === "ordinal" ? day.sum : null, act: () => insertDay(this.desk, slug, style),
    })));
  }

  asks(text) {
    const ways = [["clause", "As a clause here"], ["item", "As a list item"], ["paragraph", "As a paragraph"], ["mark", "Mark these words as this ask"]];
    return this.desk.menus.demands.filter((one) => fits(text, one.title, one.clause, one.slug)).flatMap((one) => ways
      .filter(([way]) => way !== "paragraph" || one.paragraph)
      .map(([way, label]) => ({
        group: one.title, label, note: way === "clause" ? one.clause : null,
        act: () => (way === "mark" ? toggleAsk(this.desk, one.slug) : insertAsk(this.desk, one, way)),
      })));
  }

  // Each key asks anew; what was asked for the key before is given up.
  async claims(text) {
    this.asking?.abort();
    this.asking = new AbortController();
    const { claims } = await ask(`${this.desk.urls.claims}?q=${encodeURIComponent(text)}`, this.asking.signal);
    return claims.map((one) => ({ label: one.wording, code: one.state === "current" ? null : one.state, note: one.note, act: () => insertCitation(this.desk, one.slug) }));
  }

  more() {
    const { desk } = this;
    return [
      { label: "Quotation", note: "Words of somebody else, set apart", act: () => commands.quote(desk.editor) },
      { label: "Link", act: () => editLink(desk) },
      { label: "Language of words", act: () => editLang(desk) },
      { label: "Opinion", note: "A sentence that is no statement of fact", act: () => toggleOpinion(desk) },
      { label: "Only for some recipients", note: "These paragraphs print only where a rule holds", act: () => desk.wrapVariant() },
      ...(desk.moreItems ?? []),
    ];
  }
}
