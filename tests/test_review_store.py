from __future__ import annotations

import json
import os

import pytest

from pipeline.errors import InputError, UsageError
from pipeline.review.store import Decision, DecisionLog, history_of, read_log

CONTENT = {"speaker": None, "subject": "全市", "predicate": "建成", "object": "厂房", "quantity": {"value": "7"}}


def decision(number: int, action: str, triple: str = "t1", reviewer: str = "李敏", **fields) -> Decision:
    return Decision(f"d-{number}", f"2026-11-25T08:00:{number:02}.000Z", reviewer, action, "a.txt", triple, seen=CONTENT, **fields)


def undo(number: int, of: int, action: str = "undo") -> Decision:
    return decision(number, action, of=f"d-{of}")


def test_a_decision_is_on_disk_before_append_comes_back(tmp_path):
    path = tmp_path / "run.decisions.jsonl"
    with DecisionLog(path) as log:
        log.append(decision(1, "accept"))
        assert [row.action for row in read_log(path)] == ["accept"]
        assert path.read_bytes().endswith(b"\n")


def test_a_decision_sent_twice_is_written_once(tmp_path):
    path = tmp_path / "log.jsonl"
    with DecisionLog(path) as log:
        log.append(decision(1, "accept"))
        log.append(decision(1, "accept"))
    assert len(read_log(path)) == 1


def test_the_log_only_grows(tmp_path):
    path = tmp_path / "log.jsonl"
    with DecisionLog(path) as log:
        log.append(decision(1, "accept"))
        before = path.read_bytes()
        log.append(undo(2, of=1))
    assert path.read_bytes().startswith(before)


def test_a_line_torn_by_a_crash_is_dropped_and_the_next_one_is_whole(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_bytes(decision(1, "accept").line() + decision(2, "reject").line()[:40])
    with DecisionLog(path) as log:
        assert log.history.verdict("t1").answer == "accept"
        log.append(decision(3, "flag"))
    assert [row.id for row in read_log(path)] == ["d-1", "d-3"]


def test_a_line_that_is_no_decision_is_named(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_bytes(decision(1, "accept").line() + b'{"schema": 1}\n')
    with pytest.raises(InputError, match=r"log\.jsonl:2: not a decision"):
        DecisionLog(path)


@pytest.mark.skipif(os.name == "nt", reason="no advisory locks on Windows")
def test_two_reviews_cannot_write_one_log(tmp_path):
    path = tmp_path / "log.jsonl"
    with DecisionLog(path), pytest.raises(UsageError, match="another review of this run is open"):
        DecisionLog(path)
    DecisionLog(path).close()


def test_a_failed_write_leaves_no_half_line(tmp_path, monkeypatch):
    path = tmp_path / "log.jsonl"
    with DecisionLog(path) as log:
        log.append(decision(1, "accept"))
        real = os.write
        monkeypatch.setattr(os, "write", lambda file, data: real(file, bytes(data)[:10]) and (_ for _ in ()).throw(OSError(28, "No space left")))
        with pytest.raises(OSError, match="No space"):
            log.append(decision(2, "reject"))
        monkeypatch.undo()
        assert log.history.verdict("t1").answer == "accept"
        log.append(decision(3, "reject"))
    assert [row.id for row in read_log(path)] == ["d-1", "d-3"]


def test_undo_and_redo_reach_back_without_limit_and_over_a_restart(tmp_path):
    path = tmp_path / "log.jsonl"
    with DecisionLog(path) as log:
        for number in range(200):
            log.append(Decision(f"d-{number}", "2026", "李敏", "accept", "a.txt", f"t{number}", seen=CONTENT))
    with DecisionLog(path) as log:
        for left in range(200, 0, -1):
            target = log.history.next_undo("李敏")
            assert target.id == f"d-{left - 1}"
            log.append(Decision(f"u-{left}", "2026", "李敏", "undo", "a.txt", target.triple, of=target.id))
        assert log.history.depth("李敏") == (0, 200)
        assert log.history.verdict("t7").answer is None
        again = log.history.next_redo("李敏")
        assert again.id == "d-0"
        log.append(Decision("r-1", "2026", "李敏", "redo", "a.txt", again.triple, of=again.id))
        assert log.history.verdict("t0").answer == "accept"


def test_a_new_decision_ends_redo():
    history = history_of([decision(1, "accept"), undo(2, of=1), decision(3, "reject")])
    assert history.next_redo("李敏") is None
    assert history.verdict("t1").answer == "reject"


def test_undo_brings_the_earlier_answer_back():
    history = history_of([decision(1, "accept"), decision(2, "reject"), undo(3, of=2)])
    assert history.verdict("t1").answer == "accept"


def test_each_reviewer_undoes_their_own():
    history = history_of([decision(1, "accept"), decision(2, "reject", reviewer="王芳")])
    assert history.next_undo("李敏").id == "d-1"
    assert history.next_undo("王芳").id == "d-2"


def test_flag_and_comment_stand_beside_the_answer():
    history = history_of([decision(1, "accept"), decision(2, "flag"), decision(3, "comment", comment="存疑"), decision(4, "reject")])
    verdict = history.verdict("t1")
    assert (verdict.answer, verdict.flagged, verdict.comment) == ("reject", True, "存疑")


def test_text_of_any_kind_stays_on_its_line(tmp_path):
    path = tmp_path / "log.jsonl"
    with DecisionLog(path) as log:
        log.append(decision(1, "comment", comment="a\u2028b\u0085c\nd𠮷🚀"))
        log.append(decision(2, "accept"))
    assert [row.comment for row in read_log(path)] == ["a\u2028b\u0085c\nd𠮷🚀", None]
    assert json.loads(path.read_bytes().split(b"\n")[0])["comment"] == "a\u2028b\u0085c\nd𠮷🚀"
