"""What a clause leaves to those after it: who acts, what has a value, what was counted. It is kept in the `Context`."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layers.claims import restore
from pipeline.layers.claims.context import Context, Parts
from pipeline.layers.claims.phrases import (
    first_words,
    is_hollow,
    leading_noun,
    noun_and_rest,
    tells_where,
    verb_and_object,
)
from pipeline.layers.claims.runs import EMPTY, OF, QUANTITY, TIME, Run, words_of
from pipeline.layers.claims.site import LIST, VALUE_KINDS
from pipeline.layers.claims.verbs import main_verb
from pipeline.layers.claims.words import UNSAID, WordLists
from pipeline.model import Quantity

MAX_SUBJECT, MAX_TOPIC = 30, 8
DOING = ("action", "placed", "with_preposition", "composed", "acting")


# -- clauses without a figure ------------------------------------------------------------------------------------------


def note_clause(clause: Run, lists: WordLists, context: Context) -> None:
    """Let a clause without figures set who acts or what is spoken of, unless it only sets a scene."""
    subject, rest = leading_noun(clause, lists)
    context.founded = EMPTY
    said = clause.strip(UNSAID)
    context.listed = _measure_listed(said, lists)
    if _sets_topic(said, lists, context):
        return
    own = max((at for at in (subject.text.find(word) for word in lists.we) if at > 0), default=0)
    subject = restore.after_causer(subject[own:] if own else subject, lists)  # 大家关心的问题|我们一直在监测; 使得|库存量，由…
    if _only_describes(said, lists):
        return
    lies = bool(rest) and subject.text.startswith(lists.locating) and OF in subject.text
    subject = subject[subject.text.rfind(OF) + 1:] if lies else subject  # 位于西郊的|水厂5月投产
    if said.text.endswith(OF) and len(first_words(said, 1)) > 1:
        context.agent, context.firm = lists.bare(said[:len(said) - 1]), False  # 占用应急车道的，罚款200元
        return
    if _compares(said, context, lists) or _names_group(said, context, lists):
        return
    if not lies and _sets_scene(said.text, subject, rest, context, lists):
        return
    if lists.observer.ends(subject.text):
        return  # 记者翻看了流水：营业额…
    verb, thing = verb_and_object(rest, lists) if rest else (EMPTY, EMPTY)
    thing = "D" in thing.shape and noun_and_rest(thing, lists)[0] or thing  # 增发国债安排的项目|已全部开工
    context.founded = thing if lists.founding.search(verb.text) and not is_hollow(thing) else EMPTY
    context.counted = thing if len(thing) <= MAX_SUBJECT and not is_hollow(thing) else EMPTY
    context.event = _happened(verb, thing, lists) or context.event
    if subject and len(subject) <= MAX_SUBJECT and not lists.is_anaphor(subject) and not tells_where(subject):
        _note_subject(clause, subject, rest, context, lists)


def _measure_listed(said: Run, lists: WordLists) -> Run:
    """What is measured of each item that follows: 抽查合格率 of 各单项商品抽查合格率分别为：; nothing where a clause announces none."""
    found = lists.announces_items.search(said.text)
    measure = lists.bare(said[:found.start()]) if found else EMPTY
    if not lists.is_indicator(measure):
        return EMPTY
    while len(words_of(measure)) > 1 and measure.shape[0] in "NRAM" and not lists.is_indicator(first_words(measure, 1)):
        measure = measure[len(first_words(measure, 1)):]
    return measure


def _sets_topic(said: Run, lists: WordLists, context: Context) -> bool:
    """Note what a clause only names for the next ones: 这类案件占比最高，为(37%); 出租率呢，天天在(95%); 以某厂为例，投入…."""
    example = lists.example.fullmatch(said.text)
    one = lists.bare(lists.clean(said[slice(*example.span("one"))])) if example else EMPTY
    if one:
        context.agent, context.firm = one[one.text.rfind(OF) + 1:], True
        context.holder, context.near, context.tallied = context.agent, True, False
        return True
    top, particle = lists.topping.search(said.text), lists.topic_particle.search(said.text)
    found = top or particle
    value = lists.bare(lists.clean(said[:found.start()])) if found else EMPTY
    if not value or not particle and not lists.is_indicator(value):
        return False
    value = restore.owned(value, context, lists)[0]  # 业务收入2亿元，增速最快，达到34%
    context.indicator, context.holder, context.near, context.tallied = value, restore.holder_of(value, lists), True, False
    if not lists.is_indicator(value):
        context.agent, context.firm = value, False
    return True


def _only_describes(said: Run, lists: WordLists) -> bool:
    """Whether a clause only says what something is like: 风雨无阻，; 果个大、着色好，"""
    listed = lists.enumerated.search(said.text) is not None and "V" not in said.shape and said.shape[-1:].upper() == "A"
    return listed or set(said.shape.upper()) == {"A"}


def _happened(verb: Run, thing: Run, lists: WordLists) -> Run:
    """The event that a clause tells of: 道路交通事故 of 发生一起道路交通事故."""
    if not lists.happening.ends(verb.text) or not lists.events.ends(thing.text):
        return EMPTY
    start = next((start for start, _, letter in words_of(thing) if letter != "M"), 0)
    return thing[start:]


def note_ahead(parted: Sequence[Run], lists: WordLists, context: Context) -> None:
    """Let who is named only later in the sentence act from its beginning: 历时63天，航行1万公里，|科考船返回海城."""
    if not parted or not lists.fronted_deed.match(parted[0].text):
        return
    for clause in parted:
        if QUANTITY in clause.text:
            continue
        behind = clause.text.rfind(OF) + 1  # 搭载潜水器的|科考船
        subject = leading_noun(clause, lists)[0] or leading_noun(clause[behind:], lists)[0]
        if subject and len(subject) <= MAX_SUBJECT and not lists.is_anaphor(subject):
            context.agent, context.firm = subject, False
            context.holder, context.near, context.tallied = subject, True, False
            return


def note_occasion(opening: Run, lists: WordLists, context: Context) -> None:
    """Let the event act whose time opens a clause: 论坛期间|将举行3场对话; not 休渔期间."""
    event = opening.without_end(lists.during)
    if event and len(event) < len(opening) and set(event.shape) <= set("Nn"):
        context.agent, context.firm = event, False


def note_part(clause: Run, lists: WordLists, context: Context) -> None:
    """Let a clause with figures speak of a part of what was counted (其中), or end that (并新建烘干点316个)."""
    said = clause.text.lstrip()
    context.narrowed = said.startswith(lists.among_words)
    changed, deed = context.last, context.deed
    if context.narrowed and changed and deed and changed.frame == "change" and changed.subject.text.endswith(deed.object.text):
        context.last = deed  # 收购夏粮5600万吨，同比增加4%，其中小麦(4900万吨)
    context.among = not said.startswith(lists.adding) and (context.among or bool(lists.among.search(said)))


def note_actor(clause: Run, lists: WordLists, context: Context) -> None:
    """Let who stands before a scene that has a figure act in the next clause: 主队在先失两球的情况下，以3:2取胜."""
    words = words_of(clause)
    if words[-1][2] != "F":
        return
    at = next((i for i, (start, end, letter) in enumerate(words) if letter not in "NRAWX"), 0)
    scene = at > 0 and clause.text[words[at][0]:words[at][1]] in lists.place_prepositions
    subject = lists.bare(lists.clean(clause[:words[at][0]])) if scene else EMPTY
    if subject and not lists.is_anaphor(subject) and not lists.abstract.ends(subject.text):
        context.agent, context.firm = subject, lists.is_standing(subject)


def note_left(parts: Parts, left: Run, lists: WordLists, context: Context) -> None:
    """Let who does or changes something before a figure act in the clauses after it."""
    if parts.frame == "attributive":
        _note_doer(left, lists, context)
    elif parts.frame in ("change", "level", "from"):
        _note_fronted(left, lists, context)


def _note_doer(left: Run, lists: WordLists, context: Context) -> None:
    """Let who does something with a thing that a figure marks off act in the clauses after: 公安机关开展(为期4个月的行动)，…

    What lies somewhere is what the clauses after are about, too: 该平台位于(距岸30公里的海域)，年发电量…
    """
    subject, rest = leading_noun(left, lists)
    if subject and rest.text.startswith(lists.locating):
        context.agent, context.firm = subject, lists.is_standing(subject)
        context.holder, context.near, context.tallied = subject, True, False
        return
    if subject and "V" in rest.shape and lists.is_standing(subject):
        context.agent, context.firm = subject, True


def _note_fronted(left: Run, lists: WordLists, context: Context) -> None:
    """Let who changes something act in the clauses after: 该县把网箱总数压减35%，腾出海域…"""
    at = next((start for start, end, letter in words_of(left) if letter in "PD" and left.text[start:end] in lists.fronting), 0)
    subject = lists.bare(lists.clean(left[:at])) if at else EMPTY
    if subject and len(subject) <= MAX_SUBJECT and set(subject.shape.upper()) <= set("NAWR") and not lists.is_anaphor(subject):
        context.agent, context.firm = subject, lists.is_standing(subject)


def _compares(clause: Run, context: Context, lists: WordLists) -> bool:
    """Note a comparison put before its clause: 与治理前相比，水位上升…"""
    found = lists.fronted.search(clause.text) is not None
    context.fronted = clause if found else context.fronted
    return found


def _names_group(clause: Run, context: Context, lists: WordLists) -> bool:
    """Note those of whom a part acts in the next clause: 受访企业中，六成拥有…"""
    if not clause.text.endswith(lists.within):
        return False
    run = lists.bare(lists.clean(clause))
    group = run.without_end(lists.within)
    at = group.text.rfind(OF)
    if at > 0 and len(group) < len(run) and lists.counted_noun.ends(group.text):
        context.counted, context.among = group[at + 1:], True  # 参加谈判的药品中，有57种…
        return True
    named = len(group) < len(run) <= MAX_TOPIC and "P" not in run.shape and lists.actor_end.ends(group.text)
    if named:
        context.counted, context.among = group, True
    return named


def _sets_scene(text: str, subject: Run, rest: Run, context: Context, lists: WordLists) -> bool:
    """Whether a clause only sets a scene, opens a condition or names a topic, which is noted."""
    if lists.scene.search(text.lstrip(TIME)) or text.lstrip(TIME).startswith(lists.causes):
        return True
    if lists.condition.match(text):
        context.status = "forecast"
        return True
    if not rest and (lists.is_relational(subject) or text.startswith(lists.occasions) and OF not in text):
        return True  # 进度：; 此次任务，编队…
    if not lists.scene_end.ends(text):
        return False
    if text.endswith(lists.aspect) and not rest:
        context.topic = subject.without_end(lists.aspect)
    if subject and "V" in rest.shape and not context.agent:  # 大桥开通以来，累计通行…
        context.agent = context.holder = subject
    return True


def _note_subject(clause: Run, subject: Run, rest: Run, context: Context, lists: WordLists) -> None:
    subject = subject.without_end(lists.bystanders)  # 老徐左手(颠锅), 雨水(好)
    if not subject:
        return
    acts = not lists.abstract.ends(subject.text) and not lists.is_relational(subject)
    if acts and not (context.ruled and not lists.is_region(subject)):
        context.agent, context.firm = subject, lists.is_standing(subject)
    context.ruled = context.ruled or lists.is_region(subject)
    at = subject.text.rfind(OF)
    compares = "P" in subject.shape[at + 1:] or clause.text.endswith(lists.after)  # 节奏比预想的快; 光伏板建成后(风速下降)
    if not compares and not (context.holder and context.near and lists.is_indicator(subject)):
        named = subject[at + 1:] if at > 0 and "V" in subject.shape[:at] else subject  # 一直被视为难以动用的资源
        if lists.is_indicator(named):  # 文化服务体量(不大，出口却…)
            named = restore.holder_of(named, lists) or named
        context.holder, context.near, context.tallied = named, not lists.abstract.ends(subject.text), False
    context.topic = EMPTY if rest or len(subject) > MAX_TOPIC or subject.text.endswith(lists.after) else subject
    if lists.change_verb.search(clause.text) or lists.is_indicator(subject):
        context.indicator = subject


# -- figures read ------------------------------------------------------------------------------------------------------


def remember(parts: Parts, quantity: Quantity, lists: WordLists, context: Context) -> None:
    """Carry what later clauses may take over from a reading."""
    context.kind = quantity.kind
    if parts.frame == "base" and not parts.indicator:
        return
    context.whole = parts.frame == "within"
    if context.whole:
        context.counted = parts.subject
        return
    context.last = parts
    if parts.frame in ("action", "placed") and parts.object and parts.slot_verb:
        context.deed = parts
    if parts.own_subject and parts.frame in DOING and not (context.dated or context.among):
        context.now = True  # 去年交付1.2万架。我们已开通航线240条，成本降到4.5元
    if parts.comparison:
        context.compared = parts.comparison if parts.comparison.text in lists.comparison_words else EMPTY
    if parts.indicator:
        context.indicator = parts.indicator
        if parts.frame not in ("change", "from", "rank", "compare"):
            context.indicators.append(parts.indicator)
    one_of = context.narrowed and context.said_here(context.agent)  # 其中超亿元的项目有25个，(全省)吸纳就业…
    named = parts.own_subject and not one_of and not parts.subject.text.startswith(lists.rates)
    actor = _actor_in(parts.subject, lists) if parts.frame in DOING and named else EMPTY
    valued = lists.is_indicator(actor) and not any(rate in actor.text for rate in lists.rates)  # 销售收入(完成26亿元), not 每千人口(拥有)
    if actor and not valued and not _is_bystander(parts.subject, lists, context):
        context.agent, context.firm, context.among = actor, lists.is_standing(actor), False
    _remember_counted(parts, quantity, lists, context)
    _remember_holder(parts, quantity, lists, context)
    if parts.own_subject and parts.subject:
        context.region = region_of(parts.subject, context, lists) or context.region


def _remember_counted(parts: Parts, quantity: Quantity, lists: WordLists, context: Context) -> None:
    before = context.counted
    _note_counted(parts, quantity, lists, context)
    if quantity.kind == "count" and context.counted and (context.counted is not before or not context.counts):
        context.counts.append((context.counted, quantity.unit))
    elif quantity.unit in lists.persons and parts.frame == "action" and not parts.object:
        context.counts.append((parts.indicator, quantity.unit))  # 带动就业1.4万人，其中四分之一…


def _note_counted(parts: Parts, quantity: Quantity, lists: WordLists, context: Context) -> None:
    numbers = parts.frame in ("bare", "level") and parts.own_subject and quantity.kind == "count"
    if parts.frame in ("action", "placed"):
        context.counted = parts.object or context.counted
    elif parts.counted and quantity.kind == "count":
        context.counted = parts.counted  # 向11家整机厂供货
    elif parts.frame in ("counted", "existential", "topic"):
        context.counted = parts.subject
    elif parts.frame == "bare" and parts.object:
        context.counted = parts.subject + parts.object
    elif numbers and not lists.is_indicator(parts.subject):
        context.counted = parts.subject  # 受影响的驾驶员共1140人


def _remember_holder(parts: Parts, quantity: Quantity, lists: WordLists, context: Context) -> None:
    if parts.frame in ("action", "placed") and parts.object and not lists.is_region(parts.object):
        if LIST not in parts.notes and quantity.kind not in VALUE_KINDS and not lists.result.ends(parts.predicate.text):
            context.holder, context.near, context.tallied = parts.object, False, quantity.kind == "count"
    elif parts.own_subject and parts.subject and parts.subject.shape[:1] != "P":  # 从鲜叶到成品(只需90分钟)
        before, holder = context.holder, parts.place or restore.holder_of(parts.subject, lists)
        plain = parts.frame in ("bare", "level") and context.near
        if not (plain and restore.is_trait(parts.subject, quantity, lists)):
            context.holder, context.near = holder or before, True
            if holder:  # 现场观众5万人
                context.tallied = quantity.kind == "count" and parts.frame not in DOING and len(holder) == len(parts.subject)
        if _is_named_anew(holder, parts, lists, context):
            context.agent, context.firm = holder, False  # 甲党获得30席；乙党得票率为27%，预计获得25席
        counted = parts.frame == "counted" and parts.predicate and quantity.kind not in VALUE_KINDS and not context.among
        named = counted or parts.frame in ("attributive", "topic") and not parts.subject.shape.upper().endswith("F")  # 区域内
        actor = _actor_in(parts.subject, lists) if named else EMPTY
        if actor and not _is_bystander(parts.subject, lists, context):
            context.agent, context.firm = actor, False


def _actor_in(subject: Run, lists: WordLists) -> Run:
    """Who acts in a subject that took a verb in: 公司 of 公司使用自有资金; nobody where it begins with one: 吸纳劳动力.

    An area acts, not what it has: 全县 of 全县像这样的村(还有11个).
    """
    first = first_words(subject, 1)
    if lists.is_region(first) and subject.text.startswith(lists.likenesses, len(first)):
        return first
    group = main_verb(subject, lists)
    if group is None or OF in subject.text[group[0]:] or group[0] and lists.is_standing(subject):
        return subject
    if not group[0] and not lists.causative.is_word(first_words(subject, 1).text):
        return subject  # 联合科考队
    return subject[:group[0]]


def _is_bystander(subject: Run, lists: WordLists, context: Context) -> bool:
    """Whether what was counted only stands by where somebody acts already: 船可装货800吨，12个电池箱换完要20分钟，还能跑出…."""
    counted = subject.text == context.counted.text
    return counted and context.said_here(context.agent) and not lists.actor_end.ends(subject.text)


def _is_named_anew(holder: Run, parts: Parts, lists: WordLists, context: Context) -> bool:
    """Whether a value behind a semicolon names whom its part is about: 甲党获得30席；乙党得票率为27%，预计获得25席."""
    before = context.goes_on and context.agent and not context.said_here(context.agent) and not lists.is_region(context.agent)
    whole = parts.subject.shape[len(holder):len(holder) + 1].isupper()  # not 农作物|受灾(面积)
    return bool(before and holder) and whole and not lists.is_indicator(holder)


def region_of(subject: Run, context: Context, lists: WordLists) -> Run:
    """The area a subject begins with: 江澄 of 江澄基站规模."""
    first = first_words(subject, 1)
    return first if first and (lists.is_region(first) or first.at[0] in context.places) else EMPTY
