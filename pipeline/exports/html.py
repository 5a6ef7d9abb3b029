"""The report: one HTML file to mail, with the releases, their figures, filters and a chart, that asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.exports.chart import chart
from pipeline.exports.rows import Lang
from pipeline.exports.runs import find_documents, read_lines
from pipeline.exports.topics import topics

STATIC = Path(__file__).with_name("static")
ROLES = ("quantity", "subject", "predicate", "object", "speaker", "time")
Record = Mapping[str, Any]

def write_page(records: Path, target: Path, lang: Lang = "en", inputs: Sequence[str] = ()) -> None:
    """Write the report of a file of triples with the texts of `inputs`, or those its run keeps, as far as they are found."""
    rows = list(read_lines(records))
    wanted = {row["doc"] for row in rows}
    folder = records.parent if (records.parent / "manifest.jsonl").is_file() else records
    given = [Path(name) for name in inputs if name != "-"]
    documents = find_documents(folder, given, wanted)
    texts = {name: document.raw for name, document in documents.items() if name in wanted}
    write_report(rows, texts, target, lang, records.name)


def write_report(records: Sequence[Record], texts: Mapping[str, str], target: Path, lang: Lang = "en", name: str = "") -> None:
    """Write the report of `records`; a document whose text is not in `texts` is shown by its sentences alone."""
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(report(records, texts, lang, name))


def report(records: Sequence[Record], texts: Mapping[str, str], lang: Lang, name: str = "") -> Iterator[str]:
    """The report's HTML in pieces. Every word of a release enters it escaped."""
    said = json.loads(_static("report.json"))[lang]
    of_record = [topic or said["others"] for topic in topics([record["claim"] for record in records])]
    speakers = [record["speaker"] or said["article"] for record in records]
    by_document: dict[str, list[Record]] = {}
    for record in records:
        by_document.setdefault(record["doc"], []).append(record)
    yield _head(said, lang, name)
    counts = ((len(records), "triples"), (len(by_document), "documents"), (len({*speakers} - {said["article"]}), "speakers"))
    yield (f'<header><h1>{escape(said["title"])}</h1><p class="dim">{escape(name)}</p><p>'
           + " · ".join(f"<b>{count:,}</b> {said[what]}" for count, what in counts) + "</p></header>")
    yield f'<section><h2>{said["chart"]}</h2>{chart(speakers, of_record, said["others"], said["chart"])}</section>'
    yield from _table(records, speakers, of_record, said)
    yield f'<section id="texts"><h2>{said["texts"]}</h2>'
    for doc, of_doc in by_document.items():
        yield f'<article><h3>{escape(doc)}</h3><div class="text" lang="zh">'
        yield from _marked(texts[doc], of_doc) if doc in texts else _sentences(of_doc)
        yield "</div></article>"
    yield f"</section></main><script>{_static('report.js')}</script></body></html>\n"


def _head(said: Mapping[str, Any], lang: Lang, name: str) -> str:
    script, style = _static("report.js"), _static("report.css")
    policy = (f"default-src 'none'; img-src data:; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
              "base-uri 'none'; form-action 'none'")
    return (f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
            f'<title>{escape(said["title"])}{" · " if name else ""}{escape(name)}</title><style>{style}</style></head><body><main>')


def _table(records: Sequence[Record], speakers: Sequence[str], of_record: Sequence[str],
           said: Mapping[str, Any]) -> Iterator[str]:
    yield (f'<section><h2>{said["table"]} <span class="dim small"><span id="shown">{len(records)}</span> {said["shown"]}'
           '</span></h2><div class="filters">')
    yield f'<input id="search" type="search" placeholder="{said["search"]}" aria-label="{said["search"]}">'
    choices = {"speaker": speakers, "topic": of_record, "kind": [record["quantity"]["kind"] for record in records],
               "status": [record["status"] for record in records]}
    for name, values in choices.items():
        names = said["kinds"] if name == "kind" else said["statuses"] if name == "status" else {}
        yield f'<select id="by-{name}" aria-label="{said[name]}"><option value="">{said[name]}: {said["all"]}</option>'
        yield "".join(f'<option value="{escape(value)}">{escape(names.get(value, value))}</option>' for value in _ordered(values))
        yield "</select>"
    yield f'<button id="reset" type="button">{said["reset"]}</button></div><div class="scroll"><table><thead><tr>'
    yield "".join(f"<th>{said[name]}</th>" for name in ("quantity", "claim", "speaker", "time", "status", "place", "document"))
    yield "</tr></thead><tbody>"
    for record, speaker, topic in zip(records, speakers, of_record, strict=True):
        yield _row(record, speaker, topic, said)
    yield "</tbody></table></div></section>"


def _row(record: Record, speaker: str, topic: str, said: Mapping[str, Any]) -> str:
    claim, figure, key = record["claim"], record["quantity"], escape(str(record["id"]))
    slots = "".join(f'<span class="part {slot}">{escape(claim[slot])}</span>' for slot in ROLES[1:4] if claim.get(slot))
    status = said["statuses"].get(record["status"], record["status"])
    cells = (f'<a class="part quantity" href="#q-{key}">{escape(figure["text"])}</a>', slots, escape(speaker),
             _when(record.get("time")), escape(status), escape(record.get("place") or ""), escape(record["doc"]))
    return (f'<tr id="r-{key}" data-speaker="{escape(speaker)}" data-topic="{escape(topic)}" '
            f'data-kind="{escape(figure["kind"])}" data-status="{escape(record["status"])}" '
            f'title="{escape(record.get("sentence") or "")}">'
            + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n")


def _when(time: Mapping[str, Any] | None) -> str:
    if not time:
        return ""
    start, end = time.get("start"), time.get("end")
    dates = str(start) if start and start == end else f"{start or '…'} – {end or '…'}" if start or end else ""
    return f'{escape(time.get("text") or "")} <span class="dim dates">{escape(dates)}</span>'


def _marked(raw: str, records: Iterable[Record]) -> Iterator[str]:
    """The text with each figure a link to its row, and each part of a claim marked for when its figure is chosen."""
    layers = sorted((start, end, role, str(record["id"])) for record in records for role, (start, end) in _spans(record)
                    if start < end)
    edges = sorted({0, len(raw), *(edge for layer in layers for edge in layer[:2])})
    waiting = 0
    over: list[tuple[int, int, str, str]] = []
    for start, end in pairwise(edges):
        over = [layer for layer in over if layer[1] > start]
        while waiting < len(layers) and layers[waiting][0] <= start:
            over.append(layers[waiting])
            waiting += 1
        yield _piece(raw[start:end], start, over)


def _piece(text: str, start: int, over: Sequence[tuple[int, int, str, str]]) -> str:
    shown = escape(text)
    if not over:
        return shown
    parts = escape(" ".join(f"{role}:{name}" for _, _, role, name in over))
    figure = next((layer for layer in over if layer[2] == "quantity"), None)
    if figure is None:
        return f'<span data-r="{parts}">{shown}</span>'
    place = f' id="q-{escape(figure[3])}"' if figure[0] == start else ""
    return f'<a class="figure"{place} href="#r-{escape(figure[3])}" data-r="{parts}">{shown}</a>'


def _spans(record: Record) -> Iterator[tuple[str, tuple[int, int]]]:
    yield "quantity", (record["quantity"]["start"], record["quantity"]["end"])
    for role in ROLES[1:]:
        span = (record.get("spans") or {}).get(role)
        if span:
            yield role, (span[0], span[1])


def _sentences(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        figure, sentence, key = record["quantity"]["text"], record.get("sentence") or "", escape(str(record["id"]))
        before, found, behind = sentence.partition(figure)
        link = f'<a class="figure" id="q-{key}" href="#r-{key}" data-r="quantity:{key}">{escape(found or figure)}</a>'
        yield f"<p>{escape(before if found else '')}{link}{escape(behind if found else ' ' + sentence)}</p>"


def _ordered(values: Iterable[str]) -> list[str]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts, key=lambda value: (-counts[value], value))


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
