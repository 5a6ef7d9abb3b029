"""`explain`: how a triple came about, or why a number has none."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.authoring.documents import read_document
from pipeline.commands import DONE, options
from pipeline.errors import UsageError


def run(
    doc: Annotated[str, typer.Argument(metavar="DOC", help="A document: a file, - for standard input, or FILE.jsonl#ID.")],
    at: Annotated[int | None, typer.Option(metavar="OFFSET", help="The number at this offset of the raw text.")] = None,
    text: Annotated[str | None, typer.Option(metavar="WORDS", help="The numbers in these words of the text.")] = None,
    rules: options.Rules = None,
    format_name: options.Format = None,
) -> int:
    """Show how a triple came about: the rules with their place and the text each took.

    Without --at and --text every triple is shown. For a number without a triple: what each layer says of it, the rule that
    came nearest, and what stopped it.
    """
    from pipeline.build import make_extractor
    from pipeline.explain import Explainer
    from pipeline.rulebook.folders import overlay_folders

    document = read_document(doc)
    if at is not None and not 0 <= at < len(document.raw):
        raise UsageError(f"--at {at}: {document.id} has the offsets 0 to {len(document.raw) - 1}")
    extractor = make_extractor(overlay_folders(rules), format_name)
    explainer = Explainer.of(extractor, document)
    if at is not None:
        trees = [explainer.at(at)]
    else:
        trees = explainer.of_text(text) if text else list(explainer.all())
    if not trees:
        raise UsageError(f"'{text}' does not occur in {document.id}" if text else f"{document.id} has no triple")
    for tree in trees:
        print("\n".join(tree.lines()))
        print()
    return DONE
