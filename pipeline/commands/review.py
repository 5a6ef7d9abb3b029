"""`review`: a page on this machine to judge and correct triples, and the ways in and out of its decisions."""

from __future__ import annotations

import getpass
import webbrowser
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipeline.commands import DONE
from pipeline.errors import UsageError

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
    finished: Annotated[bool, typer.Option(help="Only documents without an open triple.")] = False,
) -> int:
    """Write what was reviewed, for evaluate, for spreadsheets, or for another annotation tool."""
    from pipeline.review.exchange import export_run
    from pipeline.review.run import open_run

    report = export_run(open_run(run, docs or (), decisions), to, output, finished)
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
) -> int:
    """Take the decisions in a file over into the log of a run."""
    from pipeline.review.exchange import import_file
    from pipeline.review.run import open_run
    from pipeline.review.store import DecisionLog

    opened = open_run(run, docs or (), decisions)
    with DecisionLog(opened.log) as log:
        typer.echo(f"{file}: {import_file(opened, log, file, source, reviewer_name(reviewer))}", err=True)
    return DONE


@app.command("merge")
def merge(
    logs: Annotated[list[Path], typer.Argument(metavar="LOG LOG…", help="Logs of decisions on the same run.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the merged log; "
                                                "disagreements stand open in it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")] = False,
) -> int:
    """Compare reviewers: agreement, Cohen's kappa, and every disagreement; -o writes one log of all."""
    from pipeline.review.merge import compare_logs, merge_logs, show

    if len(logs) < 2:
        raise UsageError("review merge: give two logs or more")
    comparison = compare_logs(logs)
    show(comparison, as_json)
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


def _need(*modules: str) -> None:
    from importlib.util import find_spec

    if any(find_spec(module) is None for module in modules):
        raise UsageError("review needs the extra 'review': pip install 'press-triples[review]'")
