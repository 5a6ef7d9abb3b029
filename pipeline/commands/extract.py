"""`extract`: documents → triples, or every quantity and time, as JSON lines: in one go to a file, or as a run."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.commands import DONE, INTERRUPTED, SET_ASIDE, options
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.batch import Options
    from pipeline.build import Extractor
    from pipeline.source import Document

SHOWN_KINDS = 6
SHOWN = 12  # characters of a paragraph that are quoted
Emit = Literal["triples", "quantities"]
Units = Literal["said", "base"]
Format = Literal["text", "jsonl"] | None


def run(
    inputs: options.Inputs,
    out: Annotated[str, typer.Option(
        "-o", "--output", metavar="FILE", help="The file to write, the folder of a run, or - for standard output.")
    ] = "-",
    emit: Annotated[Emit, typer.Option(help="What to write of each document.")] = "triples",
    units: Annotated[Units, typer.Option(
        help="base adds to each quantity its value in the base unit (3公里: 3000 米).")] = "said",
    rules: options.Rules = None,
    format_name: options.Format = None,
    input_format: options.InputFormat = None,
    encoding: options.Encoding = None,
    workers: Annotated[int | None, typer.Option(
        min=1, metavar="N", help="Make a run with N processes; without it as many as there are cores.")] = None,
    changed: Annotated[bool, typer.Option(
        "--changed", help="Go on with a run that other rules began, and do again what the new ones change.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what a run has set aside.")] = False,
    timeout: Annotated[float, typer.Option(
        min=0.1, metavar="SECONDS", help="What a document of a run may take, a long one for each megabyte, until it is set aside.")] = 30.0,
    engine: Annotated[Literal["local", "dask"], typer.Option(
        help="Who runs the processes of a run: this machine, or a Dask cluster.")] = "local",
    scheduler: Annotated[str | None, typer.Option(
        metavar="ADDRESS", help="A running Dask scheduler, tcp://HOST:PORT; without it one is started here.")] = None,
    segmenter: Annotated[Literal["jieba", "rjieba"] | None, typer.Option(
        help="Who cuts words; without it rjieba if it is installed. The triples are the same.")] = None,
    partitioned: Annotated[bool, typer.Option(
        "--partitioned", help="Leave the records of a run in parts, triples.jsonl/part-00000.jsonl and so on.")] = False,
    to: Annotated[list[str] | None, typer.Option(
        metavar="FORM", help="Write the triples as csv, xlsx, parquet or html too, beside the JSONL; repeatable.")] = None,
    lang: Annotated[Literal["en", "zh"], typer.Option(help="The language of what --to writes around the triples.")] = "en",
) -> int:
    """Read documents and write their triples, one JSON object a line.

    INPUT is text, Markdown, JSONL with {"id", "text", "title"?, "published"?, "source"?} a line, a folder, or -.

    With a folder as -o it is a run: several processes read the documents, what is finished is kept, and the same
    call goes on after an interruption.
    """
    # what the two ways need is imported there, so that --help and a mistyped option are told at once
    from pipeline.rulebook.folders import overlay_folders

    folders = overlay_folders(rules)
    check_forms(to or (), out, emit)
    if partitioned and "html" in (to or ()):
        raise UsageError("--to html is one page; make it without --partitioned")
    asked = workers is not None or changed or retry or partitioned or engine != "local"
    if is_run(out, inputs, asked):
        from pipeline.batch import Options
        from pipeline.batch.settings import Settings

        settings = Settings(tuple(map(str, folders)), format_name, emit, encoding, timeout, base_units=units == "base",
                            segmenter=segmenter)
        return make_run(inputs, Path(out), Options(settings, workers, changed, retry, input_format,
                                                         engine=engine, scheduler=scheduler, in_parts=partitioned), to or (), lang)
    if asked:
        raise UsageError("--workers, --changed, --retry, --partitioned and --engine are for a run; give its folder with -o")
    status = write_file(inputs, out, emit, folders, format_name, input_format, encoding, units == "base", segmenter)
    export_to(to or (), Path(out), lang, inputs)
    tell(note_passed_over(inputs))
    return status


def is_run(out: str, inputs: Sequence[str], asked: bool) -> bool:
    """Whether `out` is a run's folder: it is there, ends in a slash, or has no suffix where a run is likely."""
    path = Path(out)
    if path.is_dir() or out.endswith(("/", os.sep)):
        return True
    likely = asked or any(Path(name).is_dir() for name in inputs)
    return likely and out != "-" and not path.suffix and not path.exists()


def check_forms(forms: Sequence[str], out: str, emit: Emit) -> None:
    """Refuse forms that cannot be written, before any work is done; raises UsageError."""
    if not forms:
        return
    from pipeline.exports import check_form

    if out == "-" or emit != "triples":
        raise UsageError("--to needs triples in a file or a run; give -o a place and leave --emit quantities out")
    for form in forms:
        check_form(form)
        if Path(out).suffix.lower() == f".{form}":
            raise UsageError(f"{out}: --to {form} would be written over the JSONL; give -o another name, such as {Path(out).stem}.jsonl")


def tell(note: str) -> None:
    """Print what is to be told beside the result, if there is anything."""
    if note:
        print(note, file=sys.stderr)


def note_passed_over(inputs: Sequence[str]) -> str:
    """What to tell of the files in the folders among `inputs` that are of no kind which is read."""
    from pipeline.readers import passed_over

    left = passed_over(inputs)
    kinds = ", ".join(sorted({path.suffix.lower() or "no suffix" for path in left})[:SHOWN_KINDS])
    return f"note: {len(left):,} of other kinds in the folders left out ({kinds})" if left else ""


def note_older(records: Path, forms: Sequence[str]) -> str:
    """What to tell of exports that earlier calls left beside the triples of a run and this one did not make anew."""
    from pipeline.exports import FORMS

    left = [path.name for form in FORMS if form not in forms and (path := records.with_suffix(f".{form}")).exists()
            and path.stat().st_mtime < records.stat().st_mtime]
    return f"note: {', '.join(left)} in {records.parent} is of an earlier call; --to makes it anew" if left else ""


def export_to(forms: Sequence[str], records: Path, lang: Literal["en", "zh"], inputs: Sequence[str]) -> None:
    """Write the triples of `records`, extracted from `inputs`, in other forms beside it."""
    if forms:
        from pipeline.exports import export

        for form in dict.fromkeys(forms):
            export(records, form, lang=lang, inputs=inputs)


def make_run(inputs: Sequence[str], out: Path, how: Options, forms: Sequence[str] = (),
             lang: Literal["en", "zh"] = "en") -> int:
    """A resumable run in the folder `out`; comes back with the exit status."""
    from pipeline.batch import run as run_batch

    report = run_batch(inputs, out, how)
    print(report, file=sys.stderr)
    tell(report.note)
    if report.interrupted:
        return INTERRUPTED
    export_to(forms, report.records, lang, inputs)
    tell(note_older(report.records, forms))
    tell(note_passed_over(inputs))
    return SET_ASIDE if report.totals.set_aside else DONE


def write_file(inputs: Sequence[str], out: str, emit: Emit, rules: Sequence[Path], format_name: str | None,
               input_format: Format, encoding: str | None, base_units: bool = False, segmenter: str | None = None) -> int:
    """One pass in this process to a file or standard output; comes back with the exit status."""
    from pipeline.assemble import dump
    from pipeline.build import make_extractor
    from pipeline.commands.extracting import Run, documents_of
    from pipeline.commands.progress import progress
    from pipeline.readers import Names
    from pipeline.writing import STDOUT, output, whole_file

    if out != STDOUT and any(Path(name).resolve() == Path(out).resolve() for name in inputs):
        raise UsageError(f"{out}: is an input too; give another file with -o")
    this_run, names = Run(), Names()
    with progress("extracting") as step:
        documents = documents_of(inputs, input_format, encoding, step, names)
        extractor = make_extractor(rules, format_name, base_units, segmenter)
        work = partial(_records, extractor) if emit == "triples" else lambda document: [extractor.quantity_record(document)]
        with ExitStack() as files:
            stream, texts = files.enter_context(output(out)), None
            for document, records in this_run.each(documents, work):
                stream.writelines(dump(record) + "\n" for record in records)
                if out != STDOUT and document.extracted:
                    texts = texts or files.enter_context(whole_file(Path(out).with_suffix(".texts.jsonl")))
                    texts.write(text_line(document))
    tell(names.note)
    return this_run.status


def _records(extractor: Extractor, document: Document) -> list[dict[str, Any]]:
    """The triples of a document; what looks like labels and is read as text is told on standard error."""
    reading = extractor.read(document)
    left = reading.layout.unread
    if left:
        lines = [reading.view.text[section.start:section.end][:SHOWN] for section in left]
        print(f"note: {document.id}: {len(left)} paragraphs open as turns do and are read as plain text ({lines[0]}…); if they are, a "
              "label for them goes into a format's rule file (docs/extend.md)", file=sys.stderr)
    return extractor.records_of(reading)


def text_line(document: Document) -> str:
    """A document as a line of JSONL from which `extract` would read it again."""
    published = document.published.isoformat() if document.published else None
    line = {"id": document.id, "text": document.raw, "title": document.title, "published": published,
            "source": document.source}
    return json.dumps({key: value for key, value in line.items() if value is not None}, ensure_ascii=False) + "\n"
