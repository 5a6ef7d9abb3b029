// The queue: of any number of rows only those in view exist.
import {el} from "./dom.js";
import {t} from "./words.js";

const HEIGHT = 46;
const SPARE = 6;

export class List {
  constructor(box, onPick) {
    this.box = box;
    this.rows = box.querySelector(".rows");
    this.items = [];
    this.current = null;
    box.addEventListener("scroll", () => this.draw(), {passive: true});
    // A row is taken when the button goes down on it: before it comes up again the rows may be drawn anew (the list has just been
    // scrolled, a decision has been saved), and there is no click on a node that has gone.
    const pick = (event) => {
      const row = event.target.closest(".row");
      if (row) onPick(this.items[Number(row.dataset.index)]);
    };
    box.addEventListener("mousedown", (event) => event.button === 0 && pick(event));
    box.addEventListener("click", (event) => event.detail === 0 && pick(event)); // of a screen reader: no button went down
    new ResizeObserver(() => this.select(this.current)).observe(box);
  }

  show(items, current) {
    this.items = items;
    this.rows.style.height = `${Math.max(items.length * HEIGHT, 1)}px`;
    this.select(current);
  }

  select(item) {
    this.current = item;
    const index = this.items.indexOf(item);
    const {scrollTop, clientHeight} = this.box;
    if (index >= 0 && (index * HEIGHT < scrollTop || (index + 1) * HEIGHT > scrollTop + clientHeight)) {
      this.box.scrollTop = index * HEIGHT - clientHeight / 2 + HEIGHT / 2;
    }
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.box.scrollTop / HEIGHT) - SPARE);
    const last = Math.min(this.items.length, Math.ceil((this.box.scrollTop + this.box.clientHeight) / HEIGHT) + SPARE);
    const rows = [];
    for (let index = first; index < last; index += 1) rows.push(this.row(this.items[index], index));
    if (!this.items.length) rows.push(el("p", {class: "nothing dim"}, t("empty")));
    this.rows.replaceChildren(...rows);
    if (this.current) this.box.setAttribute("aria-activedescendant", `row-${this.current.id}`);
  }

  row(item, index) {
    const {content, card, state} = item;
    const claim = [content.subject, content.predicate, content.object].filter(Boolean).join(" ");
    const row = el("div", {
      class: `row ${item.status}${item === this.current ? " current" : ""}`, role: "option", id: `row-${item.id}`,
      "aria-selected": String(item === this.current), "data-index": index, "data-id": item.id,
    },
    el("span", {class: `dot ${item.status}`, title: t(item.status)}),
    el("span", {class: "what"},
      el("span", {class: "line"}, el("b", {}, content.quantity.text), " ", el("span", {class: "claim"}, claim || "—")),
      el("span", {class: "line dim"}, content.speaker || t("no_speaker"),
        ...state.reasons.slice(0, 2).map((reason) => el("span", {class: "reason"}, t(reason))),
        item.comment ? el("span", {class: "reason"}, "✎") : null)),
    item.flagged ? el("span", {class: "flagmark", title: t("flagged")}, "⚑") : null,
    el("span", {class: "sure", title: t("sure", {n: card.confidence})}, item.state.origin === "run" ? Number(card.confidence).toFixed(2) : "＋"));
    row.style.top = `${index * HEIGHT}px`;
    return row;
  }
}
