"""What the terminal shows: the triples of a document, the figures of a score, the errors behind them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.evaluation import CAUSES, Bucket, Interval, Outcome

AROUND = 25  # characters shown before and after a missed figure
WIDTH = 120  # of output that goes to a file or a pipe
SIGNS = {"exact": "", "about": "≈ ", "nearly": "≲ ", "over": "> ", "at_least": "≥ ", "under": "< ", "at_most": "≤ ",
         "range": ""}
ACCURACIES = ("speaker", "claim", "claim_exact", "time", "status", "comparison")


class Terminal(Console):
    """A console whose reader may leave early (head, less), as those of all other output may."""

    def on_broken_pipe(self) -> None:
        """Tell `main`, where rich would end the program with 1."""
        raise BrokenPipeError


def terminal() -> Console:
    """The console on standard output; its width is fixed where that is no terminal."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH
    return Terminal(width=width, highlight=False, emoji=False, markup=False)


def triples_table(doc: str, records: Sequence[Mapping[str, Any]]) -> Table:
    """The triples of one document: who, what, how much, when, how sure."""
    table = _table(f"{doc}: {len(records)} triples")
    table.add_column("speaker", no_wrap=True)
    table.add_column("subject | predicate | object", ratio=1, overflow="fold")
    table.add_column("value", justify="right")
    table.add_column("time")
    table.add_column("status", no_wrap=True)
    table.add_column("sure", justify="right", no_wrap=True)
    for record in records:
        table.add_row(record["speaker"] or "–", slots(record["claim"]), amount(record["quantity"]),
                      when(record["time"]), record["status"], f"{record['confidence']:.2f}")
    return table


def slots(claim: Mapping[str, Any] | None) -> str:
    """A claim's three slots: `全市 | 建成 | 5G基站`; `–` for an empty one."""
    return " | ".join((claim or {}).get(slot) or "–" for slot in ("subject", "predicate", "object"))


def amount(quantity: Mapping[str, Any]) -> str:
    """A quantity as a sign, figures and unit: `> 100,000,000,000 元`, `5–8 %`."""
    if quantity["value"] is None:
        figures = f"{_figures(quantity['low'])}–{_figures(quantity['high'])}"
    else:
        figures = _figures(quantity["value"])
    number = "第 " if quantity["kind"] == "rank" else ""
    return f"{SIGNS.get(quantity['relation'], '')}{number}{figures} {quantity['unit'] or ''}".rstrip()


def when(time: Mapping[str, Any] | None) -> str:
    """A time as said, with its dates below where it has any."""
    if not time:
        return "–"
    start, end = time.get("start"), time.get("end")
    dates = start if start == end else f"{start or '…'} – {end or '…'}"
    return "\n".join(part for part in (time.get("text"), dates) if part)


def score_table(figures: Mapping[str, float], intervals: Mapping[str, Interval]) -> Table:
    """All figures over all documents, each with its 95 % interval."""
    documents = "1 document" if figures["documents"] == 1 else "{documents} documents".format(**figures)
    table = _table(documents + ", {gold} gold triples, {predicted} predicted, {paired} paired".format(**figures))
    for name, justify in (("figure", "left"), ("precision", "right"), ("recall", "right"), ("F1 / share", "right"),
                          ("95 % interval", "right")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for name in ("found", "quantity", "triple"):
        table.add_row(name, *(f"{figures[f'{name}_{part}']:.4f}" for part in ("p", "r", "f1")),
                      _interval(intervals.get(f"{name}_f1")), style="bold" if name == "triple" else None)
    for name in ACCURACIES:
        table.add_row(name.replace("_", " "), "", "", f"{figures[f'{name}_accuracy']:.4f}",
                      _interval(intervals.get(f"{name}_accuracy")))
    return table


def documents_table(figures: Mapping[str, Mapping[str, float]], group: str = "document") -> Table:
    """The main figures of each document, or other group of triples, one a line."""
    table = _table(f"By {group}")
    table.add_column(group, ratio=1)
    sizes = ("gold", "predicted")
    heads = ("found_f1", "quantity_f1", "triple_f1", *(f"{name}_accuracy" for name in ACCURACIES))
    for head in (*sizes, *heads):
        table.add_column(head.removesuffix("_accuracy").replace("_", "\n").replace("f1", "F1"), justify="right")
    for doc, row in figures.items():
        table.add_row(doc, *(f"{row[size]:.0f}" for size in sizes), *(f"{row[head]:.2f}" for head in heads))
    return table


def errors_text(outcomes: Sequence[Outcome], limit: int | None, texts: Mapping[str, str]) -> Text:
    """The errors grouped by cause, at most `limit` of each, with what gold says, what came out, and their sentence.

    A missed triple has no sentence; what stands around it in the document's raw text, where `texts` has it, is shown.
    """
    text = Text()
    for cause in CAUSES:
        wrong = [outcome for outcome in outcomes if cause in outcome.causes]
        if not wrong:
            continue
        text.append(f"{cause}: {len(wrong)}\n", style="bold")
        for outcome in wrong[:limit]:
            text.append(_error(outcome, cause, texts.get(outcome.doc)))
        if limit and len(wrong) > limit:
            text.append(f"  … {len(wrong) - limit} more\n")
    return text


def contradictions_text(groups: Sequence[Sequence[Mapping[str, Any]]]) -> Text:
    """Triples that cannot all be true, group by group, each with who says it and in which sentence."""
    text = Text(f"contradictions: {len(groups)}\n", style="bold")
    for number, group in enumerate(groups, 1):
        text.append(f"  {number}. {slots(group[0]['claim'])}  {_line(when(group[0].get('time')))}\n", style="not bold")
        for row in group:
            said = f"     {amount(row['quantity'])}  {row.get('speaker') or '–'}  {row['doc']} {row['quantity']['start']}"
            text.append(f"{said}\n       {''.join((row.get('sentence') or '').split())}\n", style="not bold")
    return text


def reliability_table(buckets: Sequence[Bucket]) -> Table:
    """For each range of confidence: how sure the triples were said to be, and how many were right."""
    table = _table("Confidence: said and right")
    for name in ("confidence", "triples", "mean", "share right"):
        table.add_column(name, justify="right")
    for bucket in buckets:
        table.add_row(f"{bucket.low:.2f}–{bucket.high:.2f}", str(bucket.n), f"{bucket.predicted:.3f}",
                      f"{bucket.right:.3f}")
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)


def _figures(value: Any) -> str:
    return f"{Decimal(str(value)):,f}"


def _interval(interval: Interval | None) -> str:
    return f"{interval[0]:.4f}–{interval[1]:.4f}" if interval else ""


def _error(outcome: Outcome, cause: str, raw: str | None) -> str:
    row = outcome.predicted or outcome.gold or {}
    quantity = row["quantity"]
    start, end = quantity["start"], quantity["end"]
    sentence = row.get("sentence") or (raw and f"…{raw[max(start - AROUND, 0):end + AROUND]}…")
    if cause == "missed":
        said = _gold_slots(row)
    elif cause == "spurious":
        said = slots(row.get("claim"))
    else:
        said = "gold {}, got {}".format(*_both(outcome, cause))
    shown = f"\n      {''.join(sentence.split())}" if sentence else ""
    return f"  {outcome.doc} {start}:{end} {quantity['text']}  {said}{shown}\n"


def _both(outcome: Outcome, cause: str) -> tuple[str, str]:
    gold, got = outcome.gold or {}, outcome.predicted or {}
    if cause == "value":
        return amount(gold["quantity"]), amount(got["quantity"])
    if cause in ("unit", "relation", "kind"):
        return str(gold["quantity"][cause]), str(got["quantity"][cause])
    if cause == "time":
        wanted = gold.get("time") or {}
        options = zip(wanted.get("text_any", [None]), wanted.get("bounds_any", [[None, None]]), strict=False)
        text, bounds = next(options)
        return _line(when({"text": text, "start": bounds[0], "end": bounds[1]})), _line(when(got.get("time")))
    if cause == "speaker":
        return _options(gold["speaker_any"]), str(got.get("speaker"))
    if cause in ("subject", "predicate", "object"):
        return _options(gold["claim"][f"{cause}_any"]), str((got.get("claim") or {}).get(cause))
    return str(gold.get(cause)), str(got.get(cause))


def _gold_slots(row: Mapping[str, Any]) -> str:
    return slots({slot: row["claim"][f"{slot}_any"][0] for slot in ("subject", "predicate", "object")})


def _options(values: Sequence[str | None]) -> str:
    return " or ".join(str(value) for value in values)


def _line(text: str) -> str:
    return " ".join(text.split())
