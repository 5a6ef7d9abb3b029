"""`rules try`: a document's triples by the rules as they stand, again whenever one of the files is saved."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.authoring.documents import read_documents
from pipeline.build import Extractor
from pipeline.changes import Change, changes, field_text
from pipeline.errors import PressError
from pipeline.rulebook import load_rulebook
from pipeline.rulebook.loader import SHIPPED
from pipeline.rulebook.yamlfile import rule_files

PAUSE = 0.4
Stamp = tuple[tuple[str, int, int], ...]


class Trial:
    """One document under rules that change."""

    def __init__(self, file: str, folders: Sequence[Path], format_name: str | None = None,
                 show: Callable[[str], None] = print) -> None:
        self.file = file
        self.folders = tuple(folders)
        self.format_name = format_name
        self.show = show
        self.records: list[dict[str, Any]] | None = None

    def run(self, watch: bool) -> int:
        """Show the triples; with `watch`, go on until interrupted, which is how one stops it."""
        if watch:
            with contextlib.suppress(KeyboardInterrupt):
                self._watch()
        else:
            self.records = self._extract()
            self._show_all()
        return 0

    def _watch(self) -> None:
        stamp: Stamp | None = None
        while True:
            now = self.stamp()
            if now != stamp:
                stamp = now
                self.step()
            time.sleep(PAUSE)

    def step(self) -> None:
        """Read everything again and show what is different, or what is wrong."""
        try:
            found = self._extract()
        except PressError as error:
            self.show(str(error))
            return
        if self.records is None:
            self.records = found
            self._show_all()
            return
        differences = changes(self.records, found)
        self.records = found
        self.show(f"{len(found)} triples, {len(differences)} changed")
        for change in differences:
            self.show(change_line(change))

    def stamp(self) -> Stamp:
        """What tells whether a file was saved: names, times and sizes of the document and all rule files."""
        return tuple(_stamps([Path(self.file), *(path for folder in (SHIPPED, *self.folders) for path in rule_files(folder))]))

    def _extract(self) -> list[dict[str, Any]]:
        extractor = Extractor(load_rulebook(self.folders), self.format_name)
        return [record for document in read_documents([self.file]) for record in extractor.records(document)]

    def _show_all(self) -> None:
        for record in self.records or ():
            parts = [field_text(record, field) for field in ("speaker", "subject", "predicate", "object")]
            self.show(f"{record['quantity']['start']:>6}  {record['quantity']['text']}  {' | '.join(parts)}  "
                      f"({', '.join(record['rules'])})")
        self.show(f"{len(self.records or ())} triples")


def change_line(change: Change) -> str:
    """`~ 812 5.3万个: predicate 新建 → 建成 (claim/action)`."""
    sign = {"gained": "+", "lost": "-", "changed": "~"}[change.sort]
    if change.sort == "changed":
        said = "; ".join(f"{field} {old} → {new}" for field, (old, new) in change.fields.items())
    else:
        said = " | ".join(field_text(change.new or change.old or {}, field) for field in ("speaker", "subject", "predicate", "object"))
    return f"{sign} {change.start} {change.text}: {said} ({', '.join(change.rules)})"


def _stamps(paths: Sequence[Path]) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        try:
            found = path.stat()
        except OSError:  # an editor may be just replacing it
            continue
        yield path.as_posix(), found.st_mtime_ns, found.st_size
