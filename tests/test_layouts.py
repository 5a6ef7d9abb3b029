"""Whole releases of many layouts, through all layers: who speaks is told by how a text sets its labels and lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.source import Document
from tests import shipped
from tests.test_speakers import MARK, unmarked

DATA = Path(__file__).parent / "data" / "layouts.txt"
CASES = "\n".join(line for line in DATA.read_text("utf-8").split("\n") if not line.startswith("%")).strip("\n").split("\n====\n")


@pytest.mark.parametrize("case", CASES, ids=[MARK.sub(r"\1", case)[:16] for case in CASES])
def test_every_figure_gets_the_speaker_of_its_layout(case: str) -> None:
    wanted: list[tuple[int, str, str]] = []
    text = unmarked(case, 0, wanted)
    found = {record["quantity"]["start"]: record["speaker"] or "-" for record in shipped.extractor().records(Document("layout", text))}
    assert [(words, found.get(start)) for start, words, _ in wanted] == [(words, speaker) for _, words, speaker in wanted]
