"""Which words of a stretch act: verbs, the groups around them, and the modifiers in which they do not. Knows no frames."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pipeline.layers.claims.runs import EMPTY, MARKS, OF, Run, words_in
from pipeline.layers.claims.words import WordLists

NOMINAL = "NARMFW"


class Token(NamedTuple):
    """A word of a run: its place in the run, its class, its text."""

    start: int
    end: int
    letter: str
    text: str


Tokens = tuple[Token, ...]


def tokens(run: Run) -> Tokens:
    """The words of a run, quotation marks left out."""
    return _tokens(run.text, run.shape)


@lru_cache(maxsize=128)  # every rule that is tried at a quantity asks for the words of the same runs
def _tokens(text: str, shape: str) -> Tokens:
    return tuple([Token(start, end, letter, text[start:end]) for start, end, letter in words_in(shape)
                  if text[start:end] not in MARKS])


def modifying(found: Tokens, lists: WordLists) -> set[int]:
    """The indices of the words that stand in a modifier closed by 的, the 的 with them: 交通局统计的(停车场)."""
    out: set[int] = set()
    for i, token in enumerate(found):
        if token.text == OF:
            out.update(range(_modifier_start(found, i, lists), i + 1))
    return out


def modifiers(run: Run, lists: WordLists) -> list[tuple[int, int]]:
    """The stretches of a run that are modifiers closed by 的 with a verb in them."""
    if OF not in run.text:
        return []
    found = tokens(run)
    inside = sorted(modifying(found, lists))
    if not any(found[i].letter == "V" for i in inside):
        return []
    return [(found[i].start, found[i].end) for i in inside]


def _modifier_start(found: Tokens, of: int, lists: WordLists) -> int:
    """Where the modifier that ends with the 的 at `of` begins: behind the verb whose object it belongs to, if any."""
    start = of
    while start and not (found[start - 1].text in lists.perfect or found[start - 1].letter == "Q" and start < of
                         or found[start - 1].letter == "X" and found[start - 1].text != "、"
                         or start > 1 and found[start - 1].letter == "V" and found[start - 1].text in lists.copulas):
        start -= 1
    verbs = [k for k in range(start, of) if found[k].letter == "V"]
    if found[start].letter == "P":
        return start  # 从报名到录取的等待时间
    if not verbs or verbs == [of - 1]:
        return start
    first = verbs[0]
    if len(verbs) == 1 and _acts_after(found, of):
        return start
    if first > start and found[first - 1].letter in "NR" and verbs[-1] != of - 1:
        return first + 1
    linked = len(verbs) > 1 or any(found[k].letter == "P" for k in range(first + 1, of)) or lists.is_strong(found[first].text)
    return first + 1 if linked else start


def _acts_after(found: Tokens, of: int) -> bool:
    """Whether a verb acts behind the noun that follows the 的: 拥有两万针的机器能织出…"""
    return any(found[k].letter in "VDP" for k in range(of + 2, len(found)))


def main_verb(run: Run, lists: WordLists, needed: bool = False, sure: bool = False) -> tuple[int, int] | None:
    """(start, end) of the verb group that acts in a run, its adverbs with it; None where no verb acts.

    The first verb with evidence for it acts: an adverb before it, 了 behind it, a place in the lexicon, or its standing
    first or after a plain noun. Where a verb is `needed`, a verbal noun between two nouns may be it: 节点服务西部(6个省区);
    `sure` takes only verbs with evidence other than their place.
    """
    if not run.has("V") and (sure or not needed):
        return None
    found = tokens(run)
    inside = modifying(found, lists)
    candidates = [i for i, token in enumerate(found) if token.letter == "V" and i not in inside]
    candidates = [i for i in candidates if i == candidates[-1] or found[i + 1].text not in lists.durative]  # 带着全家承包
    for i in candidates:
        if _evident(found, i, lists) or not sure and _well_placed(found, i):
            return group_at(found, i, lists)
    if sure:
        return None
    if not candidates and needed:
        candidates = [i for i, token in enumerate(found) if token.letter == "W" and i not in inside
                      and 0 < i < len(found) - 1 and found[i + 1].letter in "NRF" and found[i - 1].letter in "NRFX"]
    return group_at(found, candidates[0], lists) if candidates else None


def _evident(found: Tokens, i: int, lists: WordLists) -> bool:
    after = found[i + 1] if i + 1 < len(found) else None
    taken = after is not None and after.text in lists.perfect
    return taken or i > 0 and found[i - 1].letter == "D" or lists.is_strong(found[i].text)


def _well_placed(found: Tokens, i: int) -> bool:
    """Whether a verb stands where verbs do: first or behind a pronoun or a time, before a noun."""
    return (i == 0 or found[i - 1].letter in "RT") and i + 1 < len(found) and found[i + 1].letter in NOMINAL


def group_at(found: Tokens, i: int, lists: WordLists) -> tuple[int, int]:
    """The verb group around the verb at `i`: adverbs before it; 了, and verbs that go on with it, behind it."""
    first, last = i, i
    while first and (found[first - 1].letter == "D" or found[first - 1].text in lists.serial and found[first - 1].letter in "VW"):
        first -= 1
    while last + 1 < len(found) and (found[last + 1].text in lists.perfect or _goes_on(found, last + 1, lists)):
        last += 1 if found[last + 1].letter != "C" else 2
    return found[first].start, found[last].end


def _goes_on(found: Tokens, i: int, lists: WordLists) -> bool:
    """Whether the word at `i` continues a verb group: 建设改造, 发布并推进; a verb before a noun mostly belongs to it."""
    if found[i].letter == "C":
        return i + 1 < len(found) and found[i + 1].letter == "V"
    return found[i].letter == "V" and (i + 1 == len(found) or lists.is_strong(found[i].text))


def final_verb_group(run: Run, lists: WordLists, needed: bool = False) -> int | None:
    """Where the group of verbs and adverbs that ends a run begins; None where the run ends otherwise.

    Where a verb is `needed` a verbal noun at the end is one: 产品出口(19个国家).
    """
    found = tokens(run)
    if not found or not (found[-1].letter == "V" or found[-1].text in lists.perfect or needed and found[-1].letter == "W"):
        return None
    if lists.cause.ends(found[-1].text):
        return found[-1].start  # 袭击(造成5人死亡)
    i = len(found) - 1 if found[-1].letter == "W" else len(found)
    while i and (found[i - 1].letter == "V" or found[i - 1].text in lists.perfect
                 or (found[i - 1].letter == "C" or found[i - 1].text == "、") and 1 < i < len(found) and found[i - 2].letter == "V"):
        i -= 1
    while i and (found[i - 1].letter == "D" or found[i - 1].text in lists.agents):  # 居民|被转移至(32个)
        i -= 1
    return found[i].start


def before_verb(run: Run, lists: WordLists) -> Run:
    """The run up to the verb that acts in it; nothing where it begins with one: 超过煤电成为(第一大电源)."""
    group = main_verb(run, lists, sure=True)
    return lists.bare(lists.clean(run[:group[0]] if group else run))


def names_actor(run: Run, lists: WordLists) -> bool:
    """Whether a run ends in a pronoun for somebody who acts, so that the verb after it must act: 我们(压减支出)."""
    found = tokens(lists.clean(run)) if run.has("R") else ()
    return bool(found) and found[-1].letter == "R" and (lists.institution.ends(found[-1].text) or lists.region.ends(found[-1].text))


def pushed_by(run: Run, lists: WordLists, points: bool = False) -> tuple[Run, Run]:
    """(who, what it pushes), where a verb like 拉动 stands between the two: 工业 | 拉动经济(增长); else the run and nothing.

    Who pushes by so many `points` may have been named before: 民营企业进出口增长12%，拉动外贸(增长)6个百分点.
    """
    if points and run.text.startswith(lists.driving):
        return EMPTY, run
    group = main_verb(run, lists, sure=True)
    if group is None or not group[0] or not lists.pushing.ends(run.text[group[0]:group[1]]):
        return run, EMPTY
    return run[:group[0]], run[group[0]:]


def last_verb(run: Run) -> Run:
    """The verb a run ends in; nothing where it ends otherwise."""
    found = tokens(run)
    return run[found[-1].start:found[-1].end] if found and found[-1].letter in "VW" else EMPTY
