"""Frames in which something acts on what is counted or measured. One function a frame."""

from __future__ import annotations

from dataclasses import replace

from pipeline.layers.claims import phrases, restore, verbs
from pipeline.layers.claims.context import Parts
from pipeline.layers.claims.counting import and_others, existential, verb_ahead
from pipeline.layers.claims.runs import EMPTY, OF, QUANTITY, Run, words_of
from pipeline.layers.claims.site import LIST, VALUE_KINDS, Site, next_in_list, tail_noun


def action(site: Site) -> Parts | None:
    """Verb + quantity + noun: 建成6家基地; the first figure of 获得250个议席中的112席 is that of the whole."""
    return _whole(site) or _acted(site)


def _whole(site: Site) -> Parts | None:
    """The whole of which the next figure is a part: 赢得(90个)议席中的39个."""
    if not site.more or not site.right.text.endswith(tuple(word + OF for word in site.words.within)):
        return None
    return Parts("within", phrases.without_localiser(site.after(acts=False)[0]))


def _acted(site: Site) -> Parts | None:
    """What the verb right before the quantity does."""
    left = _own_part(site)
    if site.words.is_relational(site.words.clean(left)):
        return None
    start = verbs.final_verb_group(left, site.words, site.quantity.kind == "count" and site.right.shape[:1] in ("N", "W", "A"))
    if start is None or _continues_list(site, (start, len(left))):
        return None
    if not site.words.cause.ends(left.text) and verbs.main_verb(left[:start], site.words, sure=True):
        return _amounting(site, left, start)
    subject_part, phrase = phrases.split_subject(left[:start], site.words)
    predicate = site.words.bare(site.words.clean(phrase + left[start:]))
    sends = predicate.text.endswith(site.words.sending)
    thing, rest = site.after(acts=sends or site.words.causative.ends(predicate.text))
    rest = EMPTY if sends and thing else rest  # 抽调9名同志|组成专班
    if site.words.there_is.ends(predicate.text):
        acts = existential(site, subject_part, thing, rest)
        if acts:
            return acts
    named = phrase.text.startswith(site.words.agents) and phrase.text not in site.words.agents  # not 已被预订
    by_agent = named and subject_part and not thing and not rest
    if not thing and not rest and not by_agent and (site.quantity.kind in VALUE_KINDS or _lasts(site)):
        subject, own, notes = site.measured(subject_part)
        return Parts("level", subject, predicate, EMPTY, EMPTY, subject, own, notes)
    if by_agent:  # 利息由财政承担(一半)
        thing, subject_part, predicate = site.words.bare(subject_part), phrase[1:], site.words.bare(left[start:])
    made = _made_to(site, subject_part) if not thing and not phrase else EMPTY
    if made:  # 吸纳农村劳动力就业(5.8万人)
        thing, subject_part, predicate = subject_part[len(made):], EMPTY, made + predicate
    subject_part, predicate = _in_a_span(site, subject_part, predicate)
    subject, own, notes = site.acting(subject_part, predicate)
    if not own and not thing and _nets(site, predicate):
        subject, own, notes = site.measured(EMPTY)
    if rest and site.words.causative.ends(predicate.text):
        thing = thing + rest
    if not thing and not rest:
        sets_up = own and (site.words.is_standing(subject) or
                        site.quantity.kind == "count" and site.words.there_is.ends(predicate.text))
        thing = _thing_understood(site, predicate, sets_up)
    indicator = restore.indicator_of(subject, predicate, thing, site.words)
    return Parts("action", subject, predicate, thing, EMPTY, indicator, own, notes, "before")


def _in_a_span(site: Site, part: Run, predicate: Run) -> tuple[Run, Run]:
    """Who acts and what is done; in how long is a part of the latter: 一天能栽(七八百棵)."""
    at = site.words.spans.start_of(part.text, len(part))
    begins = at is not None and part.shape[at].isupper()  # 公司|一年|省下(电费90万元)
    return (part[:at], part[at:] + predicate) if begins else (part, predicate)


def _made_to(site: Site, part: Run) -> Run:
    """The verb that what seems a subject begins with, where it makes the rest of it act: 吸纳 of 吸纳农村劳动力(就业)."""
    verb = phrases.first_words(part, 1)
    return verb if len(verb) < len(part) and verb.shape[:1] == "V" and site.words.causative.is_word(verb.text) else EMPTY


def _thing_understood(site: Site, predicate: Run, sets_up: bool) -> Run:
    """What a figure without a noun counts: the whole just named, what was counted before, or the topic of who `sets_up` things.

    充电桩方面，全市建成4万个; not 联运方面，班列开行300列.
    """
    if site.quantity.kind not in ("count", "measure"):
        return EMPTY
    whole = site.context.counted if site.context.whole else EMPTY
    same = next((noun for noun, unit in reversed(site.context.counts) if unit == site.quantity.unit), EMPTY)
    did = site.context.last is not None and site.context.last.frame in ("action", "placed")
    if not whole and did and site.quantity.kind == "count" and site.context.said_here(same) and site.words.settling.ends(predicate.text):
        return same  # 受理案件320件，审结280件
    return whole or _thing_before(site, predicate) or (site.context.topic if sets_up else EMPTY)


def _thing_before(site: Site, predicate: Run) -> Run:
    """What the clause before counted, where this one says the same verb of somebody else: 甲区新增车位5600个，乙区新增120个."""
    last = site.context.last
    same = last is not None and last.predicate.text == predicate.text and last.frame in ("action", "placed")
    return last.object if last is not None and same else EMPTY


def _lasts(site: Site) -> bool:
    """Whether a duration goes on about what was just measured: 存煤稳定在2亿吨，平均可用26天."""
    last = site.context.last
    return site.quantity.kind == "duration" and last is not None and last.frame in ("level", "bare", "change")


def _amounting(site: Site, left: Run, start: int) -> Parts | None:
    """Noun + 有 + quantity with nothing behind it: 联网药店已有6400家; verbs in the noun phrase do not act."""
    if site.right or not site.words.there_is.ends(left.text) or left.shape[:start].upper()[-1:] != "N":
        return None
    subject, own, notes = site.measured(left[:start])
    return Parts("level", subject, site.words.bare(site.words.clean(left[start:])), EMPTY, EMPTY, subject, own, notes)


def _nets(site: Site, predicate: Run) -> bool:
    """Whether a verb of addition goes on about the level just stated: 企业达到763家，净增102家."""
    last = site.context.last
    like = site.context.kind == site.quantity.kind  # not 研发投入2亿元，新增专利74项
    return last is not None and like and last.frame in ("level", "bare", "change") and site.words.net.ends(predicate.text)


def _own_part(site: Site) -> Run:
    """The left side without a statement of its own that ends in the quantity before: 派出3个小组，帮助 → 小组帮助.

    In how many steps something is done is no statement: 公司分三个阶段|部署(320颗卫星).
    """
    at = site.left.text.rfind(QUANTITY)
    start = next((start for start, end, _ in words_of(site.left) if end == at), at)
    if site.left.text[start:at] in site.words.dividing:
        step = phrases.first_words(site.left[at + 1:], 1)
        return site.left[:start] + site.left[at + 1 + (len(step) if step.shape[:1] == "N" else 0):]
    group = verbs.main_verb(site.left[:at], site.words) if at >= 0 and not site.left.text.endswith(OF) else None
    stated = group and not site.left.text.endswith(tuple(site.words.durative), 0, group[1])  # not 带着全家(6口)人承包沙地
    return site.left[at + 1:] if stated else site.left


def placed(site: Site) -> Parts | None:
    """Verb + noun + quantity: 建成智能工厂105个. None where no verb acts, or the noun phrase is itself an indicator."""
    again = _whole(site) or _unmarked_list(site)
    if again:
        return again
    left = _own_part(site)
    part_of = left.text.endswith(OF) and site.quantity.kind in VALUE_KINDS  # 覆盖全国人口的68%
    left = left[:len(left) - 1] if part_of else left
    group = verbs.main_verb(left, site.words, bool(site.right) and site.right.shape[0] in "NAW")
    if group is None or _continues_list(site, group):
        return None
    start, end = group
    if not start and site.words.there_is.ends(left.text[:end]) and OF in left.text[end:]:
        return None  # 有进出口实绩的企业8412家
    if site.quantity.kind == "duration" and site.right.shape[:1] in ("V", "D"):
        return None  # 检测结果40分钟出具
    if site.words.is_relational(site.words.clean(left)) or site.context.among and _names(site, left, start, end):
        return None
    part = site.words.clean(phrases.without_final_adverbs(left[end:], site.words))
    head = phrases.without_localiser(site.words.bare(part))
    if head.shape[:1] == "D" and head.text.startswith(site.words.rates) and site.right.text.startswith(OF):
        return _each_time(site, left, start, end, head)
    verb = site.words.clean(left[start:end])
    told = part_of or verbs.names_actor(left[:start], site.words) or _achieves(site, verb, left[start:end].text)
    valued = head if start else phrases.without_rate(head, site.words)
    if not head or site.words.is_indicator(valued) and not told:
        return None
    subject_part, phrase = phrases.split_subject(left[:start], site.words)
    predicate = site.words.bare(site.words.clean(phrase + left[start:end]))
    if site.words.causative.ends(predicate.text) and site.words.is_indicator(head) and site.quantity.kind in VALUE_KINDS:
        return Parts("level", head, EMPTY, EMPTY, EMPTY, head, True)
    subject_part, predicate = _in_a_span(site, subject_part, predicate)
    subject, own, notes = site.acting(subject_part, predicate) if subject_part or not part_of else site.measured(EMPTY)
    tail = tail_noun(site)
    of = site.quantity.kind in VALUE_KINDS and site.right.text.startswith(OF) and site.words.is_region(head)
    if of:  # 贡献了全市28.6%的外贸进出口
        tail = phrases.noun_and_rest(site.right[1:], site.words, acts=False)[0]
    thing = site.words.bare(head + (and_others(site) if tail and not of else EMPTY) + tail)
    if site.words.causative.ends(predicate.text):
        thing = thing + site.after()[1]
    indicator = restore.indicator_of(subject, predicate, thing, site.words)
    return Parts("placed", subject, predicate, thing, EMPTY, indicator, own, notes, "after")


def _each_time(site: Site, left: Run, start: int, end: int, each: Run) -> Parts:
    """Verb + each time + quantity + 的 + noun: 设立每年2000万元的|扶持资金."""
    subject, own, notes = site.acting(phrases.split_subject(left[:start], site.words)[0], left[start:end])
    thing = phrases.noun_and_rest(site.right, site.words, acts=False)[0]
    return Parts("action", subject, site.words.bare(site.words.clean(left[start:end])) + each, thing, EMPTY, thing, own, notes, "before")


def _names(site: Site, left: Run, start: int, end: int) -> bool:
    """Whether the verb only names a part of what was counted: 其中直选议员14人, 新开工项目96个.

    Said before in the sentence it acts: 收获粮食9万吨，其中收获水稻4万吨.
    """
    verb = left[start:end].text
    last = site.context.last
    if any(verb in done.text for done in site.context.indicators) or site.joined and last and last.frame in ("action", "placed"):
        return False  # 其中争取补助资金19亿元、(撬动)社会资本12亿元
    gets = site.quantity.kind == "money" and site.words.achieving.ends(verb)  # 其中争取补助资金19亿元
    gets = gets or not site.context.narrowed and site.words.result.ends(verb)  # 862个小区中，305个完成改造，惠及居民8万户
    return not gets and (start == 0 and not site.right or not site.words.is_strong(verb))


def _unmarked_list(site: Site) -> Parts | None:
    """新建100个智能工厂700个数字化车间: a list whose members nothing parts, or whose figures stand behind a modifier."""
    at, last = site.left.text.rfind(QUANTITY), site.context.last
    if at < 0 or last is None or last.slot_verb is None or not last.object or not site.right:
        return None
    noun = site.after(acts=False)[0]
    between = site.words.bare(site.left[at:])
    named = site.words.coordinator.split(between.text, maxsplit=1)
    if not noun or not named[0] or not last.object.text.endswith(named[0]):
        return None
    return next_in_list(site, last, (between[len(between) - len(named[1]):] if len(named) > 1 else EMPTY) + noun)


def _achieves(site: Site, verb: Run, said: str) -> bool:
    """Whether a verb before an indicator acts: 实现收入, 新增和恢复面积, 带动销售额; not 参保人数, 涉案金额."""
    marked = said != verb.text or verb.shape[:1] == "D" or said.endswith(site.words.perfect)
    return marked or any(site.words.achieving.ends(one) for one in site.words.coordinator.split(verb.text))


def _continues_list(site: Site, group: tuple[int, int]) -> bool:
    """Whether the noun phrase goes on with a list although a verb-like word stands in it: 老年助餐点1480个."""
    last = site.context.last
    verb = site.left.text[group[0]:group[1]]
    return bool(site.joined and last and last.slot_verb == "after" and not (group[0] == 0 and site.words.is_strong(verb)))


def instrument(site: Site) -> Parts | None:
    """以＋money＋verb: 公司以3亿元回购股份."""
    noun, rest = site.after()
    counts = site.quantity.kind == "count"
    led = counts or site.right.text.startswith(OF)  # 以41秒07的成绩获得银牌
    verb, thing = phrases.verb_and_object(rest if led else noun + rest, site.words)
    if not verb and counts and noun and not rest and site.more:  # 以52枚金牌、(41枚)银牌排在首位
        subject, own, notes = site.acting(phrases.split_subject(site.left, site.words)[0], EMPTY)
        return Parts("action", subject, EMPTY, noun, EMPTY, subject, own, notes, "before")
    if not verb:
        return None
    if counts:  # 以114枚金牌领跑奖牌榜
        verb, thing = verb + thing, noun
    per = site.group("per")
    subject, own, notes = site.acting(phrases.split_subject(site.left[:len(site.left) - len(per)], site.words)[0] or per, verb)
    told = per if own and subject.at[-1:] < per.at[:1] else EMPTY  # 水价|按每立方米(3元)执行
    return Parts("action", subject + told, verb, thing, EMPTY, subject, own, notes)


def composed(site: Site) -> Parts | None:
    """What something is made up of: 团队由12名教师和40名学生组成, 由4个界别组成的委员会; None where nothing says so."""
    said = site.right + site.beyond + site.following
    found = site.words.composing.search(said.text)
    if not found:
        return None
    noun = phrases.noun_and_rest(site.right[:found.start("verb")], site.words, acts=False)[0]
    last = site.context.last
    if not site.left:
        goes_on = site.joined and last and last.frame == "composed"
        return replace(last, object=noun, own_subject=False, notes=(LIST,)) if last and goes_on else None
    behind = said[found.end():]
    whole = phrases.noun_and_rest(behind[1:], site.words)[0] if behind.text.startswith(OF) else site.bare("subject")
    if not whole:
        return None
    by = site.group("by")
    predicate = by + Run("…", (by.at[0],), "X") + said[slice(*found.span("verb"))]
    return Parts("composed", whole, predicate, noun, EMPTY, whole, True, (), "before")


def through(site: Site) -> Parts | None:
    """What somebody went through, and for how long: 公司经过4年的创业, 经过47轮角逐."""
    noun = phrases.noun_and_rest(site.right, site.words, acts=False)[0]
    group = next((word for word in reversed(words_of(site.left))), None)
    if not noun or group is None:
        return None
    verb = site.left[group[0]:]
    subject, own, notes = site.acting(site.left[:group[0]], verb)
    return Parts("acting", subject, verb, noun, EMPTY, subject, own, notes)


def repeated(site: Site) -> Parts | None:
    """How often something was done: 四次刷新纪录, 先后6次实施封育."""
    verb, thing = phrases.verb_and_object(site.right, site.words)
    if not verb:
        return None
    subject_part, phrase = phrases.split_subject(site.left, site.words)
    predicate = site.words.bare(site.words.clean(phrase)) + verb
    subject, own, notes = site.acting(subject_part, verb)
    return Parts("action", subject, predicate, thing, EMPTY, subject, own, notes)


def with_preposition(site: Site) -> Parts | None:
    """A quantity inside a prepositional phrase: 为200所学校配备课桌."""
    noun, rest = site.after()
    inside = site.group("preposition").text in site.words.inside
    if inside and not rest and not site.more:
        noun, rest = phrases.with_last_deed(noun)
    alone = site.quantity.kind == "count" and not site.more  # 在41件案件中适用惩罚性赔偿; not 在16类商品中位居(第一)
    acted_in = rest and (alone or not noun.text.endswith(site.words.within)) and verbs.main_verb(rest, site.words, sure=True)
    if noun and inside and not acted_in:
        return Parts("within", phrases.without_localiser(noun), EMPTY, EMPTY)
    if site.group("preposition").text in site.words.fronting and rest.text.startswith(site.words.resulting):
        start = words_of(noun)[-1][0] if noun else 0
        noun, rest = (noun[:start], noun[start:] + rest) if start and noun.shape[start] in "VW" else (noun, rest)  # 将20个农场|转变为主体
    rest = rest or verb_ahead(site)
    if not noun or not rest:
        return None
    verb, thing = phrases.verb_and_object(rest, site.words)
    phrase_start = site.left.text.rindex(site.group("preposition").text)
    subject_part, between = phrases.split_subject(site.left[:phrase_start], site.words)
    subject, own, notes = site.acting(subject_part, verb)
    if site.group("preposition").text in site.words.fronting:  # 将9颗卫星送入轨道
        predicate = site.words.bare(site.words.clean(between)) + verb + thing
        return Parts("with_preposition", subject, predicate, site.bare("thing") + noun, EMPTY, subject, own, notes)
    phrase = site.words.bare(site.words.clean(between + site.left[phrase_start:]))
    return Parts("with_preposition", subject, phrase + noun + verb, thing, EMPTY, subject, own, notes, counted=noun)
