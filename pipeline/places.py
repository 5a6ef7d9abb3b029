"""The area a figure covers, by what its claim says: `全市` in a paper of 江澄 → 江澄, `河南小麦产量` → 河南."""

from __future__ import annotations

import regex

from pipeline.model import Claim
from pipeline.rulebook import Lexicon
from pipeline.variants import simplified

HEAD = 12          # characters at a sentence's beginning in which its area is named


class Places:
    """Reads areas for one release, whose home is `region`."""

    def __init__(self, lexicon: Lexicon, region: str | None) -> None:
        self.region = region
        self.home = tuple(word for word, meaning in lexicon.values.get("area", {}).items() if meaning == "home")
        self.country = next(iter(lexicon.words.get("home_country", ())), None)
        self.named = lexicon.compile("{area_subject}")
        self.pair = lexicon.compile("{area_name}[与和及跟、]{area_name}")
        self.with_other = lexicon.compile(f"{regex.escape(region)}[与和及跟、]{{area_name}}") if region else None
        self.nation = lexicon.compile("{area_country}")

    def of(self, claim: Claim, text: str) -> str | None:
        """The area that the subject names, else home where the claim or its sentence says 全市; None where nothing does."""
        subject = claim.subject.text if claim.subject else ""
        slots = "".join(slot.text for slot in (claim.subject, claim.predicate, claim.object) if slot)
        if self._home(subject):
            return self.region
        if self.pair.search(simplified(subject)) or self.with_other is not None and self.with_other.search(subject):
            return None
        found = self.named.match(simplified(subject))
        if found:
            return subject[slice(*found.span("place"))]
        if self.nation.match(subject):
            return self.country
        if self.region and self.region in subject:
            return self.region
        head = text[claim.sentence.start:min(claim.sentence.start + HEAD, claim.quantity.start)]
        return self.region if self._home(slots) or self._home(head) and not self.named.search(simplified(subject)) else None

    def _home(self, words: str) -> bool:
        return any(word in words for word in self.home)
