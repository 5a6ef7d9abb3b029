"""What is told apart, taken for what it is, or told, before and after documents are read: through the commands, for real."""

from __future__ import annotations

import json


def test_two_documents_of_one_name_are_told_apart(call, tmp_path) -> None:
    for name, text in (("march", "全市新增企业5家。"), ("april", "全市新增企业6家。")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(text, encoding="utf-8")
    lines = tmp_path / "docs.jsonl"
    lines.write_text('{"id": "a.txt", "text": "全市新增企业7家。"}\n{"id": "", "text": "全市新增企业8家。"}\n', encoding="utf-8")
    inputs = (tmp_path / "march", tmp_path / "april", tmp_path / "march" / "a.txt", lines)
    done = call("extract", *inputs)
    named = {record["doc"]: record["quantity"]["text"] for record in map(json.loads, done.out.splitlines())}
    assert named == {"a.txt": "5家", "april/a.txt": "6家", "docs.jsonl:1": "7家", "docs.jsonl:2": "8家"}
    assert "docs.jsonl:1" in done.err
    assert call("extract", *inputs, "-o", tmp_path / "run", "--workers", 1).status == 0
    assert (tmp_path / "run" / "triples.jsonl").read_text(encoding="utf-8") == done.out
    assert "7 家" in call("show", "docs.jsonl:1", "--run", tmp_path / "run").out
    assert "6 家" in call("show", tmp_path / "april" / "a.txt", "--run", tmp_path / "run").out


def test_a_page_on_standard_input_is_read_as_one(call) -> None:
    page = "<!DOCTYPE html><html><body><script>var pages = '共3页';</script><article><h1>简讯</h1><p>江澜市统计局公布，全市新增企业5家。</p></article></body></html>"
    found = [json.loads(line) for line in call("extract", "-", stdin=page.encode()).out.splitlines()]
    assert [(one["speaker"], one["quantity"]["text"]) for one in found] == [("江澜市统计局", "5家")]


def test_files_of_other_kinds_are_told(call, tmp_path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("全市新增企业5家。", encoding="utf-8")
    (tmp_path / "in" / "old.doc").write_bytes(b"\xd0\xcf")
    done = call("extract", tmp_path / "in", "-o", tmp_path / "run")
    assert done.status == 0 and "1 of other kinds" in done.err and ".doc" in done.err


def test_a_wrong_format_spends_no_run_folder(call, tmp_path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("全市新增企业5家。", encoding="utf-8")
    for inputs in ((tmp_path / "in", "-o", tmp_path / "run"), (tmp_path / "in" / "a.txt",)):
        done = call("extract", "--format", "plian", *inputs)
        assert (done.status, done.err.count("\n")) == (2, 1) and "did you mean 'plain'" in done.err
    assert not (tmp_path / "run").exists()


def test_runs_are_compared_by_their_triples(call, tmp_path) -> None:
    for name, text in (("one", "全市新增企业5家。"), ("two", "全市新增企业6家。")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        call("extract", tmp_path / f"{name}.txt", "-o", f"{tmp_path / name}/", "--workers", 1)
    assert "1 gained, 1 lost" in call("compare", tmp_path / "one", tmp_path / "two").out
    assert call("compare", "shipped", tmp_path).status == 2  # no rules, no triples


def test_no_form_is_written_over_the_triples(call, tmp_path) -> None:
    (tmp_path / "a.txt").write_text("全市新增企业5家。", encoding="utf-8")
    assert call("extract", tmp_path / "a.txt", "-o", tmp_path / "out.csv", "--to", "csv").status == 2


def test_gold_of_other_documents_is_told(call, tmp_path) -> None:
    (tmp_path / "a.txt").write_text("全市新增企业5家。", encoding="utf-8")
    assert "none of the documents" in call("evaluate", "--documents", tmp_path / "a.txt").err


def test_a_wrong_line_hides_no_other_document(call, tmp_path) -> None:
    lines = tmp_path / "docs.jsonl"
    lines.write_text('{"id": "k1", "text": "全市新增企业5家。"}\nno json\n', encoding="utf-8")
    assert "5家" in call("explain", f"{lines}#k1").out
