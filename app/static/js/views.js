// Chart or table: two views of the same data, the choice kept in this browser. Without script both are there.
const key = (name) => `redress.view.${name}`;
const read = (name) => {
  try { return window.localStorage.getItem(key(name)); } catch { return null; }
};
const keep = (name, view) => {
  try { window.localStorage.setItem(key(name), view); } catch { /* private windows keep nothing */ }
};

const show = (group, view) => {
  const scope = group.closest(".hung, .plain-section, [data-views]") ?? document;
  for (const button of group.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.show === view));
  }
  for (const pane of scope.querySelectorAll("[data-view]")) pane.hidden = pane.dataset.view !== view;
};

const start = (group) => {
  const views = [...group.querySelectorAll("button")].map((button) => button.dataset.show);
  const kept = read(group.dataset.viewSwitch);
  group.hidden = false;
  show(group, views.includes(kept) ? kept : views[0]);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-view-switch] button");
  if (!button) return;
  const group = button.closest("[data-view-switch]");
  show(group, button.dataset.show);
  keep(group.dataset.viewSwitch, button.dataset.show);
});

const startAll = (root) => root.querySelectorAll("[data-view-switch]").forEach(start);
startAll(document);
document.addEventListener("htmx:afterSwap", (event) => startAll(event.detail.elt ?? document));
