"""Markdown → its text as it is; a front matter between `---` lines gives title, date and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import regex

from pipeline.readers.inputs import Input
from pipeline.readers.text import as_document
from pipeline.source import Document

FRONT = regex.compile(r"\A---[ \t]*\r?\n(.{0,5000}?)^---[ \t]*$", regex.DOTALL | regex.MULTILINE)
FIELD = regex.compile(r"^(title|date|published|source)[ \t]*:[ \t]*(.+?)[ \t]*\r?$", regex.MULTILINE)


def read(source: Input) -> Iterator[Document]:
    """The one document of a Markdown file; raises Unreadable as text files do."""
    document = as_document(source, source.read())
    front = FRONT.match(document.raw)
    fields = {name: value.strip("\"'") for name, value in FIELD.findall(front.group(1))} if front else {}
    yield replace(document, title=fields.get("title"), source=fields.get("source"),
                  published=_day(fields.get("published") or fields.get("date")))


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
