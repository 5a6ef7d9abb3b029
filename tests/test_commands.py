"""The command line: what goes in, what comes out, how it fails. A stand-in for the extractor keeps this quick."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from pipeline.commands import COMMANDS, main_job
from pipeline.commands.extract import is_run

ROOT = Path(__file__).resolve().parent.parent
RUN = [sys.executable, str(ROOT / "run_extract.py")]


class StandIn:
    """An extractor whose one record tells the document it was given."""

    def read(self, document):
        return SimpleNamespace(document=document, layout=SimpleNamespace(unread=()))

    def records_of(self, reading):
        return self.records(reading.document)

    def records(self, document):
        if "emergency brake" in document.raw:
            raise ZeroDivisionError("a fault of ours")
        if "press Ctrl-C" in document.raw:
            raise KeyboardInterrupt
        published = document.published.isoformat() if document.published else None
        return [{"doc": document.id, "raw": document.raw, "title": document.title, "published": published}]

    def quantity_record(self, document):
        return {"id": document.id, "quantities": [], "times": []}


@pytest.fixture
def stand_in(monkeypatch):
    """The stand-in in the place of the pipeline."""
    build = ModuleType("pipeline.build")
    build.make_extractor = lambda *_: StandIn()
    monkeypatch.setitem(sys.modules, "pipeline.build", build)


@pytest.fixture
def extract(call, stand_in):
    """Run `extract` with the stand-in; comes back with the call and the records on its standard output."""

    def run(*argv, stdin=b""):
        result = call("extract", *argv, stdin=stdin)
        return result, [json.loads(line) for line in result.out.split("\n") if line]

    return run


# what goes in

def test_a_file_by_itself_is_called_by_its_name_and_keeps_its_line_ends(extract, tmp_path):
    path = tmp_path / "某报.txt"
    path.write_bytes("\ufeff产量\r\n增长5%\r\n".encode())
    _, (record,) = extract(path)
    assert (record["doc"], record["raw"]) == ("某报.txt", "产量\r\n增长5%\r\n")


def test_a_folder_gives_its_documents_in_order_by_relative_path(extract, tmp_path):
    for name in ("b.txt", "a/2.txt", "a/1.md", "a/notes.log", ".hidden/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("文", encoding="utf-8")
    _, records = extract(tmp_path)
    assert [record["doc"] for record in records] == ["a/1.md", "a/2.txt", "b.txt"]


def test_inputs_keep_the_order_of_the_call(extract, tmp_path):
    for name in "ab":
        (tmp_path / name).write_text("文", encoding="utf-8")
    _, records = extract(tmp_path / "b", "-", tmp_path / "a", stdin="文".encode())
    assert [record["doc"] for record in records] == ["b", "-", "a"]


def test_jsonl_is_one_document_a_line_whatever_line_separators_the_text_holds(extract, tmp_path):
    path = tmp_path / "docs.jsonl"
    path.write_text('{"id": "x", "text": "一\u2028二\\r\\n三", "title": "题", "published": "2021-08-15"}\n\n'
                    '{"id": "y", "text": "四"}', encoding="utf-8")
    _, records = extract(path)
    assert records == [{"doc": "x", "raw": "一\u2028二\r\n三", "title": "题", "published": "2021-08-15"},
                       {"doc": "y", "raw": "四", "title": None, "published": None}]


def test_standard_input_is_jsonl_when_its_first_line_is_a_document(extract):
    _, records = extract("-", stdin='{"id": "x", "text": "一"}\n{"id": "y", "text": "二"}\n'.encode())
    assert [record["doc"] for record in records] == ["x", "y"]


@pytest.mark.parametrize("text", ["产量增长5%\n第二行", '{"figures": 5}\n{"text": 1}', "{不是JSON"])
def test_standard_input_is_one_text_otherwise(extract, text):
    _, (record,) = extract("-", stdin=text.encode())
    assert (record["doc"], record["raw"]) == ("-", text)


def test_the_input_format_may_be_told(extract):
    line = '{"id": "x", "text": "一"}'
    assert [record["raw"] for record in extract("-", "--input-format", "text", stdin=line.encode())[1]] == [line]


def test_half_a_surrogate_pair_becomes_one_replacement_character(extract):
    _, (record,) = extract("-", stdin=rb'{"id": "x", "text": "\u4e00\ud83d\u4e8c \ud83d\ude00"}')
    assert record["raw"] == "一\ufffd二 😀"


# what comes out

def test_a_file_is_written_whole_with_its_folder(extract, tmp_path):
    target = tmp_path / "new" / "out.jsonl"
    result, _ = extract("-", "-o", target, stdin="文".encode())
    assert (result.status, result.out) == (0, "")
    assert json.loads(target.read_bytes())["raw"] == "文"
    assert [path.name for path in target.parent.iterdir()] == ["out.jsonl"]
    assert target.stat().st_mode & 0o444 == 0o444


@pytest.mark.parametrize("out, asked, run", [
    ("-", False, False), ("out.jsonl", False, False), ("out", False, True), ("there", False, True),
    ("out/", False, True), ("file", True, False), ("out.jsonl", True, False),
])
def test_a_folder_as_output_makes_a_run(tmp_path, monkeypatch, out, asked, run):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    (tmp_path / "file").touch()
    assert is_run(out, [str(tmp_path)], asked) is run
    assert is_run("out", [str(tmp_path / "file")], asked) is asked


def test_quantities_are_one_object_a_document(extract):
    _, records = extract("-", "--emit", "quantities", stdin="近20%".encode())
    assert records == [{"id": "-", "quantities": [], "times": []}]


def test_a_text_made_from_a_web_page_is_kept_beside_the_records(extract, tmp_path):
    pytest.importorskip("trafilatura")
    page = tmp_path / "page.html"
    page.write_text("<html><body><article><h1>某港</h1><p>某港去年建成泊位12个，比上年多3个。</p></article></body></html>",
                    encoding="utf-8")
    extract(page, "-o", tmp_path / "out.jsonl")
    record = json.loads((tmp_path / "out.jsonl").read_bytes())
    kept = json.loads((tmp_path / "out.texts.jsonl").read_bytes())
    assert (kept["id"], kept["text"]) == (record["doc"], record["raw"])
    assert "建成泊位12个" in kept["text"]


def test_after_an_interruption_the_old_file_stands(extract, tmp_path):
    target = tmp_path / "out.jsonl"
    target.write_text("old", encoding="utf-8")
    result, _ = extract("-", "-o", target, stdin=b'{"id": "x", "text": "fine"}\n{"id": "y", "text": "press Ctrl-C"}\n')
    assert (result.status, target.read_text(encoding="utf-8")) == (130, "old")
    assert list(tmp_path.iterdir()) == [target]


# what goes wrong

def test_one_bad_document_of_several_is_set_aside_and_the_others_are_done(extract, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\x00\x01\x02\xff\x80\x81")
    (tmp_path / "b.txt").write_text("文", encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"")
    (tmp_path / "d.txt").write_text("emergency brake", encoding="utf-8")
    result, records = extract(tmp_path)
    assert [record["doc"] for record in records] == ["b.txt"]
    assert result.status == 1
    lines = result.err.splitlines()
    assert len(lines) == 3 and all(line.startswith("set aside: ") for line in lines)
    assert "c.txt: is empty" in lines[1]
    assert "ZeroDivisionError at test_commands.py:" in lines[2]


@pytest.mark.parametrize("line, reason", [
    ("{", "is not JSON"), ('["text"]', "is not a JSON object"), ('{"id": "x"}', "has no 'text'"),
    ('{"id": "x", "text": 5}', "'text' is not a string"), ('{"id": [], "text": ""}', "'id' is not a string"),
    ('{"text": "文", "published": "15 August"}', "'published' is '15 August', not a date YYYY-MM-DD"),
    ("[" * 100_000, "is not JSON"),
])
def test_a_bad_jsonl_line_is_set_aside_by_its_number(extract, tmp_path, line, reason):
    path = tmp_path / "docs.jsonl"
    path.write_text('{"id": "a", "text": "一"}\n' + line + '\n{"id": "b", "text": "二"}\n', encoding="utf-8")
    result, records = extract(path)
    assert [record["doc"] for record in records] == ["a", "b"]
    assert result.status == 1
    assert result.err.startswith(f"set aside: {path}:2: {reason}") and result.err.count("\n") == 1


@pytest.mark.parametrize("content, reason", [(b"", "is empty"), (b" \n\n", "holds no text"), (b"\x00\x01\x02\xff", "")])
def test_a_lone_document_that_cannot_be_read_makes_the_call_wrong(extract, tmp_path, content, reason):
    path, target = tmp_path / "a.txt", tmp_path / "out.jsonl"
    path.write_bytes(content)
    result, _ = extract(path, "-o", target)
    assert (result.status, target.exists()) == (2, False)
    assert result.err.startswith(f"{path}: {reason}") and result.err.count("\n") == 1


@pytest.mark.parametrize("argv, message", [
    (["extract", "{tmp}/none.txt"], "none.txt: there is no such file or folder"),
    (["extract", "{tmp}"], "the folder holds no documents"),
    (["extract"], "Missing argument 'INPUT'; --help tells more"),
    (["extract", "-", "--rule", "x"], "unknown option --rule (did you mean '--rules'?)"),
    (["extract", "-", "--emit", "numbers"], "'numbers' is not one of"),
    (["extrct", "-"], "unknown command extrct (did you mean 'extract'?)"),
    (["--hlep"], "unknown option --hlep (did you mean '--help'?)"),
    (["evaluate", "{tmp}/none.jsonl"], "none.jsonl: there is no such file"),
    (["evaluate", "--gold", "{tmp}/none.jsonl"], "none.jsonl: there is no such file"),
    (["extract", "-", "--workers", "2", "-o", "{tmp}/out.jsonl"], "--engine are for a run; give its folder with -o"),
    (["extract", "{tmp}/file", "-o", "{tmp}/../{name}/file"], "file: is an input too; give another file with -o"),
    (["extract", "-", "--encoding", "utf-7000"], "utf-7000"),
    (["extract", "-", "-o", "{tmp}/file/out.jsonl"], "file: is not a folder"),
])
def test_a_wrong_call_is_told_in_one_line(call, stand_in, tmp_path, argv, message):
    (tmp_path / "file").write_text("", encoding="utf-8")
    argv = [arg.replace("{tmp}", str(tmp_path)).replace("{name}", tmp_path.name) for arg in argv]
    result = call(*argv, stdin="文".encode())
    assert (result.status, result.out) == (2, "")
    assert message in result.err and result.err.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told_in_one_line(extract):
    result, _ = extract("-", "-o", "/dev/full", stdin="文".encode())
    assert (result.status, result.err) == (2, "/dev/full: cannot be written: No space left on device; "
                                              "free some space and make the same call again\n")
    assert Path("/dev/full").is_char_device()


def test_a_reader_that_goes_away_is_no_error():
    with subprocess.Popen([*RUN, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        error = process.stderr.read()
    assert (process.returncode, error) == (0, b"")


# the real thing

def test_without_a_command_the_whole_job_is_done(call, tmp_path, monkeypatch):
    monkeypatch.setattr(main_job, "TRIPLES", tmp_path / "triples.jsonl")
    result = call()
    records = [json.loads(line) for line in (tmp_path / "triples.jsonl").read_bytes().splitlines()]
    documents = {record["doc"] for record in records}
    assert (result.status, result.err) == (0, "")
    assert documents == {path.name for path in (ROOT / "corpus" / "press").iterdir()}
    assert all(f"{doc}: " in result.out for doc in documents)
    assert "全市 | 建成 | 智能工厂" in result.out  # a triple in the table
    assert " triple " in result.out and "95 % interval" in result.out  # the score


def test_what_looks_like_unread_labels_is_told(call, tmp_path):
    release = tmp_path / "in" / "forum.txt"
    release.parent.mkdir()
    release.write_text("冰川论坛\n柏谷｜末端后退了120米，减了三成。\n青野｜明年再测20处冰川，招12人。\n柏谷｜再建3个站点，投资2亿元。\n", "utf-8")
    told = call("extract", str(release), "-o", str(tmp_path / "out.jsonl"))
    assert (told.status, told.err.startswith("note: forum.txt: 2 paragraphs open as turns do")) == (0, True)
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert {record["confidence"] == 0.3 for record in records if record["sentence"].startswith("柏谷")} == {True}
    run = call("extract", str(release.parent), "-o", str(tmp_path / "run") + "/")
    assert "1 document with what may be unread labels" in run.err
    assert json.loads((tmp_path / "run" / "manifest.jsonl").read_text("utf-8"))["unread_labels"] == 2


def test_the_output_is_the_same_bytes_on_every_machine(tmp_path):
    surroundings = [("0", "UTC", "C"), ("1", "Pacific/Auckland", "C.UTF-8")]
    processes = [subprocess.Popen([*RUN, "extract", str(ROOT / "corpus" / "press"), "-o", tmp_path / f"{seed}.jsonl"],
                                  env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale})
                 for seed, zone, locale in surroundings]
    assert [process.wait() for process in processes] == [0, 0]
    outputs = [(tmp_path / f"{seed}.jsonl").read_bytes() for seed, _, _ in surroundings]
    assert outputs[0] == outputs[1] != b""


# start-up

@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_list_tells_its_options(call, name):
    result = call(name, "--help")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith(f"Usage: run_extract.py {name} ")


@pytest.mark.parametrize("argv", [["--help"], ["extract", "--help"], ["evaluate", "--help"]])
def test_help_loads_nothing_heavy(argv):
    code = ("import sys; from pipeline.commands import main; status = main(sys.argv[1:]); "
            "print(status, {'spacy', 'jieba', 'pydantic', 'numpy'} & set(sys.modules))")
    result = subprocess.run([sys.executable, "-c", code, *argv], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert (result.stdout.splitlines()[-1], result.stderr) == ("0 set()", "")
    assert "Usage: run_extract.py" in result.stdout
