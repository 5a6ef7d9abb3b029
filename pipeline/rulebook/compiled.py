"""Compiled patterns kept between runs: compiling all rules takes four seconds, reading them back a twentieth of one.

They lie in the user's own cache folder, one file a pattern, and are read only from a folder that nobody else can write to.
A pattern is compiled anew where there is no such folder, and for every version of `regex`.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import stat
import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import regex

SMALL = 80        # characters up to which compiling is as quick as reading
KEPT = 3000       # files, some 60 MB
OWN = Path("press-triples") / "patterns"


class _Reader(pickle.Unpickler):
    """Reads a compiled pattern and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in (("regex._regex", "compile"), ("_regex", "compile")):
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a pattern")
        return super().find_class(module, name)


class PatternStore:
    """Compiles patterns, and remembers them in a folder (nowhere, if that is None)."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder if folder and _private(folder) else None
        self._version = f"{version('regex')} {sys.version_info[:2]} {sys.byteorder} {sys.maxsize}"

    def compile(self, pattern: str, flags: int) -> regex.Pattern[str]:
        """The compiled pattern; raises regex.error."""
        path = self._path(pattern, flags) if len(pattern) > SMALL else None
        found = self._read(path, pattern) if path else None
        if found is None:
            found = regex.compile(pattern, flags)
            if path:
                self._write(path, found)
        return found

    def _path(self, pattern: str, flags: int) -> Path | None:
        if self.folder is None:
            return None
        key = f"{self._version}\0{int(flags)}\0{pattern}".encode("utf-8", "surrogatepass")
        return self.folder / hashlib.sha256(key).hexdigest()

    @staticmethod
    def _read(path: Path, pattern: str) -> regex.Pattern[str] | None:
        try:
            found = _Reader(io.BytesIO(path.read_bytes())).load()
        except Exception:  # no file, or one that is damaged in whatever way: the pattern is compiled
            return None
        return found if isinstance(found, regex.Pattern) and found.pattern == pattern else None

    def _write(self, path: Path, compiled: regex.Pattern[str]) -> None:
        part = path.with_name(f"{path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):  # a full disk is no reason to stop: it is compiled again next time
            part.write_bytes(pickle.dumps(compiled, protocol=4))
            part.replace(path)
            _prune(path.parent)


def _private(folder: Path) -> bool:
    """Make the folder if need be; whether it is one that nobody but the user can write to."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError:
        return False
    if os.name == "nt":
        return True
    return found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o022


def _prune(folder: Path) -> None:
    """Take away the half that was not written for longest when there are too many."""
    names = os.listdir(folder)
    if len(names) > KEPT:
        paths = sorted((folder / name for name in names), key=lambda path: path.stat().st_mtime)
        for path in paths[:KEPT // 2]:
            path.unlink(missing_ok=True)


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The user's cache folder for patterns; None where there is no home to keep one in."""
    if environ.get("XDG_CACHE_HOME"):
        return Path(environ["XDG_CACHE_HOME"]) / OWN
    if sys.platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"]) / OWN
    return Path(environ["HOME"]) / ".cache" / OWN if environ.get("HOME") else None


@lru_cache(maxsize=1)
def _store() -> PatternStore:
    return PatternStore(cache_folder())


def compile_pattern(pattern: str, flags: int) -> regex.Pattern[str]:
    """The compiled pattern, from the user's cache where it is there; raises regex.error."""
    return _store().compile(pattern, flags)
