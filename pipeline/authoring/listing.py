"""The rules that hold and where each came from; one rule or lexicon entry in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.errors import UsageError, did_you_mean
from pipeline.rulebook import Rule, Rulebook
from pipeline.rulebook.lexicon import NAME

SHOWN_WORDS = 12


def origin(rule: Rule, book: Rulebook) -> str:
    """`shipped`, or the overlay folder that the rule is of, and what it replaces."""
    folder = max((folder for folder in book.folders if rule.file.startswith(f"{folder}/")), key=len, default=book.folders[0])
    where = folder if book.is_overlay(rule) else "shipped"
    return f"{where}, replaces {rule.spec.replaces}" if rule.spec.replaces else where


def rows(book: Rulebook, layers: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Every rule as (id, file:line, origin, what it reads), and what overlays switch off, replace or do to the lexicon."""
    found = [(rule.id, f"{rule.file}:{rule.line}", origin(rule, book), rule.spec.about)
             for layer in layers for rule in book.layer(layer)]
    gone = [(rule_id, place, "switched off", "") for rule_id, place in book.disabled.items()]
    gone += [(f"{{{name}}}", place, what, "") for name, place, what in book.lexicon.overlaid]
    by_id = {row[0]: row for row in found}
    gone += [(old, by_id[new][1], f"replaced by {new}", "") for old, new in book.replaced.items() if new in by_id]
    return sorted(found + [row for row in gone if row[0].startswith("{") or row[0].partition("/")[0] in layers])


def describe(name: str, book: Rulebook) -> Iterator[str]:
    """A rule by its id, or a lexicon entry or unit by its name, line by line; UsageError if there is none."""
    bare = name.strip("{}")
    if "/" in name:
        yield from _rule(book.rule(name), book)
    elif bare in book.lexicon.names():
        yield from _entry(bare, book)
    elif name in book.lexicon.units:
        yield from _unit(name, book)
    else:
        known = [*(rule.id for rule in book), *book.lexicon.names(), *book.lexicon.units]
        raise UsageError(f"no rule, lexicon entry or unit '{name}'{did_you_mean(name, known) or '; see rules list'}")


def _rule(rule: Rule, book: Rulebook) -> Iterator[str]:
    yield f"{rule.id}  {rule.spec.about}"
    yield f"  {rule.file}:{rule.line} ({origin(rule, book)})"
    yield ""
    yield from source_lines(rule)
    named = sorted({found[1] for key in rule.patterns for found in NAME.finditer(str(getattr(rule.spec, key)))})
    if named:
        yield ""
        yield "Lexicon entries it names:"
        for name in named:
            yield f"  {_entry_line(name, book)}"


def source_lines(rule: Rule) -> list[str]:
    """The lines of its file that the rule stands in."""
    lines = rule.source.raw.decode("utf-8-sig").split("\n")
    first = rule.line - 1
    indent = len(lines[first]) - len(lines[first].lstrip())
    last = first + 1
    while last < len(lines) and (not lines[last].strip() or len(lines[last]) - len(lines[last].lstrip()) > max(indent - 2, 0)):
        if lines[last].strip().startswith("- ") and len(lines[last]) - len(lines[last].lstrip()) <= indent:
            break
        last += 1
    return "\n".join(lines[first:last]).rstrip().split("\n")


def _entry_line(name: str, book: Rulebook) -> str:
    if name.startswith("@"):
        return f"{{{name}}}: a {name[1:]} that an earlier layer found"
    lexicon = book.lexicon
    place = lexicon.places.get(name, "the unit lists")
    if name in lexicon.chars:
        return f"{{{name}}} ({place}): one of {lexicon.chars[name]}"
    if name in lexicon.fragments:
        return f"{{{name}}} ({place}): {' '.join(lexicon.fragments[name].split())}"
    words = lexicon.list_of(name)
    more = f" … {len(words)} in all" if len(words) > SHOWN_WORDS else ""
    return f"{{{name}}} ({place}): {'、'.join(words[:SHOWN_WORDS])}{more}"


def _entry(name: str, book: Rulebook) -> Iterator[str]:
    lexicon = book.lexicon
    yield f"{{{name}}}  {lexicon.places.get(name, 'made of the units')}"
    if name in lexicon.chars or name in lexicon.fragments:
        yield f"  {lexicon.chars.get(name) or lexicon.fragments[name]}"
    elif name in lexicon.values:
        for value in dict.fromkeys(lexicon.values[name].values()):
            yield f"  {value}: {'、'.join(word for word, meaning in lexicon.values[name].items() if meaning == value)}"
    else:
        yield f"  {'、'.join(lexicon.list_of(name))}"
    users = [rule.id for rule in book if any(f"{{{name}}}" in str(getattr(rule.spec, key)) for key in rule.patterns)]
    if users:
        yield f"  named by {', '.join(users)}"


def _unit(alias: str, book: Rulebook) -> Iterator[str]:
    unit = book.lexicon.units[alias]
    yield f"unit {alias}  {book.lexicon.unit_places[alias]}"
    yield f"  kind {unit.kind}" + (f", one of {', '.join((unit.name, *unit.aliases))}" if unit.aliases else "")
    if unit.dimension:
        yield f"  dimension {unit.dimension}"
    if unit.factor:
        yield f"  1 {unit.name} = {unit.factor:f} {unit.base}"
