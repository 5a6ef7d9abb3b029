"""Triples as labelled spans and relations, the way annotation tools see them, and back.

A figure is a span, each part of its claim another, and a relation leads from the figure to each part. What no span can say
(value, unit, status, answer) travels beside them; where a tool moved a span, the rules read the figure or time anew.
Offsets count code points. A tool that counts UTF-16 units is recognised by its spans' texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import InputError
from pipeline.review.cards import ROLES, SLOTS, Content, folded, squeeze
from pipeline.review.exchange.rows import Reviewed, Row
from pipeline.review.figures import FigureReader

QUANTITY = "quantity"
LABELS = tuple(role.upper() for role in (QUANTITY, *ROLES))


@dataclass(frozen=True, slots=True)
class Entity:
    """A labelled span; `role` is `quantity` or one of the parts of a claim."""

    id: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A relation from a figure's entity to one of its parts."""

    figure: str
    part: str
    role: str


@dataclass(frozen=True, slots=True)
class Graph:
    """The entities and links of a document; a part that several figures share is one entity."""

    entities: tuple[Entity, ...]
    links: tuple[Link, ...]


def graph_of(triples: Iterable[Reviewed]) -> Graph:
    """The spans and relations of triples. Entity ids are `role:start:end`."""
    entities: dict[str, Entity] = {}
    links: dict[Link, None] = {}
    for row in triples:
        figure = _entity(QUANTITY, row.card["quantity"]["start"], row.card["quantity"]["end"])
        entities[figure.id] = figure
        for role in ROLES:
            span = row.card["spans"].get(role)
            if span:
                part = _entity(role, *span)
                entities[part.id] = part
                links[Link(figure.id, part.id, role)] = None
    ordered = sorted(entities.values(), key=lambda entity: (entity.start, entity.end, entity.role))
    return Graph(tuple(ordered), tuple(links))


def rows_of(doc: str, raw: str, graph: Graph, beside: Sequence[Mapping[str, Any]], answers: Mapping[str, str | None],
            figures: FigureReader) -> Iterator[Row]:
    """The rows that a document's spans stand for, joined with what travelled beside them (`Reviewed.as_json`).

    `answers` has what the tool's user said of a figure's entity; a figure that was sent and is gone was rejected.
    """
    known = {f"{QUANTITY}:{row['content']['quantity']['start']}:{row['content']['quantity']['end']}": row for row in beside}
    parts: dict[str, dict[str, tuple[int, int]]] = {}
    by_id = {entity.id: entity for entity in graph.entities}
    for link in graph.links:
        if link.figure in by_id and link.part in by_id:
            part = by_id[link.part]
            parts.setdefault(link.figure, {})[link.role] = (part.start, part.end)
    found = set()
    for entity in graph.entities:
        if entity.role != QUANTITY:
            continue
        place = f"{QUANTITY}:{entity.start}:{entity.end}"
        found.add(place)
        row = known.get(place)
        content = content_from_spans(row["content"] if row else None, (entity.start, entity.end), parts.get(entity.id, {}),
                                     doc, raw, figures)
        answer = answers.get(entity.id, row.get("answer") if row else None)
        yield Row(doc, content, row.get("id") if row else None, _row_answer(answer, row), row.get("comment") if row else None,
                  bool(row and row.get("flagged")))
    for place, row in known.items():
        if place not in found:
            yield Row(doc, row["content"], row.get("id"), "reject", row.get("comment"), bool(row.get("flagged")))


def content_from_spans(base: Content | None, figure: tuple[int, int], parts: Mapping[str, tuple[int, int]], doc: str, raw: str,
                       figures: FigureReader) -> Content:
    """What spans say of a triple, on top of what was known of it: only what a span changed is read anew."""
    out: Content = dict(base) if base else _empty()
    old = out["quantity"]
    if old is None or (old["start"], old["end"]) != figure:
        out["quantity"] = figures.figure(doc, *figure) | {"start": figure[0], "end": figure[1], "text": squeeze(raw[slice(*figure)])}
    before = dict(out.get("spans") or {})
    for role in ("speaker", *SLOTS):
        if role in parts and list(parts[role]) != before.get(role):
            out[role] = squeeze(raw[slice(*parts[role])])
        elif role not in parts and role in before:
            out[role] = None
    if "time" in parts and list(parts["time"]) != before.get("time"):
        out["time"] = figures.time(doc, *parts["time"])
    elif "time" not in parts and "time" in before:
        out["time"] = None
    if out["speaker"] is None or base is not None and out["speaker"] != base["speaker"]:
        out["speaker_kind"], out["speaker_titles"] = None, []
    out["spans"] = {role: list(span) for role, span in parts.items()}
    return out


def settle(spans: Sequence[tuple[int, int, str | None]], raw: str, place: str) -> list[tuple[int, int]]:
    """The spans as offsets in code points, whichever way the tool counted; raises InputError where neither way fits.

    Each span comes with its text where the tool gives it: `("🚀增长5%", 3, 5, "5%")` counts in UTF-16 units.
    """
    if all(_fits(raw, span) for span in spans):
        return [(start, end) for start, end, _ in spans]
    units = _code_points_by_unit(raw)
    try:
        moved = [(units[start], units[end], text) for start, end, text in spans]
    except KeyError:
        moved = []
    for given, span in zip(spans, moved or spans, strict=True):
        if not moved or not _fits(raw, span):
            raise InputError(f"{place}: {given[2]!r} does not stand at {given[0]}–{given[1]}; is it the same text?")
    return [(start, end) for start, end, _ in moved]


def _row_answer(answer: str | None, row: Mapping[str, Any] | None) -> str | None:
    if answer == "reject":
        return "reject"
    if answer in ("accept", "correct", "add") or row is None:
        return None
    return "unsaid"


def _entity(role: str, start: int, end: int) -> Entity:
    return Entity(f"{role}:{start}:{end}", role, start, end)


def _empty() -> Content:
    return {"speaker": None, "speaker_kind": None, "speaker_titles": [], "subject": None, "predicate": None, "object": None,
            "quantity": None, "time": None, "status": "actual", "comparison": None, "place": None, "section": None, "spans": {}}


def _fits(raw: str, span: tuple[int, int, str | None]) -> bool:
    start, end, text = span
    return 0 <= start < end <= len(raw) and (text is None or folded(raw[start:end]) == folded(text))


def _code_points_by_unit(raw: str) -> dict[int, int]:
    units, at = {}, 0
    for index, char in enumerate(raw):
        units[at] = index
        at += 2 if ord(char) > 0xFFFF else 1
    units[at] = len(raw)
    return units
