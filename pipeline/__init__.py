"""Speaker-attributed (speaker, claim, quantity) triples from Chinese press text.

    from pipeline import load, read_quantities
    doc = load()("全市新建公路120公里")     # a spaCy Doc: doc.spans has the layers, doc._.reading the typed records
    read_quantities("近20%")               # the quantities alone, without spaCy and jieba
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.model import Quantity
    from pipeline.rulebook import Rulebook


def load(rules: Sequence[Path] = (), format_name: str | None = None) -> Language:
    """The `nlp` with the shipped rules and those of `rules` laid over them; raises RuleError, UsageError.

    `nlp(text)` gives a `Doc` with each layer's finds in `doc.spans` and the typed records in `doc._.reading`.
    """
    from pipeline.build import make_nlp
    from pipeline.rulebook import load_rulebook

    return make_nlp(load_rulebook(rules), format_name)


def read_quantities(text: str, rules: Sequence[Path] = ()) -> tuple[Quantity, ...]:
    """The quantities of a text, in order; offsets count characters of the view, not of `text`. Rules are loaded once a process."""
    from pipeline.reading import read_figures
    from pipeline.source import Document

    return read_figures(Document("text", text), _rulebook(tuple(rules))).quantities


@lru_cache(maxsize=4)
def _rulebook(rules: tuple[Path, ...]) -> Rulebook:
    from pipeline.rulebook import load_rulebook

    return load_rulebook(rules)
