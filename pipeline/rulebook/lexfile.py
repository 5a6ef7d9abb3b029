"""Lexicon files → one `Lexicon`; a later folder adds words, stands in for other entries, and can drop words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pydantic import ValidationError

from pipeline.errors import did_you_mean
from pipeline.rulebook.files import LexiconFile, UnitLine, explain
from pipeline.rulebook.lexicon import NAME, Lexicon, Unit
from pipeline.rulebook.yamlfile import KeyPath, YamlFile


class LexiconReader:
    """Collects the entries of all lexicon files; what is wrong goes to the file's `problems`."""

    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self.places: dict[tuple[str, str], tuple[int, str]] = {}

    def read(self, file: YamlFile, folder: int) -> None:
        """Take over the entries of one file, which is of the folder of that number (0: the shipped one)."""
        try:
            content = LexiconFile.model_validate(file.data)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                path, message = explain(fault, LexiconFile)
                file.fault(path, message)
            return
        self._drop(file, content.disable)
        for key in ("chars", "fragments"):
            for name, text in getattr(content, key).items():
                entries: dict[str, str] = getattr(self.lexicon, key)
                self._note(file, folder, (key, name), "stands in for the earlier one" if name in entries else "is new")
                if self._claim(file, folder, (key, name)):
                    entries[name] = text
        for name, words in content.words.items():
            if self._claim(file, folder, ("words", name)):
                self._words(file, ("words", name), words)
                self._note(file, folder, ("words", name), f"adds {'、'.join(words)}")
                self.lexicon.words[name] = tuple(dict.fromkeys((*self.lexicon.words.get(name, ()), *words)))
        for name, values in content.values.items():
            if self._claim(file, folder, ("values", name)):
                self._values(file, folder, name, values)
        for i, line in enumerate(content.units):
            self._unit(file, folder, i, line)

    def _claim(self, file: YamlFile, folder: int, path: tuple[str, str]) -> bool:
        """Note that the entry is here; False if it is already in a file of the same folder, or of another sort."""
        key, name = path
        if not NAME.fullmatch(f"{{{name}}}"):
            file.fault(path, f"'{name}' cannot be named in a pattern: use small letters, digits and _, a letter first")
            return False
        for other in ("chars", "fragments", "words", "values"):
            first = self.places.get((other, name))
            if first and (other != key or first[0] == folder):
                file.fault(path, f"lexicon entry '{name}' is already among the {other} in {first[1]}")
                return False
        self.places[path] = (folder, f"{file.name}:{file.place(path)[0]}")
        self.lexicon.places[name] = self.places[path][1]
        self.lexicon.sources[name] = (file, path)
        return True

    def _words(self, file: YamlFile, path: KeyPath, words: Sequence[str]) -> None:
        """Report words listed twice and empty ones."""
        seen: set[str] = set()
        for i, word in enumerate(words):
            if not word.strip():
                file.fault((*path, i), "a word must not be empty")
            elif word in seen:
                self.lexicon.doubled.append(file.problem((*path, i), f"'{word}' is listed twice"))
            seen.add(word)
        if not words:
            file.fault(path, "needs at least one word")

    def _values(self, file: YamlFile, folder: int, name: str, values: dict[str, list[str]]) -> None:
        table = self.lexicon.values.setdefault(name, {})
        here: dict[str, str] = {}
        for value, words in values.items():
            path = ("values", name, value)
            self._words(file, path, words)
            for i, word in enumerate(words):
                if here.get(word, value) != value:
                    file.fault((*path, i), f"'{word}' already stands for '{here[word]}' in '{name}'")
                here[word] = value
            self._note(file, folder, path, f"adds {'、'.join(words)} as {value}", name)
        table.update(here)

    def _unit(self, file: YamlFile, folder: int, i: int, line: UnitLine) -> None:
        unit = Unit(line.name, line.kind, tuple(line.aliases), line.dimension,
                    Decimal(line.factor) if line.factor else None, line.base, line.code)
        for path, alias in _names(line, i):
            first = self.places.get(("units", alias))
            if first and first[0] == folder:
                file.fault(path, f"unit '{alias}' is listed twice (first in {first[1]})")
                continue
            self._note(file, folder, path, f"{'changes' if alias in self.lexicon.units else 'adds'} {alias}", "unit")
            self.places["units", alias] = (folder, f"{file.name}:{file.place(path)[0]}")
            self.lexicon.unit_places[alias] = self.places["units", alias][1]
            self.lexicon.units[alias] = unit

    def _note(self, file: YamlFile, folder: int, path: KeyPath, what: str, name: str | None = None) -> None:
        """Remember what a later folder changes, for `rules list`."""
        if folder:
            self.lexicon.overlaid.append((name or str(path[-1]), f"{file.name}:{file.place(path)[0]}", what))

    def _drop(self, file: YamlFile, disable: dict[str, list[str]]) -> None:
        """Take words out of the entries read so far."""
        for name, words in disable.items():
            for i, word in enumerate(words):
                path = ("disable", name, i)
                if self.lexicon.drop(name, word):
                    self._note(file, 1, path, f"drops {word}", name)
                else:
                    known = self._droppable(name)
                    why = f"'{name}' has no '{word}'" if known else f"nothing in the lexicon is called '{name}'"
                    near = did_you_mean(word, known) if known else self.lexicon.suggest(name)
                    file.fault(path, why + near)

    def _droppable(self, name: str) -> Sequence[str]:
        if name == "unit":
            return tuple(self.lexicon.units)
        return self.lexicon.words.get(name) or tuple(self.lexicon.values.get(name, ()))


def _names(line: UnitLine, i: int) -> Iterator[tuple[KeyPath, str]]:
    yield ("units", i), line.name
    for j, alias in enumerate(line.aliases):
        yield ("units", i, "aliases", j), alias
