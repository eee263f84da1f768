// Words, pages, and how many years of school the text asks of its reader (Flesch-Kincaid, English).
import { make } from "./dom.js";
import { fieldText } from "./chips.js";

const linesOf = (doc, shown) => {
  const lines = [];
  doc.descendants((node) => {
    if (node.type.name === "variant" && shown.rules?.[node.attrs.rule]?.here === false) return false;
    if (!node.isTextblock) return true;
    let line = "";
    node.forEach((child) => {
      if (child.isText) line += child.text;
      else if (child.type.name === "merge_field") line += fieldText(child.attrs.name, child.attrs.form, child.attrs.words, shown).text;
      else if (child.type.name === "day_count") line += shown.days?.[child.attrs.anchor]?.styles[child.attrs.style] ?? "";
    });
    if (line.trim()) lines.push(line.trim());
    return false;
  });
  return lines;
};

const syllables = (word) => {
  const bare = word.toLowerCase().replace(/[^a-z]/g, "");
  if (!bare) return 1;
  const groups = bare.replace(/(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$/, "").match(/[aeiouy]+/g);
  return Math.max(1, groups?.length ?? 1);
};

export const reading = (lines) => {
  const words = lines.flatMap((line) => line.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)));
  const sentences = lines.reduce((count, line) => count + Math.max(1, line.match(/[.!?]+["”’)]*(?=\s|$)/g)?.length ?? 0), 0);
  if (words.length < 30 || !sentences) return { words: words.length, grade: null };
  const total = words.reduce((count, word) => count + syllables(word), 0);
  const grade = 0.39 * (words.length / sentences) + 11.8 * (total / words.length) - 15.59;
  return { words: words.length, grade: Math.max(1, Math.round(grade)) };
};

export class Counts {
  constructor(desk, place) {
    Object.assign(this, { desk, place, pages: null });
    desk.signals.on("tree", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.draw(), 250); });
    desk.signals.on("shown", () => this.draw());
    desk.signals.on("pages", (pages) => { this.pages = pages; this.draw(); });
  }

  draw() {
    if (!this.desk.editor) return;
    const { words, grade } = reading(linesOf(this.desk.editor.state.doc, this.desk.shown));
    const row = (name, value) => make("div", {}, make("dt", {}, name), make("dd", {}, value));
    this.place.replaceChildren(...[row("Words", words.toLocaleString("en-US")), this.pages && row("Pages", String(this.pages)), grade && row("Reads at", `grade ${grade}`)].filter(Boolean));
  }
}
