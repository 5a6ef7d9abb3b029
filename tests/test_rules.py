"""Every example and every reject of every rule, against the whole rulebook: one test each, named by rule."""

from __future__ import annotations

import pytest

from pipeline.examples import Readers, all_cases, tied
from pipeline.rulebook.examples import Case, check_case
from pipeline.rulebook.lint import lint
from tests import shipped

BOOK = shipped.book()


@pytest.fixture(scope="module")
def readers() -> Readers:
    return Readers(BOOK)


@pytest.mark.parametrize("case", all_cases(BOOK), ids=lambda case: case.name)
def test_a_rule_reads_what_its_examples_say(case: Case, readers: Readers) -> None:
    problem = check_case(case, readers[case.rule.layer])
    assert problem is None, str(problem)


def test_the_shipped_rules_have_no_fault() -> None:
    assert [str(problem) for problem in lint(BOOK)] == []


def test_no_two_rules_claim_the_same_text_of_an_example() -> None:
    assert [str(problem) for problem in tied(BOOK, BOOK.chosen(()))] == []


def test_every_pattern_compiles_whole() -> None:
    assert all(rule.compiled(name) for rule in BOOK for name in rule.patterns)
