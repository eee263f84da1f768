// The stored tree and the editor's document are the same nodes; three things differ, and they are bridged here.
// The words of an optional or fallback field are an attribute in the editor (the field is one unit there), an empty
// section has an empty paragraph to write in, and a paragraph inside a list item has no id of its own.

const EMPTY = () => ({ type: "paragraph", attrs: { id: "" } });

const inlineIn = (node) => {
  if (node.type !== "merge_field") return node;
  const { content, ...rest } = node;
  return { ...rest, attrs: { ...node.attrs, words: content ?? null } };
};

const blockIn = (node) => {
  const content = (node.content ?? []).map((child) =>
    child.type === "text" || ["merge_field", "citation", "day_count"].includes(child.type) ? inlineIn(child) : blockIn(child));
  if (!content.length && (node.type === "section" || node.type === "variant")) content.push(EMPTY());
  return { ...node, ...(content.length ? { content } : { content: undefined }) };
};

// From the server into the editor.
export const toEditor = (tree) => {
  const sections = (tree.content ?? []).map(blockIn);
  if (!sections.length) sections.push({ type: "section", attrs: { id: "", role: "body" }, content: [EMPTY()] });
  return { type: "doc", attrs: { schema_version: tree.attrs?.schema_version ?? 1 }, content: sections };
};

export const sectionToEditor = blockIn;

const inlineOut = (node) => {
  const made = { type: node.type };
  if (node.type === "text") made.text = node.text;
  else if (node.type === "merge_field") {
    made.attrs = { name: node.attrs.name, form: node.attrs.form };
    if (node.attrs.form !== "value") made.content = node.attrs.words ?? [];
  } else made.attrs = { ...node.attrs };
  if (node.marks?.length) made.marks = node.marks.map((mark) => (mark.attrs && Object.keys(mark.attrs).length
    ? { type: mark.type, attrs: mark.attrs } : { type: mark.type }));
  return made;
};

const hasWords = (node) => (node.content ?? []).some((child) => child.type !== "text" || child.text.trim());

const blockOut = (node) => {
  if (node.type === "paragraph") {
    return { type: "paragraph", attrs: { id: node.attrs?.id ?? "" }, content: (node.content ?? []).map(inlineOut) };
  }
  if (node.type === "list_item") {
    const inside = (node.content?.[0]?.content ?? []).map(inlineOut);
    return { type: "list_item", attrs: { id: node.attrs.id }, content: [{ type: "paragraph", content: inside }] };
  }
  const content = (node.content ?? [])
    // A paragraph without words is a place to write, no part of the letter.
    .filter((child) => child.type !== "paragraph" || hasWords(child))
    .filter((child) => child.type !== "list_item" || hasWords(child.content?.[0] ?? {}))
    .map(blockOut)
    .filter((child) => !["quote", "bullet_list", "ordered_list"].includes(child.type) || child.content.length);
  return { type: node.type, attrs: node.attrs, content };
};

// From the editor to the server.
export const fromEditor = (doc) => ({ type: "doc", attrs: { schema_version: doc.attrs?.schema_version ?? 1 }, content: (doc.content ?? []).map(blockOut) });
