"""The log of decisions: an append-only JSONL file beside the run, one synced line a decision.

The log is never rewritten. What a reviewer undoes is withdrawn by a later line, so that every step stays on record and
can be undone after a restart as well. See docs/review.md for the form of a line.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, get_args

from pipeline.errors import InputError, UsageError
from pipeline.review.cards import Content

SCHEMA = 1
Answer = Literal["accept", "reject", "correct", "add"]
Action = Literal["accept", "reject", "correct", "add", "reopen", "flag", "unflag", "comment", "dispute", "undo", "redo"]
ANSWERS: tuple[str, ...] = get_args(Answer)
ACTIONS: tuple[str, ...] = get_args(Action)


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the log. `seen` is the triple as it was judged, `corrected` as the reviewer leaves it."""

    id: str
    at: str
    reviewer: str
    action: str
    doc: str
    triple: str
    seen: Content | None = None
    corrected: Content | None = None
    comment: str | None = None
    rules: tuple[str, ...] = ()
    seconds: float | None = None
    of: str | None = None

    def line(self) -> bytes:
        """The decision as a line of the log, with its line feed."""
        row: dict[str, Any] = {"schema": SCHEMA, "id": self.id, "at": self.at, "reviewer": self.reviewer,
                               "action": self.action, "doc": self.doc, "triple": self.triple, "seen": self.seen,
                               "corrected": self.corrected, "comment": self.comment, "rules": list(self.rules),
                               "seconds": self.seconds, "of": self.of}
        return json.dumps(row, ensure_ascii=False, allow_nan=False).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the decisions on one triple come to. `decision` is the one that gave the answer."""

    answer: str | None = None
    decision: str | None = None
    reviewer: str | None = None
    at: str | None = None
    doc: str | None = None
    seen: Content | None = None
    corrected: Content | None = None
    flagged: bool = False
    comment: str | None = None
    disputed: bool = False


@dataclass(slots=True)
class History:
    """The decisions in order, which of them are withdrawn, and what each reviewer can undo and redo."""

    decisions: dict[str, Decision] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    _by_triple: dict[str, list[str]] = field(default_factory=dict)
    _done: dict[str, list[str]] = field(default_factory=dict)
    _undone: dict[str, list[str]] = field(default_factory=dict)

    def take(self, decision: Decision) -> None:
        """Count a decision in; one that is known already (a repeated request, a merged file) changes nothing."""
        if decision.id in self.decisions:
            return
        self.decisions[decision.id] = decision
        done = self._done.setdefault(decision.reviewer, [])
        undone = self._undone.setdefault(decision.reviewer, [])
        if decision.action == "undo":
            self._shift(decision.of, done, undone)
            self.withdrawn.add(decision.of or "")
        elif decision.action == "redo":
            self._shift(decision.of, undone, done)
            self.withdrawn.discard(decision.of or "")
        else:
            self._by_triple.setdefault(decision.triple, []).append(decision.id)
            if decision.action != "dispute":
                done.append(decision.id)
                undone.clear()

    def verdict(self, triple: str, reviewer: str | None = None) -> Verdict:
        """What holds for a triple now; with a reviewer, by this reviewer's decisions alone."""
        verdict = Verdict()
        for name in self._by_triple.get(triple, ()):
            decision = self.decisions[name]
            if name not in self.withdrawn and reviewer in (None, decision.reviewer):
                verdict = _after(verdict, decision)
        return verdict

    def triples(self) -> list[str]:
        """The ids of the triples with a decision, in the order of their first one."""
        return list(self._by_triple)

    def known_rules(self) -> set[str]:
        """The rules whose triples somebody has judged."""
        return {rule for decision in self.decisions.values() for rule in decision.rules}

    def next_undo(self, reviewer: str) -> Decision | None:
        """The decision that undo withdraws next; None when there is none."""
        done = self._done.get(reviewer)
        return self.decisions[done[-1]] if done else None

    def next_redo(self, reviewer: str) -> Decision | None:
        """The decision that redo restores next; None when there is none."""
        undone = self._undone.get(reviewer)
        return self.decisions[undone[-1]] if undone else None

    def depth(self, reviewer: str) -> tuple[int, int]:
        """How many decisions can be undone and redone."""
        return len(self._done.get(reviewer, ())), len(self._undone.get(reviewer, ()))

    @staticmethod
    def _shift(name: str | None, source: list[str], target: list[str]) -> None:
        if name in source:
            source.remove(name)
            target.append(name)


class DecisionLog:
    """An open log: its history, and the only way to write to it. One process at a time may hold it."""

    def __init__(self, path: Path) -> None:
        """Open or create the log; a last line without its line feed, cut off by a crash, is dropped.

        Raises UsageError when another process holds it and InputError for a line that is no decision.
        """
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        try:
            _lock(self._file, path)
            data = path.read_bytes()
            whole = data.rfind(b"\n") + 1
            self.history = history_of(parse(data[:whole], path))
        except BaseException:
            os.close(self._file)
            raise
        if whole < len(data):
            os.ftruncate(self._file, whole)
        os.lseek(self._file, 0, os.SEEK_END)
        _sync_folder(path.parent)

    def append(self, decision: Decision) -> None:
        """Write a decision, synced to disk before this returns; one that is in the log already is not written again."""
        if decision.id in self.history.decisions:
            return
        _write(self._file, decision.line())
        self.history.take(decision)

    def append_all(self, decisions: Iterable[Decision]) -> int:
        """Write many decisions with one sync (an import); comes back with how many were new."""
        new = [decision for decision in decisions if decision.id not in self.history.decisions]
        if new:
            _write(self._file, b"".join(decision.line() for decision in new))
        for decision in new:
            self.history.take(decision)
        return len(new)

    def close(self) -> None:
        """Let go of the file and its lock."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def read_log(path: Path) -> list[Decision]:
    """The decisions of a log in their order, none where there is no file; raises InputError for a line that is none."""
    if not path.exists():
        return []
    data = path.read_bytes()
    return list(parse(data[:data.rfind(b"\n") + 1], path))


def history_of(decisions: Iterable[Decision]) -> History:
    """The history that decisions add up to."""
    history = History()
    for decision in decisions:
        history.take(decision)
    return history


def parse(data: bytes, path: Path) -> Iterator[Decision]:
    """The decisions of whole lines; raises InputError, file:line, for a line that is none."""
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line:
            continue
        try:
            row = json.loads(line)
            yield _decision(row)
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}:{number}: not a decision ({error}); restore the file from a copy") from error


def _decision(row: Mapping[str, Any]) -> Decision:
    if row["schema"] != SCHEMA:
        raise ValueError(f"its schema is {row['schema']}, this version reads {SCHEMA}")
    if row["action"] not in ACTIONS:
        raise ValueError(f"unknown action {row['action']!r}")
    return Decision(id=row["id"], at=row["at"], reviewer=row["reviewer"], action=row["action"], doc=row["doc"],
                    triple=row["triple"], seen=row.get("seen"), corrected=row.get("corrected"), comment=row.get("comment"),
                    rules=tuple(row.get("rules") or ()), seconds=row.get("seconds"), of=row.get("of"))


def _after(verdict: Verdict, decision: Decision) -> Verdict:
    """The verdict once a further decision is counted in."""
    action = decision.action
    if action in ANSWERS:
        return replace(verdict, answer=action, decision=decision.id, reviewer=decision.reviewer, at=decision.at,
                       doc=decision.doc, seen=decision.seen, corrected=decision.corrected, disputed=False,
                       comment=decision.comment or verdict.comment)
    if action == "reopen":
        return Verdict(flagged=verdict.flagged, comment=verdict.comment)
    if action == "dispute":
        return replace(verdict, answer=None, disputed=True, comment=decision.comment or verdict.comment)
    if action == "comment":
        return replace(verdict, comment=decision.comment or None)
    return replace(verdict, flagged=action == "flag")


def _write(file: int, data: bytes) -> None:
    """All of `data` at the end of the file and down to the disk; where that fails, the file is as it was before."""
    end = os.lseek(file, 0, os.SEEK_END)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(file, left):]
        os.fsync(file)
    except OSError:
        os.ftruncate(file, end)
        raise


def _sync_folder(folder: Path) -> None:
    """Make a new file's name last through a power cut (where folders can be synced)."""
    if os.name == "nt":
        return
    with _opened(folder) as number:
        os.fsync(number)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    number = os.open(folder, os.O_RDONLY)
    try:
        yield number
    finally:
        os.close(number)


def _lock(file: int, path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: no advisory locks; the log is still one write a line
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UsageError(f"{path}: another review of this run is open; close it, or use --decisions FILE") from error
