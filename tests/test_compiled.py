"""Compiled patterns are kept between runs, and never taken from a place where somebody else could have put them."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
import regex

from pipeline.rulebook.book import FLAGS
from pipeline.rulebook.compiled import PatternStore, cache_folder

PATTERN = "(?P<value>[0-9]{1,9}) (?P<unit>" + "|".join(chr(0x4E00 + i) for i in range(200)) + ")"


class Evil:
    """What a planted file would hold."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("planted",)


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_a_pattern_read_back_is_the_pattern(tmp_path: Path) -> None:
    store = PatternStore(tmp_path / "patterns")
    first = store.compile(PATTERN, FLAGS)
    regex.purge()
    again = PatternStore(tmp_path / "patterns").compile(PATTERN, FLAGS)
    assert again.pattern == first.pattern and again.groupindex == first.groupindex
    assert again.fullmatch("12一").groupdict() == first.fullmatch("12一").groupdict() == {"value": "12", "unit": "一"}
    assert len(list((tmp_path / "patterns").iterdir())) == 1


@pytest.mark.parametrize("damaged", [b"", b"nothing", pickle.dumps(Evil()), pickle.dumps(regex.compile("other"))])
def test_a_damaged_or_planted_file_is_not_used(damaged: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = PatternStore(tmp_path / "patterns")
    store.compile(PATTERN, FLAGS)
    only_file(tmp_path / "patterns").write_bytes(damaged)
    assert store.compile(PATTERN, FLAGS).pattern == PATTERN
    assert not (tmp_path / "planted").exists()


def test_a_folder_that_others_can_write_to_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "patterns"
    folder.mkdir()
    folder.chmod(0o777)
    store = PatternStore(folder)
    assert store.folder is None and store.compile(PATTERN, FLAGS).pattern == PATTERN
    assert list(folder.iterdir()) == []


def test_where_there_is_no_place_it_compiles(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert PatternStore(tmp_path / "file" / "patterns").compile(PATTERN, FLAGS).pattern == PATTERN
    assert cache_folder({}) is None or os.name == "nt"
    assert cache_folder({"XDG_CACHE_HOME": "/c"}) == Path("/c/press-triples/patterns")


def test_a_fault_is_told_as_ever(tmp_path: Path) -> None:
    with pytest.raises(regex.error):
        PatternStore(tmp_path).compile("(" + PATTERN, FLAGS)
