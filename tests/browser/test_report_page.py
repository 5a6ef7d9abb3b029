"""The HTML report in a real browser, opened as a file."""

from __future__ import annotations

from pipeline.exports.html import write_report
from tests.review_samples import PRESS, gold_records, record


def test_the_report_filters_and_leads_from_a_row_to_its_place(tmp_path, open_page):
    write_report(gold_records(), {PRESS.name: PRESS.read_text("utf-8")}, tmp_path / "report.html", "zh", "triples.jsonl")
    page = open_page((tmp_path / "report.html").as_uri(), ready="tbody tr")
    assert page.locator("#shown").inner_text() == "60"
    page.select_option("#by-speaker", "周青")
    assert page.locator("#shown").inner_text() == "7"
    page.locator("#search").fill("售价")
    assert {row[:2] for row in page.locator("tbody tr:visible td:nth-child(3)").all_inner_texts()} == {"周青"}
    page.locator("#reset").click()
    page.locator(".bubble").first.click()
    assert int(page.locator("#shown").inner_text()) == int(page.locator(".bubble.on .count").text_content())
    page.locator("#reset").click()
    page.locator("tbody tr", has_text="5.3万个").locator("a").click()
    page.locator(".on-object").first.wait_for()  # the page marks the place when it learns of the new address, after the click
    assert "".join(page.locator(".on-object").all_inner_texts()).replace("\n", "") == "5G基站"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_text_stays_text(tmp_path, open_page, hostile):
    rows, texts = [], {}
    for words in hostile:
        raw = f"{words}建成7座。{words}"
        at = raw.index("7座")
        texts[words] = raw
        rows.append(record(words, raw, at, at + 2, subject=words, object=words, speaker=words, place=words, rules=[words]))
    write_report(rows, texts, tmp_path / "report.html", "en", hostile[0])
    page = open_page((tmp_path / "report.html").as_uri(), ready="tbody tr")
    assert page.locator("tbody tr").count() == len(hostile)
    assert page.evaluate("document.querySelectorAll('img, iframe, object, embed, video, audio, base, form').length") == 0
    assert page.evaluate("document.scripts.length") == 1
