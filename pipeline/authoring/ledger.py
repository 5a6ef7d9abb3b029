"""The ledger: for each rule, how often it fires on a corpus, what it loses to others, and how many of its triples are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.authoring.documents import read_documents
from pipeline.build import Extractor
from pipeline.errors import InputError
from pipeline.evaluation import Outcome, judge, read_gold
from pipeline.reading import Reading
from pipeline.rulebook import Rulebook
from pipeline.scan import candidates


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule's line. `beaten` counts its matches that another rule's stood before; `precision` and `recall` are of the
    gold: the share of its judged triples that are right, and of all gold triples that it got right.

    `state`: fires; shadowed (matches, but always loses); silent (never matches here).
    """

    rule: str
    firings: int
    beaten: int
    right: int
    wrong: int
    precision: str
    recall: str
    state: str


COLUMNS = tuple(field.name for field in fields(Entry))


def make_ledger(inputs: Sequence[str], gold: Sequence[Path], book: Rulebook) -> list[Entry]:
    """The entries of all rules, by id, over the documents of `inputs`; raises as reading them does."""
    extractor = Extractor(book)
    fired: Counter[str] = Counter()
    matched: Counter[str] = Counter()
    records: list[dict[str, Any]] = []
    for document in read_documents(inputs):
        reading = extractor.read(document)
        fired.update(firings(reading))
        matched.update(mention.rule for mention in
                       candidates(reading.view.text, (*book.layer("quantity"), *book.layer("time")), book.lexicon.chars))
        records += extractor.records(document)
    outcomes = [outcome for found in judge(read_gold(gold), records).values() for outcome in found]
    right, wrong = judged(outcomes)
    wanted = sum(outcome.gold is not None for outcome in outcomes)
    return [_entry(rule.id, fired, matched, right, wrong, wanted) for rule in sorted(book, key=lambda rule: rule.id)]


def firings(reading: Reading) -> Iterable[str]:
    """The rule of everything that was found in a document, once for each find."""
    yield f"format/{reading.layout.format}"
    for mention in reading.mentions:
        yield mention.rule
    for attribution in reading.attributions:
        yield attribution.rule
    for claim in reading.claims:
        yield from (rule for rule in claim.rules if rule != claim.quantity.rule)


def judged(outcomes: Iterable[Outcome]) -> tuple[Counter[str], Counter[str]]:
    """How many right and how many wrong triples each rule has a part in."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for outcome in outcomes:
        if outcome.predicted is not None:
            (right if outcome.triple else wrong).update(outcome.predicted.get("rules", ()))
    return right, wrong


def _entry(rule: str, fired: Counter[str], matched: Counter[str], right: Counter[str], wrong: Counter[str], wanted: int) -> Entry:
    of_rule = right[rule] + wrong[rule]
    state = "fires" if fired[rule] else "shadowed" if matched[rule] else "silent"
    return Entry(rule, fired[rule], max(0, matched[rule] - fired[rule]), right[rule], wrong[rule],
                 f"{right[rule] / of_rule:.2f}" if of_rule else "", f"{right[rule] / wanted:.2f}" if right[rule] else "", state)


def tsv(entries: Iterable[Entry]) -> str:
    """The ledger as text, a rule a line, tabs between the columns."""
    lines = ["\t".join(COLUMNS), *("\t".join(str(getattr(entry, name)) for name in COLUMNS) for entry in entries)]
    return "\n".join(lines) + "\n"


def read_ledger(path: Path) -> dict[str, Mapping[str, str]]:
    """The lines of a ledger by rule; raises InputError for a file that is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise InputError(f"{path}: is no ledger; write one with rules ledger -o {path}")
    rows = [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines[1:]]
    return {row["rule"]: row for row in rows}


def stopped(before: Mapping[str, Mapping[str, str]], now: Iterable[Entry]) -> list[str]:
    """A line for every rule that fired before and does not now, while it is still there."""
    return [f"{entry.rule} fired {before[entry.rule]['firings']} times before and is {entry.state} now"
            for entry in now if entry.rule in before and int(before[entry.rule]["firings"]) and not entry.firings]
