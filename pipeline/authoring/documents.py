"""Documents for the commands that need all of them readable."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import InputError, UsageError, did_you_mean
from pipeline.readers import Failure, list_inputs, read_input
from pipeline.source import Document


def read_documents(inputs: Sequence[str]) -> list[Document]:
    """All documents of files and folders; InputError for one that cannot be read."""
    found = []
    for source in list_inputs(inputs):
        for document in read_input(source):
            if isinstance(document, Failure):
                raise InputError(str(document))
            found.append(document)
    return found


def read_document(name: str) -> Document:
    """The one document that `FILE` or `FILE.jsonl#ID` names; raises UsageError, InputError."""
    path, _, wanted = name.partition("#")
    found = read_documents([path])
    chosen = [one for one in found if wanted in ("", one.id)]
    if not chosen:
        raise UsageError(f"{path} has no document '{wanted}'{did_you_mean(wanted, [one.id for one in found])}")
    if len(chosen) > 1:
        raise UsageError(f"{path} holds {len(chosen)} documents; say which: {path}#{chosen[0].id}")
    return chosen[0]
