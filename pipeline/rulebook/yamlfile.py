"""A YAML file as plain text values, each with the place it stands at.

Only mappings, lists and text exist here: every scalar is read as it is written, so `2:30`, `no` and `3.10` stay what
the author typed; a bare `null` (or nothing) is None. Tags, anchors and aliases are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from pipeline.cache import source_digest, user_cache
from pipeline.errors import Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
ANCHORS = "anchors and aliases (& and *) are not allowed in rule files; write it out, or put the text in quotes"
NULLS = ("", "null", "~")
RULE_FILE = re.compile(r"\.ya?ml(\.txt)?\Z", re.IGNORECASE)
Place = tuple[int, int]
KeyPath = tuple[str | int, ...]


@dataclass
class YamlFile:
    """The content of one file: `data` of dicts, lists and strings; `places` maps a path in it to (line, column).

    For the value of a key, that is the place of the key; `starts` has where the value itself begins.
    """

    name: str
    raw: bytes = b""
    data: Any = None
    places: dict[KeyPath, Place] = field(default_factory=dict)
    starts: dict[KeyPath, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: KeyPath) -> Place:
        """Where the value at `path` stands, or the nearest thing above it that has a place."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def inside(self, path: KeyPath, text: str, offset: int) -> Place:
        """Where the character `offset` of the text at `path` stands, which may run over several lines."""
        if path not in self.starts:
            return self.place(path)
        line, column = self.starts[path]
        lines = self.raw.decode("utf-8-sig", "replace").split("\n")
        whole = lines[line - 1].find(text, column - 1)
        if whole >= 0:
            return line, whole + 1 + offset
        at, best = 0, (line, column)
        for number in range(line, len(lines) + 1):
            words = lines[number - 1][column - 1:] if number == line else lines[number - 1]
            words = words.strip().strip("'\"") if number > line else words.rstrip().strip("'\"")
            found = text.find(words, at) if words and not (number == line and words[0] in "|>") else -1
            if found >= 0:
                best = (number, lines[number - 1].index(words, column - 1 if number == line else 0) + 1)
                if offset < found + len(words):
                    return best[0], best[1] + max(0, offset - found)
                at = found + len(words)
            elif number > line and words:
                break
        return best

    def problem(self, path: KeyPath, message: str, rule: str | None = None) -> Problem:
        """A problem at the place of `path`."""
        return Problem(self.name, *self.place(path), rule, message)

    def fault(self, path: KeyPath, message: str, rule: str | None = None) -> None:
        """Note a problem at the place of `path`."""
        self.problems.append(self.problem(path, message, rule))


def rule_files(folder: Path) -> list[Path]:
    """The files of rules below `folder` in name order, hidden ones left out; `mine.yaml.txt`, as some editors save it, too."""
    found = ((path.relative_to(folder), path) for path in folder.rglob("*") if RULE_FILE.search(path.name))
    return [path for name, path in sorted(found, key=lambda pair: pair[0].as_posix())
            if not any(part.startswith(".") for part in name.parts)]


def read_yaml(path: Path, name: str) -> YamlFile:
    """The file at `path`, called `name` in messages; what is wrong with it stands in `problems`, nothing is raised."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return YamlFile(name, problems=[Problem(name, 1, 1, None, f"cannot be read: {error.strerror}")])
    return parse_yaml(raw, name)


def parse_yaml(raw: bytes, name: str) -> YamlFile:
    """The file with the content `raw`, called `name` in messages; what is wrong with it stands in `problems`."""
    out = YamlFile(name, raw)
    if len(raw) > MAX_BYTES:
        out.fault((), f"is larger than {MAX_BYTES:,} bytes; split it")
        return out
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[:error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1:].decode("utf-8", "replace")) + 1
        out.problems.append(Problem(name, line, column, None, "is not UTF-8; save the file as UTF-8"))
        return out
    try:
        _parse_kept(text, out)
    except MarkedYAMLError as error:
        out.problems.append(Problem(name, *_where(error, text), None, f"not valid YAML: {_reason(error)}"))
    except _TooDeepError as error:
        out.data = None
        out.problems.append(Problem(name, *error.place, None, f"nested deeper than {MAX_DEPTH} levels"))
    except YAMLError as error:
        out.fault((), f"not valid YAML: {str(error).splitlines()[0]}")
    return out


def _parse_kept(text: str, out: YamlFile) -> None:
    """Fill `out` as this very text did before, if it had no problems; else by parsing it."""

    def parsed() -> tuple[Any, ...] | None:
        _parse(text, out)
        return None if out.problems else (text, out.data, out.places, out.starts)

    found = user_cache().kept(f"yaml\0{source_digest(__file__)}\0{text}", parsed,
                              lambda kept: isinstance(kept, tuple) and kept[0] == text)
    if found:
        _, out.data, out.places, out.starts = found


def _parse(text: str, out: YamlFile) -> None:
    """Fill `out`. The C parser is ten times as fast as the other, but knows less of YAML 1.2 ({from: 2:30})."""
    for pure in (False, True):
        try:
            _Builder(YAML(typ="safe", pure=pure).parse(text), out).document()
            return
        except MarkedYAMLError:
            if pure:
                raise
            out.problems.clear()
            out.places.clear()


def _where(error: MarkedYAMLError, text: str) -> Place:
    """Where the mistake is: an opening that is never closed counts where it opens, not where the file ends."""
    mark: StringMark | None = error.problem_mark or error.context_mark
    if error.context_mark and mark and mark.line >= text.rstrip().count("\n") + 1:
        mark = error.context_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _reason(error: MarkedYAMLError) -> str:
    opened = ""
    if error.context_mark and error.problem_mark and error.context_mark.line < error.problem_mark.line:
        opened = f"that begins in line {error.context_mark.line + 1}"
    return " ".join(part for part in (error.problem, error.context, opened) if part)


class _TooDeepError(Exception):
    """A value lies deeper than anything in a rule file."""

    def __init__(self, event: Any) -> None:
        self.place = _place(event)
        super().__init__()


class _Builder:
    """Turns the parser's events into plain values; notes places and problems on the way."""

    def __init__(self, events: Iterator[Event], out: YamlFile) -> None:
        self.events = events
        self.out = out

    def document(self) -> None:
        """Read the file's one document into `out.data`."""
        next(self.events)
        event = next(self.events)
        if isinstance(event, StreamEndEvent):
            self.out.fault((), "is empty")
            return
        self.out.data = self.value(next(self.events), ())
        next(self.events)
        event = next(self.events)
        if not isinstance(event, StreamEndEvent):
            self.fault(event, "a rule file is one document: take out the ---")

    def fault(self, event: Event, message: str) -> None:
        """Note a problem at the place of an event."""
        self.out.problems.append(Problem(self.out.name, *_place(event), None, message))

    def value(self, event: Any, path: KeyPath) -> Any:
        """The value that begins with `event`, None where it has a problem."""
        place = _place(event)
        self.out.starts[path] = place
        self.out.places.setdefault(path, place)
        if isinstance(event, AliasEvent) or event.anchor:
            self.fault(event, ANCHORS)
        elif event.tag is not None:
            self.fault(event, f"tags such as {event.tag} are not allowed in rule files")
        if isinstance(event, ScalarEvent):
            return None if not event.style and event.value in NULLS else event.value
        if len(path) > MAX_DEPTH:
            raise _TooDeepError(event)
        if isinstance(event, SequenceStartEvent):
            return [self.value(item, (*path, i)) for i, item in enumerate(self.until(SequenceEndEvent))]
        if isinstance(event, MappingStartEvent):
            return dict(self.items(path))
        return None

    def until(self, end: type[Event]) -> Iterator[Event]:
        """The events that begin the parts of a list or mapping."""
        while not isinstance(event := next(self.events), end):
            yield event

    def items(self, path: KeyPath) -> Iterator[tuple[str, Any]]:
        """The keys of a mapping with their values; a key given twice counts once."""
        for event in self.until(MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                self.fault(event, "a key must be one word")
                self.value(event, (*path, ""))
                self.value(next(self.events), (*path, ""))
                continue
            key = str(event.value)
            first = self.out.places.get((*path, key))
            if first:
                self.fault(event, f"key '{key}' is given twice (first in line {first[0]})")
                self.value(next(self.events), (*path, key, "again"))
                continue
            self.out.places[(*path, key)] = _place(event)
            yield key, self.value(next(self.events), (*path, key))


def _place(event: Event) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1
