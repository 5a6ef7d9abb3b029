"""A pattern as a tree: its groups, its repetitions and what they repeat; enough to see what may run away.

It reads the pattern as written in the rule file, `{name}`s unexpanded, so that every node has its place there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

import regex

PLAIN = r"[^\\\[\](){}*+?|.^$\s\#]"
REPEAT = r"(?: [*+?] | \{[0-9]*,?[0-9]*\} )"
TOKEN = regex.compile(rf"""
      (?P<run>     {PLAIN}{{2,}}+ (?!{REPEAT}) | {PLAIN}{{2,}} (?={PLAIN}{REPEAT}) )
    | (?P<escape>  \\[pPN]\{{[^}}]*\}} | \\x[0-9a-fA-F]{{2}} | \\u[0-9a-fA-F]{{4}} | \\. )
    | (?P<set>     \[ (?:\\.|[^\]\\])*+ \]? )
    | (?P<name>    \{{@?[a-z][a-z0-9_]*\}} )
    | (?P<repeat>  {REPEAT} [?+]? )
    | (?P<comment> \(\?\#[^)]*\)? | \#[^\n]* )
    | (?P<backref> \(\?P=[^)]*\) )
    | (?P<open>    \( (?: \?P?<(?P<group>[^=!>][^>]*)> | \?<[=!] | \?[=!:>|] | \?[a-zA-Z-]+:? | \?\([^)]*\) )? )
    | (?P<close>   \) )
    | (?P<bar>     \| )
    | (?P<space>   \s+ )
    | (?P<char>    . )
    """, regex.VERBOSE | regex.DOTALL)
LOOK = ("(?=", "(?!", "(?<=", "(?<!")
MANY = 1_000_000
MEMBERS = {r"\s": " \t\n\r\f\v\u00a0\u3000", r"\d": "0123456789"}
CLASSES = {name: regex.compile(name) for name in (r"\p{Han}", r"\s", r"\d", r"\S", r"\D", r"\w")}


@dataclass(slots=True)
class Node:
    """A piece of pattern, repeated from `low` to `high` times; a group's items are its alternatives, sequences of pieces.

    `kind` is group, look, sequence, name, run (of plain characters), atom or anchor; `negated` an atom that is any
    character but some.
    """

    kind: str
    start: int
    text: str = ""
    end: int = 0
    items: list[Node] = field(default_factory=list)
    negated: bool = False
    low: int = 1
    high: int = 1
    possessive: bool = False

    @property
    def unbounded(self) -> bool:
        """Whether it may repeat without end."""
        return self.high >= MANY

    @property
    def broad(self) -> bool:
        """Whether it is one character out of nearly all: `.` or `[^，]`."""
        return self.kind == "atom" and self.negated


class PatternError(ValueError):
    """A pattern whose parts do not fit together; `offset` says where."""

    def __init__(self, message: str, offset: int) -> None:
        self.offset = offset
        super().__init__(message)


def read_pattern(pattern: str) -> Node:
    """The tree of a pattern: a group of alternatives, each a group of pieces. Raises PatternError."""
    root = Node("group", 0, "(?:", len(pattern), [Node("sequence", 0)])
    stack = [root]
    for token in TOKEN.finditer(pattern):
        kind, text, at = token.lastgroup, token[0], token.start()
        if kind == "group":
            kind = "open"
        here = stack[-1].items[-1].items
        if kind == "open":
            _open(stack, text, at, token["group"])
        elif kind == "close":
            if len(stack) == 1:
                raise PatternError("a ) without its (", at)
            stack.pop().end = token.end()
        elif kind == "bar":
            stack[-1].items.append(Node("sequence", at))
        elif kind == "repeat":
            if not here or here[-1].kind == "look" or (here[-1].low, here[-1].high) != (1, 1):
                raise PatternError(f"'{text}' has nothing to repeat", at)
            _repeat(here[-1], text, at)
        elif kind not in ("space", "comment"):
            here.append(_atom(kind or "char", text, at))
    if len(stack) > 1:
        raise PatternError("a ( is never closed", stack[-1].start)
    return root


def _open(stack: list[Node], text: str, at: int, name: str | None) -> None:
    if text.startswith("(?") and text[-1].isalpha():  # flags such as (?i) open nothing that repeats
        raise PatternError(f"flags such as {text}) are not allowed", at)
    node = Node("look" if text in LOOK else "group", at, text, items=[Node("sequence", at)])
    if name:
        node.text = f"(?P<{name}>"
    stack[-1].items[-1].items.append(node)
    stack.append(node)


def _repeat(node: Node, text: str, at: int) -> None:
    body, mode = text, ""
    if len(text) > 1 and text[-1] in "?+":
        body, mode = text[:-1], text[-1]
    if body in "*+?":
        node.low, node.high = {"*": (0, MANY), "+": (1, MANY), "?": (0, 1)}[body]
    else:
        low, comma, high = body[1:-1].partition(",")
        node.low = int(low or 0)
        node.high = int(high) if high else MANY if comma else node.low
        if node.high < node.low:
            raise PatternError(f"'{text}' ends before it begins", at)
    node.possessive = mode == "+"


def _atom(kind: str, text: str, at: int) -> Node:
    if kind == "set":
        if not text.endswith("]") or text == "[":
            raise PatternError("a [ is never closed", at)
        return Node("atom", at, text, negated=text.startswith("[^"))
    if kind == "name":
        return Node("name", at, text[1:-1])
    if kind == "run":
        return Node("run", at, text)
    anchor = text in "^$" or kind == "escape" and text[1] in "bBAZGm"
    return Node("anchor" if anchor else "atom", at, text, negated=text == ".")


def chars_of(node: Node) -> frozenset[str] | None:
    """The characters that an atom may be, or may not be where `negated`; None where it names a class."""
    text = node.text
    if node.kind != "atom":
        return None
    if text == ".":
        return frozenset("\n")
    if text.startswith("["):
        return _set_chars(text[1 + node.negated:-1])
    if text.startswith("\\"):
        return frozenset(text[1]) if len(text) == 2 and not text[1].isalnum() else None
    return frozenset(text)


def _set_chars(body: str) -> frozenset[str] | None:
    """The characters of a set's body; None where it names a class or an entry of the lexicon."""
    chars = {char for name, members in MEMBERS.items() if name in body for char in members}
    body = regex.sub(r"\\[sd]", "", body)
    if "\\" in body or "{" in body:
        return None
    for part in regex.finditer(r"(.)-(.)|(.)", body, regex.DOTALL):
        first, last = (part[1], part[2]) if part[1] else (part[3], part[3])
        if ord(last) - ord(first) > 1000:
            return None
        chars.update(map(chr, range(ord(first), ord(last) + 1)))
    return frozenset(chars)


def walk(root: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the pattern."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        if node.items:
            stack += reversed(node.items)


def unnamed_groups(root: Node) -> list[int]:
    """The offsets of groups that capture without a name."""
    return [node.start for node in walk(root) if node.kind == "group" and node.text == "("]


def most_rounds(root: Node, named: Mapping[str, int]) -> tuple[int, int]:
    """How often the innermost piece may be repeated by counts nested in each other, and the offset of the outermost one.

    `named` has this number for the fragments that `{name}` stands for.
    """
    own = (root.high if 1 < root.high < MANY else max(1, root.low)) * (named.get(root.text, 1) if root.kind == "name" else 1)
    inner = [most_rounds(item, named) for item in root.items if item.items or item.high > 1 or item.kind == "name"]
    rounds, offset = max(inner, default=(1, root.start))
    return rounds * own, root.start if own > 1 else offset


def runaways(root: Node) -> Iterator[int]:
    """The offsets of repetitions whose rounds have no seam: `(?:a+)+`, `(?:[^，]*，?)*`, `(?:a|aa)*`; they may take for ever."""
    for node in walk(root):
        repeated = node.kind == "group" and (node.unbounded or node.high > 20) and not node.possessive
        if repeated and (any(_seamless(sequence) for sequence in node.items) or any(_alike(*two) for two in combinations(node.items, 2))):
            yield node.start


def _alike(one: Node, other: Node) -> bool:
    """Whether two branches may stand for the same characters in every place, so that each round doubles the ways: `\\d|\\d\\d`."""
    first, second = _pieces(one), _pieces(other)
    pairs = zip(first, second, strict=True) if len(first) == len(second) else product(first, second)
    return bool(first and second) and not any(_apart(a, b) for a, b in pairs)


def _pieces(sequence: Node) -> list[Node]:
    """The characters of a branch, each as an atom; none where it has other pieces, of which that is not known."""
    out: list[Node] = []
    for item in sequence.items:
        if item.kind == "run":
            out += [Node("atom", item.start, char) for char in item.text]
        elif item.kind == "atom":
            out.append(item)
        else:
            return []
    return out


def _seamless(sequence: Node) -> bool:
    """Whether the pieces hold an endless repetition and nothing that surely stands between two rounds of it."""
    endless = [node for item in sequence.items for node in _consuming(item) if node.unbounded and not node.possessive]
    return bool(endless) and not any(_is_seam(item, endless) for item in sequence.items)


def _is_seam(item: Node, endless: Sequence[Node]) -> bool:
    """Whether the piece is always there and can be no part of what repeats; the words of a `{name}` are taken to be none."""
    if item.low == 0 or item.unbounded:
        return False
    if item.kind == "group":
        return all(any(_is_seam(piece, endless) for piece in sequence.items) for sequence in item.items)
    if item.kind == "run":
        return any(all(_apart(Node("atom", item.start, char), node) for node in endless) for char in item.text)
    return item.kind == "name" or item.kind == "atom" and all(_apart(item, node) for node in endless)


def _consuming(root: Node) -> Iterator[Node]:
    """As `walk`, without what look-arounds look at."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.kind != "look":
            yield node
            stack += reversed(node.items)


def _apart(one: Node, other: Node) -> bool:
    """Whether surely no character can be both."""
    if other.text in CLASSES and one.text not in CLASSES:
        one, other = other, one
    second = chars_of(other)
    if one.text in CLASSES:
        return second is not None and not other.negated and not any(CLASSES[one.text].match(char) for char in second)
    first = chars_of(one)
    if first is None or second is None or one.negated and other.negated:
        return False
    if one.negated:
        return second <= first
    return first <= second if other.negated else not first & second


def broad_repeats(root: Node) -> Iterator[int]:
    """The offsets of endless repetitions of nearly any character, `.*` or `[^，]+`, in what the pattern consumes."""
    for node in _consuming(root):
        if node.broad and node.unbounded and not node.possessive:
            yield node.start


def anchored(root: Node) -> bool:
    """Whether every alternative begins at the start of the text."""
    return all(sequence.items and (sequence.items[0].text in ("^", "\\A") or (
        sequence.items[0].kind == "group" and anchored(sequence.items[0]))) for sequence in root.items)
