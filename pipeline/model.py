"""The records that pass between the layers, and the closed lists of their values.

Offsets `start`, `end` are half open and count Unicode code points. Up to `Triple` they point into the
view (see `source.View`); a `Triple` points into the raw text. All records are frozen: a layer adds its own
and edits none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, get_args

Kind = Literal["count", "measure", "money", "percent", "percentage_point", "rank", "multiple", "ratio", "duration", "index"]
Relation = Literal["exact", "about", "nearly", "over", "at_least", "under", "at_most", "range"]
Status = Literal["actual", "planned", "forecast"]
SpeakerKind = Literal["person", "organisation", "reporter"]
SectionKind = Literal["headline", "subhead", "lead", "body", "turn", "question", "caption", "list", "table", "furniture"]
SpeakerScope = Literal["turn", "quote", "sentence", "release"]

KINDS: tuple[str, ...] = get_args(Kind)
RELATIONS: tuple[str, ...] = get_args(Relation)
STATUSES: tuple[str, ...] = get_args(Status)
SPEAKER_KINDS: tuple[str, ...] = get_args(SpeakerKind)
SECTION_KINDS: tuple[str, ...] = get_args(SectionKind)


class Span(NamedTuple):
    """A stretch of the view."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start:self.end]


@dataclass(frozen=True, slots=True)
class Mention:
    """What one rule matched: its span, its named groups as spans, and what the rule says it is."""

    layer: str
    rule: str
    start: int
    end: int
    groups: Mapping[str, Span]
    emits: Mapping[str, str]


class Word(NamedTuple):
    """A word of the view with the dictionary's part-of-speech tag ('x' for none, 'mention' for a mention)."""

    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and its bound; `value`, or `low` and `high`, in units of `unit`."""

    start: int
    end: int
    text: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    kind: str
    relation: str
    rule: str


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression and the dates it covers, inclusive; None where open or unknown."""

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    rule: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure's cell in a row of a text table: its column's heading, and the unit that heading or a note gives it."""

    start: int
    end: int
    column: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One paragraph of a release and the part it plays.

    `furniture` is text that states nothing (bylines, crumbs, editors' lines): it yields no triples. `label` is the
    speaker label that opens a turn or a question (`陈金山：`), as a span with its colon; `speaker` what the label says,
    without colon and inner padding, for every paragraph of the turn. `turn` counts turns and `item` counts news items
    from 0: nothing is carried from one item to another. `cells` are the figures of a table's row, whose name is what
    stands before the first of them.
    """

    kind: SectionKind
    start: int
    end: int
    item: int = 0
    turn: int | None = None
    label: Span | None = None
    speaker: str | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a release introduces by name, with all titles it gives."""

    name: str
    titles: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """A stretch of text for which somebody answers. `cue` is the span that names the speaker.

    `phrase` covers all words of the attribution (`据市统计局昨日介绍，`): no claim takes a slot from them. `via` is the
    outer source of a nested one.
    """

    start: int
    end: int
    name: str
    kind: SpeakerKind
    titles: tuple[str, ...]
    cue: Span | None
    scope: SpeakerScope
    rule: str
    phrase: Span | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a claim: its words and, where it stands in one piece, the span they were taken from."""

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a quantity measures. `rules` are the rules that decided, `notes` what was restored and from where."""

    quantity: Quantity
    subject: Slot | None
    predicate: Slot | None
    object: Slot | None
    time: Time | None
    status: Status
    comparison: str | None
    rules: tuple[str, ...]
    confidence: float
    sentence: Span
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Triple:
    """A line of the output. `start`, `end` and `spans` count in the raw text; see `assemble.as_record` for its JSON form."""

    id: str
    doc: str
    section: str
    attribution: Attribution | None
    claim: Claim
    start: int
    end: int
    place: str | None
    sentence: str
    spans: Mapping[str, tuple[int, int]]
    rules: tuple[str, ...]
    confidence: float
    item: int = 0
    cluster: str | None = None
