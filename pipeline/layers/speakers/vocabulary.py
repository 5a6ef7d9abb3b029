"""The words by which names, offices and descriptions are told apart, and what a name looks like."""

from __future__ import annotations

import regex

from pipeline.rulebook.views import View, Views, char_set, chars, lookup, pattern, word_list, word_set
from pipeline.rulebook.wordset import WordSet

PADDING = regex.compile(r"[ 　\u2002-\u200b]+")
PARTS = regex.compile("[、/／]")
HAN = regex.compile(r"\p{Han}")
HAN_NAME = regex.compile(r"\p{Han}{2,10}")
DOT = regex.compile("[·•]")
LONGEST_PART = 6  # characters between the dots of a name
DOTTED = regex.compile(r"[\p{Han}A-Za-z·•.\-]{3,24}")
PLAIN_NAME = regex.compile(r"[\p{Han}A-Za-z0-9]{2,12}")
LATIN_NAME = regex.compile(r"[A-Z][A-Za-z0-9&.\-]{2,}(?: [A-Z][A-Za-z0-9&.\-]+)*")
VERBS = ("speech_strong", "speech_plain", "adverb")


class Vocabulary(Views):
    """The speaker layer's words, from the lexicon, in the forms that a look-up at a place wants."""

    # people: names, titles, forms of address
    surnames = char_set("surname")
    common = char_set("surname_common")
    double = word_set("surname_double")
    familiar = word_set("familiar")
    translit = char_set("translit")
    written_by_sound = char_set("translit", "translit_domestic")
    dotted = pattern("(?P<given>[{translit}]{2,10})(?:[·•][{translit}A-Z]{1,10})+$")
    never_last = word_set("name_never_last")
    no_name = word_set("no_name", *VERBS)
    called = pattern("(?<name>[{surname_common}]({courtesy}))")
    elder = word_list("elder")
    addresses = word_set("address")
    title = lookup("title_end")
    title_tail = pattern("(?:{title_prefix})*$")
    short_title = pattern("(?P<family>{surname_double}|\\p{Han})副?(?:{label_title}|{address})", regex.VERBOSE)
    role_end = char_set("role_end")
    role_word_end = char_set("role_word_end")
    guest_role = pattern("{guest_role}")
    described = lookup("described")
    pronouns = word_set("pronoun")
    person_pronouns = View(lambda lexicon: tuple(word for word in lexicon.list_of("pronoun") if len(word) == 1))  # 他, 她
    pointing = pattern("^{pointing}")
    et_al = pattern("{et_al}")

    # organisations, and what else is a source
    org_end = lookup("org_end")
    long_org_end = View(lambda lexicon: WordSet(word for word in lexicon.list_of("org_end") if len(word) > 1))
    full_ends = word_list("full_end")
    firm_end = lookup("firm_end")
    org_class = lookup("org_class")
    unit_class = lookup("unit_class")
    fields = word_list("office_field")
    polities = word_set("polity", "house")
    org_pronouns = word_set("org_pronoun")
    own_class = word_set("org_pronoun_own_class")
    own_side = word_list("own_side")
    own = word_set("own_side")
    hosts = lookup("host_office")
    issuer_words = word_set("issuer_word")
    documents = word_list("document")
    channel = pattern("{channel}")
    heads = lookup("source_head")
    lookalikes = word_list("head_lookalike")
    joints = word_set("source_joint")
    no_source = word_set("no_source")
    never_source = pattern("{never_source}")
    enumerating = lookup("enumerates")

    # the words around them
    possessive = chars("possessive")
    dative = char_set("dative")
    reports_to = chars("reports_to")
    toward = View(lambda lexicon: (*lexicon.chars["dative"], *lexicon.chars["reports_to"]))
    function_words = char_set("dative", "reports_to", "possessive")
    untold = char_set("untold")
    when_tail = char_set("when_tail")
    when = pattern("{said_when}")
    when_last = pattern("{said_when}$")
    adverbs = lookup("adverb")
    asides = lookup("aside_head")
    publishing = lookup("publishes")
    share_of = pattern("{share_of}")
    event = pattern("{press_event_at}$")
    press_title = pattern("{press_title}$")
    side = pattern("{side_word}$")

    # how a talk goes on
    host_line = pattern("{host_line}")
    guest_line = pattern("{guest_line}")
    host_labels = word_set("host_label")
    question_labels = word_set("question_label")
    answer_labels = word_set("answer_label")
    reporter_words = word_list("reporter_word")
    asking = pattern("{asking}")
    puts_question = pattern("{puts_question}")
    answers = pattern("{answering}")
    sets_out = pattern("{sets_out}")
    hands_over = pattern("{hands_over}")

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
