"""Whole releases of many layouts, through all layers: who speaks is told by how a text sets its labels and lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.source import Document
from tests import shipped
from tests.test_speakers import MARK, unmarked

DATA = Path(__file__).parent / "data" / "layouts.txt"
CASES = "\n".join(line for line in DATA.read_text("utf-8").split("\n") if not line.startswith("%")).strip("\n").split("\n====\n")


@pytest.mark.parametrize("case", CASES, ids=[MARK.sub(r"\1", case)[:16] for case in CASES])
def test_every_figure_gets_the_speaker_of_its_layout(case: str) -> None:
    wanted: list[tuple[int, str, str]] = []
    text = unmarked(case, 0, wanted)
    found = {record["quantity"]["start"]: record["speaker"] or "-" for record in shipped.extractor().records(Document("layout", text))}
    assert [(words, found.get(start)) for start, words, _ in wanted] == [(words, speaker) for _, words, speaker in wanted]


# A label is put together: what stands in front of whoever speaks, who that is, what stands behind, what parts it from the words.
OPENING = "江澜市举行防汛新闻发布会\n8月15日，发布会在江澜举行。市水利局局长沈维舟、市气象台台长罗一鸣出席并回答提问。\n"
PEOPLE = {"沈": ("沈维舟", "市水利局局长"), "罗": ("罗一鸣", "市气象台台长"), "记": ("江澜晚报记者", "")}
SAID = (("沈", "全市新建泵站12座，目前都能用。"), ("罗", "平均降雨量412毫米，比往年多。"), ("记", "听说有3个村子被淹，是真的吗？"),
        ("沈", "没有这回事。全市转移群众860人。"), ("罗", "我补充一点，雨带每天北移30公里。"))
SPEAKERS = {"12座": "沈维舟", "412毫米": "罗一鸣", "3个": "记者", "860人": "沈维舟", "30公里": "罗一鸣"}
TOLD = {"title name": "{title} {name}", "titlename": "{title}{name}", "name(title)": "{name}（{title}）", "name title": "{name} {title}"}
NAME = "{name}"


def labelled(form: str, front: str = "", behind: str = "") -> str:
    """The talk, each turn opened by a label of that form; who asks has a name and no title, and answers nothing."""
    lines = []
    for who, words in SAID:
        name, title = PEOPLE[who]
        label = form.format(name=name, title=title) if title else name
        lines.append(front + label + (behind if title else behind.replace("答", "")) + words)
    return OPENING + "\n".join(lines)


@pytest.mark.parametrize("front", ["", "●", "■", "▶ ", "10:03 ", "[10:03] ", "1号 "])
@pytest.mark.parametrize("who", [*TOLD.values(), NAME], ids=[*TOLD, "name"])
def test_a_label_may_have_anything_in_front(front: str, who: str) -> None:
    assert speakers_of(labelled(who, front, "：")) == SPEAKERS


@pytest.mark.parametrize("behind", ["（8月15日）：", "（笑）：", " 10:03：", "【10:03】：", "答：", "｜", "——"])
@pytest.mark.parametrize("who", [TOLD["name(title)"], NAME], ids=["name(title)", "name"])
def test_a_label_may_have_anything_behind(behind: str, who: str) -> None:
    assert speakers_of(labelled(who, behind=behind)) == SPEAKERS


@pytest.mark.parametrize("front, form, behind", [
    ("[", NAME, "] "), ("【", TOLD["title name"], "】"), ("〔", NAME, "〕："), ("[10:03]［", NAME, "］"), ("【", TOLD["name(title)"], "】"),
    ("", NAME, "\n"), ("●", NAME, "\n"), ("10:03 ", NAME, "\n"), ("", NAME, "　2024-08-15 10:03\n"), ("●", TOLD["title name"], "\n"),
    *(("", form, "\n") for form in TOLD.values()), ("", NAME, "　"), ("", TOLD["title name"], "　")])
def test_a_label_may_stand_in_brackets_or_on_its_own_line(front: str, form: str, behind: str) -> None:
    assert speakers_of(labelled(form, front, behind)) == SPEAKERS


@pytest.mark.parametrize("front, behind", [("", "："), ("", "—"), ("", "（笑）："), ("10:03 ", "："), ("[", "] "), ("", "\n")])
def test_names_that_come_back_are_labels_though_nobody_introduces_them(front: str, behind: str) -> None:
    text = labelled(NAME, front, behind).replace("市水利局局长沈维舟、市气象台台长罗一鸣出席", "各方面的人士出席")
    assert speakers_of(text) == SPEAKERS


@pytest.mark.parametrize("label", ["红石村养鹅能手 罗小满", "罗小满 红石村村民", "红石村村医罗小满", "罗小满（红石村支书、主任）"])
def test_one_interviewee_is_told_by_a_title_on_either_side_or_by_a_role(label: str) -> None:
    text = f"泵站连着千家万户\n泵站增加到36座。\n{label}：以前要跑3个小时，现在10分钟就到。"
    assert speakers_of(text) == {"36座": None, "3个小时": "罗小满", "10分钟": "罗小满"}


@pytest.mark.parametrize("text", [
    "江澜市推进整改\n问题：管网漏损，去年漏水12万吨。\n整改：全市已更换管道86公里。\n问题：泵站老化，有3座停用。\n整改：年内再建2座。",
    "江澜市表彰先进\n市政府昨天表彰12名先进个人。\n市水利局局长 沈维舟\n市气象台台长 罗一鸣\n市教育局局长 方晴\n每人奖励3000元。",
    "江澜市干部任前公示\n沈维舟，现任市水利局局长，拟任市直单位正职，公示期5天。\n罗一鸣，现任市气象台台长，从事气象工作18年。",
    "防汛知识\n何时：雨量达到50毫米时响应。\n何地：全市12个站点。\n何时：水位超过3米时转移。\n何地：全市36个安置点。",
    "江澜展\n展览昨天开幕，来了260人。\n活动安排 周转期：共3天，每天放映2场。",
    "江澜一日\n14:00 沈维舟局长到泵站察看12台机组。\n15:30 罗一鸣台长会见3名专家。\n全市转移群众860人。",
])
def test_what_opens_lines_and_names_nobody_is_no_label(text: str) -> None:
    assert set(speakers_of(text).values()) == {None}


def speakers_of(text: str) -> dict[str, str | None]:
    """Who is said to speak, by the words of each quantity."""
    return {record["quantity"]["text"]: record["speaker"] for record in shipped.extractor().records(Document("layout", text))}
