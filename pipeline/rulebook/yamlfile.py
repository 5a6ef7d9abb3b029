"""A YAML file as plain text values, each with the place it stands at.

Only mappings, lists and text exist here: every scalar is read as it is written, so `2:30`, `no` and `3.10` stay what
the author typed. Tags, anchors and aliases are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from pipeline.errors import Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
Place = tuple[int, int]
Path_ = tuple[str | int, ...]


@dataclass
class YamlFile:
    """The content of one file: `data` of dicts, lists and strings; `places` maps a path in it to (line, column)."""

    name: str
    data: Any = None
    places: dict[Path_, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path_) -> Place:
        """Where the value at `path` stands, or the nearest thing above it that has a place."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def problem(self, path: Path_, message: str, rule: str | None = None) -> Problem:
        """A problem at the place of `path`."""
        line, column = self.place(path)
        return Problem(self.name, line, column, rule, message)


def read_yaml(path: Path, name: str) -> YamlFile:
    """The file at `path`, called `name` in messages; what is wrong with it stands in `problems`, nothing is raised."""
    out = YamlFile(name)
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        out.problems.append(Problem(name, 1, 1, None, f"cannot be read: {error.strerror}"))
        return out
    except UnicodeDecodeError as error:
        line = raw[:error.start].count(b"\n") + 1
        out.problems.append(Problem(name, line, 1, None, "is not UTF-8; save the file as UTF-8"))
        return out
    if len(raw) > MAX_BYTES:
        out.problems.append(Problem(name, 1, 1, None, f"is larger than {MAX_BYTES:,} bytes; split it"))
        return out
    try:
        node = _compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        out.problems.append(Problem(name, line, column, None, f"not valid YAML: {error.problem or error.context}"))
        return out
    except YAMLError as error:
        out.problems.append(Problem(name, 1, 1, None, f"not valid YAML: {str(error).splitlines()[0]}"))
        return out
    if node is None:
        out.problems.append(Problem(name, 1, 1, None, "is empty"))
        return out
    out.data = _plain(node, (), out)
    return out


def _compose(text: str) -> Node | None:
    yaml = YAML(typ="safe", pure=False)
    return yaml.compose(text)  # type: ignore[no-any-return]


def _plain(node: Node, path: Path_, out: YamlFile) -> Any:
    """The value of `node`; records places and problems on the way."""
    out.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if len(path) > MAX_DEPTH:
        out.problems.append(out.problem(path, f"nested deeper than {MAX_DEPTH} levels"))
        return None
    if getattr(node, "anchor", None):
        out.problems.append(out.problem(path, "anchors and aliases are not allowed in rule files"))
        return None
    if isinstance(node, ScalarNode):
        return _scalar(node, path, out)
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, i), out) for i, item in enumerate(node.value)]
    assert isinstance(node, MappingNode)
    return dict(_items(node, path, out))


def _scalar(node: ScalarNode, path: Path_, out: YamlFile) -> str | None:
    tag = str(node.tag or "")
    if tag and not tag.startswith("tag:yaml.org,2002:") or tag.endswith((":python", "!!python")):
        out.problems.append(out.problem(path, f"tags such as {tag} are not allowed in rule files"))
    if node.value == "" and node.style is None:
        return None
    return str(node.value)


def _items(node: MappingNode, path: Path_, out: YamlFile) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            out.problems.append(Problem(out.name, key_node.start_mark.line + 1, key_node.start_mark.column + 1, None,
                                        "a key must be one word"))
            continue
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in seen:
            out.problems.append(Problem(out.name, line, key_node.start_mark.column + 1, None,
                                        f"key '{key}' is given twice (first in line {seen[key]})"))
            continue
        seen[key] = line
        value = _plain(value_node, (*path, key), out)
        out.places[(*path, key)] = (line, key_node.start_mark.column + 1)
        yield key, value
