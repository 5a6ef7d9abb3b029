"""How sentences open that continue a report, and how it shows that the article speaks for itself again."""

from __future__ import annotations

from pipeline.layers.speakers.stretches import Stretch
from pipeline.rulebook.views import Views, pattern


class Scenes(Views):
    """How sentences open that continue a report, and how the article's own account shows; from the lexicon."""

    continues = pattern(r"\s*(?:{list_mark})?(?:{continues}|{topic}|{said_when}|\d)")
    made_public = pattern("(?:{makes_public})[，：]$")
    warning = pattern("(?:{warning})")
    leads = pattern("(?s:{who}*|.*{press_event}.*|{who}{0,4}{said_when}{who}{0,4}，{who}*)")
    topics = pattern(r"\s*(?:{list_mark})?(?:{topic}|{goes_on})")
    scene = pattern(r"\s*(?:{scene}|{scene_place}|{in_place})")
    narrates = pattern("(?:{narrates})")
    others_do = pattern(r"\s*{others_do}")
    announces = pattern(r"\s*{announces}")
    body_does = pattern(r"\s*{body_does}")
    shows = pattern("{showing}")
    forecasts = pattern("(?:{forecasts})")
    measures = pattern("(?:{measures})")

    def own_account(self, text: str, start: int, end: int, active: Stretch) -> bool:
        """Whether the sentence is the article's own: a scene, the market, or one about the source itself."""
        if self.scene.match(text, start, end) or self.narrates.search(text, start, end):
            return True
        if active.phrase is not None and self.measures.search(active.phrase.of(text)):
            return True  # 据台网测定，发生5.6级地震。截至17时，地震已造成3人受伤
        return self._others_act(text, start, end, active) or text.startswith(active.source.name, start)

    def _others_act(self, text: str, start: int, end: int, active: Stretch) -> bool:
        """Whether the sentence tells what others did: behind a forecast anybody, behind a body's report another body."""
        if self.others_do.match(text, start, end):
            return active.phrase is not None and self.forecasts.search(active.phrase.of(text)) is not None
        if self.announces.match(text, start, end):
            return True
        body = self.body_does.match(text, start, end) if active.source.kind == "organisation" else None
        return body is not None and not active.source.name.endswith(body["body"])
