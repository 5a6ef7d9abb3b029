"""A progress bar on standard error, for work that takes longer than a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar

Item = TypeVar("Item")
DELAY = 1.0  # seconds before the bar appears


class Step(Protocol):
    """A function that hands on the items of a list and may do something at each."""

    def __call__(self, items: Sequence[Item], /) -> Iterator[Item]:
        """The items in their order."""


@contextmanager
def progress(about: str) -> Iterator[Step]:
    """A function that hands on what it is given and moves the bar by one for each; nothing is drawn off a terminal."""
    if not sys.stderr.isatty():
        yield iter
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                   console=Console(stderr=True), transient=True)
    task = bar.add_task(about, total=None)

    def step(items: Sequence[Item], /) -> Iterator[Item]:
        bar.update(task, total=len(items))
        for item in items:
            yield item
            bar.advance(task)

    late = threading.Timer(DELAY, bar.start)
    late.start()
    try:
        yield step
    finally:
        late.cancel()
        late.join()
        bar.stop()
