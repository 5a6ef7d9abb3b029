"""What a notebook imports."""

from __future__ import annotations

import json
import subprocess
import sys

import pipeline
from pipeline.source import Document
from tests import shipped


def test_the_loaded_pipeline_gives_spans_and_records() -> None:
    doc = pipeline.load()("全市新建公路120公里，比去年增长8%。")
    assert [span.text for span in doc.spans["quantities"]] == ["120公里", "8%"]
    assert [claim.quantity.value for claim in doc._.reading.claims] == [120, 8]


def test_quantities_are_read_without_spacy_and_jieba() -> None:
    code = "import sys, pipeline; q, = pipeline.read_quantities('近20%'); print(q.value, q.relation, {'spacy', 'jieba'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "20 nearly set()"


def test_a_figure_stated_again_is_linked_to_the_first() -> None:
    text = "全市建成智能工厂105个\n\n王海：去年，全市建成智能工厂105个，数字化车间574个。\n"
    records = shipped.extractor().records(Document("a", text))
    assert [record["quantity"]["value"] for record in records] == [105, 105, 574]
    assert [record.get("cluster") for record in records] == [records[0]["id"], records[0]["id"], None]


def test_figures_are_told_by_kind(capsys) -> None:
    from pipeline.commands import main

    assert main(["evaluate", "--json", "--by", "kind", "--by", "rule"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert sum(row["gold"] for row in report["by_kind"].values()) == report["gold"]
    assert report["by_rule"]["claim/change"]["triple_f1"] == 1.0
    assert main(["evaluate", "--by", "kinds"]) == 2
    assert "write one of kind, section, rule" in capsys.readouterr().err


def test_figures_of_two_years_are_two_figures() -> None:
    said = shipped.extractor().records(Document("a", "公司2023年研发投入为5亿元。\n公司2024年研发投入为5亿元。\n"))
    assert [record.get("cluster") for record in said] == [None, None]
