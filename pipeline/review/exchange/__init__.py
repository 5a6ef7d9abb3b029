"""Reviewed triples out to files and back: gold, JSONL, CSV, XLSX, Label Studio, doccano, Prodigy."""

from __future__ import annotations

import importlib
import json
from collections import Counter
from pathlib import Path

from pipeline.errors import InputError, UsageError
from pipeline.review.exchange.rows import Harvest, harvest
from pipeline.review.exchange.taking import take_over
from pipeline.review.figures import FigureReader
from pipeline.review.run import Run
from pipeline.review.store import DecisionLog, history_of, read_log
from pipeline.writing import whole_path

# each module has write(harvest, stream path) and read(path, run, figures)
FORMATS = {"gold": "gold", "jsonl": "gold", "csv": "sheets", "xlsx": "xlsx", "labelstudio": "labelstudio",
           "doccano": "doccano", "prodigy": "prodigy"}


def export_run(run: Run, to: str, output: Path, finished: bool = False, with_open: bool = False) -> str:
    """Write a run as it stands after the decisions in its log; comes back with a line that says what was written.

    With `finished` only documents without an open triple; `with_open` puts undecided triples into `jsonl` too.
    Raises UsageError for a format there is not.
    """
    module = _module(to)
    found = harvest(run, history_of(read_log(run.log)), finished)
    if with_open:
        found = found.counting_open()
    with whole_path(output) as part:
        written: int = getattr(module, f"write_{to}")(found, part)
    return _exported(to, written, found)


def import_file(run: Run, log: DecisionLog, path: Path, source: str | None, reviewer: str, complete: bool = False) -> str:
    """Take the decisions in a file over into the log; comes back with a line that says what was taken.

    With `complete` what the file holds is confirmed and what it lacks, of the documents it speaks of, is rejected.
    Raises UsageError for a format there is not and InputError for a file that cannot be read as it.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file")
    name = source or sniff(path)
    rows = list(getattr(_module(name), f"read_{name}")(path, run, FigureReader(run)))
    counts: Counter[str] = take_over(run, log, rows, reviewer, complete)
    said = ", ".join(f"{counts[key]} {key}" for key in ("accept", "correct", "add", "reject", "comment", "flag") if counts[key])
    rest = "; ".join(f"{counts[key]} {text}" for key, text in (
        ("unchanged", "as they were"), ("open", "left open"), ("unknown", "of other documents passed over"),
        ("missing", "of these documents are not in the file (--complete rejects them)")) if counts[key])
    return f"{said or 'no new decisions'}{'; ' + rest if rest else ''}"


def sniff(path: Path) -> str:
    """The format of a file by its suffix and its first line; raises InputError where it cannot be told."""
    suffix = path.suffix.lower()
    if suffix in (".csv", ".xlsx"):
        return suffix[1:]
    with path.open("rb") as stream:
        head = stream.read(1 << 20).decode("utf-8-sig", "replace").lstrip()
    if head.startswith("["):
        return "labelstudio"
    try:
        row = json.loads(head.partition("\n")[0])
    except ValueError:
        row = None
    if isinstance(row, dict):
        for name, key in (("labelstudio", "annotations"), ("doccano", "entities"), ("prodigy", "spans")):
            if key in row and ("text" in row or "data" in row):
                return name
        if "speaker_any" in row:
            return "gold"
        if "claim" in row and "quantity" in row:
            return "jsonl"
    raise InputError(f"{path}: its format cannot be told; say --from {' | '.join(FORMATS)}")


def _module(name: str) -> object:
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}; known are {', '.join(FORMATS)}")
    return importlib.import_module(f"{__name__}.{FORMATS[name]}")


def _exported(to: str, written: int, found: Harvest) -> str:
    notes = []
    if found.disputed:
        notes.append(f"{found.disputed} disputed ones left out")
    if found.unfinished:
        notes.append(f"{found.unfinished} documents hold open triples" + (": evaluate counts those as false alarms"
                     if to == "gold" else ""))
    return f"{written} {'documents' if to in ('labelstudio', 'doccano') else 'triples'}{''.join('; ' + note for note in notes)}"
