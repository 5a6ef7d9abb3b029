"""The shipped rules, loaded once for all tests, and what makes loading them again cheap.

A test that runs a command loads the rules anew, as the command does; some hundred of them do. Only the steps in it whose
result depends on nothing but their input are done once: parsing a rule file of the project, making a pattern of a list of words, and
making a segmenter of one.
"""

from __future__ import annotations

import functools
import pickle
from collections.abc import Sequence
from pathlib import Path

from pipeline import segment
from pipeline.build import Extractor
from pipeline.rulebook import Rulebook, lexicon, load_rulebook, loader
from pipeline.rulebook.lexicon import factored
from pipeline.rulebook.yamlfile import YamlFile, read_yaml
from pipeline.segment import Cutter, make_cutter, segmenter_name


@functools.cache
def book() -> Rulebook:
    """The shipped rules; nothing changes a rulebook."""
    return load_rulebook()


@functools.cache
def extractor() -> Extractor:
    """The extractor by the shipped rules."""
    return Extractor(book())


def remember() -> None:
    """Have these steps done once in this process."""
    loader.read_yaml = _read  # type: ignore[attr-defined]
    lexicon.factored = lambda words: _pattern(tuple(words))
    segment.make_cutter = lambda words, segmenter=None: _cutter(tuple(words), segmenter_name(segmenter))


def _read(path: Path, name: str) -> YamlFile:
    if loader.SHIPPED not in path.parents:
        return read_yaml(path, name)
    found: YamlFile = pickle.loads(_parsed(path, name, path.stat().st_mtime_ns))  # a copy: loading notes problems in it
    return found


@functools.cache
def _parsed(path: Path, name: str, stamp: int) -> bytes:
    return pickle.dumps(read_yaml(path, name))


_pattern = functools.cache(factored)


@functools.cache
def _cutter(words: Sequence[str], segmenter: str) -> Cutter:
    return make_cutter(words, segmenter)
