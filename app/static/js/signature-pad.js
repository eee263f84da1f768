// The box to draw a signature in: what stands in it goes along as an image. Without script the other ways remain.
const place = document.querySelector("[data-signature-mark]");
const pad = place.querySelector(".signature-pad");
const canvas = pad.querySelector("canvas");
const kept = pad.querySelector("input");
const ink = canvas.getContext("2d");
Object.assign(ink, { lineCap: "round", lineJoin: "round", strokeStyle: "#1a1a1a", lineWidth: 6 });

// Only what belongs to the chosen way is shown.
const chosen = () => place.querySelector("input[name=mark]:checked")?.value ?? "image";
const show = () => place.querySelectorAll("[data-for-mark]").forEach((part) => { part.hidden = part.dataset.forMark !== chosen(); });
place.addEventListener("change", show);
show();

const at = (event) => {
  const box = canvas.getBoundingClientRect();
  return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
};
let last = null;
const draw = (event) => {
  const here = at(event);
  ink.beginPath();
  ink.moveTo(...last);
  ink.lineTo(...here);
  ink.stroke();
  last = here;
};
canvas.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  last = at(event);
  draw(event);
});
canvas.addEventListener("pointermove", (event) => {
  if (last) (event.getCoalescedEvents?.() ?? [event]).forEach(draw);
});
const lift = () => {
  if (!last) return;
  last = null;
  kept.value = canvas.toDataURL("image/png");
};
canvas.addEventListener("pointerup", lift);
canvas.addEventListener("pointercancel", lift);
pad.querySelector("[data-clear]").addEventListener("click", () => {
  ink.clearRect(0, 0, canvas.width, canvas.height);
  kept.value = "";
});

// A form that came back keeps the drawing.
const start = "data:image/png;base64,";
if (kept.value.startsWith(start)) {
  const bytes = Uint8Array.from(atob(kept.value.slice(start.length)), (one) => one.charCodeAt(0));
  ink.drawImage(await createImageBitmap(new Blob([bytes], { type: "image/png" })), 0, 0);
}
