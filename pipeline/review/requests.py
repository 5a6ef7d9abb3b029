"""What the page may send: decisions, checked field by field before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from pipeline.errors import PressError
from pipeline.model import Kind, Relation, SpeakerKind, Status
from pipeline.review.cards import Content, number_text, squeeze

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]
Line = Annotated[str, StringConstraints(max_length=500)]
Role = Literal["speaker", "subject", "predicate", "object", "time"]
Span = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]


class Refused(PressError):
    """A decision that cannot be taken as it is; `status` is the answer's HTTP status."""

    def __init__(self, message: str, status: int = 422) -> None:
        self.status = status
        super().__init__(message)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class FigureIn(_Strict):
    """A quantity as the page gives it; `text` is read off the release and not believed."""

    text: Line | None = None
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    value: Line | None = None
    low: Line | None = None
    high: Line | None = None
    unit: Line | None = None
    kind: Kind
    relation: Relation

    @field_validator("value", "low", "high")
    @classmethod
    def _number(cls, value: str | None) -> str | None:
        if not value:
            return None
        text = number_text(value.replace(",", "").replace("，", ""))
        if text is None:
            raise ValueError(f"{value!r} is not a number")
        return text

    @model_validator(mode="after")
    def _value_or_range(self) -> FigureIn:
        both = self.low is not None and self.high is not None
        if (self.value is None) == (not both) or (self.low is None) != (self.high is None):
            raise ValueError("give a value, or both low and high of a range")
        return self


class TimeIn(_Strict):
    """A time expression with its dates, inclusive."""

    text: Line | None = None
    start: Line | None = None
    end: Line | None = None

    @field_validator("start", "end")
    @classmethod
    def _day(cls, value: str | None) -> str | None:
        if not value:
            return None
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise ValueError(f"{value!r} is not a date YYYY-MM-DD") from error


class ContentIn(_Strict):
    """A triple as a reviewer leaves it."""

    speaker: Line | None = None
    speaker_kind: SpeakerKind | None = None
    speaker_titles: list[Line] = Field(default_factory=list, max_length=20)
    subject: Line | None = None
    predicate: Line | None = None
    object: Line | None = None
    quantity: FigureIn
    time: TimeIn | None = None
    status: Status = "actual"
    comparison: Line | None = None
    place: Line | None = None
    section: Line | None = None
    spans: dict[Role, Span] = Field(default_factory=dict)

    def content(self, raw: str) -> Content:
        """The content, its figure's text read off the release; raises Refused for offsets outside of it."""
        out: dict[str, Any] = {name: value or None for name, value in self.model_dump(mode="json").items()}
        for start, end in (*self.spans.values(), (self.quantity.start, self.quantity.end)):
            if not start < end <= len(raw):
                raise Refused(f"offsets {start}–{end} are not in the document")
        out["quantity"] = {name: None if value == "" else value for name, value in out["quantity"].items()}
        out["quantity"]["text"] = squeeze(raw[self.quantity.start:self.quantity.end])
        if not out["quantity"]["text"]:
            raise Refused("the figure's text is empty")
        if self.time and not (self.time.text or self.time.start or self.time.end):
            out["time"] = None
        out["speaker_titles"] = list(self.speaker_titles)
        out["spans"] = {role: list(span) for role, span in self.spans.items()}
        if out["speaker"] is None:
            out["speaker_kind"], out["speaker_titles"] = None, []
        return out


class DecisionIn(_Strict):
    """A decision as the page sends it. `id` is the page's own: a request that is repeated counts once."""

    id: Id
    action: Literal["accept", "reject", "correct", "add", "reopen", "flag", "unflag", "comment", "undo", "redo"]
    triple: Id | None = None
    doc: Annotated[str, StringConstraints(max_length=1000, strip_whitespace=False)] | None = None
    corrected: ContentIn | None = None
    comment: Annotated[str, StringConstraints(max_length=4000)] | None = None
    seconds: Annotated[float, Field(ge=0, le=1e6)] | None = None
    after: Annotated[int, Field(ge=0)] = 0


def read_decision(row: Any) -> DecisionIn:
    """The decision a request asks for; raises Refused with what is wrong with it."""
    try:
        return DecisionIn.model_validate(row)
    except ValidationError as error:
        raise Refused(_first(error.errors(include_url=False, include_context=False))) from error


def _first(errors: Sequence[Any]) -> str:
    place = ".".join(str(part) for part in errors[0]["loc"])
    return f"{place}: {errors[0]['msg']}" if place else str(errors[0]["msg"])
