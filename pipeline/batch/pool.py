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
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from pipeline.batch import nursery
from pipeline.batch.settings import Settings

RECYCLE = 50  # shards after which a worker makes room for a fresh one
ATTEMPTS = 5  # pools started one after the other before a call is given up
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


class Pool:
    """Runs `function` on arguments in `workers` processes; a process that dies costs the call it was at, and no other."""

    def __init__(self, workers: int, function: Callable[[Any], Any], settings: Settings, patience: float) -> None:
        """`patience` is how many seconds may pass without any call ending before the processes are given up."""
        self.workers = workers
        self.function = function
        self.settings = settings
        self.patience = patience
        self._futures: dict[Future[Any], int] = {}
        self._heard = time.monotonic()
        self._pool = self._start()

    def _start(self) -> ProcessPool:
        open_nursery(self.settings)
        return ProcessPool(self.workers, max_tasks=RECYCLE, context=process_context())

    def _restart(self) -> None:
        self.stop()
        self._pool = self._start()

    def __len__(self) -> int:
        return len(self._futures)

    def submit(self, ticket: int, argument: Any) -> None:
        """Have `function(argument)` called; `wait` hands `ticket` back with what came of it."""
        if not self._futures:
            self._heard = time.monotonic()
        for attempt in range(ATTEMPTS):
            try:
                future = self._pool.schedule(self.function, args=(argument,))
            except (BrokenProcessPool, RuntimeError):  # no process could be started, or the pool has ended itself
                if attempt + 1 == ATTEMPTS:
                    raise
                self._restart()
            else:
                self._futures[future] = ticket
                return

    def wait(self, seconds: float) -> list[Finished]:
        """What has ended, after at most so many seconds; a pool that no longer answers is replaced, all its calls lost."""
        ended, _ = wait_for(self._futures, timeout=seconds, return_when=FIRST_COMPLETED)
        out = [_finished(self._futures.pop(future), future) for future in ended]
        if out:
            self._heard = time.monotonic()
        broken = any(one.lost and one.lost.status == BROKEN for one in out)
        if broken or (self._futures and time.monotonic() - self._heard > self.patience):
            out += [Finished(ticket, lost=Lost(BROKEN)) for ticket in self._futures.values()]
            self._futures.clear()
            self._restart()
        return out

    def stop(self) -> None:
        """End all processes at once."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _finished(ticket: int, future: Future[Any]) -> Finished:
    try:
        return Finished(ticket, value=future.result())
    except ProcessExpired as error:
        return Finished(ticket, lost=Lost(error.exitcode))
    except (BrokenProcessPool, CancelledError):
        return Finished(ticket, lost=Lost(BROKEN))
    except Exception as error:  # whatever the function raised, for the caller to judge
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
