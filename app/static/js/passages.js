// Comments on words: select them in the text and say something. Without script one chooses the paragraph in the form.
const form = document.querySelector("[data-comment-form]");
const say = (text) => document.dispatchEvent(new CustomEvent("redress:say", { detail: text }));
const SKIPPED = "del, [data-skip]";

// The characters of a block as the server counts them: without what was taken out and without words for readers only.
const textNodes = (block) => {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(SKIPPED)) found.push(walker.currentNode);
  }
  return found;
};
const offsetOf = (block, node, offset) => {
  let at = 0;
  for (const text of textNodes(block)) {
    if (text === node) return at + offset;
    const range = document.createRange();
    range.selectNodeContents(text);
    if (range.comparePoint(node, offset) < 0) return at;
    at += text.length;
  }
  return at;
};
const textOf = (block) => textNodes(block).map((node) => node.data).join("");
const rangeOf = (block, start, end) => {
  const range = document.createRange();
  let at = 0;
  let begun = false;
  for (const node of textNodes(block)) {
    if (!begun && start < at + node.length) {
      range.setStart(node, start - at);
      begun = true;
    }
    if (begun && end <= at + node.length) {
      range.setEnd(node, end - at);
      return range;
    }
    at += node.length;
  }
  return null;
};

// The words that open comments are about are marked without touching the page.
const markWords = () => {
  if (!window.CSS?.highlights) return;
  const ranges = [];
  for (const thread of document.querySelectorAll(".thread:not(.thread--settled)[data-thread-block]")) {
    const block = document.querySelector(`[data-block="${CSS.escape(thread.dataset.threadBlock)}"]`);
    const range = block && rangeOf(block, Number(thread.dataset.threadStart), Number(thread.dataset.threadEnd));
    if (range) ranges.push(range);
  }
  CSS.highlights.set("redress-comments", new Highlight(...ranges));
};
markWords();

const chosenWords = () => {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const parent = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node);
  const block = parent(range.startContainer).closest("[data-block]");
  if (!block || !block.contains(range.endContainer)) return null;
  const text = textOf(block);
  let start = offsetOf(block, range.startContainer, range.startOffset);
  let end = offsetOf(block, range.endContainer, range.endOffset);
  while (start < end && /\s/.test(text[start])) start += 1;
  while (end > start && /\s/.test(text[end - 1])) end -= 1;
  return end > start ? { block: block.dataset.block, start, quote: text.slice(start, end), range } : null;
};

let tool = null;
const closeTool = () => {
  tool?.remove();
  tool = null;
};
// The form comes to the words it is about, and goes back to its place in the side column.
const panel = form?.closest(".comment-panel");
const home = panel && document.createComment("the form of comments");
panel?.before(home);
const away = panel?.querySelector("[data-comment-away]");
const bring = (id) => {
  const line = document.querySelector(`[data-block="${CSS.escape(id)}"]`)?.closest(".diff-line");
  if (!line) return;
  if (line.tagName === "LI") line.append(panel);
  else line.after(panel);
  panel.querySelector("details").open = true;
  away.hidden = false;
};
away?.addEventListener("click", () => {
  const line = document.querySelector(`[data-block="${CSS.escape(form.querySelector("[name=block_id]").value)}"]`);
  home.after(panel);
  panel.querySelector("details").open = false;
  away.hidden = true;
  line?.closest(".diff-line").querySelector(".line-comment")?.focus();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".line-comment");
  const block = link?.closest(".diff-line").querySelector("[data-block]");
  if (!form || !block) return;
  event.preventDefault();
  fill({ block: block.dataset.block, start: "", quote: "", whole: textOf(block) }, "comment");
});
const fill = (words, kind) => {
  bring(words.block);
  form.querySelector("[name=block_id]").value = words.block;
  form.querySelector("[name=quote]").value = words.quote;
  form.querySelector("[name=start]").value = String(words.start);
  const choice = form.querySelector(`[name=kind][value=${kind}]`);
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  const replacement = form.querySelector("[name=replacement]");
  replacement.value = words.whole ?? words.quote;
  const next = kind === "suggestion" ? replacement : form.querySelector("[name=body]");
  closeTool();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
};
const offer = (words) => {
  closeTool();
  tool = document.createElement("div");
  tool.className = "selection-tool";
  tool.setAttribute("role", "group");
  tool.setAttribute("aria-label", "For the selected words");
  for (const [kind, label] of [["comment", "Comment"], ["suggestion", "Suggest other words"]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--small btn--outline";
    button.textContent = label;
    button.addEventListener("click", () => fill(words, kind));
    tool.append(button);
  }
  document.body.append(tool);
  const box = words.range.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left + window.scrollX, document.documentElement.clientWidth - tool.offsetWidth - 8));
  tool.style.left = `${left}px`;
  tool.style.top = `${box.bottom + window.scrollY + 6}px`;
};
const look = () => {
  const words = chosenWords();
  if (words) offer(words);
};
if (form) {
  document.addEventListener("mouseup", (event) => {
    if (!tool?.contains(event.target)) setTimeout(look, 0);
  });
  document.addEventListener("keyup", (event) => {
    if (event.shiftKey && event.key.startsWith("Arrow")) look();
    else if (event.key === "Escape") closeTool();
  });
  document.addEventListener("selectionchange", () => {
    if (tool && !tool.contains(document.activeElement) && window.getSelection().isCollapsed) closeTool();
  });
  // Ctrl+Alt+M, as in word processors: the selected words, or the form itself.
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey && event.altKey && event.key.toLowerCase() === "m")) return;
    event.preventDefault();
    const words = chosenWords();
    if (words) fill(words, "comment");
    else form.querySelector("[name=block_id]").focus();
  });
  // Another paragraph is another passage; its words are offered as the start of a suggestion.
  form.querySelector("[name=block_id]").addEventListener("change", (event) => {
    form.querySelector("[name=quote]").value = "";
    form.querySelector("[name=start]").value = "";
    const block = document.querySelector(`[data-block="${CSS.escape(event.target.value)}"]`);
    form.querySelector("[name=replacement]").value = block ? textOf(block) : "";
  });
}

// A link to a thread opens the fold that it lies in.
const reveal = () => {
  const target = location.hash.startsWith("#thread-") && document.getElementById(location.hash.slice(1));
  if (!target) return;
  target.closest("details:not([open])")?.setAttribute("open", "");
  target.focus();
  say(target.getAttribute("aria-label"));
};
window.addEventListener("hashchange", reveal);
reveal();

// The button of the decision says what it will do.
const decision = document.querySelector("[data-decision]");
decision?.addEventListener("change", () => {
  const button = decision.querySelector("[data-approve]");
  const chosen = decision.querySelector("[name=decision]:checked")?.value;
  if (chosen) button.textContent = chosen === "approve" ? button.dataset.approve : button.dataset.return;
});
