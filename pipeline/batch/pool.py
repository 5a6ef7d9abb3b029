"""A pool of worker processes behind three calls: `submit`, `wait`, `stop`. Pebble does the work; nothing else here knows.

Workers are forked from a server process that has loaded everything (see `nursery`), so one that died is replaced in
milliseconds.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from pipeline.batch import nursery
from pipeline.batch.settings import Settings
from pipeline.errors import InputError

RECYCLE = 50  # shards after which a worker makes room for a fresh one
ATTEMPTS = 14  # pools started one after the other, over a quarter of a minute, before a call is given up
PAUSE, LONGEST = 0.02, 2.0  # seconds between the first two of them, then twice as many each time; at most
BROKEN = 256  # no exit status: the whole pool was lost, by no fault of the call
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Lost:
    """A call that took its process with it; `status` is the exit status, negative for a signal, or BROKEN."""

    status: int


@dataclass(frozen=True, slots=True)
class Finished:
    """One call's ticket with what it returned, the exception it raised, or that its process was lost."""

    ticket: int
    value: Any = None
    error: BaseException | None = None
    lost: Lost | None = None


@dataclass(slots=True)
class Lane:
    """One worker with pipes and locks of its own, so that its sudden death can block no other."""

    pool: ProcessPool
    futures: dict[Future[Any], int] = field(default_factory=dict)
    heard: float = field(default_factory=time.monotonic)

    def stop(self) -> list[Finished]:
        """End the worker at once; the calls it leaves."""
        left = [Finished(ticket, lost=Lost(BROKEN)) for ticket in self.futures.values()]
        self.futures.clear()
        self.pool.stop()  # type: ignore[no-untyped-call]
        self.pool.join()
        return left


class Pool:
    """Runs `function` on arguments in `workers` processes; a process that dies costs the call it was at, and no other."""

    def __init__(self, workers: int, function: Callable[[Any], Any], settings: Settings, patience: float) -> None:
        """`patience` is how many seconds may pass without a call of a process ending before the process is given up."""
        self.function = function
        self.settings = settings
        self.patience = patience
        self._lanes = [self._open() for _ in range(workers)]

    def _open(self) -> Lane:
        open_nursery(self.settings)
        return Lane(ProcessPool(1, max_tasks=RECYCLE, context=process_context()))

    def submit(self, ticket: int, argument: Any) -> None:
        """Have `function(argument)` called; `wait` hands `ticket` back with what came of it."""
        lane = min(self._lanes, key=lambda lane: len(lane.futures))
        if not lane.futures:
            lane.heard = time.monotonic()
        for attempt in range(ATTEMPTS):
            try:
                lane.futures[lane.pool.schedule(self.function, args=(argument,))] = ticket
                return
            except (BrokenProcessPool, RuntimeError) as error:  # no process could be started, or it has ended already
                reason = error
                time.sleep(min(PAUSE * 2 ** attempt, LONGEST))  # a killed server takes a moment to be known as dead
                lane.futures, kept = {}, lane.futures
                lane.stop()
                lane.futures = kept
                lane.pool = self._open().pool
        raise InputError(f"no worker process can be started: {type(reason).__name__} {reason}")

    def wait(self, seconds: float) -> list[Finished]:
        """What has ended, after at most so many seconds. A worker that was lost or no longer answers is replaced."""
        wait_for([future for lane in self._lanes for future in lane.futures], timeout=seconds, return_when=FIRST_COMPLETED)
        out: list[Finished] = []
        for number, lane in enumerate(self._lanes):
            ended = [_finished(lane.futures.pop(future), future) for future in list(lane.futures) if future.done()]
            if ended:
                lane.heard = time.monotonic()
            silent = lane.futures and time.monotonic() - lane.heard > self.patience
            if silent or any(one.lost for one in ended):
                ended += lane.stop()
                self._lanes[number] = self._open()
            out += ended
        return out

    def stop(self) -> None:
        """End all processes at once."""
        for lane in self._lanes:
            lane.pool.stop()  # type: ignore[no-untyped-call]
        for lane in self._lanes:
            lane.pool.join()


def _finished(ticket: int, future: Future[Any]) -> Finished:
    try:
        return Finished(ticket, value=future.result())
    except ProcessExpired as error:
        return Finished(ticket, lost=Lost(error.exitcode))
    except (BrokenProcessPool, CancelledError):
        return Finished(ticket, lost=Lost(BROKEN))
    except Exception as error:
        return Finished(ticket, error=error)


def process_context() -> BaseContext:
    """How processes are started: from the nursery where there can be one, else anew each."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    return multiprocessing.get_context("forkserver")


def open_nursery(settings: Settings) -> None:
    """Start the server that workers are forked from; it loads while the caller goes on. Later calls find it running."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return
    from multiprocessing import forkserver

    known = {name: os.environ.get(name) for name in ("PYTHONPATH", nursery.SETTINGS)}
    path = os.pathsep.join([str(ROOT), *([known["PYTHONPATH"]] if known["PYTHONPATH"] else [])])
    os.environ.update({"PYTHONPATH": path, nursery.SETTINGS: settings.dump()})
    # a BLAS library reserves address space for each of its threads, out of what a worker may have
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        multiprocessing.set_forkserver_preload([nursery.__name__])
        forkserver.ensure_running()
    finally:
        for name, value in known.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    sys.stderr.flush()
