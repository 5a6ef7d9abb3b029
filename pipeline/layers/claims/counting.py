"""Frames in which what is counted acts itself: 51家企业将参展, 有14个园区保持增长, 其中247例死亡."""

from __future__ import annotations

from dataclasses import replace

from pipeline.layers.claims import phrases, restore, verbs
from pipeline.layers.claims.context import Parts
from pipeline.layers.claims.runs import EITHER, EMPTY, OF, QUANTITY, Run, words_of
from pipeline.layers.claims.site import LIST, VALUE_KINDS, Site, next_in_list

EXISTENTIAL = "existential"  # the side of a counted noun after 有: neither before nor after its verb


def counted(site: Site) -> Parts | None:
    """Quantity + noun + verb: the counted noun is the subject; after a list verb it continues the list."""
    last = site.context.last
    noun, rest = _noun_after(site)
    if verbs.main_verb(site.left, site.words, sure=True):
        return None
    if site.context.among and site.context.counted and not site.left and not rest and noun.shape.upper()[-1:] == "A":
        return _anaphoric(site, noun)  # 其中13人伤势严重
    if last and noun and last.slot_verb == EXISTENTIAL and (site.joined or not site.left and not rest):
        return replace(last, subject=noun, indicator=noun, own_subject=False, notes=(LIST,))
    if last and site.context.kind == "duration" and site.quantity.kind != "duration":
        last = None  # 山火已燃烧6天，1800名消防员、(22架飞机)投入扑救
    if last and noun and last.slot_verb and site.joined and (not site.left or last.slot_verb == "before"):
        return next_in_list(site, last, site.words.bare(site.left) + noun)
    if last and noun and last.slot_verb and not site.left and not rest:
        return next_in_list(site, last, noun)
    if last and noun and last.frame == "with_preposition" and last.counted and site.joined and not site.left and rest:
        at = last.predicate.text.find(last.counted.text)  # 从3家平台和11家门店|购买样品
        after = last.predicate[at + len(last.counted):]
        return replace(last, predicate=last.predicate[:at] + noun + after, counted=noun, own_subject=False, notes=(LIST,))
    left = _behind_modifier(site)
    owner = phrases.without_preposition(site.words.bare(site.words.clean(left)))
    owner = phrases.without_localiser(phrases.without_final_preposition(owner))
    told_which = "V" in owner.shape or owner.shape[:1] == "R"
    if told_which and left.text.endswith(OF) and left.at[-1] == owner.at[-1] + 1:
        owner = owner + left[len(left) - 1:]  # 来自各行业的(108位)火炬手
    if not noun and rest and owner:
        verb, thing = phrases.verb_and_object(rest, site.words)
        frame = "acting" if site.quantity.kind == "duration" else "counted"  # 咖啡30个小时就能抵达; 船上6人落水
        return Parts(frame, owner, verb, thing, EMPTY, owner, True)
    if not noun and rest or phrases.first_words(noun, 1).text in site.words.agents:  # 近七成由家属照料; not 被困人员
        return _anaphoric(site, rest or noun)
    listed = not site.left or site.words.is_region(site.words.bare(site.left))
    rest, told = _predicate_beyond(site, noun, rest, listed)
    head, cut = phrases.counted_head(noun, site.words) if site.quantity.kind == "count" else (noun, False)
    if phrases.is_hollow(noun) or site.left and not rest and not (cut and site.more):  # 甲、乙等6个省份开工率(超过60%)
        return None
    whole = owner + and_others(site) + head
    stated = site.words.bare(noun[len(head):] + site.words.clean(rest)) if not site.more or not rest else EMPTY
    rest = _after_reason(site, rest)
    measured = _measured_object(site, rest)
    verb, thing = (stated, EMPTY) if cut else phrases.verb_and_object(measured or rest, site.words)
    thing = thing or told
    return Parts("counted", whole, verb, thing, EMPTY, whole, "P" not in site.left.shape)  # 向16个国家的27个项目开放


def made_to(site: Site) -> Parts | None:
    """Whom or what somebody made do something: 让九成订单(实现次日送达)."""
    noun, rest = site.after()
    rest = rest or (verb_ahead(site) if site.more else EMPTY)
    whose = site.bare("subject")
    if not noun and not whose or not rest:
        return None
    verb, thing = phrases.verb_and_object(rest, site.words)
    return Parts("counted", whose + noun, verb, thing, EMPTY, whose + noun, True)


def _noun_after(site: Site) -> tuple[Run, Run]:
    """The noun that is counted and what it does; in a list of 建成3家 the noun need not act."""
    last = site.context.last
    first = phrases.first_words(site.right, 1)
    parted = site.context.narrowed or site.context.among and (site.quantity.kind in VALUE_KINDS or site.words.is_strong(first.text))
    if parted and not site.left and (first.text in site.words.relative or first.shape[:1] == "V"):
        return EMPTY, site.right  # 其中三分之一(来自境外客户), 其中2处(设在海外)
    if site.joined and last and last.frame == "placed" and site.right.text.startswith(OF):
        return site.after(acts=False)  # 贡献了全市28.6%的外贸和近四成的(实际使用外资)
    noun, rest = site.after(acts=not (last and last.slot_verb == "before" and site.joined))
    at = rest.text.find(OF) if not noun and site.quantity.kind == "count" else -1
    return phrases.noun_and_rest(rest[at + 1:], site.words) if at > 0 else (noun, rest)  # 12台(加装了导航的)收割机|排成梯队


def _measured_object(site: Site, rest: Run) -> Run:
    """A predicate whose object is marked off by a figure of its own, without it: (186名)运动员参加了为期4天的比赛 → 参加了比赛."""
    found = site.words.attribute.search(rest.text)
    if not found or found.end() < len(rest) or not found.start() or not site.beyond.text.startswith(OF):
        return EMPTY
    return rest[:found.start()] + phrases.noun_and_rest(site.beyond[1:], site.words)[0]


def _predicate_beyond(site: Site, noun: Run, rest: Run, listed: bool) -> tuple[Run, Run]:
    """What a counted noun does and to what, where other figures stand between the two; else `rest` and nothing."""
    if noun and not rest and listed and site.following:
        return verb_ahead(site) or rest, EMPTY  # 全县17个乡镇、(289个村)全部通车
    if noun and site.more and (not rest or rest.text in site.words.still) and site.beyond.text.startswith(site.words.then):
        return verb_ahead(site) or rest, EMPTY  # 1.5万张门票3小时就(被抢空)
    if rest and site.more and rest.shape.lstrip("Dd")[:1] == "P" and "V" not in rest.shape:
        return _behind_phrase(site, rest)  # 39名选手在5个项目(展开角逐)
    return rest, EMPTY


def _behind_phrase(site: Site, rest: Run) -> tuple[Run, Run]:
    """(what is done, to what) behind a phrase with a figure of its own: 5000名志愿者为12场比赛(提供服务), 在3座城市(进行60场)比赛.

    Whom it is done for or with stays in the predicate, where it is done does not.
    """
    at = site.beyond.text.find(QUANTITY)
    noun, acts = phrases.noun_and_rest(site.beyond[:at] if at >= 0 else site.beyond, site.words)
    if not acts:
        return rest, EMPTY
    preposition = rest[len(rest.shape) - len(rest.shape.lstrip("Dd")):]
    where = phrases.first_words(preposition, 1).text in site.words.place_prepositions
    told = phrases.noun_and_rest(site.beyond[at + 1:], site.words, acts=False)[0] if at >= 0 else EMPTY
    return acts if where else preposition + noun + acts, told


def _after_reason(site: Site, rest: Run) -> Run:
    """What was done, where the reason stands before it: 9个政党因得票率未达到4%的门槛而(无缘议会)."""
    if not rest.text.startswith(site.words.causes):
        return rest
    told = site.right + site.beyond
    at = told.text.rfind(site.words.hence[0]) if site.words.hence else -1
    return told[at + 1:] if at > 0 else rest


def _behind_modifier(site: Site) -> Run:
    """The left side without a modifier that has a verb or a figure of its own; an area before the latter is kept: 全省14个市的(96个县)."""
    told = site.quantity.kind == "count" or site.left.shape[:1] == "T"
    if told and site.left.text.endswith(OF) and verbs.last_verb(site.left[:len(site.left) - 1]):
        return EMPTY  # 新建的(3座)水厂, 8日发生的(6.9级)地震
    at = site.left.text.rfind(QUANTITY)
    of = site.left.text.find(OF, at) if at >= 0 else -1
    if of < 0:
        return site.left
    first = phrases.first_words(site.left[:at], 1)
    return (first if site.words.is_region(first) else EMPTY) + site.left[of + 1:]


def and_others(site: Site) -> Run:
    """The 等 between named members and what they are, counted: 甲河、乙河等15条河流."""
    return site.left[len(site.left) - 1:] if site.left.text.endswith(site.words.etc) else EMPTY


def _anaphoric(site: Site, rest: Run) -> Parts:
    """Quantity + verb without a noun: 其中247例死亡; what was counted before acts, or the cause goes on."""
    context, last = site.context, site.context.last
    verb, thing = phrases.verb_and_object(rest, site.words)
    if last and site.words.causative.ends(last.predicate.text) and last.slot_verb and not thing and not context.narrowed:
        return replace(last, object=rest, own_subject=False, notes=(LIST,))
    if last and site.joined and last.frame in ("counted", "existential"):
        return replace(last, predicate=verb, object=thing, own_subject=False, notes=("subject restored from the list",))
    subject = _whole_of(site) or context.agent
    if site.quantity.kind == "duration":
        subject = context.indicator if site.words.milestone.ends(verb.text) else context.agent
    paid = site.quantity.kind == "money" and verb.text in site.words.intransitive  # 手机一响，3280元到账
    if paid or not context.among and site.quantity.unit in site.words.persons:
        subject = EMPTY
    return Parts("counted", subject, verb, thing, EMPTY, subject, False, (restore.COUNTED,))


def _whole_of(site: Site) -> Run:
    """That of which a part acts: what was counted, or the value told after it (销售额1.9亿元，其中15%来自海外)."""
    context = site.context
    counted, value = context.counted_in(site.quantity.unit, site.words.persons) if context.among else context.counted, context.indicator
    if not counted and context.last and site.words.cause.ends(context.last.predicate.text.removesuffix(context.last.object.text)):
        return context.last.subject  # 事故造成152人受伤，其中5人伤势危重
    newer = counted and value and value.at[-1] > counted.at[-1] and site.quantity.kind in VALUE_KINDS
    return value if newer and site.words.is_indicator(value) else counted or value


def existential(site: Site, place: Run, thing: Run, rest: Run) -> Parts | None:
    """有＋quantity＋noun＋verb: the counted noun acts; a list takes the verb from its last member."""
    rest = rest or verb_ahead(site)
    if not rest:
        return None
    if not thing:
        last = site.context.last
        cause = last.predicate if last and last.frame != "attributive" and site.words.causative.ends(last.predicate.text) else EMPTY
        place = site.words.bare(site.words.clean(place))
        same = next((noun for noun, unit in reversed(site.context.counts) if unit == site.quantity.unit), EMPTY)
        group = site.context.counted if site.context.among else same if site.context.said_here(same) else EMPTY  # 115个县中，有(38个)实现…
        subject = last.subject if cause and last else place or group or site.context.agent
        verb, target = (cause[:2] + rest, EMPTY) if cause else phrases.verb_and_object(rest, site.words)
        if len(words_of(target)) == 1 and target.shape[0] == EITHER:
            verb, target = rest, EMPTY  # 恢复供电
        return Parts("existential", subject, verb, target, EMPTY, subject + rest, False, (restore.AGENT,), EXISTENTIAL)
    verb, target = phrases.verb_and_object(_after_reason(site, rest), site.words)
    if site.quantity.kind == "count":  # 另有5部影片|票房突破10亿元
        head, cut = phrases.counted_head(thing, site.words)
        thing, verb = (head, thing[len(head):] + verb) if cut else (thing, verb)
    place = site.words.bare(site.words.clean(place))
    prefix = place if site.words.is_region(place) else EMPTY
    note = ("existential verb introduces what acts",)
    return Parts("existential", prefix + thing, verb, target, EMPTY, thing, True, note, EXISTENTIAL, place)


def verb_ahead(site: Site) -> Run:
    """The verb phrase after the last quantity of a list: 有37个药品、51个器械获批上市."""
    ahead = site.following or site.beyond
    at = ahead.text.rfind(QUANTITY)
    return phrases.noun_and_rest(ahead[at + 1:], site.words)[1] if at >= 0 or not site.following else EMPTY
