// From a check to its place, and the buttons that mend it: cite, mark as opinion, other words, house style.
import { closeHistory } from "@tiptap/pm/history";
import { TextSelection } from "@tiptap/pm/state";
import { sectionToEditor } from "./convert.js";
import { choice, labelled, question } from "./dialogs.js";
import { say } from "./dom.js";
import { send } from "./talk.js";

// The line with this id: its first position inside.
const lineOf = (doc, id) => {
  let found = null;
  doc.descendants((node, at) => {
    if (found) return false;
    if (node.attrs.id === id) {
      if (node.isTextblock) found = { from: at + 1, node };
      else if (node.type.name === "list_item") found = { from: at + 2, node: node.firstChild };
    }
    return !found && !node.isTextblock;
  });
  return found;
};

// Where a problem stands: a span of a line, a line, or the start of a section.
export const placeOf = (desk, problem) => {
  const { doc } = desk.editor.state;
  const line = problem.block ? lineOf(doc, problem.block) : null;
  if (line) {
    const size = line.node.content.size;
    return [line.from + Math.min(problem.start ?? 0, size), line.from + Math.min(problem.end ?? size, size)];
  }
  let section = null;
  doc.forEach((node, at) => { if (node.attrs.id === problem.section) section = at; });
  if (section === null) return null;
  const near = TextSelection.near(doc.resolve(section + 1)).from;
  return [near, near];
};

export const goTo = (desk, problem, known = null) => {
  const place = known ?? placeOf(desk, problem);
  if (!place) return false;
  const { view, state } = desk.editor;
  if (desk.mends) desk.mends.left = ""; // asked for again, a box that was closed opens
  view.focus();
  view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, ...place)));
  const { node } = view.domAtPos(place[0]);
  (node.nodeType === 1 ? node : node.parentElement)?.scrollIntoView({ block: "center" });
  if (problem.title && !desk.mends.open) say(`${problem.title}. ${problem.text}`);
  return true;
};

// F8 goes on from the caret in the order of the text, then to what stands nowhere in it. Marks have moved with their
// words, so a check that was settled a moment ago is not met again.
const after = ([from, to], [at, end]) => from > at || (from === at && to > end);
// The caret as the browser has it: a key that moved it a moment ago may not have reached the editor yet.
const caretOf = ({ state, view }) => {
  const { anchorNode, anchorOffset, focusNode, focusOffset } = document.getSelection();
  if (!view.hasFocus() || !view.dom.contains(anchorNode) || !view.dom.contains(focusNode)) return [state.selection.from, state.selection.to];
  return [view.posAtDOM(anchorNode, anchorOffset), view.posAtDOM(focusNode, focusOffset)].sort((one, other) => one - other);
};
export const nextCheck = (desk, step) => {
  const inText = desk.mends.stops().sort((one, other) => (after(one.place, other.place) ? 1 : -1));
  const elsewhere = [...document.querySelectorAll("#checks .check a:not([href^='#'])")].map((link) => ({ link }));
  const stops = [...inText, ...elsewhere];
  if (!stops.length) { say("Nothing to settle."); return; }
  const caret = caretOf(desk.editor);
  const onLink = stops.findIndex((one) => one.link && one.link === document.activeElement);
  let at = onLink + step;
  if (onLink < 0) {
    const ahead = stops.findIndex((one) => one.link || after(one.place, caret));
    at = step > 0 ? ahead : inText.findLastIndex((one) => after(caret, one.place));
    if (step > 0 && ahead < 0) at = 0;
  }
  const stop = stops[(at + stops.length) % stops.length];
  if (stop.link) stop.link.focus();
  else goTo(desk, stop.problem, stop.place);
};

// Sections that the server changed are put in their places, as one step for undo.
export const mendText = async (desk, step) => {
  const before = desk.saving.tree();
  const answer = await send(desk.urls.mend, { tree: before, do: step, copy: desk.copy });
  if (!answer.changed) { say("That place has changed meanwhile; look at the checks again."); desk.check(); return; }
  if (JSON.stringify(desk.saving.tree()) !== JSON.stringify(before)) { say("You wrote on meanwhile. Press the button again."); return; }
  const now = new Map(before.content.map((one) => [one.attrs.id, JSON.stringify(one)]));
  const { state, view, schema } = desk.editor;
  const transaction = closeHistory(state.tr);
  const sections = [];
  state.doc.forEach((node, start) => sections.push([node, start]));
  for (const [node, start] of sections.reverse()) {
    const after = answer.tree.content.find((one) => one.attrs.id === node.attrs.id);
    if (after && JSON.stringify(after) !== now.get(node.attrs.id)) transaction.replaceWith(start, start + node.nodeSize, schema.nodeFromJSON(sectionToEditor(after)));
  }
  view.dispatch(transaction);
  say("Done. Undo takes it back.");
};

export const mending = (desk) => {
  document.getElementById("checks").addEventListener("click", (event) => {
    const button = event.target.closest("button[name='do']");
    const link = event.target.closest("a[href^='#']");
    if (button) {
      event.preventDefault();
      mendText(desk, button.value).catch((problem) => say(problem.message));
    } else if (link) {
      event.preventDefault();
      event.stopPropagation();
      const { block, start, end } = link.dataset;
      const known = desk.problems.find((one) => link.textContent.trim().startsWith(one.title));
      const place = block ? { ...known, block, start: start ? Number(start) : null, end: end ? Number(end) : null } : known;
      if (place) goTo(desk, place);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F8" || event.defaultPrevented) return;
    event.preventDefault();
    nextCheck(desk, event.shiftKey ? -1 : 1);
  });
};

export const changeKind = async (desk, id) => {
  let found = null;
  desk.editor.state.doc.forEach((node, start) => { if (node.attrs.id === id) found = { node, start }; });
  if (!found) return;
  const kinds = desk.menus.roles.map((one) => [one.value, one.label]);
  const answer = await question("Kind of this section", [labelled("Kind", choice("role", kinds, found.node.attrs.role))], "Change");
  if (!answer) return;
  const { state, view } = desk.editor;
  view.dispatch(state.tr.setNodeAttribute(found.start, "role", answer.get("role")));
  view.focus();
};
