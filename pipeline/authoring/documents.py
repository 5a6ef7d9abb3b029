"""Documents for the commands that need all of them readable."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import InputError
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
