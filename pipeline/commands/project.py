"""Where the project keeps its own texts, gold and output."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRESS = ROOT / "corpus" / "press"
GOLD = ROOT / "corpus" / "gold"
TRIPLES = ROOT / "outputs" / "triples.jsonl"
