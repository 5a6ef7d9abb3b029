"""Which format a text has: the one whose marks it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from pipeline.errors import UsageError, did_you_mean
from pipeline.formats.grammar import LONGEST, plain_rule
from pipeline.rulebook import Rule, Rulebook
from pipeline.rulebook.outlines import Edge, needed_chars, needed_sets
from pipeline.rulebook.patterns import read_pattern

SURE, HINT, NEEDED = 3, 1, 3
NEVER = r"\b\B"
NOTHING = regex.compile(NEVER)
TOP, BOTTOM = 24, 6   # paragraphs that are looked at


def format_names(book: Rulebook) -> list[str]:
    """The names that `--format` takes."""
    return [rule.id.removeprefix("format/") for rule in book.layer("format")]


def format_rule(book: Rulebook, name: str) -> Rule:
    """The format of that name; UsageError if there is none."""
    for rule in book.layer("format"):
        if rule.id == f"format/{name}":
            return rule
    names = format_names(book)
    raise UsageError(f"no format '{name}'{did_you_mean(name, names)}; known are: {', '.join(names)}")


def recognise(paragraphs: Sequence[str], book: Rulebook) -> Rule:
    """The format with most points, one with a sure mark before one without; the plain one where none has enough points.

    Of equals it is the first by its id.
    """
    paragraphs = paragraphs if len(paragraphs) <= TOP + BOTTOM else [*paragraphs[:TOP], *paragraphs[-BOTTOM:]]
    heads = [paragraph[:LONGEST] for paragraph in paragraphs]
    edge, formats = book.kept(marks_of)
    opened = [edge[head[:1]] for head in heads]
    chars = set[str]().union(*heads)
    best, points = plain_rule(book), (False, NEEDED - 1)
    for number, one in enumerate(formats):
        likely = [head for head, mask in zip(heads, opened, strict=True) if mask >> number & 1]
        score = one.score(heads, likely, chars)
        if score[1] >= NEEDED and (score > points or score == points and best.id in one.rule.spec.over):
            best, points = one.rule, score
    return best


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one format, and characters of which every hint has one; an empty set where none are known.

    `hints` are for each hint the sets of characters of which it has one whole: 来源 or 责编.
    """

    rule: Rule
    needed: frozenset[str]
    hints: tuple[frozenset[frozenset[str]], ...]

    def score(self, heads: Sequence[str], likely: Sequence[str], chars: set[str]) -> tuple[bool, int]:
        """Whether a sure mark shows at the beginning of a paragraph, and the points: three for each, one for each hint.

        `likely` are the heads that begin as a sure mark does, `chars` the characters of all of them.
        """
        points = SURE * len(self._shown("sure", (match for match in map(self._pattern("sure").match, likely) if match)))
        if not points and not self._may_hint(chars):
            return False, 0
        hints = self._pattern("hints")
        hinting = (head for head in heads if not self.needed or not self.needed.isdisjoint(head))
        return points > 0, points + HINT * len(self._shown("hints", (match for head in hinting for match in hints.finditer(head))))

    def _may_hint(self, chars: set[str]) -> bool:
        """Whether the characters are there of as many hints as are needed: to look for the hints themselves takes longer."""
        return len(self.hints) >= NEEDED and sum(any(map(chars.issuperset, sets)) for sets in self.hints) >= NEEDED

    def _pattern(self, name: str) -> regex.Pattern[str]:
        return self.rule.compiled(name) if name in self.rule.patterns else NOTHING

    def _shown(self, name: str, found: Iterable[regex.Match[str]]) -> set[str]:
        """The names of the marks that were found."""
        numbers = {match.lastindex for match in found}
        return {mark for mark, number in self._pattern(name).groupindex.items() if number in numbers}


def marks_of(book: Rulebook) -> tuple[Edge, list[Marks]]:
    """The marks of each format and with which characters the sure ones begin; made of a rulebook."""
    rules = book.layer("format")
    return Edge([rule.patterns.get("sure", NEVER) for rule in rules]), [marks_in(rule) for rule in rules]


def marks_in(rule: Rule) -> Marks:
    """The marks of a format. Each alternative of its hints is one, if there are as many groups; else each may be any of them."""
    if "hints" not in rule.patterns:
        return Marks(rule, frozenset(), ())
    read, groups = read_pattern(rule.patterns["hints"]), rule.compiled("hints").groups
    hints = read.items if len(read.items) == groups else [read] * groups
    return Marks(rule, needed_chars(read) or frozenset(), tuple(map(needed_sets, hints)))
