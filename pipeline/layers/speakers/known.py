"""Names that a news item has made known, found by how they begin and end: a long text knows thousands of them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import SpeakerKind

HEAD = 2  # characters by which names are looked up inside a text


class Known:
    """Names with their kinds; of several that fit, the one known first comes first."""

    def __init__(self) -> None:
        self._kinds: dict[str, SpeakerKind] = {}
        self._rank: dict[str, int] = {}
        self._sizes: set[int] = set()
        self._by_head: dict[str, list[str]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._kinds

    def __getitem__(self, name: str) -> SpeakerKind:
        return self._kinds[name]

    def __setitem__(self, name: str, kind: SpeakerKind) -> None:
        if name not in self._kinds:
            self._rank[name] = len(self._rank)
            self._sizes.add(len(name))
            self._by_head.setdefault(name[:HEAD], []).append(name)
        self._kinds[name] = kind

    def ending(self, text: str) -> list[str]:
        """The names that end a text."""
        found = [text[-size:] for size in self._sizes if 0 < size <= len(text) and text[-size:] in self._kinds]
        return sorted(found, key=self._rank.__getitem__) if len(found) > 1 else found

    def inside(self, text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
        """The names that stand in text[start:end], each with the first place where it does."""
        seen: set[str] = set()
        for at in range(start, end):
            for head in {text[at:at + size] for size in range(1, HEAD + 1)}:
                for name in self._by_head.get(head, ()):
                    if name not in seen and at + len(name) <= end and text.startswith(name, at):
                        seen.add(name)
                        yield name, at


NOBODY = Known()


class Endings:
    """What names stand for, by any end of the name; of two the same the later counts as the last."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, None]] = {}

    def add(self, name: str, meant: str) -> None:
        """Have every end of `name`, the whole and the empty one too, stand for `meant`."""
        for at in range(len(name) + 1):
            found = self._found.setdefault(name[at:], {})
            found.pop(meant, None)
            found[meant] = None

    def last(self, end: str, other_than: str) -> str | None:
        """The last of those that `end` stands for."""
        return next((meant for meant in reversed(self._found.get(end, {})) if meant != other_than), None)

    def only(self, end: str, other_than: str | None = None) -> str | None:
        """The one that `end` stands for; None where it is none or several."""
        return only(meant for meant in self._found.get(end, ()) if meant != other_than)


def only(names: Iterator[str]) -> str | None:
    """The one name there is; None where there is none, or another."""
    first = next(names, None)
    return first if first is not None and all(name == first for name in names) else None
