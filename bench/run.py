"""Measure the whole job and print the table of docs/performance.md.

    python -m bench.run                 # the quick rows, about a minute
    python -m bench.run --long          # also memory over 20,000 documents and documents of 5 MB
    python -m bench.run --text FILE     # on a text of your own instead of the invented broadcast news

Every ratio is of two things measured in turn in this one process, in processor time, so that other work on the machine
tells little; only scaling and start-up are by the clock.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.texts import broadcast, crowded, documents
from pipeline.assemble import dump
from pipeline.build import Extractor, make_extractor
from pipeline.source import Document

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "corpus" / "press" / "cqrb-2021-zhibohui.txt"
ROUNDS = 5
Row = tuple[str, str, str]


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, help="UTF-8 text to measure on instead of the invented news")
    parser.add_argument("--long", action="store_true", help="also the rows that take minutes")
    parser.add_argument("--only", help="only the rows whose function's name holds this word")
    options = parser.parse_args(argv)
    news = options.text.read_text("utf-8") if options.text else broadcast(100_000)
    rows: list[Callable[[str], list[Row]]] = [whole_job, parts, others, start_up, scaling]
    rows += [memory, linearity] if options.long else []
    print("| what | measured | goal |\n| --- | --- | --- |", flush=True)
    for measure in rows:
        if not options.only or options.only in measure.__name__:
            for row in measure(news):
                print("| " + " | ".join(row) + " |", flush=True)


# -- the whole job against jieba ---------------------------------------------------------------------------------------


def cut(text: str, size: int = 1500) -> list[Document]:
    """The text as documents of about that many characters, cut at line ends."""
    out, lines, length = [], [], 0
    for line in text.split("\n"):
        lines.append(line)
        length += len(line) + 1
        if length >= size:
            out.append(Document(f"d{len(out)}", "\n".join(lines)))
            lines, length = [], 0
    return [*out, Document(f"d{len(out)}", "\n".join(lines))] if lines else out


def job(extractor: Extractor, texts: Sequence[Document]) -> Callable[[], object]:
    """Everything that is done with the documents, up to the lines that are written."""
    return lambda: [dump(record) for text in texts for record in extractor.records(text)]


def processor_time(*works: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The median processor time of each work, the works taken in turn."""
    times: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for _ in range(rounds):
        for work, taken in zip(works, times, strict=True):
            begin = time.process_time()
            work()
            taken.append(time.process_time() - begin)
    return [statistics.median(taken) for taken in times]


def cutters() -> list[str]:
    """The segmenters there are: jieba, and its native port where it is installed."""
    return ["jieba", "rjieba"] if importlib.util.find_spec("rjieba") else ["jieba"]


def extractor_with(cutter: str) -> Extractor:
    """An extractor that segments with jieba or with its port."""
    os.environ["PRESS_TRIPLES_SEGMENTER"] = cutter
    extractor = make_extractor()
    extractor.records(Document("", "全市新增就业5万人。"))
    return extractor


def jieba_on(texts: Sequence[Document]) -> Callable[[], object]:
    """`jieba.lcut` over the texts, as it comes."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    return lambda: [len(jieba.lcut(text.raw)) for text in texts]


def whole_job(news: str) -> list[Row]:
    """Triples and all, against jieba's segmentation alone."""
    out = []
    goals = {("news", "jieba"): "≥ 1.0", ("news", "rjieba"): "≥ 3.0", ("seed article", "jieba"): "≥ 0.5",
             ("seed article", "rjieba"): "–"}
    for name, texts in (("news", cut(news)), ("seed article", [Document("seed", SEED.read_text("utf-8"))] * 5)):
        size = sum(len(text.raw) for text in texts)
        for cutter in cutters():
            reference, ours = processor_time(jieba_on(texts), job(extractor_with(cutter), texts))
            speeds = f"{size / ours / 1000:,.0f} against {size / reference / 1000:,.0f} thousand characters a second"
            out.append((f"whole job with {cutter}, {name}, against `jieba.lcut`", f"{reference / ours:.2f} × ({speeds})",
                        goals[name, cutter]))
    return out


def parts(news: str) -> list[Row]:
    """Where the time of the whole job goes."""
    from pipeline.formats import divide
    from pipeline.scan import scan
    from pipeline.source import make_view

    extractor = extractor_with(cutters()[-1])
    texts = cut(news)
    book = extractor.book
    views = [make_view(text.raw, book.lexicon) for text in texts]
    names = ("the whole job", "view", "sections", "scan", "all without words (`--emit quantities`)")
    times = processor_time(
        job(extractor, texts), lambda: [make_view(text.raw, book.lexicon) for text in texts],
        lambda: [divide(view, text, book, None) for view, text in zip(views, texts, strict=True)],
        lambda: [scan(view.text, book) for view in views], lambda: [extractor.quantity_record(text) for text in texts])
    return [(f"share of the whole job: {name}", f"{taken / times[0]:.0%}", "–")
            for name, taken in zip(names[1:], times[1:], strict=True)]


# -- others' extractors ------------------------------------------------------------------------------------------------


def others(news: str) -> list[Row]:
    """Quantities and times alone against the extractors of JioNLP and Recognizers-Text, where they are installed."""
    lines = [line for line in news.split("\n") if line][:40]
    texts = [Document(str(i), line) for i, line in enumerate(lines)]
    extractor = extractor_with("jieba")
    found = {"JioNLP": _jionlp(lines), "Recognizers-Text": _recognizers(lines)}
    out = []
    for name, work in found.items():
        if work is None:
            out.append((f"quantities and times against {name}", "not installed", "≥ 20"))
            continue
        theirs, ours = processor_time(work, lambda: [extractor.quantity_record(text) for text in texts], rounds=3)
        out.append((f"quantities and times against {name}", f"{theirs / ours:.0f} ×", "≥ 20"))
    return out


def _jionlp(lines: Sequence[str]) -> Callable[[], object] | None:
    if not importlib.util.find_spec("jionlp"):
        return None
    import jionlp

    return lambda: [(jionlp.ner.extract_money(line), jionlp.ner.extract_time(line)) for line in lines]


def _recognizers(lines: Sequence[str]) -> Callable[[], object] | None:
    if not importlib.util.find_spec("recognizers_number_with_unit"):
        return None
    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_number
    from recognizers_text import Culture

    return lambda: [(recognize_number(line, Culture.Chinese), recognize_datetime(line, Culture.Chinese)) for line in lines]


# -- start-up, scaling, memory -----------------------------------------------------------------------------------------


def start_up(_: str) -> list[Row]:
    """From the call to its end with one short document."""
    out = []
    for cutter in cutters():
        for name, text in (("a document without figures", "会议指出，要压实各方责任。"),
                           ("a document with a figure", "全市新增就业5万人。")):
            times = []
            for _round in range(3):
                begin = time.perf_counter()
                subprocess.run([sys.executable, str(ROOT / "run_extract.py"), "extract", "-"], input=text.encode(), check=True,
                               capture_output=True, env={**os.environ, "PRESS_TRIPLES_SEGMENTER": cutter})
                times.append(time.perf_counter() - begin)
            out.append((f"start-up with {cutter}, {name}", f"{min(times):.2f} s", "< 1.5 s"))
    return out


def _run(folder: Path, docs: Path, workers: int) -> float:
    """Seconds of work of a run, its start-up apart."""
    code = ("import sys, time; from pathlib import Path; from pipeline.batch import Options, run;"
            "out = Path(sys.argv[2]); workers = int(sys.argv[3]);"
            "run([sys.argv[4]], out / 'warm', Options(workers=workers, quiet=True)); begin = time.perf_counter();"
            "run([sys.argv[1]], out / 'run', Options(workers=workers, quiet=True)); print(time.perf_counter() - begin)")
    small = folder / "small.jsonl"
    small.write_text(json.dumps({"id": "x", "text": "全市新增就业5万人。"}), "utf-8")
    done = subprocess.run([sys.executable, "-c", code, str(docs), str(folder / str(workers)), str(workers), str(small)],
                          check=True, capture_output=True, text=True, cwd=ROOT)
    return float(done.stdout)


def _write(path: Path, count: int, characters: int) -> None:
    with open(path, "w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in documents(count, characters))


def scaling(_: str) -> list[Row]:
    """Two workers against one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "docs.jsonl", 600, 1500)
        one, two = (_run(folder, folder / "docs.jsonl", workers) for workers in (1, 2))
    return [(f"two workers against one ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})",
             f"{one / two:.2f} × ({600 / one:.0f} and {600 / two:.0f} documents of 1,500 characters a second)", "≥ 1.8")]


def memory(_: str) -> list[Row]:
    """Resident memory of one process over 20,000 documents."""
    code = ("import json, resource, sys; from pipeline.build import make_extractor; from pipeline.source import Document;"
            "from bench.texts import documents; e = make_extractor(); seen = [];\n"
            "for i, d in enumerate(documents(20000, 400)):\n"
            "    e.records(Document(d['id'], d['text']))\n"
            "    if i in (1000, 19999): seen.append(int(open('/proc/self/statm').read().split()[1]) * 4096)\n"
            "print(json.dumps(seen))")
    out = []
    for cutter in cutters():
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT,
                              env={**os.environ, "PRESS_TRIPLES_SEGMENTER": cutter})
        first, last = json.loads(done.stdout)
        out.append((f"memory of a worker with {cutter}, after 1,000 and 20,000 documents",
                    f"{first >> 20} and {last >> 20} MB ({last / first - 1:+.1%})", "< 350 MB, ± 5 %"))
    return out


def linearity(news: str) -> list[Row]:
    """Long documents and lines against 17,000 characters of them: news that goes on, and texts that never repeat a name."""
    extractor = extractor_with(cutters()[-1])
    out = []
    big = (news * (1 + 1_700_000 // len(news)))[:1_700_000]  # 5 MB in UTF-8
    crowd = crowded(300_000)
    for name, text in (("document of 5 MB", big), ("line of 5 MB", big.replace("\n", "")),
                       ("document of 0.9 MB, all names new", crowd), ("line of 0.9 MB, all names new", crowd.replace("\n", ""))):
        small = Document("s", text[:17_000])
        begin = time.process_time()
        for _ in range(10):
            extractor.records(small)
        tenth = time.process_time() - begin
        begin = time.process_time()
        extractor.records(Document("b", text))
        whole = time.process_time() - begin
        ratio = whole / len(text) / (tenth / 10 / len(small.raw))
        out.append((f"a {name}, time a character against one of 50 kB", f"{ratio:.2f} × ({whole:.1f} s)", "about 1"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return [*out, ("peak memory with them", f"{peak} MB", "–")]


if __name__ == "__main__":
    main()
