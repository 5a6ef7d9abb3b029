"""Output that is there whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pipeline.errors import PressError, UsageError

STDOUT = "-"
CURES = {errno.ENOSPC: "free some space and run the same call again", errno.EDQUOT: "free some space and run it again",
         errno.EACCES: "give a place that you may write to", errno.EROFS: "give a place that you may write to"}


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
    """A stream into a file beside `path` that takes its place at the end; after an error the old file still stands.

    Raises UsageError for a folder and OutputError when the system refuses.
    """
    if path.is_dir():
        raise UsageError(f"{path}: is a folder; give -o a file")
    if path.parent.exists() and not path.parent.is_dir():
        raise UsageError(f"{path.parent}: is not a folder; give -o another place")
    real = path.resolve()  # of a link, the file it stands for is replaced
    try:
        with _replacing(real) if real.is_file() or not real.exists() else real.open("w", encoding="utf-8") as stream:
            yield stream
    except OSError as error:
        raise OutputError(f"{path}: {why(error)}") from error


def why(error: OSError) -> str:
    """Why nothing can be written, and what to do about it."""
    cure = CURES.get(error.errno or 0)
    return f"cannot be written: {error.strerror or error}" + (f"; {cure}" if cure else "")


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
            stream.flush()
            os.fsync(number)
        part.chmod(0o666 & ~_umask())  # mkstemp keeps its files to their owner
        part.replace(path)
    except BaseException:  # an interruption too must leave no half file behind
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
