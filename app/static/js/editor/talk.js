// Requests to our own server: JSON both ways, with the page's token.
export class Refused extends Error {
  constructor(status, answer) {
    super(answer?.message ?? "That did not work.");
    this.status = status;
    this.answer = answer ?? {};
  }
}

const token = () => {
  try { return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? ""; } catch { return ""; }
};

export const post = (address, body, signal) => fetch(address, {
  method: "POST",
  headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" },
  body: JSON.stringify(body),
  signal,
  credentials: "same-origin",
});

const read = async (answer) => {
  const json = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (!answer.ok || !json || answer.redirected) throw new Refused(answer.redirected ? 401 : answer.status, json);
  return json;
};

export const ask = async (address, signal) => read(await fetch(address, { headers: { Accept: "application/json" }, signal, credentials: "same-origin" }));
export const send = async (address, body, signal) => read(await post(address, body, signal));
