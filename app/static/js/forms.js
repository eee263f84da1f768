// Small helps of forms. Each form works without them.

// A select that sends its form as it changes; its button is for browsers without script.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-submit-on-change]");
  if (form && event.target.tagName === "SELECT") form.requestSubmit();
});

// "Select all" of a table: <input type=checkbox data-select-all="name of the boxes">.
document.addEventListener("change", (event) => {
  const name = event.target.dataset?.selectAll;
  if (!name) return;
  const form = event.target.closest("form") ?? document;
  for (const box of form.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]:not(:disabled)`)) {
    box.checked = event.target.checked;
  }
});

// Parts that belong to one choice: <div data-shown-for="field=value other">. Without script all parts show.
const sync = (form) => {
  for (const part of form.querySelectorAll("[data-shown-for]")) {
    const [name, values] = part.dataset.shownFor.split("=");
    const chosen = new FormData(form).getAll(name);
    part.hidden = !values.split(" ").some((value) => chosen.includes(value));
  }
};
for (const form of document.querySelectorAll("form:has([data-shown-for])")) {
  sync(form);
  form.addEventListener("change", () => sync(form));
}

// Two presses of one button are one act.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  // A page kept for Back, or a form that answered with a file, must work again.
  window.setTimeout(() => delete form.dataset.sent, 4000);
  return undefined;
});
document.addEventListener("htmx:afterRequest", (event) => { delete event.detail.elt?.closest?.("form")?.dataset.sent; });

// Ctrl+Enter sends the form in view, unless the form signs, seals or sends letters.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("form[method='post']");
  if (!form || form.hasAttribute("data-no-shortcut")) return;
  event.preventDefault();
  form.requestSubmit();
});
