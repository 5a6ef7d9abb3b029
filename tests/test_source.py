"""The view of raw text: what it reads like, and that every character of it knows its raw index."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings, strategies as st

from pipeline.rulebook.lexicon import Lexicon
from pipeline.source import View, fold, make_view
from tests import shipped

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = {path.stem: path.read_text(encoding="utf-8")
           for folder in ("formats", "press") for path in sorted((ROOT / "corpus" / folder).glob("*.txt"))}
LEXICON: Lexicon = shipped.book().lexicon
SPACE = regex.compile(r"[\s\u200b-\u200f\u2060\ufeff\u0085]+")
PIECES = ("全市", "建成", "5G", "12", "8", "３４", "．", ".", "５％", "%", "个", "亿元", "，", "。", "、", "：", "“", "”", "（",
          "）", " ", "  ", "\u3000", "\u3000\u3000", "\n", "\n\n", "\r\n", "\r", "\t", "|", "\u200b", "\ufeff", "\u00a0", "𠮷",
          "—", "-", "~", "记者", "km", "二O二四年", "16 420个", "\ud800", "\x00", "\x0c")
ZEROS = "OoΟОо○◯"  # what is written for a zero between Chinese numerals: 二O二四年
RAW = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def squeezed(text: str) -> str:
    """The text without white space, what prints nothing and the numbers of pages, letters and signs for zero as zeros."""
    text = regex.sub(r"(?m)^[-—\s]*[-—][-—\s]*\d{1,3}\s*[-—][-—\s]*$", "", regex.sub(r"\r\n?|\x0c", "\n", fold(text)))
    return regex.sub(r"[\x00-\x08\x0e-\x1f]", "", SPACE.sub("", text)).translate(dict.fromkeys(map(ord, ZEROS), "〇"))


def assert_sound(raw: str, view: View) -> None:
    assert len(view.text) == len(view.offsets)
    assert all(a < b for a, b in zip(view.offsets, view.offsets[1:], strict=False))
    for char, index in zip(view.text, view.offsets, strict=True):
        assert char == fold(raw[index]) or char in " \n" and raw[index].isspace() or char == "〇" and fold(raw[index]) in ZEROS


@settings(max_examples=300, deadline=None, derandomize=True)
@given(RAW)
def test_every_view_character_is_its_raw_character(raw: str) -> None:
    assert_sound(raw, make_view(raw, LEXICON))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(RAW, st.integers(0, 400), st.integers(1, 30))
def test_raw_slice_of_a_view_span_folds_to_its_text(raw: str, at: int, length: int) -> None:
    view = make_view(raw)
    if not view.text:
        return
    start = at % len(view.text)
    end = min(len(view.text), start + length)
    first, last = view.raw_span(start, end)
    assert squeezed(raw[first:last]) == squeezed(view.text[start:end])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_any_text_has_a_view(raw: str) -> None:
    view = make_view(raw, LEXICON)
    assert_sound(raw, view)
    view.text.encode("utf-8")
    assert not view.text.startswith(("\n", " ")) and "\n\n" not in view.text


@pytest.mark.parametrize("raw, text", [
    ("全年产值12.\n8亿元", "全年产值12.8亿元"),
    ("签约项目160\n余项", "签约项目160余项"),
    ("累计改造 2760 个项目", "累计改造2760个项目"),
    ("同比增长１２．５％", "同比增长12.5%"),
    ("接入充电桩16 420个，", "接入充电桩16420个，"),
    ("共1 024 353 件，", "共1024353件，"),
    ("接入企业1，168家", "接入企业1，168家"),
    ("增长 5% - 8% ，", "增长5%-8% ，"),
    ("里程 120 km。", "里程120km。"),
    ("建成基地和 28家，", "建成基地和28家，"),
    ("新增\u200b３\u200b５\ufeff家", "新增35家"),
    ("二O二四年", "二〇二四年"),
    ("新增①绿地35万m2、厂房8万㎡、½", "新增①绿地35万m2、厂房8万㎡、½"),
    ("增长12%②，", "增长12%，"),
    ("生产总值[2]1260582亿元", "生产总值1260582亿元"),
    ("产量\ud83d达", "产量\ufffd达"),
    ("地区生产总值  1020.6  12.3", "地区生产总值  1020.6  12.3"),
    ("面积 120 353 460", "面积 120 353 460"),
    ("2024年8月15日 10:00", "2024年8月15日 10:00"),
    ])
def test_view_reads(raw: str, text: str) -> None:
    assert make_view(raw).text == text


@pytest.mark.parametrize("headline, text", [
    ("春运启动 12省增开列车", "春运启动 12省增开列车"), ("全市累计实施 3485 个项目", "全市累计实施3485个项目"),
    ("货运超640万吨　载客增11.7%", "货运超640万吨　载客增11.7%")])
def test_space_between_the_halves_of_a_headline_stays(headline: str, text: str) -> None:
    assert make_view(headline).text == text


def test_empty_span_and_the_end() -> None:
    view = make_view("建成 12 个")
    assert view.text == "建成12个"
    assert view.raw_span(2, 4) == (3, 5)
    assert view.raw_span(2, 5) == (3, 7)
    assert view.raw_span(1, 1) == (1, 1)
    assert view.raw_span(5, 5) == (7, 7)


CHANGES: dict[str, Callable[[str], str]] = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "cr": lambda text: text.replace("\n", "\r"),
    "trailing spaces": lambda text: text.replace("\n", "  \n"),
    "trailing wide space": lambda text: text.replace("\n", "\u3000\n"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "zero-width": lambda text: regex.sub(r"(?<=\p{Han})(?=[\p{Han}\d])", "\u200b", text),
    "byte-order mark": lambda text: "\ufeff" + text,
    "wide digits": lambda text: text.translate(str.maketrans("0123456789%.", "０１２３４５６７８９％．")),
    "form feed": lambda text: text.replace("\n", "\x0c"),
    }


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_what_a_file_may_bring_changes_no_view(name: str, change: str) -> None:
    raw = SAMPLES[name]
    changed = CHANGES[change](raw)
    view = make_view(changed, LEXICON)
    assert view.text == make_view(raw, LEXICON).text
    assert_sound(changed, view)


@pytest.mark.parametrize("name", SAMPLES)
def test_view_of_a_view_is_itself(name: str) -> None:
    text = make_view(SAMPLES[name], LEXICON).text
    assert make_view(text, LEXICON).text == text


# -- columns ----------------------------------------------------------------------------------------------------------

NEVER_FIRST, NEVER_LAST = "，。、；：！？”’）》】…%", "“‘（《【"


def set_in_column(paragraph: str, width: int, indent: int = 0) -> list[str]:
    """The paragraph broken at `width` characters as print does: numbers and words whole, no closing mark first."""
    lines, line, cells = [], "", float(indent)
    for token in regex.findall(r"[A-Za-z0-9.,%+]+|.", paragraph):
        size = sum(0.5 if char.isascii() else 1 for char in token)
        if line and cells + size > width and token not in NEVER_FIRST:
            if line[-1] in NEVER_LAST:
                line, token = line[:-1], line[-1] + token
            lines.append(line)
            line, cells = "", 0.0
        line += token
        cells += size
    return [*lines, line]


PROSE_SAMPLES = ["answers-office", "bulletin-year", "briefing-flood", "broadcast-items", "company-announcement",
                 "plain-note", "transcript-live", "web-page"]


def test_columns_are_rejoined() -> None:
    """Of paragraphs set in columns with blank lines or indents 97 in 100 come back, of those with neither 85."""
    for marked, floor in (("blank", 0.97), ("indent", 0.97), ("none", 0.85)):
        whole = back = 0
        for name in PROSE_SAMPLES:
            paragraphs = [part for part in make_view(SAMPLES[name], LEXICON).text.split("\n")
                          if not regex.search(r"  |[|\t]", part)]
            for width in (18, 22, 28, 36):
                lines = []
                for paragraph in paragraphs:
                    column = set_in_column(paragraph, width, 2 if marked == "indent" else 0)
                    lines += [("\u3000\u3000" if marked == "indent" else "") + column[0], *column[1:]]
                    lines += [""] if marked == "blank" else []
                found = make_view("\n".join(lines), LEXICON).text.split("\n")
                whole += len(paragraphs)
                back += sum(paragraph in found for paragraph in paragraphs)
        assert back / whole >= floor, marked


def test_column_that_counts_characters_is_rejoined() -> None:
    """A figure is as wide as a Han character where a text was broken after so many of them; no figure is broken."""
    paragraphs = ["钱花到了哪里？沈维舟算了一笔账：2021年以来，全市完成水利投资183.6亿元，相当于“十三五”时期的1.7倍，其中省级资金占35.5%；"
                  "建成中小型水库15座，新增蓄水能力6800余万立方米；加固病险水库214座，改造老旧供水管网620公里。管网漏损率由2020年的14.9%降到9.3%，"
                  "一年少漏掉1500万吨左右的水。",
                  "农村方面，全市建成供水工程1263处，自来水普及率达到96.4%，比2020年提高5.2个百分点，惠及农村人口120.6万人，总投资6.85亿元，"
                  "其中2025年投资2.35亿元，新增受益人口36.5万人。"]
    lines: list[str] = []
    for paragraph in paragraphs:
        line = "\u3000\u3000"
        for token in regex.findall(r"[\d.%]+|.", paragraph):
            if len(line) + len(token) > 22 and token not in "，。；：？”":
                lines.append(line)
                line = ""
            line += token
        lines.append(line)
    raw = "\n".join([*lines, "图为7月6日，抢险队员在堤段演练。　毛竹　摄"])
    assert make_view(raw, LEXICON).text.split("\n")[:2] == paragraphs
    assert make_view(raw, LEXICON).text.count("\n") == 2


def test_signs_of_markdown_are_no_text() -> None:
    raw = "# 全市降水\n**秋白：** 平均312毫米，**偏多21%**。\n脚注** 为初步数，C# 语言"
    assert make_view(raw, LEXICON).text == "全市降水\n秋白： 平均312毫米，偏多21%。\n脚注** 为初步数，C# 语言"
    assert make_view("税收 *4.6亿元*，[新增岗位3200个](http://x.cn/2024/100)。", LEXICON).text == "税收4.6亿元，新增岗位3200个。"
    assert make_view("![图片100张](a.png)建成`充电桩`20个，比值3*4，*注。", LEXICON).text == "建成充电桩20个，比值3*4，*注。"


def test_page_break_inside_a_word_and_marks_of_the_page_vanish() -> None:
    raw = ("设立人工智能专项，分两批支持集成电路\n、智能制造等领域项目19项；组织申报国\n家重点计划专项8项，累计建成智慧小\n"
           "\n— 3 —\n\n（下转03版）\n上接01版\n\n区176个，全市行政村实现光纤网络覆盖，\n入社率达到百分之百。")
    assert make_view(raw, LEXICON).text.count("\n") == 0
    assert "智慧小区176个" in make_view(raw, LEXICON).text


def test_headline_of_two_lines_is_one_paragraph_and_the_byline_another() -> None:
    raw = SAMPLES["cqrb-2021-zhibohui"]
    for lexicon in (None, LEXICON):
        assert make_view(raw, lexicon).text.split("\n")[:3] == [
            "重庆“十四五”将新建100个智能工厂700个数字化车间", "2021智博会新闻发布会介绍我市数字经济发展情况", "重庆日报记者 夏元 杨骏"]


@pytest.mark.parametrize("lines", [
    ["江澜上半年成绩单", "新建农村公路120条，总长860公里", "新增企业1200多家，增长12.4%", "建成智慧小区176个，惠及9万户", "完成投资186.4亿元，增长6.2%",
     "以上数据由江澜市统计局于8月15日在市政府新闻发布厅公布，同比均按可比价格计算。"],
    ["江澜上半年成绩单。", "● 新建农村公路120条，总长860公里", "● 新增企业1200多家，增长12.4%", "● 建成智慧小区176个，惠及9万户"],
    ["江澜：多措并举，全力保供", "江澜市昨日召开会议，部署保供工作。", "会议要求，加强储备。"],
    ["主持人：", "各位来宾，欢迎到场！", "沈维舟：", "上半年，全市新增企业300家，增长12%。"]])
def test_lines_that_are_whole_stay_apart(lines: list[str]) -> None:
    assert make_view("\n".join(lines), LEXICON).text.split("\n") == lines


@pytest.mark.parametrize("unit", ["全市新建公路里程", "12 345 678个，", "建 3 个 ", "5 - ", "陈金山：好的。\n", "a\tb\t1\n",
                                  "\n", "“", "建[1]", "\u200b建"])
def test_cost_grows_with_the_text(unit: str) -> None:
    def cost(size: int) -> float:
        raw = unit * (size // len(unit))
        start = time.process_time()
        make_view(raw, LEXICON)
        return time.process_time() - start

    cost(1000)
    # another process may slow down any of them, but not every time
    assert any(cost(80_000) <= 8 * max(cost(20_000), 0.005) for _ in range(10))
