"""`rules …`: see the rules that hold, start new ones, try them on a document, keep the ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands import DONE, options
from pipeline.rulebook import load_rulebook
from pipeline.rulebook.folders import overlay_folders

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True,
                  help="See the rules that hold, start new ones, try them on a document, keep the ledger.")


@app.command("list")
def list_(
    layer: Annotated[list[str] | None, typer.Option(help="Only the rules of this layer; repeatable.")] = None,
    rules: options.Rules = None,
) -> int:
    """List every rule with its place, where it came from, and what it reads."""
    from pipeline.authoring.listing import rows

    found = rows(load_rulebook(overlay_folders(rules)), layer or [])
    widths = [max((len(row[i]) for row in found), default=0) for i in range(3)]
    for row in found:
        print("  ".join([*(text.ljust(width) for text, width in zip(row[:3], widths, strict=True)), row[3]]).rstrip())
    return DONE


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A rule's id, a lexicon entry's name, or a unit.")],
    rules: options.Rules = None,
) -> int:
    """Show what finally holds: one rule as its file has it, or one lexicon entry or unit."""
    from pipeline.authoring.listing import describe

    for line in describe(name, load_rulebook(overlay_folders(rules))):
        print(line)
    return DONE
