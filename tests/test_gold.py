"""The gold files keep their form: a broken row would be scored silently, so it fails here instead."""

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
PRESS = CORPUS / "press"
GOLD_FILES = sorted((CORPUS / "gold").glob("*.jsonl"))
FORMATS_DOCS = CORPUS / "formats" / "docs.jsonl"
FORMATS_GOLD = CORPUS / "formats" / "gold.jsonl"
if FORMATS_GOLD.exists():
    GOLD_FILES.append(FORMATS_GOLD)

ROW_KEYS = ["doc", "section", "speaker_any", "quantity", "claim", "time", "status", "comparison", "place", "optional"]
QUANTITY_KEYS = ["text", "start", "end", "value", "low", "high", "unit", "kind", "relation"]
CLAIM_KEYS = ["subject_any", "predicate_any", "object_any"]
TIME_KEYS = ["text_any", "bounds_any"]

SECTIONS = {"headline", "subhead", "lead", "body", "turn", "question", "caption", "list", "table"}
KINDS = {"count", "measure", "money", "percent", "percentage_point", "rank", "multiple", "ratio", "duration", "index"}
RELATIONS = {"exact", "about", "nearly", "over", "at_least", "under", "at_most", "range"}
STATUSES = {"actual", "planned", "forecast"}
KINDS_WITHOUT_UNIT = {"rank", "ratio"}
UNITS_OF_PERCENT = {"%", "‰"}


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def read_lines(path: Path) -> list[dict]:
    with open(path, encoding="utf-8", newline="") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_documents(gold_file: Path) -> dict[str, str]:
    """Raw text by document id: the lines of docs.jsonl for the formats, the press texts for the rest."""
    if gold_file == FORMATS_GOLD:
        return {line["id"]: line["text"] for line in read_lines(FORMATS_DOCS)}
    # decoded without touching line ends: offsets count them
    return {path.name: path.read_bytes().decode("utf-8") for path in sorted(PRESS.glob("*.txt"))}


def without_white_space(text: str) -> str:
    return "".join(text.split())


def is_decimal_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_text_or_null(value: object) -> bool:
    return value is None or is_text(value)


def is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_iso_date(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def is_bounds(value: object) -> bool:
    """A [from, to] pair of ISO dates or nulls, in order."""
    if not isinstance(value, list) or len(value) != 2:
        return False
    dates = [bound for bound in value if bound is not None]
    return all(is_iso_date(bound) for bound in dates) and dates == sorted(dates)


def assert_every_row(gold_file: Path, is_right) -> None:
    """Fail with the line number and figure of each row for which `is_right(row)` is false."""
    wrong = [
        f"{name_of(gold_file)}:{number}: {row.get('quantity')}"
        for number, row in enumerate(read_lines(gold_file), 1)
        if not is_right(row)
    ]
    assert not wrong, "\n".join(wrong)


def test_there_is_gold():
    assert GOLD_FILES, "no gold file under corpus/"


@pytest.fixture(params=GOLD_FILES, ids=name_of)
def gold_file(request) -> Path:
    return request.param


def test_file_has_rows(gold_file):
    assert read_lines(gold_file)


def test_file_is_utf8_with_plain_line_ends_and_readable_characters(gold_file):
    data = gold_file.read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf"), "byte order mark"
    assert b"\r" not in data, "line ends other than \\n"
    assert data.endswith(b"\n"), "last line is not ended"
    assert b"\\u" not in data, "escaped characters: write with ensure_ascii=False"


def test_keys_are_exactly_the_expected_ones_in_order(gold_file):
    # rows for the invented formats may do without a place
    row_keys = [ROW_KEYS]
    if gold_file == FORMATS_GOLD:
        row_keys.append([key for key in ROW_KEYS if key != "place"])
    assert_every_row(
        gold_file,
        lambda row: (
            list(row) in row_keys
            and list(row["quantity"]) == QUANTITY_KEYS
            and list(row["claim"]) == CLAIM_KEYS
            and list(row["time"]) == TIME_KEYS
        ),
    )


def test_document_exists(gold_file):
    documents = read_documents(gold_file)
    assert_every_row(gold_file, lambda row: row["doc"] in documents)


def test_file_is_named_after_its_document(gold_file):
    if gold_file == FORMATS_GOLD:
        pytest.skip("one file for all formats")
    assert_every_row(gold_file, lambda row: row["doc"] == f"{gold_file.stem}.txt")


def test_offsets_are_in_range(gold_file):
    documents = read_documents(gold_file)

    def is_right(row):
        start, end = row["quantity"]["start"], row["quantity"]["end"]
        return is_integer(start) and is_integer(end) and 0 <= start < end <= len(documents[row["doc"]])

    assert_every_row(gold_file, is_right)


def test_text_is_the_raw_slice_without_white_space(gold_file):
    documents = read_documents(gold_file)

    def is_right(row):
        quantity = row["quantity"]
        raw = documents[row["doc"]][quantity["start"] : quantity["end"]]
        return is_text(quantity["text"]) and raw == raw.strip() and quantity["text"] == without_white_space(raw)

    assert_every_row(gold_file, is_right)


def test_no_two_rows_share_a_part_of_the_text(gold_file):
    taken: dict[tuple[str, int], int] = {}
    shared = []
    for number, row in enumerate(read_lines(gold_file), 1):
        for offset in range(row["quantity"]["start"], row["quantity"]["end"]):
            other = taken.setdefault((row["doc"], offset), number)
            if other != number and (other, number) not in shared:
                shared.append((other, number))
    assert not shared, f"{name_of(gold_file)}: lines with a span in common: {shared}"


@pytest.mark.parametrize(
    "field, closed_list", [("section", SECTIONS), ("status", STATUSES)], ids=["section", "status"]
)
def test_row_field_is_from_its_closed_list(gold_file, field, closed_list):
    assert_every_row(gold_file, lambda row: row[field] in closed_list)


@pytest.mark.parametrize("field, closed_list", [("kind", KINDS), ("relation", RELATIONS)], ids=["kind", "relation"])
def test_quantity_field_is_from_its_closed_list(gold_file, field, closed_list):
    assert_every_row(gold_file, lambda row: row["quantity"][field] in closed_list)


def test_quantity_has_a_value_or_both_bounds(gold_file):
    def is_right(row):
        value, low, high = (row["quantity"][key] for key in ("value", "low", "high"))
        if value is not None:
            return is_decimal_text(value) and low is None and high is None
        return is_decimal_text(low) and is_decimal_text(high) and Decimal(low) < Decimal(high)

    assert_every_row(gold_file, is_right)


def test_relation_is_range_where_there_are_bounds_and_only_there(gold_file):
    assert_every_row(
        gold_file, lambda row: (row["quantity"]["relation"] == "range") == (row["quantity"]["value"] is None)
    )


def test_unit_suits_the_kind(gold_file):
    def is_right(row):
        unit, kind = row["quantity"]["unit"], row["quantity"]["kind"]
        if kind in KINDS_WITHOUT_UNIT:
            return unit is None
        if kind == "percent":
            return unit in UNITS_OF_PERCENT
        return is_text_or_null(unit)

    assert_every_row(gold_file, is_right)


def test_alternatives_are_non_empty_lists_of_different_texts(gold_file):
    def is_alternatives(value):
        return (
            isinstance(value, list)
            and bool(value)
            and all(is_text_or_null(alternative) for alternative in value)
            and len(set(value)) == len(value)
        )

    assert_every_row(
        gold_file,
        lambda row: (
            is_alternatives(row["speaker_any"])
            and all(is_alternatives(row["claim"][key]) for key in CLAIM_KEYS)
            and is_alternatives(row["time"]["text_any"])
        ),
    )


def test_claim_says_something(gold_file):
    assert_every_row(gold_file, lambda row: any(row["claim"][key][0] for key in CLAIM_KEYS))


def test_slots_hold_no_white_space(gold_file):
    def is_right(row):
        texts = [text for key in CLAIM_KEYS for text in row["claim"][key] if text is not None]
        return all(text == without_white_space(text) for text in texts)

    assert_every_row(gold_file, is_right)


def test_time_bounds_are_iso_dates_in_order(gold_file):
    def is_right(row):
        bounds = row["time"]["bounds_any"]
        return isinstance(bounds, list) and bool(bounds) and all(is_bounds(pair) for pair in bounds)

    assert_every_row(gold_file, is_right)


def test_comparison_and_place_are_text_or_null_and_optional_is_a_truth_value(gold_file):
    assert_every_row(
        gold_file,
        lambda row: (
            is_text_or_null(row["comparison"])
            and is_text_or_null(row.get("place"))
            and isinstance(row["optional"], bool)
        ),
    )
