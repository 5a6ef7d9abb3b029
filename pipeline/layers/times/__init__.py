"""Time mentions → times: the dates that an expression covers, seen from the document's date.

A rule says in `emits.span` which resolver works its dates out (`resolvers.RESOLVERS`) and names its groups by the calendar's
own terms, which `parts.Parts` reads. `reader.Reader` goes through a text once and remembers what later expressions refer to.
"""

from pipeline.layers.times.reader import read_times
from pipeline.layers.times.report import years_reported

__all__ = ["read_times", "years_reported"]
