"""`rules new format`: a format file started from one release: the marks, labels and headings seen in it, and an excerpt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from pipeline.authoring.places import quoted
from pipeline.authoring.starting import NAME, Started
from pipeline.errors import RuleError, UsageError
from pipeline.formats import divide
from pipeline.formats.samples import format_reader
from pipeline.rulebook import Rulebook, load_rulebook
from pipeline.source import Document, make_view

EXCERPT = 14  # paragraphs
LABEL = regex.compile(r"(?P<open>[【\[（(<〔]?)(?P<said>[^，。；：:【】\[\]（）()<>〔〕\d]{1,12})(?P<close>[】\]）)>〕]?)[ 　]*[：:]")
BOXED = regex.compile(r"【(?P<said>[^】]{1,30})】[ 　]*(?P<sign>[^\p{Han}\p{L}\d\s“《（(]?)[ 　]*(?P<rest>.?)")
SIGNED = regex.compile(r"(?P<said>[\p{Han}·]{2,12})[ 　]*(?P<sign>[^\p{Han}\p{L}\d\s，。；：、！？“”‘’《》（）()【】\[\]·—-]{1,2})"
                       r"[ 　]*(?=\S)")
ANY_NAME = r"：\\p{Han}{2,4}"
NAME_BEHIND = regex.compile(r"：\p{Han}{2,4}(?!\p{Han})")
ENDS = regex.compile(r"[。！？；…”」]\Z")
HEAD = regex.compile(r"(?P<sign>[^\p{Han}\p{L}\d\s“《（(【\[]+)[ 　]*")
SHORT = 40


@dataclass(frozen=True, slots=True)
class Seen:
    """What the lines of a release look like.

    `labels` are words before a colon that open paragraphs; `boxed` the sign behind a name in 【】 that opens one ('' for
    none), `boxes` such brackets on lines of their own, `voices` those of them that come back, as speakers do; `parted` the sign
    behind words that come back before it; `signs` what heads short lines; `last` a last line that states nothing.
    """

    first: str
    labels: tuple[str, ...]
    boxed: str | None
    boxes: tuple[str, ...]
    voices: tuple[str, ...]
    parted: str | None
    signs: tuple[str, ...]
    last: str | None


def new_format(folder: Path, overlays: Sequence[Path], book: Rulebook, name: str, document: Document) -> Started:
    """Write a format file with what was seen in the document; raises UsageError for a name that is taken or impossible."""
    if not NAME.fullmatch(name):
        raise UsageError(f"'{name}' is no name for a format; write it in small letters, digits and -")
    if any(rule.id == f"format/{name}" for rule in book):
        raise UsageError(f"format '{name}' is there already; see rules show format/{name}")
    path = folder / "format" / f"{name}.yaml"
    if path.exists():
        raise UsageError(f"{path} is there already")
    view = make_view(document.raw, book.lexicon)
    paragraphs = [paragraph for paragraph in view.text.split("\n") if paragraph.strip()]
    if not paragraphs:
        raise UsageError(f"{document.id} has no text to start from")
    layout = divide(view, document, book)
    seen = look(paragraphs)
    fields, decide = _fields(seen)
    excerpt = [_shortened(paragraph) for paragraph in _excerpt(paragraphs, seen)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_file(name, fields, excerpt, (), _reject(paragraphs, seen)), encoding="utf-8")
    gives = _gives(path, folder, overlays, excerpt)
    text = _file(name, fields, excerpt, gives, _reject(paragraphs, seen))
    path.write_text(text, encoding="utf-8")
    if layout.format != "plain":
        decide.insert(0, f"whether a format of its own is needed: this release is read as format/{layout.format} already")
    return Started(path, 1, text, tuple(decide))


def look(paragraphs: Sequence[str]) -> Seen:
    """What shows in the lines of a release."""
    labels = Counter(found["said"].strip() for line in paragraphs if (found := LABEL.match(line)))
    boxed = [found for line in paragraphs if (found := BOXED.match(line))]
    opening = [found["sign"] for found in boxed if found["rest"]]
    short = [line for line in paragraphs if len(line) <= SHORT and not ENDS.search(line)]
    signs = Counter(found["sign"] for line in short if (found := HEAD.match(line)))
    last = paragraphs[-1] if len(paragraphs) > 2 and paragraphs[-1] in short and "。" not in paragraphs[-1] else None
    repeated = tuple(label for label, count in labels.most_common() if count > 1 or len(labels) > 2)
    alone = Counter(found["said"] for found in boxed if not found["rest"])
    voices = tuple(said for said, count in alone.items() if count > 1)
    parted = Counter((found["said"], found["sign"]) for line in paragraphs if (found := SIGNED.match(line)))
    back = [sign for (_, sign), count in parted.most_common() if count > 1]
    return Seen(paragraphs[0], repeated, Counter(opening).most_common(1)[0][0] if opening else None,
                tuple(said for said in alone if said not in voices), voices, back[0] if back else None,
                tuple(sign for sign, count in signs.items() if count > 1), last)


def _fields(seen: Seen) -> tuple[list[tuple[str, str]], list[str]]:
    """The fields of the format and what its author has to decide about each."""
    fields = [("sure", f"(?P<first_line>{line_pattern(seen.first)})")]
    decide = ["about: which releases these are, in one line",
              "sure: keep what the first line of every such release has, leave out what changes from one to the next"]
    if seen.boxed is not None:
        fields.append(("label", f"【(?P<speaker>[^】]{{2,30}})】[ 　]*{regex.escape(seen.boxed, special_only=True)}"))
        decide.append(f"label: names in 【】{seen.boxed} open turns")
    elif seen.labels:
        fields.append(("label", f"(?P<speaker>{_any(seen.labels)})[ 　]*[：:]"))
        decide.append(f"label: {'、'.join(seen.labels)} open turns; take out those that are no speakers "
                      "(they belong to furniture or heading), and give a class instead of names")
    elif seen.parted:
        fields.append(("label", f"(?P<speaker>[\\p{{Han}}·]{{2,12}})[ 　]*{regex.escape(seen.parted, special_only=True)}"))
        decide.append(f"label: names before {seen.parted} open turns")
    if seen.voices:
        fields.append(("label" if seen.boxed is None and not seen.labels and not seen.parted else "name_line",
                       f"【(?P<speaker>{_any(seen.voices)})】\\Z"))
        decide.append(f"the lines {'、'.join(f'【{word}】' for word in seen.voices)}, which come back, open turns; give a class instead "
                      "of names")
    headings = [*(f"【{word}】" for word in seen.boxes), *seen.signs]
    if headings:
        fields.append(("heading", f"(?:{_any(headings)})[^。]{{0,40}}\\Z"))
        decide.append(f"heading: lines that begin with {'、'.join(headings)} and have no full stop are subheads")
    if seen.last:
        fields.append(("furniture", f"{NAME_BEHIND.sub(ANY_NAME, line_pattern(seen.last))}\\Z"))
        decide.append(f"furniture: the last line, '{seen.last}', states nothing")
    decide.append("gives: the kind of each section of the excerpt, where it should be another than is read now")
    return fields, decide


def line_pattern(line: str) -> str:
    """A line as a pattern: figures may vary, white space too; 第12期 → 第\\d{1,2}期."""
    parts = regex.split(r"(\d+|\s+)", line[:60])
    return "".join(f"\\d{{1,{max(2, len(part))}}}" if part.isdecimal() else "\\s*" if part.isspace()
                   else regex.escape(part, special_only=True) for part in parts)


def _any(words: Sequence[str]) -> str:
    return "|".join(regex.escape(word, special_only=True, literal_spaces=False) for word in words)


def _excerpt(paragraphs: Sequence[str], seen: Seen) -> Iterator[str]:
    """The first paragraphs, and the last one where it is furniture."""
    yield from paragraphs[:EXCERPT]
    if seen.last and len(paragraphs) > EXCERPT:
        yield seen.last


def _shortened(paragraph: str) -> str:
    """The paragraph up to its first full stop."""
    return paragraph[:paragraph.find("。") + 1] or paragraph


def _reject(paragraphs: Sequence[str], seen: Seen) -> str:
    """A sentence of the release that alone does not show its format."""
    for paragraph in paragraphs[1:]:
        if "。" in paragraph and not LABEL.match(paragraph) and not BOXED.match(paragraph):
            return _shortened(paragraph)
    return "TODO: a sentence that does not show this format"


def _gives(path: Path, folder: Path, overlays: Sequence[Path], excerpt: Sequence[str]) -> tuple[str, ...]:
    """How the new format reads its excerpt; raises UsageError, with the file taken away again, if it cannot be loaded."""
    folders = [*overlays, *([] if folder in overlays else [folder])]
    try:
        book = load_rulebook(folders)
    except RuleError as error:
        path.unlink()
        raise UsageError(f"the new format does not load: {error}") from error
    finds = format_reader(book).read("\n".join(excerpt), None)
    return tuple(_given(find.fields["kind"], find.fields["speaker"], find.fields["begins"]) for find in finds)


def _given(kind: str | None, speaker: str | None, begins: str | None) -> str:
    said = f", speaker: {quoted(speaker)}" if speaker else ""
    return f"{{kind: {kind}{said}, begins: {quoted(begins or '')}}}"


def _file(name: str, fields: Sequence[tuple[str, str]], excerpt: Sequence[str], gives: Sequence[str], reject: str) -> str:
    lines = ["layer: format", "rules:", f"  - id: format/{name}", "    about: 'TODO: which releases these are, in one line'"]
    for key, pattern in fields:
        lines += [f"    {key}: |", f"      {pattern}"]
    lines += ["    examples:", "      - text: |-", *(f"          {line}" for line in excerpt)]
    lines += ["        gives:", *(f"          - {given}" for given in gives)] if gives else []
    return "\n".join([*lines, "    rejects:", f"      - {quoted(reject)}"]) + "\n"
