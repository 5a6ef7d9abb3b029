"""What is reviewed: the triples of a run and the raw texts of its documents."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, UsageError
from pipeline.exports.parts import TRIPLES, is_there
from pipeline.exports.runs import find_documents, read_lines
from pipeline.review.cards import NUMBERS, Card, as_card, reads_as
from pipeline.source import Document

REQUIRED = ("id", "doc", "claim", "quantity")


@dataclass(frozen=True, slots=True)
class Run:
    """The cards of a run in its order, its documents with their raw texts, and where the decisions on it are kept."""

    name: str
    cards: tuple[Card, ...]
    documents: Mapping[str, Document]
    texts: Mapping[str, str]
    log: Path

    @property
    def docs(self) -> list[str]:
        """The documents, those with triples first and in the order of the run."""
        seen = dict.fromkeys(card["doc"] for card in self.cards)
        return list(seen | dict.fromkeys(self.texts))


def open_run(path: Path, docs: Sequence[Path] = (), log: Path | None = None) -> Run:
    """The run at `path`: a JSONL file of triples, or a run's folder with its `triples.jsonl`.

    `docs` are the inputs it was made from (files or folders), needed once where the run does not say: they are noted
    beside the log. Raises UsageError where there is no run, InputError for a line that is no triple and for a document
    whose text is missing or differs.
    """
    triples = _triples_file(path)
    log = log or default_log(path)
    inputs = [Path(name) for name in docs] or _noted(log)
    cards = tuple(as_card(record) for record in read_lines(triples) if _is_triple(record, triples))
    documents = find_documents(path, inputs, {card["doc"] for card in cards})
    texts = {name: document.raw for name, document in documents.items()}
    _check(cards, texts, triples)
    if docs:
        _note(log, inputs)
    return Run(path.name, cards, documents, texts, log)


def default_log(path: Path) -> Path:
    """Where the decisions on a run are kept: beside the file, or inside the folder."""
    return path / "decisions.jsonl" if path.is_dir() else path.with_suffix(".decisions.jsonl")


def _notes(log: Path) -> Path:
    return log.with_name(f".{log.stem}.inputs")


def _noted(log: Path) -> list[Path]:
    """The inputs named at an earlier call, as far as they are still there."""
    try:
        found = [Path(name) for name in json.loads(_notes(log).read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []
    return found if all(path.exists() for path in found) else []


def _note(log: Path, inputs: Sequence[Path]) -> None:
    with suppress(OSError):  # only a convenience: --docs can be given again
        _notes(log).write_text(json.dumps([str(path.resolve()) for path in inputs]), encoding="utf-8")


def _triples_file(path: Path) -> Path:
    if path.is_file():
        return path
    if not path.is_dir():
        raise UsageError(f"{path}: there is no such run; give the JSONL file or the folder that `extract -o` wrote")
    for name in (TRIPLES, f"{path.name}.jsonl"):
        if is_there(path / name):
            return path / name
    raise UsageError(f"{path}: the folder holds no triples.jsonl; is it a run of `extract -o`?")


def _is_triple(record: Mapping[str, Any], path: Path) -> bool:
    missing = [key for key in REQUIRED if key not in record]
    if missing:
        raise InputError(f"{path}: a line without {', '.join(missing)}: not a file of triples, as extract writes it")
    if not all(name in record["quantity"] for name in ("text", "start", "end", *NUMBERS)):
        raise InputError(f"{path}: triple {record['id']}: its quantity lacks text, offsets or value")
    return True


def _check(cards: Sequence[Card], texts: Mapping[str, str], path: Path) -> None:
    lacking = list(dict.fromkeys(card["doc"] for card in cards if card["doc"] not in texts))
    if lacking:
        more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        raise InputError(f"{path}: no text for document {lacking[0]!r}{more}; name the inputs of the run: --docs PATH")
    for card in cards:
        figure, raw = card["quantity"], texts[card["doc"]]
        found = raw[figure["start"]:figure["end"]]
        if not reads_as(found, str(figure["text"])):
            raise InputError(f"{path}: triple {card['id']}: {card['doc']} reads {found!r} at {figure['start']}, "
                             f"not {figure['text']!r}; is it the text the run was made from?")
