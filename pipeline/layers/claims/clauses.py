"""Sections → sentences → clauses → segments, as runs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from pipeline.layers.claims.runs import EMPTY, OF, QUANTITY, TIME, Run, words_of
from pipeline.layers.claims.words import WordLists
from pipeline.model import Quantity, Section, Span

SHORT_REMARK = 7
LONGEST_SENTENCE = 600  # characters; those of press prose have some 40, the longest of 36 annotated sets 174
UNFIGURED = regex.compile(r"[\p{Han}--[一二三四五六七八九十百千万亿两几数半零〇点]]{2}", regex.VERSION1)
DASH = "——"
SENTENCE_END = regex.compile(r"[。！？!?\n]+[”’」』）]*|[；;]")
BRACKETS = regex.compile(r"[（(〔\[][^（()）〔〕\[\]]{0,60}[）)〕\]]")
ENTRY = regex.compile(rf"[^\p{{Han}}]{{0,3}}(?P<name>\p{{Han}}[^，,：:。；、|｜　{QUANTITY}{TIME}]{{1,23}})[ ]*[|｜　]")
COMMA = regex.compile(rf"[，,：:｜|]|——|…+|。”?|　| (?=[\p{{Han}}{QUANTITY}{TIME}])")


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of a section; a semicolon ends one too, and so does a comma where there is no end for very long."""
    at = start
    for stop in (*(found.end() for found in SENTENCE_END.finditer(text, start, end)), end):
        while stop - at > LONGEST_SENTENCE:
            cut = _pause(text, at, at + LONGEST_SENTENCE)
            yield Span(at, cut)
            at = cut
        if stop > at:
            yield Span(at, stop)
        at = stop


def _pause(text: str, start: int, end: int) -> int:
    """Where a stretch without the end of a sentence may be cut: behind its last comma or space, else before its last word of no number."""
    found = max(text.rfind(mark, start + 1, end) for mark in "，,、：: 　")
    if found > start:
        return found + 1
    return next((at for at in range(end, start + 1, -1) if UNFIGURED.match(text, at - 1)), end)


def text_start(section: Section) -> int:
    """Where a section's text begins: behind its label, which may stand on a line of its own before it."""
    return max(section.start, section.label.end) if section.label and section.label.start < section.end else section.start


def without_brackets(run: Run) -> Run:
    """The run without bracketed remarks that hold no quantity; a short one belongs to the word before it: 商圈（街区）."""
    shape = run.shape
    gone = []
    for found in BRACKETS.finditer(run.text):
        start, end = found.span()
        if QUANTITY in found[0]:
            continue
        if start and end - start <= SHORT_REMARK and TIME not in found[0] and run.shape[start - 1] in "Nn":
            shape = shape[:start] + "n" * (end - start) + shape[end:]
        else:
            gone.append((start, end))
    return Run(run.text, run.at, shape).without(gone)


def entry_named(run: Run) -> Run:
    """The run, what stands before the first bar or wide space read as one name: 柳渡站　水位24.05米, 文旅综合体｜占地320亩."""
    found = ENTRY.match(run.text)
    if not found:
        return run
    start, end = found.span("name")
    return Run(run.text, run.at, run.shape[:start] + "N" + "n" * (end - start - 1) + run.shape[end:])


def clauses(run: Run) -> list[Run]:
    """The clauses of a sentence, without the commas between them; commas inside 《》 do not part."""
    cuts = [m.span() for m in COMMA.finditer(run.text) if not _inside_title(run.text, m.start()) and not _goes_on(run, m[0], m.end())
            and not (m[0] == DASH and _inside_term(run, m.start()))]
    out, at = [], 0
    for start, end in cuts:
        out.append(run[at:start])
        at = end
    out.append(run[at:])
    return [clause for clause in out if clause.strip(" 。；;！？!?").text]


def _goes_on(run: Run, mark: str, at: int) -> bool:
    """Whether a mark before a figure parts nothing: 气温：24度; a space parts where the figure counts a noun, 工人罢工 六成列车停运."""
    figure = run.text[at:at + 1] == QUANTITY
    return figure and (mark in "：:" or mark in " 　" and run.shape[at + 1:at + 2] not in ("N", "A", "W"))


def _inside_term(run: Run, at: int) -> bool:
    """Whether a dash stands inside a name between quotation marks, one word: “技·忆——非遗展”."""
    return run.shape[at:at + 1].islower()


def _inside_title(text: str, at: int) -> bool:
    return "《" in text and text.rfind("《", 0, at) > text.rfind("》", 0, at) and "》" in text[at:]


@dataclass(slots=True)
class Segment:
    """A stretch of a clause around coordinated quantities: `run`, and the indices of its quantities in it."""

    run: Run
    places: tuple[int, ...]
    joined: bool


def segments(clause: Run, lists: WordLists) -> list[Segment]:
    """The clause parted at the coordinators that stand directly before or after a quantity and part two of them."""
    places = [i for i, char in enumerate(clause.text) if char == QUANTITY]
    if len(places) < 2:
        return [Segment(clause, tuple(places), False)]
    cuts: list[tuple[int, int]] = []
    for first, second in pairwise(places):
        cut = _coordinator(clause, first, second, lists)
        if cut:
            cuts.append(cut)
    out, at, joined = [], 0, False
    for start, end in [*cuts, (len(clause), len(clause))]:
        inside = tuple(i - at for i in places if at <= i < start)
        out.append(Segment(clause[at:start], inside, joined))
        at, joined = end, True
    return out


def _coordinator(clause: Run, first: int, second: int, lists: WordLists) -> tuple[int, int] | None:
    before = lists.before_quantity.search(clause.text, first + 1, second + 1)
    if before:
        return before.span(1)
    after = lists.after_quantity.match(clause.text, first, second)
    return after.span(1) if after else None


def beside(left: Run, right: Run, counts: bool, lists: WordLists) -> tuple[Run, Run]:
    """The two sides of a count without the count beside it, which has the same words: 派来五批共63名专家, 抽查36类1527种产品."""
    if not counts:
        return left, right
    plain = left.without_end(lists.sum_adverbs)
    left = plain[:len(plain) - 1] if plain.text.endswith(QUANTITY) else left
    return left, EMPTY if right.text in lists.sum_adverbs else right


def without_counted_modifier(run: Run, right: Run, lists: WordLists) -> Run:
    """The run without a modifier that counts its own noun, behind a verb: 吸引26个国家的(600家企业参展), 调查28个城市的(1460家企业)."""
    run = run.without_end(lists.narrowing)  # 负责养护其中的(96公里路段)
    at = run.text.rfind(QUANTITY)
    if at < 0 or not run.text.endswith(OF) or run.text.find(OF, at) < len(run) - 1:
        return run
    outer = run[:at].without_end(lists.relative)
    if len(outer) < at and outer.shape.rstrip("Uu").upper()[-1:] == "V":
        return outer  # 共有来自14个国家的(210名运动员参赛)
    acts = run.shape[:at].rstrip("Uu").upper()[-1:] == "V" and "V" not in right.shape
    if not acts and not lists.causative.ends(run.text[:at]):
        return run
    return run[:at]


def without_figured_place(run: Run, lists: WordLists) -> Run:
    """The run without a phrase of place that holds a figure: 考古人员在6座祭祀坑内新出土(文物)."""
    if QUANTITY not in run.text:
        return run
    words = words_of(run)
    for i, (start, end, letter) in enumerate(words):
        if letter != "P" or run.text[start:end] not in lists.place_prepositions:
            continue
        closing = next((k for k in range(i + 1, len(words)) if words[k][2] in "FVD"), None)
        if closing is None or QUANTITY not in run.text[end:words[closing][0]]:
            continue
        if words[closing][2] == "F" and closing + 1 < len(words):
            return run.without([(start, words[closing][1])])
        if words[closing][2] in "VD" and i and not lists.is_indicator(run[:start]) and QUANTITY + OF in run.text[end:words[closing][0]]:
            return run.without([(start, words[closing][0])])  # 我们在1.2万平方公里的样区布了(相机)
    return run


def before_bracket(run: Run) -> Run:
    """The run up to a bracket that is not closed in it: 36宗个案（包括(19宗死亡个案)."""
    at = max(run.text.rfind("（"), run.text.rfind("("))
    return run[:at] if at >= 0 and at > max(run.text.rfind("）"), run.text.rfind(")")) else run


def before_coordinator(run: Run, lists: WordLists) -> Run:
    """The run up to its last coordinator, if no verb follows that: 小站和附近(59个村镇) → 小站."""
    found = [mark for mark in lists.coordinator.finditer(run.text) if run.shape[mark.start()].isupper()]  # not 涉及
    if not found or not found[-1].start() or "V" in run.shape[found[-1].end():]:
        return run
    return run[:found[-1].start()]


def wanted_sentences(text: str, section: Section, quantities: Sequence[int]) -> Iterator[Span]:
    """The sentences of a section that the claim layer reads: those in which a quantity begins, and the one before each."""
    k, last = bisect_left(quantities, section.start), bisect_left(quantities, section.end)
    if k == last:
        return
    before: Span | None = None
    for sentence in sentences(text, text_start(section), section.end):
        first, k = k, bisect_left(quantities, sentence.end, k, last)
        if k > first:
            if before:
                yield before
            yield sentence
            if k == last:
                return
            before = None
        else:
            before = sentence


def wanted_stretches(text: str, sections: Sequence[Section], quantities: Sequence[Quantity]) -> list[Span]:
    """The sentences whose words the claim layer needs, in text order."""
    starts = sorted(quantity.start for quantity in quantities)
    return [sentence for section in sections if section.kind != "furniture"
            for sentence in wanted_sentences(text, section, starts)]
