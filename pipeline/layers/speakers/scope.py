"""How far a source answers: finds and sections → attributions, one news item at a time.

A labelled turn belongs to its speaker. Elsewhere sentences are read in order: what a find opens goes on through the
sentences that only continue it, and from a release over paragraphs that plainly do, until another source, a subhead
or the article's own account.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import regex

from pipeline.layers.speakers.coreference import Memory
from pipeline.layers.speakers.finds import Find, Finder, spec
from pipeline.layers.speakers.names import Names, Source
from pipeline.layers.speakers.passages import Canvas, Passage, Quote, sentences
from pipeline.model import Attribution, Section, Span, SpeakerScope

VOICELESS = frozenset({"headline", "subhead", "caption", "furniture"})
NEAR_DATA = 250


@dataclass
class Stretch:
    """An attribution in the making."""

    start: int
    end: int
    source: Source
    scope: SpeakerScope
    rule: str
    phrase: Span | None
    via: str | None = None
    cue: Span | None = None

    def done(self) -> Attribution:
        """The finished record."""
        return Attribution(self.start, self.end, self.source.name, self.source.kind, self.source.titles,
                           self.cue or Span(self.source.start, self.source.end), self.scope, self.rule, self.phrase, self.via)


@dataclass
class State:
    """What holds while an item is read: the running report, quotations without a speaker yet, who spoke last."""

    active: Stretch | None = None
    across: bool = False
    waiting: list[Quote] = field(default_factory=list)
    quoted: Stretch | None = None
    open_quote: bool = False
    last_end: int = -1


class ItemReader:
    """Reads the sections of one item between labelled turns."""

    def __init__(self, canvas: Canvas, finder: Finder, names: Names, memory: Memory) -> None:
        self.canvas = canvas
        self.finder = finder
        self.names = names
        self.memory = memory
        self.out: list[Stretch] = []
        expand = names.lexicon.expand
        self.continues = regex.compile(expand(r"\s*(?:{continues}|[从分按]{who}{{1,12}}?(?:来看|看)[，,]|{said_when}|\d|“?十[三四五]五".replace("{{1,12}}", "{1,12}") + ")"))
        self.scene = regex.compile(expand(r"\s*(?:{scene}|在{who}{{2,40}}?[，里上中]|{scene_place})".replace("{{2,40}}", "{2,40}")))
        self.narrates = regex.compile(expand("(?:{narrates})"))
        self.state = State()

    # -- paragraphs --------------------------------------------------------------------------------------------------

    def paragraph(self, section: Section, passage: Passage) -> None:
        """Read one paragraph that is nobody's turn."""
        state = self.state
        if not self._carries_into(section):
            state.active = None
        state.quoted = state.quoted if state.open_quote or self._opens_with_quote(passage) else None
        first = True
        for start, end in sentences(self.canvas, passage.start, passage.end):
            self._sentence(passage, start, end, first)
            first = False
        self._orphans(passage)
        state.across = state.active is not None and state.active.scope == "release"
        state.open_quote = bool(passage.quotes) and not passage.quotes[-1].closed

    def _opens_with_quote(self, passage: Passage) -> bool:
        return bool(passage.quotes) and passage.quotes[0].start == passage.start

    def _carries_into(self, section: Section) -> bool:
        """Whether the running release goes on into this paragraph."""
        if not self.state.across or section.kind not in ("body", "lead", "list", "table"):
            return False
        text = self.canvas.masked
        return self.continues.match(text, section.start, section.end) is not None

    def subhead(self) -> None:
        """A subhead ends what was running."""
        self.state.active = None
        self.state.across = False
        self.state.quoted = None

    # -- sentences ---------------------------------------------------------------------------------------------------

    def _sentence(self, passage: Passage, start: int, end: int, first: bool) -> None:
        state, text = self.state, self.canvas.masked
        known = self.memory.persons
        inside = [quote for quote in passage.quotes if start <= quote.start < end]
        finds = self.finder.leading(text, start, end, known)
        finds = [find for find in finds if not self._behind_quote(find, passage, start)]
        used = self._quotes(passage, inside, finds, start, end)
        reports = [find for find in finds if find not in used]
        if reports:
            self._reports(reports, start, end)
        closing = None if finds or inside else self.finder.closes(text, start, end, known)
        if closing and closing.source:
            self._closing(closing, start, end)
        elif not reports and not inside:
            self._goes_on(start, end, first)
        elif inside and not reports:
            state.active = None

    def _behind_quote(self, find: Find, passage: Passage, start: int) -> bool:
        """Whether the find is the verb phrase behind a quotation, which is read with that."""
        return any(quote.end in (find.phrase.start, find.phrase.start - 1) for quote in passage.quotes)

    def _goes_on(self, start: int, end: int, first: bool) -> None:
        """A sentence without source or speech: the running report goes on, or the article takes over."""
        active = self.state.active
        if active is None:
            return
        if self._narrates(active, start, end):
            self.state.active = None
            return
        if start <= active.end + 1:
            active.end = end
        else:
            self.state.active = self._add(replace_stretch(active, start, end))

    def _narrates(self, active: Stretch, start: int, end: int) -> bool:
        """Whether the sentence is the article's own: a scene, the market, or one about the source itself."""
        text = self.canvas.masked
        if self.scene.match(text, start, end) or self.narrates.search(text, start, end):
            return True
        name = active.source.name
        return len(name) >= 2 and text.startswith(name, start)

    # -- reports -----------------------------------------------------------------------------------------------------

    def _reports(self, finds: Sequence[Find], start: int, end: int) -> None:
        outer: Stretch | None = None
        for i, find in enumerate(finds):
            stop = finds[i + 1].phrase.start if i + 1 < len(finds) else end
            if find.how == "publishes":
                self._note(find)
                continue
            source = self._source(find)
            if source is None:
                if find.how != "named" or find.source is None or find.source.form != "own":
                    self.state.active = None
                continue
            stretch = Stretch(find.phrase.start, end, source, spec(find.rule).scope, find.rule.id, find.phrase,
                              via=outer.source.name if outer and outer.source.name != source.name else None)
            if outer is not None and outer.end > stretch.start:
                outer.end = max(outer.start, stop if stop < end else stretch.start)
            self._add(stretch)
            self.state.active = stretch
            self._note(find)
            outer = stretch

    def _source(self, find: Find) -> Source | None:
        """Whom a find names, by what the item has said."""
        if find.how == "unnamed":
            return None
        if find.how == "publisher":
            active = self.state.active
            if find.more and active is not None:
                return replace(active.source, start=find.phrase.start, end=find.phrase.end)
            published = self.memory.publisher(find.document or "", find.phrase.start, NEAR_DATA)
            return replace(published, start=find.phrase.start, end=find.phrase.end) if published else None
        if find.source is None or find.source.form == "own":
            return None
        source = self.memory.resolve(find.source)
        if source:
            self.memory.remember(source)
        return source

    def _note(self, find: Find) -> None:
        """Remember who published what."""
        if find.document and find.source and find.source.form in ("organisation", "name"):
            source = self.memory.resolve(find.source)
            if source:
                self.memory.publish(source, find.document, find.phrase.start)

    def _closing(self, find: Find, start: int, end: int) -> None:
        source = self._source(find)
        if source is None or source.form == "described" and source.kind == "person" and len(source.name) < 2:
            self.state.active = None
            return
        self._add(Stretch(start, end, source, spec(find.rule).scope, find.rule.id, find.phrase))
        self.state.active = None

    def _add(self, stretch: Stretch) -> Stretch:
        self.out.append(stretch)
        return stretch

    # -- quotations --------------------------------------------------------------------------------------------------

    def _quotes(self, passage: Passage, inside: Iterable[Quote], finds: Sequence[Find], start: int, end: int) -> list[Find]:
        """Give each quotation of the sentence its speaker; returns the finds that served."""
        used: list[Find] = []
        text, state = self.canvas.masked, self.state
        for quote in inside:
            lead = next((f for f in reversed(finds) if f.phrase.end <= quote.start and f.how not in ("publishes", "unnamed")), None)
            behind = self.finder.behind(text, quote.end, passage.end, self.memory.persons) if quote.closed else None
            if lead is not None and lead.source is not None:
                source = self._source(lead) if lead not in used else state.quoted.source if state.quoted else None
                if lead not in used:
                    used.append(lead)
                self._speak(quote, source, lead, min(lead.phrase.start, quote.start), max(quote.end, end))
            elif behind is not None:
                self._speak(quote, self._source(behind), behind, quote.start, behind.phrase.end)
            elif state.quoted is not None and self._follows(quote):
                self._speak_on(quote)
            else:
                state.waiting.append(quote)
        return used

    def _follows(self, quote: Quote) -> bool:
        """Whether a quotation comes right behind the last one's words (`……，”他说，“……`)."""
        quoted = self.state.quoted
        if quoted is None:
            return False
        between = self.canvas.text[quoted.end:quote.start]
        return len(between) <= 1 or self.state.open_quote and not between.strip("\n “")

    def _speak(self, quote: Quote, source: Source | None, find: Find, start: int, end: int) -> None:
        if source is None:
            self.state.quoted = None
            return
        for earlier in self._pending(quote):
            self._add(Stretch(earlier.start, earlier.end, source, "quote", find.rule.id, find.phrase))
        stretch = self._add(Stretch(start, end, source, "quote", find.rule.id, find.phrase))
        self.state.quoted = stretch
        self.state.active = None

    def _pending(self, quote: Quote) -> list[Quote]:
        """Quotations before this one that only wait for the same speaker: those that ran on into it."""
        waiting, self.state.waiting = self.state.waiting, []
        return [one for one in waiting if one.end <= quote.start]

    def _speak_on(self, quote: Quote) -> None:
        quoted = self.state.quoted
        if quoted is not None:
            self.state.quoted = self._add(replace_stretch(quoted, quote.start, quote.end))

    def _orphans(self, passage: Passage) -> None:
        """Quotations of a closed paragraph that nobody claimed: left to the article unless they run on."""
        if passage.quotes and passage.quotes[-1].closed:
            self.state.waiting = []


def replace_stretch(stretch: Stretch, start: int, end: int) -> Stretch:
    """The same attribution over another stretch, without a phrase of its own."""
    return Stretch(start, end, stretch.source, stretch.scope, stretch.rule, None, stretch.via,
                   stretch.cue or Span(stretch.source.start, stretch.source.end))
