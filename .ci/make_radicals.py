"""Makes pipeline/readers/radicals.tsv out of the Unicode Character Database.

    python .ci/make_radicals.py EquivalentUnifiedIdeograph.txt > pipeline/readers/radicals.tsv

The file is in the database's folder UCD (Debian: package unicode-data). The canonical decompositions of the
compatibility ideographs come with Python.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

COMPATIBILITY = (range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
HEAD = """# Glyphs that stand for a unified ideograph: code point, ideograph's code point, both as characters.
# Made by .ci/make_radicals.py; do not edit. Sources: {source} of the Unicode Character
# Database (property Equivalent_Unified_Ideograph; radicals and strokes) and the canonical decompositions of UnicodeData
# {version} (compatibility ideographs). Copyright Unicode, Inc.; terms of use: https://www.unicode.org/terms_of_use.html"""


def equivalents(lines: Iterator[str]) -> Iterator[tuple[int, int]]:
    """Pairs of code points out of EquivalentUnifiedIdeograph.txt."""
    for line in lines:
        fields = line.partition("#")[0].split(";")
        if len(fields) == 2:
            first, _, last = fields[0].strip().partition("..")
            for code in range(int(first, 16), int(last or first, 16) + 1):
                yield code, int(fields[1].strip(), 16)


def compatibility() -> Iterator[tuple[int, int]]:
    """Compatibility ideographs and what each canonically is."""
    for block in COMPATIBILITY:
        for code in block:
            one = unicodedata.decomposition(chr(code))
            if one and " " not in one and not one.startswith("<"):
                yield code, int(one, 16)


def main(path: str) -> None:
    """Print the table."""
    lines = Path(path).read_text("utf-8").splitlines()
    pairs = {**dict(compatibility()), **dict(equivalents(iter(lines)))}
    print(HEAD.format(source=lines[0].lstrip("# "), version=unicodedata.unidata_version))
    for code, ideograph in sorted(pairs.items()):
        print(f"{code:04X}\t{ideograph:04X}\t{chr(code)}\t{chr(ideograph)}")


if __name__ == "__main__":
    main(sys.argv[1])
