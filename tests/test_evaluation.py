"""The scorer: what counts as right, which errors it names, and how sure the figures are."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from pipeline.errors import InputError, UsageError
from pipeline.evaluation import contradictions, figures, intervals, judge, read_gold, read_predicted, reliability
from pipeline.evaluation.judging import base, likeness, same_number

QUANTITY = {"text": "300个", "start": 10, "end": 14, "value": "300", "low": None, "high": None, "unit": "个",
            "kind": "count", "relation": "exact"}


def gold(start: int = 10, **changes) -> dict:
    """A gold row: 江北港 has built 300 berths."""
    row = {"doc": "a.txt", "speaker_any": ["林一"], "quantity": QUANTITY | {"start": start, "end": start + 4},
           "claim": {"subject_any": ["江北港", "港口"], "predicate_any": ["建成"], "object_any": ["泊位"]},
           "time": {"text_any": ["去年"], "bounds_any": [["2020-01-01", "2020-12-31"]]},
           "status": "actual", "comparison": None}
    return row | changes


def predicted(start: int = 10, **changes) -> dict:
    """The prediction that answers `gold` in everything."""
    row = {"doc": "a.txt", "speaker": "林一", "quantity": QUANTITY | {"start": start, "end": start + 4, "value": 300},
           "claim": {"subject": "江北港", "predicate": "建成", "object": "泊位"},
           "time": {"text": "去年", "start": "2020-01-01", "end": "2020-12-31"},
           "status": "actual", "comparison": None, "confidence": 0.9}
    return row | changes


def causes(expected: dict, given: dict) -> set[str]:
    """What is wrong with a prediction that pairs with a gold row."""
    (outcome,) = judge([expected], [given])["a.txt"]
    assert outcome.paired
    return set(outcome.causes)


def test_nothing_is_wrong_with_the_right_triple():
    assert causes(gold(), predicted()) == set()


@pytest.mark.parametrize("cause, changes", [
    ("value", {"quantity": QUANTITY | {"value": 301}}),
    ("value", {"quantity": QUANTITY | {"value": None, "low": 300, "high": 400}}),
    ("unit", {"quantity": QUANTITY | {"unit": "座"}}),
    ("kind", {"quantity": QUANTITY | {"kind": "measure"}}),
    ("relation", {"quantity": QUANTITY | {"relation": "over"}}),
    ("speaker", {"speaker": None}),
    ("subject", {"claim": {"subject": None, "predicate": "建成", "object": "泊位"}}),
    ("predicate", {"claim": {"subject": "港口", "predicate": "新建", "object": "泊位"}}),
    ("object", {"claim": {"subject": "港口", "predicate": "建成", "object": "码头"}}),
    ("time", {"time": {"text": "去年", "start": "2020-01-01", "end": None}}),
    ("time", {"time": None}),
    ("status", {"status": "planned"}),
    ("comparison", {"comparison": "同比"}),
])
def test_each_thing_that_is_wrong_has_its_cause(cause, changes):
    assert causes(gold(), predicted(**changes)) == {cause}


def test_any_alternative_is_right_and_quotation_marks_do_not_count():
    claim = {"subject": "“港口”", "predicate": "建成", "object": "泊 位"}
    assert causes(gold(), predicted(claim=claim)) == set()


def test_a_triple_may_be_right_with_a_claim_that_is_close_but_not_exact():
    long = gold(claim={"subject_any": ["江北港集装箱码头"], "predicate_any": ["新建"], "object_any": ["泊位"]})
    near = predicted(claim={"subject": "江北港集装箱", "predicate": "新建", "object": "泊位"})
    score = figures(judge([long], [near]))
    assert (score["triple_f1"], score["claim_accuracy"], score["claim_exact_accuracy"]) == (1.0, 1.0, 0.0)


@pytest.mark.parametrize("given", [None, {}, {"text": "目前", "start": None, "end": None}])
def test_a_time_without_dates_is_right_by_its_text_or_left_out(given):
    undated = gold(time={"text_any": ["目前"], "bounds_any": [[None, None]]})
    assert "time" not in causes(undated, predicted(time=given))
    assert "time" in causes(undated, predicted(time={"text": "近年来", "start": None, "end": None}))


@pytest.mark.parametrize("one, other, same", [
    ("比全国增速", "全国增速", True), ("与上年相比", "上年", True), ("同比", "比", False), ("同期", "期", False),
    ("环比", "同比", False), (None, "", True),
])
def test_a_comparison_is_its_base_without_the_preposition(one, other, same):
    assert (base(one) == base(other)) is same


@pytest.mark.parametrize("one, other, same", [
    ("0.333333333333", Decimal("0.3333333333333333"), True), ("100000000000", 100000000000, True),
    ("5.30", Decimal("5.3"), True), ("5.3", Decimal("5.30001"), False), (None, 0, False), (None, None, True),
])
def test_numbers_are_equal_as_decimals_and_quotients_nearly(one, other, same):
    assert same_number(one, other) is same


def test_likeness_is_the_f1_of_the_longest_common_subsequence():
    assert likeness("港口建成泊位", "港口新建泊位") == pytest.approx(2 * 5 / 12)
    assert (likeness("", ""), likeness("港", "")) == (1.0, 0.0)


def test_missed_and_spurious_triples_lower_recall_and_precision():
    outcomes = judge([gold(10), gold(50)], [predicted(10), predicted(90), predicted(94)])
    assert [sorted(outcome.causes) for outcome in outcomes["a.txt"]] == [[], ["missed"], ["spurious"], ["spurious"]]
    score = figures(outcomes)
    assert (score["found_p"], score["found_r"], score["found_f1"]) == (0.3333, 0.5, 0.4)


def test_the_larger_overlap_pairs_first_and_each_row_once():
    wide = predicted(10, quantity=QUANTITY | {"start": 8, "end": 11, "value": 7})
    outcomes = judge([gold(10)], [wide, predicted(10)])
    assert [sorted(outcome.causes) for outcome in outcomes["a.txt"]] == [["spurious"], []]


def test_optional_gold_counts_neither_way():
    rows = [gold(10), gold(50, optional=True), gold(90, optional=True)]
    score = figures(judge(rows, [predicted(10), predicted(50, speaker="别人")]))
    assert (score["gold"], score["predicted"], score["triple_p"], score["triple_r"]) == (1, 1, 1.0, 1.0)


def test_documents_without_gold_are_not_scored():
    assert figures(judge([gold()], [predicted(), predicted(doc="b.txt")]))["predicted"] == 1


def test_a_document_without_predictions_is_missed_whole():
    score = figures(judge([gold(), gold(doc="b.txt")], [predicted()]))
    assert (score["documents"], score["found_r"]) == (2, 0.5)


def test_intervals_hold_the_figure_and_are_the_same_each_time():
    rows = [gold(start) for start in range(0, 400, 10)]
    answers = [predicted(start, speaker="林一" if start % 40 else "别人") for start in range(0, 400, 10)]
    outcomes = judge(rows, answers)
    low, high = intervals(outcomes)["triple_f1"]
    assert low < figures(outcomes)["triple_f1"] == 0.75 < high
    assert intervals(judge(rows, answers)) == intervals(outcomes)


def test_intervals_of_several_documents_draw_whole_documents():
    # one document all right, one all wrong: drawing documents gives anything from 0 to 1, drawing triples would not
    rows = [gold(start, doc=doc) for doc in "ab" for start in range(0, 400, 10)]
    answers = [row | {"doc": doc} for doc in "a" for row in map(predicted, range(0, 400, 10))]
    assert intervals(judge(rows, answers))["found_r"] == (0.0, 1.0)


def test_confidence_is_compared_with_the_share_of_right_triples():
    rows = [gold(start) for start in (0, 10, 20, 30)]
    answers = [predicted(0, confidence=0.92), predicted(10, confidence=0.94, speaker=None), predicted(20, confidence=1),
               predicted(60, confidence=0.3)]
    buckets = reliability(judge(rows, answers)["a.txt"])
    assert [(bucket.low, bucket.n, bucket.predicted, bucket.right) for bucket in buckets] == [
        (0.0, 1, 0.3, 0.0), (0.9, 2, 0.93, 0.5), (0.95, 1, 1.0, 1.0)]


def amount(value, relation="exact", **changes) -> dict:
    """A triple about the berths of 江北港 in 2020."""
    return predicted(quantity=QUANTITY | {"value": value, "relation": relation}) | changes


@pytest.mark.parametrize("one, other", [
    (amount(300), amount(320)), (amount(300), amount(200, "under")), (amount(300), amount(400, "over")),
    (amount(300, "about"), amount(330)), (amount(300), amount(310, doc="b.txt", speaker="陈二")),
    (amount(300), amount(None, "range", quantity=QUANTITY | {"value": None, "low": 310, "high": 320})),
])
def test_values_that_exclude_each_other_contradict(one, other):
    assert contradictions([one, predicted(60, status="planned"), other]) == [[one, other]]


@pytest.mark.parametrize("one, other", [
    (amount(300), amount(300)), (amount(300), amount(290, "over")), (amount(300, "about"), amount(310)),
    (amount(300), amount(320, status="planned")), (amount(300), amount(320, comparison="同比")),
    (amount(300), amount(320, time={"text": "今年", "start": "2021-01-01", "end": "2021-12-31"})),
    (amount(300, time=None), amount(320, time=None, doc="b.txt")),
    (amount(300, sentence="泊位由300个增至320个"), amount(320, sentence="泊位由300个增至320个")),
    (amount(300, claim={"subject": None, "predicate": "建成", "object": "泊位"}),
     amount(320, claim={"subject": None, "predicate": "建成", "object": "泊位"})),
])
def test_what_may_both_be_true_does_not_contradict(one, other):
    assert contradictions([one, other]) == []


def test_evaluate_lists_contradictions_with_both_sentences(call, tmp_path):
    out = write(tmp_path / "out.jsonl", amount(300, sentence="江北港去年建成泊位300个。"),
                amount(320, doc="b.txt", sentence="去年江北港建成320个泊位。"))
    result = call("evaluate", "--gold", write(tmp_path / "gold.jsonl", gold()), out, "--consistency")
    assert "contradictions: 1\n" in result.out
    assert "江北港去年建成泊位300个。" in result.out and "去年江北港建成320个泊位。" in result.out


def write(path, *rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("line, message", [
    ("{", "is not JSON"), ("[]", "not a JSON object"), ('{"doc": "a"}', "has no 'quantity'"),
    (json.dumps(gold()), "is a gold row"), (json.dumps(predicted() | {"quantity": {"start": 1}}), "lacks text"),
])
def test_a_bad_line_is_named_by_file_and_number(tmp_path, line, message):
    path = tmp_path / "out.jsonl"
    path.write_text(json.dumps(predicted()) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"out.jsonl:2: .*{message}"):
        read_predicted(path)


def test_gold_may_be_a_folder_and_must_not_be_empty(tmp_path):
    write(tmp_path / "a.jsonl", gold())
    write(tmp_path / "b.jsonl", gold(doc="b.txt"))
    assert [row["doc"] for row in read_gold([tmp_path])] == ["a.txt", "b.txt"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no gold"):
        read_gold([tmp_path / "empty"])


def test_evaluate_prints_figures_errors_with_their_sentence_and_keeps_floors(call, tmp_path):
    gold_file = write(tmp_path / "gold.jsonl", gold(10), gold(50))
    out = write(tmp_path / "out.jsonl", predicted(10, speaker="陈二", sentence="江北港去年建成泊位300个。"))
    result = call("evaluate", "--gold", gold_file, out, "--min", "triple_f1=0.5", "--min", "found_p=1")
    assert result.status == 1
    assert result.err == "triple_f1 is 0.0000, under 0.5\n"
    assert "speaker: 1\n" in result.out and "gold 林一, got 陈二" in result.out
    assert "江北港去年建成泊位300个。" in result.out
    assert "missed: 1\n" in result.out and "江北港 | 建成 | 泊位" in result.out


def test_every_triple_of_the_first_article_is_right(call):
    assert call("evaluate", "--min", "triple_f1=1.0").status == 0


def test_evaluate_json_has_the_figures_first_and_all_the_rest(call, tmp_path):
    gold_file = write(tmp_path / "gold.jsonl", gold(10), gold(10, doc="b.txt"))
    out = write(tmp_path / "out.jsonl", predicted(10))
    result = call("evaluate", "--gold", gold_file, out, "--json")
    report = json.loads(result.out)
    assert result.status == 0
    assert list(report)[:5] == ["documents", "gold", "predicted", "paired", "found_p"]
    assert (report["triple_r"], report["by_document"]["b.txt"]["triple_r"]) == (0.5, 0.0)
    assert (report["causes"]["missed"], report["errors"]["missed"][0]["doc"]) == (1, "b.txt")
    assert len(report["intervals"]["triple_f1"]) == 2


@pytest.mark.parametrize("floor, message", [
    ("triple_f=0.9", "did you mean 'triple_f1'?"), ("triple_f1", "write FIGURE=SHARE"),
    ("triple_f1=95", "between 0 and 1"), ("triple_f1=high", "write FIGURE=SHARE"),
])
def test_a_floor_that_says_nothing_is_refused_in_one_line(call, floor, message):
    result = call("evaluate", "--min", floor)
    assert (result.status, result.out) == (2, "")
    assert message in result.err and result.err.count("\n") == 1


def test_predictions_are_read_from_a_file_a_run_and_its_parts(tmp_path):
    rows = [predicted(0), predicted(20)]
    lines = [json.dumps(row) + "\n" for row in rows]
    (tmp_path / "one.jsonl").write_text("".join(lines), "utf-8")
    run, parted = tmp_path / "run", tmp_path / "parted"
    run.mkdir()
    (run / "triples.jsonl").write_text("".join(lines), "utf-8")
    (run / "errors.jsonl").write_text("{}\n", "utf-8")
    (parted / "triples.jsonl").mkdir(parents=True)
    for number, line in enumerate(lines):
        (parted / "triples.jsonl" / f"part-{number:05}.jsonl").write_text(line, "utf-8")
    assert read_predicted(tmp_path / "one.jsonl") == read_predicted(run) == read_predicted(parted)
    assert [row["quantity"]["start"] for row in read_predicted(parted)] == [0, 20]
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="there are no triples"):
        read_predicted(tmp_path / "empty")
