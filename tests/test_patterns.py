"""Which patterns `check` lets pass: what may take for ever is refused, what has a seam between its rounds is not."""

from __future__ import annotations

import pytest

from pipeline.rulebook.patterns import (
    PatternError,
    anchored,
    broad_repeats,
    most_rounds,
    read_pattern,
    runaways,
    unnamed_groups,
)

RUN_AWAY = ["(?:a+)+", "(?:a*b*)*", "(?:[^，]+)*", "(?:.*b)+", "(?:a+|b)*", r"(?:\d+\d)*", "(?:[ab]+b)*", "(?:(?:a+){2,}b?)*",
            "(?P<x>a+)+", "(?:a+){21,40}", r"(?:\d|\d\d)*", "(?:ab|ab)*"]
SAFE = ["(?:V[v]*)+", "(?:[^，]*，)*", r"(?:\s*(?:微信|微博))*", r"(?:[ 　、]+\p{Han}{2,4})*", "(?:a+)++", "(?:a++b)*",
        "(?:a{1,3}){1,5}", "(?:[a-z]+-)+", "(?:ab)*", r"(?:[0-9]+[.，])*", "(?:余|多)*", "(?:a|ab)*"]


@pytest.mark.parametrize("pattern", RUN_AWAY)
def test_what_may_run_away_is_seen(pattern: str) -> None:
    assert list(runaways(read_pattern(pattern))), pattern


@pytest.mark.parametrize("pattern", SAFE)
def test_what_cannot_is_let_pass(pattern: str) -> None:
    assert not list(runaways(read_pattern(pattern))), pattern


def test_unnamed_groups_and_their_places() -> None:
    root = read_pattern(r"(?P<a>x) (?:(y)|\(z\)) [(] (?<b>w) (?=(q))  # (comment)")
    assert unnamed_groups(root) == [12, 38]


def test_broad_repetitions_count_where_text_is_consumed() -> None:
    assert list(broad_repeats(read_pattern("a[^，]*")))
    assert not list(broad_repeats(read_pattern("a(?=[^，]*b)[^，]{0,9}")))
    assert anchored(read_pattern("^(?:a|b).*|^c.*")) and not anchored(read_pattern("^a.*|b.*"))


def test_counts_multiply_through_groups_and_names() -> None:
    assert most_rounds(read_pattern("x(?:a{3}){4}"), {}) == (12, 1)
    assert most_rounds(read_pattern("(?:{many}){10}"), {"many": 50})[0] == 500


@pytest.mark.parametrize(("pattern", "offset", "words"), [
    ("a(b", 1, "never closed"), ("a)b", 1, "without its"), ("[ab", 0, "never closed"), ("*a", 0, "nothing to repeat"),
    ("a{2}{3}", 4, "nothing to repeat"), ("(?=a)*", 5, "nothing to repeat"), ("(?i)a", 0, "flags"),
    ("ab{3,2}", 2, "ends before it begins")])
def test_what_does_not_fit_together_is_told_with_its_place(pattern: str, offset: int, words: str) -> None:
    with pytest.raises(PatternError, match=words) as raised:
        read_pattern(pattern)
    assert raised.value.offset == offset
