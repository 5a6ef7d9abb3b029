"""The loader: folders of rule files → one `Rulebook`, or every problem of every file at once."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any

import regex
from pydantic import ValidationError

from pipeline import model
from pipeline.errors import Problem, RuleError, UsageError
from pipeline.rulebook.lexicon import Lexicon, Unit
from pipeline.rulebook.schema import RULE_MODELS, RuleModel
from pipeline.rulebook.yamlfile import YamlFile, read_yaml

SHIPPED = Path(__file__).resolve().parents[2] / "rules"
MENTION_CHARS = {"quantity": "\ue000", "time": "\ue001"}
FLAGS = regex.VERBOSE | regex.VERSION0
LEXICON_KEYS = ("chars", "fragments", "words", "values", "units")


@dataclass(frozen=True)
class Rule:
    """One rule, ready to use. `spec` is the model it was checked with; patterns compile on first use."""

    id: str
    layer: str
    file: str
    line: int
    spec: RuleModel
    patterns: dict[str, str] = field(repr=False)

    @cached_property
    def cue(self) -> tuple[str, ...]:
        """Words one of which must occur for the rule to be tried."""
        return tuple(getattr(self.spec, "cue", ()))

    @cached_property
    def emits(self) -> dict[str, str]:
        """What the rule says its finds are."""
        return dict(getattr(self.spec, "emits", {}))

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled main pattern."""
        return self.compiled("pattern")

    def compiled(self, name: str) -> regex.Pattern[str]:
        """The pattern of that name, compiled once."""
        cache: dict[str, regex.Pattern[str]] = self.__dict__.setdefault("_compiled", {})
        if name not in cache:
            cache[name] = regex.compile(self.patterns[name], FLAGS)
        return cache[name]


@dataclass(frozen=True)
class Rulebook:
    """All rules that hold, by layer in id order, with the lexicon behind them and a digest of it all."""

    rules: dict[str, tuple[Rule, ...]]
    lexicon: Lexicon
    digest: str

    def layer(self, name: str) -> tuple[Rule, ...]:
        """The rules of one layer; empty where it has none."""
        return self.rules.get(name, ())

    def __iter__(self) -> Iterator[Rule]:
        for name in sorted(self.rules):
            yield from self.rules[name]

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; UsageError if there is none."""
        for rule in self:
            if rule.id == rule_id:
                return rule
        raise UsageError(f"no rule '{rule_id}'{did_you_mean(rule_id, [rule.id for rule in self])}")


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """' (did you mean …?)', or '' where nothing is near."""
    near = difflib.get_close_matches(word, known, 1)
    return f" (did you mean '{near[0]}'?)" if near else ""


def load_rulebook(folders: Sequence[Path] = (), shipped: Path = SHIPPED) -> Rulebook:
    """The rules of `shipped` with those of `folders` laid over them in turn; raises RuleError with all problems."""
    loader = Loader()
    for folder in (shipped, *folders):
        if not folder.is_dir():
            raise UsageError(f"rule folder {folder} does not exist; give --rules a folder with quantity/, lexicon/ …")
        loader.read_folder(folder, overlay=folder != shipped)
    return loader.finish()


class Loader:
    """Collects files, then checks and compiles; every fault lands in `problems`."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.lexicon = Lexicon()
        self.specs: dict[str, tuple[YamlFile, int, RuleModel, str]] = {}
        self.digest = hashlib.sha256()
        self.lexicon_places: dict[str, str] = {}

    def read_folder(self, folder: Path, overlay: bool) -> None:
        """Read every *.yaml below `folder`, lexicon files first, in name order."""
        paths = sorted(folder.rglob("*.yaml"), key=lambda p: p.relative_to(folder).as_posix())
        files = []
        for path in paths:
            name = path.relative_to(folder).as_posix()
            file = read_yaml(path, f"{folder.name}/{name}" if overlay else name)
            self.problems += file.problems
            self.digest.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
            if not file.problems:
                files.append(file)
        for file in files:
            if self._is(file, "lexicon"):
                self._read_lexicon(file, overlay)
        for file in files:
            if not self._is(file, "lexicon"):
                self._read_rules(file, overlay)

    @staticmethod
    def _is(file: YamlFile, layer: str) -> bool:
        return isinstance(file.data, dict) and file.data.get("layer") == layer

    # -- lexicon ---------------------------------------------------------------------------------------------------

    def _read_lexicon(self, file: YamlFile, overlay: bool) -> None:
        for key, entries in file.data.items():
            if key == "layer":
                continue
            if key not in LEXICON_KEYS:
                self._add(file, (key,), f"unknown key '{key}'{did_you_mean(key, LEXICON_KEYS)}")
            elif key == "units":
                self._read_units(file, entries)
            elif not isinstance(entries, dict):
                self._add(file, (key,), f"'{key}' must map names to entries")
            else:
                for name, entry in entries.items():
                    self._read_entry(file, key, name, entry, overlay)

    def _read_entry(self, file: YamlFile, key: str, name: str, entry: Any, overlay: bool) -> None:
        path = (key, name)
        if not overlay and name in self.lexicon_places:
            self._add(file, path, f"lexicon entry '{name}' is already in {self.lexicon_places[name]}")
            return
        self.lexicon_places[name] = file.name
        if key in ("chars", "fragments"):
            if not isinstance(entry, str):
                self._add(file, path, f"'{name}' must be text")
                return
            getattr(self.lexicon, key)[name] = entry
        elif key == "words":
            words = self._words(file, path, entry)
            known = self.lexicon.words.get(name, ()) if overlay else ()
            self.lexicon.words[name] = tuple(dict.fromkeys((*known, *words)))
        elif isinstance(entry, dict):
            table = self.lexicon.values.setdefault(name, {})
            for value, words_ in entry.items():
                for word in self._words(file, (*path, value), words_):
                    if word in table and not overlay:
                        self._add(file, (*path, value), f"'{word}' already stands for '{table[word]}' in '{name}'")
                    table[word] = value
        else:
            self._add(file, path, f"'{name}' must map values to lists of words")

    def _words(self, file: YamlFile, path: tuple[str | int, ...], entry: Any) -> list[str]:
        if not isinstance(entry, list) or not entry or not all(isinstance(word, str) and word for word in entry):
            self._add(file, path, "must be a list of words")
            return []
        seen: set[str] = set()
        for i, word in enumerate(entry):
            if word in seen:
                self._add(file, (*path, i), f"'{word}' is listed twice")
            seen.add(word)
        return list(dict.fromkeys(entry))

    def _read_units(self, file: YamlFile, entries: Any) -> None:
        if not isinstance(entries, list):
            self._add(file, ("units",), "'units' must be a list")
            return
        for i, entry in enumerate(entries):
            try:
                unit = self._unit(entry)
            except (TypeError, ValueError, InvalidOperation) as error:
                self._add(file, ("units", i), f"not a unit: {error}")
                continue
            for alias in (unit.name, *unit.aliases):
                if alias in self.lexicon.units and self.lexicon.units[alias].kind == unit.kind:
                    self._add(file, ("units", i), f"unit '{alias}' is listed twice")
                self.lexicon.units[alias] = unit

    @staticmethod
    def _unit(entry: Any) -> Unit:
        if not isinstance(entry, dict):
            raise TypeError("write {name: 公里, kind: measure, …}")
        unknown = sorted(set(entry) - {"name", "kind", "aliases", "dimension", "factor", "base", "code"})
        if unknown:
            raise ValueError(f"unknown key '{unknown[0]}'")
        if not entry.get("name") or entry.get("kind") not in model.KINDS:
            raise ValueError("it needs a name and a kind out of " + ", ".join(model.KINDS))
        fields = dict(entry)
        fields["aliases"] = tuple(fields.get("aliases") or ())
        fields["factor"] = Decimal(fields["factor"]) if fields.get("factor") else None
        return Unit(**fields)

    # -- rules -----------------------------------------------------------------------------------------------------

    def _read_rules(self, file: YamlFile, overlay: bool) -> None:
        data = file.data
        if not isinstance(data, dict) or data.get("layer") not in RULE_MODELS:
            known = sorted([*RULE_MODELS, "lexicon"])
            self._add(file, ("layer",), f"needs 'layer', one of: {', '.join(known)}")
            return
        for key in data:
            if key not in ("layer", "rules", "disable", "about"):
                self._add(file, (key,), f"unknown key '{key}'{did_you_mean(key, ['layer', 'rules', 'disable'])}")
        for i, rule_id in enumerate(data.get("disable") or []):
            if self.specs.pop(rule_id, None) is None:
                self._add(file, ("disable", i), f"no rule '{rule_id}'{did_you_mean(rule_id, list(self.specs))}")
        rules = data.get("rules") or []
        if not isinstance(rules, list):
            self._add(file, ("rules",), "'rules' must be a list")
            return
        for i, entry in enumerate(rules):
            self._read_rule(file, i, entry)

    def _read_rule(self, file: YamlFile, i: int, entry: Any) -> None:
        path: tuple[str | int, ...] = ("rules", i)
        layer = file.data["layer"]
        rule_id = str(entry.get("id")) if isinstance(entry, dict) else None
        try:
            spec = RULE_MODELS[layer].model_validate(entry)
        except ValidationError as error:
            self.problems += [self._explain(file, path, rule_id, fault, layer) for fault in error.errors()]
            return
        if spec.replaces:
            if self.specs.pop(spec.replaces, None) is None:
                self._add(file, (*path, "replaces"), f"no rule '{spec.replaces}' to replace", spec.id)
        if not spec.id.startswith(f"{layer}/"):
            self._add(file, (*path, "id"), f"must start with '{layer}/'", spec.id)
        if spec.id in self.specs:
            first_file, line, _, _ = self.specs[spec.id]
            self._add(file, (*path, "id"), f"this id is already used in {first_file.name}:{line}", spec.id)
            return
        line = file.place(path)[0]
        self.specs[spec.id] = (file, line, spec, layer)
        self.spec_paths = getattr(self, "spec_paths", {})
        self.spec_paths[spec.id] = path

    def _explain(self, file: YamlFile, path: tuple[str | int, ...], rule_id: str | None, fault: Any, layer: str) -> Problem:
        where = (*path, *fault["loc"])
        key = str(fault["loc"][-1]) if fault["loc"] else ""
        if fault["type"] == "extra_forbidden":
            known = sorted(RULE_MODELS[layer].model_fields)
            message = f"unknown key '{key}'{did_you_mean(key, known)}"
        elif fault["type"] == "missing":
            message = f"'{key}' is missing"
        elif fault["type"] == "string_pattern_mismatch" and key == "id":
            message = f"'{fault['input']}' is no rule id; write layer/name in lower case, such as {layer}/my-rule"
        else:
            message = f"'{key}': {fault['msg'].lower()}"
        return file.problem(where, message, rule_id)

    # -- the end ---------------------------------------------------------------------------------------------------

    def finish(self) -> Rulebook:
        """The rulebook; raises RuleError if anything was wrong."""
        rules: dict[str, list[Rule]] = {}
        for rule_id, (file, line, spec, layer) in self.specs.items():
            path = self.spec_paths[rule_id]
            for i, other in enumerate(spec.over):
                if other not in self.specs:
                    self._add(file, (*path, "over", i), f"no rule '{other}'{did_you_mean(other, list(self.specs))}", rule_id)
            patterns = self._patterns(file, path, spec)
            rules.setdefault(layer, []).append(Rule(rule_id, layer, file.name, line, spec, patterns))
        if self.problems:
            raise RuleError(self.problems)
        ordered = {layer: tuple(sorted(found, key=lambda rule: rule.id)) for layer, found in sorted(rules.items())}
        return Rulebook(ordered, self.lexicon, self.digest.hexdigest())

    def _patterns(self, file: YamlFile, path: tuple[str | int, ...], spec: RuleModel) -> dict[str, str]:
        out: dict[str, str] = {}
        for key in spec.pattern_keys():
            text = getattr(spec, key)
            if text is None:
                continue
            try:
                out[key] = self.lexicon.expand(text, MENTION_CHARS)
            except KeyError as error:
                name = str(error.args[0])
                self._add(file, (*path, key), f"nothing in the lexicon is called '{name}'{self.lexicon.suggest(name)}",
                          spec.id)
        return out

    def _add(self, file: YamlFile, path: tuple[str | int, ...], message: str, rule: str | None = None) -> None:
        self.problems.append(file.problem(path, message, rule))


def check_patterns(book: Rulebook) -> list[Problem]:
    """Every pattern that does not compile, as problems; compiles them all."""
    problems = []
    for rule in book:
        for name in rule.patterns:
            try:
                rule.compiled(name)
            except regex.error as error:
                problems.append(Problem(rule.file, rule.line, 1, rule.id, f"{name} is no valid regex: {error.msg}"))
    return problems
