"""With which characters the matches of rules begin, so that a rule is tried nowhere else.

A rule says so by `starts`, or its pattern opens with a look ahead (`(?=[今去]|[0-9]{4}年)`), or the first character that it
can take tells; where one of those characters stands, the first two that its pattern can take (see `outlines`) decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress

import regex

from pipeline.cache import source_digest, user_cache
from pipeline.rulebook import outlines
from pipeline.rulebook.book import FLAGS, Rule
from pipeline.rulebook.compiled import compile_pattern
from pipeline.rulebook.masks import numbers, united
from pipeline.rulebook.outlines import opening_of
from pipeline.rulebook.patterns import PatternError

NUMERIC = frozenset("0123456789.")
DIGITS = frozenset("0123456789")
PAIRS = 20_000  # pairs of characters that are remembered
BROAD = DIGITS | {"龘"}  # what may begin with a digit may begin inside a number; no rule names the other character
SET = r"\[(?:\\.|[^\\\]])*+\]"
# a look ahead of plain pieces only: what it looks at does not depend on what stands before
LOOK = regex.compile(
    rf"\s*+\(\?=(?P<ahead>(?P<piece>[^\\()\[\]]|\\(?:\W|[pP]\{{\w+\}})|{SET}|\(\?:(?&piece)*+\))*+)\)")
# nothing is left to choose outside of brackets: what opens the pattern opens every match
ONE_CHOICE = regex.compile(rf"(?P<piece>[^\\()\[\]|#]|\\.|{SET}|\((?:(?&piece)|\|)*+\))*+")


def starts_of(rule: Rule) -> str | None:
    """The name of the characters a match of the rule begins with; None where the rule does not say."""
    found: str | None = vars(rule.spec).get("starts")  # getattr() takes ten times as long where a layer's rules have none
    return found


def look_of(rule: Rule) -> str | None:
    """What the look ahead says that opens the rule's pattern; None where there is none that speaks for all of its matches."""
    found = LOOK.match(rule.patterns["pattern"])
    return found["ahead"] if found and ONE_CHOICE.fullmatch(vars(rule.spec)["pattern"]) else None


def first_of(rule: Rule) -> str | None:
    """What the first character of the rule's matches may be; None where that is not known, is nearly all or is a digit."""
    found = _opening(rule, 1)
    test = regex.compile(found, FLAGS)
    return None if not found or any(test.match(char, partial=True) for char in BROAD) else found


def beginning_of(rule: Rule) -> regex.Pattern[str] | None:
    """What the first two characters of the rule's matches may be; None where that is not known."""
    found = _opening(rule, 2)
    return compile_pattern(found, FLAGS) if found else None


def _opening(rule: Rule, size: int) -> str:
    """`opening_of` the rule's pattern, empty where it is not known."""
    pattern = rule.patterns["pattern"]

    def opening() -> str:
        try:
            return opening_of(pattern, size)
        except PatternError:
            return ""

    # kept, for it takes longer to work out than all else when the first document is read
    key = f"opening {size} {source_digest(outlines.__file__)} {pattern}"
    found: str = user_cache().kept(key, opening, lambda kept: isinstance(kept, str))
    return found


class Openings(dict[str, int]):
    """For each character a mask of the rules that a match may begin with it, worked out when it is first seen.

    `at_runs` are the rules with `starts`, `anywhere` those of which nothing is known; a rule's bit is its place in the list.
    """

    def __init__(self, rules: Sequence[Rule], chars: Mapping[str, str]) -> None:
        super().__init__()
        self._rules = rules
        self._pairs: dict[str, tuple[int, int]] = {}  # the rules not asked yet, and of the others those that may begin so
        self._beginnings: dict[int, regex.Pattern[str] | None] = {}
        self.at_runs = self.anywhere = 0
        masks: dict[str, int] = {}
        for number, rule in enumerate(rules):
            name = starts_of(rule)
            opening = look_of(rule) or first_of(rule) if name is None else f"[{chars[name]}]" if name in chars else None
            if opening is None:
                self.anywhere |= 1 << number
            else:
                masks[opening] = masks.get(opening, 0) | 1 << number
                self.at_runs |= (name is not None) << number
        self._tests = [(compile_pattern(opening, FLAGS), mask) for opening, mask in masks.items()]

    def __missing__(self, char: str) -> int:
        # a partial match: one that may become whole with the characters that follow
        self[char] = found = united(mask for opening, mask in self._tests if opening.match(char, partial=True))
        return found

    def places(self, rules: int, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where one of the rules may begin in text[start:end], with those that may; in a run of `starts` only at the first.

        A new run begins where digits begin: 队伍30支 is not one numeral, though 伍 is one.
        """
        text = text[start:end]
        # most characters open nothing, and take no step of Python's
        opened = list(map(self.__getitem__, text))
        for at in compress(range(len(text)), opened):
            here = opened[at] & rules
            if not here:
                continue
            char, before = text[at], text[at - 1] if at else ""
            if char in DIGITS and before in DIGITS:
                continue  # nothing begins inside a number
            if before and (char not in NUMERIC or before in NUMERIC):
                here &= ~(opened[at - 1] & self.at_runs)
            here = here and self._beginning(text[at:at + 2], here)
            if here:
                yield start + at, here

    def _beginning(self, pair: str, rules: int) -> int:
        """Those of the rules of which a match may begin with two characters."""
        unasked, opened = self._pairs.get(pair, (-1, 0))
        if rules & unasked:
            opened |= united(1 << number for number in numbers(rules & unasked) if self._may_begin(number, pair))
            if len(self._pairs) > PAIRS:
                self._pairs.clear()
            self._pairs[pair] = unasked & ~rules, opened
        return rules & opened

    def _may_begin(self, number: int, pair: str) -> bool:
        if number not in self._beginnings:
            self._beginnings[number] = beginning_of(self._rules[number])
        beginning = self._beginnings[number]
        return beginning is None or beginning.match(pair, partial=True) is not None
