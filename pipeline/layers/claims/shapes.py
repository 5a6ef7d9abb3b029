"""Words → shapes: one letter a character, the class of its word, upper case at the word's first character.

V verb, N noun, D adverb, P preposition, C connective, U particle, A adjective, M numeral or measure word, F localiser,
R pronoun, X punctuation, Q a quantity, T a time, W a noun that could be a verb. The dictionary's tag decides, `word_class`
in the lexicon overrules it.
Which of two classes a word has here is decided in `ambiguity`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.layers.claims.ambiguity import resolve
from pipeline.layers.claims.runs import EITHER, QUANTITY, QUOTES, TIME, Run
from pipeline.model import Quantity, Time, Word

if TYPE_CHECKING:
    from pipeline.layers.claims.words import WordLists

CLASS_OF_TAG = {"v": "V", "n": "N", "d": "D", "p": "P", "c": "C", "u": "U", "a": "A", "m": "M", "q": "M", "f": "F",
                "r": "R", "j": "N", "l": "N", "i": "N", "s": "N", "b": "N", "t": "N", "z": "A", "k": "N", "h": "N",
                "y": "U", "e": "U", "o": "N", "g": "N"}
CLASS_OF_WHOLE_TAG = {"mention": "D", "vn": EITHER, "ad": "D",
                      "an": "N", "vi": "N", "zg": "N"}  # zg: single characters that the dictionary does not class
PUNCTUATION = "，。！？；：、“”‘’「」『』（）()《》〈〉【】—…·,.:;!?-~/"
PAIRED = {**QUOTES, "《": "》", "〈": "〉"}
IDIOM, SYLLABLES = 4, 2  # characters of most idioms, of most verbs and nouns
MAX_TERM, MAX_TITLE = 14, 40


def word_class(text: str, tag: str, overrides: Mapping[str, str]) -> str:
    """The class letter of a word."""
    if text in overrides:
        return overrides[text]
    if not text[:1].isalnum() and all(char in PUNCTUATION or char.isspace() for char in text):
        return "X"
    if tag == "i" and len(text) == IDIOM:
        return "A"
    return CLASS_OF_WHOLE_TAG.get(tag) or CLASS_OF_TAG.get(tag[:1], "N")


def as_run(text: str, words: Sequence[Word], quantities: Mapping[int, Quantity], times: Mapping[int, Time],
           lists: WordLists) -> Run:
    """The words as one run, quantities and times (given by their start) collapsed to one character each."""
    pieces: list[tuple[str, int]] = []
    letters: list[str] = []
    for start, end, tag in words:
        if tag == "mention" and start in quantities:
            pieces.append((QUANTITY, start))
            letters.append("Q")
        elif tag == "mention" and start in times:
            pieces.append((TIME, start))
            letters.append("T")
        else:
            said = text[start:end]
            pieces.append((said, start))
            letters.append(word_class(said, tag, lists.classes))
    places: list[int] = []
    for said, start in pieces:
        places.extend(range(start, start + len(said)))
    pieces, letters = joined(*parted(pieces, letters, lists), lists)  # the same characters; a word may now hold a time
    chars = [said for said, _ in pieces]
    letters = resolve(chars, letters, lists)
    shape = "".join([letter + letter.lower() * (len(said) - 1) for said, letter in zip(chars, letters, strict=True)])
    return Run("".join(chars), tuple(places), shape)


def joined(pieces: list[tuple[str, int]], letters: list[str], lists: WordLists) -> tuple[list[tuple[str, int]], list[str]]:
    """The words with those made one that are one: terms, nouns with their suffix, verbs with their complement."""
    said = {text for text, _ in pieces}
    if not said.isdisjoint(PAIRED):
        pieces, letters = with_terms(pieces, letters)
    if not (said.isdisjoint(lists.noun_suffixes) and said.isdisjoint(lists.compound_heads) and said.isdisjoint(lists.total_nouns)):
        pieces, letters = with_suffixes(pieces, letters, lists)
    if not said.isdisjoint(lists.complements) or not said.isdisjoint(lists.filling):
        pieces, letters = with_complements(pieces, letters, lists)
    return pieces, letters


def parted(pieces: Sequence[tuple[str, int]], letters: Sequence[str],
           lists: WordLists) -> tuple[list[tuple[str, int]], list[str]]:
    """The words with those parted that the dictionary joins.

    These are a noun with 比 or 较 before a time or an adjective (价格比 | 去年 → 价格 | 比) and a verb with what it does before a figure
    (节省成本 | 3亿元 → 节省 | 成本).
    """
    out: list[tuple[str, int]] = []
    out_letters: list[str] = []
    for i, (said, start) in enumerate(pieces):
        known = len(said) == 1 or said in lists.classes
        if not known and said[-1] in lists.base_words and (
                i + 1 < len(pieces) and pieces[i + 1][0] == TIME or _measured_off(letters[i + 1:])):
            out += [(said[:-1], start), (said[-1], start + len(said) - 1)]
            out_letters += [letters[i], "P"]
        elif not known and len(said) == 2 * SYLLABLES and lists.classes.get(said[:SYLLABLES]) == "P":
            out += [(said[:SYLLABLES], start), (said[SYLLABLES:], start + SYLLABLES)]
            out_letters += ["P", "N"]  # 面向|全国
        elif not known and i + 1 < len(pieces) and pieces[i + 1][0] == QUANTITY and _is_deed(said, letters[i], lists):
            out += [(said[:SYLLABLES], start), (said[SYLLABLES:], start + SYLLABLES)]
            out_letters += ["V", "N"]
        else:
            out.append((said, start))
            out_letters.append(letters[i])
    return out, out_letters


def _measured_off(ahead: Sequence[str]) -> bool:
    """Whether an adjective stands before the next figure: 价格比 | 进口产品便宜(40%)."""
    before = "".join(takewhile("X".__ne__, ahead)).partition("Q")
    return bool(before[1]) and before[0].removesuffix("U").endswith("A")


def _is_deed(said: str, letter: str, lists: WordLists) -> bool:
    """Whether a word of four characters is a verb with its object: 挽回损失; not 建设规模, 亏损企业."""
    if len(said) != 2 * SYLLABLES or letter not in "NXAV" or lists.classes.get(said[:SYLLABLES]) != "V":
        return False
    return not lists.indicator_end.ends(said) and not lists.actor_end.ends(said)


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
    """The words with a syllable that makes nouns joined to the word before it: 保持 + 率, 良种 + 化, 运行 + 线.

    A verb of two syllables takes no object of one; the two are a compound noun (Lu and Duanmu, "Rhythm and syntax in Chinese", 2002).
    """
    out: list[tuple[str, int]] = []
    out_letters: list[str] = []
    for i, ((said, start), letter) in enumerate(zip(pieces, letters, strict=True)):
        joins = out and out[-1][1] + len(out[-1][0]) == start and (
            said in lists.noun_suffixes and out_letters[-1] in "NVWA"
            or said in lists.compound_heads and letter in "NM" and out_letters[-1] in "VW" and len(out[-1][0]) == SYLLABLES
            and _closes(pieces[i + 1:i + 2], letters[i + 1:i + 2], lists) and not out[-1][0].startswith(lists.compound_adverbs)
            or said in lists.total_nouns and out_letters[-2:] == ["N", "V"] and out[-1][0] not in lists.light)
        if joins:
            out[-1], out_letters[-1] = (out[-1][0] + said, out[-1][1]), "N"
        else:
            out.append((said, start))
            out_letters.append(letter)
    return out, out_letters


def _closes(ahead: Sequence[tuple[str, int]], letters: Sequence[str], lists: WordLists) -> bool:
    """Whether a noun ends here: nothing that goes on with it follows, or what it does."""
    return not ahead or letters[0] in "QXUDCP" or ahead[0][0] in lists.within


def with_complements(pieces: Sequence[tuple[str, int]], letters: Sequence[str],
                     lists: WordLists) -> tuple[list[tuple[str, int]], list[str]]:
    """The words with 到 joined to the verb it completes: 监测到(鱼类), 出口到(30个国家); not 从申请到开工, 增长到30个.

    Before a quantity 满 and its like complete a verb of one syllable: 跑满(800小时), 存下(120万度).
    """
    out: list[tuple[str, int]] = []
    out_letters: list[str] = []
    for i, ((said, start), letter) in enumerate(zip(pieces, letters, strict=True)):
        joins = said in lists.complements and out and out_letters[-1] in "VW" and out_letters[-2:-1] != ["P"]
        if _fills(said, out, out_letters, letters[i + 1:i + 2], lists) or (
                joins and _takes(letters[i + 1:i + 3]) and not lists.change_verb.fullmatch(out[-1][0])):
            out[-1], out_letters[-1] = (out[-1][0] + said, out[-1][1]), "V"
        else:
            out.append((said, start))
            out_letters.append(letter)
    return out, out_letters


def _fills(said: str, out: Sequence[tuple[str, int]], letters: Sequence[str], ahead: Sequence[str], lists: WordLists) -> bool:
    """Whether this completes a verb of one syllable before a quantity."""
    return said in lists.filling and bool(out) and letters[-1] == "V" and len(out[-1][0]) == 1 and list(ahead) == ["Q"]


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
