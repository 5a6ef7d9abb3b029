"""Which lines that look like the label of a turn are one: by what the text says of those they name, and by their shape.

Whoever a label names answers a question, is introduced elsewhere with a title, has a role in the talk (主持人), or is one of
several whose names come back. Where a text sets its labels apart by more than a colon (`■罗九思　…`, `［费以宁］…`, `柯｜…`), one
that is borne out vouches for the others of that shape.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.formats.grammar import Found, Grammar

TURNS = ("question", "label", "named")
QUESTION = regex.compile(r"[？?][”’」』]*\Z")
SPACES = regex.compile(r"\s+")
FIGURES = regex.compile(r"\d+")
TOLD = regex.compile(r"[（(][^（）()\d]*\p{Han}{2}[^（）()\d]*[）)]")  # 骆一帆（“巷口咖啡”创始人）：
ALONE = "…"
SHORTEST_NAME = 2
NUMBERS = "一二三四五六七八九"
BRACKETED, PADDED = "…（…）", "…_…"
PLAIN = frozenset(("…：", "…:", ALONE))
# What opens a paragraph as a label does: a few characters and a colon or a bar, or some between brackets.
PREFIX = regex.compile(r"[^\s，。；：:！？“”、|｜【】\[\]［］〔〕\d（(]{1,8}\s*[：:｜|](?=.{8})"
                       r"|[【\[［〔][^，。；：:！？【】\[\]［］〔〕\d]{1,8}[】\]］〕][：:]?(?=.{8})")
SAID = regex.compile(r"[。！？][”’」』]?\Z")


def settled(grammar: Grammar, paragraphs: Sequence[str], found: Sequence[Found | None], text: str,
            askers: set[str]) -> Iterator[tuple[int, Found | None]]:
    """The paragraphs whose label the text does not bear out, each with what it is instead: '目标：' is nobody."""
    named = {i: one for i, one in enumerate(found) if one and one.kind == "named"}
    if not named:
        return
    talk = any(one and one.kind == "label" for one in found)
    borne_out = (_answering(found, askers) | _introduced(grammar, named, text, talk)
                 | _titled_below(grammar, named, paragraphs) | _in_turn(grammar, named))
    shapes = {shape_of(named[i]) for i in borne_out}
    if ALONE in shapes:  # a name alone on its line comes back when it is a label
        times = Counter(one.who for one in named.values() if shape_of(one) == ALONE)
        borne_out |= {i for i, one in named.items() if times[one.who] > 1}
    shapes -= PLAIN
    for i, one in named.items():
        if i not in borne_out and shape_of(one) not in shapes:
            yield i, grammar.kind_of(paragraphs[i], after=one.order)


def heads(grammar: Grammar, paragraphs: Sequence[str], found: Sequence[Found | None]) -> Iterator[tuple[int, Found | None]]:
    """The lines with a name and something beside it, each with what it is: the label of what stands below it, or no such line.

    They are labels where the text has two at least of one way, no two of which follow each other as in a list of guests.
    Beside a name that is only padded, two must have a title: 稳增长　促改革 is a subhead.
    """
    ways: dict[str, set[int]] = {}
    for i, one in enumerate(found):
        if one and one.kind == "name_line":
            ways.setdefault(_way(one), set()).add(i)
    for way, lines in ways.items():
        titled = way != PADDED or sum(grammar.is_title(paragraphs[i]) for i in lines) > 1
        apart = not any(i + 1 in lines for i in lines) and len(paragraphs) - 1 not in lines
        for i in lines:
            one = found[i]
            if one:
                yield i, replace(one, kind="label") if titled and apart and len(lines) > 1 else grammar.kind_of(paragraphs[i], one.order)


def _way(found: Found) -> str:
    """How a line parts a name from what stands beside it."""
    beside = FIGURES.sub("0", SPACES.sub("_", found.match[0][found.match.end("speaker"):].strip()))
    if not beside:
        return BRACKETED if TOLD.search(found.speaker) else ALONE
    return beside if "0" in beside else PADDED


def chapters(paragraphs: Sequence[str], found: Sequence[Found | None]) -> set[int]:
    """The numbered headings that divide the text and no one's turn: those that have a label right below, and who follows them.

    `二、成本监审` above `调查队 沈维舟：……` is one, and so is `三、……` later; a speaker's own points begin with 一 again.
    """
    out: set[int] = set()
    last, own = 0, 0
    for i, one in enumerate(found):
        number = NUMBERS.find(paragraphs[i][0]) + 1 if one and one.kind == "heading" else 0
        if not number:
            continue
        below = found[i + 1] if i + 1 < len(found) else None
        divides = below is not None and below.kind in TURNS
        if not divides and last and number in (1, own + 1):
            own = number
        elif divides or number == last + 1:
            last, own = number, 0
            out.add(i)
    return out if len(out) > 1 else set()


def unread(paragraphs: Iterable[str]) -> set[int]:
    """The paragraphs, none of them anybody's turn, that open alike as turns do: 甲｜……。 and 乙｜……。 and 甲｜……。"""
    found: dict[str, list[int]] = {}
    for i, paragraph in enumerate(paragraphs):
        prefix = PREFIX.match(paragraph)
        if prefix and SAID.search(paragraph):
            found.setdefault(prefix[0], []).append(i)
    return {i for places in found.values() if len(places) > 1 for i in places}


def shape_of(found: Found) -> str:
    """What stands around the name in a label: `09:32　［费以宁］` is `0:0_［…］`."""
    start, end = found.match.span("speaker")
    if not is_word(found):
        return found.who
    whole = f"{found.match[0][:start]}…{found.match[0][end:]}"
    return FIGURES.sub("0", SPACES.sub("_", whole.strip()))


def only_asking(paragraphs: Sequence[str], found: Sequence[Found | None]) -> set[str]:
    """Who only asks, twice at least: `刊：一天看多少病人？`."""
    said: dict[str, list[bool]] = {}
    for one, paragraph in zip(found, paragraphs, strict=True):
        if one and one.kind in ("label", "named") and paragraph[one.match.end():].strip():
            said.setdefault(one.who, []).append(QUESTION.search(paragraph) is not None)
    return {who for who, asked in said.items() if len(asked) > 1 and all(asked)}


def is_word(found: Found) -> bool:
    """Whether a label is a word, not only a sign (■)."""
    return any(char.isalpha() for char in found.who)


def _answering(found: Sequence[Found | None], askers: set[str]) -> set[int]:
    """The labels that stand where a question has been asked, all that name the same, and those of who only asks."""
    asked, names = False, set(askers)
    for one in found:
        if one and one.kind == "named" and asked and one.parted:
            names.add(one.who)
        if one and one.kind in TURNS:
            asked = one.kind == "question" or one.who in askers
    return {i for i, one in enumerate(found) if one and one.kind == "named" and one.who in names}


def _in_turn(grammar: Grammar, named: dict[int, Found]) -> set[int]:
    """The labels of a shape all of which look like people's names, two at least, one of whom comes back: no 何时：, 何地：."""
    shapes: dict[str, dict[int, Found]] = {}
    for i, one in named.items():
        shapes.setdefault(shape_of(one), {})[i] = one
    out: set[int] = set()
    for labels in shapes.values():
        times = Counter(one.who for one in labels.values())
        varied = len(times) > 1 and max(times.values()) > 1 and max(map(len, times)) > SHORTEST_NAME
        if varied and all(map(grammar.is_personal, times)):
            out |= set(labels)
    return out


def _titled_below(grammar: Grammar, named: dict[int, Found], paragraphs: Sequence[str]) -> set[int]:
    """The names alone on their line that have their titles on the next."""
    return {i for i, one in named.items() if shape_of(one) == ALONE and i + 1 < len(paragraphs) and grammar.is_title(paragraphs[i + 1])}


def _introduced(grammar: Grammar, named: dict[int, Found], text: str, talk: bool) -> set[int]:
    """The labels that have a role in them, or name somebody whom the text gives a title; in a `talk` others are labels anyway."""
    told = {i for i, one in named.items() if TOLD.search(one.match[0], one.match.end("speaker"))}
    if not talk and len({one.who for one in named.values()}) < 2:
        told = set()  # one name with something in brackets is no talk
    persons = grammar.introduced({one.who for one in named.values() if is_word(one)}, text)
    families = grammar.families(text) if any(grammar.is_short(one.who) for one in named.values()) else frozenset()
    times = Counter(one.who for one in named.values())
    said = {named[i].who for i in told} | grammar.abbreviated(text) | {who for who in times if times[who] > 1 and grammar.is_guest(who)}
    return {i for i, one in named.items()
            if one.who in persons or one.who in said or grammar.has_role(one.who)
            or grammar.is_short(one.who) and one.who[0] in families}
