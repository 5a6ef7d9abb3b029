"""Radical glyphs → the ideographs they stand for: PDFs write 人 as the radical U+2F08, and no word list knows that."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).with_name("radicals.tsv")


@lru_cache(maxsize=1)
def table() -> dict[int, int]:
    """Code point of a radical or compatibility ideograph → code point of the unified ideograph."""
    out: dict[int, int] = {}
    for line in DATA.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            radical, ideograph = line.split("\t")[:2]
            out[int(radical, 16)] = int(ideograph, 16)
    return out


def fold(text: str) -> str:
    """The text with each radical as its ideograph, such as '⼈口' → '人口'; its length stays."""
    return text.translate(table())
