"""Rule files → checked, compiled, frozen rules. Knows neither spaCy nor documents."""

from pipeline.rulebook.book import Rule, Rulebook
from pipeline.rulebook.lexicon import Lexicon, Unit
from pipeline.rulebook.loader import load_rulebook

__all__ = ["Lexicon", "Rule", "Rulebook", "Unit", "load_rulebook"]
