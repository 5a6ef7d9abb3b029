"""What the commands that extract share: documents in, records out, what cannot be read told on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pipeline.commands import DONE, SET_ASIDE
from pipeline.errors import InputError
from pipeline.readers import Failure, InputFormat, Names, list_inputs, named_apart, read_input
from pipeline.readers.encoding import check_name

if TYPE_CHECKING:
    from pipeline.commands.progress import Step
    from pipeline.source import Document


@dataclass(slots=True)
class Run:
    """One pass over documents: how many were done, and which were set aside."""

    done: int = 0
    failures: list[Failure] = field(default_factory=list)

    def each(self, documents: Iterable[Document | Failure],
             work: Callable[[Document], Any]) -> Iterator[tuple[Document, Any]]:
        """Every document that can be read, with what `work` makes of it; the others are counted, told at the end.

        Raises InputError when all there was is one document and it cannot be read.
        """
        for document in documents:
            if isinstance(document, Failure):
                self.failures.append(document)
                continue
            try:
                result = work(document)
            except Exception as error:  # one document must not take the others with it, whatever our own fault in it
                self.failures.append(Failure(document.id, "internal", _fault(error)))
                continue
            self.done += 1
            yield document, result
        # told at the end: a lone document that cannot be read makes the call a wrong one instead
        if self.done == 0 and len(self.failures) == 1:
            raise InputError(str(self.failures[0]))
        for failure in self.failures:
            print(f"set aside: {failure}", file=sys.stderr)

    @property
    def status(self) -> int:
        """The exit status that tells whether all documents were done."""
        return SET_ASIDE if self.failures else DONE


def documents_of(inputs: Sequence[str], input_format: InputFormat | None = None, encoding: str | None = None,
                 step: Step = iter, names: Names | None = None) -> Iterator[Document | Failure]:
    """The documents of files, folders and `-` in their order, files handed on by `step`, ids given by `names`.

    Raises UsageError for a path or an encoding that is not there, InputError for a folder without documents, at once.
    """
    if encoding:
        check_name(encoding)
    sources = [replace(source, encoding=encoding) for source in list_inputs(inputs)]
    return named_apart((document for source in step(sources) for document in read_input(source, input_format)), names)


def _fault(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
    text = " ".join(str(error).split())
    return f"internal error, please report it: {type(error).__name__}{place}: {text}"
