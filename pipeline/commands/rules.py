"""`rules …`: see the rules that hold, start new ones, try them on a document, keep the ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import DONE, SET_ASIDE, options
from pipeline.commands.project import GOLD, PRESS, TRIPLES
from pipeline.errors import UsageError
from pipeline.rulebook import load_rulebook
from pipeline.rulebook.folders import overlay_folders

if TYPE_CHECKING:
    from pipeline.authoring.starting import Started, Wanted
    from pipeline.rulebook import Rulebook

HELP = "List and show rules, start new ones, try them on a document, keep the ledger."
NEW_HELP = ("Start a rule, a format, a unit or words in a folder of your own: the last of --rules, else of PRESS_RULES, "
            "else the one in your configuration.")
app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help=HELP)
new = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help=NEW_HELP)
app.add_typer(new, name="new")

Documents = Annotated[list[str] | None, typer.Option(
    "--documents", metavar="INPUT", help="The documents; repeatable; without it corpus/press.")]
Gold = Annotated[list[Path] | None, typer.Option(metavar="FILE", help="Gold, a file or a folder; without it corpus/gold.")]


@app.command("list")
def list_(
    layer: Annotated[list[str] | None, typer.Option(help="Only the rules of this layer; repeatable.")] = None,
    rules: options.Rules = None,
) -> int:
    """List every rule with its place, where it came from, and what it reads."""
    from pipeline.authoring.listing import rows

    book = load_rulebook(overlay_folders(rules))
    found = rows(book, book.chosen(layer or []))
    widths = [max((len(row[i]) for row in found), default=0) for i in range(3)]
    for row in found:
        print("  ".join([*(text.ljust(width) for text, width in zip(row[:3], widths, strict=True)), row[3]]).rstrip())
    return DONE


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A rule's id, a lexicon entry's name, or a unit.")],
    rules: options.Rules = None,
) -> int:
    """Show what finally holds: one rule as its file has it, or one lexicon entry or unit."""
    from pipeline.authoring.listing import describe

    for line in describe(name, load_rulebook(overlay_folders(rules))):
        print(line)
    return DONE


@app.command("try")
def try_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The document.")],
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and show the differences each time a file is saved.")] = False,
    rules: options.Rules = None,
    format_name: options.Format = None,
) -> int:
    """Show the triples of a document by the rules as they stand; with --watch, what each saved change does to them."""
    from pipeline.authoring.trying import Trial

    return Trial(file, overlay_folders(rules), format_name).run(watch)


@app.command()
def ledger(
    documents: Documents = None,
    gold: Gold = None,
    rules: options.Rules = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the ledger there.")] = None,
    against: Annotated[Path | None, typer.Option(
        metavar="FILE", help="A ledger of before: exit with 1 if a rule in it stopped firing.")] = None,
) -> int:
    """Count for each rule how often it fires on the documents, and how many of its triples are right by the gold."""
    from pipeline.authoring.ledger import make_ledger, read_ledger, stopped, tsv

    found = make_ledger(documents or [str(PRESS)], gold or [GOLD], load_rulebook(overlay_folders(rules)))
    if out:
        from pipeline.writing import whole_file

        with whole_file(out) as stream:
            stream.write(tsv(found))
    elif not against:
        print(tsv(found), end="")
    silent = stopped(read_ledger(against), found) if against else []
    for line in silent:
        print(line)
    return SET_ASIDE if silent else DONE


@app.command()
def phenomena(
    documents: Documents = None,
    gold: Gold = None,
    rules: options.Rules = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the page there.")] = None,
) -> int:
    """Tell which phenomena of press prose the examples show, by which rules, and how right these read by the gold."""
    from pipeline.authoring.phenomena import make_page

    page = make_page(documents or [str(PRESS)], gold or [GOLD], load_rulebook(overlay_folders(rules)))
    if out:
        from pipeline.writing import whole_file

        with whole_file(out) as stream:
            stream.write(page)
    else:
        print(page, end="")
    return DONE


@app.command()
def reference(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write, such as docs/rules.")]) -> int:
    """Write the reference of the rule files: a page and a JSON Schema for each layer."""
    from pipeline.authoring.reference import files
    from pipeline.writing import whole_file

    for name, text in files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / name) as stream:
            stream.write(text)
    return DONE


# -- rules new -------------------------------------------------------------------------------------------------------


@new.command("format")
def new_format(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The format's name, in small letters, digits and -.")],
    source: Annotated[str, typer.Option("--from", metavar="FILE", help="A release of that format.")],
    rules: options.Rules = None,
) -> int:
    """Start a format from a release: the marks, labels and headings seen in it, and its beginning as the example."""
    from pipeline.authoring.documents import read_documents
    from pipeline.authoring.drafting import new_format as start
    from pipeline.authoring.places import target_folder

    documents = read_documents([source])
    if len(documents) != 1:
        raise UsageError(f"{source} holds {len(documents)} documents; give one release")
    folders = _existing(rules)
    return _started(start(target_folder(rules), folders, load_rulebook(folders), name, documents[0]))


@new.command("unit")
def new_unit(
    name: Annotated[str, typer.Argument(metavar="UNIT", help="The unit as releases write it.")],
    kind: Annotated[str, typer.Option(help="What it counts: count, measure, money, duration …")] = "count",
    alias: Annotated[list[str] | None, typer.Option(help="Another way to write it; repeatable.")] = None,
    dimension: Annotated[str | None, typer.Option(help="Puts it into the list {unit_DIMENSION}.")] = None,
    factor: Annotated[str | None, typer.Option(help="How many --base units one of it is.")] = None,
    base: Annotated[str | None, typer.Option(help="The unit that --factor counts in.")] = None,
    rules: options.Rules = None,
) -> int:
    """Add a unit or measure word."""
    from pipeline.authoring.places import target_folder
    from pipeline.authoring.starting import new_unit as start

    fields = {"name": name, "kind": kind, "aliases": alias or [], "dimension": dimension, "factor": factor, "base": base}
    return _started(start(target_folder(rules), load_rulebook(_existing(rules)), fields))


@new.command("speech-verb")
def new_speech_verb(
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="Verbs of saying.")],
    rules: options.Rules = None,
) -> int:
    """Add verbs of saying, which stand between a source and what it says."""
    return _words("speech_plain", words, None, rules)


@new.command("word")
def new_word(
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="The lexicon entry, such as change_verb.")],
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="The words to add to it.")],
    value: Annotated[str | None, typer.Option(help="What the words stand for, in an entry that groups them.")] = None,
    rules: options.Rules = None,
) -> int:
    """Add words to a list of the lexicon."""
    return _words(entry, words, value, rules)


def _rule_command(layer: str) -> Callable[..., int]:
    """The command `rules new LAYER`."""

    def start(
        name: Annotated[str, typer.Argument(metavar="NAME", help="The rule's name, in small letters, digits and -.")],
        text: Annotated[str | None, typer.Option(help="Your own sentence, with [[ ]] around what the rule finds.")] = None,
        reject: Annotated[str | None, typer.Option(help="A sentence in which it must find nothing.")] = None,
        published: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="When the sentence was published.")] = None,
        decision: Annotated[str | None, typer.Option("--from-decision", metavar="ID", help="Instead of --text: a decision "
                                                     "that corrected a triple.")] = None,
        run: Annotated[Path, typer.Option(metavar="PATH", help="The run that was reviewed.")] = TRIPLES,
        log: Annotated[Path | None, typer.Option(metavar="FILE", help="Its decisions, if not beside the run.")] = None,
        docs: Annotated[list[Path] | None, typer.Option(metavar="INPUT", help="The run's documents; repeatable.")] = None,
        rules: options.Rules = None,
    ) -> int:
        book = load_rulebook(_existing(rules))
        wanted = None
        if decision:
            text, wanted, published = _correction(run, log, docs, decision, book)
        if not text:
            raise UsageError("give the sentence with --text, or a decision with --from-decision")
        return _new_rule(book, layer, name, text, published, reject, wanted, rules)

    start.__doc__ = f"Start a {layer} rule from one sentence, or from a reviewer's correction."
    return start


for _layer in ("quantity", "time", "speaker", "claim"):
    new.command(_layer)(_rule_command(_layer))


def _correction(run: Path, log: Path | None, docs: list[Path] | None, decision: str,
                book: Rulebook) -> tuple[str, Wanted, str | None]:
    from pipeline.authoring.decided import correction
    from pipeline.build import Extractor

    return correction(run, log, docs or [], decision, Extractor(book))


def _new_rule(book: Rulebook, layer: str, name: str, text: str, published: str | None, reject: str | None,
              wanted: Wanted | None, rules: list[Path] | None) -> int:
    from pipeline.authoring.places import target_folder
    from pipeline.authoring.starting import new_rule
    from pipeline.examples import Readers

    return _started(new_rule(target_folder(rules), book, layer, name, text, Readers(book)[layer], published, reject, wanted))


def _words(entry: str, words: list[str], value: str | None, rules: list[Path] | None) -> int:
    from pipeline.authoring.places import target_folder
    from pipeline.authoring.starting import new_words as start

    return _started(start(target_folder(rules), load_rulebook(_existing(rules)), entry, words, value))


def _existing(rules: list[Path] | None) -> list[Path]:
    """The overlay folders; the one that the new rule goes to need not be there yet."""
    return [folder for folder in overlay_folders(rules) if folder.is_dir() or folder not in (rules or [])[-1:]]


def _started(started: Started) -> int:
    print(f"{started.file}:{started.line}")
    print(started.text, end="")
    if started.decide:
        print("\nLeft to decide:")
        for line in started.decide:
            print(f"- {line}")
    return DONE
