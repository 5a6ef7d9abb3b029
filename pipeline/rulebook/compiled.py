"""Compiled patterns kept between runs: compiling all rules takes four seconds, reading them back a twentieth of one."""

from __future__ import annotations

import sys

import regex

from pipeline.cache import Cache, user_cache

SMALL = 80        # characters up to which compiling is as quick as reading
PYTHON = f"{sys.version_info[:2]} {sys.byteorder} {sys.maxsize}"
MAKERS = frozenset({("regex._regex", "compile"), ("_regex", "compile")})


def compile_pattern(pattern: str, flags: int, cache: Cache | None = None) -> regex.Pattern[str]:
    """The compiled pattern, from the user's cache where it is there; raises regex.error."""
    if len(pattern) <= SMALL:
        return regex.compile(pattern, flags)
    found: regex.Pattern[str] = (cache or user_cache()).kept(
        f"pattern\0{regex.__version__} {PYTHON}\0{int(flags)}\0{pattern}", lambda: regex.compile(pattern, flags),
        lambda kept: isinstance(kept, regex.Pattern) and kept.pattern == pattern, MAKERS)
    return found
