"""`extract`: documents → triples, or every quantity and time, as JSON lines: in one go to a file, or as a run."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.commands import DONE, INTERRUPTED, SET_ASIDE, options
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.batch import Options

Emit = Literal["triples", "quantities"]
Format = Literal["text", "jsonl"] | None


def run(
    inputs: options.Inputs,
    out: Annotated[str, typer.Option(
        "-o", "--output", metavar="FILE", help="The file to write, the folder of a run, or - for standard output.")
    ] = "-",
    emit: Annotated[Emit, typer.Option(help="What to write of each document.")] = "triples",
    rules: options.Rules = None,
    format_name: options.Format = None,
    input_format: options.InputFormat = None,
    encoding: options.Encoding = None,
    workers: Annotated[int | None, typer.Option(
        min=1, metavar="N", help="Make a run with N processes; without it as many as there are cores.")] = None,
    changed: Annotated[bool, typer.Option(
        "--changed", help="Go on with a run that other rules began, and do again what the new ones change.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what a run has set aside.")] = False,
) -> int:
    """Read documents and write their triples, one JSON object a line.

    INPUT is text, Markdown, JSONL with {"id", "text", "title"?, "published"?, "source"?} a line, a folder, or -.

    With a folder as -o it is a run: several processes read the documents, what is finished is kept, and the same
    call goes on after an interruption.
    """
    # what the two ways need is imported there, so that --help and a mistyped option are told at once
    from pipeline.rulebook.folders import overlay_folders

    folders = overlay_folders(rules)
    asked = workers is not None or changed or retry
    if is_run(out, inputs, asked):
        from pipeline.batch import Options
        from pipeline.batch.settings import Settings

        settings = Settings(tuple(map(str, folders)), format_name, emit, encoding)
        return make_run(inputs, Path(out), Options(settings, workers, changed, retry, input_format))
    if asked:
        raise UsageError("--workers, --changed and --retry are for a run; give its folder with -o")
    return write_file(inputs, out, emit, folders, format_name, input_format, encoding)


def is_run(out: str, inputs: Sequence[str], asked: bool) -> bool:
    """Whether `out` is a run's folder: it is there, ends in a slash, or has no suffix where a run is likely."""
    path = Path(out)
    if path.is_dir() or out.endswith(("/", os.sep)):
        return True
    likely = asked or any(Path(name).is_dir() for name in inputs)
    return likely and out != "-" and not path.suffix and not path.exists()


def make_run(inputs: Sequence[str], out: Path, how: Options) -> int:
    """A resumable run in the folder `out`; comes back with the exit status."""
    from pipeline.batch import run as run_batch

    report = run_batch(inputs, out, how)
    print(report, file=sys.stderr)
    if report.interrupted:
        return INTERRUPTED
    return SET_ASIDE if report.totals.set_aside else DONE


def write_file(inputs: Sequence[str], out: str, emit: Emit, rules: Sequence[Path], format_name: str | None,
               input_format: Format, encoding: str | None) -> int:
    """One pass in this process to a file or standard output; comes back with the exit status."""
    from pipeline.assemble import dump
    from pipeline.build import make_extractor
    from pipeline.commands.extracting import Run, documents_of
    from pipeline.commands.progress import progress
    from pipeline.commands.writing import output

    this_run = Run()
    with progress("extracting") as step:
        documents = documents_of(inputs, input_format, encoding, step)
        extractor = make_extractor(rules, format_name)
        work = extractor.records if emit == "triples" else lambda document: [extractor.quantity_record(document)]
        with output(out) as stream:
            for _, records in this_run.each(documents, work):
                stream.writelines(dump(record) + "\n" for record in records)
    return this_run.status
