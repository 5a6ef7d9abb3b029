"""Fixtures that several test modules share."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from pipeline.commands import main


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
