"""Why a triple reads as it does, and why a number has none: trees of what each layer did, with rule, place and text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.build import Extractor
from pipeline.layers.speakers import speaker_at
from pipeline.model import Claim, Mention, Quantity, Section, Slot, Span, Time
from pipeline.near import nearest
from pipeline.reading import Reading
from pipeline.rulebook import Rule, Rulebook
from pipeline.scan import BREAK, candidates
from pipeline.source import Document
from pipeline.watching import WatchedReader, read_watched

OTHERS = 3  # how many other rules are named


@dataclass(slots=True)
class Tree:
    """A line with what it rests on."""

    text: str
    parts: list[Tree] = field(default_factory=list)

    def add(self, text: str) -> Tree:
        """Add a part and give it back."""
        self.parts.append(Tree(text))
        return self.parts[-1]

    def lines(self, first: str = "", rest: str = "") -> Iterator[str]:
        """The tree as lines for the terminal."""
        yield first + self.text
        for i, part in enumerate(self.parts):
            last = i + 1 == len(self.parts)
            yield from part.lines(rest + ("└ " if last else "├ "), rest + ("  " if last else "│ "))


class Explainer:
    """Explains one document; offsets given and shown count in the raw text."""

    def __init__(self, extractor: Extractor, reading: Reading, watched: WatchedReader | None = None) -> None:
        self.book: Rulebook = extractor.book
        self.reading = reading
        self.watched = watched or WatchedReader(self.book)
        self.text = self.reading.view.text

    @classmethod
    def of(cls, extractor: Extractor, document: Document) -> Explainer:
        """An explainer that has watched the claim layer read the document, so that it knows which rules lost and why."""
        return cls(extractor, *read_watched(extractor, document))

    # -- what to explain -------------------------------------------------------------------------------------------

    def all(self) -> Iterator[Tree]:
        """Every triple, in text order."""
        for claim in self.reading.claims:
            yield self.triple(claim)

    def at(self, offset: int) -> Tree:
        """What became of the number at a raw offset, or of the nearest one in its sentence."""
        place = self._view_offset(offset)
        for claim in self.reading.claims:
            if claim.quantity.start <= place < claim.quantity.end:
                return self.triple(claim)
        view = self.reading.view
        char = view.raw[offset]
        if view.offsets[place] != offset and not char.isspace():
            return Tree(f"no triple for '{char}'  [{offset}:{offset + 1}]", [Tree(
                "stopped here: the view leaves it out, as it does what prints nothing and the marks of footnotes")])
        near = self._nearest_numeral(place)
        if not self._is_numeral(self.text[near]):
            return Tree(f"no number stands at {offset}, nor in the rest of its sentence: {self._snippet(place, place + 1)}")
        beside = next((claim for claim in self.reading.claims if claim.quantity.start <= near < claim.quantity.end), None)
        return self.triple(beside) if beside else self.miss(self._number_at(near))

    def of_text(self, words: str) -> list[Tree]:
        """What became of the numbers in every occurrence of `words` in the raw text; nothing where they do not occur."""
        raw, trees, done = self.reading.view.raw, [], set()
        at = raw.find(words)
        while at >= 0 and words:
            for place in self._numbers_in(at, at + len(words)):
                if place not in done:
                    done.add(place)
                    trees.append(self.at(self.reading.view.offsets[place]))
            at = raw.find(words, at + 1)
        return trees

    def _numbers_in(self, start: int, end: int) -> list[int]:
        """A view offset for each quantity in a raw stretch, or for its first number or character where there is none."""
        first, last = self._view_offset(start), self._view_offset(end - 1) + 1
        found = [max(q.start, first) for q in self.reading.quantities if q.start < last and first < q.end]
        if found:
            return found
        numerals = [i for i in range(first, last) if self._is_numeral(self.text[i])]
        return [numerals[0] if numerals else first]

    def _view_offset(self, offset: int) -> int:
        """The view's character at a raw offset, or the next one where it was dropped."""
        offsets = self.reading.view.offsets
        return min(bisect_left(offsets, offset), max(0, len(offsets) - 1))

    def _is_numeral(self, char: str) -> bool:
        return char.isdecimal() or char in self.book.lexicon.chars.get("n_any", "") and char not in "0-9"

    def _nearest_numeral(self, place: int) -> int:
        """The numeral nearest to a view offset in its sentence, or the offset itself."""
        stretch = self._stretch(place)
        found = [i for i in range(stretch.start, stretch.end) if self._is_numeral(self.text[i])]
        return min(found, key=lambda i: (abs(i - place), i), default=place)

    def _number_at(self, place: int) -> Span:
        """The run of numerals at a view offset, or the one character."""
        start = end = place
        while start > 0 and self._is_numeral(self.text[start - 1]):
            start -= 1
        while end < len(self.text) and self._is_numeral(self.text[end]):
            end += 1
        return Span(start, max(end, place + 1))

    # -- a triple --------------------------------------------------------------------------------------------------

    def triple(self, claim: Claim) -> Tree:
        """The derivation of a triple: claim ← slots, quantity, time, speaker, section, each with its rule and its text."""
        quantity = claim.quantity
        said = "".join(slot.text for slot in (claim.subject, claim.predicate, claim.object) if slot)
        tree = Tree(f"{said or '–'} = {quantity.text}  {self._raw(quantity.start, quantity.end)}, confidence {claim.confidence:g}")
        for rule_id in claim.rules:
            if rule_id != quantity.rule:
                self._claim_rule(tree.add(self._rule(rule_id)), claim, rule_id == claim.rules[-1])
        self._quantity(tree, quantity)
        if claim.time:
            self._time(tree, claim.time)
        self._speaker(tree, quantity.start)
        self._section(tree, quantity.start)
        return tree

    def _claim_rule(self, tree: Tree, claim: Claim, slots: bool) -> None:
        if not slots:
            return
        for name, slot in (("subject", claim.subject), ("predicate", claim.predicate), ("object", claim.object)):
            tree.add(f"{name} {self._slot(slot)}")
        if claim.comparison:
            tree.add(f"comparison '{claim.comparison}'")
        tree.add(f"status {claim.status}")
        for note in claim.notes:
            tree.add(note)
        self._other_rules(tree, claim)

    def _other_rules(self, tree: Tree, claim: Claim) -> None:
        """The words the claim rules saw, and the rules that matched them, too."""
        start = claim.quantity.start
        around = self.watched.around(start)
        if around:
            tree.add(f"read between '{around[0]}' and '{around[1]}'")
        also = [verdict.rule for verdict in self.watched.verdicts(start) if not verdict.reason and verdict.rule.id not in claim.rules]
        for rule in sorted(also, key=lambda rule: (-int(rule.spec.weight), rule.id))[:OTHERS]:  # type: ignore[attr-defined]
            tree.add(f"stands before {self._rule(rule.id)}")

    def _slot(self, slot: Slot | None) -> str:
        if slot is None:
            return "none"
        return f"'{slot.text}'  {self._raw(slot.span.start, slot.span.end)}" if slot.span else f"'{slot.text}', put together"

    def _quantity(self, tree: Tree, quantity: Quantity) -> None:
        part = tree.add(self._rule(quantity.rule))
        part.add(f"reads {amount(quantity)}")
        for mention in self._mentions(quantity.start, quantity.end):
            if mention.rule == quantity.rule:
                self._groups(part, mention)

    def _groups(self, tree: Tree, mention: Mention) -> None:
        for name, span in sorted(mention.groups.items(), key=lambda item: (item[1].start, item[0])):
            words = self.text[span.start:span.end]
            place = self.book.lexicon.unit_places.get(words) if name == "unit" else None
            if words:
                tree.add(f"{name} '{words}'" + (f"  {place}" if place else ""))

    def _time(self, tree: Tree, time: Time) -> None:
        part = tree.add(self._rule(time.rule))
        dates = f"{time.first or '…'}/{time.last or '…'}" if time.first or time.last else "no dates"
        part.add(f"time '{time.text}'  {self._raw(time.start, time.end)}: {dates}")

    def _speaker(self, tree: Tree, place: int) -> None:
        said = speaker_at(self.reading.attributions, place)
        if said is None:
            tree.add("speaker none: no attribution reaches here, the article's own voice")
            return
        cue = f" ← '{self.text[said.cue.start:said.cue.end]}'  {self._raw(said.cue.start, said.cue.end)}" if said.cue else ""
        tree.add(self._rule(said.rule)).add(f"speaker {said.name} ({said.kind}, {said.scope}){cue}")

    def _section(self, tree: Tree, place: int) -> None:
        section = self.section_at(place)
        if section is None:
            tree.add(f"format/{self.reading.layout.format}: in no section")
            return
        label = f", under '{section.speaker}'" if section.speaker else ""
        tree.add(self._rule(f"format/{self.reading.layout.format}")).add(
            f"section {section.kind}{label}: {self._snippet(section.start, section.end)}")

    # -- a miss ----------------------------------------------------------------------------------------------------

    def miss(self, number: Span) -> Tree:
        """Every layer's verdict on a number without a triple, up to the layer that dropped it."""
        tree = Tree(f"no triple for '{self.text[number.start:number.end]}'  {self._raw(number.start, number.end)}")
        section = self.section_at(number.start)
        self._section(tree, number.start)
        if section is None or section.kind == "furniture":
            tree.add("stopped here: this part of the release states nothing, so nothing is read in it")
            return tree
        self._speaker(tree, number.start)
        quantity = next((q for q in self.reading.quantities if q.start < number.end and number.start < q.end), None)
        if quantity is None:
            self._no_quantity(tree, number)
            return tree
        self._quantity(tree, quantity)
        part = tree.add("stopped here: it is a quantity, but no claim rule reads what it measures")
        near = sorted(self.watched.verdicts(quantity.start), key=lambda verdict: (-verdict.met, verdict.rule.id))
        for verdict in near[:OTHERS]:
            part.add(f"nearly {self._rule(verdict.rule.id)}").add(verdict.reason or "matches, but its frame finds no claim there")
        return tree

    def _no_quantity(self, tree: Tree, number: Span) -> None:
        for mention in self._mentions(number.start, number.end):
            words = self.text[mention.start:mention.end]
            part = tree.add(self._rule(mention.rule))
            if mention.emits.get("kind") == "none":
                part.add(f"stopped here: claims '{words}' as no {mention.layer}")
            elif mention.layer == "time":
                part.add(f"stopped here: reads '{words}' as a time, which dates claims and counts nothing")
            else:
                part.add(f"stopped here: matches '{words}', but no number can be read in it")
            self._lost(part, mention)
            return
        part = tree.add("stopped here: no quantity rule reads it")
        for near in nearest(self.book.layer("quantity"), self.book, self.text, number, self._stretch(number.start)):
            part.add(f"nearly {self._rule(near.rule.id)}").add(near.reason)

    def _lost(self, tree: Tree, winner: Mention) -> None:
        """The readings that the winner stands before."""
        for other in self._candidates:
            if other.rule != winner.rule and other.start < winner.end and winner.start < other.end:
                tree.add(f"stands before {self._rule(other.rule)}, which would read '{self.text[other.start:other.end]}'")

    @cached_property
    def _candidates(self) -> list[Mention]:
        """Every match of every quantity and time rule, also of those that lost."""
        return list(candidates(self.text, (*self.book.layer("quantity"), *self.book.layer("time")), self.book.lexicon.chars))

    # -- small things ----------------------------------------------------------------------------------------------

    def section_at(self, place: int) -> Section | None:
        """The section that holds a view offset."""
        return next((s for s in self.reading.layout.sections if s.start <= place < s.end), None)

    def _mentions(self, start: int, end: int) -> list[Mention]:
        return [m for m in self.reading.mentions if m.start < end and start < m.end]

    def _stretch(self, place: int) -> Span:
        """The part of a sentence that rules are tried on."""
        start = max((found.end() for found in BREAK.finditer(self.text, 0, place)), default=0)
        found = BREAK.search(self.text, place)
        return Span(start, found.start() if found else len(self.text))

    def _raw(self, start: int, end: int) -> str:
        first, last = self.reading.view.raw_span(start, end)
        return f"[{first}:{last}]"

    def _snippet(self, start: int, end: int) -> str:
        words = self.text[start:end]
        return f"'{words}'" if len(words) <= 24 else f"'{words[:24]}…'"

    def _rule(self, rule_id: str) -> str:
        return rule_line(self.book, rule_id)


def rule_line(book: Rulebook, rule_id: str) -> str:
    """`quantity/count  rules/quantity/count.yaml:13  数词＋量词`; `speaker/turn` is no rule but a label's doing."""
    rule: Rule | None = next((rule for rule in book.layer(rule_id.partition("/")[0]) if rule.id == rule_id), None)
    return f"{rule.id}  {rule.file}:{rule.line}  {rule.spec.about}" if rule else f"{rule_id}  by the labels of the format"


def amount(quantity: Quantity) -> str:
    """`53000 个, count, exact`."""
    number = f"{quantity.value:f}" if quantity.value is not None else f"{quantity.low or 0:f} to {quantity.high or 0:f}"
    return ", ".join((f"{number} {quantity.unit or ''}".rstrip(), quantity.kind, quantity.relation))
