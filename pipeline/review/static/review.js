// The page: one current triple, what a key does with it, and everything drawn anew after each step.
import {api, newId, Outbox} from "./api.js";
import {cardView, Form} from "./card.js";
import {$, el} from "./dom.js";
import {List} from "./list.js";
import {contentOf, Model, ROLES, STATUS_FILTERS} from "./model.js";
import {Release} from "./release.js";
import {setLanguage, t} from "./words.js";

// Keys by their place on the keyboard: an input method changes `key`, never `code`.
const KEYS = {
  KeyA: "accept", KeyX: "reject", KeyE: "correct", KeyF: "flag", KeyC: "comment", KeyN: "add", KeyW: "why", KeyU: "undo", KeyR: "redo",
  KeyJ: "next", ArrowDown: "next", KeyK: "back", ArrowUp: "back", Space: "skip", Enter: "correct", Backspace: "reopen",
  KeyO: "order", KeyL: "language", KeyT: "theme", KeyG: "document_filter", Slash: "search", BracketLeft: "doc_back", BracketRight: "doc_next",
};
const MOVES = new Set(["next", "back", "undo", "redo"]);
const HELP = [["A", "accept"], ["X", "reject"], ["E", "correct"], ["⌫", "reopen"], ["F", "flag"], ["C", "comment"], ["N", "add"], ["W", "why"],
  ["J ↓ / K ↑", "move"], ["Space", "next_open"], ["U / R", "undo_redo"], ["1–6", "jump"], ["[ / ]", "documents"], ["/", "search_key"],
  ["O", "order_key"], ["F2", "select_here"], ["L", "language"], ["T", "theme"]];

class Page {
  constructor(opening) {
    this.name = `${opening.run}/${opening.log}`;
    this.opening = opening;
    this.model = new Model(opening);
    this.undo = opening.undo;
    this.redo = opening.redo;
    this.current = null;
    this.form = null;
    this.lines = null;
    this.later = [];
    this.undrawn = new Set();
    this.frame = 0;
    this.texts = new Map();
    this.since = performance.now();
    this.savedCount = 0;
    this.list = new List($("list"), (item) => this.go(item));
    this.release = new Release($("text"), {
      figure: (id) => this.onFigure(id), loose: (start, end) => this.startAdding({start, end}),
      selected: (span, place) => this.onSelected(span, place), scroll: () => this.draw("drawLegend"),
    });
    this.outbox = new Outbox(this.name, opening.seq, {
      saved: (decision, update) => this.onSaved(decision, update), refused: (decision, why) => this.onRefused(decision, why),
      change: () => this.drawSaved(),
    });
    for (const decision of this.outbox.waiting) this.expect(decision);
    this.connect();
  }

  connect() {
    document.addEventListener("keydown", (event) => this.onKey(event));
    $("undo").onclick = () => this.act("undo");
    $("redo").onclick = () => this.act("redo");
    $("language").onclick = () => this.act("language");
    $("theme").onclick = () => this.act("theme");
    $("help").onclick = () => this.act("help");
    $("order").onclick = () => this.act("order");
    $("doc-back").onclick = () => this.act("doc_back");
    $("doc-next").onclick = () => this.act("doc_next");
    $("doc").onfocus = () => this.drawDocuments();
    $("doc").onchange = () => this.filter("doc", $("doc").value);
    $("search").oninput = () => this.filter("text", $("search").value);
    for (const name of ["status", "speaker", "unit", "rule"]) $(`by-${name}`).onchange = (event) => this.filter(name, event.target.value);
    $("add-here").onclick = () => this.act("add");
    $("legend").onclick = (event) => this.release.revealRole(event.target.closest("[data-role]")?.dataset.role);
  }

  async start() {
    this.model.byRisk = recall("order") === "risk";
    this.model.select();
    this.drawWords();
    const first = this.model.shown.find((item) => item.isOpen) ?? this.model.shown[0] ?? null;
    await this.go(first, {reveal: true});
    if (!first && this.model.docs.length) await this.openDocument(this.model.docs[0].id);
    this.outbox.send();
  }

  // Moving about

  async go(item) {
    if (this.form) this.closeForm();
    $("comment")?.remove();
    this.current = item;
    this.lines = null;
    this.since = performance.now();
    $("add-here").hidden = true;
    this.drawCard();
    this.draw("drawList", "drawMeters");
    if (!item) return;
    if (this.release.doc !== item.card.doc && !(await this.openDocument(item.card.doc))) return;
    if (this.current !== item) return;
    this.markText();
    this.release.reveal(item.content.quantity.start);
    this.draw("drawLegend");
  }

  // Draw what follows from the state once in the next frame, however many keys came before it.
  draw(...names) {
    for (const name of names) this.undrawn.add(name);
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      const waiting = [...this.undrawn];
      this.undrawn.clear();
      for (const name of waiting) this[name]();
    });
  }

  drawList() {
    this.list.show(this.model.shown, this.current);
  }

  // Show a document's text. Comes back with whether it is still the one that is wanted.
  async openDocument(doc) {
    this.wanted = doc;
    if (!this.texts.has(doc)) this.texts.set(doc, await api.text(doc));
    if (this.wanted !== doc) return false;
    this.release.open(doc, this.texts.get(doc));
    this.markText();
    this.draw("drawLegend", "drawMeters");
    // the rules take a second to load the first time: not before the page is there
    setTimeout(() => this.showUnclaimed(doc), 300);
    return true;
  }

  async showUnclaimed(doc) {
    if (this.release.doc !== doc) return;
    const spans = await api.figures(doc).catch(() => []);
    if (this.release.doc === doc) this.release.setUnclaimed(this.withoutAdded(spans, doc));
  }

  withoutAdded(spans, doc) {
    const own = (this.model.ofDoc.get(doc) ?? []).map((item) => item.content.quantity);
    return spans.filter(([start, end]) => !own.some((quantity) => quantity.start < end && start < quantity.end));
  }

  markText() {
    const {doc} = this.release;
    if (doc) this.release.mark(this.model.ofDoc.get(doc) ?? [], this.current?.card.doc === doc ? this.current : null);
  }

  onFigure(id) {
    const item = this.model.items.get(id);
    if (item && !this.form) this.go(item);
  }

  filter(name, value) {
    this.model.filters[name] = value;
    this.model.select();
    this.drawList();
    if (!this.model.shown.includes(this.current) && this.model.shown.length) this.go(this.model.shown[0]);
    else if (name === "doc" && value && this.release.doc !== value) this.openDocument(value);
    this.drawMeters();
  }

  stepDocument(step) {
    const {docs, filters, place} = this.model;
    const from = place.get(filters.doc || this.release.doc) ?? 0;
    const doc = docs[Math.max(0, Math.min(docs.length - 1, from + step))];
    if (!doc) return;
    if (filters.doc) {
      $("doc").value = doc.id;
      this.filter("doc", doc.id);
    }
    const items = this.model.shown.filter((item) => item.card.doc === doc.id);
    const target = items.find((item) => item.isOpen) ?? items[0];
    if (target) this.go(target);
    else this.openDocument(doc.id);
  }

  // Deciding

  decide(action, more = {}) {
    const item = this.current;
    if (!item) return;
    const ghost = item.state.origin !== "run";
    const seconds = Math.round((performance.now() - this.since) / 100) / 10;
    // a triple that no run holds is kept by adding it, not by accepting what is not there
    const kept = ghost && (action === "accept" || action === "correct")
      ? {action: "add", doc: item.card.doc, corrected: more.corrected ?? item.content} : {action, ...more};
    const decision = {id: newId(), triple: item.id, seconds, ...kept};
    const next = ["accept", "reject", "correct"].includes(action) ? this.model.nextOpen(item) : null;
    this.expect(decision);
    this.outbox.put(decision);
    this.afterChange();
    if (!["accept", "reject", "correct"].includes(action)) this.drawCard();
    else {
      if (!next) this.say(t("nothing_open"));
      this.go(next ?? item);
    }
  }

  // What a decision will come to once it is saved.
  expect(decision) {
    const item = this.model.items.get(decision.triple);
    if (!item) return;
    const {state} = item;
    const before = item.pending ?? {answer: state.answer, corrected: state.corrected, flagged: state.flagged, comment: state.comment};
    const after = {...before, id: decision.id};
    if (["accept", "reject", "correct", "add"].includes(decision.action)) {
      after.answer = decision.action;
      after.corrected = decision.corrected ?? null;
    } else if (decision.action === "reopen") after.answer = null;
    else if (decision.action === "comment") after.comment = decision.comment;
    else if (decision.action === "flag" || decision.action === "unflag") after.flagged = decision.action === "flag";
    item.pending = after;
    item.found = null;
    item.redraw = true;
  }

  onSaved(decision, update) {
    this.savedCount += 1;
    this.undo = update.undo;
    this.redo = update.redo;
    for (const item of this.model.apply(update)) {
      if (item.pending?.id === decision.id || !this.outbox.waiting.some((other) => other.triple === item.id)) item.pending = null;
      item.redraw = true;
      if (item === this.current && !this.form) this.drawCard();
    }
    const item = this.model.items.get(update.focus);
    this.afterChange();
    if (decision.action === "undo" || decision.action === "redo" || decision.action === "add") {
      if (item) this.go(item);
      else if (!this.model.items.has(this.current?.id)) this.go(this.model.shown[0] ?? null);
    }
    this.actLater();
  }

  onRefused(decision, why) {
    const item = this.model.items.get(decision.triple);
    if (item) {
      item.pending = null;
      item.found = null;
      item.redraw = true;
    }
    this.say(t("refused", {why}), true);
    this.afterChange();
    if (item && item === this.current && !this.form) this.drawCard();
    this.actLater();
  }

  afterChange() {
    this.model.selectAgain();
    this.markText();
    this.draw("drawList", "drawLegend", "drawMeters", "drawFilters");
  }

  // Correcting and adding

  openForm(content, title, save) {
    this.release.stopPick();
    this.form = new Form(content, title, (start, end) => this.release.slice(start, end), {
      save: (filled) => {
        this.closeForm();
        save(filled);
      },
      cancel: () => {
        this.closeForm();
        this.go(this.current);
      },
      pick: (role) => this.pick(role),
      change: (changed) => this.release.preview(changed),
    });
    $("card").replaceChildren(this.form.node);
    $("card").classList.add("editing");
    this.release.preview(content);
    this.drawLegend();
    this.form.focus("subject");
  }

  closeForm() {
    this.release.stopPick();
    this.form = null;
    $("card").classList.remove("editing");
    document.activeElement?.blur();
  }

  startCorrecting() {
    if (!this.current) return;
    this.openForm(this.current.content, t("correcting"), (corrected) => this.decide("correct", {corrected}));
  }

  // Select text for a slot by keyboard, beginning where it is taken from now.
  pick(role) {
    const {form} = this;
    const span = role === "quantity" ? [form.content.quantity.start, form.content.quantity.end] : form.content.spans[role] ?? [form.content.quantity.start];
    this.showHint(role);
    this.release.startPick(span[0], span[1], (taken) => {
      this.showHint(null);
      this.fill(role, taken);
    }, () => {
      this.showHint(null);
      form.focus(role);
    });
  }

  async fill(role, span) {
    const {form} = this;
    let read = {quantity: {...form.content.quantity}, time: {start: null, end: null}};
    if (role === "quantity" || role === "time") read = await this.read(span) ?? read;
    form.fill(role, span, read);
    form.focus(role);
    this.drawLegend();
  }

  async read({start, end}) {
    try {
      return await api.read(this.release.doc, start, end);
    } catch (error) {
      this.say(t("refused", {why: error.message}), true);
      return null;
    }
  }

  onSelected(span, place) {
    const bubble = $("add-here");
    if (span && this.form) {
      getSelection().removeAllRanges();
      this.fill(this.form.active, span);
    } else if (span && place) {
      const frame = bubble.parentElement.getBoundingClientRect();
      bubble.hidden = false;
      bubble.style.left = `${Math.min(place.right - frame.left, frame.width - 130)}px`;
      bubble.style.top = `${place.bottom - frame.top + 6}px`;
    } else bubble.hidden = true;
    this.selected = span;
  }

  startAdding(span = this.release.mouseSelection()) {
    if (!this.release.doc) return;
    if (span) {
      this.addFrom(span);
      return;
    }
    this.showHint("quantity");
    const from = this.current?.card.doc === this.release.doc ? this.current.content.quantity.start : 0;
    this.release.startPick(from, undefined, (taken) => {
      this.showHint(null);
      this.addFrom(taken);
    }, () => this.showHint(null));
  }

  async addFrom(span) {
    $("add-here").hidden = true;
    getSelection().removeAllRanges();
    const {doc} = this.release;
    const taken = (this.model.ofDoc.get(doc) ?? []).find((item) => item.content.quantity.start < span.end && span.start < item.content.quantity.end);
    if (taken) {
      this.say(t("has_triple"), true);
      this.go(taken);
      return;
    }
    const read = await this.read(span);
    if (!read) return;
    const near = this.nearest(doc, span.start);
    const {start = span.start, end = span.end} = read.quantity;
    const content = {speaker: near?.speaker ?? null, speaker_kind: near?.speaker_kind ?? null, speaker_titles: near?.speaker_titles ?? [],
      subject: null, predicate: null, object: null, quantity: {...read.quantity, start, end}, time: null, status: "actual", comparison: null,
      place: near?.place ?? null, section: near?.section ?? null, spans: near?.spans.speaker ? {speaker: near.spans.speaker} : {}};
    this.openForm(content, t("new_triple"), (corrected) => this.outbox.put({id: newId(), action: "add", doc, corrected}));
  }

  // The triple before an offset: who speaks there and where it is about are most likely the same.
  nearest(doc, offset) {
    const before = (this.model.ofDoc.get(doc) ?? []).filter((item) => item.card.quantity.start < offset).at(-1);
    return before ? contentOf(before.card) : null;
  }

  startComment() {
    if (!this.current) return;
    const input = el("input", {type: "text", id: "comment", value: this.current.comment ?? "", placeholder: t("comment_prompt"), maxlength: 1000, lang: "zh"});
    const close = () => {
      input.remove();
      this.drawCard();
    };
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.code === "Escape") close();
      if (event.code === "Enter" || event.code === "NumpadEnter") {
        const comment = input.value.trim();
        close();
        this.decide("comment", {comment: comment || null});
      } else return;
      event.stopPropagation();
      event.preventDefault();
    });
    input.addEventListener("blur", () => setTimeout(() => input.isConnected && close(), 100));
    $("card").querySelector(".actions").before(input);
    input.focus();
  }

  async showWhy() {
    const item = this.current;
    if (!item) return;
    let lines = null;
    if (!this.lines) {
      this.lines = [t("loading")]; // the rules take a while the first time
      if (!this.form) this.drawCard();
      try {
        lines = await api.explain(item.id);
      } catch (error) {
        lines = [error.message];
      }
    }
    if (item !== this.current) return;
    this.lines = lines;
    if (!this.form) this.drawCard();
  }

  // Keys

  onKey(event) {
    if ($("keys").open) return;
    if (this.release.picking) {
      this.release.pickKey(event);
      return;
    }
    if (this.form) {
      this.onFormKey(event);
      return;
    }
    const typing = event.target.matches?.("input, select, textarea");
    if (typing) {
      if (event.target.id !== "comment" && (event.code === "Escape" || event.code === "Enter") && !event.isComposing) event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey) {
      if (event.code === "KeyZ") this.take(event, event.shiftKey ? "redo" : "undo");
      else if (event.code === "KeyY") this.take(event, "redo");
      return;
    }
    if (event.altKey) return;
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) this.take(event, "help");
    else if (/^Digit[1-6]$/u.test(event.code)) this.release.revealRole(ROLES[Number(event.code.at(-1)) - 1]);
    else if (event.target.matches?.("button") && (event.code === "Enter" || event.code === "Space")) return;
    else this.take(event, event.code === "KeyU" && event.shiftKey ? "redo" : KEYS[event.code]);
  }

  take(event, action) {
    if (!action || (event.repeat && !MOVES.has(action))) return;
    event.preventDefault();
    this.act(action);
  }

  onFormKey(event) {
    // while an input method composes, Enter and Escape are its own
    if (event.isComposing || event.keyCode === 229) return;
    if (event.code === "Escape") this.form.on.cancel();
    else if (event.code === "F2") this.pick(this.form.active);
    else if ((event.code === "Enter" || event.code === "NumpadEnter") && !event.target.matches("button")) this.form.save();
    else return;
    event.preventDefault();
  }

  // An undo moves to the triple it brings back: what is typed before it has done so waits for it.
  get isHeld() {
    return !this.outbox.trouble && this.outbox.waiting.some(({action}) => action === "undo" || action === "redo");
  }

  actLater() {
    while (this.later.length && !this.isHeld && !this.form) this.act(this.later.shift());
  }

  act(action) {
    if (this.isHeld) {
      this.later.push(action);
      return;
    }
    const acts = {
      accept: () => this.decide("accept"), reject: () => this.decide("reject"), correct: () => this.startCorrecting(), add: () => this.startAdding(),
      flag: () => this.current && this.decide(this.current.flagged ? "unflag" : "flag"), comment: () => this.startComment(), why: () => this.showWhy(),
      reopen: () => this.current?.answer && this.decide("reopen"),
      undo: () => this.outbox.put({id: newId(), action: "undo"}), redo: () => this.outbox.put({id: newId(), action: "redo"}),
      next: () => this.move(1), back: () => this.move(-1), skip: () => this.skip(), order: () => this.changeOrder(),
      language: () => this.changeLanguage(), theme: () => changeTheme(), search: () => $("search").select(), help: () => this.showKeys(),
      doc_back: () => this.stepDocument(-1), doc_next: () => this.stepDocument(1), document_filter: () => $("doc").focus(),
    };
    this.say("");
    acts[action]?.();
  }

  move(step) {
    const item = this.model.next(this.current, step);
    if (item) this.go(item);
  }

  skip() {
    const item = this.model.nextOpen(this.current);
    if (item) this.go(item);
    else this.say(t("nothing_open"));
  }

  changeOrder() {
    this.model.byRisk = !this.model.byRisk;
    remember("order", this.model.byRisk ? "risk" : "position");
    this.model.select();
    this.list.show(this.model.shown, this.current);
    this.drawWords();
  }

  changeLanguage() {
    const name = document.documentElement.lang === "en" ? "zh" : "en";
    remember("language", name);
    setLanguage(name);
    this.drawWords();
    this.drawCard();
    this.drawLegend();
  }

  // Drawing

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
      box.replaceChildren(el("p", {class: "nothing dim"}, t(this.model.all.length ? "empty" : "no_triples")));
      return;
    }
    const place = t("of", {n: this.model.shown.indexOf(this.current) + 1, all: this.model.shown.length});
    box.replaceChildren(cardView(this.current, place, this.lines, (action) => this.act(action)));
  }

  drawLegend() {
    const chips = ROLES.map((role, index) => {
      const where = this.release.whereIs(role);
      const arrow = where === null ? "" : where < 0 ? " ↑" : where > 0 ? " ↓" : "";
      return el("button", {class: `chip ${role}${where === null ? " absent" : ""}`, "data-role": role, title: String(index + 1), tabindex: -1}, t(role), arrow);
    });
    $("legend").replaceChildren(...chips, el("span", {class: "spring"}), el("span", {class: "dim clip"}, this.release.doc ?? ""));
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

const STATUS_NAMES = {accept: "accepted", reject: "rejected", correct: "corrected", add: "added"};

function fillSelect(select, rows, value) {
  select.replaceChildren(...rows.map(([key, said]) => el("option", {value: key, selected: key === value}, said)));
  select.value = value;
}

function drawMeter(node, {done, all}) {
  node.querySelector("i").style.width = `${all ? (100 * done) / all : 0}%`;
  node.querySelector(".count").textContent = `${done}/${all}`;
}

function recall(name) {
  try {
    return localStorage.getItem(`review:${name}`);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`review:${name}`, value);
  } catch {
    // only a preference
  }
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
}

function changeTheme() {
  const name = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  setTheme(name);
  remember("theme", name);
}

setTheme(recall("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
setLanguage(recall("language") ?? (navigator.language.startsWith("zh") ? "zh" : "en"));
try {
  await new Page(await api.opening()).start();
  document.body.dataset.ready = "yes";
} catch (error) {
  document.body.replaceChildren(el("p", {class: "fatal", role: "alert"}, t("failed", {why: error.message})));
}
