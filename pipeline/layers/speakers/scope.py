"""How far a source answers: finds and sections → stretches, one news item at a time.

Sentences are read in order: what a find opens goes on through the sentences that only continue it, and from a release
over paragraphs that plainly do, until another source, a subhead or the article's own account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.layers.speakers.coreference import Memory
from pipeline.layers.speakers.cues import Cues
from pipeline.layers.speakers.finds import Find, Finder, spec
from pipeline.layers.speakers.names import Source
from pipeline.layers.speakers.nested import cited
from pipeline.layers.speakers.passages import Canvas, Passage, Quote, sentences
from pipeline.layers.speakers.scenes import Scenes
from pipeline.layers.speakers.stretches import Name, Stretch
from pipeline.model import Section, Span, SpeakerScope

SPEECH_STOPS = "。！？!?…"
NEAR_DATA = 250
SENTENCE_LENGTH = 300
CARRYING = frozenset({"body", "lead", "list", "table"})


@dataclass
class State:
    """What holds while an item is read: the running report, quotations nobody has claimed yet, who was quoted last."""

    active: Stretch | None = None
    across: bool = False
    led: bool = False
    announced: bool = False
    waiting: list[Quote] = field(default_factory=list)
    quoted: Stretch | None = None
    held: Stretch | None = None
    open_quote: bool = False
    behind: Span | None = None


class ItemReader:
    """Reads the paragraphs of one item that are nobody's turn."""

    def __init__(self, canvas: Canvas, cues: Cues, finder: Finder, scenes: Scenes, memory: Memory) -> None:
        self.canvas = canvas
        self.cues = cues
        self.finder = finder
        self.scenes = scenes
        self.memory = memory
        self.out: list[Stretch] = []
        self.begun = 0  # of `out`, the first of the paragraph
        self.names: list[Name] = []
        self.state = State()

    # -- paragraphs --------------------------------------------------------------------------------------------------

    def paragraph(self, section: Section, passage: Passage) -> None:
        """Read one paragraph."""
        self.memory.paragraph = passage.start
        self.begun = len(self.out)
        if self._spoken_line(passage):
            return
        state = self.state
        carried = self._carries_into(section)
        if not carried:
            state.active = None
        if state.active is None and not passage.quotes and not self.cues.any_in(passage.start, passage.end):
            self.subhead()  # nobody speaks here
            return
        if not state.open_quote and not (passage.quotes and passage.quotes[0].start == passage.start):
            state.quoted = None
        for start, end in sentences(self.canvas, passage.start, passage.end):
            self._sentence(passage, start, end)
        if passage.quotes and passage.quotes[-1].closed:
            if self.finder.acted:
                self._of_actors(passage, self.finder.acted)
            state.waiting = []
        state.across = state.active is not None and state.active.scope == "release" and not self._warned(state.active)
        state.led = state.led if carried else state.across and self._opened(passage)
        state.announced = self._announces(passage)
        if state.announced:
            state.quoted = state.active
        state.open_quote = bool(passage.quotes) and not passage.quotes[-1].closed

    def _of_actors(self, passage: Passage, rule: str) -> None:
        """Speech that nothing attributes belongs to whom the sentence before it is about: `参展商阿莱姆签下订单。“……。”`."""
        for quote in self.state.waiting:
            start = self._sentence_start(quote.start - 1)
            if quote.start < passage.start or self.canvas.text[quote.end - 2] not in SPEECH_STOPS or start < passage.start:
                continue
            person = self.finder.acting(self.canvas.masked, start, quote.start, self.memory.known)
            source = self.memory.resolve(person) if person is not None else None
            if source is not None:
                self._said(Stretch(quote.start, quote.end, source, "quote", rule, None), quote)

    def _warned(self, active: Stretch) -> bool:
        """Whether what was issued is a warning: nobody goes on with it in the next paragraph."""
        return active.phrase is not None and self.scenes.warning.search(active.phrase.of(self.canvas.text)) is not None

    def _opened(self, passage: Passage) -> bool:
        """Whether the paragraph's release stood at its beginning: a source cited midway carries only over plain topics."""
        first = next((one for one in self.out[self.begun:] if one.start >= passage.start), None)
        before = self.canvas.masked[passage.start:first.start] if first is not None else ""
        dateline = self.finder.dateline.search(before)
        return self.scenes.leads.fullmatch(before, dateline.end() if dateline else 0) is not None

    def _announces(self, passage: Passage) -> bool:
        """Whether the paragraph ends with the attribution itself, so that what is said must follow."""
        active = self.state.active
        if active is None or active.phrase is None:
            return False
        return active.phrase.end >= passage.end and (active.scope == "release" or self.canvas.text[passage.end - 1] in "：:")

    def _spoken_line(self, passage: Passage) -> bool:
        """Whether the paragraph opens with the label of somebody who is then heard."""
        find = self.finder.opens_turn(self.cues, passage.start, passage.end, self.memory.known)
        if find is None or find.source is None:
            return False
        source = find.source if find.source.kind == "reporter" else self._source(find)
        if source is None:
            return False
        self.subhead()
        self._add(Stretch(passage.start, passage.end, source, "turn", find.rule.id, find.phrase))
        if source.kind != "reporter":
            self.out += cited(self.canvas.text, find.phrase.end, passage.end, source, self.finder, self.memory)
        return True

    def _carries_into(self, section: Section) -> bool:
        """Whether the running release goes on into this paragraph."""
        if self.state.announced:
            return True
        if not self.state.across or section.kind not in CARRYING:
            return False
        opens = self.scenes.continues if self.state.led else self.scenes.topics
        return opens.match(self.canvas.masked, section.start, section.end) is not None

    def subhead(self) -> None:
        """A subhead, a caption, a turn, a paragraph in which nobody speaks ends what was running."""
        self.state = State()

    # -- sentences ---------------------------------------------------------------------------------------------------

    def _sentence(self, passage: Passage, start: int, end: int) -> None:
        inside = passage.quotes_in(start, end)
        if not inside and not self.cues.any_in(start, end):
            self._goes_on(start, end)
            return
        known = self.memory.known
        finds = self.finder.leading(self.cues, start, end, known)
        used = self._quotes(passage, inside, finds, start, end)
        reports = [find for find in finds if find not in used and not self._taken(find)]
        if reports:
            if self._reports(reports, start, end):
                return
            finds = []
        closing = None if finds or inside else self.finder.closes(self.cues, start, end, known)
        if closing is not None:
            self._closing(closing, start, end)
        elif inside:
            if self.state.active is not self.state.quoted:
                self.state.active = None
        else:
            self._goes_on(start, end)

    def _goes_on(self, start: int, end: int) -> None:
        """A sentence without source or speech: the running report goes on, or the article takes over."""
        active = self.state.active
        if active is None:
            return
        behind = self.state.behind
        said_on = behind is not None and start <= behind.start < end  # `……。”韩冰说，店里……`
        if not said_on and self.scenes.own_account(self.canvas.masked, start, end, active):
            self.state.active = None
        elif start <= active.end + 1:
            active.end = end
        else:
            self.state.active = self._add(active.over(start, end))

    # -- reports -----------------------------------------------------------------------------------------------------

    def _reports(self, finds: Sequence[Find], start: int, end: int) -> bool:
        """Open what the finds of a sentence attribute; whether any of them says something of who answers."""
        outer: Stretch | None = None
        acted = False
        for find in finds:
            self._note(find)
            if find.how == "publishes":
                acted = True
                continue
            if find.how == "unnamed" and outer is not None:
                continue  # `罗一鸣表示，据统计，…`: his figures all the same
            source = self._source(find)
            if source is None and outer is None and find.how in ("unnamed", "publisher"):
                self._hold(find, end)
            again = source is None or outer is not None and source.name == outer.source.name
            if find.how == "publisher" and find.document is None and again:
                continue
            acted = True
            if source is None:
                if find.source is None or find.source.form != "own":
                    self.state.active = None
                    _cut(outer, find.phrase.start)
                    outer = None
                continue
            via = outer.source.name if outer is not None and _cites(outer, find) and outer.source.name != source.name else None
            if outer is not None and via is None:
                outer.end = min(outer.end, find.phrase.start)
            is_cited = via is not None
            via = via or find.via
            scope = "sentence" if is_cited else self._scope(find, source)
            if outer is None:
                self._before(find, source, start)
            stretch = Stretch(find.phrase.start, end, source, scope, find.rule.id, find.phrase, via)
            self.state.active = outer if is_cited else stretch
            self._add(stretch)
            outer = outer if is_cited else stretch
        return acted

    def _scope(self, find: Find, source: Source) -> SpeakerScope:
        """How far a report reaches; what a body makes public (`海关总署公布，`) reaches as far as its data would."""
        if source.kind == "organisation" and find.scope == "sentence" and self.scenes.made_public.search(find.phrase.of(self.canvas.text)):
            return "release"
        return spec(find.rule).scope

    def _hold(self, find: Find, end: int) -> None:
        """`监测显示，…` amid a person's report: kept until it is seen whether that person goes on."""
        active = self.state.active
        if active is not None and active.source.kind == "person" and self.scenes.shows.search(find.phrase.of(self.canvas.text)):
            self.state.held = active.over(find.phrase.end, end)

    def _before(self, find: Find, source: Source, start: int) -> None:
        """What a person's report shows to have been said by the same: data amid it, a quotation right in front of it."""
        state = self.state
        held, state.held = state.held, None
        if held is not None and find.source is not None and find.source.form == "pronoun" and held.source.name == source.name:
            self._add(held)
        waiting = state.waiting[-1] if state.waiting else None
        if (waiting is not None and waiting.closed and source.kind == "person" and find.scope == "sentence"
                and waiting.end == start):
            state.waiting = []
            self._said(Stretch(waiting.start, waiting.end, source, "quote", find.rule.id, None), waiting)

    def _source(self, find: Find) -> Source | None:
        """Whom a find names, by what the item has said."""
        if find.how == "unnamed":
            self.names.append(Name(find.phrase.end, find.phrase.end, None, None, find.rule.id))
            return None
        if find.how == "publisher":
            return self._publisher(find)
        if find.how == "same":
            return self._same(find)
        if find.source is None or find.source.form == "own":
            return None
        source = self.memory.resolve(find.source)
        if source:
            self.memory.remember(source)
        return source

    def _publisher(self, find: Find) -> Source | None:
        """Who published what is said to show; `数据还显示` goes on with whoever answers already."""
        if find.more and self.state.active is not None:
            return self.state.active.source
        near = NEAR_DATA if find.document else find.phrase.start - self._sentence_start(find.phrase.start)
        published = self.memory.publisher(find.document or "", find.phrase.start, near)
        if published is None and (find.document or "").startswith("《"):
            at = self.canvas.text.index("《", find.phrase.start)
            return Source(find.document or "", "organisation", "organisation", at, at + len(find.document or ""))
        return published or self._announcing(find)

    def _announcing(self, find: Find) -> Source | None:
        """The body that has just made its figures public: `市统计局今天发布经济数据。数据显示，…`."""
        active = self.state.active
        if not find.document or active is None or active.phrase is None:
            return None
        body = active.source.kind == "organisation" and active.scope == "release"
        return active.source if body and find.phrase.start - active.phrase.end <= NEAR_DATA else None

    def _same(self, find: Find) -> Source | None:
        """Who is meant by a verb without a subject: the one the sentence has named, else who spoke last."""
        text = self.canvas.masked
        start = self._sentence_start(find.phrase.start)
        named = (self.finder.somebody(text, start, find.phrase.start, self.memory.known)
                 or self.finder.names.pronoun_in(text, start, find.phrase.start))
        source = self.memory.resolve(named) if named is not None else None
        if source is None and self.memory.said:
            source = self.memory.said[-1]
        if source is not None:
            self.memory.remember(source)
        return source

    def _sentence_start(self, at: int) -> int:
        text = self.canvas.masked
        floor = max(0, at - SENTENCE_LENGTH)
        return max(text.rfind("。", floor, at), text.rfind("\n", floor, at), floor - 1) + 1

    def _note(self, find: Find) -> None:
        """Remember who published what."""
        if find.document and find.source and find.source.form in ("organisation", "name"):
            source = self.memory.resolve(find.source)
            if source:
                self.memory.publish(source, find.document, find.phrase.start)
                if find.how == "publishes":
                    self.names.append(Name(source.start, source.end, source.name, source.kind, find.rule.id))

    def _closing(self, find: Find, start: int, end: int) -> None:
        source = self._source(find)
        self.state.active = None
        if source is not None:
            self._before(find, source, start)
            self._add(Stretch(start, end, source, spec(find.rule).scope, find.rule.id, find.phrase))

    def _add(self, stretch: Stretch) -> Stretch:
        self.out.append(stretch)
        return stretch

    # -- quotations --------------------------------------------------------------------------------------------------

    def _quotes(self, passage: Passage, inside: Sequence[Quote], finds: Sequence[Find], start: int, end: int) -> list[Find]:
        """Give each quotation of the sentence its speaker; returns the finds that served."""
        used: list[Find] = []
        for quote in inside:
            lead = next((find for find in reversed(finds) if find.phrase.end <= quote.start and not self._taken(find)
                         and (find.source is not None and find.how != "publishes" or find.how == "same")), None)
            behind = self.finder.behind(self.cues, quote.end, passage.end, self.memory.known) if quote.closed else None
            if lead is not None and lead in used:
                if self.state.quoted is not None:
                    self._speak_on(quote)
            elif lead is not None:
                used.append(lead)
                self._speak(quote, self._source(lead), lead, lead.phrase.start, max(quote.end, end))
            elif self._resumes(quote) or (behind is None or behind.how == "acting") and self._follows(quote):
                self._speak_on(quote)
            elif behind is not None and behind.how != "acting":
                self._said_behind(quote, behind)
            elif (told := self._told_since(start, quote)) is not None:
                self._add(told)
                self._speak_on(quote)
            elif self._ends_report(quote):
                self.state.quoted = self.state.active
                self._speak_on(quote)
            elif behind is not None and self.canvas.text[quote.end - 2] in SPEECH_STOPS:
                self._said_behind(quote, behind)
            else:
                self.state.waiting.append(quote)
        return used

    def _said_behind(self, quote: Quote, behind: Find) -> None:
        """The quotation belongs to whom the words behind it name; behind their comma or colon the same one goes on."""
        self.state.behind = behind.phrase
        self._speak(quote, self._source(behind), behind, quote.start, behind.phrase.end)
        if self.canvas.text[behind.phrase.end - 1] in "，：":
            self.state.active = self.state.quoted

    def _taken(self, find: Find) -> bool:
        """Whether the find is the phrase behind a quotation, which was read with that."""
        behind = self.state.behind
        return behind is not None and behind.start <= find.phrase.start < behind.end

    def _follows(self, quote: Quote) -> bool:
        """Whether a quotation comes right behind the last one's words (`……，”他说，“……`)."""
        quoted = self.state.quoted
        if quoted is None:
            return False
        between = self.canvas.text[quoted.end:quote.start]
        return len(between) <= 1 or self.state.open_quote and not between.strip("\n “「")

    def _resumes(self, quote: Quote) -> bool:
        """Whether a verb of saying with a comma stands between the last quotation and this one: `“……。”他说，“……`."""
        behind = self.state.behind
        return behind is not None and self._follows(quote) and behind.end == quote.start and self.canvas.text[behind.end - 1] in "，："

    def _told_since(self, at: int, quote: Quote) -> Stretch | None:
        """What who spoke went on to say without marks up to this quotation: `“……。”他说，……，“……。”`."""
        behind, quoted = self.state.behind, self.state.quoted
        if behind is None or quoted is None or not at <= behind.start or self.canvas.text[behind.end - 1] not in "，：":
            return None
        if behind.end > quote.start or quoted.end != behind.end:
            return None
        return quoted.over(behind.end, quote.start)

    def _ends_report(self, quote: Quote) -> bool:
        """Whether a quotation comes right behind what a person was reported to say: `他说，……。“……。”`."""
        active = self.state.active
        return active is not None and active.source.kind == "person" and active.end == quote.start and quote.closed

    def _speak(self, quote: Quote, source: Source | None, find: Find, start: int, end: int) -> None:
        """The quotation, and those that ran on into it, belong to the source."""
        waiting, self.state.waiting = self.state.waiting, []
        self.state.active = None
        self.state.quoted = None
        if source is None:
            return
        for earlier in waiting:
            self._said(Stretch(earlier.start, earlier.end, source, "quote", find.rule.id, None), earlier)
        self.state.quoted = self._said(Stretch(start, end, source, "quote", find.rule.id, find.phrase), quote)

    def _speak_on(self, quote: Quote) -> None:
        if self.state.quoted is not None:
            self.state.quoted = self._said(self.state.quoted.over(quote.start, quote.end), quote)

    def _said(self, stretch: Stretch, quote: Quote) -> Stretch:
        inner_end = quote.end - 1 if quote.closed else quote.end
        self._add(stretch)
        self.out += cited(self.canvas.text, quote.start + 1, inner_end, stretch.source, self.finder, self.memory)
        return stretch


def _cites(outer: Stretch, find: Find) -> bool:
    """Whether a second source in a sentence is cited by the first, or takes over from it.

    `罗一鸣指出，据国家统计局数据，…` cites; `有媒体称…，沈维舟回应：…` takes over.
    """
    return find.document is not None or outer.phrase is not None and find.phrase.start <= outer.phrase.end + 1


def _cut(outer: Stretch | None, at: int) -> None:
    """Where nobody's data take over, what was reported before ends; nothing runs on."""
    if outer is not None:
        outer.end = min(outer.end, at)

