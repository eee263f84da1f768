// Paragraphs for some recipients only: put round a selection, given a rule in words, taken off again.
import { choice, labelled, question } from "./dialogs.js";
import { make, say } from "./dom.js";
import { freshId } from "./ids.js";

const ROWS = 3;

// "chamber=senate state!=CA,NV" as [{key, negated, values}]
const read = (rule) => rule.split(/\s+/).filter(Boolean).map((part) => {
  const [, key, sign, values] = /^([^!=]+)(!?=)(.*)$/.exec(part) ?? [];
  return { key, negated: sign === "!=", values: (values ?? "").split(",").filter(Boolean) };
}).filter((one) => one.key);

const row = (place, known, keys) => {
  const key = choice(`key${place}`, [["", place ? "Nothing more" : "Choose"], ...keys.map((one) => [one.key, one.label])], known?.key ?? "");
  const sign = choice(`sign${place}`, [["=", "is"], ["!=", "is not"]], known?.negated ? "!=" : "=");
  const values = make("select", { class: "usa-select", name: `values${place}`, multiple: true, size: 4 });
  const fill = () => {
    const options = keys.find((one) => one.key === key.value)?.values ?? [];
    const extra = (known?.key === key.value ? known.values : []).filter((value) => !options.some((one) => one.value === value));
    values.replaceChildren(...[...options, ...extra.map((value) => ({ value, label: value }))].map((one) => make("option", { value: one.value }, one.label)));
    for (const option of values.options) option.selected = known?.key === key.value && known.values.includes(option.value);
    values.disabled = !key.value;
  };
  key.addEventListener("change", fill);
  fill();
  return make("fieldset", { class: "usa-fieldset rule-row" }, make("legend", { class: "usa-sr-only" }, place ? "And" : "Condition"),
    labelled(place ? "And their" : "Recipients whose", key), labelled("Compared", sign), labelled("One of", values));
};

const askRule = async (desk, now, title, yes, more) => {
  const known = read(now);
  const answer = await question(title, Array.from({ length: Math.max(ROWS, known.length) }, (_, place) => row(place, known[place], desk.menus.rules)), yes, { more });
  if (!answer || answer.get("do") === "remove") return answer ? "" : null;
  const parts = [];
  for (let place = 0; answer.has(`key${place}`); place += 1) {
    const values = answer.getAll(`values${place}`);
    if (answer.get(`key${place}`) && values.length) parts.push(`${answer.get(`key${place}`)}${answer.get(`sign${place}`)}${values.join(",")}`);
  }
  if (!parts.length) say("No rule was chosen; nothing was changed.");
  return parts.length ? parts.join(" ") : null;
};

export const wrapVariant = async (desk) => {
  const { $from } = desk.editor.state.selection;
  if ($from.depth > 1 && $from.node(2)?.type.name === "variant") return editVariant(desk, $from.before(2));
  const rule = await askRule(desk, "", "Only for some recipients", "Set the rule");
  const { state, view } = desk.editor;
  const range = state.selection.$from.blockRange(state.selection.$to, (node) => node.type.name === "section");
  if (!rule || !range) return undefined;
  view.dispatch(state.tr.wrap(range, [{ type: state.schema.nodes.variant, attrs: { rule, id: freshId() } }]).scrollIntoView());
  view.focus();
  return say("These paragraphs print only where the rule holds.");
};

export const editVariant = async (desk, at) => {
  const node = desk.editor.state.doc.nodeAt(at);
  if (node?.type.name !== "variant") return;
  const rule = await askRule(desk, node.attrs.rule, "For whom these paragraphs print", "Change the rule", [["remove", "For everybody"]]);
  const { state, view } = desk.editor;
  if (rule === null || state.doc.nodeAt(at)?.type.name !== "variant") return;
  const now = state.doc.nodeAt(at);
  view.dispatch(rule ? state.tr.setNodeAttribute(at, "rule", rule) : state.tr.replaceWith(at, at + now.nodeSize, now.content));
  view.focus();
};
