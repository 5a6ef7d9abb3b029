"""`evaluate`: triples against gold."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import typer

from pipeline.commands import DONE, SET_ASIDE, options, tables
from pipeline.commands.project import GOLD, PRESS
from pipeline.errors import UsageError, did_you_mean
from pipeline.evaluation import (
    CAUSES,
    Outcome,
    contradictions,
    figures,
    intervals,
    judge,
    read_gold,
    read_predicted,
    reliability,
)
from pipeline.evaluation.figures import FIGURES

SHOWN = 3  # documents named in a message
GROUPS = ("kind", "section", "rule", "phenomenon")


def run(
    predicted: Annotated[Path | None, typer.Argument(
        metavar="PREDICTED", help="Triples written by extract: a file or a run's folder; without it they are extracted now.")] = None,
    gold: Annotated[list[Path] | None, typer.Option(
        metavar="FILE", help="A gold file or a folder of them; repeatable; without it corpus/gold.")] = None,
    documents: Annotated[list[str] | None, typer.Option(
        metavar="INPUT", help="What to extract now; repeatable; without it corpus/press.")] = None,
    rules: options.Rules = None,
    floors: Annotated[list[str] | None, typer.Option(
        "--min", metavar="FIGURE=SHARE", help="Exit with 1 under this, as triple_f1=0.95; repeatable.")] = None,
    errors: Annotated[int | None, typer.Option(
        min=0, metavar="N", help="List at most N errors of each cause; without it all.")] = None,
    by: Annotated[list[str] | None, typer.Option(
        "--by", metavar="kind|section|rule|phenomenon",
        help="Also the figures by kind of quantity, section, claim rule or phenomenon that the rules show; repeatable.")] = None,
    consistency: Annotated[bool, typer.Option(
        "--consistency", help="Also list triples that cannot all be true, each with its sentence.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")] = False,
) -> int:
    """Score triples against gold: figures over all and by document, 95 % intervals, errors by cause, confidence."""
    wanted = read_floors(floors or ())
    for group in by or ():
        if group not in GROUPS:
            raise UsageError(f"--by {group}: write one of {', '.join(GROUPS)}{did_you_mean(group, GROUPS)}")
    gold_rows = read_gold(gold or [GOLD])
    rows, texts = (read_predicted(predicted), {}) if predicted else extract_now(documents or [str(PRESS)], rules or ())
    outcomes = judge(gold_rows, rows)
    if rows and outcomes.keys().isdisjoint(row["doc"] for row in rows):
        print(f"note: none of the documents read has gold: gold is of {', '.join(sorted(outcomes)[:SHOWN])}; give theirs with --gold",
              file=sys.stderr)
    overall = figures(outcomes)
    groups = {group: {name: figures(part) for name, part in grouped(outcomes, group, rules or ()).items()} for group in by or ()}
    if as_json:
        report = as_object(outcomes, errors) | {f"by_{group}": of_group for group, of_group in groups.items()}
        if consistency:
            report["contradictions"] = [[_plain(row) for row in group] for group in contradictions(rows)]
        print(json.dumps(report, ensure_ascii=False))
    else:
        show(outcomes, errors, texts, groups)
        if consistency:
            tables.terminal().print(tables.contradictions_text(contradictions(rows)))
    missed = [name for name, floor in wanted.items() if overall[name] < floor]
    for name in missed:
        print(f"{name} is {overall[name]:.4f}, under {wanted[name]}", file=sys.stderr)
    return SET_ASIDE if missed else DONE


def read_floors(texts: Sequence[str]) -> dict[str, float]:
    """The texts of `--min` as figure → floor; raises UsageError for an unknown figure or a floor that is no share."""
    floors = {}
    for text in texts:
        name, _, value = text.partition("=")
        if name not in FIGURES:
            near = did_you_mean(name, FIGURES) or f"; there are {', '.join(FIGURES)}"
            raise UsageError(f"--min {text}: there is no figure {name!r}{near}")
        try:
            floors[name] = float(value)
        except ValueError as error:
            raise UsageError(f"--min {text}: write FIGURE=SHARE, e.g. {name}=0.95") from error
        if not 0 <= floors[name] <= 1:
            raise UsageError(f"--min {text}: the share lies between 0 and 1")
    return floors


def extract_now(inputs: Sequence[str], rules: Sequence[Path] = ()) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The triples of documents by the rules as they stand, and the documents' raw texts by id."""
    from pipeline.build import make_extractor
    from pipeline.commands.extracting import Run, documents_of
    from pipeline.commands.progress import progress
    from pipeline.rulebook.folders import overlay_folders

    with progress("extracting") as step:
        documents = documents_of(inputs, step=step)
        extractor = make_extractor(overlay_folders(rules))
        found = list(Run().each(documents, extractor.records))
    return [record for _, records in found for record in records], {document.id: document.raw for document, _ in found}


def as_object(outcomes: Mapping[str, Sequence[Outcome]], limit: int | None) -> dict[str, Any]:
    """Everything `show` shows, as one object whose first keys are the overall figures."""
    every = [outcome for of_document in outcomes.values() for outcome in of_document]
    causes = {cause: [outcome for outcome in every if cause in outcome.causes] for cause in CAUSES}
    return {
        **figures(outcomes), "intervals": intervals(outcomes),
        "by_document": {doc: figures({doc: of_document}) for doc, of_document in outcomes.items()},
        "causes": {cause: len(wrong) for cause, wrong in causes.items()},
        "errors": {cause: [_error(outcome) for outcome in wrong[:limit]] for cause, wrong in causes.items()},
        "reliability": [asdict(bucket) for bucket in reliability(every)],
    }


def grouped(outcomes: Mapping[str, Sequence[Outcome]], group: str, rules: Sequence[Path] = ()) -> dict[str, dict[str, list[Outcome]]]:
    """The outcomes by kind, section, rule or phenomenon, each group by document.

    A missed triple has no section and no rule ('–'), and shows no phenomenon; others may show several, by the rules laid over.
    """
    if group == "phenomenon":
        from pipeline.authoring.phenomena import by_phenomenon, ways
        from pipeline.rulebook import load_rulebook
        from pipeline.rulebook.folders import overlay_folders

        return by_phenomenon(outcomes, ways(load_rulebook(overlay_folders(rules))))
    out: dict[str, dict[str, list[Outcome]]] = {}
    for doc, of_document in outcomes.items():
        for outcome in of_document:
            row = outcome.predicted or {}
            if group == "kind":
                name = (outcome.gold or row)["quantity"]["kind"]
            else:
                name = row.get("section") if group == "section" else next(iter(row.get("rules", [])[1:2]), None)
            out.setdefault(name or "–", {}).setdefault(doc, []).append(outcome)
    return dict(sorted(out.items()))


def show(outcomes: Mapping[str, Sequence[Outcome]], limit: int | None, texts: Mapping[str, str],
         groups: Mapping[str, Mapping[str, Mapping[str, float]]] = MappingProxyType({})) -> None:
    """Print figures, those of each document where there are several and of `groups`, errors and reliability."""
    console = tables.terminal()
    every = [outcome for of_document in outcomes.values() for outcome in of_document]
    console.print(tables.score_table(figures(outcomes), intervals(outcomes)))
    if len(outcomes) > 1:
        console.print(tables.documents_table({doc: figures({doc: rows}) for doc, rows in outcomes.items()}))
    for group, of_group in groups.items():
        console.print(tables.documents_table(of_group, group))
    console.print(tables.reliability_table(reliability(every)))
    console.print(tables.errors_text(every, limit, texts))


def _error(outcome: Outcome) -> dict[str, Any]:
    row = outcome.gold or outcome.predicted or {}
    quantity = row["quantity"]
    return {"doc": outcome.doc, "start": quantity["start"], "end": quantity["end"], "text": quantity["text"],
            "gold": _plain(outcome.gold), "predicted": _plain(outcome.predicted)}


def _plain(row: Mapping[str, Any] | None) -> Any:
    """The row with its decimals as text, which json can write."""
    return None if row is None else json.loads(json.dumps(row, ensure_ascii=False, default=str))
