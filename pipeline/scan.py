"""Rules × text → mentions: one pass over the characters with all quantity and time rules, overlaps settled.

Overlaps go to the leftmost, then the longest mention; at an equal span to the rule that names the other in `over`.
Mentions of kind `none` claim their text and are dropped at the end, so that nothing else can read it.

A rule is tried only where it can match: in a sentence that has one of its cues, and with `starts` only at the first of a
run of those characters. `every_candidate` is the plain way without that, for tests to compare with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import add

import regex

from pipeline.model import Mention, Span
from pipeline.rulebook import Rule, Rulebook

BREAK = regex.compile(r"[。！？；\n]+")
TIMEOUT = 5.0
REMEMBERED = 2000  # choices of rules kept ready, so that long runs stay small
CUE_BEFORE, CUE_AFTER = 40, 40  # how far from the start of a run its rule's cue may stand


def scan(text: str, book: Rulebook, layers: Sequence[str] = ("quantity", "time")) -> tuple[Mention, ...]:
    """All settled mentions of `text` in reading order, those of kind `none` among them."""
    reading = plan_of(Key(id(book), tuple(layers), book))
    return tuple(settle(reading.candidates(text), reading.by_id))


def candidates(text: str, rules: Iterable[Rule], chars: Mapping[str, str] | None = None) -> Iterator[Mention]:
    """Every match of every rule, sentence by sentence; `chars` are the character sets that `starts` names.

    Without `chars` the same is found, only slower.
    """
    return Plan(rules, chars or {}).candidates(text)


def every_candidate(text: str, rules: Iterable[Rule], chars: Mapping[str, str] | None = None) -> Iterator[Mention]:
    """What `candidates` gives, found without knowing where a match may start; a cue is looked for in the whole sentence."""
    rules = tuple(rules)
    for start, end in stretches(text):
        part = text[start:end]
        for rule in (rule for rule in rules if not rule.cue or any(cue in part for cue in rule.cue)):
            for match in rule.pattern.finditer(text, start, end, timeout=TIMEOUT):
                if match.end() > match.start():
                    yield mention(rule, match)


def matches_at(runs: re.Pattern[str], rules: Sequence[Rule], text: str, start: int, end: int) -> Iterator[Mention]:
    """The matches of `rules` that begin at a run; a rule does not begin again inside its own match."""
    free = [start] * len(rules)
    for run in runs.finditer(text, start, end):
        at = run.start()
        near = text[max(start, at - CUE_BEFORE):min(end, at + CUE_AFTER)]
        for i, rule in enumerate(rules):
            if at < free[i] or rule.cue and not occurs(rule.cue, near):
                continue
            match = rule.pattern.match(text, at, end)
            if match:
                free[i] = match.end()
                yield mention(rule, match)


def occurs(cues: Iterable[str], text: str) -> bool:
    """Whether any of the cues is in the text."""
    for cue in cues:  # noqa: SIM110 - this is called for every number of a text, and any() takes twice as long
        if cue in text:
            return True
    return False


class Group:
    """Rules that begin at a run of the same characters, or anywhere; which of them are tried is told by a mask."""

    def __init__(self, chars: str | None) -> None:
        self.runs = runs_of(chars) if chars is not None else None
        self.mask = 0
        self.rules: dict[int, Rule] = {}
        self._chosen: dict[int, tuple[Rule, ...]] = {}

    def add(self, number: int, rule: Rule) -> None:
        """Take a rule in under its number."""
        self.rules[number] = rule
        self.mask |= 1 << number

    def chosen(self, mask: int) -> tuple[Rule, ...]:
        """The rules of the group whose bits are set."""
        mask &= self.mask
        if mask not in self._chosen:
            if len(self._chosen) >= REMEMBERED:
                self._chosen.clear()
            self._chosen[mask] = tuple(rule for number, rule in self.rules.items() if mask >> number & 1)
        return self._chosen[mask]


class Plan:
    """Which rules to try in a sentence, by the characters that occur in it. A rule is a bit of a mask."""

    def __init__(self, rules: Iterable[Rule], chars: Mapping[str, str]) -> None:
        groups: dict[str | None, Group] = {}
        self.by_id: dict[str, Rule] = {}
        self.uncued = 0
        cues: dict[str, int] = {}
        for number, rule in enumerate(rules):
            self.by_id[rule.id] = rule
            name = starts_of(rule)
            group_chars = chars.get(name) if name else None
            groups.setdefault(group_chars, Group(group_chars)).add(number, rule)
            for cue in rule.cue:
                cues[cue] = cues.get(cue, 0) | 1 << number
            self.uncued |= (not rule.cue) << number
        self.groups = tuple(groups.values())
        self.anywhere = sum(group.mask for group in self.groups if group.runs is None)
        self.single = {cue: mask for cue, mask in cues.items() if len(cue) == 1}
        # longer cues by their first two characters, which are rare together
        self.pairs: dict[str, list[tuple[str, int]]] = {}
        for cue, mask in cues.items():
            if len(cue) > 1:
                self.pairs.setdefault(cue[:2], []).append((cue, mask))
        self.paired = frozenset(self.pairs)
        self.begins: dict[str, int] = {}
        self.idle: set[str] = set()  # characters seen that begin nothing and are no cue

    def candidates(self, text: str) -> Iterator[Mention]:
        """Every match of every rule, sentence by sentence."""
        for start, end in stretches(text):
            mask = self.rules_for(text[start:end])
            for group in self.groups:
                if not mask & group.mask:
                    continue
                rules = group.chosen(mask)
                if group.runs is not None:
                    yield from matches_at(group.runs, rules, text, start, end)
                    continue
                for rule in rules:
                    for match in rule.pattern.finditer(text, start, end, timeout=TIMEOUT):
                        if match.end() > match.start():
                            yield mention(rule, match)

    def rules_for(self, part: str) -> int:
        """The rules that may match in the sentence `part`: it has a cue of theirs and a character they begin with."""
        cued, begun = self.uncued, self.anywhere
        for char in set(part) - self.idle:
            known = self.begins.get(char)
            begun |= self._learn(char) if known is None else known
            cued |= self.single.get(char, 0)
        for pair in self.paired.intersection(map(add, part, part[1:])):
            for cue, rules in self.pairs[pair]:
                if rules & ~cued and cue in part:
                    cued |= rules
        return cued & begun

    def _learn(self, char: str) -> int:
        """The rules that may begin with a character, worked out when it is first seen."""
        self.begins[char] = mask = sum(group.mask for group in self.groups if group.runs is not None and group.runs.match(char))
        if not mask and char not in self.single:
            self.idle.add(char)
        return mask


@dataclass(frozen=True, slots=True)
class Key:
    """A rulebook and layers of it, equal to another of the very same book."""

    identity: int
    layers: tuple[str, ...]
    book: Rulebook = field(compare=False)


@lru_cache(maxsize=8)
def plan_of(key: Key) -> Plan:
    """The plan of a rulebook's layers, made once."""
    return Plan([rule for layer in key.layers for rule in key.book.layer(layer)], key.book.lexicon.chars)


def starts_of(rule: Rule) -> str | None:
    """The name of the characters a match of the rule begins with; None where it may begin anywhere."""
    found: str | None = vars(rule.spec).get("starts")  # getattr() takes ten times as long where a layer's rules have none
    return found


@lru_cache(maxsize=64)
def runs_of(chars: str) -> re.Pattern[str]:
    """A pattern for a run of these characters (a set as in a lexicon's `chars`); a new run begins where digits begin.

    队伍30支 is not one numeral, though 伍 is one.
    """
    return re.compile(f"[{chars}](?:(?<=[0-9.])[{chars}]|(?![0-9.])[{chars}])*")


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
    """The match as a record; where the rule has `starts`, groups read behind its beginning widen it."""
    spans = match.regs
    groups = {name: Span(*spans[i]) for name, i in match.re.groupindex.items() if spans[i][0] >= 0}
    start = spans[0][0]
    if starts_of(rule):
        start = min((start, *(span.start for span in groups.values())))
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
