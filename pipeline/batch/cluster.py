"""The pool's three calls on a Dask cluster: one started here, or one that is running somewhere.

The unit of work is the same shard, written by the worker into the run's folder, which all machines must see. Dask runs a
task again when it loses the worker; doing a shard twice does no harm, so every shard is there once. Within a Dask worker a
document is guarded as in a local run, by a process of its own that may die.
"""

from __future__ import annotations

import importlib
import multiprocessing
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.batch.pool import BROKEN, Finished, Lost, Pool
from pipeline.batch.settings import Settings
from pipeline.errors import UsageError

TICK = 0.5
GUARDS: list[Pool] = []  # of this process
SILENT = {"distributed.worker.daemon": False, "distributed.admin.log-length": 0, "logging.distributed": "critical"}


class DaskPool:
    """Runs `function` on a Dask cluster: `workers` processes here, or those of the scheduler at an address."""

    def __init__(self, workers: int, function: Callable[[Any], Any], settings: Settings, patience: float,
                 scheduler: str | None = None) -> None:
        """`patience` is how long a worker's own guard waits; raises UsageError where Dask is missing or does not answer."""
        distributed: Any = dask_module("distributed")
        self.function = function
        self.settings = settings
        self.patience = patience
        self._distributed = distributed
        self._cluster: Any = None
        dask_module("dask").config.set(SILENT)
        try:
            if scheduler is None:
                self._cluster = distributed.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None,
                                                         silence_logs=50)
            self._client = distributed.Client(self._cluster or scheduler, timeout=20)
        except (OSError, TimeoutError, ValueError) as error:
            raise UsageError(f"no Dask scheduler answers at {scheduler}; start one with `dask scheduler`") from error
        self._futures: dict[Any, int] = {}

    def submit(self, ticket: int, argument: Any) -> None:
        """Have `function(argument)` called somewhere; `wait` hands `ticket` back with what came of it."""
        future = self._client.submit(guarded, self.function, argument, self.settings, self.patience, pure=False)
        self._futures[future] = ticket

    def wait(self, seconds: float) -> list[Finished]:
        """What has ended, after at most so many seconds."""
        if not self._futures:
            return []
        try:
            ended = self._distributed.wait(list(self._futures), timeout=seconds, return_when="FIRST_COMPLETED").done
        except (TimeoutError, self._distributed.TimeoutError):
            return []
        return [self._finished(self._futures.pop(future), future) for future in ended]

    def _finished(self, ticket: int, future: Any) -> Finished:
        error = future.exception()
        if error is None:
            result: Finished = future.result()
            return replace(result, ticket=ticket)
        if isinstance(error, self._distributed.KilledWorker | self._distributed.CancelledError):
            return Finished(ticket, lost=Lost(-9))
        return Finished(ticket, error=error)

    def stop(self) -> None:
        """Leave the cluster; end it if it was started here."""
        if self._cluster is not None:
            with suppress(OSError, TimeoutError):
                self._client.run(end_guard, on_error="ignore")
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def dask_module(name: str) -> Any:
    """A module of Dask; raises UsageError with what to install where it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UsageError("--engine dask needs Dask: pip install 'press-triples[dask]'") from error


def guarded(function: Callable[[Any], Any], argument: Any, settings: Settings, patience: float) -> Finished:
    """On a Dask worker: the call in a process of its own, so that a document can end it without ending the worker."""
    # Dask's workers are daemons, which may have no children; ours end with their pipe
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    pool = guard_of(function, settings, patience)
    pool.submit(0, argument)
    while True:
        ended = pool.wait(TICK)
        if ended:
            lost = ended[0].lost
            if lost and lost.status == BROKEN:
                pool.submit(0, argument)
            else:
                return ended[0]


@lru_cache(maxsize=1)
def guard_of(function: Callable[[Any], Any], settings: Settings, patience: float) -> Pool:
    """The one guarded process of a Dask worker, kept from task to task."""
    GUARDS.append(Pool(1, function, settings, patience))
    return GUARDS[-1]


def end_guard() -> None:
    """End the guarded process of this Dask worker: the worker waits for it before it ends, until Dask's patience is over."""
    for pool in GUARDS:
        pool.stop()


def carry_rules(settings: Settings, folder: Path) -> Settings:
    """Copy the rule folders of the call to `folder`, which all workers see; the settings that point there."""
    carried = []
    for number, rules in enumerate(settings.rules):
        target = folder / str(number)
        if not target.is_dir():
            shutil.copytree(rules, target)
        carried.append(str(target))
    return replace(settings, rules=tuple(carried))
