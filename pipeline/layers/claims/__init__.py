"""The claim layer: what each quantity measures."""

from pipeline.layers.claims.clauses import wanted_stretches
from pipeline.layers.claims.reader import ClaimReader

__all__ = ["ClaimReader", "wanted_stretches"]
