"""Where a quantity stands, as the frames see it, and the pieces they share."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.layers.claims import phrases, restore
from pipeline.layers.claims.context import Context, Parts
from pipeline.layers.claims.runs import EMPTY, OF, Run
from pipeline.layers.claims.words import WordLists
from pipeline.model import Quantity

THING_KINDS = ("count", "measure", "money", "duration")
VALUE_KINDS = ("percent", "ratio", "multiple", "percentage_point", "index")
LIST = "verb restored from the list"


@dataclass(slots=True)  # made anew for every quantity; `frozen` would double the time it takes
class Site:
    """Where a quantity stands: the cleaned words left and right of it in its segment, and the groups of the rule that reads it.

    `following` are the words of the segments after its own, `beyond` those behind the next quantity of its
    own, `more` that there is one, `joined` says that a coordinator parts it from the quantity before.
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
    more: bool = False

    def between(self, left: Run, right: Run) -> Site:
        """The place of the quantity between these words."""
        return Site(self.quantity, left, right, {}, self.context, self.words, self.joined, self.following, self.beyond, self.more)

    def continues_kind(self) -> bool:
        """Whether the quantity before was a share, a rate or a multiple, too, or neither of them is."""
        return (self.quantity.kind in VALUE_KINDS) == (self.context.kind in VALUE_KINDS)

    def group(self, name: str) -> Run:
        """The run of a group; empty where it took no part."""
        return self.groups.get(name, EMPTY)

    def bare(self, name: str) -> Run:
        """The run of a group as it may stand in a slot."""
        return self.words.bare(self.words.clean(self.group(name)))

    def said(self, name: str) -> Run:
        """The run of a group as a predicate: times in it stay, they are the base of a comparison."""
        return self.words.undated(self.group(name))

    def per(self) -> tuple[Run, Run]:
        """For what a value is meant, as it belongs to the subject, and to the predicate: 均价为(每公斤)58元, 达到(每小时)185公里."""
        said = self.words.bare(self.group("per"))
        return (EMPTY, said) if self.words.rate_of.fullmatch(said.text) else (said, EMPTY)

    def measured(self, part: Run) -> restore.Restored:
        """See restore.measured."""
        return restore.measured(part, self.context, self.words)

    def owned(self, part: Run) -> restore.Restored:
        """See restore.owned."""
        return restore.owned(part, self.context, self.words)

    def acting(self, part: Run, predicate: Run) -> restore.Restored:
        """See restore.acting."""
        return restore.acting(part, predicate, self.context, self.words)

    def after(self, acts: bool = True) -> tuple[Run, Run]:
        """The noun phrase right of the quantity, and what follows it.

        1800万元三年期贷款 has it behind the next figure, 24台口径40米的望远镜 behind a measure of it.
        """
        first = phrases.first_words(self.right, 1)
        acting = first.shape[:1] == "V" and len(first) < len(self.right) and OF not in self.right.text
        if acting and self.quantity.unit in self.words.bare_persons:
            return EMPTY, self.right  # 1.6万人(入住驿站)
        if self.quantity.kind == "money" and self.right.text.startswith(self.words.aims_of_sums):
            return EMPTY, EMPTY  # 拨款5亿元(用于重建)
        if acting and self.quantity.kind == "money" and self.more and self.words.is_strong(first.text):
            return EMPTY, self.right  # 投入18亿元(购置设备10台)
        measured = self.beyond.text.startswith(OF) and self.words.attribute.fullmatch(self.right.text)
        noun, rest = phrases.noun_and_rest(self.beyond[1:] if measured else self.right or self.beyond, self.words, acts)
        aim = self.words.aim_of_funds.search(noun.text) if self.quantity.kind == "money" else None
        return (noun[:aim.start()], rest) if aim else (noun, rest)


def comparison_of(site: Site) -> Run:
    """What the change is measured against: 比全国增速, 同比."""
    predicate, base = site.group("verb") + site.group("predicate"), site.group("base")
    if base:
        start = predicate.at.index(base.at[0])
        return predicate[max(start - 1, 0):start + len(base)]
    for word in site.words.comparison_words:
        at = predicate.text.find(word)
        if at >= 0:
            return predicate[at:at + len(word)]
    return EMPTY


def tail_noun(site: Site) -> Run:
    """A noun directly after the quantity that belongs to the claim: 较去年年底增加9个乡镇."""
    right = site.right
    listed = site.left.text.endswith(site.words.etc)
    allowed = "NAWV" if listed else "NAW"
    if site.quantity.kind not in THING_KINDS or not right or right.shape[0] not in allowed:
        return EMPTY
    noun, rest = site.after(acts=right.shape[0] != "V" and not site.joined and not listed)
    return EMPTY if rest else noun


def head_after(site: Site) -> Run:
    """The noun a rank stands before: 第一大电源."""
    right = site.right
    return site.words.bare(right) if right and right.shape[0] in "NAVW" else EMPTY


def next_in_list(site: Site, last: Parts, thing: Run) -> Parts:
    """The reading before with another thing: 建成智能工厂105个，数字化车间574个."""
    indicator = restore.indicator_of(last.subject, last.predicate, thing, site.words)
    return replace(last, object=thing, indicator=indicator, own_subject=False, notes=(LIST,))
