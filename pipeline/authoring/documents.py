"""Documents for the commands that need all of them readable."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import InputError, UsageError, did_you_mean
from pipeline.readers import Failure, read_inputs
from pipeline.source import Document


def read_documents(inputs: Sequence[str]) -> list[Document]:
    """All documents of files and folders; InputError for one that cannot be read."""
    found = []
    for document in read_inputs(inputs):
        if isinstance(document, Failure):
            raise InputError(str(document))
        found.append(document)
    return found


def read_document(name: str) -> Document:
    """The one document that `FILE` or `FILE.jsonl#ID` names; raises UsageError, InputError."""
    path, _, wanted = name.partition("#")
    if not wanted:
        found = read_documents([path])
    else:  # what is wrong with other documents is no matter here
        found = [one for one in read_inputs([path]) if isinstance(one, Document)]
    chosen = [one for one in found if wanted in ("", one.id)]
    if not chosen:
        raise UsageError(f"{path} has no document '{wanted}'{did_you_mean(wanted, [one.id for one in found])}")
    if len(chosen) > 1:
        raise UsageError(f"{path} holds {len(chosen)} documents; say which: {path}#{chosen[0].id}")
    return chosen[0]
