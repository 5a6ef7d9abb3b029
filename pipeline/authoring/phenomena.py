"""The table of phenomena: which examples and rejects show each, by which rules, and how right these rules are on gold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.authoring.documents import read_documents
from pipeline.build import Extractor
from pipeline.evaluation import Outcome, figures, judge, read_gold
from pipeline.examples import Readers
from pipeline.rulebook import Rulebook
from pipeline.rulebook.book import Phenomenon
from pipeline.rulebook.examples import Reader, unmarked
from pipeline.rulebook.schema import Example

Way = frozenset[str]
"""The rules that a triple came about by: those of its quantity, its claim and its speaker, or one of them."""

HEAD = """# Phenomena of press prose

<!-- Made by `python run_extract.py rules phenomena -o docs/phenomena.md`; change rules/, not this page. -->

What press prose does to whoever reads figures out of it, and where the rules show that they read it. Every example and reject in
`rules/` may name in `shows` the phenomena it stands for; their catalogue is [rules/phenomena.yaml](../rules/phenomena.yaml).

- **examples**, **rejects**: so many sentences in `rules/` show it and come out as stated; `check` and the tests run them all.
- **gaps**: so many more show it and are known to come out wrong (`todo` in the rule file). `check` says when one of them passes.
- **rules**: where they stand.
- **gold**, **triple F1**: so many annotated triples of `corpus/gold` came about in the same way as in one of the examples (by the same
  rules for quantity, claim and, where somebody speaks, speaker), and so right are they. The figure is about this way of reading, not
  about the phenomenon alone: plain sentences are read so, too. A triple that was missed came about in no way and counts nowhere here.
  `evaluate --by phenomenon` gives the same on gold of your own.
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """How one phenomenon is shown: how many examples hold, how many rejects, how many examples are known gaps; by which rules."""

    phenomenon: Phenomenon
    examples: int
    rejects: int
    gaps: int
    rules: tuple[str, ...]

    @property
    def covered(self) -> bool:
        """Whether anything in the rules shows it, or a reason says why not."""
        return bool(self.rules or self.phenomenon.left_out)


def shown(book: Rulebook) -> list[Shown]:
    """All phenomena of the catalogue by id, with what shows them."""
    return [_shown(book, book.phenomena[name]) for name in sorted(book.phenomena)]


def _shown(book: Rulebook, phenomenon: Phenomenon) -> Shown:
    examples = [(rule.id, one.todo) for rule in book for one in rule.spec.examples if phenomenon.id in one.shows]
    rejects = [rule.id for rule in book for one in rule.spec.rejects if phenomenon.id in one.shows]
    rules = sorted({*(rule for rule, _ in examples), *rejects})
    gaps = sum(todo for _, todo in examples)
    return Shown(phenomenon, len(examples) - gaps, len(rejects), gaps, tuple(rules))


def ways(book: Rulebook) -> dict[str, set[Way]]:
    """Phenomenon → the ways in which its examples are read that are no gaps."""
    found: dict[str, set[Way]] = {}
    reader = Readers(book)["claim"]
    for rule in book:
        for one in rule.spec.examples:
            if one.shows and not one.todo:
                read = _ways(one, rule.id, reader) if rule.layer == "claim" else {frozenset({rule.id})}
                for name in one.shows:
                    found.setdefault(name, set()).update(read)
    return found


def _ways(example: Example, rule: str, reader: Reader) -> set[Way]:
    """The ways of those triples of a claim example that its own rule makes."""
    finds = reader.read(unmarked(example.text), example.published)
    return {frozenset(find.rules) for find in finds if rule in find.rules}


def by_phenomenon(outcomes: Mapping[str, Sequence[Outcome]], read: Mapping[str, set[Way]]) -> dict[str, dict[str, list[Outcome]]]:
    """The outcomes by phenomenon, each group by document: those whose triple came about in one of the ways of `ways`."""
    out: dict[str, dict[str, list[Outcome]]] = {}
    for doc, of_document in outcomes.items():
        for outcome in of_document:
            rules = frozenset((outcome.predicted or {}).get("rules", ()))
            for name, found in read.items():
                if any(way <= rules for way in found):
                    out.setdefault(name, {}).setdefault(doc, []).append(outcome)
    return dict(sorted(out.items()))


def make_page(inputs: Sequence[str], gold: Sequence[Path], book: Rulebook) -> str:
    """The page over all phenomena, with figures from the documents of `inputs` and their gold; raises as reading them does."""
    extractor = Extractor(book)
    records = [record for document in read_documents(inputs) for record in extractor.records(document)]
    groups = by_phenomenon(judge(read_gold(gold), records), ways(book))
    return "\n".join([HEAD, *_counts(shown(book)), *_sections(book, groups)]) + "\n"


def _counts(found: Sequence[Shown]) -> Iterator[str]:
    left = sum(bool(one.phenomenon.left_out) for one in found)
    only = sum(bool(one.gaps and not one.examples and not one.rejects) for one in found)
    yield (f"{len(found)} phenomena: {len(found) - left} shown by {sum(one.examples for one in found)} examples and "
           f"{sum(one.rejects for one in found)} rejects, {only} of them by a known gap alone; {left} left out, each with the reason.")


def _sections(book: Rulebook, groups: Mapping[str, Mapping[str, Sequence[Outcome]]]) -> Iterator[str]:
    found = shown(book)
    for letter in sorted(book.sections):
        yield from ("", f"## {letter}. {book.sections[letter]}", "",
                    "| | phenomenon | examples | rejects | gaps | rules | gold | triple F1 |",
                    "| --- | --- | ---: | ---: | ---: | --- | ---: | ---: |")
        yield from (_row(one, groups.get(one.phenomenon.id, {})) for one in found if one.phenomenon.id.startswith(letter))


def _row(one: Shown, outcomes: Mapping[str, Sequence[Outcome]]) -> str:
    if one.phenomenon.left_out:
        return f"| {one.phenomenon.id} | {one.phenomenon.name} | | | | left out: {one.phenomenon.left_out} | | |"
    numbers = figures(outcomes)
    n, score = (f"{numbers['gold']:.0f}", f"{numbers['triple_f1']:.2f}") if numbers["gold"] else ("", "")
    counts = " | ".join(str(count or "") for count in (one.examples, one.rejects, one.gaps))
    return f"| {one.phenomenon.id} | {one.phenomenon.name} | {counts} | {_rules(one.rules)} | {n} | {score} |"


def _rules(rules: Iterable[str]) -> str:
    return ", ".join(f"`{rule}`" for rule in rules)
