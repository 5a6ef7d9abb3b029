"""What every match of a pattern has to show: weaker patterns that are quicker to ask, and a match of the pattern passes them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.rulebook.book import FLAGS
from pipeline.rulebook.compiled import compile_pattern
from pipeline.rulebook.masks import mask_of
from pipeline.rulebook.patterns import MANY, Node, PatternError, chars_of, read_pattern

UNKNOWN: frozenset[frozenset[str]] = frozenset([frozenset()])
MOST_SETS = 64  # of characters, by which a pattern is told
REFERS = ("(?(", "(?P=")  # begins what depends on what was matched before


class Edge(dict[str, int]):
    """For each character that a text may begin with, or end with, a mask of the patterns that may match there.

    A pattern is the bit of its place in the list; None asks nothing and may always match. The character is empty where the
    text is. A mask is worked out when its character is first seen: a pattern without its look-arounds, read from that edge
    on, takes the character as a part of a match or does not.
    """

    def __init__(self, patterns: Sequence[str | None], at_end: bool = False) -> None:
        super().__init__()
        self._tests = [None if pattern is None else _from_edge(pattern, at_end) for pattern in patterns]

    def __missing__(self, char: str) -> int:
        found = self[char] = mask_of(test is None or test.match(char, partial=bool(char)) is not None for test in self._tests)
        return found


def _from_edge(pattern: str, at_end: bool) -> regex.Pattern[str] | None:
    """The pattern as it is read from the edge of a text; None where it cannot be told."""
    try:
        return compile_pattern(("(?r)" if at_end else "") + without_looks(pattern), FLAGS)
    except (PatternError, regex.error):  # what was looked at may be asked for again: (?=(?P<a>.)).(?P=a)
        return None


def without_looks(pattern: str) -> str:
    """The pattern without its look-arounds: it matches wherever the pattern does, and elsewhere too. Raises PatternError."""
    looks = [(node.start, node.end) for node in _outermost(read_pattern(pattern), "look")]
    for start, end in reversed(looks):
        pattern = pattern[:start] + pattern[end:]
    return pattern


def _outermost(root: Node, kind: str) -> Iterator[Node]:
    """The nodes of a kind that stand in no other of that kind, in the order of the pattern."""
    for item in root.items:
        if item.kind == kind:
            yield item
        else:
            yield from _outermost(item, kind)


def needed_chars(root: Node) -> frozenset[str] | None:
    """Characters of which every match has one at least; None where none are known. `{name}`s must have been put in."""
    if root.low == 0 or root.negated or root.text.startswith(REFERS):
        return None
    if root.kind == "run":
        return frozenset(root.text[0])
    if root.kind == "group":
        choices = [needed_chars(sequence) for sequence in root.items]
        return frozenset[str]().union(*(choice or () for choice in choices)) if all(choices) else None
    if root.kind == "sequence":
        return min(filter(None, map(needed_chars, root.items)), key=len, default=None)
    return chars_of(root)


def without_end(pattern: str) -> tuple[str, frozenset[str]]:
    """The pattern without the piece before its `$`, if that may be missing, and characters of which the piece has one at least.

    The pattern as it is, and no characters, where it ends otherwise. Raises PatternError.
    """
    root = read_pattern(pattern)
    pieces = root.items[0].items
    if len(root.items) > 1 or len(pieces) < 2 or pieces[-1].text != "$":
        return pattern, frozenset()
    inside = pieces[-2]
    while inside.low and inside.kind == "group" and len(inside.items) == len(inside.items[0].items) == 1:
        inside = inside.items[0].items[0]
    chars = None if inside.low else needed_chars(replace(inside, low=1))
    return (pattern[:pieces[-2].start] + "$", chars) if chars else (pattern, frozenset())


def needed_sets(root: Node) -> frozenset[frozenset[str]]:
    """Sets of characters of which every match has one whole, in any order; the empty set among them where nothing is known."""
    if root.low == 0 or root.text.startswith(REFERS):
        return UNKNOWN
    if root.kind == "run":
        return frozenset([frozenset(root.text)])
    if root.kind == "group":
        return frozenset[frozenset[str]]().union(*map(needed_sets, root.items))
    if root.kind == "sequence":
        found = UNKNOWN
        for more in map(needed_sets, root.items):
            if len(found) * len(more) <= MOST_SETS:
                found = frozenset(one | other for one in found for other in more)
        return found
    chars = None if root.negated else chars_of(root)
    return frozenset(map(frozenset, chars)) if chars else UNKNOWN


def opening_of(pattern: str, size: int) -> str:
    """A pattern for how the matches begin: of `size` characters, or of fewer, it matches all that a match may begin with, in part.

    It has neither groups nor look-arounds. Raises PatternError where it depends on what was matched before.
    """
    return _opening(read_pattern(pattern), size)[0]


def _opening(node: Node, size: int) -> tuple[str, int]:
    """The beginning of what a node matches, and the fewest characters that it has; what lies behind `size` of them is left out."""
    if node.text.startswith(REFERS):
        raise PatternError("depends on another group", node.start)
    if node.kind in ("look", "anchor"):
        return "", 0
    if node.kind == "run":
        text, length = node.text[:size], min(size, len(node.text))
    elif node.kind == "group":
        choices = dict(_opening(sequence, size) for sequence in node.items)
        text, length = f"(?:{'|'.join(choices)})", min(choices.values())
    elif node.kind == "sequence":
        text, length = "", 0
        for item in node.items:
            if length < size:
                more, longer = _opening(item, size - length)
                text, length = text + more, length + longer
    else:
        text, length = node.text, 1
    if (node.low, node.high) == (1, 1) or node.low and length >= size:
        return text, length
    return f"(?:{text}){{{node.low},{'' if node.high >= MANY else node.high}}}", length * node.low
