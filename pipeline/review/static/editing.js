// Correcting a triple, adding one, and writing a comment.
import {api, newId} from "./api.js";
import {Form} from "./card.js";
import {$, el} from "./dom.js";
import {contentOf} from "./model.js";
import {Screen} from "./screen.js";
import {t} from "./words.js";

export class Editing extends Screen {
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
    if (form !== this.form) return; // saved or left meanwhile
    form.fill(role, span, read);
    form.focus(role);
    this.drawLegend();
  }

  async read({start, end}) {
    const slow = setTimeout(() => this.say(t("loading")), 300); // the rules take a while the first time
    try {
      const found = await api.read(this.release.doc, start, end);
      this.say("");
      return found;
    } catch (error) {
      this.say(t("refused", {why: error.message}), true);
      return null;
    } finally {
      clearTimeout(slow);
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
    this.selected = this.form ? null : span; // a redraw of the text would lose the browser's own selection
  }

  startAdding(span = this.release.mouseSelection() ?? this.selected) {
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
    this.selected = null;
    getSelection().removeAllRanges();
    const {form, release: {doc}} = this;
    const taken = (this.model.ofDoc.get(doc) ?? []).find((item) => item.content.quantity.start < span.end && span.start < item.content.quantity.end);
    if (taken) {
      this.say(t("has_triple"), true);
      this.go(taken);
      return;
    }
    const read = await this.read(span);
    if (!read || this.form !== form || this.release.doc !== doc) return; // somebody went on meanwhile
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
}
