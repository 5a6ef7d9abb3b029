"""Runs: whole or not at all, the same bytes however they came about, and no document that takes others with it."""

from __future__ import annotations

import importlib.util
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch import Options, Report, parts, run, runner, shepherd, worker
from pipeline.batch.changes import Changes, changes_between
from pipeline.batch.errors import CODES
from pipeline.batch.folder import RunFolder
from pipeline.batch.items import Item
from pipeline.batch.pool import Finished
from pipeline.batch.settings import Settings
from pipeline.batch.shards import read_shard, read_shards
from pipeline.batch.worker import seconds_for
from pipeline.errors import UsageError
from pipeline.exports.runs import read_lines
from pipeline.rulebook import load_rulebook
from pipeline.source import Document
from tests import shipped
from tests.poison import HARM, poison_files, small_book

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = Settings(maker="tests.poison:make_extractor", timeout=3.0)
QUICK = Options(settings=SETTINGS, workers=2, quiet=True)
OUTPUT = ("triples.jsonl", "errors.jsonl", "manifest.jsonl", "run.json")


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A folder of forty documents."""
    folder = tmp_path / "in"
    folder.mkdir()
    fill(folder, 40)
    return folder


def fill(folder: Path, documents: int) -> None:
    for number in range(documents):
        (folder / f"{number:03}.txt").write_text(f"第{number}号：新增就业{number * 7}万人，同比增长{number}%。\n", "utf-8")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several shards even of a small run, and rules that load at once."""
    monkeypatch.setattr(shepherd, "MAX_ITEMS", 6)
    monkeypatch.setattr(runner, "load_rulebook", small_book)


def output(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in OUTPUT}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def done_by(report: Report) -> set[str]:
    return {line["doc"] for line in lines(report.records)}


# -- the same bytes ----------------------------------------------------------------------------------------------------


def test_any_number_of_workers_writes_the_same_bytes(releases: Path, tmp_path: Path) -> None:
    for workers in (1, 3):
        run([str(releases)], tmp_path / f"w{workers}", replace(QUICK, workers=workers))
    assert output(tmp_path / "w1") == output(tmp_path / "w3")
    assert [line["doc"] for line in lines(tmp_path / "w1" / "manifest.jsonl")] == sorted(os.listdir(releases))


def test_files_lines_and_rows_of_the_same_texts_agree(releases: Path, tmp_path: Path) -> None:
    rows = [{"id": path.name, "text": path.read_text("utf-8")} for path in sorted(releases.iterdir())]
    (tmp_path / "docs.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    parquet, arrow = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow")
    parquet.write_table(arrow.Table.from_pylist(rows), tmp_path / "docs.parquet", row_group_size=7)
    reports = [run([str(source)], tmp_path / name, QUICK)
               for name, source in (("a", releases), ("b", tmp_path / "docs.jsonl"), ("c", tmp_path / "docs.parquet"))]
    assert len({report.records.read_bytes() for report in reports}) == 1
    manifest = lines(tmp_path / "c" / "manifest.jsonl")
    assert (manifest[2]["doc"], manifest[2]["file"]) == ("002.txt", "docs.parquet:3")


def test_parts_are_cut_between_documents_and_are_the_one_file_in_pieces(
        releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART_BYTES", 900)
    whole = run([str(releases)], tmp_path / "whole", QUICK)
    split = run([str(releases)], tmp_path / "parts", replace(QUICK, in_parts=True))
    pieces = [path.read_bytes() for path in sorted(split.records.glob("*.jsonl"))]
    assert len(pieces) > 5 and max(map(len, pieces)) <= 900
    assert b"".join(pieces) == whole.records.read_bytes()
    assert list(read_lines(split.records)) == list(read_lines(whole.records))
    for name in OUTPUT[1:]:
        assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_run_changes_between_one_file_and_parts_without_work(
        releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run([str(releases)], tmp_path / "out", QUICK).records.read_bytes()
    monkeypatch.setattr(shepherd, "Pool", None)
    for _ in range(2):
        (tmp_path / "out" / ".triples.jsonl.x.part").mkdir()  # of a run that was killed
        assert run([str(releases)], tmp_path / "out", replace(QUICK, in_parts=True)).records.is_dir()
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [".work", *sorted(OUTPUT)]
    assert run([str(releases)], tmp_path / "out", QUICK).records.read_bytes() == first


def test_the_same_call_again_does_nothing(releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run([str(releases)], tmp_path / "out", QUICK)
    before = output(tmp_path / "out")
    monkeypatch.setattr(shepherd, "Pool", None)  # no process can be started
    run([str(releases)], tmp_path / "out", QUICK)
    assert output(tmp_path / "out") == before


def test_a_file_added_in_front_is_the_only_one_done(releases: Path, tmp_path: Path) -> None:
    run([str(releases)], tmp_path / "out", QUICK)
    (releases / "000a.txt").write_text("新增就业99万人。", "utf-8")
    submitted: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        submit = shepherd.Shepherd._submit
        patch.setattr(shepherd.Shepherd, "_submit",
                      lambda self, items, tries=0: (submitted.extend(item.id for item in items), submit(self, items, tries)))
        run([str(releases)], tmp_path / "out", QUICK)
    assert submitted == ["000a.txt"]
    run([str(releases)], tmp_path / "fresh", QUICK)
    assert output(tmp_path / "out") == output(tmp_path / "fresh")


def test_a_removed_file_leaves_nothing_behind(releases: Path, tmp_path: Path) -> None:
    run([str(releases)], tmp_path / "out", QUICK)
    for number in range(12):
        (releases / f"{number:03}.txt").unlink()
    report = run([str(releases)], tmp_path / "out", QUICK)
    assert report.totals.documents == 28
    run([str(releases)], tmp_path / "fresh", QUICK)
    assert output(tmp_path / "out") == output(tmp_path / "fresh")


def test_duplicates_are_done_once_and_told(releases: Path, tmp_path: Path) -> None:
    text = (releases / "003.txt").read_bytes()
    (releases / "004copy.txt").write_bytes(text)
    (releases / "bom.txt").write_bytes(b"\xef\xbb\xbf" + text)  # other bytes, the same text
    report = run([str(releases)], tmp_path / "out", QUICK)
    manifest = {line["doc"]: line for line in lines(tmp_path / "out" / "manifest.jsonl")}
    assert report.totals.duplicates == 2
    assert [manifest[name].get("same_as") for name in ("003.txt", "004copy.txt", "bom.txt")] == [None, "003.txt", "003.txt"]
    assert done_by(report) == {path.name for path in releases.iterdir()} - {"004copy.txt", "bom.txt"}


# -- kills -------------------------------------------------------------------------------------------------------------


def call(source: Path, out: Path, workers: int = 2) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.poison", str(source), str(out), str(workers)], cwd=ROOT,
                            stderr=subprocess.DEVNULL)


def children(pid: int) -> Iterator[int]:
    """The processes that any thread of a process has started, and theirs."""
    try:
        found = [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]
    except OSError:
        return
    for child in found:
        yield child
        yield from children(child)


def command_line(pid: int) -> bytes:
    """A process's command line; empty once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A folder of 250 documents, and the output of an uninterrupted run."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "in").mkdir()
    for number in range(250):
        (folder / "in" / f"{number:03}.txt").write_text(f"第{number}号：新增就业{number}万人。\n" * 30, "utf-8")
    assert call(folder / "in", folder / "ref").wait() == 0
    return folder / "in", output(folder / "ref")


KILLS = int(os.environ.get("PRESS_KILLS", "3"))
PATIENCE = 90  # seconds after which a process is taken for stuck, on a busy machine too


def test_kills_of_the_whole_run_lose_and_double_nothing(many: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    source, expected = many
    dice = random.Random(3)
    kills = 0
    while kills < KILLS:
        out = tmp_path / f"out{kills}"
        while kills < KILLS:
            process = call(source, out)
            shards = sum(1 for _ in (out / ".work").glob("*.shard")) if out.exists() else 0
            wanted = shards + dice.randint(0, 6)
            while process.poll() is None and (not out.exists() or len(list((out / ".work").glob("*.shard"))) < wanted):
                time.sleep(0.005)
            time.sleep(dice.random() * 0.02)
            if process.poll() is not None:
                break
            process.kill()
            process.wait()
            kills += 1
        assert call(source, out).wait() == 0
        assert output(out) == expected


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers through /proc")
def test_kills_of_workers_cost_no_document(many: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    source, expected = many
    dice = random.Random(4)
    kills = 0
    while kills < KILLS:
        out = tmp_path / f"out{kills}"
        process = call(source, out)
        while process.poll() is None:
            family = list(children(process.pid))
            if family and (out / ".work").exists() and kills < KILLS:
                try:
                    os.kill(dice.choice(family), signal.SIGKILL)
                    kills += 1
                except ProcessLookupError:
                    pass
            time.sleep(dice.random() * 0.05)
        assert process.returncode == 0
        assert output(out) == expected


def test_an_interruption_keeps_what_is_finished_and_ends_with_130(many: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    source, expected = many
    (tmp_path / "in").mkdir()
    for path in source.iterdir():
        (tmp_path / "in" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "in" / "zzz.txt").write_text("loop\n", "utf-8")  # keeps the run from ending
    process = call(tmp_path / "in", tmp_path / "out")
    while not list((tmp_path / "out" / ".work").glob("*.shard") if (tmp_path / "out").exists() else ()):
        assert process.poll() is None
        time.sleep(0.01)
    family = list(children(process.pid))
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 130
    assert not (tmp_path / "out" / "triples.jsonl").exists()
    (tmp_path / "in" / "zzz.txt").unlink()
    assert call(tmp_path / "in", tmp_path / "out").wait() == 0
    assert output(tmp_path / "out") == expected
    deadline = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{pid}/stat").exists() and " Z " not in Path(f"/proc/{pid}/stat").read_text() for pid in family):
        assert time.monotonic() < deadline, "a worker outlived its run"
        time.sleep(0.05)


# -- poison ------------------------------------------------------------------------------------------------------------

DOCUMENTS = int(os.environ.get("PRESS_DOCUMENTS", "40"))


def test_poison_is_set_aside_with_its_code_and_touches_no_other(releases: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    fill(releases, DOCUMENTS)
    clean = run([str(releases)], tmp_path / "clean", QUICK)
    expected = poison_files(releases)
    report = run([str(releases)], tmp_path / "out", replace(QUICK, workers=4))  # two of them wait for an alarm
    codes = {line["doc"]: line["code"] for line in lines(tmp_path / "out" / "errors.jsonl")}
    assert codes == expected
    assert len(codes) == 25 and set(codes.values()) <= set(CODES)
    kept = [line for line in report.records.read_bytes().splitlines() if b'"lone"' not in line]
    assert kept == clean.records.read_bytes().splitlines()
    assert (report.totals.set_aside, report.totals.done) == (25, DOCUMENTS + 1)


@pytest.mark.parametrize(("kind", "size", "seconds"), [("text", 5_000, 3), ("text", 1_000_001, 6), ("text", 90_000_000, 60),
                                                       ("pdf", 9_000_000, 3)])
def test_a_long_document_is_given_more_time(kind: str, size: int, seconds: float) -> None:
    assert seconds_for(Item("a", "a", kind, b"5" * size), SETTINGS) == seconds


def test_what_was_set_aside_is_not_tried_again_unless_asked(releases: Path, tmp_path: Path) -> None:
    (releases / "x.txt").write_text("internal\n", "utf-8")
    run([str(releases)], tmp_path / "out", QUICK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shepherd, "Pool", None)
        run([str(releases)], tmp_path / "out", QUICK)
    report = run([str(releases)], tmp_path / "out", replace(QUICK, retry=True))
    assert report.totals.set_aside == 1


# -- the folder --------------------------------------------------------------------------------------------------------


def test_a_second_run_on_the_same_folder_refuses(releases: Path, tmp_path: Path) -> None:
    run([str(releases)], tmp_path / "out", QUICK)
    with RunFolder(tmp_path / "out").locked(), pytest.raises(UsageError, match="another run is writing there"):
        run([str(releases)], tmp_path / "out", QUICK)


def test_other_options_and_other_places_are_refused(releases: Path, tmp_path: Path) -> None:
    run([str(releases)], tmp_path / "out", QUICK)
    with pytest.raises(UsageError, match="was made with --emit triples"):
        run([str(releases)], tmp_path / "out", replace(QUICK, settings=replace(SETTINGS, emit="quantities")))
    with pytest.raises(UsageError, match="lies inside the input folder"):
        run([str(releases)], releases / "out", QUICK)
    (tmp_path / "file").write_text("")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        run([str(releases)], tmp_path / "file", QUICK)
    with pytest.raises(UsageError, match="holds other files"):
        run([str(releases)], tmp_path / "other", QUICK)


def test_a_full_disk_leaves_nothing_partial_and_the_call_resumes(releases: Path, tmp_path: Path) -> None:
    code = ("import resource, sys; from tests.poison import main; "
            "limit = int(sys.argv.pop()); resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit));"
            "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); main(*sys.argv[1:])")
    out = tmp_path / "out"
    # -B: Python itself would leave half a module's bytecode behind, and break on it in the next run
    command = [sys.executable, "-B", "-c", code, str(releases), str(out), "2", "3000"]
    failed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert failed.returncode != 0 and f"OutputError: {out}: cannot be written: File too large" in failed.stderr
    assert not (out / "triples.jsonl").exists() and not list(out.rglob("*.part"))
    run([str(releases)], out, QUICK)
    run([str(releases)], tmp_path / "fresh", QUICK)
    assert output(out) == output(tmp_path / "fresh")


def test_what_a_worker_was_writing_when_the_run_ended_is_cleared_away(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "out")
    folder.make()
    folder.texts.mkdir()
    halves = [folder.path / ".triples.jsonl.1.part", folder.work / ".a.shard.1.part", folder.texts / ".b.txt.1.part"]
    for half in halves:  # by a run that was killed
        half.write_bytes(b"half")
    with pytest.raises(OSError, match="full"), folder.locked():
        assert not [half for half in halves if half.exists()]
        for half in halves:
            half.write_bytes(b"half")
        raise OSError("the disk is full")
    assert not list(folder.path.rglob("*.part"))


def test_a_shard_that_is_not_whole_counts_for_nothing(releases: Path, tmp_path: Path) -> None:
    run([str(releases)], tmp_path / "out", QUICK)
    before = output(tmp_path / "out")
    shards = sorted((tmp_path / "out" / ".work").glob("*.shard"))
    shards[0].write_bytes(shards[0].read_bytes()[:-1])
    shards[1].write_bytes(b"{}\n")
    (tmp_path / "out" / ".work" / "x.1.part").write_bytes(b"half")
    with pytest.raises(ValueError, match="not whole"):
        read_shard(shards[0])
    run([str(releases)], tmp_path / "out", QUICK)
    assert output(tmp_path / "out") == before
    assert not list((tmp_path / "out").rglob("*.part"))


def test_texts_that_readers_make_are_kept_where_the_manifest_says(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    file = docx.Document()
    file.add_paragraph("新增就业53万人。")
    (tmp_path / "in").mkdir()
    file.save(str(tmp_path / "in" / "a.docx"))
    report = run([str(tmp_path / "in")], tmp_path / "out", QUICK)
    entry = lines(tmp_path / "out" / "manifest.jsonl")[0]
    record = lines(report.records)[0]
    text = (tmp_path / "out" / entry["text"]).read_text("utf-8")
    assert text[record["start"]:record["end"]] == record["text"] == "53"


def test_every_entry_of_a_run_is_in_some_shard(releases: Path, tmp_path: Path) -> None:
    run([str(releases)], tmp_path / "out", QUICK)
    entries = [place.entry.doc for _, places in read_shards(tmp_path / "out" / ".work") for place in places]
    assert sorted(entries) == sorted(os.listdir(releases))


# -- changed rules -----------------------------------------------------------------------------------------------------


def print_of(**parts: Any) -> dict[str, Any]:
    rules = {"quantity/amount": {"layer": "quantity", "says": "1", "cue": [], "pattern": r"\d+个"},
             "claim/share": {"layer": "claim", "says": "1", "cue": []},
             "speaker/says": {"layer": "speaker", "says": "1", "cue": ["表示"]}}
    base = {"version": "1", "rules": rules, "forms": {"digit": "0-9"}, "words": {"verb": ["新建", "办结"]},
            "values": {"relation": {"近": "nearly"}}, "units": {"个": "1"}}
    return {**base, **parts}


def rule(rule_id: str, **parts: Any) -> dict[str, Any]:
    rules = print_of()["rules"]
    return {**rules, rule_id: {**rules.get(rule_id, {"cue": []}), **parts}}


@pytest.mark.parametrize(("new", "expected"), [
    (print_of(), Changes(False)),
    (print_of(words={"verb": ["新建", "办结", "落成"]}), Changes(False, ("落成",))),
    (print_of(words={"verb": ["办结", "新建"]}), Changes(False, ("办结", "新建"))),  # their order may decide
    (print_of(values={"relation": {"近": "about"}}), Changes(False, ("近",))),
    (print_of(units={"个": "1", "座": "1"}), Changes(False, ("座",))),
    (print_of(forms={"digit": "0-9０-９"}), Changes(True)),
    (print_of(version="2"), Changes(True)),
    (print_of(rules=rule("claim/share", says="2")), Changes(True)),
    (print_of(rules=rule("speaker/says", says="2", cue=["透露"])), Changes(False, ("表示", "透露"))),
    (print_of(rules=rule("quantity/amount", says="2", pattern=r"\d+座")), Changes(False, (), (r"\d+个", r"\d+座"))),
    (print_of(rules=rule("quantity/new", layer="quantity", says="1", pattern=r"第\d+")), Changes(False, (), (r"第\d+",))),
])
def test_a_change_of_rules_touches_what_it_can_reach(new: dict[str, Any], expected: Changes) -> None:
    found = changes_between(print_of(), new)
    assert (found.everything, sorted(found.words), found.patterns) == (expected.everything, sorted(expected.words),
                                                                       expected.patterns)


def test_documents_without_the_changed_word_are_not_touched() -> None:
    book = shipped.book()
    changes = Changes(False, ("落成",), (r"\d+座",))
    assert changes.touch(Document("a", "新校舍落成。"), book)
    assert changes.touch(Document("a", "新校舍落\n成。"), book)
    assert changes.touch(Document("a", "新建学校１２座。"), book)
    assert not changes.touch(Document("a", "新建学校12所。"), book)
    assert Changes(False, ("爆料",)).touch(Document("a", "局長對媒體爆料。"), book)
    assert Changes(False, ("观光",)).touch(Document("a", "觀光收入增加。"), book)  # words match in either script


class Here:
    """The pool's calls without its processes: in each of those the real rules would be loaded anew."""

    def __init__(self, workers: int, function: Callable[[Any], Any], settings: Settings, patience: float) -> None:
        self.function = function
        self.finished: list[Finished] = []

    def submit(self, ticket: int, argument: Any) -> None:
        self.finished.append(Finished(ticket, self.function(argument)))

    def wait(self, seconds: float) -> list[Finished]:
        finished, self.finished = self.finished, []
        return finished

    def stop(self) -> None:
        """There is nothing to end."""


def test_changed_rules_give_what_a_new_run_gives(releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "load_rulebook", load_rulebook)
    monkeypatch.setattr(runner, "open_nursery", lambda settings: None)
    monkeypatch.setattr(shepherd, "Pool", Here)
    for limit in ("bound_memory", "with_alarm"):  # they would end the tests themselves
        monkeypatch.setattr(worker, limit, lambda limit: None)
    out = tmp_path / "out"
    (releases / "special.txt").write_text("全市累计完成12丁卯的5亿元。", "utf-8")
    options = Options(workers=1, quiet=True)
    run([str(releases)], out, options)
    overlay = tmp_path / "rules" / "quantity"
    overlay.mkdir(parents=True)
    (overlay / "mine.yaml").write_text(
        "layer: quantity\nrules:\n  - id: quantity/mine\n    about: 只为测试\n    pattern: '丁卯'\n    emits: {kind: none}\n"
        "    examples:\n      - text: '[[丁卯]]'\n    rejects:\n      - 没有\n", "utf-8")
    changed = replace(options, settings=Settings(rules=(str(overlay.parent),)))
    with pytest.raises(UsageError, match="--changed"):
        run([str(releases)], out, changed)
    run([str(releases)], out, replace(changed, changed=True))
    run([str(releases)], tmp_path / "fresh", changed)
    assert output(out) == output(tmp_path / "fresh")


# -- Dask --------------------------------------------------------------------------------------------------------------


class ClusterRun(threading.Thread):
    """A run on a Dask cluster, one of whose workers is killed while it is at work."""

    def __init__(self, source: Path, out: Path) -> None:
        super().__init__()
        self.source, self.out = source, out
        # small shards, so that both workers have one and more wait when one of them is killed
        command = [sys.executable, "-m", "tests.poison", str(source), str(out), "2", "dask", "3", "1.5"]
        self.process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        self.killed = False

    def run(self) -> None:
        while self.process.poll() is None:
            if not self.killed and (self.out / ".work").exists() and list((self.out / ".work").glob("*.at")):
                os.kill(next(pid for pid in children(self.process.pid) if b"spawn_main" in command_line(pid)), signal.SIGKILL)
                self.killed = True
            time.sleep(0.02)


@pytest.fixture(scope="module", autouse=True)
def cluster_run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterRun | None]:
    """Begun before the other tests of runs, where its own test follows: a cluster takes seconds to start and to end."""
    asked = any(item.name == test_a_cluster_that_loses_a_worker_gives_what_a_local_run_gives.__name__ for item in request.session.items)
    if not asked or not importlib.util.find_spec("distributed") or not Path("/proc/self/task").exists():
        yield None
        return
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "in").mkdir()
    for number in range(12):
        (folder / "in" / f"{number:03}.txt").write_text(f"slow\n新增就业{number * 7}万人，同比增长{number}%。\n", "utf-8")
    for name in ("crash", "loop", "internal"):
        (folder / "in" / f"x-{name}.txt").write_text(f"{name}\n5", "utf-8")
    begun = ClusterRun(folder / "in", folder / "out")
    begun.start()
    yield begun
    begun.process.kill()
    begun.join()


def test_a_cluster_that_loses_a_worker_gives_what_a_local_run_gives(cluster_run: ClusterRun | None, tmp_path: Path) -> None:
    if cluster_run is None:
        pytest.skip("needs distributed, and finds workers through /proc")
    run([str(cluster_run.source)], tmp_path, replace(QUICK, settings=replace(SETTINGS, timeout=1.5)))
    assert cluster_run.process.wait(timeout=PATIENCE) == 0
    assert cluster_run.killed
    assert output(cluster_run.out) == output(tmp_path)
    codes = {line["doc"]: line["code"] for line in lines(tmp_path / "errors.jsonl")}
    assert codes == {f"x-{name}.txt": HARM[name] for name in ("crash", "loop", "internal")}
