"""分别, spoken or not: several subjects, bases or times and several figures, paired in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.layers.claims.clauses import Segment
from pipeline.layers.claims.context import Parts
from pipeline.layers.claims.phrases import items_of, noun_and_rest
from pipeline.layers.claims.runs import EMPTY, OF, QUANTITY, TIME, Run, words_of
from pipeline.layers.claims.site import Site
from pipeline.layers.claims.words import WordLists

PAIRED_FRAMES = ("change", "level", "bare", "compare", "share")
APART_FRAMES = ("action", "placed", "existential")  # only where 分别 says so
PAIR = 2


def list_length(segments: Sequence[Segment], first: int) -> int:
    """How many figures in a row share the words before the first: 分别增长12.5%、8.3% → 2."""
    n = 1
    for segment in segments[first + 1:]:
        if not segment.joined or segment.places[:1] != (0,):
            break
        n += 1
    return n


def paired(parts: Parts, n: int, site: Site) -> list[Parts]:
    """`parts`, read at the first of `n` figures in a row, as one reading a figure; [] where the subjects are not `n`.

    What several do is only told apart by a word that says so: 甲队和乙队分别获得8枚和6枚金牌.
    """
    if n < PAIR:
        return []
    context, lists = site.context, site.words
    bases = lists.two_bases.search(site.left.text)
    if bases and n == len(bases.groups()):
        return [_against(parts, site.left[slice(*bases.span(k + 1))], lists) for k in range(n)]
    dated = lists.several_bases.search(parts.predicate.text)
    if dated and n == len(dated["times"]):  # 比上半年和一季度分别加快0.6和1.9个百分点
        word, verb = parts.predicate[:dated.start("times")], parts.predicate[dated.end():]
        return [_with_base(parts, word + parts.predicate[at:at + 1], verb) for at in range(*dated.span("times"))]
    told_apart = lists.respectively.search(site.left.text) or site.left.text.endswith(TIME * n + OF)  # 2019、2020年的(5.1%、4.3%)
    if n > 1 and n == len(context.times) and told_apart and not split_subjects(parts.subject, n, lists):
        return [replace(parts, time=time, notes=("several times and figures, paired in order",)) for time in context.times]
    apart = parts.frame in APART_FRAMES and not (parts.frame == "action" and parts.object) and lists.respectively.search(site.left.text)
    if parts.frame not in PAIRED_FRAMES and not apart:
        return []
    behind = site.following[site.following.text.rfind(QUANTITY) + 1:]
    if parts.frame == "action":
        parts = replace(parts, object=noun_and_rest(behind, lists, acts=False)[0])
    subjects = split_subjects(parts.subject, n, lists)
    if not subjects and not parts.own_subject and len(context.indicators) >= n:
        subjects = list(context.indicators[-n:])
    elif subjects and all(lists.is_relational(one) for one in subjects):
        subjects = [context.holder + one for one in subjects]
    if len(subjects) != n:
        return []
    note = ("several subjects and figures, paired in order",)
    named = noun_and_rest(behind, lists)[0] if parts.frame == "existential" else EMPTY
    subjects = [subject + named for subject in subjects]  # 两市分别有19家、14家企业入围
    return [replace(parts, subject=subject, indicator=subject, notes=note) for subject in subjects]


def _against(parts: Parts, base: Run, lists: WordLists) -> Parts:
    """The reading with another base of comparison before its verb: 同比、环比分别提升2个和1个百分点."""
    verb = next((parts.predicate[len(word):] for word in lists.comparison_words if parts.predicate.text.startswith(word)), parts.predicate)
    return _with_base(parts, base, verb)


def _with_base(parts: Parts, base: Run, verb: Run) -> Parts:
    return replace(parts, predicate=base + verb, comparison=base, notes=("several bases and figures, paired in order",))


def first_of_two(parts: Parts, later: Sequence[Segment], site: Site) -> Parts:
    """The reading at the first of two figures that have a verb each: 营收5亿元、利润2亿元，分别增长(6%)和下降3%; else as it is.

    The second is about the nearest value, as bare changes are.
    """
    context, lists = site.context, site.words
    if parts.frame != "change" or parts.own_subject or len(context.indicators) < PAIR or not lists.respectively.search(site.left.text):
        return parts
    turned = bool(later) and later[0].joined and lists.change_verb.fullmatch(later[0].run[:later[0].places[0]].text) is not None
    return replace(parts, subject=context.indicators[-PAIR]) if turned and len(later) == 1 else parts


def split_subjects(subject: Run, n: int, lists: WordLists) -> list[Run]:
    """The `n` coordinated subjects, each with the words they share; [] where the subject does not part into `n`."""
    items = items_of(subject, lists)
    if len(items) > n:
        items = items_of(subject, lists, lists.enumerated)  # 电子商务、航空航天器及设备制造(分别增长)
    if len(items) != n:
        return []
    items, tail = _shared_tail([*items[:-1], without_sum(items[-1], lists)], lists)
    items = _shared_head(_shared_preposition(items, lists), lists)
    return [_joined(item, tail) for item in items]


def _joined(item: Run, tail: Run) -> Run:
    """The item with the shared tail; 通用设备 + 行业利润, 电气机械行业 + 行业利润 without saying 行业 twice."""
    for size in range(min(len(item), len(tail)), 0, -1):
        if item.text.endswith(tail.text[:size]):
            return item + tail[size:]
    return item + tail


def _shared_tail(items: list[Run], lists: WordLists) -> tuple[list[Run], Run]:
    """The items without the tail that stands only at the last one but belongs to all, and that tail."""
    last = items[-1]
    etc = lists.and_so_on.search(last.text)
    if etc:
        return [*items[:-1], last[:etc.start()]], last[etc.end():].strip(OF)
    own = [lists.indicator_end.ends(item.text) for item in items]
    if all(own) or not own[-1]:
        return items, EMPTY
    cut = _tail_start(items, lists)
    return [*items[:-1], last[:cut]], without_number(last[cut:], lists)


def without_sum(run: Run, lists: WordLists) -> Run:
    """The run without a numeral at its end that sums up the list: 丙三区 → 丙."""
    summed = lists.summed_up_last.search(run.text)
    return run[:summed.start()] if summed and summed.start() else run


def without_number(run: Run, lists: WordLists) -> Run:
    """The run without the numeral that sums up a list: 温州三市(进出口) → 进出口."""
    summed = lists.summed_up.match(run.text)
    return run[summed.end():] if summed else run


def _tail_start(items: list[Run], lists: WordLists) -> int:
    """Where the shared indicator begins in the last item: before its last word, or after an end all items have."""
    last, end = items[-1], items[0].text[-1:]
    words = words_of(last)
    alike = len(words_of(items[-2]))  # the first may have more before it: 全国基本养老、失业、工伤(保险参保人数)
    if alike < len(words) and lists.is_indicator(last) and all(len(words_of(item)) == alike for item in items[1:-1] or items[:1]):
        cut = words[alike][0]
        tail = next((tail for tail in lists.compound_tails if last.text[:cut].endswith(tail)), "")
        return cut - len(tail) if 0 < cut - len(tail) <= len(items[-2]) else cut  # 失业、工伤|保险参保人数
    cut = words[-1][0]
    for start, _, _ in reversed(words[1:]):
        if last.text[:start].endswith(end):
            return start
        if not lists.indicator_end.ends(last.text[:start]) and start >= cut:
            cut = start
    return cut


def _shared_preposition(items: list[Run], lists: WordLists) -> list[Run]:
    """The items with the preposition that stands only at the first: 对东盟、(对)拉美."""
    word = next((word for word in lists.aimed if items[0].text.startswith(word) and items[0].shape.startswith("P")), "")
    if not word:
        return items
    return [items[0], *(item if item.text.startswith(word) else items[0][:len(word)] + item for item in items[1:])]


def _shared_head(items: list[Run], lists: WordLists) -> list[Run]:
    """The items with the words before the first indicator, where the others are bare indicators: 商圈客流量、营业额."""
    first = items[0]
    words = words_of(first)
    if len(words) < 2:
        return items
    start = words[-1][0]
    if not lists.indicator_end.ends(first.text):
        head = first[:words[0][1]] if lists.is_region(first[:words[0][1]]) else EMPTY
    else:
        head = first[:start]
    out = [first]
    for item in items[1:]:
        bare = len(words_of(item)) <= 1 and lists.indicator_end.ends(item.text)
        out.append(head + item if head and (bare or lists.is_region(head)) else item)
    return out
