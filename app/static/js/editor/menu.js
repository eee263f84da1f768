// A button with a list that can be searched. Arrow keys and Enter choose, Escape goes back to the text.
import { icon, make, say } from "./dom.js";

let count = 0;

export class Menu {
  // items(text) -> [{group?, label, note?, code?, act}], at once or as a promise
  constructor({ name, sign, items, search = true, empty = "Nothing fits.", head = null, onclose }) {
    Object.assign(this, { name, items, empty, onclose, at: 0, choices: [] });
    count += 1;
    const id = `menu-${count}`;
    this.list = make("ul", { class: "menu__list", role: "listbox", id: `${id}-list`, "aria-label": name });
    this.input = make("input", {
      class: "usa-input menu__search", type: "text", role: "combobox", id: `${id}-find`, "aria-label": `Find: ${name}`, "aria-expanded": "true", autocomplete: "off",
      "aria-controls": `${id}-list`, "aria-autocomplete": "list", oninput: () => this.fill(), onkeydown: (event) => this.key(event),
    });
    if (!search) this.input.setAttribute("readonly", "");
    this.panel = make("div", { class: "menu__panel", hidden: true }, this.input, head, this.list);
    this.button = make("button", { type: "button", class: "btn btn--quiet btn--small", "aria-expanded": "false", "aria-haspopup": "listbox", tabindex: "-1", onclick: () => this.toggle() }, sign && icon(sign), name);
    this.element = make("div", { class: "menu" }, this.button, this.panel);
    document.addEventListener("pointerdown", (event) => { if (!this.element.contains(event.target)) this.close(); });
    this.element.addEventListener("focusout", (event) => { if (event.relatedTarget && !this.element.contains(event.relatedTarget)) this.close(); });
  }

  get open() { return !this.panel.hidden; }
  toggle() { if (this.open) this.close(true); else this.show(); }

  show(text = "") {
    this.panel.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.input.value = text;
    this.fill();
    this.input.focus();
    const over = this.panel.getBoundingClientRect().right - document.documentElement.clientWidth + 8;
    this.panel.style.marginInlineStart = over > 0 ? `${-over}px` : "";
  }

  close(back = false) {
    if (!this.open) return;
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    if (back) this.onclose?.();
  }

  fill() {
    this.filling = this.offer(this.input.value);
    return this.filling;
  }

  async offer(text) {
    let found = [];
    try {
      found = await this.items(text.trim().toLowerCase());
    } catch (problem) {
      if (problem.name === "AbortError") return; // other words were typed
      throw problem;
    }
    if (text !== this.input.value) return;
    this.choices = found;
    this.at = 0;
    const rows = [];
    let group = null;
    found.forEach((one, place) => {
      if (one.group && one.group !== group) {
        group = one.group;
        rows.push(make("li", { class: "menu__group", role: "presentation" }, group));
      }
      rows.push(make("li", { class: "menu__item", role: "option", id: `${this.list.id}-${place}`, "data-place": place, onclick: () => this.choose(place), onpointermove: () => this.mark(place) },
        make("span", { class: "menu__label" }, one.label), one.code && make("code", {}, one.code), one.note && make("span", { class: "small" }, one.note)));
    });
    if (!found.length) rows.push(make("li", { class: "menu__group", role: "option", "aria-disabled": "true" }, this.empty));
    this.list.replaceChildren(...rows);
    this.mark(0);
  }

  mark(place) {
    this.at = place;
    for (const row of this.list.querySelectorAll("[data-place]")) row.setAttribute("aria-selected", String(Number(row.dataset.place) === place));
    const row = this.list.querySelector(`[data-place="${place}"]`);
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    else this.input.removeAttribute("aria-activedescendant");
    if (row && row.offsetTop + row.offsetHeight > this.list.scrollTop + this.list.clientHeight) this.list.scrollTop = row.offsetTop + row.offsetHeight - this.list.clientHeight;
    else if (row && row.offsetTop < this.list.scrollTop) this.list.scrollTop = row.offsetTop;
  }

  key(event) {
    const last = this.choices.length - 1;
    const to = { ArrowDown: Math.min(this.at + 1, last), ArrowUp: Math.max(this.at - 1, 0), PageDown: Math.min(this.at + 8, last), PageUp: Math.max(this.at - 8, 0) }[event.key];
    if (to !== undefined) this.mark(to);
    else if (event.key === "Enter") this.filling.then(() => this.choose(this.at), (problem) => say(problem.message)); // never from the list of other words
    else if (event.key === "Escape") this.close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(place) {
    const chosen = this.choices[place];
    if (!chosen) return;
    this.close();
    this.onclose?.();
    chosen.act();
  }
}
