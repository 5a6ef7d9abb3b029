"""Sets of rules as whole numbers: a rule is the bit of its place in a list."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_


def united(masks: Iterable[int]) -> int:
    """The bits of all masks."""
    return reduce(or_, masks, 0)


def mask_of(chosen: Iterable[bool]) -> int:
    """A mask with the bits of the places that are true."""
    return sum(1 << number for number, is_chosen in enumerate(chosen) if is_chosen)


@lru_cache(maxsize=4096)
def numbers(mask: int) -> tuple[int, ...]:
    """The places of the bits that are set, in order."""
    return tuple(number for number in range(mask.bit_length()) if mask >> number & 1)
