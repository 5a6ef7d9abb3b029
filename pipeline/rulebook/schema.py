"""What may stand in a rule file: one model a layer. The loader, the reference page and the JSON Schemas come from here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipeline import model
from pipeline.errors import did_you_mean

# What pipeline/layers/times can work out dates for.
TIME_SPANS = ("year", "years", "half", "quarter", "month", "months", "day", "days", "clock", "week", "weekend", "week_in",
              "recent", "coming", "ago", "hence", "plan", "decade", "century", "feast", "lunar", "same", "then", "founding",
              "reported", "vague")
# How a speaker rule finds out who its source is.
SOURCES = ("named", "somebody", "acting", "introduced", "publisher", "publishes", "firm", "same",
           "reporter", "unnamed")
# What pipeline/layers/quantities.py can work a value out of.
QUANTITY_READS = ("amount", "range", "fraction", "tenths", "discount", "doubling", "digits", "fixed", "rank", "list",
                  "elliptic", "compound", "tolerance", "fractions", "top", "change")
RULE_ID = r"^[a-z]+/[a-z0-9][a-z0-9-]*$"


# What a quantity rule may say of its finds; None where any text will do.
QUANTITY_EMITS: dict[str, tuple[str, ...] | None] = {
    "kind": (*model.KINDS, "unit", "none"), "reads": QUANTITY_READS, "relation": model.RELATIONS, "unit": None, "value": None,
    "low": None, "high": None}


def closed(emits: dict[str, str], known: Mapping[str, tuple[str, ...] | None]) -> dict[str, str]:
    """`emits`, if its keys and their values are known ones; raises ValueError."""
    for key, value in emits.items():
        if key not in known:
            raise ValueError(f"unknown key '{key}'{did_you_mean(key, known) or '; known: ' + ', '.join(known)}")
        options = known[key]
        if options and value not in options:
            raise ValueError(f"{key} cannot be '{value}'{did_you_mean(value, options) or '; it is one of ' + ', '.join(options)}")
    return emits


def is_number(text: str | None) -> bool:
    """Whether the text is a number as rule files write it: 50, 0.5."""
    try:
        return text is not None and Decimal(text).is_finite()
    except InvalidOperation:
        return False


class Strict(BaseModel):
    """Unknown keys are errors; scalars arrive as text."""

    model_config = ConfigDict(extra="forbid", frozen=True)


SHOWS = "ids of the phenomena that it shows, as rules/phenomena.yaml lists them"


class Example(Strict):
    """A sentence with the expected finds marked `[[…]]`, and what each of them gives, in order."""

    text: str = Field(description="your own sentence; [[ ]] around every find of this rule")
    gives: list[dict[str, str | None]] = Field(default=[], description="the fields expected of each find, in order")
    published: str | None = Field(default=None, description="document date for relative times, YYYY-MM-DD")
    todo: bool = Field(default=False, description="a known gap: expected to fail, reported when it passes")
    shows: list[str] = Field(default=[], description=SHOWS)


class Reject(Strict):
    """A sentence in which a rule must find nothing: the bare sentence, or a mapping where there is more to say of it."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=lambda schema: also_bare(schema))

    text: str = Field(description="your own sentence, without marks")
    shows: list[str] = Field(default=[], description=SHOWS)

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, said: Any) -> Any:
        return {"text": said} if isinstance(said, str) else said


def also_bare(schema: dict[str, Any]) -> None:
    """Turn the JSON Schema of a mapping with `text` into one that allows the bare text, too."""
    mapping = {key: schema.pop(key) for key in ("type", "properties", "required", "additionalProperties") if key in schema}
    schema["anyOf"] = [{"type": "string"}, mapping]


class RuleModel(Strict):
    """What every rule has."""

    id: str = Field(pattern=RULE_ID, description="layer/name, unique over all files")
    about: str = Field(min_length=1, description="one line: what the rule reads")
    over: list[str] = Field(default=[], description="ids of rules that this one beats at an equal span")
    examples: list[Example] = Field(min_length=1)
    rejects: list[Reject] = Field(min_length=1, description="sentences in which this rule must find nothing")
    replaces: str | None = Field(default=None, description="the id of a shipped rule that this one stands in for")

    def pattern_keys(self) -> tuple[str, ...]:
        """The fields that hold patterns."""
        return tuple(key for key in ("pattern", "left", "right", "left_shape", "right_shape") if key in type(self).model_fields)


class PatternRule(RuleModel):
    """A rule that matches characters of the view."""

    cue: list[str] = Field(default=[], description="tried only where one of these occurs")
    pattern: str = Field(min_length=1, max_length=2000, description="verbose regex; {name} is a lexicon entry")
    emits: dict[str, str] = {}


class QuantityRule(PatternRule):
    """Reads a number with its unit; `emits.kind` is a kind, `unit` (the unit's own) or `none` (a look-alike).

    `emits.reads` says how its groups are read. `starts` names the `chars` a match begins with: the rule is tried only at
    the first of a run of them, and a group that it reads behind that place (`(?<=(?P<before_over>超过))`) widens the match.
    """

    starts: str | None = Field(default=None, description="name of the chars entry that a match begins with")

    @field_validator("emits")
    @classmethod
    def _known_reader(cls, emits: dict[str, str]) -> dict[str, str]:
        """Either `kind: none` or a kind with `reads` out of what the layer can read; nothing else that it does not know."""
        if emits.get("kind") != "none" and emits.get("reads") not in QUANTITY_READS:
            raise ValueError("needs kind: none or reads out of " + ", ".join(QUANTITY_READS))
        if "kind" not in emits:
            raise ValueError("needs a kind: unit for the unit's own, or one of " + ", ".join(model.KINDS))
        if emits.get("reads") == "fixed" and not is_number(emits.get("value")):
            raise ValueError("reads: fixed needs a value, a plain number")
        return closed(emits, QUANTITY_EMITS)


class TimeRule(PatternRule):
    """Reads an expression of time; `emits.span` says how its groups make dates; `kind: none` claims a look-alike.

    A pattern that opens with a look ahead (`(?=[今去]|[0-9]{4}年)`, no `|` outside of brackets behind it) is tried only at
    characters that this may begin with.
    """

    @field_validator("emits")
    @classmethod
    def _known_span(cls, emits: dict[str, str]) -> dict[str, str]:
        """Either `kind: none` or a `span` that the time layer can resolve."""
        if emits.get("kind") != "none" and emits.get("span") not in TIME_SPANS:
            raise ValueError("needs kind: none or a span out of " + ", ".join(TIME_SPANS))
        return closed(emits, {"span": TIME_SPANS, "kind": ("none",)})


class SpeakerRule(PatternRule):
    """Reads who answers for what follows or goes before.

    The pattern is tried at the start of every clause (`side: before`, the phrase stands before what it attributes) or
    behind a quotation and at a sentence's last clause (`side: after`). Its group `source` is the phrase that names the
    source; group `document`, where there is one, is what shows or was published. `emits.source` says how to find out
    who that is:

    - `named`: the phrase names a person, an organisation or a description, or stands for one named before;
    - `somebody`: the phrase has such a name somewhere in it (`村民周小满很高兴：“…”`);
    - `acting`: the phrase opens with the one person it names (`“……。”梁石头递过茶来。`), and says nothing of speaking;
    - `introduced`: the phrase is title and name, or a name the release has introduced (a label in front of a line);
    - `reporter`: group `role` says that a reporter asks;
    - `publisher`: whoever published the document named last; `publishes`: notes who that is, attributes nothing;
    - `firm`: the phrase is an organisation's name even if no word in it says so;
    - `same`: whoever the sentence has named before the phrase, else who spoke last in the paragraph;
    - `unnamed`: nobody is named, the article's own voice takes over.

    `scope` says how far it reaches: to the end of the `quote`; of the `sentence` and those that only continue it; over
    following paragraphs of the same `release`; or of the `turn`, whose rules
    read the label that a paragraph opens with. `nests: no`: not read inside a labelled turn. `sides: both`: a rule that reads
    who acts behind a quotation gives it to whoever acts in the sentence before, too, where nobody is behind.
    An example marks each name as it stands, `gives: [{name, kind}]`; run it with `speakers.names_in(text, book)`.
    """

    cue: list[str] = Field(min_length=1, description="tried only in clauses where one of these occurs")
    scope: Literal["turn", "quote", "sentence", "release"]
    side: Literal["before", "after"] = "before"
    nests: Literal["yes", "no"] = "yes"
    sides: Literal["one", "both"] = "one"

    @model_validator(mode="after")
    def _both_sides_of_speech(self) -> SpeakerRule:
        if self.sides == "both" and (self.side != "after" or self.emits.get("source") != "acting"):
            raise ValueError("sides: both is for a rule with side: after whose source is acting")
        return self

    @field_validator("emits")
    @classmethod
    def _known_source(cls, emits: dict[str, str]) -> dict[str, str]:
        """Exactly `source`, one of SOURCES."""
        if set(emits) != {"source"} or emits["source"] not in SOURCES:
            raise ValueError("needs source: one of " + ", ".join(SOURCES))
        return emits


class ClaimRule(RuleModel):
    """Reads what a quantity measures from the words to its left and right in its stretch of the clause.

    `left` must match up to the quantity, `right` from its end on. Among the rules that match, the highest `weight` wins,
    then the longest predicate. Groups: subject, predicate, object, base (of a comparison), head (a noun after 的).
    """

    frame: Literal["change", "carried", "from", "compare", "share", "rank", "level", "attributive", "action",
                   "counted", "placed", "with_preposition", "instrument", "lasting", "taking", "spanning", "inverted", "topic",
                   "made_to", "composed", "through", "repeated", "base", "bare", "listed_attribute", "reached", "row"]
    weight: str = Field(default="50", pattern=r"^[0-9]{1,2}$")
    kinds: list[str] = Field(default=[], description="only for quantities of these kinds; empty for all")
    units: list[str] = Field(default=[], description="only for quantities with one of these units; empty for all")
    left: str | None = Field(default=None, max_length=2000)
    right: str | None = Field(default=None, max_length=2000)
    left_shape: str | None = Field(default=None, max_length=500, description="as left, over the word classes")
    right_shape: str | None = Field(default=None, max_length=500)
    certainty: str = Field(default="0.9", pattern=r"^(0(\.[0-9]+)?|1)$", description="how often the rule is right on gold")


class FormatRule(RuleModel):
    """Says how one kind of release is known and divided. Each pattern is tried at the beginning of a paragraph of the view.

    A format adds its own patterns to those of `format/plain`, which hold everywhere. `sure` and `hints` recognise it: their
    named groups are its marks, a mark of `sure` is worth three points; one of `hints`, which may stand anywhere in a
    paragraph, one. The format with most points, three at least, is taken. An example's `gives` lists the expected sections
    (see `formats.samples`), a reject is a text of another format.
    """

    sure: str | None = Field(default=None, max_length=2000, description="marks that settle the format; one named group each")
    hints: str | None = Field(default=None, max_length=2000, description="marks that speak for it; one named group each")
    furniture: str | None = Field(default=None, max_length=2000, description="states nothing: crumbs, editors, share bars")
    caption: str | None = Field(default=None, max_length=2000, description="belongs to a picture")
    question: str | None = Field(default=None, max_length=2000, description="label that opens a question; group speaker")
    label: str | None = Field(default=None, max_length=2000, description="label that opens a turn; group speaker")
    name_line: str | None = Field(default=None, max_length=2000,
                                  description="a name and a title or the time alone on a line: opens a turn if several do; group speaker")
    named: str | None = Field(default=None, max_length=2000,
                              description="label of a name alone: opens a turn if the text bears the name out; group speaker")
    signature: str | None = Field(default=None, max_length=2000,
                                  description="line below what somebody said that names them; group speaker")
    speech: str | None = Field(default=None, max_length=2000,
                               description="headline of a speech: all of it is said by whom a line with title and name below it gives")
    item: str | None = Field(default=None, max_length=2000, description="begins another news item")
    heading: str | None = Field(default=None, max_length=2000, description="a subhead whatever its length")
    opening: str | None = Field(default=None, max_length=2000,
                                description="headline that a paragraph opens with; group headline, what follows it is text")
    tail: str | None = Field(default=None, max_length=2000, description="the release ends here: all below is furniture")
    list_line: str | None = Field(default=None, max_length=2000, description="a line of a list")
    note: str | None = Field(default=None, max_length=2000, description="gives a table's unit; group unit")
    date: str | None = Field(default=None, max_length=2000,
                             description="dates the release; groups year, month and day, without a day to the month's last")
    dateline: str | None = Field(default=None, max_length=2000, description="dates it where no date does; month, day")
    place: str | None = Field(default=None, max_length=2000, description="where the release is at home; group place")
    short_lines: Literal["subhead", "item", "list", "body"] | None = Field(
        default=None, description="what a short line without a closing mark is")
    lead: Literal["yes", "no"] | None = Field(default=None, description="whether the first paragraph is a lead")
    turns: Literal["run", "paragraph"] | None = Field(
        default=None, description="how far a label reaches: run on to the next one, or over its own paragraph only")

    def pattern_keys(self) -> tuple[str, ...]:
        """The fields that hold patterns."""
        return FORMAT_PATTERNS


FORMAT_PATTERNS = ("sure", "hints", "furniture", "caption", "question", "label", "name_line", "named", "signature", "speech",
                   "item", "heading", "opening", "tail", "list_line", "note", "date", "dateline", "place")


# The groups without which a pattern gives nothing to read: of a format those of each field, of the others those of `pattern` by
# what the rule emits. `a|b`: one of the two.
NEEDED_GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "format": {"label": ("speaker",), "name_line": ("speaker",), "named": ("speaker",), "signature": ("speaker",), "note": ("unit",),
               "opening": ("headline",), "place": ("place",), "date": ("year", "month"), "dateline": ("month", "day")},
    "quantity": {"amount": ("value|high|half",), "range": ("low", "high"), "change": ("low", "unit_low", "high"), "rank": ("value",),
                 "fraction": ("upper", "lower"), "fractions": ("upper", "lower", "upper_high", "lower_high"), "list": ("values",),
                 "tenths": ("value|high",), "discount": ("value|half",), "elliptic": ("value", "tenths"), "compound": ("value",),
                 "tolerance": ("tolerance",), "digits": ("digits",), "top": ("value",)},
    "speaker": {"named": ("source",), "somebody": ("source",), "acting": ("source",), "introduced": ("source",), "firm": ("source",),
                "publishes": ("source",), "reporter": ("role",)},
}


RULE_MODELS: dict[str, type[RuleModel]] = {
    "quantity": QuantityRule,
    "time": TimeRule,
    "speaker": SpeakerRule,
    "claim": ClaimRule,
    "format": FormatRule,
}
