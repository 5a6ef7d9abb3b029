"""How the examples of format rules are read: each section is a find of the format that the text shows."""

from __future__ import annotations

from pipeline.formats.division import divide
from pipeline.model import Section
from pipeline.rulebook import Rulebook
from pipeline.rulebook.examples import Find, Reader
from pipeline.source import Document, View, make_view

FIELDS = ("kind", "speaker", "item", "turn", "begins", "text", "cells")
BEGINNING = 8


def format_reader(book: Rulebook) -> Reader:
    """Divides an example. In `gives` every section has its `kind`, and any of `speaker`, `item`, `turn`, `text`, `cells`,
    and what it `begins` with: its first eight characters."""

    def read(text: str, published: str | None) -> list[Find]:
        view = make_view(text, book.lexicon)
        layout = divide(view, Document("example", text), book)
        return [Find(*view.raw_span(section.start, section.end), (f"format/{layout.format}",), _fields(view, section))
                for section in layout.sections]

    return Reader(read, FIELDS)


def _fields(view: View, section: Section) -> dict[str, str | None]:
    text = view.text[section.start:section.end]
    cells = "; ".join(f"{view.text[cell.start:cell.end]} {cell.unit or '-'}" for cell in section.cells)
    return {"kind": section.kind, "speaker": section.speaker, "item": str(section.item),
            "turn": None if section.turn is None else str(section.turn), "begins": text[:BEGINNING], "text": text,
            "cells": cells or None}
