"""Frames that state what something amounts to: change, level, share, rank. One function a frame."""

from __future__ import annotations

from dataclasses import replace

from pipeline.layers.claims import phrases, restore, verbs
from pipeline.layers.claims.context import Parts
from pipeline.layers.claims.counting import verb_ahead
from pipeline.layers.claims.runs import EMPTY, OF, QUANTITY, TIME, Run, words_of
from pipeline.layers.claims.site import LIST, VALUE_KINDS, Site, comparison_of, head_after, next_in_list, tail_noun
from pipeline.layers.claims.words import EDGE

PAIR = 2
LONGEST_LISTED = 8  # characters of a thing in a list before a noun: (22名)船员|的客船


def change(site: Site) -> Parts | None:
    """A change word before the quantity: about its own subject, else about the nearest indicator."""
    part, pushed = verbs.pushed_by(site.group("subject"), site.words, site.quantity.kind == "percentage_point")
    subject, own, notes = site.measured(EMPTY if site.words.bare(part).text in site.words.copulas else part)  # 上半年为|下降
    each, rate = site.per()
    subject = subject + each
    predicate = site.group("verb") + pushed + site.said("predicate") + rate
    return Parts("change", subject, predicate, tail_noun(site), comparison_of(site), subject, own, notes)


def reached(site: Site) -> Parts | None:
    """The level that the change of the clause before led to: 下跌2.1%，至每桶67美元."""
    last = site.context.last
    if last is None or last.frame != "change" or not last.predicate:
        return None
    subject = last.subject + site.words.bare(site.group("per"))
    return Parts("change", subject, last.predicate + site.bare("predicate"), EMPTY, EMPTY, last.indicator, False, (restore.NEAREST,))


def carried(site: Site) -> Parts | None:
    """A change noun after the quantity: 实现三成以上增长."""
    subject, own, notes = site.measured(site.group("subject"))
    predicate = site.said("predicate") + site.group("tail")
    return Parts("change", subject, predicate, EMPTY, comparison_of(site), subject, own, notes)


def from_(site: Site) -> Parts | None:
    """The starting point of a change: 由8%降至…; the verb stands after the quantity."""
    subject, own, notes = site.measured(site.group("subject"))
    before = verbs.last_verb(site.group("inside"))
    turns = before and site.right.text.startswith(site.words.turning)  # 由上月下降(2.4%)转为上涨
    verb = before if turns else site.group("verb")
    dots = Run("…", (verb.at[0],), "X")
    return Parts("from", subject, site.group("predicate") + dots + verb, EMPTY, EMPTY, subject, own, notes)


def compare(site: Site) -> Parts | None:
    """高于全省2.5个百分点, 恢复至2019年同期的92%."""
    subject, own, notes = site.measured(site.group("subject"))
    base = site.group("base").strip(EDGE)
    aim = site.after(acts=False)[0] if site.right.text.startswith(OF) else EMPTY  # 好于省里7%的考核目标
    base = base + aim
    return Parts("compare", subject, site.said("predicate").strip(EDGE) + aim, EMPTY, base, subject, own, notes)


def share(site: Site) -> Parts | None:
    """占＋whole＋quantity; without a subject about what the clause before named, if that is newer than the last value."""
    context, said = site.context, site.group("subject")
    newer = context.near and context.holder and context.indicator and context.holder.at[0] > context.indicator.at[-1]
    unsaid = not site.words.bare(site.words.clean(said))
    if newer and unsaid:
        return Parts("share", context.holder, site.bare("predicate"), site.bare("object"), EMPTY, context.holder, False, (restore.NEAREST,))
    whose = site.after(acts=True)[0] if unsaid and site.right.text.startswith(OF) else EMPTY
    if whose and not site.words.is_indicator(whose):  # 占全市进口一半的|大豆(增长3%)
        return Parts("share", whose, site.bare("predicate"), site.bare("object"), EMPTY, whose, True)
    subject, own, notes = site.owned(said)
    return Parts("share", subject, site.bare("predicate"), site.bare("object"), EMPTY, subject, own, notes)


def rank(site: Site) -> Parts | None:
    """A standing: 位居全省第三; the field is the object."""
    part = phrases.without_means(site.group("subject"), site.words)
    whole = site.words.bare(site.words.clean(part))
    valued = site.words.is_indicator(whole) and QUANTITY not in part.text  # 实际使用外资增速(居全省第二)
    standing = site.group("noun")  # 在全省11个地市中的|排名|从第九前移至(第三)
    subject = whole if valued else phrases.without_dangling(verbs.before_verb(part, site.words), site.words)
    predicate, last = site.group("predicate"), site.context.last
    notes: tuple[str, ...] = ()
    if site.words.is_relational(subject):
        subject, _, notes = site.measured(subject)
    if last and last.frame == "action" and not last.predicate and subject and last.object.text.startswith(subject.text):
        subject, notes = last.subject, (restore.NEAREST,)  # 以4枚金牌、3枚银牌排名(第一)
    if not predicate and last and last.frame == "rank":
        subject, predicate = last.subject, last.predicate
        notes = ("predicate restored from the rank before",)
    elif not subject or site.words.is_anaphor(subject):
        subject, notes = _winner(site) or site.context.indicator or site.context.agent, (restore.NEAREST,)
    field = site.words.bare(site.group("field") or site.group("object"))
    subject = subject if subject.text.endswith(standing.text) else subject + standing
    return Parts("rank", subject, predicate, field + head_after(site), EMPTY, subject, not notes, notes)


def _winner(site: Site) -> Run:
    """Who did what was counted right before a standing: 江南队收获11枚金牌，排名第一; not 每千人拥有企业40户，居全省第三."""
    last = site.context.last
    did = last is not None and last.frame in ("action", "placed") and not site.words.is_indicator(last.object)
    return last.subject if last and did and not last.subject.text.startswith(site.words.rates) else EMPTY


def level(site: Site) -> Parts | None:
    """达到／为＋quantity: a level of the indicator to the left. 到 goes with the verb before it: 扩充到150个.

    None where a sum follows a verb, 并处罚金共计8万元, or 为 is no copula, 为每名学生发放500元.
    """
    part, predicate = site.group("subject"), site.bare("predicate")
    gives = predicate.text in site.words.receivers and "V" in site.group("per").shape and not site.words.is_indicator(part)
    if gives or predicate.text in site.words.sums and verbs.main_verb(part, site.words, sure=True):
        return None
    start = verbs.final_verb_group(part, site.words, needed=True) if site.words.reaching.is_word(site.group("predicate").text) else None
    if start is not None:
        part, predicate = part[:start], site.words.bare(site.words.undated(part[start:])) + site.group("predicate")
    subject, own, notes = site.measured(part)
    if predicate.text in site.words.sums and not own and site.context.last and site.context.last.object:
        subject = phrases.without_rate(site.context.last.object, site.words)  # 派发股息每10股2元，合计(4亿元)
    each, rate = site.per()
    subject = subject + each
    tail = site.words.bare(site.right)
    equals = predicate.text in site.words.copulas or predicate.text.endswith(site.words.equals)
    takes = equals or site.words.achieving.ends(predicate.text)  # 录得1284宗个案
    thing = tail if tail and site.quantity.kind in ("count", "measure") and takes else EMPTY
    return Parts("level", subject, predicate + rate, thing, EMPTY, subject, own, notes)


def base(site: Site) -> Parts | None:
    """What a change is measured from, given as a figure: 较2023年的371.9亿元增长; it is dated by its own time.

    Or the whole of which a share follows: 占提案总数(2570件)的1.4%; later clauses take nothing from it.
    """
    whole = site.bare("whole")
    if whole:
        return Parts("base", whole)
    subject, own, notes = site.measured(site.group("subject"))
    return Parts("base", subject, EMPTY, EMPTY, EMPTY, subject, own, notes)


def lasting(site: Site) -> Parts | None:
    """连续＋duration＋verb: 连续6年下降; what lasts is about the nearest indicator."""
    subject, own, notes = site.measured(phrases.without_means(site.group("subject"), site.words))
    going_on = site.words.bare((site.right + site.beyond).without(
        [(i, i + 1) for i, char in enumerate((site.right + site.beyond).text) if char == QUANTITY]))
    if going_on.text.startswith(site.words.negations):  # 受害率0.02‰，连续6年没有发生火灾
        subject, own, notes = site.acting(site.group("subject"), site.bare("predicate"))
    subject = subject if own else phrases.without_rate(subject, site.words)  # 水价每立方米(3元)，连续9年没有调整
    of = going_on.text.rfind(OF)
    doer = going_on[of + 1:] if of > 0 else EMPTY
    if doer and not own and not site.more and not doer.has("V") and going_on.shape[:1] == "V":
        return Parts("lasting", doer, site.bare("predicate") + going_on[:of], EMPTY, EMPTY, doer, True)  # 连续两次荣获称号的|丹东市
    if site.words.is_indicator(going_on) and going_on.shape[:1] != "V":  # not 位居全省出口(首位)
        return Parts("lasting", going_on, site.bare("predicate"), EMPTY, EMPTY, going_on, True)
    return Parts("lasting", subject, site.bare("predicate") + going_on, EMPTY, EMPTY, subject, own, notes)


def taking(site: Site) -> Parts | None:
    """What somebody or something takes to do: 全程仅需25分钟, 用了两个小时."""
    if not site.bare("subject"):
        subject, own, notes = site.acting(EMPTY, site.bare("predicate"))
        return Parts("taking", subject or site.context.indicator, site.bare("predicate"), EMPTY, EMPTY, EMPTY, own, notes)
    return level(site)


def spanning(site: Site) -> Parts | None:
    """What is done in a span of time: 在10天内完成清点, 须在30天内提名总理人选."""
    said = site.group("verb")
    if len(said) == len(site.right) and not site.quantity.text.endswith(site.words.span_end):
        return None
    verb, thing = phrases.verb_and_object(said, site.words)
    if not verb or phrases.is_hollow(verb):
        return None
    left = phrases.without_dangling(phrases.split_subject(site.group("subject"), site.words)[0], site.words)
    subject, own, notes = site.acting(left, verb)
    return Parts("action", subject, verb, thing, EMPTY, EMPTY, own, notes)


def inverted(site: Site) -> Parts | None:
    """Verb + 的有 + quantity + noun: 一同送达的还有16件展品."""
    head = site.after(acts=False)[0]
    said = site.group("verb")
    if not head and site.words.is_region(phrases.leading_noun(said, site.words)[0]):  # 全县从事藤编的有1.6万人
        return Parts("inverted", said + site.left[len(said):len(said) + 1], site.left[len(site.left) - 1:], own_subject=False)
    group = site.context.counted_in(site.quantity.unit, site.words.persons) if site.context.among else site.context.counted
    if not site.context.among and not site.context.said_here(group):
        agent = site.context.agent
        group = agent or group
        if not head and said.shape[:1] in ("D", "V", "A") and not site.context.said_here(agent):
            return Parts("inverted", said + site.left[len(said):len(said) + 1], site.left[len(site.left) - 1:])  # 不方便下楼的有(47位)
    subject = head or group or site.context.indicator
    return Parts("inverted", subject, site.bare("verb"), EMPTY, EMPTY, subject, bool(head)) if subject else None


def _attributed(site: Site) -> tuple[Run, Run]:
    """The noun that an attributive belongs to, which may look like a verb, and what follows it."""
    head, rest = phrases.noun_and_rest(site.group("head") or site.beyond, site.words)
    head, said = phrases.without_final_adverbs(head, site.words), site.bare("head")
    named = rest.shape[:1] == "V" and len(words_of(rest)) == PAIR and site.words.built.search(rest.text)
    if named and not site.words.actor_end.ends(head.text):
        return head + rest, EMPTY  # 青江引|调水工程
    if head:
        return head, rest
    if rest.shape.strip("VWvw") == "" and len(words_of(rest)) <= PAIR:
        return rest, EMPTY  # 为期3个月的|空载试运行
    value = site.words.is_indicator(said) and said.shape.upper()[-1:] == "N"  # 低于20万元的|平均治疗费用
    return (said, EMPTY) if value or len(words_of(site.group("head"))) == 1 else (head, rest)


def attributive(site: Site) -> Parts | None:
    """A quantity inside an attributive: its head noun is the subject."""
    head, rest = _attributed(site)
    last = site.context.last
    if not site.left and site.group("object"):
        goes_on = site.joined and last and last.frame == "attributive" and last.object and last.subject.text == head.text
        return replace(last, object=site.bare("object"), own_subject=False, notes=(LIST,)) if last and goes_on else None
    sized = bool(site.group("predicate")) and site.right.text.startswith(site.group("predicate").text)  # 12条溪沟和3公里长的流沙区
    listed = not sized and site.joined and last and (last.slot_verb or last.frame == "attributive" and last.subject.text != head.text)
    acts = rest or site.more and verb_ahead(site)  # 来自6国的官员、学者等300余人|与会
    if not head or site.group("verb") and not acts or listed:
        return None
    owner = site.bare("holder") or (site.bare("subject") if site.words.is_region(site.bare("subject")) else EMPTY)
    predicate, thing = site.bare("predicate") or site.bare("verb"), site.bare("object")
    if not predicate and site.quantity.kind in VALUE_KINDS:  # 九成的配套可以在本地完成
        predicate, thing = phrases.verb_and_object(rest, site.words)
    return Parts("attributive", owner + head, predicate, thing, EMPTY, head, True)


def listed_attribute(site: Site) -> Parts | None:
    """One of several attributes before a noun, not the last; the noun is the subject.

    占地320亩、总投资18亿元的新基地; with one verb for all: 载有186名乘客和22名船员的客船.
    """
    at, verb, thing = site.following.text.rfind(QUANTITY), site.bare("verb"), site.bare("object")
    of = site.following.text.find(OF, at)
    if at < 0 or of < 0:
        return None
    if not 0 < of - at - 1 <= LONGEST_LISTED if verb else of > at + 1 or not site.words.attribute.fullmatch(site.following[:at].text):
        return None
    head = phrases.noun_and_rest(site.following[of + 1:], site.words)[0]
    return Parts("attributive", head, site.bare("predicate") or verb, thing, EMPTY, head, True) if head else None


def topic(site: Site) -> Parts | None:
    """A modifier before a count tells which are meant: 年初确定的62个项目，… or, of what was counted, 其中参赛的20人.

    A verb that takes no object tells what they do, too: 受灾停电的300户居民.
    """
    if not site.right:
        counts = site.quantity.kind == "count"
        whole = site.context.counted_in(site.quantity.unit, site.words.persons) if counts else site.context.indicator
        thing = whole if site.context.among else EMPTY
        verb = site.words.bare(site.words.clean(site.left[:len(site.left) - 1]))
        if not set(verb.shape.upper()) <= set("VD"):
            thing, verb = site.left + thing if thing else EMPTY, EMPTY  # 其中影响因子10分以上的(39篇)
        return Parts("topic", thing, verb, EMPTY, EMPTY, thing, False, (restore.COUNTED,)) if thing else None
    thing = phrases.without_localiser(site.words.bare(site.right))
    if not thing or site.words.is_indicator(thing) or verbs.main_verb(site.left, site.words, sure=True):
        return None
    verb = verbs.last_verb(site.left[:len(site.left) - 1])
    verb = verb if verb.text in site.words.intransitive else EMPTY
    return Parts("topic", thing, verb, EMPTY, EMPTY, thing, True)


def _at_a_rate(site: Site) -> Parts | None:
    """How much that is a day or a month: 运输旅客1.2亿人次，日均(237万人次)."""
    rate, last = site.words.undated(site.left), site.context.last
    if rate.text not in site.words.rate_adverbs or site.right:
        return None
    if last is None:
        subject, own, notes = site.measured(EMPTY)
        return Parts("bare", subject, rate, EMPTY, EMPTY, subject, own, notes)
    return replace(last, predicate=rate, own_subject=False, notes=(restore.NEAREST,), slot_verb=None)


def _is_branch(site: Site, part: Run, last: Parts) -> bool:
    """Whether a branch of the economy has a part of a sum: 实际使用外资620亿元，其中，制造业160亿元; not 收购粮食."""
    money = site.quantity.kind == "money" and site.context.kind == "money"
    return bool(money and part and site.words.industry.search(part.text)) and not site.words.industry.search(last.object.text)


def _counted_in(site: Site) -> str | None:
    """The unit in which the thing before was counted; None where nothing was."""
    return site.context.counts[-1][1] if site.context.kind == site.quantity.kind == "count" and site.context.counts else None


def bare(site: Site) -> Parts | None:
    """Indicator + quantity, or a noun that continues a list of 建成智能工厂105个，数字化车间574个."""
    again = _at_a_rate(site)
    if again:
        return again
    part = phrases.without_dangling(site.words.bare(site.words.clean(site.left)), site.words)
    last = site.context.last
    if site.context.listed and part and not site.words.is_indicator(part) and not verbs.main_verb(site.left, site.words):
        item = part + site.context.listed
        return Parts("bare", item, EMPTY, EMPTY, EMPTY, item, True)  # 各商品合格率分别为：羊绒衫(69.2%)
    if last and part.text in site.words.worth and last.frame in ("action", "placed") and last.object:
        return Parts("bare", last.object, part, EMPTY, EMPTY, last.object, False, (restore.HOLDER,))  # 捐赠水泥500吨，价值(12万元)
    whole = phrases.without_place(site.words.clean(phrases.without_final_adverbs(site.left, site.words)), site.words, localised=True)
    tail = tail_noun(site)
    tail = phrases.without_localiser(tail) if tail.text.endswith(site.words.within) else tail  # 全省115个县中
    ruled_out = TIME in site.left.text or whole.text in site.words.per_head or site.left.text.endswith(OF) \
        or part.text.startswith(site.words.rates) or bool(tail) and site.words.is_indicator(tail)
    stated = not site.joined and (site.left.text.endswith(site.words.firsts)  # 全季观众将首次(超过70万人次)
                                  or site.quantity.text.startswith(site.words.stating))  # 举办论坛22场，听众(超过8000人次)
    listed = not ruled_out and not stated and (site.joined or not verbs.main_verb(site.left, site.words))
    after = last is not None and last.slot_verb == "after"
    own = site.quantity.kind in ("count", "measure") and site.words.holds(part)
    sized = bool(phrases.dimension(part, site.words))
    part_of = site.quantity.kind == "percent" and site.context.kind == "count" and "P" in part.shape  # 面向山区县的岗位(不低于七成)
    trait = part_of or own or sized or phrases.first_words(part, 1).text in site.words.prefixes or site.words.growth.is_word(part.text)
    listed = listed and (site.joined or not trait)  # not 开放雪道340条，最大落差1100米
    valued = site.words.is_indicator(phrases.without_rate(part, site.words))  # 塘头价每公斤
    if last and after and listed and _is_branch(site, part, last):
        indicator = restore.indicator_of(part, last.predicate, last.object, site.words)
        return replace(last, subject=part, indicator=indicator, own_subject=True, notes=(LIST,))
    if last and site.joined and last.frame == "share" and site.left.text.endswith(OF):
        return replace(last, object=part, own_subject=False, notes=(LIST,))  # 占全国产量的四成、全球的(三成)
    if last and part and listed and last.slot_verb and (after or site.joined) and \
            (not valued or site.joined and after or site.words.is_indicator(last.object) and site.continues_kind()):
        return next_in_list(site, last, part + tail)
    if last and site.joined and not part and not site.words.bare(site.right):
        other = last.slot_verb == "before" and _counted_in(site) not in (None, site.quantity.unit)  # 辖4个村、(367户)
        last = replace(last, object=EMPTY) if other else last
        return replace(last, own_subject=False, notes=("same claim, another figure",))
    if site.left.text.endswith(("：", ":")):
        return Parts("bare", site.words.bare(whole), EMPTY, tail, EMPTY, site.words.bare(whole), True)
    subject, own, notes = site.measured(whole)
    measure = phrases.dimension(subject, site.words)  # 隧道(全长)
    named = subject[:len(subject) - len(measure)]
    if measure and named and set(named.shape.upper()) == {"D"}:
        measure, named = subject, site.context.holder if site.context.near else EMPTY  # 距岸100公里，平均水深20米
        own, notes = not named, (restore.HOLDER,) if named else notes
    named = named or (last.subject if last and site.joined and last.frame == "bare" else EMPTY)
    return Parts("bare", named if measure and named else subject, measure if named else EMPTY, tail, EMPTY, subject, own, notes)
