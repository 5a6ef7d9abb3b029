"""Rows of an imported file → decisions: what equals the run is accepted, what differs is a correction, the rest is added."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.review.cards import ROLES, Content, content_of, differences
from pipeline.review.exchange.rows import Row
from pipeline.review.queue import Item, build_items
from pipeline.review.run import Run
from pipeline.review.session import now
from pipeline.review.store import Decision, DecisionLog

Drafts = Iterator[tuple[str, dict[str, Any]]]


def take_over(run: Run, log: DecisionLog, rows: Sequence[Row], reviewer: str, complete: bool) -> Counter[str]:
    """Log the decisions that rows amount to; what is in the log already is not repeated. Counts by kind come back."""
    taker = Taker(run, build_items(run, log.history), complete)
    counts: Counter[str] = Counter()
    decisions = []
    for row in rows:
        if row.doc not in run.texts:
            counts["unknown"] += 1
            continue
        for action, fields in taker.drafts(row):
            counts[action] += 1
            if fields:
                decisions.append(_decision(action, row.doc, reviewer, fields))
    for item in taker.missing():
        counts["reject" if complete else "missing"] += 1
        if complete:
            decisions.append(_decision("reject", item.card["doc"], reviewer, _judged(item)))
    log.append_all(decisions)
    return counts


class Taker:
    """Compares rows with the items of a run and remembers which of them were spoken of."""

    def __init__(self, run: Run, items: Sequence[Item], complete: bool) -> None:
        self.run = run
        self.complete = complete
        self._items = items
        self._by_name = {item.id: item for item in items}
        self._by_place = {_place(item.card["doc"], item.card["quantity"]): item for item in items}
        self._speakers = {item.card["speaker"]: item.card for item in items if item.card["speaker"]}
        self._docs: set[str] = set()
        self._spoken_of: set[str] = set()

    def drafts(self, row: Row) -> Drafts:
        """The decisions a row amounts to as (action, fields); an action without fields is only counted."""
        self._docs.add(row.doc)
        item = self._item_of(row)
        if item:
            self._spoken_of.add(item.id)
        answer = None if self.complete and row.answer in ("open", "unsaid") else row.answer
        if answer == "open" or answer == "unsaid" and item and not self._edited(item, row):
            yield "open", {}
        elif answer == "reject" or row.content is None:
            yield from self._rejected(item)
        elif item is None:
            content = self._whole(row.content, None)
            yield "add", {"triple": row.name or self._name(row.doc, content), "corrected": content}
        else:
            yield from self._kept(item, row)
        if item:
            yield from self._remarks(item, row)

    def missing(self) -> Iterator[Item]:
        """The open or kept triples, of documents the file speaks of, that it does not hold."""
        for item in self._items:
            if item.card["doc"] in self._docs and item.id not in self._spoken_of and item.answer != "reject":
                yield item

    def _edited(self, item: Item, row: Row) -> bool:
        """Whether a row says something else than what was exported (a correction the log knows is no edit)."""
        content = self._whole(row.content, content_of(item.card)) if row.content else content_of(item.card)
        known = [content_of(item.card), *([item.verdict.corrected] if item.verdict.corrected else [])]
        return all(differences(other, content) for other in known)

    def _item_of(self, row: Row) -> Item | None:
        if row.name and row.name in self._by_name:
            return self._by_name[row.name]
        return self._by_place.get(_place(row.doc, row.content["quantity"])) if row.content else None

    def _rejected(self, item: Item | None) -> Drafts:
        if item is None or item.answer == "reject":
            yield "unchanged", {}
        else:
            yield "reject", _judged(item)

    def _kept(self, item: Item, row: Row) -> Drafts:
        judged = content_of(item.card)
        options = row.options or ({},)
        content = self._whole(row.content or judged, judged)
        same = any(not _differs(judged, content, option) for option in options)
        if same and item.origin == "run":
            yield ("unchanged", {}) if item.answer == "accept" else ("accept", _judged(item))
        elif item.answer in ("correct", "add") and item.verdict.corrected and not differences(item.verdict.corrected, content):
            yield "unchanged", {}
        elif item.origin == "run":
            yield "correct", _judged(item) | {"corrected": content}
        else:
            yield "add", {"triple": item.id, "corrected": content}

    def _remarks(self, item: Item, row: Row) -> Drafts:
        if row.comment and row.comment != item.verdict.comment:
            yield "comment", _judged(item) | {"comment": row.comment}
        if row.flagged and not item.verdict.flagged:
            yield "flag", _judged(item)

    def _whole(self, content: Content, judged: Content | None) -> Content:
        """The content with what its format cannot carry taken from the run: spans, titles, kind of the speaker."""
        out = dict(content)
        spans = dict(content.get("spans") or {})
        if judged:
            same = (role for role in ROLES if _text(content, role) == _text(judged, role))
            spans = {role: judged["spans"][role] for role in same if role in judged["spans"]} | spans
        known = self._speakers.get(content["speaker"])
        if known and not content.get("speaker_kind"):
            out.update(speaker_kind=known["speaker_kind"], speaker_titles=list(known["speaker_titles"]))
        out["spans"] = spans
        return out

    def _name(self, doc: str, content: Content) -> str:
        from pipeline.assemble import triple_id

        return triple_id(doc, self.run.texts[doc], content["quantity"]["start"], content["quantity"]["end"])


def _differs(judged: Content, content: Content, option: Mapping[str, tuple[Any, ...]]) -> bool:
    """Whether two contents disagree beyond the alternatives an option allows."""
    return any(_field(judged, change.field) not in option.get(change.field, ()) for change in differences(judged, content))


def _field(content: Content, field: str) -> Any:
    head, _, tail = field.partition(".")
    part = content.get(head)
    return part if not tail else part.get(tail) if part else None


def _text(content: Content, role: str) -> Any:
    part = content.get(role)
    return part.get("text") if isinstance(part, dict) else part


def _judged(item: Item) -> dict[str, Any]:
    return {"triple": item.id, "seen": content_of(item.card), "rules": tuple(item.card.get("rules", ()))}


def _decision(action: str, doc: str, reviewer: str, fields: dict[str, Any]) -> Decision:
    return Decision(id=f"d-{secrets.token_hex(8)}", at=now(), reviewer=reviewer, action=action, doc=doc, **fields)


def _place(doc: str, figure: Mapping[str, Any]) -> tuple[str, int, int]:
    return doc, figure["start"], figure["end"]
