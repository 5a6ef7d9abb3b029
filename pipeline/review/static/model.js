// The run on the page: its items, what holds for each, and which of them are shown in which order.
const ROLES = ["quantity", "subject", "predicate", "object", "speaker", "time"];
const SLOTS = ["subject", "predicate", "object"];
export {ROLES, SLOTS};

// What a card says in the form in which it is corrected.
export function contentOf(card) {
  const spans = {};
  for (const role of ROLES) if (role !== "quantity" && card.spans?.[role]) spans[role] = card.spans[role];
  return {
    speaker: card.speaker, speaker_kind: card.speaker_kind, speaker_titles: card.speaker_titles || [],
    subject: card.claim.subject, predicate: card.claim.predicate, object: card.claim.object,
    quantity: {...card.quantity}, time: card.time ? {...card.time} : null,
    status: card.status, comparison: card.comparison, place: card.place, section: card.section, spans,
  };
}

export class Item {
  constructor({card, state}) {
    this.id = card.id;
    this.take(card, state);
    this.pending = null;
  }

  take(card, state) {
    this.card = card;
    this.state = state;
    this.found = null;
  }

  // What holds for the item, decisions that are still on their way included.
  get answer() {
    return this.pending ? this.pending.answer : this.state.answer;
  }

  // open, back (to be reviewed again), accept, reject, correct, add
  get status() {
    if (this.answer) return this.answer;
    const {standing, disputed} = this.state;
    return !this.pending && (disputed || standing === "changed" || standing === "gone") ? "back" : "open";
  }

  get isOpen() {
    return !this.answer;
  }

  get content() {
    const corrected = this.pending ? this.pending.corrected : this.state.corrected;
    return (this.answer === "correct" || this.answer === "add") && corrected ? corrected : contentOf(this.card);
  }

  get flagged() {
    return this.pending?.flagged ?? this.state.flagged;
  }

  get comment() {
    return this.pending?.comment ?? this.state.comment;
  }

  get haystack() {
    const {content} = this;
    this.found ??= [content.speaker, content.subject, content.predicate, content.object, content.quantity.text, content.time?.text,
      this.card.sentence, content.place, this.comment].filter(Boolean).join(" ").toLowerCase();
    return this.found;
  }
}

const FITS = {
  all: () => true,
  open: (item) => item.isOpen,
  back: (item) => item.status === "back",
  decided: (item) => !item.isOpen,
  accept: (item) => item.answer === "accept",
  reject: (item) => item.answer === "reject",
  correct: (item) => item.answer === "correct",
  add: (item) => item.answer === "add",
  flagged: (item) => item.flagged,
  commented: (item) => Boolean(item.comment),
};
export const STATUS_FILTERS = Object.keys(FITS);

export class Model {
  constructor(opening) {
    this.docs = opening.docs;
    this.place = new Map(opening.docs.map((doc, index) => [doc.id, index]));
    this.items = new Map();
    this.filters = {doc: "", status: "all", speaker: "", unit: "", rule: "", text: ""};
    this.byRisk = false;
    for (const row of opening.items) this.items.set(row.card.id, new Item(row));
    this.arrange();
  }

  arrange() {
    this.all = [...this.items.values()].sort((a, b) => this.place.get(a.card.doc) - this.place.get(b.card.doc)
      || a.card.quantity.start - b.card.quantity.start);
    this.all.forEach((item, index) => { item.index = index; });
    this.ofDoc = new Map(this.docs.map((doc) => [doc.id, []]));
    for (const item of this.all) this.ofDoc.get(item.card.doc).push(item);
    this.select();
  }

  // The items that fit the filters, in the order chosen.
  select() {
    const {doc, status, speaker, unit, rule, text} = this.filters;
    const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
    this.shown = (doc ? this.ofDoc.get(doc) || [] : this.all).filter((item) => FITS[status](item)
      && (!speaker || `=${item.content.speaker ?? ""}` === speaker)
      && (!unit || `=${item.content.quantity.unit ?? ""}` === unit)
      && (!rule || item.card.rules.includes(rule))
      && words.every((wanted) => item.haystack.includes(wanted)));
    if (this.byRisk) this.shown = [...this.shown].sort((a, b) => b.state.risk - a.state.risk || a.index - b.index);
  }

  // The same after decisions: only some filters look at those.
  selectAgain() {
    const {status, text} = this.filters;
    if (status !== "all" || text) this.select();
  }

  // Take what the server says. Comes back with the items it changed.
  apply(update) {
    const changed = [];
    let moved = false;
    for (const {card, state} of update.states) {
      const item = this.items.get(card.id);
      if (item) item.take(card, state);
      else this.items.set(card.id, new Item({card, state}));
      moved ||= !item;
      changed.push(this.items.get(card.id));
    }
    for (const id of update.removed) moved = this.items.delete(id) || moved;
    if (moved) this.arrange();
    return changed;
  }

  next(item, step, fits = () => true) {
    const from = this.shown.indexOf(item);
    for (let at = from + step; at >= 0 && at < this.shown.length; at += step) if (fits(this.shown[at])) return this.shown[at];
    return null;
  }

  // The next item without an answer, after the current one or else from the top.
  nextOpen(item) {
    return this.next(item, 1, (other) => other.isOpen) || this.shown.find((other) => other.isOpen && other !== item) || null;
  }

  progress(doc) {
    const items = doc ? this.ofDoc.get(doc) || [] : this.all;
    return {done: items.reduce((count, item) => count + (item.isOpen ? 0 : 1), 0), all: items.length};
  }

  // The values of a filter with how often each occurs, most frequent first.
  values(read) {
    const counts = new Map();
    for (const item of this.all) for (const value of read(item)) counts.set(value, (counts.get(value) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }
}
