"""Which format a text has: the one whose marks it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from pipeline.errors import UsageError, did_you_mean
from pipeline.formats.grammar import LONGEST, plain_rule
from pipeline.rulebook import Rule, Rulebook
from pipeline.rulebook.outlines import Edge, needed_chars
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
    edge, formats = marks_of(book)
    opened = [edge[head[:1]] for head in heads]
    best, points = plain_rule(book), (False, NEEDED - 1)
    for number, one in enumerate(formats):
        score = one.score(heads, [head for head, mask in zip(heads, opened, strict=True) if mask >> number & 1])
        if score[1] >= NEEDED and (score > points or score == points and best.id in one.rule.spec.over):
            best, points = one.rule, score
    return best


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one format, and characters of which every hint has one; an empty set where none are known."""

    rule: Rule
    needed: frozenset[str]

    def score(self, heads: Sequence[str], likely: Sequence[str]) -> tuple[bool, int]:
        """Whether a sure mark shows at the beginning of a paragraph, and the points: three for each, one for each hint.

        `likely` are those that begin as a sure mark does.
        """
        points = SURE * len(self._shown("sure", (match for match in map(self._pattern("sure").match, likely) if match)))
        hints = self._pattern("hints")
        if not points and hints.groups < NEEDED:
            return False, 0
        hinting = (head for head in heads if not self.needed or not self.needed.isdisjoint(head))
        return points > 0, points + HINT * len(self._shown("hints", (match for head in hinting for match in hints.finditer(head))))

    def _pattern(self, name: str) -> regex.Pattern[str]:
        return self.rule.compiled(name) if name in self.rule.patterns else NOTHING

    def _shown(self, name: str, found: Iterable[regex.Match[str]]) -> set[str]:
        """The names of the marks that were found."""
        numbers = {match.lastindex for match in found}
        return {mark for mark, number in self._pattern(name).groupindex.items() if number in numbers}


def marks_of(book: Rulebook) -> tuple[Edge, list[Marks]]:
    """The marks of each format and with which characters the sure ones begin; made once and kept with the book."""
    cache: dict[str, tuple[Edge, list[Marks]]] = vars(book).setdefault("_format_marks", {})
    if "marks" not in cache:
        rules = book.layer("format")
        hints = [rule.patterns.get("hints") for rule in rules]
        needed = [needed_chars(read_pattern(pattern)) if pattern else None for pattern in hints]
        cache["marks"] = (Edge([rule.patterns.get("sure", NEVER) for rule in rules]),
                          [Marks(rule, chars or frozenset()) for rule, chars in zip(rules, needed, strict=True)])
    return cache["marks"]
