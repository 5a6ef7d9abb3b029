"""Arguments that several commands take, so that they are called and told the same everywhere."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Inputs = Annotated[list[str], typer.Argument(metavar="INPUT", help="Files, folders, or - for standard input.")]
Rules = Annotated[list[Path] | None, typer.Option(
    "--rules", metavar="DIR", help="A folder of rules to lay over the shipped ones; repeatable.")]
Format = Annotated[str | None, typer.Option(
    "--format", metavar="NAME", help="The format of every release; without it each one's is recognised.")]
Encoding = Annotated[str | None, typer.Option(
    "--encoding", metavar="NAME", help="The encoding of every text; without it each one's is established.")]
InputFormat = Annotated[Literal["text", "jsonl"] | None, typer.Option(
    "--input-format", help="What every input is, whatever its name says.")]
