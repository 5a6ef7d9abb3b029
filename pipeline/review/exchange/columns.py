"""The columns of the review table: a triple as a row of cells and back, for CSV and XLSX."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.errors import InputError
from pipeline.review.cards import NUMBERS, ROLES, Content, content_of, number_text
from pipeline.review.exchange.rows import Reviewed, Row

TITLES = {
    "answer": "审核", "comment": "备注", "speaker": "说话人", "subject": "主语", "predicate": "谓语", "object": "宾语",
    "text": "原文", "value": "数值", "low": "下限", "high": "上限", "unit": "单位", "kind": "类型", "relation": "关系",
    "time": "时间", "time_start": "时间起", "time_end": "时间止", "status": "状态", "comparison": "比较", "place": "地区",
    "sentence": "句子", "speaker_kind": "说话人类别", "speaker_titles": "职务", "flagged": "标记", "reviewer": "审阅人",
    "confidence": "置信度", "section": "位置", "doc": "文件", "start": "起点", "end": "终点", "rules": "规则",
    "spans": "依据", "id": "编号",
}
COLUMNS = tuple(TITLES)
NUMERIC = (*NUMBERS, "confidence", "start", "end")
ANSWERS = {"accept": "接受", "reject": "拒绝", "correct": "更正", "add": "补漏"}
_NAMES = {title: name for name, title in TITLES.items()} | {name: name for name in COLUMNS}
_SAID = {said: answer for answer, said in ANSWERS.items()} | {answer: answer for answer in ANSWERS}
REQUIRED = ("doc", "start", "end", "kind", "relation")


def cells(row: Reviewed) -> dict[str, str]:
    """A reviewed triple as text by column; '' for nothing."""
    card, content = row.card, content_of(row.card)
    figure, time = content["quantity"], content["time"] or {}
    plain = {name: content[name] for name in ("speaker", "speaker_kind", "subject", "predicate", "object", "status",
                                              "comparison", "place", "section")}
    found: dict[str, Any] = plain | figure | {
        "answer": ANSWERS.get(row.answer or "", ""), "comment": row.comment, "time": time.get("text"),
        "time_start": time.get("start"), "time_end": time.get("end"), "sentence": card.get("sentence"),
        "speaker_titles": "、".join(content["speaker_titles"]), "flagged": "⚑" if row.flagged else "", "reviewer": row.reviewer,
        "confidence": number_text(card.get("confidence")), "doc": card["doc"], "rules": " ".join(card.get("rules", ())),
        "spans": json.dumps(content["spans"], ensure_ascii=False), "id": row.name}
    return {name: "" if found.get(name) is None else str(found[name]) for name in COLUMNS}


def header(first: Sequence[str], place: str) -> list[str | None]:
    """The column that each title of a first line stands for, None for one that is not ours; raises InputError without ours."""
    names = [_NAMES.get(title.strip()) for title in first]
    lacking = [TITLES[name] for name in REQUIRED if name not in names]
    if lacking:
        raise InputError(f"{place}: not a review table: no column {', '.join(lacking)}")
    return names


def read_row(said: Mapping[str, str], place: str) -> Row:
    """The row that cells stand for; raises InputError, naming the place, for cells that make no sense."""
    answer = said.get("answer", "").strip()
    if answer and answer not in _SAID:
        raise InputError(f"{place}: {TITLES['answer']} is {answer!r}; write {', '.join(ANSWERS.values())} or nothing")
    try:
        content = _content(said)
    except ValueError as error:
        raise InputError(f"{place}: {error}") from error
    # an answer of accept on a row that was edited is a correction: what the row says decides
    verdict = "reject" if _SAID.get(answer) == "reject" else None if answer else "unsaid"
    return Row(said["doc"], content, said.get("id") or None, verdict, said.get("comment") or None,
               bool(said.get("flagged", "").strip()))


def _content(said: Mapping[str, str]) -> Content:
    numbers = {name: _number(said.get(name, ""), TITLES[name]) for name in NUMBERS}
    time = {"text": said.get("time") or None, "start": said.get("time_start") or None, "end": said.get("time_end") or None}
    spans = _spans(said.get("spans") or "{}")
    return {
        **{name: said.get(name) or None for name in ("speaker", "speaker_kind", "subject", "predicate", "object")},
        "speaker_titles": [title for title in said.get("speaker_titles", "").split("、") if title],
        "quantity": {"text": said.get("text") or "", "start": _offset(said["start"]), "end": _offset(said["end"]), **numbers,
                     "unit": said.get("unit") or None, "kind": said["kind"], "relation": said["relation"]},
        "time": time if any(time.values()) else None, "status": said.get("status") or "actual",
        "comparison": said.get("comparison") or None, "place": said.get("place") or None,
        "section": said.get("section") or None, "spans": spans,
    }


def _spans(text: str) -> dict[str, list[int]]:
    """The spans of a cell; what is not as it was exported is left out, since words decide and spans only show."""
    found = json.loads(text)
    pairs = found.items() if isinstance(found, dict) else ()
    return {role: span for role, span in pairs if role in ROLES and isinstance(span, list) and len(span) == 2}


def _number(text: str, title: str) -> str | None:
    number = number_text(text.replace(",", ""))
    if text.strip() and number is None:
        raise ValueError(f"{title} is {text!r}, not a number")
    return number


def _offset(text: str) -> int:
    number = number_text(text)
    if number is None or not number.isdecimal():
        raise ValueError(f"{text!r} is not an offset; restore the columns {TITLES['start']} and {TITLES['end']}")
    return int(number)
