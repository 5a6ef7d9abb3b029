"""Who said what: the roster of a release, and the stretches of text for which somebody answers."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.layers.speakers.coreference import Memory
from pipeline.layers.speakers.cues import Cues
from pipeline.layers.speakers.finds import Finder
from pipeline.layers.speakers.known import only
from pipeline.layers.speakers.names import Names
from pipeline.layers.speakers.passages import Canvas, Passage, read_canvas
from pipeline.layers.speakers.roster import RosterReader
from pipeline.layers.speakers.scenes import Scenes
from pipeline.layers.speakers.scope import ItemReader
from pipeline.layers.speakers.script import Script
from pipeline.layers.speakers.stretches import Name, Stretch
from pipeline.layers.speakers.turns import TurnReader
from pipeline.model import Attribution, Person, Section
from pipeline.rulebook import Rulebook
from pipeline.rulebook.wordset import WordSet

__all__ = ["Name", "SpeakerReader", "attribute", "names_in", "read_roster", "speaker_at", "speakers_at"]


# what may part a name of two characters, so that it is as wide as one of three: 高　峰
PADS = ("", *" 　", *(first + second for first in " 　" for second in " 　"))
VOICELESS = frozenset({"headline", "subhead", "caption", "furniture"})


class SpeakerReader:
    """The speaker layer by one rulebook; made once, it holds nothing of any document."""

    def __init__(self, book: Rulebook) -> None:
        self.names = Names(book.lexicon)
        self.rosters = RosterReader(self.names)
        self.finder = Finder(book, self.names, self.rosters)
        self.scenes = Scenes(book.lexicon)
        self.said_behind = book.lexicon.compile("{said_behind}")
        self.abbreviates, self.listed_firm = book.lexicon.compile("{abbreviates}"), book.lexicon.compile("{listed_firm}")

    def roster(self, text: str, sections: Sequence[Section]) -> tuple[Person, ...]:
        """See `read_roster`."""
        script = Script(text)
        people = self.rosters.read(script.plain, script.sections(sections))
        return tuple(replace(one, name=script.restored(one.name), titles=tuple(map(script.restored, one.titles))) for one in people)

    def read(self, text: str, sections: Sequence[Section]) -> tuple[list[Stretch], list[Name]]:
        """All attributions in the making, and the names found that attribute nothing."""
        script = Script(text)
        stretches, names = self._read(script.plain, script.sections(sections))
        if script.plain == text:
            return stretches, names
        for one in stretches:
            one.source = replace(one.source, name=script.restored(one.source.name), titles=tuple(map(script.restored, one.source.titles)))
            one.via = script.restored(one.via) if one.via else None
        return stretches, [replace(one, name=script.restored(one.name)) if one.name else one for one in names]

    def _read(self, text: str, sections: Sequence[Section]) -> tuple[list[Stretch], list[Name]]:
        ordered = sorted(sections, key=lambda section: section.start)
        canvas = read_canvas(text, ordered, self.said_behind)
        cues = self.finder.cues(canvas.masked)
        people = {person.name: (number, person) for number, person in enumerate(self.rosters.read(text, ordered))}
        mentions = name_mentions(text, people, self.names.elder)
        out: list[Stretch] = []
        names: list[Name] = []
        pairs = list(zip(ordered, canvas.passages, strict=True))
        for _, group in groupby(pairs, key=lambda pair: pair[0].item):
            item = self._item(canvas, cues, list(group), people, mentions)
            out += item.out
            names += item.names
        return out, names

    def _issuer(self, text: str, start: int, end: int) -> str | None:
        """The one firm of an item that stands with the code of its shares."""
        sources = (self.names.read(text, *found.span("firm")) for found in self.listed_firm.finditer(text, start, end))
        return only(iter({source.name: None for source in sources if source is not None and source.kind == "organisation"}))

    def _item(self, canvas: Canvas, cues: Cues, pairs: list[tuple[Section, Passage]], people: Mapping[str, tuple[int, Person]],
              mentions: Sequence[tuple[int, str]]) -> ItemReader:
        first, last = pairs[0][0].start, pairs[-1][0].end
        here = mentions[bisect_left(mentions, (first, "")):bisect_left(mentions, (last, ""))]
        named = sorted(people[name] for name in {name for _, name in here} if name in people)
        aliases = {found["short"]: found["long"] for found in self.abbreviates.finditer(canvas.text, first, last)}
        memory = Memory(self.names, {person.name: person for _, person in named}, here, aliases=aliases, text=canvas.text,
                        issuer=self._issuer(canvas.text, first, last))
        item = ItemReader(canvas, cues, self.finder, self.scenes, memory)
        turns = TurnReader(canvas, self.finder, self.rosters, memory)
        turns.announce([section for section, _ in pairs])
        for section, passage in pairs:
            if section.kind in VOICELESS:
                item.subhead()
                turns.subhead()
            elif turns.takes(section):
                item.subhead()
                item.out += turns.read(section)
            else:
                item.paragraph(section, passage)
        return item


def name_mentions(text: str, names: Collection[str], familiar: Iterable[str] = ()) -> list[tuple[int, str]]:
    """Every place where one of the names stands, in order; a name of two characters may be padded.

    With `familiar` words, 老梁 stands for the one person of that family.
    """
    written = {f"{name[0]}{pad}{name[1:]}": name for name in names for pad in (PADS if len(name) == 2 else ("",))}
    families = Counter(name[0] for name in names)
    written |= {word + name[0]: name for name in names for word in familiar if families[name[0]] == 1}
    return [(start, written[text[start:end]]) for start, end in WordSet(written).spans_in(text)]


def read_roster(text: str, sections: Sequence[Section], book: Rulebook) -> tuple[Person, ...]:
    """Everybody the text introduces by name, with all titles: `副市长、市经信委主任陈金山` → 陈金山."""
    return book.kept(SpeakerReader).roster(text, sections)


def attribute(text: str, sections: Sequence[Section], book: Rulebook) -> tuple[Attribution, ...]:
    """The stretches of the view for which somebody answers, by start, an outer one before those nested in it."""
    stretches, _ = book.kept(SpeakerReader).read(text, sections)
    found = [stretch.done() for stretch in stretches if stretch.end > stretch.start]
    return tuple(sorted(found, key=lambda one: (one.start, -one.end, one.via is not None, one.rule, one.name)))


def speaker_at(attributions: Sequence[Attribution], offset: int) -> Attribution | None:
    """Who answers at an offset: the innermost attribution that covers it, or None for the article's own voice.

    The words of the attribution itself are the article's: in `58岁的马国强说` nobody says 58岁.
    """
    return speakers_at(attributions, (offset,))[0]


def speakers_at(attributions: Sequence[Attribution], offsets: Sequence[int]) -> list[Attribution | None]:
    """Who answers at each of many offsets, as `speaker_at`; in one pass over the attributions, which are as `attribute` gives them."""
    answering: dict[int, Attribution | None] = {}
    covering: list[Attribution] = []
    k = 0
    for offset in sorted(offsets):
        while k < len(attributions) and attributions[k].start <= offset:
            covering.append(attributions[k])
            k += 1
        covering = [one for one in covering if offset < one.end]
        answering[offset] = next((one for one in reversed(covering) if not _within_phrase(one, offset)), None)
    return [answering[offset] for offset in offsets]


def _within_phrase(one: Attribution, offset: int) -> bool:
    return one.scope != "turn" and one.phrase is not None and one.phrase.start <= offset < one.phrase.end


def names_in(text: str, book: Rulebook) -> tuple[Name, ...]:
    """Who the rules find in a bare text whose lines are paragraphs; examples and rejects are run by this.

    One name a find, where it stands: `[[罗一鸣]]` in `据罗一鸣介绍，`. A rule that names nobody (`据悉，`) gives an empty
    span behind its phrase. Whoever only goes on speaking is not named again.
    """
    sections = []
    at = 0
    for line in text.split("\n"):
        if line:
            sections.append(Section("body", at, at + len(line)))
        at += len(line) + 1
    stretches, names = book.kept(SpeakerReader).read(text, sections)
    found = [*names, *(Name(one.source.start, one.source.end, one.source.name, one.source.kind, one.rule)
                       for one in stretches if one.phrase is not None)]
    return tuple(sorted(found, key=lambda name: (name.start, name.end, name.rule)))
