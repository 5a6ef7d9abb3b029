"""Which format a text has: the one whose marks it shows."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import UsageError, did_you_mean
from pipeline.formats.grammar import LONGEST, plain_rule
from pipeline.rulebook import Rule, Rulebook
from pipeline.rulebook.outlines import Edge, needed_chars
from pipeline.rulebook.patterns import read_pattern

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
    edge, needed = outlines_of(book)
    opened = [edge[head[:1]] for head in heads]
    said = [frozenset(head) for head in heads]
    best, points = plain_rule(book), NEEDED - 1
    for number, rule in enumerate(book.layer("format")):
        sure = [head for head, rules in zip(heads, opened, strict=True) if rules >> number & 1]
        hinting = [head for head, chars in zip(heads, said, strict=True) if not needed[number] or not chars.isdisjoint(needed[number])]
        score = score_of(rule, sure, hinting)
        if score > points or score == points and best.id in rule.spec.over:
            best, points = rule, score
    return best


def outlines_of(book: Rulebook) -> tuple[Edge, list[frozenset[str]]]:
    """With which characters the sure marks of each format begin, and of which characters a hint has one; kept with the book.

    An empty set: nothing is known.
    """
    cache: dict[str, tuple[Edge, list[frozenset[str]]]] = vars(book).setdefault("_format_outlines", {})
    if "outlines" not in cache:
        patterns = [rule.patterns for rule in book.layer("format")]
        needed = [needed_chars(read_pattern(one["hints"])) if "hints" in one else None for one in patterns]
        cache["outlines"] = Edge([one.get("sure") for one in patterns]), [one or frozenset() for one in needed]
    return cache["outlines"]


def score_of(rule: Rule, sure: Sequence[str], hinting: Sequence[str]) -> int:
    """The points of one format: three for each of its sure marks that the heads show, one for each hint."""
    points = SURE * len(marks(sure, rule, "sure"))
    hints = rule.compiled("hints").groups if "hints" in rule.patterns else 0
    return points + HINT * len(marks(hinting, rule, "hints")) if points or hints >= NEEDED else 0


def marks(heads: Sequence[str], rule: Rule, name: str) -> set[str]:
    """The names of the rule's marks that the beginnings of paragraphs show."""
    if name not in rule.patterns:
        return set()
    pattern = rule.compiled(name)
    shown: set[int | None] = set()
    for head in heads:
        if name == "sure":
            match = pattern.match(head)
            shown.add(match.lastindex if match else None)
        else:
            shown.update(match.lastindex for match in pattern.finditer(head))
    return {mark for mark, index in pattern.groupindex.items() if index in shown}
