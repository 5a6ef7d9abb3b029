"""View + format rules → sections, turns and the document's date. Knows kinds of lines; the words are in `rules/format/`."""

from pipeline.formats.division import Layout, divide
from pipeline.formats.recognition import format_names, recognise

__all__ = ["Layout", "divide", "format_names", "recognise"]
