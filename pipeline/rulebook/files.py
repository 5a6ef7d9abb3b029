"""What a whole rule file may hold, and what pydantic finds wrong with one, in plain words."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from pipeline import model
from pipeline.errors import did_you_mean
from pipeline.rulebook.schema import RULE_MODELS, Strict

NAME_KEY = r"^[a-z][a-z0-9_]*$"
LAYERS = (*sorted(RULE_MODELS), "lexicon", "phenomena")
RULE_FILE_KEYS = ("layer", "about", "disable", "rules")


class UnitLine(Strict):
    """A unit of measurement or a measure word, one a line."""

    name: str = Field(min_length=1, description="how the output writes it")
    kind: str = Field(description="one of: " + ", ".join(model.KINDS))
    aliases: list[str] = Field(default=[], description="other ways to write it, kept as written in the output")
    dimension: str | None = Field(default=None, pattern=NAME_KEY, description="makes the list {unit_<dimension>}")
    factor: str | None = Field(default=None, pattern=r"^-?[0-9]+(\.[0-9]+)?$", description="1 of it in `base` units")
    base: str | None = Field(default=None, description="the unit that `factor` counts in")
    code: str | None = Field(default=None, description="its code in UCUM or ISO 4217")

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in model.KINDS:
            raise ValueError(f"no kind '{kind}'{did_you_mean(kind, model.KINDS)}; it is one of {', '.join(model.KINDS)}")
        return kind


class LexiconFile(Strict):
    """Words and pieces of pattern that rules name as `{name}`; names are unique over all files."""

    layer: Literal["lexicon"]
    about: str | None = Field(default=None, description="one line: what the file holds")
    chars: dict[str, str] = Field(default={}, description="sets of characters, usable inside and outside […]")
    fragments: dict[str, str] = Field(default={}, description="pieces of pattern, which may name other entries")
    words: dict[str, list[str]] = Field(default={}, description="lists of words")
    values: dict[str, dict[str, list[str]]] = Field(default={}, description="words under the value they stand for")
    units: list[UnitLine] = Field(default=[], description="units of measurement, one a line")
    disable: dict[str, list[str]] = Field(default={}, description="overlays: words to drop from the entry of that name; "
                                          "`unit` drops units")


class PhenomenonLine(Strict):
    """One thing that press prose does, and that a reader has to get right."""

    name: str = Field(min_length=1, description="what it is, in a few words")
    left_out: str | None = Field(default=None, min_length=1, description="why no example and no reject shows it")


class PhenomenaFile(Strict):
    """The catalogue of phenomena that examples and rejects may name in `shows`; an id is the letter of its section and a number."""

    layer: Literal["phenomena"]
    about: str | None = Field(default=None, description="one line: what the file holds")
    sections: dict[str, str] = Field(default={}, description="the letter of each section and what it is about")
    phenomena: dict[str, PhenomenonLine] = Field(default={}, description="id → name, maybe with the reason why it is left out")


def explain(fault: Any, known: type[Strict] | None) -> tuple[tuple[str | int, ...], str]:
    """A pydantic error as the path it stands at and a plain sentence; `known` is the model it was checked with."""
    loc: tuple[str | int, ...] = tuple(part for part in fault["loc"] if part != "[key]")
    key = str(loc[-1]) if loc else ""
    kind, context = fault["type"], fault.get("ctx") or {}
    what = f"'{key}'" if loc and not isinstance(loc[-1], int) else f"entry {int(loc[-1]) + 1}" if loc else "it"
    if kind == "extra_forbidden":
        fields = _fields(known, loc[:-1])
        return loc, f"unknown key '{key}'{did_you_mean(key, fields) or '; known: ' + ', '.join(fields)}"
    if kind == "missing":
        return loc[:-1], f"'{key}' is missing"
    if kind == "string_pattern_mismatch" and key == "id":
        return loc, f"'{fault['input']}' is no rule id; write layer/name in lower case, such as quantity/my-rule"
    if kind == "literal_error":
        near = did_you_mean(str(fault["input"]), str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", "))
        return loc, f"{what} must be {context.get('expected')}, not '{fault['input']}'{near}"
    if kind == "value_error":
        return loc, f"{what}: {context.get('error', fault['msg'])}"
    return loc, f"{what} {PLAIN.get(kind, '').format(**context) or fault['msg'].lower()}"


PLAIN = {
    "string_type": "must be text",
    "list_type": "must be a list",
    "dict_type": "must map names to entries",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "string_too_short": "must not be empty",
    "string_too_long": "is longer than {max_length} characters; split the rule or move parts to the lexicon",
    "too_short": "needs at least {min_length}",
    "string_pattern_mismatch": "must have the form {pattern}",
    "bool_parsing": "must be true or false",
}


def _fields(known: type[Strict] | None, loc: tuple[str | int, ...]) -> list[str]:
    """The keys allowed at `loc` of a model."""
    current: Any = known
    named = False  # whether the next part is a name that the file's author gave to an entry
    for part in loc:
        if isinstance(part, int) or current is None or named:
            named = False
            continue
        info = current.model_fields.get(part)
        current = _inner(info.annotation) if info else None
        named = info is not None and getattr(info.annotation, "__origin__", None) is dict
    return sorted(current.model_fields) if current is not None else []


def _inner(annotation: Any) -> Any:
    """The model inside `list[X]` or `X | None`, or None."""
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _inner(part)
        if found is not None:
            return found
    return None

