"""A rule's own examples and rejects against what the layers find in them: the part that knows no layer.

`pipeline.examples` brings the readers of the layers. An example marks every find of its rule `[[…]]` and says in
`gives` what each of them reads; in a reject the rule finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from pipeline.errors import PressError, Problem, did_you_mean
from pipeline.rulebook.book import Rule
from pipeline.rulebook.schema import Example


@dataclass(frozen=True, slots=True)
class Find:
    """What a layer reads at text[start:end] of an example: by which rules, and the fields that `gives` may name."""

    start: int
    end: int
    rules: tuple[str, ...]
    fields: Mapping[str, str | None] = field(default_factory=dict)


SHOWN = 60  # characters of a text that a message shows
Read = Callable[[str, str | None], Sequence[Find]]
"""Text and its document date → all finds of one layer in reading order."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How the examples of one layer are read; `every` says that they mark every find, whichever rule made it."""

    read: Read
    fields: tuple[str, ...]
    every: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One example or reject of a rule; `keys` is its path in the rule, `example` None for a reject."""

    rule: Rule
    keys: tuple[str | int, ...]
    text: str
    example: Example | None = None

    @property
    def name(self) -> str:
        """`quantity/count:examples-0`, for the ids of tests."""
        return f"{self.rule.id}:{self.keys[0]}-{self.keys[1]}"


class MarkError(PressError):
    """The marks of an example are not in pairs."""


def unmark(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its `[[…]]` and the spans they mark: `新建[[12条]]` → ('新建12条', [(2, 5)]); raises MarkError.

    `[[]]` marks a place where something is found without words of its own.
    """
    out: list[str] = []
    spans: list[tuple[int, int]] = []
    length, at, opened = 0, 0, -1
    while at < len(marked):
        pair = marked[at:at + 2]
        if pair == "[[" and opened < 0:
            opened, at = length, at + 2
        elif pair == "]]" and opened >= 0:
            spans.append((opened, length))
            opened, at = -1, at + 2
        elif pair in ("[[", "]]"):
            raise MarkError("[[ and ]] are not in pairs")
        else:
            out.append(marked[at])
            length, at = length + 1, at + 1
    if opened >= 0:
        raise MarkError("[[ is never closed by ]]")
    return "".join(out), spans


def unmarked(text: str) -> str:
    """The text without its marks, paired or not."""
    return text.replace("[[", "").replace("]]", "")


def cases(rule: Rule) -> Iterator[Case]:
    """All examples and rejects of a rule."""
    for i, example in enumerate(rule.spec.examples):
        yield Case(rule, ("examples", i), example.text, example)
    for i, reject in enumerate(rule.spec.rejects):
        yield Case(rule, ("rejects", i), reject.text)


def check_case(case: Case, reader: Reader) -> Problem | None:
    """What is wrong with the case, or None; a `todo` example is wrong once it passes."""
    fault = _fault(case, reader)
    if case.example and case.example.todo:
        fault = None if fault else "passes now: remove its 'todo'"
    return case.rule.problem(fault, *case.keys) if fault else None


def _fault(case: Case, reader: Reader) -> str | None:
    try:
        if case.example is None:
            return _reject_fault(case, reader.read(case.text, None))
        text, marks = unmark(case.text)
        finds = reader.read(text, case.example.published)
    except PressError as error:
        return str(error)
    return (_unknown_field(case.example, reader.fields)
            or _span_fault(case.rule.id, text, marks, finds, reader.every)
            or _field_fault(case.example, text, _own(case.rule.id, finds, reader.every)))


def _reject_fault(case: Case, finds: Sequence[Find]) -> str | None:
    own = _own(case.rule.id, finds, False)
    if not own:
        return None
    return f"must find nothing in {quote(case.text)}, but finds {_list(case.text, own)}"


def _own(rule: str, finds: Sequence[Find], every: bool) -> list[Find]:
    return [find for find in finds if every or rule in find.rules]


def _unknown_field(example: Example, known: Sequence[str]) -> str | None:
    for gives in example.gives:
        for name in gives:
            if name not in known:
                return f"'gives' has no field '{name}'{did_you_mean(name, known) or '; it has ' + ', '.join(known)}"
    return None


def _span_fault(rule: str, text: str, marks: list[tuple[int, int]], finds: Sequence[Find], every: bool) -> str | None:
    """What is found elsewhere than marked; without marks the rule must have found something."""
    own = _own(rule, finds, every)
    if not any(rule in find.rules for find in finds):
        taken = _taken(text, marks or [(0, len(text))], finds)
        return f"finds nothing in {quote(text)}{taken}"
    if not marks:
        return None
    spans = [(find.start, find.end) for find in own]
    if spans == marks:
        return None
    missing = [mark for mark in marks if mark not in spans]
    more = [find for find in own if (find.start, find.end) not in marks]
    parts = []
    if missing:
        words = "、".join(f"'{text[start:end]}'" for start, end in missing)
        parts.append(f"does not find {words}{_taken(text, missing, [find for find in finds if rule not in find.rules])}")
    if more:
        parts.append(f"finds {_list(text, more)} unmarked")
    return "; ".join(parts) or "finds them in another order"


def _taken(text: str, spans: Sequence[tuple[int, int]], finds: Sequence[Find]) -> str:
    """Which other rules stand in the way: ' (quantity/x takes '10条')', or ''."""
    others = [find for find in finds if any(find.start < end and start < find.end for start, end in spans)]
    said = "; ".join(f"{find.rules[-1]} takes {quote(text[find.start:find.end])}" for find in others[:3])
    return f" ({said})" if others else ""


def _field_fault(example: Example, text: str, own: Sequence[Find]) -> str | None:
    if not example.gives:
        return None
    if len(example.gives) != len(own):
        return f"'gives' has {len(example.gives)} entries for {len(own)} finds"
    for want, find in zip(example.gives, own, strict=True):
        for name, expected in want.items():
            got = find.fields.get(name)
            if not equal(got, expected):
                return f"reads {quote(text[find.start:find.end])} with {name} {shown(got)}, not {shown(expected)}"
    return None


def equal(got: str | None, expected: str | None) -> bool:
    """Whether two field values agree, numbers by their value (`3.10` = `3.1`)."""
    if got == expected or got is None or expected is None:
        return got == expected
    try:
        return Decimal(got) == Decimal(expected)
    except InvalidOperation:
        return False


def quote(text: str) -> str:
    """The text in quotes, the beginning of a long one."""
    line = text.partition("\n")[0]
    return f"'{text}'" if len(text) <= SHOWN and line == text else f"'{line[:SHOWN]}…'"


def shown(value: str | None) -> str:
    """A field value as a message shows it."""
    return "null" if value is None else f"'{value}'"


def _list(text: str, finds: Sequence[Find]) -> str:
    return "、".join(quote(text[find.start:find.end]) for find in finds)
