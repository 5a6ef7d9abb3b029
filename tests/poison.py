"""An extractor for tests of the batch run: quick, no rules, and misbehaving on demand."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pipeline.batch import Options, run, runner, shepherd
from pipeline.batch.settings import Settings
from pipeline.errors import PressError
from pipeline.rulebook import Rulebook, load_rulebook
from pipeline.source import Document

FIGURE = re.compile(r"\d+")


class Poisonable:
    """One record a figure; a text that begins with a poison's name does its harm."""

    book = None

    def records(self, document: Document) -> list[dict[str, Any]]:
        """The figures of a document, unless its text is a poison."""
        first = document.raw.split("\n", 1)[0].strip()
        harm = _wait if first == SLOW else POISONS.get(first)
        if harm:
            harm()
        return [{"doc": document.id, "text": found[0], "start": found.start(), "end": found.end()}
                for found in FIGURE.finditer(document.raw)]

    def quantity_record(self, document: Document) -> dict[str, Any]:
        """All figures in one record."""
        return {"id": document.id, "quantities": self.records(document)}


def make_extractor(rules: Sequence[Path] = (), format_name: str | None = None, base_units: bool = False,
                   segmenter: str | None = None) -> Poisonable:
    """As `pipeline.build.make_extractor`."""
    return Poisonable()


def _crash() -> None:
    ctypes.string_at(0)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _leave() -> None:
    os._exit(3)


def _loop() -> None:
    while True:
        pass


def _native_loop() -> None:
    re.match("(a+)+b", "a" * 60)


def _memory() -> None:
    bytearray(4_000_000_000)


def _recurse() -> None:
    _recurse()


def _rules() -> None:
    raise PressError("two rules claim the same text")


def _internal() -> None:
    raise KeyError("fault")


def small_book(folders: Sequence[Path] = ()) -> Rulebook:
    """A rulebook of one rule: what these tests are about needs no more, and it loads at once."""
    return load_rulebook(folders, Path(__file__).parent / "data" / "small_rules")


def main(source: str, out: str, workers: str, engine: Literal["local", "dask"] = "local") -> None:
    """A run by this extractor, for tests that kill it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the tests themselves may run where it is ignored, in the background
    runner.load_rulebook = small_book  # type: ignore[attr-defined]
    shepherd.MAX_ITEMS = 10
    settings = Settings(maker="tests.poison:make_extractor", timeout=5.0)
    report = run([source], Path(out), Options(settings=settings, workers=int(workers), quiet=True, engine=engine))
    sys.exit(130 if report.interrupted else 0)


def _wait() -> None:
    time.sleep(0.1)


SLOW = "slow"  # no poison: the text is read, but takes its time
POISONS = {"crash": _crash, "kill": _kill, "leave": _leave, "loop": _loop, "native-loop": _native_loop, "memory": _memory,
           "recurse": _recurse, "rules": _rules, "internal": _internal}

if __name__ == "__main__":
    main(*sys.argv[1:])
