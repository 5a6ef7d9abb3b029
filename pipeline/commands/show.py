"""`show`: a document in the terminal, its figures and what they measure in colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.commands import DONE, options
from pipeline.errors import InputError, UsageError

if TYPE_CHECKING:
    from rich.text import Text

    from pipeline.source import Document

Record = Mapping[str, Any]
# one style a part, the same in the text and in the lines below it; `speaker` and `time` are told by underlining too
STYLES = {"subject": "cyan", "predicate": "green", "object": "magenta", "time": "blue underline", "speaker": "red underline",
          "quantity": "bold black on yellow"}


def run(
    doc: Annotated[str, typer.Argument(metavar="DOC", help="A document: a file, - for standard input, FILE.jsonl#ID, or with --run "
                                                           "what the run calls it.")],
    triples: Annotated[Path | None, typer.Option("--run", metavar="RUN", help="Show the triples of this run; without it "
                                                 "they are extracted now.")] = None,
    rules: options.Rules = None,
    format_name: options.Format = None,
    text: Annotated[bool, typer.Option(help="Print the text; without it only the triples.")] = True,
) -> int:
    """Print a document with its figures in colour, and below each paragraph what they measure and who says it."""
    from pipeline.authoring.documents import read_document
    from pipeline.commands.tables import terminal

    if triples:
        raw, records = of_run(triples, doc)
    else:
        document = read_document(doc)
        raw, records = document.raw, extracted(document, rules or (), format_name)
    console = terminal()
    console.print(legend())
    for part in parts(raw, records, text):
        console.print(part, soft_wrap=True)
    return DONE


def of_run(path: Path, doc: str) -> tuple[str, Sequence[Record]]:
    """The raw text of a document and the triples a run has of it; raises UsageError, InputError when it has none.

    `doc` is a file on this machine, or what the run calls the document; of a path the end will do (`news/2024/a.txt`: `2024/a.txt`).
    """
    from pipeline.authoring.documents import read_document
    from pipeline.evaluation import read_predicted
    from pipeline.exports.parts import TRIPLES, is_there
    from pipeline.exports.runs import called, find_documents, same_as

    if not is_there(path) and not is_there(path / TRIPLES):
        raise UsageError(f"{path}: there are no triples; give a run's folder or a file that extract wrote")
    records = read_predicted(path)
    name = called(doc, {record["doc"] for record in records})
    if name is None:
        twin = same_as(path, doc)
        raise InputError(f"{path}: has no triple of {doc}{f'; it is the same text as {twin}' if twin else ''}")
    found = [record for record in records if record["doc"] == name]
    if Path(doc.partition("#")[0]).is_file():
        return read_document(doc).raw, found
    kept = find_documents(path, [], {name})
    if name not in kept:
        raise InputError(f"{path}: the text of {name} is not to be found; give its file")
    return kept[name].raw, found


def extracted(document: Document, rules: Sequence[Path], format_name: str | None) -> Sequence[Record]:
    """The triples of a document by the rules as they stand."""
    from pipeline.build import make_extractor
    from pipeline.rulebook.folders import overlay_folders

    return make_extractor(overlay_folders(rules), format_name).records(document)


def parts(raw: str, records: Sequence[Record], with_text: bool) -> Iterator[Text]:
    """The document line by line with its triples below the line their figure begins in."""
    waiting = sorted(records, key=lambda record: record["quantity"]["start"])
    start = 0
    for line in raw.split("\n"):
        end = start + len(line)
        here = [record for record in waiting if start <= record["quantity"]["start"] <= end]
        if with_text:
            yield coloured(line, start, records)
        for record in here:
            yield told(record)
        start = end + 1


def coloured(line: str, start: int, records: Sequence[Record]) -> Text:
    """A line with the parts of all triples in their styles; figures last, so that nothing covers them."""
    from rich.text import Text

    text = Text(line.rstrip("\r"))
    for role, style in STYLES.items():
        for record in records:
            figure = record["quantity"]
            span = (figure["start"], figure["end"]) if role == "quantity" else (record.get("spans") or {}).get(role)
            if span and span[0] < start + len(line) and span[1] > start:
                text.stylize(style, max(0, span[0] - start), span[1] - start)
    return text


def told(record: Record) -> Text:
    """A triple in one line: `  ▸ 5.3万个 ← 全市 建成 5G基站 · 陈金山 · 目前`."""
    from rich.text import Text

    from pipeline.commands.tables import amount

    claim, time = record["claim"], record.get("time") or {}
    text = Text("  ▸ ", style="dim").append(amount(record["quantity"]), style="bold yellow").append(" ← ", style="dim")
    for slot in ("subject", "predicate", "object"):
        if claim.get(slot):
            text.append(claim[slot], style=STYLES[slot]).append(" ")
    for value, style in ((record.get("speaker"), "red"), (time.get("text"), "blue"), (record["status"], "dim"),
                         (f"{record['confidence']:.2f}", "dim")):
        if value:
            text.append("· ", style="dim").append(str(value), style=style).append(" ")
    return text


def legend() -> Text:
    """What the colours stand for."""
    from rich.text import Text

    return Text(" ").join(Text(role, style=style) for role, style in STYLES.items())
