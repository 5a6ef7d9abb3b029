"""The lexicon's word lists, compiled for the claim layer, and small operations on runs that use them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.layers.claims.runs import EMPTY, MARKS, OF, QUANTITY, QUOTES, TIME, Run, words_of
from pipeline.rulebook import Lexicon
from pipeline.rulebook.views import View, Views, ending, initials, lookup, pattern, word_list, word_set

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


class WordLists(Views):
    """The words that the claim layer goes by, each list in the form it is asked in."""

    # how words are classed and joined (shapes, ambiguity, verbs, phrases)
    classes = View(word_classes)
    dropped = word_set("dropped_word")
    manner_verbs = word_set("manner_verb")
    pushing = ending("pushing_verb")
    aside = word_set("aside_preposition")
    done_adverbs = word_set("done_adverb")
    able = word_set("able_word")
    rates = word_list("rate_word")
    list_item = pattern("{list_item}")
    receivers = word_set("receiver_preposition")
    noun_suffixes = word_set("noun_suffix")
    compound_heads = word_set("compound_head")
    total_nouns = word_set("total_noun")
    locals = word_set("local_word")
    compound_adverbs = word_list("compound_adverb")
    modifiers = word_set("modifying_adverb")
    spells = word_set("spell_word")
    batches = word_set("batch_word")
    deverbal_heads = word_set("deverbal_head")
    serial = word_set("serial_verb")
    complements = word_set("complement")
    filling = word_set("filling_complement")
    copulas = word_set("copula")
    outlays = word_set("outlay_verb")
    perfect = word_list("perfect_particle")
    indicator_end = ending("indicator_tail")
    means = word_set("means_preposition")
    driving = word_list("driving_verb")
    roads = word_set("road_word")
    dimensions = word_set("dimension_word")
    amounts = word_set("amount_adverb")
    progressive = word_set("progressive")
    manners = word_list("manner_noun")
    institution = ending("institution")
    expecting = word_set("expect_word")
    # each word of which some step of `ambiguity` alone speaks
    ambiguous = word_set(
        "amount_adverb", "manner_noun", "manner_verb", "batch_word", "spell_word", "copula",
        "receiver_preposition", "dropped_word", "outlay_verb", "serial_verb", "progressive",
        "fronting_preposition", "road_word", "modifying_adverb", "plan_noun", "expect_word")

    # how a sentence opens, is cut and listed (told, reader, clauses, pairing, rows, site)
    aimed = word_set("aimed_preposition")
    foretold = ending("foretelling_verb")
    demands = ending("demand_verb")
    aims_of_sums = word_list("purpose_verb")
    time_tail = pattern("(?<={@time}){time_tail}")
    bare_persons = word_set("bare_person_unit")
    before_quantity = pattern("({coordinator})(?={@quantity})")
    after_quantity = pattern("{@quantity}({coordinator})")
    enumerated = pattern("{list_comma}")
    and_so_on = pattern("{list_end}")
    summed_up = pattern("{list_sum}")
    summed_up_last = pattern("{list_sum}$")
    list_mark = pattern(r"\s*(?:{list_mark})\s*")
    credit = pattern("^{credit}")
    several_bases = pattern("{compared_with}(?P<times>{@time}{2,})")
    decides = pattern("{decides}$")
    compared_heading = pattern("({base_preposition}.{1,6}?){change_verb}")
    etc = word_list("and_so_on")
    comparison_words = word_list("comparison_word")
    opening = pattern(r"[\s“”]*(?:{unnamed_source}|" + TIME + "?{age_opening}|{influenced}|{during}|{scene_opening}(?=" + QUANTITY + "))")
    plan_heading = pattern("{heads_plan}")
    chapter = pattern("{chapter}")
    change_verb = pattern("{change_verb}")
    compound_tails = word_list("compound_tail")
    relative = word_list("relative_verb")
    list_markers = word_list("list_marker")
    narrowing = word_list("narrowing_word")
    learns = ending("learns")
    stocks = ending("stock_noun")
    sum_adverbs = word_list("sum_adverb")
    respectively = pattern("{respectively}")
    rate_of = pattern("{rate_of}")
    aim_of_funds = pattern("{aim_of_funds}")
    office_head = pattern("{office_head}")
    two_bases = pattern("{two_bases}")
    among_words = word_list("among_word")
    standing = pattern("{standing}")
    plain_headings = word_set("plain_heading")

    # when it was, whether it is so, and against what (qualifiers, context)
    since = ending("since")
    once_done = pattern("{once_done}")
    compared_with = ending("compared_with")
    compared_or_from = ending("compared_with", "starting_from")
    each_time = pattern("{each_time}")
    from_base = pattern("{starting_from}(?!{@quantity})[^{@quantity}]{1,12}" + OF + "(?:{@quantity}|$)")
    whole = ending("share_verb", "compared_with", "reaching")
    consequent = pattern("{consequent_time}")
    no_date_after = ending("no_date_after")
    plans = word_set("plan_noun")
    superlatives = word_list("superlative")
    forecast = pattern("(?:{status_forecast}|{expected})(?!{aimed_at})")
    planned = pattern("{status_planned}")
    realised = pattern("{status_actual}")
    aim_after = pattern("{aim_after}")
    aim_met = pattern("{aim_met}")
    summing = word_set("summing_adverb")
    ahead = word_set("ahead_time")
    still_more = word_set("still_more")
    purposes = word_list("purpose_preposition")
    same_time = word_set("same_time")
    base_time = ending("base_time")
    fronting = word_set("fronting_preposition")
    weak = word_set("status_weak")
    meeting = word_set("meeting_word")
    meetings = word_list("meeting_verb")
    wishes = word_set("status_wish")
    aims = word_set("status_aim")
    habits = word_list("habit_word")
    plan_basis = pattern("{plan_basis}")
    habit_verbs = word_list("habit_verb")
    habitual = word_set("status_habitual")
    result = ending("result_verb")
    effects = word_list("effect_verb")
    status_word = pattern("{status_forecast}|{status_planned}|{expect_word}")

    # who acts, and what has a value (restore, carrying)
    light = word_set("light_verb")
    connectives = word_set("connective")
    relational = lookup("relational_noun")
    share_nouns = word_set("share_noun")
    valued_end = ending("valued_noun")
    branches = word_list("branch_noun")
    value_marks = lookup("value_mark")
    prefixes = lookup("relational_prefix")
    condition = pattern("^{condition}(?!{scene_preposition})")
    former = word_list("former")
    latter = word_list("latter")
    aspect = word_list("aspect")
    singling = word_list("singling")
    industry = pattern("{industry}$")
    relational_whole = pattern("{relational_prefix}+{relational_noun}")
    after = word_list("after_word")
    locating = word_list("locating_verb")
    growth = ending("growth_noun")
    anaphors = word_set("anaphor")
    coordinator_end = ending("coordinator")
    led_attribute = pattern("{attribute_lead}{attribute_word}")
    measured_off = pattern(QUANTITY + "{measured_off}")
    each_of = pattern("{each_time}[0-9]+[^，。；]{1,2}$")
    started_from = pattern("{starting_from}[^{@quantity}，]{0,12}{@quantity}[^{@quantity}，]{0,2}$")
    actor_end = ending("actor_end")
    likenesses = word_list("likeness_word")
    base_words = word_set("base_preposition")
    own_rates = word_set("own_rate")
    share_verbs = word_list("share_verb")
    within = word_list("within_word")
    place_prepositions = word_set("place_preposition")
    carrier = ending("carrier")
    founding = pattern("{founding_verb}(?:了)?$")
    own_measures = word_set("own_measure")
    fronted = pattern("^{fronted_comparison}$")
    causers = word_set("causer")
    funds = ending("funds_noun")
    scene = pattern("^{scene_preposition}[^在]{1,30}$")
    abstract = ending("abstract_noun")
    adding = word_list("adding_word")
    causes = word_list("cause_conjunction")
    we = word_set("we_word")
    opinions = word_set("opinion_verb")
    parts_of_area = word_set("part_of_area")
    during = word_list("during_word")
    bystanders = word_list("bystander_noun")
    happening = ending("happening_verb")
    events = ending("event_noun")
    others = word_list("other_word")
    possessive = word_list("possessive_word")
    pronouns = word_set("pronoun_thing")
    announces_items = pattern("{announces_items}")
    example = pattern("{taken_for_example}")
    topping = pattern("{topping}")
    fronted_deed = pattern("{fronted_deed}")
    topic_particle = pattern("{topic_particle}")
    observer = ending("observer")
    occasions = word_list("occasion")
    region = ending("region_word")
    areas = ending("area_kind")
    among = pattern("{among_word}")
    counted_noun = ending("counted_noun")
    scene_end = ending("topic_end")
    openers = initials("connective", "we_word", "status_wish")
    each_words = word_list("rate_word", "singling")
    each_heads = initials("rate_word", "singling")

    # what is done, counted and stated (doings, counting, states)
    intransitive = word_set("intransitive_verb")
    agents = word_list("agent_preposition")
    net = ending("net_verb")
    per_head = word_set("per_head")
    stating = word_list("stating_bound")
    then = word_list("then_adverb")
    still = word_set("still_verb")
    coordinator = pattern("{coordinator}")
    attribute = pattern("{attribute_word}")
    inside = word_set("inside_preposition")
    reaching = ending("reaching")
    rate_adverbs = word_set("rate_adverb")
    firsts = word_list("first_adverb")
    spans = lookup("span_word")
    durative = word_set("durative_particle")
    dividing = word_set("dividing_verb")
    equals = word_list("equal_verb")
    negations = word_list("negation")
    turning = word_list("turning_verb")
    persons = word_set("person_unit")
    span_end = word_list("span_end")
    there_is = ending("there_is")
    causative = ending("causative_verb")
    settling = ending("settling_verb")
    achieving = ending("achieving_verb")
    sums = word_set("sum_word")
    hence = word_list("hence_word")
    cause = ending("cause_verb")
    worth = word_set("worth_word")
    sending = word_list("sending_verb")
    resulting = word_list("resulting_word")
    composing = pattern("{composing}")
    built = pattern("{built}$")
    milestone = ending("milestone_verb")

    def is_relational(self, run: Run) -> bool:
        """Whether the run is nothing but a noun that needs a holder: 金额, 涉案金额."""
        return run.text in self.relational or bool(self.relational_whole.fullmatch(run.text))

    def holds(self, run: Run) -> bool:
        """Whether the run ends in a noun that needs a holder, with one before it: 奶牛存栏."""
        return self.relational.start_of(run.text, len(run.text), 1) is not None

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
