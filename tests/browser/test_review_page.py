"""The review page in a real browser, by keyboard and by mouse, against a server that is killed now and then."""

from __future__ import annotations

import os
import random
import time

import pytest

from pipeline.review.store import read_log
from tests.browser.waiting import says, text, texts, there, until
from tests.review_samples import PRESS, gold_run, large_run, record, write_run

KILLS = int(os.environ.get("PRESS_KILLS", "2"))


REVIEWED = text("#meter-run .count")
CURRENT = texts(".row.current .line b, #card .says .quantity")


def value(name: str):
    return lambda page: page.locator(f"[name={name}]").input_value()


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page, count: int) -> None:
    until(page, there(f'#saved[data-saved="{count}"][data-waiting="0"]'))


def go_to(page, figure: str) -> None:
    page.locator(".row", has_text=figure).first.click()
    until(page, CURRENT, [figure, figure])


def test_a_document_is_reviewed_by_keyboard_alone_and_scored(tmp_path, serve, open_page, call):
    run = gold_run(tmp_path)
    review = serve(run)
    page = open_page(review.url)
    until(page, REVIEWED, "0/60")
    press(page, "a", "x", "u", "r", "u", "a", "f")
    saved(page, 7)
    press(page, "k", "c")
    page.keyboard.insert_text("小标题里的数")
    press(page, "Enter", "j", "a")
    # the fourth: select its object anew, by keyboard alone
    press(page, "e", "Tab", "Tab", "F2")
    until(page, there(".release.picking"))
    press(page, "Home", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Enter", "Enter")
    until(page, there(".form"), False)
    for _ in range(56):
        press(page, "a")
    until(page, REVIEWED, "60/60")
    saved(page, 66)
    actions = review.answers()
    assert [actions.count(name) for name in ("accept", "reject", "correct", "flag", "comment", "undo", "redo")] == [59, 1, 1, 1, 1, 2, 1]
    corrected = next(row for row in review.decisions() if row.action == "correct")
    start, end = corrected.corrected["spans"]["object"]
    raw = PRESS.read_text("utf-8")
    assert corrected.corrected["object"] == raw[start:end] != corrected.seen["object"]
    review.kill()

    assert call("review", "export", run, "--to", "gold", "-o", tmp_path / "gold.jsonl").status == 0
    assert call("review", "export", run, "--to", "jsonl", "-o", tmp_path / "corrected.jsonl").status == 0
    scored = call("evaluate", tmp_path / "corrected.jsonl", "--gold", tmp_path / "gold.jsonl", "--min", "triple_f1=1.0")
    assert scored.status == 0, scored.out + scored.err
    fresh = tmp_path / "fresh.jsonl"
    said = call("review", "import", run, tmp_path / "gold.jsonl", "--decisions", fresh, "--reviewer", "王芳")
    assert "59 accept, 1 correct" in said.err
    until(open_page(serve(run).url), REVIEWED, "60/60")


def test_a_slot_is_corrected_by_selecting_text_with_the_mouse_and_undone(tmp_path, serve, open_page):
    review = serve(gold_run(tmp_path))
    page = open_page(review.url)
    go_to(page, "5.3万个")
    press(page, "e")
    page.locator("input[name=object]").click()
    drag(page, "基站", "已建成")
    until(page, value("object"), "基站，目前全市")
    page.locator("input[name=comparison]").click()
    drag(page, "居全国前", "列")
    until(page, value("comparison"), "居全国前")
    page.locator("button[data-act=save]").click()
    saved(page, 1)
    row = review.decisions()[0]
    assert (row.corrected["object"], row.corrected["comparison"]) == ("基站，目前全市", "居全国前")
    press(page, "u")
    saved(page, 2)
    until(page, CURRENT, ["5.3万个", "5.3万个"])
    until(page, text("#text .role.object"), "5G基站")


KEPT = "() => { for (const call of window.kept.splice(0)) call(); }"


def test_a_selection_under_way_is_not_taken_by_the_click_before_it(tmp_path, serve, open_page):
    page = open_page(serve(gold_run(tmp_path)).url)
    go_to(page, "5.3万个")
    press(page, "e")
    # what the page puts off comes late, as where it is busy
    page.evaluate("""() => { const later = window.setTimeout.bind(window); window.kept = [];
        window.setTimeout = (call, ms, ...rest) => (ms === 0 ? window.kept.push(call) : later(call, ms, ...rest)); }""")
    page.locator("input[name=object]").click()
    drag(page, "基站", "已建成", halfway=lambda: page.evaluate(KEPT))
    assert value("object")(page) == "5G基站"
    page.evaluate(KEPT)
    until(page, value("object"), "基站，目前全市")


def drag(page, first: str, behind: str, halfway=lambda: None) -> None:
    """Select from the start of `first` to the start of `behind` in the line or lines of the release that show both."""
    box = page.evaluate("""([first, behind]) => {
        const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
        const nodes = []; let text = "";
        while (walker.nextNode()) { nodes.push([walker.currentNode, text.length]); text += walker.currentNode.data; }
        const at = text.indexOf(first + ""), end = text.indexOf(behind, at);
        const place = (offset) => { const [node, from] = nodes.findLast(([, start]) => start <= offset);
            const range = document.createRange(); range.setStart(node, offset - from); range.setEnd(node, offset - from + 1);
            const rect = range.getBoundingClientRect(); return [rect.left + 0.5, rect.top + rect.height / 2]; };
        return [place(at), place(end)]; }""", [first, behind])
    (x, y), (to_x, to_y) = box
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    halfway()
    page.mouse.move(to_x, to_y)
    page.mouse.up()


def test_what_the_mouse_presses_counts_though_it_is_drawn_anew_before_the_button_comes_up(tmp_path, serve, open_page):
    review = serve(gold_run(tmp_path))
    page = open_page(review.url)
    page.locator(".row", has_text="5.3万个").first.hover()
    page.mouse.down()
    page.evaluate("document.querySelector('.row').title = 'drawn before'; document.querySelector('#list').scrollTop += 46")
    until(page, there(".row[title='drawn before']"), False)
    page.mouse.up()
    until(page, CURRENT, ["5.3万个", "5.3万个"])
    page.locator("[data-act=accept]").hover()
    page.mouse.down()
    press(page, "f")
    saved(page, 1)
    page.mouse.up()
    saved(page, 2)
    assert review.answers() == ["flag", "accept"]
    assert len({row.triple for row in review.decisions()}) == 1
    press(page, "Space")  # a key of the page's, not of the button that was clicked
    until(page, text("#card .num"), "9 / 60")
    assert review.answers() == ["flag", "accept"]


def test_a_killed_server_loses_nothing(tmp_path, serve, open_page):
    review = serve(large_run(tmp_path, 2, 200), crash=True)
    page = open_page(review.url)
    page.wrong.expected.add("net::ERR_")
    done, chance = 0, random.Random(7)
    for _ in range(KILLS):
        for _ in range(chance.randint(1, 3)):
            press(page, chance.choice("ax"))
            done += 1
        review.kill()
        press(page, "a")
        done += 1
        until(page, there("#saved.trouble"))
        told = int(page.locator("#saved").get_attribute("data-saved"))
        assert len(review.decisions()) >= told
        review.start()
        saved(page, done)
    ids = [row.id for row in review.decisions()]
    assert len(ids) == len(set(ids)) == done
    page.reload()
    until(page, there("body[data-ready]"))
    until(page, REVIEWED, f"{done}/400")
    until(page, lambda page: page.locator(".row.current").get_attribute("data-index"), str(done))


def test_what_was_not_saved_is_sent_when_the_server_is_back(tmp_path, serve, open_page):
    review = serve(gold_run(tmp_path), crash=True)
    page = open_page(review.url)
    page.wrong.expected.add("net::ERR_")
    review.kill()
    press(page, "a", "x")
    until(page, there("#saved.trouble"))
    assert review.decisions() == []
    review.start()
    until(page, there('#saved[data-waiting="0"]'))
    assert review.answers() == ["accept", "reject"]


def test_a_page_with_a_wrong_token_shows_nothing(tmp_path, serve, open_page):
    review = serve(gold_run(tmp_path))
    page = open_page(review.url.partition("#")[0] + "#" + "x" * 43, ready=".fatal")
    page.wrong.expected.add("403")
    assert "wrong token" in page.locator(".fatal").inner_text()


def test_hostile_text_is_shown_as_text(tmp_path, serve, open_page, hostile, call):
    assert len(hostile) == 50
    texts, rows = {}, []
    for number, words in enumerate(hostile):
        doc = f"{number:02}{words.replace('/', '∕')[:60]}.txt"
        raw = f"{words}：今年{words}建成{words}7座。\n{words}"
        at = raw.index("7座")
        rows.append(record(doc, raw, at, at + 2, subject=words, predicate=words, object=words, speaker=words, speaker_kind="person",
                           comparison=words, place=words, quantity={"value": 7, "unit": words}, time={"text": words, "start": None, "end": None},
                           rules=[words], speaker_titles=[words]))
        texts[doc] = raw
    review = serve(write_run(tmp_path, rows, texts))
    page = open_page(review.url)
    page.evaluate("window.hacked = () => { document.title = 'hacked'; }; window.hacks = 0")
    nodes = page.evaluate("document.querySelectorAll('script, iframe, img, svg, object, embed, base, link, meta, style, video, audio, form').length")
    for number, words in enumerate(hostile):
        until(page, says("#text .line", words))
        until(page, says(".slots dd", words))
        if number % 10 == 0:
            press(page, "w")
            until(page, says(".chain", words))
        press(page, "c")
        page.keyboard.insert_text(words)
        press(page, "Enter", "Space")
    saved(page, 50)
    assert {row.comment for row in review.decisions()} == set(hostile)
    press(page, "e")
    now = page.evaluate("document.querySelectorAll('script, iframe, img, svg, object, embed, base, link, meta, style, video, audio').length")
    assert (now, page.title()[:2]) == (nodes, "审阅")


def test_keys_work_while_an_input_method_is_on(tmp_path, serve, open_page):
    review = serve(gold_run(tmp_path))
    page = open_page(review.url)
    keys = page.context.new_cdp_session(page)

    def ime(code: str) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            keys.send("Input.dispatchKeyEvent", {"type": kind, "key": "Process", "code": code, "windowsVirtualKeyCode": 229})

    ime("KeyA")
    ime("KeyX")
    saved(page, 2)
    ime("KeyU")
    saved(page, 3)
    assert review.answers() == ["accept", "reject", "undo"]
    # while it composes, Enter chooses a candidate and does not save the form
    press(page, "e")
    page.locator("input[name=object]").focus()
    page.locator("input[name=object]").fill("")
    keys.send("Input.imeSetComposition", {"text": "gongchang", "selectionStart": 9, "selectionEnd": 9})
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229})
    assert page.locator(".form").count() == 1
    keys.send("Input.insertText", {"text": "工厂"})
    press(page, "Enter")
    saved(page, 4)
    assert review.decisions()[-1].corrected["object"] == "工厂"


def test_offsets_hold_behind_characters_outside_the_basic_plane(tmp_path, serve, open_page):
    raw = "🚀𠮷市👩‍👩‍👧快讯\n𠮷田：今年𠮷市建成𠮷园7座，新增🏠房12套。"
    at, later = raw.index("7座"), raw.index("12套")
    span = lambda words: [raw.index(words), raw.index(words) + len(words)]  # noqa: E731
    row = record("𠮷🚀.txt", raw, at, at + 2, subject="𠮷市", predicate="建成", object="𠮷园", speaker="𠮷田", speaker_kind="person",
                 quantity={"value": 7, "unit": "座"})
    row["spans"] |= {"subject": [raw.index("年𠮷市") + 1, raw.index("年𠮷市") + 3], "predicate": span("建成"), "object": span("𠮷园"), "speaker": span("𠮷田")}
    review = serve(write_run(tmp_path, [row], {"𠮷🚀.txt": raw}))
    page = open_page(review.url)
    for name, words in (("speaker", "𠮷田"), ("subject", "𠮷市"), ("predicate", "建成"), ("object", "𠮷园"), ("quantity", "7座")):
        until(page, text(f"#text .role.{name}"), words)
    drag(page, "12套", "。")
    until(page, there("#add-here:not([hidden])"))
    press(page, "n")
    until(page, there(".form"))
    page.locator("input[name=object]").click()
    drag(page, "🏠", "12套")
    until(page, value("object"), "🏠房")
    page.locator("input[name=value]").fill("12")
    press(page, "Enter")
    saved(page, 1)
    added = review.decisions()[0]
    assert (added.action, added.corrected["quantity"]["start"], added.corrected["quantity"]["text"]) == ("add", later, "12套")
    assert (added.corrected["object"], added.corrected["spans"]["object"]) == ("🏠房", span("🏠房"))
    until(page, text("#text .role.quantity"), "12套")


def test_ten_thousand_triples_open_in_two_seconds(tmp_path, serve, open_page):
    page = open_page(serve(large_run(tmp_path, 100, 100)).url)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    began = seconds_spent(devtools)
    page.reload()
    until(page, there("body[data-ready]"))
    assert seconds_spent(devtools) - began < 2
    assert page.locator(".row").count() < 60
    until(page, REVIEWED, "0/10000")
    press(page, "o")
    page.locator("#search").fill("第42号园区 49座")
    until(page, says(".row b", "49座"))
    press(page, "Enter")
    press(page, "a")
    saved(page, 1)


def seconds_spent(devtools) -> float:
    """Processor time of the server, which is in this process, and of the page's: other work on the machine is none of theirs."""
    metrics = {metric["name"]: metric["value"] for metric in devtools.send("Performance.getMetrics")["metrics"]}
    return time.process_time() + metrics["ProcessTime"]


def test_a_rerun_brings_back_what_changed_and_says_how(tmp_path, serve, open_page):
    raw = "全市建成厂房7座，新建道路12公里。"
    first = [record("a.txt", raw, 6, 8, subject="全市", predicate="建成", object="厂房"), record("a.txt", raw, 13, 17, object="道路")]
    review = serve(write_run(tmp_path, first, {"a.txt": raw}))
    page = open_page(review.url)
    press(page, "a", "a")
    saved(page, 2)
    page.close()
    review.kill()
    first[0]["claim"] = {"text": "建成厂房", "subject": None, "predicate": "建成", "object": "厂房"}
    write_run(tmp_path, first[:1], {"a.txt": raw})
    review.start()
    page = open_page(review.url)
    until(page, REVIEWED, "0/2")
    until(page, text(".difference"), "主语 全市 → —")
    press(page, "a")
    until(page, says(".notice", "不再抽取"))
    press(page, "a")
    saved(page, 2)
    assert [row.action for row in read_log(review.log)] == ["accept", "accept", "accept", "add"]
    until(page, REVIEWED, "2/2")


def test_a_missed_figure_is_added_by_keyboard_where_there_was_no_triple(tmp_path, serve, open_page):
    raw = "全市今年新建厂房7座。\n另有3485 个项目开工。"
    review = serve(write_run(tmp_path, [], {"a.txt": raw}))
    page = open_page(review.url)
    assert "没有三元组" in page.locator("#card").inner_text()
    until(page, there(".unclaimed"))
    press(page, "n", "Tab", "Tab", "Enter")
    until(page, there(".form"))
    assert [page.locator(f"[name={name}]").input_value() for name in ("value", "unit", "kind", "relation")] == ["3485", "个", "count", "exact"]
    page.keyboard.insert_text("全市")
    press(page, "Enter")
    saved(page, 1)
    added = review.decisions()[0]
    assert (added.action, added.corrected["subject"], added.corrected["quantity"]["text"]) == ("add", "全市", "3485个")
    until(page, CURRENT, ["3485个", "3485个"])
    press(page, "u")
    saved(page, 2)
    until(page, there(".row"), False)
    press(page, "r")
    saved(page, 3)
    until(page, CURRENT, ["3485个", "3485个"])


def test_a_second_window_catches_up_when_it_is_looked_at(tmp_path, serve, open_page):
    review = serve(gold_run(tmp_path))
    first, second = open_page(review.url), open_page(review.url)
    press(first, "a", "x")
    saved(first, 2)
    second.evaluate("dispatchEvent(new Event('focus'))")
    until(second, REVIEWED, "2/60")
    press(second, "u")
    saved(second, 1)
    assert review.answers() == ["accept", "reject", "undo"]


def test_filters_order_and_documents(tmp_path, serve, open_page):
    page = open_page(serve(large_run(tmp_path, 3, 20)).url)
    press(page, "a", "x", "o")
    until(page, says("#order", "按风险"))
    page.select_option("#by-status", "reject")
    until(page, lambda page: len(texts(".row")(page)), 1)
    page.select_option("#by-status", "all")
    page.select_option("#by-speaker", "=发言人3")
    until(page, lambda page: {said[:4] for said in page.locator(".row .what .dim").all_inner_texts()}, {"发言人3"})
    page.select_option("#by-speaker", "")
    page.select_option("#doc", "large-0002.txt")
    until(page, says(".legend", "large-0002.txt"))
    until(page, text("#meter-doc .count"), "0/20")
    page.locator("#search").fill("没有这样的字")
    until(page, text(".nothing"), "没有符合条件的三元组")


@pytest.mark.parametrize("locale, theme, width, height", [("zh-CN", "light", 1280, 800), ("en-US", "dark", 1280, 800), ("zh-CN", "dark", 1600, 1000),
                                                          ("en-US", "light", 1600, 1000)])
def test_nothing_overflows_in_either_language_theme_and_size(tmp_path, serve, open_page, locale, theme, width, height):
    page = open_page(serve(gold_run(tmp_path)).url, locale=locale, theme=theme, width=width, height=height)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    for keys in ("j", "e"):
        press(page, keys)
        wide = page.evaluate("""[...document.querySelectorAll('html, .bar, .legend, .filters, .foot, .card, .actions, .inputs')]
            .filter((node) => node.scrollWidth > node.clientWidth + 1 || node.getBoundingClientRect().right > innerWidth).map((node) => node.className)""")
        assert wide == []
    press(page, "Escape", "l")
    assert page.locator("[data-t=title]").inner_text() == ("Review" if locale == "zh-CN" else "审阅")


def test_the_font_has_chinese_characters(open_page):
    page = open_page("about:blank", ready="")
    sums = page.evaluate("""['一', '龘'].map((char) => { const canvas = document.createElement('canvas'); const context = canvas.getContext('2d');
        context.font = '40px sans-serif'; context.fillText(char, 5, 50); return context.getImageData(0, 0, 99, 99).data.reduce((a, b) => a + b, 0); })""")
    assert sums[0] != sums[1]
