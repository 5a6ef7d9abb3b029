"""Changes as one HTML page that needs nothing else; all text in it is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from pipeline.changes import Change, field_text

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1b1b1b; background: #fff }
h1 { font-size: 1.3rem } h2 { font-size: 1.05rem; margin-top: 2rem } table { border-collapse: collapse; width: 100% }
th, td { border-top: 1px solid #d5d5d5; padding: .4rem .6rem; text-align: left; vertical-align: top }
mark { background: #fff1a8 } .gained { color: #106b2c } .lost { color: #a4262c } .changed { color: #7a4b00 }
.was { text-decoration: line-through; color: #6b6b6b } .rules { color: #6b6b6b; font-size: .85rem }
@media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #1a1a1a } th, td { border-color: #444 }
mark { background: #5c5100; color: inherit } .gained { color: #7bd796 } .lost { color: #ff9b9b } .changed { color: #f0c070 }
.was, .rules { color: #a0a0a0 } }
"""


def changes_page(found: Sequence[Change], old: str, new: str) -> str:
    """The page for the changes from `old` to `new`."""
    title = f"{escape(old)} → {escape(new)}"
    return "".join([
        '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>\n<p>{escape(counts(found))}</p>\n",
        *_tables(found), "</body></html>\n"])


def counts(found: Sequence[Change]) -> str:
    """`3 gained, 1 lost, 2 changed`."""
    return ", ".join(f"{sum(change.sort == sort for change in found)} {sort}" for sort in ("gained", "lost", "changed"))


def _tables(found: Sequence[Change]) -> Iterator[str]:
    for doc in dict.fromkeys(change.doc for change in found):
        heads = "".join(f"<th>{name}</th>" for name in ("Change", "Quantity", "Claim", "Sentence"))
        yield f"<h2>{escape(doc)}</h2>\n<table><thead><tr>{heads}</tr></thead><tbody>\n"
        for change in found:
            if change.doc == doc:
                yield _row(change)
        yield "</tbody></table>\n"


def _row(change: Change) -> str:
    rules = f'<div class="rules">{escape(", ".join(change.rules))}</div>'
    sentence = escape(change.sentence).replace(escape(change.text), f"<mark>{escape(change.text)}</mark>", 1)
    return (f'<tr><td class="{change.sort}">{change.sort}</td><td>{escape(change.text)}<br>{change.start}–{change.end}</td>'
            f"<td>{_claim(change)}{rules}</td><td>{sentence}</td></tr>\n")


def _claim(change: Change) -> str:
    if change.sort != "changed":
        record = change.new or change.old or {}
        parts = [field_text(record, field) for field in ("speaker", "subject", "predicate", "object")]
        return escape(" | ".join(parts))
    return "<br>".join(f'{escape(field)}: <span class="was">{escape(old)}</span> {escape(new)}'
                       for field, (old, new) in change.fields.items())
