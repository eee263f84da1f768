// Ten minutes before a session ends by inactivity a dialog says so; any way of closing it keeps the session.
const AHEAD = 10 * 60 * 1000;
const EVERY = 15 * 1000;
const KEY = "redress-last-contact";

const dialog = document.getElementById("session-ending");
const idle = Number(dialog?.dataset.idle) * 1000;
let own = Date.now();
let over = false;

// Another tab of this browser keeps the same session; without storage each tab counts for itself.
const remember = () => {
  own = Date.now();
  try { window.localStorage.setItem(KEY, String(own)); } catch { /* counts for itself */ }
};
const lastContact = () => {
  try { return Math.max(own, Number(window.localStorage.getItem(KEY)) || 0); } catch { return own; }
};
const tell = (title, text, button) => {
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("p").textContent = text;
  dialog.querySelector("button").textContent = button;
};
const say = (text) => document.dispatchEvent(new CustomEvent("redress:say", { detail: text }));

const ended = () => {
  over = true;
  tell(
    "You are signed out",
    "What you have typed still stands here. Sign in again in another tab, then come back and save it.",
    "Close",
  );
  if (!dialog.open) dialog.showModal();
};

const check = () => {
  const left = lastContact() + idle - Date.now();
  if (left <= 0 && !over) ended();
  else if (left > AHEAD && dialog.open && !over) dialog.close("kept elsewhere");
  else if (left > 0 && left <= AHEAD && !dialog.open) dialog.showModal();
};

const keep = async () => {
  const headers = { "X-CSRFToken": dialog.querySelector("[name=csrf_token]").value };
  try {
    const answer = await fetch(dialog.dataset.stay, { method: "POST", headers, redirect: "manual" });
    if (answer.status !== 204) { ended(); return; }
    remember();
    say("You stay signed in.");
  } catch {
    say("The server could not be reached. Save your work elsewhere, then try again.");
  }
};

if (dialog && idle > AHEAD) {
  remember();
  dialog.addEventListener("close", () => {
    if (!over && dialog.returnValue !== "kept elsewhere") keep();
    dialog.returnValue = "";
  });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) remember(); });
  window.setInterval(check, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) check(); });
}
