"""Words → shapes: one letter a character, the class of its word, upper case at the word's first character.

V verb, N noun, D adverb, P preposition, C connective, U particle, A adjective, M numeral or measure word, F localiser,
R pronoun, X punctuation, Q a quantity, T a time, W a noun that could be a verb. The dictionary's tag decides, `word_class`
in the lexicon overrules it.
Many Chinese words are verb and noun at once; `resolve` decides by the neighbours which of the two a word is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from pipeline.layers.claims.runs import QUANTITY, TIME, Run
from pipeline.model import Quantity, Time, Word

if TYPE_CHECKING:
    from pipeline.layers.claims.words import WordLists

CLASS_OF_TAG = {"v": "V", "n": "N", "d": "D", "p": "P", "c": "C", "u": "U", "a": "A", "m": "M", "q": "M", "f": "F",
                "r": "R", "j": "N", "l": "N", "i": "N", "s": "N", "b": "N", "t": "N", "z": "A", "k": "N", "h": "N",
                "y": "U", "e": "U", "o": "N", "g": "N"}
EITHER = "W"  # a word the dictionary calls a verbal noun; where it is not resolved to V it is a noun
PUNCTUATION = "，。！？；：、“”‘’「」『』（）()《》〈〉【】—…·,.:;!?-~/"
OF = "的"  # the particle that closes a modifier: a part of the grammar, not of the vocabulary
QUOTES = "“”‘’「」『』"
PAIRED = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉"}
IDIOM = 4
MAX_TERM, MAX_TITLE = 14, 40


def word_class(text: str, tag: str, overrides: Mapping[str, str]) -> str:
    """The class letter of a word."""
    if text in overrides:
        return overrides[text]
    if all(char in PUNCTUATION or char.isspace() for char in text):
        return "X"
    if tag == "mention":
        return "D"
    if tag == "vn":
        return EITHER
    if tag in ("an", "vi"):
        return "N"
    if tag == "i" and len(text) == IDIOM:
        return "A"
    if tag == "ad":
        return "D"
    return CLASS_OF_TAG.get(tag[:1], "N")


def as_run(text: str, words: Sequence[Word], quantities: Mapping[int, Quantity], times: Mapping[int, Time],
           lists: WordLists) -> Run:
    """The words as one run, quantities and times (given by their start) collapsed to one character each."""
    pieces: list[tuple[str, int]] = []
    letters: list[str] = []
    for word in words:
        if word.tag == "mention" and word.start in quantities:
            pieces.append((QUANTITY, word.start))
            letters.append("Q")
        elif word.tag == "mention" and word.start in times:
            pieces.append((TIME, word.start))
            letters.append("T")
        else:
            said = text[word.start:word.end]
            pieces.append((said, word.start))
            letters.append(word_class(said, word.tag, lists.classes))
    pieces, letters = with_complements(*with_suffixes(*with_terms(*without_bases(pieces, letters, lists)), lists), lists)
    letters = resolve([said for said, _ in pieces], letters, lists)
    chars = "".join(said for said, _ in pieces)
    places = tuple(start + i for said, start in pieces for i in range(len(said)))
    shape = "".join(letter + letter.lower() * (len(said) - 1) for (said, _), letter in zip(pieces, letters, strict=True))
    return Run(chars, places, shape)


def without_bases(pieces: Sequence[tuple[str, int]], letters: Sequence[str],
                  lists: WordLists) -> tuple[list[tuple[str, int]], list[str]]:
    """The words with 比 or 较 before a time parted from a noun the dictionary joined them to: 价格比 | 去年 → 价格 | 比."""
    out: list[tuple[str, int]] = []
    out_letters: list[str] = []
    for i, (said, start) in enumerate(pieces):
        before_time = i + 1 < len(pieces) and pieces[i + 1][0] == TIME
        if before_time and len(said) > 1 and said[-1] in lists.base_words and said not in lists.classes:
            out += [(said[:-1], start), (said[-1], start + len(said) - 1)]
            out_letters += [letters[i], "P"]
        else:
            out.append((said, start))
            out_letters.append(letters[i])
    return out, out_letters


def with_terms(pieces: Sequence[tuple[str, int]], letters: Sequence[str]) -> tuple[list[tuple[str, int]], list[str]]:
    """The words with every quoted term and every title as one noun: “城市大脑”, 《数字规划》. A quoted verb stays one."""
    out: list[tuple[str, int]] = []
    out_letters: list[str] = []
    i = 0
    while i < len(pieces):
        end = _term_end(pieces, letters, i)
        if end is None:
            out.append(pieces[i])
            out_letters.append(letters[i])
            i += 1
            continue
        out.append(("".join(said for said, _ in pieces[i:end + 1]), pieces[i][1]))
        inside = letters[i + 1:end]
        out_letters.append("V" if list(inside) == ["V"] and pieces[i][0] not in "《〈" else "N")
        i = end + 1
    return out, out_letters


def with_suffixes(pieces: Sequence[tuple[str, int]], letters: Sequence[str],
                  lists: WordLists) -> tuple[list[tuple[str, int]], list[str]]:
    """The words with a syllable that makes nouns joined to the word before it: 保持 + 率, 良种 + 化."""
    out: list[tuple[str, int]] = []
    out_letters: list[str] = []
    for (said, start), letter in zip(pieces, letters, strict=True):
        if said in lists.noun_suffixes and out and out_letters[-1] in "NVWA" and out[-1][1] + len(out[-1][0]) == start:
            out[-1], out_letters[-1] = (out[-1][0] + said, out[-1][1]), "N"
        else:
            out.append((said, start))
            out_letters.append(letter)
    return out, out_letters


def with_complements(pieces: Sequence[tuple[str, int]], letters: Sequence[str],
                     lists: WordLists) -> tuple[list[tuple[str, int]], list[str]]:
    """The words with 到 joined to the verb it completes: 监测到(鱼类), 出口到(30个国家); not 从申请到开工, 增长到30个."""
    out: list[tuple[str, int]] = []
    out_letters: list[str] = []
    for i, ((said, start), letter) in enumerate(zip(pieces, letters, strict=True)):
        joins = said in lists.complements and out and out_letters[-1] in "VW" and out_letters[-2:-1] != ["P"]
        if joins and _takes(letters[i + 1:i + 3]) and not lists.change_verb.fullmatch(out[-1][0]):
            out[-1], out_letters[-1] = (out[-1][0] + said, out[-1][1]), "V"
        else:
            out.append((said, start))
            out_letters.append(letter)
    return out, out_letters


def _takes(ahead: Sequence[str]) -> bool:
    """Whether an object follows: a noun, or a quantity of one."""
    return ahead[:1] in (["N"], ["A"]) or list(ahead) in (["Q", "N"], ["Q", "A"], ["Q", "W"])


def _term_end(pieces: Sequence[tuple[str, int]], letters: Sequence[str], i: int) -> int | None:
    closing = PAIRED.get(pieces[i][0])
    if closing is None:
        return None
    size, limit = 0, MAX_TITLE if pieces[i][0] in "《〈" else MAX_TERM
    for k in range(i + 1, len(pieces)):
        said = pieces[k][0]
        if said == closing:
            return k if k > i + 1 else None
        size += len(said)
        if size > limit or letters[k] == "Q" or said in "，。；！？" and closing not in "》〉":
            return None
    return None


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
    for i, word in enumerate(said):
        if out[i] == "V" and len(word) == 1 and i and out[i - 1] in "NW" and (i + 1 == len(out) or out[i + 1] == "X"):
            out[i] = "N"  # the last syllable of a compound: 服务站
        elif out[i] == "A" and len(word) < 3 and i + 1 < len(out) and out[i + 1] == "V" :
            out[i] = "D"  # 紧急转移
        elif out[i] == "V" and i and i + 1 < len(out) and said[i + 1] in lists.deverbal_heads and out[i - 1] in "VW":
            out[i - 1], out[i] = "V", EITHER  # 投入抢修人员, 执行发射任务
        elif out[i] == EITHER and 0 < i < len(out) - 2 and word in lists.classes and out[i - 1] in "NR" and out[i + 1] == "V" \
                and said[i + 1] not in lists.classes and out[i + 2] in "NW":
            out[i] = "V"  # 本县投入联合播种机
        elif out[i] == "V" and word in lists.serial and out[i - 1:i + 2] in (["N", "V", "D"], ["R", "V", "D"]) and \
                lists.institution.search(word):
            out[i] = "N"  # 该组织已释放
        elif word in lists.copulas:
            out[i] = "P" if _serves(out, i) else "V"
        elif out[i] in "DVAP" and len(word) == 1 and word not in lists.classes and i and out[i - 1] in "NM" and \
                i + 1 < len(out) and (out[i + 1] in "NM" or i > 1 and len(said[i - 1]) == len(said[i - 2]) == 1
                                      and out[i - 2] in "NM"):
            out[i] = "N"  # a syllable of a name: 维里特公司, 邹雨晴(登上)
        elif out[i] == "D" and len(word) == 1 and word in lists.modifiers and i + 1 < len(out) and out[i + 1] in "NA":
            out[i] = "A"  # 新机器, 再贷款
        elif out[i] == "V" and word in lists.intransitive and i + 1 < len(out) and out[i + 1] in "NA" and \
                not (i and out[i - 1] == "D"):
            out[i] = EITHER  # 出院患者: it takes no object, so it tells which
        elif out[i] == "D" and word in lists.plans and i and (said[i - 1] in lists.share_verbs or out[i - 1] in "NWV" and
                                                              (i + 1 == len(out) or out[i + 1] in "NWXUA")):
            out[i] = "N"  # 国家重点研发计划重点专项
    return out


def _name_syllables(said: Sequence[str], letters: Sequence[str], lists: WordLists) -> Iterator[int]:
    """The indices of words of one character that together name an institution: 维 | 里 | 特 | 公司."""
    start = 0
    for i, word in enumerate(said):
        if len(word) == 1 and letters[i] in "NVAFM" and word not in lists.classes:
            continue
        if i - start > 1 and letters[i] == "N" and lists.institution.search(word):
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
    return opens and after is not None and after in "NAQRMW" and follows != OF


def words_of(run: Run) -> tuple[tuple[int, int, str], ...]:
    """(start, end, class) of each word of a run, in run indices."""
    return _words(run.shape)


@lru_cache(maxsize=4096)
def _words(shape: str) -> tuple[tuple[int, int, str], ...]:
    starts = [i for i, letter in enumerate(shape) if letter.isupper() or i == 0]
    ends = [*starts[1:], len(shape)] if starts else []
    return tuple((start, end, shape[start].upper()) for start, end in zip(starts, ends, strict=True))
