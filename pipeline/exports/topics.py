"""What figures are about: the word, found in the claims themselves, that most of them share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any

import regex

HAN = regex.compile(r"\p{Han}+")
SHORTEST, LONGEST = 2, 6


def topics(claims: Sequence[Mapping[str, Any]], limit: int = 8) -> list[str | None]:
    """The topic of each claim, None for one that shares no word with two others; at most `limit` topics.

    No list of words is needed: of all runs of two to six characters in what is measured, the one that covers the most
    (longer ones counting more) is a topic, then the next of what is left. Who does something (`全市`, `我市`) is no topic.
    """
    actors = {claim.get("subject") or "" for claim in claims if claim.get("object")}
    words = [_runs(claim, actors) for claim in claims]
    found: list[str | None] = [None] * len(words)
    counts = Counter(word for of_claim in words for word in of_claim)
    for _ in range(limit):
        best = max(counts, key=lambda word: (_weight(word, counts[word]), word), default=None)
        if best is None or counts[best] < 3:
            break
        for index, of_claim in enumerate(words):
            if found[index] is None and best in of_claim:
                found[index] = best
                counts.subtract(of_claim)
    return found


def _runs(claim: Mapping[str, Any], actors: Set[str]) -> frozenset[str]:
    measured = claim.get("object") or claim.get("subject") or ""
    actor = next((measured[:size] for size in range(len(measured), 0, -1) if measured[:size] in actors), "")
    return frozenset(run[start:start + size] for run in HAN.findall(measured.removeprefix(actor))
                     for size in range(SHORTEST, LONGEST + 1) for start in range(len(run) - size + 1))


def _weight(word: str, count: int) -> float:
    # a run of two characters is often half a word; from four on length says nothing more
    return count * min(len(word), 4) if count >= 3 else 0
