"""One run: inputs → a folder with records, errors and manifest, from the start or from where an earlier call ended."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from pipeline import __version__
from pipeline.batch.changes import Changes, changes_between, fingerprint
from pipeline.batch.folder import RunFolder
from pipeline.batch.items import count_items, read_items
from pipeline.batch.merge import Merge, Totals, sweep
from pipeline.batch.meter import Meter
from pipeline.batch.pool import open_nursery
from pipeline.batch.settings import Settings
from pipeline.batch.shards import Place, read_shards
from pipeline.batch.shepherd import Shepherd
from pipeline.batch.worker import MARK, Old
from pipeline.errors import UsageError
from pipeline.formats.recognition import format_rule
from pipeline.readers import Input, InputFormat, Names, list_inputs
from pipeline.readers.encoding import check_name
from pipeline.rulebook import Rulebook, load_rulebook
from pipeline.segment import segmenter_name
from pipeline.writing import OutputError, why

SCHEMA = 1
RULES = "rules-{}.json"


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is made. `changed` lets rules differ from the run's, `retry` tries again what was set aside.

    `engine` is `local` or `dask`; `scheduler` the address of a running Dask scheduler, None to start one here.
    `in_parts` leaves the records in a folder of files instead of one.
    """

    settings: Settings = field(default_factory=Settings)
    workers: int | None = None
    changed: bool = False
    retry: bool = False
    input_format: InputFormat | None = None
    quiet: bool = False
    engine: Literal["local", "dask"] = "local"
    scheduler: str | None = None
    in_parts: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """How a run ended: what came of its documents, and whether it was interrupted before the records were put together."""

    folder: Path
    records: Path
    totals: Totals
    interrupted: bool = False
    note: str = ""

    def __str__(self) -> str:
        if self.interrupted:
            return f"interrupted; {self.totals.done:,} documents are kept in {self.folder}: the same call goes on from there"
        counts = self.totals
        said = [f"{_number(counts.documents, 'document')}: {counts.done:,} done with {_number(counts.records, 'record')}"]
        if counts.duplicates:
            said.append(_number(counts.duplicates, "duplicate"))
        if self.totals.set_aside:
            said.append(f"{self.totals.set_aside:,} set aside (reasons in {self.folder / 'errors.jsonl'})")
        told = f"; written to {self.records}"
        if counts.unread:
            told += f"; {_number(counts.unread, 'document')} with what may be unread labels (unread_labels in manifest.jsonl)"
        return ", ".join(said) + told


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def run(inputs: Sequence[str], out: Path, options: Options | None = None) -> Report:
    """Do what is missing of a run over `inputs` in the folder `out`, and put its records together.

    Raises UsageError for a call that cannot be right (another run at work there, other options than the run's, a folder
    that is no run), RuleError for wrong rules, OutputError when results cannot be written; what was finished is then kept.
    """
    options = options or Options()
    settings = replace(options.settings, segmenter=segmenter_name(options.settings.segmenter))
    options = replace(options, settings=settings)
    if settings.encoding:
        check_name(settings.encoding)
    sources = list_inputs(inputs)
    _refuse_inside(inputs, out)
    if options.engine == "local":
        open_nursery(settings)
    book = load_rulebook([Path(folder) for folder in settings.rules])
    if settings.format_name:
        format_rule(book, settings.format_name)  # a wrong one is told before anything is begun
    folder = RunFolder(out.resolve() if options.engine == "dask" else out)
    try:
        folder.make()
        with folder.locked():
            return _Run(folder, options, sources, book, inputs).go()
    except OSError as error:
        raise OutputError(f"{out}: {why(error)}") from error


class _Run:
    """The steps of one call on a locked folder."""

    def __init__(self, folder: RunFolder, options: Options, sources: list[Input], book: Rulebook,
                 named: Sequence[str]) -> None:
        self.folder = folder
        self.options = options
        self.settings = options.settings
        self.sources = sources
        self.named = named
        self.book = book
        self.digest = self.settings.digest(book.digest)
        self.print = fingerprint(book, __version__)
        self.places: dict[str, Place] = {}
        self.old: dict[str, Old] = {}

    def go(self) -> Report:
        """Agree with what is there, do what is missing, put everything together."""
        self._agree()
        self.folder.write_json(self.folder.inputs, [str(Path(name).resolve()) for name in self.named if name != "-"])
        self._load()
        records = self.folder.records(self.settings.emit)
        workers = self.options.workers or cores()
        before = len(self.places)
        try:
            with terminable(), Meter(count_items(self.sources, self.options.input_format), self.options.quiet) as meter:
                shepherd = Shepherd(self.folder, self._carried(), self.digest, self.places, self.old, workers,
                                    _size(self.sources), meter, self.options.retry,
                                    self.options.engine, self.options.scheduler)
                names = Names()
                listed = shepherd.work(read_items(self.sources, self.options.input_format, names))
                merge = Merge(self.folder, self.places)
                totals = merge.write(listed, self.settings.emit, self.options.in_parts)
        except KeyboardInterrupt:
            kept = max(len(self.places), before)
            return Report(self.folder.path, records, Totals(done=kept), interrupted=True)
        self._write_state("complete", totals)
        sweep(self.folder, self.places, listed)
        return Report(self.folder.path, records, totals, note=names.note)

    def _carried(self) -> Settings:
        """The settings as workers get them; on a cluster with the rules where every worker can read them."""
        if self.options.engine == "local":
            return self.settings
        from pipeline.batch.cluster import carry_rules

        return carry_rules(self.settings, (self.folder.work / f"rules-{self.digest}").resolve())

    def _agree(self) -> None:
        """Refuse to mix what other options made; note the rules of this call."""
        state = self.folder.read_json(self.folder.state)
        if state:
            for name, value in self._said().items():
                if state["options"].get(name) != value:
                    raise UsageError(f"{self.folder.path}: was made with {name} {state['options'].get(name) or 'unset'}; "
                                     f"make the same call again, or give another folder with -o")
            if state["settings"] != self.digest and not self.options.changed:
                raise UsageError(f"{self.folder.path}: was made with other rules or by another version; --changed does again what they "
                                 f"change, or give another folder with -o")
        self.folder.write_json(self.folder.work / RULES.format(self.digest), self.print)
        if not state or state["settings"] != self.digest:
            self._write_state("unfinished", None)

    def _said(self) -> dict[str, Any]:
        return {"--emit": self.settings.emit, "--format": self.settings.format_name, "--encoding": self.settings.encoding,
                "--units": "base" if self.settings.base_units else None}

    def _write_state(self, name: str, totals: Totals | None) -> None:
        self.folder.write_json(self.folder.state, {
            "schema": SCHEMA, "state": name, "version": __version__, "segmenter": self.settings.segmenter,
            "settings": self.digest, "rules": self.book.digest, "options": self._said(), **({"totals": asdict(totals)} if totals else {})})

    def _load(self) -> None:
        """Find what earlier calls finished, under these rules and under others."""
        for path in self.folder.work.glob(f"*{MARK}"):
            path.unlink(missing_ok=True)
        known: dict[str, Changes | None] = {}
        for settings, places in read_shards(self.folder.work):
            if settings == self.digest:
                self.places.update((place.entry.key, place) for place in places)
                continue
            if settings not in known:
                known[settings] = self._changes_since(settings)
            changes = known[settings]
            if changes is not None and not changes.everything:
                self.old.update((place.entry.key, Old(place, changes)) for place in places)

    def _changes_since(self, settings: str) -> Changes | None:
        earlier = self.folder.read_json(self.folder.work / RULES.format(settings))
        return changes_between(earlier, self.print) if earlier else None


def cores() -> int:
    """How many processes can work at once here."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


@contextmanager
def terminable() -> Iterator[None]:
    """Within, a termination signal ends the run as an interruption does; a second one at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        sys.stderr.flush()


def _size(sources: Sequence[Input]) -> int:
    total = 0
    for source in sources:
        try:
            total += source.path.stat().st_size if source.path else 0
        except OSError:
            continue
    return total


def _refuse_inside(inputs: Sequence[str], out: Path) -> None:
    """A run inside its own input folder would read its records as documents the next time."""
    target = out.resolve()
    for name in inputs:
        if Path(name).is_dir() and target.is_relative_to(Path(name).resolve()):
            raise UsageError(f"{out}: lies inside the input folder {name}; give a folder elsewhere with -o")
