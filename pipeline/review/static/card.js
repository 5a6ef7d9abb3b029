// The current triple: what it says, the keys to judge it, and the form to correct it.
import {el, squeeze} from "./dom.js";
import {SLOTS} from "./model.js";
import {options, t, word} from "./words.js";

const SIGNS = {about: "≈", nearly: "≲", over: ">", at_least: "≥", under: "<", at_most: "≤"};
const ACTIONS = [["accept", "A"], ["reject", "X"], ["correct", "E"], ["flag", "F"], ["comment", "C"], ["add", "N"], ["why", "W"]];

export function amount(quantity) {
  const number = quantity.value ?? (quantity.low === null || quantity.low === undefined ? "?" : `${quantity.low}–${quantity.high}`);
  const sign = SIGNS[quantity.relation] ? `${SIGNS[quantity.relation]} ` : "";
  return `${sign}${grouped(number)}${quantity.unit ? ` ${quantity.unit}` : ""}`;
}

const grouped = (text) => text.replace(/\d+(?=\.|–|$)/gu, (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/gu, ","));

function when(time) {
  if (!time) return null;
  const dates = time.start || time.end ? (time.start === time.end ? time.start : `${time.start ?? "…"} – ${time.end ?? "…"}`) : "";
  return [time.text, dates].filter(Boolean).join("  ");
}

function fieldName(field) {
  const name = field.replace("quantity.", "");
  if (field === "time.start") return `${t("time")} ${t("time_start")}`;
  if (field === "time.end") return `${t("time")} ${t("time_end")}`;
  return t(name === "text" ? "quantity" : name === "time.text" ? "time" : name);
}

const shown = (value) => (value === null || value === undefined || value === "" ? "—" : String(value));

// The card of an item. `act(name)` runs an action by its name.
export function cardView(item, place, lines, act) {
  const {content, card, state} = item;
  const quantity = content.quantity;
  return el("div", {class: "view"},
    el("div", {class: "top"},
      el("span", {class: `badge ${item.status}`}, t(item.status === "open" ? "open" : item.status === "back" ? "back" : PAST[item.status])),
      item.flagged ? el("span", {class: "badge flag"}, `⚑ ${t("flagged")}`) : null,
      ...state.reasons.map((reason) => el("span", {class: "reason"}, t(reason))),
      el("span", {class: "spring"}),
      el("span", {class: "dim num"}, place)),
    el("p", {class: "says", lang: "zh"},
      ...SLOTS.map((slot) => (content[slot] ? el("span", {class: `part ${slot}`}, content[slot]) : null)),
      el("span", {class: "part quantity"}, quantity.text)),
    notice(item),
    el("dl", {class: "slots"},
      row("speaker", el("span", {lang: "zh"}, content.speaker || el("span", {class: "dim"}, t("no_speaker")),
        content.speaker_titles?.length ? el("span", {class: "dim"}, `  ${content.speaker_titles.join("、")}`) : null), "speaker"),
      ...SLOTS.map((slot) => row(slot, el("span", {lang: "zh"}, shown(content[slot])), slot)),
      row("quantity", el("span", {}, el("b", {}, amount(quantity)), el("span", {class: "dim"}, `  ${word("kinds", quantity.kind)} · ${word("relations", quantity.relation)}`)), "quantity"),
      row("time", el("span", {lang: "zh"}, shown(when(content.time))), "time"),
      row("status", [word("statuses", content.status), content.comparison ? `${t("comparison")} ${content.comparison}` : null,
        content.place ? `${t("place")} ${content.place}` : null, word("sections", card.section)].filter(Boolean).join("  ·  "))),
    item.comment ? el("p", {class: "remark"}, "✎ ", item.comment) : null,
    lines ? el("pre", {class: "chain", lang: "zh"}, [...(lines.length ? lines : [t("no_reason")]), "", [item.id, state.decision].filter(Boolean).join(" · ")].join("\n")) : null,
    // the mouse leaves the focus where it is: a key pressed after it is one of the page's, not one of the button's
    el("div", {class: "actions", onmousedown: (event) => event.preventDefault()}, ...ACTIONS.map(([name, key]) => el("button", {class: `act ${name}`, "data-act": name,
      onclick: () => act(name)}, el("span", {}, t(name === "flag" && item.flagged ? "flagged" : name)), el("kbd", {}, key)))));
}

export const PAST = {accept: "accepted", reject: "rejected", correct: "corrected", add: "added"};

function row(name, value, role) {
  return [el("dt", {class: role ? `key ${role}` : "key"}, t(name)), el("dd", {}, value)];
}

// What a reviewer must know before deciding: an earlier decision that no longer holds, or the corrections made.
function notice(item) {
  const {state} = item;
  if (item.pending) return null;
  const parts = [];
  if (state.given && (state.standing === "changed" || state.standing === "gone")) {
    parts.push(el("p", {}, t("you_said", {answer: t(PAST[state.given]), who: state.reviewer ?? ""})));
    parts.push(el("p", {}, t(state.standing === "gone" ? "gone_note" : "changed_note")));
  }
  if (state.disputed) parts.push(el("p", {}, t("disputed_note")));
  const differences = state.standing === "changed" ? state.differences : [];
  for (const {field, old, new: now} of differences) {
    parts.push(el("p", {class: "difference", lang: "zh"}, el("span", {class: "dim"}, `${fieldName(field)} `), el("del", {}, shown(old)), " → ", el("ins", {}, shown(now))));
  }
  return parts.length ? el("div", {class: "notice"}, ...parts) : null;
}

// The form: `content` is what is edited; `on.save(content)`, `on.cancel()`, `on.pick(role)`, `on.change(content)`.
export class Form {
  constructor(content, title, raw, on) {
    this.content = structuredClone(content);
    this.raw = raw;
    this.on = on;
    this.active = "subject";
    this.inputs = new Map();
    this.message = el("p", {class: "wrong", role: "alert"});
    this.node = this.build(title);
  }

  build(title) {
    const {content} = this;
    const quantity = content.quantity;
    const time = content.time ?? {text: null, start: null, end: null};
    return el("form", {class: "form", novalidate: true, autocomplete: "off", onsubmit: (event) => event.preventDefault()},
      el("div", {class: "top"}, el("b", {}, title), el("span", {class: "dim small"}, t("select_hint"))),
      el("div", {class: "grid"},
        this.line("speaker", this.text("speaker", content.speaker), this.choice("speaker_kind", content.speaker_kind, [["", "—"], ...options("speaker_kinds")]),
          this.text("titles", content.speaker_titles.join("、"), t("titles"))),
        ...SLOTS.map((slot) => this.line(slot, this.text(slot, content[slot]))),
        this.line("quantity", this.figure = el("output", {class: "figure", lang: "zh"}, quantity.text), this.text("value", quantity.value, t("value")),
          this.text("low", quantity.low, t("low")), this.text("high", quantity.high, t("high"))),
        this.line(null, this.text("unit", quantity.unit, t("unit")), this.choice("kind", quantity.kind, options("kinds")), this.choice("relation", quantity.relation, options("relations"))),
        this.line("time", this.text("time", time.text, t("text")), this.text("time_start", time.start, t("time_start")), this.text("time_end", time.end, t("time_end"))),
        this.line("status", this.choice("status", content.status, options("statuses")), this.text("comparison", content.comparison, t("comparison")), this.text("place", content.place, t("place")))),
      this.message,
      el("div", {class: "actions"},
        el("button", {type: "button", class: "act accept", "data-act": "save", onclick: () => this.save()}, t("save"), el("kbd", {}, "Enter")),
        el("button", {type: "button", class: "act", "data-act": "cancel", onclick: () => this.on.cancel()}, t("cancel"), el("kbd", {}, "Esc")),
        el("button", {type: "button", class: "act", "data-act": "pick", onclick: () => this.on.pick(this.active)}, t("select_here"))));
  }

  line(role, ...fields) {
    return el("div", {class: "fields"}, el("span", {class: role ? `key ${role}` : "key"}, role ? t(role) : ""), el("span", {class: "inputs"}, ...fields));
  }

  text(name, value, label) {
    const role = ROLE_OF[name] ?? null;
    const input = el("input", {type: "text", name, value: value ?? "", "aria-label": label ?? t(name), placeholder: label ?? "", spellcheck: "false", lang: "zh",
      maxlength: 500, onfocus: () => this.activate(role)});
    if (role) input.addEventListener("input", () => this.typed(role, input.value));
    this.inputs.set(name, input);
    return input;
  }

  choice(name, value, list) {
    const select = el("select", {name, "aria-label": t(name), onfocus: () => this.activate(ROLE_OF[name] ?? null)},
      ...list.map(([key, said]) => el("option", {value: key, selected: key === (value ?? "")}, said)));
    this.inputs.set(name, select);
    return select;
  }

  activate(role) {
    if (role) this.active = role;
    for (const line of this.node?.querySelectorAll(".fields") ?? []) line.classList.toggle("active", Boolean(role) && line.firstChild.classList.contains(role));
  }

  focus(name = this.active) {
    const input = this.inputs.get(name === "quantity" ? "value" : name) ?? this.inputs.get("subject");
    input.focus({preventScroll: true});
    input.select?.();
  }

  // Words typed by hand are no longer those of the span.
  typed(role, value) {
    const span = this.content.spans[role];
    if (span && squeeze(this.raw(span[0], span[1])) !== squeeze(value)) {
      delete this.content.spans[role];
      this.on.change(this.content);
    }
  }

  // Text selected in the release for a role; `read` is what the rules make of it.
  fill(role, {start, end}, read) {
    const text = squeeze(this.raw(start, end));
    if (role === "quantity") {
      this.content.quantity = {...read.quantity, start, end, text};
      this.figure.textContent = text;
      for (const name of ["value", "low", "high", "unit", "kind", "relation"]) this.inputs.get(name).value = read.quantity[name] ?? "";
    } else {
      this.inputs.get(role).value = text;
      if (!["comparison", "place"].includes(role)) this.content.spans[role] = [start, end];
      if (role === "time") {
        this.inputs.get("time_start").value = read.time.start ?? "";
        this.inputs.get("time_end").value = read.time.end ?? "";
      }
      if (role === "speaker" && !this.inputs.get("speaker_kind").value) this.inputs.get("speaker_kind").value = "person";
    }
    this.on.change(this.content);
  }

  // What is entered, or null with a message where it makes no sense.
  read() {
    const said = (name) => this.inputs.get(name).value.trim() || null;
    const wrong = this.wrong(said);
    this.message.textContent = wrong ?? "";
    if (wrong) return null;
    const titles = (said("titles") ?? "").split(/[、,，]/u).map((title) => title.trim()).filter(Boolean);
    const time = {text: said("time"), start: said("time_start"), end: said("time_end")};
    const spans = Object.fromEntries(Object.entries(this.content.spans).filter(([role]) => said(role)));
    const {text, start, end} = this.content.quantity;
    return {
      speaker: said("speaker"), speaker_kind: said("speaker") ? said("speaker_kind") : null, speaker_titles: said("speaker") ? titles : [],
      subject: said("subject"), predicate: said("predicate"), object: said("object"),
      quantity: {text, start, end, value: plain(said("value")), low: plain(said("low")), high: plain(said("high")), unit: said("unit"), kind: said("kind"), relation: said("relation")},
      time: time.text || time.start || time.end ? time : null,
      status: said("status"), comparison: said("comparison"), place: said("place"), section: this.content.section ?? null, spans,
    };
  }

  wrong(said) {
    for (const name of ["value", "low", "high"]) {
      if (said(name) && !/^[-+−]?\d+(\.\d+)?$/u.test(plain(said(name)))) return t("bad_number", {text: said(name)});
    }
    const range = said("low") && said("high");
    if (Boolean(said("value")) === Boolean(range) || Boolean(said("low")) !== Boolean(said("high"))) return t("need_value");
    for (const name of ["time_start", "time_end"]) {
      if (said(name) && !/^\d{4}-\d{2}-\d{2}$/u.test(said(name))) return t("bad_date", {text: said(name)});
    }
    return null;
  }

  save() {
    const content = this.read();
    if (content) this.on.save(content);
  }
}

const ROLE_OF = {speaker: "speaker", subject: "subject", predicate: "predicate", object: "object", time: "time", time_start: "time", time_end: "time",
  value: "quantity", low: "quantity", high: "quantity", unit: "quantity", kind: "quantity", relation: "quantity", titles: "speaker", speaker_kind: "speaker",
  comparison: "comparison", place: "place"};

const plain = (text) => text && text.replace(/[,，\s]/gu, "").replace("−", "-");
