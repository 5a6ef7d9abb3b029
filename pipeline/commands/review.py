"""`review`: a page on this machine to judge and correct triples, and the ways in and out of its decisions."""

from __future__ import annotations

import getpass
import json
import webbrowser
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from pipeline.commands import DONE
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.review.merge import Comparison

OPEN = "open"


class RunFirst(TyperGroup):
    """Takes `review RUN` for `review open RUN`: what is no command of ours is the run to open."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `open` in front of a line that starts with none of the commands."""
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = [OPEN, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=RunFirst, add_completion=False, rich_markup_mode=None, no_args_is_help=True,
                  help="Review the triples of a run on a page in the browser: review RUN [--docs PATH].")

RunPath = Annotated[Path, typer.Argument(metavar="RUN", help="What extract -o wrote: a JSONL file or a run's folder.")]
Docs = Annotated[list[Path] | None, typer.Option(metavar="PATH", help="The inputs of the run, repeatable; without it the "
                                                 "texts the run keeps, else corpus/press.")]
Log = Annotated[Path | None, typer.Option("--decisions", metavar="FILE", help="The log of decisions; without it the one "
                                          "beside the run.")]
Reviewer = Annotated[str | None, typer.Option(metavar="NAME", help="Who decides; without it the user's name.")]


@app.command(OPEN)
def open_page(
    run: RunPath,
    docs: Docs = None,
    decisions: Log = None,
    reviewer: Reviewer = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port on 127.0.0.1; without it the last one or a "
                                             "free one.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> int:
    """Open the review page of a run and serve it until Ctrl-C."""
    _need("starlette", "uvicorn")
    from pipeline.review.explaining import explainer
    from pipeline.review.run import open_run
    from pipeline.review.server import serve
    from pipeline.review.session import Session
    from pipeline.review.store import DecisionLog

    opened = open_run(run, docs or (), decisions)
    with DecisionLog(opened.log) as log:
        session = Session(opened, log, reviewer_name(reviewer))

        def ready(address: str) -> None:
            typer.echo(f"{len(opened.cards)} triples of {len(opened.docs)} documents; decisions go to {opened.log}", err=True)
            typer.echo(f"Review: {address}\nCtrl-C ends it; nothing is lost.", err=True)
            if browser:
                webbrowser.open(address)

        serve(session, port, explainer(opened), ready)
    return DONE


@app.command("export")
def export(
    run: RunPath,
    to: Annotated[str, typer.Option(metavar="FORMAT", help="gold, jsonl, csv, xlsx, labelstudio, doccano or prodigy.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write.")],
    docs: Docs = None,
    decisions: Log = None,
    finished: Annotated[bool, typer.Option("--finished", help="Only documents without an open triple.")] = False,
    with_open: Annotated[bool, typer.Option("--with-open", help="Open triples too, as they are (gold and jsonl hold only what "
                                            "was decided).")] = False,
) -> int:
    """Write what was reviewed, for evaluate, for spreadsheets, or for another annotation tool."""
    from pipeline.review.exchange import export_run
    from pipeline.review.run import open_run

    if decisions is not None and not decisions.is_file():
        raise UsageError(f"{decisions}: there is no such log of decisions")
    report = export_run(open_run(run, docs or (), decisions), to, output, finished, with_open)
    typer.echo(f"{output}: {report}", err=True)
    return DONE


@app.command("import")
def import_(
    run: RunPath,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What an export or another tool wrote.")],
    source: Annotated[str | None, typer.Option("--from", metavar="FORMAT", help="gold, jsonl, csv, xlsx, labelstudio, "
                                               "doccano or prodigy; without it the file tells.")] = None,
    docs: Docs = None,
    decisions: Log = None,
    reviewer: Reviewer = None,
    complete: Annotated[bool, typer.Option("--complete", help="The file is all there is: accept what it holds, reject what it "
                                           "lacks of the documents it speaks of.")] = False,
) -> int:
    """Take the decisions in a file over into the log of a run."""
    from pipeline.review.exchange import import_file
    from pipeline.review.run import open_run
    from pipeline.review.store import DecisionLog

    opened = open_run(run, docs or (), decisions)
    with DecisionLog(opened.log) as log:
        typer.echo(f"{file}: {import_file(opened, log, file, source, reviewer_name(reviewer), complete)}", err=True)
    return DONE


@app.command("merge")
def merge(
    logs: Annotated[list[Path], typer.Argument(metavar="LOG LOG…", help="Logs of decisions on the same run.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the merged log; "
                                                "disagreements stand open in it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")] = False,
) -> int:
    """Compare reviewers: agreement, Cohen's kappa, and every disagreement; -o writes one log of all."""
    from pipeline.review.merge import compare_logs, merge_logs

    if len(logs) < 2:
        raise UsageError("review merge: give two logs or more")
    comparison = compare_logs(logs)
    if as_json:
        print(json.dumps(asdict(comparison), ensure_ascii=False))
    else:
        _show(comparison)
    if output is not None:
        count = merge_logs(logs, output, comparison)
        typer.echo(f"{output}: {count} decisions, {len(comparison.disagreements)} triples to settle", err=True)
    return DONE


def reviewer_name(given: str | None) -> str:
    """The name that decisions are signed with; raises UsageError for one that is no name."""
    try:
        name = (given if given is not None else getpass.getuser()).strip()
    except (OSError, KeyError):
        name = ""
    if not name or len(name) > 80 or not name.isprintable():
        raise UsageError("give your name for the decisions: --reviewer NAME")
    return name


def _show(comparison: Comparison) -> None:
    """Print agreement and disagreements."""
    from rich.table import Table

    from pipeline.commands.tables import terminal
    from pipeline.review.merge import CATEGORIES

    console = terminal()
    for row in comparison.agreements:
        value = "–" if row.kappa is None else f"{row.kappa:.3f}"
        console.print(f"{row.first} and {row.second}: both decided {row.both}, agree on {row.agreed}, Cohen's kappa {value}")
        table = Table(title=f"{row.first} ↓  {row.second} →", title_justify="left")
        for name in ("", *CATEGORIES):
            table.add_column(name, justify="right" if name else "left")
        for name in CATEGORIES:
            table.add_row(name, *(str(row.table[name][other]) for other in CATEGORIES))
        console.print(table)
    for wrong in comparison.disagreements:
        fields = f"  ({', '.join(wrong.fields)})" if wrong.fields else ""
        console.print(f"{wrong.doc}  {wrong.text}  {wrong.first}: {wrong.answers[0]}  {wrong.second}: {wrong.answers[1]}{fields}")


def _need(*modules: str) -> None:
    from importlib.util import find_spec

    if any(find_spec(module) is None for module in modules):
        raise UsageError("review needs the extra 'review': pip install 'press-triples[review]'")
