"""Labelled turns: who a label names, and sources that a speaker cites inside a turn."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layers.speakers.coreference import Memory
from pipeline.layers.speakers.finds import Finder, spec
from pipeline.layers.speakers.names import Names, Source
from pipeline.layers.speakers.passages import Canvas, sentences
from pipeline.layers.speakers.roster import RosterReader
from pipeline.layers.speakers.scope import Stretch
from pipeline.model import Section, Span


class TurnReader:
    """Reads turns and questions of one item."""

    def __init__(self, canvas: Canvas, finder: Finder, names: Names, rosters: RosterReader, memory: Memory) -> None:
        self.canvas = canvas
        self.finder = finder
        self.names = names
        self.rosters = rosters
        self.memory = memory
        words = names.lexicon.list_of
        self.questions = frozenset(words("question_label"))
        self.answers = frozenset(words("answer_label"))
        self.hosts = frozenset(words("host_label"))
        self.reporter = tuple(words("reporter_word"))
        self.answerer: Source | None = None

    def label(self, section: Section, label: Span | None) -> Source | None:
        """Who speaks in a section of a turn, by its label."""
        said = (section.speaker or "").strip(" 　:：【】[]")
        place = label or Span(section.start, section.start)
        if section.kind == "question" or said in self.questions or self._is_reporter(said):
            return Source(self.reporter[0], "reporter", "name", place.start, place.end)
        if said in self.answers:
            return self.answerer
        if label is not None:
            person = self.rosters.label_person(self.canvas.text, label)
            if person is not None:
                return self.memory.resolve(Source(person.name, "person", "name", person.start, person.end, person.titles))
        return self._from_words(said, place)

    def _is_reporter(self, said: str) -> bool:
        return any(word in said for word in self.reporter)

    def _from_words(self, said: str, place: Span) -> Source | None:
        if not said:
            return None
        if said in self.hosts:
            host = next((p for p in self.memory.persons.values() if any(t in self.hosts for t in p.titles)), None)
            if host is not None:
                return Source(host.name, "person", "name", place.start, place.end, host.titles)
            return Source(said, "person", "described", place.start, place.end)
        source = self.names.read(said, 0, len(said), self.memory.persons)
        if source is None:
            return Source(said, "person", "described", place.start, place.end)
        source = Source(source.name, source.kind, source.form, place.start, place.end, source.titles)
        return self.memory.resolve(source) or Source(said, "person", "described", place.start, place.end)

    def announce(self, text: str, sections: Sequence[Section]) -> None:
        """Find the announced answerer: the one person introduced before the first answer, or who is said to answer."""
        first = next((s for s in sections if (s.speaker or "").strip("：: ") in self.answers and s.kind != "question"), None)
        if first is None:
            return
        question = next((s for s in sections if s.kind == "question"), first)
        before = min(first.start, question.start)
        start = sections[0].start
        people = [p for p in self.memory.persons.values() if start <= p.start < before]
        if len(people) == 1:
            self.answerer = Source(people[0].name, "person", "name", people[0].start, people[0].end, people[0].titles)
            return
        self.answerer = self._announced(text, start, before, [p.name for p in people])

    def _announced(self, text: str, start: int, before: int, people: list[str]) -> Source | None:
        """`某局负责人就……答记者问`: the description, where no single name stands for it."""
        pattern = self.names.answers
        names: dict[str, Source] = {}
        for found in pattern.finditer(text, start, before):
            source = self.names.read(text, *found.span("source"), known=self.memory.persons)
            if source is not None:
                resolved = self.memory.resolve(source)
                if resolved is not None:
                    names[resolved.name] = resolved
        named = [one for one in names.values() if one.form == "name"]
        if len(named) == 1:
            return named[0]
        if named or people:
            return None
        described = sorted(names.values(), key=lambda one: len(one.name))
        return described[-1] if described else None

    def nested(self, section: Section, speaker: Source) -> list[Stretch]:
        """Sources that the speaker cites: each answers to the end of its sentence, `via` the speaker."""
        out: list[Stretch] = []
        text = self.canvas.masked
        start = section.label.end if section.label is not None and section.label.end <= section.end else section.start
        for begin, end in sentences(self.canvas, start, section.end):
            for find in self.finder.leading(text, begin, end, self.memory.persons):
                if spec(find.rule).nests == "no" or find.source is None or find.source.form in ("own", "pronoun", "short"):
                    continue
                source = self.memory.resolve(find.source)
                if source is None or source.name == speaker.name or find.how not in ("named",):
                    continue
                out.append(Stretch(find.phrase.start, end, source, "sentence", find.rule.id, find.phrase, via=speaker.name))
        return out
