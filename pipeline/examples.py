"""Runs the examples and rejects of rules against the whole rulebook, layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.errors import InputError, Problem
from pipeline.formats.samples import FIELDS as FORMAT_FIELDS
from pipeline.model import Triple
from pipeline.rulebook import Rulebook
from pipeline.rulebook.examples import Case, Find, Reader, cases, check_case, unmarked

QUANTITY_FIELDS = ("text", "value", "low", "high", "unit", "kind", "relation")
TIME_FIELDS = ("text", "from", "to")
SPEAKER_FIELDS = ("name", "kind")
CLAIM_FIELDS = ("text", "subject", "predicate", "object", "comparison", "status", "time", "from", "to", "speaker", "via", "place",
                "repeats", *(field for field in QUANTITY_FIELDS if field != "text"))
GIVES = {"quantity": QUANTITY_FIELDS, "time": TIME_FIELDS, "speaker": SPEAKER_FIELDS, "claim": CLAIM_FIELDS, "format": FORMAT_FIELDS}


def run_examples(book: Rulebook, layers: Iterable[str] = ()) -> list[Problem]:
    """Every example and reject that is not as its rule states, in all layers or those named, sorted by place."""
    chosen = book.chosen(layers)
    readers = Readers(book)
    found = [check_case(case, readers[case.rule.layer]) for case in all_cases(book, chosen)]
    problems = [problem for problem in found if problem] + list(tied(book, chosen))
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column, problem.message))


def tied(book: Rulebook, layers: Sequence[str]) -> Iterator[Problem]:
    """Examples of quantity and time rules in which two rules claim the same text and none is over the other."""
    from pipeline.scan import ties
    from pipeline.source import make_view

    shown = {make_view(unmarked(case.text), book.lexicon).text: case
             for case in reversed(all_cases(book, [layer for layer in layers if layer in ("quantity", "time")]))}
    # one text, whose lines no rule reads across, is scanned in a tenth of the time that the single ones take
    for words, one, other in ties("\n".join(shown), book):
        case = next(case for text, case in reversed(shown.items()) if words in text)
        yield case.rule.problem(f"{one} and {other} both claim '{words}': name one in the other's 'over'", *case.keys)


def all_cases(book: Rulebook, layers: Iterable[str] = ()) -> list[Case]:
    """The cases of all rules of these layers (of all, if none is named)."""
    return [case for layer in book.chosen(layers) for rule in book.layer(layer) for case in cases(rule)]


class Readers:
    """The layers' readers over one rulebook, each made when first asked for."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._made: dict[str, Reader] = {}

    def __getitem__(self, layer: str) -> Reader:
        if layer not in self._made:
            self._made[layer] = MAKERS[layer](self.book)
        return self._made[layer]


def _published(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'published' must be YYYY-MM-DD, not '{text}'") from None


def _shown(value: Any) -> str | None:
    """A field's value as text; a Decimal digit by digit, without exponent."""
    if value is None:
        return None
    if hasattr(value, "as_tuple"):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def quantity_reader(book: Rulebook) -> Reader:
    """Reads the quantities of an example; rules of kind `none` are found by what they claim."""
    from pipeline.layers.quantities import read_quantities
    from pipeline.scan import scan
    from pipeline.source import make_view

    def read(text: str, published: str | None) -> list[Find]:
        view = make_view(text)
        mentions = scan(view.text, book)
        found = [Find(*view.raw_span(m.start, m.end), (m.rule,)) for m in mentions
                 if m.layer == "quantity" and m.emits.get("kind") == "none"]
        for quantity in read_quantities(mentions, view.text, book.lexicon):
            fields = {name: _shown(getattr(quantity, name)) for name in QUANTITY_FIELDS}
            found.append(Find(*view.raw_span(quantity.start, quantity.end), (quantity.rule,), fields))
        return sorted(found, key=lambda find: (find.start, find.end))

    return Reader(read, QUANTITY_FIELDS)


def time_reader(book: Rulebook) -> Reader:
    """Reads the times of an example against its `published` date."""
    from pipeline.layers.times import read_times
    from pipeline.scan import scan
    from pipeline.source import make_view

    def read(text: str, published: str | None) -> list[Find]:
        view = make_view(text)
        mentions = scan(view.text, book)
        found = [Find(*view.raw_span(m.start, m.end), (m.rule,)) for m in mentions
                 if m.layer == "time" and m.emits.get("kind") == "none"]
        for time in read_times(mentions, view.text, _published(published)):
            fields = {"text": time.text, "from": _shown(time.first), "to": _shown(time.last)}
            found.append(Find(*view.raw_span(time.start, time.end), (time.rule,), fields))
        return sorted(found, key=lambda find: (find.start, find.end))

    return Reader(read, TIME_FIELDS)


def speaker_reader(book: Rulebook) -> Reader:
    """Reads who answers for what an example says: each name where it stands."""
    from pipeline.layers.speakers import names_in

    def read(text: str, published: str | None) -> list[Find]:
        return [Find(name.start, name.end, (name.rule,), {"name": name.name, "kind": name.kind}) for name in names_in(text, book)]

    return Reader(read, SPEAKER_FIELDS)


def claim_reader(book: Rulebook) -> Reader:
    """Reads the claims of an example, one for every quantity in it; each must be marked.

    Beside its slots, a claim has the fields of its triple, and of its quantity; `repeats` is the number of the mark whose figure it
    states again.
    """
    from pipeline.build import Extractor
    from pipeline.source import Document

    extractor = Extractor(book)

    def read(text: str, published: str | None) -> list[Find]:
        reading = extractor.read(Document("example", text, published=_published(published)))
        triples = extractor.assemble(reading)
        numbers = {triple.id: str(i) for i, triple in enumerate(triples, 1)}
        return [_claim_find(triple, numbers) for triple in triples]

    return Reader(read, CLAIM_FIELDS, every=True)


def _claim_find(triple: Triple, numbers: Mapping[str, str]) -> Find:
    claim, said = triple.claim, triple.attribution
    slots = {"subject": claim.subject, "predicate": claim.predicate, "object": claim.object}
    fields = {name: slot.text if slot else None for name, slot in slots.items()}
    fields["text"] = "".join(text or "" for text in fields.values())
    time = {"time": claim.time.text, "from": _shown(claim.time.first), "to": _shown(claim.time.last)} if claim.time else {}
    quantity = {name: _shown(getattr(claim.quantity, name)) for name in QUANTITY_FIELDS if name != "text"}
    repeated = numbers[triple.cluster] if triple.cluster not in (None, triple.id) else None
    whole = {"status": claim.status, "comparison": claim.comparison, "place": triple.place, "repeats": repeated,
             "speaker": said.name if said else None, "via": said.via if said else None}
    rules = (*((said.rule,) if said else ()), *claim.rules)
    return Find(triple.start, triple.end, rules, {**fields, **time, **whole, **quantity})


def format_reader(book: Rulebook) -> Reader:
    """Reads the sections of an example."""
    from pipeline.formats.samples import format_reader as reader

    return reader(book)


MAKERS: Mapping[str, Callable[[Rulebook], Reader]] = {
    "quantity": quantity_reader,
    "time": time_reader,
    "speaker": speaker_reader,
    "claim": claim_reader,
    "format": format_reader,
}
