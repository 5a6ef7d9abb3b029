"""A file of triples that may be a folder of parts: what a part is called, and the parts in their order."""

from __future__ import annotations

from pathlib import Path

TRIPLES = "triples.jsonl"  # what a run calls its triples


def part_name(number: int, suffix: str) -> str:
    """What a part is called: `part-00012.jsonl`."""
    return f"part-{number:05}{suffix}"


def parts_of(path: Path) -> list[Path]:
    """The files that a path stands for: itself, or the parts in a folder in their order."""
    return sorted(path.glob(f"part-*{path.suffix}")) if path.is_dir() else [path]


def is_there(path: Path) -> bool:
    """Whether triples are there, as a file or in parts."""
    return path.is_file() or path.is_dir() and bool(parts_of(path))
