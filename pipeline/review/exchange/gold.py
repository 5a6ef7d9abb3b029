"""Gold (the form of corpus/gold) and JSONL (the form of the output) with corrections applied."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.assemble import dump
from pipeline.errors import InputError
from pipeline.exports.runs import read_lines
from pipeline.review.cards import FIGURE, SLOTS, Card, Content, as_card, as_record, content_of, number_text, squeeze
from pipeline.review.exchange.rows import Harvest, Row
from pipeline.review.figures import FigureReader
from pipeline.review.run import Run


def write_gold(found: Harvest, path: Path) -> int:
    """One gold row for each triple somebody stands for; how many comes back."""
    texts = found.run.texts
    return _write(path, (json.dumps(gold_row(row.card, texts[row.card["doc"]]), ensure_ascii=False) for row in found.kept))


def write_jsonl(found: Harvest, path: Path) -> int:
    """One record for each triple somebody stands for, as `extract` would have written it."""
    return _write(path, (dump(as_record(row.card)) for row in found.kept))


def gold_row(card: Card, raw: str) -> dict[str, Any]:
    """The card as a gold row, with one answer in each list of alternatives; its text is the slice of the raw text."""
    figure = card["quantity"]
    time = card.get("time") or {"text": None, "start": None, "end": None}
    return {
        "doc": card["doc"], "section": card["section"], "speaker_any": [card["speaker"]],
        "quantity": {name: figure.get(name) for name in FIGURE} | {"text": squeeze(raw[figure["start"]:figure["end"]])},
        "claim": {f"{slot}_any": [card["claim"].get(slot)] for slot in SLOTS},
        "time": {"text_any": [time.get("text")], "bounds_any": [[time.get("start"), time.get("end")]]},
        "status": card["status"], "comparison": card["comparison"], "place": card["place"], "optional": False,
    }


def read_gold(path: Path, run: Run, figures: FigureReader) -> Iterator[Row]:
    """The rows of a gold file; an optional row says nothing about a triple and is passed over."""
    for number, row in enumerate(read_lines(path), 1):
        try:
            if not row.get("optional"):
                yield Row(row["doc"], _gold_content(row), options=tuple(_gold_options(row)))
        except (KeyError, IndexError, TypeError) as error:
            raise InputError(f"{path}:{number}: not a gold row ({error})") from error


def read_jsonl(path: Path, run: Run, figures: FigureReader) -> Iterator[Row]:
    """The rows of a file of triples; they are told apart by where their figures stand."""
    for number, record in enumerate(read_lines(path), 1):
        try:
            card = as_card(record)
            yield Row(card["doc"], content_of(card))
        except (KeyError, TypeError) as error:
            raise InputError(f"{path}:{number}: not a triple ({error})") from error


def _gold_content(row: Mapping[str, Any]) -> Content:
    bounds, text = row["time"]["bounds_any"][0], row["time"]["text_any"][0]
    time = {"text": text, "start": bounds[0], "end": bounds[1]}
    figure = {name: row["quantity"].get(name) for name in FIGURE}
    return {
        "speaker": row["speaker_any"][0], "speaker_kind": None, "speaker_titles": [],
        **{slot: row["claim"][f"{slot}_any"][0] for slot in SLOTS},
        "quantity": figure | {name: number_text(figure[name]) for name in ("value", "low", "high")},
        "time": time if any(time.values()) else None, "status": row["status"], "comparison": row["comparison"],
        "place": row["place"], "section": row["section"], "spans": {},
    }


def _gold_options(row: Mapping[str, Any]) -> Iterator[dict[str, tuple[Any, ...]]]:
    """What a gold row accepts: any alternative of each slot, with each of its pairs of dates."""
    slots = {"speaker": tuple(row["speaker_any"])} | {slot: tuple(row["claim"][f"{slot}_any"]) for slot in SLOTS}
    for text, bounds in itertools.product([tuple(row["time"]["text_any"])], row["time"]["bounds_any"]):
        yield slots | {"time.text": text, "time.start": (bounds[0],), "time.end": (bounds[1],)}


def _write(path: Path, lines: Iterator[str]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for line in lines:
            stream.write(line + "\n")
            count += 1
    return count
