"""An attribution in the making: its end moves until the next source, then it is done."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.layers.speakers.names import Source
from pipeline.model import Attribution, Span, SpeakerKind, SpeakerScope


@dataclass
class Stretch:
    """A stretch of text for which `source` answers."""

    start: int
    end: int
    source: Source
    scope: SpeakerScope
    rule: str
    phrase: Span | None
    via: str | None = None

    def over(self, start: int, end: int) -> Stretch:
        """The same attribution over another stretch, without a phrase of its own."""
        return Stretch(start, end, self.source, self.scope, self.rule, None, self.via)

    def done(self) -> Attribution:
        """The finished record."""
        cue = Span(self.source.start, self.source.end)
        return Attribution(self.start, self.end, self.source.name, self.source.kind, self.source.titles, cue,
                           self.scope, self.rule, self.phrase, self.via)


@dataclass(frozen=True, slots=True)
class Name:
    """Who a rule found, where the name stands; no name for a phrase that names nobody, and then an empty span."""

    start: int
    end: int
    name: str | None
    kind: SpeakerKind | None
    rule: str
