"""Where a new rule goes, and how it gets into a file without disturbing what stands there."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.rulebook.folders import VARIABLE, own_folder
from pipeline.rulebook.yamlfile import parse_yaml, read_yaml


def target_folder(given: Sequence[Path] | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder that new rules go to: the last of the call, else the last of PRESS_RULES, else the user's own."""
    named = [Path(part) for part in environ.get(VARIABLE, "").split(os.pathsep) if part]
    return [own_folder(environ), *named, *(given or [])][-1]


def append(path: Path, head: str, entry: str) -> int:
    """Add `entry` at the end of a rule file, which begins with `head` if it is new; comes back with the entry's line.

    Raises UsageError where the file is broken, or ends in something else than what `head` ends in.
    """
    try:
        old = path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError):
        old = ""
    if old:
        _refuse_broken(path, head)
    text = (old.rstrip("\n") + "\n" if old else head) + ("\n" if old and head.startswith("layer: ") and "rules:" in head else "")
    whole = text + entry
    problems = parse_yaml(whole.encode(), path.as_posix()).problems
    if problems:
        raise UsageError(f"cannot add to {path} ({problems[0]}); put this in by hand:\n{entry}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(whole, encoding="utf-8")
    return text.count("\n") + 1


def _refuse_broken(path: Path, head: str) -> None:
    file = read_yaml(path, path.as_posix())
    if file.problems:
        raise UsageError(f"{file.problems[0]}; mend the file first")
    wanted = parse_yaml(head.encode(), "").data
    last, expected = list(file.data)[-1], list(wanted)[-1]
    if file.data.get("layer") != wanted["layer"] or last != expected:
        raise UsageError(f"{path} does not end in its '{expected}:'; give the new rule a file of its own")


def quoted(text: str) -> str:
    """A YAML scalar in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def listed(words: Sequence[str]) -> str:
    """A YAML list in one line."""
    return "[" + ", ".join(quoted(word) for word in words) + "]"
