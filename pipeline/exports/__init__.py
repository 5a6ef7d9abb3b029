"""A run's or a file's triples in other forms: the same records, one row each.

A form is a module of this package with `write(rows, target, lang)`, imported when it is asked for. `read_rows` gives the
rows out of a file of triples.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pipeline.errors import UsageError
from pipeline.exports.parts import part_name, parts_of
from pipeline.exports.rows import Lang, Row, read_rows
from pipeline.writing import OutputError, whole_folder, whole_path, why

__all__ = ["FORMS", "Form", "Lang", "Row", "export", "read_rows"]

Form = Literal["csv", "xlsx", "parquet", "html"]
# form → the library it needs and the extra that brings it
FORMS: dict[str, tuple[str, str] | None] = {"csv": None, "xlsx": ("xlsxwriter", "xlsx"), "parquet": ("pyarrow", "parquet"),
                                           "html": None}


def check_form(form: str) -> None:
    """Raise UsageError for a form there is not, or whose library is missing."""
    if form not in FORMS:
        raise UsageError(f"there is no form '{form}'; --to takes one of: {', '.join(sorted(FORMS))}")
    needed = FORMS[form]
    if needed:
        module, extra = needed
        try:
            importlib.import_module(module)
        except ImportError as error:
            raise UsageError(f"--to {form} needs {module}: pip install 'press-triples[{extra}]'") from error


def export(records: Path, form: str, target: Path | None = None, lang: Lang = "en", inputs: Sequence[str] = ()) -> Path:
    """Write the triples of a JSONL file in another form beside it, or to `target`; its path.

    The file appears whole; of records in parts, a folder with a file for each. `inputs` are the documents the triples are
    from; the HTML report shows their texts. Raises UsageError for an unknown form, a missing library, or more rows than the
    form can hold, OutputError when the system refuses.
    """
    check_form(form)
    target = target or records.with_suffix(f".{form}")
    try:
        _write(records, form, target, lang, inputs)
    except OSError as error:
        raise OutputError(f"{target}: {why(error)}") from error
    return target


def _write(records: Path, form: str, target: Path, lang: Lang, inputs: Sequence[str]) -> None:
    module = importlib.import_module(f"{__name__}.{form}")
    if records.is_dir():
        with whole_folder(target) as folder:
            for number, one in enumerate(parts_of(records)):
                with whole_path(folder / part_name(number, f".{form}")) as part:
                    module.write(read_rows(one), part, lang)
        return
    with whole_path(target) as part:
        if form == "html":
            module.write_page(records, part, lang, inputs)
        else:
            module.write(read_rows(records), part, lang)
