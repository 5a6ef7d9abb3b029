"""Which format a text has: the one whose marks it shows."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import UsageError, did_you_mean
from pipeline.formats.grammar import LONGEST, PLAIN, TIMEOUT
from pipeline.rulebook import Rule, Rulebook

SURE, HINT, NEEDED = 3, 1, 3
LOOKED_AT = 400    # paragraphs


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
    """The format with most points, `format/plain` where none has enough; of equals the first by its id."""
    best, points = format_rule(book, PLAIN.removeprefix("format/")), NEEDED - 1
    for rule in book.layer("format"):
        score = score_of(paragraphs, rule)
        if score > points or score == points and best.id in rule.spec.over:
            best, points = rule, score
    return best


def score_of(paragraphs: Sequence[str], rule: Rule) -> int:
    """The points of one format: three for each of its sure marks that the text shows, one for each hint."""
    return sum(worth * len(marks(paragraphs, rule, name)) for name, worth in (("sure", SURE), ("hints", HINT)))


def marks(paragraphs: Sequence[str], rule: Rule, name: str) -> set[str]:
    """The names of the rule's marks that the paragraphs show."""
    if name not in rule.patterns:
        return set()
    pattern = rule.compiled(name)
    found: set[str] = set()
    for paragraph in paragraphs[:LOOKED_AT]:
        match = pattern.match(paragraph[:LONGEST], timeout=TIMEOUT)
        if match:
            found.update(mark for mark, text in match.groupdict().items() if text is not None)
    return found
