"""Views of a lexicon: a class says in its body which lists and patterns it goes by, each in the form it asks them in.

    class Words(Views):
        copulas = word_set("copula")            # frozenset[str]
        since = ending("since")                 # WordEnd
        opening = pattern("{age_opening}|{during}")

    Words(lexicon).since.ends(text)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

import regex

from pipeline.rulebook.lexicon import Lexicon
from pipeline.rulebook.wordset import WordEnd, WordSet

T = TypeVar("T")


class View(Generic[T]):
    """What is made of a lexicon for an attribute of a `Views` class."""

    def __init__(self, make: Callable[[Lexicon], T]) -> None:
        self.make = make

    def __get__(self, owner: object, kind: type | None = None) -> T:
        """Tells type checkers what an instance has; no class keeps its views as attributes, see `Views`."""
        raise AttributeError("views belong into the body of a subclass of Views")


class Views:
    """A class whose views are made when it is; they are attributes of the instance alone, which is how Python finds them fastest."""

    _views: ClassVar[dict[str, View[Any]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {name: value for name, value in vars(cls).items() if isinstance(value, View)}
        cls._views = {**cls._views, **own}
        for name in own:
            delattr(cls, name)

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        for name, view in self._views.items():
            setattr(self, name, view.make(lexicon))


def word_list(*lists: str) -> View[tuple[str, ...]]:
    """The words of the lists, in their order."""
    return View(lambda lexicon: tuple(word for name in lists for word in lexicon.list_of(name)))


def word_set(*lists: str) -> View[frozenset[str]]:
    """The words of the lists as a set."""
    return View(lambda lexicon: frozenset(word for name in lists for word in lexicon.list_of(name)))


def lookup(*lists: str) -> View[WordSet]:
    """The words of the lists, to be found at a place of a text."""
    return View(lambda lexicon: WordSet(word for name in lists for word in lexicon.list_of(name)))


def ending(*lists: str) -> View[WordEnd]:
    """The words of the lists, as a text may end with them."""
    return View(lambda lexicon: WordEnd(word for name in lists for word in lexicon.list_of(name)))


def initials(*lists: str) -> View[frozenset[str]]:
    """The characters with which the words of the lists begin."""
    return View(lambda lexicon: frozenset(word[0] for name in lists for word in lexicon.list_of(name)))


def pattern(text: str, flags: int = 0) -> View[regex.Pattern[str]]:
    """A pattern in which `{name}` stands for the lexicon's entry of that name."""
    return View(lambda lexicon: lexicon.compile(text, flags))


def chars(name: str) -> View[str]:
    """The lexicon's characters of that name, in their order."""
    return View(lambda lexicon: lexicon.chars[name])


def char_set(*names: str) -> View[frozenset[str]]:
    """The lexicon's characters of these names."""
    return View(lambda lexicon: frozenset(char for name in names for char in lexicon.chars[name]))

