// What the page shows: every part of it drawn from the state that `review.js` keeps.
import {cardView} from "./card.js";
import {$, el, renew} from "./dom.js";
import {ROLES, STATUS_FILTERS} from "./model.js";
import {t} from "./words.js";

const HELP = [["A", "accept"], ["X", "reject"], ["E", "correct"], ["⌫", "reopen"], ["F", "flag"], ["C", "comment"], ["N", "add"], ["W", "why"],
  ["J ↓ / K ↑", "move"], ["Space", "next_open"], ["U / R", "undo_redo"], ["1–6", "jump"], ["[ / ]", "documents"], ["/", "search_key"],
  ["O", "order_key"], ["F2", "select_here"], ["L", "language"], ["T", "theme"]];

const STATUS_NAMES = {accept: "accepted", reject: "rejected", correct: "corrected", add: "added"};

export class Screen {
  constructor() {
    this.undrawn = new Set();
    this.frame = 0;
  }

  // Draw what follows from the state once in the next frame, however many keys came before it.
  draw(...names) {
    for (const name of names) this.undrawn.add(name);
    this.frame ||= requestAnimationFrame(() => this.drawNow());
  }

  // Draw what waits for the next frame at once.
  drawNow() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const waiting = [...this.undrawn];
    this.undrawn.clear();
    for (const name of waiting) this[name]();
  }

  drawList() {
    this.list.show(this.model.shown, this.current);
  }

  drawWords() {
    for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
    for (const node of document.querySelectorAll("[data-title]")) node.title = t(node.dataset.title);
    for (const node of document.querySelectorAll("[data-title]:is(select, .icon)")) node.setAttribute("aria-label", t(node.dataset.title));
    for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
    for (const node of document.querySelectorAll("[data-placeholder]")) {
      node.placeholder = t(node.dataset.placeholder);
      node.setAttribute("aria-label", t(node.dataset.placeholder));
    }
    $("language").textContent = document.documentElement.lang === "en" ? "中" : "EN";
    $("run").textContent = this.opening.run;
    $("reviewer").textContent = t("reviewer", {name: this.opening.reviewer, log: this.opening.log});
    $("order").replaceChildren(t(this.model.byRisk ? "by_risk" : "by_position"), " ", el("kbd", {}, "O"));
    $("add-here").textContent = t("add_this");
    document.title = `${t("title")} · ${this.opening.run}`;
    this.drawFilters(true);
    this.drawMeters();
    this.drawSaved();
    this.list.show(this.model.shown, this.current);
  }

  drawFilters(all = false) {
    const {filters, items} = this.model;
    fillSelect($("by-status"), STATUS_FILTERS.map((name) => [name, name === "all" ? t("all_statuses") : t(STATUS_NAMES[name] ?? name)]), filters.status);
    if (!all && items.size === this.known) return;
    this.known = items.size;
    const counted = (rows, none) => rows.map(([value, count]) => [`=${value}`, `${value || none} (${count})`]);
    fillSelect($("by-speaker"), [["", t("all_speakers")], ...counted(this.model.values((item) => [item.content.speaker ?? ""]), t("no_speaker"))], filters.speaker);
    fillSelect($("by-unit"), [["", t("all_units")], ...counted(this.model.values((item) => [item.content.quantity.unit ?? ""]), t("no_unit"))], filters.unit);
    fillSelect($("by-rule"), [["", t("all_rules")], ...this.model.values((item) => item.card.rules).map(([rule, count]) => [rule, `${rule} (${count})`])], filters.rule);
    this.drawDocuments();
  }

  // The documents with how much of each is done.
  drawDocuments() {
    const {filters, docs} = this.model;
    const rows = docs.map(({id}) => [id, `${id}  ${Object.values(this.model.progress(id)).join("/")}`]);
    fillSelect($("doc"), [["", `${t("all_documents")} (${docs.length})`], ...rows], filters.doc);
  }

  drawMeters() {
    const doc = this.release.doc ?? this.model.filters.doc;
    drawMeter($("meter-doc"), this.model.progress(doc || this.model.docs[0]?.id));
    drawMeter($("meter-run"), this.model.progress(""));
    $("undo").disabled = !this.undo && !this.outbox.waiting.length;
    $("redo").disabled = !this.redo;
  }

  drawCard() {
    const box = $("card");
    if ($("comment")) return; // somebody is writing there; it is drawn when they are done
    if (!this.current) {
      renew(box, el("p", {class: "nothing dim"}, t(this.model.all.length ? "empty" : "no_triples")));
      return;
    }
    const place = t("of", {n: this.model.shown.indexOf(this.current) + 1, all: this.model.shown.length});
    renew(box, cardView(this.current, place, this.lines, (action) => this.act(action)));
  }

  drawLegend() {
    const chips = ROLES.map((role, index) => {
      const where = this.release.whereIs(role);
      const arrow = where === null ? "" : where < 0 ? " ↑" : where > 0 ? " ↓" : "";
      return el("button", {class: `chip ${role}${where === null ? " absent" : ""}`, "data-role": role, title: String(index + 1), tabindex: -1}, t(role), arrow);
    });
    renew($("legend"), ...chips, el("span", {class: "spring"}), el("span", {class: "dim clip"}, this.release.doc ?? ""));
  }

  drawSaved() {
    const {waiting, trouble} = this.outbox;
    const box = $("saved");
    box.className = `saved ${waiting.length ? (trouble ? "trouble" : "busy") : "fine"}`;
    box.textContent = waiting.length ? t(trouble ?? "saving", {n: waiting.length}) : t(this.savedCount ? "saved" : "saved_n");
    box.dataset.waiting = waiting.length;
    box.dataset.saved = this.savedCount;
  }

  showHint(role) {
    $("pick-hint").hidden = !role;
    $("pick-hint").textContent = role ? t("pick_hint", {slot: t(role)}) : "";
  }

  showKeys() {
    const dialog = $("keys");
    const said = {undo_redo: `${t("undo")} / ${t("redo")}`, documents: `${t("doc_back")} / ${t("doc_next")}`, search_key: t("search"), order_key: t("order_title")};
    dialog.replaceChildren(el("h2", {}, t("keys")), el("dl", {class: "keys"}, ...HELP.flatMap(([key, name]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, said[name] ?? t(name))])),
      el("p", {class: "dim"}, t("any_ime")), el("button", {class: "act", onclick: () => dialog.close()}, t("close"), el("kbd", {}, "Esc")));
    dialog.showModal();
  }

  say(text, wrong = false) {
    $("note").textContent = text;
    $("note").className = wrong ? "note wrong" : "note";
  }
}

function fillSelect(select, rows, value) {
  renew(select, ...rows.map(([key, said]) => el("option", {value: key, selected: key === value}, said)));
  select.value = value;
}

function drawMeter(node, {done, all}) {
  node.querySelector("i").style.width = `${all ? (100 * done) / all : 0}%`;
  node.querySelector(".count").textContent = `${done}/${all}`;
}
