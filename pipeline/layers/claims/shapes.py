"""Words → shapes: one letter a character, the class of its word, upper case at the word's first character.

V verb, N noun, D adverb, P preposition, C connective, U particle, A adjective, M numeral or measure word, F localiser,
R pronoun, X punctuation, Q a quantity, T a time. The dictionary's tag decides, `word_class` in the lexicon overrules it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.model import Quantity, Time, Word
from pipeline.layers.claims.runs import QUANTITY, TIME, Run

CLASS_OF_TAG = {"v": "V", "n": "N", "d": "D", "p": "P", "c": "C", "u": "U", "a": "A", "m": "M", "q": "M", "f": "F",
                "r": "R", "j": "N", "l": "N", "i": "N", "s": "N", "b": "N", "t": "N", "z": "A", "k": "N", "h": "N",
                "y": "U", "e": "U", "o": "N", "g": "N"}
PUNCTUATION = "，。！？；：、“”‘’「」『』（）()《》〈〉【】—…·,.:;!?-~/"


def word_class(text: str, tag: str, overrides: Mapping[str, str]) -> str:
    """The class letter of a word."""
    if text in overrides:
        return overrides[text]
    if all(char in PUNCTUATION or char.isspace() for char in text):
        return "X"
    if tag in ("an", "vn"):
        return "V" if tag == "vn" else "N"
    if tag == "ad":
        return "D"
    return CLASS_OF_TAG.get(tag[:1], "N")


def as_run(text: str, words: Sequence[Word], quantities: Mapping[int, Quantity], times: Mapping[int, Time],
           overrides: Mapping[str, str]) -> Run:
    """The words as one run, quantities and times (given by their start) collapsed to one character each."""
    chars: list[str] = []
    places: list[int] = []
    shape: list[str] = []
    for word in words:
        if word.tag == "mention" and word.start in quantities:
            _put(chars, places, shape, QUANTITY, word.start, "Q")
        elif word.tag == "mention" and word.start in times:
            _put(chars, places, shape, TIME, word.start, "T")
        else:
            said = text[word.start:word.end]
            letter = word_class(said, word.tag, overrides)
            for i, char in enumerate(said):
                _put(chars, places, shape, char, word.start + i, letter if i == 0 else letter.lower())
    return Run("".join(chars), tuple(places), "".join(shape))


def _put(chars: list[str], places: list[int], shape: list[str], char: str, at: int, letter: str) -> None:
    chars.append(char)
    places.append(at)
    shape.append(letter)


def words_of(run: Run) -> list[tuple[int, int, str]]:
    """(start, end, class) of each word of a run, in run indices."""
    starts = [i for i, letter in enumerate(run.shape) if letter.isupper() or i == 0]
    ends = [*starts[1:], len(run)] if starts else []
    return [(start, end, run.shape[start].upper()) for start, end in zip(starts, ends, strict=True)]
