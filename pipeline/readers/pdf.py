"""PDF → its text page by page, radical glyphs folded to the characters they stand for.

A form feed, a line's end to the view, parts the pages, so the page of an offset is the number of form feeds before it, plus one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.readers.extras import need
from pipeline.readers.inputs import Input, Unreadable
from pipeline.readers.radicals import fold
from pipeline.source import Document

MAX_PAGES = 200
MAX_CHARACTERS = 5_000_000
MAX_PRIVATE = 0.01  # share of private-use characters above which the fonts name no real ones
PAGE = "\f"


def read(source: Input) -> Iterator[Document]:
    """The one document of a PDF; raises Unreadable for one that is broken, locked, too long or holds no text."""
    yield as_document(source, source.read())


def as_document(source: Input, data: bytes) -> Document:
    """The bytes of a PDF as a document."""
    text = fold(PAGE.join(_pages(data))).rstrip()
    if not text.strip():
        raise Unreadable("holds no text, perhaps only pictures of it; run it through text recognition first", "empty")
    private = sum("\ue000" <= char <= "\uf8ff" or char == "\ufffd" for char in text)
    if private > len(text) * MAX_PRIVATE:
        raise Unreadable(f"{private:,} of {len(text):,} characters have no meaning outside its own fonts", "glyphs")
    return Document(id=source.id, raw=text, extracted=True)


def page_starts(raw: str) -> list[int]:
    """Where each page starts in a PDF's raw text: [0, 1804, …]."""
    starts = [0]
    at = raw.find("\f")
    while at >= 0:
        starts.append(at + 1)
        at = raw.find("\f", at + 1)
    return starts


def _pages(data: bytes) -> list[str]:
    pdfium = need("pypdfium2", "pdf")
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Unreadable(f"is no PDF that can be opened: {_reason(error)}", "broken") from error
    try:
        if len(pdf) > MAX_PAGES:
            raise Unreadable(f"has {len(pdf):,} pages, more than {MAX_PAGES}; split it", "too_large")
        pages: list[str] = []
        for number in range(len(pdf)):
            pages.append(_page(pdf, number))
            if sum(map(len, pages)) > MAX_CHARACTERS:
                raise Unreadable(f"holds more than {MAX_CHARACTERS:,} characters; split it", "too_large")
        return pages
    except pdfium.PdfiumError as error:
        raise Unreadable(f"is broken within: {_reason(error)}", "broken") from error
    finally:
        pdf.close()


def _page(pdf: Any, number: int) -> str:
    page = pdf[number]
    try:
        text = page.get_textpage()
        try:
            # PDFium marks a soft hyphen as U+FFFE and a break of line as \\r\\n
            found = str(text.get_text_bounded()).replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "")
        finally:
            text.close()
    finally:
        page.close()
    return found.replace("\f", " ").replace("\0", "").strip("\n")


def _reason(error: Exception) -> str:
    return str(error).split("(")[-1].rstrip(").").lower() or "unknown"
