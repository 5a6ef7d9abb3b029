from __future__ import annotations

import socket

from pipeline.review.store import read_log
from tests.review_samples import PRESS, gold_run


def test_a_users_mistakes_are_one_line_and_status_2(tmp_path, call):
    run = gold_run(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        wrong = {
            ("review", tmp_path / "none.jsonl"): "there is no such run",
            ("review", PRESS): "not a line of JSON",
            ("review", run, "--reviewer", " "): "--reviewer NAME",
            ("review", run, "--no-browser", "--port", taken.getsockname()[1]): "give another --port",
            ("review", "export", run, "--to", "brat", "-o", tmp_path / "x"): "known are gold",
            ("review", "import", run, tmp_path / "none"): "there is no such file",
            ("review", "merge", tmp_path / "a"): "two logs",
            ("review", "export", run, "--too", "gold"): "--too",
        }
        for argv, message in wrong.items():
            done = call(*argv)
            assert (done.status, done.out, done.err.count("\n")) == (2, "", 1), done.err
            assert message in done.err


def test_export_and_import_from_the_command_line(tmp_path, call):
    run = gold_run(tmp_path)
    said = call("review", "import", run, PRESS.parents[1] / "gold" / "cqrb-2021-zhibohui.jsonl", "--reviewer", "王芳")
    assert (said.status, "accept" in said.err) == (0, True)
    decisions = read_log(tmp_path / "run.decisions.jsonl")
    # optional rows of gold say nothing
    assert {row.action for row in decisions} == {"accept"} and len(decisions) == 57
    assert {row.reviewer for row in decisions} == {"王芳"}
    assert call("review", "export", run, "--to", "gold", "-o", tmp_path / "out.jsonl").status == 0
    assert len((tmp_path / "out.jsonl").read_text("utf-8").splitlines()) == 57
