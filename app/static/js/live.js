// What changes without a new page is said aloud, focus goes where it must, lost connections are told.
const region = () => document.getElementById("status");

document.addEventListener("redress:say", (event) => {
  const text = typeof event.detail === "string" ? event.detail : event.detail?.value;
  const place = region();
  if (!place || !text) return;
  place.textContent = "";
  window.setTimeout(() => { place.textContent = text; }, 50);
});

const say = (text) => document.dispatchEvent(new CustomEvent("redress:say", { detail: text }));

// An error summary, or the first stop notice, takes focus so that nobody has to look for it.
const focusFirst = (root) => {
  const target = root.querySelector?.("[data-focus-first]");
  if (target) target.focus();
};
focusFirst(document);

document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.elt;
  const heading = target?.querySelector?.("[data-focus-after-swap]");
  if (heading) {
    heading.setAttribute("tabindex", "-1");
    heading.focus();
  } else {
    focusFirst(target);
  }
});

// Attributes are set on parsed nodes, never as markup: what failed is text.
const problem = (title, text) => {
  document.getElementById("connection-problem")?.remove();
  const box = document.createElement("div");
  box.id = "connection-problem";
  box.className = "notice notice--stop";
  box.setAttribute("role", "alert");
  const body = document.createElement("p");
  body.className = "notice__body";
  const strong = document.createElement("strong");
  strong.textContent = title;
  body.append(strong, ` ${text}`);
  box.append(body);
  document.getElementById("main")?.prepend(box);
};

document.addEventListener("htmx:sendError", () => {
  problem("You are offline.", "What is on this page stays. Try again when you are back.");
});
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr?.status;
  if (status === 401 || status === 403) problem("You are signed out.", "Sign in again in another tab, then repeat the last step.");
  else if (status === 429) problem("Too many tries.", "Wait a minute, then repeat the last step.");
  else problem("That did not work.", "Nothing was changed. Try again, or reload the page.");
});
document.addEventListener("htmx:beforeRequest", () => document.getElementById("connection-problem")?.remove());

document.addEventListener("htmx:afterSettle", (event) => {
  const job = event.detail.elt?.closest?.(".job");
  if (job && !job.hasAttribute("aria-busy")) say(job.querySelector(".job__state")?.textContent?.trim() ?? "");
});
