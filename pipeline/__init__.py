"""Speaker-attributed (speaker, claim, quantity) triples from Chinese press text."""
