// Paste and drop: what comes from elsewhere is cleaned into the tree, and what was left out is told.
import { Extension } from "@tiptap/core";
import { Fragment, Slice } from "@tiptap/pm/model";
import { closeHistory } from "@tiptap/pm/history";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { KIND } from "./claims.js";
import { commands } from "./keys.js";
import { icon, make, plural, say } from "./dom.js";
import { cleanHtml } from "./paste.js";
import { cleanText } from "./paste_text.js";

export const sliceOf = (schema, blocks) => {
  const nodes = blocks.map((one) => schema.nodeFromJSON(one));
  const open = (node) => (node?.type.name === "paragraph" ? 1 : 0);
  return new Slice(Fragment.from(nodes), open(nodes[0]), open(nodes.at(-1)));
};

const ONLY_WORDS = "Left out: images. A letter’s text holds words; images belong to its letterhead.";
const ours = (html) => html.includes("data-pm-slice");

export const clean = (data) => {
  const html = data.getData("text/html");
  if (html) {
    const read = cleanHtml(html);
    if (read.blocks.length || read.report.length) return read;
  }
  const text = data.getData("text/plain");
  return text ? cleanText(text) : null;
};

export const Pasting = (desk) => Extension.create({
  name: "pasting",
  addProseMirrorPlugins: () => [new Plugin({
    key: new PluginKey("pasting"),
    // Before the editor's own reading, which would parse foreign markup with its styles.
    props: {
      handleDOMEvents: {
        paste: (view, event) => {
          const data = event.clipboardData;
          if (!data || ours(data.getData("text/html"))) return false;
          event.preventDefault();
          const read = clean(data) ?? (data.files.length ? { blocks: [], sentence: ONLY_WORDS } : null);
          if (!read) return true;
          const { tr, schema } = view.state;
          if (read.blocks.length) view.dispatch(closeHistory(tr).replaceSelection(sliceOf(schema, read.blocks)).setMeta("paste", true).scrollIntoView());
          tell(desk, read);
          return true;
        },
        drop: (view, event) => {
          const data = event.dataTransfer;
          if (view.dragging || !data || data.types.includes(KIND) || ours(data.getData("text/html"))) return false;
          event.preventDefault();
          const read = clean(data) ?? { blocks: [], sentence: ONLY_WORDS };
          const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
          if (at && read.blocks.length) view.dispatch(closeHistory(view.state.tr).replace(at.pos, at.pos, sliceOf(view.state.schema, read.blocks)).setMeta("paste", true));
          tell(desk, read);
          return true;
        },
      },
    },
  })],
});

const tell = (desk, { blocks, sentence }) => {
  const place = document.getElementById("rich-pasted");
  place.replaceChildren();
  const text = `${plural(blocks.length, "paragraph or list", "paragraphs and lists")} pasted. ${sentence}`;
  say(text);
  if (!sentence) return;
  const close = () => place.replaceChildren();
  place.append(make("div", { class: "notice notice--info pasted" }, icon("info_outline", 20), make("p", { class: "notice__body" }, text), make("div", { class: "tools" },
    blocks.length ? make("button", { type: "button", class: "btn btn--outline btn--small", onclick: () => { commands.undo(desk.editor); close(); desk.editor.view.focus(); } }, "Undo the paste") : null,
    make("button", { type: "button", class: "btn btn--quiet btn--small", onclick: close }, "Close"))));
};
