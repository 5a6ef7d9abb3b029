"""Words → shapes: one letter a character, the class of its word, upper case at the word's first character.

V verb, N noun, D adverb, P preposition, C connective, U particle, A adjective, M numeral or measure word, F localiser,
R pronoun, X punctuation, Q a quantity, T a time. The dictionary's tag decides, `word_class` in the lexicon overrules it.
Many Chinese words are verb and noun at once; `resolve` decides by the neighbours which of the two a word is here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.layers.claims.runs import QUANTITY, TIME, Run
from pipeline.model import Quantity, Time, Word

CLASS_OF_TAG = {"v": "V", "n": "N", "d": "D", "p": "P", "c": "C", "u": "U", "a": "A", "m": "M", "q": "M", "f": "F",
                "r": "R", "j": "N", "l": "N", "i": "N", "s": "N", "b": "N", "t": "N", "z": "A", "k": "N", "h": "N",
                "y": "U", "e": "U", "o": "N", "g": "N"}
EITHER = "W"  # a word the dictionary calls a verbal noun: verb or noun, until it is resolved
PUNCTUATION = "，。！？；：、“”‘’「」『』（）()《》〈〉【】—…·,.:;!?-~/"
TO_BE_OR_FOR = ("为", "為")
QUOTES = "“”‘’「」『』"


def word_class(text: str, tag: str, overrides: Mapping[str, str]) -> str:
    """The class letter of a word."""
    if text in overrides:
        return overrides[text]
    if all(char in PUNCTUATION or char.isspace() for char in text):
        return "X"
    if tag == "vn":
        return EITHER
    if tag in ("an", "vi"):
        return "N"
    if tag == "ad":
        return "D"
    return CLASS_OF_TAG.get(tag[:1], "N")


def as_run(text: str, words: Sequence[Word], quantities: Mapping[int, Quantity], times: Mapping[int, Time],
           overrides: Mapping[str, str]) -> Run:
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
            letters.append(word_class(said, word.tag, overrides))
    letters = resolve([said for said, _ in pieces], letters)
    chars = "".join(said for said, _ in pieces)
    places = tuple(start + i for said, start in pieces for i in range(len(said)))
    shape = "".join(letter + letter.lower() * (len(said) - 1) for (said, _), letter in zip(pieces, letters, strict=True))
    return Run(chars, places, shape)


def resolve(said: Sequence[str], letters: Sequence[str]) -> list[str]:
    """The letters with every verbal noun made verb or noun.

    A verb follows an adverb or a verb's auxiliary, takes 了 or 过, or opens its clause before an object; anywhere else the
    word is a noun: 智能化改造项目, 平台建设, but 已改造项目, 改造了项目, 改造低产茶园.
    """
    out = list(letters)
    for i, letter in enumerate(letters):
        if letter == EITHER:
            out[i] = "V" if _acts(said, out, i) else "N"
    for i, word in enumerate(said):
        if out[i] == "V" and len(word) == 1 and i and out[i - 1] == "N" and (i + 1 == len(out) or out[i + 1] == "X"):
            out[i] = "N"  # the last syllable of a compound: 服务站
        if word in TO_BE_OR_FOR:
            out[i] = "P" if _serves(out, i) else "V"
    return out


def _serves(letters: Sequence[str], i: int) -> bool:
    """Whether 为 is a preposition: a noun and then a verb follow it, 为消费者挽回损失."""
    if i + 1 == len(letters) or letters[i + 1] in "QTMV":
        return False
    for letter in letters[i + 2:]:
        if letter in "XQ":
            return False
        if letter == "V":
            return True
    return False


def _acts(said: Sequence[str], letters: Sequence[str], i: int) -> bool:
    before = next((k for k in range(i - 1, -1, -1) if said[k] not in QUOTES), None)
    after = next((k for k in range(i + 1, len(said)) if said[k] not in QUOTES), None)
    if after is not None and said[after] in ("了", "过"):
        return True
    if before is not None and letters[before] == "D":
        return after is None or said[after] != "的"
    opens = before is None or letters[before] in "XCT"
    return opens and after is not None and letters[after] in "NAQRM" and said[after] != "的"


def words_of(run: Run) -> list[tuple[int, int, str]]:
    """(start, end, class) of each word of a run, in run indices."""
    starts = [i for i, letter in enumerate(run.shape) if letter.isupper() or i == 0]
    ends = [*starts[1:], len(run)] if starts else []
    return [(start, end, run.shape[start].upper()) for start, end in zip(starts, ends, strict=True)]
