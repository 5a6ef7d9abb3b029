"""Runs to review: the gold of a release turned into triples, and made-up runs of any size."""

from __future__ import annotations

import json
from bisect import bisect_left
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import simplejson

from pipeline.assemble import dump, triple_id
from pipeline.review.cards import as_number, sentence_around, squeeze

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "corpus" / "gold" / "cqrb-2021-zhibohui.jsonl"
PRESS = ROOT / "corpus" / "press" / "cqrb-2021-zhibohui.txt"


def record(doc: str, raw: str, start: int, end: int, **fields: Any) -> dict[str, Any]:
    """A record of the output for the figure at raw[start:end]; `fields` overrule what it would have."""
    sentence = sentence_around(raw, start, end)
    slots = {slot: fields.pop(slot, None) for slot in ("subject", "predicate", "object")}
    quantity = {"text": squeeze(raw[start:end]), "start": start, "end": end, "value": 1, "low": None, "high": None,
                "unit": "个", "kind": "count", "relation": "exact"} | fields.pop("quantity", {})
    made = {"schema": 1, "id": triple_id(doc, raw, start, end), "doc": doc, "section": "body", "speaker": None,
            "speaker_kind": None, "speaker_titles": [],
            "claim": {"text": "".join(text or "" for text in slots.values()), **slots}, "quantity": quantity, "time": None,
            "status": "actual", "comparison": None, "place": None, "sentence": squeeze(raw[slice(*sentence)]),
            "spans": {"sentence": list(sentence)}, "rules": ["quantity/count"], "confidence": Decimal("0.9")}
    return made | fields


def gold_records(gold: Path = GOLD, press: Path = PRESS) -> list[dict[str, Any]]:
    """The gold of a document as if a run had found it, the spans of the slots looked up near the figure."""
    raw = press.read_text(encoding="utf-8")
    return [_from_gold(simplejson.loads(line, use_decimal=True), raw)
            for line in gold.read_text(encoding="utf-8").split("\n") if line]


def write_run(folder: Path, records: list[dict[str, Any]], texts: dict[str, str], name: str = "run") -> Path:
    """A run as one JSONL file with the texts of its documents beside it."""
    path = folder / f"{name}.jsonl"
    path.write_text("".join(dump(row) + "\n" for row in records), encoding="utf-8")
    lines = (json.dumps({"id": doc, "text": raw}, ensure_ascii=False) + "\n" for doc, raw in texts.items())
    (folder / f"{name}.texts.jsonl").write_text("".join(lines), encoding="utf-8")
    return path


def gold_run(folder: Path) -> Path:
    """The sample release as a run."""
    return write_run(folder, gold_records(), {PRESS.name: PRESS.read_text(encoding="utf-8")})


def large_run(folder: Path, documents: int, triples: int) -> Path:
    """A run of `documents` × `triples` made-up triples."""
    texts, records = {}, []
    for number in range(documents):
        doc, parts, starts, at = f"large-{number:04}.txt", [], [], 0
        for row in range(triples):
            sentence = f"第{row}号园区今年新建厂房{row + 7}座，进展顺利。\n"
            starts.append(at + sentence.index("厂房") + 2)
            parts.append(sentence)
            at += len(sentence)
        texts[doc] = "".join(parts)
        for row, start in enumerate(starts):
            figure = f"{row + 7}座"
            records.append(record(doc, texts[doc], start, start + len(figure), subject=f"第{row}号园区", predicate="新建",
                                  object="厂房", speaker=f"发言人{row % 7}", speaker_kind="person",
                                  quantity={"value": row + 7, "unit": "座"},
                                  confidence=Decimal(50 + row * 7 % 50) / 100))
    return write_run(folder, records, texts, "large")


def _from_gold(row: dict[str, Any], raw: str) -> dict[str, Any]:
    figure, claim, time = row["quantity"], row["claim"], row["time"]
    speaker = row["speaker_any"][0]
    slots = {slot: claim[f"{slot}_any"][0] for slot in ("subject", "predicate", "object")}
    made = record(row["doc"], raw, figure["start"], figure["end"], **slots,
                  quantity={**figure, **{name: as_number(figure[name]) for name in ("value", "low", "high")}})
    spans = {role: _near(raw, text, figure["start"]) for role, text in {**slots, "speaker": speaker,
             "time": time["text_any"][0]}.items() if text}
    bounds = time["bounds_any"][0]
    stated = {"text": time["text_any"][0], "start": bounds[0], "end": bounds[1]}
    return made | {
        "section": row["section"], "speaker": speaker, "status": row["status"], "comparison": row["comparison"],
        "speaker_kind": None if speaker is None else "reporter" if speaker == "记者" else "person", "place": row["place"],
        "time": stated if any(stated.values()) else None,
        "spans": made["spans"] | {role: span for role, span in spans.items() if span},
        "rules": ["quantity/count", f"claim/{row['section']}"], "confidence": Decimal("0.7") if row["optional"] else Decimal("0.93")}


def _near(raw: str, text: str, offset: int) -> list[int] | None:
    """The last place before `offset` (else the first behind it) where the text stands, line breaks and blanks apart."""
    plain, places = _plain(raw)
    at = plain.rfind(text, 0, bisect_left(places, offset))
    at = at if at >= 0 else plain.find(text)
    return [places[at], places[at + len(text) - 1] + 1] if at >= 0 else None


@lru_cache(maxsize=4)
def _plain(raw: str) -> tuple[str, list[int]]:
    """The text without white space, and where each of its characters stands in the raw text."""
    places = [index for index, char in enumerate(raw) if not char.isspace()]
    return "".join(raw[index] for index in places), places
