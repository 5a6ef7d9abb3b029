"""The rules that hold, compiled on first use: what the loader gives and every layer reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, TypeVarTuple, Unpack

import regex

from pipeline.errors import Problem, RuleError, UsageError, did_you_mean
from pipeline.rulebook.compiled import compile_pattern
from pipeline.rulebook.lexicon import Lexicon
from pipeline.rulebook.schema import RULE_MODELS, RuleModel
from pipeline.rulebook.yamlfile import KeyPath, YamlFile

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
FLAGS = regex.VERBOSE | regex.VERSION0


@dataclass(frozen=True)
class Rule:
    """One rule, ready to use. `spec` is the model it was checked with; patterns compile on first use."""

    id: str
    layer: str
    file: str
    line: int
    spec: RuleModel
    patterns: dict[str, str] = field(repr=False)
    source: YamlFile = field(repr=False, default_factory=lambda: YamlFile(""))
    path: KeyPath = ()

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
        """The pattern of that name, compiled once; raises RuleError if it is no regex."""
        cache: dict[str, regex.Pattern[str]] = self.__dict__.setdefault("_compiled", {})
        if name not in cache:
            try:
                cache[name] = compile_pattern(self.patterns[name], FLAGS)
            except regex.error as error:
                raise RuleError([self.problem(f"is no valid regex: {regex_reason(error)}", name)]) from None
        return cache[name]

    def problem(self, message: str, *keys: str | int) -> Problem:
        """A problem with the rule at the place of the value at `keys` in it."""
        path = (*self.path, *keys)
        if not self.source.places:
            return Problem(self.file, self.line, 1, self.id, message)
        return self.source.problem(path, message, self.id)

    def problem_inside(self, message: str, offset: int, key: str) -> Problem:
        """A problem with the character at `offset` of the text under `key`."""
        path = (*self.path, key)
        if path not in self.source.starts:
            return self.problem(message, key)
        line, column = self.source.inside(path, str(getattr(self.spec, key)), offset)
        return Problem(self.file, line, column, self.id, message)


def regex_reason(error: Any) -> str:
    """What is wrong with a pattern by a `regex.error`, and near which of its characters."""
    near = ""
    if error.pattern and error.pos is not None:
        shown = " ".join(str(error.pattern)[max(0, error.pos - 10):error.pos + 6].split())
        near = f" near '{shown}'" if shown else ""
    return f"{error.msg}{near}"


@dataclass(frozen=True, slots=True)
class Phenomenon:
    """Something that press prose does and examples show; `left_out` is the reason why none shows it."""

    id: str
    name: str
    left_out: str | None
    place: str


@dataclass(frozen=True)
class Rulebook:
    """All rules that hold, by layer in id order, with the lexicon behind them and a digest of it all.

    `replaced` maps the id of a rule that an overlay replaced to its successor, `disabled` the id of one that is switched
    off to the place that says so; `folders` are the folders read, in order. `phenomena` is the catalogue that examples refer
    to, by id, and `sections` what each of its letters is about.
    """

    rules: dict[str, tuple[Rule, ...]]
    lexicon: Lexicon
    digest: str
    replaced: Mapping[str, str] = field(default_factory=dict)
    disabled: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    phenomena: Mapping[str, Phenomenon] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    _kept: dict[tuple[Any, ...], Any] = field(init=False, default_factory=dict, repr=False, compare=False)

    def kept(self, make: Callable[[Rulebook, Unpack[Ts]], T], *of: *Ts) -> T:
        """What `make` makes of this rulebook (and of what is in it, which must be hashable): made on first use, then kept with it."""
        if (make, *of) not in self._kept:
            self._kept[make, *of] = make(self, *of)
        made: T = self._kept[make, *of]
        return made

    def layer(self, name: str) -> tuple[Rule, ...]:
        """The rules of one layer; empty where it has none."""
        return self.rules.get(name, ())

    def chosen(self, names: Iterable[str]) -> tuple[str, ...]:
        """The layers of these names, all of them where none is named; UsageError for one that is no layer."""
        for name in names:
            if name not in RULE_MODELS:
                raise UsageError(f"no layer '{name}'{did_you_mean(name, RULE_MODELS) or '; there is ' + ', '.join(RULE_MODELS)}")
        return tuple(names) or tuple(self.rules)

    def __iter__(self) -> Iterator[Rule]:
        for name in sorted(self.rules):
            yield from self.rules[name]

    def is_overlay(self, rule: Rule) -> bool:
        """Whether the rule is of a folder laid over the first one."""
        return bool(self.folders) and not rule.file.startswith(f"{self.folders[0]}/")

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self}

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; UsageError if there is none."""
        if rule_id in self._by_id:
            return self._by_id[rule_id]
        if rule_id in self.replaced:
            raise UsageError(f"rule '{rule_id}' is replaced by '{self.replaced[rule_id]}'")
        if rule_id in self.disabled:
            raise UsageError(f"rule '{rule_id}' is switched off in {self.disabled[rule_id]}")
        raise UsageError(f"no rule '{rule_id}'{did_you_mean(rule_id, self._by_id) or '; see rules list'}")
