"""Two sets of triples of the same documents → what was gained, lost and changed from the one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Record = Mapping[str, Any]
Sort = Literal["gained", "lost", "changed"]
# what is compared, in the order of the table; rules and confidence alone are no change of a triple
FIELDS = ("speaker", "subject", "predicate", "object", "value", "low", "high", "unit", "kind", "relation", "time", "status",
          "comparison", "place", "section")


@dataclass(frozen=True, slots=True)
class Change:
    """One triple gained, lost or changed; `fields` maps each field that differs to (old, new)."""

    sort: Sort
    doc: str
    start: int
    end: int
    text: str
    old: Record | None
    new: Record | None
    fields: Mapping[str, tuple[str, str]]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that made the new triple, or the one that is lost."""
        return tuple((self.new or self.old or {}).get("rules", ()))

    @property
    def sentence(self) -> str:
        """The sentence it stands in."""
        return str((self.new or self.old or {}).get("sentence", ""))


def changes(old: Iterable[Record], new: Iterable[Record]) -> list[Change]:
    """The changes in the order of the documents, then of the text. Triples answer each other where their quantities overlap."""
    before, after = _by_doc(old), _by_doc(new)
    docs = [*before, *(doc for doc in after if doc not in before)]
    return [change for doc in docs for change in _of_document(doc, before.get(doc, []), after.get(doc, []))]


def _by_doc(records: Iterable[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record["doc"], []).append(record)
    return found


def _of_document(doc: str, old: Sequence[Record], new: Sequence[Record]) -> list[Change]:
    taken: set[int] = set()
    found = []
    for record in old:
        other = next((i for i, one in enumerate(new) if i not in taken and _overlap(record, one)), None)
        if other is None:
            found.append(_change("lost", doc, record, None))
            continue
        taken.add(other)
        if differing(record, new[other]):
            found.append(_change("changed", doc, record, new[other]))
    found += [_change("gained", doc, None, record) for i, record in enumerate(new) if i not in taken]
    return sorted(found, key=lambda change: (change.start, change.end, change.sort))


def _overlap(one: Record, other: Record) -> bool:
    a, b = one["quantity"], other["quantity"]
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


def _change(sort: Sort, doc: str, old: Record | None, new: Record | None) -> Change:
    quantity = (new or old or {})["quantity"]
    fields = differing(old, new) if old and new else {}
    return Change(sort, doc, quantity["start"], quantity["end"], quantity["text"], old, new, fields)


def differing(old: Record, new: Record) -> dict[str, tuple[str, str]]:
    """The fields in which two triples differ, each as (old, new) in words; `–` for nothing."""
    pairs = {field: (field_text(old, field), field_text(new, field)) for field in FIELDS}
    return {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}


def field_text(record: Record, field: str) -> str:
    """A field of a triple in words."""
    if field in ("subject", "predicate", "object"):
        value = (record.get("claim") or {}).get(field)
    elif field == "time":
        time = record.get("time")
        value = f"{time['text']} {time['start'] or '…'}/{time['end'] or '…'}" if time else None
    elif field in ("value", "low", "high", "unit", "kind", "relation"):
        value = record["quantity"].get(field)
    else:
        value = record.get(field)
    return "–" if value is None else str(value)
