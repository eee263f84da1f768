// Between a key and the page that follows it: the paragraph that changed, set in HTML where it stands on the page, at
// once. What is under it moves with the picture; the page as it will print then takes the place of both.
import { fieldText } from "./chips.js";
import { make } from "./dom.js";

const GHOST = "#eceef1"; // lighter than print, as dark as the draft mark: words go, the mark stays

const wordsOf = (node, desk) => {
  if (node.isText) return node.text;
  if (node.type.name === "merge_field") {
    const { text, missing } = fieldText(node.attrs.name, node.attrs.form, node.attrs.words, desk.shown);
    return missing ? `‹${text}›` : text;
  }
  if (node.type.name === "day_count") {
    const day = desk.shown.days?.[node.attrs.anchor];
    return day?.styles[node.attrs.style] || `‹days since ${day?.label ?? node.attrs.anchor}›`;
  }
  return "";
};

const line = (node, desk, marks) => {
  const made = [];
  let cited = [];
  const cite = () => {
    if (cited.length && marks) made.push(make("sup", {}, make("a", {}, [...new Set(cited)].sort((one, other) => one - other).join(",\u00a0"))));
    cited = [];
  };
  node.forEach((child) => {
    if (child.type.name === "citation") { cited.push(desk.citations.indexOf(child.attrs.claim) + 1); return; }
    if (child.isText && !child.text.trim() && cited.length) return;
    cite();
    let piece = wordsOf(child, desk);
    for (const { type, attrs } of child.marks) {
      if (type.name === "bold") piece = make("b", {}, piece);
      if (type.name === "italic") piece = make("i", {}, piece);
      if (type.name === "lang") piece = make("span", { lang: attrs.code }, piece);
    }
    made.push(piece);
  });
  cite();
  return made;
};

const TAGS = { bullet_list: "ul", ordered_list: "ol", quote: "blockquote" };
const block = (node, desk, marks) => {
  if (node.type.name === "paragraph") return make("p", {}, ...line(node, desk, marks));
  const children = [];
  node.forEach((child) => children.push(child.type.name === "list_item" ? make("li", {}, ...line(child.firstChild, desk, marks)) : make("p", {}, ...line(child, desk, marks))));
  return make(TAGS[node.type.name] ?? "p", {}, ...children);
};

export class Likeness {
  constructor(desk, canvas) {
    Object.assign(this, { desk, canvas, base: null });
    this.text = make("div", { class: "text" });
    this.paper = make("div", { class: "letter-paper on-screen" }, this.text);
    this.layer = make("div", { class: "likeness", "aria-hidden": "true", hidden: true }, this.paper);
    canvas.after(this.layer);
    document.fonts?.load('15px "Source Serif 4 Text"');
  }

  // A page as drawn from these blocks. The picture is kept until the next one comes.
  painted(blocks, about, picture) {
    this.base?.picture.close();
    const [width, foot, spots] = about.spots;
    this.base = { blocks, picture, width, foot, marks: about.marks, spots: about.blocks === blocks.length ? spots : [] };
    this.paper.className = `letter-paper on-screen ${about.classes}`;
    this.paper.classList.remove("draft");
  }

  forget() {
    this.base?.picture.close();
    this.base = null;
    this.layer.hidden = true;
  }

  // The blocks as they stand now, against those of the picture. Gives back whether something is shown.
  follow(blocks) {
    const { base } = this;
    if (!base) return false;
    const { blocks: was } = base;
    let from = 0;
    while (from < was.length && from < blocks.length && was[from].eq(blocks[from])) from += 1;
    let behind = 0;
    while (behind < was.length - from && behind < blocks.length - from && was[was.length - 1 - behind].eq(blocks[blocks.length - 1 - behind])) behind += 1;
    this.restore();
    const gone = was.slice(from, was.length - behind);
    const come = blocks.slice(from, blocks.length - behind);
    if (!gone.length && !come.length) return false;
    return this.put(from, gone, come);
  }

  restore() {
    const context = this.canvas.getContext("2d");
    context.globalCompositeOperation = "source-over";
    context.drawImage(this.base.picture, 0, 0);
    this.layer.hidden = true;
  }

  // Top and bottom of the blocks from `from` on that are gone, or of the gap in which new ones stand.
  place(from, count) {
    const here = this.base.spots.filter(([index]) => index >= from && index < from + count);
    if (count) return here.length ? { first: here[0], top: here[0][2], bottom: here.at(-1)[2] + here.at(-1)[4] } : null;
    const before = this.base.spots.find(([index, , , , , part]) => index === from - 1 && !(part & 1));
    return before ? { first: before, top: before[2] + before[4], bottom: before[2] + before[4], between: true } : null;
  }

  put(from, gone, come) {
    const place = this.place(from, gone.length);
    if (!place) return false;
    const { base, layer, paper, text, canvas } = this;
    const scale = canvas.clientWidth / base.width;
    layer.hidden = false;
    paper.style.inlineSize = `${place.first[3]}px`;
    paper.style.transform = `scale(${scale})`;
    const gap = this.set(gone);
    // A block that comes from the page before stands here with its last lines.
    const above = place.first[5] & 2 && gone.length ? Math.max(0, this.height(gap) - (place.bottom - place.top)) : 0;
    this.set(come);
    const lead = place.between ? gap : 0;
    const height = come.length ? this.height(gap) - above + lead : -gap;
    layer.style.insetInlineStart = `${place.first[1] * scale}px`;
    layer.style.insetBlockStart = `${(place.top + lead) * scale}px`;
    layer.style.blockSize = `${Math.max(0, base.foot - place.top - lead) * scale}px`;
    paper.style.insetBlockStart = `${-above * scale}px`;
    this.move(place, height - (place.bottom - place.top));
    return true;
  }

  set(nodes) {
    this.text.replaceChildren(...nodes.map((one) => block(one, this.desk, this.base.marks)));
    return parseFloat(getComputedStyle(this.text.lastElementChild ?? this.text).marginBlockEnd) || 10;
  }

  height(gap) { return this.text.lastElementChild ? this.text.offsetHeight - gap : 0; }

  // Old words fade from the picture, and what stands below them moves.
  move({ top, bottom }, by) {
    const { canvas, base } = this;
    const pixels = canvas.width / base.width;
    const context = canvas.getContext("2d");
    const [from, to, foot] = [top, bottom, base.foot].map((one) => Math.round(one * pixels));
    const shift = Math.round(by * pixels);
    context.globalCompositeOperation = "lighten";
    context.fillStyle = GHOST;
    context.fillRect(0, from, canvas.width, (shift ? foot : to) - from);
    context.globalCompositeOperation = "source-over";
    const rest = Math.min(foot - to, foot - to - shift);
    if (shift && rest > 0) {
      context.globalCompositeOperation = "darken";
      context.drawImage(base.picture, 0, to, canvas.width, rest, 0, to + shift, canvas.width, rest);
      context.globalCompositeOperation = "source-over";
    }
  }
}
