"""A run read back: its records, and its documents wherever the run left them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import simplejson

from pipeline.errors import InputError
from pipeline.exports.parts import parts_of
from pipeline.readers import read_inputs
from pipeline.source import Document

PRESS = Path("corpus/press")


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a JSONL file, or of its parts, with exact numbers; raises InputError naming the line that is none."""
    for part in parts_of(path):
        yield from _read_lines(part)


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
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
    """Documents by id: those of `inputs` if given, else those the run keeps, else of corpus/press the ones wanted.

    `path` is a run's folder or a file of triples. A run keeps the texts that a reader made (of HTML, PDF, Word) and
    notes its inputs, from which the others are read. What cannot be read is left out.
    """
    kept: dict[str, Document] = {}
    if path.is_dir():
        kept = {document.id: document for document in _kept_texts(path)}
        inputs = inputs or _inputs_of(path)
    elif path.with_suffix(".texts.jsonl").is_file():
        inputs = inputs or [path.with_suffix(".texts.jsonl")]
    if inputs:
        return read_documents(inputs) | kept
    rest = read_documents([PRESS]) if PRESS.is_dir() else {}
    return {name: document for name, document in rest.items() if name in wanted} | kept


def read_documents(paths: Sequence[Path]) -> dict[str, Document]:
    """Documents by id, read as `extract` reads them; what cannot be read is left out."""
    return {item.id: item for item in read_inputs([str(path) for path in paths]) if isinstance(item, Document)}


def _kept_texts(folder: Path) -> Iterator[Document]:
    """The documents whose texts the run keeps; newlines as they are, for offsets count them."""
    for row in _manifest(folder):
        kept = folder / str(row.get("text") or f"texts/{row.get('text_sha256')}.txt")
        if row.get("status") == "done" and kept.is_file():
            yield Document(id=row["doc"], raw=kept.read_bytes().decode("utf-8", "replace"))


def called(name: str, docs: Collection[str]) -> str | None:
    """What a run calls the document that somebody names by its path, by FILE.jsonl#ID or as the run does; None for an unknown one."""
    wanted = name.partition("#")[2] or name
    parts = Path(wanted).parts
    ends = ("/".join(parts[i:]) for i in range(len(parts)))  # the longest end of the path first
    return next((end for end in (wanted, *ends) if end in docs), None)


def same_as(folder: Path, name: str) -> str | None:
    """The document whose text is that of `name` and which a run did in its place; None where there is none."""
    twins = {str(row["doc"]): str(row["same_as"]) for row in _manifest(folder) if "same_as" in row}
    found = called(name, twins)
    return twins[found] if found else None


def _inputs_of(folder: Path) -> list[Path]:
    try:
        names = json.loads((folder / ".work" / "inputs.json").read_bytes())
    except (OSError, ValueError):
        return []
    return [Path(name) for name in names if isinstance(name, str) and Path(name).exists()] if isinstance(names, list) else []


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
