// What the keyboard does in the text, and what typing turns into. Nothing here changes quotes or dashes.
import { Extension, InputRule } from "@tiptap/core";
import { chainCommands, createParagraphNear, deleteSelection, exitCode, joinBackward, joinForward, liftEmptyBlock, newlineInCode, selectAll, selectNodeBackward, selectNodeForward, splitBlock, toggleMark } from "@tiptap/pm/commands";
import { history, redo, undo } from "@tiptap/pm/history";
import { wrapInList, liftListItem, splitListItem } from "@tiptap/pm/schema-list";

const run = (command) => ({ editor }) => command(editor.state, editor.view.dispatch, editor.view);

export const toggleList = (name) => (state, dispatch, view) => {
  const { bullet_list: bullet, ordered_list: ordered, list_item: item } = state.schema.nodes;
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type !== bullet && node.type !== ordered) continue;
    if (node.type.name === name) return liftListItem(item)(state, dispatch, view);
    dispatch?.(state.tr.setNodeMarkup($from.before(depth), state.schema.nodes[name], node.attrs));
    return true;
  }
  return wrapInList(state.schema.nodes[name])(state, dispatch);
};

// Enter in an item without words ends the list; in one with words begins the next.
const enter = (state, dispatch, view) => {
  const { list_item: item } = state.schema.nodes;
  return chainCommands(splitListItem(item), liftEmptyItem, newlineInCode, createParagraphNear, liftEmptyBlock, splitBlock)(state, dispatch, view);
};
const liftEmptyItem = (state, dispatch, view) => {
  const { $from } = state.selection;
  if ($from.depth < 2 || $from.node(-1).type.name !== "list_item" || $from.parent.content.size) return false;
  return liftListItem(state.schema.nodes.list_item)(state, dispatch, view);
};
// Backspace at the start of the first item takes it out of the list.
const outOfList = (state, dispatch, view) => {
  const { $cursor } = state.selection;
  if (!$cursor || $cursor.parentOffset || $cursor.depth < 2 || $cursor.node(-1).type.name !== "list_item") return false;
  return liftListItem(state.schema.nodes.list_item)(state, dispatch, view);
};
const quote = (state, dispatch) => {
  const { quote: type } = state.schema.nodes;
  const { $from, $to } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type !== type) continue;
    if (dispatch) {
      const at = $from.before(depth);
      const node = $from.node(depth);
      dispatch(state.tr.replaceWith(at, at + node.nodeSize, node.content));
    }
    return true;
  }
  const range = $from.blockRange($to, (node) => node.type.name === "section" || node.type.name === "variant");
  if (!range) return false;
  for (let i = range.startIndex; i < range.endIndex; i += 1) {
    if (range.parent.child(i).type.name !== "paragraph") return false;
  }
  dispatch?.(state.tr.wrap(range, [{ type }]).scrollIntoView());
  return true;
};

export const commands = {
  bold: (editor) => toggleMark(editor.schema.marks.bold)(editor.state, editor.view.dispatch),
  italic: (editor) => toggleMark(editor.schema.marks.italic)(editor.state, editor.view.dispatch),
  bullets: (editor) => toggleList("bullet_list")(editor.state, editor.view.dispatch, editor.view),
  numbers: (editor) => toggleList("ordered_list")(editor.state, editor.view.dispatch, editor.view),
  quote: (editor) => quote(editor.state, editor.view.dispatch),
  undo: (editor) => undo(editor.state, editor.view.dispatch),
  redo: (editor) => redo(editor.state, editor.view.dispatch),
};

// "1. " and "- " begin a list, "> " a quotation, as in the plain editor. Ctrl+Z gives the characters back.
const listRule = (find, name) => new InputRule({
  find,
  undoable: true,
  handler: ({ state, range }) => {
    const $from = state.doc.resolve(range.from);
    if ($from.parent.type.name !== "paragraph" || $from.node(-1).type.name === "list_item") return null;
    const made = state.tr.delete(range.from, range.to);
    const inside = made.doc.resolve(range.from).blockRange();
    const { list_item: item, [name]: list } = state.schema.nodes;
    if (!inside) return null;
    made.wrap(inside, name === "quote" ? [{ type: state.schema.nodes.quote }] : [{ type: list }, { type: item }]);
    return undefined;
  },
});

export const Keys = Extension.create({
  name: "keys",
  addKeyboardShortcuts() {
    const both = (command) => run(command);
    return {
      Enter: both(enter),
      "Mod-Enter": () => false,
      "Shift-Enter": both(chainCommands(exitCode, enter)),
      Backspace: both(chainCommands(deleteSelection, outOfList, joinBackward, selectNodeBackward)),
      "Mod-Backspace": both(chainCommands(deleteSelection, outOfList, joinBackward, selectNodeBackward)),
      Delete: both(chainCommands(deleteSelection, joinForward, selectNodeForward)),
      "Mod-Delete": both(chainCommands(deleteSelection, joinForward, selectNodeForward)),
      "Mod-a": both(selectAll),
      "Mod-b": ({ editor }) => commands.bold(editor),
      "Mod-i": ({ editor }) => commands.italic(editor),
      "Mod-z": ({ editor }) => commands.undo(editor),
      "Mod-y": ({ editor }) => commands.redo(editor),
      "Shift-Mod-z": ({ editor }) => commands.redo(editor),
      "Mod-Shift-7": ({ editor }) => commands.numbers(editor),
      "Mod-Shift-8": ({ editor }) => commands.bullets(editor),
      "Mod-Shift-9": ({ editor }) => commands.quote(editor),
      // Tab leaves the editor.
      Tab: () => false,
    };
  },
  addInputRules: () => [
    listRule(/^\s*1\.\s$/, "ordered_list"),
    listRule(/^\s*[-*•]\s$/, "bullet_list"),
    listRule(/^\s*>\s$/, "quote"),
  ],
  addProseMirrorPlugins: () => [history({ depth: 400, newGroupDelay: 700 })],
});
