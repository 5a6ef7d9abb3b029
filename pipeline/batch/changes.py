"""Which documents a change of rules can touch, so that only those are done again.

A rulebook is remembered as a fingerprint: what every rule and every lexicon entry says, without examples and comments.
Two fingerprints give the changes. The words of a lexicon and the cues of a rule can only act where they occur, and a
quantity or time rule acts through its matches alone; so a document in which none of these is found keeps its records.
Anything else that changed touches every document.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import regex

if TYPE_CHECKING:
    from pipeline.rulebook import Rule, Rulebook
    from pipeline.source import Document

SILENT = {"about", "examples", "rejects", "replaces"}  # what of a rule decides no record
SCANNED = ("quantity", "time")
LIMIT = 5.0  # seconds for one pattern on one document
Fingerprint = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two rulebooks. `everything`: it may touch any document; `nothing`: none at all."""

    everything: bool
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether no document can be touched."""
        return not (self.everything or self.words or self.patterns)

    def touch(self, document: Document, book: Rulebook) -> bool:
        """Whether the records of `document` may be different under the new rules."""
        if self.everything:
            return True
        if self.nothing:
            return False
        from pipeline.source import make_view
        from pipeline.variants import simplified

        view = make_view(document.raw, book.lexicon).text
        plain = simplified(view)  # words match in either script
        texts = {view, "".join(view.split()), document.raw, plain, "".join(plain.split())}
        words = {*self.words, *map(simplified, self.words)}
        if any(word in text for text in texts for word in words):
            return True
        return any(_compiled(pattern).search(text, timeout=LIMIT) for pattern in self.patterns for text in {view, plain})


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.VERBOSE | regex.VERSION0)


def fingerprint(book: Rulebook, version: str) -> Fingerprint:
    """What decides the records of any document, in a form that can be written as JSON and compared."""
    lexicon = book.lexicon
    return {
        "version": version,
        "rules": {rule.id: _rule(rule) for rule in book},
        "forms": {**lexicon.chars, **lexicon.fragments},
        "words": {name: list(words) for name, words in lexicon.words.items()},
        "values": {name: dict(table) for name, table in lexicon.values.items()},
        "units": {alias: hashlib.sha256(repr(asdict(unit)).encode()).hexdigest()[:16]
                  for alias, unit in lexicon.units.items()},
    }


def _rule(rule: Rule) -> dict[str, Any]:
    said = rule.spec.model_dump(exclude=SILENT)
    out: dict[str, Any] = {"layer": rule.layer, "says": hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16],
                           "cue": list(rule.cue)}
    if rule.layer in SCANNED:
        out["pattern"] = rule.patterns["pattern"]
    return out


def changes_between(old: Fingerprint, new: Fingerprint) -> Changes:
    """What changed from `old` to `new`."""
    if old["version"] != new["version"] or old["forms"] != new["forms"]:
        return Changes(everything=True)
    words = set(_changed_words(old, new))
    patterns: set[str] = set()
    for rule_id in sorted({*old["rules"], *new["rules"]}):
        before, after = old["rules"].get(rule_id), new["rules"].get(rule_id)
        versions = [rule for rule in (before, after) if rule]
        if before and after and before["says"] == after["says"]:
            continue
        if all("pattern" in rule for rule in versions):
            patterns.update(rule["pattern"] for rule in versions)
        elif all(rule["cue"] for rule in versions):
            words.update(word for rule in versions for word in rule["cue"])
        else:
            return Changes(everything=True)
    if "" in words:
        return Changes(everything=True)
    return Changes(False, tuple(sorted(words)), tuple(sorted(patterns)))


def _changed_words(old: Fingerprint, new: Fingerprint) -> Iterable[str]:
    """Every word that came, went or stands for something else; all words of an entry whose order changed."""
    for key in ("words", "values", "units"):
        before, after = old[key], new[key]
        if key == "units":
            yield from _differences(before, after)
            continue
        for name in {*before, *after}:
            first, second = before.get(name, {}), after.get(name, {})
            if isinstance(first, list) or isinstance(second, list):
                yield from _differences(dict.fromkeys(first, ""), dict.fromkeys(second, ""))
            else:
                yield from _differences(first, second)


def _differences(first: dict[str, str], second: dict[str, str]) -> Iterable[str]:
    yield from (word for word in {*first, *second} if first.get(word) != second.get(word))
    common = [word for word in first if word in second]
    if common != [word for word in second if word in first]:
        yield from common
