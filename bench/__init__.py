"""Measurements: `python -m bench.run` prints the table of docs/performance.md."""
