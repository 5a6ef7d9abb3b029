"""Files of every kind → documents, or a coded reason; nothing is guessed silently and nothing takes the process along."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from pipeline.errors import InputError, UsageError
from pipeline.readers import Failure, list_inputs, read_inputs
from pipeline.readers.encoding import decode
from pipeline.readers.inputs import Input, Unreadable
from pipeline.readers.radicals import fold
from pipeline.source import Document

SIMPLE = "市统计局昨日公布，上半年全市地区生产总值6,800亿元，同比增长5.2%。新增就业3万人。\n下半年将继续推动产业升级。\n"
TRADITIONAL = "市統計局昨日公布,上半年全市生產總值達到一萬二千億元,同比增長5.2%。\n發言人表示,下半年將繼續推動產業升級,新建公屋三千個單位。\n"


def read_one(path: Path) -> Document | Failure:
    found = list(read_inputs([str(path)]))
    assert len(found) == 1
    return found[0]


def code_of(path: Path) -> str:
    found = read_one(path)
    assert isinstance(found, Failure), found
    return found.code


# -- encodings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"])
@pytest.mark.parametrize("length", [24, 45, 80])
def test_simplified_text_reads_the_same_from_every_encoding(name: str, length: int) -> None:
    text = SIMPLE[:length]
    assert decode(text.encode(name)).text == text


@pytest.mark.parametrize("name", ["big5", "big5hkscs"])
@pytest.mark.parametrize("start", range(0, 40, 4))
def test_big5_is_not_taken_for_gb18030(name: str, start: int) -> None:
    text = TRADITIONAL[start:start + 22]
    assert decode(text.encode(name)).text == text


def test_four_byte_characters_of_gb18030_survive() -> None:
    text = "位于㐱村的䶮公司和𠮷祥社区新增就业3万人，同比增长5.2%。\n"
    assert decode(text.encode("gb18030")).text == text


def test_a_bad_byte_in_utf8_is_told_with_its_line_and_not_read_as_gb18030() -> None:
    data = (SIMPLE * 3).encode()
    with pytest.raises(Unreadable, match="line 3 is not UTF-8") as caught:
        decode(data[:200] + b"\xff" + data[200:])
    assert caught.value.code == "encoding"


@pytest.mark.parametrize("data", [b"MZ\x00\x01\x00\x00" * 40, "五万\0个".encode(), bytes(range(1, 9)) * 30])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        decode(data)
    assert caught.value.code in ("not_text", "encoding")


def test_the_encoding_of_the_call_holds_and_an_unknown_one_is_named() -> None:
    assert decode("增长".encode("big5", "ignore") + "成長".encode("big5"), encoding="big5").encoding == "big5"
    with pytest.raises(Unreadable, match="not GB18030 throughout"):
        decode(b"\xff\xff\xff", encoding="gb18030")
    with pytest.raises(UsageError, match="no encoding 'gbk18'"):
        decode(b"x", encoding="gbk18")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_text_or_in_a_code(data: bytes) -> None:
    try:
        text = decode(data).text
    except Unreadable as error:
        assert error.code in ("encoding", "not_text")
    else:
        assert "\0" not in text
        text.encode()


# -- HTML, PDF, Word ---------------------------------------------------------------------------------------------------

PAGE = """<html><head><meta charset="gb2312"><title>全市经济运行平稳向好</title><meta name="pubdate" content="2024-07-18">
</head><body><div class="nav"><a href="/">首页</a><a href="/news">新闻中心</a></div><article><h1>全市经济运行平稳向好</h1>
<p>本报讯 上半年，全市地区生产总值12,345.7亿元，比前一年多5.8%，工业生产稳步回升，消费市场持续恢复。</p>
<p>市统计局副局长周明远表示，全市新增就业3.2万人，<b>新建公路</b>120公里，后续政策将持续发力。</p></article>
<div class="footer">版权所有 未经授权不得转载</div></body></html>"""


def test_a_page_gives_its_text_title_and_date_without_its_menus(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    (tmp_path / "a.html").write_bytes(PAGE.encode("gb18030"))
    page = read_one(tmp_path / "a.html")
    assert isinstance(page, Document)
    assert page.raw.startswith("全市经济运行平稳向好\n")
    assert "新建公路120公里" in page.raw and "首页" not in page.raw and "版权所有" not in page.raw
    assert (page.title, page.published) == ("全市经济运行平稳向好", date(2024, 7, 18))


def test_hostile_pages_are_refused(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    (tmp_path / "deep.html").write_text("<div>" * 50_000 + "深", "utf-8")
    (tmp_path / "bare.html").write_text("<html><body></body></html>", "utf-8")
    assert code_of(tmp_path / "deep.html") == "bomb"
    assert code_of(tmp_path / "bare.html") == "empty"


def pdf(pages: list[str], to_unicode: bool = True) -> bytes:
    """A small PDF whose pages show the texts; its font names characters by code point."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    font = ("<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R]"
            + (" /ToUnicode 5 0 R" if to_unicode else "") + " >>")
    descendant = ("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
                  " /Supplement 0 >> /DW 1000 /FontDescriptor 6 0 R >>")
    cmap = ("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange"
            " <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end")
    descriptor = ("<< /Type /FontDescriptor /FontName /F /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800"
                  " /Descent -200 /CapHeight 700 /StemV 80 >>")
    objects += [font, descendant, f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream", descriptor]
    kids = []
    for text in pages:
        lines = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td\n" for line in text.split("\n"))
        stream = f"BT /F1 12 Tf 50 700 Td\n{lines}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects)} 0 R"
                       " /Resources << /Font << /F1 3 0 R >> >> >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return out + (f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n"
                  f"startxref\n{len(out)}\n%%EOF\n").encode("latin-1")


def test_a_pdf_gives_its_pages_with_radicals_folded(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    from pipeline.readers.pdf import page_starts

    (tmp_path / "a.pdf").write_bytes(pdf(["全市常住⼈口3,212万人\n同比增长5.8%", "第二页新增就业3万⼈"]))
    document = read_one(tmp_path / "a.pdf")
    assert isinstance(document, Document)
    assert document.raw == "全市常住人口3,212万人\n同比增长5.8%\f第二页新增就业3万人"
    assert [document.raw[start:start + 3] for start in page_starts(document.raw)] == ["全市常", "第二页"]


def test_every_radical_of_unicode_is_folded_one_for_one() -> None:
    assert fold("⼈⼯⻋⻢㇐豈") == "人工车马一豈"
    blocks = "".join(map(chr, range(0x2F00, 0x2FD6)))
    assert len(fold(blocks)) == len(blocks)
    assert not set(fold(blocks)) & set(blocks)
    assert fold("2³㎡①½") == "2³㎡①½"  # what NFKC would turn into other numbers


@pytest.mark.parametrize("data", [b"%PDF-1.4\ngarbage", b"%PDF-1.7\n" + os.urandom(0), b"no pdf at all", pdf(["x"])[:120]])
def test_a_broken_pdf_is_set_aside(tmp_path: Path, data: bytes) -> None:
    pytest.importorskip("pypdfium2")
    (tmp_path / "a.pdf").write_bytes(data)
    assert code_of(tmp_path / "a.pdf") == "broken"


def test_a_word_file_gives_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    file = docx.Document()
    file.add_paragraph("上半年全市新增就业3.2万人。")
    table = file.add_table(2, 2)
    for cell, text in zip(table._cells, ["指标", "数值", "新建公路", "120公里"], strict=True):
        cell.text = text
    file.add_paragraph("以上数据未经审计。")
    file.save(str(tmp_path / "a.docx"))
    document = read_one(tmp_path / "a.docx")
    assert isinstance(document, Document)
    assert document.raw == "上半年全市新增就业3.2万人。\n指标\t数值\n新建公路\t120公里\n以上数据未经审计。"


def test_word_bombs_and_old_files_are_refused_before_they_are_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 30_000_000)
    (tmp_path / "old.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    (tmp_path / "none.docx").write_bytes(b"PK\x03\x04 nothing")
    assert code_of(tmp_path / "bomb.docx") == "bomb"
    assert code_of(tmp_path / "old.docx") == "broken"
    assert code_of(tmp_path / "none.docx") == "broken"


def test_a_missing_library_is_named_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    found = read_one(tmp_path / "a.pdf")
    assert isinstance(found, Failure)
    assert found.code == "needs_extra" and "press-triples[pdf]" in found.reason


# -- tables ------------------------------------------------------------------------------------------------------------


def table(path: Path, **columns: list[object]) -> Path:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(arrow.table(columns), path, row_group_size=2, compression="zstd")
    return path


def test_rows_of_parquet_are_documents_as_lines_of_jsonl_are(tmp_path: Path) -> None:
    rows = {"id": ["a", None, "c"], "text": [SIMPLE, SIMPLE[:20], SIMPLE[20:]], "published": [date(2024, 3, 5), None, None],
            "title": ["全市就业形势稳定", None, ""], "other": [1, 2, 3]}
    found = list(read_inputs([str(table(tmp_path / "docs.parquet", **rows))]))
    assert found == [Document("a", SIMPLE, "全市就业形势稳定", date(2024, 3, 5)), Document("docs.parquet:2", SIMPLE[:20]),
                     Document("c", SIMPLE[20:])]
    numbered = table(tmp_path / "n.parquet", id=[7], text=[SIMPLE.encode()], published=["2024-03-05T08:00:00"])
    assert read_one(numbered) == Document("7", SIMPLE, published=date(2024, 3, 5))


def test_a_bad_row_of_parquet_stops_no_other(tmp_path: Path) -> None:
    path = table(tmp_path / "docs.parquet", text=[SIMPLE.encode(), b"\xff", None, SIMPLE.encode()])
    found = list(read_inputs([str(path)]))
    assert [(one.name.rpartition(":")[2], one.code) for one in found if isinstance(one, Failure)] == [("2", "encoding"), ("3", "json")]
    assert [one.id for one in found if isinstance(one, Document)] == ["docs.parquet:1", "docs.parquet:4"]


def test_what_is_no_table_of_texts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path / "docs.parquet", content=[SIMPLE])
    found = read_one(path)
    assert isinstance(found, Failure) and found.code == "columns" and "content" in found.reason
    (tmp_path / "cut.parquet").write_bytes(table(tmp_path / "whole.parquet", text=[SIMPLE] * 9).read_bytes()[:-20])
    assert code_of(tmp_path / "cut.parquet") == "broken"
    assert code_of(table(tmp_path / "none.parquet", text=[])) == "empty"
    assert code_of(table(tmp_path / "bomb.parquet", text=["甲" * 2_000_000])) == "bomb"
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    found = read_one(path)
    assert isinstance(found, Failure)
    assert found.code == "needs_extra" and "press-triples[parquet]" in found.reason


def test_front_matter_of_markdown_gives_title_and_date_and_stays_in_the_text(tmp_path: Path) -> None:
    text = "---\ntitle: 全市就业形势稳定\ndate: 2024-03-05\n---\n# 全市就业形势稳定\n\n新增就业3万人。\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    document = read_one(tmp_path / "a.md")
    assert isinstance(document, Document)
    assert (document.raw, document.title, document.published) == (text, "全市就业形势稳定", date(2024, 3, 5))


# -- archives, links, pipes --------------------------------------------------------------------------------------------


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_members_of_archives_are_documents_with_their_paths(tmp_path: Path) -> None:
    zipped(tmp_path / "in.zip", {"b/二.txt": SIMPLE.encode("gbk"), "a.jsonl": b'{"id":"x","text":"5"}\n{"id":"y","text":"6"}\n'})
    with gzip.open(tmp_path / "c.txt.gz", "wb") as stream:
        stream.write(SIMPLE.encode())
    found = list(read_inputs([str(tmp_path)]))
    assert [one.id for one in found if isinstance(one, Document)] == ["c.txt.gz", "x", "y", "in.zip!b/二.txt"]
    assert {one.raw for one in found if isinstance(one, Document) and len(one.raw) > 1} == {SIMPLE}


def test_a_name_written_in_gbk_is_read(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("x.txt")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "新增就业3万人。")
    data = (tmp_path / "a.zip").read_bytes().replace(b"x.txt", "稿.tx".encode("gbk")[:5])
    (tmp_path / "a.zip").write_bytes(data)
    found = read_one(tmp_path / "a.zip")
    assert isinstance(found, Document) and found.id == "a.zip!稿.tx"


def test_archives_are_bounded(tmp_path: Path) -> None:
    zipped(tmp_path / "bomb.zip", {"a.txt": b"0" * 5_000_000})
    zipped(tmp_path / "many.zip", {f"{i}.txt": b"" for i in range(10_001)})
    zipped(tmp_path / "nest.zip", {"in.zip": b"PK"})
    zipped(tmp_path / "leave.zip", {"../x.txt": b"5"})
    with gzip.open(tmp_path / "bomb.txt.gz", "wb") as stream:
        stream.write(b"0" * 21_000_000)
    (tmp_path / "cut.txt.gz").write_bytes(gzip.compress(b"12345" * 100)[:-20])
    (tmp_path / "cut.zip").write_bytes(b"PK\x05\x06" + b"\0" * 5)
    codes = {path.name: code_of(path) for path in sorted(tmp_path.iterdir())}
    assert codes == {"bomb.txt.gz": "bomb", "bomb.zip": "bomb", "cut.txt.gz": "broken", "cut.zip": "broken",
                     "leave.zip": "unsafe_path", "many.zip": "bomb", "nest.zip": "bomb"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_links_and_pipes_in_a_folder_are_told_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("新增就业3万人。", "utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    found = {one.id if isinstance(one, Document) else Path(one.name).name: one for one in read_inputs([str(tmp_path)])}
    assert sorted(found) == ["a.txt", "link.txt", "loop", "pipe.txt"]
    assert {one.code for one in found.values() if isinstance(one, Failure)} == {"unsafe_path"}


def test_a_pattern_names_documents_by_what_it_leaves_open(tmp_path: Path) -> None:
    for name in ("2023/a.txt", "2024/a.txt", "2024/b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("新增就业3万人。", "utf-8")
    assert [source.id for source in list_inputs([str(tmp_path / "*" / "*.txt")])] == ["2023/a.txt", "2024/a.txt"]
    with pytest.raises(InputError, match="no file matches"):
        list_inputs([str(tmp_path / "*.pdf")])


def test_a_file_too_large_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    with open(tmp_path / "a.txt", "wb") as stream:
        stream.truncate(20_000_001)
    assert code_of(tmp_path / "a.txt") == "too_large"


# -- damage ------------------------------------------------------------------------------------------------------------


def _docx() -> bytes:
    docx = pytest.importorskip("docx")
    file = docx.Document()
    file.add_paragraph("新增就业3万人。")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _parquet() -> bytes:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    parquet.write_table(arrow.table({"text": [SIMPLE] * 5}), out, row_group_size=2)
    return out.getvalue()


GOOD: dict[str, Callable[[], bytes]] = {
    "html": PAGE.encode, "pdf": lambda: pdf(["新增就业3万人"]), "docx": _docx,
    "archive": lambda: gzip.compress(SIMPLE.encode()), "parquet": _parquet,
}


@pytest.mark.parametrize("kind", sorted(GOOD))
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_damaged_files_end_in_a_document_or_a_code(kind: str, data: st.DataObject) -> None:
    from pipeline.batch.items import Item
    from pipeline.batch.settings import Settings
    from pipeline.batch.worker import read_item

    content = bytearray(GOOD[kind]())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[:data.draw(st.integers(1, len(content)))]
    if kind in ("archive", "parquet"):
        assert list(read_inputs_of(bytes(content), kind))
        return
    read_item(Item("a", "a", kind, bytes(content)), Settings())


def read_inputs_of(content: bytes, kind: str) -> list[Document | Failure]:
    from pipeline.readers import read_as

    return list(read_as(Input("a.txt.gz", "a.txt.gz", Path("a.txt.gz"), io.BytesIO(content)), kind))


def test_bytes_that_are_no_text_are_called_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (found,) = read_inputs([str(tmp_path / "a.txt")])
    assert isinstance(found, Failure) and found.code == "not_text"
