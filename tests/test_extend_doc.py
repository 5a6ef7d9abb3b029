"""docs/extend.md is done literally: its files are saved, its commands run, its output compared (… stands for anything)."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.examples import Readers
from pipeline.rulebook import load_rulebook
from pipeline.rulebook.examples import cases, check_case
from pipeline.rulebook.lint import lint

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "extend.md"
BLOCK = re.compile(r"(?:^`(?P<path>[^`\n]+)`:\n\n)?^```(?P<kind>console|yaml)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def steps() -> Iterator[tuple[str, str, list[str]]]:
    """('save', path, lines) and ('run', command, expected lines), in the order of the page."""
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        lines = block["body"].split("\n")[:-1]
        if block["kind"] == "yaml":
            yield "save", block["path"], lines
            continue
        starts = [i for i, line in enumerate(lines) if line.startswith("$ ")]
        for at, following in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield "run", lines[at][2:], lines[at + 1:following]


def matches(expected: list[str], shown: list[str]) -> bool:
    pattern = "".join("(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + "\n" for line in expected)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in shown)) is not None


def test_the_page_does_what_it_says(call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("PRESS_RULES", raising=False)
    done = 0
    for what, name, lines in steps():
        if what == "save":
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
            continue
        python, script, *arguments = shlex.split(name)
        assert (python, script) == ("python", "run_extract.py")
        result = call(*arguments)
        assert result.status == 0, f"{name}\n{result.err}{result.out}"
        assert matches(lines, result.out.rstrip("\n").split("\n")), f"{name}\n{result.out}"
        done += 1
    assert done >= 8


def test_the_slip_is_told_as_the_page_says(call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PAGE.read_text(encoding="utf-8")
    content = next(lines for what, name, lines in steps() if what == "save" and name.endswith("water-volume.yaml"))
    monkeypatch.chdir(tmp_path)
    path = Path("my-rules/claim/water-volume.yaml")
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(content).replace("frame:", "fame:") + "\n", encoding="utf-8")
    told = call("check", "--no-examples", "--rules", "my-rules").out.split("\n")
    assert any(f"    {line}\n" in page for line in told if "unknown key 'fame'" in line)


def test_the_rule_of_the_readme_holds(tmp_path: Path) -> None:
    page = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    body = next(block["body"] for block in BLOCK.finditer(page) if block["kind"] == "yaml")
    (tmp_path / "mine.yaml").write_text(body, encoding="utf-8")
    book = load_rulebook([tmp_path])
    rule = book.rule("quantity/about-full")
    reader = Readers(book)["quantity"]
    assert lint(book) == [] and [check_case(case, reader) for case in cases(rule)] == [None] * 2
