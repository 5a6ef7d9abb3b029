"""Imported once by the process that workers are forked from: rules, spaCy and jieba are loaded before the first fork.

A worker then starts in milliseconds and shares that memory with the others.
"""

from __future__ import annotations

import os

from pipeline.errors import PressError

SETTINGS = "PRESS_TRIPLES_NURSERY"
SAMPLE = "全市新增就业5万人。"  # one figure, so that everything a figure needs is loaded


def prepare() -> None:
    """Load what workers need; faults are left to the run itself, which tells them."""
    line = os.environ.pop(SETTINGS, None)
    if line is None:
        return
    from pipeline.batch.items import Item
    from pipeline.batch.settings import load_settings
    from pipeline.batch.worker import do_item, extractor_for
    from pipeline.source import Document

    settings = load_settings(line)
    try:
        do_item(Item("", "", "line", document=Document("", SAMPLE)), settings, extractor_for(settings))
    except PressError:
        return


prepare()
