"""Claims and attributions → triples in raw offsets, and their JSON form; knows nothing of how any of them was found."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import simplejson

from pipeline.layers.units import base_value
from pipeline.model import Attribution, Claim, Quantity, Section, Span, Time, Triple
from pipeline.places import Places
from pipeline.rulebook import Lexicon
from pipeline.source import View

SCHEMA = 1
UNREAD = 0.3  # confidence of a triple without a speaker in what looks like a turn: of 11 such triples none was right
ENCODER = simplejson.JSONEncoder(ensure_ascii=False, use_decimal=True, allow_nan=False, check_circular=False)  # a record is a tree
RECALL = 50  # how many like figures back another is looked for


def triple_id(doc: str, raw: str, start: int, end: int) -> str:
    """The id of the quantity at raw[start:end] of `doc`: the same for any rules and any version of ours."""
    said = f"{doc}\0{start}\0{end}\0{_digest(raw)}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@lru_cache(maxsize=1)
def _digest(raw: str) -> str:
    """A digest of the raw text, made once a document: made for every triple, it would take most of a long text's time."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


def assemble(doc: str, view: View, sections: Sequence[Section], claims: Iterable[Claim],
             attributions: Sequence[Attribution | None], region: str | None, lexicon: Lexicon,
             unread: Sequence[Section] = ()) -> list[Triple]:
    """One triple a claim, in text order; `attributions` has the one that answers for each claim, or None.

    In the sections of `unread`, which open as turns do, nobody as the speaker is not to be trusted.
    """
    out = []
    by_start = sorted(sections, key=lambda section: section.start)
    starts = [section.start for section in by_start]
    places = Places(lexicon, region)
    doubted = {one.start for one in unread}
    for claim, attribution in zip(claims, attributions, strict=True):
        section = _section_at(by_start, starts, claim.quantity.start)
        start, end = view.raw_span(claim.quantity.start, claim.quantity.end)
        quantity = as_written(claim.quantity, view)
        if quantity is not claim.quantity:
            claim = replace(claim, quantity=quantity)
        rules = tuple(dict.fromkeys((*claim.rules, *((attribution.rule,) if attribution else ()))))
        out.append(Triple(
            id=triple_id(doc, view.raw, start, end), doc=doc, section=section.kind, attribution=attribution, claim=claim,
            start=start, end=end, place=places.of(claim, view.text),
            sentence=claim.sentence.of(view.text).strip(), spans=_spans(view, claim, attribution), rules=rules,
            confidence=UNREAD if attribution is None and section.start in doubted else claim.confidence, item=section.item))
    return clustered(out)


def clustered(triples: Sequence[Triple]) -> list[Triple]:
    """The triples, those that state one figure of one thing again with the id of the first as `cluster`: headline and body, two speakers.

    The same figure is the same value, unit and relation; the same thing has the same predicate and object, a subject that
    ends as the other does (`智能工厂`, `全市智能工厂`), and no other time or comparison where both have one.
    """
    heads: dict[tuple[object, ...], list[Triple]] = {}
    first: dict[str, str] = {}
    for triple in triples:
        quantity, claim = triple.claim.quantity, triple.claim
        said = tuple(slot.text if slot else "" for slot in (claim.predicate, claim.object))
        subject = claim.subject.text if claim.subject else ""
        key = (quantity.value, quantity.low, quantity.high, quantity.unit, quantity.kind, quantity.relation, *said, subject[-1:])
        for head in heads.setdefault(key, [])[-RECALL:]:
            other = head.claim.subject.text if head.claim.subject else ""
            if (subject.endswith(other) or other.endswith(subject)) and not _set_apart(head.claim, claim):
                first[triple.id] = first[head.id] = head.id
                break
        else:
            heads[key].append(triple)
    return [replace(triple, cluster=first[triple.id]) if triple.id in first else triple for triple in triples]


def _set_apart(one: Claim, other: Claim) -> bool:
    """Whether two claims are of different times, or measure against different things: 2023年增长5%, 2024年增长5%."""
    days = [(claim.time.first, claim.time.last) for claim in (one, other) if claim.time and (claim.time.first or claim.time.last)]
    bases = {claim.comparison for claim in (one, other) if claim.comparison}
    return len(set(days)) > 1 or len(bases) > 1


def as_record(triple: Triple) -> dict[str, Any]:
    """The triple as the JSON object of the output contract, keys in its order."""
    claim, quantity, said = triple.claim, triple.claim.quantity, triple.attribution
    slots = {name: slot.text if slot else None for name, slot in
             (("subject", claim.subject), ("predicate", claim.predicate), ("object", claim.object))}
    record: dict[str, Any] = {
        "schema": SCHEMA, "id": triple.id, "doc": triple.doc, "section": triple.section,
        "speaker": said.name if said else None, "speaker_kind": said.kind if said else None,
        "speaker_titles": list(said.titles) if said else [],
        "claim": {"text": "".join(text or "" for text in slots.values()), **slots},
        "quantity": quantity_record(quantity, triple.start, triple.end),
        "time": time_record(claim.time), "status": claim.status, "comparison": claim.comparison, "place": triple.place,
        "sentence": triple.sentence, "spans": {name: list(span) for name, span in triple.spans.items()},
        "rules": list(triple.rules), "confidence": triple.confidence,
    }
    if said and said.via:
        record["via"] = said.via
    if triple.cluster:
        record["cluster"] = triple.cluster
    return record


def as_written(quantity: Quantity, view: View) -> Quantity:
    """The quantity with its text as in the source, full-width digits and all, without white space."""
    start, end = view.raw_span(quantity.start, quantity.end)
    written = view.raw[start:end]
    if end - start > quantity.end - quantity.start:  # the view leaves out something inside
        written = "".join(view.raw[view.offsets[at]] for at in range(quantity.start, quantity.end))
    written = "".join(written.split())
    return quantity if written == quantity.text else replace(quantity, text=written)


def base_record(quantity: Quantity, lexicon: Lexicon) -> dict[str, Any]:
    """What `--units base` adds to a quantity's JSON: the value in the base unit and that unit, null where there is none."""
    found = base_value(quantity, lexicon)
    return {"base_value": _number(found[0]) if found else None, "base_unit": found[1] if found else None}


def quantity_record(quantity: Quantity, start: int, end: int) -> dict[str, Any]:
    """A quantity as JSON; numbers are Decimals, written digit for digit by `dump`."""
    return {"text": quantity.text, "start": start, "end": end, "value": _number(quantity.value),
            "low": _number(quantity.low), "high": _number(quantity.high), "unit": quantity.unit, "kind": quantity.kind,
            "relation": quantity.relation}


def time_record(time: Time | None) -> dict[str, Any] | None:
    """A claim's time as JSON; None where there is none."""
    if time is None:
        return None
    return {"text": time.text, "start": time.first.isoformat() if time.first else None,
            "end": time.last.isoformat() if time.last else None}


def dump(record: dict[str, Any]) -> str:
    """One line of JSON: UTF-8 characters as they are, Decimals exact, no NaN."""
    return ENCODER.encode(record)


def _number(value: Decimal | None) -> Decimal | int | None:
    """A whole number without exponent or point, any other as plain digits."""
    if value is None:
        return None
    if value == value.to_integral_value():
        return int(value)
    return Decimal(format(value.normalize(), "f"))


def _section_at(sections: Sequence[Section], starts: Sequence[int], offset: int) -> Section:
    i = bisect_right(starts, offset) - 1
    if i >= 0 and offset < sections[i].end:
        return sections[i]
    return Section("body", offset, offset)


def _spans(view: View, claim: Claim, attribution: Attribution | None) -> dict[str, tuple[int, int]]:
    spans: dict[str, Span | None] = {
        "sentence": claim.sentence, "speaker": attribution.cue if attribution else None,
        "subject": claim.subject.span if claim.subject else None,
        "predicate": claim.predicate.span if claim.predicate else None,
        "object": claim.object.span if claim.object else None,
        "time": Span(claim.time.start, claim.time.end) if claim.time else None,
    }
    return {name: view.raw_span(span.start, span.end) for name, span in spans.items() if span and span.end > span.start}
