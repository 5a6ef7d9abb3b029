"""The reading proper: plain functions over records, one module a layer."""
