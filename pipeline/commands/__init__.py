"""The command line. A command is a module of this package with a function `run` whose arguments typer reads.

`COMMANDS` names each command with its line in `--help`; the module is imported when the command is called, so that
`--help` loads none of them.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Sequence

from pipeline.errors import PressError, UsageError, did_you_mean

PROGRAM = "run_extract.py"

COMMANDS = {
    "extract": "Read documents and write their triples, one JSON object a line.",
    "evaluate": "Score triples against gold: figures, intervals, errors by cause.",
    "check": "Check every rule file and run the examples and rejects of every rule.",
    "explain": "Show how a triple came about, or why a number has none.",
    "rules": "List and show rules, start new ones, try them on a document, keep the ledger.",
    "compare": "Show the triples gained, lost and changed between two sets of rules or outputs.",
    "review": "Review the triples of a run on a page in the browser; export, import and merge decisions.",
    "show": "Print a document with its triples in colour.",
}

DONE, SET_ASIDE, WRONG, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; comes back with its exit status and prints a user's mistake as one line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # the output is UTF-8 with plain line ends on every machine
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return status
    except PressError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        _drop_output()
        return DONE  # the reader of our output (head, less) has what it wants
    except OSError as error:
        _drop_output()
        print(f"{error.filename or 'standard output'}: {error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except ModuleNotFoundError as error:
        if (error.name or "pipeline").startswith("pipeline"):
            raise
        print(f"{error.name} is not installed for this Python: use the README's environment, or pip install -e . here", file=sys.stderr)
    return WRONG


def _drop_output() -> None:
    """Send nowhere what is still buffered for standard output: Python would complain of it on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: list[str]) -> int:
    if not argv:
        from pipeline.commands import main_job

        return main_job.run()
    name, *rest = argv
    if name in ("-h", "--help"):
        print(_help())
        return DONE
    if name not in COMMANDS:
        kind = "option" if name.startswith("-") else "command"
        raise UsageError(f"unknown {kind} {name}{did_you_mean(name, [*COMMANDS, '--help'])}; --help lists them")
    return _call(name, rest)


def _call(name: str, argv: list[str]) -> int:
    """Let typer read a command's arguments and run it; raises UsageError for those it cannot read."""
    import typer
    from typer.exceptions import Exit, TyperException
    from typer.main import get_command

    module = importlib.import_module(f"{__name__}.{name}")
    app = getattr(module, "app", None)  # a command with commands of its own brings its typer app
    if app is None:
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command()(module.run)
    command = get_command(app)
    try:
        with command.make_context(f"{PROGRAM} {name}", argv) as context:
            return int(command.invoke(context) or DONE)
    except Exit as leave:
        return int(leave.exit_code)
    except TyperException as error:
        raise UsageError(_told(name, error)) from error


def _told(name: str, error: Exception) -> str:
    """What typer has against a call of the command `name`, in one line."""
    option = getattr(error, "option_name", None)
    possible = getattr(error, "possibilities", None)
    if option and possible is not None:
        return f"{name}: unknown option {option}{did_you_mean(option, possible)}; --help lists them"
    said = str(getattr(error, "format_message", error.__str__)())
    if said.startswith("Usage: "):
        return said  # a command with commands of its own was called without one: the answer is its help
    text = " ".join(said.split())
    return f"{name}: {text.rstrip('.')}; --help tells more"


def _help() -> str:
    width = max(len(name) for name in COMMANDS)
    lines = [f"  {name:{width}}  {about}" for name, about in COMMANDS.items()]
    return "\n".join([
        f"Usage: {PROGRAM} [COMMAND] …", "",
        "Without a command: read corpus/press/, write outputs/triples.jsonl, show the triples and their score.", "",
        "Commands:", *lines, "", f"{PROGRAM} COMMAND --help tells a command's options.",
        "Exit status: 0 done; 1 documents set aside, or a floor missed; 2 wrong call or rules; 130 interrupted."])
