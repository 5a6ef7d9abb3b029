"""Which format a text has: the one whose marks it shows."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import UsageError, did_you_mean
from pipeline.formats.grammar import LONGEST, plain_rule
from pipeline.rulebook import Rule, Rulebook
from pipeline.rulebook.outlines import Edge

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
    opened = [sure_edge(book)[head[:1]] for head in heads]
    best, points = plain_rule(book), NEEDED - 1
    for number, rule in enumerate(book.layer("format")):
        score = score_of(heads, rule, [head for head, rules in zip(heads, opened, strict=True) if rules >> number & 1])
        if score > points or score == points and best.id in rule.spec.over:
            best, points = rule, score
    return best


def sure_edge(book: Rulebook) -> Edge:
    """With which characters the sure marks of each format begin; kept with the book."""
    cache: dict[str, Edge] = vars(book).setdefault("_sure_edge", {})
    if "edge" not in cache:
        cache["edge"] = Edge([rule.patterns.get("sure") for rule in book.layer("format")])
    return cache["edge"]


def score_of(heads: Sequence[str], rule: Rule, likely: Sequence[str]) -> int:
    """The points of one format: three for each of its sure marks that the text shows, one for each hint.

    `likely` are the heads that may show a sure mark.
    """
    sure = SURE * len(marks(likely, rule, "sure"))
    hints = rule.compiled("hints").groups if "hints" in rule.patterns else 0
    return sure + HINT * len(marks(heads, rule, "hints")) if sure or hints >= NEEDED else 0


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
