"""The lexicon's word lists, compiled for the claim layer, and small operations on runs that use them."""

from __future__ import annotations

import regex

from pipeline.rulebook import Lexicon
from pipeline.layers.claims.runs import EMPTY, QUANTITY, TIME, Run
from pipeline.layers.claims.shapes import words_of

EDGE = " 　，,、。：:；;！？!?·—-的之"
MARKS = "“”‘’「」『』"


def alternation(words: tuple[str, ...]) -> str:
    """A pattern for any of the words, longest first."""
    return "(?:" + "|".join(regex.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))) + ")"


class WordLists:
    """Compiled views of the claim lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.classes = dict(lexicon.values.get("word_class", {}))
        self.dropped = frozenset(lexicon.list_of("dropped_word"))
        self.light = frozenset(lexicon.list_of("light_verb"))
        self.connectives = frozenset(lexicon.list_of("connective"))
        self.relational = frozenset(lexicon.list_of("relational_noun"))
        self.growth = frozenset(lexicon.list_of("growth_noun"))
        self.indicator_end = regex.compile(alternation(lexicon.list_of("indicator_tail")) + "$")
        self.forecast = regex.compile(alternation(lexicon.list_of("status_forecast")))
        self.planned = regex.compile(alternation(lexicon.list_of("status_planned")))
        self.realised = regex.compile(alternation(lexicon.list_of("status_actual")))
        self.source_end = regex.compile(alternation(lexicon.list_of("source_verb")) + "(?:说|道)?$")
        self.scene = regex.compile("^" + alternation(lexicon.list_of("scene_preposition")) + "[^在]{1,30}$")
        self.change_verb = regex.compile(alternation(lexicon.list_of("change_verb")))

        self.causative = regex.compile(alternation(lexicon.list_of("causative_verb")) + "$")
        self.result = regex.compile(alternation(lexicon.list_of("result_verb")) + "$")
        self.region = regex.compile(alternation(lexicon.list_of("region_word")) + "$")

        self.among = regex.compile(alternation(lexicon.list_of("among_word")))
        self.scene_end = regex.compile(alternation(lexicon.list_of("topic_end")) + "$")

    def is_relational(self, run: Run) -> bool:
        """Whether the run is nothing but a noun that needs a holder: 金额, 涉案金额."""
        return run.text in self.relational

    def is_strong(self, text: str) -> bool:
        """Whether the lexicon itself, not only the dictionary, calls the word a verb."""
        return self.classes.get(text) == "V"

    def is_region(self, run: Run) -> bool:
        """Whether the run names an area: 全省, 我市."""
        return bool(self.region.search(run.text))

    def acting_noun(self, run: Run) -> Run:
        """The run as a subject, or nothing where it starts with a verb that takes an object: 超过煤电."""
        out = self.bare(self.clean(run))
        words = words_of(out)
        if len(words) > 1 and words[0][2] == "V" and "的" not in out.text and not self.indicator_end.search(out.text):
            return EMPTY
        return out

    def split_subject(self, run: Run) -> tuple[Run, Run]:
        """(noun phrase, the prepositional phrases after it): 本校为企业 → 本校, 为企业."""
        for i, (start, _, letter) in enumerate(words_of(run)):
            text = run.text[start:start + 1]
            if letter == "P" and run.text[start:start + 2] not in ("用于",) or text in ("为", "把") and i >= 0 and letter != "N":
                return run[:start], run[start:]
        return run, EMPTY

    def clean(self, run: Run) -> Run:
        """The run without dropped words, without connectives at its start and without edge punctuation."""
        words = words_of(run)
        gone = [(start, end) for start, end, _ in words if run.text[start:end] in self.dropped]
        run = run.without(gone).strip(EDGE)
        while True:
            first = words_of(run)[:1]
            if not first or run.text[first[0][0]:first[0][1]] not in self.connectives:
                return run
            run = run[first[0][1]:].strip(EDGE)

    def bare(self, run: Run) -> Run:
        """The run as it may stand in a slot: no quantities, no times, no stray punctuation."""
        gone = [(i, i + 1) for i, char in enumerate(run.text) if char in (QUANTITY, TIME)]
        out = run.without(gone).strip(EDGE)
        return EMPTY if not out.text.strip(MARKS + EDGE) else _balanced(out)

    def noun_phrase(self, run: Run) -> Run:
        """The leading noun phrase of a clause: up to the first adverb, preposition, or verb that takes something."""
        run = self.clean(run)
        words = words_of(run)
        end = 0
        for i, (start, stop, letter) in enumerate(words):
            if letter in "DPQ" and end:
                break
            if letter == "P" and not end:
                return EMPTY
            if letter == "V" and end and not _modifies(words, run, i):
                break
            if letter == "V" and not end:
                return EMPTY
            end = stop
        return self.bare(run[:end])


def _modifies(words: list[tuple[int, int, str]], run: Run, i: int) -> bool:
    """Whether the verb-tagged word at `i` modifies a following noun instead of acting."""
    following = words[i + 1:i + 3]
    if not following or following[0][2] not in "NV":
        return False
    after = following[1][2] if len(following) > 1 else ""
    return following[0][2] == "N" and after in ("D", "V", "P", "Q", "X", "U", "A", "") and len(words) > i + 2


def _balanced(run: Run) -> Run:
    """The run without a quotation mark whose partner is missing."""
    for opening, closing in ("“”", "‘’", "「」", "『』", "《》", "（）"):
        if run.text.count(opening) != run.text.count(closing):
            gone = [(i, i + 1) for i, char in enumerate(run.text) if char in (opening, closing)]
            run = run.without(gone)
    return run
