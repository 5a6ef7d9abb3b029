"""Sections with their quantities and times → one claim a quantity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Claim, Quantity, Section, Slot, Span, Time
from pipeline.rulebook import Rule, Rulebook
from pipeline.layers.claims import qualifiers
from pipeline.layers.claims.clauses import Segment, clauses, segments, sentences, without_brackets
from pipeline.layers.claims.context import Context, Parts
from pipeline.layers.claims.frames import FRAMES, Site
from pipeline.layers.claims.pairing import list_length, paired
from pipeline.layers.claims.runs import EMPTY, QUANTITY, TIME, Run
from pipeline.layers.claims.shapes import as_run
from pipeline.layers.claims.words import WordLists
from pipeline.layers.claims.types import WordSource


class ClaimReader:
    """Reads claims by the rules of one rulebook. `words` cuts a stretch of text into tagged words."""

    def __init__(self, book: Rulebook, words: WordSource) -> None:
        self.rules = book.layer("claim")
        self.lists = WordLists(book.lexicon)
        self.words = words

    def read(self, text: str, sections: Sequence[Section], quantities: Sequence[Quantity],
             times: Sequence[Time]) -> tuple[Claim, ...]:
        """One claim for every quantity that stands in a section, in reading order."""
        out: list[Claim] = []
        context = Context()
        before: Section | None = None
        for section in sections:
            inside = [q for q in quantities if section.start <= q.start < section.end]
            if not _goes_on(before, section):
                context = Context()
            before = section
            context.time = None
            if section.kind == "furniture":
                continue
            if inside:
                near = [t for t in times if section.start <= t.start < section.end]
                out += self._section(text, section, inside, near, context)
        return tuple(out)

    def _section(self, text: str, section: Section, quantities: Sequence[Quantity], times: Sequence[Time],
                 context: Context) -> Iterator[Claim]:
        start = section.label.end if section.label else section.start
        for sentence in sentences(text, start, section.end):
            context.new_sentence(sentence)
            inside = [q for q in quantities if sentence.start <= q.start < sentence.end]
            near = [t for t in times if sentence.start <= t.start < sentence.end]
            yield from self._sentence(text, sentence, inside, near, context)

    def _sentence(self, text: str, sentence: Span, quantities: Sequence[Quantity], times: Sequence[Time],
                  context: Context) -> Iterator[Claim]:
        cuts = sorted([Span(q.start, q.end) for q in quantities] + [Span(t.start, t.end) for t in times],
                      key=lambda span: span.start)
        words = self.words(text, sentence.start, sentence.end, cuts)
        at_quantity, at_time = {q.start: q for q in quantities}, {t.start: t for t in times}
        run = without_brackets(as_run(text, words, at_quantity, at_time, self.lists.classes))
        for clause in clauses(run):
            qualifiers.note_time(clause, at_time, context)
            qualifiers.note_status(clause, self.lists, context)
            if QUANTITY not in clause.text:
                self._note_subject(clause, context)
                continue
            context.among = bool(self.lists.among.search(clause.text))
            yield from self._clause(segments(clause), at_quantity, at_time, context)

    def _note_subject(self, clause: Run, context: Context) -> None:
        """Let a clause without figures set who acts, unless it names a source or sets a scene."""
        text = clause.text.strip(" “”　")
        if any(p.search(text) for p in (self.lists.source_end, self.lists.scene, self.lists.scene_end)):
            return
        subject = self.lists.noun_phrase(clause)
        if subject and len(subject) <= 30:
            context.agent = subject
            context.topic = subject
            if self.lists.change_verb.search(clause.text) or self.lists.indicator_end.search(subject.text):
                context.indicator = subject

    def _clause(self, parted: Sequence[Segment], at_quantity: dict[int, Quantity], at_time: dict[int, Time],
                context: Context) -> Iterator[Claim]:
        """The claims of a clause, segment by segment; a list of figures for several subjects is paired in order."""
        waiting: list[tuple[Rule, Parts]] = []
        for i, segment in enumerate(parted):
            ahead = sum((later.run for later in parted[i + 1:]), EMPTY)
            for k, place in enumerate(segment.places):
                stop = segment.places[k + 1] if k + 1 < len(segment.places) else len(segment.run)
                site = Site(at_quantity[segment.run.at[place]], segment.run[:place], segment.run[place + 1:stop], {},
                            context, self.lists, segment.joined, ahead)
                if waiting:
                    rule, parts = waiting.pop(0)
                else:
                    rule, parts = self._best(site)
                    last_in_segment = k + 1 == len(segment.places)
                    n = list_length(parted, i) if last_in_segment else 1
                    rest = paired(parts, n, context, self.lists)
                    if rest:
                        parts, waiting = rest[0], [(rule, one) for one in rest[1:]]
                claim = self._claim(rule, parts, site.quantity, site.left, at_time, context)
                self._remember(parts, context)
                yield claim

    def _best(self, site: Site) -> tuple[Rule, Parts]:
        """The strongest rule that reads this site, with its reading."""
        site = replace(site, left=self.lists.clean(site.left), right=site.right.strip(" ，。；！？"))
        found: list[tuple[int, int, Rule, Parts]] = []
        for rule in sorted(self.rules, key=lambda r: (-int(r.spec.weight), r.id)):  # type: ignore[attr-defined]
            weight = int(rule.spec.weight)  # type: ignore[attr-defined]
            if found and found[0][0] > weight:
                break
            groups = match_site(rule, site.quantity, site.left, site.right)
            if groups is None:
                continue
            parts = FRAMES[rule.spec.frame](replace(site, groups=groups))  # type: ignore[attr-defined]
            if parts is not None:
                found.append((weight, len(parts.predicate), rule, parts))
        best = max(found, key=lambda item: (item[0], item[1]))
        return best[2], best[3]

    def _claim(self, rule: Rule, parts: Parts, quantity: Quantity, left: Run, at_time: dict[int, Time],
               context: Context) -> Claim:
        time = qualifiers.time_of(left, parts.predicate, at_time, context)
        certainty = float(rule.spec.certainty)  # type: ignore[attr-defined]
        confidence = round(certainty - (0.05 if parts.notes else 0.0), 2)
        texts = {place: t.text for place, t in at_time.items()}
        return Claim(quantity, _slot(parts.subject, texts), _slot(parts.predicate, texts), _slot(parts.object, texts), time,
                     qualifiers.status_of(left, self.lists, context), _expand(parts.comparison, parts.predicate, texts),
                     (quantity.rule, rule.id), confidence, context.sentence, parts.notes)

    def _remember(self, parts: Parts, context: Context) -> None:
        """Carry what later clauses may take over."""
        context.last = parts
        if parts.indicator:
            context.indicator = parts.indicator
            if parts.frame not in ("change", "from", "rank", "compare"):
                context.indicators.append(parts.indicator)
        if parts.frame in ("action", "placed") and parts.own_subject:
            context.agent = parts.subject
        if parts.frame in ("action", "placed", "counted", "existential"):
            context.counted = parts.object if parts.frame in ("action", "placed") else parts.subject
        if parts.frame in ("action", "placed") and parts.object:
            context.holder = parts.object
        elif parts.own_subject and parts.subject:
            context.holder = holder_of(parts.subject, self.lists)


def holder_of(subject: Run, lists: WordLists) -> Run:
    """The holder inside a measured subject: 公司 of 公司营业收入."""
    for noun in sorted(lists.relational, key=lambda word: (-len(word), word)):
        if subject.text.endswith(noun):
            return subject[:len(subject) - len(noun)]
    return subject


def match_site(rule: Rule, quantity: Quantity, left: Run, right: Run) -> dict[str, Run] | None:
    """The groups of a rule at a site as runs, or None where it does not match."""
    kinds = rule.spec.kinds  # type: ignore[attr-defined]
    if kinds and quantity.kind not in kinds:
        return None
    groups: dict[str, Run] = {}
    for name in sorted(rule.patterns):
        side, text = (left, left.text) if name.startswith("left") else (right, right.text)
        if name.endswith("shape"):
            text = side.shape
        pattern = rule.compiled(name)
        found = pattern.search(text, timeout=5) if name.startswith("left") else pattern.match(text, timeout=5)
        if found is None:
            return None
        for group in pattern.groupindex:
            if found.start(group) >= 0:
                groups[group] = side[found.start(group):found.end(group)]
    return groups


def _goes_on(before: Section | None, section: Section) -> bool:
    """Whether what the section before said may complete this one: the same turn, or body after body of one item."""
    if before is None or before.item != section.item:
        return False
    if section.kind == "turn":
        return before.kind == "turn" and before.turn == section.turn
    return False


def _slot(run: Run, times: dict[int, str]) -> Slot | None:
    slot = run.slot()
    if slot is None:
        return None
    text = "".join(times.get(place, "") if char == TIME else "" if char == QUANTITY else char
                   for char, place in zip(run.text, run.at, strict=True))
    return replace(slot, text=text)


def _expand(comparison: str | None, predicate: Run, times: dict[int, str]) -> str | None:
    if comparison is None or TIME not in comparison:
        return comparison
    places = [place for char, place in zip(predicate.text, predicate.at, strict=True) if char == TIME]
    for place in places:
        comparison = comparison.replace(TIME, times.get(place, ""), 1)
    return comparison.replace(TIME, "") or None


__all__ = ["EMPTY", "ClaimReader"]
