// What a paste left out or changed, counted and said; and the words cleaned of what no paper prints.
import { plural } from "./dom.js";

// A letter holds 200,000 characters in 1,000 paragraphs; a paste leaves some room beside it.
export const LIMITS = { source: 6_000_000, text: 150_000, blocks: 800 };

const LIGATURES = { "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st" };
// Marks of direction, soft hyphens, byte order marks, zero-width spaces: nothing that anybody sees.
const UNSEEN = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc]/g;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export const tidy = (words, account) => {
  let text = words.replace(/[\ufb00-\ufb06]/g, (sign) => LIGATURES[sign]);
  const hidden = (text.match(UNSEEN)?.length ?? 0) + (text.match(CONTROL)?.length ?? 0);
  if (hidden) account.add("hidden character", "", "", hidden);
  text = text.replace(UNSEEN, "").replace(CONTROL, "").normalize("NFC");
  return text.replace(/[\s\u00a0\u2028\u2029\u0085]+/g, " ");
};

const MANY = { "page footer": "page footers", "form field": "form fields", "side column": "side columns" };

export class Account {
  constructor() { Object.assign(this, { found: new Map(), length: 0, blocks: 0, lost: 0 }); }

  add(what, became = "", becameMany = became, count = 1) {
    const now = this.found.get(what) ?? { what, became, becameMany, count: 0 };
    now.count += count;
    this.found.set(what, now);
  }

  // Whether there is still room for a line; what does not fit is counted.
  room(content) {
    const size = content.reduce((sum, one) => sum + one.text.length, 0);
    if (this.length + size > LIMITS.text || this.blocks >= LIMITS.blocks) { this.lost += size; return false; }
    this.length += size;
    this.blocks += 1;
    return true;
  }

  cut(count) { this.lost += count; }

  lines() {
    const said = [...this.found.values()].map((one) => ({ what: one.what, count: one.count, became: one.count === 1 ? one.became : one.becameMany || one.became }));
    if (this.lost) said.push({ what: "character", count: this.lost, became: "did not fit into a letter" });
    return said;
  }

  // "Left out: 2 images, 14 styles. 1 table became text."
  sentence() {
    const lines = this.lines();
    const named = (one) => plural(one.count, one.what, MANY[one.what] ?? (one.what.endsWith("y") ? `${one.what.slice(0, -1)}ies` : `${one.what}s`));
    const out = lines.filter((one) => !one.became).map(named);
    const changed = lines.filter((one) => one.became).map((one) => `${named(one)} ${one.became}`);
    return [out.length ? `Left out: ${out.join(", ")}.` : "", changed.length ? `${changed.join(", ")}.` : ""].filter(Boolean).join(" ");
  }
}
