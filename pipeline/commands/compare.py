"""`compare`: the triples gained, lost and changed between two outputs, rule folders or versions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from pipeline.changes import Change, changes, field_text
from pipeline.commands import DONE, options
from pipeline.commands.project import PRESS


def run(
    old: Annotated[str, typer.Argument(metavar="OLD", help="An output file or a run's folder, a folder of rules, a git revision, or "
                                                           "`shipped`.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, to compare with it.")],
    documents: Annotated[list[str] | None, typer.Option(
        metavar="INPUT", help="What to extract by rules; repeatable; without it corpus/press.")] = None,
    rules: options.Rules = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the changes as an HTML page, too.")] = None,
) -> int:
    """Show the triples gained, lost and changed from OLD to NEW.

    A folder of rules is laid over the shipped ones unless it is a whole set of its own.
    """
    from pipeline.authoring.comparing import is_output, triples_of
    from pipeline.authoring.documents import read_documents
    from pipeline.authoring.page import changes_page, counts
    from pipeline.rulebook.folders import overlay_folders
    from pipeline.writing import whole_file

    needs_documents = not (is_output(old) and is_output(new))
    read = read_documents(documents or [str(PRESS)]) if needs_documents else []
    folders = overlay_folders(rules)
    found = changes(triples_of(old, read, folders), triples_of(new, read, folders))
    show(found)
    print(counts(found))
    if html:
        with whole_file(html) as stream:
            stream.write(changes_page(found, old, new))
    return DONE


def show(found: Sequence[Change]) -> None:
    """Print the changes as a table."""
    from rich import box
    from rich.table import Table

    from pipeline.commands.tables import terminal

    if not found:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("", "document", "quantity"):
        table.add_column(name, no_wrap=name == "")
    table.add_column("what", ratio=1)
    for change in found:
        table.add_row({"gained": "+", "lost": "-", "changed": "~"}[change.sort], f"{change.doc}:{change.start}", change.text,
                      what(change))
    terminal().print(table)


def what(change: Change) -> str:
    """The triple gained or lost, or the fields that changed: `predicate: 增长 → 同比增长`."""
    if change.sort == "changed":
        return "\n".join(f"{field}: {old} → {new}" for field, (old, new) in change.fields.items())
    record = change.new or change.old or {}
    return " | ".join(field_text(record, field) for field in ("speaker", "subject", "predicate", "object"))
