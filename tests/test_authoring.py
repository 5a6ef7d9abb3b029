"""Writing rules: list, show, new, try, compare, the ledger, and the reference made from the models."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipeline.authoring.ledger import Entry, read_ledger, stopped, tsv
from pipeline.authoring.page import changes_page
from pipeline.authoring.phenomena import Shown, shown
from pipeline.authoring.reference import files
from pipeline.authoring.starting import generalised
from pipeline.authoring.trying import Trial
from pipeline.changes import changes
from pipeline.errors import InputError
from pipeline.rulebook import load_rulebook
from pipeline.rulebook.yamlfile import read_yaml
from tests import shipped

ROOT = Path(__file__).resolve().parents[1]
TEXT = "全市新建驿站12座，惠及居民3万人。\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return tmp_path / "mine"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    path = tmp_path / "江澜.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def record(text: str, start: int, **changed: Any) -> dict[str, Any]:
    claim = {"subject": "全市", "predicate": changed.pop("predicate", "新建"), "object": "驿站"}
    quantity = {"text": text, "start": start, "end": start + len(text), "value": 12, "low": None, "high": None, "unit": "座",
                "kind": "count", "relation": "exact"}
    return {"doc": "d", "section": "body", "speaker": None, "claim": claim, "quantity": quantity, "time": None,
            "status": "actual", "comparison": None, "place": None, "sentence": f"全市新建驿站{text}", "rules": ["claim/x"],
            **changed}


# -- list and show ---------------------------------------------------------------------------------------------------


def test_list_shows_where_each_rule_came_from(call: Callable[..., Any], mine: Path) -> None:
    mine.mkdir()
    (mine / "time.yaml").write_text("layer: time\ndisable: [time/iso]\n", encoding="utf-8")
    (mine / "words.yaml").write_text("layer: lexicon\nunits: [{name: 闸次, kind: count}]\ndisable: {unit: [座]}\n", encoding="utf-8")
    rows = call("rules", "list", "--layer", "time", "--rules", mine).out.split("\n")
    assert any(row.startswith("time/now ") and "rules/time/" in row and "shipped" in row for row in rows)
    assert any(row.startswith("{unit} ") and row.endswith("adds 闸次") for row in rows)
    assert any(row.startswith("{unit} ") and row.endswith("drops 座") for row in rows)
    assert any(row.startswith("time/iso ") and "switched off" in row and "mine/time.yaml:2" in row for row in rows)


def test_show_gives_a_rule_as_its_file_has_it(call: Callable[..., Any]) -> None:
    out = call("rules", "show", "time/iso").out
    rule = shipped.book().rule("time/iso")
    assert out.startswith(f"time/iso  {rule.spec.about}\n")
    assert "  - id: time/iso\n" in out and "rejects:" in out and "id: time/day" not in out
    assert "Lexicon entries it names:" in out


def test_show_knows_lexicon_entries_and_units_and_guesses_misspelt_ones(call: Callable[..., Any]) -> None:
    assert "kind measure" in call("rules", "show", "公里").out
    assert "named by" in call("rules", "show", "unit").out
    missing = call("rules", "show", "time/isso")
    assert missing.status == 2 and "(did you mean 'time/iso'?)" in missing.err


def test_check_gives_editors_its_problems_as_json(call: Callable[..., Any], mine: Path) -> None:
    mine.mkdir()
    (mine / "time.yaml").write_text("layer: tiem\n", encoding="utf-8")
    done = call("check", "--no-examples", "--json", "--rules", mine)
    assert done.status == 2
    assert [(problem["line"], problem["rule"]) for problem in json.loads(done.out)] == [(1, None)]


def test_two_rules_that_claim_the_same_words_are_told(call: Callable[..., Any], mine: Path) -> None:
    mine.mkdir()
    (mine / "time.yaml").write_text(
        "layer: time\nrules:\n  - {id: time/zz-now, about: x, cue: [目前], pattern: '(?P<vague>目前)', emits: {span: vague}, "
        "examples: [{text: '[[目前]]已开工', todo: true}], rejects: [项目前期]}\n", encoding="utf-8")
    done = call("check", "--layer", "time", "--rules", mine)
    assert done.status == 2 and "time/now and time/zz-now both claim '目前': name one in the other's 'over'" in done.out


# -- new -------------------------------------------------------------------------------------------------------------


def test_a_new_unit_is_read_at_once(call: Callable[..., Any], mine: Path) -> None:
    assert call("rules", "new", "unit", "闸次", "--rules", mine).status == 0
    assert call("rules", "new", "unit", "窟", "--kind", "count", "--alias", "石窟座", "--rules", mine).status == 0
    done = call("extract", "-", "--emit", "quantities", "--rules", mine, stdin="启闭涵闸86闸次，修缮洞窟9窟".encode())
    assert [(q["text"], q["unit"]) for q in json.loads(done.out)["quantities"]] == [("86闸次", "闸次"), ("9窟", "窟")]


def test_a_unit_that_is_there_or_impossible_is_refused(call: Callable[..., Any], mine: Path) -> None:
    there = call("rules", "new", "unit", "公里", "--rules", mine)
    assert there.status == 2 and "unit '公里' is there already (" in there.err
    wrong = call("rules", "new", "unit", "闸次", "--kind", "cuont", "--rules", mine)
    assert wrong.status == 2 and "no kind 'cuont' (did you mean 'count'?)" in wrong.err
    assert not mine.exists()


def test_new_words_join_their_list(call: Callable[..., Any], mine: Path) -> None:
    assert call("rules", "new", "speech-verb", "晒出", "亮出", "--rules", mine).status == 0
    assert call("rules", "new", "speech-verb", "秀出", "--rules", mine).status == 0
    assert set(load_rulebook([mine]).lexicon.words["speech_plain"]) >= {"晒出", "亮出", "秀出"}
    again = call("rules", "new", "speech-verb", "晒出", "--rules", mine)
    assert again.status == 2 and "'晒出' is in 'speech_plain' already" in again.err
    unknown = call("rules", "new", "word", "speach_plain", "喊出", "--rules", mine)
    assert unknown.status == 2 and "(did you mean 'speech_plain'?)" in unknown.err


def test_a_new_rule_starts_from_a_sentence_and_loads(call: Callable[..., Any], mine: Path) -> None:
    done = call("rules", "new", "quantity", "full", "--text", "队伍排了足足[[300米]]", "--rules", mine)
    assert done.status == 0 and "Left to decide:" in done.out
    rule = load_rulebook([mine]).rule("quantity/full")
    assert rule.spec.examples[0].gives[0] | {"relation": "exact"} == {
        "value": "300", "unit": "米", "kind": "measure", "relation": "exact"}
    taken = call("rules", "new", "quantity", "full", "--text", "[[3米]]", "--rules", mine)
    assert taken.status == 2 and "is there already" in taken.err
    unmarked = call("rules", "new", "quantity", "short", "--text", "3米", "--rules", mine)
    assert unmarked.status == 2 and "mark what the rule finds" in unmarked.err


def test_words_become_a_pattern_with_number_and_unit_named() -> None:
    book = shipped.book()
    assert generalised("足足300米", book) == "足足 (?P<value>{n_number}) (?P<unit>{unit})"
    assert generalised("一窝蜂", book).startswith("(?P<value>{n_number})")


def test_a_new_format_is_read_by_its_own_marks(call: Callable[..., Any], mine: Path, tmp_path: Path) -> None:
    path = tmp_path / "简报.txt"
    path.write_text("江澜林情专报　第12期\n江澜林业站编\n\n◆ 林情\n全县造林3.2万亩，同比增长5%。\n\n◆ 管护\n"
                    "全县新聘护林员120名。\n\n值班：李然\n", encoding="utf-8")
    done = call("rules", "new", "format", "forest", "--from", path, "--rules", mine)
    assert done.status == 0, done.err
    assert "(?P<first_line>江澜林情专报" in done.out and "\\d{1,2}期" in done.out and "◆" in done.out
    assert call("rules", "try", path, "--rules", mine).status == 0
    unedited = call("check", "--no-examples", "--rules", mine)
    assert unedited.status == 2 and "say in one line what the rule reads" in unedited.out
    file = mine / "format" / "forest.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("TODO: which releases these are, in one line", "林情专报"), encoding="utf-8")
    assert call("check", "--no-examples", "--rules", mine).status == 0
    again = call("rules", "new", "format", "forest", "--from", path, "--rules", mine)
    assert again.status == 2 and "is there already" in again.err


@pytest.mark.parametrize("label", ["【主播·阿梁】\n", "阿梁◇ ", "阿梁："])
def test_names_that_come_back_are_drafted_as_labels(call: Callable[..., Any], mine: Path, tmp_path: Path, label: str) -> None:
    path = tmp_path / "漫谈.txt"
    turns = [f"{label if k % 2 else label.replace('阿梁', '何晓')}上周卖出{k}20斤。" for k in range(1, 7)]
    path.write_text("社区漫谈　第12期\n\n" + "\n\n".join(turns) + "\n", encoding="utf-8")
    assert call("rules", "new", "format", "talk", "--from", path, "--rules", mine).status == 0
    said = call("extract", path, "--rules", mine).out.splitlines()
    assert [json.loads(line)["speaker"] for line in said] == ["阿梁", "何晓"] * 3


def test_a_draft_of_a_speaker_rule_has_a_cue(call: Callable[..., Any], mine: Path) -> None:
    done = call("rules", "new", "speaker", "leaks", "--text", "[[张三]]爆料说，今年收入3亿元。", "--rules", mine)
    assert "cue: ['爆']" in done.out and "cue: words" in done.out


def test_a_unit_that_is_none_is_refused(call: Callable[..., Any], mine: Path) -> None:
    for arguments, words in ((("15.8",), "is no unit"), (("舱季", "--alias", "公里"), "unit '公里' is there already"),
                             (("舱甲", "--factor", "30", "--base", "舱日x"), "no unit '舱日x' for --base")):
        done = call("rules", "new", "unit", *arguments, "--rules", mine)
        assert done.status == 2 and words in done.err


def test_a_rule_starts_from_a_reviewers_correction(call: Callable[..., Any], mine: Path, release: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    call("extract", release, "-o", out)
    triple = json.loads(out.read_text(encoding="utf-8").split("\n")[0])
    quantity = {**triple["quantity"], "value": str(triple["quantity"]["value"])}
    corrected = {"speaker": None, "subject": "全市", "predicate": "兴建", "object": "驿站", "quantity": quantity, "time": None,
                 "status": "actual", "comparison": None, "place": None, "spans": {}}
    decision = {"schema": 1, "id": "d-7f3a", "at": "2024-08-16T09:00:00Z", "reviewer": "r", "action": "correct",
                "doc": triple["doc"], "triple": triple["id"], "seen": None, "corrected": corrected, "comment": None,
                "rules": triple["rules"], "seconds": 1.0, "of": None}
    log = tmp_path / "run.decisions.jsonl"
    log.write_text(json.dumps(decision, ensure_ascii=False) + "\n", encoding="utf-8")
    done = call("rules", "new", "claim", "built", "--from-decision", "d-7f3a", "--run", out, "--docs", release, "--rules", mine)
    assert done.status == 0, done.err
    assert "全市新建驿站[[12座]]，惠及居民[[3万人]]" in done.out and "predicate: '兴建'" in done.out
    unknown = call("rules", "new", "claim", "b2", "--from-decision", "d-9", "--run", out, "--docs", release, "--rules", mine)
    assert unknown.status == 2 and "has no decision 'd-9'" in unknown.err


# -- try and compare -------------------------------------------------------------------------------------------------


def test_try_shows_what_a_saved_change_does(release: Path, mine: Path) -> None:
    mine.mkdir()
    shown: list[str] = []
    trial = Trial(str(release), [mine], show=shown.append)
    trial.step()
    assert shown[-1] == "2 triples"
    before = trial.stamp()
    (mine / "less.yaml").write_text("layer: quantity\ndisable: [quantity/amount]\n", encoding="utf-8")
    assert trial.stamp() != before
    trial.step()
    assert any(line.startswith(("- 6 12座", "~ 6 12")) for line in shown)
    (mine / "less.yaml").write_text("layer: lexcon\n", encoding="utf-8")
    trial.step()
    assert "(did you mean 'lexicon'?)" in shown[-1]


def test_watching_goes_on_until_interrupted(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    pauses = iter([None, KeyboardInterrupt])

    def sleep(seconds: float) -> None:
        if next(pauses):
            raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.authoring.trying.time.sleep", sleep)
    assert Trial(str(release), [], show=shown.append).run(watch=True) == 0
    assert shown.count("2 triples") == 1


def test_changes_are_gained_lost_and_changed() -> None:
    old = [record("12座", 6), record("3座", 20), record("8座", 40)]
    new = [record("12座", 6), record("3座", 20, predicate="关闭"), record("5座", 60)]
    found = changes(old, new)
    assert [(change.sort, change.start) for change in found] == [("changed", 20), ("lost", 40), ("gained", 60)]
    assert dict(found[0].fields) == {"predicate": ("新建", "关闭")}


def test_the_page_of_changes_escapes_what_it_shows() -> None:
    found = changes([], [record("<b>12座", 6, speaker="<script>alert(1)</script>")])
    page = changes_page(found, "a<b", "c")
    assert "<script>" not in page and "<b>12座" not in page and "&lt;script&gt;" in page and "a&lt;b → c" in page


def test_compare_reads_outputs_and_folders_of_rules(call: Callable[..., Any], mine: Path, release: Path, tmp_path: Path) -> None:
    out, html = tmp_path / "old.jsonl", tmp_path / "changes.html"
    call("extract", release, "-o", out)
    mine.mkdir()
    (mine / "less.yaml").write_text("layer: quantity\ndisable: [quantity/amount]\n", encoding="utf-8")
    done = call("compare", out, mine, "--documents", release, "--html", html)
    assert done.status == 0 and "unit: 座 → –" in done.out and done.out.rstrip().split("\n")[-1] != "0 gained, 0 lost, 0 changed"
    assert "全市新建驿站" in html.read_text(encoding="utf-8")
    same = call("compare", "shipped", out, "--documents", release)
    assert same.out == "0 gained, 0 lost, 0 changed\n"
    unknown = call("compare", "nowhere", out, "--documents", release)
    assert unknown.status == 2 and "nowhere: no output file, folder of rules or revision" in unknown.err


# -- ledger ----------------------------------------------------------------------------------------------------------


def test_a_ledger_is_read_back_and_tells_which_rule_stopped(tmp_path: Path) -> None:
    before = [Entry("claim/a", 3, 0, 2, 1, "0.67", "0.04", "fires"), Entry("claim/b", 1, 0, 0, 0, "", "", "fires")]
    path = tmp_path / "ledger.tsv"
    path.write_text(tsv(before), encoding="utf-8")
    now = [Entry("claim/a", 0, 2, 0, 0, "", "", "shadowed"), Entry("claim/b", 2, 0, 0, 0, "", "", "fires")]
    assert stopped(read_ledger(path), now) == ["claim/a fired 3 times before and is shadowed now"]
    path.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(InputError, match="is no ledger"):
        read_ledger(path)


def test_a_rule_that_stopped_firing_fails_the_call(call: Callable[..., Any], release: Path, tmp_path: Path) -> None:
    path, gold = tmp_path / "ledger.tsv", tmp_path / "gold.jsonl"
    path.write_text(tsv([Entry("time/iso", 5, 0, 0, 0, "", "", "fires")]), encoding="utf-8")
    row = {"doc": "江澜.txt", "speaker_any": [None], "claim": {f"{slot}_any": [None] for slot in ("subject", "predicate", "object")},
           "quantity": record("12座", 6)["quantity"], "status": "actual"}
    gold.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    done = call("rules", "ledger", "--against", path, "--documents", release, "--gold", gold)
    assert (done.status, done.out) == (1, "time/iso fired 5 times before and is silent now\n")


def test_no_rule_of_the_shipped_ledger_stopped_firing(call: Callable[..., Any]) -> None:
    done = call("rules", "ledger", "--against", ROOT / "rules" / "ledger.tsv")
    assert done.status == 0, "\n".join(line for line in done.out.split("\n") if "before" in line)


# -- phenomena -------------------------------------------------------------------------------------------------------


def test_the_table_of_phenomena_is_that_of_the_rules(call: Callable[..., Any]) -> None:
    done = call("rules", "phenomena")
    shipped = (ROOT / "docs" / "phenomena.md").read_text(encoding="utf-8")
    assert done.out == shipped, "write it anew: python run_extract.py rules phenomena -o docs/phenomena.md"


@pytest.mark.parametrize("one", shown(shipped.book()), ids=lambda one: one.phenomenon.id)
def test_every_phenomenon_is_shown_or_left_out_with_a_reason(one: Shown) -> None:
    assert one.covered, f"{one.phenomenon.name}: no example and no reject shows it; or say why it is left out"


def test_examples_rejects_and_gaps_are_counted(call: Callable[..., Any], mine: Path, release: Path, tmp_path: Path) -> None:
    mine.mkdir()
    (mine / "phenomena.yaml").write_text(
        "layer: phenomena\nsections: {Z: Bridges}\nphenomena:\n  Z01: {name: a bridge}\n  Z02: {name: a ford, left_out: too wet}\n"
        "  Z03: {name: a ferry}\n", encoding="utf-8")
    (mine / "claim.yaml").write_text(
        "layer: claim\nrules:\n  - {id: claim/built, about: x, frame: level, weight: 99, left: '^(?P<subject>.*?)(?P<predicate>新建)驿站$',\n"
        "    examples: [{text: '全市新建驿站[[2座]]', shows: [Z01]}, {text: '[[桥]]', todo: true, shows: [Z01, Z03]}],\n"
        "    rejects: [{text: 驿站2座, shows: [Z01]}, 桥2座]}\n", encoding="utf-8")
    row = {"doc": "江澜.txt", "speaker_any": [None], "claim": {f"{slot}_any": [None] for slot in ("subject", "predicate", "object")},
           "quantity": record("12座", 6)["quantity"], "status": "actual"}
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    out = tmp_path / "phenomena.md"
    done = call("rules", "phenomena", "--rules", mine, "--documents", release, "--gold", gold, "-o", out)
    page = out.read_text(encoding="utf-8")
    assert done.status == 0 and "## Z. Bridges" in page
    assert "| Z01 | a bridge | 1 | 1 | 1 | `claim/built` | 1 | 0.00 |" in page
    assert "| Z02 | a ford | | | | left out: too wet | | |" in page
    assert "| Z03 | a ferry |  |  | 1 | `claim/built` |  |  |" in page
    scored = call("evaluate", "--json", "--by", "phenomenon", "--rules", mine, "--documents", release, "--gold", gold)
    assert json.loads(scored.out)["by_phenomenon"]["Z01"]["paired"] == 1


# -- reference -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", files())
def test_the_reference_is_that_of_the_models(name: str) -> None:
    shipped = (ROOT / "docs" / "rules" / name).read_text(encoding="utf-8")
    assert shipped == files()[name], "write it anew: python run_extract.py rules reference docs/rules"


@pytest.mark.parametrize("layer", ["quantity", "time", "speaker", "claim", "format", "lexicon", "phenomena"])
def test_the_schemas_allow_the_shipped_files_and_refuse_slips(layer: str) -> None:
    schema = Draft202012Validator(json.loads(files()[f"schema/{layer}.json"]))
    content = [read_yaml(path, path.name).data for path in sorted(path for name in (f"{layer}/*.yaml", f"{layer}.yaml")
                                                                     for path in (ROOT / "rules").glob(name))]
    assert content and not [error.message for data in content for error in schema.iter_errors(data)]
    slip = {**content[0], "rulez": []}
    assert any("rulez" in error.message for error in schema.iter_errors(slip))
