"""What goes wrong by a user's hand: each error says what, where, and what to do, in one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class PressError(Exception):
    """A mistake that a user can mend; its text is one line for the terminal."""


class InputError(PressError):
    """A document, a file or a folder that cannot be read."""


class UsageError(PressError):
    """A call that asks for something there is not."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in a rule file, at a place an editor can jump to (line and column count from 1)."""

    file: str
    line: int
    column: int
    rule: str | None
    message: str

    def __str__(self) -> str:
        rule = f" {self.rule}:" if self.rule else ""
        return f"{self.file}:{self.line}:{self.column}:{rule} {self.message}"


class RuleError(PressError):
    """One or more rule files are wrong; `problems` holds every fault found, sorted by place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.file, p.line, p.column, p.message))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """' (did you mean 'cue'?)' for the nearest of `known`, or '' where nothing is near."""
    from difflib import get_close_matches  # only a mistake needs it

    near = get_close_matches(word, list(known), 1)
    return f" (did you mean '{near[0]}'?)" if near else ""
