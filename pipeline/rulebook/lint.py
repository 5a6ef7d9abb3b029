"""What a rulebook that loads may still have wrong: patterns that are no regex or may run away, rules that cannot win,
examples that cannot be read. No pattern is compiled: it is read piece by piece with its `{name}`s as names, so that every
fault has its place in the file, and all is done in a moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import regex

from pipeline.errors import Problem, did_you_mean
from pipeline.rulebook.book import FLAGS, Rule, Rulebook, regex_reason
from pipeline.rulebook.examples import MarkError, unmark, unmarked
from pipeline.rulebook.lexicon import NAME, Lexicon
from pipeline.rulebook.patterns import (
    Node,
    PatternError,
    anchored,
    broad_repeats,
    most_rounds,
    read_pattern,
    runaways,
    unnamed_groups,
    walk,
)
from pipeline.rulebook.schema import PatternRule

GROUP = regex.compile(r"\(\?P<(\w+)>")
FREE = ("sure", "hints")  # a format's marks are called as its author likes
SIMPLE = regex.compile(r"\[\^?(?:[^\\\-\[\]&|~]|\\[sd.\-]|[0-9]-[0-9])++\]|\\[sdwSDW.]")  # what needs no second look
UNDECIDED = "TODO"  # with which a draft's `about` begins
MAX_ROUNDS = 10_000
MAX_EXPANDED = 100_000


def lint(book: Rulebook) -> list[Problem]:
    """Every fault of every rule, sorted by place."""
    rounds, problems = _fragments(book.lexicon)
    problems += [problem for rule in book for problem in _rule_problems(rule, book, rounds)]
    problems += [*book.lexicon.doubled, *_twins(book), *_strange_groups(book)]
    problems += [rule.problem("say in one line what the rule reads", "about") for rule in book if rule.spec.about.startswith(UNDECIDED)]
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column, problem.message))


def overlay_problems(book: Rulebook) -> list[Problem]:
    """The faults of the rules that overlays bring, as `lint` finds them."""
    added = [rule for rule in book if book.is_overlay(rule)]
    if not added and not book.lexicon.overlaid:
        return []
    rounds, problems = _fragments(book.lexicon)
    problems += [problem for rule in added for problem in _rule_problems(rule, book, rounds)]
    return [*problems, *_strange_groups(book)]


def _fragments(lexicon: Lexicon) -> tuple[dict[str, int], list[Problem]]:
    """How often each fragment repeats its innermost piece, and the faults of the fragments."""
    rounds: dict[str, int] = {}
    problems: list[Problem] = []

    def read(name: str) -> None:
        text = lexicon.fragments[name]
        rounds[name] = 1
        for found in NAME.finditer(text):
            if found[1] in lexicon.fragments and found[1] not in rounds:
                read(found[1])
        faults, rounds[name] = pattern_faults(text, "", rounds, searched=False)
        file, path = lexicon.sources[name]
        problems.extend(Problem(file.name, *file.inside(path, text, offset), None, f"{name}: {message}") for offset, message in faults)

    for name in lexicon.fragments:
        if name not in rounds:
            read(name)
    return rounds, problems


def _rule_problems(rule: Rule, book: Rulebook, rounds: Mapping[str, int]) -> Iterator[Problem]:
    for key, expanded in rule.patterns.items():
        text = str(getattr(rule.spec, key))
        for offset, message in pattern_faults(text, expanded, rounds, isinstance(rule.spec, PatternRule))[0]:
            yield rule.problem_inside(message, offset, key)
    starts = getattr(rule.spec, "starts", None)
    if starts is not None and starts not in book.lexicon.chars:
        yield rule.problem(f"no 'chars' entry is called '{starts}'{did_you_mean(starts, book.lexicon.chars)}", "starts")
    yield from _cue_problems(rule)
    yield from _mark_problems(rule)
    yield from _shown_problems(rule, book)
    for i, other in enumerate(rule.spec.over):
        if other == rule.id:
            yield rule.problem("a rule cannot be 'over' itself", "over", i)
        elif any(rule.id in found.spec.over for found in book.layer(rule.layer) if found.id == other):
            yield rule.problem(f"'{other}' is 'over' this rule, too: only one of them can win", "over", i)


def pattern_faults(text: str, expanded: str, named: Mapping[str, int], searched: bool) -> tuple[list[tuple[int, str]], int]:
    """What is wrong with a pattern, each with its offset in `text`, and how often it repeats its innermost piece.

    `expanded` is the whole pattern, empty for a fragment, which is only a part of one. `named` has the number of repetitions
    for each fragment; `searched` says that the pattern is tried at every character.
    """
    try:
        root = read_pattern(text)
    except PatternError as error:
        return [(error.offset, str(error))], 1
    faults = [(offset, "a group without a name: write (?:…), or (?P<name>…) if it is read") for offset in unnamed_groups(root)]
    faults += [(offset, "a repetition of a repetition with nothing sure between its rounds may take for ever: "
                "repeat one of them at most {0,n} times, or make the inner one possessive") for offset in runaways(root)]
    if searched and not anchored(root):
        faults += [(offset, "an endless repetition of nearly any character: bound it, as in {0,20}")
                   for offset in broad_repeats(root)]
    rounds, offset = most_rounds(root, named)
    if rounds > MAX_ROUNDS:
        faults.append((offset, f"counts that multiply to {rounds:,} repetitions; {MAX_ROUNDS:,} are allowed"))
    if len(expanded) > MAX_EXPANDED:
        faults.append((0, f"is {len(expanded):,} characters long with its lexicon entries; {MAX_EXPANDED:,} are allowed"))
    return [*faults, *_piece_faults(root, expanded)], min(rounds, MAX_ROUNDS)


def _piece_faults(root: Node, expanded: str) -> Iterator[tuple[int, str]]:
    """Sets, escapes and group names that the regex package would refuse, and references to groups that `expanded` has not."""
    for node in walk(root):
        if node.kind == "group" and node.text.startswith("(?P<") and not node.text[4:-1].isidentifier():
            yield node.start, f"is no valid regex: a group cannot be called '{node.text[4:-1]}'"
        elif node.kind == "atom" and node.text.startswith("(?P="):
            known = GROUP.findall(expanded)
            if expanded and node.text[4:-1] not in known:
                yield node.start, f"is no valid regex: no group is called '{node.text[4:-1]}'{did_you_mean(node.text[4:-1], known)}"
        elif node.kind == "atom" and node.text[0] in "[\\":
            fault = _piece_fault(node.text)
            if fault:
                yield node.start + fault[0], f"is no valid regex: {fault[1]}"


@lru_cache(maxsize=4096)
def _piece_fault(text: str) -> tuple[int, str] | None:
    """What is wrong with a set or an escape, and where in it; each name stands for one character here."""
    plain = NAME.sub(lambda found: "\ue000" * len(found[0]), text)
    if SIMPLE.fullmatch(plain):
        return None
    try:
        regex.compile(plain, FLAGS)
    except regex.error as error:
        return min(getattr(error, "pos", None) or 0, len(text) - 1), regex_reason(error)
    return None


def _cue_problems(rule: Rule) -> Iterator[Problem]:
    for i, word in enumerate(rule.cue):
        if not word:
            yield rule.problem("an empty cue occurs everywhere", "cue", i)
        elif word in rule.cue[:i]:
            yield rule.problem(f"cue '{word}' is listed twice", "cue", i)


def _mark_problems(rule: Rule) -> Iterator[Problem]:
    for i, example in enumerate(rule.spec.examples):
        try:
            text, marks = unmark(example.text)
        except MarkError as error:
            yield rule.problem(str(error), "examples", i, "text")
            continue
        if marks and example.gives and len(example.gives) != len(marks):
            yield rule.problem(f"'gives' has {len(example.gives)} entries for {len(marks)} marks", "examples", i, "gives")
        if text in [unmarked(other.text) for other in rule.spec.examples[:i]]:
            yield rule.problem("the same example stands above", "examples", i, "text")
    rejected = [reject.text for reject in rule.spec.rejects]
    for i, text in enumerate(rejected):
        if "[[" in text or "]]" in text:
            yield rule.problem("a reject marks nothing: take [[ and ]] out", "rejects", i)
        elif text in rejected[:i]:
            yield rule.problem("the same reject stands above", "rejects", i)


def _shown_problems(rule: Rule, book: Rulebook) -> Iterator[Problem]:
    """Phenomena that the catalogue has not, or says to be left out, though an example or reject shows them."""
    said = {"examples": [one.shows for one in rule.spec.examples], "rejects": [one.shows for one in rule.spec.rejects]}
    for key, sentences in said.items():
        for i, names in enumerate(sentences):
            for j, name in enumerate(names):
                known = book.phenomena.get(name)
                if known is None:
                    yield rule.problem(f"no phenomenon '{name}' in the catalogue{did_you_mean(name, book.phenomena)}", key, i, "shows", j)
                elif known.left_out:
                    yield rule.problem(f"shows {name}, which {known.place} says is left out", key, i, "shows", j)


def _strange_groups(book: Rulebook) -> Iterator[Problem]:
    """Groups of an overlay's rule that no shipped rule of its layer has, so that nothing can read them."""
    for layer in book.rules:
        added = [rule for rule in book.layer(layer) if book.is_overlay(rule)]
        shipped = [rule for rule in book.layer(layer) if not book.is_overlay(rule)] if added else []
        known = {_class_of(name) for rule in shipped for key in rule.patterns for name in _groups(rule, key)}
        for rule in added if known else ():
            for key in rule.patterns:
                if key in FREE:
                    continue
                for name in dict.fromkeys(_groups(rule, key)):
                    if _class_of(name) not in known:
                        at = max(0, str(getattr(rule.spec, key)).find(f"<{name}>"))
                        yield rule.problem_inside(f"no {layer} rule reads a group '{name}'{did_you_mean(name, known)}", at, key)


def _groups(rule: Rule, key: str) -> list[str]:
    return [found[1] for found in GROUP.finditer(rule.patterns[key])]


def _class_of(group: str) -> str:
    """`on_10_1` and `on_5_4` are groups of one kind: their figures are read, too."""
    return regex.sub("[0-9]+", "#", group)


def _twins(book: Rulebook) -> Iterator[Problem]:
    """Rules that match the very same text as another of their layer: the second can never win, or always ties."""
    first: dict[tuple[object, ...], Rule] = {}
    for rule in book:
        if not rule.patterns:
            continue
        key = (rule.layer, tuple(sorted(rule.patterns.items())), tuple(sorted(rule.cue)), _conditions(rule))
        other = first.setdefault(key, rule)
        if other is not rule and other.id not in rule.spec.over:
            key_name = next(iter(rule.patterns))
            yield rule.problem(f"has the same pattern as {other.id} ({other.file}:{other.line}) and can never win over it",
                               key_name)


def _conditions(rule: Rule) -> tuple[tuple[str, str], ...]:
    """The fields of a rule that narrow where it holds, beside its patterns."""
    plain: Mapping[str, object] = rule.spec.model_dump()
    skipped = {"id", "about", "examples", "rejects", "over", "replaces", "cue", "emits", "weight", "certainty", *rule.patterns}
    return tuple(sorted((key, repr(value)) for key, value in plain.items() if key not in skipped))
