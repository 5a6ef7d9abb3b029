"""What is kept between runs so that the next one starts sooner: compiled patterns, rule files as read, words' weights.

It lies in the user's own cache folder, one file a thing, named by a digest of everything it depends on, and is read only
from a folder that nobody else can write to. Whatever is missing or damaged is worked out again.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import stat
import sys
from collections.abc import Callable, Mapping, Set
from functools import lru_cache
from pathlib import Path
from typing import Any

KEPT = 3000       # files, some 60 MB
OWN = Path("press-triples") / "kept"


class Cache:
    """Things kept in a folder (nowhere, if that is None); reading makes only what is plain or comes of `makers`."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder if folder and _private(folder) else None

    def kept(self, key: str, make: Callable[[], Any], is_right: Callable[[Any], bool],
             makers: Set[tuple[str, str]] = frozenset()) -> Any:
        """What was kept under `key` if it `is_right`; else what `make` gives, which is kept from now on unless it is None."""
        path = self.folder / hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest() if self.folder else None
        if path:
            with contextlib.suppress(Exception):  # no file, or one that is damaged in whatever way: it is made again
                found = _Reader(path.read_bytes(), makers).load()
                if is_right(found):
                    return found
        made = make()
        if path and made is not None:
            _write(path, made)
        return made


class _Reader(pickle.Unpickler):
    """Reads plain values, and calls nothing but the `makers`, each a module and a name in it."""

    def __init__(self, data: bytes, makers: Set[tuple[str, str]]) -> None:
        super().__init__(io.BytesIO(data))
        self.makers = makers

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.makers:
            raise pickle.UnpicklingError(f"{module}.{name} is not kept here")
        return super().find_class(module, name)


def _write(path: Path, made: Any) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):  # a full disk is no reason to stop: it is made again next time
        part.write_bytes(pickle.dumps(made, protocol=4))
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
    """The folder in the user's cache; None where there is no home to keep one in."""
    if environ.get("XDG_CACHE_HOME"):
        return Path(environ["XDG_CACHE_HOME"]) / OWN
    if sys.platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"]) / OWN
    return Path(environ["HOME"]) / ".cache" / OWN if environ.get("HOME") else None


@lru_cache(maxsize=1)
def user_cache() -> Cache:
    """The cache of whoever runs this."""
    return Cache(cache_folder())


@lru_cache(maxsize=8)
def source_digest(path: str) -> str:
    """A digest of a source file, for keys: what its code made is made again when the code changes."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
