"""The reference of the rule files, made from the models that the loader checks them with: JSON Schemas and pages."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipeline.examples import GIVES
from pipeline.rulebook.files import LexiconFile, PhenomenaFile, PhenomenonLine, UnitLine
from pipeline.rulebook.schema import RULE_MODELS, Example, Reject, RuleModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NOTE = "<!-- Made by `python run_extract.py rules reference docs/rules`; change the models, not this page. -->"
LAYERS = tuple(RULE_MODELS)
DATA: dict[str, type[BaseModel]] = {"lexicon": LexiconFile, "phenomena": PhenomenaFile}


def files() -> dict[str, str]:
    """All files of the reference, by name."""
    schemas = {f"schema/{layer}.json": schema(layer) for layer in (*LAYERS, *DATA)}
    pages = {f"{layer}.md": page(layer) for layer in LAYERS}
    return {"README.md": index(), **pages, "lexicon.md": lexicon_page(), "phenomena.md": phenomena_page(), **schemas}


# -- schemas ---------------------------------------------------------------------------------------------------------


def schema(layer: str) -> str:
    """The JSON Schema of a whole rule file of that layer."""
    if layer in DATA:
        found = DATA[layer].model_json_schema()
    else:
        rule = RULE_MODELS[layer].model_json_schema()
        shared = rule.pop("$defs", {})
        found = {
            "title": f"A file of {layer} rules", "type": "object", "additionalProperties": False, "required": ["layer"],
            "properties": {
                "layer": {"const": layer},
                "about": {"type": "string", "description": "one line: what the file holds"},
                "disable": {"type": "array", "items": {"type": "string"},
                            "description": "overlays: ids of rules of earlier folders to switch off"},
                "rules": {"type": "array", "items": {"$ref": "#/$defs/rule"}}},
            "$defs": {**shared, "rule": rule}}
    return json.dumps({"$schema": DIALECT, **_scalars(found)}, ensure_ascii=False, indent=1) + "\n"


def _scalars(node: Any) -> Any:
    """The schema with every text also allowed as the number or truth value that an editor takes it for: all are read as text."""
    if isinstance(node, list):
        return [_scalars(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: _scalars(value) for key, value in node.items() if key not in ("default", "title") or not isinstance(value, str | None)}
    if out.get("type") == "string" and "enum" not in out and "const" not in out:
        out["type"] = ["string", "number", "boolean"]
    elif out.get("type") == "boolean":
        out["type"] = ["boolean", "string"]
    return out


# -- pages -----------------------------------------------------------------------------------------------------------


def index() -> str:
    """The page that says what the others are."""
    rows = [f"| [{layer}]({layer}.md) | `rules/{layer}/` | {_first(RULE_MODELS[layer])} | [schema](schema/{layer}.json) |"
            for layer in LAYERS]
    return "\n".join([
        "# Rule files: the reference", "", NOTE, "",
        "One page and one JSON Schema a layer; [rules/README.md](../../rules/README.md) teaches by one case, "
        "[extend.md](../extend.md) leads through a whole extension.", "",
        "| layer | files | what its rules do | for editors |", "| --- | --- | --- | --- |", *rows,
        "| [lexicon](lexicon.md) | `rules/lexicon/` | Words and pieces of pattern that rules name. | [schema](schema/lexicon.json) |",
        "| [phenomena](phenomena.md) | `rules/phenomena.yaml` | What examples may show. | [schema](schema/phenomena.json) |", "",
        "Every scalar is read as text, as it is written; a bare `null` is nothing. Tags, anchors and aliases are refused.",
        "An editor with a YAML language server completes and checks a file that begins with", "",
        "    # yaml-language-server: $schema=../../docs/rules/schema/claim.json", "",
        "(the path goes from the file to the schema)."]) + "\n"


def page(layer: str) -> str:
    """The page of one layer."""
    model = RULE_MODELS[layer]
    return "\n".join([
        f"# {layer} rules", "", NOTE, "", _doc(model), "",
        "A file has `layer`, maybe `about`, and `rules`; in a folder laid over the shipped rules also `disable`, a list of ids.", "",
        "## A rule", "", *_table(model), "",
        "Patterns are verbose regexes of the `regex` package: white space means nothing, `#` begins a comment, `{name}` is "
        "[a lexicon entry](lexicon.md). Every group that captures has a name.", "",
        "## Its examples", "", *_table(Example), "",
        f"What `gives` may say of a find: {', '.join(f'`{name}`' for name in GIVES[layer])}. Fields left out are not compared.", "",
        "## Its rejects", "", "A reject is its bare sentence, or a mapping:", "", *_table(Reject)
    ]) + "\n"


def lexicon_page() -> str:
    """The page of the lexicon."""
    return "\n".join(["# The lexicon", "", NOTE, "", _doc(LexiconFile), "", "## A file", "", *_table(LexiconFile), "",
                      "Each list of units is also a name: `{unit}` for all, `{unit_<kind>}` and `{unit_<dimension>}`.", "",
                      "## A unit", "", _doc(UnitLine), "", *_table(UnitLine)]) + "\n"


def phenomena_page() -> str:
    """The page of the catalogue of phenomena."""
    return "\n".join(["# The catalogue of phenomena", "", NOTE, "", _doc(PhenomenaFile), "",
                      "An example or a reject names them: `shows: [J08, K05]`. [phenomena.md](../phenomena.md), made by "
                      "`rules phenomena`, is the table of all with what shows them.", "",
                      "## A file", "", *_table(PhenomenaFile), "", "## A phenomenon", "", *_table(PhenomenonLine)]) + "\n"


def _table(model: type[BaseModel]) -> list[str]:
    return ["| key | | what |", "| --- | --- | --- |", *_rows(model)]


def _rows(model: type[BaseModel]) -> Iterator[str]:
    required = [(name, field) for name, field in model.model_fields.items() if field.is_required()]
    others = [(name, field) for name, field in model.model_fields.items() if not field.is_required()]
    for name, field in (*required, *others):
        need = "required" if field.is_required() else _default(field)
        yield f"| `{name}` | {need} | {_what(name, field)} |"


def _default(field: FieldInfo) -> str:
    value = field.get_default()
    return f"`{value}` if left out" if value not in (None, [], {}) and not isinstance(value, bool) else ""


def _what(name: str, field: FieldInfo) -> str:
    parts = [(field.description or DESCRIPTIONS.get(name, "")).replace("|", "\\|")]
    options = _options(field.annotation)
    if options:
        parts.append("one of " + ", ".join(f"`{option}`" for option in options))
    return "; ".join(part for part in parts if part)


def _options(annotation: Any) -> list[str]:
    """The values of a Literal, also inside `Literal[…] | None`."""
    found: list[str] = []
    for part in getattr(annotation, "__args__", ()):
        found += [part] if isinstance(part, str) else _options(part)
    return found


DESCRIPTIONS = {
    "emits": "what the finds are; see above",
    "examples": "sentences of your own in which the rule finds what is marked; see below",
}


def _doc(model: type[BaseModel]) -> str:
    return inspect.cleandoc(model.__doc__ or "")


def _first(model: type[RuleModel]) -> str:
    return _doc(model).split("\n")[0]
