"""Folders of rule files → one `Rulebook`, or every problem of every file at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.errors import Problem, RuleError, UsageError, did_you_mean
from pipeline.rulebook.book import Rule, Rulebook
from pipeline.rulebook.files import LAYERS, RULE_FILE_KEYS, explain
from pipeline.rulebook.lexfile import LexiconReader
from pipeline.rulebook.lexicon import UndefinedName
from pipeline.rulebook.lint import GROUP, overlay_problems
from pipeline.rulebook.phenomena import Catalogue
from pipeline.rulebook.schema import NEEDED_GROUPS, RULE_MODELS, RuleModel
from pipeline.rulebook.yamlfile import KeyPath, YamlFile, read_yaml, rule_files

PACKAGE = Path(__file__).resolve().parents[1]
# beside the package in the project; within it where it is installed (setup.cfg, package_dir)
SHIPPED = PACKAGE / "shipped" if (PACKAGE / "shipped").is_dir() else PACKAGE.parent / "rules"
TOLD = 3


def load_rulebook(folders: Sequence[Path] = (), shipped: Path = SHIPPED) -> Rulebook:
    """The rules of `shipped` with those of `folders` laid over them in turn, whose patterns are checked as `check` does.

    Raises RuleError with all problems, UsageError for a folder that is not there.
    """
    loader = Loader()
    for folder in (shipped, *folders):
        loader.read_folder(folder)
    book = loader.finish()
    problems = overlay_problems(book) if folders else []
    if problems:
        raise RuleError(problems)
    return book


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule that passed its model, with the file and the path in it where it stands."""

    spec: RuleModel
    layer: str
    file: YamlFile
    path: KeyPath

    @property
    def place(self) -> str:
        """`rules/quantity/count.yaml:13`."""
        return f"{self.file.name}:{self.file.place(self.path)[0]}"


class Loader:
    """Collects files, then checks what they say of each other; every fault lands in its file's `problems`."""

    def __init__(self) -> None:
        self.files: list[YamlFile] = []
        self.folders: list[str] = []
        self.lexicon = LexiconReader()
        self.catalogue = Catalogue()
        self.rules: dict[str, Checked] = {}
        self.replaced: dict[str, str] = {}
        self.disabled: dict[str, str] = {}
        self.number: dict[str, int] = {}
        self.undefined: dict[str, list[Problem]] = {}
        self.digest = hashlib.sha256()

    def read_folder(self, folder: Path) -> None:
        """Read every *.yaml below `folder` in name order, lexicon files first; a later folder lies over earlier ones."""
        if not folder.is_dir():
            raise UsageError(f"rule folder {folder} does not exist; give --rules a folder of rule files")
        number = len(self.folders)
        self.folders.append(shown_path(folder))
        read = list(self._read_files(folder))
        if not read and any(path.is_file() for path in folder.rglob("*")):
            raise UsageError(f"{folder}: holds no rule file (*.yaml); is it a folder of rules?")
        files = [file for file in read if isinstance(file.data, dict)]
        for file in files:
            if file.data.get("layer") == "lexicon":
                self.lexicon.read(file, number)
        for file in files:
            if file.data.get("layer") == "phenomena":
                self.catalogue.read(file)
            elif file.data.get("layer") != "lexicon":
                self._read_rules(file)

    def _read_files(self, folder: Path) -> Iterator[YamlFile]:
        for path in rule_files(folder):
            name = path.relative_to(folder).as_posix()
            if path.suffix.lower() == ".txt":
                raise UsageError(f"{path}: a rule file that an editor named .txt would not be read; rename it to {path.stem}")
            file = read_yaml(path, f"{self.folders[-1]}/{name}")
            self.digest.update(f"{name}\0".encode("utf-8", "surrogateescape"))
            self.digest.update(file.raw + b"\0")
            self.files.append(file)
            self.number[file.name] = len(self.folders)
            if file.data is not None and not isinstance(file.data, dict):
                file.fault((), "must begin with 'layer:'")
            yield file

    # -- one file --------------------------------------------------------------------------------------------------

    def _read_rules(self, file: YamlFile) -> None:
        data = file.data
        layer = data.get("layer")
        if layer not in RULE_MODELS:
            said = f"no layer '{layer}'{did_you_mean(str(layer), LAYERS)}; it" if layer else "'layer' is missing; it"
            file.fault(("layer",), f"{said} is one of: {', '.join(LAYERS)}")
            return
        for key in data:
            if key not in RULE_FILE_KEYS:
                file.fault((key,), f"unknown key '{key}'{did_you_mean(key, RULE_FILE_KEYS)}")
        for i, rule_id in enumerate(self._list(file, "disable")):
            self._disable(file, i, rule_id)
        for i, entry in enumerate(self._list(file, "rules")):
            self._read_rule(file, ("rules", i), entry, layer)

    @staticmethod
    def _list(file: YamlFile, key: str) -> list[Any]:
        value = file.data.get(key)
        if value is None or isinstance(value, list):
            return value or []
        file.fault((key,), f"'{key}' must be a list")
        return []

    def _disable(self, file: YamlFile, i: int, rule_id: Any) -> None:
        if self.rules.pop(str(rule_id), None) is None:
            file.fault(("disable", i), f"no rule '{rule_id}' to switch off{did_you_mean(str(rule_id), self.rules)}")
        else:
            self.disabled[rule_id] = f"{file.name}:{file.place(('disable', i))[0]}"

    def _read_rule(self, file: YamlFile, path: KeyPath, entry: Any, layer: str) -> None:
        try:
            spec = RULE_MODELS[layer].model_validate(entry)
        except ValidationError as error:
            rule_id = entry.get("id") if isinstance(entry, dict) else None
            for fault in error.errors(include_url=False):
                where, message = explain(fault, RULE_MODELS[layer])
                file.fault((*path, *where), message, rule_id if isinstance(rule_id, str) else None)
            return
        checked = Checked(spec, layer, file, path)
        if spec.replaces:
            self._replace(checked)
        if not spec.id.startswith(f"{layer}/"):
            file.fault((*path, "id"), f"must start with '{layer}/', as the file's layer", spec.id)
        if spec.id in self.rules:
            other = self.rules[spec.id]
            cure = "" if self.number[other.file.name] == self.number[file.name] else f"; write 'replaces: {spec.id}' to stand in for it"
            file.fault((*path, "id"), f"this id is already used in {other.place}{cure}", spec.id)
            return
        self.disabled.pop(spec.id, None)
        self.rules[spec.id] = checked

    def _replace(self, checked: Checked) -> None:
        old = checked.spec.replaces or ""
        gone = self.rules.get(old)
        path = (*checked.path, "replaces")
        if gone is None:
            checked.file.fault(path, f"no rule '{old}' to replace{did_you_mean(old, self.rules)}", checked.spec.id)
        elif gone.layer != checked.layer:
            checked.file.fault(path, f"'{old}' is of another layer", checked.spec.id)
        else:
            del self.rules[old]
            if old != checked.spec.id:
                self.replaced[old] = checked.spec.id

    # -- all files -------------------------------------------------------------------------------------------------

    def finish(self) -> Rulebook:
        """The rulebook; raises RuleError if anything was wrong."""
        rules: dict[str, list[Rule]] = {}
        known = {**dict.fromkeys(self.rules), **self.replaced, **dict.fromkeys(self.disabled)}
        for checked in self.rules.values():
            rules.setdefault(checked.layer, []).append(self._rule(checked, known))
        self._check_fragments()
        problems = self.problems()
        if problems:
            raise RuleError(problems)
        ordered = {layer: tuple(sorted(found, key=lambda rule: rule.id)) for layer, found in sorted(rules.items())}
        return Rulebook(ordered, self.lexicon.lexicon, self.digest.hexdigest(), self.replaced, self.disabled,
                        tuple(self.folders), self.catalogue.phenomena, self.catalogue.sections)

    def problems(self) -> list[Problem]:
        """Everything found wrong so far; a name that many rules miss is told of the first few."""
        found = [problem for file in self.files for problem in file.problems]
        for missed in self.undefined.values():
            more = len(missed) - TOLD
            found += missed[:TOLD] if more <= 0 else [*missed[:TOLD - 1], replace(
                missed[TOLD - 1], message=f"{missed[TOLD - 1].message}, nor in {more} more places")]
        return found

    def _rule(self, checked: Checked, known: Mapping[str, str | None]) -> Rule:
        spec, file, path = checked.spec, checked.file, checked.path
        for i, other in enumerate(spec.over):
            if other not in known:
                file.fault((*path, "over", i), f"no rule '{other}'{did_you_mean(other, self.rules)}", spec.id)
        over = [known.get(other) or other for other in spec.over]
        if over != spec.over:
            spec = spec.model_copy(update={"over": over})
        patterns = {key: self._expand(checked, key) for key in spec.pattern_keys() if getattr(spec, key) is not None}
        _check_groups(checked, patterns)
        return Rule(spec.id, checked.layer, file.name, file.place(path)[0], spec, patterns, file, path)

    def _expand(self, checked: Checked, key: str) -> str:
        lexicon = self.lexicon.lexicon
        try:
            return lexicon.expand(getattr(checked.spec, key))
        except UndefinedName as error:
            if self._lexicon_is_partial:
                return ""
            place = checked.file.inside((*checked.path, key), getattr(checked.spec, key), error.offset)
            message = lexicon.unknown(error.name)
            self.undefined.setdefault(error.name, []).append(Problem(checked.file.name, *place, checked.spec.id, message))
            return ""

    @cached_property
    def _lexicon_is_partial(self) -> bool:
        """Whether a file could not be read, so that names seem to be missing which are only in it."""
        return any(file.problems and (not isinstance(file.data, dict) or file.data.get("layer") == "lexicon") for file in self.files)

    def _check_fragments(self) -> None:
        """Report names that a fragment uses and the lexicon has not, and fragments that name themselves."""
        if self._lexicon_is_partial:
            return
        lexicon = self.lexicon.lexicon
        circles = lexicon.circles()
        for file in self.files:
            fragments = file.data.get("fragments") if isinstance(file.data, dict) else None
            for name, text in fragments.items() if isinstance(fragments, dict) else ():
                if lexicon.fragments.get(name) != text:
                    continue
                for missing in lexicon.undefined(text):
                    file.fault(("fragments", name), lexicon.unknown(missing))
                if name in circles:
                    file.fault(("fragments", name), f"'{name}' names itself, directly or through others")


def shown_path(path: Path) -> str:
    """The path as messages show it: from the working folder where it lies below it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()


def _check_groups(checked: Checked, patterns: Mapping[str, str]) -> None:
    """Report a pattern without a group that its layer reads what it found by."""
    needed = NEEDED_GROUPS.get(checked.layer, {})
    emits = getattr(checked.spec, "emits", {})
    for key, pattern in patterns.items():
        what = key if checked.layer == "format" else emits.get("reads") or emits.get("source", "")
        for group in needed.get(what, ()) if pattern else ():
            names, there = group.split("|"), GROUP.findall(pattern)
            if not set(names).isdisjoint(there):
                continue
            said = " or ".join(f"(?P<{name}>…)" for name in names)
            like = next((f"; is '{name}' meant for it?" for name in there if did_you_mean(name, names)), "")
            checked.file.fault((*checked.path, key), f"{what} needs a group {said}{like}", checked.spec.id)
