"""Which folders of rules lie over the shipped ones: the user's own, those of PRESS_RULES, those of the call."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import UsageError

VARIABLE = "PRESS_RULES"
OWN = Path("press-triples") / "rules"


def overlay_folders(given: Sequence[Path] | None = None, environ: Mapping[str, str] = os.environ) -> list[Path]:
    """The folders in the order in which they are laid over the shipped rules; the user's own only if it exists.

    Raises UsageError where the variable names what is no folder.
    """
    own = own_folder(environ)
    named = [Path(part) for part in environ.get(VARIABLE, "").split(os.pathsep) if part]
    for folder in named:
        if not folder.is_dir():
            raise UsageError(f"{VARIABLE} names {folder}, which is no folder of rules")
    return [*([own] if own.is_dir() else []), *named, *(given or [])]


def own_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """The rules folder in the user's configuration: `~/.config/press-triples/rules`, on Windows below %APPDATA%."""
    if environ.get("XDG_CONFIG_HOME"):
        return Path(environ["XDG_CONFIG_HOME"]) / OWN
    if sys.platform == "win32" and environ.get("APPDATA"):
        return Path(environ["APPDATA"]) / OWN
    return Path(environ.get("HOME") or Path.home()) / ".config" / OWN
