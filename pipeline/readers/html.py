"""HTML → the main text of the page, its title first, with its title and date; menus and footers stay out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date

import regex

from pipeline.readers.encoding import decode
from pipeline.readers.extras import need
from pipeline.readers.inputs import Input, Unreadable
from pipeline.source import Document

DECLARED = regex.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,20})""", regex.IGNORECASE)
CELLS = regex.compile(r"(?i)\b(col|row)span\s*=\s*[\"']?\s*\d{3,}[\"']?")
HEAD = 4096  # where a page declares its encoding
PAGE = regex.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--[^>]*-->\s*)*<(?:!doctype\s+html|html)[\s>]", regex.IGNORECASE)
MAX_DEPTH = 2000  # of open elements: parsers recurse
TAG = regex.compile(r"<(/?)(?:div|span|table|tr|td|ul|li|font|b|i|em|p|section|blockquote)\b", regex.IGNORECASE)
RULE_ROW = regex.compile(r"^\|(?:-{3,}\|)+[ ]*$\n?", regex.MULTILINE)


def read(source: Input) -> Iterator[Document]:
    """The one document of a page; raises Unreadable when it holds no main text."""
    yield as_document(source, source.read())


def as_document(source: Input, data: bytes) -> Document:
    """The bytes of a page as a document: raw text is the extracted text, the title its first line."""
    markup = decode(data, source.encoding, declared_encoding(data)).text
    if _depth(markup) > MAX_DEPTH:
        raise Unreadable(f"nests more than {MAX_DEPTH:,} elements", "bomb")
    trafilatura = need("trafilatura", "html")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # one cell that claims to span 10^15 columns would be written out 10^15 times
    page = trafilatura.bare_extraction(CELLS.sub("", markup), include_comments=False, with_metadata=True)
    text = (page.text or "").strip() if page is not None else ""
    if page is None or not text:
        raise Unreadable("holds no main text", "empty")
    title = " ".join(page.title.split()) if page.title else None
    text = RULE_ROW.sub("", text)
    if title and title not in text[:len(title) + 200]:
        text = f"{title}\n{text}"
    return Document(id=source.id, raw=text, title=title, published=_day(page.date), source=page.sitename or None,
                    extracted=True)


def is_page(data: bytes) -> bool:
    """Whether bytes begin as pages do: `<!DOCTYPE html>`, `<html lang="zh">`."""
    return PAGE.match(data[:HEAD]) is not None


def declared_encoding(data: bytes) -> str | None:
    """The encoding that the page's head names; None where it names none."""
    found = DECLARED.search(data[:HEAD])
    return found.group(1).decode("ascii", "replace") if found else None


def _depth(markup: str) -> int:
    deepest = depth = 0
    for tag in TAG.finditer(markup):
        depth = max(0, depth - 1) if tag.group(1) else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
