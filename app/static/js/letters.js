// Small helps of the letters pages. Every one of them works without script in a plainer way.
const form = document.getElementById("letter-form");
const say = (text) => document.dispatchEvent(new CustomEvent("redress:say", { detail: text }));

// The sheet has its real width; it is zoomed to the frame that holds it.
const fit = (frame) => {
  const sheet = frame.querySelector(".letter-paper");
  if (!sheet) return;
  // On narrow screens the letter gives up its margins instead (paper-preview.css).
  sheet.style.zoom = "1";
  if (window.matchMedia("(max-width: 62rem)").matches) return;
  const room = frame.clientWidth - parseFloat(getComputedStyle(frame).paddingLeft) * 2;
  sheet.style.zoom = String(Math.min(1, (room - 2) / sheet.offsetWidth));
};
const fitAll = () => document.querySelectorAll("[data-sheet]").forEach(fit);
fitAll();
window.addEventListener("resize", fitAll);
document.addEventListener("htmx:afterSettle", fitAll);

// Insert menus write at the cursor of the text last worked in.
let last = form?.querySelector("textarea") ?? null;
form?.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea")) last = event.target;
});

const put = (text, before = "", after = "") => {
  if (!last) return;
  const { selectionStart: from, selectionEnd: to, value } = last;
  const words = before ? before + value.slice(from, to) + after : text;
  last.focus();
  last.setRangeText(words, from, to, "end");
  last.dispatchEvent(new Event("input", { bubbles: true }));
};

document.addEventListener("click", (event) => {
  const insert = event.target.closest?.("[data-insert]");
  if (insert) {
    insert.closest("details")?.removeAttribute("open");
    put(insert.dataset.insert);
    say(`Inserted into ${last?.dataset.section ?? "the text"}.`);
  }
  const wrap = event.target.closest?.("[data-wrap]");
  if (wrap) put("", wrap.dataset.wrap, wrap.dataset.wrap);
  for (const menu of document.querySelectorAll(".insert-menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.(".insert-menu[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
});

// F8 and Shift+F8 go through the checks; Ctrl+S saves; Alt+Up and Alt+Down move the section.
let at = -1;
const nextCheck = (step) => {
  const links = [...document.querySelectorAll("#checks .check a")];
  if (!links.length) return say("Nothing to settle.");
  at = (at + step + links.length) % links.length;
  const target = links[at].hash ? document.querySelector(links[at].hash) : null;
  show("text");
  (target ?? links[at]).focus();
  (target ?? links[at]).scrollIntoView({ block: "center" });
  return say(links[at].textContent.trim());
};
document.addEventListener("keydown", (event) => {
  if (!form) return;
  if (event.key === "F8") {
    event.preventDefault();
    nextCheck(event.shiftKey ? -1 : 1);
  } else if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.querySelector("[data-save]").click();
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    const section = event.target.closest?.(".text-section");
    const button = section?.querySelector(`button[value^="${event.key === "ArrowUp" ? "up" : "down"}"]:not(:disabled)`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-next-check]")) return;
  event.preventDefault();
  nextCheck(1);
});

// Saving opens the page anew: whoever was writing goes on at the same place, a moved section is followed.
const KEPT = "redress.writing-at";
const boxes = () => [...(form?.querySelectorAll("textarea[name=text]") ?? [])];
form?.addEventListener("submit", (event) => {
  const [step, place] = (event.submitter?.value ?? "save").split(":");
  const from = Number(place ?? boxes().indexOf(last));
  const to = { up: from - 1, down: from + 1, remove: Math.max(from - 1, 0), add: boxes().length, save: from, preview: from }[step];
  if (to === undefined) return;
  const caret = step === "add" || step === "remove" ? null : boxes()[from]?.selectionStart;
  window.sessionStorage.setItem(KEPT, JSON.stringify([window.location.pathname, step, to, caret]));
});
const goOn = () => {
  const [path, step, place, caret] = JSON.parse(window.sessionStorage.getItem(KEPT) ?? "[]");
  window.sessionStorage.removeItem(KEPT);
  const box = boxes()[place];
  if (path !== window.location.pathname || !box || document.querySelector("[data-focus-first]")) return;
  box.focus();
  if (caret !== null) box.setSelectionRange(caret, caret);
  say(step === "up" || step === "down" ? `${box.dataset.section} is now section ${place + 1} of ${boxes().length}.`
    : document.querySelector(".flashes, .notice")?.textContent.trim() ?? "");
};
goOn();

// A browser warns before typed text is left behind; sending the form is no leaving.
let typed = false;
form?.addEventListener("input", () => { typed = true; });
form?.addEventListener("submit", () => { typed = false; });
window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

// Under 640 px the workspace is three tabs.
const workspace = document.querySelector("[data-workspace]");
function show(pane) {
  if (!workspace) return;
  workspace.dataset.shown = pane;
  for (const link of document.querySelectorAll("[data-pane]")) {
    if (link.dataset.pane === pane) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  fitAll();
}
show("text");
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-pane]");
  if (link) {
    event.preventDefault();
    show(link.dataset.pane);
  } else if (event.target.closest?.("#checks a[href^='#text-']")) show("text");
});

// N and P: next and previous change, while the comparison has focus.
document.querySelector("[data-changes]")?.addEventListener("keydown", (event) => {
  const step = { n: 1, p: -1 }[event.key.toLowerCase()];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  const marks = [...event.currentTarget.querySelectorAll(".change :is(ins, del)")].filter((mark) => mark.offsetParent);
  if (!marks.length) return;
  const now = marks.findIndex((mark) => mark.hasAttribute("data-here"));
  marks[now]?.removeAttribute("data-here");
  const next = marks[(now + step + marks.length) % marks.length];
  next.setAttribute("data-here", "");
  next.scrollIntoView({ block: "center" });
  say(next.textContent.trim());
});
