from __future__ import annotations

import json
from fractions import Fraction

import pytest

from pipeline.errors import UsageError
from pipeline.review.merge import compare_logs, kappa, merge_logs
from pipeline.review.store import Decision, history_of, read_log

SEEN = {"speaker": None, "subject": "全市", "predicate": "建成", "object": "厂房", "quantity": {"text": "7座", "value": "7"}, "time": None}


def write(path, reviewer, answers):
    lines = []
    for number, action in enumerate(answers):
        action, _, subject = action.partition(" ")
        corrected = SEEN | {"subject": subject} if subject else None
        lines.append(Decision(f"d-{reviewer}-{number}", f"2026-11-25T08:00:{number:02}.000Z", reviewer, action, "a.txt", f"t{number}",
                              seen=SEEN, corrected=corrected).line())
    path.write_bytes(b"".join(lines))
    return path


def test_kappa_is_cohens():
    # the textbook table: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no → 0.4
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == Fraction(2, 5)
    assert kappa([("y", "y"), ("n", "n")]) == 1
    assert kappa([("y", "n"), ("n", "y")]) == -1
    assert kappa([("y", "y")] * 3) is None
    assert kappa([]) is None


def test_reviewers_are_compared_on_what_both_decided(tmp_path):
    a = write(tmp_path / "a", "李敏", ["accept", "reject", "correct 重庆", "correct 重庆", "accept"])
    b = write(tmp_path / "b", "王芳", ["accept", "accept", "correct 重庆", "correct 本市"])
    comparison = compare_logs([a, b])
    only = comparison.agreements[0]
    assert (only.both, only.agreed, only.kappa) == (4, 2, 0.6)
    assert only.table["reject"] == {"accept": 1, "reject": 0, "correct": 0}
    assert [(row.triple, row.answers, row.fields) for row in comparison.disagreements] == [
        ("t1", ("reject", "accept"), ()), ("t3", ("correct", "correct"), ("subject",))]


def test_in_the_merged_log_disagreements_stand_open_until_settled(tmp_path):
    a = write(tmp_path / "a", "李敏", ["accept", "reject"])
    b = write(tmp_path / "b", "王芳", ["accept", "accept"])
    assert merge_logs([a, b], tmp_path / "c", compare_logs([a, b])) == 4
    decisions = read_log(tmp_path / "c")
    history = history_of(decisions)
    assert history.verdict("t0").answer == "accept"
    assert (history.verdict("t1").answer, history.verdict("t1").disputed) == (None, True)
    settled = history_of([*decisions, Decision("d-x", "2026", "张工", "reject", "a.txt", "t1", seen=SEEN)]).verdict("t1")
    assert (settled.answer, settled.disputed) == ("reject", False)
    with pytest.raises(UsageError, match="never written over"):
        merge_logs([a, b], tmp_path / "c", compare_logs([a, b]))


def test_one_reviewer_cannot_be_compared(tmp_path):
    a = write(tmp_path / "a", "李敏", ["accept"])
    with pytest.raises(UsageError, match="needs two reviewers"):
        compare_logs([a, a])


def test_merge_command(tmp_path, call):
    a = write(tmp_path / "a", "李敏", ["accept", "reject"])
    b = write(tmp_path / "b", "王芳", ["accept", "accept"])
    done = call("review", "merge", a, b, "-o", tmp_path / "c", "--json")
    assert done.status == 0
    assert json.loads(done.out)["agreements"][0]["kappa"] == 0.0
    assert "1 triples to settle" in done.err
    assert "Cohen's kappa 0.000" in call("review", "merge", a, b).out
    assert "there is no such log" in call("review", "merge", a, tmp_path / "none").err
