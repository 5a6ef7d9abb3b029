"""Readers that need a library of their own say so when it is missing."""

from __future__ import annotations

import importlib
from types import ModuleType

from pipeline.readers.inputs import Unreadable


def need(module: str, extra: str) -> ModuleType:
    """The module; raises Unreadable ('needs_extra') with what to install when it is not there."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise Unreadable(f"cannot be read without {module}: pip install 'press-triples[{extra}]'", "needs_extra") from error
