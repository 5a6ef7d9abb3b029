// The release's raw text with its figures marked, the current triple's parts in their colours, and selecting by mouse or keyboard.
// Offsets count code points, as everywhere in the records: `chars` is the text cut into them.
import {el, squeeze} from "./dom.js";
import {ROLES} from "./model.js";

const CHUNK = 2000; // characters that are drawn and laid out together
const BLOCK = 40; // lines that the browser may leave out while they are far from view

export class Release {
  constructor(box, on) {
    this.box = box;
    this.on = on;
    this.doc = null;
    this.chars = [];
    this.chunks = [];
    this.figures = [];
    this.unclaimed = [];
    this.parts = [];
    this.picking = null;
    this.dragging = false;
    this.press = 0;
    this.late = false;
    box.addEventListener("mousedown", (event) => {
      if (event.button !== 0) return;
      this.dragging = true;
      this.press += 1;
    });
    // What is selected is known only after the event. By then the next press may have begun: half of a selection is none.
    for (const name of ["mouseup", "dragend"]) {
      addEventListener(name, (event) => {
        const {press} = this;
        setTimeout(() => press === this.press && this.onRelease(box.contains(event.target)), 0);
      });
    }
    box.addEventListener("click", (event) => this.onClick(event));
    box.addEventListener("scroll", () => on.scroll(), {passive: true});
  }

  open(doc, text) {
    this.doc = doc;
    this.chars = Array.from(text);
    this.chunks = [];
    this.figures = [];
    this.unclaimed = [];
    this.parts = [];
    this.picking = null;
    const lines = [];
    let start = 0;
    for (let at = 0; at <= this.chars.length; at += 1) {
      if (at === this.chars.length || this.chars[at] === "\n") {
        this.addLine(lines, start, at);
        start = at + 1;
      }
    }
    const blocks = [];
    for (let at = 0; at < lines.length; at += BLOCK) blocks.push(el("div", {class: lines.length > 5 * BLOCK ? "block far" : "block"}, lines.slice(at, at + BLOCK)));
    this.box.replaceChildren(...blocks);
    this.box.scrollTop = 0;
  }

  // A line of the text as elements: one, or for a very long line one for every so many characters.
  addLine(lines, start, end) {
    for (let at = start; at < end || at === start; at += CHUNK) {
      const chunk = {start: at, end: Math.min(at + CHUNK, end), node: el("span", {class: "chunk"})};
      chunk.node.dataset.index = this.chunks.length;
      chunk.node.append(this.slice(chunk.start, chunk.end));
      this.chunks.push(chunk);
      lines.push(el("div", {class: start === end ? "line blank" : "line"}, chunk.node));
    }
  }

  slice(start, end) {
    return this.chars.slice(start, end).join("");
  }

  // items of this document; the current one's parts come from its content
  mark(items, current) {
    const before = this.parts;
    const quantity = (item) => item.content.quantity;
    this.figures = items.map((item) => ({start: quantity(item).start, end: quantity(item).end, item}))
      .sort((a, b) => a.start - b.start);
    this.parts = current ? partsOf(current.content, current.card) : [];
    this.current = current;
    this.redraw(this.drawn === this.doc ? [...before, ...this.parts] : null, items);
    this.drawn = this.doc;
  }

  // Show a content that is being edited.
  preview(content) {
    const before = this.parts;
    this.parts = partsOf(content, this.current && this.current.card);
    this.redraw([...before, ...this.parts]);
  }

  setUnclaimed(spans) {
    this.unclaimed = spans.map(([start, end]) => ({start, end}));
    this.redraw(this.unclaimed);
  }

  // Draw the chunks that the spans touch; all of them without spans.
  redraw(spans, items = null) {
    if (this.dragging) {
      this.late = true; // new nodes would end the selection that is being made
      return;
    }
    const dirty = new Set();
    if (!spans) this.chunks.forEach((_, index) => dirty.add(index));
    else for (const span of spans) this.touch(span, dirty);
    if (spans && items) for (const figure of this.figures) if (figure.item.redraw) this.touch(figure, dirty);
    for (const index of dirty) this.draw(this.chunks[index]);
    for (const figure of this.figures) figure.item.redraw = false;
  }

  touch({start, end}, dirty) {
    for (let index = this.chunkAt(start); index < this.chunks.length && this.chunks[index].start < end; index += 1) dirty.add(index);
  }

  chunkAt(offset) {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.chunks[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  draw(chunk) {
    const inside = (list) => overlapping(list, chunk.start, chunk.end);
    const insideSorted = (list) => overlappingSorted(list, chunk.start, chunk.end);
    const layers = [
      ...insideSorted(this.unclaimed).map((span) => ({...span, name: "unclaimed"})),
      ...insideSorted(this.figures).map((span) => ({...span, name: `figure ${span.item.status}`, id: span.item.id})),
      ...inside(this.parts).map((span) => ({...span, name: span.role === "sentence" ? "sentence" : `role ${span.role}`, role: span.role})),
      ...(this.picking ? inside([this.selection()]).map((span) => ({...span, name: this.picking.anchor === this.picking.focus ? "caret" : "picked"})) : []),
    ];
    if (!layers.length) {
      chunk.node.replaceChildren(this.slice(chunk.start, chunk.end));
      return;
    }
    const cuts = new Set([chunk.start, chunk.end]);
    for (const {start, end} of layers) {
      if (start > chunk.start) cuts.add(start);
      if (end < chunk.end) cuts.add(end);
    }
    const edges = [...cuts].sort((a, b) => a - b);
    const pieces = [];
    for (let at = 0; at + 1 < edges.length; at += 1) {
      const over = layers.filter(({start, end}) => start <= edges[at] && end >= edges[at + 1]);
      const text = this.slice(edges[at], edges[at + 1]);
      if (!over.length) pieces.push(text);
      else {
        const figure = over.find(({id}) => id);
        const role = over.find((layer) => layer.role && layer.role !== "sentence");
        pieces.push(el("span", {class: over.map(({name}) => name).join(" "), "data-id": figure?.id, "data-role": role?.role,
          "data-start": edges[at], "data-end": edges[at + 1]}, text));
      }
    }
    chunk.node.replaceChildren(...pieces);
  }

  // Bring an offset into view, near the middle, unless it is in comfortable view already.
  reveal(start, always = false) {
    const chunk = this.chunks[this.chunkAt(start)];
    if (!chunk) return;
    const piece = [...chunk.node.querySelectorAll("[data-start]")].find((node) => Number(node.dataset.start) <= start && start < Number(node.dataset.end));
    const target = piece || chunk.node;
    const frame = this.box.getBoundingClientRect();
    const place = target.getBoundingClientRect();
    const margin = frame.height / 6;
    if (always || place.top < frame.top + margin || place.bottom > frame.bottom - margin) target.scrollIntoView({block: "center"});
  }

  // Whether a role's text is above (-1), in (0) or below (1) what is in view; null where the role has no span.
  whereIs(role) {
    const part = this.parts.find((other) => other.role === role);
    if (!part) return null;
    const node = this.chunks[this.chunkAt(part.start)].node.querySelector(`[data-role="${role}"]`);
    if (!node) return 0;
    const frame = this.box.getBoundingClientRect();
    const place = node.getBoundingClientRect();
    return place.bottom < frame.top ? -1 : place.top > frame.bottom ? 1 : 0;
  }

  revealRole(role) {
    const part = this.parts.find((other) => other.role === role);
    if (part) this.reveal(part.start, true);
  }

  onClick(event) {
    if (!getSelection().isCollapsed || this.picking) return;
    const piece = event.target.closest("[data-id]");
    const loose = event.target.closest(".unclaimed");
    if (piece) this.on.figure(piece.dataset.id);
    else if (loose) {
      const at = Number(loose.dataset.start);
      const span = this.unclaimed.find(({start, end}) => start <= at && at < end);
      this.on.loose(span.start, span.end);
    }
  }

  // The mouse's selection as offsets, white space at its ends left out; null where there is none.
  mouseSelection() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount || !this.box.contains(selection.getRangeAt(0).commonAncestorContainer)) return null;
    const range = selection.getRangeAt(0);
    return this.trim(this.offsetOf(range.startContainer, range.startOffset), this.offsetOf(range.endContainer, range.endOffset));
  }

  trim(start, end) {
    while (start < end && !squeeze(this.chars[start])) start += 1;
    while (end > start && !squeeze(this.chars[end - 1])) end -= 1;
    return start < end ? {start, end} : null;
  }

  // The button is let go: take what was selected, then draw what had to wait for it.
  onRelease(inside) {
    const was = this.dragging;
    this.dragging = false;
    if (inside || was) this.onMouse();
    if (this.late) this.redraw(null);
    this.late = false;
  }

  onMouse() {
    const span = this.mouseSelection();
    if (span) {
      if (this.picking) this.take(span);
      else this.on.selected(span, getSelection().getRangeAt(0).getBoundingClientRect());
    } else this.on.selected(null);
  }

  offsetOf(node, offset) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    let chunk = element.closest(".chunk");
    if (!chunk) {
      // the position lies between lines: the first chunk behind it, or the end of the text
      const rest = [...this.box.querySelectorAll(".chunk")];
      const child = element.childNodes[offset];
      chunk = rest.find((other) => child && (child === other || child.contains(other) || child.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING));
      return chunk ? this.chunks[chunk.dataset.index].start : this.chars.length;
    }
    const range = document.createRange();
    range.selectNodeContents(chunk);
    range.setEnd(node, offset);
    return this.chunks[chunk.dataset.index].start + Array.from(range.toString()).length;
  }

  // Keyboard selection. `take({start, end})` gets what is chosen; `cancel()` is called on Escape.
  startPick(offset, end, take, cancel) {
    this.picking = {anchor: offset, focus: end ?? offset, take, cancel};
    this.box.focus({preventScroll: true});
    this.box.parentElement.classList.add("picking");
    this.redraw([this.selection()]);
    this.reveal(offset);
  }

  selection() {
    const {anchor, focus} = this.picking;
    const start = Math.min(anchor, focus);
    return {start, end: anchor === focus ? Math.min(start + 1, this.chars.length) : Math.max(anchor, focus)};
  }

  stopPick() {
    const {picking} = this;
    if (!picking) return null;
    const old = this.selection();
    this.picking = null;
    this.box.parentElement.classList.remove("picking");
    this.redraw([old]);
    return picking;
  }

  take(span) {
    const picking = this.stopPick();
    getSelection().removeAllRanges();
    picking.take(span);
  }

  // A key while selecting. Every key is ours then.
  pickKey(event) {
    const {code, shiftKey} = event;
    const byWord = event.ctrlKey || event.altKey || event.metaKey;
    event.preventDefault();
    if (code === "Escape") {
      this.stopPick().cancel();
      return;
    }
    if (code === "Enter" || code === "NumpadEnter") {
      const {anchor, focus} = this.picking;
      const {start, end} = this.selection();
      const span = anchor === focus ? this.wordAt(start) : this.trim(start, end);
      if (span) this.take(span);
      return;
    }
    if (code === "Tab") this.pickFigure(shiftKey ? -1 : 1);
    else this.movePick(code, byWord, shiftKey);
  }

  movePick(code, byWord, extend) {
    const {focus} = this.picking;
    const to = {
      ArrowLeft: () => (byWord ? this.wordEdge(focus, -1) : focus - 1),
      ArrowRight: () => (byWord ? this.wordEdge(focus, 1) : focus + 1),
      ArrowUp: () => this.lineStep(focus, -1),
      ArrowDown: () => this.lineStep(focus, 1),
      Home: () => this.chunks[this.chunkAt(focus)].start,
      End: () => this.chunks[this.chunkAt(focus)].end,
    }[code];
    if (!to) return;
    this.setPick(extend ? this.picking.anchor : null, Math.max(0, Math.min(this.chars.length, to())));
  }

  setPick(anchor, focus) {
    const old = this.selection();
    this.picking.focus = focus;
    this.picking.anchor = anchor ?? focus;
    this.redraw([old, this.selection()]);
    this.reveal(Math.min(focus, this.chars.length - 1));
  }

  pickFigure(step) {
    const from = this.selection().start;
    const all = [...this.figures, ...this.unclaimed].sort((a, b) => a.start - b.start);
    const next = step > 0 ? all.find(({start}) => start > from) || all[0] : all.findLast(({start}) => start < from) || all.at(-1);
    if (next) this.setPick(next.start, next.end);
  }

  // The words of a line by the browser's own dictionary, where it has one.
  words(offset) {
    const {start, end} = this.chunks[this.chunkAt(offset)];
    const text = this.slice(start, end);
    if (!Intl.Segmenter) return Array.from(text, (char, index) => ({start: start + index, end: start + index + 1}));
    this.segmenter ??= new Intl.Segmenter("zh", {granularity: "word"});
    let at = start;
    return Array.from(this.segmenter.segment(text), ({segment}) => {
      const span = {start: at, end: at + Array.from(segment).length};
      at = span.end;
      return span;
    });
  }

  wordAt(offset) {
    return this.words(offset).find(({start, end}) => start <= offset && offset < end) || null;
  }

  wordEdge(offset, step) {
    if (step > 0) return this.words(offset).find(({end}) => end > offset)?.end ?? offset + 1;
    return offset > 0 ? this.words(offset - 1).findLast(({start}) => start < offset)?.start ?? offset - 1 : 0;
  }

  lineStep(offset, step) {
    const node = this.box.querySelector(".caret, .picked");
    if (!node) return offset;
    const rects = [...node.getClientRects()];
    const rect = this.picking.focus > this.picking.anchor ? rects.at(-1) : rects[0];
    const x = this.picking.focus > this.picking.anchor ? rect.right : rect.left + 1;
    const height = parseFloat(getComputedStyle(this.box).lineHeight);
    for (let rows = 1; rows < 4; rows += 1) {
      const y = rect.top + rect.height / 2 + step * rows * height;
      const at = document.caretPositionFromPoint?.(x, y) ?? document.caretRangeFromPoint?.(x, y);
      const place = at && (at.offsetNode ?? at.startContainer);
      if (place && this.box.contains(place) && place !== this.box) {
        const found = this.offsetOf(place, at.offset ?? at.startOffset);
        if (found !== offset) return found;
      }
    }
    return offset + step * 20;
  }
}

// The spans of a list that share something with start…end.
function overlapping(list, start, end) {
  return list.filter((span) => span.start < end && span.end > start);
}

// The same of a list that is sorted and whose spans do not overlap, such as the figures of a long release.
function overlappingSorted(list, start, end) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].end > start) high = middle;
    else low = middle + 1;
  }
  let last = low;
  while (last < list.length && list[last].start < end) last += 1;
  return list.slice(low, last);
}

function partsOf(content, card) {
  const parts = [];
  if (card?.spans?.sentence) parts.push({role: "sentence", start: card.spans.sentence[0], end: card.spans.sentence[1]});
  for (const role of [...ROLES].reverse()) {
    const span = role === "quantity" ? [content.quantity.start, content.quantity.end] : content.spans?.[role];
    if (span) parts.push({role, start: span[0], end: span[1]});
  }
  return parts;
}
