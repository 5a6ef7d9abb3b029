"""The claim layer watched: for each quantity, where its rules were tried and which of them matched, in whole or in part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.build import Extractor
from pipeline.layers.claims.context import Parts
from pipeline.layers.claims.matching import SiteRule
from pipeline.layers.claims.reader import ClaimReader
from pipeline.layers.claims.runs import Run
from pipeline.layers.claims.site import Site
from pipeline.reading import Reading
from pipeline.rulebook import Rule, Rulebook
from pipeline.rulebook.lexicon import MENTION_CHARS
from pipeline.source import Document

CLAIMS = "press_claims"
EDGES = " ，。；！？"
TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one claim rule says of a quantity's place: `reason` is why it does not read it, None where it matches."""

    rule: Rule
    reason: str | None
    met: int


class WatchedReader(ClaimReader):
    """A claim reader that remembers the place of every quantity it reads."""

    def __init__(self, book: Rulebook) -> None:
        super().__init__(book)
        self.sites: dict[int, Site] = {}

    def _best(self, site: Site) -> tuple[SiteRule, Parts]:
        self.sites[site.quantity.start] = replace(site, left=self.lists.clean(site.left), right=site.right.strip(EDGES))
        return super()._best(site)

    def verdicts(self, start: int) -> Iterator[Verdict]:
        """What each rule says of the quantity that begins at `start` in the view; nothing if it was not read by rules."""
        site = self.sites.get(start)
        if site is None:
            return
        for rule in self.rules:
            if rule.match(site.quantity, site.left, site.right) is not None:
                yield Verdict(rule.rule, None, len(rule.rule.patterns))
            else:
                yield _failed(rule.rule, site)

    def around(self, start: int) -> tuple[str, str] | None:
        """The words left and right of a quantity as the rules saw them."""
        site = self.sites.get(start)
        return (plain(site.left), plain(site.right)) if site else None


def _failed(rule: Rule, site: Site) -> Verdict:
    """Why a rule does not match, and how many of its conditions are met."""
    reasons = []
    for field, value in (("kinds", site.quantity.kind), ("units", site.quantity.unit)):
        wanted = getattr(rule.spec, field, ())
        if wanted and value not in wanted:
            reasons.append(f"is for {', '.join(wanted)} only, not for {value}")
    for name in rule.patterns:
        side = site.left if name.startswith("left") else site.right
        text = side.shape if name.endswith("shape") else side.text
        compiled = rule.compiled(name)
        found = compiled.search(text, timeout=TIMEOUT) if name.startswith("left") else compiled.match(text, timeout=TIMEOUT)
        if found is None:
            shown = f"'{plain(side)}'" if text else "nothing"
            reasons.append(f"its {name} does not match {shown}")
    return Verdict(rule, "; ".join(reasons) or "a word would have to begin elsewhere", len(rule.patterns) - len(reasons))


def plain(run: Run) -> str:
    """The run's text, collapsed mentions named."""
    text = run.text
    for name, char in MENTION_CHARS.items():
        text = text.replace(char, f"{{@{name}}}")
    return text


def read_watched(extractor: Extractor, document: Document) -> tuple[Reading, WatchedReader]:
    """The document's reading, and the claim reader that saw it."""
    watched = WatchedReader(extractor.book)
    claims = extractor.nlp.get_pipe(CLAIMS)
    usual, claims.reader = claims.reader, watched
    try:
        return extractor.read(document), watched
    finally:
        claims.reader = usual
