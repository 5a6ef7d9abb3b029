"""Who a short form means within one news item: 他, 该负责人, 刘局长, 统计局, 报告.

The memory holds what the item has said so far. What fits two people is nobody: ambiguity gives None. Whatever is asked
for is looked up by how it begins or ends and never searched for in all that was said: a long item says a lot.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.layers.speakers.known import Endings, Known, only
from pipeline.layers.speakers.names import Names, Source
from pipeline.model import Person, SpeakerKind

DOT = "·"  # between the parts of a foreign name
NEAR = 400
CLOSE = 80  # characters: a sentence or two
OF, LONGEST_OWNER = "的", 12
TAIL = 2  # characters by which the word for a document is known again


@dataclass(frozen=True, slots=True)
class Publication:
    """What somebody made public: `document` is the word for it."""

    source: Source
    document: str
    at: int


@dataclass
class Memory:
    """What one news item has introduced so far; `issuer` is the firm whose announcement it is."""

    names: Names
    persons: dict[str, Person]
    mentions: Sequence[tuple[int, str]] = ()
    said: list[Source] = field(default_factory=list)
    organisations: dict[str, None] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    issuer: str | None = None
    known: Known = field(default_factory=Known)
    paragraph: int = 0
    _last: dict[SpeakerKind, Source] = field(default_factory=dict)
    _in_roles: dict[str, Source] = field(default_factory=dict)
    _families: dict[str, list[Person]] = field(default_factory=dict)
    _foreign: dict[str, list[str]] = field(default_factory=dict)
    _bodies: Endings = field(default_factory=Endings)
    _by_first: dict[str, list[str]] = field(default_factory=dict)
    _last_publication: Publication | None = None
    _publications: dict[str, Publication] = field(default_factory=dict)
    _publishers: dict[str, None] = field(default_factory=dict)
    _titles: Endings = field(default_factory=Endings)
    _offices: Endings = field(default_factory=Endings)
    _untitled: list[Person] = field(default_factory=list)
    _unread: list[Source] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in sorted(self.persons, key=lambda name: (-len(name), name)):
            self.known[name] = "person"
        for person in self.persons.values():
            self._introduce(person)

    def _introduce(self, person: Person) -> None:
        self._families.setdefault(person.name[0], []).append(person)
        if DOT in person.name:
            self._foreign.setdefault(person.name.rsplit(DOT, 1)[1], []).append(person.name)
        self._untitled.append(person)

    def family(self, first: str) -> Sequence[Person]:
        """Those introduced whose name begins with a character."""
        return self._families.get(first, ())

    def _read_titles(self) -> None:
        """Look into the titles of those introduced since the last time: most items never ask."""
        for person in self._untitled:
            for title in person.titles:
                self._titles.add(title, person.name)
                begin = self.names.title.start_of(title, len(title))
                if begin and self.names.is_organisation(title[:begin]):  # 江澄海关 in 江澄海关关长
                    self._offices.add(title[:begin], title[:begin])
        self._untitled.clear()

    def remember(self, source: Source) -> None:
        """Note that somebody has spoken."""
        self.said.append(source)
        self._last[source.kind] = source
        self._meet(source)
        if source.kind != "person":
            return
        self._unread.append(source)
        if source.form == "name" and source.name not in self.persons:
            self.persons[source.name] = Person(source.name, source.titles, source.start, source.end)
            self._introduce(self.persons[source.name])
            self.known[source.name] = "person"

    def _meet(self, source: Source) -> None:
        name = source.name
        if source.kind == "organisation" and name not in self.organisations:
            self.organisations[name] = None
            self._bodies.add(name, name)
            self._by_first.setdefault(name[:1], []).append(name)
            if name not in self.known:
                self.known[name] = "organisation"

    def publish(self, source: Source, document: str, at: int) -> None:
        """Note who published a document; the organisation may be meant by short forms from now on."""
        self._last_publication = publication = Publication(source, document, at)
        self._publications.update((document[-size:], publication) for size in range(1, TAIL + 1))
        if source.kind == "organisation":
            self._publishers[source.name] = None
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
            return self._with_titles(self._by_last_name(source))
        return source

    def _by_last_name(self, source: Source) -> Source:
        """`霍夫曼`: the one foreigner introduced with that last name, 马丁·霍夫曼; `老梁`: the one person of that family."""
        if len(source.name) == 2 and source.name[0] in self.names.elder:
            family = [person.name for person in self._families.get(source.name[1], ())]
            return replace(source, name=family[0], titles=()) if len(family) == 1 else source
        same = [name for name in self._foreign.get(source.name, ()) if name != source.name]
        return replace(source, name=same[0], titles=()) if len(same) == 1 else source

    def _with_titles(self, source: Source) -> Source:
        person = self.persons.get(source.name)
        titles = tuple(dict.fromkeys((*(person.titles if person else ()), *source.titles)))
        return source if titles == source.titles else replace(source, titles=titles)

    def _named(self, source: Source, name: str) -> Source:
        return self._with_titles(replace(source, name=name, kind="person", form="name", titles=()))

    # -- people --------------------------------------------------------------------------------------------------

    def _short(self, source: Source) -> Source | None:
        """`刘局长`: the one person of that family whose title fits; two of them make it nobody's name."""
        title = source.titles[0] if source.titles else ""
        family = source.name[:len(source.name) - len(title)] or source.name[0]
        same = [p for p in self._families.get(family[0], ()) if p.name.startswith(family) and p.name != source.name]
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
        self._read_titles()
        person = self._titles.only(source.name)
        return self._named(source, person) if person is not None else source

    def _pronoun(self, source: Source) -> Source | None:
        if source.kind == "organisation":
            return self._org_pronoun(source)
        role = self.names.pointing.sub("", source.name)
        if role != source.name or role in self.names.title:
            return self._in_role(source, role)
        last = self._last.get("person")
        after = last.end if last else max(0, source.start - NEAR)
        others = self._two_between(after, source.start, last.name if last else None)
        if last is None or others and last.end < self.paragraph:
            here = self._two_between(max(after, self.paragraph), source.start) or others
            return self._named(source, here.pop()) if len(here) == 1 else None
        if others:
            newest = self._just_before(source.start)
            return self._named(source, newest) if newest and others == {newest} else None
        return replace(last, start=source.start, end=source.end)

    def _in_role(self, source: Source, role: str) -> Source | None:
        """`该负责人`, `发言人`: the last who spoke in that role; any official will do for `该负责人`."""
        for one in self._unread:  # who spoke since the last time: most items never ask
            for title in (one.name, *one.titles):
                self._in_roles.update((title[at:], one) for at in range(len(title) + 1))
        self._unread.clear()
        found = self._in_roles.get(role)
        if found is None and role == source.name:
            return replace(source, form="described")
        last = self._last.get("person")
        found = found or (last if last and last.titles else None)
        return replace(found, start=source.start, end=source.end) if found else None

    def _two_between(self, start: int, end: int, other_than: str | None = None) -> set[str]:
        """The names that stand in a stretch; no more than two of them, since two are as good as many."""
        found: set[str] = set()
        for at in range(bisect_left(self.mentions, (start, "")), bisect_left(self.mentions, (end, ""))):
            if self.mentions[at][1] != other_than:
                found.add(self.mentions[at][1])
            if len(found) == 2:
                break
        return found

    def _just_before(self, at: int) -> str | None:
        """Who heads the sentence before a place, title and name: whom a pronoun means rather than the one who spoke last."""
        i = bisect_left(self.mentions, (at, "")) - 1
        if i < 0 or at - self.mentions[i][0] > CLOSE:
            return None
        start, name = self.mentions[i]
        before = self.text[max(self.text.rfind(stop, 0, start) for stop in "。！？\n") + 1:start]
        titles = self.persons[name].titles if name in self.persons else ()
        owned = not titles and len(before) <= LONGEST_OWNER and before.endswith(OF)  # 返乡创业的肖丽娟
        titled = before.strip().rpartition("、")[2] in titles  # 消费者参加人、退休教师|蒋宝琴
        return name if titled or owned else None

    # -- organisations -------------------------------------------------------------------------------------------

    def _org_pronoun(self, source: Source) -> Source | None:
        """`该局`: the last organisation that ends so; `公司`: the only one there is."""
        self._read_titles()
        end = self.names.pointing.sub("", source.name)
        if self.issuer is not None and source.name in self.names.issuer_words:
            return replace(source, name=self.issuer, form="organisation")
        fitting = self._bodies.last(end, source.name) or self._offices.last(end, source.name)
        if fitting:
            return replace(source, name=fitting, form="organisation")
        if end in self.names.own_class:
            return replace(source, form="described")  # 协会 is no 海关
        if source.name != end:
            last = self._last.get("organisation")
            return replace(last, start=source.start, end=source.end) if last else None
        publisher = only(iter(self._publishers or self.organisations))
        if publisher is not None:
            return replace(source, name=publisher, form="organisation")
        return replace(source, form="described")

    def _organisation(self, source: Source) -> Source:
        """A short form takes the longest name before it that ends so, or whose characters it picks in order."""
        self._read_titles()
        name = source.name
        if len(name) >= 2 and self._bodies.last(name, name):
            longer = self._bodies.only(name, name)
        elif self._offices.last(name, name):
            longer = self._offices.only(name, name)
        else:
            longer = only(self._abbreviated(source))
        return source if longer is None else replace(source, name=longer)

    def _abbreviated(self, source: Source) -> Iterator[str]:
        """The organisations that a name may be short for, by what the item says or by its characters."""
        name, long = source.name, self.aliases.get(source.name, "")
        said = [long[at:] for at in range(len(long)) if long[at:] in self.organisations]
        yield from said
        if not said and source.kind == "organisation" and 3 <= len(name) <= 8 and not name.endswith(self.names.full_ends):
            alike = (known for known in self._by_first.get(name[0], ()) if len(known) > len(name) + 1 and not known.startswith(name))
            yield from (known for known in alike if picks(name, known))  # 省水利厅 is not its 省水利厅农村水利处

    def publisher(self, document: str, at: int, near: int) -> Source | None:
        """Who published the document that a text calls 报告 or 公报; of mere data only what was published close by."""
        last = self._last_publication
        if last is not None and at - last.at > near:  # whatever was published before is farther away
            last = self._publications.get(document[-TAIL:]) if document else None
        return last.source if last is not None else None


def picks(short: str, long: str) -> bool:
    """Whether the characters of `short` occur in `long` in that order: 中汽协 in 中国汽车工业协会."""
    rest = iter(long)
    return all(char in rest for char in short)
