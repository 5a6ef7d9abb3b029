"""The shards of a run put together: records in the order of the inputs, errors, manifest and kept texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from pipeline.batch.errors import error_line
from pipeline.batch.folder import RunFolder
from pipeline.batch.parts import Records, record_sink
from pipeline.batch.shards import SUFFIX, Entry, Place
from pipeline.writing import sync, whole

OPEN_SHARDS = 64


@dataclass(slots=True)
class Totals:
    """How many documents came to what, and how many records there are."""

    documents: int = 0
    done: int = 0
    set_aside: int = 0
    duplicates: int = 0
    records: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """One document of the inputs in their order: what it is called now, and the key of its result."""

    doc: str
    place: str
    key: str
    content: str


@dataclass(slots=True)
class Merge:
    """One pass over the documents of a run, writing as it goes."""

    folder: RunFolder
    places: Mapping[str, Place]
    totals: Totals = field(default_factory=Totals)
    _first: dict[str, str] = field(default_factory=dict)
    _streams: dict[Path, IO[bytes]] = field(default_factory=dict)

    def write(self, listed: Sequence[Listed], emit: str, in_parts: bool = False) -> Totals:
        """Write records (`in_parts`: as a folder), errors and manifest; each is replaced whole, and only when all are ready."""
        with (whole(self.folder.manifest) as manifest, whole(self.folder.errors) as errors,
              record_sink(self.folder.records(emit), in_parts) as records):
            try:
                for one in listed:
                    line = self._add(one, records, errors)
                    manifest.write(_line(line))
            finally:
                for stream in self._streams.values():
                    stream.close()
        sync(self.folder.path)
        return self.totals

    def _add(self, one: Listed, records: Records, errors: IO[bytes]) -> dict[str, Any]:
        place = self.places[one.key]
        entry = place.entry
        self.totals.documents += 1
        line: dict[str, Any] = {"doc": entry.doc, "file": one.place, "sha256": one.content, "text_sha256": entry.text}
        if entry.fault:
            self.totals.set_aside += 1
            errors.write(_line(error_line(one.doc, one.place, one.content, entry.fault)))
            return {**line, "doc": one.doc, "status": "set aside", "code": entry.fault.code, "records": 0}
        first = self._first.get(str(entry.text))
        if first is not None:
            self.totals.duplicates += 1
            return {**line, "doc": one.doc, "status": "duplicate", "same_as": first, "records": 0}
        self._first[str(entry.text)] = entry.doc
        self.totals.done += 1
        self.totals.records += entry.records
        body, kept = self._read(place)
        records.write(body)
        line |= {"status": "done", "records": entry.records}
        if entry.unread:
            self.totals.unread += 1
            line["unread_labels"] = entry.unread
        if entry.kept:
            line["text"] = self._keep(entry, kept)
        if entry.pages:
            line["pages"] = list(entry.pages)
        return line

    def _read(self, place: Place) -> tuple[bytes, bytes]:
        stream = self._streams.pop(place.path, None)
        if stream is None:
            while len(self._streams) >= OPEN_SHARDS:
                self._streams.pop(next(iter(self._streams))).close()
            stream = open(place.path, "rb")  # noqa: SIM115 - closed at the end of the merge, or when others push it out
        self._streams[place.path] = stream
        stream.seek(place.offset)
        return stream.read(place.entry.size), stream.read(place.entry.kept)

    def _keep(self, entry: Entry, text: bytes) -> str:
        """The path, within the run, of a text that a reader made; written where it is not there yet."""
        self.folder.texts.mkdir(exist_ok=True)
        path = self.folder.texts / f"{entry.text}.txt"
        if not path.exists():
            with whole(path) as stream:
                stream.write(text)
        return path.relative_to(self.folder.path).as_posix()


def sweep(folder: RunFolder, places: Mapping[str, Place], listed: Sequence[Listed]) -> None:
    """Remove the shards and the kept texts that no document of the run needs any more."""
    needed = {places[one.key].path for one in listed}
    kept = {f"{places[one.key].entry.text}.txt" for one in listed if places[one.key].entry.kept}
    for path in folder.texts.glob("*.txt"):
        if path.name not in kept:
            path.unlink(missing_ok=True)
    for path in folder.work.iterdir():
        if path.suffix == SUFFIX and path not in needed:
            path.unlink(missing_ok=True)


def _line(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
