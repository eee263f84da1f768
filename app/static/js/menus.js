// Menus are <details>: they close on Escape, on a click elsewhere and when focus leaves them.
const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("focusin", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

// Dialogs: <a data-open-dialog="id"> opens the <dialog id>; without script its address shows the same as a page.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-open-dialog]");
  if (!opener) return;
  const dialog = document.getElementById(opener.dataset.openDialog);
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  dialog.showModal();
  dialog.addEventListener("close", () => opener.focus(), { once: true });
});

// The list of shortcuts. Single-letter keys can be turned off (WCAG 2.1.4).
const KEY = "redress.single-keys";
export const singleKeys = () => {
  try { return window.localStorage.getItem(KEY) !== "off"; } catch { return true; }
};
for (const box of document.querySelectorAll("[data-single-keys]")) {
  box.checked = singleKeys();
  box.addEventListener("change", () => {
    try { window.localStorage.setItem(KEY, box.checked ? "on" : "off"); } catch { /* private windows keep nothing */ }
  });
}
const typing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || !singleKeys()) return;
  const dialog = document.getElementById("keyboard-map");
  if (dialog instanceof HTMLDialogElement && !dialog.open) {
    const before = document.activeElement;
    dialog.showModal();
    dialog.addEventListener("close", () => before instanceof HTMLElement && before.focus(), { once: true });
  }
});
