"""Who a release introduces: names with all their titles, from running text and from the labels of turns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.layers.speakers.names import Names
from pipeline.layers.speakers.vocabulary import squeeze
from pipeline.model import Person, Section, Span

STOPS = "，。；：！？“”「」『』\n（）()、【】《》 　|｜"
PADDING = " 　"
LABEL_MARKS = PADDING + "：:—–－【】[]［］"  # what stands around a label
MAX_TITLE = 40
MAX_ROLE = 8
LONGEST_NAME = 3  # characters of a name with a family name of one
SHORT_NAME = regex.compile(r"\p{Han}{2,4}")
SPACE = regex.compile(r"[ 　]+")
DOTS = regex.compile(r"[·•]")
PADDED = regex.compile(r"\p{Han}[ 　]{1,2}\p{Han}")


@dataclass(frozen=True, slots=True)
class Introduction:
    """One place where a name stands with its titles."""

    name: str
    titles: tuple[str, ...]
    start: int
    end: int


def matches_at(pattern: regex.Pattern[str], text: str, places: Iterable[int]) -> Iterator[regex.Match[str]]:
    """The matches that begin at one of the places, none inside another: `re` finds a character of a large set, `regex` is slow at it."""
    free = 0
    for at in places:
        found = pattern.match(text, at) if at >= free else None
        if found:
            free = found.end()
            yield found


class RosterReader:
    """Finds introductions in a text."""

    def __init__(self, names: Names) -> None:
        self.names = names
        compiled = names.lexicon.compile
        self.stop = compiled("(?:{name_stop}|{press_verb})")
        self.openers = frozenset(word for word in names.lexicon.list_of("name_stop") if len(word) == 1)
        self.closing = frozenset(names.lexicon.list_of("name_closing"))
        self.lead = compiled("(?:{title_start}|{source_head}|{said_when}|\\s)")
        self.inner_lead = compiled("{title_lead}")
        last = "".join(sorted(names.title.last))
        firsts = names.lexicon.chars["surname"] + names.lexicon.chars["translit"] + "".join(sorted(names.familiar))
        self.before_name = re.compile(f"[{last}](?=[ 　]{{0,2}}[{firsts}])")
        family = "".join(map(re.escape, sorted({word[0] for word in names.double} | names.common)))
        self.family = re.compile(f"[{family}]")  # with one of these a name begins that stands without a title before it
        self.name_first = compiled("(?:{introduces}|{introduces_within})", regex.MULTILINE)
        self.bracket = regex.compile(r"[（(][^（）()]*[）)]")
        self.owned = compiled("{owned_name}")
        self.foreign = compiled(r"[{translit}]{1,8}(?:[·•][{translit}A-Z]{1,10})+|[{translit}]{2,8}")
        self.possessive = frozenset(names.possessive)
        self.done = frozenset(names.lexicon.chars["done"])
        self.role = compiled("(?:^|(?<={role_before}))(?P<role>\\p{Han}{1,3}[{role_end}])$")
        self.after_list = compiled("{enumerates}")

    def read(self, text: str, sections: Sequence[Section]) -> tuple[Person, ...]:
        """Every person of the text once, in the order of first mention, with the titles of all mentions."""
        families = [found.start() for found in self.family.finditer(text)]
        found = [*self._labels(text, sections), *self.introductions(text), *self._name_first(text, families),
                 *self._owned(text, families), *self._by_role(text, families)]
        found.sort(key=lambda one: (one.start, one.end))
        merged: dict[str, Person] = {}
        for one in found:
            seen = merged.get(one.name)
            if seen is None:
                merged[one.name] = Person(one.name, one.titles, one.start, one.end)
            else:
                titles = tuple(dict.fromkeys((*seen.titles, *one.titles)))
                merged[one.name] = Person(one.name, titles, seen.start, seen.end)
        return tuple(merged.values())

    # -- labels --------------------------------------------------------------------------------------------------

    def _labels(self, text: str, sections: Sequence[Section]) -> Iterator[Introduction]:
        for section in sections:
            if section.label is not None:
                said = self.label_person(text, section.label)
                if said:
                    yield said

    def label_person(self, text: str, label: Span) -> Introduction | None:
        """The person a label names: `市园林局局长 蓝亭：` → 蓝亭 with that title; None for 记者, 答, 主持人."""
        end = label.end
        while end > label.start and text[end - 1] in LABEL_MARKS:
            end -= 1
        start = label.start
        while start < end and text[start] in LABEL_MARKS:
            start += 1
        titles: tuple[str, ...] = ()
        bracket = self.bracket.search(text, start, end)
        if bracket and bracket.end() == end and bracket.start() > start:
            bracket_end = next((at for at in range(bracket.start(), bracket.end()) if text[at] in "，,"), bracket.end() - 1)
            inside = squeeze(text[bracket.start() + 1:bracket_end])
            if self.names.is_name(inside, titled=True) and not self.names.titles(inside):
                return Introduction(inside, self.names.titles(text[start:bracket.start()]), bracket.start() + 1, bracket_end)
            within = self.label_person(text, Span(bracket.start() + 1, bracket_end))
            if within is not None and within.titles:
                return within
            titles = self.names.titles(bracket[0])
            end = bracket.start()
        inner = self.names.title.last_in(text, start, end)
        if inner and start < inner[0] and inner[1] < end and text[inner[0] - 1] in PADDING and self._fits(text[inner[0]:end], True):
            return Introduction(text[inner[0]:end], titles or (text[start:inner[0]].rstrip(PADDING),), inner[0], end)  # 渔工 关长顺
        if inner:
            return self._titled(text, start, inner[1], end, titles)
        for at in (start, *(found.end() for found in SPACE.finditer(text, start, end))):
            name = squeeze(text[at:end])
            before = squeeze(text[start:at])
            named = "　" in text[start:at] and SHORT_NAME.fullmatch(name) or self.names.is_name(name, titled=False)
            described = at > start and named and len(before) > 2  # 文学院本科生　郁冬, 养鹅能手 罗小满
            if at > start and not described and not self.names.is_organisation(before):
                continue
            if self._fits(name, False):
                return Introduction(name, titles, at, end)
        return None

    def _titled(self, text: str, start: int, at: int, end: int, more: tuple[str, ...]) -> Introduction | None:
        """The person of a label whose title ends at `at`: `市园林局局长 蓝亭`, `沈维舟 首席执行官`; with `more` titles."""
        space = SPACE.search(text, start, end)
        if at == end and space and self._fits(text[start:space.start()], True):
            return Introduction(text[start:space.start()], self.names.titles(text[space.end():end]), start, space.start())
        begin = at
        while begin < end and text[begin] in " 　·•":  # 主播·阿梁
            begin += 1
        name = squeeze(text[begin:end])
        if not name or not self._fits(name, True):
            return None
        return Introduction(name, (*self.names.titles(text[start:at]), *more), begin, end)

    def _fits(self, name: str, titled: bool) -> bool:
        """Whether a label's word is a name; labels give names of any family, so two to four characters do."""
        if name in self.names.no_name or name in self.names.no_source or self.names.is_address(name):
            return False
        if self.names.is_organisation(name) and not (titled and len(name) <= LONGEST_NAME and name[0] in self.names.common):
            return False  # 王海军 beside a title is no navy
        return self.names.is_name(name, titled=True) or titled and SHORT_NAME.fullmatch(name) is not None

    # -- running text --------------------------------------------------------------------------------------------

    def introductions(self, text: str) -> Iterator[Introduction]:
        """Every `title + name` of running text, and the names listed behind it under the same title."""
        for found in self.before_name.finditer(text):
            title = self.names.title.start_of(text, found.start() + 1)
            if title is None:
                continue
            longer = self.names.title.start_of(text, found.start() + 2)
            if longer is not None and longer <= title:
                continue  # 总设计师|郑凯, not 总设计|师郑凯
            span = self.name_at(text, found.start() + 1)
            if span is None:
                continue
            titles = self._titles_before(text, found.start() + 1)
            yield Introduction(squeeze(span.of(text)), titles, span.start, span.end)
            yield from self._listed(text, span.end, titles)

    def _name_first(self, text: str, families: Sequence[int]) -> Iterator[Introduction]:
        """`欧阳明是市社科院院长。`: the name first, at the head of a sentence."""
        for found in matches_at(self.name_first, text, families):
            name = found["name"]
            if name[:2] not in self.names.no_name and self.names.is_name(name, titled=False):
                yield Introduction(name, (found["title"],), *found.span("name"))

    def _owned(self, text: str, families: Sequence[int]) -> Iterator[Introduction]:
        """`开糖水铺的苏晓梅忙得停不下来`: somebody by what they do."""
        for found in matches_at(self.owned, text, families):
            if found[0][:2] not in self.names.no_name and self.names.is_name(found[0], titled=False):
                yield Introduction(found[0], (), *found.span())

    def _by_role(self, text: str, families: Sequence[int]) -> Iterator[Introduction]:
        """`当地治沙人周铁山栽下…`: behind a role that no list has, where its phrase begins."""
        for at in families:
            if self.names.role_end.isdisjoint(text[max(0, at - 2):at]):  # two, for a line's end may stand between
                continue
            role = self.role.search(text, max(0, at - MAX_ROLE), at)
            span = self.name_at(text, at) if role else None
            if role and span and self._may_introduce(role["role"], squeeze(span.of(text))):
                yield Introduction(squeeze(span.of(text)), (role["role"],), span.start, span.end)

    def _may_introduce(self, role: str, name: str) -> bool:
        """Whether a role and a name are those of a person: not 国家|林草局."""
        body = self.names.is_organisation(role + name) or role in self.names.no_source
        return not body and self.names.is_name(name, titled=False)

    def _listed(self, text: str, at: int, titles: tuple[str, ...]) -> Iterator[Introduction]:
        """`副主任刘青、王平`: a name alone behind the comma shares the title."""
        while at < len(text) and self.after_list.match(text, at):
            span = self.name_at(text, at + 1)
            if span is None:
                return
            after = text[span.end:span.end + 1]
            if after and after not in STOPS and after not in self.names.enumerating:
                return
            if squeeze(span.of(text))[0] not in self.names.common:
                return
            yield Introduction(squeeze(span.of(text)), titles[-1:], span.start, span.end)
            at = span.end

    def name_at(self, text: str, at: int) -> Span | None:
        """The name that begins at `at` (a space before it allowed), or None."""
        while at < len(text) and text[at] in " 　":
            at += 1
        if self._familiar(text, at):
            return Span(at, at + 2)
        for length in self._lengths(text, at):
            end = at + length
            if end <= len(text) and self._is_name_here(text, at, end):
                return Span(at, end)
        foreign = self.foreign.match(text, at)
        for end in range(foreign.end(), at + 1, -1) if foreign else ():
            if self._ends_here(text, end) and text[end - 1] not in self.names.never_last:
                return Span(at, end)
        padded = PADDED.match(text, at)
        if padded and padded[0][0] in self.names.surnames and self._ends_here(text, padded.end()):
            return Span(at, padded.end())
        return None

    def bare_name_at(self, text: str, at: int) -> Span | None:
        """The name that begins at `at` without a title before it: a common family name, or 老李."""
        if self._familiar(text, at):
            return Span(at, at + 2)
        span = self.name_at(text, at)
        if span is None or text[span.end:span.end + 1] in self.possessive:
            return None
        name = squeeze(span.of(text))
        plain = name[0] in self.names.common or DOTS.search(name)  # not 加盟费
        return span if plain and self.names.is_name(name, titled=False) else None

    def _familiar(self, text: str, at: int) -> bool:
        """Whether 老周, 小李 stands here."""
        return (text[at:at + 1] in self.names.familiar and text[at + 1:at + 2] in self.names.common
                and text[at:at + 2] not in self.names.no_name)

    def _lengths(self, text: str, at: int) -> tuple[int, ...]:
        return (4, 3) if text[at:at + 2] in self.names.double else (3, 2)

    def _is_name_here(self, text: str, at: int, end: int) -> bool:
        word = text[at:end]
        if not self.names.is_name(word, titled=True) or word[:2] in self.names.no_name or word[0] not in self.names.surnames:
            return False
        if word[0] in self.openers and word[0] not in self.names.common or self.names.title.last_in(word, 0, len(word)):
            return False
        if len(word) == 3 and word[2] in self.closing or word[-1] in self.names.never_last:
            return False
        if not self._ends_here(text, end):
            done = len(word) == LONGEST_NAME and text[end + 2:end + 3] in self.done  # 贾全福|流转了, not 老师|傅周大|年擦了
            return done and self.names.title.start_of(text, at + 1) is None
        return len(word) != 3 or not self._splits_a_word(text, end)

    def _splits_a_word(self, text: str, end: int) -> bool:
        """Whether a three-character name would take the head of a longer word: 邢岳|接受, not 邢岳接|受."""
        inner = self.stop.match(text, end - 1)
        if inner is None or inner.end() - inner.start() < 2:
            return False
        outer = self.stop.match(text, end)
        return outer is not None and outer.end() - outer.start() < 2

    def _ends_here(self, text: str, end: int) -> bool:
        return end >= len(text) or text[end] in STOPS or text[end].isdigit() or self.stop.match(text, end) is not None

    def _titles_before(self, text: str, end: int) -> tuple[str, ...]:
        """The titles that end at `end`, further ones before `、` included."""
        titles: list[str] = []
        while True:
            start = end
            while start > 0 and end - start < MAX_TITLE and text[start - 1] not in STOPS:
                start -= 1
            title = self._trim(text[start:end])
            if not title or self.names.title.start_of(title, len(title)) is None:
                break
            titles.insert(0, title)
            if start == 0 or text[start - 1] != "、":
                break
            end = start - 1
        return tuple(titles)

    def _trim(self, title: str) -> str:
        """A title without what leads to it: `今天我们请到市园林局局长` → 市园林局局长."""
        for found in self.inner_lead.finditer(title):
            if found.end() < len(title):
                rest = title[found.end():]
                if self.names.title.last_in(rest, 0, len(rest)):
                    return self._trim(rest)
        while True:
            lead = self.lead.match(title)
            if not lead or lead.end() == len(title) or not self.names.title.last_in(title, lead.end(), len(title)):
                return title
            if lead.end() == 1 and self.names.organisation(title, 0, len(title)):
                return title
            title = title[lead.end():]
