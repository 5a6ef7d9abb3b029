"""The lexicon's word lists, compiled for the claim layer, and small operations on runs that use them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import regex

from pipeline.layers.claims.ambiguity import listed_words
from pipeline.layers.claims.runs import EMPTY, MARKS, OF, QUANTITY, QUOTES, TIME, Run, words_of
from pipeline.layers.wordset import WordEnd, WordSet
from pipeline.rulebook import Lexicon
from pipeline.rulebook.compiled import compile_pattern

BULLETS = "√●○■□◆◇▲△▶►◎★☆※▪▌✔✓→➤•"
BREAKS = " 　，,、。：:；;！？!?·—-+＋｜|" + BULLETS
GENITIVE = "之"  # the classical 的: 风险与收入|之比
EDGE = BREAKS + OF + GENITIVE
AROUND = MARKS + EDGE
MENTION = re.compile(f"[{TIME}{QUANTITY}]")
PAIRS = (*QUOTES.items(), ("《", "》"), ("（", "）"))
PAIRED = re.compile("[" + "".join(opening + closing for opening, closing in PAIRS) + "]")
UNSAID = " “”　"  # what may stand around the words of a clause
MAX_BARE = 4
MAX_CONNECTIVE = 3  # words
VERB_LISTS = ("press_verb", "match_verb")


def word_classes(lexicon: Lexicon) -> dict[str, str]:
    """Word → class letter, for the words that the lexicon classes by hand: its lists of verbs, and `word_class`, which wins."""
    verbs = (word for name in VERB_LISTS for word in lexicon.list_of(name))
    return {**dict.fromkeys(verbs, "V"), **lexicon.values.get("word_class", {})}


def alternation(words: tuple[str, ...]) -> str:
    """A pattern for any of the words, longest first."""
    return "(?:" + "|".join(regex.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))) + ")"


class WordLists:
    """Compiled views of the claim lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.classes = word_classes(lexicon)
        self.dropped = frozenset(lexicon.list_of("dropped_word"))
        self.light = frozenset(lexicon.list_of("light_verb"))
        self.connectives = frozenset(lexicon.list_of("connective"))
        self.relational = frozenset(lexicon.list_of("relational_noun"))
        self.relational_words = WordSet(self.relational)
        self.share_nouns = frozenset(lexicon.list_of("share_noun"))
        self.valued_end = self._ending(lexicon, "valued_noun")
        self.branches = lexicon.list_of("branch_noun")
        self.value_marks = WordSet(lexicon.list_of("value_mark"))
        self.prefixes = WordSet(lexicon.list_of("relational_prefix"))
        self.intransitive = frozenset(lexicon.list_of("intransitive_verb"))
        self.manner_verbs = frozenset(lexicon.list_of("manner_verb"))
        self.since = self._ending(lexicon, "since")
        self.agents = lexicon.list_of("agent_preposition")
        self.condition = lexicon.compile("^{condition}(?!{scene_preposition})")
        self.former, self.latter = lexicon.list_of("former"), lexicon.list_of("latter")
        self.aspect = lexicon.list_of("aspect")
        self.pushing = self._ending(lexicon, "pushing_verb")
        self.aimed = frozenset(lexicon.list_of("aimed_preposition"))
        self.singling = lexicon.list_of("singling")
        self.aside = frozenset(lexicon.list_of("aside_preposition"))
        self.industry = lexicon.compile("{industry}$")
        self.foretold = self._ending(lexicon, "foretelling_verb")
        self.demands = self._ending(lexicon, "demand_verb")
        self.once_done = lexicon.compile("{once_done}")
        self.done_adverbs = frozenset(lexicon.list_of("done_adverb"))
        self.able = frozenset(lexicon.list_of("able_word"))
        self.net = self._ending(lexicon, "net_verb")
        self.relational_whole = regex.compile(
            alternation(lexicon.list_of("relational_prefix")) + "+" + alternation(lexicon.list_of("relational_noun")))
        self.after = lexicon.list_of("after_word")
        self.per_head = frozenset(lexicon.list_of("per_head"))
        self.rates = lexicon.list_of("rate_word")
        self.aims_of_sums = lexicon.list_of("purpose_verb")
        self.stating = lexicon.list_of("stating_bound")
        self.time_tail = regex.compile(f"(?<={TIME}){alternation(lexicon.list_of('time_tail'))}")
        self.then = lexicon.list_of("then_adverb")
        self.still = frozenset(lexicon.list_of("still_verb"))
        self.locating = lexicon.list_of("locating_verb")
        self.bare_persons = frozenset(lexicon.list_of("bare_person_unit"))
        self.growth = frozenset(lexicon.list_of("growth_noun"))
        self.anaphors = frozenset(lexicon.list_of("anaphor"))
        self.coordinator = self._anywhere(lexicon, "coordinator")
        self.coordinator_end = self._ending(lexicon, "coordinator")
        self.before_quantity = regex.compile(f"({self.coordinator.pattern})(?={QUANTITY})")
        self.after_quantity = regex.compile(f"{QUANTITY}({self.coordinator.pattern})")
        self.list_item = lexicon.compile("{list_item}")
        self.enumerated = lexicon.compile("{list_comma}")
        self.and_so_on = lexicon.compile("{list_end}")
        self.summed_up = lexicon.compile("{list_sum}")
        self.summed_up_last = lexicon.compile("{list_sum}$")
        self.attribute = lexicon.compile("{attribute_word}")
        self.led_attribute = lexicon.compile("{attribute_lead}{attribute_word}")
        self.measured_off = lexicon.compile(QUANTITY + "{measured_off}")
        self.list_mark = lexicon.compile(r"\s*(?:{list_mark})\s*")
        self.credit = lexicon.compile("^{credit}")
        self.compared_with = self._ending(lexicon, "compared_with")
        self.compared_or_from = WordEnd((*lexicon.list_of("compared_with"), *lexicon.list_of("starting_from")))
        self.several_bases = regex.compile(f"{alternation(lexicon.list_of('compared_with'))}(?P<times>{TIME}{{2,}})")
        self.decides = lexicon.compile("{decides}$")
        self.each_time = lexicon.compile("{each_time}")
        self.each_of = lexicon.compile("{each_time}[0-9]+[^，。；]{1,2}$")
        self.from_base = regex.compile(
            f"{alternation(lexicon.list_of('starting_from'))}(?!{QUANTITY})[^{QUANTITY}]{{1,12}}{OF}(?:{QUANTITY}|$)")
        self.whole = WordEnd((*lexicon.list_of("share_verb"), *lexicon.list_of("compared_with"), *lexicon.list_of("reaching")))
        self.started_from = regex.compile(
            f"{alternation(lexicon.list_of('starting_from'))}[^{QUANTITY}，]{{0,12}}{QUANTITY}[^{QUANTITY}，]{{0,2}}$")
        self.consequent = self._anywhere(lexicon, "consequent_time")
        self.no_date_after = self._ending(lexicon, "no_date_after")
        self.receivers = frozenset(lexicon.list_of("receiver_preposition"))
        self.inside = frozenset(lexicon.list_of("inside_preposition"))
        self.noun_suffixes = frozenset(lexicon.list_of("noun_suffix"))
        self.compound_heads = frozenset(lexicon.list_of("compound_head"))
        self.total_nouns = frozenset(lexicon.list_of("total_noun"))
        self.locals = frozenset(lexicon.list_of("local_word"))
        self.compound_adverbs = lexicon.list_of("compound_adverb")
        self.modifiers = frozenset(lexicon.list_of("modifying_adverb"))
        self.spells = frozenset(lexicon.list_of("spell_word"))
        self.batches = frozenset(lexicon.list_of("batch_word"))
        self.plans = frozenset(lexicon.list_of("plan_noun"))
        self.deverbal_heads = frozenset(lexicon.list_of("deverbal_head"))
        self.serial = frozenset(lexicon.list_of("serial_verb"))
        self.reaching = frozenset(lexicon.list_of("reaching"))
        self.complements = frozenset(lexicon.list_of("complement"))
        self.filling = frozenset(lexicon.list_of("filling_complement"))
        self.actor_end = self._ending(lexicon, "actor_end")
        self.likenesses = lexicon.list_of("likeness_word")
        self.rate_adverbs = frozenset(lexicon.list_of("rate_adverb"))
        self.firsts = lexicon.list_of("first_adverb")
        self.spans = WordSet(lexicon.list_of("span_word"))
        self.superlatives = lexicon.list_of("superlative")
        self.copulas = frozenset(lexicon.list_of("copula"))
        self.base_words = frozenset(lexicon.list_of("base_preposition"))
        self.compared_heading = regex.compile(
            f"({alternation(lexicon.list_of('base_preposition'))}.{{1,6}}?){alternation(lexicon.list_of('change_verb'))}")
        self.durative = frozenset(lexicon.list_of("durative_particle"))
        self.dividing = frozenset(lexicon.list_of("dividing_verb"))
        self.equals = lexicon.list_of("equal_verb")
        self.outlays = frozenset(lexicon.list_of("outlay_verb"))
        self.own_rates = frozenset(lexicon.list_of("own_rate"))
        self.negations = lexicon.list_of("negation")
        self.turning = lexicon.list_of("turning_verb")
        self.perfect = lexicon.list_of("perfect_particle")
        self.persons = frozenset(lexicon.list_of("person_unit"))
        self.share_verbs = lexicon.list_of("share_verb")
        self.etc = lexicon.list_of("and_so_on")
        self.within = lexicon.list_of("within_word")
        self.span_end = lexicon.list_of("span_end")
        self.there_is = self._ending(lexicon, "there_is")
        self.place_prepositions = frozenset(lexicon.list_of("place_preposition"))
        self.comparison_words = lexicon.list_of("comparison_word")
        self.indicator_end = self._ending(lexicon, "indicator_tail")
        self.forecast = lexicon.compile("{status_forecast}(?!{aimed_at})")
        self.planned = self._anywhere(lexicon, "status_planned")
        self.realised = self._anywhere(lexicon, "status_actual")
        self.opening = lexicon.compile(
            r"[\s“”]*(?:{unnamed_source}|" + TIME + "?{age_opening}|{influenced}|{during}|{scene_opening}(?=" + QUANTITY + "))")
        self.aim_after, self.aim_met = lexicon.compile("{aim_after}"), self._anywhere(lexicon, "aim_met")
        self.summing = frozenset(lexicon.list_of("summing_adverb"))
        self.carrier = self._ending(lexicon, "carrier")
        self.founding = lexicon.compile("{founding_verb}(?:了)?$")
        self.own_measures = frozenset(lexicon.list_of("own_measure"))
        self.means = frozenset(lexicon.list_of("means_preposition"))
        self.fronted = lexicon.compile("^{fronted_comparison}$")
        self.causers = frozenset(lexicon.list_of("causer"))
        self.driving = lexicon.list_of("driving_verb")
        self.funds = self._ending(lexicon, "funds_noun")
        self.plan_heading = lexicon.compile("{heads_plan}")
        self.ahead, self.still_more = frozenset(lexicon.list_of("ahead_time")), frozenset(lexicon.list_of("still_more"))
        self.chapter = lexicon.compile("{chapter}")
        self.roads = frozenset(lexicon.list_of("road_word"))
        self.scene = regex.compile("^" + alternation(lexicon.list_of("scene_preposition")) + "[^在]{1,30}$")
        self.change_verb = self._anywhere(lexicon, "change_verb")
        self.causative = self._ending(lexicon, "causative_verb")
        self.settling = self._ending(lexicon, "settling_verb")
        self.achieving = self._ending(lexicon, "achieving_verb")
        self.abstract = self._ending(lexicon, "abstract_noun")
        self.adding = lexicon.list_of("adding_word")
        self.causes = lexicon.list_of("cause_conjunction")
        self.we = frozenset(lexicon.list_of("we_word"))
        self.opinions = frozenset(lexicon.list_of("opinion_verb"))
        self.sums = frozenset(lexicon.list_of("sum_word"))
        self.hence = lexicon.list_of("hence_word")
        self.dimensions = frozenset(lexicon.list_of("dimension_word"))
        self.compound_tails = lexicon.list_of("compound_tail")
        self.parts_of_area = frozenset(lexicon.list_of("part_of_area"))
        self.amounts = frozenset(lexicon.list_of("amount_adverb"))
        self.during = lexicon.list_of("during_word")
        self.relative = lexicon.list_of("relative_verb")
        self.purposes = lexicon.list_of("purpose_preposition")
        self.bystanders = lexicon.list_of("bystander_noun")
        self.list_markers = lexicon.list_of("list_marker")
        self.same_time = frozenset(lexicon.list_of("same_time"))
        self.base_time = self._ending(lexicon, "base_time")
        self.fronting = frozenset(lexicon.list_of("fronting_preposition"))
        self.narrowing = lexicon.list_of("narrowing_word")
        self.cause = self._ending(lexicon, "cause_verb")
        self.weak = frozenset(lexicon.list_of("status_weak"))
        self.learns = self._ending(lexicon, "learns")
        self.stocks = self._ending(lexicon, "stock_noun")
        self.meeting = frozenset(lexicon.list_of("meeting_word"))
        self.meetings = lexicon.list_of("meeting_verb")
        self.wishes, self.aims = frozenset(lexicon.list_of("status_wish")), frozenset(lexicon.list_of("status_aim"))
        self.progressive = frozenset(lexicon.list_of("progressive"))
        self.happening = self._ending(lexicon, "happening_verb")
        self.events = self._ending(lexicon, "event_noun")
        self.manners = lexicon.list_of("manner_noun")
        self.habits = lexicon.list_of("habit_word")
        self.sum_adverbs = lexicon.list_of("sum_adverb")
        self.worth = frozenset(lexicon.list_of("worth_word"))
        self.sending = lexicon.list_of("sending_verb")
        self.resulting = lexicon.list_of("resulting_word")
        self.others = lexicon.list_of("other_word")
        self.possessive = lexicon.list_of("possessive_word")
        self.pronouns = frozenset(lexicon.list_of("pronoun_thing"))
        self.respectively = self._anywhere(lexicon, "respectively")
        self.announces_items = lexicon.compile("{announces_items}")
        self.composing = lexicon.compile("{composing}")
        self.rate_of = lexicon.compile("{rate_of}")
        self.aim_of_funds = lexicon.compile("{aim_of_funds}")
        self.example = lexicon.compile("{taken_for_example}")
        self.built, self.topping = lexicon.compile("{built}$"), lexicon.compile("{topping}")
        self.office_head = lexicon.compile("{office_head}")
        self.fronted_deed = lexicon.compile("{fronted_deed}")
        self.topic_particle = lexicon.compile("{topic_particle}")
        self.two_bases = lexicon.compile("{two_bases}")
        self.observer = self._ending(lexicon, "observer")
        self.plan_basis = lexicon.compile("{plan_basis}")
        self.occasions = lexicon.list_of("occasion")
        self.habit_verbs = lexicon.list_of("habit_verb")
        self.habitual = frozenset(lexicon.list_of("status_habitual"))
        self.milestone = self._ending(lexicon, "milestone_verb")
        self.institution = self._ending(lexicon, "institution")
        self.result = self._ending(lexicon, "result_verb")
        self.effects = lexicon.list_of("effect_verb")
        self.region = self._ending(lexicon, "region_word")
        self.areas = self._ending(lexicon, "area_kind")
        self.among_words = lexicon.list_of("among_word")
        self.standing = lexicon.compile("{standing}")
        self.plain_headings = frozenset(lexicon.list_of("plain_heading"))
        self.among = self._anywhere(lexicon, "among_word")
        self.counted_noun = self._ending(lexicon, "counted_noun")
        self.scene_end = self._ending(lexicon, "topic_end")
        self.ambiguous = listed_words(self)
        self.openers = frozenset(word[0] for word in (*self.connectives, *self.we, *self.wishes))
        self.status_word = re.compile(alternation((*lexicon.list_of("status_forecast"), *lexicon.list_of("status_planned"))))
        self.each_words = (*self.rates, *self.singling)
        self.each_heads = frozenset(word[0] for word in self.each_words)
        self.growth_words, self.reaching_words = tuple(self.growth), tuple(self.reaching)

    @staticmethod
    def _anywhere(lexicon: Lexicon, name: str) -> regex.Pattern[str]:
        return compile_pattern(alternation(lexicon.list_of(name)), 0)

    @staticmethod
    def _ending(lexicon: Lexicon, name: str) -> WordEnd:
        return WordEnd(lexicon.list_of(name))

    def is_relational(self, run: Run) -> bool:
        """Whether the run is nothing but a noun that needs a holder: 金额, 涉案金额."""
        return run.text in self.relational or bool(self.relational_whole.fullmatch(run.text))

    def holds(self, run: Run) -> bool:
        """Whether the run ends in a noun that needs a holder, with one before it: 奶牛存栏."""
        return self.relational_words.start_of(run.text, len(run.text), 1) is not None

    def is_bare_indicator(self, run: Run) -> bool:
        """Whether the run is one word for something that has a value: 办件量, 毛利率."""
        words = words_of(run)
        return len(run) <= MAX_BARE and self.is_indicator(run) and (len(words) == 1 or words[0][1] == 1)

    def is_indicator(self, run: Run) -> bool:
        """Whether the run ends in a noun that has a value: 增加值, 覆盖率, 均价."""
        return self.indicator_end.ends(run.text.rstrip(MARKS))

    def is_strong(self, text: str) -> bool:
        """Whether the lexicon itself, not only the dictionary, calls the word a verb."""
        return self.classes.get(text) == "V"

    def is_region(self, run: Run) -> bool:
        """Whether the run names an area: 全省, 我市."""
        return self.region.ends(run.text)

    def is_standing(self, run: Run) -> bool:
        """Whether the run names an area or an institution, which may act through a whole turn and set things up."""
        return self.is_region(run) or self.institution.ends(run.text)

    def is_anaphor(self, run: Run) -> bool:
        """Whether the run only points back: 这, 该比例."""
        return run.text in self.anaphors

    def undated(self, run: Run) -> Run:
        """The run without the dropped words (已, 将, 预计) and without edge punctuation."""
        words = words_of(run)
        gone = []
        text, dropped = run.text, self.dropped
        for i, (start, end, letter) in enumerate(words):
            if text[start:end] not in dropped or letter in "NWP":
                continue
            if i and run.text[words[i - 1][0]:words[i - 1][1]] in self.base_words:
                continue  # 比过去降了0.4元
            follows = words[i + 1][2] if i + 1 < len(words) else None
            modal = end - start > 1 or follows is None or follows in "VDPQR"
            if modal:
                gone.append((start, end))
        return (run.without(gone) if gone else run).strip(BREAKS)

    def clean(self, run: Run) -> Run:
        """The run without dropped words, without connectives at its start and without edge punctuation."""
        if not run.text:
            return run
        if run.text[0] in MARKS:
            run = _behind_quote(run)
        if run.text.startswith(self.occasions):
            run = self._behind_occasion(run)
        run = self.undated(run)
        closing = QUOTES.get(run.text[:1])
        if closing and closing not in run.text:
            run = run[1:]  # “以前一斤卖两块五
        words = words_of(run)
        for i in range(1, len(words) - 1):
            if words[i - 1][2] == "V" and run.text[words[i][0]:words[i][1]] in self.after:
                run = self._without_when(run, words, i)  # 建成后通行时间将…, 项目建成后年产值
                words = words_of(run)
                break
        while run.text[:1] in self.openers:
            opening = self._opening(run)
            if not opening:
                return run
            run = run[opening:].strip(BREAKS)
        return run

    def _opening(self, run: Run) -> int:
        """Where the connective ends with which the run begins, or the words that only say who thinks so; 0 if there is neither."""
        words = words_of(run)
        opening = next((end for _, end, _ in reversed(words[:MAX_CONNECTIVE]) if run.text[:end] in self.connectives), 0)
        if len(words) > 1 and run.text[:words[0][1]] in self.we and run.text[words[1][0]:words[1][1]] in self.opinions:
            return words[1][1]  # 我们判断|今年还会再降
        if not opening and len(words) > 1 and run.text[:words[0][1]] in self.wishes and words[1][2] in "VDTP":
            return words[0][1]  # 希望|年底前能拉高到35%
        return opening

    def _behind_occasion(self, run: Run) -> Run:
        """The run without the occasion before a modal: 本次|拟将起步价."""
        words = words_of(run)
        said = [run.text[start:end] for start, end, _ in words[:2]]
        modal = len(said) > 1 and said[0] in self.occasions and said[1] in self.dropped and words[1][2] == "D"
        return run[words[1][0]:] if modal else run

    @staticmethod
    def _without_when(run: Run, words: Sequence[tuple[int, int, str]], after: int) -> Run:
        """The run without the verb group that the word at `after` (后) closes."""
        first = after
        while first and words[first - 1][2] in "VD":
            first -= 1
        return run.without([(words[first][0], words[after][1])]).strip(BREAKS)

    def bare(self, run: Run) -> Run:
        """The run as it may stand in a slot: no times, no stray punctuation, no quantities but those that mark a thing off.

        A quantity inside a modifier says which thing is meant: 骑行300公里以上的选手.
        """
        if MENTION.search(run.text):
            run = run.without([(i, i + 1) for i, char in enumerate(run.text)
                               if char == TIME or char == QUANTITY and not marks_off(run, i)])
        out = run.strip(EDGE)
        if out.text.endswith(self.etc) and out.shape.endswith("U"):
            out = out[:-1].strip(EDGE)
        if not PAIRED.search(out.text):
            return out
        return _balanced(out) if out.text.strip(AROUND) else EMPTY


def marks_off(run: Run, i: int) -> bool:
    """Whether the quantity at `i` stands between a word and 的."""
    return i > 0 and run.text[i + 1:i + 2] == OF and run.text[i - 1] not in "，、" + QUANTITY


def _behind_quote(run: Run) -> Run:
    """The run without the marks between two parts of a speech: ”“其中9个."""
    end = 0
    while end < len(run) and run.text[end] in MARKS and (end or run.text[end] in QUOTES.values()):
        end += 1
    return run[end:] if end else run


def _balanced(run: Run) -> Run:
    """The run without a quotation mark whose partner is missing."""
    for opening, closing in PAIRS:
        if run.text.count(opening) != run.text.count(closing):
            gone = [(i, i + 1) for i, char in enumerate(run.text) if char in (opening, closing)]
            run = run.without(gone)
    return run
