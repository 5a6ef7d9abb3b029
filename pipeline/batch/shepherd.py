"""Items → shards → workers, until every item has a result: what a lost worker was at is found, tried alone, set aside."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from pipeline.batch.errors import PASSING, Fault
from pipeline.batch.folder import RunFolder
from pipeline.batch.items import Item
from pipeline.batch.merge import Listed
from pipeline.batch.meter import Meter
from pipeline.batch.pool import BROKEN, Finished, Pool
from pipeline.batch.settings import Settings
from pipeline.batch.shards import Done, Entry, Place, write_shard
from pipeline.batch.worker import BUDGET, MOST, OUT_OF_MEMORY, Old, Task, do_shard, seconds_for
from pipeline.errors import InputError, PressError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.batch.cluster import DaskPool

MAX_ITEMS = 64
MIN_BYTES, MAX_BYTES = 8_000, 160_000
PARTS = 4  # of what is left, as many shards for each worker
AHEAD = 2  # shards waiting for each worker
TICK = 0.5
MARGIN = 30.0  # seconds beyond all limits after which a pool is taken for dead
THREE = 3
# Processes that a document may cost before it is set aside; elsewhere THREE. A kill is mostly somebody else's doing.
TRIES = {OUT_OF_MEMORY: 2, -int(getattr(signal, "SIGKILL", 0)): 8}


@dataclass(slots=True)
class Shepherd:
    """Has every item done once. `places` is what is done and grows; `old` are results under earlier rules, by key.

    `bytes_in_all` is about what the inputs hold: a guess that shards are cut by.
    """

    folder: RunFolder
    settings: Settings
    digest: str
    places: dict[str, Place]
    old: Mapping[str, Old]
    workers: int
    bytes_in_all: int
    meter: Meter
    retry: bool = False
    engine: str = "local"
    scheduler: str | None = None
    _numbers: Iterator[int] = field(default_factory=count)
    _tasks: dict[int, Task] = field(default_factory=dict)
    _begun: dict[tuple[str, str], str] = field(default_factory=dict)
    _pool: Pool | DaskPool | None = None

    def work(self, items: Iterable[Item]) -> list[Listed]:
        """Do what is missing; all items in their order. Raises OSError when results cannot be written."""
        listed: list[Listed] = []
        try:
            for shard in self._shards(self._missing(items, listed)):
                self._submit(shard)
                while len(self._tasks) >= self.workers * AHEAD:
                    self._collect()
            while self._tasks:
                self._collect()
        finally:
            if self._pool:
                self._pool.stop()
        return listed

    def _missing(self, items: Iterable[Item], listed: list[Listed]) -> Iterator[Item]:
        """The items without a result, one of several with the same content."""
        for item in items:
            key = self._begun.setdefault(item.twin, item.key)
            listed.append(Listed(item.id, item.place, key, item.content))
            if key != item.key or self._is_done(key):
                self.meter.skip(1)
            elif item.failure:
                self._set_aside([(item, Fault(item.failure.code, item.failure.reason))])
            else:
                yield item

    def _is_done(self, key: str) -> bool:
        place = self.places.get(key)
        if place is None:
            return False
        fault = place.entry.fault
        return fault is None or not (self.retry or fault.code in PASSING)

    def _shards(self, items: Iterable[Item]) -> Iterator[tuple[Item, ...]]:
        shard: list[Item] = []
        size, left = 0, self.bytes_in_all
        for item in items:
            shard.append(item)
            size += item.size
            if size >= shard_bytes(left if left > 0 else self.bytes_in_all, self.workers) or len(shard) >= MAX_ITEMS:
                yield tuple(shard)
                shard, size, left = [], 0, left - size
        if shard:
            yield tuple(shard)

    def _submit(self, items: Sequence[Item], tries: int = 0) -> None:
        if not items:
            return
        if self._pool is None:
            self._pool = self._open()
        old = {item.key: self.old[item.key] for item in items if item.key in self.old}
        task = Task(next(self._numbers), tuple(items), self.folder.work, self.settings, self.digest, old, tries)
        self._tasks[task.number] = task
        self._pool.submit(task.number, task)

    def _open(self) -> Pool | DaskPool:
        patience = self.settings.timeout * MOST + BUDGET + MARGIN
        if self.engine == "local":
            return Pool(self.workers, do_shard, self.settings, patience)
        from pipeline.batch.cluster import DaskPool

        return DaskPool(self.workers, do_shard, self.settings, patience, self.scheduler)

    def _collect(self) -> None:
        if self._pool is None:
            return
        for finished in self._pool.wait(TICK):
            task = self._tasks.pop(finished.ticket)
            if finished.lost:
                self._divide(task, finished.lost.status)
            elif finished.error:
                raise _fatal(finished)
            else:
                self._take(finished.value)
                self._submit(task.items[len(finished.value):])

    def _take(self, places: Sequence[Place]) -> None:
        self.places.update((place.entry.key, place) for place in places)
        self.meter.add(len(places), sum(place.entry.fault is not None for place in places))

    def _divide(self, task: Task, status: int) -> None:
        """A worker was lost: the document it was at goes on alone or is set aside, the others go on without it."""
        at = _marked(task)
        if status == BROKEN:
            self._submit(task.items, task.tries)
        elif at is None:
            if task.tries + 1 < THREE:
                self._submit(task.items, task.tries + 1)
            else:
                for item in task.items:
                    self._again(item, 1, status)
        else:
            self._submit(task.items[:at])
            self._again(task.items[at], task.tries + 1 if len(task.items) == 1 else 1, status)
            self._submit(task.items[at + 1:])

    def _again(self, item: Item, tries: int, status: int) -> None:
        timed_out = status == -getattr(signal, "SIGALRM", 0)
        if timed_out or tries >= TRIES.get(status, THREE):
            self._set_aside([(item, _fault(item, status, self.settings))])
        else:
            self._submit([item], tries)

    def _set_aside(self, faults: Sequence[tuple[Item, Fault]]) -> None:
        done = [Done(Entry(item.key, item.id, item.place, item.content, None, 0, 0, fault=fault)) for item, fault in faults]
        self._take(write_shard(self.folder.work, self.digest, done))


def _marked(task: Task) -> int | None:
    """Which of a lost task's items was being done; None if none was."""
    try:
        said = task.mark.read_text("ascii").strip()
        task.mark.unlink()
    except (OSError, ValueError):
        return None
    return int(said) if said.isdigit() and int(said) < len(task.items) else None


def _fault(item: Item, status: int, settings: Settings) -> Fault:
    if status == -getattr(signal, "SIGALRM", 0):
        return Fault("timeout", f"took longer than {seconds_for(item, settings):g} s; --timeout allows more")
    if status == OUT_OF_MEMORY:
        return Fault("memory", f"needed more than {settings.memory >> 20:,} MiB")
    if status < 0:
        return Fault("crash", f"ended the process that read it by {signal.Signals(-status).name}")
    return Fault("crash", f"ended the process that read it with status {status}")


def _fatal(finished: Finished) -> BaseException:
    """What a worker raised outside any document: the disk, the rules, or a fault of ours."""
    error = finished.error
    if isinstance(error, OSError | PressError):
        return error
    return InputError(f"internal error, please report it: {type(error).__name__}: {error}")


def shard_bytes(left: int, workers: int) -> int:
    """How many bytes make the next shard of so many left: not more than a second's work, the last ones small.

    So all workers end at about the same time (guided self-scheduling: Polychronopoulos and Kuck, 1987).
    """
    return max(MIN_BYTES, min(MAX_BYTES, left // (workers * PARTS)))
