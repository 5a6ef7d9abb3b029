"""The year that a document reports on, by its headline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import regex

from pipeline import dates
from pipeline.model import Section

YEAR = regex.compile(r"(?<![0-9])(?:(?:19|20)[0-9]{2}|[一二][〇○零一二三四五六七八九]{3})(?=年(?![代版款前内]|以[前内来]))")
LONGEST_AGO = 3  # years: an older one in a headline is what the news looks back on, not what it reports


def year_reported(text: str, sections: Iterable[Section], title: str | None, anchor: date | None) -> int | None:
    """The one year that the title and the headlines name (2023 for `2023年江澄统计公报`).

    None where they name none or several, one to come, or one long past.
    """
    heads = [section for section in sections if section.kind == "headline" and section.item == 0]
    said = [title or "", *(text[section.start:section.end] for section in heads)]
    years = {dates.count(found[0]) for line in said for found in YEAR.finditer(line)}
    year = years.pop() if len(years) == 1 else None
    if year is None or anchor and not anchor.year - LONGEST_AGO <= year <= anchor.year:
        return None
    return year
