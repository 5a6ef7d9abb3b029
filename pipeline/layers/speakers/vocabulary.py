"""The words by which names, offices and descriptions are told apart, and what a name looks like."""

from __future__ import annotations

import regex

from pipeline.layers.wordset import WordSet
from pipeline.rulebook import Lexicon

PADDING = regex.compile(r"[ 　\u2002-\u200b]+")
PARTS = regex.compile("[、/／]")
HAN = regex.compile(r"\p{Han}")
HAN_NAME = regex.compile(r"\p{Han}{2,10}")
DOT = regex.compile("[·•]")
LONGEST_PART = 6  # characters between the dots of a name
DOTTED = regex.compile(r"[\p{Han}A-Za-z·•.\-]{3,24}")


class Vocabulary:
    """The speaker layer's words, from the lexicon, in the forms that a look-up at a place wants."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        words = lexicon.list_of
        self.surnames = frozenset(lexicon.chars["surname"])
        self.common = frozenset(lexicon.chars["surname_common"])
        self.role_end = frozenset(lexicon.chars["role_end"])
        self.role_word_end = frozenset(lexicon.chars["role_word_end"])
        self.dotted = lexicon.compile("(?P<given>[{translit}]{2,10})(?:[·•][{translit}A-Z]{1,10})+$")
        self.possessive = lexicon.chars["possessive"]
        self.dative = frozenset(lexicon.chars["dative"])
        self.reports_to = lexicon.chars["reports_to"]
        self.toward = (*self.dative, *self.reports_to)
        self.function_words = self.dative | frozenset(self.reports_to) | frozenset(self.possessive)
        self.untold = frozenset(lexicon.chars["untold"])
        self.translit = frozenset(lexicon.chars["translit"])
        self.written_by_sound = self.translit | frozenset(lexicon.chars["translit_domestic"])
        self.when_tail = frozenset(lexicon.chars["when_tail"])
        self.double, self.familiar = frozenset(words("surname_double")), frozenset(words("familiar"))
        verbs = (*words("speech_strong"), *words("speech_plain"), *words("adverb"))
        self.no_name, self.no_source = frozenset((*words("no_name"), *verbs)), frozenset(words("no_source"))
        self.own_side = words("own_side")
        self.own, self.pronouns = frozenset(words("own_side")), frozenset(words("pronoun"))
        self.person_pronouns = tuple(word for word in words("pronoun") if len(word) == 1)
        self.issuer_words = frozenset(words("issuer_word"))
        self.own_class = frozenset(words("org_pronoun_own_class"))
        self.org_pronouns, self.polities = frozenset(words("org_pronoun")), frozenset((*words("polity"), *words("house")))
        self.fields = words("office_field")
        self.joints = frozenset(words("source_joint"))
        self.lookalikes, self.full_ends, self.documents = words("head_lookalike"), words("full_end"), words("document")
        self.described, self.org_end = WordSet(words("described")), WordSet(words("org_end"))
        self.long_org_end = WordSet(word for word in words("org_end") if len(word) > 1)
        self.title, self.adverbs, self.asides = WordSet(words("title_end")), WordSet(words("adverb")), WordSet(words("aside_head"))
        self.heads, self.publishing = WordSet(words("source_head")), WordSet(words("publishes"))
        self.hosts = WordSet(words("host_office"))
        self.unit_class = WordSet(words("unit_class"))
        self.org_class, self.enumerating = WordSet(words("org_class")), WordSet(words("enumerates"))
        self.firm_end = WordSet(words("firm_end"))
        compiled = self.lexicon.compile
        self.share_of = compiled("{share_of}")
        self.when = compiled("{said_when}")
        self.when_last = compiled("{said_when}$")
        self.title_tail = compiled("(?:{title_prefix})*$")
        self.guest_role = compiled("{guest_role}")
        self.guest_line = compiled("{guest_line}")
        self.host_line = compiled("{host_line}")
        self.et_al = compiled("{et_al}")
        self.pointing = compiled("^{pointing}")
        self.answers, self.sets_out = compiled("{answering}"), compiled("{sets_out}")
        self.asking, self.hands_over = compiled("{asking}"), compiled("{hands_over}")
        self.short_title = lexicon.compile("(?P<family>{surname_double}|\\p{Han})副?(?:{label_title}|{address})", regex.VERBOSE)
        self.elder = words("elder")
        self.question_labels, self.answer_labels = frozenset(words("question_label")), frozenset(words("answer_label"))
        self.host_labels, self.reporter_words = frozenset(words("host_label")), words("reporter_word")
        self.never_last = frozenset(words("name_never_last"))
        self.addresses = frozenset(words("address"))
        self.called = compiled("(?<name>[{surname_common}]({courtesy}))")
        self.channel = compiled("{channel}")
        self.never_source = compiled("{never_source}")
        self.event = compiled("{press_event_at}$")
        self.puts_question = compiled("{puts_question}")
        self.side = compiled("{side_word}$")
        self.press_title = compiled("{press_title}$")
        self.latin = regex.compile(r"[A-Z][A-Za-z0-9&.\-]{2,}(?: [A-Z][A-Za-z0-9&.\-]+)*")
        self.plain_name = regex.compile(r"[\p{Han}A-Za-z0-9]{2,12}")

    def behind_owner(self, text: str, start: int, end: int) -> int:
        """Where the noun begins behind the last 的 of a phrase: 家住城东的|王女士; `start` if it has none."""
        return max(start, *(text.rfind(char, start, end) + 1 for char in self.possessive))

    def is_organisation(self, name: str) -> bool:
        """Whether a name ends as organisations do."""
        return len(name) >= 2 and name not in self.no_source and self.org_end.start_of(name, len(name)) is not None

    def looks_written_by_sound(self, name: str) -> bool:
        """Whether all characters, of longer names all but one, are those of names written by sound.

        Between a title and a verb of saying that will do.
        """
        chars = self.written_by_sound
        if name[0] in self.enumerating or self.heads.end_of(name, 0, len(name)):
            return False  # 牧民|和乡亲们
        spelt = 2 <= len(name) <= 10 and name[0] in chars and HAN_NAME.fullmatch(name) is not None
        return spelt and _strange(name, chars) <= (len(name) > 2)

    def is_address(self, words: str) -> bool:
        """Whether these are a family name and a title in one character: 祝总."""
        return len(words) == 2 and words[0] in self.surnames and words[1] in self.addresses

    def is_name(self, name: str, titled: bool) -> bool:
        """Whether the word can be a person's name; behind a title more can (`titled`)."""
        if name in self.no_name or name in self.no_source or not name or self.long_org_end.start_of(name, len(name)) is not None:
            return False
        if "·" in name or "•" in name:
            spelt = titled and max(map(len, DOT.split(name))) <= LONGEST_PART and self.function_words.isdisjoint(name)
            return DOTTED.fullmatch(name) is not None and (spelt or _strange(name, self.translit) <= 2)
        if not HAN_NAME.fullmatch(name) or name[-1] in self.never_last:
            return False
        if 2 <= len(name) <= 8 and all(char in self.translit for char in name) and (titled or len(name) >= 3 or name[0] not in self.common):
            return True
        if name[:2] in self.double:
            return len(name) in (3, 4)
        if not titled and name[:2] in self.no_name:
            return False
        if len(name) == 2 and name[0] in self.familiar and (titled or name[1] in self.common):
            return True
        if titled and len(name) == 4 and name[0] in self.common and name[1] in self.common:
            return True
        if name[0] in (self.surnames if titled else self.common):
            return len(name) in (2, 3) or titled and len(name) == 4 and not self.untold.isdisjoint(name)
        return False

    def titles(self, words: str) -> tuple[str, ...]:
        """The titles in front of a name: `副市长、市经信委主任` → (副市长, 市经信委主任)."""
        out = []
        for part in PARTS.split(words):
            part = part.strip(" 　，（）()")
            if self.title.start_of(part, len(part)) is not None:
                out.append(part)
        return tuple(out)


def _strange(name: str, chars: frozenset[str]) -> int:
    """How many of the Han characters of a name are none of `chars`."""
    return sum(char not in chars and HAN.match(char) is not None for char in name)


def squeeze(name: str) -> str:
    """A name without the space that pads it: 高　峰 → 高峰."""
    return PADDING.sub("", name)
