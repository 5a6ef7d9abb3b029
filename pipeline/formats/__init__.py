"""View + format rules → sections, turns, the document's date. Knows kinds of lines; `rules/format/` has the words."""

from pipeline.formats.division import Layout, divide
from pipeline.formats.recognition import format_names, recognise

__all__ = ["Layout", "divide", "format_names", "recognise"]
