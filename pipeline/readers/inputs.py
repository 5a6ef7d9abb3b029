"""What the readers share: an input to be read, and the reason why one could not be."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import InputError

MAX_BYTES = 20_000_000  # of one document; a press release has some thousands
STDIN = "-"


class Unreadable(InputError):
    """An input that a reader gives up on. `code` is a fixed word for error files, the message one line for people."""

    def __init__(self, message: str, code: str = "io") -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that is set aside: what it is called, a fixed code, and the reason in one line."""

    name: str
    code: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Input:
    """A file or standard input: `id` names a document read from it, `name` is what messages call it.

    `encoding` is what the call says the text is in; None has it established for each file.
    """

    id: str
    name: str
    path: Path | None = None
    stream: BinaryIO | None = None
    encoding: str | None = None

    @property
    def suffix(self) -> str:
        """The file name's last suffix in lower case, with its dot; '' where there is none."""
        return self.path.suffix.lower() if self.path else ""

    def open(self) -> BinaryIO:
        """The bytes as a stream; raises Unreadable for what is not a regular file or may not be read."""
        if self.stream is not None:
            return self.stream
        if self.path is None:
            raise Unreadable("has neither a path nor a stream")
        try:
            # without O_NONBLOCK a named pipe that nobody writes to would hang the run here
            number = os.open(self.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        except OSError as error:
            if self.path.is_symlink():
                raise Unreadable("is a symbolic link; give the file or folder it points to", "unsafe_path") from error
            raise Unreadable(f"cannot be read: {reason_of(error)}") from error
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise Unreadable("is not a regular file; pipe it in and give - instead", "unsafe_path")
        return os.fdopen(number, "rb")

    def read(self, limit: int = MAX_BYTES) -> bytes:
        """All bytes; raises Unreadable when there are more than `limit`, or none."""
        try:
            with self.open() as stream:
                data = stream.read(limit + 1)
        except OSError as error:
            raise Unreadable(f"cannot be read: {reason_of(error)}") from error
        if len(data) > limit:
            raise Unreadable(f"is larger than {limit:,} bytes; split it", "too_large")
        if not data:
            raise Unreadable("is empty", "empty")
        return data


class Names:
    """The ids of the documents of one call: each has its own, one that another has already gives way to the place."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self.renamed: list[str] = []

    def of(self, name: str, place: str) -> str:
        """The id of a document that calls itself `name` and stands at `place` (`docs.jsonl:12`)."""
        if name in self._taken:
            others = chain((place,), (f"{name}#{number}" for number in count(2)))
            name = next(other for other in others if other and other not in self._taken)
            self.renamed.append(name)
        self._taken.add(name)
        return name

    @property
    def note(self) -> str:
        """What to tell of the documents that were called otherwise; nothing where there were none."""
        if not self.renamed:
            return ""
        more = ", …" if len(self.renamed) > 1 else ""
        return (f"note: {len(self.renamed):,} with an id that another document has already, called by the place instead: "
                f"{self.renamed[0]}{more}")


def distinct(inputs: Iterable[Input]) -> list[Input]:
    """The inputs, each file once, those of an id that is taken called by more of their path."""
    found: list[Input] = []
    files: set[str] = set()
    ids: set[str] = set()
    for source in inputs:
        if source.path is not None:
            whole = os.path.abspath(source.path)
            if whole in files:
                continue
            files.add(whole)
            if source.id in ids:
                parts = Path(printable(whole)).parts
                longer = ("/".join(parts[-size:]) for size in range(source.id.count("/") + 2, len(parts)))
                source = replace(source, id=next((name for name in longer if name not in ids), printable(whole)))
        ids.add(source.id)
        found.append(source)
    return found


def reason_of(error: OSError) -> str:
    """What the system says went wrong, without error number and path."""
    return error.strerror or type(error).__name__


def printable(path: str | Path) -> str:
    """A path as valid text: bytes of a file name that are not UTF-8 are written as `\\xe4`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def files_below(folder: Path) -> Iterator[Path]:
    """What lies below a folder and is no folder, sorted by path; hidden entries are left out.

    Links and special files are among it, since who put them there should be told; `Input.open` refuses them.
    """
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).parts):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and (path.is_symlink() or not path.is_dir()):
            yield path
