"""Put what `python run_extract.py` prints, shortened, between the markers of both readmes: run it when that changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")
START, END = "<!-- terminal table: start -->\n", "<!-- terminal table: end -->\n"
WIDTH = 112
HEAD = 27  # lines of the first table that are shown


def shortened(output: str) -> str:
    """The first lines of the triples, an ellipsis, and the score."""
    lines = [line.rstrip() for line in output.splitlines()]
    end = lines.index("", HEAD)
    return "\n".join([*lines[:HEAD], " …", *lines[end:]]).rstrip()


def main() -> None:
    """Run the job and rewrite both files."""
    job = subprocess.run([sys.executable, str(ROOT / "run_extract.py")], capture_output=True, encoding="utf-8", check=True,
                         cwd=ROOT, env={**os.environ, "COLUMNS": str(WIDTH)})
    for name in READMES:
        path = ROOT / name
        before, rest = path.read_text(encoding="utf-8").split(START)
        after = rest.split(END)[1]
        block = f"```text\n{shortened(job.stdout)}\n```\n"
        path.write_text(before + START + block + END + after, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
