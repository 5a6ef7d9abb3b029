"""Which format a text has: the one whose marks it shows."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import UsageError, did_you_mean
from pipeline.formats.grammar import LONGEST, plain_rule
from pipeline.rulebook import Rule, Rulebook

SURE, HINT, NEEDED = 3, 1, 3
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
    """The format with most points, the plain one where none has enough; of equals the first by its id."""
    paragraphs = paragraphs if len(paragraphs) <= TOP + BOTTOM else [*paragraphs[:TOP], *paragraphs[-BOTTOM:]]
    heads = [paragraph[:LONGEST] for paragraph in paragraphs]
    best, points = plain_rule(book), NEEDED - 1
    for rule in book.layer("format"):
        score = score_of(heads, rule)
        if score > points or score == points and best.id in rule.spec.over:
            best, points = rule, score
    return best


def score_of(heads: Sequence[str], rule: Rule) -> int:
    """The points of one format: three for each of its sure marks that the text shows, one for each hint."""
    sure = SURE * len(marks(heads, rule, "sure"))
    hints = rule.compiled("hints").groups if "hints" in rule.patterns else 0
    return sure + HINT * len(marks(heads, rule, "hints")) if sure or hints >= NEEDED else 0


def marks(heads: Sequence[str], rule: Rule, name: str) -> set[str]:
    """The names of the rule's marks that the beginnings of paragraphs show."""
    if name not in rule.patterns:
        return set()
    pattern = rule.compiled(name)
    names = {index: mark for mark, index in pattern.groupindex.items()}
    found: set[str] = set()
    for head in heads:
        if name == "sure":
            match = pattern.match(head)
            found.update(names[match.lastindex] for match in (match,) if match and match.lastindex)
        else:
            found.update(names[match.lastindex] for match in pattern.finditer(head) if match.lastindex)
    return found
