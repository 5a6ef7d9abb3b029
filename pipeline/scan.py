"""Rules × text → mentions: one pass over the characters with all quantity and time rules, overlaps settled.

Overlaps go to the leftmost, then the longest mention; at an equal span to the rule that names the other in `over`.
Mentions of kind `none` claim their text and are dropped at the end, so that nothing else can read it.

A rule is tried only where it can match: in a sentence that has one of its cues, at characters that its matches begin with
(see `rulebook.openings`). `every_candidate` is the plain way without that, for tests to compare with.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import regex

from pipeline.model import Mention, Span
from pipeline.rulebook import Rule, Rulebook
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.masks import mask_of, numbers
from pipeline.rulebook.openings import Openings, starts_of

BREAK = regex.compile(r"[。！？；\n]+")
TIMEOUT = 5.0
APART = "apart_"  # begins the name of a group that is read from afar: 约占(全国的)三成
LONG, NEAR = 200, 40  # in a longer stretch a rule with `starts` needs a cue as near as that


def scan(text: str, book: Rulebook, layers: Sequence[str] = ("quantity", "time")) -> tuple[Mention, ...]:
    """All settled mentions of `text` in reading order, those of kind `none` among them."""
    reading = book.kept(plan_of, tuple(layers))
    return tuple(settle(reading.candidates(text), reading.by_id))


def candidates(text: str, rules: Iterable[Rule], chars: Mapping[str, str] | None = None) -> Iterator[Mention]:
    """Every match of every rule, sentence by sentence; `chars` are the character sets that `starts` names.

    Without `chars` the same is found, only slower.
    """
    return Plan(rules, chars or {}).candidates(text)


def every_candidate(text: str, rules: Iterable[Rule], chars: Mapping[str, str] | None = None) -> Iterator[Mention]:
    """What `candidates` gives, found without knowing where a match may start; a cue is looked for in the whole sentence."""
    places = list(stretches(text))
    for rule in rules:
        yield from searched(rule, text, [(start, end) for start, end in places
                                         if not rule.cue or any(cue in text[start:end] for cue in rule.cue)])


def searched(rule: Rule, text: str, stretches: Iterable[tuple[int, int]]) -> Iterator[Mention]:
    """The matches of a rule wherever they are in the stretches."""
    for start, end in stretches:
        for match in rule.pattern.finditer(text, start, end, timeout=TIMEOUT):
            if match.end() > match.start():
                yield mention(rule, match)


class Plan:
    """Which rules to try in a sentence and at which of its characters. A rule is a bit of a mask."""

    def __init__(self, rules: Iterable[Rule], chars: Mapping[str, str]) -> None:
        self.rules = tuple(rules)
        self.by_id = {rule.id: rule for rule in self.rules}
        self.openings = Openings(self.rules, chars)
        self.cues = Cues(self.rules)

    def candidates(self, text: str) -> Iterator[Mention]:
        """Every match of every rule.

        All tries of one rule come together, for the processor's cache holds one or two of the larger patterns. They are
        given no time limit: setting one takes longer than most of them.
        """
        tries = self._tries(text)
        for number in sorted(tries):
            rule, places = self.rules[number], tries[number]
            if self.openings.anywhere >> number & 1:
                yield from searched(rule, text, places)
                continue
            pattern = rule.pattern
            free = 0  # a rule does not begin again inside its own match
            for at, end in places:
                if at >= free:
                    match = pattern.match(text, at, end)
                    if match and match.end() > at:
                        free = match.end()
                        yield mention(rule, match)

    def _tries(self, text: str) -> dict[int, list[tuple[int, int]]]:
        """For each rule the places where it is to be tried and how far it may read, from the first to the last."""
        tries: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for start, end in stretches(text):
            cued = self.cues.within(text[start:end])
            if cued & self.openings.anywhere:
                note(tries, cued & self.openings.anywhere, (start, end))
            for at, rules in self.openings.places(cued & ~self.openings.anywhere, text, start, end):
                if end - start > LONG:
                    rules &= ~self.openings.at_runs | self.cues.within(text[max(start, at - NEAR):min(end, at + NEAR)])
                note(tries, rules, (at, end))
        return tries


def note(tries: defaultdict[int, list[tuple[int, int]]], rules: int, place: tuple[int, int]) -> None:
    """Write a place down for each of the rules."""
    for number in numbers(rules):
        tries[number].append(place)


class Cues:
    """Tells which rules have a cue in a text."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.uncued = mask_of(not rule.cue for rule in rules)
        woken: dict[str, int] = {}
        for number, rule in enumerate(rules):
            for cue in rule.cue:
                woken[cue] = woken.get(cue, 0) | 1 << number
        self.single = {cue: mask for cue, mask in woken.items() if len(cue) == 1}
        self.char = any_of(self.single)
        # longer cues by their first two characters, which are rare together
        self.longer: dict[str, list[tuple[str, int]]] = {}
        for cue, mask in woken.items():
            if len(cue) > 1:
                self.longer.setdefault(cue[:2], []).append((cue, mask))
        firsts, seconds = (any_of({pair[at] for pair in self.longer}).pattern for at in (0, 1))
        self.pair = re.compile(f"(?=({firsts}{seconds}))")  # to make all pairs of a text takes twice as long

    def within(self, text: str) -> int:
        """The rules that have a cue in the text, or none at all."""
        cued = self.uncued
        for char in self.char.findall(text):
            cued |= self.single[char]
        for pair in self.longer.keys() & self.pair.findall(text):
            for cue, rules in self.longer[pair]:
                if rules & ~cued and cue in text:
                    cued |= rules
        return cued


def plan_of(book: Rulebook, layers: tuple[str, ...]) -> Plan:
    """The plan of a rulebook's layers."""
    return Plan([rule for layer in layers for rule in book.layer(layer)], book.lexicon.chars)


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """The runs of text between sentence ends."""
    at = 0
    for found in BREAK.finditer(text):
        if found.start() > at:
            yield at, found.start()
        at = found.end()
    if at < len(text):
        yield at, len(text)


def mention(rule: Rule, match: regex.Match[str]) -> Mention:
    """The match as a record; where the rule has `starts`, groups read behind its beginning widen it, but for those of `APART`."""
    spans = match.regs
    groups = {name: Span(*spans[i]) for name, i in match.re.groupindex.items() if spans[i][0] >= 0}
    start = spans[0][0]
    if starts_of(rule):
        start = min((start, *(span.start for name, span in groups.items() if not name.startswith(APART))))
    return Mention(rule.layer, rule.id, start, match.end(), groups, rule.emits)


def settle(found: Iterable[Mention], rules: dict[str, Rule]) -> list[Mention]:
    """The mentions that hold, none overlapping: the leftmost, then the longest, then the one that `beats` the other."""
    ordered = sorted(found, key=lambda m: (m.start, -m.end, m.rule))
    kept: list[Mention] = []
    for one in ordered:
        last = kept[-1] if kept else None
        if last is None or one.start >= last.end:
            kept.append(one)
        elif (one.start, one.end) == (last.start, last.end) and beats(one, last, rules):
            kept[-1] = one
    return kept


def beats(one: Mention, other: Mention, rules: dict[str, Rule]) -> bool:
    """Whether `one` holds against `other`, which claims the same text and comes first by id.

    A rule's `over` decides. Else a look-alike beats a reading, for it was written against one, and what dates a thing
    beats what counts it (`近三年`). What is left (see `ties`) goes by id, so that a text is read the same everywhere.
    """
    if other.rule in rules[one.rule].spec.over:
        return True
    if one.rule in rules[other.rule].spec.over:
        return False
    return _claim(one) < _claim(other)


def _claim(mention: Mention) -> int:
    if mention.emits.get("kind") == "none":
        return 0
    return 1 if mention.layer == "time" else 2


def ties(text: str, book: Rulebook, layers: Sequence[str] = ("quantity", "time")) -> list[tuple[str, str, str]]:
    """The texts that two readings of equal standing claim, with the two rules: each wants one named in the other's `over`."""
    rules = [rule for layer in layers for rule in book.layer(layer)]
    by_id = {rule.id: rule for rule in rules}
    found = list(candidates(text, rules, book.lexicon.chars))
    held = {(m.start, m.end) for m in settle(found, by_id)}
    at: dict[tuple[int, int], list[Mention]] = {}
    for one in found:
        if (one.start, one.end) in held:
            at.setdefault((one.start, one.end), []).append(one)
    return sorted({(text[start:end], a.rule, b.rule) for (start, end), claims in at.items() for a in claims for b in claims
                   if a.rule < b.rule and _claim(a) == _claim(b) > 0
                   and a.rule not in by_id[b.rule].spec.over and b.rule not in by_id[a.rule].spec.over})
