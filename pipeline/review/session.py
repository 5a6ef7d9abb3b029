"""A review in progress: the items of a run, and decisions taken on them one by one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipeline.assemble import triple_id
from pipeline.review.cards import Card, Content, content_of
from pipeline.review.queue import Item, RiskJudge, build_items, item_state, other_card
from pipeline.review.requests import DecisionIn, Refused
from pipeline.review.run import Run
from pipeline.review.store import Decision, DecisionLog, Verdict


@dataclass(frozen=True, slots=True)
class Update:
    """What a decision changed, for the page: the states since the page last asked, and how far undo and redo reach."""

    states: list[dict[str, Any]]
    removed: list[str]
    focus: str | None
    undo: int
    redo: int
    seq: int

    def as_json(self) -> dict[str, Any]:
        """The update as the page reads it."""
        return {"states": self.states, "removed": self.removed, "focus": self.focus, "undo": self.undo, "redo": self.redo,
                "seq": self.seq}


def now() -> str:
    """The time for a decision's line: UTC to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def shown(item: Item) -> dict[str, Any]:
    """An item as the page reads it."""
    return {"card": item.card, "state": item_state(item)}


def as_json(row: Any) -> str:
    """Compact JSON with characters as they are."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


class Session:
    """One reviewer at work on one run. Everything is in the log before `decide` comes back."""

    def __init__(self, run: Run, log: DecisionLog, reviewer: str, clock: Callable[[], str] = now) -> None:
        self.run = run
        self.log = log
        self.reviewer = reviewer
        self._clock = clock
        self._cards: dict[str, Card] = {card["id"]: card for card in run.cards}
        self._items = {item.id: item for item in build_items(run, log.history)}
        # tens of thousands of items take a while to write as JSON: done once, and again for an item that changes
        self._shown = {name: as_json(shown(item)) for name, item in self._items.items()}
        self._judge = RiskJudge(run.cards, log.history)
        self._touched: list[str] = []

    @property
    def items(self) -> list[Item]:
        """The items as they stand."""
        return list(self._items.values())

    def opening(self) -> str:
        """What the page needs to start, as JSON: documents, items with their states, and the reviewer."""
        undo, redo = self.log.history.depth(self.reviewer)
        docs = [{"id": doc, "length": len(self.run.texts[doc])} for doc in self.run.docs]
        rest = as_json({"run": self.run.name, "log": self.log.path.name, "reviewer": self.reviewer, "docs": docs, "undo": undo,
                        "redo": redo, "seq": len(self._touched)})
        return f'{rest[:-1]},"items":[{",".join(self._shown.values())}]}}'

    def card(self, triple: str) -> Card:
        """The card of a triple; raises Refused where there is none."""
        if triple not in self._items:
            raise Refused(f"there is no triple {triple!r} in this review", 404)
        return self._items[triple].card

    def decide(self, request: DecisionIn) -> Update:
        """Log a decision and say what it changed; raises Refused for one that makes no sense. A repeated one counts once."""
        history = self.log.history
        if request.id not in history.decisions:
            decision = self._back(request) if request.action in ("undo", "redo") else self._forward(request)
            self.log.append(decision)
            self._refresh(decision.triple)
        return self.update(request.after, history.decisions[request.id].triple)

    def update(self, after: int, focus: str | None = None) -> Update:
        """The states of the triples touched since `after`."""
        names = list(dict.fromkeys(self._touched[after:]))
        states = [shown(self._items[name]) for name in names if name in self._items]
        undo, redo = self.log.history.depth(self.reviewer)
        return Update(states, [name for name in names if name not in self._items], focus, undo, redo, len(self._touched))

    def _forward(self, request: DecisionIn) -> Decision:
        content = self._content(request)
        if request.action == "add":
            return self._added(request, content)
        card = self.card(request.triple or "")
        if request.action == "correct" and content is None:
            raise Refused("a correction needs the corrected triple")
        return self._decision(request, card["id"], card["doc"], content_of(card),
                              content if request.action == "correct" else None, card)

    def _added(self, request: DecisionIn, content: Content | None) -> Decision:
        if content is None or request.doc is None:
            raise Refused("a new triple needs its document and its content")
        raw = self.run.texts[request.doc]
        name = request.triple or triple_id(request.doc, raw, content["quantity"]["start"], content["quantity"]["end"])
        if name in self._cards:
            raise Refused("this figure has a triple already: correct that one", 409)
        return self._decision(request, name, request.doc, None, content, None)

    def _back(self, request: DecisionIn) -> Decision:
        history = self.log.history
        target = history.next_undo(self.reviewer) if request.action == "undo" else history.next_redo(self.reviewer)
        if target is None:
            raise Refused(f"there is nothing to {request.action}", 409)
        return Decision(request.id, self._clock(), self.reviewer, request.action, target.doc, target.triple, of=target.id)

    def _content(self, request: DecisionIn) -> Content | None:
        if request.corrected is None:
            return None
        card = None if request.action == "add" else self.card(request.triple or "")
        doc = str(card["doc"] if card else request.doc)
        if doc not in self.run.texts:
            raise Refused(f"there is no document {doc!r} in this review", 404)
        content = request.corrected.content(self.run.texts[doc])
        if card and all(content["quantity"][side] == card["quantity"][side] for side in ("start", "end")):
            content["quantity"]["text"] = card["quantity"]["text"]  # as the run writes it, full-width figures folded
        return content

    def _decision(self, request: DecisionIn, triple: str, doc: str, seen: Content | None, corrected: Content | None,
                  card: Card | None) -> Decision:
        rules = tuple(card.get("rules", ())) if card else ()
        return Decision(request.id, self._clock(), self.reviewer, request.action, doc, triple, seen, corrected,
                        request.comment or None, rules, request.seconds)

    def _refresh(self, triple: str) -> None:
        verdict: Verdict = self.log.history.verdict(triple)
        card = self._cards.get(triple) or other_card(self.run, triple, verdict)
        if card is None and verdict.answer is None:
            self._items.pop(triple, None)
            self._shown.pop(triple, None)
        elif card is not None or triple in self._items:
            item = self._judge.item(card or self._items[triple].card, verdict, triple in self._cards)
            self._items[triple], self._shown[triple] = item, as_json(shown(item))
        self._touched.append(triple)
