"""What an export writes and what an import reads, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.assemble import triple_id
from pipeline.review.cards import Card, Content, content_of
from pipeline.review.queue import Item, build_items
from pipeline.review.run import Run
from pipeline.review.store import History


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A triple as it stands: the card with corrections applied, the answer (None: open) and what goes with it."""

    card: Card
    name: str
    answer: str | None
    comment: str | None
    flagged: bool
    reviewer: str | None

    @property
    def kept(self) -> bool:
        """Whether somebody stands for it."""
        return self.answer in ("accept", "correct", "add")

    def as_json(self) -> dict[str, Any]:
        """Everything that spans and labels of other tools cannot say, to travel beside them."""
        return {"id": self.name, "answer": self.answer, "comment": self.comment, "flagged": self.flagged,
                "content": content_of(self.card)}


@dataclass(frozen=True, slots=True)
class Harvest:
    """The triples of a run as they stand, in the order of documents and figures."""

    run: Run
    triples: tuple[Reviewed, ...]
    disputed: int
    unfinished: int
    open_too: bool = False

    def counting_open(self) -> Harvest:
        """The same with undecided triples counted as kept."""
        return replace(self, open_too=True)

    @property
    def kept(self) -> list[Reviewed]:
        """The triples somebody stands for (with `open_too` also those nobody judged)."""
        return [row for row in self.triples if row.kept or self.open_too and row.answer is None]

    def by_document(self) -> Iterator[tuple[str, list[Reviewed]]]:
        """Each document with its triples, documents without any included."""
        groups: dict[str, list[Reviewed]] = {doc: [] for doc in self.run.docs}
        for row in self.triples:
            groups[row.card["doc"]].append(row)
        yield from groups.items()


@dataclass(frozen=True, slots=True)
class Row:
    """A triple read from a file.

    `answer` None: it is stood for, and comparing `content` with the run tells whether it was corrected. `unsaid`: nobody
    answered, and only a `content` that differs counts. `open`: nobody answered. `options` are the contents that a gold row
    accepts as well. `name` is the id the triple is decided under, if known.
    """

    doc: str
    content: Content | None
    name: str | None = None
    answer: str | None = None
    comment: str | None = None
    flagged: bool = False
    options: tuple[dict[str, tuple[Any, ...]], ...] = ()


def harvest(run: Run, history: History, finished: bool = False) -> Harvest:
    """The run as it stands after the decisions; with `finished` only documents without an open triple."""
    items = build_items(run, history)
    waiting = {item.card["doc"] for item in items if item.answer is None}
    rows = [_reviewed(item, run) for item in items if not (finished and item.card["doc"] in waiting)
            and (item.origin == "run" or item.answer)]
    disputed = sum(1 for item in items if item.verdict.disputed and item.answer is None)
    return Harvest(run, tuple(rows), disputed, 0 if finished else len(waiting))


def _reviewed(item: Item, run: Run) -> Reviewed:
    raw = run.texts[item.card["doc"]]
    card = dict(item.reviewed_card(raw))
    card["id"] = triple_id(card["doc"], raw, card["quantity"]["start"], card["quantity"]["end"])
    verdict = item.verdict
    return Reviewed(card, item.id, item.answer, verdict.comment, verdict.flagged, verdict.reviewer)
