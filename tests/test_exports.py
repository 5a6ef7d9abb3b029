"""Triples in other forms: the same records, nothing a spreadsheet would compute, nothing cut silently."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError, UsageError
from pipeline.exports import export
from pipeline.exports.rows import COLUMNS

RECORD: dict[str, Any] = {
    "schema": 1, "id": "00ab61d07a4be813", "doc": "a.txt", "section": "turn", "speaker": "陈立群", "speaker_kind": "person",
    "speaker_titles": ["副市长", "市经信委主任"],
    "claim": {"text": "全市新增就业", "subject": "全市", "predicate": "新增", "object": "就业"},
    "quantity": {"text": "5.3万个", "start": 12, "end": 17, "value": 53000, "low": None, "high": None, "unit": "个",
                 "kind": "count", "relation": "exact"},
    "time": {"text": "去年", "start": "2023-01-01", "end": "2023-12-31"}, "status": "actual", "comparison": None,
    "place": None, "sentence": "去年全市新增就业5.3万个。", "spans": {"sentence": [0, 18], "subject": [2, 4]},
    "rules": ["quantity/amount", "claim/action"], "confidence": 0.94}
HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x",
           "http://x.example/", "mailto:x@x.example", "{=1}", "'=1", '"=1"', "=HYPERLINK(\"http://x\")"]


def written(folder: Path, *changes: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "triples.jsonl"
    rows = [{**RECORD, **change} for change in changes]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def csv_rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_csv_opens_in_excel_with_chinese_headings(tmp_path: Path) -> None:
    target = export(written(tmp_path, {}), "csv", lang="zh")
    assert target.read_bytes().startswith(b"\xef\xbb\xbf\xe6\x96\x87\xe6\xa1\xa3,")
    row = csv_rows(target)[0]
    assert (row["发言者"], row["数值"], row["起始日期"], row["职务"]) == ("陈立群", "53000", "2023-01-01", "副市长、市经信委主任")


def test_csv_keeps_every_digit(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    line = json.dumps(RECORD, ensure_ascii=False).replace("53000", "91302700000000.10")
    path.write_text(line + "\n", "utf-8")
    assert csv_rows(export(path, "csv"))[0]["value"] == "91302700000000.10"


def test_records_in_parts_give_a_folder_that_reads_as_one_table(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    parts = tmp_path / "triples.jsonl"
    parts.mkdir()
    for number, docs in enumerate((["a.txt", "b.txt"], [], ["c.txt"])):
        written(tmp_path / "x", *({"doc": doc} for doc in docs)).rename(parts / f"part-{number:05}.jsonl")
    for _ in range(2):  # the second takes the place of the first
        target = export(parts, "parquet")
    assert [path.name for path in sorted(target.iterdir())] == [f"part-{number:05}.parquet" for number in range(3)]
    assert parquet.read_table(target)["doc"].to_pylist() == ["a.txt", "b.txt", "c.txt"]
    duckdb = pytest.importorskip("duckdb")
    for name in ("triples.parquet/*.parquet", "triples.jsonl/*.jsonl"):
        assert duckdb.sql(f"SELECT doc FROM '{tmp_path / name}' ORDER BY doc").fetchall() == [("a.txt",), ("b.txt",), ("c.txt",)]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "html"])
def test_a_full_disk_is_told_in_one_line_and_leaves_nothing(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, *({"id": str(number), "speaker": f"某{number * 7919}"} for number in range(300)))
    code = ("import resource, signal, sys; from pathlib import Path; from pipeline.exports import export\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n"
            "try: export(Path(sys.argv[1]), sys.argv[2])\nexcept Exception as error: sys.exit(str(error))")
    # -B: Python itself would leave half a module's bytecode behind, and break on it in the next run
    aside = tmp_path / "temporary"
    aside.mkdir()
    done = subprocess.run([sys.executable, "-B", "-c", code, str(path), form], capture_output=True, text=True, check=False,
                          env={**os.environ, "TMPDIR": str(aside)})
    assert (done.returncode, done.stderr) == (1, f"{path.with_suffix('.' + form)}: cannot be written: File too large\n")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["temporary", "triples.jsonl"]
    assert list(aside.iterdir()) == []


def test_no_cell_of_a_csv_begins_like_a_formula(tmp_path: Path) -> None:
    target = export(written(tmp_path, *({"speaker": text, "sentence": text} for text in HOSTILE)), "csv")
    for row, text in zip(csv_rows(target), HOSTILE, strict=True):
        assert row["speaker"].lstrip("'") == text.lstrip("'")
        assert row["speaker"][0] not in "=+-@\t\r\n＝＋－＠"
    negative = {**RECORD["quantity"], "value": -5, "text": "-5%"}
    row = csv_rows(export(written(tmp_path, {"quantity": negative}), "csv"))[0]
    assert (row["value"], row["quantity"]) == ("-5", "'-5%")  # a number stays a number, its text is guarded


def test_xlsx_has_no_formula_and_links_each_quantity_to_its_sentence(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    openpyxl = pytest.importorskip("openpyxl")
    target = export(written(tmp_path, *({"speaker": text, "sentence": text, "doc": text} for text in HOSTILE)), "xlsx",
                    lang="zh")
    book = openpyxl.load_workbook(target)
    triples, sentences = book["三元组"], book["原句"]
    assert triples.freeze_panes == "A2"
    headings = [cell.value for cell in triples[1]]
    assert headings == [column.chinese for column in COLUMNS]
    quantity = headings.index("数量表述") + 1
    for number, text in enumerate(HOSTILE, 2):
        cells = triples[number]
        assert not [cell.value for cell in cells if cell.data_type == "f"]
        assert [cell.column for cell in cells if cell.hyperlink] == [quantity]
        place = triples.cell(number, quantity).hyperlink.location
        assert place.startswith("'原句'!D")
        assert sentences[place.split("!")[1]].value.replace("\r", "").replace("_x000D_", "").strip() == text.strip()
        assert triples.cell(number, headings.index("数值") + 1).value == 53000


def test_xlsx_marks_what_it_must_cut_and_keeps_long_numbers_as_text(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    openpyxl = pytest.importorskip("openpyxl")
    path = written(tmp_path, {"sentence": "长" * 40_000})
    path.write_text(path.read_text("utf-8").replace("53000", "12345678901234567890"), "utf-8")
    sheet = openpyxl.load_workbook(export(path, "xlsx"))["triples"]
    headings = [cell.value for cell in sheet[1]]
    sentence = sheet.cell(2, headings.index("sentence") + 1).value
    assert len(sentence) == 32_767 and sentence.endswith("…[cut]")
    assert sheet.cell(2, headings.index("value") + 1).value == "12345678901234567890"


def test_the_same_triples_give_the_same_workbook(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    path = written(tmp_path, {})
    assert export(path, "xlsx").read_bytes() == export(path, "xlsx", tmp_path / "other.xlsx").read_bytes()


def test_parquet_has_exact_decimals_and_real_dates(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    path = written(tmp_path, {})
    path.write_text(path.read_text("utf-8").replace("53000", "91302700000000.1"), "utf-8")
    rows = pq.read_table(export(path, "parquet")).to_pylist()
    assert rows[0]["value"] == Decimal("91302700000000.1")
    assert (rows[0]["time_start"], rows[0]["time_end"]) == (date(2023, 1, 1), date(2023, 12, 31))
    assert (rows[0]["sentence_start"], rows[0]["sentence_end"], rows[0]["low"]) == (0, 18, None)


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_no_triples_give_a_file_with_its_headings(tmp_path: Path, form: str) -> None:
    (tmp_path / "t.jsonl").write_bytes(b"")
    assert export(tmp_path / "t.jsonl", form).stat().st_size > 0


def test_what_is_no_triple_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps(RECORD) + '\n{"id": "x", "quantities": []}\n', "utf-8")
    with pytest.raises(InputError, match=r"t\.jsonl:2: is no triple"):
        export(path, "csv")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["t.jsonl"]


def test_an_unknown_form_and_a_missing_library_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="csv, html, parquet, xlsx"):
        export(written(tmp_path, {}), "pdf")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"press-triples\[parquet\]"):
        export(written(tmp_path, {}), "parquet")
