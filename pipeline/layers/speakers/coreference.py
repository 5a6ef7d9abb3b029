"""Who a short form means within one news item: 他, 该负责人, 刘局长, 统计局, 报告.

The memory holds what the item has said so far. What fits two people is nobody: ambiguity gives None.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.layers.speakers.names import Names, Source
from pipeline.model import Person, SpeakerKind

NEAR = 400


@dataclass(frozen=True, slots=True)
class Publication:
    """What somebody made public: `document` is the word for it."""

    source: Source
    document: str
    at: int


@dataclass
class Memory:
    """What one news item has introduced so far."""

    names: Names
    persons: dict[str, Person]
    mentions: Sequence[tuple[int, str]] = ()
    said: list[Source] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    aliases: Mapping[str, str] = field(default_factory=dict)
    known: dict[str, SpeakerKind] = field(default_factory=dict)
    paragraph: int = 0

    def __post_init__(self) -> None:
        for name in sorted(self.persons, key=lambda name: (-len(name), name)):
            self.known[name] = "person"

    def remember(self, source: Source) -> None:
        """Note that somebody has spoken."""
        self.said.append(source)
        self._meet(source)
        if source.kind == "person" and source.form == "name" and source.name not in self.persons:
            self.persons[source.name] = Person(source.name, source.titles, source.start, source.end)
            self.known[source.name] = "person"

    def _meet(self, source: Source) -> None:
        if source.kind == "organisation" and source.name not in self.organisations:
            self.organisations.append(source.name)
            self.known.setdefault(source.name, "organisation")

    def publish(self, source: Source, document: str, at: int) -> None:
        """Note who published a document; the organisation may be meant by short forms from now on."""
        self.publications.append(Publication(source, document, at))
        self._meet(source)

    def resolve(self, source: Source) -> Source | None:
        """The source by its full name; a description stays as it is; None where it is nobody certain."""
        if source.form == "pronoun":
            return self._pronoun(source)
        if source.form == "short":
            return self._short(source)
        if source.form == "titled":
            return self._titled(source)
        if source.form in ("organisation", "described"):
            return self._organisation(source)
        if source.form == "name" and source.kind == "person":
            return self._with_titles(source)
        return source

    def _with_titles(self, source: Source) -> Source:
        person = self.persons.get(source.name)
        titles = tuple(dict.fromkeys((*(person.titles if person else ()), *source.titles)))
        return replace(source, titles=titles)

    def _named(self, source: Source, name: str) -> Source:
        return self._with_titles(replace(source, name=name, kind="person", form="name", titles=()))

    # -- people --------------------------------------------------------------------------------------------------

    def _short(self, source: Source) -> Source | None:
        """`刘局长`: the one person of that family whose title fits; two of them make it nobody's name."""
        title = source.titles[0] if source.titles else ""
        family = source.name[:len(source.name) - len(title)] or source.name[0]
        same = [p for p in self.persons.values() if p.name.startswith(family) and p.name != source.name]
        end = self._title_word(title)
        fitting = [p for p in same if any(t.endswith((title, end)) for t in p.titles)] or same
        if len(fitting) == 1:
            return self._named(source, fitting[0].name)
        return None if fitting else replace(source, titles=())

    def _title_word(self, title: str) -> str:
        begin = self.names.title.start_of(title, len(title))
        return title if begin is None else title[begin:]

    def _titled(self, source: Source) -> Source | None:
        """`市统计局局长`: whoever was introduced so, if it is one; else the description stands."""
        fitting = [p for p in self.persons.values() if any(t == source.name or t.endswith(source.name) for t in p.titles)]
        if len(fitting) == 1 and len(source.name) > 3:
            return self._named(source, fitting[0].name)
        return source

    def _pronoun(self, source: Source) -> Source | None:
        if source.kind == "organisation":
            return self._org_pronoun(source)
        role = self.names.pointing.sub("", source.name)
        if role != source.name or role in self.names.title:
            return self._in_role(source, role)
        last = next((one for one in reversed(self.said) if one.kind == "person"), None)
        after = last.end if last else max(0, source.start - NEAR)
        others = {name for _, name in self._between(after, source.start) if last is None or name != last.name}
        if last is None or others and last.end < self.paragraph:
            here = {name for _, name in self._between(max(after, self.paragraph), source.start)} or others
            return self._named(source, here.pop()) if len(here) == 1 else None
        if others:
            return None
        return replace(last, start=source.start, end=source.end)

    def _in_role(self, source: Source, role: str) -> Source | None:
        """`该负责人`, `发言人`: the last who spoke in that role; any official will do for `该负责人`."""
        spoke = [one for one in reversed(self.said) if one.kind == "person"]
        for one in spoke:
            if one.name.endswith(role) or any(title.endswith(role) for title in one.titles):
                return replace(one, start=source.start, end=source.end)
        if role == source.name:
            return replace(source, form="described")
        if spoke and spoke[0].titles:
            return replace(spoke[0], start=source.start, end=source.end)
        return None

    def _between(self, start: int, end: int) -> Sequence[tuple[int, str]]:
        left = bisect_left(self.mentions, (start, ""))
        right = bisect_left(self.mentions, (end, ""))
        return self.mentions[left:right]

    # -- organisations -------------------------------------------------------------------------------------------

    def _org_pronoun(self, source: Source) -> Source | None:
        """`该局`: the last organisation that ends so; `公司`: the only one there is."""
        end = self.names.pointing.sub("", source.name)
        known = [*self._offices(), *self.organisations]
        fitting = [name for name in known if name.endswith(end) and name != source.name]
        if fitting:
            return replace(source, name=fitting[-1], form="organisation")
        if source.name != end:
            last = next((one for one in reversed(self.said) if one.kind == "organisation"), None)
            return replace(last, start=source.start, end=source.end) if last else None
        publishers = list(dict.fromkeys(p.source.name for p in self.publications if p.source.kind == "organisation"))
        if not publishers:
            publishers = self.organisations
        if len(publishers) == 1:
            return replace(source, name=publishers[0], form="organisation")
        return replace(source, form="described")

    def _organisation(self, source: Source) -> Source:
        """A short form takes the longest name before it that ends so, or whose characters it picks in order."""
        name = source.name
        longer = [known for known in self.organisations if known != name and known.endswith(name) and len(name) >= 2]
        if not longer:
            longer = [office for office in self._offices() if office != name and office.endswith(name)]
        if not longer and name in self.aliases:
            longer = [known for known in self.organisations if self.aliases[name].endswith(known)]
        if not longer and source.kind == "organisation" and 3 <= len(name) <= 8 and not name.endswith(self.names.full_ends):
            longer = [known for known in self.organisations
                      if len(known) > len(name) + 1 and known[0] == name[0] and picks(name, known)]
        if len(set(longer)) == 1:
            return replace(source, name=longer[0])
        return source

    def _offices(self) -> Iterator[str]:
        """The organisations that titles name: 江澄海关 in 江澄海关关长."""
        for person in self.persons.values():
            for title in person.titles:
                begin = self.names.title.start_of(title, len(title))
                if begin and self.names.is_organisation(title[:begin]):
                    yield title[:begin]

    def publisher(self, document: str, at: int, near: int) -> Source | None:
        """Who published the document that a text calls 报告 or 公报; of mere data only what was published close by."""
        for publication in reversed(self.publications):
            if at - publication.at <= near or document and publication.document.endswith(document[-2:]):
                return publication.source
        return None


def picks(short: str, long: str) -> bool:
    """Whether the characters of `short` occur in `long` in that order: 中汽协 in 中国汽车工业协会."""
    rest = iter(long)
    return all(char in rest for char in short)
