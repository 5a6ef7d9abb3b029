"""How near a rule came to reading a place in the text, and what stopped it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from pipeline.model import Span
from pipeline.rulebook import Rule, Rulebook
from pipeline.rulebook.book import FLAGS
from pipeline.rulebook.lexicon import Lexicon, UndefinedName
from pipeline.rulebook.patterns import Node, PatternError, read_pattern, walk
from pipeline.scan import TIMEOUT

BEFORE = 12
LOOKS = 6  # how many of the likeliest rules are tried again without each of their (?<!…) and (?!…)


@dataclass(frozen=True, slots=True)
class Near:
    """A rule that almost read a place: `start` to `reach` is what it took, `reason` what stopped it there.

    `asleep` says that none of its cues stands in the sentence: it is farther off than a rule that was tried.
    """

    rule: Rule
    start: int
    reach: int
    reason: str
    asleep: bool = False


def nearest(rules: Sequence[Rule], book: Rulebook, text: str, place: Span, stretch: Span, limit: int = 3) -> list[Near]:
    """The rules that came nearest to reading `place`, in the sentence part `stretch` of the text, the nearest first."""
    tried = [found for rule in rules if (found := _progress(rule, text, place, stretch))]
    tried.sort(key=lambda near: _distance(near, place))
    blocked = [near for rule in _likely(rules, tried, text, stretch)
               if (near := _blocked(rule, book.lexicon, text, place, stretch))]
    best = {near.rule.id: near for near in reversed([*blocked, *tried])}
    return sorted(best.values(), key=lambda near: (near not in blocked, _distance(near, place)))[:limit]


def _distance(near: Near, place: Span) -> tuple[bool, int, int, str]:
    """How far a rule is from reading a place: the smallest comes first."""
    return near.asleep, abs(near.start - place.start), -near.reach, near.rule.id


def _likely(rules: Sequence[Rule], tried: Sequence[Near], text: str, stretch: Span) -> list[Rule]:
    """The rules worth another try: those that got furthest, then those that have a cue in the sentence."""
    first = [near.rule for near in tried[:LOOKS]]
    taken = {rule.id for rule in first}
    cued = [rule for rule in rules if rule.cue and rule.id not in taken and _has_cue(rule, text, stretch)]
    return [*first, *cued[:LOOKS]]


def _has_cue(rule: Rule, text: str, stretch: Span) -> bool:
    return not rule.cue or any(word in text[stretch.start:stretch.end] for word in rule.cue)


def _progress(rule: Rule, text: str, place: Span, stretch: Span) -> Near | None:
    """How far the rule's pattern reads from any start near the place; None where it does not get into it."""
    best = (-1, 0)
    for start in range(max(stretch.start, place.start - BEFORE), place.end):
        reach = _reach(rule.pattern, text, start, stretch.end)
        if reach > place.start and (reach, -start) > (best[0], -best[1]):
            best = (reach, start)
    if best[0] < 0:
        return None
    reach, start = best
    if not _has_cue(rule, text, stretch):
        return Near(rule, start, reach, f"needs one of its cues in the sentence: {'、'.join(rule.cue[:8])}", asleep=True)
    following = text[reach:reach + 1]
    stop = f"'{following}' comes next" if reach < stretch.end and following.strip() else "the sentence ends there"
    return Near(rule, start, reach, f"took '{text[start:reach]}', then needed something else: {stop}")


def _reach(pattern: regex.Pattern[str], text: str, start: int, stop: int) -> int:
    """The largest end up to which text[start:end] may be the beginning of a match; `start` where nothing is."""
    low, high = start, min(stop, start + 40)
    while low < high:  # a beginning of a beginning is one, too
        middle = (low + high + 1) // 2
        if pattern.match(text, start, middle, partial=True, timeout=TIMEOUT):
            low = middle
        else:
            high = middle - 1
    return low


def _blocked(rule: Rule, lexicon: Lexicon, text: str, place: Span, stretch: Span) -> Near | None:
    """The rule without one of its conditions on what stands around, if that makes it read the place."""
    if not _has_cue(rule, text, stretch):
        return None
    source = str(getattr(rule.spec, "pattern", ""))
    looks = _looks(source)
    # what one condition alone forbids is read without any of them, too: one pattern to compile in place of dozens
    if not looks or _reads(_without(source, looks, lexicon), text, place, stretch) is None:
        return None
    for node in looks:
        if found := _reads(_without(source, [node], lexicon), text, place, stretch):
            looked = source[node.start:node.end]
            side = "before" if node.text in ("(?<!", "(?<=") else "behind"
            kind = "forbids what stands" if node.text in ("(?<!", "(?!") else "wants something else"
            return Near(rule, found.start(), found.end(), f"would read '{found[0]}', but its {looked} {kind} {side} it")
    return None


def _reads(pattern: regex.Pattern[str] | None, text: str, place: Span, stretch: Span) -> regex.Match[str] | None:
    """The first match of the pattern that has a part of the place."""
    if pattern is None:
        return None
    matches = pattern.finditer(text, stretch.start, stretch.end, overlapped=True, timeout=TIMEOUT)
    return next((found for found in matches if found.start() < place.end and place.start < found.end()), None)


def _looks(source: str) -> list[Node]:
    """The look-arounds of a pattern."""
    try:
        return [node for node in walk(read_pattern(source)) if node.kind == "look"]
    except PatternError:
        return []


def _without(source: str, nodes: Sequence[Node], lexicon: Lexicon) -> regex.Pattern[str] | None:
    """The pattern without these parts of it; None where what remains is no pattern."""
    rest, read_to = [], 0
    for node in sorted(nodes, key=lambda node: node.start):
        if node.start >= read_to:
            rest.append(source[read_to:node.start])
        read_to = max(read_to, node.end)
    try:
        return regex.compile(lexicon.expand("".join(rest) + source[read_to:]), FLAGS)
    except (UndefinedName, regex.error):
        return None
