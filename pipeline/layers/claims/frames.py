"""The frames by the names that rules give them: how the words around a quantity become subject, predicate and object."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.layers.claims.context import Parts
from pipeline.layers.claims.counting import counted, made_to
from pipeline.layers.claims.doings import action, composed, instrument, placed, repeated, through, with_preposition
from pipeline.layers.claims.site import Site
from pipeline.layers.claims.states import (
    attributive,
    bare,
    base,
    carried,
    change,
    compare,
    from_,
    inverted,
    lasting,
    level,
    listed_attribute,
    rank,
    reached,
    share,
    spanning,
    taking,
    topic,
)

FRAMES: dict[str, Callable[[Site], Parts | None]] = {
    "change": change, "carried": carried, "from": from_, "compare": compare, "share": share, "rank": rank, "level": level,
    "attributive": attributive, "action": action, "placed": placed, "counted": counted, "bare": bare,
    "with_preposition": with_preposition, "instrument": instrument, "lasting": lasting,
    "taking": taking, "inverted": inverted, "topic": topic, "base": base, "listed_attribute": listed_attribute, "reached": reached,
    "repeated": repeated, "composed": composed, "through": through, "made_to": made_to, "spanning": spanning,
}
