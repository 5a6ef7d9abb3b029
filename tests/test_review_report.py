from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.exports.html import report, write_page
from pipeline.exports.topics import topics
from tests.review_samples import PRESS, gold_records, record, write_run

HOSTILE = json.loads((Path(__file__).parent / "browser" / "hostile.json").read_text(encoding="utf-8"))


class Page(HTMLParser):
    """The tags of a page with their attributes, and the text of what has the class `text`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def named(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_report_shows_every_figure_in_its_place():
    rows, raw = gold_records(), PRESS.read_text("utf-8")
    page = Page("".join(report(rows, {PRESS.name: raw}, "zh")))
    assert raw in "".join(page.words)
    rows_shown = {row["id"][2:] for row in page.named("tr") if "id" in row}
    anchors = [link["id"][2:] for link in page.named("a") if link.get("id", "").startswith("q-")]
    assert rows_shown == set(anchors) == {row["id"] for row in rows}
    assert len(anchors) == len(set(anchors))
    assert {bubble["data-speaker"] for bubble in page.named("g")} >= {"陈金山", "（稿件自身）"}


def test_the_report_asks_nothing_of_a_network():
    page = Page("".join(report(gold_records(), {PRESS.name: PRESS.read_text("utf-8")}, "en")))
    outside = [(tag, name, value) for tag, attributes in page.tags for name, value in attributes.items()
               if name in ("src", "href", "action", "data", "srcset") and not value.startswith(("#", "data:"))]
    assert outside == []
    policy = next(meta["content"] for meta in page.named("meta") if "content" in meta and "default-src" in meta["content"])
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy


@pytest.mark.parametrize("with_text", [True, False])
def test_hostile_text_makes_no_markup(with_text):
    rows, texts = [], {}
    plain = Page("".join(report([record("a", "建成7座。", 2, 4)], {"a": "建成7座。"} if with_text else {}, "en")))
    for words in HOSTILE:
        raw = f"{words}7座{words}"
        at = raw.index("7座")
        rows.append(record(words, raw, at, at + 2, subject=words, object=words, speaker=words, place=words, quantity={"unit": words},
                           time={"text": words, "start": None, "end": None}))
        texts[words] = raw
    page = Page("".join(report(rows, texts if with_text else {}, "zh")))
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in plain.tags} | {"span", "g", "circle"}
    assert len(page.named("script")) == 1
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert all(words in "".join(page.words) for words in HOSTILE)


def test_extract_writes_the_report_beside_the_triples(tmp_path):
    raw = "𠮷市建成厂房7座。"
    run = write_run(tmp_path, [record("a.txt", raw, 6, 8, subject="𠮷市")], {"a.txt": raw})
    write_page(run, tmp_path / "out.html", "zh")
    html = (tmp_path / "out.html").read_text("utf-8")
    assert re.search(r'<a class="figure" id="q-\w+" href="#r-\w+" data-r="[^"]+">7座</a>', html)


def test_topics_are_words_that_claims_share():
    claims = [{"subject": "全市", "object": "智能工厂"}, {"subject": "全市", "object": "数字化智能工厂"}, {"subject": "我市", "object": "智能工厂数"},
              {"subject": "全市", "object": "公园"}, {"subject": None, "object": None}]
    assert topics(claims) == ["智能工厂", "智能工厂", "智能工厂", None, None]


def test_show_prints_the_text_and_what_each_figure_measures(tmp_path, call):
    raw = "𠮷市建成厂房7座。\n没有数字的一行。"
    run = write_run(tmp_path, [record("a.txt", raw, 6, 8, subject="𠮷市", predicate="建成", object="厂房", speaker="张三", quantity={"value": 7, "unit": "座"})],
                    {"a.txt": raw})
    (tmp_path / "a.txt").write_text(raw, "utf-8")
    done = call("show", tmp_path / "a.txt", "--run", run)
    assert done.status == 0, done.err
    assert done.out.splitlines()[1:] == ["𠮷市建成厂房7座。", "  ▸ 7 座 ← 𠮷市 建成 厂房 · 张三 · actual · 0.90 ", "没有数字的一行。"]
    assert "has no triple of" in call("show", PRESS, "--run", run).err
    assert call("show", tmp_path / "none.txt").status == 2
