// Small helps for building parts of the page. Text is always text; nothing is ever read as markup.
const SVG = "http://www.w3.org/2000/svg";
let sprite = "";
export const useSprite = (address) => { sprite = address; };

// make("button", {class: "btn", type: "button", onclick}, "Save", icon("check"))
export const make = (tag, attrs = {}, ...inside) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "hidden") element.hidden = Boolean(value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...inside.filter((one) => one !== null && one !== undefined && one !== false));
  return element;
};

export const icon = (name, size = 16) => {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of [["class", "icon"], ["width", size], ["height", size], ["focusable", "false"], ["aria-hidden", "true"]]) {
    svg.setAttribute(key, String(value));
  }
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
};

export const unseen = (text) => make("span", { class: "usa-sr-only" }, text);

export const say = (text) => document.dispatchEvent(new CustomEvent("redress:say", { detail: text }));

export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;

// What happens is told to whoever listens: "shown", "saved", "tree", "problems", "section".
export class Signals {
  #listeners = new Map();
  on(name, listener) {
    const all = this.#listeners.get(name) ?? [];
    this.#listeners.set(name, [...all, listener]);
    return () => this.#listeners.set(name, (this.#listeners.get(name) ?? []).filter((one) => one !== listener));
  }
  tell(name, detail) {
    for (const listener of this.#listeners.get(name) ?? []) listener(detail);
  }
}
