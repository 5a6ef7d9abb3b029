"""The pipeline put together: configuration and rules → `nlp`; a document → its reading → triples or quantities."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pipeline import assemble
from pipeline.formats.recognition import format_rule
from pipeline.layers.speakers import speakers_at
from pipeline.model import Quantity, Time, Triple
from pipeline.reading import Reading, read_figures
from pipeline.rulebook import Rulebook, load_rulebook
from pipeline.segment import segmenter_name
from pipeline.source import Document

if TYPE_CHECKING:
    from spacy.language import Language

CONFIG = Path(__file__).with_name("config.cfg")


class Extractor:
    """Reads documents by one rulebook. spaCy and jieba are loaded when the first document with a quantity needs words.

    `segmenter` is `jieba` or `rjieba`; without it see `segment.segmenter_name`. With `base_units` the quantities of its
    records say their value in the base unit, too (`3公里`: 3000 米).
    """

    def __init__(self, book: Rulebook, format_name: str | None = None, base_units: bool = False,
                 segmenter: str | None = None) -> None:
        if format_name is not None:
            format_rule(book, format_name)
        self.book = book
        self.format_name = format_name
        self.base_units = base_units
        self.segmenter = segmenter
        self._nlp: Language | None = None

    @property
    def nlp(self) -> Language:
        """The spaCy pipeline, built on first use."""
        if self._nlp is None:
            self._nlp = make_nlp(self.book, self.format_name, segmenter=self.segmenter)
        return self._nlp

    def scan(self, document: Document) -> Reading:
        """The layers that need no words: view, sections, quantities, times."""
        return read_figures(document, self.book, self.format_name)

    def read(self, document: Document) -> Reading:
        """All layers; a document without a quantity is never segmented."""
        reading = self.scan(document)
        if not reading.quantities:
            return reading
        with self.nlp.memory_zone():
            found: Reading = self.nlp(self.nlp.tokenizer.doc_of(reading))._.reading
        return found

    def triples(self, document: Document) -> list[Triple]:
        """The triples of a document in text order."""
        return self.assemble(self.read(document))

    def assemble(self, reading: Reading) -> list[Triple]:
        """The triples of a reading."""
        answering = speakers_at(reading.attributions, [claim.quantity.start for claim in reading.claims])
        return assemble.assemble(reading.document.id, reading.view, reading.layout.sections, reading.claims, answering,
                                 reading.layout.region, self.book.lexicon, reading.layout.unread)

    def records(self, document: Document) -> list[dict[str, Any]]:
        """The triples of a document as JSON objects."""
        return self.records_of(self.read(document))

    def records_of(self, reading: Reading) -> list[dict[str, Any]]:
        """The triples of a reading as JSON objects."""
        records = []
        for triple in self.assemble(reading):
            record = assemble.as_record(triple)
            record["quantity"] |= self._base(triple.claim.quantity)
            records.append(record)
        return records

    def _base(self, quantity: Quantity) -> dict[str, Any]:
        return assemble.base_record(quantity, self.book.lexicon) if self.base_units else {}

    def quantity_record(self, document: Document) -> dict[str, Any]:
        """Every quantity and time of a document as one JSON object (`--emit quantities`)."""
        reading = self.scan(document)
        span = reading.view.raw_span
        return {"id": document.id,
                "quantities": [assemble.quantity_record(assemble.as_written(q, reading.view), *span(q.start, q.end)) | self._base(q)
                               for q in reading.quantities],
                "times": [_time_line(t, *span(t.start, t.end)) for t in reading.times]}


def _time_line(time: Time, start: int, end: int) -> dict[str, Any]:
    return {"text": time.text, "start": start, "end": end, "from": _iso(time.first), "to": _iso(time.last)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def import_spacy() -> None:
    """Import spaCy without its command line, which nothing here calls and which takes a third of the time.

    `spacy.info` is there all the same: called, it imports what it needs.
    """
    if "spacy" in sys.modules:
        return

    def info(*args: Any, **options: Any) -> Any:
        return importlib.import_module("spacy.cli.info").info(*args, **options)

    # a release of spaCy that wants more of its command line than this is imported whole
    stand_ins = {name: ModuleType(name) for name in ("spacy.cli", "spacy.cli.info")}
    vars(stand_ins["spacy.cli.info"])["info"] = info
    sys.modules.update(stand_ins)
    with contextlib.suppress(ImportError):
        importlib.import_module("spacy")
    for name in stand_ins:
        del sys.modules[name]
    importlib.import_module("spacy")


def make_nlp(book: Rulebook, format_name: str | None = None, config: Path = CONFIG,
             segmenter: str | None = None) -> Language:
    """The `nlp` that the configuration describes, with the rules of `book`."""
    import_spacy()
    from spacy.util import get_lang_class, load_config

    from pipeline.components import PressTokenizer

    settings = load_config(config)
    nlp = get_lang_class(settings["nlp"]["lang"])()
    nlp.vocab.lex_attr_getters.clear()  # no layer asks for shapes or stop words, and they cost more than the parsing
    nlp.tokenizer = PressTokenizer(nlp.vocab, book, format_name, segmenter)
    for name in settings["nlp"]["pipeline"]:
        options = dict(settings["components"][name])
        nlp.add_pipe(options.pop("factory"), name=name, config=options)
    return nlp


def make_extractor(rules: Sequence[Path] = (), format_name: str | None = None, base_units: bool = False,
                   segmenter: str | None = None) -> Extractor:
    """An extractor by the shipped rules with those of `rules` laid over them; raises RuleError, UsageError."""
    return Extractor(load_rulebook(rules), format_name, base_units, segmenter_name(segmenter))
