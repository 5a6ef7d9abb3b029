"""Who said what: the roster of a release, and the stretches of text for which somebody answers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import regex

from pipeline.layers.speakers.coreference import Memory
from pipeline.layers.speakers.finds import Finder
from pipeline.layers.speakers.names import Names, Source
from pipeline.layers.speakers.passages import Canvas, Passage, read_canvas
from pipeline.layers.speakers.roster import RosterReader
from pipeline.layers.speakers.scope import VOICELESS, ItemReader, Stretch
from pipeline.layers.speakers.turns import TurnReader
from pipeline.model import Attribution, Person, Section, Span
from pipeline.rulebook import Rulebook

__all__ = ["Names", "Source", "SpeakerReader", "attribute", "names_in", "read_roster", "speaker_at"]


class SpeakerReader:
    """The speaker layer by one rulebook; made once, it holds nothing of any document."""

    def __init__(self, book: Rulebook) -> None:
        self.names = Names(book.lexicon)
        self.rosters = RosterReader(self.names)
        self.finder = Finder(book, self.names, self.rosters)

    @staticmethod
    def of(book: Rulebook) -> SpeakerReader:
        """The reader of a rulebook, made on first use and kept with it."""
        cache: dict[str, SpeakerReader] = book.__dict__.setdefault("_speaker_reader", {})
        if "reader" not in cache:
            cache["reader"] = SpeakerReader(book)
        return cache["reader"]

    def roster(self, text: str, sections: Sequence[Section]) -> tuple[Person, ...]:
        """See `read_roster`."""
        return self.rosters.read(text, sections)

    def attribute(self, text: str, sections: Sequence[Section]) -> tuple[Attribution, ...]:
        """See `attribute`."""
        ordered = sorted(sections, key=lambda section: section.start)
        canvas = read_canvas(text, ordered)
        people = self.roster(text, ordered)
        mentions = _mentions(text, people)
        out: list[Stretch] = []
        pairs = list(zip(ordered, canvas.passages, strict=True))
        for _, group in groupby(pairs, key=lambda pair: pair[0].item):
            out += self._item(canvas, list(group), people, mentions)
        found = [stretch.done() for stretch in out if stretch.end > stretch.start]
        return tuple(sorted(found, key=lambda one: (one.start, -one.end, one.rule, one.name)))

    def _item(self, canvas: Canvas, pairs: list[tuple[Section, Passage]], people: Sequence[Person],
              mentions: Sequence[tuple[int, str]]) -> list[Stretch]:
        first, last = pairs[0][0].start, pairs[-1][0].end
        here = {name for at, name in mentions if first <= at < last}
        memory = Memory(self.names, {p.name: p for p in people if p.name in here}, mentions)
        item = ItemReader(canvas, self.finder, self.names, memory)
        turns = TurnReader(canvas, self.finder, self.names, self.rosters, memory)
        sections = [section for section, _ in pairs]
        turns.announce(canvas.text, sections)
        labels: dict[int, Span] = {}
        for section, passage in pairs:
            if section.label is not None and section.turn is not None:
                labels[section.turn] = section.label
            if section.kind in VOICELESS:
                item.subhead()
            elif section.turn is not None and section.speaker or section.kind == "question":
                item.subhead()
                item.out += _turn(turns, section, labels.get(section.turn) if section.turn is not None else section.label)
            else:
                item.paragraph(section, passage)
        return item.out


def _turn(turns: TurnReader, section: Section, label: Span | None) -> list[Stretch]:
    """The attribution of one paragraph of a turn and those nested in it."""
    speaker = turns.label(section, label)
    if speaker is None:
        return []
    cue = Span(speaker.start, speaker.end)
    phrase = section.label if section.label is not None and section.label.start >= section.start else None
    rule = "speaker/question" if speaker.kind == "reporter" else "speaker/turn"
    whole = Stretch(section.start, section.end, speaker, "turn", rule, phrase, cue=cue)
    return [whole, *([] if speaker.kind == "reporter" else turns.nested(section, speaker))]


def _mentions(text: str, people: Sequence[Person]) -> list[tuple[int, str]]:
    """Every place where a known name stands, in order."""
    if not people:
        return []
    names = sorted((p.name for p in people), key=lambda name: (-len(name), name))
    spaced = {regex.sub(r"\s", "", name): name for name in names}
    pattern = regex.compile("|".join("[ 　]{0,2}".join(map(regex.escape, name)) if len(name) == 2 else regex.escape(name)
                                     for name in names))
    return [(found.start(), spaced[regex.sub(r"[\s　]", "", found[0])]) for found in pattern.finditer(text)]


def read_roster(text: str, sections: Sequence[Section], book: Rulebook) -> tuple[Person, ...]:
    """Everybody the text introduces by name, with all titles: `副市长、市经信委主任陈金山` → 陈金山."""
    return SpeakerReader.of(book).roster(text, sections)


def attribute(text: str, sections: Sequence[Section], book: Rulebook) -> tuple[Attribution, ...]:
    """The stretches of the view for which somebody answers, by start, an outer one before those nested in it."""
    return SpeakerReader.of(book).attribute(text, sections)


def speaker_at(attributions: Sequence[Attribution], offset: int) -> Attribution | None:
    """Who answers at an offset: the innermost attribution that covers it, or None for the article's own voice."""
    best: Attribution | None = None
    for one in attributions:
        if one.start > offset:
            break
        if offset < one.end and (best is None or one.start >= best.start):
            best = one
    return best


def names_in(text: str, book: Rulebook) -> tuple[Attribution, ...]:
    """The attributions of a bare text whose lines are paragraphs; this is how examples and rejects are run."""
    sections = []
    at = 0
    for line in text.split("\n"):
        if line:
            sections.append(Section("body", at, at + len(line)))
        at += len(line) + 1
    return attribute(text, sections, book)
