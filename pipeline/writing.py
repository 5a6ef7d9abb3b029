"""Files that are there whole or not at all, and standard output as the same kind of stream."""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO

from pipeline.errors import PressError, UsageError

STDOUT = "-"
SPACE = "free some space and make the same call again"
PLACE = "give a place that you may write to"
CURES = {errno.ENOSPC: SPACE, errno.EDQUOT: SPACE, errno.EACCES: PLACE, errno.EPERM: PLACE, errno.EROFS: PLACE}

PART = ".part"  # how the name of a file ends that is not whole yet


class OutputError(PressError):
    """Output that cannot be written: where, why, and what to do."""


@contextmanager
def output(target: str) -> Iterator[TextIO]:
    """A text stream to write `target` with: a file that appears when all is written, or standard output for `-`."""
    if target != STDOUT:
        with whole_file(Path(target)) as stream:
            yield stream
    else:
        yield sys.stdout


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A stream into a text file that takes its place when all is written; after an error the old file still stands.

    The text is UTF-8 with plain line ends. Raises UsageError for a folder and OutputError when the system refuses.
    """
    if path.is_dir():
        raise UsageError(f"{path}: is a folder; give a file")
    if path.parent.exists() and not path.parent.is_dir():
        raise UsageError(f"{path.parent}: is not a folder; give another place")
    real = path.resolve()  # of a link, the file it stands for is replaced
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        # a device or a pipe can only be written to, not replaced
        with whole(real) if real.is_file() or not real.exists() else real.open("wb") as raw:
            text = io.TextIOWrapper(raw, encoding="utf-8", newline="\n", write_through=True)
            yield text
            text.flush()
            text.detach()
    except OSError as error:
        raise OutputError(f"{path}: {why(error)}") from error


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A stream into a file beside `path` that takes its place when all is written and on the disk; raises OSError."""
    with whole_path(path) as part, part.open("wb") as stream:
        yield stream


@contextmanager
def whole_path(path: Path) -> Iterator[Path]:
    """The path of a file to write beside `path`, that takes its place when all is written and on the disk; raises OSError."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=PART, dir=path.parent)
    os.close(number)
    part = Path(name)
    try:
        yield part
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        part.chmod(0o666 & ~_umask())  # mkstemp keeps its files to their owner
        _take_place(part, path)
    except BaseException:  # an interruption too must leave no half file behind
        part.unlink(missing_ok=True)
        raise
    sync(path.parent)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder to fill beside `path`, that takes its place, with all its files, when they are written; raises OSError.

    A process killed between taking the old one away and putting the new one there leaves neither.
    """
    part = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=PART, dir=path.parent))
    try:
        yield part
        part.chmod(0o777 & ~_umask())
        sync(part)
        _take_place(part, path)
    except BaseException:
        remove(part)
        raise
    sync(path.parent)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it; nothing where there is none."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _take_place(part: Path, path: Path) -> None:
    """Rename `part` to `path`. Only a file over a file goes in one step: a folder in the way is moved aside first."""
    if not path.exists() or path.is_file() and part.is_file():
        part.replace(path)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=PART, dir=path.parent))
    path.replace(aside / path.name)
    part.replace(path)
    remove(aside)


def sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    if os.name == "nt":  # Windows opens no folders
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def why(error: OSError) -> str:
    """Why nothing can be written, and what to do about it."""
    cure = CURES.get(error.errno or 0)
    return f"cannot be written: {os.strerror(error.errno) if error.errno else error}" + (f"; {cure}" if cure else "")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
