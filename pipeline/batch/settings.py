"""What the records of a document depend on beside its text: plain values that travel to every worker."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Literal

from pipeline import __version__

Emit = Literal["triples", "quantities"]
TIMEOUT = 30.0  # seconds for one document, or for each megabyte of a long one
MEMORY = 1 << 30  # bytes of address space for one worker


@dataclass(frozen=True, slots=True)
class Settings:
    """How documents are read and what is written of them. `timeout` and `memory` bound the work on one document,
    `timeout` for each megabyte of it.

    `segmenter`, jieba or rjieba, decides no record and may change between calls. `maker` names what makes the extractor in
    each worker, as module:function with the arguments of `build.make_extractor`.
    """

    rules: tuple[str, ...] = ()
    format_name: str | None = None
    emit: Emit = "triples"
    encoding: str | None = None
    timeout: float = TIMEOUT
    memory: int = MEMORY
    maker: str = "pipeline.build:make_extractor"
    base_units: bool = False
    segmenter: str | None = None

    def dump(self) -> str:
        """The settings as a line of JSON, from which `load_settings` makes them again."""
        return json.dumps(asdict(self))

    def digest(self, rules_digest: str) -> str:
        """A name for everything that decides the records of a document, the rules and our own version among it."""
        said = [rules_digest, self.format_name, self.emit, self.encoding, self.maker, __version__, self.base_units]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def load_settings(line: str) -> Settings:
    """The settings out of a line of JSON."""
    fields = json.loads(line)
    return Settings(**{**fields, "rules": tuple(fields["rules"])})
