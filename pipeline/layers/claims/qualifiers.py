"""Time and status of a claim: found in the clause, or carried from an earlier clause of the statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import regex

from pipeline.layers.claims.context import FROM_THEN, Context, Parts, is_month_end
from pipeline.layers.claims.runs import EMPTY, OF, QUANTITY, TIME, Run
from pipeline.layers.claims.site import Site
from pipeline.layers.claims.verbs import modifiers
from pipeline.layers.claims.words import UNSAID, WordLists
from pipeline.model import Status, Time

STATES = ("change", "level", "bare", "share", "rank", "compare", "from", "lasting", "base")
RATES = ("percent", "multiple")
ACTING = ("action", "placed", "with_preposition", "counted", "existential")
DAYS_OF_EVENT = 31
TIMES = regex.compile(TIME + "{2,}")


def note_time(clause: Run, at_time: Mapping[int, Time], lists: WordLists, context: Context) -> None:
    """Let the first time of a clause date what follows, unless it is a base of comparison or dates only its own verb.

    In a clause without a figure a longer time behind the subject dates what that clause tells: 公报于2020年发布，…
    """
    if clause.text.strip(UNSAID) in lists.same_time:
        context.dated = context.time is not None  # 前9个月…。同期，
    if TIME not in clause.text:
        _note_done(clause, lists, context)
        return
    context.times = _said_in_a_row(clause, at_time) or context.times
    aside = QUANTITY not in clause.text
    scene = aside and clause.shape[:1] == "P" and clause.shape.upper()[-1:] == "F"  # 在23日举行的选举中，
    hidden = set() if scene else {place for start, end in modifiers(clause, lists) for place in range(start, end)}
    for i, char in enumerate(clause.text):
        if char != TIME or i in hidden and clause.shape[i + 1:i + 2] != "P" or lists.no_date_after.ends(clause.text[:i].rstrip(TIME)):
            continue
        said = at_time[clause.at[i]]
        if lists.base_time.ends(said.text) or _is_measure(clause, i, lists) or _looks_back(clause, i, said, lists, context):
            continue
        behind = aside and any(letter in "NR" for letter in clause.shape[:i]) and i + 1 < len(clause)
        if behind and not is_event(said) or aside and _names_event(clause, i, said):
            continue
        if lists.realised.search(said.text):
            context.status = None  # 将达到38个，目前有25个
        if lists.consequent.search(said.text):
            context.status, context.aimed = "forecast", False  # 计划6月开通，届时旅行时间将缩短到70分钟
        if lists.since.ends(clause.text[i:]) and said.first:
            said = replace(said, last=None)  # 大桥2022年7月通车以来
        if context.goes_on and _within(said, context.time):
            context.wider = context.wider or (context.time,)  # 上半年…；6月份，失业率5.1%。全省居民收入…
        context.time, context.dated = narrower(said, context), True
        if said.last is not None and (said.first is None or said.first == said.last) and is_month_end(said.last):
            context.day = said
        context.passing = not aside and i > clause.text.rfind(QUANTITY) or said.first is None and context.last is not None
        return
    _note_done(clause, lists, context)


def _said_in_a_row(clause: Run, at_time: Mapping[int, Time]) -> tuple[Time, ...]:
    """The times that a clause says one after another: 2022年和2023年; none where it says one at most."""
    found = TIMES.search(clause.text)
    return tuple(at_time[clause.at[i]] for i in range(*found.span())) if found else ()


def _note_done(clause: Run, lists: WordLists, context: Context) -> None:
    """Leave what will be once something works undated: 工厂5月投产，达产后年产能将达(3万吨)."""
    done = lists.once_done.search(clause.text) if context.time else None
    if done and TIME not in clause.text and QUANTITY not in clause.text[:done.start()]:
        context.time = None


def _is_measure(clause: Run, i: int, lists: WordLists) -> bool:
    """Whether a time is what a value is held against: 为2021年末的2.7倍, 为8月以来最低."""
    if clause.text[i - 1:i] not in lists.copulas:
        return False
    return clause.text[i + 1:i + 3] == OF + QUANTITY or clause.text.startswith(lists.superlatives, i + 1)


def _looks_back(clause: Run, i: int, said: Time, lists: WordLists, context: Context) -> bool:
    """Whether a clause only puts a figure of an earlier time beside the one just told: 4月增长2.7%，3月为下降1.9%；日均产量…"""
    told = context.time
    if told is None or told.start < context.sentence.start or told.first is None or said.last is None or said.last >= told.first:
        return False
    return clause.text[i + 1:i + 2] in lists.copulas and TIME not in clause.text[i + 1:] and QUANTITY in clause.text[i + 1:]


def _names_event(clause: Run, i: int, said: Time) -> bool:
    """Whether a year only belongs to a name and another time dates the clause: 2025年联赛总决赛今天落幕."""
    year = said.first is None and said.last is None or \
        said.first is not None and said.last is not None and (said.last - said.first).days >= DAYS_OF_EVENT
    return year and clause.shape[i + 1:i + 2] in ("N", "W") and TIME in clause.text[i + 1:]


def is_dated(time: Time | None) -> bool:
    """Whether the dates of a time are known, one of them at least."""
    return time is not None and (time.first is not None or time.last is not None)


def is_event(time: Time) -> bool:
    """Whether a time is short enough to be that of an event."""
    return time.first is not None and time.last is not None and (time.last - time.first).days < DAYS_OF_EVENT


def time_of(left: Run, parts: Parts, at_time: Mapping[int, Time], lists: WordLists, context: Context) -> Time | None:
    """The last time before the quantity that is no base of comparison, else the one carried.

    Over a full stop a time is carried to what states a level or a change, and to what somebody named before does; not to
    what is so each time: 每月省下油钱90万元.
    """
    if parts.time is not None:
        return parts.time
    inside = {*parts.predicate.at, *parts.comparison.at}
    no_date_after = lists.compared_with if parts.frame == "from" else lists.compared_or_from
    for i in range(len(left) - 1, -1, -1):
        if left.text[i] != TIME or left.at[i] in inside or parts.frame != "base" and no_date_after.ends(left.text[:i].rstrip(TIME)):
            continue
        return narrower(at_time[left.at[i]], context)
    if not context.dated and (_starts_long_ago(left, at_time, lists) or lists.each_time.search(left.text)):
        return None
    if context.dated or context.among:
        return context.time
    return None if context.now or parts.own_subject and parts.frame not in STATES else context.time


def _starts_long_ago(left: Run, at_time: Mapping[int, Time], lists: WordLists) -> bool:
    """Whether a change is told from a time that no calendar gives: 由过去的(8个月)压缩到(5个月); not 由上年同期的8个月."""
    found = lists.from_base.search(left.text)
    return found is not None and not any(left.text[i] == TIME and is_dated(at_time[left.at[i]]) for i in range(*found.span()))


def still_dates(time: Time, status: Status, left: Run, context: Context) -> bool:
    """Whether a time holds for a claim of this status: how things stand (目前, 截至9月末) or were (9月) does not date what is yet to come.

    Said beside the quantity itself it dates the claim all the same.
    """
    carried = not left or time.start < left.at[0]
    past = time.last is not None and context.today is not None and time.last <= context.today
    stands = time.first is None and (time.last is None or past)
    if past and time.start < context.sentence.start and not is_event(time):
        stands = True
    return status == "actual" or not carried or not stands


def standing(carried: Time, day: Time) -> Time:
    """The day as of which a stock stands, where only a period is carried: 9月末，…；前三季度新增…。住户贷款余额…."""
    period = carried.first is not None and carried.first != carried.last
    return day if period and day.start < carried.start else carried


def _within(said: Time, held: Time | None) -> bool:
    """Whether a time said is a part of the one that held."""
    if held is None or None in (said.first, said.last, held.first, held.last):
        return False
    return held.first <= said.first and said.last <= held.last and (held.first, held.last) != (said.first, said.last)  # type: ignore[operator]


def narrower(said: Time, context: Context) -> Time:
    """The time said, or the one its sentence opened with where that lies within it: 截至5月4日，2026年以旧换新惠及…"""
    opened = context.time
    if opened is None or said is opened or opened.last is None:
        return said
    past = opened.first is None and (context.today is None or opened.last <= context.today)
    if past and not is_dated(said) and context.sentence.start <= opened.start < said.start:
        return opened  # 截至2月4日，春节档票房达…
    if said.first is None or said.last is None:
        return said
    whole_year = (said.first.month, said.first.day, said.last.month, said.last.day) == (1, 1, 12, 31)
    told = opened.first == opened.last and not is_month_end(opened.last)  # 昨日，市住建局通报，今年完成…
    inside = not told and said.first <= opened.last < said.last and opened.start >= context.sentence.start
    return opened if whole_year and inside and opened.end <= said.start else said


def note_status(clause: Run, at_time: Mapping[int, Time], lists: WordLists, context: Context) -> None:
    """Let the status words of a clause hold for the clauses after it in the sentence."""
    if _estimates_past(clause, at_time, lists, context):
        context.status = None
        return
    if QUANTITY not in clause.text and clause.text.lstrip().startswith(lists.purposes):
        return  # 为确保颗粒归仓，
    said = status_in(clause, lists, context)
    if lists.plan_basis.search(clause.text.strip(UNSAID)):
        context.status, context.aimed = "planned", True
    elif said:
        context.status, context.aimed = said, context.aimed or _is_aimed(clause, lists)
    elif lists.once_done.search(clause.text):
        context.status = "forecast"
    elif context.status and any(found[0] not in lists.summing or clause.shape[found.end():found.end() + 1] not in ("N", "W")
                                for found in lists.realised.finditer(clause.text)):
        context.status = None  # 累计建成; not 累计降雨量


def _estimates_past(run: Run, at_time: Mapping[int, Time], lists: WordLists, context: Context) -> bool:
    """Whether what is estimated is over: 预计去年增长(6%), 去年，规模预计突破(3亿元); not 5月投产，预计年产3万吨."""
    for found in lists.forecast.finditer(run.text):
        i = found.end()
        said = at_time.get(run.at[i]) if run.text[i:i + 1] == TIME else _opening_time(run[:found.start()], at_time, context)
        if said and said.last and context.today and said.last < context.today:
            return True
    return False


def _opening_time(ahead: Run, at_time: Mapping[int, Time], context: Context) -> Time | None:
    """The period with which the words before an estimate open, or that stands right before them: 去年，规模(预计)."""
    if not ahead or "V" in ahead.shape:
        return None
    if ahead.text[0] == TIME:
        said = at_time.get(ahead.at[0])
    else:
        said = context.time if context.time and ahead.at[0] - context.time.end == 1 else None
    return said if said and said.first and not is_event(said) else None


def status_of(site: Site, parts: Parts, time: Time | None) -> Status:
    """The status of a claim: of its own words, else of the sentence so far; what is dated in a later year is no fact.

    Where a change starts from is a fact. A mere 将 before a change or an effect is no plan, for nobody carries it out.
    """
    left, lists, context = site.left, site.words, site.context
    if parts.frame == "from":
        return "actual"
    if parts.frame != "compare" and lists.aim_after.match(site.right.text) and not lists.aim_met.search(left.text):
        return "planned"  # 维持增长5%的目标不变
    if parts.frame == "with_preposition" and left.text.endswith(tuple(lists.fronting)):
        left = left[:len(left) - 1]  # 将9颗卫星送入轨道
    acts = parts.frame in ACTING and parts.own_subject and lists.institution.ends(parts.subject.text)
    words = left + site.right if acts and parts.frame == "counted" else left  # 届时，(51家)企业将参展
    said = status_in(words, lists, context, alone=acts)  # 规模预计达到…，人社部门将募集岗位…
    if said == "planned" and happens(parts, lists) and not context.aimed:
        return "forecast"
    known = said or context.status
    if known == "forecast" and time and _estimates_past(left, {time.start: time}, lists, context):
        return "actual"
    if known:
        return known
    if time and time.text in lists.ahead and parts.frame in ACTING and not lists.realised.search(left.text):
        return "planned"  # 年内完成(8个点位)
    if not is_ahead(time, context.today):
        return "actual"
    starts = time is not None and time.text.endswith(FROM_THEN)  # 明年1月起，最低标准提高25元
    return "planned" if starts or parts.frame in ACTING else "forecast"


def is_ahead(time: Time | None, today: date | None) -> bool:
    """Whether a time begins, or is only said to end, in a later year than the document's: 明年, 到2027年.

    Within a year nothing is concluded: the document's date may be that of a file, and months are read from it.
    """
    begins = time and (time.first or time.last)
    return bool(begins and today and begins.year > today.year)


def happens(parts: Parts, lists: WordLists) -> bool:
    """Whether a claim tells what comes about, not what somebody does: 时间将缩短至, 将惠及, 水位将回落."""
    effect = lists.result.ends(parts.predicate.text) or parts.predicate.text.startswith(lists.effects)
    return parts.frame == "change" or bool(effect)


def _is_aimed(run: Run, lists: WordLists) -> bool:
    """Whether the words of a run speak of an intention: 计划, 力争, 确保."""
    return any(found[0] not in lists.weak and run.shape[found.start()] in "DVP" for found in lists.planned.finditer(run.text))


def status_in(run: Run, lists: WordLists, context: Context, alone: bool = False) -> Status | None:
    """The status that the words of a run give, or None; a mere 将 goes on with what was forecast before, unless it stands `alone`."""
    if not lists.status_word.search(run.text):
        return None
    return "forecast" if _foretells(run, lists) else _intended(run, lists, context, alone)


def _intended(run: Run, lists: WordLists, context: Context, alone: bool) -> Status | None:
    """`planned` where the words of a run speak of an intention, None where they do not."""
    for found in lists.planned.finditer(run.text):
        start, end = found.span()
        if run.shape[start - 1:start] == "P" and lists.compared_with.ends(run.text[:start]):
            continue  # 比计划提前
        if run.text[end:end + 1] in lists.fronting and run.text[end - 1] in lists.fronting:
            return "planned"  # 还将把9种药纳入医保
        if found[0] in lists.wishes | lists.aims and run.shape[end:end + 1] not in ("V", "D", "P", "T"):
            continue  # 争取到资金
        if found[0] in lists.wishes and "N" in run.shape[:start]:
            continue  # 八成受访者希望增加
        if found[0] in lists.weak and end < len(run) and run.shape[end] not in "VDPA" and not run.text.startswith(lists.manners, end):
            continue  # 会议, 会见, 将开放时间(延长); not 将重点(支持)
        if found[0] in lists.meeting and run.shape[start - 1:start] in ("N", "n") and run.text.startswith(lists.meetings, end):
            continue  # 服贸会闭幕
        if OF in run.text and _tells_which(run, found, lists):
            continue
        if lists.realised.match(run.text, end) or found[0] in lists.habitual and _is_habit(run, end, lists, context):
            continue  # 接种计划已覆盖; 坐船要80分钟
        if run.shape[start] not in "DVP" or run.shape[end - 1] == "P" and run.text[end - 1] in lists.fronting:
            continue  # 还将开放时间延长
        return "forecast" if found[0] in lists.weak and not alone and context.status == "forecast" else "planned"
    return None


def _foretells(run: Run, lists: WordLists) -> bool:
    """Whether the words of a run say that what they tell is yet to come: 预计; not 占预计收购总量的53%."""
    return any(run.shape[found.start()] in "DVP" and not _cut_short(run, found) and not _joins(run, found.start(), lists)
               and not lists.whole.ends(run.text[:found.start()]) for found in lists.forecast.finditer(run.text))


def _joins(run: Run, at: int, lists: WordLists) -> bool:
    """Whether a word only joins two verbs: 持平|或增长(3%); not 利润|或增长(3%)."""
    return run.shape[at - 1:at].upper() == "V" and lists.coordinator.match(run.text, at) is not None


def _tells_which(run: Run, found: regex.Match[str], lists: WordLists) -> bool:
    """Whether a word of intention only tells which are meant: 会讲韩语的导游, 计划改造的小区已开工(308个); not 还要完成剩下的(8处)."""
    start, end = found.span()
    if not _inside(modifiers(run, lists), end):
        return False
    habit = found[0] in lists.habitual and run.text[start - 1:start] not in lists.still_more
    return habit or lists.realised.search(run.text, run.text.index(OF, end)) is not None


def _inside(stretches: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a place lies in one of the stretches."""
    return any(start <= at < end for start, end in stretches)


def _cut_short(run: Run, found: regex.Match[str]) -> bool:
    """Whether a single character is only the beginning of a word, 料 of 料到, or the end of one before a figure: 砂石料(2600立方米)."""
    ahead = run.shape[found.end():found.end() + 1]
    return found.end() - found.start() == 1 and (ahead.islower() or ahead in ("Q", "X"))


def _is_habit(run: Run, end: int, lists: WordLists, context: Context) -> bool:
    """Whether the 要 that ends at `end` tells what is always so: 要80分钟, 每天要接待, 要经过30道工序."""
    if run.text[end:end + 1] in ("", QUANTITY) or run.text.startswith(lists.habit_verbs, end):
        return True
    used_to = context.time is not None and context.time.text in lists.habits  # 过去，一条线要配(十几个人)
    return used_to or any(word in run.text for word in lists.habits)


def comparison_of(parts: Parts, kind: str, lists: WordLists, context: Context) -> Run:
    """What a claim is compared with: what its own words say, else what its growth noun does (用电量同比增幅), else its sentence.

    A bare rate goes on with the 同比 of its sentence, and a change with a comparison put before its clause.
    """
    if parts.comparison:
        return parts.comparison
    if lists.growth.ends(parts.subject.text):
        word = next((word for word in lists.comparison_words if word in parts.subject.text), "")
        at = parts.subject.text.find(word)
        return parts.subject[at:at + len(word)]
    if parts.frame != "change":
        return EMPTY
    rate = kind in RATES and not lists.reaching.ends(parts.predicate.text)
    return context.compared if rate and context.compared else context.fronted
