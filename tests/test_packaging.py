"""What `pip install .` takes along: every package, and the rules as a package of their own."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pipeline
from pipeline.rulebook.loader import SHIPPED

ROOT = Path(__file__).resolve().parents[1]


def options() -> configparser.ConfigParser:
    found = configparser.ConfigParser()
    found.read(ROOT / "setup.cfg", encoding="utf-8")
    return found


def test_every_package_is_named() -> None:
    packages = {path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in (ROOT / "pipeline").rglob("__init__.py")}
    assert set(options()["options"]["packages"].split()) == packages | {"pipeline.shipped"}


def test_the_rules_go_along_and_lie_at_the_top_of_the_project() -> None:
    assert options()["options"]["package_dir"].split("=")[-1].strip() == SHIPPED.relative_to(ROOT).as_posix() == "rules"
    patterns = options()["options.package_data"]["pipeline.shipped"].split(", ")
    taken = {path for pattern in patterns for path in SHIPPED.glob(pattern)}
    assert taken == set(SHIPPED.rglob("*.yaml"))


def test_the_version_is_said_once() -> None:
    assert options()["metadata"]["version"] == "attr: pipeline.__version__"
    assert re.fullmatch(r"\d+\.\d+\.\d+", pipeline.__version__)
