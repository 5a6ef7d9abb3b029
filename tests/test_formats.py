"""Sections, turns, items, tables, date and place of releases in every format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from pipeline.errors import UsageError
from pipeline.formats import Layout, divide, format_names
from pipeline.formats.samples import format_reader
from pipeline.model import SECTION_KINDS, Section
from pipeline.rulebook import Rulebook, load_rulebook
from pipeline.rulebook.examples import Case, cases, check_case
from pipeline.source import Document, View, make_view
from tests import shipped

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = sorted((ROOT / "corpus" / "formats").glob("*.txt"))
SEED = ROOT / "corpus" / "press" / "cqrb-2021-zhibohui.txt"
BOOK = shipped.book()
CASES = [case for rule in BOOK.layer("format") for case in cases(rule)]


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return BOOK


def division(text: str, book: Rulebook, title: str | None = None, name: str | None = None) -> tuple[View, Layout]:
    view = make_view(text, book.lexicon)
    return view, divide(view, Document("test", text, title), book, name)


def shown(view: View, section: Section) -> list[str]:
    """A section as a line of a sample's table."""
    cells = "; ".join(f"{view.text[c.start:c.end]} {c.unit or '-'}" for c in section.cells)
    turn = "" if section.turn is None else str(section.turn)
    begins = view.text[section.start:section.end][:12].replace("\t", " ")
    return [section.kind, str(section.item), turn, section.speaker or "", begins, cells]


def kinds(text: str, book: Rulebook, name: str | None = None) -> list[tuple[str, str]]:
    view, layout = division(text, book, name=name)
    return [(section.kind, view.text[section.start:section.end]) for section in layout.sections]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_sample_is_divided_as_its_table_says(sample: Path, book: Rulebook) -> None:
    view, layout = division(sample.read_text(encoding="utf-8"), book)
    first, *rest = sample.with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    assert [layout.format, str(layout.date or ""), layout.region or ""] == first.split("\t")
    assert [shown(view, section) for section in layout.sections] == [line.split("\t") for line in rest]


def test_every_format_has_a_sample(book: Rulebook) -> None:
    found = {sample.with_suffix(".tsv").read_text(encoding="utf-8").split("\t", 1)[0] for sample in SAMPLES}
    assert found == set(format_names(book))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_example_of_a_format_rule(case: Case, book: Rulebook) -> None:
    assert check_case(case, format_reader(book)) is None


def test_home_article(book: Rulebook) -> None:
    view, layout = division(SEED.read_text(encoding="utf-8"), book)
    assert (layout.format, layout.date, layout.region) == ("newspaper", date(2021, 8, 15), "重庆")
    parts = [(section.kind, section.speaker, view.text[section.start:section.end]) for section in layout.sections]
    assert parts[0] == ("headline", None, "重庆“十四五”将新建100个智能工厂700个数字化车间")
    assert [kind for kind, _, _ in parts[:5]] == ["headline", "subhead", "furniture", "lead", "lead"]
    assert [speaker for kind, speaker, _ in parts if kind == "question"] == ["记者"] * 7
    answering = list(dict.fromkeys(speaker for kind, speaker, _ in parts if kind == "turn"))
    assert answering == ["陈金山", "周青", "米本家", "陈军", "严兵", "彭志明", "龙晖"]
    assert [text for kind, _, text in parts if kind == "subhead"][1:] == [
        "全市累计实施3485个智能化改造项目", "“重庆造”汽车软件成本占汽车成本比重将达到20%", "重庆5G基站建设整体规模列全国第6、西部第1",
        "第一批市级人工智能重点研发项目30项已经实施", "全市行政村光纤网络和4G信号全覆盖，互联网通村入社率100%",
        "51家新加坡企业及机构将参加线上展览", "市科协将为推动全市数字经济和大数据智能化发展注入“科技因子”"]
    assert "body" not in [kind for kind, _, _ in parts]
    assert parts[-1][0] == "caption"


def assert_covered(text: str, sections: Sequence[Section]) -> None:
    """Nothing but line ends, and the brackets around a headline that opens a paragraph, stands between the sections."""
    at = 0
    for section in sections:
        assert not text[at:section.start].strip("\n【】 　")
        assert section.start >= at
        at = section.end
    assert not text[at:].strip("\n")


def test_sections_cover_the_view_in_order(book: Rulebook) -> None:
    for sample in (*SAMPLES, SEED):
        view, layout = division(sample.read_text(encoding="utf-8"), book)
        assert_covered(view.text.strip("\n"), layout.sections)
        for section in layout.sections:
            assert section.kind in SECTION_KINDS
            assert not section.label or view.text[section.label.end - 1] in "：:】"
            assert all(section.start <= cell.start < cell.end <= section.end for cell in section.cells)
        assert [s.item for s in layout.sections] == sorted(s.item for s in layout.sections)


@pytest.mark.parametrize("line", [
    "市委书记张三强调：“抓好落实。”", "有关专家提示：注意防暑。", "经济增长情况：上半年增长6%。", "长江流域：来水偏多两成。", "记者手记：一路看来，变化不小。", "联系电话：12345"])
def test_line_with_a_colon_that_is_no_label(line: str, book: Rulebook) -> None:
    _, layout = division(f"江澜要事\n上半年，增长6%。\n{line}\n下半年，加快建设。", book)
    assert not [section.speaker for section in layout.sections if section.speaker]


PIECES = ("记者：", "沈维舟：", "主持人：\n", "答：", "问：", "全市建成12个，", "同比增长5%。", "\n", "\n\n", "　　", "一、", "（一）", "1.", "【", "】", "：",
          "|", "\t", "  ", "1020.6", "单位：亿元", "图为现场。", "责任编辑：王芳", "2024年8月16日", "[10:15] ", "副市长", "相关阅读", "■", "摄", "？", "99月99日电")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from([None, *format_names(BOOK)]))
def test_any_text_is_divided_whole_by_any_format(text: str, name: str | None) -> None:
    view, layout = division(text, BOOK, name=name)
    assert_covered(view.text, layout.sections)
    turns = [section.turn for section in layout.sections if section.turn is not None]
    assert turns == sorted(turns)
    assert all(section.speaker for section in layout.sections if section.kind == "turn")


def test_unknown_format_is_named_with_the_known_ones(book: Rulebook) -> None:
    with pytest.raises(UsageError, match=r"no format 'newspapr' \(did you mean 'newspaper'\?\)"):
        division("一句话。", book, name="newspapr")


def test_format_given_by_name_is_taken(book: Rulebook) -> None:
    text = "江澜港吞吐量突破3亿吨\n江澜海关今天发布数据。\n楚澜地铁开通\n两条地铁今天开通。"
    assert division(text, book)[1].format == "plain"
    _, layout = division(text, book, name="broadcast")
    assert layout.format == "broadcast"
    assert [section.item for section in layout.sections] == [0, 0, 1, 1]


def test_heading_with_a_colon_is_no_speaker(book: Rulebook) -> None:
    text = ("记者：有什么打算？\n沈维舟：建成园区10个。\n目标：到2025年建成10个园区。\n"
            "方案：新增5个。\n副市长沈维舟回答了提问。")
    _, layout = division(text, book)
    assert {section.speaker for section in layout.sections} == {"记者", "沈维舟"}


def test_reported_speech_is_no_label(book: Rulebook) -> None:
    text = "江澜新增企业\n市统计局局长李四介绍：“全市新增企业300家。”\n发言人表示：“还将新增20家。”\n完毕。"
    assert not [section for section in division(text, book)[1].sections if section.speaker]


@pytest.mark.parametrize("label, speaker", [
    ("沈维舟：", "沈维舟"), ("沈维舟:", "沈维舟"), ("高　峰：", "高峰"), ("沈维舟（副市长）：", "沈维舟（副市长）"),
    ("副市长 沈维舟：", "副市长 沈维舟"), ("沈副市长：", "沈副市长"), ("买买提·艾力：", "买买提·艾力"), ("主持人：", "主持人"),
    ("主持人 方晴：", "主持人 方晴"), ("新闻发言人：", "新闻发言人"), ("答：", "答")])
def test_label_of_a_turn(label: str, speaker: str, book: Rulebook) -> None:
    text = f"记者：情况如何？\n{label}全年新增50家。\n其中民营企业40家。"
    view, layout = division(text, book)
    turn = [section for section in layout.sections if section.kind == "turn"]
    assert [(section.speaker, section.turn) for section in turn] == [(speaker, 1), (speaker, 1)]
    assert turn[0].label and turn[0].label.of(view.text) == label
    assert turn[1].label is None


@pytest.mark.parametrize("label, speaker", [
    ("记者：", "记者"), ("江澜日报记者：", "江澜日报记者"), ("江澜日报记者 李然：", "江澜日报记者 李然"), ("江澜晚报：", "江澜晚报"), ("【江澜日报记者】：", "江澜日报记者"),
    ("问：", "问"), ("三、问：", "问"), ("问题3：", "问题3")])
def test_label_of_a_question(label: str, speaker: str, book: Rulebook) -> None:
    _, layout = division(f"江澜发布会\n{label}有多少家？\n沈维舟：50家。", book)
    assert [(s.kind, s.speaker) for s in layout.sections[1:]] == [("question", speaker), ("turn", "沈维舟")]
    assert layout.sections[1].label is not None


def test_label_on_its_own_line_opens_the_paragraphs_below(book: Rulebook) -> None:
    view, layout = division("发布会实录\n主持人：\n请局长发布。\n市民政局局长 沈维舟：\n共有床位4万张。\n新增300张。", book)
    found = [(s.kind, s.speaker, s.label.of(view.text) if s.label else None) for s in layout.sections[1:]]
    assert found == [("furniture", None, None), ("turn", "主持人", "主持人："), ("furniture", None, None),
                     ("turn", "市民政局局长 沈维舟", "市民政局局长 沈维舟："), ("turn", "市民政局局长 沈维舟", None)]


def test_name_alone_on_its_line_opens_a_turn_if_the_text_introduces_it(book: Rulebook) -> None:
    text = "江澜发布会\n市疾控中心副主任何川出席。\n何 川\n库存疫苗36万支。\n投资\n完成投资3亿元。\n结束。"
    _, layout = division(text, book)
    assert [(s.kind, s.speaker) for s in layout.sections[2:]] == [
        ("furniture", None), ("turn", "何川"), ("subhead", None), ("body", None), ("body", None)]


def test_speech_in_full_is_its_speakers(book: Rulebook) -> None:
    text = "啟用禮致辭\n以下是行政長官今日（八月十六日）出席啟用禮的致辭全文：\n各位嘉賓：\n總投資120億元。\n完／２０２４年８月１６日"
    _, layout = division(text, book)
    assert [s.speaker for s in layout.sections] == [None, None, "行政長官", "行政長官", None]


def test_numbered_points_do_not_end_a_turn(book: Rulebook) -> None:
    text = "记者：如何？\n沈维舟：有两条。\n（一）提高额度\n额度提高到400元。\n（二）扩大范围\n范围扩大到50家。"
    assert [kind for kind, _ in kinds(text, book)] == ["question", *["turn"] * 5]


def test_turn_ends_at_a_subhead(book: Rulebook) -> None:
    text = "记者：如何？\n沈维舟：新增50家。\n下半年再增20家\n江澜还将新建园区。\n新增园区3个。"
    assert [kind for kind, _ in kinds(text, book)] == ["question", "turn", "subhead", "body", "body"]


def test_two_line_heading_of_two_statements_keeps_them_apart(book: Rulebook) -> None:
    lines = ["销量同比增长9.7%", "单价每箱多卖4元", "", "记者：今年蜜橘卖得好不好？果农腰包鼓了", "吗？收入如何？", "",
             "沈维舟：橘子不愁销路，全市卖出蜜橘", "3.15万吨，比上年多9.7%，单价每", "箱62元，行情一路向上。"]
    assert kinds("\n".join(lines), book)[0][1] == "销量同比增长9.7% 单价每箱多卖4元"


def test_figures_in_subheads_captions_and_headlines_are_no_furniture(book: Rulebook) -> None:
    text = ("《江澜日报》2024年8月16日 第02版\n江澜新增企业300家\n上半年，全市新增企业300家。\n出口额增长两成\n"
            "民营企业出口增长两成。\n图为江澜港，600多名工人装卸货物。 江澜日报记者 秦川 摄")
    assert [kind for kind, _ in kinds(text, book)] == ["furniture", "headline", "lead", "subhead", "body", "caption"]


@pytest.mark.parametrize("line", [
    "本报记者 李然 周岚", "（本报记者 李然）", "江澜日报记者 何 川 通讯员 陈晓", "责任编辑：王芳", "来源：江澜日报", "（完）", "2024年8月16日",
    "江澜市统计局　2024年8月16日", "《江澜日报》2024年8月16日 第02版", "时间：2024年8月15日上午10时",
    "主持人：江澜市新闻办副主任 骆晚", "编辑 / 王芳", "阅读 10万+", "地 点：市政府", "（第5期）"])
def test_furniture(line: str, book: Rulebook) -> None:
    found = kinds(f"江澜新增企业300家\n{line}\n上半年，全市新增企业300家。\n其中民营企业200家。", book)
    assert found[1] == ("furniture", line)


@pytest.mark.parametrize("line", ["市领导参加新增项目开工", "记者节里的新增企业", "完成投资300亿元", "来源多元化 企业增收两成", "责任田里增收300元"])
def test_line_that_states_something_is_no_furniture(line: str, book: Rulebook) -> None:
    assert kinds(f"江澜要闻\n上半年，全市新增企业300家。\n{line}\n其中民营企业200家。", book)[2] == ("subhead", line)


@pytest.mark.parametrize("table, cells", [
    ("指标｜总量（亿元）｜同比（%）\n数字产业增加值｜1020.6｜12.3", [("1020.6", "亿元"), ("12.3", "%")]),
    ("单位：万元\n项目\t本期\t上期\n营业收入\t864.2\t768.0", [("864.2", "万元"), ("768.0", "万元")]),
    ("（单位：亿元）\n指标  总量  同比（%）\n外贸  860.4  -5.2", [("860.4", "亿元"), ("-5.2", "%")]),
    ("指标  绝对量\n利用外资（亿美元）  6.2", [("6.2", "亿美元")]),
    ("| 产品 | 单位 | 产量 |\n| --- | --- | --- |\n| 汽车 | 万台 | 57.2 |", [("57.2", "万台")]),
    ("注：单位为亿元\n指标 上年 本年\n投资 120.5 133.1", [("120.5", "亿元"), ("133.1", "亿元")]),
    ("指标  数值\n覆盖率  95.6%\n户数（万户）  1,268", [("95.6%", None), ("1,268", "万户")]),
    ])
def test_table_gives_its_figures_their_units(table: str, cells: list[tuple[str, str | None]], book: Rulebook) -> None:
    view, layout = division(f"江澜运行情况\n上半年，运行平稳。\n{table}\n全市经济运行平稳。", book)
    found = [(view.text[c.start:c.end], c.unit) for section in layout.sections for c in section.cells]
    assert found == cells


def test_page_fields_side_by_side_are_no_table(book: Rulebook) -> None:
    text = "江澜新增企业\n来源：江澜日报　　作者：李然　　浏览次数：1268\n日期：2024-08-16　　编辑：王芳\n上半年，新增企业300家。\n完成。"
    assert [kind for kind, _ in kinds(text, book)] == ["headline", "furniture", "furniture", "lead", "body"]


def test_column_of_a_cell(book: Rulebook) -> None:
    _, layout = division("江澜外贸\n运行平稳。\n指标  总量（亿元）  同比（%）\n外贸  860.4  5.2\n完成目标。", book)
    assert [cell.column for section in layout.sections for cell in section.cells] == ["总量（亿元）", "同比（%）"]


@pytest.mark.parametrize("text, day", [
    ("《江澜日报》2023年5月19日 第03版\n昨日，发布会举行。\n完成。", date(2023, 5, 19)),
    ("江澜建港\n江澜晚报　2023年5月19日　星期五　A04版\n昨日，发布会举行。\n完成。", date(2023, 5, 19)),
    ("两市收涨\n——江澜证券市场综述（2025年6月19日）\n周四，股指回升。\n完成。", date(2025, 6, 19)),
    ("江澜投产\n2024-08-16 09:30 来源：江澜网\n8月15日，项目投产。\n完成。", date(2024, 8, 16)),
    ("发布会\n时间：2023年10月19日下午3时\n主持人：\n请发布。", date(2023, 10, 19)),
    ("沧源2023年三季报\n财经社江澜10月23日电（记者 李然）沧源22日发布报告。\n完成。", date(2023, 10, 23)),
    ("江澜发布会\n项目投产。\n8月15日，2021江澜博览会现场。 江澜日报记者 秦川 摄", date(2021, 8, 15)),
    ("澄港公布數字\n總數上升。\n二〇二四年十月三日", date(2024, 10, 3)),
    ("江澜印发办法\n5月27日，江澜市印发办法（江发〔2024〕9号）。\n完成。", date(2024, 5, 27)),
    ("江澜规划\n8月15日，江澜市提出，到2035年建成10个园区。\n完成。", None),
    ("江澜投产\n项目投产。\n完成。", None)])
def test_date_of_a_release(text: str, day: date | None, book: Rulebook) -> None:
    assert division(text, book)[1].date == day


def test_published_date_wins(book: Rulebook) -> None:
    text = "《江澜日报》2023年5月19日 第03版\n昨日，发布会举行。"
    layout = divide(make_view(text), Document("d", text, published=date(2020, 1, 2)), book)
    assert layout.date == date(2020, 1, 2)


@pytest.mark.parametrize("text, place", [
    ("枫泾日报记者 李然\n枫泾蜜橘上市\n全市采橘。", "枫泾"), ("江澜市新增企业\n江澜市统计局发布数据。", "江澜"),
    ("人民日报记者 李然\n人民生活改善\n全国增长。", None), ("招商新闻发布会\n招商新闻发布会举行。", None), ("市场回暖\n市场销售增长。", None)])
def test_home_of_a_release(text: str, place: str | None, book: Rulebook) -> None:
    assert division(text, book)[1].region == place


def test_new_format_is_a_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "format").mkdir()
    (tmp_path / "format" / "diary.yaml").write_text(NEW_FORMAT, encoding="utf-8")
    book = load_rulebook((tmp_path,))
    assert "diary" in format_names(book)
    _, layout = division("江澜港航日志\n值班：沈维舟\n▶三号泊位\n靠泊货轮12艘。\n▶四号泊位\n靠泊货轮9艘。", book)
    assert layout.format == "diary"
    assert [(s.kind, s.item) for s in layout.sections] == [
        ("headline", 0), ("furniture", 0), ("subhead", 1), ("body", 1), ("subhead", 2), ("body", 2)]
    reader = format_reader(book)
    assert [check_case(case, reader) for case in cases(book.rule("format/diary"))] == [None, None]


NEW_FORMAT = """layer: format
rules:
  - id: format/diary
    about: the log of a port
    sure: '(?P<title>.{2,20}日志\\Z)'
    furniture: '值班：.*'
    item: '▶\\S'
    lead: "no"
    examples:
      - text: |-
          江澜港航日志
          ▶三号泊位
          靠泊货轮12艘。
        gives:
          - {kind: headline, text: 江澜港航日志}
          - {kind: subhead, item: '1', text: ▶三号泊位}
          - {kind: body, item: '1', text: 靠泊货轮12艘。}
    rejects: [江澜港靠泊货轮12艘。]
"""


def test_title_marks_the_headline(book: Rulebook) -> None:
    _, layout = division("江澜要闻速递\n江澜新增企业300家\n上半年，新增企业300家。\n完成。", book, title="江澜新增企业300家")
    assert [section.kind for section in layout.sections] == ["headline", "headline", "lead", "body"]


def test_single_sentence_is_body(book: Rulebook) -> None:
    assert kinds("全年新建公路12条", book) == [("body", "全年新建公路12条")]
    assert kinds("", book) == []


@pytest.mark.parametrize(("text", "region"), [
    ("老旧小区换新装\n老旧小区今年改造164个。\n老旧小区改造惠及9万户。", None),
    ("新院区启用\n市医院新院区今年启用。新院区有床位800张。", None),
    ("据江澄市应急局消息\n据江澄市应急局介绍，全市转移3万人。\n江澄全市平稳。", "江澄"),
    ("走进库区\n走进库区新村，小楼依山而建。\n走进库区，有民宿8间。", None),
])
def test_home_is_a_plausible_name(text: str, region: str | None, book: Rulebook) -> None:
    assert division(text, book)[1].region == region


def test_whoever_speaks_is_no_place(book: Rulebook) -> None:
    text = ("江澄市“绿道建设”访谈\n本期嘉宾：\n市园林局局长　童百草\n市公交集团董事长　游八方\n"
            "记者：进展如何？\n童百草：江澄已改造12个。\n游八方：站台更换8处。")
    view, layout = division(text, book)
    assert layout.region == "江澄"
    roster = [view.text[section.start:section.end] for section in layout.sections[2:4]]
    assert roster == ["市园林局局长　童百草", "市公交集团董事长　游八方"]


def test_turn_of_broadcast_ends_with_its_paragraph(book: Rulebook) -> None:
    text = ("江澄车站发送旅客创新高\n江南卫视消息（晚间新闻）：昨天发送旅客86万人次。\n"
            "车站值班站长 马玉芬：我们增开了12个窗口。\n车站还投入了20台闸机。")
    _, layout = division(text, book)
    assert [(section.kind, section.speaker) for section in layout.sections[-2:]] == [
        ("turn", "车站值班站长 马玉芬"), ("body", None)]


def test_paragraphs_that_open_as_turns_and_are_none_are_told(book: Rulebook) -> None:
    text = ("冰川论坛\n论坛昨日举行，来了260人。\n柏谷｜末端后退了120米，减了三成。\n青野｜明年再测20处冰川，招12人。\n"
            "柏谷｜再建3个站点，投资2亿元。\n费用：由主办方承担，每人300元。")
    view, layout = division(text, book)
    assert [view.text[section.start:section.end][:3] for section in layout.unread] == ["柏谷｜", "柏谷｜"]
    introduced = text.replace("来了260人", "研究员柏谷到场")
    assert division(introduced, book)[1].unread == ()


def test_sure_mark_beats_any_number_of_hints(book: Rulebook) -> None:
    text = ("强降雨致多地受灾\n江南卫视消息（晚间新闻）：截至今天14时，洪水已造成2人死亡，应急管理部启动应急响应，消防救援队伍转移群众3200人。\n"
            "雨还在下，防汛抗旱指挥部提醒市民少出门。")
    assert division(text, book)[1].format == "broadcast"


@pytest.mark.parametrize(("said", "kind"), [("听说票价要涨到3元？", "question"), ("欢迎收看今天的节目。", "turn")])
def test_host_who_asks_puts_a_question(said: str, kind: str, book: Rulebook) -> None:
    for text in (f"[主持人]：{said}\n[陆九思]：票价仍是2元。", f"【主持人】\n{said}\n【陆九思】\n票价仍是2元。"):
        _, layout = division(text, book, name="transcript")
        assert [section.kind for section in layout.sections if section.kind != "furniture"] == [kind, "turn"]


def test_labels_in_tortoise_brackets(book: Rulebook) -> None:
    text = "〔主持人〕欢迎收看。\n〔沈维舟〕投资增长14%。\n〔网友“江边柳”〕最高补贴多少？\n〔沈维舟〕最高80万元。"
    _, layout = division(text, book)
    assert [(section.kind, section.speaker) for section in layout.sections] == [
        ("turn", "主持人"), ("turn", "沈维舟"), ("question", "网友“江边柳”"), ("turn", "沈维舟")]


def test_asker_between_brackets_is_no_byline(book: Rulebook) -> None:
    text = "发布会文字实录\n【沈维舟】\n新建12个。\n【江澄时报记者】\n听说手续要半年？\n【沈维舟】\n只要9天。"
    _, layout = division(text, book, name="transcript")
    assert [section.kind for section in layout.sections if section.kind != "furniture"][1:] == ["turn", "question", "turn"]


def test_office_that_opens_a_headline_takes_no_turn(book: Rulebook) -> None:
    text = "教育部：毛入园率达92%\n教育部今天召开发布会，基础教育司司长介绍情况。\n毛入园率达92%。"
    assert [section.kind for section in division(text, book)[1].sections] == ["headline", "lead", "body"]


LABELLED = r"""layer: format
rules:
  - id: format/fish
    about: 渔市周报
    sure: '(?P<head>渔市周报)'
    label: '(?P<speaker>\p{Han}{2,10})◇[ ]?'
    turns: paragraph
    examples: [{text: "[[渔市周报]]\n[[市场部老王◇ 库存20吨。]]", gives: [{kind: headline}, {kind: turn, speaker: 市场部老王}]}]
    rejects: [普通新闻稿。]
"""


def test_a_label_of_ones_own_may_have_any_sign(tmp_path: Path) -> None:
    (tmp_path / "fish.yaml").write_text(LABELLED, encoding="utf-8")
    own = load_rulebook([tmp_path])
    assert not [problem for case in cases(own.rule("format/fish")) if (problem := check_case(case, format_reader(own)))]


@pytest.mark.parametrize(("text", "day"), [
    ("镜湖市法院2024年6月数据通报\n全院6月新收案件2316件。\n库存充足。", date(2024, 6, 30)),
    ("2024年1—2月经济运行情况\n生产平稳。", date(2024, 2, 29)),
    ("2023年前三季度经济形势\n生产平稳。", date(2023, 9, 30)),
    ("2024年6月数据通报\n记者今天获悉，生产平稳。", None),
    ("2024年重点工作\n生产平稳。", None),
])
def test_a_release_without_a_day_is_of_the_end_of_what_its_headline_reports(text: str, day: date | None, book: Rulebook) -> None:
    assert division(text, book)[1].date == day
