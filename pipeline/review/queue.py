"""What is to be reviewed, in which order: triples joined with the decisions on them, riskiest first.

A decision holds while what it judged is unchanged. After a run with other rules a triple that reads otherwise comes back
with the difference; one that is gone comes back as a ghost, unless it had been rejected.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.review.cards import Card, Content, Difference, content_of, differences, new_card, with_content
from pipeline.review.run import Run
from pipeline.review.store import History, Verdict

Standing = Literal["open", "stands", "changed", "gone"]
Origin = Literal["run", "reviewer", "ghost"]

LOW_CONFIDENCE = 0.8
RARE_RULE = 2
RARE_UNIT = 1
# how much each reason adds to the risk; the highest go first
WEIGHTS = {"disputed": 8, "changed": 7, "gone": 7, "contradiction": 4, "low_confidence": 3, "new_rule": 2, "rare_unit": 1,
           "rare_rule": 1, "no_subject": 1}


@dataclass(frozen=True, slots=True)
class Item:
    """A triple under review: its card, the verdict, whether that still stands, and why it is risky."""

    card: Card
    origin: Origin
    verdict: Verdict
    standing: Standing
    differences: tuple[Difference, ...]
    reasons: tuple[str, ...]
    risk: float

    @property
    def id(self) -> str:
        """The id under which decisions on this triple are logged."""
        return str(self.card["id"])

    @property
    def answer(self) -> str | None:
        """The answer that holds now; None where none was given or it no longer stands."""
        return self.verdict.answer if self.standing == "stands" else None

    def reviewed_card(self, raw: str) -> Card:
        """The card as the reviewer leaves it: corrected where it was corrected."""
        corrected = self.verdict.corrected
        return with_content(self.card, corrected, raw) if self.answer in ("correct", "add") and corrected else self.card


def build_items(run: Run, history: History) -> list[Item]:
    """Every triple of the run, every one a reviewer added, and those that were confirmed and are no longer found.

    In the order of the documents and, within one, of the figures.
    """
    place = {doc: number for number, doc in enumerate(run.docs)}
    cards = {card["id"]: card for card in run.cards}
    others = (other_card(run, name, history.verdict(name)) for name in history.triples() if name not in cards)
    everything = [*run.cards, *(card for card in others if card)]
    judge = RiskJudge(everything, history)
    items = [judge.item(card, history.verdict(card["id"]), card["id"] in cards) for card in everything]
    return sorted(items, key=lambda item: (place.get(item.card["doc"], len(place)), item.card["quantity"]["start"], item.id))


def standing(verdict: Verdict, card: Card | None) -> tuple[Standing, tuple[Difference, ...]]:
    """Whether a verdict still holds for what the run says now, and else in what the two differ."""
    if verdict.answer is None:
        return "open", ()
    if card is None:
        return ("stands", ()) if verdict.answer in ("add", "reject") else ("gone", ())
    now = content_of(card)
    judged = verdict.seen or verdict.corrected or now
    changed = differences(judged, now)
    if not changed or verdict.corrected and not differences(verdict.corrected, now):
        return "stands", ()
    return "changed", tuple(changed)


class RiskJudge:
    """Says of each triple of a run what speaks against trusting it unread."""

    def __init__(self, cards: Sequence[Card], history: History) -> None:
        self._rules = Counter(rule for card in cards for rule in card.get("rules", ()))
        self._units = Counter(card["quantity"]["unit"] for card in cards if card["quantity"]["unit"])
        self._known = history.known_rules()
        self._clashing = clashing(cards)
        self._many = len(cards) >= 20  # in a handful of triples everything is rare

    def item(self, card: Card, verdict: Verdict, in_run: bool) -> Item:
        """The triple with its verdict, reasons and risk."""
        stands, changed = standing(verdict, card if in_run else None)
        reasons = tuple(self._reasons(card, verdict, stands))
        doubt = 1 - float(card.get("confidence") or 0)
        risk = sum(WEIGHTS[reason] for reason in reasons) + doubt
        origin: Origin = "run" if in_run else "reviewer" if verdict.answer == "add" else "ghost"
        return Item(card, origin, verdict, stands, changed, reasons, round(risk, 4))

    def _reasons(self, card: Card, verdict: Verdict, stands: Standing) -> Iterable[str]:
        if verdict.disputed:
            yield "disputed"
        if stands in ("changed", "gone"):
            yield stands
        if card["id"] in self._clashing:
            yield "contradiction"
        if float(card.get("confidence") or 0) < LOW_CONFIDENCE:
            yield "low_confidence"
        rules = card.get("rules", ())
        if self._known and not self._known.issuperset(rules):
            yield "new_rule"
        elif self._many and any(self._rules[rule] <= RARE_RULE for rule in rules):
            yield "rare_rule"
        if self._many and 0 < self._units[card["quantity"]["unit"]] <= RARE_UNIT:
            yield "rare_unit"
        if not card["claim"].get("subject"):
            yield "no_subject"


def clashing(cards: Iterable[Card]) -> set[str]:
    """The ids of triples that state another value for what a second triple says of the same subject and time."""
    groups: dict[tuple[Any, ...], list[Card]] = defaultdict(list)
    for card in cards:
        claim, time = card["claim"], card.get("time") or {}
        if claim.get("subject") and (claim.get("predicate") or claim.get("object")):
            # two documents are about the same time only where both give dates
            when = (time.get("start"), time.get("end"))
            where = None if any(when) else card["doc"]
            key = (claim["subject"], claim.get("predicate"), claim.get("object"), when, where, card["quantity"]["unit"],
                   card.get("comparison"), card.get("status"))
            groups[key].append(card)
    return {card["id"] for group in groups.values() if len({_value(card) for card in group}) > 1 for card in group}


def _value(card: Card) -> tuple[Any, ...]:
    return tuple(card["quantity"][name] for name in ("value", "low", "high"))


def other_card(run: Run, name: str, verdict: Verdict) -> Card | None:
    """The card of a triple the run does not hold, from what was decided on it; None where nothing is to be shown.

    Its id is the one it was first decided under, also after its figure was moved.
    """
    content: Content | None = verdict.corrected or verdict.seen
    if content is None or verdict.answer in (None, "reject") or verdict.doc not in run.texts:
        return None
    return {**new_card(str(verdict.doc), run.texts[str(verdict.doc)], content), "id": name}


def item_state(item: Item) -> dict[str, Any]:
    """What the page shows of an item beside its card."""
    verdict = item.verdict
    return {
        "id": item.id, "origin": item.origin, "answer": item.answer, "given": verdict.answer, "standing": item.standing,
        "differences": [difference.as_json() for difference in item.differences], "reasons": list(item.reasons),
        "risk": item.risk, "flagged": verdict.flagged, "comment": verdict.comment, "disputed": verdict.disputed,
        "corrected": verdict.corrected, "decision": verdict.decision, "reviewer": verdict.reviewer, "at": verdict.at,
    }
