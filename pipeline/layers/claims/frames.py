"""The frames: how the words around a quantity become subject, predicate and object. One function a frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.model import Quantity
from pipeline.layers.claims.context import Context, Parts
from pipeline.layers.claims.runs import EMPTY, QUANTITY, Run
from pipeline.layers.claims.shapes import words_of
from pipeline.layers.claims.words import EDGE, WordLists


@dataclass(frozen=True, slots=True)
class Site:
    """Where a quantity stands: the cleaned words left and right of it in its segment, and a rule's groups."""

    quantity: Quantity
    left: Run
    right: Run
    groups: dict[str, Run]
    context: Context
    words: WordLists
    joined: bool
    following: Run = EMPTY

    def group(self, name: str) -> Run:
        """The run of a group; empty where it took no part."""
        return self.groups.get(name, EMPTY)


PERSONS = ("人", "名", "位")
VALUE_KINDS = ("percent", "ratio", "multiple", "percentage_point", "index")


def change(site: Site) -> Parts | None:
    """A change word before the quantity: about its own subject, else about the nearest indicator."""
    subject, own, notes = _measured(site, site.group("subject"))
    base = site.group("base")
    predicate = site.group("predicate")
    tail = _tail_noun(site)
    return Parts("change", subject, predicate, tail, _comparison(predicate, base), subject, own, notes)


def carried(site: Site) -> Parts | None:
    """A change noun after the quantity: 实现40%以上增长."""
    subject, own, notes = _measured(site, site.group("subject"))
    predicate = site.group("predicate") + site.group("tail")
    return Parts("change", subject, predicate, EMPTY, _comparison(predicate, site.group("base")), subject, own, notes)


def from_(site: Site) -> Parts | None:
    """The starting point of a change: 由8%降至…; the verb stands after the quantity."""
    subject, own, notes = _measured(site, site.group("subject"))
    subject = _parallel(site, subject)
    verb = site.group("verb")
    dots = Run("…", (verb.at[0],), "X")
    predicate = site.group("predicate") + dots + verb
    return Parts("from", subject, predicate, EMPTY, None, subject, own, notes)


def compare(site: Site) -> Parts | None:
    """高于全省2.5个百分点, 恢复至2019年同期的92%."""
    subject, own, notes = _measured(site, site.group("subject"))
    base = site.group("base")
    return Parts("compare", subject, site.group("predicate"), EMPTY, base.text.rstrip("的") or None, subject, own, notes)


def share(site: Site) -> Parts | None:
    """占＋whole＋quantity."""
    subject, own, notes = _measured(site, site.group("subject"))
    return Parts("share", subject, site.group("predicate"), site.group("object").strip(EDGE), None, subject, own, notes)


def rank(site: Site) -> Parts | None:
    """A standing: 位居全省第三; the field is the object."""
    subject = site.words.acting_noun(site.group("subject"))
    predicate, last = site.group("predicate"), site.context.last
    notes: tuple[str, ...] = ()
    if not predicate and last and last.frame == "rank":
        subject, predicate = last.subject, last.predicate
        notes = ("predicate restored from the rank before",)
    elif not subject:
        subject = site.context.indicator or site.context.agent
        notes = ("subject restored from the indicator before",)
    field = site.group("field") or site.group("object")
    head = _head_after(site)
    return Parts("rank", subject, predicate, _plain(site, field) + head, None, subject, not notes, notes)


def level(site: Site) -> Parts | None:
    """达到／为＋quantity: a level of the indicator to the left."""
    subject, own, notes = _measured(site, site.group("subject"))
    subject = _parallel(site, subject)
    predicate = site.group("predicate")
    subject = subject + site.group("per")
    tail = site.words.bare(site.right)
    if tail and tail.text[0] != "，" and site.quantity.kind in ("count", "measure") and predicate.text in ("为", "是"):
        return Parts("level", subject, predicate, tail, None, subject, own, notes)
    return Parts("level", subject, predicate, EMPTY, None, subject, own, notes)


def attributive(site: Site) -> Parts | None:
    """A quantity inside an attributive: its head noun is the subject."""
    head = site.words.noun_phrase(site.group("head")) or site.words.bare(site.group("head"))
    return Parts("attributive", head, site.group("predicate"), EMPTY, None, head, True)


def action(site: Site) -> Parts | None:
    """Verb + quantity + noun: 建成6家基地."""
    start = _verb_group_start(site.left)
    subject_part, phrase = site.words.split_subject(site.left[:start])
    predicate = site.words.bare(phrase) + _bare_predicate(site, site.left[start:])
    thing, rest = _object_after(site)
    if predicate.text.endswith("有"):
        existential = _existential(site, subject_part, thing, rest)
        if existential:
            return existential
    subject, own, notes = _acting(site, subject_part, predicate)
    if not thing and not rest and site.quantity.kind in VALUE_KINDS:
        return level_like(site, subject_part, predicate)
    if rest and site.words.causative.search(predicate.text) or not thing:
        thing = thing + rest
    indicator = _indicator(site, subject, predicate, thing)
    return Parts("action", subject, predicate, thing, None, indicator, own, notes, "before")


def _existential(site: Site, place: Run, thing: Run, rest: Run) -> Parts | None:
    """有＋quantity＋noun＋verb: the counted noun acts; a list takes the verb from its last member."""
    rest = rest or _verb_ahead(site)
    if not rest:
        return None
    if not thing:
        last = site.context.last
        cause = last.predicate if last and site.words.causative.search(last.predicate.text) else EMPTY
        subject = last.subject if cause and last else site.context.agent
        return Parts("existential", subject, cause[:2] + rest, EMPTY, None, subject, False, ("who acts in the clause before",), "有")
    verb, target = _verb_and_object(site, rest)
    prefix = place if place and site.words.is_region(place) else EMPTY
    return Parts("existential", prefix + thing, verb, target, None, thing, True, ("有 introduces what acts",), "有")


def _verb_ahead(site: Site) -> Run:
    """The verb phrase after the last quantity of a list: 有37个药品、51个器械获批上市."""
    at = site.following.text.rfind(QUANTITY)
    if at < 0:
        return EMPTY
    ahead = replace(site, right=site.following[at + 1:], following=EMPTY)
    return _object_after(ahead)[1]


def level_like(site: Site, subject_part: Run, predicate: Run) -> Parts:
    """A verb that only ties an indicator to its value: 覆盖率突破九成."""
    subject, own, notes = _measured(site, subject_part)
    return Parts("level", subject, predicate, EMPTY, None, subject, own, notes)


def placed(site: Site) -> Parts | None:
    """Verb + noun + quantity: 建成智能工厂105个. None where the noun phrase is an indicator and no verb acts."""
    split = _main_verb(site)
    if split is None or _continues_list(site, split):
        return None
    start, end = split
    head = site.words.bare(_without_final_adverbs(site.left[end:]))
    if not head:
        return None
    subject_part, phrase = site.words.split_subject(site.left[:start])
    predicate = site.words.bare(phrase) + _bare_predicate(site, site.left[start:end])
    if site.words.causative.search(predicate.text) and _is_indicator(site, head) and site.quantity.kind in VALUE_KINDS:
        return Parts("level", head, EMPTY, EMPTY, None, head, True)
    subject, own, notes = _acting(site, subject_part, predicate)
    thing = head + _tail_noun(site)
    indicator = _indicator(site, subject, predicate, thing)
    return Parts("placed", subject, predicate, thing, None, indicator, own, notes, "after")


def _continues_list(site: Site, split: tuple[int, int]) -> bool:
    """Whether the noun phrase goes on with a list although a verb-like word stands in it: 老年助餐点1480个."""
    last = site.context.last
    verb = site.left.text[split[0]:split[1]]
    return bool(site.joined and last and last.slot_verb == "after" and not (split[0] == 0 and site.words.is_strong(verb)))


def instrument(site: Site) -> Parts | None:
    """以＋money＋verb: 公司以3亿元回购股份."""
    noun, rest = _object_after(site)
    verb, thing = _verb_and_object(site, rest) if rest and not noun else (EMPTY, EMPTY)
    if not verb:
        return None
    subject, own, notes = _acting(site, site.words.split_subject(site.left)[0], verb)
    return Parts("action", subject, verb, thing, None, subject, own, notes)


def with_preposition(site: Site) -> Parts | None:
    """A quantity inside a prepositional phrase: 为200所学校配备课桌."""
    noun, rest = _object_after(site)
    if not noun or not rest:
        return None
    verb, thing = _verb_and_object(site, rest)
    subject_part, phrase = site.words.split_subject(site.left)
    subject, own, notes = _acting(site, subject_part, phrase)
    return Parts("with_preposition", subject, site.words.bare(phrase) + noun + verb, thing, None, subject, own, notes)


def counted(site: Site) -> Parts | None:
    """Quantity + noun + verb: the counted noun is the subject; after a list verb it continues the list."""
    noun, rest = _object_after(site)
    last = site.context.last
    if last and noun and _continues(site) and last.slot_verb == "有":
        return replace(last, subject=noun, indicator=noun, own_subject=False, notes=("verb restored from the list",))
    if last and noun and last.slot_verb and (site.joined or not site.left and not rest):
        indicator = _indicator(site, last.subject, last.predicate, noun)
        return replace(last, object=noun, indicator=indicator, own_subject=False, notes=("verb restored from the list",))
    if not noun and rest:
        return _anaphoric(site, rest)
    if not noun or site.left and not rest:
        return None
    owner = site.words.bare(site.left)
    verb, thing = _verb_and_object(site, rest)
    if verb.text in ("中", "里") or rest.text[:1] in ("中", "里"):
        verb, thing = EMPTY, EMPTY
    return Parts("counted", owner + noun, verb, thing, None, owner + noun, True)


def _anaphoric(site: Site, rest: Run) -> Parts:
    """Quantity + verb without a noun: 其中247例死亡; what was counted before acts, or the cause goes on."""
    context, last = site.context, site.context.last
    verb, thing = _verb_and_object(site, rest)
    if last and site.joined and site.words.causative.search(last.predicate.text):
        return replace(last, object=rest, own_subject=False, notes=("verb restored from the list",))
    if last and site.joined and last.frame in ("counted", "existential"):
        return replace(last, predicate=verb, object=thing, own_subject=False, notes=("subject restored from the list",))
    subject = context.counted or context.indicator or context.agent
    if not context.among and site.quantity.unit in PERSONS:
        subject = EMPTY
    return Parts("counted", subject, verb, thing, None, subject, False, ("what was counted before acts",))


def bare(site: Site) -> Parts | None:
    """Indicator + quantity, or a noun that continues a list of 建成智能工厂105个，数字化车间574个."""
    subject_part = site.words.bare(_without_final_adverbs(site.left))
    last = site.context.last
    tail = _tail_noun(site)
    if last and last.slot_verb and subject_part and (last.slot_verb == "after" or site.joined):
        if not _is_indicator(site, subject_part) or site.joined and last.slot_verb == "after":
            thing = subject_part + tail
            indicator = _indicator(site, last.subject, last.predicate, thing)
            return replace(last, object=thing, indicator=indicator, own_subject=False,
                           notes=("verb restored from the list",))
    if last and site.joined and not subject_part and not site.words.bare(site.right):
        return replace(last, own_subject=False, notes=("same claim, another figure",))
    subject, own, notes = _measured(site, subject_part)
    return Parts("bare", subject, EMPTY, tail, None, subject, own, notes)


def _without_final_adverbs(run: Run) -> Run:
    """The run without adverbs at its end: 议员共 → 议员."""
    words = words_of(run)
    while words and words[-1][2] == "D":
        run = run[:words[-1][0]]
        words.pop()
    return run


# -- shared pieces -----------------------------------------------------------------------------------------------------


def _measured(site: Site, part: Run) -> tuple[Run, bool, tuple[str, ...]]:
    """The measured thing: the words there, with the holder of a relational noun; else the nearest indicator."""
    words, context = site.words, site.context
    subject = _with_prefix(words.bare(words.clean(part)), context.holder)
    if not subject or all(letter == "D" for _, _, letter in words_of(subject)):
        restored = context.indicator or context.agent
        return restored, False, ("subject restored: nearest indicator to the left",)
    if subject.text in words.growth and context.indicator:
        return _held(context.indicator, subject), False, ("growth noun takes the indicator before",)
    if words.is_relational(subject) and context.holder and context.holder.text not in subject.text:
        return _held(context.holder, subject), False, ("relational noun takes its holder",)
    return subject, True, ()


def _parallel(site: Site, subject: Run) -> Run:
    """The subject with the indicator its parallel before had: 甲类家庭额度由…，乙类家庭由… → 乙类家庭额度."""
    before = site.context.indicator
    if not subject or not before or _is_indicator(site, subject) or not _is_indicator(site, before):
        return subject
    at = before.text.rfind(subject.text[-1:])
    tail = before[at + 1:]
    return subject + tail if at > 0 and len(tail) > 1 and _is_indicator(site, tail) else subject


def _with_prefix(subject: Run, holder: Run) -> Run:
    """The subject with the place or owner that its parallel before had: 机场进境航班…，进境旅客… → 机场进境旅客."""
    first = words_of(subject)[:1]
    if not first or first[0][1] < 2:
        return subject
    at = holder.text.find(subject.text[:first[0][1]])
    return holder[:at] + subject if at > 1 else subject


def _held(holder: Run, noun: Run) -> Run:
    return noun if noun.text in holder.text else holder + noun


def _acting(site: Site, part: Run, predicate: Run) -> tuple[Run, bool, tuple[str, ...]]:
    """Who acts: the words before the verb, else the agent of the sentence or turn."""
    words = site.words
    subject = words.bare(words.clean(part))
    if subject:
        return subject, True, ()
    if words.result.search(predicate.text) and site.context.counted:
        return site.context.counted, False, ("subject restored: what the clause before brought about",)
    return site.context.agent, False, ("subject restored: who acts in the clauses before",)


def _indicator(site: Site, subject: Run, predicate: Run, thing: Run) -> Run:
    """What a change word after this claim would be about: 全市采摘春茶 for 全市采摘春茶2.86万吨."""
    verb = EMPTY if predicate.text in site.words.light else predicate
    if _is_indicator(site, thing) and verb is EMPTY:
        return subject + thing
    return subject + verb + thing


def _is_indicator(site: Site, run: Run) -> bool:
    return bool(site.words.indicator_end.search(run.text.rstrip("”’」")))


def _comparison(predicate: Run, base: Run) -> str | None:
    if base:
        start = predicate.at.index(base.at[0])
        return predicate.text[max(start - 1, 0):start + len(base)]
    for word in ("同比", "环比", "按年", "按月", "環比"):
        if word in predicate.text:
            return word
    return None


def _plain(site: Site, run: Run) -> Run:
    return site.words.bare(run)


def _bare_predicate(site: Site, run: Run) -> Run:
    return site.words.bare(site.words.clean(run))


def _tail_noun(site: Site) -> Run:
    """A noun directly after the quantity that belongs to the claim: 较去年同期增加12个街道."""
    right = site.right
    if site.quantity.kind not in ("count", "measure", "money", "duration") or not right or right.shape[0] not in "NA":
        return EMPTY
    noun, rest = _object_after(site)
    return EMPTY if rest else noun


def _head_after(site: Site) -> Run:
    """The noun a rank stands before: 第一大电源."""
    right = site.right
    if not right or right.shape[0] not in "NAV":
        return EMPTY
    return site.words.bare(right)


def _verb_group_start(left: Run) -> int:
    """Where the verb group that ends the run begins: adverbs and verbs in a row."""
    words = words_of(left)
    i = len(words)
    while i and words[i - 1][2] in "VDU":
        i -= 1
    return words[i][0] if i < len(words) else len(left)


def _object_after(site: Site) -> tuple[Run, Run]:
    """The noun phrase after the quantity and the verb phrase that follows it."""
    right = site.right
    words = words_of(right)
    if words and right.text[words[0][0]:words[0][1]] == "的":
        words = words[1:]
    begin = words[0][0] if words else len(right)
    cut = len(right)
    for i, (start, _, letter) in enumerate(words):
        if letter == "Q":
            cut = start
            break
        if _starts_predicate(words, right, i):
            cut = start
            break
    noun = site.words.bare(right[begin:cut])
    rest = site.words.bare(site.words.clean(right[cut:]))
    return noun, rest


def _starts_predicate(words: list[tuple[int, int, str]], run: Run, i: int) -> bool:
    """Whether the predicate begins at word `i`: an adverb, preposition or verb that no 的 follows."""
    letter = words[i][2]
    text = run.text[words[i][0]:words[i][1]]
    if letter == "P":
        return i > 0 and text not in ("与", "和", "同", "以") and "的" not in run.text[words[i][1]:]
    if "的" in run.text[words[i][0]:] or letter not in "DV":
        return False
    if letter == "D":
        return i > 0
    if i == 0:
        return len(words) == 1 or words[1][2] in "UDVP"
    return i + 1 == len(words) or words[i + 1][2] != "N" or i + 2 >= len(words) or len(words) - i >= 3 and _acts(words, i)


def _acts(words: list[tuple[int, int, str]], i: int) -> bool:
    """Whether a verb inside a noun row acts: a noun stands before it and no other verb after it."""
    return words[i - 1][2] in "NX" and not any(letter in "V" for _, _, letter in words[i + 1:])


def _verb_and_object(site: Site, rest: Run) -> tuple[Run, Run]:
    words = words_of(rest)
    i = 0
    while i < len(words) and words[i][2] in "DPU":
        i += 1
    while i < len(words) and words[i][2] == "V":
        i += 1
    while i < len(words) and words[i][2] == "U":
        i += 1
    cut = words[i][0] if i < len(words) else len(rest)
    return _bare_predicate(site, rest[:cut]), site.words.bare(rest[cut:])


def _main_verb(site: Site) -> tuple[int, int] | None:
    """(start, end) of the verb group that acts in the run left of the quantity, or None."""
    words = words_of(site.left)
    for i, (start, _, letter) in enumerate(words):
        if letter != "V" or not _can_act(site, words, i):
            continue
        first = i
        while first and words[first - 1][2] in "DV":
            first -= 1
        last = i
        while last + 1 < len(words) and words[last + 1][2] in "VU" and last + 2 < len(words):
            last += 1
        return words[first][0], words[last][1]
    return None


def _can_act(site: Site, words: list[tuple[int, int, str]], i: int) -> bool:
    """Whether the verb at `i` is the clause's verb: at its start, after an adverb or 了, or after a plain subject."""
    run = site.left
    text = run.text[words[i][0]:words[i][1]]
    if text in ("占",) or i + 1 >= len(words) or run.text[words[i + 1][0]:words[i + 1][1]] == "的":
        return False
    tail_is_indicator = _is_indicator(site, run)
    if i == 0:
        return not tail_is_indicator or words[i + 1][2] == "U" or site.words.is_strong(text) or len(words) > 2
    before = words[i - 1][2]
    if before == "D" or words[i + 1][2] == "U":
        return True
    if text in site.words.light:
        return True
    return not tail_is_indicator and before in "NRFX"


def _continues(site: Site) -> bool:
    """Whether this quantity goes on with the list of the one before."""
    return site.joined or not site.left


FRAMES: dict[str, Callable[[Site], Parts | None]] = {
    "change": change, "carried": carried, "from": from_, "compare": compare, "share": share, "rank": rank, "level": level,
    "attributive": attributive, "action": action, "placed": placed, "counted": counted, "bare": bare,
    "with_preposition": with_preposition, "instrument": instrument,
}
__all__ = ["FRAMES", "Site"]
