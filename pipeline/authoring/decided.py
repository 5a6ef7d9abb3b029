"""`rules new … --from-decision`: a reviewer's correction as the sentence and the fields that a new rule has to give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.build import Extractor
from pipeline.errors import UsageError, did_you_mean
from pipeline.review.cards import SLOTS, sentence_around
from pipeline.review.run import open_run
from pipeline.review.store import Decision, read_log
from pipeline.source import Document

SHOWN = 8  # characters of an id that are enough


def correction(run: Path, log: Path | None, docs: Sequence[Path], decision_id: str,
               extractor: Extractor) -> tuple[str, dict[str, Mapping[str, str | None]], str | None]:
    """The sentence with its quantities marked, what the corrected one must give, and the document's date.

    `decision_id` is the id of a decision or of its triple, or their beginning. Raises UsageError where there is none, or
    where it corrects nothing.
    """
    opened = open_run(run, docs, log)
    decision = _find(read_log(opened.log), decision_id, opened.log)
    content = decision.corrected
    if content is None:
        raise UsageError(f"decision {decision_id} ({decision.action}) corrects nothing a rule could be made from")
    document = opened.documents[decision.doc]
    figure = content["quantity"]
    start, end = sentence_around(document.raw, figure["start"], figure["end"])
    sentence = " ".join(document.raw[start:end].split("\n"))
    published = document.published.isoformat() if document.published else None
    return _marked(sentence, extractor), {figure["text"]: _fields(content)}, published


def _find(decisions: Sequence[Decision], wanted: str, log: Path) -> Decision:
    for decision in reversed(decisions):
        if decision.id.startswith(wanted) or decision.triple.startswith(wanted):
            return decision
    if not decisions:
        raise UsageError(f"{log} holds no decisions; make some with review, or name the log with --log")
    known = [decision.id for decision in decisions]
    raise UsageError(f"{log} has no decision '{wanted}'{did_you_mean(wanted, known)}")


def _marked(sentence: str, extractor: Extractor) -> str:
    """The sentence with every quantity that is read in it between [[ and ]]."""
    reading = extractor.scan(Document("decision", sentence))
    out, at = [], 0
    for quantity in reading.quantities:
        start, end = reading.view.raw_span(quantity.start, quantity.end)
        out += [sentence[at:start], "[[", sentence[start:end], "]]"]
        at = end
    return "".join([*out, sentence[at:]])


def _fields(content: Mapping[str, Any]) -> dict[str, str | None]:
    return {slot: content.get(slot) for slot in (*SLOTS, "comparison", "status")}
