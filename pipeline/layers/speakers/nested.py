"""Sources that somebody cites while speaking: `沈维舟说：“据国家统计局数据，……”`.

Whoever is cited answers to the end of the sentence; who cites is kept as `via`. Words that point are not read here: inside
speech 他 and 该局 mean what the speaker means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.layers.speakers.coreference import Memory
from pipeline.layers.speakers.finds import Find, Finder
from pipeline.layers.speakers.names import Source
from pipeline.layers.speakers.passages import clause_starts, read_canvas, sentences
from pipeline.layers.speakers.stretches import Stretch
from pipeline.model import Span

CITABLE = ("name", "short", "organisation", "described")


def cited(text: str, start: int, end: int, speaker: Source, finder: Finder, memory: Memory) -> Iterator[Stretch]:
    """The sources cited in text[start:end], the words of `speaker`."""
    words = text[start:end]
    if not finder.may_cite(words):
        return
    canvas = read_canvas(words, [Span(0, len(words))])
    cues = finder.cues(canvas.masked)
    for begin, stop in sentences(canvas, 0, len(words)):
        finds = finder.leading(cues, begin, stop, memory.known, nested=True)
        for i, find in enumerate(finds):
            source = cited_source(find, speaker, memory, finder)
            if source is not None:
                moved = replace(source, start=source.start + start, end=source.end + start)
                phrase = Span(find.phrase.start + start, find.phrase.end + start)
                following = finds[i + 1].phrase.start if i + 1 < len(finds) else stop
                until = _own_clause(canvas.masked, find.phrase.end, following, finder)
                yield Stretch(phrase.start, until + start, moved, "sentence", find.rule.id, phrase, via=speaker.name)


def _own_clause(words: str, start: int, end: int, finder: Finder) -> int:
    """Where the speaker turns to the own side: `国家统计局数据显示，全国为5.1%，我市为4.8%`; `end` if nowhere."""
    own = finder.names.own_side
    return next((at for at in clause_starts(words, start, end) if at > start and words.startswith(own, at)), end)


def _unnamed_people(source: Source, finder: Finder) -> bool:
    """Whether it is a bare word for people without a name, as 农户; a longer phrase may hold more than the source."""
    return source.form == "titled" and finder.names.described.start_of(source.name, len(source.name)) == 0


def cited_source(find: Find, speaker: Source, memory: Memory, finder: Finder) -> Source | None:
    """Whom a find inside speech cites; None for the speaker's own side and for what names nobody."""
    if find.source is None or find.source.form not in CITABLE and not _unnamed_people(find.source, finder):
        return None
    source = memory.resolve(find.source)
    if source is None or source.name == speaker.name or any(title.startswith(source.name) for title in speaker.titles):
        return None
    return source
