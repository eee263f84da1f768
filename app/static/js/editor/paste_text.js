// Plain text, mostly out of PDFs: lines joined to paragraphs, words put together again, lists found. Pure.
import { Account, tidy } from "./paste_account.js";

const BULLET = /^\s*(?:[•◦▪‣●○■–—*-]|\u00b7)\s+(?=\S)/;
const NUMBERED = /^\s*\(?\d{1,2}[.)]\s+(?=\S)/;
// Names itself a page; a number alone is one only in text that was broken at a width.
const NAMED_PAGE = /^\s*page\s+\d{1,3}\s+of\s+\d{1,3}\s*$/i;
const PAGE_NUMBER = /^\s*(?:[-–—]\s*)?(?:page\s+)?\d{1,3}(?:\s*(?:of|\/)\s*\d{1,3})?(?:\s*[-–—])?\s*$/i;

const paragraph = (text) => ({ type: "paragraph", attrs: { id: "" }, content: [{ type: "text", text }] });

// How long a full line is, so that a short one can be told to end its paragraph; 0 for text that is not broken so.
const measure = (lines) => {
  const lengths = lines.map((line) => line.trim().length).filter((length) => length > 20).sort((one, other) => one - other);
  const long = lengths[Math.floor(lengths.length * 0.75)] ?? 0;
  return lengths.length >= 3 && long >= 35 && long <= 130 ? long : 0;
};

const joined = (before, line, account) => {
  if (/\p{L}[-\u00ad\u2010]$/u.test(before) && /^\p{Ll}/u.test(line)) {
    account.add("divided word", "put together");
    return before.replace(/[-\u00ad\u2010]$/, "") + line;
  }
  account.add("line break", "became a space", "became spaces");
  return /[-\u2010]$/.test(before) ? before + line : `${before} ${line}`;
};

export const cleanText = (source) => {
  const account = new Account();
  const lines = source.replace(/\r\n?/g, "\n").replace(/[\u2028\u2029\u0085\f\v]/g, "\n").split("\n");
  const full = measure(lines);
  const blocks = [];
  let open = null; // {text, list}
  const close = () => {
    if (!open) return;
    const text = tidy(open.text, account).trim();
    const { list } = open;
    open = null;
    if (!text || !account.room([{ text }])) return;
    if (!list) { blocks.push(paragraph(text)); return; }
    const last = blocks.at(-1);
    const item = { type: "list_item", attrs: { id: "" }, content: [{ type: "paragraph", content: [{ type: "text", text }] }] };
    if (last?.type === list) last.content.push(item);
    else blocks.push({ type: list, attrs: { id: "" }, content: [item] });
  };
  lines.forEach((raw, place) => {
    const line = raw.replace(/[\t\u00a0 ]+/g, " ").trim();
    if (!line) { close(); return; }
    if ((full && PAGE_NUMBER.test(line)) || NAMED_PAGE.test(line)) { account.add("page number"); return; }
    const list = BULLET.test(raw) ? "bullet_list" : NUMBERED.test(raw) ? "ordered_list" : null;
    if (list) {
      close();
      open = { text: raw.replace(list === "bullet_list" ? BULLET : NUMBERED, ""), list };
    } else if (open && (full || open.list)) open.text = joined(open.text.trimEnd(), line, account);
    else { close(); open = { text: line, list: null }; }
    // A short line that ends a sentence ends its paragraph; so does every line of text that is not broken.
    const next = lines[place + 1] ?? "";
    if (!full && !open.list) close();
    else if (full && !open.list && line.length < full * 0.75 && /[.!?:]["”’)]*$/.test(line) && next.trim()) close();
  });
  close();
  return { blocks, report: account.lines(), sentence: account.sentence() };
};
