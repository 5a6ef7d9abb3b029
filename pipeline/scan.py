"""Rules × text → mentions: one pass over the characters with all quantity and time rules, overlaps settled.

Overlaps go to the leftmost, then the longest mention; at an equal span to the rule that names the other in `over`.
Mentions of kind `none` claim their text and are dropped at the end, so that nothing else can read it.

A rule is tried only where it can match: in a sentence that has one of its cues, and with `starts` only at the first of a
run of those characters. `every_candidate` is the plain way without that, for tests to compare with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import regex

from pipeline.model import Mention, Span
from pipeline.rulebook import Rule, Rulebook

BREAK = regex.compile(r"[。！？；\n]+")
TIMEOUT = 5.0
CUE_BEFORE, CUE_AFTER = 40, 40  # how far from the start of a run its rule's cue may stand


def scan(text: str, book: Rulebook, layers: Sequence[str] = ("quantity", "time")) -> tuple[Mention, ...]:
    """All settled mentions of `text` in reading order, those of kind `none` among them."""
    rules = [rule for layer in layers for rule in book.layer(layer)]
    return tuple(settle(candidates(text, rules, book.lexicon.chars), {rule.id: rule for rule in rules}))


def candidates(text: str, rules: Iterable[Rule], chars: Mapping[str, str] | None = None) -> Iterator[Mention]:
    """Every match of every rule, sentence by sentence; `chars` are the character sets that `starts` names.

    Without `chars` the same is found, only slower.
    """
    plan = Plan(rules, chars or {})
    for start, end in stretches(text):
        anywhere, at_runs = plan.rules_for(text[start:end])
        for rule in anywhere:
            for match in rule.pattern.finditer(text, start, end, timeout=TIMEOUT):
                if match.end() > match.start():
                    yield mention(rule, match)
        for runs, tried in at_runs:
            yield from matches_at(runs, tried, text, start, end)


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
            if at >= free[i] and (not rule.cue or any(cue in near for cue in rule.cue)):
                match = rule.pattern.match(text, at, end)
                if match:
                    free[i] = match.end()
                    yield mention(rule, match)


class Plan:
    """Which rules to try in a sentence, by the characters that occur in it."""

    def __init__(self, rules: Iterable[Rule], chars: Mapping[str, str]) -> None:
        self.rules = tuple(rules)
        self.runs = [runs_of(chars[name]) if (name := starts_of(rule)) and name in chars else None for rule in self.rules]
        self.uncued = frozenset(i for i, rule in enumerate(self.rules) if not rule.cue)
        self.cues: dict[str, list[tuple[str, int]]] = {}
        for i, rule in enumerate(self.rules):
            for cue in rule.cue:
                self.cues.setdefault(cue[0], []).append((cue, i))

    def rules_for(self, part: str) -> tuple[list[Rule], list[tuple[re.Pattern[str], list[Rule]]]]:
        """The rules whose cue occurs in the sentence `part`: those tried everywhere, and those tried at runs of characters."""
        active = set(self.uncued)
        for char in set(part) & self.cues.keys():
            active.update(i for cue, i in self.cues[char] if i not in active and (len(cue) == 1 or cue in part))
        anywhere: list[Rule] = []
        at_runs: dict[re.Pattern[str], list[Rule]] = {}
        for i in sorted(active):
            runs = self.runs[i]
            if runs is None:
                anywhere.append(self.rules[i])
            else:
                at_runs.setdefault(runs, []).append(self.rules[i])
        return anywhere, list(at_runs.items())


def starts_of(rule: Rule) -> str | None:
    """The name of the characters a match of the rule begins with; None where it may begin anywhere."""
    return getattr(rule.spec, "starts", None)


@lru_cache(maxsize=64)
def runs_of(chars: str) -> re.Pattern[str]:
    """A pattern for a run of these characters (a set as in a lexicon's `chars`)."""
    return re.compile(f"[{chars}]+")


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
