"""An extractor for tests of the batch run: quick, no rules, and misbehaving on demand."""

from __future__ import annotations

import contextlib
import ctypes
import gzip
import io
import os
import re
import signal
import socket
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
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

    def read(self, document: Document) -> SimpleNamespace:
        """A reading that knows no more than its document."""
        return SimpleNamespace(document=document, layout=SimpleNamespace(unread=()))

    def records_of(self, reading: SimpleNamespace) -> list[dict[str, Any]]:
        """The figures of a reading's document."""
        return self.records(reading.document)

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


def main(source: str, out: str, workers: str, engine: Literal["local", "dask"] = "local", items: str = "10", timeout: str = "5") -> None:
    """A run by this extractor, of shards of so many items, for tests that kill it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the tests themselves may run where it is ignored, in the background
    runner.load_rulebook = small_book  # type: ignore[attr-defined]
    shepherd.MAX_ITEMS = int(items)
    settings = Settings(maker="tests.poison:make_extractor", timeout=float(timeout))
    report = run([source], Path(out), Options(settings=settings, workers=int(workers), quiet=True, engine=engine))
    sys.exit(130 if report.interrupted else 0)


def _wait() -> None:
    time.sleep(0.1)


def poison_files(folder: Path) -> dict[str, str]:
    """Put 25 poisons into a folder, each a document of its own: what each is called in `errors.jsonl`, and its code."""
    codes = {}
    for number, name in enumerate(sorted(POISONS)):
        (folder / f"{number * 4:03}-{name}.txt").write_text(f"{name}\n5", "utf-8")
        codes[f"{number * 4:03}-{name}.txt"] = HARM[name]
    for name, (code, data) in FILES.items():
        (folder / name).write_bytes(data() if callable(data) else data)
        codes[name] = code
    (folder / "lines.jsonl").write_text('{"id": "lone", "text": "新增\\ud8005人"}\n{"id": 5\n', "utf-8")
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    os.mkfifo(folder / "pipe.txt")
    # a socket's path may have no more than 107 characters
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as unreadable, contextlib.chdir(folder):
        unreadable.bind("socket.txt")
    return codes | {"lines.jsonl:2": "json", "circle.txt": "unsafe_path", "pipe.txt": "unsafe_path", "socket.txt": "io"}


def _zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b" " * 3_000_000)
    return out.getvalue()


FILES: dict[str, tuple[str, bytes | Callable[[], bytes]]] = {
    "nul.txt": ("not_text", b"5\0\0\0"),
    "surrogate.txt": ("encoding", "新增就业".encode() + b"\xed\xa0\x80" + "5万人，同比增长3%。".encode() * 9),
    "line.txt": ("too_large", lambda: b"5" * 20_000_001),
    "cut.pdf": ("broken", b"%PDF-1.4"),
    "cut.zip": ("broken", b"PK\x05\x06"),
    "cut.docx": ("broken", b"PK"),
    "cut.parquet": ("broken", b"PAR1"),
    "cut.html": ("empty", b"<html><bo"),
    "nested.html": ("bomb", b"<div>" * 2_100),
    "bomb.txt.gz": ("bomb", lambda: gzip.compress(b" " * 20_000_001)),
    "bomb.zip": ("bomb", lambda: _zipped("a.txt")),
    "bomb.docx": ("bomb", lambda: _zipped("word/document.xml")),
}

SLOW = "slow"  # no poison: the text is read, but takes its time
POISONS = {"crash": _crash, "kill": _kill, "leave": _leave, "loop": _loop, "native-loop": _native_loop, "memory": _memory,
           "recurse": _recurse, "rules": _rules, "internal": _internal}
HARM = {"crash": "crash", "kill": "crash", "leave": "crash", "loop": "timeout", "native-loop": "timeout", "memory": "memory",
        "recurse": "internal", "rules": "rules", "internal": "internal"}

if __name__ == "__main__":
    main(*sys.argv[1:])
