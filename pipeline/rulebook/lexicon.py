"""The word lists of `rules/lexicon/`, and the expansion of `{name}` in patterns.

A lexicon file may hold five kinds of entries, each under names that are unique over all files:

- `chars`: a set of characters, usable inside and outside `[…]`;
- `fragments`: pieces of pattern that may name other entries;
- `words`: a list of words;
- `values`: words grouped under the value they stand for (`over: [超过, 逾]`);
- `units`: units of measurement, one a line (see `Unit`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import regex

from pipeline.errors import Problem, did_you_mean
from pipeline.rulebook.compiled import compile_pattern
from pipeline.rulebook.yamlfile import KeyPath, YamlFile

NAME = regex.compile(r"\{(@?[a-z][a-z0-9_]*)\}")
TOKEN = regex.compile(rf"\\.|{NAME.pattern}|[\[\]]", regex.DOTALL)
GROUP = 12
Tree = dict[str, "Tree"]


# What stands for a quantity and a time in the text that claim rules read, by the names that patterns give them: {@quantity}.
MENTION_CHARS = {"quantity": "\ue000", "time": "\ue001"}


class UndefinedName(KeyError):
    """A pattern names what is not there, or not where it stands; `offset` is its place in the pattern."""

    def __init__(self, name: str, offset: int = 0) -> None:
        self.name = name
        self.offset = offset
        super().__init__(name)


def any_of(chars: Iterable[str]) -> re.Pattern[str]:
    """What matches one of the characters; nothing, if there are none."""
    return re.compile(f"[{''.join(map(re.escape, sorted(chars)))}]" if chars else "(?!)")


def factored(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first, that reads no beginning twice: `(?:个(?:百分点|月|)|家)`.

    Where a word may end, an empty choice says so: for every `?` of a pattern `regex` sets up 100 bytes anew at each try, which for
    the list of units was most of a failing try and pushed everything else out of the processor's cache.
    """
    tree: Tree = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _alternatives(tree)


def _alternatives(tree: Tree) -> str:
    """What may follow at a node of the tree; a long choice is cut into groups, each behind a set of its first characters."""
    ends = "" in tree
    heads = sorted(char for char in tree if char)
    if not heads:
        return ""
    choices = [_escaped(char) + _alternatives(tree[char]) for char in heads]
    if len(heads) > GROUP:
        cuts = [slice(i, i + GROUP) for i in range(0, len(heads), GROUP)]
        choices = [f"(?=[{''.join(map(_escaped, heads[cut]))}])(?:{'|'.join(choices[cut])})" for cut in cuts]
    body = "|".join(choices)
    return f"(?:{body}{'|' if ends else ''})"


def _escaped(char: str) -> str:
    return char if char.isalnum() else regex.escape(char, special_only=False, literal_spaces=False)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit or measure word: `name` is canonical, `kind` one of model.KINDS or 'scale' words' own.

    `factor` converts to `base` (公里: 1000 米); both None where there is no base unit.
    """

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    dimension: str | None = None
    factor: Decimal | None = None
    base: str | None = None
    code: str | None = None


@dataclass
class Lexicon:
    """All entries of all lexicon files; `places` and `unit_places` say where each stands (`lexicon/units.yaml:12`).

    `sources` has the file and the path in it for each entry.
    `doubled` are words listed twice in one entry: untidy, but no reason to stop a run. `overlaid` are the changes that
    later folders make, each as (entry, place, what).
    """

    chars: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    unit_places: dict[str, str] = field(default_factory=dict)
    doubled: list[Problem] = field(default_factory=list)
    sources: dict[str, tuple[YamlFile, KeyPath]] = field(default_factory=dict)
    overlaid: list[tuple[str, str, str]] = field(default_factory=list)
    _expanded: dict[str, str] = field(init=False, default_factory=dict)
    _compiled: dict[tuple[str, int], regex.Pattern[str]] = field(init=False, default_factory=dict)

    def names(self) -> list[str]:
        """Every name a pattern may use, sorted."""
        return sorted(self._known)

    @cached_property
    def _known(self) -> frozenset[str]:
        """Asked for first when all files are read."""
        return frozenset({*self.chars, *self.fragments, *self.words, *self.values, *self._unit_lists})

    def list_of(self, name: str) -> tuple[str, ...]:
        """The words behind `name`: of a `words` or `values` entry, or a list of units; KeyError if there is none."""
        if name in self.words:
            return self.words[name]
        if name in self.values:
            return tuple(self.values[name])
        return self._unit_lists[name]

    def value(self, name: str, word: str, default: str | None = None) -> str | None:
        """The value that `word` stands for in the `values` entry `name`."""
        return self.values.get(name, {}).get(word, default)

    def drop(self, name: str, word: str) -> bool:
        """Take a word out of the entry `name` (a unit, where that is `unit`); False if it is not there."""
        if name == "unit":
            return self.units.pop(word, None) is not None
        if word in self.words.get(name, ()):
            self.words[name] = tuple(other for other in self.words[name] if other != word)
            return True
        return self.values.get(name, {}).pop(word, None) is not None

    @cached_property
    def _unit_lists(self) -> Mapping[str, tuple[str, ...]]:
        """Asked for first when all files are read."""
        lists: dict[str, list[str]] = {"unit": []}
        for alias, unit in self.units.items():
            lists["unit"].append(alias)
            lists.setdefault(f"unit_{unit.kind}", []).append(alias)
            if unit.dimension:
                lists.setdefault(f"unit_{unit.dimension}", []).append(alias)
        return {name: tuple(words) for name, words in lists.items()}

    def expand(self, pattern: str) -> str:
        """`pattern` with every `{name}` replaced; `{@name}` by the character that stands for a mention. Raises UndefinedName.

        Inside […] a list of words stands for the characters with which they begin.
        """
        out: list[str] = []
        in_class, at = False, 0
        for token in TOKEN.finditer(pattern):
            if token[1]:
                try:
                    piece = self._piece(token[1], in_class)
                except UndefinedName as error:  # maybe of a fragment in it: the place in this pattern counts
                    raise UndefinedName(error.name, token.start()) from None
                out += (pattern[at:token.start()], piece)
                at = token.end()
            elif token[0] in "[]":
                in_class = token[0] == "["
        out.append(pattern[at:])
        return "".join(out)

    def compile(self, pattern: str, flags: int = 0) -> regex.Pattern[str]:
        """`pattern` expanded and compiled on first use, kept in the user's cache between runs. Raises UndefinedName, regex.error."""
        if (pattern, flags) not in self._compiled:
            self._compiled[pattern, flags] = compile_pattern(self.expand(pattern), flags)
        return self._compiled[pattern, flags]

    def _piece(self, name: str, in_class: bool) -> str:
        if name.startswith("@"):
            if name[1:] not in MENTION_CHARS:
                raise UndefinedName(name)
            chars = MENTION_CHARS[name[1:]]
            return chars if in_class else f"[{chars}]"
        if name in self.chars:
            return self.chars[name] if in_class else f"[{self.chars[name]}]"
        if name not in self._known or in_class and name in self.fragments:
            raise UndefinedName(name)
        if in_class:
            return "".join(regex.escape(char) for char in sorted({word[0] for word in self.list_of(name)}))
        if name not in self._expanded:
            self._expanded[name] = self._outside(name)
        return self._expanded[name]

    def _outside(self, name: str) -> str:
        if name in self.fragments:
            self._expanded[name] = ""  # a fragment that names itself (see `circles`) expands to nothing, not for ever
            return f"(?:{self.expand(self.fragments[name])})"
        return factored(self.list_of(name))

    def circles(self) -> list[str]:
        """The fragments that come back to themselves through what they name."""
        named = {name: [found[1] for found in NAME.finditer(text) if found[1] in self.fragments]
                 for name, text in self.fragments.items()}
        found = []
        for name in named:
            reached, waiting = set(), list(named[name])
            while waiting:
                other = waiting.pop()
                if other not in reached:
                    reached.add(other)
                    waiting += named[other]
            if name in reached:
                found.append(name)
        return found

    def undefined(self, pattern: str) -> list[str]:
        """The names in `pattern` that the lexicon has not."""
        known = {*self._known, *(f"@{name}" for name in MENTION_CHARS)}
        return [found[1] for found in NAME.finditer(pattern) if found[1] not in known]

    def unknown(self, name: str) -> str:
        """Why a pattern may not name `name` where it does."""
        if name.startswith("@"):
            return f"no mention '{{{name}}}'{did_you_mean(name[1:], MENTION_CHARS)}; there is {', '.join(MENTION_CHARS)}"
        if name in self._known:
            return f"'{{{name}}}' cannot stand inside […]: only sets of characters and lists of words can, not pieces of pattern"
        return f"nothing in the lexicon is called '{name}'{self.suggest(name)}"

    def suggest(self, name: str) -> str:
        """' (did you mean …?)' for a name that is not there, or ''."""
        return did_you_mean(name.lstrip("@"), self.names())
