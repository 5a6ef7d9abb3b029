"""What is kept between runs is what would be made, and is never taken from a place where somebody else could have put it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import regex

from pipeline.cache import Cache, cache_folder
from pipeline.rulebook import yamlfile
from pipeline.rulebook.book import FLAGS
from pipeline.rulebook.compiled import compile_pattern

PATTERN = "(?P<value>[0-9]{1,9}) (?P<unit>" + "|".join(chr(0x4E00 + i) for i in range(200)) + ")"


class Evil:
    """What a planted file would hold."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("planted",)


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def number(cache: Cache, made: list[int]) -> int:
    """A number kept as 'key'; `made` counts how often it had to be made."""

    def make() -> int:
        made.append(1)
        return 7

    found: int = cache.kept("key", make, lambda kept: kept == 7)
    return found


def test_a_pattern_read_back_is_the_pattern(tmp_path: Path) -> None:
    first = compile_pattern(PATTERN, FLAGS, Cache(tmp_path / "kept"))
    regex.purge()
    again = compile_pattern(PATTERN, FLAGS, Cache(tmp_path / "kept"))
    assert again.pattern == first.pattern and again.groupindex == first.groupindex
    assert again.fullmatch("12一").groupdict() == first.fullmatch("12一").groupdict() == {"value": "12", "unit": "一"}
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_what_is_kept_is_made_once(tmp_path: Path) -> None:
    made: list[int] = []
    assert [number(Cache(tmp_path / "kept"), made) for _ in range(3)] == [7, 7, 7] and len(made) == 1


@pytest.mark.parametrize("damaged", [b"", b"nothing", pickle.dumps(Evil()), pickle.dumps(regex.compile("other")), pickle.dumps(8)])
def test_a_damaged_or_planted_file_is_not_used(damaged: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made: list[int] = []
    number(Cache(tmp_path / "kept"), made)
    only_file(tmp_path / "kept").write_bytes(damaged)
    assert number(Cache(tmp_path / "kept"), made) == 7 and len(made) == 2
    only_file(tmp_path / "kept").write_bytes(damaged)
    assert compile_pattern(PATTERN, FLAGS, Cache(tmp_path / "kept")).pattern == PATTERN
    assert not (tmp_path / "planted").exists()


def test_a_folder_that_others_can_write_to_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    folder.chmod(0o777)
    cache = Cache(folder)
    assert cache.folder is None and number(cache, []) == 7
    assert list(folder.iterdir()) == []


def test_where_there_is_no_place_it_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert number(Cache(tmp_path / "file" / "kept"), []) == 7
    assert cache_folder({}) is None or os.name == "nt"
    assert cache_folder({"XDG_CACHE_HOME": "/c"}) == Path("/c/press-triples/kept")


def test_a_fault_in_a_pattern_is_told_as_ever(tmp_path: Path) -> None:
    with pytest.raises(regex.error):
        compile_pattern("(" + PATTERN, FLAGS, Cache(tmp_path))


def test_a_rule_file_read_back_is_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamlfile, "user_cache", lambda: Cache(tmp_path / "kept"))
    text = b"layer: quantity\nrules:\n  - {id: quantity/own, 'about': 'no: yes', over: [a, null]}\n"
    first, again = yamlfile.parse_yaml(text, "one.yaml"), yamlfile.parse_yaml(text, "other.yaml")
    assert len(list((tmp_path / "kept").iterdir())) == 1
    assert (again.data, again.places, again.starts, again.raw) == (first.data, first.places, first.starts, first.raw)
    assert again.place(("rules", 0, "over")) == (3, 44) and again.name == "other.yaml"


def test_a_rule_file_with_a_problem_is_told_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamlfile, "user_cache", lambda: Cache(tmp_path / "kept"))
    problems = [yamlfile.parse_yaml(b"layer: quantity\nlayer: time\n", "a.yaml").problems for _ in range(2)]
    assert problems[0] == problems[1] and "given twice" in problems[0][0].message
    assert list((tmp_path / "kept").iterdir()) == []


def test_spacy_comes_without_its_command_line_and_with_its_info() -> None:
    code = ("import sys; from pipeline.build import import_spacy; import_spacy(); import spacy; "
            "assert 'spacy.cli' not in sys.modules; assert spacy.info(silent=True)['spacy_version']; assert 'spacy.cli' in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
