"""The patterns of one format, its own before those of `format/plain`, and the kind of line they make of a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import regex

from pipeline.formats.tables import Headings
from pipeline.rulebook import Rule, Rulebook
from pipeline.rulebook.schema import FormatRule

PLAIN = "format/plain"
LineKind = Literal["furniture", "caption", "question", "label", "name_line", "named", "signature", "item", "heading", "tail",
                   "list_line", "note"]
# The order in which a paragraph is asked what it is: the margins by all patterns, then the rest by the format's own. A line
# with a name and the time is asked first: alone it is margin.
MARGINS: tuple[LineKind, ...] = ("name_line", "tail", "caption", "furniture")
REST: tuple[LineKind, ...] = ("question", "label", "note", "item", "signature", "named", "heading", "list_line")
CLAUSE = regex.compile(r"[，。；：、！？\n]")
BRACKET = regex.compile(r"[（(]")
SPACE = regex.compile(r"\s+")
# A label of the shipped formats has a colon, a bar or a bracket, is a name alone, or with a bullet, opens with a name behind a
# bullet or in front of a dash, or is a numbered heading.
PARTS = re.compile(r"[：:｜|　]")
OPENS = regex.compile(r"[□■]|[\s　]*[（(]|(?:[^\p{Han}]{1,12})?[【\[［〔]|\p{Han}[ 　]*\p{Han}{1,3}\Z"
                      r"|[\p{Han}·•]{3,20}\Z|[\p{Han}·•]{2,12}[（(]"
                      r"|[\p{Han}\d]{1,3}、\p{Han}{4,30}\Z|[^—–－]{1,16}[—–－]|[^\p{Han}\s\d]\p{Han}{2,4}(?:[ 　]|\Z)")
PADDED = regex.compile(r"(?<!\p{Han})(\p{Han})[ 　]+(\p{Han})(?!\p{Han})")
LONGEST = 300      # characters of a paragraph that are looked at: layout shows at its beginning
SHORT = 100        # characters of a line that is all margin or heading
TITLE_LENGTH = 40  # characters between the bracket behind a name and the end of the title in it
NAME_LENGTH = 12   # characters between a name and the end of its title
LABELS = 60        # characters within which a label has its colon, if it needs one
SPOKEN: frozenset[str] = frozenset(("label", "named", "note"))
WHOLE: frozenset[str] = frozenset(("tail", "furniture", "heading", "note", "signature", "name_line"))


@dataclass(frozen=True, slots=True)
class Found:
    """What kind of line a paragraph is, and the match that says so, in the paragraph's own offsets.

    `order` is the place of its pattern among all.
    """

    kind: LineKind
    match: regex.Match[str]
    order: int

    @property
    def parted(self) -> bool:
        """Whether more than a line's end parts the label from what is said."""
        return not self.match[0].endswith(self.match["speaker"] or "")

    @property
    def speaker(self) -> str:
        """What a label says, without brackets and inner padding."""
        said = self.match.groupdict().get("speaker") or ""
        return PADDED.sub(r"\1\2", said.strip(" 　【】[]［］〔〕"))

    @property
    def who(self) -> str:
        """What a label says, without any white space."""
        return SPACE.sub("", self.speaker)


def plain_rule(book: Rulebook) -> Rule:
    """The format that holds where no other shows, or what an overlay put in its place; UsageError without one."""
    return book.rule(book.replaced.get(PLAIN, PLAIN))


def grammar_of(book: Rulebook, rule: Rule) -> Grammar:
    """The grammar of a format, made once for a rulebook."""
    return book.kept(_grammar, rule.id)


def _grammar(book: Rulebook, rule_id: str) -> Grammar:
    return Grammar(book, book.rule(rule_id))


class Grammar:
    """One format's way with lines. Patterns are bounded and see a paragraph's beginning only, so none may run away."""

    def __init__(self, book: Rulebook, rule: Rule) -> None:
        plain = plain_rule(book)
        self.rules = (rule,) if rule.id == plain.id else (rule, plain)
        self.name = rule.id.removeprefix("format/")
        self._patterns: dict[str, tuple[regex.Pattern[str], ...]] = {}
        self._asked = self._order(book)
        self.short_lines = self._trait("short_lines") or "subhead"
        self.lead = self._trait("lead") != "no"
        self.turns_run = self._trait("turns") != "paragraph"
        words = book.lexicon.words
        self.headings = Headings(frozenset(words.get("unit_heading", ())), tuple(words.get("share_heading", ())),
                                 frozenset(book.lexicon.units))
        self.nationwide = frozenset(words.get("nationwide", ()))
        self.year_ahead = words.get("year_ahead", ())
        self.period_ends = book.lexicon.values.get("period_end", {})
        self.of_a_day = book.lexicon.words.get("of_a_day", ())
        self.period = book.lexicon.compile(
            "(?<![0-9])(?P<year>(?:19|20)[0-9]{2})年(?:度|第)?"
            "(?:(?:[0-9]{1,2}月?[—–~～至到-])?(?P<month>[0-9]{1,2})月(?![0-9]{1,2}日)|(?P<words>{period_end}))")
        self._host = book.lexicon.compile(r"(?:{host_role})(?:\s|\Z)")
        self._short = book.lexicon.compile("{short_title}|{surname_one}", regex.VERBOSE)
        self._abbreviates = book.lexicon.compile("{calls_short}", regex.VERBOSE)
        self._guest = book.lexicon.compile("{guest_role}", regex.VERBOSE)
        self._role = book.lexicon.compile("(?:{host_role}|{spoken_role}|{asking_role})|.{2,30}{label_title}{label_name}\\Z", regex.VERBOSE)
        self._verb_last = book.lexicon.compile("{label_verb}\\Z", regex.VERBOSE)
        self._title_line = book.lexicon.compile(r"[^，。；：！？“”\d]{2,40}{label_title}\Z", regex.VERBOSE)
        self._signed = book.lexicon.compile(r"[^，。；：！？“”\d]{0,40}{label_title}[ 　]*{label_name}\Z", regex.VERBOSE)
        self._family = book.lexicon.compile(
            r"{label_title}[ 　]*(\p{Han})|(\p{Han})\p{Han}{1,2}[（(，][^（）()，。\n]{0,30}{label_title}", regex.VERBOSE)
        self._personal = book.lexicon.compile(r"{full_name}|\p{Han}+[·•][\p{Han}·•]+", regex.VERBOSE)
        self._title = book.lexicon.compile("{label_title}", regex.VERBOSE)

    def _order(self, book: Rulebook) -> list[tuple[LineKind, regex.Pattern[str], bool]]:
        """The patterns in the order in which a paragraph is asked, each with whether an overlay brought it."""
        said = [(kind, rule) for kind in MARGINS for rule in self.rules] + [(kind, rule) for rule in self.rules for kind in REST]
        return [(kind, rule.compiled(kind), book.is_overlay(rule)) for kind, rule in said if kind in rule.patterns]

    def is_host(self, speaker: str) -> bool:
        """Whether a label names whoever leads the talk: 主持人, 主持人 方晴."""
        return self._host.match(speaker) is not None

    def patterns(self, name: str) -> tuple[regex.Pattern[str], ...]:
        """The patterns of that field, the format's own first."""
        if name not in self._patterns:
            self._patterns[name] = tuple(rule.compiled(name) for rule in self.rules if name in rule.patterns)
        return self._patterns[name]

    def _trait(self, name: str) -> str | None:
        for rule in self.rules:
            if isinstance(rule.spec, FormatRule) and getattr(rule.spec, name) is not None:
                return str(getattr(rule.spec, name))
        return None

    def find(self, name: str, paragraph: str) -> regex.Match[str] | None:
        """The first match of the field's patterns at the paragraph's beginning."""
        for pattern in self.patterns(name):
            found = pattern.match(paragraph)
            if found and found.end() > 0:
                return found
        return None

    def kind_of(self, paragraph: str, after: int = -1) -> Found | None:
        """The kind of line a paragraph is by the patterns `after` a place in their order; None for plain text."""
        head = paragraph[:LONGEST]
        skipped = frozenset() if PARTS.search(head, 0, LABELS) or OPENS.match(head, 0, LABELS) else SPOKEN
        if len(paragraph) > SHORT:
            skipped |= WHOLE
        for order in range(after + 1, len(self._asked)):
            kind, pattern, added = self._asked[order]
            if kind in skipped and not (added and kind in SPOKEN):
                continue
            found = pattern.match(head)
            if found and found.end() > 0:
                return Found(kind, found, order)
        return None

    def introduced(self, names: set[str], text: str) -> set[str]:
        """Those of `names` that the text gives a title: '副市长沈维舟', '沈维舟局长', '沈维舟（市水务局副局长）'."""
        lengths = sorted({len(name) for name in names})
        out: set[str] = set()
        for title in self._title.finditer(text, overlapped=True) if names else ():
            after = SPACE.sub("", text[title.end():title.end() + NAME_LENGTH])
            line = text[max(0, title.start() - TITLE_LENGTH):title.start()]
            opened = BRACKET.split(line)
            before = SPACE.sub("", CLAUSE.split(line)[-1])[-NAME_LENGTH:]
            held = SPACE.sub("", CLAUSE.split(opened[-2])[-1]) if len(opened) > 1 else ""
            for length in lengths:
                out.add(after[:length])
                out.add(held[-length:])
                out.update(before[at:at + length] for at in range(max(0, len(before) - length + 1)))
        return out & names

    def families(self, text: str) -> frozenset[str]:
        """The characters with which the names begin that the text gives a title."""
        return frozenset(found[1] or found[2] for found in self._family.finditer(text))

    def abbreviated(self, text: str) -> set[str]:
        """What the text says it calls somebody from then on: 柯以宁（以下简称“柯”）."""
        return {found["short"] for found in self._abbreviates.finditer(text)}

    def is_short(self, who: str) -> bool:
        """Whether a label has a family name only, alone or before a title: 顾, 薄总."""
        return self._short.fullmatch(who) is not None

    def is_personal(self, who: str) -> bool:
        """Whether a label looks like a person's full name: a common family name and one or two characters, or a middle dot."""
        return self._personal.fullmatch(who) is not None

    def is_title(self, paragraph: str) -> bool:
        """Whether a line is nothing but somebody's titles: 海州大学海洋研究院院长."""
        return self._title_line.match(paragraph) is not None

    def is_signed(self, line: str) -> bool:
        """Whether a line is somebody's titles and name and nothing else: 滨海农科院研究员　仲长青."""
        return self._signed.match(line.strip()) is not None

    def is_guest(self, who: str) -> bool:
        """Whether a label only says that somebody is a guest: 嘉　　宾."""
        return self._guest.fullmatch(who) is not None

    def has_role(self, who: str) -> bool:
        """Whether a label says what somebody is in the talk or holds a title: 主持人, 网友小河, 水利厅厅长沈维舟."""
        return self._role.match(who) is not None and self._verb_last.search(who) is None  # 發言人說
