"""Broken rule files made from sound ones: each mutation knows in which line it must be reported, and with which words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

QUANTITY = """\
layer: quantity
about: counts, for tests
rules:
  - id: quantity/count
    about: 数词＋量词
    pattern: '(?<![第.{t_digit}]) (?P<value>{t_number}) (?P<unit>{unit_count})'
    emits: {reads: amount, kind: unit}
    examples:
      - text: 新建公路[[12条]]
        gives: [{value: 12, unit: 条}]
    rejects:
      - 根据第10条

  - id: quantity/count-over
    about: 数词＋余＋量词
    cue: [余, 多]
    over: [quantity/count]
    pattern: >-
      (?<![第.{t_digit}]) (?P<value>{t_number})
      (?P<bound>[余多]) (?P<unit>{unit_count})
    emits: {reads: amount, kind: unit, relation: over}
    examples:
      - text: 办结诉求[[300余件]]
        gives: [{value: 300, unit: 件}]
      - {text: '种树[[50多棵]]', gives: [{relation: over}]}
    rejects: [多项改革落地]
"""
TIME = """\
layer: time
rules:
  - id: time/now
    about: 目前
    cue: [目前, 当前]
    pattern: '(?P<vague>{t_now})'
    emits: {span: vague}
    examples:
      - text: '[[目前]]已建成'
        gives: [{from: null}]
    rejects: ['项目前期工作']
"""
LEXICON = """\
layer: lexicon
# words for the rules of this test
chars:
  t_digit: 0123456789
fragments:
  t_number: '[{t_digit}]{1,9}(?:\\.[{t_digit}]{1,4})?'
words:
  t_now: [目前, 当前]
values:
  t_bound:
    over: [余, 多]
    about: [约, 左右]
units:
  - {name: 条, kind: count}
  - {name: 件, kind: count, aliases: [份]}
  - {name: 棵, kind: count}
"""
FILES = {"quantity/count.yaml": QUANTITY, "time/now.yaml": TIME, "lexicon/words.yaml": LEXICON}


@dataclass(frozen=True)
class Broken:
    """A set of files with one fault in `file`, `line`, reported with `words`."""

    name: str
    files: dict[str, bytes]
    file: str
    line: int
    words: str


def broken_files() -> list[Broken]:
    """All mutations, in a fixed order."""
    return [broken for generate in GENERATORS for broken in generate()]


def _with(name: str, file: str, content: str | bytes, line: int, words: str) -> Broken:
    raw = content if isinstance(content, bytes) else content.encode()
    return Broken(name, {**{key: text.encode() for key, text in FILES.items()}, file: raw}, file, line, words)


def _lines(file: str) -> list[str]:
    return FILES[file].split("\n")


def _line_of(file: str, text: str) -> int:
    return next(i for i, line in enumerate(_lines(file), 1) if text in line)


def _change(name: str, file: str, old: str, new: str, words: str, shift: int = 0) -> Broken:
    assert FILES[file].count(old) >= 1, (file, old)
    line = FILES[file][:FILES[file].index(old)].count("\n") + 1
    return _with(name, file, FILES[file].replace(old, new, 1), line + shift, words)


def _misspelt_keys() -> Iterator[Broken]:
    for file in FILES:
        for i, line in enumerate(_lines(file), 1):
            key = line.strip().removeprefix("- ").partition(":")[0]
            if not line.strip() or not key.isalpha() or key in ("layer", "t_digit", "over", "about") and file.startswith("lexicon"):
                continue
            if key == "layer" or file.startswith("lexicon") and not line[0].isalpha():
                continue
            for wrong in (key + "s" if key != "rules" else "rule", key[:-1] + "x" + key[-1]):
                lines = _lines(file)
                lines[i - 1] = line.replace(key, wrong, 1)
                yield _with(f"{file}:{i} {wrong}", file, "\n".join(lines), i, f"unknown key '{wrong}'")


def _doubled_lines() -> Iterator[Broken]:
    for file in FILES:
        for i, line in enumerate(_lines(file), 1):
            key = line.strip().partition(":")[0]
            if key.replace("_", "").isalpha() and line.rstrip().endswith(("]", "'", "}", "9")) and not line.strip().startswith("-"):
                lines = _lines(file)
                lines.insert(i, line)
                yield _with(f"{file}:{i} twice", file, "\n".join(lines), i + 1, f"key '{key}' is given twice")


def _missing_fields() -> Iterator[Broken]:
    for file, rule in (("quantity/count.yaml", "quantity/count"), ("time/now.yaml", "time/now")):
        for key in ("about", "pattern", "rejects"):
            lines = _lines(file)
            start = _line_of(file, f"id: {rule}")
            at = next(i for i in range(start, len(lines)) if lines[i].strip().startswith(f"{key}:"))
            end = at + 2 if lines[at + 1].startswith("      -") else at + 1
            yield _with(f"{file} no {key}", file, "\n".join(lines[:at] + lines[end:]), start, f"'{key}' is missing")


def _tabs() -> Iterator[Broken]:
    for file in FILES:
        for i, line in enumerate(_lines(file), 1):
            if line.startswith("    ") and line.strip()[0] not in "(":
                lines = _lines(file)
                lines[i - 1] = "\t" + line.lstrip(" ")
                yield _with(f"{file}:{i} tab", file, "\n".join(lines), i, "not valid YAML")


def _open_brackets() -> Iterator[Broken]:
    for file in FILES:
        for i, line in enumerate(_lines(file), 1):
            if line.rstrip().endswith("]") and "'" not in line and "[[" not in line:
                lines = _lines(file)
                lines[i - 1] = line.rstrip()[:-1]
                yield _with(f"{file}:{i} open", file, "\n".join(lines), -i, "not valid YAML")


def _patterns() -> Iterator[Broken]:
    file, old = "quantity/count.yaml", "(?P<bound>[余多])"
    for name, new, words in (
            ("unnamed", "([余多])", "a group without a name"),
            ("unclosed", "(?P<bound>[余多]", "a ( is never closed"),
            ("closed twice", "(?P<bound>[余多]))", "a ) without its ("),
            ("open set", "(?P<bound>[余多)", "a [ is never closed"),
            ("nothing to repeat", "(?P<bound>*[余多])", "nothing to repeat"),
            ("two repeats", "(?P<bound>[余多]){2}{3}", "nothing to repeat"),
            ("undefined name", "(?P<bound>{t_bund})", "nothing in the lexicon is called 't_bund' (did you mean 't_bound'?)"),
            ("piece of pattern in set", "(?P<bound>[{t_number}])", "cannot stand inside"),
            ("no such mention", "(?P<bound>{@quantty})", "no mention '{@quantty}' (did you mean 'quantity'?)"),
            ("nested", "(?P<bound>(?:[余多]+)+)", "may take for ever"),
            ("nested star", "(?P<bound>(?:余*多*)*)", "may take for ever"),
            ("nested any", "(?P<bound>(?:[^，]*多)+)", "may take for ever"),
            ("broad", "(?P<bound>[余多]) [^，]*", "an endless repetition of nearly any character"),
            ("broad dot", "(?P<bound>[余多]) .+", "an endless repetition of nearly any character"),
            ("bad escape", r"(?P<bound>[余多]) \p{Hann}", "is no valid regex"),
            ("bad group", "(?P<1x>[余多])", "is no valid regex"),
            ("bad reference", "(?P<bound>[余多]) (?P=bond)", "is no valid regex"),
            ("flags", "(?i) (?P<bound>[余多])", "flags"),
            ("bomb", "(?P<bound>(?:(?:余{200}){200}){9})", "repetitions"),
            ("two bombs", "(?P<bound>(?:(?:余{1000}){1000}){1000})", "repetitions"),
            ("bad range", "(?P<bound>[余-一多])", "is no valid regex")):
        yield _change(name, file, old, new, words)
        if name == "open set":  # in one line there is a ] further on
            continue
        single = FILES[file].replace("(?P<unit>{unit_count})'", f"(?P<unit>{{unit_count}}) {new}'", 1)
        yield _with(f"{name} in one line", file, single, _line_of(file, "    pattern: '"), words)


def _values() -> Iterator[Broken]:
    quantity, time, lexicon = FILES
    yield _change("id used twice", quantity, "id: quantity/count-over", "id: quantity/count", "already used in")
    yield _change("id of another layer", quantity, "id: quantity/count-over", "id: time/count", "must start with 'quantity/'")
    yield _change("id without a layer", quantity, "id: quantity/count-over", "id: count", "is no rule id")
    yield _change("capital id", quantity, "id: quantity/count-over", "id: quantity/Count", "is no rule id")
    yield _change("over nothing", quantity, "over: [quantity/count]", "over: [quantity/cont]", "(did you mean 'quantity/count'?)")
    yield _change("over itself", quantity, "over: [quantity/count]", "over: [quantity/count-over]", "cannot be 'over' itself")
    yield _change("over is text", quantity, "over: [quantity/count]", "over: quantity/count", "must be a list")
    yield _change("cue is text", quantity, "cue: [余, 多]", "cue: 余", "must be a list")
    yield _change("cue twice", quantity, "cue: [余, 多]", "cue: [余, 多, 余]", "listed twice")
    yield _change("empty cue", quantity, "cue: [余, 多]", "cue: [余, '']", "empty cue")
    yield _change("cue is a mapping", quantity, "cue: [余, 多]", "cue: {余: 多}", "must be a list")
    yield _change("emits is a list", quantity, "emits: {reads: amount, kind: unit, relation: over}", "emits: [unit]", "must map")
    yield _change("emits an unknown key", quantity, "emits: {reads: amount, kind: unit}", "emits: {reads: amount, knid: unit}", "needs a kind")
    yield _change("emits too much", quantity, "kind: unit, relation: over}", "kind: unit, relatoin: over}", "(did you mean 'relation'?)")
    yield _change("emits no relation", quantity, "kind: unit, relation: over}", "kind: unit, relation: ovr}", "(did you mean 'over'?)")
    yield _change("emits no kind", quantity, "kind: unit, relation: over}", "kind: cuont}", "kind cannot be 'cuont' (did you mean 'count'?)")
    yield _change("fixed without a value", quantity, "reads: amount, kind: unit}", "reads: fixed, kind: unit}", "needs a value")
    yield _change("emits nothing", time, "emits: {span: vague}", "emits: {span: vagu}", "needs kind: none or a span")
    yield _change("mark not closed", quantity, "[[300余件]]", "[[300余件", "never closed")
    yield _change("mark not opened", quantity, "[[300余件]]", "300余件]]", "not in pairs")
    yield _change("mark in mark", quantity, "[[300余件]]", "[[300[[余件]]]]", "not in pairs")
    yield _change("marks crossed", quantity, "[[300余件]]", "]]300余件[[", "not in pairs")
    yield _change("marks and gives", quantity, "gives: [{value: 300, unit: 件}]", "gives: [{value: 300}, {value: 3}]", "2 entries for 1")
    yield _change("gives is a mapping", quantity, "gives: [{value: 300, unit: 件}]", "gives: {value: 300}", "must be a list")
    yield _change("gives holds text", quantity, "gives: [{value: 300, unit: 件}]", "gives: [300]", "must map")
    yield _change("unknown key in example", quantity, "gives: [{relation: over}]}", "give: [{relation: over}]}", "(did you mean 'gives'?)")
    yield _change("example is text", quantity, "- {text: '种树[[50多棵]]', gives: [{relation: over}]}", "- 种树[[50多棵]]", "must be a mapping")
    yield _change("no examples", time, "- text: '[[目前]]已建成'\n        gives: [{from: null}]", "[]", "needs at least 1", shift=-1)
    yield _change("reject marked", time, "['项目前期工作']", "['项[[目前]]期工作']", "a reject marks nothing")
    yield _change("reject twice", time, "['项目前期工作']", "['项目前期工作', '项目前期工作']", "stands above")
    yield _change("rejects empty", time, "['项目前期工作']", "[]", "needs at least 1")
    yield _change("reject is a mapping", time, "['项目前期工作']", "[{txt: 项目前期工作}]", "unknown key 'txt' (did you mean 'text'?)")
    yield _change("about empty", time, "about: 目前", "about: ''", "must not be empty")
    yield _change("about nothing", time, "about: 目前", "about:", "must be text")
    yield _change("replaces nothing", time, "about: 目前", "replaces: time/then\n    about: 目前", "no rule 'time/then' to replace")
    yield _change("replaces another layer's", time, "about: 目前", "replaces: quantity/count\n    about: 目前", "of another layer")
    yield _change("pattern too long", time, "{t_now})'", "{t_now})" + "目?" * 1000 + "'", "longer than 2000")
    yield _change("same pattern", quantity, "cue: [余, 多]\n    over: [quantity/count]\n    pattern: >-\n      (?<![第.{t_digit}]) "
                  "(?P<value>{t_number})\n      (?P<bound>[余多]) (?P<unit>{unit_count})\n    emits: {reads: amount, kind: unit, relation: over}",
                  "pattern: '(?<![第.{t_digit}]) (?P<value>{t_number}) (?P<unit>{unit_count})'\n    "
                  "emits: {reads: amount, kind: unit}", "has the same pattern as quantity/count")
    yield _change("no layer", time, "layer: time", "rule: time", "'layer' is missing")
    yield _change("unknown layer", time, "layer: time", "layer: tiem", "(did you mean 'time'?)")
    yield _change("rules is a mapping", time, "rules:\n  - id: time/now\n   ", "rules:\n   ", "'rules' must be a list")
    yield _change("disable nothing", time, "layer: time", "disable: [time/nov]\nlayer: time", "no rule 'time/nov' to switch off")
    yield _change("disable is text", time, "layer: time", "disable: time/now\nlayer: time", "must be a list")
    yield _change("tag", time, "about: 目前", "about: !!python/name:os.system 目前", "tags such as")
    yield _change("own tag", time, "about: 目前", "about: !now 目前", "tags such as")
    yield _change("anchor", time, "about: 目前", "about: &now 目前", "anchors and aliases")
    yield _change("word twice", lexicon, "t_now: [目前, 当前]", "t_now: [目前, 当前, 目前]", "'目前' is listed twice")
    yield _change("word empty", lexicon, "t_now: [目前, 当前]", "t_now: [目前, '']", "must not be empty")
    yield _change("words are text", lexicon, "t_now: [目前, 当前]", "t_now: 目前", "must be a list")
    yield _change("no words", lexicon, "t_now: [目前, 当前]", "t_now: []", "needs at least one word")
    yield _change("word under two values", lexicon, "about: [约, 左右]", "about: [约, 余]", "already stands for 'over'")
    yield _change("name twice", lexicon, "t_now: [目前, 当前]", "t_digit: [目前]", "is already among the chars")
    yield _change("bad name", lexicon, "t_now: [目前, 当前]", "t_now: [目前, 当前]\n  T-x: [目]", "cannot be named in a pattern", shift=1)
    yield _change("fragment names nothing", lexicon, "'[{t_digit}]{1,9}", "'[{t_digit}]{1,9}{t_nothing}?", "nothing in the lexicon is called 't_nothing'")
    yield _change("fragment names itself", lexicon, "'[{t_digit}]{1,9}", "'{t_number}?[{t_digit}]{1,9}", "'t_number' names itself")
    yield _change("fragment unclosed", lexicon, "(?:\\.[{t_digit}]{1,4})?", "(?:\\.[{t_digit}]{1,4}", "t_number: a ( is never closed")
    yield _change("fragment unnamed", lexicon, "(?:\\.[{t_digit}]{1,4})?", "(\\.[{t_digit}]{1,4})?", "a group without a name")
    yield _change("values are a list", lexicon, "over: [余, 多]\n    about: [约, 左右]", "[余, 多]", "must map", shift=-1)
    yield _change("no kind", lexicon, "{name: 条, kind: count}", "{name: 条}", "'kind' is missing")
    yield _change("unknown kind", lexicon, "{name: 条, kind: count}", "{name: 条, kind: cout}", "(did you mean 'count'?)")
    yield _change("no unit name", lexicon, "{name: 条, kind: count}", "{kind: count}", "'name' is missing")
    yield _change("unit key", lexicon, "aliases: [份]", "alias: [份]", "(did you mean 'aliases'?)")
    yield _change("unit twice", lexicon, "{name: 棵, kind: count}", "{name: 条, kind: count}", "unit '条' is listed twice")
    yield _change("alias twice", lexicon, "{name: 棵, kind: count}", "{name: 棵, kind: count, aliases: [份]}", "unit '份' is listed twice")
    yield _change("alias twice, of another kind", lexicon, "{name: 棵, kind: count}", "{name: 棵, kind: measure, aliases: [份]}", "unit '份' is listed twice")
    yield _change("bad factor", lexicon, "{name: 棵, kind: count}", "{name: 棵, kind: count, factor: 十}", "must have the form")
    yield _change("unit is text", lexicon, "- {name: 棵, kind: count}", "- 棵", "must be a mapping")


def _is_utf8(raw: bytes) -> bool:
    """目前 in GBK happens to be UTF-8, too."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _bytes() -> Iterator[Broken]:
    for file, text in FILES.items():
        first = next(i for i, line in enumerate(text.split("\n"), 1) if not _is_utf8(line.encode("gbk")))
        yield _with(f"{file} in gbk", file, text.encode("gbk"), first, "not UTF-8")
        yield _with(f"{file} in utf-16", file, text.encode("utf-16"), 1, "not UTF-8")
        yield _with(f"{file} empty", file, "", 1, "is empty")
        yield _with(f"{file} a list", file, "- layer\n", 1, "must begin with 'layer:'")
        yield _with(f"{file} text", file, "layer\n", 1, "must begin with 'layer:'")
        yield _with(f"{file} too large", file, text + "# x\n" * 300_000, 1, "larger than")
        deep = text + "other: " + "[" * 60 + "]" * 60 + "\n"
        yield _with(f"{file} too deep", file, deep, text.count("\n") + 1, "nested deeper than 20")
        bomb = "a: &a [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1 if i else ''}, *a{i - 1 if i else ''}]\n" for i in range(30))
        yield _with(f"{file} alias bomb", file, bomb, 1, "anchors and aliases")


GENERATORS: tuple[Callable[[], Iterator[Broken]], ...] = (
    _misspelt_keys, _doubled_lines, _missing_fields, _tabs, _open_brackets, _patterns, _values, _bytes)
