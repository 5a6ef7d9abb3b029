"""`explain`: a triple's derivation names every rule with its place; a miss names the layer that dropped it and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.explain import Explainer
from pipeline.source import Document
from tests import shipped

RAW = ("江澜市前7个月工业运行平稳\n\n"
       "副市长沈维舟：今年上半年，全市新建５G基站 3485 个，同比增长12.5%。第一批改造了二级节点，实施办法见第10条。\n\n"
       "《江澜日报》2024年8月16日 第02版\n")


@pytest.fixture(scope="module")
def explainer() -> Explainer:
    extractor = shipped.extractor()
    return Explainer.of(extractor, Document("江澜.txt", RAW))


def lines(explainer: Explainer, words: str) -> list[str]:
    return [line for tree in explainer.of_text(words) for line in tree.lines()]


def test_a_triple_is_a_tree_of_rules_with_file_line_and_text(explainer: Explainer) -> None:
    found = lines(explainer, "3485 个")
    at = RAW.index("3485")
    assert found[0].startswith("全市新建5G基站 = 3485个") and f"[{at}:{at + 6}]" in found[0]
    assert any("claim/" in line and "rules/claim/" in line for line in found)
    assert any("predicate '新建'" in line for line in found)
    assert any("quantity/amount" in line and "rules/quantity/amount.yaml:" in line for line in found)
    assert any("reads 3485 个, count, exact" in line for line in found)
    assert any("unit '个'" in line and "rules/lexicon/unit-count.yaml:" in line for line in found)
    assert any("time '今年上半年'" in line for line in found)
    assert any("speaker 沈维舟" in line for line in found)
    assert any("section " in line and "副市长沈维舟" in line for line in found)


def test_every_rule_named_is_at_the_place_it_says(explainer: Explainer) -> None:
    for tree in explainer.all():
        for line in tree.lines():
            for word in line.split():
                file, _, number = word.partition(".yaml:")
                if number.isdecimal() and "/lexicon/" not in file:
                    rule_id = line.strip("├└│ ").removeprefix("nearly ").removeprefix("stands before ").split("  ")[0]
                    assert f"id: {rule_id}" in Path(f"{file}.yaml").read_text(encoding="utf-8").split("\n")[int(number) - 1]


def test_a_look_alike_names_the_rule_that_claims_it(explainer: Explainer) -> None:
    found = "\n".join(lines(explainer, "第一批"))
    assert "no triple for '一'" in found
    assert "as no quantity" in found and "stopped here" in found


def test_a_time_is_told_from_a_quantity(explainer: Explainer) -> None:
    found = "\n".join(lines(explainer, "前7个月"))
    assert "as a time, which dates claims" in found


def test_furniture_stops_at_the_format(explainer: Explainer) -> None:
    found = "\n".join(lines(explainer, "第02版"))
    assert "section furniture" in found and "nothing is read in it" in found


def test_a_near_miss_says_what_stopped_the_rule() -> None:
    extractor = shipped.extractor()
    raw = "全市新建改建的驿站共有12Q座。"
    tree = Explainer.of(extractor, Document("d", raw)).at(raw.index("12"))
    found = "\n".join(tree.lines())
    assert "stopped here" in found and "nearly quantity/" in found
    assert "forbids what stands behind it" in found or "comes next" in found


def test_what_the_view_leaves_out_is_told() -> None:
    extractor = shipped.extractor()
    raw = "全市新建驿站①，共12座。"
    tree = Explainer.of(extractor, Document("d", raw)).at(raw.index("①"))
    assert "the view leaves it out" in "\n".join(tree.lines())


def test_an_offset_beside_a_number_means_the_nearest_number(explainer: Explainer) -> None:
    at = RAW.index("新建")
    assert "3485" in explainer.at(at).text or "5" in explainer.at(at).text


def test_words_that_do_not_occur_and_offsets_outside_are_told(call: Callable[..., object], tmp_path: Path) -> None:
    path = tmp_path / "江澜.txt"
    path.write_text(RAW, encoding="utf-8")
    missing = call("explain", path, "--text", "没有这句")
    assert (missing.status, missing.err) == (2, "'没有这句' does not occur in 江澜.txt\n")
    outside = call("explain", path, "--at", "9999")
    assert outside.status == 2 and "--at 9999" in outside.err


def test_one_document_of_a_jsonl_file_is_named_by_its_id(call: Callable[..., object], tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text('{"id": "a", "text": "全市新建公路12条。"}\n{"id": "b", "text": "全市关闭矿山3座。"}\n', encoding="utf-8")
    assert "公路" in call("explain", f"{path}#a").out
    several = call("explain", path)
    assert several.status == 2 and f"say which: {path}#a" in several.err
    unknown = call("explain", f"{path}#c")
    assert unknown.status == 2 and "has no document 'c'" in unknown.err
