from __future__ import annotations

import json
from decimal import Decimal

import pytest

from pipeline.assemble import dump
from pipeline.errors import InputError, UsageError
from pipeline.review.cards import as_card, as_record, content_of, differences, number_text, with_content
from pipeline.review.queue import build_items
from pipeline.review.run import open_run
from pipeline.review.store import Decision, history_of
from tests.review_samples import record, write_run

RAW = "全市建成厂房7座，新建道路12公里。\n去年建成厂房9座。"


def records(**changes):
    made = [record("a.txt", RAW, 6, 8, subject="全市", predicate="建成", object="厂房", quantity={"value": 7, "unit": "座"}),
            record("a.txt", RAW, 13, 17, subject="全市", predicate="新建", object="道路", quantity={"value": 12, "unit": "公里"})]
    made[0] |= changes
    return made


def run_of(tmp_path, rows, name="run"):
    return open_run(write_run(tmp_path, rows, {"a.txt": RAW}, name))


def decided(card, action, **fields):
    return Decision("d-1", "2026-11-25T08:00:00.000Z", "李敏", action, "a.txt", card["id"], seen=content_of(card), **fields)


def test_numbers_stay_exact_on_their_way_to_the_page_and_back():
    row = record("a.txt", RAW, 6, 8, quantity={"value": Decimal("91302700000000000000.10"), "unit": "座"})
    assert as_card(row)["quantity"]["value"] == "91302700000000000000.1"
    assert as_record(as_card(row))["quantity"]["value"] == Decimal("91302700000000000000.1")
    assert [number_text(text) for text in ("5.30", "1e3", "-0.50", "x", "NaN", None)] == ["5.3", "1000", "-0.5", None, None, None]


def test_a_decision_stands_while_its_evidence_is_unchanged(tmp_path):
    old = run_of(tmp_path, records())
    history = history_of([decided(old.cards[0], "accept")])
    new = run_of(tmp_path, records(rules=["quantity/other"], confidence=Decimal("0.5")), "again")
    item = build_items(new, history)[0]
    assert (item.standing, item.answer) == ("stands", "accept")


def test_a_decision_on_a_triple_that_reads_otherwise_comes_back_with_the_difference(tmp_path):
    old = run_of(tmp_path, records())
    history = history_of([decided(old.cards[0], "accept")])
    claim = {"text": "建成厂房", "subject": None, "predicate": "建成", "object": "厂房"}
    item = build_items(run_of(tmp_path, records(claim=claim), "again"), history)[0]
    assert (item.standing, item.answer) == ("changed", None)
    assert [(row.field, row.old, row.new) for row in item.differences] == [("subject", "全市", None)]
    assert "changed" in item.reasons


def test_a_correction_stands_when_the_new_rules_say_the_same(tmp_path):
    old = run_of(tmp_path, records())
    corrected = content_of(old.cards[0]) | {"subject": "重庆"}
    history = history_of([decided(old.cards[0], "correct", corrected=corrected)])
    claim = {"text": "重庆建成厂房", "subject": "重庆", "predicate": "建成", "object": "厂房"}
    assert build_items(run_of(tmp_path, records(claim=claim), "again"), history)[0].standing == "stands"


def test_a_confirmed_triple_that_is_gone_comes_back_and_a_rejected_one_does_not(tmp_path):
    old = run_of(tmp_path, records())
    for action, standing in (("accept", ["gone", "open"]), ("reject", ["open"])):
        history = history_of([decided(old.cards[0], action)])
        items = build_items(run_of(tmp_path, records()[1:], f"again-{action}"), history)
        assert [item.standing for item in items] == standing


def test_risk_names_its_reasons_and_leads_the_queue(tmp_path):
    rows = records(confidence=Decimal("0.4"))
    rows.append(record("a.txt", RAW, RAW.index("9座"), RAW.index("9座") + 2, subject="全市", predicate="新建", object="道路",
                       quantity={"value": 9, "unit": "公里"}))
    items = build_items(run_of(tmp_path, rows), history_of([]))
    reasons = {item.card["quantity"]["text"]: set(item.reasons) for item in items}
    assert reasons == {"7座": {"low_confidence"}, "12公里": {"contradiction"}, "9座": {"contradiction"}}
    assert all(item.risk > 0 for item in items)


def test_a_rule_nobody_has_judged_is_new(tmp_path):
    run = run_of(tmp_path, records(rules=["claim/new"]))
    history = history_of([decided(run.cards[1], "accept", rules=("quantity/count",))])
    assert ["new_rule" in item.reasons for item in build_items(run, history)] == [True, False]


def test_moving_the_figure_gives_the_id_of_the_new_place(tmp_path):
    card = run_of(tmp_path, records()).cards[0]
    content = content_of(card)
    content["quantity"] = content["quantity"] | {"start": 13, "end": 17}
    moved = with_content(card, content, RAW)
    assert moved["id"] == run_of(tmp_path, records(), "b").cards[1]["id"]
    assert [row.field for row in differences(content_of(card), content)] == ["quantity.start", "quantity.end"]


@pytest.mark.parametrize("change, message", [
    ({"doc": "b.txt"}, "no text for document 'b.txt'.*--docs"),
    ({"quantity": {"text": "8座", "start": 6, "end": 8, "value": 8, "low": None, "high": None, "unit": "座"}}, "reads '7座' at 6"),
    ({"claim": None, "quantity": {}}, "quantity lacks"),
])
def test_a_run_that_does_not_fit_its_texts_is_refused(tmp_path, change, message):
    with pytest.raises(InputError, match=message):
        run_of(tmp_path, records(**change))


def test_no_run_is_a_users_mistake(tmp_path):
    with pytest.raises(UsageError, match="no such run"):
        open_run(tmp_path / "nothing.jsonl")
    with pytest.raises(UsageError, match=r"no triples\.jsonl"):
        open_run(tmp_path)


def test_full_width_figures_and_what_prints_nothing_are_no_mismatch(tmp_path):
    raw = "全市增长１２．５\u200b ％。"
    row = record("a.txt", raw, 4, 11, quantity={"text": "12.5%", "value": Decimal("12.5"), "unit": "%"})
    run = open_run(write_run(tmp_path, [row], {"a.txt": raw}))
    assert run.cards[0]["quantity"]["text"] == "12.5%"
    other = content_of(run.cards[0])
    other["quantity"] = other["quantity"] | {"text": "１２．５％"}
    assert differences(content_of(run.cards[0]), other) == []


def test_a_run_folder_keeps_some_texts_and_is_told_the_others_once(tmp_path):
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "a.txt").write_text(RAW, "utf-8", newline="")
    page = "网页\r\n全市建成厂房7座。"
    at = page.index("7座")
    folder = tmp_path / "RUN"
    (folder / "texts").mkdir(parents=True)
    (folder / "texts" / "5f.txt").write_bytes(page.encode())
    lines = [json.dumps({"doc": doc, "status": "done", "text_sha256": digest}) for doc, digest in (("a.txt", "aa"), ("b.html", "5f"))]
    (folder / "manifest.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    rows = [*records(), record("b.html", page, at, at + 2)]
    (folder / "triples.jsonl").write_text("".join(dump(row) + "\n" for row in rows), "utf-8")
    with pytest.raises(InputError, match=r"no text for document 'a\.txt'; .*--docs"):
        open_run(folder)
    assert open_run(folder, [inputs]).texts == {"a.txt": RAW, "b.html": page}
    assert open_run(folder).texts == {"a.txt": RAW, "b.html": page}
    assert open_run(folder).log == folder / "decisions.jsonl"
