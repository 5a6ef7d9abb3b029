"""Label Studio's JSON: one task a document, decided triples as an annotation, open ones as a prediction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.review.exchange.rows import Harvest, Reviewed, Row
from pipeline.review.exchange.spans import LABELS, QUANTITY, Entity, Graph, Link, graph_of, rows_of, settle
from pipeline.review.figures import FigureReader
from pipeline.review.run import Run

CHOICES = ("accept", "reject", "correct")
CONFIG = "\n".join([
    "<View>", '  <Relations>', *(f'    <Relation value="{label.lower()}"/>' for label in LABELS if label != QUANTITY.upper()),
    "  </Relations>", '  <Labels name="label" toName="text">', *(f'    <Label value="{label}"/>' for label in LABELS), "  </Labels>",
    '  <Text name="text" value="$text" granularity="symbol"/>',
    '  <Choices name="answer" toName="text" perRegion="true" whenTagName="label" whenLabelValue="QUANTITY">',
    *(f'    <Choice value="{choice}"/>' for choice in CHOICES), "  </Choices>", "</View>"])


def write_labelstudio(found: Harvest, path: Path) -> int:
    """One task a document; how many comes back. `CONFIG` is the labelling interface the tasks need (see docs/review.md)."""
    tasks = [_task(number, doc, found.run.texts[doc], triples) for number, (doc, triples) in enumerate(found.by_document(), 1)]
    path.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(tasks)


def read_labelstudio(path: Path, run: Run, figures: FigureReader) -> Iterator[Row]:
    """The rows of a file that Label Studio exported as JSON; of several annotations of a task the last one counts."""
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise InputError(f"{path}: not JSON ({error})") from error
    for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], 1):
        place = f"{path}: task {number}"
        try:
            yield from _rows(task, run, figures, place)
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{place}: not a task of ours ({error})") from error


def _task(number: int, doc: str, raw: str, triples: Sequence[Reviewed]) -> dict[str, Any]:
    decided = [row for row in triples if row.answer]
    waiting = [row for row in triples if not row.answer]
    return {
        "id": number, "data": {"doc": doc, "text": raw, "triples": [row.as_json() for row in triples]},
        "annotations": [{"result": _result(decided, raw), "ground_truth": False}] if decided else [],
        "predictions": [{"model_version": "press-triples", "result": _result(waiting, raw)}] if waiting else [],
    }


def _result(triples: Sequence[Reviewed], raw: str) -> list[dict[str, Any]]:
    graph = graph_of(triples)
    answers = {f"{QUANTITY}:{row.card['quantity']['start']}:{row.card['quantity']['end']}": row.answer for row in triples}
    out: list[dict[str, Any]] = []
    for entity in graph.entities:
        value = {"start": entity.start, "end": entity.end, "text": raw[entity.start:entity.end]}
        out.append({"id": entity.id, "from_name": "label", "to_name": "text", "type": "labels",
                    "value": value | {"labels": [entity.role.upper()]}})
        answer = answers.get(entity.id)
        if answer:
            said = "correct" if answer == "add" else answer
            out.append({"id": entity.id, "from_name": "answer", "to_name": "text", "type": "choices",
                        "value": value | {"choices": [said]}})
    out += [{"type": "relation", "from_id": link.figure, "to_id": link.part, "direction": "right", "labels": [link.role]}
            for link in graph.links]
    return out


def _rows(task: Mapping[str, Any], run: Run, figures: FigureReader, place: str) -> Iterator[Row]:
    doc = task["data"]["doc"]
    raw = run.texts.get(doc)
    if raw is None:
        yield Row(doc, None)
        return
    if task["data"]["text"] != raw:
        raise InputError(f"{place}: its text is not that of the run's document")
    annotations = [row for row in task.get("annotations", []) if not row.get("was_cancelled")]
    sent = task["data"].get("triples", [])
    result = annotations[-1]["result"] if annotations else []
    graph, answers = _graph(result, raw, place)
    # what waits as a prediction was not sent as an annotation: that it is missing there says nothing
    waiting = {_place(row) for row in sent if not row.get("answer")}
    held = {f"{QUANTITY}:{entity.start}:{entity.end}" for entity in graph.entities if entity.role == QUANTITY}
    beside = [row for row in sent if _place(row) in held or _place(row) not in waiting]
    yield from rows_of(doc, raw, graph, beside, answers, figures)


def _graph(result: Sequence[Mapping[str, Any]], raw: str, place: str) -> tuple[Graph, dict[str, str | None]]:
    regions = [row for row in result if row["type"] == "labels"]
    spans = settle([(int(row["value"]["start"]), int(row["value"]["end"]), row["value"].get("text")) for row in regions], raw, place)
    entities = tuple(Entity(str(row["id"]), str(row["value"]["labels"][0]).lower(), *span)
                     for row, span in zip(regions, spans, strict=True))
    roles = {entity.id: entity.role for entity in entities}
    links = tuple(_links((row for row in result if row["type"] == "relation"), roles))
    # a figure that is drawn, related and not answered is stood for
    answers: dict[str, str | None] = {entity.id: "accept" for entity in entities if entity.role == QUANTITY}
    answers |= {str(row["id"]): str(row["value"]["choices"][0]) for row in result if row["type"] == "choices"}
    return Graph(entities, links), answers


def _links(rows: Iterable[Mapping[str, Any]], roles: Mapping[str, str]) -> Iterator[Link]:
    """The relations; one drawn without a label says the part by its own label, one drawn backwards is turned."""
    for row in rows:
        figure, part = str(row["from_id"]), str(row["to_id"])
        if roles.get(figure) != QUANTITY:
            figure, part = part, figure
        labels = row.get("labels") or [roles.get(part, "")]
        yield Link(figure, part, str(labels[0]).lower())


def _place(row: Mapping[str, Any]) -> str:
    return f"{QUANTITY}:{row['content']['quantity']['start']}:{row['content']['quantity']['end']}"
