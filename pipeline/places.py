"""The area a figure covers, by what its claim says: `全市` in a paper of 江澄 → 江澄, `河南小麦产量` → 河南."""

from __future__ import annotations

import re

from pipeline.model import Claim
from pipeline.rulebook import Lexicon
from pipeline.variants import simplified

HEAD = 12          # characters at a sentence's beginning in which its area is named
AND = frozenset("与和及跟、")


class Places:
    """Reads areas for one release, whose home is `region`."""

    def __init__(self, lexicon: Lexicon, region: str | None) -> None:
        self.region = region
        self.country = next(iter(lexicon.words.get("home_country", ())), None)
        self.named = lexicon.compile("{area_subject}")
        self.pair = lexicon.compile(f"{{area_name}}[{''.join(sorted(AND))}]{{area_name}}")
        self.area, self.nation = lexicon.compile("{area_name}"), lexicon.compile("{area_country}")
        self.home = _home_words(lexicon)

    def of(self, claim: Claim, text: str) -> str | None:
        """The area that the subject names, else home where the claim or its sentence says 全市; None where nothing does."""
        subject = claim.subject.text if claim.subject else ""
        slots = "".join(slot.text for slot in (claim.subject, claim.predicate, claim.object) if slot)
        if self.home.search(subject):
            return self.region
        plain = simplified(subject)
        if not AND.isdisjoint(plain) and (self.pair.search(plain) or self._with_other(subject)):
            return None
        found = self.named.match(plain)
        if found:
            return subject[slice(*found.span("place"))]
        if self.nation.match(subject):
            return self.country
        if self.region and self.region in subject:
            return self.region
        head = text[claim.sentence.start:min(claim.sentence.start + HEAD, claim.quantity.start)]
        return self.region if self.home.search(slots) or self.home.search(head) and not self.named.search(plain) else None

    def _with_other(self, subject: str) -> bool:
        """Whether the subject names the home beside another area: `江澄与河南`."""
        at = subject.find(self.region) if self.region else -1
        while self.region and at >= 0:
            behind = at + len(self.region)
            if subject[behind:behind + 1] in AND and self.area.match(subject, behind + 1):
                return True
            at = subject.find(self.region, at + 1)
        return False


def _home_words(lexicon: Lexicon) -> re.Pattern[str]:
    """The words for the area that a release is about: 全市, 我市."""
    words = [re.escape(word) for word, meaning in lexicon.values.get("area", {}).items() if meaning == "home"]
    return re.compile("|".join(words) or "(?!)")
