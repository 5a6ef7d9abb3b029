"""The folder of a run: its lock, its files, and the writing of each whole or not at all."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from pipeline.errors import InputError, UsageError
from pipeline.writing import PART, remove, whole


class RunFolder:
    """The paths of a run: what it makes for its user, and below `.work` what it needs to go on after an interruption."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.work = path / ".work"
        self.errors = path / "errors.jsonl"
        self.manifest = path / "manifest.jsonl"
        self.state = path / "run.json"
        self.rules = self.work / "rules.json"
        self.inputs = self.work / "inputs.json"  # not in run.json: a run is the same bytes wherever its documents lie
        self.texts = path / "texts"

    def records(self, emit: str) -> Path:
        """The file of all records; a folder of such files where they are left in parts."""
        return self.path / f"{emit}.jsonl"

    def make(self) -> None:
        """Make the folders; raises UsageError when something else is in their place."""
        if self.path.exists() and not self.path.is_dir():
            raise UsageError(f"{self.path}: is a file; give a run a folder of its own with -o")
        if self.path.is_dir() and not (self.work.is_dir() or self.state.is_file()) and any(self.path.iterdir()):
            raise UsageError(f"{self.path}: holds other files and is no run; give a run a folder of its own with -o")
        self.work.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the run for this process, no half files in it before and after; raises UsageError when another has it."""
        with open(self.work / "lock", "wb") as stream:
            _lock(stream, self.path)
            self._clear()  # a run that was killed could not
            try:
                yield
            finally:
                self._clear()  # a worker ended in the middle of a shard could not

    def _clear(self) -> None:
        for left in (*self.path.glob(f".*{PART}"), *self.work.glob(f"*{PART}"), *self.texts.glob(f".*{PART}")):
            remove(left)

    def read_json(self, path: Path) -> Any:
        """What a JSON file of the run says; None where there is none. Raises InputError for one that is damaged."""
        try:
            return json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise InputError(f"{path}: is damaged; remove {self.path} and run again") from error

    def write_json(self, path: Path, value: Any) -> None:
        """Write a JSON file whole."""
        with whole(path) as stream:
            stream.write((json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


def _lock(stream: IO[bytes], folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # not on Windows
        return
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        raise UsageError(f"{folder}: another run is writing there; wait for it or give another folder with -o") from error
