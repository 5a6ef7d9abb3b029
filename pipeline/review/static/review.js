// The page: one current triple, what a key does with it, and how decisions reach the log.
import {api, newId, Outbox} from "./api.js";
import {$, el} from "./dom.js";
import {Editing} from "./editing.js";
import {List} from "./list.js";
import {Model, ROLES} from "./model.js";
import {Release} from "./release.js";
import {setLanguage, t} from "./words.js";

// Keys by their place on the keyboard: an input method changes `key`, never `code`.
const KEYS = {
  KeyA: "accept", KeyX: "reject", KeyE: "correct", KeyF: "flag", KeyC: "comment", KeyN: "add", KeyW: "why", KeyU: "undo", KeyR: "redo",
  KeyJ: "next", ArrowDown: "next", KeyK: "back", ArrowUp: "back", Space: "skip", Enter: "correct", Backspace: "reopen",
  KeyO: "order", KeyL: "language", KeyT: "theme", KeyG: "document_filter", Slash: "search", BracketLeft: "doc_back", BracketRight: "doc_next",
};
const MOVES = new Set(["next", "back", "undo", "redo"]);

class Page extends Editing {
  constructor(opening) {
    super();
    this.name = `${opening.run}/${opening.log}`;
    this.opening = opening;
    this.model = new Model(opening);
    this.undo = opening.undo;
    this.redo = opening.redo;
    this.current = null;
    this.form = null;
    this.lines = null;
    this.later = [];
    this.selected = null;
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
    addEventListener("focus", () => this.catchUp());
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
    this.drawNow(); // the legend above the release moves it down: nobody shall find it in its place before
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
    this.selected = null;
    this.drawCard();
    this.draw("drawList", "drawMeters");
    if (!item) return;
    if (this.release.doc !== item.card.doc && !(await this.openDocument(item.card.doc))) return;
    if (this.current !== item) return;
    this.markText();
    this.release.reveal(item.content.quantity.start);
    this.draw("drawLegend");
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

  // Another window of the same review may have decided meanwhile.
  async catchUp() {
    if (this.outbox.waiting.length) return;
    const update = await api.changes(this.outbox.after).catch(() => null);
    if (!update || this.outbox.waiting.length || update.seq === this.outbox.after) return;
    this.outbox.after = update.seq;
    this.undo = update.undo;
    this.redo = update.redo;
    for (const item of this.model.apply(update)) item.redraw = true;
    this.afterChange();
    if (!this.form) this.drawCard();
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
