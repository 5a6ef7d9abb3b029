"""The phrase that stands for a source → who it is: `西国检疫部门9日` → the organisation 西国检疫部门.

A phrase is peeled from both ends (when, how, where it was said; `据`, `但`) until a name, a title, an organisation or a
description is left. Nothing here knows the document: names it has introduced come in as `known`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.layers.speakers.known import NOBODY, Known
from pipeline.layers.speakers.vocabulary import LATIN_NAME, PLAIN_NAME, Vocabulary, squeeze
from pipeline.model import SpeakerKind

Form = Literal["name", "short", "titled", "pronoun", "organisation", "described", "own"]
MAX_NAME = 12
LONGEST_ROLE = 4
RECALL = 3000
LOOSE = "，、 　\t\ue011"
DASHES = "—–-·"
DOTS = "·•"  # between a title and a name they part the two


@dataclass(frozen=True, slots=True)
class Source:
    """Who a phrase names. `start`, `end` are the span of the name as it stands; `form` tells how it was said.

    `name`: a full name. `short`: surname and title (`刘局长`). `titled`: a title without a name (`市统计局局长`).
    `pronoun`: 他, 该负责人, 该局. `own`: 我们. `described`: 业内人士.
    """

    name: str
    kind: SpeakerKind
    form: Form
    start: int
    end: int
    titles: tuple[str, ...] = ()


class Names(Vocabulary):
    """The reader of source phrases."""

    # -- the phrase ----------------------------------------------------------------------------------------------

    def read(self, text: str, start: int, end: int, known: Known = NOBODY) -> Source | None:
        """The source that text[start:end] stands for, or None where it is not clear that it is one."""
        start += len(text[start:end]) - len(text[start:end].lstrip(DASHES))
        if self.share_of.match(text, start, end):
            return None  # 51%的企业表示……
        event = self.event.search(text, start, end)
        if event and event.start() > start and self.title.last_in(text, start, event.start()) is None:
            host = self.organisation(text, *self.peel(text, start, event.start()))
            lends = host is not None and self.hosts.start_of(host.name, len(host.name)) is not None
            if host is not None:
                return next(self._before_asides(text, start, event.start(), known), None) if lends else host
        start, end = self.peel(text, start, end)
        if start >= end:
            return None
        whole = self._published_by(text, start, end, known) or self._core(text, start, end, known)
        if whole and whole.form in ("name", "pronoun", "own") and whole.kind != "organisation":
            sooner = next(self._before_asides(text, start, whole.start, known), None) if whole.start - start > 2 else None
            return sooner if sooner and (sooner.kind, sooner.form) == ("person", "name") else whole
        if whole and whole.form == "organisation":
            people = (one for one in self._before_asides(text, start, end, known) if one.kind == "person")
            return (next(people, None) if whole.start > start else None) or whole  # not 西安|边检站
        split = next(self._before_asides(text, start, end, known), None)
        if split and split.form in ("name", "short", "organisation", "pronoun", "own"):
            inner = whole is not None and whole.form in ("short", "titled")
            if not (inner and split.form == "organisation"):
                return split
        if split and split.form == "titled" and (whole is None or whole.form == "described"):
            return split
        return whole or split

    def _published_by(self, text: str, start: int, end: int, known: Known) -> Source | None:
        """The body in `某局发布的企业财务`, whatever it has published."""
        for cut in self.publishing.starts_in(text, start + 2, end):
            word_end = self.publishing.end_of(text, cut, end)
            if word_end is not None and text[word_end:word_end + 1] in self.possessive:
                source = self._core(text, *self.peel(text, start, cut), known)
                if source is not None and source.kind == "organisation":
                    return source
        return None

    def _before_asides(self, text: str, start: int, end: int, known: Known) -> Iterator[Source]:
        """Readings of what stands before `在…时`, `就…`, `向记者`, shortest first, then before `发布的…`, longest first."""
        cuts = list(self.asides.starts_in(text, start + 1, end))
        cuts += reversed(list(self.publishing.starts_in(text, start + 1, end)))
        for cut in cuts:
            left, right = self.peel(text, start, cut)
            source = self._core(text, left, right, known) if right > left else None
            if source:
                yield source

    def peel(self, text: str, start: int, end: int) -> tuple[int, int]:
        """The phrase without the words around a source: `另据西国媒体日前` → 西国媒体."""
        while start < end:
            head = self._head(text, start, end)
            if head > start and not self._starts_source(text, start, end):
                start = head
                continue
            tail = self._tail(text, start, end)
            if tail == end:
                break
            end = tail
        return start, end

    def _head(self, text: str, start: int, end: int) -> int:
        """Where the lead-in ends that the phrase opens with; `start` if it has none."""
        if text[start] in LOOSE:
            return start + 1
        when = self.when.match(text, start, end)
        return max(when.end() if when else start, self.heads.end_of(text, start, end) or start)

    def _tail(self, text: str, start: int, end: int) -> int:
        """Where the adverb or time begins that the phrase closes with; `end` if it has none."""
        if text[end - 1] in LOOSE:
            return end - 1
        if self.is_address(text[start:end]):
            return end
        others = self.et_al.search(text, start + 2, end)
        if others:
            return int(others.start())
        channel = self.channel.search(text, start + 2, end)
        if channel and self.is_organisation(text[start:channel.start()]):
            return int(channel.start())
        if text[end - 1] in self.joints and end - start > 2:
            return end - 1  # 林德|在(声明中说)
        adverb = self.adverbs.start_of(text, end, start + 1)
        if adverb is not None:
            aside = self.asides.start_of(text, adverb, start + 1)  # 万成|在|会上
            return adverb if aside is None else aside
        to = max(text.rfind(word, start + 2, end - 1) for word in self.toward)
        reports = to > start and text[to] in self.reports_to and self.is_organisation(text[start:to])
        if reports or to > start and self.when_last.search(text, start + 2, to):
            return to  # 灾害中心今天|向(联合国)
        if text[end - 1] in self.when_tail:
            when = self.when_last.search(text, start + 1, end)
            if when:
                return int(when.start())
        return end

    def _starts_source(self, text: str, start: int, end: int) -> bool:
        """Whether what looks like a lead-in belongs to the source (有关部门, 联合国, 他)."""
        phrase = text[start:end]
        return (phrase in self.pronouns or phrase in self.org_pronouns or phrase in self.own or phrase in self.polities
                or phrase.startswith(self.lookalikes))

    # -- the core ------------------------------------------------------------------------------------------------

    def _core(self, text: str, start: int, end: int, known: Known) -> Source | None:
        phrase = text[start:end]
        if phrase in self.no_source or phrase.count("《") != phrase.count("》"):
            return None
        if self.never_source.search(phrase):
            return self._behind_deeds(text, start, end)
        if phrase in self.own:
            return Source(phrase, "person", "own", start, end)
        if phrase in self.pronouns:
            return Source(phrase, "person", "pronoun", start, end)
        if phrase in self.org_pronouns:
            return Source(phrase, "organisation", "pronoun", start, end)
        if self.is_address(phrase):
            return Source(phrase, "person", "short", start, end, (phrase[1],))  # 祝总
        return (self._first_of_several(text, start, end, known) or self._known(text, start, end, known)
                or self._side(text, start, end, known) or self._titled(text, start, end)
                or self._bare_person(text, start, end) or self.organisation(text, start, end)
                or self._description(text, start, end) or self._by_class(text, start, end) or self._by_role(text, start, end))

    def _behind_deeds(self, text: str, start: int, end: int) -> Source | None:
        """Somebody told apart by what they do: `带着孩子出行的旅客姚宁`."""
        at = max(text.rfind(of, start, end) for of in self.possessive) + 1
        if at <= start + 1 or self.never_source.search(text, at, end):
            return None
        source = self._titled(text, at, end)
        return source if source is not None and source.form == "name" else None

    def _known(self, text: str, start: int, end: int, known: Known) -> Source | None:
        """A name the document has introduced, at the end of the phrase."""
        phrase = text[start:end]
        squeezed = phrase.replace(" ", "").replace("　", "")
        for name in known.ending(squeezed):
            at = _back(text, end, len(name))
            rest = text[start:at]
            if len(rest) == 1 and rest not in self.enumerating or rest[-1:] in self.dative:
                continue
            if rest and name in self.full_ends and self.is_organisation(rest + name):
                continue  # 省高级人民法院, where 法院 was named before
            form: Form = "name" if known[name] == "person" else "organisation"
            return Source(name, known[name], form, at, end, self.titles(rest))
        return None

    def _first_of_several(self, text: str, start: int, end: int, known: Known) -> Source | None:
        """`沈维舟、罗一鸣`: two who say the same; the first stands for them."""
        for at in self.enumerating.starts_in(text, start + 2, end):
            first = self._core(text, start, at, known)
            if first is not None and first.form == "organisation" and first.name.endswith(self.fields):
                continue  # 印尼气象、气候和地球物理局
            if first is not None and first.form in ("name", "organisation"):
                second = self._core(text, at + 1, end, known)
                return first if second is not None and (second.kind, second.form) == (first.kind, first.form) else None
        return None

    def _side(self, text: str, start: int, end: int, known: Known) -> Source | None:
        """`江澄港方面`: an organisation's side, named as it stands."""
        found = self.side.search(text, start, end)
        if not found or found.start() - start < 2:
            return None
        whose = self._core(text, start, found.start(), known) or self.firm(text, start, found.start(), self.no_source)
        if whose is None or whose.kind == "person" and whose.form != "described":
            return None
        return Source(text[whose.start:end], "organisation", "described", whose.start, end)

    def recurring(self, text: str, start: int, end: int) -> Source | None:
        """A phrase that no list explains, if the text has used it before: a name then, of somebody who now speaks."""
        source = self.firm(text, start, end)
        if source is None or not 2 < len(source.name) <= 6 or text.find(source.name, max(0, start - RECALL), start) < 0:
            return None
        return replace(source, kind="person", form="name") if self.is_name(source.name, titled=True) else source

    def firm(self, text: str, start: int, end: int, without: Collection[str] | None = None) -> Source | None:
        """A phrase that is an organisation's name by its place alone: `柏川电气19日晚公告称`."""
        start, end = self.peel(text, start, end)
        name = text[start:end]
        words = self.no_source | self.no_name if without is None else without
        if not PLAIN_NAME.fullmatch(name) or name in words or name.startswith(self.documents):
            return None
        if self.never_source.search(name):
            return None
        return Source(name, "organisation", "organisation", start, end)

    def _titled(self, text: str, start: int, end: int) -> Source | None:
        """Title and name, surname and title, or a title alone."""
        last = self.title.last_in(text, start, end)
        if last is None:
            return None
        begin, title_end = last
        tail = text[title_end:end]
        name = squeeze(tail).lstrip(DOTS)  # 主播·阿梁
        if not name:
            return self._title_last(text, start, end, begin)
        at = title_end + len(tail) - len(tail.lstrip(" 　" + DOTS))
        if self.is_name(name, titled=True) or self.looks_written_by_sound(name):
            return Source(name, "person", "name", at, end, self.titles(text[start:title_end]))
        if begin - start >= 2 and text[begin - 1] in self.role_end and self.is_name(text[begin:end], titled=True):
            return Source(text[begin:end], "person", "name", begin, end, (text[start:begin],))  # 渔工|关长顺, not 关长|顺
        return None

    def _title_last(self, text: str, start: int, end: int, title_at: int) -> Source:
        """`刘局长` is short for a name; `市统计局局长` and `业内专家` describe somebody."""
        prefix = self.title_tail.search(text, start, title_at)
        family_at = prefix.start() if prefix else title_at
        before = text[self.behind_owner(text, start, family_at):family_at]
        if (before in self.double or len(before) == 1 and before in self.surnames) and end - family_at <= MAX_NAME:
            at = family_at - len(before)
            return Source(text[at:end], "person", "short", at, end, (text[family_at:end],))
        if 2 <= len(before) <= 3 and before[0] in self.common and before[:2] not in self.no_name and not self.is_organisation(before):
            return Source(before, "person", "name", family_at - len(before), family_at, (text[family_at:end],))
        named = self._titled(text, start, family_at)
        if named is not None and named.form == "name":
            return replace(named, titles=(*named.titles, text[family_at:end]))
        at = family_at - 1
        roles = (self.title, self.described)
        if at > start and text[at] in self.surnames and any(role.start_of(text, at, start) is not None for role in roles):
            return Source(text[at:end], "person", "short", at, end, (text[family_at:end],))
        return Source(text[start:end], "person", "titled", start, end)

    def _bare_person(self, text: str, start: int, end: int) -> Source | None:
        """A name without any title: a common family name, or a transliteration; `58岁的马国强` too."""
        start = self.behind_owner(text, start, end)
        name = squeeze(text[start:end])
        if name in self.polities or self.is_organisation(name) or not self.is_name(name, titled=False):
            return None
        return Source(name, "person", "name", start, end)

    def organisation(self, text: str, start: int, end: int) -> Source | None:
        """An office, a country, a paper: by the word it ends with."""
        if start >= end:
            return None
        phrase = text[start:end]
        behind = self.behind_owner(text, start, end)
        if behind > start and end - behind > 2:
            start, phrase = behind, text[behind:end]
        if phrase in self.no_source:
            return None
        unit = self.unit_class.last_in(text, start, end - 2)
        if unit is not None:
            start, phrase = unit[1], text[unit[1]:end]
        named = self._by_class(text, start, end)
        if named is not None and self.firm_end.start_of(named.name, len(named.name)) is not None:
            return named
        bare = _without_bracket(phrase)
        if phrase in self.polities or self.is_organisation(bare):
            return Source(bare, "organisation", "organisation", start, start + len(bare))
        if LATIN_NAME.fullmatch(phrase) or self.press_title.search(phrase):
            return Source(phrase, "organisation", "organisation", start, end)
        return None

    def _by_class(self, text: str, start: int, end: int) -> Source | None:
        """A firm by the class word before its own name: `家电企业柏川电气`."""
        last = self.org_class.last_in(text, start, end - 2)
        if last is None or end - last[1] > 10 or not PLAIN_NAME.fullmatch(text, last[1], end):
            return None
        if self.title.last_in(text, last[1], end) is not None:
            return None  # 治沙企业|负责人朝鲁
        return Source(text[last[1]:end], "organisation", "organisation", last[1], end)

    def _by_role(self, text: str, start: int, end: int) -> Source | None:
        """A name behind a role that no list has: `桃农周小满`."""
        for length in (3, 2):
            at = end - length
            if at - start >= 2 and text[at - 1] in self.role_end and self.is_name(text[at:end], titled=False):
                return Source(text[at:end], "person", "name", at, end, (text[start:at],))
        dotted = self.dotted.search(text, start, end)  # 德国展商马库斯·韦伯
        places = range(*dotted.span("given")) if dotted else ()
        at = next((at for at in places if at - start >= 2 and text[at - 1] in self.role_end), end)
        return Source(text[at:end], "person", "name", at, end, (text[start:at],)) if at < end else None

    def pronoun_in(self, text: str, start: int, end: int) -> Source | None:
        """The last 他 or 她 of a stretch."""
        at = max(text.rfind(word, start, end) for word in self.person_pronouns)
        plural = any(word.startswith(text[at]) and text.startswith(word, at) for word in self.pronouns if len(word) == 2)  # 他们
        return Source(text[at], "person", "pronoun", at, at + 1) if at >= 0 and not plural else None

    def _description(self, text: str, start: int, end: int) -> Source | None:
        phrase = text[start:end]
        owner = self.behind_owner(text, start, end)
        if start < owner < end - 1 and end - owner <= LONGEST_ROLE and text[end - 1] in self.role_word_end and phrase not in self.no_source:
            return Source(text[owner:end], "person", "described", owner, end)  # 步行街管委会的值班员
        if len(phrase) <= 30 and self.described.start_of(phrase, len(phrase)) is not None:
            return Source(phrase, "person", "described", start, end)
        return None



def _back(text: str, end: int, count: int) -> int:
    """The start of the `count` characters before `end`, spaces not counted."""
    at = end
    while count:
        at -= 1
        if text[at] not in " 　":
            count -= 1
    return at


def _without_bracket(phrase: str) -> str:
    """`国际可可组织（国可组织）` → 国际可可组织."""
    if phrase.endswith("）") and "（" in phrase:
        return phrase[:phrase.rfind("（")]
    return phrase
