"""The call without a command: the project's own releases → a file of triples, a table of them, and their score."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.assemble import dump
from pipeline.build import make_extractor
from pipeline.commands import tables
from pipeline.commands.extracting import Run, documents_of
from pipeline.commands.progress import progress
from pipeline.commands.project import GOLD, PRESS, TRIPLES
from pipeline.evaluation import figures, intervals, judge, read_gold
from pipeline.rulebook.folders import overlay_folders
from pipeline.writing import whole_file


def run() -> int:
    """Extract, write, show and score; comes back with the exit status."""
    console = tables.terminal()
    this_run = Run()
    found = {}
    with progress("extracting") as step, whole_file(TRIPLES) as stream:
        extractor = make_extractor(overlay_folders())
        for document, records in this_run.each(documents_of([str(PRESS)], step=step), extractor.records):
            stream.writelines(dump(record) + "\n" for record in records)
            found[document.id] = records
    for doc, records in found.items():
        console.print(tables.triples_table(doc, records))
    outcomes = judge(read_gold([GOLD]), [record for records in found.values() for record in records])
    console.print(tables.score_table(figures(outcomes), intervals(outcomes)))
    console.print(f"Written to {_from_here(TRIPLES)}; `python run_extract.py evaluate` lists the errors.")
    return this_run.status


def _from_here(path: Path) -> str:
    return os.path.relpath(path)
