// The send page counts what is ticked. Without script the server counts when the page is loaded.
const boxes = [...document.querySelectorAll('input[name="send"]')];
const button = document.querySelector("[data-plan-button]");
const put = (name, count) => {
  const place = document.querySelector(`[data-count="${name}"]`);
  if (place) place.textContent = String(count);
};

const count = () => {
  const ticked = boxes.filter((box) => box.checked);
  const channels = new Set(boxes.map((box) => box.dataset.channel));
  for (const channel of channels) put(channel, ticked.filter((box) => box.dataset.channel === channel).length);
  put("all", ticked.length);
  button.textContent = `Plan ${ticked.length} ${ticked.length === 1 ? "dispatch" : "dispatches"}`;
  for (const box of boxes) box.closest("td")?.classList.toggle("chosen", box.checked);
};

if (button) {
  document.addEventListener("change", (event) => event.target.name === "send" && count());
  count();
}
