from __future__ import annotations

import csv
import json
import zipfile

import pytest
import simplejson

from pipeline.errors import InputError, UsageError
from pipeline.evaluation import figures, judge, read_gold
from pipeline.review.cards import content_of
from pipeline.review.exchange import export_run, import_file
from pipeline.review.exchange.rows import harvest
from pipeline.review.exchange.sheets import guarded, unguarded
from pipeline.review.exchange.spans import settle
from pipeline.review.run import open_run
from pipeline.review.store import Decision, DecisionLog, history_of, read_log
from tests.review_samples import record, write_run

DOC = "𠮷报.txt"
RAW = "🚀𠮷市长张三：今年全市建成厂房7座，新建道路12公里。\n\n李四：另有=1+1式桥梁3座，公园5个，新增绿地8亩。"
FORMATS = ("gold", "jsonl", "csv", "xlsx", "labelstudio", "doccano", "prodigy")


def span(words: str) -> list[int]:
    return [RAW.index(words), RAW.index(words) + len(words)]


def made(figure: str, value: int, unit: str, **fields):
    parts = {role: span(fields[role]) for role in ("subject", "predicate", "object", "speaker") if fields.get(role)}
    row = record(DOC, RAW, *span(figure), quantity={"value": value, "unit": unit}, speaker_kind="person",
                 time={"text": "今年", "start": "2021-01-01", "end": None}, **fields)
    row["spans"] |= parts | {"time": span("今年")}
    return row


def rows():
    return [made("7座", 7, "座", subject="全市", predicate="建成", object="厂房", speaker="张三"),
            made("12公里", 12, "公里", subject="全市", predicate="新建", object="道路", speaker="张三"),
            made("3座", 3, "座", subject="全市", object="=1+1式桥梁", speaker="李四"),
            made("5个", 5, "个", subject="全市", object="公园", speaker="李四")]


@pytest.fixture
def run(tmp_path):
    return open_run(write_run(tmp_path, rows(), {DOC: RAW}))


def reviewed(run):
    """Accept, correct, reject, leave open, add: one of each."""
    cards = run.cards
    seen = [content_of(card) for card in cards]
    corrected = seen[1] | {"subject": "𠮷市", "spans": seen[1]["spans"] | {"subject": span("𠮷市")}}
    added = seen[3] | {"object": "绿地", "predicate": "新增", "subject": None, "quantity": {
        "text": "8亩", "start": span("8亩")[0], "end": span("8亩")[1], "value": "8", "low": None, "high": None, "unit": "亩",
        "kind": "measure", "relation": "exact"}, "spans": {"speaker": span("李四"), "object": span("绿地"), "predicate": span("新增")},
        "time": None}
    with DecisionLog(run.log) as log:
        for number, (action, triple, fields) in enumerate([
                ("accept", cards[0]["id"], {"seen": seen[0]}), ("correct", cards[1]["id"], {"seen": seen[1], "corrected": corrected}),
                ("reject", cards[2]["id"], {"seen": seen[2]}), ("comment", cards[0]["id"], {"seen": seen[0], "comment": "=HYPERLINK(1)"}),
                ("add", "new-1", {"corrected": added})]):
            log.append(Decision(f"d-{number}", "2026-11-25T08:00:00.000Z", "李敏", action, DOC, triple, **fields))
    return run


def outcome(run, log):
    """What the decisions of a log come to, by figure."""
    found = harvest(run, history_of(read_log(log)))
    return {row.card["quantity"]["text"]: (row.answer, content_of(row.card)) for row in found.triples}


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_exported_can_be_imported(run, tmp_path, name):
    reviewed(run)
    path = tmp_path / f"out.{name}"
    export_run(run, name, path)
    fresh = open_run(run.log.parent / "run.jsonl", log=tmp_path / "fresh.jsonl")
    # a file of triples cannot say what was rejected, other than by not holding it
    complete = name in ("gold", "jsonl")
    with DecisionLog(fresh.log) as log:
        import_file(fresh, log, path, name, "王芳", complete)
    before, after = outcome(run, run.log), outcome(fresh, fresh.log)
    assert {figure: said for figure, (said, _) in after.items()} == {
        "7座": "accept", "12公里": "correct", "3座": "reject", "5个": "reject" if complete else None, "8亩": "add"}
    for figure in ("7座", "12公里", "8亩"):
        plain = [{key: value for key, value in side[figure][1].items() if name != "gold" or key != "spans"} for side in (before, after)]
        assert plain[0] == plain[1]


@pytest.mark.parametrize("name", FORMATS)
def test_importing_twice_changes_nothing(run, tmp_path, name):
    reviewed(run)
    path = tmp_path / f"out.{name}"
    export_run(run, name, path)
    before = run.log.read_bytes()
    with DecisionLog(run.log) as log:
        import_file(run, log, path, None if name != "csv" else "csv", "王芳")
    assert run.log.read_bytes() == before


@pytest.mark.parametrize("name", FORMATS)
def test_every_exported_span_is_its_text(run, tmp_path, name):
    reviewed(run)
    path = tmp_path / f"out.{name}"
    export_run(run, name, path)
    for text, start, end, said in spans_in(name, path):
        assert text[start:end] == said


def spans_in(name, path):
    if name in ("gold", "jsonl"):
        for line in path.read_text("utf-8").splitlines():
            figure = json.loads(line)["quantity"]
            yield RAW, figure["start"], figure["end"], figure["text"]
    elif name == "labelstudio":
        for task in json.loads(path.read_text("utf-8")):
            for row in [row for part in task["annotations"] + task["predictions"] for row in part["result"] if "value" in row]:
                yield task["data"]["text"], row["value"]["start"], row["value"]["end"], row["value"]["text"]
    elif name == "prodigy":
        for line in path.read_text("utf-8").splitlines():
            task = json.loads(line)
            yield from ((task["text"], row["start"], row["end"], row["text"]) for row in task["spans"])
    elif name == "doccano":
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            figures_sent = {(f["content"]["quantity"]["start"], f["content"]["quantity"]["end"]): f["content"]["quantity"]["text"]
                            for f in row["triples"]}
            for entity in row["entities"]:
                place = entity["start_offset"], entity["end_offset"]
                if entity["label"] == "QUANTITY":
                    yield row["text"], *place, figures_sent[place]


def test_evaluate_works_on_the_exported_gold(run, tmp_path):
    reviewed(run)
    export_run(run, "gold", tmp_path / "gold.jsonl")
    predicted = [simplejson.loads(simplejson.dumps(row, use_decimal=True), use_decimal=True) for row in rows()]
    scores = figures(judge(read_gold([tmp_path / "gold.jsonl"]), predicted))
    assert (scores["gold"], scores["paired"], scores["quantity_f1"]) == (3, 2, 0.5714)
    export_run(run, "jsonl", tmp_path / "corrected.jsonl")
    corrected = [simplejson.loads(line, use_decimal=True) for line in (tmp_path / "corrected.jsonl").read_text("utf-8").splitlines()]
    assert figures(judge(read_gold([tmp_path / "gold.jsonl"]), corrected))["triple_f1"] == 1.0


def test_gold_with_alternatives_accepts_what_any_of_them_says(run, tmp_path):
    reviewed(run)
    export_run(run, "gold", tmp_path / "gold.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "gold.jsonl").read_text("utf-8").splitlines()]
    lines[1]["claim"]["subject_any"] = ["本市", "全市"]
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    fresh = open_run(tmp_path / "run.jsonl", log=tmp_path / "fresh.jsonl")
    with DecisionLog(fresh.log) as log:
        import_file(fresh, log, tmp_path / "gold.jsonl", None, "王芳")
    assert outcome(fresh, fresh.log)["12公里"][0] == "accept"


def test_an_answer_and_an_edit_in_a_spreadsheet_come_back(run, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    export_run(run, "xlsx", tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book.active
    column = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, column["审核"]).value = "接受"
    sheet.cell(3, column["宾语"]).value = "高速公路"
    sheet.cell(3, column["数值"]).value = 12.5
    sheet.cell(4, column["审核"]).value = "拒绝"
    book.save(tmp_path / "t.xlsx")
    with DecisionLog(run.log) as log:
        assert import_file(run, log, tmp_path / "t.xlsx", None, "王芳").startswith("1 accept, 1 correct, 1 reject; 1 left open")
    said = outcome(run, run.log)["12公里"][1]
    assert (said["object"], said["quantity"]["value"], said["spans"].get("object")) == ("高速公路", "12.5", span("道路"))


def test_spreadsheets_hold_no_formula(run, tmp_path):
    reviewed(run)
    export_run(run, "csv", tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert not [cell for row in csv.reader(stream) for cell in row if cell[:1] in tuple("=+@＝＋＠|\t\r")]
    export_run(run, "xlsx", tmp_path / "t.xlsx")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@SUM(1)", "\t=1", "＝1", "'=1", "''=1", "|x", "'quoted", "plain", ""])
def test_a_guarded_cell_comes_back_as_it_was(text):
    assert unguarded(guarded(text)) == text


def test_offsets_in_utf16_units_are_recognised():
    assert settle([(4, 6, "𠮷")], "🚀人人𠮷报", "x") == [(3, 4)]
    with pytest.raises(InputError, match="does not stand at 0–1"):
        settle([(0, 1, "不")], "🚀人人𠮷报", "x")


def test_a_span_moved_in_another_tool_is_a_correction(run, tmp_path):
    reviewed(run)
    export_run(run, "labelstudio", tmp_path / "ls.json")
    tasks = json.loads((tmp_path / "ls.json").read_text("utf-8"))
    region = next(row for row in tasks[0]["annotations"][0]["result"] if row.get("value", {}).get("labels") == ["OBJECT"]
                  and row["value"]["text"] == "厂房")
    region["value"] |= {"start": span("成厂房")[0], "end": span("成厂房")[1], "text": "成厂房"}
    (tmp_path / "ls.json").write_text(json.dumps(tasks), "utf-8")
    with DecisionLog(run.log) as log:
        import_file(run, log, tmp_path / "ls.json", None, "王芳")
    assert outcome(run, run.log)["7座"][1]["object"] == "成厂房"


def test_finished_leaves_out_documents_with_open_triples(run, tmp_path):
    reviewed(run)
    assert "1 documents hold open triples" in export_run(run, "gold", tmp_path / "a.jsonl")
    export_run(run, "gold", tmp_path / "b.jsonl", finished=True)
    assert (tmp_path / "b.jsonl").read_text("utf-8") == ""


def test_mistakes_are_named(run, tmp_path):
    with pytest.raises(UsageError, match="known are gold, jsonl"):
        export_run(run, "brat", tmp_path / "x")
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    (tmp_path / "x.json").write_text("hello", "utf-8")
    with DecisionLog(run.log) as log:
        with pytest.raises(InputError, match="not a review table: no column 文件"):
            import_file(run, log, tmp_path / "x.csv", None, "王芳")
        with pytest.raises(InputError, match="its format cannot be told"):
            import_file(run, log, tmp_path / "x.json", None, "王芳")
