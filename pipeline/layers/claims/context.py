"""What a clause may leave out and the reader restores: the state carried from clause to clause."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model import Span, Status, Time
from pipeline.layers.claims.runs import EMPTY, Run


@dataclass(frozen=True, slots=True)
class Parts:
    """The slots of one reading of a quantity, as runs, and what later clauses may take from it.

    `indicator` is what a bare change word would be about; `head` the counted noun; `own_subject` False where the
    subject was restored.
    """

    frame: str
    subject: Run = EMPTY
    predicate: Run = EMPTY
    object: Run = EMPTY
    comparison: str | None = None
    indicator: Run = EMPTY
    own_subject: bool = True
    notes: tuple[str, ...] = ()
    slot_verb: str | None = None


@dataclass
class Context:
    """The state of a statement. Reset with every section unless the turn goes on; `sentence_*` with every sentence."""

    agent: Run = EMPTY
    holder: Run = EMPTY
    indicator: Run = EMPTY
    counted: Run = EMPTY
    last: Parts | None = None
    indicators: list[Run] = field(default_factory=list)
    time: Time | None = None
    status: Status | None = None
    topic: Run = EMPTY

    among: bool = False
    sentence: Span = Span(0, 0)

    def new_sentence(self, sentence: Span) -> None:
        """Forget what does not cross a sentence end."""
        self.sentence = sentence
        self.last = None
        self.status = None
        self.indicators = []
        self.topic = EMPTY
