"""Reviewing a run: the page and its server, the log of decisions, the order of the queue, and files to and from other tools."""
