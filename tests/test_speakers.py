"""Who said it: the cases of tests/data/speakers.txt, whose head explains their marks, and what no single case shows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import regex

from pipeline.layers.speakers import attribute, names_in, read_roster, speaker_at
from pipeline.model import Attribution, Section, SectionKind, Span
from pipeline.rulebook import Rulebook
from pipeline.source import Document
from tests import shipped

DATA = Path(__file__).parent / "data" / "speakers.txt"
MARK = regex.compile(r"\{([^{}|]*)\|([^{}]*)\}")
KINDS: dict[str, SectionKind] = {"#": "headline", "##": "subhead", "@": "turn", ">": "turn", "?": "question"}


@dataclass(frozen=True)
class Release:
    """A text built from marked lines: its sections, and each figure's offset, words and speaker."""

    text: str
    sections: tuple[Section, ...]
    wanted: tuple[tuple[int, str, str], ...]


def build(case: str) -> Release:
    text, item, turn, speaker = "", 0, -1, ""
    sections: list[Section] = []
    wanted: list[tuple[int, str, str]] = []
    for line in case.split("\n"):
        if line == "---":
            item += 1
            continue
        tag = next((tag for tag in ("##", "#", "@", ">", "?") if line.startswith(tag)), "")
        start = len(text)
        text += unmarked(line.removeprefix(tag).lstrip(), start, wanted)
        label = None
        if tag in ("@", "?"):
            turn += 1
            colon = regex.search("[：:]", text[start:])
            label = Span(start, start + colon.end()) if colon else None
            speaker = text[start:label.end - 1].strip() if label else ""
        spoken = tag in ("@", ">", "?")
        sections.append(Section(KINDS.get(tag, "body"), start, len(text), item, turn if spoken else None, label,
                                speaker if spoken else None))
        text += "\n"
    return Release(text.rstrip("\n"), tuple(sections), tuple(wanted))


def unmarked(line: str, start: int, wanted: list[tuple[int, str, str]]) -> str:
    out, at = "", 0
    for mark in MARK.finditer(line):
        out += line[at:mark.start()]
        wanted.append((start + len(out), mark[1], mark[2]))
        out += mark[1]
        at = mark.end()
    return out + line[at:]


def cases() -> list[str]:
    lines = [line for line in DATA.read_text("utf-8").split("\n") if not line.startswith("%")]
    return [case for case in "\n".join(lines).strip().split("\n\n") if case.strip()]


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return shipped.book()


def read(case: str, book: Rulebook) -> tuple[Release, tuple[Attribution, ...]]:
    release = build(case.strip())
    return release, attribute(release.text, release.sections, book)


@pytest.mark.parametrize("case", cases(), ids=lambda case: MARK.sub(r"\1", case.split("\n")[0])[:24])
def test_every_figure_gets_its_speaker(book: Rulebook, case: str) -> None:
    release, found = read(case, book)
    got = []
    for at, figure, _ in release.wanted:
        said = speaker_at(found, at)
        got.append((figure, "-" if said is None else f"{said.name}<{said.via}" if said.via else said.name))
    assert got == [(figure, wanted) for _, figure, wanted in release.wanted]


@pytest.mark.parametrize(("text", "roster"), [
    ("昨日，副市长、市经信局局长沈维舟，市统计局副局长罗一鸣，市科技局局长米千里，市商务局副局长万成回答了记者提问。",
     {"沈维舟": ("副市长", "市经信局局长"), "罗一鸣": ("市统计局副局长",), "米千里": ("市科技局局长",), "万成": ("市商务局副局长",)}),
    ("今天我们请到市园林局局长蓝小满，市公路局总规划师万全，谈谈绿道建设。",
     {"蓝小满": ("市园林局局长",), "万全": ("市公路局总规划师",)}),
    ("市委常委、副市长、江澄高新区党工委书记沈维舟到会。", {"沈维舟": ("市委常委", "副市长", "江澄高新区党工委书记")}),
    ("市交通局副局长高　峰介绍。", {"高峰": ("市交通局副局长",)}),
    ("出席的有市发展改革委副主任何川、王平。", {"何川": ("市发展改革委副主任",), "王平": ("市发展改革委副主任",)}),
    ("@市园林局局长 蓝亭：我来回答。", {"蓝亭": ("市园林局局长",)}),
    ("@沈维舟（副市长）：我来回答。", {"沈维舟": ("副市长",)}),
    ("@沈维舟 首席执行官：我来回答。", {"沈维舟": ("首席执行官",)}),
    ("欧阳明是市社科院院长。", {"欧阳明": ("市社科院院长",)}),
    ("南国外交部发言人卡里米15日表示遗憾。", {"卡里米": ("南国外交部发言人",)}),
    ("旅遊發展局主席林永康表示歡迎。", {"林永康": ("旅遊發展局主席",)}),
    ("董事长和员工代表座谈，主任要求加强管理，局长于昨日离任。", {}),
    ("工程建设全面提速，居民安全感上升，代表全市参赛。", {}),
])
def test_roster_has_names_with_all_titles(book: Rulebook, text: str, roster: dict[str, tuple[str, ...]]) -> None:
    release = build(text)
    found = {person.name: person.titles for person in read_roster(release.text, release.sections, book)}
    assert found == roster


def test_titles_of_any_place_reach_the_speaker(book: Rulebook) -> None:
    release, found = read("副市长、市经信局局长沈维舟出席。\n沈维舟表示，建成{12个|沈维舟}。", book)
    said = speaker_at(found, release.wanted[0][0])
    assert said is not None
    assert (said.kind, said.titles) == ("person", ("副市长", "市经信局局长"))


@pytest.mark.parametrize(("case", "phrase", "cue"), [
    ("据市统计局昨日介绍，用电量增长{8%|}。", "据市统计局昨日介绍，", "市统计局"),
    ("南江省商务厅今天（9月4日）发布数据显示，外资增长{14%|}。", "南江省商务厅今天（9月4日）发布数据显示，", "南江省商务厅"),
    ("“出口增长{9%|}。”市商务局副局长万成在会上说。", "市商务局副局长万成在会上说。", "万成"),
    ("记者从市商务局获悉，核销{2亿元|}。", "记者从市商务局获悉，", "市商务局"),
    ("@沈维舟：建成{12个|}。", "沈维舟：", "沈维舟"),
])
def test_phrase_has_all_words_of_the_attribution(book: Rulebook, case: str, phrase: str, cue: str) -> None:
    release, found = read(case, book)
    said = speaker_at(found, release.wanted[0][0])
    assert said is not None and said.phrase is not None and said.cue is not None
    assert (said.phrase.of(release.text), said.cue.of(release.text)) == (phrase, cue)


def test_nothing_crosses_from_item_to_item(book: Rulebook) -> None:
    release, found = read("市科技局局长米千里说，高企{9家|}。\n---\n# 简讯\n该负责人说，新增{3家|}。米局长表示，还有{2家|}。", book)
    assert [said.name if said else None for said in (speaker_at(found, at) for at, _, _ in release.wanted)] == ["米千里", None, "米局长"]


def test_unnamed_sources_are_shown_by_an_empty_span(book: Rulebook) -> None:
    assert [(name.start, name.end, name.name) for name in names_in("据统计，全市有12家书店。", book)] == [(4, 4, None)]


@pytest.mark.parametrize(("rule", "lists"), [
    ("speaker/says", ("speech_strong", "speech_plain")), ("speaker/says-on", ("speech_strong",)), ("speaker/shows", ("shows",)),
    ("speaker/demands", ("speech_demand",)), ("speaker/learns", ("learns",)), ("speaker/forecasts", ("forecasts",)),
])
def test_every_verb_wakes_its_rule(book: Rulebook, rule: str, lists: tuple[str, ...]) -> None:
    cues = book.rule(rule).cue
    assert {word for name in lists for word in book.lexicon.list_of(name) if not any(cue in word for cue in cues)} == set()


@pytest.mark.parametrize("text", ["“他说“好”，" * 4000, "张三说，" * 8000, "说" * 40000, "“" * 40000, "据" * 40000, "市长、" * 15000])
def test_hostile_text_is_read_in_linear_time(book: Rulebook, text: str) -> None:
    sections = [Section("body", 0, len(text))]
    began = time.process_time()
    attribute(text, sections, book)
    assert time.process_time() - began < 20


def test_a_caption_of_a_picture_is_no_speaker():
    text = "送戏下乡（图片）\n到2023年12月31日，全县送戏280场。\n老街新貌（图片）\n老街新增店铺36家。"
    assert [record["speaker"] for record in shipped.extractor().records(Document("case", text))] == [None, None]


@pytest.mark.parametrize(("text", "speaker"), [
    ("根据有关部门部署，到2027年，我国将推出1000个智能体。", None), ("按照教育部部署，今年新建40所学校。", None),
    ("市政府部署，年内新建40所学校。", "市政府")])
def test_a_plan_that_something_accords_with_is_no_speaker(text, speaker):
    assert [record["speaker"] for record in shipped.extractor().records(Document("case", text))] == [speaker]
