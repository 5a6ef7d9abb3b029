"""Rule files: what is wrong with one is said at once, at its place and in plain words; overlays add, replace, switch off."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from broken_rules import FILES, Broken, broken_files

from pipeline.errors import Problem, RuleError, UsageError
from pipeline.rulebook import Rulebook, load_rulebook, yamlfile
from pipeline.rulebook.folders import overlay_folders
from pipeline.rulebook.lint import lint
from pipeline.rulebook.yamlfile import YAML, parse_yaml

ROOT = Path(__file__).resolve().parents[1]
BROKEN = broken_files()


def write(folder: Path, files: dict[str, str] | dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def faults(folder: Path) -> list[Problem]:
    try:
        return lint(load_rulebook(shipped=folder))
    except RuleError as error:
        return error.problems


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write(tmp_path / "base", FILES)


def overlay(base: Path, content: str, name: str = "mine.yaml") -> Rulebook:
    return load_rulebook([write(base.parent / "over", {name: content})], shipped=base)


def test_the_sound_files_are_sound(base: Path) -> None:
    assert faults(base) == []


def test_there_are_200_broken_ones() -> None:
    assert len(BROKEN) >= 200
    assert len({broken.name for broken in BROKEN}) == len(BROKEN)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_is_refused_at_its_line(broken: Broken, tmp_path: Path) -> None:
    started = time.process_time()
    found = faults(write(tmp_path / "rules", broken.files))
    assert time.process_time() - started < 3
    here = [problem for problem in found if problem.file.endswith(broken.file)]
    assert any(broken.words in problem.message for problem in here), found
    lines = [problem.line for problem in here if broken.words in problem.message]
    if broken.line > 0:
        assert broken.line in lines, found
    elif broken.line < 0:  # an opening bracket: its own line, or the next, where the parser trips over it
        assert lines[0] in (-broken.line, -broken.line + 1), found


CATALOGUE = """\
layer: phenomena
sections: {J: what is left out}
phenomena:
  J01: {name: the subject}
  J02: {name: the verb, left_out: too rare}
"""


@pytest.mark.parametrize("old, new, line, words", [
    ("", "", 0, ""),
    ("[J01]", "[J1]", 12, "no phenomenon 'J1' in the catalogue (did you mean 'J01'?)"),
    ("[J01]", "[J02]", 12, "shows J02, which base/phenomena.yaml:5 says is left out"),
    ("  J01:", "  J1:", 4, "'J1' is no id of a phenomenon"),
    ("  J01:", "  K01:", 4, "'K01': no section 'K' in 'sections'"),
    ("name: the verb, left_out", "name: the verb, leftout", 5, "unknown key 'leftout' (did you mean 'left_out'?)"),
])
def test_an_example_or_reject_may_only_show_what_the_catalogue_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str,
                                                                   new: str, line: int, words: str) -> None:
    monkeypatch.chdir(tmp_path)
    count = FILES["quantity/count.yaml"].replace("      - 根据第10条", "      - {text: 根据第10条, shows: [J01]}")
    files = {**FILES, "quantity/count.yaml": count, "phenomena.yaml": CATALOGUE}
    found = faults(write(tmp_path / "base", {name: text.replace(old, new) if old else text for name, text in files.items()}))
    assert [(problem.line, words) for problem in found if words in problem.message][:1] == ([(line, words)] if words else []), found
    assert words or not found


def test_a_later_folder_may_add_phenomena(base: Path) -> None:
    assert list(overlay(base, CATALOGUE).phenomena) == ["J01", "J02"]


def test_without_the_c_parser_the_same_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [broken.files[broken.file] for broken in BROKEN[::3] if len(broken.files[broken.file]) < 10_000]

    def read() -> list[object]:
        return [(file.problems, file.data, file.places) for file in (parse_yaml(raw, "x") for raw in files)]

    fast = read()
    monkeypatch.setattr(yamlfile, "YAML", lambda typ, pure: YAML(typ=typ, pure=True))
    assert read() == fast


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    files = {**FILES, "time/now.yaml": FILES["time/now.yaml"].replace("about:", "abuot:"),
             "quantity/count.yaml": FILES["quantity/count.yaml"].replace("emits:", "emit:").replace("rejects:", "reject:")}
    found = faults(write(tmp_path / "rules", files))
    assert len([problem for problem in found if "unknown key" in problem.message]) == 5
    assert {problem.rule for problem in found} == {"time/now", "quantity/count", "quantity/count-over"}


def test_a_problem_reads_as_file_line_column_rule_and_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "rules", {**FILES, "quantity/count.yaml": FILES["quantity/count.yaml"].replace("cue:", "cues:")})
    assert [str(problem) for problem in faults(tmp_path / "rules")] == [
        "rules/quantity/count.yaml:16:5: quantity/count-over: unknown key 'cues' (did you mean 'cue'?)"]


def test_an_overlay_adds_a_rule_and_words(base: Path) -> None:
    write(base.parent / "over", {"more.yaml": "layer: lexicon\nwords: {t_now: [眼下]}\nunits: [{name: 株, kind: count}]\n"})
    book = overlay(base, FILES["time/now.yaml"].replace("time/now", "time/now-too"))
    assert [rule.id for rule in book.layer("time")] == ["time/now", "time/now-too"]
    assert book.lexicon.words["t_now"] == ("目前", "当前", "眼下")
    assert book.rule("time/now").pattern.search("眼下")
    assert book.lexicon.unit_places["株"].endswith("over/more.yaml:3")


def test_inside_a_set_a_list_of_words_stands_for_their_first_characters(base: Path) -> None:
    write(base.parent / "over", {"more.yaml": "layer: lexicon\nwords: {t_now: [眼下]}\n"})
    content = FILES["time/now.yaml"].replace("time/now", "time/now-too")
    book = overlay(base, content.replace("{t_now})'", "(?=[{t_now}]){t_now})'"))
    assert "(?=[当目眼])" in book.rule("time/now-too").patterns["pattern"]


def test_a_fragment_may_speak_of_quantities_whoever_uses_it(base: Path) -> None:
    book = overlay(base, "layer: lexicon\nfragments:\n  counted_here: '共{@quantity}'\n", "words.yaml")
    assert book.lexicon.compile("{counted_here}").fullmatch("共\ue000")


@pytest.mark.parametrize(("layer", "rule", "words"), [
    ("quantity", "pattern: '足足 (?P<value>[0-9]+) 条'\n    emits: {reads: range, kind: count}", "range needs a group (?P<low>…)"),
    ("quantity", "pattern: '足足 [0-9]+ 条'\n    emits: {reads: amount, kind: count}", "(?P<value>…) or (?P<high>…) or (?P<half>…)"),
    ("speaker", "pattern: '足足说'\n    cue: [说]\n    scope: sentence\n    emits: {source: named}", "named needs a group (?P<source>…)"),
    ("format", "named: '足足：'", "named needs a group (?P<speaker>…)"), ("format", "place: 镜湖", "place needs a group (?P<place>…)"),
])
def test_a_pattern_without_the_group_it_is_read_by_is_told(base: Path, layer: str, rule: str, words: str) -> None:
    (base / "own.yaml").write_text(f"layer: {layer}\nrules:\n  - id: {layer}/own\n    about: 一条\n    {rule}\n"
                                   "    examples: [{text: 足足}]\n    rejects: [不足]\n", encoding="utf-8")
    with pytest.raises(RuleError, match=re.escape(words)):
        load_rulebook([], base)


def test_a_group_that_nothing_reads_is_told(base: Path) -> None:
    content = FILES["quantity/count.yaml"].partition("\n  - id: quantity/count-over")[0].replace("quantity/count", "quantity/own")
    with pytest.raises(RuleError, match=r"mine\.yaml:6:\d+: quantity/own: no quantity rule reads a group 'unti' \(did you mean"):
        overlay(base, content.replace("(?P<value>{t_number})", "(?P<unti>[约近])? (?P<value>{t_number})"))
    with pytest.raises(RuleError, match=r"mine\.yaml:6:\d+: quantity/own: .*; is 'valeu' meant for it\?"):
        overlay(base, content.replace("(?P<value>{t_number})", "[约近]? (?P<valeu>{t_number})"))


def test_an_overlays_bad_pattern_stops_the_run_before_it_starts(base: Path) -> None:
    with pytest.raises(RuleError, match=r"mine\.yaml:6:.* time/own: a \( is never closed"):
        overlay(base, FILES["time/now.yaml"].replace("time/now", "time/own").replace("{t_now})'", "{t_now}'"))


def test_an_id_of_the_shipped_rules_can_be_replaced_only_expressly(base: Path) -> None:
    with pytest.raises(RuleError, match=r"already used in .*; write 'replaces: time/now' to stand in for it"):
        overlay(base, FILES["time/now.yaml"])


def test_a_byte_order_mark_does_no_harm(base: Path) -> None:
    write(base, {"time/now.yaml": b"\xef\xbb\xbf" + FILES["time/now.yaml"].encode()})
    assert faults(base) == []


def test_an_overlay_replaces_a_rule_and_others_follow_it(base: Path) -> None:
    new = FILES["quantity/count.yaml"].partition("\n  - id: quantity/count-over")[0]
    book = overlay(base, new.replace("id: quantity/count", "id: quantity/own\n    replaces: quantity/count"))
    assert [rule.id for rule in book.layer("quantity")] == ["quantity/count-over", "quantity/own"]
    assert book.rule("quantity/count-over").spec.over == ["quantity/own"]
    with pytest.raises(UsageError, match="'quantity/count' is replaced by 'quantity/own'"):
        book.rule("quantity/count")


def test_an_overlay_may_replace_a_rule_under_its_own_id(base: Path) -> None:
    book = overlay(base, FILES["time/now.yaml"].replace("about: 目前", "replaces: time/now\n    about: mine"))
    assert book.rule("time/now").spec.about == "mine"


def test_an_overlay_switches_off_a_rule_and_a_word(base: Path) -> None:
    write(base.parent / "over", {"less.yaml": "layer: lexicon\ndisable: {t_now: [当前], unit: [棵]}\n"})
    book = overlay(base, "layer: quantity\ndisable: [quantity/count]\n")
    assert [rule.id for rule in book.layer("quantity")] == ["quantity/count-over"]
    assert book.lexicon.words["t_now"] == ("目前",) and "棵" not in book.lexicon.units
    with pytest.raises(UsageError, match=r"'quantity/count' is switched off in .*mine\.yaml:2"):
        book.rule("quantity/count")


def test_overlays_come_from_the_users_folder_then_the_variable_then_the_call(tmp_path: Path) -> None:
    own, a, b = tmp_path / "press-triples" / "rules", tmp_path / "a", tmp_path / "b"
    environ = {"XDG_CONFIG_HOME": str(tmp_path), "PRESS_RULES": f"{a}{os.pathsep}{b}"}
    a.mkdir()
    with pytest.raises(UsageError, match=r"PRESS_RULES names .*b, which is no folder"):
        overlay_folders([], environ)
    b.mkdir()
    assert overlay_folders([Path("c")], environ) == [a, b, Path("c")]
    own.mkdir(parents=True)
    assert overlay_folders([Path("c")], environ) == [own, a, b, Path("c")]


def test_a_rule_file_is_read_or_told_of_whatever_its_name_ends_in(tmp_path: Path) -> None:
    (tmp_path / "mine.YAML").write_text("layer: quantity\nrules:\n\t- id: quantity/own\n", "utf-8")
    with pytest.raises(RuleError, match=r"mine\.YAML:3:1: not valid YAML"):
        load_rulebook([tmp_path])
    (tmp_path / "mine.YAML").rename(tmp_path / "mine.yaml.txt")
    with pytest.raises(UsageError, match=r"rename it to mine\.yaml"):
        load_rulebook([tmp_path])


def test_a_missing_folder_and_an_unknown_rule_are_told_in_one_line(base: Path) -> None:
    with pytest.raises(UsageError, match="rule folder nowhere does not exist"):
        load_rulebook([Path("nowhere")], shipped=base)
    with pytest.raises(UsageError, match=r"no rule 'time/nov' \(did you mean 'time/now'\?\)"):
        load_rulebook(shipped=base).rule("time/nov")


def test_the_column_is_that_of_the_character(base: Path) -> None:
    line = "  - {id: time/flow, about: x, pattern: '(?P<vague>今)(朝', emits: {span: vague}, examples: [{text: 今}], rejects: [明]}\n"
    write(base, {"time/now.yaml": FILES["time/now.yaml"] + line})
    (problem,) = faults(base)
    assert (problem.line, problem.column) == (12, line.index("(朝") + 1)


def test_scalars_stay_as_written(base: Path) -> None:
    gives = FILES["time/now.yaml"].replace("{from: null}", "{from: 2:30, to: no, text: 3.10, kind: ~}")
    write(base, {"time/now.yaml": gives})
    assert load_rulebook(shipped=base).rule("time/now").spec.examples[0].gives == [
        {"from": "2:30", "to": "no", "text": "3.10", "kind": None}]


def test_the_digest_tells_one_rulebook_from_another(base: Path) -> None:
    first = load_rulebook(shipped=base).digest
    assert load_rulebook(shipped=base).digest == first
    write(base, {"time/now.yaml": FILES["time/now.yaml"] + "# more\n"})
    assert load_rulebook(shipped=base).digest != first


def test_checking_rule_files_and_listing_rules_load_neither_spacy_nor_jieba() -> None:
    program = ("import sys; from pipeline.commands import main; assert main(['check', '--no-examples']) == 0; "
               "main(['rules', 'list']); print(sorted({'spacy', 'jieba', 'thinc', 'cn2an'} & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
