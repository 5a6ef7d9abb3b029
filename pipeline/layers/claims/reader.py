"""Sections with their quantities and times → one claim a quantity."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import regex

from pipeline.layers.claims import carrying, qualifiers, restore
from pipeline.layers.claims.choice import Choice
from pipeline.layers.claims.clauses import (
    Segment,
    before_bracket,
    before_coordinator,
    beside,
    clauses,
    entry_named,
    segments,
    text_start,
    wanted_sentences,
    without_brackets,
    without_counted_modifier,
    without_figured_place,
)
from pipeline.layers.claims.context import Context, Parts
from pipeline.layers.claims.frames import FRAMES
from pipeline.layers.claims.matching import SiteRule
from pipeline.layers.claims.pairing import first_of_two, list_length, paired
from pipeline.layers.claims.rows import RULE as ROW_RULE, TableTimes, row_claims
from pipeline.layers.claims.runs import EMPTY, OF, QUANTITY, TIME, Run
from pipeline.layers.claims.site import Site
from pipeline.layers.claims.told import Told
from pipeline.layers.claims.words import WordLists
from pipeline.model import Attribution, Claim, Quantity, Section, Slot, Span, Time, Word
from pipeline.rulebook import Rulebook

SHORT_SUBJECT, LONG_SUBJECT = 2, 18
LEARNT = regex.compile(f"{TIME}[，,]")
BETWEEN_TIMES = regex.compile(rf"(?<={TIME})(?:[、和与及]|以及)(?={TIME})")  # 2022年和2023年
HEADINGS = ("headline", "subhead")
PROSE = ("lead", "body")
BULLET, MONTH = 2, timedelta(days=27)  # characters before an item's words; a shorter time dates only its own item
LARGE = 10_000  # a bare number from here on is a figure, below it may be a year or a label


class ClaimReader:
    """Reads claims by the rules of one rulebook."""

    def __init__(self, book: Rulebook) -> None:
        rules = (SiteRule(rule) for rule in book.layer("claim") if rule.id != ROW_RULE)
        self.rules = tuple(sorted(rules, key=lambda rule: (-rule.weight, rule.rule.id)))
        self.choice = Choice(self.rules)
        self.row_rule = next((rule for rule in book.layer("claim") if rule.id == ROW_RULE), None)
        self.lists = WordLists(book.lexicon)

    def read(self, text: str, sections: Sequence[Section], quantities: Sequence[Quantity], times: Sequence[Time],
             attributions: Sequence[Attribution], words: Sequence[Word], today: date | None = None) -> tuple[Claim, ...]:
        """One claim for every quantity that stands in a section, in reading order.

        `words` are those of the whole text, segmented at least in `wanted_stretches`; `today` is the document's date.
        """
        dating = [time for time in times if qualifiers.is_dated(time) or not time.text.startswith(self.lists.rates)]
        figures = sorted(quantity.start for quantity in quantities if quantity.kind != "duration")
        phrases = tuple(a.phrase for a in attributions if a.phrase and bisect_left(figures, a.phrase.start) == bisect_left(
            figures, a.phrase.end))  # 某部对16个城市发布预警 is a claim, too
        told = Told(text, words, quantities, dating, phrases, self.lists,
                    frozenset(a.name for a in attributions if a.kind == "person"),
                    [a.cue for a in attributions if a.cue and a.kind == "organisation"])
        out: list[Claim] = []
        context = Context(places=told.places, today=today)
        before: Section | None = None
        table = TableTimes()
        plans = False
        headed: Time | None = None
        listed: Time | None = None
        for section in sections:
            if section.kind == "subhead":
                headed = next((time for time in told.times_in(section) if qualifiers.is_dated(time)), None)
            narrows = _is_prose(before, section) and told.text.startswith(self.lists.among_words, text_start(section))
            if not narrows and not _same_turn(before, section):
                context = Context(places=told.places, today=today)
            elif not self.lists.is_standing(context.agent):
                context.agent = EMPTY
            listed = _dates_list(told, section, before, listed)
            before = section
            if not narrows:  # 今年一季度，…。¶其中，制造业增长5%
                context.time, context.day = (headed or listed) if section.kind == "list" else None, None
            plans = self._plans(text, section, plans)
            context.plans = plans
            if section.cells and self.row_rule:
                out += row_claims(told, section, self.row_rule, self.lists, table)
                continue
            times = told.times_in(section)
            if section.kind != "furniture" or times:  # a line drawn under the heading, a note of the unit
                table = (table if section.kind == "table" else TableTimes()).then(times)
            if section.kind == "table":
                continue
            if section.kind != "furniture" and told.has_quantity(section.start, section.end):
                out += self._section(told, section, context)
        return tuple(out)

    def _plans(self, text: str, section: Section, plans: bool) -> bool:
        """Whether what a section states is planned, for a heading above it says so: 二、今年工作安排."""
        heading = text[section.start:section.end]
        if section.kind != "subhead" or not plans and not self.lists.plan_heading.search(heading):
            return plans
        return self.lists.plan_heading.search(heading) is not None or not self.lists.chapter.match(heading)

    def _section(self, told: Told, section: Section, context: Context) -> Iterator[Claim]:
        for sentence in wanted_sentences(told.text, section, told.quantity_starts):
            narrows = told.text.startswith(self.lists.among_words, sentence.start)  # …2.1亿千瓦。其中，风电新增…
            context.new_sentence(sentence, told.text[sentence.start - 1:sentence.start] not in ("；", ";"), narrows)
            said = told.attribution(sentence)
            if said:
                self._note_source(said, told, sentence, context)
            parted = clauses(self._run(told, section, sentence, said))
            carrying.note_ahead(parted, self.lists, context)
            for clause in parted:
                aside = self.lists.opening.match(clause.text)  # 有说法称|增速超过五成, 今年58岁的|老王种花椒3亩
                if aside:
                    carrying.note_occasion(clause[:aside.end()], self.lists, context)
                    clause = clause[aside.end():]
                if clause.text.lstrip().startswith(self.lists.list_markers):
                    context.holder, context.near = EMPTY, False  # 一是折旧…，二是(良率)从…
                    context.time, context.dated = None, False
                qualifiers.note_time(clause, told.at_time, self.lists, context)
                qualifiers.note_status(clause, told.at_time, self.lists, context)
                if QUANTITY in clause.text:
                    carrying.note_part(clause, self.lists, context)
                    yield from self._clause(segments(clause, self.lists), told, context)
                    context.among = context.among or clause.text.endswith(self.lists.within)
                    carrying.note_actor(clause, self.lists, context)
                else:
                    carrying.note_clause(clause, self.lists, context)

    def _note_source(self, said: str, told: Told, sentence: Span, context: Context) -> None:
        """Let the words of attribution of a sentence tell who acts in it, and whether what it states is foretold or demanded."""
        words = said.rstrip(" ，：:")
        decides = self.lists.decides.search(words)  # 某国政府宣布，(将派出两架飞机)
        context.time, context.agent, context.region = None, told.body(sentence) if decides else EMPTY, EMPTY
        foretells = any(len(found[0]) > 1 or found.end() == len(words) for found in self.lists.forecast.finditer(words))  # not 材料公司说
        if foretells or self.lists.foretold.ends(words):
            context.status = "forecast"
        elif self.lists.demands.ends(words):
            context.status, context.aimed = "planned", True

    def _run(self, told: Told, section: Section, sentence: Span, said: str) -> Run:
        """The words of a sentence, without what opens it and says nothing: a dateline, a bullet, the office a headline quotes."""
        first = sentence.start == text_start(section)
        run = told.run(sentence)
        learnt = bool(said) and LEARNT.match(run.text) and told.opens_before_phrase(run, sentence)
        if learnt and self.lists.learns.ends(said.rstrip(" ，：:")):
            run = run[1:]  # 7月31日，记者从该校获悉，
        if TIME in run.text:
            run = run.without([found.span() for found in self.lists.time_tail.finditer(run.text)])
            run = run.without([found.span() for found in BETWEEN_TIMES.finditer(run.text)])
        opening = self.lists.credit.match(run.text) if first else None
        if not opening and not run.text.startswith(self.lists.list_markers):
            opening = self.lists.list_mark.match(run.text)
        if section.kind in HEADINGS and not opening:
            opening = self.lists.office_head.match(run.text)  # 国家税务总局：新增减税…
        run = without_brackets(run[opening.end():] if opening else run)
        return entry_named(run) if first else run

    def _clause(self, parted: Sequence[Segment], told: Told, context: Context) -> Iterator[Claim]:
        """The claims of a clause, segment by segment; a list of figures for several subjects is paired in order."""
        waiting: list[tuple[SiteRule, Parts]] = []
        for i, segment in enumerate(parted):
            ahead = sum((later.run for later in parted[i + 1:]), EMPTY) if i + 1 < len(parted) else EMPTY
            for k, place in enumerate(segment.places):
                stop = segment.places[k + 1] if k + 1 < len(segment.places) else len(segment.run)
                right = before_bracket(segment.run[place + 1:stop])
                if k + 1 < len(segment.places) and not right.text.endswith(OF):
                    right = before_coordinator(right, self.lists)
                beyond = segment.run[stop + 1:] if stop < len(segment.run) else EMPTY
                quantity = told.at_quantity[segment.run.at[place]]
                before, right = beside(segment.run[:place], right, quantity.kind == "count", self.lists)
                left = without_counted_modifier(before, right, self.lists)
                left = EMPTY if right.text.startswith(OF) and set(left.shape.upper()) <= {"R", "M"} else left  # 这片(12万亩)的沙丘
                left = left if quantity.kind == "rank" else without_figured_place(left, self.lists)
                site = Site(quantity, left, right, {},
                            context, self.lists, segment.joined, ahead, beyond,
                            k + 1 < len(segment.places) or bool(ahead))
                if waiting:
                    rule, parts = waiting.pop(0)
                else:
                    rule, parts = self._best(site)
                    last_in_segment = k + 1 == len(segment.places)
                    n = list_length(parted, i) if last_in_segment else 1
                    rest = paired(parts, n, site)
                    parts = first_of_two(parts, parted[i + 1:], site) if last_in_segment and not rest else parts
                    if rest:
                        parts, waiting = rest[0], [(rule, one) for one in rest[1:]]
                if self._measures_nothing(parts, site.quantity):
                    continue
                claim = self._claim(rule, parts, site, told, context)
                carrying.remember(parts, site.quantity, self.lists, context)
                carrying.note_left(parts, site.left, self.lists, context)
                yield claim

    def _measures_nothing(self, parts: Parts, quantity: Quantity) -> bool:
        """Whether a number without a unit stands beside a word that has no value: 表1, 2024届."""
        if quantity.unit is not None or quantity.kind != "count" or parts.predicate or parts.object:
            return False
        if quantity.value is not None and quantity.value >= LARGE:
            return False
        return not self.lists.is_indicator(parts.subject)

    def _best(self, site: Site) -> tuple[SiteRule, Parts]:
        """The strongest rule that reads this site, with its reading."""
        site = site.between(self.lists.clean(site.left), site.right.strip(" ，。；！？"))
        found: list[tuple[SiteRule, Parts]] = []
        for rule in self.choice.at(site.quantity, site.left, site.right):
            if found and found[0][0].weight > rule.weight:
                break
            groups = rule.match(site.quantity, site.left, site.right)
            if groups is None:
                continue
            site.groups = groups
            parts = FRAMES[rule.frame](site)
            if parts is not None:
                found.append((rule, parts))
        return max(found, key=lambda one: len(one[1].predicate))

    def _claim(self, rule: SiteRule, parts: Parts, site: Site, told: Told, context: Context) -> Claim:
        quantity, left = site.quantity, site.left
        time = qualifiers.time_of(left, parts, told.at_time, self.lists, context)
        carried = time is not None and time is context.time and time.start not in left.at
        if carried and time and context.day and self.lists.stocks.ends(parts.subject.text):
            time = context.time = qualifiers.standing(time, context.day)
        status = qualifiers.status_of(site, parts, time)
        if time and not qualifiers.still_dates(time, status, left, context):
            time = None
        confidence = round(max(rule.certainty - doubt_of(parts), 0.0), 2)
        comparison = told.spelt(qualifiers.comparison_of(parts, quantity.kind, self.lists, context)) or None
        return Claim(quantity, _slot(parts.subject, told), _slot(parts.predicate, told), _slot(parts.object, told), time,
                     status, comparison,
                     (quantity.rule, rule.rule.id), confidence, context.sentence, parts.notes)


def doubt_of(parts: Parts) -> float:
    """What a reading loses of its rule's certainty: for a restored subject, and for one that is missing or oddly long.

    The sizes follow how often such readings were wrong in annotated texts.
    """
    doubt = 0.08 if restore.AGENT in parts.notes else 0.03 if parts.notes else 0.0
    return doubt + (0.1 if len(parts.subject) < SHORT_SUBJECT or len(parts.subject) > LONG_SUBJECT else 0.0)


def _dates_list(told: Told, section: Section, before: Section | None, listed: Time | None) -> Time | None:
    """The period with which the first item of a list opens, for the others: ● 第三季度营收24亿元 ● 毛利率35%."""
    if section.kind != "list":
        return None
    if before is not None and before.kind == "list":
        return listed
    opening = next((time for time in told.times_in(section) if time.start <= text_start(section) + BULLET), None)
    period = opening is not None and opening.first and opening.last and opening.last - opening.first > MONTH
    return opening if period else None


def _same_turn(before: Section | None, section: Section) -> bool:
    """Whether two sections are paragraphs of one turn."""
    return before is not None and before.item == section.item and before.kind == section.kind == "turn" and before.turn == section.turn


def _is_prose(before: Section | None, section: Section) -> bool:
    """Whether two sections are paragraphs of one item outside turns."""
    return before is not None and before.item == section.item and before.kind in PROSE and section.kind in PROSE


def _slot(run: Run, told: Told) -> Slot | None:
    said = told.spelt(run)
    return Slot(said, run.span()) if said else None
