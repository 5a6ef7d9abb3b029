"""What `compare` compares: the outputs, rule folders or versions that a name stands for, as triples."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.build import Extractor
from pipeline.errors import UsageError
from pipeline.evaluation import read_predicted
from pipeline.exports.parts import TRIPLES, is_there
from pipeline.rulebook import load_rulebook
from pipeline.rulebook.loader import SHIPPED
from pipeline.rulebook.yamlfile import read_yaml, rule_files
from pipeline.source import Document

SHIPPED_NAME = "shipped"


def triples_of(name: str, documents: Sequence[Document], overlays: Sequence[Path]) -> list[dict[str, Any]]:
    """The triples that `name` stands for.

    `name` is an output file, a run's folder, a folder of rules (laid over the shipped ones, or whole), a revision of the
    project's git history, or `shipped`. Raises UsageError for anything else.
    """
    if is_output(name):
        return read_predicted(Path(name))
    with rules_folder(name) as folder:
        whole = folder if folder and is_whole(folder) else SHIPPED
        over = [*overlays, *([folder] if folder and whole is SHIPPED else [])]
        extractor = Extractor(load_rulebook(over, whole))
        return [record for document in documents for record in extractor.records(document)]


def is_output(name: str) -> bool:
    """Whether `name` is a file of triples or a run's folder."""
    path = Path(name)
    return path.is_file() or is_there(path / TRIPLES)


@contextmanager
def rules_folder(name: str) -> Iterator[Path | None]:
    """The folder of rules that `name` stands for; None for the shipped ones."""
    if name == SHIPPED_NAME:
        yield None
    elif Path(name).is_dir():
        yield Path(name)
    else:
        with TemporaryDirectory() as folder:
            _unpack(name, Path(folder))
            yield Path(folder) / SHIPPED.name


def _unpack(revision: str, folder: Path) -> None:
    command = ["git", "-C", str(SHIPPED.parent), "archive", "--format=tar", "--end-of-options", revision, SHIPPED.name]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        done = None
    if done is None or done.returncode:
        raise UsageError(f"{revision}: no output file, folder of rules or revision of this project's history")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")


def is_whole(folder: Path) -> bool:
    """Whether the folder holds a whole set of rules: it gives ids of shipped rules without saying that it replaces them."""
    return bool(_ids(folder) & _ids(SHIPPED)) or folder.resolve() == SHIPPED


def _ids(folder: Path) -> set[str]:
    found = set()
    for path in rule_files(folder):
        data = read_yaml(path, str(path)).data
        rules = data.get("rules") if isinstance(data, dict) else None
        for rule in rules if isinstance(rules, list) else []:
            if isinstance(rule, dict) and "replaces" not in rule:
                found.add(str(rule.get("id")))
    return found
