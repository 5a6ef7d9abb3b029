"""The frames: how the words around a quantity become subject, predicate and object. One function a frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.layers.claims import grammar, restore
from pipeline.layers.claims.context import Context, Parts
from pipeline.layers.claims.runs import EMPTY, QUANTITY, Run
from pipeline.layers.claims.shapes import words_of
from pipeline.layers.claims.words import EDGE, WordLists
from pipeline.model import Quantity

VALUE_KINDS = ("percent", "ratio", "multiple", "percentage_point", "index")
THING_KINDS = ("count", "measure", "money", "duration")
EXISTENTIAL = "existential"  # the side of a counted noun after 有: neither before nor after its verb
LIST = "verb restored from the list"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a quantity stands: the cleaned words left and right of it in its segment, and a rule's groups.

    `following` are the words of the segments after its own, `beyond` those behind the next quantity of its
    own, `joined` says that a coordinator parts it from the quantity before.
    """

    quantity: Quantity
    left: Run
    right: Run
    groups: dict[str, Run]
    context: Context
    words: WordLists
    joined: bool
    following: Run = EMPTY
    beyond: Run = EMPTY

    def group(self, name: str) -> Run:
        """The run of a group; empty where it took no part."""
        return self.groups.get(name, EMPTY)

    def bare(self, name: str) -> Run:
        """The run of a group as it may stand in a slot."""
        return self.words.bare(self.words.clean(self.group(name)))

    def said(self, name: str) -> Run:
        """The run of a group as a predicate: times in it stay, they are the base of a comparison."""
        return self.words.undated(self.group(name))

    def measured(self, part: Run) -> restore.Restored:
        """See restore.measured."""
        return restore.measured(part, self.context, self.words)

    def acting(self, part: Run, predicate: Run) -> restore.Restored:
        """See restore.acting."""
        return restore.acting(part, predicate, self.context, self.words)

    def after(self, acts: bool = True) -> tuple[Run, Run]:
        """The noun phrase right of the quantity, and what follows it; 1800万元三年期贷款 has it behind the next figure."""
        return grammar.noun_and_rest(self.right or self.beyond, self.words, acts)


def change(site: Site) -> Parts | None:
    """A change word before the quantity: about its own subject, else about the nearest indicator."""
    subject, own, notes = site.measured(site.group("subject"))
    subject = restore.parallel(subject, site.context, site.words) + site.words.bare(site.group("per"))
    predicate = site.group("verb") + site.said("predicate")
    return Parts("change", subject, predicate, _tail_noun(site), _comparison(site), subject, own, notes)


def carried(site: Site) -> Parts | None:
    """A change noun after the quantity: 实现40%以上增长."""
    subject, own, notes = site.measured(site.group("subject"))
    predicate = site.said("predicate") + site.group("tail")
    return Parts("change", subject, predicate, EMPTY, _comparison(site), subject, own, notes)


def from_(site: Site) -> Parts | None:
    """The starting point of a change: 由8%降至…; the verb stands after the quantity."""
    subject, own, notes = site.measured(site.group("subject"))
    subject = restore.parallel(subject, site.context, site.words)
    verb = site.group("verb")
    dots = Run("…", (verb.at[0],), "X")
    return Parts("from", subject, site.group("predicate") + dots + verb, EMPTY, EMPTY, subject, own, notes)


def compare(site: Site) -> Parts | None:
    """高于全省2.5个百分点, 恢复至2019年同期的92%."""
    subject, own, notes = site.measured(site.group("subject"))
    base = site.group("base").strip(EDGE)
    return Parts("compare", subject, site.said("predicate").strip(EDGE), EMPTY, base, subject, own, notes)


def share(site: Site) -> Parts | None:
    """占＋whole＋quantity."""
    subject, own, notes = site.measured(site.group("subject"))
    return Parts("share", subject, site.bare("predicate"), site.bare("object"), EMPTY, subject, own, notes)


def rank(site: Site) -> Parts | None:
    """A standing: 位居全省第三; the field is the object."""
    subject = grammar.before_verb(site.group("subject"), site.words)
    predicate, last = site.group("predicate"), site.context.last
    notes: tuple[str, ...] = ()
    if site.words.is_relational(subject):
        subject, _, notes = site.measured(subject)
    if not predicate and last and last.frame == "rank":
        subject, predicate = last.subject, last.predicate
        notes = ("predicate restored from the rank before",)
    elif not subject or site.words.is_anaphor(subject):
        subject, notes = site.context.indicator or site.context.agent, (restore.NEAREST,)
    field = site.words.bare(site.group("field") or site.group("object"))
    return Parts("rank", subject, predicate, field + _head_after(site), EMPTY, subject, not notes, notes)


def level(site: Site) -> Parts | None:
    """达到／为＋quantity: a level of the indicator to the left."""
    subject, own, notes = site.measured(site.group("subject"))
    subject = restore.parallel(subject, site.context, site.words) + site.words.bare(site.group("per"))
    predicate = site.bare("predicate")
    tail = site.words.bare(site.right)
    thing = tail if tail and site.quantity.kind in ("count", "measure") and predicate.text in site.words.copulas else EMPTY
    return Parts("level", subject, predicate, thing, EMPTY, subject, own, notes)


def attributive(site: Site) -> Parts | None:
    """A quantity inside an attributive: its head noun is the subject."""
    head, rest = grammar.noun_and_rest(site.group("head"), site.words)
    if not head and len(words_of(site.group("head"))) == 1:
        head, rest = site.bare("head"), EMPTY
    if not head or site.group("verb") and not rest:
        return None
    owner = site.bare("subject") if site.words.is_region(site.bare("subject")) else EMPTY
    thing = site.bare("object")
    return Parts("attributive", owner + head, site.bare("predicate") or site.bare("verb"), thing, EMPTY, head, True)


def action(site: Site) -> Parts | None:
    """Verb + quantity + noun: 建成6家基地."""
    left = _own_part(site)
    start = grammar.final_verb_group(left, site.words, site.quantity.kind == "count" and site.right.shape[:1] in ("N", "W", "A"))
    if start is None or not site.words.cause.search(left.text) and grammar.main_verb(left[:start], site.words, sure=True):
        return None
    subject_part, phrase = grammar.split_subject(left[:start], site.words)
    predicate = site.words.bare(site.words.clean(phrase + left[start:]))
    thing, rest = site.after(acts=bool(site.words.causative.search(predicate.text)))
    if site.words.there_is.search(predicate.text):
        existential = _existential(site, subject_part, thing, rest)
        if existential:
            return existential
    if not thing and not rest and site.quantity.kind in VALUE_KINDS:
        subject, own, notes = site.measured(subject_part)
        return Parts("level", subject, predicate, EMPTY, EMPTY, subject, own, notes)
    subject, own, notes = site.acting(subject_part, predicate)
    if rest and site.words.causative.search(predicate.text):
        thing = thing + rest
    if own and not thing and not rest and site.quantity.kind in ("count", "measure"):
        thing = site.context.topic
    indicator = restore.indicator_of(subject, predicate, thing, site.words)
    return Parts("action", subject, predicate, thing, EMPTY, indicator, own, notes, "before")


def _own_part(site: Site) -> Run:
    """The left side without a statement of its own that ends in the quantity before: 派出3个小组，帮助 → 小组帮助."""
    at = site.left.text.rfind(QUANTITY)
    if at >= 0 and grammar.main_verb(site.left[:at], site.words):
        return site.left[at + 1:]
    return site.left


def _existential(site: Site, place: Run, thing: Run, rest: Run) -> Parts | None:
    """有＋quantity＋noun＋verb: the counted noun acts; a list takes the verb from its last member."""
    rest = rest or _verb_ahead(site)
    if not rest:
        return None
    if not thing:
        last = site.context.last
        cause = last.predicate if last and site.words.causative.search(last.predicate.text) else EMPTY
        subject = last.subject if cause and last else site.context.agent
        return Parts("existential", subject, cause[:2] + rest, EMPTY, EMPTY, subject, False, (restore.AGENT,), EXISTENTIAL)
    verb, target = grammar.verb_and_object(rest, site.words)
    prefix = site.words.bare(site.words.clean(place))
    prefix = prefix if site.words.is_region(prefix) else EMPTY
    return Parts("existential", prefix + thing, verb, target, EMPTY, thing, True, ("existential verb introduces what acts",), EXISTENTIAL)


def _verb_ahead(site: Site) -> Run:
    """The verb phrase after the last quantity of a list: 有37个药品、51个器械获批上市."""
    at = site.following.text.rfind(QUANTITY)
    return grammar.noun_and_rest(site.following[at + 1:], site.words)[1] if at >= 0 else EMPTY


def placed(site: Site) -> Parts | None:
    """Verb + noun + quantity: 建成智能工厂105个. None where no verb acts, or the noun phrase is itself an indicator."""
    again = _unmarked_list(site)
    if again:
        return again
    left = _own_part(site)
    group = grammar.main_verb(left, site.words, bool(site.right) and site.right.shape[0] in "NAW")
    if group is None or _continues_list(site, group):
        return None
    start, end = group
    if site.words.is_relational(site.words.clean(left)) or site.context.among and _names(site, left, start, end):
        return None
    part = site.words.clean(grammar.without_final_adverbs(left[end:]))
    head = site.words.bare(part)
    verb = site.words.clean(left[start:end])
    if not head or site.words.is_indicator(head) and not _achieves(site, verb, left[start:end].text):
        return None
    subject_part, phrase = grammar.split_subject(left[:start], site.words)
    predicate = site.words.bare(site.words.clean(phrase + left[start:end]))
    if site.words.causative.search(predicate.text) and site.words.is_indicator(head) and site.quantity.kind in VALUE_KINDS:
        return Parts("level", head, EMPTY, EMPTY, EMPTY, head, True)
    subject, own, notes = site.acting(subject_part, predicate)
    thing = site.words.bare(part + _tail_noun(site))
    if site.words.causative.search(predicate.text):
        thing = thing + site.after()[1]
    indicator = restore.indicator_of(subject, predicate, thing, site.words)
    return Parts("placed", subject, predicate, thing, EMPTY, indicator, own, notes, "after")


def _names(site: Site, left: Run, start: int, end: int) -> bool:
    """Whether the verb only names a part of what was counted: 其中直选议员14人, 新开工项目96个."""
    return start == 0 or not site.words.is_strong(left[start:end].text)


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
    return _next_in_list(site, last, (between[len(between) - len(named[1]):] if len(named) > 1 else EMPTY) + noun)


def _achieves(site: Site, verb: Run, said: str) -> bool:
    """Whether a verb before an indicator acts: 实现收入, 完成投资, 带动销售额; not 参保人数, 涉案金额."""
    return bool(site.words.achieving.search(verb.text)) or said.endswith(site.words.perfect) or said != verb.text


def _continues_list(site: Site, group: tuple[int, int]) -> bool:
    """Whether the noun phrase goes on with a list although a verb-like word stands in it: 老年助餐点1480个."""
    last = site.context.last
    verb = site.left.text[group[0]:group[1]]
    return bool(site.joined and last and last.slot_verb == "after" and not (group[0] == 0 and site.words.is_strong(verb)))


def lasting(site: Site) -> Parts | None:
    """连续＋duration＋verb: 连续6年下降; what lasts is about the nearest indicator."""
    subject, own, notes = site.measured(site.group("subject"))
    going_on = site.words.bare((site.right + site.beyond).without(
        [(i, i + 1) for i, char in enumerate((site.right + site.beyond).text) if char == QUANTITY]))
    return Parts("lasting", subject, site.bare("predicate") + going_on, EMPTY, EMPTY, subject, own, notes)


def instrument(site: Site) -> Parts | None:
    """以＋money＋verb: 公司以3亿元回购股份."""
    noun, rest = site.after()
    verb, thing = grammar.verb_and_object(noun + rest, site.words)
    if not verb:
        return None
    subject, own, notes = site.acting(grammar.split_subject(site.left, site.words)[0], verb)
    return Parts("action", subject, verb, thing, EMPTY, subject, own, notes)


def with_preposition(site: Site) -> Parts | None:
    """A quantity inside a prepositional phrase: 为200所学校配备课桌."""
    noun, rest = site.after()
    rest = rest or _verb_ahead(site)
    if not noun or not rest:
        return None
    verb, thing = grammar.verb_and_object(rest, site.words)
    phrase_start = site.left.text.rindex(site.group("preposition").text)
    subject_part, between = grammar.split_subject(site.left[:phrase_start], site.words)
    subject, own, notes = site.acting(subject_part, verb)
    phrase = site.words.bare(site.words.clean(between + site.left[phrase_start:]))
    if site.group("preposition").text in site.words.inside:
        return Parts("within", grammar.without_localiser(noun), EMPTY, EMPTY)
    return Parts("with_preposition", subject, phrase + noun + verb, thing, EMPTY, subject, own, notes)


def counted(site: Site) -> Parts | None:
    """Quantity + noun + verb: the counted noun is the subject; after a list verb it continues the list."""
    last = site.context.last
    noun, rest = site.after(acts=not (last and last.slot_verb == "before" and site.joined))
    if grammar.main_verb(site.left, site.words):
        return None
    if last and noun and last.slot_verb == EXISTENTIAL and (site.joined or not site.left):
        return replace(last, subject=noun, indicator=noun, own_subject=False, notes=(LIST,))
    if last and noun and last.slot_verb and site.joined and (not site.left or last.slot_verb == "before"):
        return _next_in_list(site, last, site.words.bare(site.left) + noun)
    if last and noun and last.slot_verb and not site.left and not rest:
        return _next_in_list(site, last, noun)
    owner = grammar.without_preposition(site.words.bare(site.words.clean(site.left)))
    if not noun and rest and owner:
        verb, thing = grammar.verb_and_object(rest, site.words)
        return Parts("counted", owner, verb, thing, EMPTY, owner, True)
    if not noun and rest:
        return _anaphoric(site, rest)
    if noun and not rest and not site.left and site.following:
        rest = _verb_ahead(site)
    if not noun or site.left and not rest:
        return None
    noun, cut = grammar.counted_head(noun, site.words) if site.quantity.kind == "count" else (noun, False)
    whole = owner + noun
    verb, thing = (EMPTY, EMPTY) if cut else grammar.verb_and_object(rest, site.words)
    return Parts("counted", whole, verb, thing, EMPTY, whole, True)


def _next_in_list(site: Site, last: Parts, thing: Run) -> Parts:
    indicator = restore.indicator_of(last.subject, last.predicate, thing, site.words)
    return replace(last, object=thing, indicator=indicator, own_subject=False, notes=(LIST,))


def _anaphoric(site: Site, rest: Run) -> Parts:
    """Quantity + verb without a noun: 其中247例死亡; what was counted before acts, or the cause goes on."""
    context, last = site.context, site.context.last
    verb, thing = grammar.verb_and_object(rest, site.words)
    if last and site.words.causative.search(last.predicate.text) and last.slot_verb and not thing:
        return replace(last, object=rest, own_subject=False, notes=(LIST,))
    if last and site.joined and last.frame in ("counted", "existential"):
        return replace(last, predicate=verb, object=thing, own_subject=False, notes=("subject restored from the list",))
    subject = context.counted or context.indicator or context.agent
    if not context.among and site.quantity.unit in site.words.persons:
        subject = EMPTY
    return Parts("counted", subject, verb, thing, EMPTY, subject, False, ("what was counted before acts",))


def bare(site: Site) -> Parts | None:
    """Indicator + quantity, or a noun that continues a list of 建成智能工厂105个，数字化车间574个."""
    part = site.words.bare(site.words.clean(grammar.without_final_adverbs(site.left)))
    last = site.context.last
    tail = _tail_noun(site)
    listed = not part.text.startswith(site.words.rates) and (site.joined or not grammar.main_verb(site.left, site.words))
    after = last is not None and last.slot_verb == "after"
    if last and part and listed and last.slot_verb and (after or site.joined) and \
            (not site.words.is_indicator(part) or site.joined and after):
        return _next_in_list(site, last, part + tail)
    if last and site.joined and not part and not site.words.bare(site.right):
        return replace(last, own_subject=False, notes=("same claim, another figure",))
    whole = grammar.without_place(site.words.clean(grammar.without_final_adverbs(site.left)), site.words, localised=True)
    if site.left.text.endswith(("：", ":")):
        return Parts("bare", site.words.bare(whole), EMPTY, tail, EMPTY, site.words.bare(whole), True)
    subject, own, notes = site.measured(whole)
    return Parts("bare", subject, EMPTY, tail, EMPTY, subject, own, notes)


# -- shared pieces -----------------------------------------------------------------------------------------------------


def _comparison(site: Site) -> Run:
    """What the change is measured against: 比全国增速, 同比."""
    predicate, base = site.group("predicate"), site.group("base")
    if base:
        start = predicate.at.index(base.at[0])
        return predicate[max(start - 1, 0):start + len(base)]
    for word in site.words.comparison_words:
        at = predicate.text.find(word)
        if at >= 0:
            return predicate[at:at + len(word)]
    return EMPTY


def _tail_noun(site: Site) -> Run:
    """A noun directly after the quantity that belongs to the claim: 较去年同期增加12个街道."""
    right = site.right
    allowed = "NAWV" if site.left.text.endswith(site.words.etc) else "NAW"
    if site.quantity.kind not in THING_KINDS or not right or right.shape[0] not in allowed:
        return EMPTY
    noun, rest = site.after(acts=right.shape[0] != "V" and not site.joined)
    return EMPTY if rest else noun


def _head_after(site: Site) -> Run:
    """The noun a rank stands before: 第一大电源."""
    right = site.right
    return site.words.bare(right) if right and right.shape[0] in "NAVW" else EMPTY


FRAMES: dict[str, Callable[[Site], Parts | None]] = {
    "change": change, "carried": carried, "from": from_, "compare": compare, "share": share, "rank": rank, "level": level,
    "attributive": attributive, "action": action, "placed": placed, "counted": counted, "bare": bare,
    "with_preposition": with_preposition, "instrument": instrument, "lasting": lasting,
}
__all__ = ["FRAMES", "Site"]
