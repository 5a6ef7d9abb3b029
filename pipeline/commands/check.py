"""`check`: every rule file valid, every example and reject of every rule as stated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from pipeline.commands import DONE, WRONG, options
from pipeline.errors import Problem, RuleError
from pipeline.rulebook import Rulebook, load_rulebook
from pipeline.rulebook.folders import overlay_folders


def run(
    layer: Annotated[list[str] | None, typer.Option(help="Run the examples of this layer only; repeatable.")] = None,
    rules: options.Rules = None,
    examples: Annotated[bool, typer.Option(help="Run the examples and rejects, too.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as one JSON list, for editors.")] = False,
) -> int:
    """Check every rule file and run the examples and rejects of every rule."""
    changed: list[tuple[str, str, str]] = []
    try:
        book = load_rulebook(overlay_folders(rules))
        layers = book.chosen(layer or [])
        problems = _problems(book, layers, examples)
        changed = book.lexicon.overlaid
    except RuleError as error:
        problems = error.problems
    if as_json:
        print(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False))
        return WRONG if problems else DONE
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}")
        for entry, place, what in changed:  # what fails may be shipped rules, by words of one's own
            print(f"note: {place} {what} ({entry})")
        return WRONG
    print(_summary(book, layers, examples))
    return DONE


def _problems(book: Rulebook, layers: Sequence[str], examples: bool) -> list[Problem]:
    from pipeline.rulebook.lint import lint

    problems = lint(book)
    if not problems and examples:
        from pipeline.examples import run_examples

        problems = run_examples(book, layers)
    return problems


def _summary(book: Rulebook, layers: Sequence[str], examples: bool) -> str:
    rules = list(book)
    ran = sum(len(rule.spec.examples) + len(rule.spec.rejects) for layer in layers for rule in book.layer(layer))
    said = f"{len(rules)} rules in {len({rule.file for rule in rules})} files are valid"
    return f"{said}, {ran} examples and rejects as stated" if examples else said
