"""What a worker process does: a shard's documents one after another, each under guard, into one shard file.

A document that takes too long is ended by the kernel's alarm with the process, since no Python code could stop a loop in
a native library. So is one that exhausts the memory: what it left behind must not harm the next. Before each document
its place in the shard is written to the shard's mark, so that whoever started the worker knows which one it was.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.batch.errors import Fault
from pipeline.batch.items import EXTRACTED, Item, text_digest
from pipeline.batch.settings import Settings
from pipeline.batch.shards import Done, Entry, Place, write_shard
from pipeline.errors import PressError
from pipeline.readers import Failure, read_as
from pipeline.source import Document

if TYPE_CHECKING:
    from pipeline.batch.changes import Changes
    from pipeline.build import Extractor

BUDGET = 10.0  # seconds after which a shard is closed with what is done: little is lost by an interruption
MEGABYTE = 1_000_000
MOST = 20  # megabytes for which a document is given time
OUT_OF_MEMORY = 77  # exit status of a worker that a document left without memory
MARK = ".at"


@dataclass(frozen=True, slots=True)
class Old:
    """A document's result under earlier rules, and what has changed in them since."""

    place: Place
    changes: Changes


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to be made. `old` has results under earlier rules, by key; `tries` counts the processes it has cost."""

    number: int
    items: tuple[Item, ...]
    folder: Path
    settings: Settings
    digest: str
    old: dict[str, Old]
    tries: int = 0

    @property
    def mark(self) -> Path:
        """The file that tells which of the documents is being done."""
        return self.folder / f"{self.number}{MARK}"


@lru_cache(maxsize=1)
def extractor_for(settings: Settings) -> Extractor:
    """The extractor of these settings, made once a process."""
    module, _, function = settings.maker.partition(":")
    make: Callable[..., Extractor] = getattr(importlib.import_module(module), function)
    return make([Path(folder) for folder in settings.rules], settings.format_name, settings.base_units, settings.segmenter)


def do_shard(task: Task) -> list[Place]:
    """Make a task's shard; where its documents lie, the last ones missing when time was up. Raises OSError."""
    extractor = extractor_for(task.settings)
    bound_memory(task.settings.memory)
    with open(task.mark, "wb", buffering=0) as mark:
        done = list(_guarded(task, extractor, mark.fileno()))
    places = write_shard(task.folder, task.digest, done)
    task.mark.unlink(missing_ok=True)
    return places


def _guarded(task: Task, extractor: Extractor, mark: int) -> Iterator[Done]:
    end = time.monotonic() + BUDGET
    for number, item in enumerate(task.items):
        if number and time.monotonic() > end:
            return
        os.pwrite(mark, f"{number:9}".encode(), 0)
        with_alarm(seconds_for(item, task.settings))
        try:
            yield _kept(item, task, extractor) or do_item(item, task.settings, extractor)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        finally:
            with_alarm(0)


def seconds_for(item: Item, settings: Settings) -> float:
    """What a document may take: `timeout` for each megabyte of text begun, since the work grows with it."""
    size = 0 if item.kind in EXTRACTED else item.size  # of a PDF most may be pictures
    return settings.timeout * max(1, min(-(-size // MEGABYTE), MOST))


def with_alarm(seconds: float) -> None:
    """Have the kernel end this process after so many seconds; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


@lru_cache(maxsize=1)
def bound_memory(limit: int) -> None:
    """Bound this process's address space, so that a document that eats memory meets MemoryError and not the machine."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 else min(limit, hard), hard))
    gc.freeze()  # what was loaded before the first document stays: no collection needs to look at it


def do_item(item: Item, settings: Settings, extractor: Extractor) -> Done:
    """The records of one document, or why there are none; MemoryError is left to the caller."""
    document = read_item(item, settings)
    if isinstance(document, Fault):
        return _fault(item, document)
    try:
        records, unread = _work(extractor, settings)(document)
        body = _lines(records)
    except MemoryError:
        raise
    except Exception as error:
        return _fault(item, fault_of(error))
    kept = document.raw.encode() if item.kind in EXTRACTED else b""
    entry = Entry(item.key, document.id, item.place, item.content, text_digest(document), len(records), len(body),
                  len(kept), _pages(item, document), unread=unread)
    return Done(entry, body, kept)


def read_item(item: Item, settings: Settings) -> Document | Fault:
    """The document of an item, or why there is none."""
    if item.document:
        return item.document
    if item.failure:
        return Fault(item.failure.code, item.failure.reason)
    try:
        found = next(read_as(item.source(settings.encoding), item.kind))
    except MemoryError:
        raise
    except Exception as error:
        return fault_of(error, "broken")
    return Fault(found.code, found.reason) if isinstance(found, Failure) else found


def fault_of(error: Exception, code: str = "internal") -> Fault:
    """Why a document was set aside, from what was raised on it."""
    text = " ".join(str(error).split())[:500]
    if isinstance(error, TimeoutError):
        return Fault("timeout", "a rule's pattern took too long on it")
    if isinstance(error, PressError):
        return Fault("rules", text)
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return Fault(code, f"{type(error).__name__}{place}: {text}" if text else f"{type(error).__name__}{place}")


def _work(extractor: Extractor, settings: Settings) -> Callable[[Document], tuple[list[dict[str, Any]], int]]:
    """What makes the records of a document and counts its paragraphs that look like turns and are read as text."""
    if settings.emit == "quantities":
        return lambda document: ([extractor.quantity_record(document)], 0)

    def work(document: Document) -> tuple[list[dict[str, Any]], int]:
        reading = extractor.read(document)
        return extractor.records_of(reading), len(reading.layout.unread)

    return work


def _lines(records: list[dict[str, Any]]) -> bytes:
    from pipeline.assemble import dump

    return "".join(f"{dump(record)}\n" for record in records).encode()


def _pages(item: Item, document: Document) -> tuple[int, ...]:
    if item.kind != "pdf":
        return ()
    from pipeline.readers.pdf import page_starts

    return tuple(page_starts(document.raw))


def _fault(item: Item, fault: Fault) -> Done:
    return Done(Entry(item.key, item.id, item.place, item.content, None, 0, 0, fault=fault))


def _kept(item: Item, task: Task, extractor: Extractor) -> Done | None:
    """The document's result under earlier rules, where the change of rules cannot touch it."""
    old = task.old.get(item.key)
    if old is None or old.place.entry.fault is not None:
        return None
    if not old.changes.nothing:
        document = read_item(item, task.settings)
        if isinstance(document, Fault) or old.changes.touch(document, extractor.book):
            return None
    body, kept = old.place.read()
    return Done(old.place.entry, body, kept)
