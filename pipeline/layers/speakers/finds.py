"""Speaker rules × one sentence → finds: a phrase and whom it names, before any document is considered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.layers.speakers.cues import CueFinder, Cues
from pipeline.layers.speakers.known import Known
from pipeline.layers.speakers.names import Names, Source
from pipeline.layers.speakers.passages import MASK, clause_end, clause_starts
from pipeline.layers.speakers.roster import RosterReader
from pipeline.model import Span
from pipeline.rulebook import Rule, Rulebook
from pipeline.rulebook.masks import mask_of, numbers
from pipeline.rulebook.schema import SpeakerRule


@dataclass(frozen=True, slots=True)
class Find:
    """What a rule read: its phrase, the source if one is named, the word for the document if there is one."""

    rule: Rule
    phrase: Span
    source: Source | None
    document: str | None = None
    more: bool = False
    via: str | None = None

    @property
    def how(self) -> str:
        """`emits.source` of the rule."""
        return self.rule.emits["source"]

    @property
    def scope(self) -> str:
        """The rule's scope."""
        return spec(self.rule).scope


def spec(rule: Rule) -> SpeakerRule:
    """The rule's model, typed."""
    if not isinstance(rule.spec, SpeakerRule):
        raise TypeError(f"{rule.id} is no speaker rule")
    return rule.spec


def cites(rule: Rule) -> bool:
    """Whether the rule is read inside somebody's speech."""
    return spec(rule).nests == "yes" and rule.emits["source"] == "named"


class Finder:
    """Tries the speaker rules of a book."""

    def __init__(self, book: Rulebook, names: Names, rosters: RosterReader) -> None:
        rules = [rule for rule in book.layer("speaker") if rule.emits]
        self.rules = rules
        self.turns = mask_of(spec(rule).scope == "turn" for rule in rules)
        self.before = mask_of(spec(rule).side == "before" and spec(rule).scope != "turn" for rule in rules)
        self.nested = self.before & mask_of(cites(rule) for rule in rules)
        self.after = mask_of(spec(rule).side == "after" and spec(rule).scope == "quote" for rule in rules)
        self.closing = mask_of(spec(rule).side == "after" and spec(rule).scope != "quote" for rule in rules)
        self.acted = next((rule.id for rule in rules if spec(rule).sides == "both"), None)  # gives speech to who acts before it
        self.dateline = book.lexicon.compile("{dateline}")
        self.names = names
        self.documents = frozenset(names.documents)
        self.rosters = rosters
        self.cue_finder = CueFinder(rules)

    def cues(self, text: str) -> Cues:
        """Where the rules' cues stand in a masked text; every reading of it starts from here."""
        return self.cue_finder.find(text)

    def may_cite(self, words: str) -> bool:
        """Whether any cue of a rule that reads inside speech occurs."""
        return self.cues(words).within(0, len(words)) & self.nested != 0

    # -- before ----------------------------------------------------------------------------------------------------

    def leading(self, cues: Cues, start: int, end: int, known: Known, nested: bool = False) -> list[Find]:
        """The finds of a sentence in order, none inside another's phrase; `nested` inside somebody's speech."""
        found: list[Find] = []
        rules = cues.within(start, end) & (self.nested if nested else self.before)
        if not rules:
            return found
        text = cues.text
        for at in clause_starts(text, start, end, self.dateline):
            if found and at < found[-1].phrase.end or text[at] == MASK:
                continue
            here = cues.within(at, clause_end(text, at, end) + 1) & rules  # a quotation mark behind the stop is a cue, too
            best = self._best(list(self._tries(here, text, at, end, known))) if here else None
            if best:
                found.append(best)
        return found

    def opens_turn(self, cues: Cues, start: int, end: int, known: Known) -> Find | None:
        """The label that a paragraph opens with: `某公司负责人 张某：……`."""
        rules = cues.within(start, end) & self.turns
        return self._best(list(self._tries(rules, cues.text, start, end, known))) if rules else None

    def _tries(self, rules: int, text: str, at: int, end: int, known: Known) -> Iterator[Find]:
        for number in numbers(rules):
            match = self.rules[number].pattern.match(text, at, end)
            if match:
                find = self._read(self.rules[number], match, text, known)
                if find:
                    yield find

    def _read(self, rule: Rule, match: regex.Match[str], text: str, known: Known) -> Find | None:
        how = rule.emits["source"]
        groups = match.groupdict()
        if how == "reporter":
            told = "name" if groups.get("name") else "role"  # 江澜台记者 沈维舟：我现在就在坝上。
            return Find(rule, Span(*match.span()), Source(groups[told], "reporter", "name", *match.span(told)))
        document = groups.get("document")
        phrase = Span(match.start(), match.end())
        if how in ("unnamed", "publisher", "same"):
            return Find(rule, phrase, None, document, bool(groups.get("more")))
        start, end = match.span("source")
        if document and self.names.press_title.search(document):
            end, document = match.end("document"), None
        source = self.acting(text, start, end, known) if how == "acting" else self.names.read(text, start, end, known)
        if source is None and document:
            source, document = self._shorter_document(text, start, match.span("document"), document, known)
        if how == "named" and spec(rule).scope == "turn" and (source is None or source.form != "organisation"):
            return None
        if source is None and (how != "named" or not document):
            source = self._by_place(how, text, start, end, known)
        if how == "introduced" and (source is None or source.form != "name" or source.kind != "person"):
            return None
        if how == "introduced" and source is not None and spec(rule).scope != "turn" and source.end != end:
            return None  # 王阿婆刷了一下卡：套餐原价16元
        if source is None:
            return None
        outer = self.names.read(text, *match.span("outer"), known=known) if groups.get("outer") else None
        return Find(rule, phrase, source, document, via=outer.name if outer else None)

    def _by_place(self, how: str, text: str, start: int, end: int, known: Known) -> Source | None:
        """Whom a phrase names that cannot be read by itself, in a place where somebody is named."""
        if how == "somebody":
            return self.somebody(text, start, end, known)
        if how == "named":
            return self.names.recurring(text, start, end)
        return self.names.firm(text, start, end) if how in ("firm", "publishes") else None

    def _shorter_document(self, text: str, start: int, span: tuple[int, int], document: str, known: Known) -> tuple[Source | None, str]:
        """`多家旅游平台数据`: 数据 of a 平台 rather than 平台数据 of something unknown."""
        for at in range(span[0] + 1, span[1] - 1):
            if text[at:span[1]] in self.documents:
                source = self.names.read(text, start, at, known)
                if source is not None and source.kind == "organisation":
                    return source, text[at:span[1]]
        return None, document

    def somebody(self, text: str, start: int, end: int, known: Known) -> Source | None:
        """The only person a stretch names."""
        found: dict[str, Source] = {}
        for one in self.rosters.introductions(text[start:end]):
            found[one.name] = Source(one.name, "person", "name", start + one.start, start + one.end, one.titles)
        for name, at in known.inside(text, start, end):
            if name not in found:
                found[name] = Source(name, known[name], "name", at, at + len(name))
        if not found:
            called = self.names.called.search(text, start, end)
            if called:
                return Source(called["name"], "person", "short", *called.span("name"), (called[2],))
            span = self.rosters.bare_name_at(text, start)
            return Source(span.of(text), "person", "name", span.start, span.end) if span else None
        return next(iter(found.values())) if len(found) == 1 else None

    def acting(self, text: str, start: int, end: int, known: Known) -> Source | None:
        """The only person a stretch names, if nothing but titles or 带着孙女的 stands before the name."""
        person = self.somebody(text, start, end, known)
        if person is None or person.kind != "person":
            return None
        begins = person.start == self.names.behind_owner(text, start, person.start)
        return person if begins or self.names.title.start_of(text, person.start, start) is not None else None

    @staticmethod
    def _best(finds: Sequence[Find]) -> Find | None:
        """The find no other beats: by `over`, then the longer phrase, then the rule's id."""
        if len(finds) < 2:
            return finds[0] if finds else None
        beaten = {other for find in finds for other in find.rule.spec.over}
        left = [find for find in finds if find.rule.id not in beaten] or list(finds)
        return min(left, key=lambda find: (-find.phrase.end, find.rule.id))

    # -- after -----------------------------------------------------------------------------------------------------

    def behind(self, cues: Cues, at: int, end: int, known: Known) -> Find | None:
        """What follows a quotation that ends at `at`: `……。”他说。`."""
        return self._best(list(self._tries(self.after, cues.text, at, end, known)))

    def closes(self, cues: Cues, start: int, end: int, known: Known) -> Find | None:
        """A source in the last clause of a sentence: `……，市统计局介绍。`."""
        rules = cues.within(start, end) & self.closing
        starts = list(clause_starts(cues.text, start, end)) if rules else []
        if len(starts) < 2:
            return None
        return self._best([find for find in self._tries(rules, cues.text, starts[-1], end, known) if find.phrase.end == end])
