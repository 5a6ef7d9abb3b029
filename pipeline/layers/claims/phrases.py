"""Phrases of a stretch: where they end, and what of them belongs in a slot. Knows word classes and the lexicon, no frames."""

from __future__ import annotations

from itertools import pairwise

import regex

from pipeline.layers.claims.runs import EITHER, EMPTY, OF, QUANTITY, Run, words_of
from pipeline.layers.claims.shapes import IDIOM
from pipeline.layers.claims.verbs import Tokens, group_at, main_verb, modifying, tokens
from pipeline.layers.claims.words import WordLists


def noun_and_rest(run: Run, lists: WordLists, acts: bool = True) -> tuple[Run, Run]:
    """The noun phrase at the start of a run, and what follows it from the first word that acts: 企业 | 将参加展览.

    `acts` says that the noun may have a predicate of its own: without it, verbs that nothing marks as such stay in the
    noun, as in 建成3家 | 技术创新中心.
    """
    found = tokens(run)
    if found and found[0].text == OF:
        found = found[1:]
    begin = found[0].start if found else len(run)
    inside = modifying(found, lists)
    end = next((i for i, token in enumerate(found) if token.letter == "Q"), len(found))
    cut = _predicate_start(found[:end], inside, lists, acts)
    stop = found[cut].start if cut < len(found) else len(run)
    return lists.bare(run[begin:stop]), lists.bare(lists.clean(without_dating(run[stop:])))


def _predicate_start(found: Tokens, inside: set[int], lists: WordLists, acts: bool) -> int:
    """The index of the word with which the predicate begins, or the number of words."""
    first = 0 if acts else _first_candidate(found)
    marked = next((i for i in range(first, len(found)) if i not in inside and _opens_predicate(found, i, lists, acts)), None)
    if marked is not None:
        return marked
    if acts:
        verbs = [i for i, token in enumerate(found) if token.letter == "V" and i and i not in inside]
        return verbs[0] if verbs else len(found)
    return len(found)


def _first_candidate(found: Tokens) -> int:
    """The index of the first word that may open the predicate behind a subject that need not act."""
    letter = found[0].letter if found else ""
    if letter == "D":
        return 0
    if letter == "P":  # behind the verb of the phrase
        return 1 + next((i for i, token in enumerate(found) if token.letter == "V"), 0)
    return 1


def _opens_predicate(found: Tokens, i: int, lists: WordLists, acts: bool) -> bool:
    """Whether something marks word `i` as the beginning of the predicate.

    Where the noun before need not act, a verb before a noun belongs to its name unless an actor stands before it:
    增设3条 | 应急改签通道, but 派出3个 | 小组帮助群众.
    """
    token = found[i]
    after = found[i + 1] if i + 1 < len(found) else None
    if token.letter == "D":
        if not i and after is not None and after.letter == "D":  # 仿自然鱼道
            after = next((later for later in found[1:] if later.letter != "D"), None)
        idiom = i > 0 and after is found[-1] and len(after.text) == IDIOM  # 雅江县|依然寒风刺骨
        return after is not None and (after.letter in "VDPA" or idiom)
    if not i and token.letter == "V" and len(token.text) == 1 and [later.letter for later in found[1:3]] in (["N", "D"], ["N", "V"]):
        return False  # 53台送水车定时供水
    if token.letter == "P":
        return i > 0 or any(later.letter == "V" for later in found[1:])
    if token.letter == "A" and len(token.text) == IDIOM:
        return i > 0 and after is None
    if token.letter != "V" or not i and after is not None and after.letter in "NWAD" and not lists.is_strong(token.text):
        return False
    if after is not None and after.text in lists.perfect:
        return True
    if lists.is_strong(token.text):
        return acts or after is None or after.letter not in "NW" or lists.actor_end.ends(found[i - 1].text if i else "")
    return after is None or after.letter in "VDPQT" and not (i and after.letter == "V" and i + 2 < len(found))


def verb_and_object(rest: Run, lists: WordLists) -> tuple[Run, Run]:
    """A predicate parted into its verb group, prepositional phrases with it, and the object: 给校长写 | 信."""
    found = tokens(rest)
    group = group_at(found, 0, lists) if found and found[0].letter == "V" else main_verb(rest, lists)
    cut = group[1] if group else len(rest)
    cut = next((word.end for word in found if word.start == cut and lists.reaching.is_word(word.text)), cut)  # 转移至|高处
    return lists.bare(lists.clean(without_dating(rest[:cut]))), lists.bare(rest[cut:])


def split_subject(run: Run, lists: WordLists) -> tuple[Run, Run]:
    """(noun phrase, what stands between it and the verb): 本校已累计为企业 → 本校, 已累计为企业. Phrases of place are left out."""
    if not (run.has("P") or run.has("D")):
        return run, EMPTY
    found = tokens(run)
    inside = modifying(found, lists)
    start = next((token.start for i, token in enumerate(found) if token.letter in "PD"
                  and (i not in inside or i and token.text in lists.means and found[i + 1].letter == "Q")  # 该党|以26%的得票率(获得)
                  and (token.text in lists.receivers or not (i + 1 < len(found) and found[i + 1].text.startswith(lists.rates)))),
                 len(run))
    leads = len(found) > 1 and found[0].letter == "D" and found[1].text.startswith(lists.rates)
    begin = found[0].end if leads and start else 0  # 拟每10股(派发)
    return run[begin:start], without_means(without_place(run[start:], lists), lists)


def after_fronting(run: Run, lists: WordLists) -> Run:
    """What 将 or 把 puts before its verb, the actor left out: 央行将增长预期(由1.5%下调) → 增长预期."""
    if not any(word in run.text for word in lists.fronting):
        return run
    found = tokens(run)
    for i, token in enumerate(found[:-1]):
        of = i + 2 < len(found) and found[i + 1].letter == "Q" and found[i + 2].text == OF  # 把10年的工期(压缩到)
        named = found[i + 1].letter in "NRAWTM" or token.letter == "P" and found[i + 1].letter == "V"  # 将供水温度(提高)
        if token.text in lists.fronting and (named or of):
            return run[token.end:]
    return run


def without_place(run: Run, lists: WordLists, localised: bool = False) -> Run:
    """The run without the phrases that only say where or when: 在永川, 于本月; `localised`, only those like 在此基础上."""
    if not run.has("P"):
        return run
    found = tokens(run)
    gone: list[tuple[int, int]] = []
    for i, token in enumerate(found):
        if token.letter == "P" and token.text in lists.place_prepositions:
            end = _place_end(found, i)
            if localised and found[end - 1].letter != "F":
                continue
            gone.append((token.start, found[end].start if end < len(found) else len(run)))
    return run.without(gone) if gone else run


def without_means(run: Run, lists: WordLists) -> Run:
    """The run without a figured means at its end: 该党以20%的得票率(位列第二) → 该党."""
    at = run.text.rfind(QUANTITY)
    found = tokens(run[:at]) if at > 0 and run.text[at + 1:at + 2] == OF else ()
    return run[:found[-1].start] if found and found[-1].text in lists.means else run


def without_dating(run: Run) -> Run:
    """The run without prepositions that stand before nothing but a time: 于7月改造完工."""
    if not run.has("T"):
        return run
    found = tokens(run)
    gone = [(token.start, token.end) for i, token in enumerate(found[:-1]) if token.letter == "P" and found[i + 1].letter == "T"]
    return run.without(gone) if gone else run


def is_hollow(run: Run) -> bool:
    """Whether a run holds no word that names anything: 后, 里, 首次, 扭转了."""
    if "Nn" in run.shape:
        return False
    found = tokens(run)
    deed = len(found) > 1 and found[-1].letter == "U" and all(token.letter in "DVU" for token in found)
    return deed or all(token.letter in "DCXU" for token in found) or len(found) == 1 and found[0].letter in "FP"


def _place_end(found: Tokens, i: int) -> int:
    """The index behind the phrase that the preposition at `i` opens: its first localiser, or the next word that acts."""
    for k in range(i + 1, len(found)):
        if found[k].letter == "F" and not (k + 1 < len(found) and (found[k + 1].text == OF or found[k + 1].letter == "Q")):
            return k + 1
        if found[k].letter in "PDV":
            return k
    return len(found)


def without_preposition(run: Run) -> Run:
    """The run without the preposition it begins with: 针对全省 → 全省."""
    found = tokens(run) if run.has("P") else ()
    return run[found[0].end:] if found and found[0].letter == "P" else run


def without_final_preposition(run: Run) -> Run:
    """The run without a preposition left at its end: 招标人在 → 招标人."""
    found = tokens(run) if run.has("P") else ()
    return run[:found[-1].start] if len(found) > 1 and found[-1].letter == "P" else run


def without_localiser(run: Run) -> Run:
    """The run without 中, 里 or the like at its end."""
    found = tokens(run) if run.has("F") else ()
    return run[:found[-1].start] if len(found) > 1 and found[-1].letter == "F" else run


def counted_head(noun: Run, lists: WordLists) -> tuple[Run, bool]:
    """The noun that is counted, cut before an indicator of it, and whether it was cut: 城市(空气质量指数)."""
    noun = without_localiser(noun)
    if not lists.is_indicator(noun):
        return noun, False
    for token in tokens(noun)[:-1]:
        if lists.counted_noun.ends(token.text.split("（")[0]):
            return noun[:token.end], True
    found = tokens(noun)
    cut = next((token.start for token in found[1:] if token.text in lists.prefixes), 0)
    return (noun[:cut], True) if cut else (noun, False)  # 28种蔬菜(平均批发价)


def without_rate(run: Run, lists: WordLists) -> Run:
    """The run without what one of its values is for: 价格每股 → 价格."""
    at = next((start for start, _, _ in words_of(run) if start and run.text.startswith(lists.rates, start)), len(run))
    return run[:at]


def dimension(run: Run, lists: WordLists) -> Run:
    """The word for a dimension at the end of a run, if its value follows: 隧道(全长)."""
    start, end, _ = words_of(run)[-1] if run else (0, 0, "")
    return run[start:end] if run.text[start:end] in lists.dimensions else EMPTY


def without_final_adverbs(run: Run, lists: WordLists) -> Run:
    """The run without adverbs at its end: 议员共 → 议员; what a value is for stays: 车速每小时, 户均."""
    end = len(run)
    for start, stop, letter in reversed(words_of(run)):
        if letter != "D" or run.text.startswith(lists.rates, start) or run.text[start:stop] in lists.per_head:
            break
        end = start
    return run[:end]


def without_dangling(run: Run, lists: WordLists) -> Run:
    """The run without adverbs and prepositions at its end, that belong to what follows: 产量首次在 → 产量, 毛利由 → 毛利."""
    end = len(run)
    for start, stop, letter in reversed(words_of(run)):
        if letter not in "DPC" or run.text[start:stop] in lists.base_words or run.text.startswith(lists.rates, start):
            break  # 投入产出比, 车速每小时
        end = start
    return run[:end] if end < len(run) else run


def _names_counted(found: Tokens, i: int, lists: WordLists) -> bool:
    """Whether a verb behind a classifier and before a noun says what kind of thing is meant: 一条|供水|主管爆裂."""
    one = found[i - 1]
    return found[i].letter == "V" and one.letter == "M" and one.text[-1] not in lists.persons and found[i + 1].letter == "N"


def first_words(run: Run, number: int) -> Run:
    """The first words of a run."""
    words = words_of(run)
    return run[:words[number - 1][1]] if len(words) > number else run


def with_last_deed(noun: Run) -> tuple[Run, Run]:
    """A noun and the verbal noun behind it, which is what is done there: 在(两个)镇试点; else the noun and nothing."""
    words = words_of(noun)
    if len(words) < 2 or words[-1][2] != EITHER or words[-2][2] not in "NF" or OF in noun.text:
        return noun, EMPTY
    return noun[:words[-1][0]], noun[words[-1][0]:]


def tells_where(run: Run) -> bool:
    """Whether a run tells what is done where and names nobody who acts: 板上发电、板下种草."""
    found = tokens(run) if run.has("F") else ()
    return any(token.letter == "F" and after.letter in "WV" for token, after in pairwise(found))


def _inside_indicator(found: Tokens, i: int, lists: WordLists) -> bool:
    """Whether a verb is a part of an indicator's name because another verb acts behind it: 网络接入流量(保持增长)."""
    if found[i].letter != "V" or not i or found[i - 1].letter not in "NW" or lists.is_strong(found[i].text) or i + 2 >= len(found):
        return False
    named = found[i + 1].letter in "NW" and lists.indicator_end.ends(found[i + 1].text)
    return bool(named) and found[i + 2].letter in "VDP"


def _acts_on(found: Tokens, i: int) -> bool:
    """Whether a verb behind a noun has an object before the 的 that would close its modifier: 法院|驳回一家企业的上诉."""
    follows = i > 0 and found[i].letter == "V" and found[i - 1].letter in "NT" and found[0].letter in "NA"
    return follows and i + 2 < len(found) and found[i + 1].letter in "NAMR" and found[i + 1].text != OF


def leading_noun(run: Run, lists: WordLists) -> tuple[Run, Run]:
    """The noun phrase a clause begins with, and what follows it; nothing where the clause begins otherwise."""
    run = lists.clean(run)
    found = tokens(run)
    if found and (found[0].letter == "P" and found[0].text in lists.aside or found[0].letter == "U"):
        return EMPTY, run  # 对于…, (到)|了旺季
    inside = modifying(found, lists)
    behind_of = {i for i, token in enumerate(found) if i and found[i - 1].text == OF and token.letter == "V"}  # …的审批时间
    inside = inside | behind_of | {i for i in range(1, len(found) - 1) if _names_counted(found, i, lists)}
    inside -= {i for i, token in enumerate(found) if i and token.text in lists.fronting}  # 街道|把闲置的老粮站腾出来
    cut = next((i for i, token in enumerate(found) if i not in inside and not _inside_indicator(found, i, lists)
                and (token.letter in "DVPQ" or token.letter == "T" and i or token.letter == "A" and 0 < i == len(found) - 1)),
               len(found))
    if cut == 0 or all(token.letter in "TX" for token in found[:cut]):
        return EMPTY, run
    if cut == len(found):
        cut = next((i for i in sorted(inside) if _acts_on(found, i)), cut)
    end = found[cut].start if cut < len(found) else len(run)
    return lists.bare(run[:end]), run[end:]


def items_of(subject: Run, lists: WordLists, mark: regex.Pattern[str] | None = None) -> list[Run]:
    """The coordinated items of a noun phrase, parted by any coordinator or by `mark`."""
    out, at = [], 0
    for found in (mark or lists.list_item).finditer(subject.text):
        out.append(subject[at:found.start()])
        at = found.end()
    out.append(subject[at:])
    return [item for item in out if item]
