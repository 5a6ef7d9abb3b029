"""Rule files → checked, compiled, frozen rules. Knows neither spaCy nor documents."""

from pipeline.rulebook.book import Rule, Rulebook, load_rulebook
from pipeline.rulebook.lexicon import Lexicon, Unit

__all__ = ["Lexicon", "Rule", "Rulebook", "Unit", "load_rulebook"]
