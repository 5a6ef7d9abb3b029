"""Fixtures that several test modules share, and surroundings that are the same on every machine."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.commands import main
from tests import shipped

# a user's own rules, segmenter and terminal would change what is tested
os.environ["XDG_CONFIG_HOME"] = str(Path(__file__).parent / "no-config")
os.environ["COLUMNS"] = "120"
for name in ("PRESS_RULES", "PRESS_TRIPLES_SEGMENTER", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
    os.environ.pop(name, None)
# the same examples in every run, none kept from one to the next
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.load_profile("same")
shipped.remember()
# the rules and dictionaries that tests keep are many objects, and no garbage: looked through less often (5 % of the time of all tests)
gc.set_threshold(100_000, 20, 100)


class Call:
    """What a command line came to: its exit status and what it printed."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err


@pytest.fixture
def call(capfd, monkeypatch) -> Callable[..., Call]:
    """Run a command line in this process: `call("extract", "-", stdin=b"…")`."""

    def run(*argv: object, stdin: bytes = b"") -> Call:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        status = main([str(arg) for arg in argv])
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Call(status, out, err)

    return run
