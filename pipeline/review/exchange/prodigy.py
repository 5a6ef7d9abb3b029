"""Prodigy's JSONL: one task a triple, its text the paragraphs its parts lie in, with spans, relations and an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.exports.runs import read_lines
from pipeline.review.cards import ROLES
from pipeline.review.exchange.rows import Harvest, Reviewed, Row
from pipeline.review.exchange.spans import QUANTITY, content_from_spans, settle
from pipeline.review.figures import FigureReader
from pipeline.review.run import Run

ANSWERS = {"accept": "accept", "correct": "accept", "add": "accept", "reject": "reject"}


def write_prodigy(found: Harvest, path: Path) -> int:
    """One task a triple; an open one is `ignore`. How many comes back."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for row in found.triples:
            stream.write(json.dumps(_task(row, found.run.texts[row.card["doc"]]), ensure_ascii=False) + "\n")
    return len(found.triples)


def read_prodigy(path: Path, run: Run, figures: FigureReader) -> Iterator[Row]:
    """The rows of a file that Prodigy wrote: its answers, and its spans where they were moved."""
    for number, task in enumerate(read_lines(path), 1):
        place = f"{path}:{number}"
        try:
            yield _row(task, run, figures, place)
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{place}: not a task of ours ({error})") from error


def _row(task: Mapping[str, Any], run: Run, figures: FigureReader, place: str) -> Row:
    meta, sent = task["meta"], task["triple"]
    doc, offset, text = meta["doc"], meta["offset"], task["text"]
    raw = run.texts.get(doc)
    if raw is None:
        return Row(doc, None)
    if raw[offset:offset + len(text)] != text:
        raise InputError(f"{place}: its text is not that of the run's document")
    spans = settle([(row["start"], row["end"], row.get("text")) for row in task["spans"]], text, place)
    parts = {str(row["label"]).lower(): (start + offset, end + offset)
             for row, (start, end) in zip(task["spans"], spans, strict=True)}
    figure = parts.pop(QUANTITY, None)
    said = task.get("answer", "ignore")
    if said == "reject" or figure is None:
        return Row(doc, sent["content"], sent["id"], "reject", sent.get("comment"), bool(sent.get("flagged")))
    content = content_from_spans(sent["content"], figure, {role: parts[role] for role in ROLES if role in parts}, doc, raw, figures)
    return Row(doc, content, sent["id"], None if said == "accept" else "unsaid", sent.get("comment"), bool(sent.get("flagged")))


def _task(row: Reviewed, raw: str) -> dict[str, Any]:
    card = row.card
    figure = (card["quantity"]["start"], card["quantity"]["end"])
    parts = {QUANTITY: figure} | {role: tuple(card["spans"][role]) for role in ROLES if card["spans"].get(role)}
    start, end = _window(raw, min(span[0] for span in parts.values()), max(span[1] for span in parts.values()))
    spans = {role: {"start": a - start, "end": b - start, "label": role.upper(), "text": raw[a:b]} for role, (a, b) in parts.items()}
    # with --highlight-chars a token is a character: its number is the offset
    relations = [{"head": spans[QUANTITY]["start"], "child": span["start"], "label": role,
                  "head_span": spans[QUANTITY], "child_span": span} for role, span in spans.items() if role != QUANTITY]
    return {
        "text": raw[start:end], "spans": sorted(spans.values(), key=lambda span: (span["start"], span["end"])),
        "relations": relations, "answer": ANSWERS.get(row.answer or "", "ignore"),
        "meta": {"doc": card["doc"], "offset": start, "speaker": card["speaker"] or "", "confidence": card.get("confidence")},
        "triple": row.as_json(),
    }


def _window(raw: str, start: int, end: int) -> tuple[int, int]:
    """The paragraphs (between blank lines, or the lines) that hold start:end."""
    before, after = raw.rfind("\n\n", 0, start), raw.find("\n\n", end)
    return before + 2 if before >= 0 else 0, after if after >= 0 else len(raw)
