"""What long documents are looked up by: the same answers as searching through everything, without the search."""

from __future__ import annotations

import random
from decimal import Decimal

from bench.texts import crowded
from pipeline.layers.claims import ambiguity
from pipeline.layers.claims.clauses import LONGEST_SENTENCE, sentences
from pipeline.layers.claims.words import WordLists
from pipeline.layers.speakers import name_mentions, speaker_at, speakers_at
from pipeline.layers.speakers.known import Endings, Known
from pipeline.layers.units import in_cells
from pipeline.model import Attribution, Cell, Quantity, Span
from pipeline.rulebook.wordset import WordSet
from tests import shipped

DICE = random.Random(11)
WORDS = ["".join(DICE.choices("甲乙丙丁", k=DICE.randint(1, 4))) for _ in range(60)]
TEXT = "".join(DICE.choices("甲乙丙丁，", k=300))


def test_known_names_at_the_end_come_in_the_order_they_became_known() -> None:
    known = Known()
    for word in WORDS:
        known[word] = "person"
    for end in range(len(TEXT)):
        assert known.ending(TEXT[:end]) == [word for word in dict.fromkeys(WORDS) if TEXT[:end].endswith(word)]


def test_known_names_inside_stand_where_they_first_do() -> None:
    known = Known()
    for word in WORDS:
        known[word] = "organisation"
    for start in range(0, len(TEXT), 7):
        end = start + 9
        expected = {word: TEXT.find(word, start, end) for word in WORDS if TEXT.find(word, start, end) >= 0}
        assert dict(known.inside(TEXT, start, end)) == expected


def test_endings_give_the_last_and_the_only_name_that_ends_so() -> None:
    endings = Endings()
    for word in WORDS:
        endings.add(word, word)
    for end in {"", *WORDS, "乙甲"}:
        fitting = [word for word in WORDS if word.endswith(end) and word != "丙"]
        assert endings.last(end, "丙") == (fitting[-1] if fitting else None)
        assert endings.only(end, "丙") == (fitting[0] if len(set(fitting)) == 1 else None)


def test_words_in_a_text_are_the_first_and_longest() -> None:
    found = list(WordSet(word for word in WORDS if len(word) > 1).spans_in(TEXT))
    assert found
    until = 0
    for start, end in found:
        longest = max((word for word in WORDS if len(word) > 1 and TEXT.startswith(word, start)), key=len)
        assert TEXT[start:end] == longest
        assert not any(TEXT.startswith(word, at) for at in range(until, start) for word in WORDS if len(word) > 1)
        until = end
    assert list(WordSet(()).spans_in(TEXT)) == []


def test_a_padded_name_is_mentioned_by_its_characters() -> None:
    assert name_mentions("高　峰说，高 \u3000峰和高峰，高   峰", ["高峰", "马国强"]) == [(0, "高峰"), (5, "高峰"), (10, "高峰")]


def test_whoever_answers_at_many_places_answers_at_each() -> None:
    found = []
    for number in range(40):
        start = DICE.randint(0, 200)
        found.append(Attribution(start, start + DICE.randint(1, 60), f"n{number}", "person", (), None, "sentence", "speaker/x",
                                 Span(start, start + DICE.randint(0, 5))))
    found.sort(key=lambda one: (one.start, -one.end, one.name))
    offsets = DICE.choices(range(270), k=100)
    for offset, one in zip(offsets, speakers_at(found, offsets), strict=True):
        covering = [a for a in found if a.start <= offset < a.end and not (a.phrase and a.phrase.start <= offset < a.phrase.end)]
        assert one == speaker_at(found, offset) == (covering[-1] if covering else None)


def test_the_crowded_text_is_new_in_every_sentence() -> None:
    lines = crowded(4_000).split("\n")
    assert len(set(lines)) == len(lines) > 50


def test_a_figure_of_a_table_gets_the_unit_of_the_cell_around_it() -> None:
    cells = [Cell(at, at + DICE.randint(2, 9), "", DICE.choice(("万吨", "元", None))) for at in range(0, 600, 10)]
    quantities = [Quantity(at, at + 2, "12", Decimal(12), None, None, None, "count", "exact", "quantity/bare") for at in range(0, 600, 3)]
    around = [next((cell.unit for cell in cells if cell.start <= one.start and one.end <= cell.end), None) for one in quantities]
    read = in_cells(quantities, DICE.sample(cells, len(cells)), shipped.book().lexicon)
    assert [one.unit for one in read] == [{"万吨": "吨"}.get(unit or "", unit) for unit in around]


def test_every_word_that_a_step_alone_speaks_of_is_known_to_be_ambiguous() -> None:
    lists = WordLists(shipped.book().lexicon)
    listed = [set(getattr(lists, name)) for _, _, name in ambiguity.ORDER if name]
    assert set().union(*listed) == lists.ambiguous


def test_a_sentence_without_end_is_read_in_pieces_that_cut_no_number() -> None:
    text = "全市" + "的重点项目建设工作" * 300 + "完成投资8亿元" + "和改造提升任务" * 300
    found = list(sentences(text, 0, len(text)))
    assert "".join(span.of(text) for span in found) == text
    assert max(span.end - span.start for span in found) <= LONGEST_SENTENCE
    assert any("投资8亿元" in span.of(text) for span in found)
