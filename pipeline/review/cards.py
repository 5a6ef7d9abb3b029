"""A triple as a reviewer handles it: the record with numbers as decimal strings, and the part of it that can be corrected.

JavaScript has no decimals: a number that goes to the page and back as a JSON number would come back rounded. A *card* is
therefore a record whose `value`, `low` and `high` are strings; its *content* is what a reviewer judges and may change.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.assemble import triple_id

Card = dict[str, Any]
Content = dict[str, Any]

SLOTS = ("subject", "predicate", "object")
NUMBERS = ("value", "low", "high")
FIGURE = ("text", "start", "end", *NUMBERS, "unit", "kind", "relation")
QUALIFIERS = ("status", "comparison", "place")
LONGEST_SENTENCE = 600  # to either side of a figure, in text without any closing mark
ROLES = ("speaker", *SLOTS, "time")  # what has a span of its own in the release, beside the quantity
# the parts of a content that are compared, in the order in which a reader checks them
FIELDS = ("speaker", *SLOTS, *(f"quantity.{name}" for name in FIGURE), "time.text", "time.start", "time.end", *QUALIFIERS)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which two contents disagree."""

    field: str
    old: Any
    new: Any

    def as_json(self) -> dict[str, Any]:
        """The difference as the page and the lists show it."""
        return {"field": self.field, "old": self.old, "new": self.new}


def as_card(record: Mapping[str, Any]) -> Card:
    """The card of a record of the output (numbers exact, see record-format): `53000` → `"53000"`."""
    card = dict(record)
    card["quantity"] = {**record["quantity"], **{name: number_text(record["quantity"].get(name)) for name in NUMBERS}}
    if "confidence" in card:
        card["confidence"] = float(card["confidence"])
    return card


def content_of(card: Mapping[str, Any]) -> Content:
    """What a reviewer judges: speaker, slots, figure, time and qualifiers, with the spans they were taken from."""
    time = card.get("time")
    spans = card.get("spans") or {}
    return {
        "speaker": card.get("speaker"), "speaker_kind": card.get("speaker_kind"),
        "speaker_titles": list(card.get("speaker_titles") or []),
        **{slot: card["claim"].get(slot) for slot in SLOTS},
        "quantity": {name: card["quantity"].get(name) for name in FIGURE},
        "time": {name: time.get(name) for name in ("text", "start", "end")} if time else None,
        **{name: card.get(name) for name in QUALIFIERS},
        "section": card.get("section"),
        "spans": {role: list(spans[role]) for role in ROLES if spans.get(role)},
    }


def with_content(card: Mapping[str, Any], content: Mapping[str, Any], raw: str) -> Card:
    """The card with its judged part replaced; the id follows the figure's offsets, as everywhere."""
    figure = dict(content["quantity"])
    moved = (figure["start"], figure["end"]) != (card["quantity"]["start"], card["quantity"]["end"])
    spans = {**({"sentence": card["spans"]["sentence"]} if card.get("spans", {}).get("sentence") else {}),
             **{role: list(span) for role, span in content.get("spans", {}).items()}}
    out = dict(card)
    out.update(
        id=triple_id(card["doc"], raw, figure["start"], figure["end"]) if moved else card["id"],
        speaker=content["speaker"], speaker_kind=content["speaker_kind"] if content["speaker"] else None,
        speaker_titles=list(content["speaker_titles"]) if content["speaker"] else [],
        claim={"text": "".join(content[slot] or "" for slot in SLOTS), **{slot: content[slot] for slot in SLOTS}},
        quantity=figure, time=dict(content["time"]) if content["time"] else None,
        spans=spans, **{name: content[name] for name in QUALIFIERS})
    return out


def new_card(doc: str, raw: str, content: Content, number: int | None = None) -> Card:
    """A card for a triple that no rule found: a reviewer's own, or one that is no longer extracted."""
    figure = content["quantity"]
    start, end = sentence_around(raw, figure["start"], figure["end"])
    base: Card = {
        "schema": 1, "id": triple_id(doc, raw, figure["start"], figure["end"]), "doc": doc,
        "section": content.get("section") or "body", "speaker": None, "speaker_kind": None, "speaker_titles": [],
        "claim": {"text": "", "subject": None, "predicate": None, "object": None}, "quantity": dict(figure), "time": None,
        "status": "actual", "comparison": None, "place": None,
        "sentence": squeeze(raw[start:end]), "spans": {"sentence": [start, end]}, "rules": [], "confidence": 1.0,
    }
    return with_content(base, content, raw)


def as_record(card: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a card: numbers as numbers again, digit for digit."""
    record = dict(card)
    record["quantity"] = {**card["quantity"], **{name: as_number(card["quantity"].get(name)) for name in NUMBERS}}
    if "confidence" in record:
        record["confidence"] = as_number(record["confidence"])
    return record


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """The fields in which two contents disagree. Spans are no part of it: the same words may be taken from two places."""
    found = []
    for field in FIELDS:
        before, after = _field(old, field), _field(new, field)
        if not _same(field, before, after):
            found.append(Difference(field, before, after))
    return found


def number_text(value: Any) -> str | None:
    """A number as a decimal string without exponent or needless zeros; None for none: `5.30` → `5.3`."""
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return str(int(number)) if number == number.to_integral_value() else format(number.normalize(), "f")


def as_number(value: Any) -> Decimal | int | None:
    """A decimal string as the exact number that JSON gets."""
    text = number_text(value)
    if text is None:
        return None
    return Decimal(text) if "." in text else int(text)


def squeeze(text: str) -> str:
    """The text without white space, as quantities and slots are given: `3485 个` → `3485个`."""
    return "".join(text.split())


def folded(text: str) -> str:
    """The text for comparison alone: full-width forms narrow, what prints nothing gone: `１２．５ ％` → `12.5%`."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if not char.isspace() and unicodedata.category(char) != "Cf")


def reads_as(slice_: str, text: str) -> bool:
    """Whether a stretch of raw text can be what a record gives as `text`; footnote marks and the like may be left out."""
    left = iter(folded(slice_))
    return bool(text) and all(char in left for char in folded(text))


def sentence_around(raw: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds raw[start:end], by its closing marks and blank lines alone, and no longer than is read."""
    left, first = start, max(0, start - LONGEST_SENTENCE)
    while left > first and not _closes(raw, left - 1):
        left -= 1
    right, last = end, min(len(raw), end + LONGEST_SENTENCE)
    while right < last and not _closes(raw, right):
        right += 1
    if right < len(raw) and not raw[right].isspace():
        right += 1
    while left < start and raw[left].isspace():
        left += 1
    return left, right


def _closes(raw: str, at: int) -> bool:
    return raw[at] in "。！？!?；;" or raw[at] == "\n" and (at + 1 == len(raw) or raw[at + 1] == "\n" or at > 0 and raw[at - 1] == "\n")


def _field(content: Mapping[str, Any], field: str) -> Any:
    head, _, tail = field.partition(".")
    part = content.get(head)
    return part if not tail else part.get(tail) if part else None


def _same(field: str, old: Any, new: Any) -> bool:
    if field.removeprefix("quantity.") in NUMBERS:
        return number_text(old) == number_text(new)
    if field == "quantity.text":
        return folded(old or "") == folded(new or "")
    return (old if old != "" else None) == (new if new != "" else None)
