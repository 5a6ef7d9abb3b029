""".gz and .zip → the files within, unpacked in memory and only as far as the limits allow; nothing is written to disk."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pipeline.readers.inputs import MAX_BYTES, Failure, Input, Unreadable
from pipeline.source import Document

MAX_TOTAL = 200_000_000  # unpacked bytes of one archive
MAX_RATIO = 100  # unpacked to packed: text reaches 10, a bomb 1,000
MAX_ENTRIES = 10_000
MAX_PACKED = 200_000_000
SMALL = 1_000_000  # below this no ratio is a danger: a page of blanks packs 1,000 to 1
SUFFIXES = (".gz", ".zip")
MEMBER = "!"  # between an archive's name and a member's: releases.zip!2024/a.txt


def read(source: Input) -> Iterator[Document | Failure]:
    """The documents of all files in an archive, in the order of their names."""
    from pipeline.readers import read_input

    for member in unpack(source):
        if isinstance(member, Failure):
            yield member
        else:
            yield from read_input(member)


def unpack(source: Input) -> Iterator[Input | Failure]:
    """The files in an archive as inputs; a Failure for each that is refused. Archives in archives are not opened."""
    if source.suffix == ".gz":
        yield _gunzip(source)
    else:
        yield from _unzip(source)


def check_entries(archive: zipfile.ZipFile) -> None:
    """Raise Unreadable ('bomb') for an archive that would unpack to too much."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Unreadable(f"holds {len(entries):,} files, more than {MAX_ENTRIES:,}", "bomb")
    total = sum(entry.file_size for entry in entries)
    if total > MAX_TOTAL:
        raise Unreadable(f"would unpack to {total:,} bytes, more than {MAX_TOTAL:,}", "bomb")
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > entry.compress_size * MAX_RATIO:
            raise Unreadable(f"a file within is packed more than {MAX_RATIO} to 1", "bomb")


def _gunzip(source: Input) -> Input:
    path = source.path or Path(source.id)
    name = path.with_suffix("")
    limit = MAX_TOTAL if name.suffix.lower() in (".jsonl", ".ndjson") else MAX_BYTES
    data = io.BytesIO(source.read(MAX_PACKED))
    try:
        with gzip.GzipFile(fileobj=data) as packed:
            content = packed.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable("is no .gz file, or is cut short", "broken") from error
    if len(content) > limit:
        raise Unreadable(f"unpacks to more than {limit:,} bytes; split it", "bomb")
    if not content:
        raise Unreadable("is empty", "empty")
    return replace(source, path=name, stream=io.BytesIO(content))


def _unzip(source: Input) -> Iterator[Input | Failure]:
    try:
        with zipfile.ZipFile(io.BytesIO(source.read(MAX_PACKED))) as archive:
            check_entries(archive)
            for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
                if not entry.is_dir() and not _hidden(entry.filename):
                    yield _member(source, archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Unreadable("is no .zip file, or is cut short", "broken") from error


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts if part != "..")


def _member(source: Input, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Input | Failure:
    name = _name_of(entry)
    label = f"{source.name}{MEMBER}{name}"
    if name.startswith("/") or ".." in PurePosixPath(name).parts:
        return Failure(label, "unsafe_path", "its path leaves the archive")
    if entry.flag_bits & 1:
        return Failure(label, "broken", "is locked by a password")
    if PurePosixPath(name).suffix.lower() in SUFFIXES:
        return Failure(label, "bomb", "is an archive within an archive; unpack it first")
    try:
        with archive.open(entry) as packed:
            content = packed.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        return Failure(label, "broken", f"cannot be unpacked: {type(error).__name__}")
    if len(content) > MAX_BYTES:
        return Failure(label, "too_large", f"is larger than {MAX_BYTES:,} bytes; split it")
    return Input(f"{source.id}{MEMBER}{name}", label, Path(name), io.BytesIO(content), source.encoding)


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The member's name; archives made on Chinese Windows write names in GBK, which zipfile takes for CP437."""
    if not entry.flag_bits & 0x800:
        try:
            return entry.filename.encode("cp437").decode("gb18030")
        except UnicodeError:
            return entry.filename
    return entry.filename
