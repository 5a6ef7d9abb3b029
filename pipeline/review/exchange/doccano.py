"""doccano's JSONL for relation extraction: `entities` and `relations`, and our own fields, which doccano keeps, beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.exports.runs import read_lines
from pipeline.review.exchange.rows import Harvest, Reviewed, Row
from pipeline.review.exchange.spans import Entity, Graph, Link, graph_of, rows_of, settle
from pipeline.review.figures import FigureReader
from pipeline.review.run import Run


def write_doccano(found: Harvest, path: Path) -> int:
    """One document a line, rejected triples left out of its spans; how many documents comes back."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for doc, triples in found.by_document():
            stream.write(json.dumps(_document(doc, found.run.texts[doc], triples), ensure_ascii=False) + "\n")
            count += 1
    return count


def read_doccano(path: Path, run: Run, figures: FigureReader) -> Iterator[Row]:
    """The rows of a file that doccano exported; a figure that was sent and is gone was rejected."""
    for number, line in enumerate(read_lines(path), 1):
        place = f"{path}:{number}"
        try:
            meta = line.get("meta") or {}
            doc, beside = line.get("doc") or meta["doc"], line.get("triples") or meta.get("triples") or []
            raw = run.texts.get(doc, line["text"])
            graph = _graph(line, raw, place)
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{place}: not a line of doccano's relation format ({error})") from error
        yield from rows_of(doc, raw, graph, beside, {}, figures)


def _document(doc: str, raw: str, triples: list[Reviewed]) -> dict[str, Any]:
    graph = graph_of(row for row in triples if row.answer != "reject")
    number = {entity.id: at for at, entity in enumerate(graph.entities, 1)}
    return {
        "text": raw,
        "entities": [{"id": number[entity.id], "label": entity.role.upper(), "start_offset": entity.start, "end_offset": entity.end}
                     for entity in graph.entities],
        "relations": [{"id": at, "from_id": number[link.figure], "to_id": number[link.part], "type": link.role}
                      for at, link in enumerate(graph.links, 1)],
        "doc": doc, "triples": [row.as_json() for row in triples],
    }


def _graph(line: dict[str, Any], raw: str, place: str) -> Graph:
    entities = line["entities"]
    # doccano says no span's text; that its own text is ours shows that the offsets are
    if line["text"] != raw:
        raise InputError(f"{place}: its text is not that of the run's document")
    spans = settle([(row["start_offset"], row["end_offset"], None) for row in entities], raw, place)
    made = [Entity(str(row["id"]), str(row["label"]).lower(), *span) for row, span in zip(entities, spans, strict=True)]
    return Graph(tuple(sorted(made, key=lambda entity: (entity.start, entity.end))), tuple(
        Link(str(row["from_id"]), str(row["to_id"]), str(row["type"]).lower()) for row in line.get("relations", [])))
