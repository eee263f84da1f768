// What the toolbar and the typed signs "((" and "[@" put into the text, and what opens when a chip is opened.
import { NodeSelection, TextSelection } from "@tiptap/pm/state";
import { choice, input, labelled, question } from "./dialogs.js";
import { make, say } from "./dom.js";

const put = (editor, nodes) => {
  const { state, view } = editor;
  const made = (Array.isArray(nodes) ? nodes : [nodes]).map((one) => state.schema.nodeFromJSON(one));
  const { from, to } = state.selection;
  const transaction = state.tr.replaceWith(from, to, made);
  const end = from + made.reduce((size, one) => size + one.nodeSize, 0);
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(end)));
  transaction.setStoredMarks([]);
  view.dispatch(transaction.scrollIntoView());
  view.focus();
};

// "((" , "[@" and "##" open a list; what is chosen takes the place of the signs. Escape keeps them.
const SIGNS = { "((": "field", "[@": "citation", "##": "day" };
export const signsTyped = (desk, view, from, text) => {
  const { $from } = view.state.selection;
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 1), $from.parentOffset, "", "\ufffc");
  const menu = desk.toolbar?.menus[SIGNS[before + text]];
  if (menu) setTimeout(() => { desk.signs = { from: from - 1, text: before + text }; menu.show(); });
  return false;
};
const dropSigns = (desk) => {
  const { signs } = desk;
  desk.signs = null;
  const { state, view } = desk.editor;
  if (!signs || signs.from + 2 > state.doc.content.size || state.doc.textBetween(signs.from, signs.from + 2, "", "") !== signs.text) return;
  if (state.selection.from === signs.from + 2) view.dispatch(state.tr.delete(signs.from, signs.from + 2));
};

export const insertField = (desk, name) => {
  dropSigns(desk);
  put(desk.editor, { type: "merge_field", attrs: { name, form: "value", words: null } });
  say(`${desk.shown.fields?.[name]?.label ?? name} inserted.`);
};
export const insertDay = (desk, anchor, style = "ordinal") => {
  dropSigns(desk);
  put(desk.editor, { type: "day_count", attrs: { anchor, style } });
  say(`${desk.shown.days?.[anchor]?.styles[style] ?? anchor} inserted.`);
};
export const insertCitation = (desk, claim) => {
  dropSigns(desk);
  const { state } = desk.editor;
  if (!state.selection.empty) desk.editor.view.dispatch(state.tr.setSelection(TextSelection.near(state.selection.$to, -1)));
  put(desk.editor, { type: "citation", attrs: { claim } });
  say("Citation inserted.");
};

const lineIsEmpty = (state) => state.selection.empty && !state.selection.$from.parent.content.size;

// A demand as clause, as paragraph or as list item; wherever it stands it is remembered as an ask.
export const insertAsk = (desk, demand, as) => {
  const { editor } = desk;
  const { state, view } = editor;
  const words = (as === "paragraph" && demand.paragraph) || demand.clause || demand.title;
  const marked = { type: "text", text: words, marks: [{ type: "ask", attrs: { demand: demand.slug } }] };
  const { $from } = state.selection;
  const inItem = $from.depth > 2 && $from.node(-1).type.name === "list_item";
  if (as === "clause" || (lineIsEmpty(state) && (as === "paragraph" || inItem))) put(editor, marked);
  else {
    const text = words.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
    const line = { type: "paragraph", content: [{ ...marked, text: as === "item" ? `${text}${/[.!?]$/.test(text) ? "" : "."}` : text }] };
    const depth = inItem ? $from.depth - (as === "item" ? 1 : 2) : $from.depth;
    const item = { type: "list_item", content: [line] };
    const node = as === "item" ? (inItem ? item : { type: "ordered_list", content: [item] }) : line;
    const emptyLine = lineIsEmpty(state) && !inItem;
    const at = emptyLine ? $from.before() : $from.after(depth);
    const made = state.schema.nodeFromJSON(node);
    const transaction = emptyLine ? state.tr.replaceWith(at, $from.after(), made) : state.tr.insert(at, made);
    transaction.setSelection(TextSelection.near(transaction.doc.resolve(at + made.nodeSize - 1), -1)).scrollIntoView();
    view.dispatch(transaction);
    view.focus();
  }
  say(`Ask inserted: ${demand.title}.`);
};

// Words that are there already become an ask, or stop being one.
export const toggleAsk = (desk, slug) => {
  const { state, view } = desk.editor;
  const { from, to, $from, empty } = state.selection;
  const [start, end] = empty ? [$from.start(), $from.end()] : [from, to];
  const type = state.schema.marks.ask;
  let there = false;
  state.doc.nodesBetween(start, end, (node) => { if (node.isInline && node.marks.some((one) => one.type === type && one.attrs.demand === slug)) there = true; });
  const mark = type.create({ demand: slug });
  view.dispatch(there ? state.tr.removeMark(start, end, mark) : state.tr.addMark(start, end, mark));
  view.focus();
  say(there ? "No longer an ask." : "Marked as an ask.");
};

export const toggleOpinion = (desk) => {
  const { state, view } = desk.editor;
  const { from, to, $from, empty } = state.selection;
  const [start, end] = empty ? [$from.start(), $from.end()] : [from, to];
  const type = state.schema.marks.opinion;
  const there = state.doc.rangeHasMark(start, end, type);
  view.dispatch(there ? state.tr.removeMark(start, end, type) : state.tr.addMark(start, end, type.create()));
  view.focus();
  say(there ? "No longer marked as opinion." : "Marked as opinion.");
};

const markRange = (state, type) => {
  const { from, to, $from, empty } = state.selection;
  if (!empty) return [from, to];
  const mark = type.isInSet($from.marks());
  if (!mark) return null;
  let [start, end] = [$from.pos, $from.pos];
  const { parent } = $from;
  parent.forEach((node, offset) => {
    const at = $from.start() + offset;
    if (mark.isInSet(node.marks) && at <= $from.pos && at + node.nodeSize >= $from.pos) [start, end] = [at, at + node.nodeSize];
  });
  return [start, end];
};

const askMark = async (desk, { name, attribute, title, label, hint, pattern, wrong }) => {
  const { state } = desk.editor;
  const type = state.schema.marks[name];
  const range = markRange(state, type);
  if (!range) return say("Select the words first.");
  let now = "";
  state.doc.nodesBetween(...range, (node) => { now ||= type.isInSet(node.marks)?.attrs[attribute] ?? ""; });
  const answer = await question(title, [labelled(label, input("value", now, { pattern, title: wrong, required: true }), hint)], now ? "Change" : "Set", { more: now ? [["remove", "Remove"]] : [] });
  if (!answer) return undefined;
  const { state: later, view } = desk.editor;
  const transaction = later.tr.removeMark(...range, type);
  if (answer.get("do") !== "remove") transaction.addMark(...range, type.create({ [attribute]: answer.get("value").trim() }));
  view.dispatch(transaction);
  return view.focus();
};
export const editLink = (desk) => askMark(desk, { name: "link", attribute: "href", title: "Link", label: "Address", hint: "Begins with https:// or mailto:", pattern: "(https://|mailto:)[^\\s\\{\\}<>\"\\\\]{3,1990}", wrong: "An address that begins with https:// or mailto:" });
export const editLang = (desk) => askMark(desk, { name: "lang", attribute: "code", title: "Language of these words", label: "Code", hint: "For example hy for Armenian, es for Spanish", pattern: "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", wrong: "A code such as hy or en-GB" });

// Enter on a chip opens it.
export const openChip = async (desk) => {
  const { state } = desk.editor;
  if (!(state.selection instanceof NodeSelection)) return;
  const { node, from } = state.selection;
  const change = (attrs) => {
    const { view, state: now } = desk.editor;
    view.dispatch(now.tr.setNodeMarkup(from, null, { ...node.attrs, ...attrs }));
  };
  if (node.type.name === "day_count") {
    const day = desk.shown.days?.[node.attrs.anchor];
    const options = Object.entries(day?.styles ?? { [node.attrs.style]: node.attrs.style }).map(([one, text]) => [one, text || one]);
    const answer = await question("Day count", [make("p", {}, day ? `${day.label}: ${day.sum}.` : "The campaign has no such day."), labelled("Written as", choice("style", options, node.attrs.style))], "Change");
    if (answer) change({ style: answer.get("style") });
  } else if (node.type.name === "merge_field") await openField(desk, node, change);
  else if (node.type.name === "citation") {
    const claim = desk.shown.claims?.[node.attrs.claim];
    await question("Citation", [make("p", {}, claim?.wording ?? `Claim ${node.attrs.claim}`), claim?.sources && make("p", { class: "small" }, claim.sources)], null);
  }
  desk.editor.view.focus();
};

const openField = async (desk, node, change) => {
  const known = desk.shown.fields?.[node.attrs.name];
  const forms = [["value", "The value"], ["optional", "Words that print only with a value"], ["fallback", "The value, or else these words"]];
  const plain = (node.attrs.words ?? []).every((one) => one.type === "text" && !one.marks?.length);
  const text = (node.attrs.words ?? []).map((one) => (one.type === "text" ? one.text : one.type === "merge_field" ? `((${one.attrs.name}))` : "")).join("");
  const box = make("textarea", { class: "usa-textarea", name: "words", rows: 2 });
  box.value = text;
  const answer = await question(`Field: ${known?.label ?? node.attrs.name}`, [
    make("p", {}, known?.value ? `Here: ${known.value}` : "There is no value for this recipient yet."),
    labelled("Prints", choice("form", forms, node.attrs.form)),
    labelled("Words", box, "For the second and third choice. ((recipient.district)) stands for a field in them."),
  ], "Change");
  if (!answer) return;
  const form = answer.get("form");
  const typed = answer.get("words").replace(/\s+/g, " ");
  if (form !== "value" && !typed.trim()) { say("These words are missing; nothing was changed."); return; }
  const same = form === node.attrs.form && typed === text && !plain;
  change({ form, words: form === "value" ? null : same ? node.attrs.words : readWords(typed) });
};

const readWords = (text) => text.split(/(\(\([A-Za-z][A-Za-z0-9._ -]{0,119}\)\))/).filter(Boolean).map((part) => (part.startsWith("((") && part.endsWith("))")
  ? { type: "merge_field", attrs: { name: part.slice(2, -2), form: "value" } } : { type: "text", text: part }));
