"""Words that are verb and noun, adverb and adjective at once: `resolve` decides by the neighbours which of the two a word is.

Each step looks at one word and its neighbours and names the word's letter, or says nothing; the first that speaks decides.
The letters are those of `shapes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING

from pipeline.layers.claims.runs import EITHER, OF

if TYPE_CHECKING:
    from pipeline.layers.claims.words import WordLists

Step = Callable[[Sequence[str], Sequence[str], int, "WordLists"], str | None]
SHORT = 3
LETTERS = "VNDPCUAMFRXQTW"
EDGE = "X"  # what stands before the first word and behind the last


def resolve(said: Sequence[str], letters: Sequence[str], lists: WordLists) -> list[str]:
    """The letters with every word that is verb and noun at once made one of them; a noun of that kind keeps its own letter.

    A verb follows an adverb or a verb's auxiliary, takes 了 or 过, or opens its clause before an object; anywhere else the
    word is a noun: 智能化改造项目, 平台建设, but 已改造项目, 改造了项目, 改造低产茶园.
    """
    out = [*letters]
    for i in _name_syllables(said, letters, lists):
        out[i] = "N"
    for i, letter in enumerate(letters):
        if letter == EITHER:
            out[i] = "V" if _acts(said, out, i, lists) else EITHER
        if out[i] == "V" and said[i] in lists.intransitive:
            out[i] = _telling_which(out, i) or "V"
    for i, word in enumerate(said):
        for step in (STEPS if word in lists.ambiguous else OTHER_STEPS)[out[i]]:
            decided = step(said, out, i, lists)
            if decided:
                out[i] = decided
                break
        if out[i] == EITHER and _modifies_head(said, out, i, lists):
            out[i - 1] = "V"
    return out


def _before(out: Sequence[str], i: int) -> str:
    return out[i - 1] if i else EDGE


def _after(out: Sequence[str], i: int) -> str:
    return out[i + 1] if i + 1 < len(out) else EDGE


def _last_syllable(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """The last syllable of a compound is no verb: 服务站."""
    return "N" if len(said[i]) == 1 and _before(out, i) in "NW" and _after(out, i) == EDGE else None


def _manner(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A short adjective before a verb says how: 紧急转移."""
    return "D" if len(said[i]) < SHORT and _after(out, i) == "V" else None


def _modifies_head(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> bool:
    """Whether the word before a verbal noun takes it for its object: 投入抢修人员, 执行发射任务."""
    return i > 0 and i + 1 < len(out) and said[i + 1] in lists.deverbal_heads and out[i - 1] in "VW"


def _verbal_modifier(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A verb between a verb and a noun it tells the kind of is a noun, and so is one before somebody who acts: 搜救人员打捞出."""
    if i + 1 == len(out):
        return None
    if _before(out, i) in "NW" and lists.events.is_word(said[i + 1]):
        return EITHER  # 列车相撞事故
    actor = said[i + 1] in lists.deverbal_heads and lists.actor_end.ends(said[i + 1]) and out[i + 2:i + 3] in (["V"], ["D"])
    return EITHER if actor or _modifies_head(said, out, i, lists) else None


def _takes_compound(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A verbal noun acts before a compound that only begins like a verb: 本县投入联合播种机."""
    named = said[i] in lists.classes and _before(out, i) in "NR"
    return "V" if named and out[i + 1:i + 3] in (["V", "N"], ["V", "W"]) and said[i + 1] not in lists.classes else None


def _actor_before(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A verbal noun between an institution and what is counted acts, between a government and funds, too: 该港装卸货物, 县里投入资金."""
    if _before(out, i) != "N" or _after(out, i) != "N" or out[i + 2:i + 3] not in ([], ["Q"]):
        return None
    actor = lists.institution.ends(said[i - 1]) or said[i - 1] in lists.locals and lists.funds.ends(said[i + 1])
    return "V" if actor and not lists.indicator_end.ends(said[i + 1]) else None


def _lays_out(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """投入 acts behind whoever is no kind of outlay, and before what is put in: 全市投入农机具(1.6万台); not 研发投入(2亿元)."""
    if said[i] not in lists.outlays or _after(out, i) not in "NRAQ" or i + 1 < len(said) and lists.indicator_end.ends(said[i + 1]):
        return None
    place = i and (lists.areas.ends(said[i - 1]) or lists.region.ends(said[i - 1]) or lists.institution.ends(said[i - 1])
                   or said[i - 1] in lists.locals)
    return "V" if place or _after(out, i) != "Q" and _before(out, i) in "XTD" or out[max(i - 2, 0):i] == ["P", "N"] else None


def _we_do(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A verbal noun acts behind 我们: 我们更新管网(640公里)."""
    return "V" if i and said[i - 1] in lists.we and _after(out, i) in "NWA" else None


def _institution(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A verb that names an institution is one before an adverb: 该组织已释放."""
    inside = said[i] in lists.serial and _before(out, i) in "NR" and _after(out, i) == "D"
    return "N" if inside and lists.institution.ends(said[i]) else None


def _manner_of(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A verb that says how the next one is done: 提前腾库."""
    return "D" if said[i] in lists.manner_verbs and _after(out, i) == "V" else None


def _behind_aim(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A verbal noun acts behind somebody and whom it is meant for: 东部省份向西部投入(资金)."""
    aimed = i > 2 and out[i - 2] == "P" and said[i - 2] in lists.aimed and out[i - 3] in "NRF" and _before(out, i) in "NRF"
    return "V" if aimed and _after(out, i) in "NAW" else None


def _each(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """各 before a verb says of each: 两区各建(15座公园)."""
    return "D" if said[i] == "各" and _after(out, i) in "VD" else None


def _by_batch(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A batch before a verb says how it is done: 首批安排(15亿元), 首批试供热; not 首批(5亿元)."""
    return "D" if said[i] in lists.batches and _after(out, i) in "VW" else None


def _yearly(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """年 or 日 before a verb says in what time so much is done: 可年节约(标准煤2万吨), 日处理(污水5万吨); not 三年建成."""
    if said[i] not in lists.spells or _after(out, i) != "V" or _before(out, i) in "MQTV" + EITHER:
        return None
    return None if i + 2 < len(said) and lists.indicator_end.ends(said[i + 2]) else "D"  # 日制冰能力


def _done(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """What the dictionary calls a noun acts between 累计 or 已 and a quantity: 干线累计中断(34处)."""
    between = i and said[i - 1] in lists.done_adverbs and _after(out, i) == "Q"
    return "V" if between and said[i] not in lists.classes and not lists.indicator_end.ends(said[i]) else None


def _more(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """多 and 少 before a verb with 了 say how: 多卖了(1600张)."""
    return "D" if said[i] in lists.amounts and _after(out, i) == "V" and out[i + 2:i + 3] == ["U"] else None


def _perfect(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """What the dictionary calls a noun acts before 了: 果农损失了(三成)."""
    return "V" if _after(out, i) == "U" and said[i + 1] in lists.perfect and said[i] not in lists.classes else None


def _stressed(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A noun that tells how something is done is an adverb where a clause begins: 重点向(山区县)倾斜, 将重点支持."""
    return "D" if said[i] in lists.manners and _before(out, i) in "XDTQ" and _after(out, i) in "PV" else None


def _together(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """同时 between a noun and a verb says how: 5台采茶机同时作业."""
    return "D" if said[i] in lists.dropped and _before(out, i) == "N" and _after(out, i) in "VW" else None


def _act_together(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A verbal noun acts behind such an adverb, where a clause ends: 6座高炉同时运转."""
    return "V" if i > 1 and out[i - 1] == "D" and said[i - 1] in lists.dropped and out[i - 2] == "N" and _after(out, i) == EDGE else None


def _links(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """与 between nouns that no verb follows joins them: 180项科学与应用项目."""
    if not lists.coordinator.fullmatch(said[i]) or _before(out, i) not in "NW" or _after(out, i) not in "NWV":
        return None
    end = next((k for k in range(i + 1, len(out)) if out[k] in "XQ" and said[k] != "、"), len(out))
    ahead = out[i + 1:end]
    behind = ahead[1:] if ahead[:2] == ["V", "N"] else ahead  # 应用项目
    return None if set(behind) & set("VPD") else "C"


def _given(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A preposition acts before 了: 园区给了(三成的)补贴."""
    return "V" if said[i] in lists.receivers and _after(out, i) == "U" and said[i + 1] in lists.perfect else None


def _able(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """可 and a verb between 的 and a noun tell which: 41%的可利用土地(得到复垦)."""
    at = i if said[i] in lists.able else i - 1 if i and said[i - 1] in lists.able else 0
    able = at > 0 and said[at - 1] == OF and out[at + 2:at + 3] in (["N"], ["W"])
    return "A" if able and "V" in out[at + 3:] else None


def _stays(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """An adjective acts before 在 and a figure: 稳定在(92%)."""
    named = i + 2 < len(said) and out[i + 1] == "P" and out[i + 2] == "Q" and said[i + 1] in lists.place_prepositions
    return "V" if named else None


def _under_way(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """正在 before a place is a preposition: 盾构机正在地下(掘进)."""
    return "P" if said[i] in lists.progressive and _after(out, i) in "NF" and out[i + 2:i + 3] in (["D"], ["V"]) else None


def _copula(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """为 is a verb or a preposition, 是 a verb."""
    return None if said[i] not in lists.copulas else "P" if said[i] in lists.purposes and _serves(out, i) else "V"


def _syllable(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """A syllable inside a name is a noun: 维里特公司, 邹雨晴(登上)."""
    if len(said[i]) > 1 or said[i] in lists.classes or _before(out, i) not in "NM" or i + 1 == len(out):
        return None
    spelt = i > 1 and len(said[i - 1]) == len(said[i - 2]) == 1 and out[i - 2] in "NM"
    return "N" if spelt or out[i + 1] in "NM" and said[i] not in lists.causers else None  # not 台风|使|全市


def _attribute(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """An adverb before a noun is an adjective: 新机器, 再贷款, 最大累计降雨量."""
    if said[i] not in lists.modifiers or _after(out, i) not in "NA":
        return None
    return "A" if len(said[i]) == 1 or _before(out, i) in "ANXU" else None


def _telling_which(out: Sequence[str], i: int) -> str | None:
    """A verb that takes no object tells which noun is meant: 出院患者."""
    return EITHER if _after(out, i) in "NA" and _before(out, i) != "D" else None


def _names_force(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """An adverb between a name and a compound that ends in a body belongs to the body's name: 苏丹快速支援部队."""
    if _before(out, i) != "N" or _after(out, i) not in "VW" or out[i + 2:i + 3] != ["N"]:
        return None
    adverb = said[i] in lists.dropped or said[i] in lists.done_adverbs
    return "A" if not adverb and lists.institution.ends(said[i + 2]) else None


def _in_force(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """The verb in such a name is a noun."""
    inside = i > 1 and out[i - 1] == "A" and out[i - 2] == "N" and _after(out, i) == "N"
    return EITHER if inside and lists.institution.ends(said[i + 1]) else None


def _fronts(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """将 before a thing and a verb puts the thing first: 将9颗低轨卫星送入轨道, 将供水温度提高6℃."""
    if said[i] not in lists.fronting:
        return None
    if _after(out, i) in "VW" and out[i + 2:i + 4] == ["N", "V"]:
        drives = lists.causative.is_word(said[i + 1]) or lists.achieving.is_word(said[i + 1])
        return "P" if lists.indicator_end.ends(said[i + 2]) and not drives else None
    behind = out[i + 2 + len(list(takewhile("A".__eq__, out[i + 2:]))):]
    if _after(out, i) != "Q" or behind[:1] != ["N"]:
        return None
    return "P" if "V" in list(takewhile("X".__ne__, behind[1:])) else None


def _road(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """高速 behind a name and before no verb is the road: 云岭高速全长(319公里), not 产业高速增长."""
    return "N" if said[i] in lists.roads and _before(out, i) == "N" and _after(out, i) not in "VWU" else None


def _plan(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """计划 and its like are nouns between nouns: 国家重点研发计划重点专项."""
    if said[i] not in lists.plans or not i:
        return None
    return "N" if said[i - 1] in lists.share_verbs or out[i - 1] in "NWV" and _after(out, i) in "NWXUA" else None


def _expects(said: Sequence[str], out: Sequence[str], i: int, lists: WordLists) -> str | None:
    """预期 before what comes about only foretells it: 全年|预期|增长6%; not 超预期增长, 市场预期的7万个."""
    if said[i] not in lists.expecting or _after(out, i) not in "VT" or _before(out, i) in "VP":
        return None
    return None if said[i + 1] in lists.copulas else "D"  # 市场预期|为


ORDER: tuple[tuple[str, Step, str], ...] = (
    # the letters that a step has something to say about, the step, and the list of words that are all it speaks of, if there is one
    ("V", _last_syllable, ""), ("N", _done, ""), ("AMND", _more, "amounts"), ("N", _perfect, ""), ("N", _stressed, "manners"),
    ("A", _manner, ""), ("VN" + EITHER, _manner_of, "manner_verbs"), ("R", _each, ""), ("NMAR", _by_batch, "batches"),
    ("NM", _yearly, "spells"), ("A", _stays, ""), (LETTERS, _copula, "copulas"), ("P", _given, "receivers"), ("DVP" + EITHER, _able, ""),
    ("P", _links, ""), ("C", _together, "dropped"), ("V", _verbal_modifier, ""), (EITHER, _takes_compound, ""), (EITHER, _act_together, ""),
    (EITHER, _expects, "expecting"),
    (EITHER, _behind_aim, ""), (EITHER, _actor_before, ""), (EITHER, _lays_out, "outlays"), (EITHER, _we_do, ""),
    ("V", _institution, "serial"), ("V", _in_force, ""), ("DVAP", _syllable, ""), ("D", _names_force, ""),
    ("D", _under_way, "progressive"), ("D", _fronts, "fronting"), ("D", _road, "roads"), ("D", _attribute, "modifiers"),
    ("D", _plan, "plans"))
STEPS = {letter: tuple(step for letters, step, _ in ORDER if letter in letters) for letter in LETTERS}
OTHER_STEPS = {letter: tuple(step for letters, step, listed in ORDER if letter in letters and not listed) for letter in LETTERS}


def _name_syllables(said: Sequence[str], letters: Sequence[str], lists: WordLists) -> Iterator[int]:
    """The indices of words of one character that together name an institution: 维 | 里 | 特 | 公司."""
    start = 0
    for i, word in enumerate(said):
        if len(word) == 1 and letters[i] in "NVAFM" and word not in lists.classes:
            continue
        if i - start > 1 and letters[i] == "N" and lists.institution.ends(word):
            yield from range(start, i)
        start = i + 1


def _serves(letters: Sequence[str], i: int) -> bool:
    """Whether 为 is a preposition: a noun and then a verb follow it, 为消费者挽回损失."""
    if i + 1 == len(letters) or letters[i + 1] in "TMV":
        return False
    if letters[i + 1] == "Q" and (i + 2 == len(letters) or letters[i + 2] not in "NAW"):
        return False
    ahead = letters[i + 2:]
    for letter, after in zip_longest(ahead, ahead[1:], fillvalue="X"):
        if letter in "XQ":
            return False
        if letter == "V" or letter == EITHER and after in "NQ":
            return True
    return False


def _acts(said: Sequence[str], letters: Sequence[str], i: int, lists: WordLists) -> bool:
    before = letters[i - 1] if i else None
    after = letters[i + 1] if i + 1 < len(letters) else None
    follows = said[i + 1] if i + 1 < len(said) else None
    if follows in lists.perfect:
        return True
    if before == "D":
        return follows != OF
    opens = before is None or before in "CT" or before == "X" and said[i - 1] != "、"
    if opens and after == "V" and i + 2 < len(letters) and letters[i + 2] in "NW" and follows not in lists.classes:
        return True  # 投入联合收割机
    names = list(letters[i + 1:i + 4]) == ["N", "V", "Q"]  # 其中出口船舶占93%
    return opens and after is not None and after in "NAQRMW" and follows != OF and not names
