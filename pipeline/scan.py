"""Rules × text → mentions: one pass over the characters with all quantity and time rules, overlaps settled.

Overlaps go to the leftmost, then the longest mention; at an equal span to the rule that names the other in `over`.
Mentions of kind `none` claim their text and are dropped at the end, so that nothing else can read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import regex

from pipeline.model import Mention, Span
from pipeline.rulebook import Rule, Rulebook

BREAK = regex.compile(r"[。！？；\n]+")
TIMEOUT = 5.0


def scan(text: str, book: Rulebook, layers: Sequence[str] = ("quantity", "time")) -> tuple[Mention, ...]:
    """All settled mentions of `text` in reading order, those of kind `none` among them."""
    rules = [rule for layer in layers for rule in book.layer(layer)]
    return tuple(settle(candidates(text, rules), {rule.id: rule for rule in rules}))


def candidates(text: str, rules: Iterable[Rule]) -> Iterator[Mention]:
    """Every match of every rule, sentence by sentence; a rule with a cue is tried only where the cue occurs."""
    rules = tuple(rules)
    for start, end in stretches(text):
        part = text[start:end]
        for rule in rules:
            if rule.cue and not any(word in part for word in rule.cue):
                continue
            for match in rule.pattern.finditer(text, start, end, timeout=TIMEOUT):
                if match.end() > match.start():
                    yield mention(rule, match)


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
    """The match as a record."""
    groups = {name: Span(*match.span(name)) for name in match.re.groupindex if match.start(name) >= 0}
    return Mention(rule.layer, rule.id, match.start(), match.end(), groups, rule.emits)


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
    found = list(candidates(text, rules))
    held = {(m.start, m.end) for m in settle(found, by_id)}
    at: dict[tuple[int, int], list[Mention]] = {}
    for mention in found:
        if (mention.start, mention.end) in held:
            at.setdefault((mention.start, mention.end), []).append(mention)
    return sorted({(text[start:end], *sorted((a.rule, b.rule)))  # type: ignore[misc]
                   for (start, end), claims in at.items() for a in claims for b in claims
                   if a.rule < b.rule and _claim(a) == _claim(b) > 0
                   and a.rule not in by_id[b.rule].spec.over and b.rule not in by_id[a.rule].spec.over})
