"""The claim layer: what each quantity measures. `read_claims` is the door; docs/claims.md says how it decides."""

from pipeline.layers.claims.reader import ClaimReader

__all__ = ["ClaimReader"]
