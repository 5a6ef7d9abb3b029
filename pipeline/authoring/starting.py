"""`rules new`: a unit, words, or the skeleton of a rule from one sentence, ready for an editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import regex
from pydantic import ValidationError

from pipeline.authoring.places import append, listed, quoted
from pipeline.errors import UsageError, did_you_mean
from pipeline.rulebook import Rulebook
from pipeline.rulebook.examples import Find, Reader, unmark
from pipeline.rulebook.files import UnitLine, explain

Wanted = Mapping[str, Mapping[str, str | None]]
UNIT = regex.compile(r"[^\d\s]{1,12}")
NAME = regex.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Started:
    """What was written, where, and what its author has to decide."""

    file: Path
    line: int
    text: str
    decide: tuple[str, ...] = ()


def new_unit(folder: Path, book: Rulebook, fields: Mapping[str, str | Sequence[str] | None]) -> Started:
    """Write a unit line; raises UsageError for a unit there is already, or an impossible field."""
    given = {key: value for key, value in fields.items() if value}
    name = str(given["name"])
    for one in (name, *(given.get("aliases") or ())):
        if one in book.lexicon.units:
            known = book.lexicon.units[one]
            raise UsageError(f"unit '{one}' is there already ({book.lexicon.unit_places[one]}), kind {known.kind}")
        if not UNIT.fullmatch(one):
            raise UsageError(f"'{one}' is no unit: write it without digits and white space, as it stands behind a number")
    bases = {unit.base for unit in book.lexicon.units.values() if unit.base}
    if given.get("base") and given["base"] not in {*book.lexicon.units, *bases}:
        raise UsageError(f"no unit '{given['base']}' for --base{did_you_mean(str(given['base']), sorted(bases))}; add it first")
    try:
        UnitLine.model_validate({key: list(value) if key == "aliases" else value for key, value in given.items()})
    except ValidationError as error:
        raise UsageError(explain(error.errors(include_url=False)[0], UnitLine)[1]) from None
    parts = ", ".join(f"{key}: {listed(value) if not isinstance(value, str) else quoted(value)}" for key, value in given.items())
    entry = f"  - {{{parts}}}\n"
    path = folder / "lexicon" / "units.yaml"
    return Started(path, append(path, "layer: lexicon\nunits:\n", entry), entry)


def new_words(folder: Path, book: Rulebook, entry: str, words: Sequence[str], value: str | None = None) -> Started:
    """Add words to a lexicon entry, under `value` where it groups its words; raises UsageError."""
    lexicon = book.lexicon
    if entry not in lexicon.words and entry not in lexicon.values:
        known = sorted({*lexicon.words, *lexicon.values})
        raise UsageError(f"no list of words '{entry}'{did_you_mean(entry, known) or '; see rules show'}")
    there = [word for word in words if word in lexicon.list_of(entry)]
    if there:
        raise UsageError(f"'{there[0]}' is in '{entry}' already ({lexicon.places[entry]})")
    if entry in lexicon.words:
        path = folder / "lexicon" / f"{entry.replace('_', '-')}.yaml"
        text = "".join(f"    - {quoted(word)}\n" for word in words)
        return Started(path, append(path, f"layer: lexicon\nwords:\n  {entry}:\n", text), text)
    groups = sorted(set(lexicon.values[entry].values()))
    if value not in groups:
        raise UsageError(f"say with --value which of {', '.join(groups)} the words of '{entry}' stand for")
    path = folder / "lexicon" / f"{entry.replace('_', '-')}-{value}.yaml"
    text = "".join(f"      - {quoted(word)}\n" for word in words)
    return Started(path, append(path, f"layer: lexicon\nvalues:\n  {entry}:\n    {value}:\n", text), text)


def new_rule(folder: Path, book: Rulebook, layer: str, name: str, marked: str, reader: Reader,
             published: str | None = None, reject: str | None = None, wanted: Wanted | None = None) -> Started:
    """Write the skeleton of a rule from a sentence whose finds are marked `[[…]]`; raises UsageError, MarkError.

    Its `gives` is what the rules read there now, for the author to correct, or what is `wanted` of the marked words.
    """
    rule_id = f"{layer}/{name}"
    if not NAME.fullmatch(name):
        raise UsageError(f"'{name}' is no name for a rule; write it in small letters, digits and -")
    if any(rule.id == rule_id for rule in book):
        raise UsageError(f"rule '{rule_id}' is there already; see rules show {rule_id}")
    text, marks = unmark(marked)
    if not marks:
        raise UsageError("mark what the rule finds: --text '…[[12条]]…'")
    finds = [_corrected(find, text, wanted or {}) for find in reader.read(text, published)]
    lines = [f"  - id: {rule_id}", f"    about: {quoted('TODO: what it reads, in one line')}",
             *SKELETONS[layer](book, text, marks, finds),
             "    examples:", f"      - text: {quoted(marked)}",
             *([f"        published: {quoted(published)}"] if published else []),
             f"        gives: [{', '.join(_gives(mark, finds, reader, (wanted or {}).get(text[slice(*mark)], {})) for mark in marks)}]",
             "    rejects:", f"      - {quoted(reject or _without(text, marks))}"]
    path = folder / layer / f"{name}.yaml"
    entry = "\n".join(lines) + "\n"
    decide = ["cue: words of which one always stands there, the longer the better"] if layer == "speaker" else []
    decide += ["about: what the rule reads, in one line", "the pattern: which words hold for the whole class, not only for this sentence",
              "gives: what the rule must read, where it differs from what is read now"]
    if not reject:
        decide.append("rejects: a sentence that looks alike and must not be read by it")
    return Started(path, append(path, f"layer: {layer}\nrules:\n", entry), entry, tuple(decide))


def _corrected(find: Find, text: str, wanted: Wanted) -> Find:
    fields = wanted.get(text[find.start:find.end])
    return replace(find, fields={**find.fields, **fields}) if fields else find


def _gives(mark: tuple[int, int], finds: Sequence[Find], reader: Reader, wanted: Mapping[str, str | None]) -> str:
    """The entry of `gives` for a mark: what is wanted, else all that is read there; every field to fill in where nothing is."""
    found = next((find for find in finds if (find.start, find.end) == mark), None)
    fields = found.fields if found else {}
    shown = [(key, fields.get(key)) for key in reader.fields
             if key != "text" and (found is None or key in wanted or fields.get(key) is not None)]
    return "{" + ", ".join(f"{key}: {'null' if value is None else quoted(value)}" for key, value in shown) + "}"


def _without(text: str, marks: Sequence[tuple[int, int]]) -> str:
    """The text without what is marked, in which nothing can be found."""
    out, at = [], 0
    for start, end in marks:
        out.append(text[at:start])
        at = end
    return "".join([*out, text[at:]]) or "TODO"


def _pattern(book: Rulebook, text: str, marks: Sequence[tuple[int, int]], finds: Sequence[Find]) -> list[str]:
    """The marked words as a pattern, its number and unit named."""
    start, end = marks[0]
    pattern = generalised(text[start:end], book)
    return [f"    pattern: {quoted(pattern)}"]


def generalised(words: str, book: Rulebook) -> str:
    """Words as a pattern with `{n_number}` for a number and `{unit}` for a unit behind it: 12条 → …{n_number}…{unit}…"""
    numeral = book.lexicon.compile("{n_number}", regex.VERBOSE)
    found = numeral.search(words)
    if not found or found.end() == found.start():
        return _escaped(words)
    rest = words[found.end():]
    units = [unit for unit in book.lexicon.units if rest.startswith(unit)]
    unit = max(units, key=len, default="")
    behind = (" (?P<unit>{unit})" if unit else "") + (" " + _escaped(rest[len(unit):]) if rest[len(unit):] else "")
    before = _escaped(words[:found.start()]) + " " if found.start() else ""
    return f"{before}(?P<value>{{n_number}}){behind}"


def _escaped(words: str) -> str:
    return regex.escape(words, special_only=True, literal_spaces=False)


def _claim(book: Rulebook, text: str, marks: Sequence[tuple[int, int]], finds: Sequence[Find]) -> list[str]:
    """The clause's words before the first mark, and the frame of the rule that reads it now."""
    start = marks[0][0]
    left = regex.split(r"[，。；：、]", text[:start])[-1]
    found = next((find for find in finds if find.start == start), None)
    now = next((rule for rule in book.layer("claim") if found and rule.id in found.rules), None)
    frame = getattr(now.spec, "frame", None) if now else None
    said = (found.fields.get("predicate") or "") if found else ""
    predicate = said if said and left.endswith(said) else left[-2:]
    lines = [f"    frame: {frame}"] if frame else []
    return [*lines, f"    left: {quoted(f'^(?P<subject>.*?)(?P<predicate>{_escaped(predicate)})$')}"]


def _speaker(book: Rulebook, text: str, marks: Sequence[tuple[int, int]], finds: Sequence[Find]) -> list[str]:
    """The words between the marked name and the next comma or colon."""
    rest = regex.split(r"(?<=[，：。])", text[marks[0][1]:])[0]
    cue = next((char for char in rest if regex.match(r"\p{Han}|[^\w\s]", char)), "TODO")
    return [f"    cue: [{quoted(cue)}]", "    scope: sentence", f"    pattern: {quoted('(?P<source>{who}{2,30}?)' + _escaped(rest))}",
            "    emits: {source: named}"]


def _quantity(book: Rulebook, text: str, marks: Sequence[tuple[int, int]], finds: Sequence[Find]) -> list[str]:
    """The marked words, their kind that of their unit."""
    return [*_pattern(book, text, marks, finds), "    emits: {reads: amount, kind: unit}"]


def _time(book: Rulebook, text: str, marks: Sequence[tuple[int, int]], finds: Sequence[Find]) -> list[str]:
    """The marked words, without dates as long as their author gives no other span."""
    start, end = marks[0]
    return [f"    pattern: {quoted(f'(?P<vague>{_escaped(text[start:end])})')}", "    emits: {span: vague}"]


SKELETONS = {"claim": _claim, "speaker": _speaker, "quantity": _quantity, "time": _time}
