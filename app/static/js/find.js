// "Find or jump to": Ctrl+K, a listbox filled by htmx, arrow keys. Without script it is a plain search form.
const input = document.getElementById("find");
const list = document.getElementById("find-list");

const options = () => [...list.querySelectorAll('[role="option"]:not([aria-disabled])')];
const current = () => list.querySelector('[aria-selected="true"]');

const close = () => {
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
};
const show = () => {
  const any = list.children.length > 0 && input.value.trim() !== "" && document.activeElement === input;
  list.hidden = !any;
  input.setAttribute("aria-expanded", String(any));
};
const select = (option) => {
  current()?.setAttribute("aria-selected", "false");
  if (!option) return input.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  return input.setAttribute("aria-activedescendant", option.id);
};
const follow = (option) => {
  const address = option?.dataset.href;
  // Own paths only, whatever the answer held.
  if (address && address.startsWith("/") && !address.startsWith("//")) window.location.assign(address);
};

const move = (step) => {
  const all = options();
  if (!all.length) return;
  const at = all.indexOf(current());
  select(all[(at + step + all.length) % all.length] ?? all[0]);
};

const keys = (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    show();
    const first = current() === null && event.key === "ArrowUp";
    move(first ? 0 : event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && !list.hidden && current()) {
    event.preventDefault();
    follow(current());
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    event.stopPropagation();
    close();
  }
};

if (input && list) {
  input.addEventListener("keydown", keys);
  input.addEventListener("input", () => { if (!input.value.trim()) close(); });
  input.addEventListener("blur", () => window.setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => follow(event.target.closest('[role="option"]')));
  list.addEventListener("htmx:afterSwap", () => {
    show();
    const n = options().length;
    document.dispatchEvent(new CustomEvent("redress:say", { detail: n === 1 ? "1 result" : `${n} results` }));
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  const visible = input && input.offsetParent !== null;
  const phone = document.getElementById("find-phone");
  if (!visible && !phone) return;
  event.preventDefault();
  if (visible) {
    input.focus();
    input.select();
  } else {
    phone.closest("details").open = true;
    phone.focus();
  }
});
