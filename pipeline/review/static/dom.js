// Elements made from data. Text only ever enters as text nodes: nothing of a release can become markup.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value === "boolean") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Make a box hold `fresh`, keeping the nodes that are there already. A click counts only where the button goes down and comes up on
// the same node: one that was exchanged in between, because an answer of the server came just then, would be lost.
// Nodes of one kind and class stand for each other, so what listens on a node may depend on nothing but those.
export function renew(box, ...fresh) {
  let at = box.firstChild;
  for (const node of fresh) {
    let old = at;
    while (old && !alike(old, node)) old = old.nextSibling;
    if (old) {
      while (at !== old) at = dropped(at);
      at = old.nextSibling;
      update(old, node);
    } else box.insertBefore(node, at);
  }
  while (at) at = dropped(at);
}

const alike = (old, node) => old.nodeName === node.nodeName && old.className === node.className;

function dropped(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function update(old, node) {
  if (old.isEqualNode(node)) return;
  if (node.nodeType === Node.TEXT_NODE) {
    old.data = node.data;
    return;
  }
  for (const name of old.getAttributeNames()) if (!node.hasAttribute(name)) old.removeAttribute(name);
  for (const name of node.getAttributeNames()) old.setAttribute(name, node.getAttribute(name));
  renew(old, ...node.childNodes);
}

export const $ = (id) => document.getElementById(id);

export const squeeze = (text) => text.replace(/\s+/gu, "");
