// Questions as <dialog>: one form, a way out, focus returned.
import { make } from "./dom.js";

let count = 0;

// fields: elements; returns the form's data, or null when it was left.
export const question = (title, fields, yes, { more = [] } = {}) => new Promise((done) => {
  count += 1;
  const id = `question-${count}`;
  const back = document.activeElement;
  let answer = null;
  const form = make("form", { method: "dialog" }, ...fields, make("div", { class: "form-actions" },
    yes && make("button", { type: "submit", class: "btn btn--primary", value: "yes" }, yes),
    ...more.map(([value, text]) => make("button", { type: "submit", class: "btn btn--outline", value }, text)),
    make("button", { type: "button", class: "btn btn--quiet", onclick: () => dialog.close() }, yes || more.length ? "Cancel" : "Close")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer = new FormData(form);
    answer.set("do", event.submitter?.value ?? "yes");
    dialog.close();
  });
  const dialog = make("dialog", { class: "dialog", "aria-labelledby": id }, make("h2", { class: "section-title", id }, title), form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    back?.focus?.();
    done(answer);
  });
  document.body.append(dialog);
  dialog.showModal();
});

let named = 0;
export const labelled = (text, control, hint = null) => {
  named += 1;
  control.id = `field-${named}`;
  if (hint) control.setAttribute("aria-describedby", `field-${named}-hint`);
  return make("div", { class: "usa-form-group" }, make("label", { class: "usa-label", for: control.id }, text), hint && make("span", { class: "usa-hint", id: `field-${named}-hint` }, hint), control);
};
export const input = (name, value = "", attrs = {}) => make("input", { class: "usa-input", name, value, autocomplete: "off", ...attrs });
export const choice = (name, options, value) => {
  const made = make("select", { class: "usa-select", name }, ...options.map(([key, text]) => make("option", { value: key }, text)));
  made.value = value;
  return made;
};
