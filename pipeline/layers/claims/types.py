"""What the claim layer asks of the outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pipeline.model import Span, Word


class WordSource(Protocol):
    """Cuts text[start:end] into words, with each of `cuts` as one word tagged 'mention'."""

    def __call__(self, text: str, start: int, end: int, cuts: Sequence[Span] = ()) -> list[Word]: ...
