"""Progress of a run on standard error: documents, documents a second, time left, how many were set aside."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from tqdm import tqdm

EVERY = 30.0  # seconds between lines where standard error is no terminal


class Meter:
    """A bar on a terminal; elsewhere a line now and then; nothing when `quiet`."""

    def __init__(self, total: int | None, quiet: bool = False) -> None:
        self.total = total
        self.failed = 0
        self.known = 0
        self.new = 0
        self._quiet = quiet
        self._begun = self._told = time.monotonic()
        self._bar = tqdm(total=total, unit=" documents", file=sys.stderr, dynamic_ncols=True,
                         disable=quiet or not sys.stderr.isatty())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.close()

    def skip(self, documents: int) -> None:
        """So many documents needed no work."""
        self.known += documents
        if not self._bar.disable:
            self._bar.initial += documents  # the rate counts what this call does
            self._bar.update(documents)

    def add(self, documents: int, failed: int) -> None:
        """So many documents were worked on, `failed` of them set aside."""
        self.new += documents
        self.failed += failed
        if failed:
            self._bar.set_postfix_str(f"{self.failed:,} set aside", refresh=False)
        self._bar.update(documents)
        if self._bar.disable and not self._quiet and time.monotonic() - self._told > EVERY:
            self._told = time.monotonic()
            print(self.line(), file=sys.stderr, flush=True)

    def line(self) -> str:
        """What there is to say in one line: `1,200 of 10,000 documents, 85.0/s, 1:44 left, 2 set aside`."""
        ended = self.known + self.new
        rate = self.new / max(time.monotonic() - self._begun, 1e-9)
        parts = [f"{ended:,} of {self.total:,} documents" if self.total else f"{ended:,} documents", f"{rate:.1f}/s"]
        if self.total and rate > 0 and self.total > ended:
            minutes, seconds = divmod(int((self.total - ended) / rate), 60)
            parts.append(f"{minutes}:{seconds:02} left")
        if self.failed:
            parts.append(f"{self.failed:,} set aside")
        return ", ".join(parts)
