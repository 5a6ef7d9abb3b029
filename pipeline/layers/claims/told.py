"""What a document tells, ready for the claim layer: its words, with quantities and times collapsed, by sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate

from pipeline.layers.claims.runs import EMPTY, QUANTITY, TIME, Run
from pipeline.layers.claims.shapes import as_run
from pipeline.layers.claims.words import WordLists
from pipeline.model import Quantity, Section, Span, Time, Word
from pipeline.rulebook.wordset import WordSet
from pipeline.variants import simplified

NAME, MENTION = "nr", "mention"  # tags: the name of a person; a quantity or a time


class Told:
    """The text with its words, quantities and times.

    `phrases` are words of attribution that belong to no claim, `names` those of the speakers: each is one word. `bodies`
    are the spans that name the organisations which speak.
    """

    def __init__(self, text: str, words: Sequence[Word], quantities: Sequence[Quantity], times: Sequence[Time],
                 phrases: Sequence[Span], lists: WordLists, names: Collection[str] = (), bodies: Sequence[Span] = ()) -> None:
        self.text = text
        self.matched = simplified(text)
        self.unchanged = self.matched == text
        self.words = with_names(words, self.matched, names)
        self.lists = lists
        self.phrases = sorted(phrases, key=lambda phrase: phrase.start)
        self._bodies = sorted(bodies, key=lambda body: body.start)
        self._body_starts = [body.start for body in self._bodies]
        self._phrase_starts = [phrase.start for phrase in self.phrases]
        self._phrase_ends = list(accumulate((phrase.end for phrase in self.phrases), max))
        self.at_quantity = {quantity.start: quantity for quantity in quantities}
        self.at_time = {time.start: time for time in times}
        self.texts = {quantity.start: quantity.text for quantity in quantities}
        self.texts.update((time.start, time.text) for time in times)
        self.places = frozenset(word.start for word in words if word.tag == "ns")
        self._starts = [word.start for word in self.words]
        self._time_starts = sorted(self.at_time)
        self.quantity_starts = sorted(self.at_quantity)

    def spelt(self, run: Run) -> str:
        """The run in the characters of the text, quantities and times spelt out."""
        if self.unchanged and TIME not in run.text and QUANTITY not in run.text:
            return run.text
        return "".join(self.texts.get(place, "") if char in (TIME, QUANTITY) else self.text[place] if char != "…" else char
                       for char, place in zip(run.text, run.at, strict=True))

    def has_quantity(self, start: int, end: int) -> bool:
        """Whether a quantity begins in text[start:end]."""
        i = bisect_left(self.quantity_starts, start)
        return i < len(self.quantity_starts) and self.quantity_starts[i] < end

    def times_in(self, section: Section) -> Sequence[Time]:
        """The times said in a section, such as the title of a table, in order; none that something is compared with."""
        first, last = bisect_left(self._time_starts, section.start), bisect_left(self._time_starts, section.end)
        return [self.at_time[start] for start in self._time_starts[first:last]
                if self.matched[max(start - 1, 0)] not in self.lists.base_words]

    def quantity_in(self, start: int, end: int) -> Quantity | None:
        """The first quantity that begins in text[start:end]."""
        i = bisect_left(self.quantity_starts, start)
        return self.at_quantity[self.quantity_starts[i]] if self.has_quantity(start, end) else None

    def attribution(self, sentence: Span) -> str:
        """The words of attribution in a sentence."""
        return "".join(self.text[max(p.start, sentence.start):min(p.end, sentence.end)] for p in self._phrases_in(sentence))

    def body(self, sentence: Span) -> Run:
        """The organisation that the first words of attribution in a sentence name, as a noun."""
        near = self._phrases_in(sentence)
        i = bisect_left(self._body_starts, near[0].start) if near else 0
        if not near or i == len(self._bodies) or self._bodies[i].end > near[0].end:
            return EMPTY
        start, end = self._bodies[i].start, self._bodies[i].end
        return Run(self.matched[start:end], tuple(range(start, end)), "N" + "n" * (end - start - 1))

    def opens_before_phrase(self, run: Run, sentence: Span) -> bool:
        """Whether a run begins before the first words of attribution in its sentence."""
        near = self._phrases_in(sentence)
        return bool(near) and bool(run) and run.at[0] < near[0].start

    def _phrases_in(self, sentence: Span) -> list[Span]:
        """The words of attribution that touch a sentence, found without looking at all of the document's."""
        first, last = bisect_right(self._phrase_ends, sentence.start), bisect_left(self._phrase_starts, sentence.end)
        return [phrase for phrase in self.phrases[first:last] if sentence.start < phrase.end]

    def run(self, sentence: Span) -> Run:
        """A sentence as a run, without words of attribution."""
        first, last = bisect_left(self._starts, sentence.start), bisect_left(self._starts, sentence.end)
        if first < last and self.words[last - 1].end > sentence.end:
            last -= 1
        inside = self.words[first:last]
        run = as_run(self.matched, inside, self.at_quantity, self.at_time, self.lists)
        for phrase in self._phrases_in(sentence):
            first, last = bisect_left(run.at, phrase.start), bisect_left(run.at, phrase.end)
            run = run[:first] + run[last:] if first < last else run
        return run


def with_names(words: Sequence[Word], text: str, names: Collection[str]) -> Sequence[Word]:
    """The words with every name as one word, where the dictionary cut it up: 邹 | 有 | 田 → 邹有田."""
    wanted = WordSet(simplified(name) for name in names if len(name) > 1)
    if not wanted.words:
        return words
    mentions = [word.start for word in words if word.tag == MENTION]
    ends = {start: end for start, end in wanted.spans_in(text) if bisect_left(mentions, start) == bisect_left(mentions, end)}
    out: list[Word] = []
    until = -1
    for word in words:
        if word.start in ends and word.start >= until:
            until = ends[word.start]
            out.append(Word(word.start, until, NAME))
        if word.start >= until:
            out.append(word)
        elif word.end > until:
            out.append(Word(until, word.end, word.tag))
    return out
