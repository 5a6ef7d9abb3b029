"""Files, folders and standard input → documents, one at a time.

A reader is a module of this package with `read(source: Input) -> Iterator[Document | Failure]`, imported when the first
file of its kind turns up. It raises `Unreadable` for a file it gives up on. To add a kind of file, write its module and
name its suffixes in `READERS`.
"""

from __future__ import annotations

import glob
import importlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pipeline.errors import InputError, UsageError
from pipeline.readers.inputs import (
    MAX_BYTES,
    STDIN,
    Failure,
    Input,
    Names,
    Unreadable,
    distinct,
    files_below,
    printable,
)
from pipeline.source import Document

__all__ = ["Failure", "Input", "InputFormat", "Names", "Unreadable", "list_inputs", "named_apart", "passed_over", "read_as",
           "read_input", "read_inputs"]

InputFormat = Literal["text", "jsonl"]

READERS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".gz": "archive",
    ".zip": "archive",
}


def list_inputs(paths: Iterable[str]) -> list[Input]:
    """The files that `paths` stand for (files, folders, patterns such as `2024/*.html`, `-`); nothing is read yet.

    They come in the order given, those of a folder or a pattern sorted, each file once however often it is named. Of two
    files of one id the later is called by more of its path: `a.txt`, `march/a.txt`.

    Raises UsageError for a path that is not there and InputError for a folder or a pattern without documents.
    """
    inputs: list[Input] = []
    for name in paths:
        path = Path(name)
        if name == STDIN:
            inputs.append(Input(id=STDIN, name="standard input", stream=sys.stdin.buffer))
        elif path.is_dir():
            inputs += _list_folder(path)
        elif path.exists() or path.is_symlink():
            inputs.append(Input(id=printable(path.name), name=printable(path), path=_target(path)))
        elif glob.has_magic(name):
            inputs += _list_pattern(name)
        else:
            raise UsageError(f"{printable(path)}: there is no such file or folder")
    return distinct(inputs)


def passed_over(paths: Iterable[str]) -> list[Path]:
    """What lies in the folders among `paths` and is of no kind that is read: 附件.doc, 表.csv; hidden files apart."""
    return [path for name in paths if name != STDIN and Path(name).is_dir()
            for path in files_below(Path(name)) if path.suffix.lower() not in READERS and not path.is_symlink()]


def read_inputs(paths: Iterable[str], input_format: InputFormat | None = None) -> Iterator[Document | Failure]:
    """The documents of files, folders and `-`, each when it is asked for; a Failure stands for one that cannot be read."""
    return named_apart(document for source in list_inputs(paths) for document in read_input(source, input_format))


def named_apart(documents: Iterable[Document | Failure], names: Names | None = None) -> Iterator[Document | Failure]:
    """The documents, those whose id another has already called by their place."""
    names = names or Names()
    for document in documents:
        if isinstance(document, Document):
            name = names.of(document.id, document.place)
            document = document if name == document.id else replace(document, id=name)
        yield document


def read_input(source: Input, input_format: InputFormat | None = None) -> Iterator[Document | Failure]:
    """The documents of one input; `input_format` overrides what its name says."""
    try:
        if source.path is None and input_format is None:
            yield from _read_stream(source)
        else:
            # a file given by itself may have any name: an unknown suffix is text
            yield from read_as(source, input_format or READERS.get(source.suffix, "text"))
    except Unreadable as error:
        yield Failure(source.name, error.code, str(error))


def read_as(source: Input, reader: str) -> Iterator[Document | Failure]:
    """The documents of one input by a reader of this package, whatever the input is called."""
    try:
        yield from importlib.import_module(f"{__name__}.{reader}").read(source)
    except Unreadable as error:
        yield Failure(source.name, error.code, str(error))


def _target(path: Path) -> Path:
    """The file that a link given by name stands for; a link that goes in circles stays one, to be refused."""
    try:
        return path.resolve() if path.is_symlink() else path
    except RuntimeError:
        return path


def _list_pattern(pattern: str) -> list[Input]:
    parts = Path(pattern).parts
    plain = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    root = Path(*parts[:plain])
    paths = sorted((path for path in map(Path, glob.glob(pattern, recursive=True)) if not path.is_dir()),
                   key=lambda path: path.parts)
    if not paths:
        raise InputError(f"{printable(pattern)}: no file matches the pattern")
    return [Input(id=printable(path.relative_to(root).as_posix()), name=printable(path), path=path) for path in paths]


def _list_folder(folder: Path) -> list[Input]:
    inputs = [Input(id=printable(path.relative_to(folder).as_posix()), name=printable(path), path=path)
              for path in files_below(folder) if path.suffix.lower() in READERS or path.is_symlink()]
    if not inputs:
        known = " ".join(sorted(READERS))
        raise InputError(f"{printable(folder)}: the folder holds no documents ({known})")
    return inputs


def _read_stream(source: Input) -> Iterator[Document | Failure]:
    from pipeline.readers import html, jsonl, text

    stream = source.open()
    first = stream.readline(jsonl.MAX_LINE + 1)
    if jsonl.is_document(first):
        yield from jsonl.read_lines(source, stream, first)
        return
    data = first + stream.read(MAX_BYTES + 1)
    yield (html if html.is_page(data) else text).as_document(source, data)
