// Every section, block and item has an id that stays; what is new, or came twice by splitting or pasting, gets one.
import { Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";

const HAVE = new Set(["section", "variant", "quote", "bullet_list", "ordered_list", "list_item", "paragraph"]);

export const freshId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `e${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 12)}`;
};

export const Ids = Extension.create({
  name: "ids",
  addProseMirrorPlugins: () => [new Plugin({
    key: new PluginKey("ids"),
    appendTransaction: (transactions, _before, state) => {
      if (!transactions.some((one) => one.docChanged)) return null;
      const seen = new Set();
      const made = state.tr;
      state.doc.descendants((node, at, parent) => {
        if (!HAVE.has(node.type.name)) return !node.isTextblock;
        // The paragraph inside an item is the item's own line.
        if (parent?.type.name === "list_item") return false;
        if (!node.attrs.id || seen.has(node.attrs.id)) {
          const id = freshId();
          made.setNodeAttribute(at, "id", id);
          seen.add(id);
        } else seen.add(node.attrs.id);
        return !node.isTextblock;
      });
      return made.docChanged ? made.setMeta("addToHistory", false) : null;
    },
  })],
});
