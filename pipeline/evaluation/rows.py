"""Gold and predicted rows from JSONL files; a row without what the scorer needs is refused by file and line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, UsageError

Row = dict[str, Any]
QUANTITY_KEYS = ("text", "start", "end", "value", "low", "high", "unit", "kind", "relation")
SLOTS = ("subject", "predicate", "object")


def read_gold(paths: Iterable[Path]) -> list[Row]:
    """The gold triples of all files (of a folder, its *.jsonl); raises UsageError, InputError."""
    files = [file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    rows = [row for file in files for row in _read(file, _fault_of_gold)]
    if not rows:
        raise UsageError("there is no gold to score against; give --gold FILE")
    return rows


def read_predicted(path: Path) -> list[Row]:
    """The triples of an output file, of a run's folder or of records in parts; raises UsageError, InputError."""
    records = path / "triples.jsonl" if (path / "triples.jsonl").exists() else path
    files = sorted(records.glob("*.jsonl")) if records.is_dir() else [records]
    if not files:
        raise UsageError(f"{path}: there are no triples in this folder")
    return [row for file in files for row in _read(file, _fault_of_predicted)]


def parse(line: str) -> Any:
    """One line of JSON, numbers as exact decimals."""
    return json.loads(line, parse_float=Decimal)


def _read(path: Path, fault_of: Any) -> Iterator[Row]:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such file") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = parse(line.decode("utf-8-sig"))
        except ValueError as error:
            raise InputError(f"{path}:{number}: is not JSON: {error}") from error
        fault = "is not a JSON object" if not isinstance(row, dict) else fault_of(row)
        if fault:
            raise InputError(f"{path}:{number}: {fault}")
        yield row


def _fault_of_gold(row: Row) -> str | None:
    claim = row.get("claim")
    if not isinstance(row.get("speaker_any"), list):
        return "gold row without 'speaker_any'"
    if not isinstance(claim, dict) or not all(isinstance(claim.get(f"{slot}_any"), list) for slot in SLOTS):
        return "gold row whose 'claim' lacks subject_any, predicate_any or object_any"
    return _fault(row)


def _fault_of_predicted(row: Row) -> str | None:
    if "speaker_any" in row:
        return "is a gold row; give it with --gold"
    if not isinstance(row.get("claim"), dict | None):
        return "'claim' is not an object"
    return _fault(row)


def _fault(row: Row) -> str | None:
    if not isinstance(row.get("doc"), str):
        return "has no 'doc'"
    quantity = row.get("quantity")
    if not isinstance(quantity, dict):
        return "has no 'quantity'"
    missing = [key for key in QUANTITY_KEYS if key not in quantity]
    if missing:
        return f"its 'quantity' lacks {', '.join(missing)}"
    if not all(isinstance(quantity[key], int) for key in ("start", "end")):
        return "its quantity's start or end is not a whole number"
    return None
