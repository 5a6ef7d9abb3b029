"""A run read back: its records, and its documents wherever the run left them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import simplejson

from pipeline.errors import InputError
from pipeline.readers import read_inputs
from pipeline.readers.inputs import Input
from pipeline.source import Document

PRESS = Path("corpus/press")
MEMBER = "!"  # between an archive and a file in it, as the readers name them


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a JSONL file with exact numbers; raises InputError naming the line that is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = simplejson.loads(line.decode("utf-8-sig"), parse_float=Decimal)
        except ValueError as error:
            raise InputError(f"{path}:{number}: not a line of JSON ({error})") from error
        if not isinstance(row, dict):
            raise InputError(f"{path}:{number}: not a JSON object")
        yield row


def find_documents(path: Path, inputs: Sequence[Path], wanted: Collection[str]) -> dict[str, Document]:
    """Documents by id: those of `inputs` if given, else those the run keeps or its manifest names, else of corpus/press.

    `path` is a run's folder or a file of triples. What cannot be read is left out.
    """
    if inputs:
        return read_documents(inputs)
    if path.is_dir():
        found = {document.id: document for document in _of_manifest(path)}
        found |= read_documents([path / "texts.jsonl"]) if (path / "texts.jsonl").is_file() else {}
        return found
    beside = path.with_suffix(".texts.jsonl")
    if beside.is_file():
        return read_documents([beside])
    found = read_documents([PRESS]) if PRESS.is_dir() else {}
    return {name: document for name, document in found.items() if name in wanted}


def read_documents(paths: Sequence[Path]) -> dict[str, Document]:
    """Documents by id, read as `extract` reads them; what cannot be read is left out."""
    return {item.id: item for item in read_inputs([str(path) for path in paths]) if isinstance(item, Document)}


def _of_manifest(folder: Path) -> Iterator[Document]:
    """The documents a run's manifest lists as done: the text it keeps, or the file the document came from."""
    done = [row for row in _manifest(folder) if row.get("status") == "done"]
    rest = []
    for row in done:
        kept = folder / "texts" / f"{row.get('text_sha256')}.txt"
        if kept.is_file():
            # newlines as they are: offsets count them
            yield Document(id=row["doc"], raw=kept.read_bytes().decode("utf-8", "replace"))
        else:
            rest.append(row)
    yield from _from_files(rest)


def _from_files(rows: Iterable[dict[str, Any]]) -> Iterator[Document]:
    """The documents of rows whose files are still where they were; each file is read once."""
    from pipeline.readers import read_input

    by_file: dict[Path, set[str]] = {}
    for row in rows:
        by_file.setdefault(_file_of(str(row.get("file", ""))), set()).add(row["doc"])
    for path, wanted in by_file.items():
        if not path.is_file():
            continue
        alone = next(iter(wanted)) if len(wanted) == 1 else path.name
        for item in read_input(Input(id=alone, name=str(path), path=path)):
            if isinstance(item, Document) and item.id in wanted:
                yield item


def _file_of(name: str) -> Path:
    """The file a manifest's name speaks of: `a.jsonl:3` is a line of a.jsonl, `b.zip!c.txt` a file in b.zip."""
    archive = name.partition(MEMBER)[0]
    stem, _, line = archive.rpartition(":")
    return Path(stem if stem and line.isdecimal() and not Path(archive).exists() else archive)


def _manifest(folder: Path) -> Iterator[dict[str, Any]]:
    path = folder / "manifest.jsonl"
    lines = path.read_bytes().split(b"\n") if path.is_file() else []
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue  # a torn line lists nothing
        if isinstance(row, dict) and "doc" in row:
            yield row
