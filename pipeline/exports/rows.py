"""A triple's record → one flat row, and the columns with their names in English and Chinese."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import InputError

Lang = Literal["en", "zh"]
Record = dict[str, Any]
Cell = str | int | Decimal | None
Row = dict[str, Cell]
JOINT = "、"  # between the titles of a speaker


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its Chinese heading, its type, how wide it is shown, and how a record fills it."""

    name: str
    chinese: str
    type: Literal["text", "number", "date", "offset"]
    width: int
    of: Callable[[Record], Cell]

    def heading(self, lang: Lang) -> str:
        """The heading in a language."""
        return self.chinese if lang == "zh" else self.name


def _field(*path: str) -> Callable[[Record], Cell]:
    def of(record: Record) -> Cell:
        value: Any = record
        for key in path:
            value = value.get(key) if value is not None else None
        return value  # type: ignore[no-any-return]

    return of


def _offset(name: str, side: int) -> Callable[[Record], Cell]:
    def of(record: Record) -> Cell:
        span = record.get("spans", {}).get(name)
        return int(span[side]) if span else None

    return of


COLUMNS = (
    Column("doc", "文档", "text", 24, _field("doc")),
    Column("section", "部分", "text", 9, _field("section")),
    Column("speaker", "发言者", "text", 14, _field("speaker")),
    Column("speaker_kind", "发言者类别", "text", 12, _field("speaker_kind")),
    Column("speaker_titles", "职务", "text", 24, lambda record: JOINT.join(record.get("speaker_titles") or []) or None),
    Column("subject", "主体", "text", 18, _field("claim", "subject")),
    Column("predicate", "谓词", "text", 12, _field("claim", "predicate")),
    Column("object", "客体", "text", 18, _field("claim", "object")),
    Column("quantity", "数量表述", "text", 16, _field("quantity", "text")),
    Column("value", "数值", "number", 14, _field("quantity", "value")),
    Column("low", "下限", "number", 12, _field("quantity", "low")),
    Column("high", "上限", "number", 12, _field("quantity", "high")),
    Column("unit", "单位", "text", 9, _field("quantity", "unit")),
    Column("kind", "数量类别", "text", 12, _field("quantity", "kind")),
    Column("relation", "界限", "text", 10, _field("quantity", "relation")),
    Column("time", "时间表述", "text", 14, _field("time", "text")),
    Column("time_start", "起始日期", "date", 12, _field("time", "start")),
    Column("time_end", "截止日期", "date", 12, _field("time", "end")),
    Column("status", "性质", "text", 10, _field("status")),
    Column("comparison", "比较对象", "text", 14, _field("comparison")),
    Column("place", "地区", "text", 10, _field("place")),
    Column("sentence", "原句", "text", 80, _field("sentence")),
    Column("rules", "规则", "text", 30, lambda record: " ".join(record.get("rules") or []) or None),
    Column("confidence", "置信度", "number", 9, _field("confidence")),
    Column("start", "数量起点", "offset", 9, _field("quantity", "start")),
    Column("end", "数量终点", "offset", 9, _field("quantity", "end")),
    Column("sentence_start", "原句起点", "offset", 9, _offset("sentence", 0)),
    Column("sentence_end", "原句终点", "offset", 9, _offset("sentence", 1)),
    Column("id", "编号", "text", 18, _field("id")),
)


def row_of(record: Record) -> Row:
    """The flat row of a triple's record."""
    return {column.name: column.of(record) for column in COLUMNS}


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file of triples; raises InputError for a line that is no triple."""
    with open(path, "rb") as stream:
        for number, line in enumerate(stream, 1):
            try:
                record = json.loads(line, parse_float=Decimal)
            except ValueError as error:
                raise InputError(f"{path}:{number}: is not JSON") from error
            if not isinstance(record, dict) or "quantity" not in record:
                raise InputError(f"{path}:{number}: is no triple; only triples can be written in other forms")
            yield row_of(record)


def plain(value: Cell) -> str:
    """A cell as text: numbers digit for digit, '' for None."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else str(value)
