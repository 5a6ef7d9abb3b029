"""What a clause leaves out, put back: holders of relational nouns, the nearest indicator, who acts."""

from __future__ import annotations

from pipeline.layers.claims.context import Context
from pipeline.layers.claims.phrases import (
    after_fronting,
    first_words,
    is_hollow,
    items_of,
    without_dangling,
    without_dating,
    without_place,
)
from pipeline.layers.claims.runs import EMPTY, OF, QUANTITY, Run, words_of
from pipeline.layers.claims.words import GENITIVE, WordLists, marks_off
from pipeline.model import Quantity
from pipeline.rulebook.wordset import WordSet

Restored = tuple[Run, bool, tuple[str, ...]]
NEAREST = "subject restored: nearest indicator to the left"
HOLDER = "relational noun takes its holder"
GROWTH = "growth noun takes the indicator before"
AGENT = "subject restored: who acts in the clauses before"
COUNTED = "what was counted before acts"
RESULT = "subject restored: what the clause before brought about"


def without_attribute(part: Run, lists: WordLists) -> Run:
    """The words without a figured attribute they begin with: (这条)全长130公里的工程(累计补水) → 工程."""
    at = part.text.find(QUANTITY)
    figured = at > 0 and part.text[at + 1:at + 2] == OF and lists.led_attribute.fullmatch(part.text[:at])
    return part[at + 2:] if figured and len(part) > at + 2 else part


def without_share(part: Run, lists: WordLists) -> Run:
    """The words without the share they begin with: 占进口一半的大豆(增长3%) → 大豆."""
    at = part.text.find(QUANTITY + OF) if part.text.startswith(lists.share_verbs) else -1
    return part[at + 2:] if 0 < at < len(part) - 2 else part


def measured(part: Run, context: Context, lists: WordLists) -> Restored:
    """(what is measured, whether the clause says it, notes): the words of `part`, completed from the context."""
    a_head = per_head(lists.bare(part), context, lists)
    if a_head:
        return a_head, False, (NEAREST,)
    subject, own, notes = owned(part, context, lists)
    return parallel(subject, context, lists), own, notes


def owned(part: Run, context: Context, lists: WordLists) -> Restored:
    """(what has a value, whether the clause says it, notes): the words of `part` with whose they are, from the context."""
    part = without_share(part, lists)
    summed = first_words(part, 1).text in lists.sums
    part = after_figure(without_place(without_dating(after_fronting(part, lists)), lists, localised=True), lists)
    part = after_causer(part, lists)
    subject = with_prefix(lists.bare(without_cause(lists.clean(part), lists)), context.holder, lists)
    subject = without_pointer(without_dangling(subject, lists), lists)
    owner = context.founded or (context.holder if context.near else EMPTY)
    if subject.text in lists.own_measures and owner and not owner.text.endswith(subject.text):
        return held(owner, subject), False, (HOLDER,)
    if is_hollow(subject) or subject.text in lists.spans:
        return context.indicator or context.agent, False, (NEAREST,)
    if first_words(subject, 1).text in lists.possessive and not subject.text.startswith(lists.others) and context.near and context.holder:
        owned = subject[len(first_words(subject, 1)):]
        return (held(context.holder, owned), False, (HOLDER,)) if owned else (subject, True, ())  # 甲市股市受冲击最大，其指数(下跌4%)
    if lists.is_anaphor(subject):
        named = _one_of_two(subject, context, lists)
        if named:
            return named, False, (NEAREST,)
        return context.indicator or subject, False, (NEAREST,)
    if subject.text.startswith(lists.share_verbs) and context.indicator:
        told = context.indicator.text.endswith(subject.text)  # 占比由24%提高至(31%)
        return context.indicator if told else held(context.indicator, subject), False, (HOLDER,)
    if lists.growth.is_word(subject.text) and context.indicator:
        return held(context.indicator, subject), False, (GROWTH,)
    if summed and context.tallied and context.near and lists.is_indicator(subject):
        return held(context.holder, subject), False, (HOLDER,)  # 企业120家，合计进出口96亿元
    if not _may_hold(subject, context, lists):
        owner = _owner_of_counted(subject, context, lists)
        return (held(owner, subject), False, (HOLDER,)) if owner else (subject, True, ())
    inside = first_words(subject, 1).text in lists.place_prepositions
    if lists.is_relational(subject[words_of(subject)[-1][0]:] if inside else subject):  # 在华北市场|占有率
        return held(without_deed(context.holder, lists), subject), False, (HOLDER,)
    near = context.near and not context.holder.text.startswith(lists.rates)
    yearly = first_words(subject, 1) if subject.text.startswith(lists.rates) else EMPTY
    if near and lists.is_bare_indicator(subject[len(yearly):]):
        return held(without_deed(context.holder, lists), subject), False, (HOLDER,)
    return subject, True, ()


def per_head(part: Run, context: Context, lists: WordLists) -> Run:
    """What was measured, a head: 人均 behind 全省减免金额(2100万元) → 人均减免金额; nothing for other words."""
    if part.text not in lists.per_head or not context.indicator:
        return EMPTY
    measure = context.indicator
    first, last = first_words(measure, 1), words_of(measure)[-1]
    if measure.text[last[0]:] in lists.share_nouns and last[0]:
        measure = measure[:last[0]]  # 贷款户数(8万户)，户均(58万元)
    area = lists.is_region(first) or first.at[0] in context.places
    return part + (measure[len(first):] if area and len(first) < len(measure) else measure)


def _may_hold(noun: Run, context: Context, lists: WordLists) -> bool:
    """Whether the holder at hand may be that of a noun: a value has a share, but no 派息率, and 观众5万人 have no 上座率.

    Projects, cases and the like have values of their own, however many there are.
    """
    holder = context.holder
    if not holder or holder.text in noun.text or lists.is_bare_indicator(holder):
        return False
    counted = context.tallied and not lists.valued_end.ends(holder.text)
    return noun.text in lists.share_nouns or not counted and not lists.is_indicator(holder)


def _owner_of_counted(noun: Run, context: Context, lists: WordLists) -> Run:
    """Who did what was just counted, where a noun is theirs and not its: 项目建设机组6台，总投资…; 候选人获得选票30万张，得票率…."""
    agent, last = context.agent, context.last
    if last is None or not context.tallied or last.frame not in ("action", "placed") or not context.said_here(agent):
        return EMPTY
    project = lists.valued_end.ends(agent.text) and noun.text in lists.own_measures
    return agent if project or noun.text in lists.own_rates else EMPTY


def without_pointer(subject: Run, lists: WordLists) -> Run:
    """A growth noun without the word that points back to its indicator: 这一涨幅 → 涨幅."""
    return next((subject[len(word):] for word in lists.anaphors
                 if subject.text.startswith(word) and lists.growth.is_word(subject.text[len(word):])), subject)


def after_figure(part: Run, lists: WordLists) -> Run:
    """The part behind the last figure that is none of its modifiers: 产量增长5%均价(上涨) → 均价."""
    if QUANTITY not in part.text:
        return part
    started = lists.started_from.search(part.text)
    if started and started.start():
        return part[:started.start()]  # 团队从最初的3人(发展到)
    at = next((i for i in range(len(part) - 1, -1, -1) if part.text[i] == QUANTITY and not marks_off(part, i)), None)
    if at is None:
        return part
    sized = lists.measured_off.match(part.text, at)
    behind = part[sized.end() if sized else at + 1:]  # 15米|高的|铁塔
    if first_words(part, 1).text in lists.place_prepositions:
        whole = next((behind.text.find(word + OF) + len(word) for word in lists.within if word + OF in behind.text), 0)
        behind = behind[whole + 1:] if whole > 1 else behind  # 在全省11个地市中的|排名
    return behind if lists.bare(behind) else part[:at]


def after_causer(part: Run, lists: WordLists) -> Run:
    """What something is made to change: 关税措施使物价(上涨) → 物价."""
    at = next((end for start, end, _ in reversed(words_of(part)) if part.text[start:end] in lists.causers), 0)
    return part[at:] if 0 < at < len(part) else part


def without_cause(run: Run, lists: WordLists) -> Run:
    """The run without a verb of effect at its start: 带动住宿消费(增长), 实现生产周期(缩短)."""
    start = next((start for start, _, letter in words_of(run) if letter != "D"), 0)
    first = first_words(run[start:], 1)
    if lists.growth.is_word(run.text[start + len(first):]) or lists.there_is.ends(first.text) and OF in run.text[start:]:
        return run  # 出口降幅, 有出口实绩的企业
    achieves = lists.achieving.is_word(first.text) and not lists.growth.ends(run.text)  # not 进口总额降幅
    if start + len(first) < len(run) and first.shape[:1] == "V" and (lists.causative.is_word(first.text) or achieves):
        return run[start + len(first):]
    return run


def held(holder: Run, noun: Run) -> Run:
    """The noun behind its holder, unless the holder has it already."""
    if noun.text in holder.text:
        return noun
    first = first_words(noun, 1)
    if 1 < len(first) < len(noun) and first_words(holder, 1).text == first.text:
        return noun  # 粮食播种(面积)，粮食产量; behind the first word see with_prefix
    shared = next((size for size in range(min(len(noun), len(holder)) - 1, 1, -1) if holder.text.endswith(noun.text[:size])), 0)
    return holder + noun[shared:]  # 医疗保险参保, 参保率


def parallel(subject: Run, context: Context, lists: WordLists) -> Run:
    """The subject with the indicator its parallel before had: 甲类家庭额度由…，乙类家庭由… → 乙类家庭额度; 甲省进度…，乙省…"""
    before = context.indicator
    if not subject or not before or lists.is_indicator(subject) or not lists.is_indicator(before):
        return subject
    if subject.text in lists.parts_of_area:
        first = first_words(before, 1)
        single = len(items_of(before, lists)) == 1 and (lists.is_region(first) or first.at[0] in context.places)
        area = first if single else holder_of(before, lists)
        return subject + before[len(area):]  # 降温幅度将达8℃，局地(超过16℃) → 局地降温幅度
    if len(words_of(subject)) == 1 and subject.at[0] in context.places and before.at[0] in context.places:
        return subject + before[len(first_words(before, 1)):]
    branch = holder_of(before, lists)
    if branch and before.text.startswith(branch.text) and lists.industry.search(branch.text) and lists.industry.search(subject.text):
        return subject + before[len(branch):]  # 采矿业增加值下降4%，制造业(增长5%)
    last = words_of(subject)[-1]
    end = subject.text[last[0]:last[1]]
    at = before.text.rfind(end)
    tail = before[at + len(end):]
    return subject + tail if at > 0 and len(end) > 1 and len(tail) > 1 and lists.is_indicator(tail) else subject


def with_prefix(subject: Run, holder: Run, lists: WordLists) -> Run:
    """The subject with the place or owner that its parallel before had: 机场进境航班…，进境旅客… → 机场进境旅客."""
    first = first_words(subject, 1)
    if len(first) < 2:
        return subject
    at = holder.text.find(first.text)
    if at > 0 and holder.text[at - 1].isdigit():
        return subject  # 20|万吨级航道
    if at >= 0 and at + len(first) == len(holder) and not lists.areas.ends(first.text):
        return subject  # 青溪隧道贯通。隧道全长…; not 我市城镇
    nominal = at > 1 and not set("VP").intersection(holder.shape[:at]) and not lists.coordinator_end.ends(holder.text[:at])
    nominal = nominal and not holder.text.startswith(lists.singling)  # 单台汽车均价…，汽车软件成本…
    return holder[:at] + subject if nominal else subject


def acting(part: Run, predicate: Run, context: Context, lists: WordLists) -> Restored:
    """(who acts, whether the clause says it, notes): the words before the verb, else the agent of the sentence or turn."""
    subject = lists.bare(lists.clean(_without_each(without_dating(without_attribute(part, lists)), lists)))
    own = next((len(word) for word in lists.we if subject.text.endswith(word)), len(subject))
    subject = subject[len(subject) - own:]  # 非采暖期|我们(投入7亿元)
    pronoun = subject if subject.text in lists.pronouns else EMPTY
    if any(subject.text[start:end] in lists.after for start, end, _ in words_of(subject)[-1:]):
        subject = EMPTY  # 封关后(一个月内完成订单)
    if not is_hollow(subject) and not lists.is_anaphor(subject):
        return without_dangling(subject, lists), True, ()
    again = context.last and predicate and context.last.predicate.text == predicate.text
    if context.last and again and predicate.text not in lists.copulas:
        return context.last.subject, False, (AGENT,)  # 通达57个国家的160个港口
    if context.event and lists.cause.ends(predicate.text):
        return context.event, False, (AGENT,)  # 发生一起事故，两车相撞，造成2人死亡
    if lists.milestone.ends(predicate.text) and context.indicator:
        return context.indicator, False, (NEAREST,)
    if lists.result.ends(predicate.text):
        spent = context.said_here(context.indicator) and lists.funds.ends(context.indicator.text)  # 补贴金额3亿元，惠及职工…
        if spent and not context.said_here(context.counted):
            return context.indicator, False, (RESULT,)
        if context.counted:
            return context.counted, False, (RESULT,)
    if predicate.text in lists.light and lists.industry.search(context.holder.text):
        return context.holder, False, (AGENT,)  # 制造业增加值增长5%；实现利润300亿元
    if not context.said_here(context.agent) and (lists.industry.search(context.topic.text) or lists.carrier.ends(context.topic.text)):
        return context.topic, False, (AGENT,)  # 民航方面，预计运输旅客238万人次
    holder = context.holder if context.near and not lists.is_indicator(context.holder) else EMPTY
    project = lists.valued_end.ends(holder.text) and not context.tallied and not context.said_here(context.agent)
    grown = holder and lists.institution.ends(holder.text) and not lists.is_region(first_words(holder, 1))
    team = grown and not context.said_here(context.agent)  # 队伍扩充到86支，半小时内到场
    known = holder if project or team else context.agent or context.region or holder  # 二期工程总投资2亿元，已投入1亿元
    return known or pronoun, False, (AGENT,)


def _without_each(part: Run, lists: WordLists) -> Run:
    """Who acts, without how many share in it: 公司拟|每10股(派发2.5元)."""
    found = lists.each_of.search(part.text)
    actor = lists.clean(part[:found.start()]) if found else EMPTY
    return actor if lists.institution.ends(actor.text) else part


def indicator_of(subject: Run, predicate: Run, thing: Run, lists: WordLists) -> Run:
    """What a change word after this claim would be about: 全县收割早稻 for 全县收割早稻3.1万吨."""
    adverbs = len(predicate.shape) - len(predicate.shape.lstrip("Dd"))  # 最初|有
    if predicate[adverbs:].text in lists.light or not thing and lists.is_indicator(subject):
        predicate = EMPTY
    return subject + predicate + thing


def is_trait(subject: Run, quantity: Quantity, lists: WordLists) -> bool:
    """Whether what was measured is one more property of what the sentence is about: 工程全长2210千米，额定电压800千伏."""
    names = lists.is_indicator(subject) or lists.is_standing(subject) or lists.actor_end.ends(subject.text)
    return quantity.kind in ("measure", "duration") and not names and OF not in subject.text


def holder_of(subject: Run, lists: WordLists) -> Run:
    """The holder inside a measured subject: 公司 of 公司营业收入."""
    noun = lists.relational.start_of(subject.text, len(subject.text))
    if noun is not None:
        holder = _without_ends(subject[:noun], lists.prefixes)
        return holder if _holds(holder, lists) else EMPTY
    words = words_of(subject)
    if not lists.is_indicator(subject) or len(words) == 1:
        return subject
    holder = _without_ends(_without_ends(subject[:words[-1][0]], lists.value_marks), lists.prefixes)  # 公司营业(收入), 设计年(供水量)
    holder = holder[:next((start for start, _, letter in words_of(holder) if letter == "D" and start), len(holder))]
    return EMPTY if _only_marks(holder, lists) else holder  # 一审|平均审理(天数)


def without_deed(holder: Run, lists: WordLists) -> Run:
    """The holder without what is done to it, which is a part of the indicator's name: 全区棉花采收(进度) → 全区棉花; not 货物贸易."""
    words = words_of(holder)
    deed = len(words) > 1 and words[-1][2] in "WV" and words[-2][2] == "N" and not holder.text.endswith(lists.branches)
    return holder[:words[-1][0]] if deed else holder


def _holds(holder: Run, lists: WordLists) -> bool:
    """Whether a run names something that has values: not 建设(进度)."""
    words = words_of(holder)
    deed = len(words) == 1 and words[0][2] in "VW"
    return bool(words) and words[-1][2] not in "ADCP" and not deed and not _only_marks(holder, lists)


def _only_marks(holder: Run, lists: WordLists) -> bool:
    """Whether a run only tells which value is meant, and not whose: 归属于股东的(净利润), 总(库容), 归母(净利润)."""
    each = not lists.each_heads.isdisjoint(holder.text) and any(
        holder.text.startswith(lists.each_words, start) for start, _, _ in words_of(holder))  # 基本每股(收益)
    marked = holder.text.endswith(GENITIVE) or holder.text in lists.value_marks or holder.text in lists.prefixes
    return each or marked or len(holder) == 1 or holder.text.endswith(OF) and "V" in holder.shape


def _without_ends(holder: Run, words: WordSet) -> Run:
    """The holder without the words that only qualify the noun it held: 该厂设计年(产能) → 该厂."""
    text = holder.text
    end = len(text)
    while (start := words.start_of(text, end, 1)) is not None:
        end = start
    return holder[:end] if end < len(text) else holder


def _one_of_two(anaphor: Run, context: Context, lists: WordLists) -> Run:
    """The one of two holders that 前者 or 后者 stands for; nothing where there are not two."""
    items = items_of(context.holder, lists)
    if len(items) != 2:
        items = context.indicators[-2:]  # 重伤和轻伤人数分别为12人和30人，前者(减少6%)
    if len(items) != 2 or anaphor.text not in (*lists.former, *lists.latter):
        return EMPTY
    return items[0] if anaphor.text in lists.former else items[1]
