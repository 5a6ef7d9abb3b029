"""Labelled turns: who a label names, and the paragraphs it answers for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.layers.speakers.coreference import Memory
from pipeline.layers.speakers.finds import Finder
from pipeline.layers.speakers.names import Source
from pipeline.layers.speakers.nested import cited
from pipeline.layers.speakers.passages import Canvas
from pipeline.layers.speakers.roster import LABEL_MARKS, RosterReader
from pipeline.layers.speakers.stretches import Stretch
from pipeline.layers.speakers.vocabulary import squeeze
from pipeline.model import Section, Span

QUESTION, TURN = "speaker/question", "speaker/turn"
COMMA = regex.compile("[，,]")
REST_OF_NAME = regex.compile(r"\p{Han}{1,3}(?=[，、；（(\s])")  # in front of what parts names from the rest
INITIALS = 2
ABOVE = 4000  # characters above the first label in which those who speak are introduced
NICKNAME = regex.compile(r"[“「]([^”」]{1,16})[”」]")  # 网友“山风过岭”
HANDING = 80  # characters at the end of a host's words in which the word is given to another
ANNOUNCED = 60  # characters in which it is said who will answer; the source has 40 at most


class TurnReader:
    """Reads the turns and questions of one item."""

    def __init__(self, canvas: Canvas, finder: Finder, rosters: RosterReader, memory: Memory) -> None:
        self.canvas = canvas
        self.finder = finder
        self.names = finder.names
        self.rosters = rosters
        self.memory = memory
        self.questions, self.answers = self.names.question_labels, self.names.answer_labels
        self.hosts, self.reporter = self.names.host_labels, self.names.reporter_words
        self.answerer: Source | None = None
        self.asker: Source | None = None
        self.handed: Source | None = None
        self.host: Source | None = None
        self.guest: Source | None = None
        self.asked = False
        self.left: int | None = None
        self.labels: dict[int, Span] = {}
        self.begin = self.first_label = 0

    # -- paragraphs --------------------------------------------------------------------------------------------------

    def takes(self, section: Section) -> bool:
        """Whether a section is somebody's turn: labelled, a question, or what follows an unlabelled question."""
        if section.turn is not None and section.turn == self.left or self._taken_over(section):
            self.left = section.turn
            return False
        if section.kind == "question" or section.turn is not None and section.speaker is not None:
            return True
        return self.asked and self.answerer is not None and section.kind in ("body", "list", "turn")

    def _taken_over(self, section: Section) -> bool:
        """Whether a paragraph below a label's first tells of another who was introduced above all labels: `沈维舟在总结时说，`."""
        if section.kind != "turn" or section.label is not None or section.turn not in self.labels:
            return False
        start = section.start
        name = next((name for name in self.memory.persons if self.canvas.text.startswith(name, start)), None)
        if name is None or self.memory.persons[name].start >= self.first_label or name in self.labels[section.turn].of(self.canvas.text):
            return False
        end = section.end
        finds = self.finder.leading(self.finder.cues(self.canvas.text[start:end]), 0, end - start, self.memory.known)
        first = finds[0] if finds else None
        return first is not None and first.phrase.start == 0 and first.source is not None and first.source.name == name

    def subhead(self) -> None:
        """A subhead ends the answer to an unlabelled question."""
        self.asked = False

    def read(self, section: Section) -> list[Stretch]:
        """The attribution of one paragraph of a turn, and those of the sources cited in it."""
        if section.label is not None and section.turn is not None:
            self.labels[section.turn] = section.label
            self.handed = None
        speaker = self.handed or self._speaker(section)
        if self.host is None and speaker is not None and self._is_host(section) and speaker.form == "name":
            self.host = speaker
        self._hand_over(section)
        self.asked = section.kind == "question" or self.asked and section.turn is None
        if speaker is None:
            return []
        label = section.label
        phrase = label if label is not None and section.start <= label.start < section.end else None
        if speaker.kind == "reporter":
            return [Stretch(section.start, section.end, speaker, "turn", QUESTION, phrase)]
        start = label.end if label is not None and section.start <= label.end <= section.end else section.start
        return [Stretch(section.start, section.end, speaker, "turn", TURN, phrase),
                *cited(self.canvas.text, start, section.end, speaker, self.finder, self.memory)]

    def _hand_over(self, section: Section) -> None:
        """Note to whom a host gives the word at the end of a paragraph: the paragraphs below without a label are theirs."""
        begin = max(section.start, section.end - HANDING)
        found = self.names.hands_over.search(self.canvas.text, begin, section.end) if self._is_host(section) else None
        source = self.names.read(self.canvas.text, *found.span("source"), known=self.memory.known) if found else None
        if source is not None and source.kind == "person":
            self.handed = self.memory.resolve(source)

    def _is_host(self, section: Section) -> bool:
        said = (section.speaker or "").strip(LABEL_MARKS)
        return said.startswith(tuple(self.hosts)) or self.host is not None and said.endswith(self.host.name)

    # -- labels ------------------------------------------------------------------------------------------------------

    def _speaker(self, section: Section) -> Source | None:
        """Who speaks in a section, by the label of its turn."""
        said = (section.speaker or "").strip(" 　:：【】[]")
        label = section.label or (self.labels.get(section.turn) if section.turn is not None else None)
        place = label or Span(section.start, section.start)
        if section.kind == "question" and not any(word in said for word in self.reporter):
            asker = self._asker(said, place)
            if asker is not None:
                return asker
        told = self._telling_reporter(section, said, place)
        if told is not None:
            return told
        if section.kind == "question" or said in self.questions or any(word in said for word in self.reporter):
            return Source(self.reporter[0], "reporter", "name", place.start, place.end)
        if said in self.answers or not said:
            return self.answerer
        if self.guest is not None and self.names.guest_role.fullmatch(said):
            return replace(self.guest, start=place.start, end=place.end)
        whole = self._in_full(said)
        if whole is not None:
            return self.memory.resolve(Source(whole, "person", "name", place.start, place.end))
        person = self.rosters.label_person(self.canvas.text, self._said_in(label, said)) if label is not None else None
        if person is not None:
            return self.memory.resolve(Source(person.name, "person", "name", person.start, person.end, person.titles))
        person = self.rosters.label_person(said, Span(0, len(said)))
        if person is not None:
            return self.memory.resolve(Source(person.name, "person", "name", place.start, place.end, person.titles))
        return self._by_words(said, place)

    def _telling_reporter(self, section: Section, said: str, place: Span) -> Source | None:
        """The reporter named in a label who tells and does not ask: `江澜台记者 沈维舟：我现在就在坝上。`"""
        end = max((said.rfind(word) + len(word) for word in self.reporter if word in said), default=0)
        name = squeeze(said[end:])
        asks = section.kind == "question" or self.names.puts_question.search(self.canvas.text, section.start, section.end)
        if not end or not name or asks:
            return None
        return Source(name, "reporter", "name", place.start, place.end) if self.names.is_name(name, titled=True) else None

    def _said_in(self, label: Span, said: str) -> Span:
        """The part of a label that says who speaks, without what a rule leaves out around it: `10:03 沈维舟答：`."""
        whom = COMMA.split(said)[0]  # 答（发言人 马丁·林德，经翻译）：
        at = self.canvas.text.find(whom, label.start, label.end)
        return label if at < 0 else Span(at, at + len(whom))

    def _asker(self, said: str, place: Span) -> Source | None:
        """Who asks and is no reporter: the one announced, or a label's name that the text gives a title or repeats."""
        if said in self.questions:
            return self.asker
        nickname = NICKNAME.search(said)
        if nickname:
            return Source(nickname[1], "person", "name", place.start, place.end)
        person = self.rosters.label_person(said, Span(0, len(said)))
        if person is None or said in self.hosts:
            called = self.names.called.search(said)  # 听众孙女士
            return Source(called["name"], "person", "short", place.start, place.end) if called and called.end() == len(said) else None
        return self.memory.resolve(Source(person.name, "person", "name", place.start, place.end, person.titles))

    def _in_full(self, said: str) -> str | None:
        """The full name of whom labels call 薄总, 顾 or 才让."""
        short = self.names.short_title.fullmatch(said)
        return self._whole_name(short["family"] if short else said) if short or len(said) <= INITIALS else None

    def _whole_name(self, said: str) -> str | None:
        """Who is called by a family or a given name in labels: the one name near above the first label that begins so, and longer."""
        known = {one.name for one in self.memory.family(said[0]) if one.name.startswith(said) and len(one.name) > len(said)}
        text, names, at = self.canvas.text, Counter[str](), max(self.begin, self.first_label - ABOVE)
        while not known and (at := text.find(said, at, self.first_label)) >= 0:
            found = REST_OF_NAME.match(text, at + len(said), self.first_label)
            at += len(said)
            if found and (len(said) > 1 or self.names.is_name(said + found[0], titled=True)):
                names[said + found[0]] += 1
        known |= {name for name, times in names.items() if len(said) == 1 or times > 1}
        return known.pop() if len(known) == 1 else None

    def _by_words(self, said: str, place: Span) -> Source:
        """A label without a full name: the host, `刘局长`, `国家发展改革委`, or what it says."""
        if said in self.hosts:
            if self.host is not None:
                return replace(self.host, start=place.start, end=place.end)
            return Source(said, "person", "described", place.start, place.end)
        read = self.names.read(said, 0, len(said), self.memory.known)
        source = self.memory.resolve(replace(read, start=place.start, end=place.end)) if read else None
        return source or Source(said, "person", "described", place.start, place.end)

    # -- the announced answerer --------------------------------------------------------------------------------------

    def announce(self, sections: Sequence[Section]) -> None:
        """Find who the host is, who answers where labels only say 答, and the text above all labels."""
        self.begin = sections[0].start
        self.first_label = next((section.start for section in sections if section.label is not None), sections[-1].end)
        self._announce_host(sections)
        self._announce_guest(sections)
        asking = self.names.asking.search(self.canvas.text, self.begin, min(self.first_label, self.begin + ANNOUNCED * 8))
        self.asker = self.names.read(self.canvas.text, *asking.span("source"), known=self.memory.known) if asking else None
        self._announce_answerer(sections)

    def _announce_host(self, sections: Sequence[Section]) -> None:
        """`主持人：江澄市新闻办副主任 骆晚`, a line near the head."""
        begin, end = sections[0].start, sections[-1].end
        found = self.names.host_line.search(self.canvas.text, begin, end)
        person = self.rosters.label_person(self.canvas.text, Span(*found.span("who"))) if found else None
        if person is not None:
            self.host = self.memory.resolve(Source(person.name, "person", "name", person.start, person.end, person.titles))

    def _announce_guest(self, sections: Sequence[Section]) -> None:
        """`访谈嘉宾：市交通局局长 田川`: the only one on a line near the head that says who is there."""
        found = self.names.guest_line.search(self.canvas.text, sections[0].start, sections[-1].end)
        people = [] if found is None else list(self.rosters.introductions(found["who"]))
        if found is not None and len({one.name for one in people}) == 1:
            start = found.start("who")
            self.guest = Source(people[0].name, "person", "name", start + people[0].start, start + people[0].end, people[0].titles)

    def _announce_answerer(self, sections: Sequence[Section]) -> None:
        """The one person introduced before the first answer, or who is said to answer."""
        asked = next((section for section in sections if section.kind == "question"), None)
        answered = next((section for section in sections if (section.speaker or "").strip("：: ") in self.answers), None)
        first = min((section.start for section in (asked, answered) if section is not None), default=None)
        if first is None:
            return
        begin = sections[0].start
        announced = self._announced(begin, first)
        people = [person for person in self.memory.persons.values() if begin <= person.start < first]
        if announced is not None and (announced.form == "name" or not people):
            self.answerer = announced
        elif len(people) == 1 and answered is not None:
            self.answerer = Source(people[0].name, "person", "name", people[0].start, people[0].end, people[0].titles)

    def _announcements(self, begin: int, end: int) -> Iterator[regex.Match[str]]:
        """The matches of `answers`, looked for only before what they end with: from every place it takes thirty times as long."""
        text, answers = self.canvas.text, self.names.answers
        for ending in self.names.sets_out.finditer(text, begin, end, overlapped=True):
            first = answers.search(text, max(begin, ending.start() - ANNOUNCED), ending.end())
            found = answers.match(text, first.start(), end) if first else None
            if found:
                begin = found.end()
                yield found

    def _announced(self, begin: int, end: int) -> Source | None:
        """`某局负责人就……答记者问`: the name if one is given, else the fullest description."""
        found: dict[str, Source] = {}
        for match in self._announcements(begin, end):
            source = self.names.read(self.canvas.text, *match.span("source"), known=self.memory.known)
            resolved = self.memory.resolve(source) if source is not None and source.form != "pronoun" else None
            if resolved is not None:
                found[resolved.name] = resolved
        named = [one for one in found.values() if one.form == "name" and one.kind == "person"]
        if named:
            return named[0] if len(named) == 1 else None
        return max(found.values(), key=lambda one: (len(one.name), one.name), default=None)
