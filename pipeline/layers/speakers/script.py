"""Traditional script is read as simplified; what is found is shown in the script of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Section
from pipeline.variants import simplified


class Script:
    """A text beside its simplified form of the same length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = simplified(text)

    def sections(self, sections: Sequence[Section]) -> Sequence[Section]:
        """The sections with their labels in simplified script."""
        if self.plain == self.text:
            return sections
        return [replace(one, speaker=simplified(one.speaker)) if one.speaker else one for one in sections]

    def restored(self, words: str) -> str:
        """Words found in the simplified text, as the text has them: 罗思远 → 羅思遠 where it stands so."""
        at = -1 if self.plain == self.text else self.plain.find(words)
        return words if at < 0 else self.text[at:at + len(words)]
