"""The JSON Schemas of the file formats, generated from the models; a framework's words fill the vocabulary in."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import TypeAdapter

from peelgrade import bundled
from peelgrade.evidence import EvidenceFile, InspectionRecord
from peelgrade.problems import Unreadable
from peelgrade.result import ResultDocument
from peelgrade.rulebook import Framework, RuleFile, vocabulary

Schema = dict[str, Any]
Format = Literal["evidence", "inspection", "framework", "rules", "result"]

FORMATS: tuple[Format, ...] = ("evidence", "inspection", "framework", "rules", "result")
WITH_VOCABULARY: tuple[Format, ...] = ("evidence", "inspection", "rules")

_MODELS: Mapping[Format, Any] = {
    "evidence": EvidenceFile,
    "inspection": InspectionRecord,
    "framework": Framework,
    "rules": RuleFile,
    "result": ResultDocument,
}
_TITLES = {
    "evidence": "peelgrade evidence file",
    "inspection": "peelgrade inspection.yaml",
    "framework": "peelgrade framework.yaml",
    "rules": "peelgrade rule file",
    "result": "peelgrade result",
}


def generate(name: Format) -> Schema:
    """Return the general schema of a format, made from its model."""
    mode: Literal["validation", "serialization"] = "serialization" if name == "result" else "validation"
    made = TypeAdapter(_MODELS[name]).json_schema(mode=mode)
    tidy = _tidy(made, may_be_null=name == "result")
    _describe(tidy)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:peelgrade:{name}",
        "title": _TITLES[name],
    }
    return {**head, **{key: value for key, value in tidy.items() if key != "title"}}


def read(name: Format) -> Schema:
    """Return the general schema of a format as it ships."""
    path = bundled.schemas_folder() / f"{name}.schema.json"
    try:
        schema: Schema = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unreadable(
            f"the schema {path.name} that ships with peelgrade cannot be read: {error.strerror}",
            "install peelgrade again",
        ) from None
    return schema


def for_framework(schema: Schema, framework: Framework) -> Schema:
    """Return a schema in which every field with a vocabulary admits the words of the framework alone."""
    filled = copy.deepcopy(schema)
    filled["$id"] = f"{schema['$id']}:{framework.id}"
    filled["title"] = f"{schema['title']} ({framework.title})"
    _fill(filled, vocabulary(framework))
    return filled


def files(frameworks: Mapping[str, Framework]) -> dict[str, str]:
    """Return every general schema, and those of the frameworks, as relative path and text."""
    found: dict[str, str] = {}
    for name in FORMATS:
        general = generate(name)
        found[f"{name}.schema.json"] = text(general)
        for framework in frameworks.values() if name in WITH_VOCABULARY else ():
            found[f"{framework.id}/{name}.schema.json"] = text(for_framework(general, framework))
    return found


def text(schema: Schema) -> str:
    """Return a schema as the text that is committed."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _tidy(node: Any, *, may_be_null: bool) -> Any:  # noqa: ANN401  # JSON of any shape
    """Title every property; in files, say 'may be left out' by leaving out, not by null and defaults of nothing."""
    if isinstance(node, list):
        return [_tidy(part, may_be_null=may_be_null) for part in node]
    if not isinstance(node, dict):
        return node
    found = {key: _tidy(value, may_be_null=may_be_null) for key, value in node.items()}
    if not may_be_null:
        found = _without_null(found)
    for name, property_ in found.get("properties", {}).items():
        if isinstance(property_, dict):
            property_.setdefault("title", name.replace("_", " ").capitalize())
    return found


def _without_null(node: Schema) -> Schema:
    found = {key: value for key, value in node.items() if not (key == "default" and value in (None, []))}
    if "anyOf" not in found:
        return found
    choices = [choice for choice in found.pop("anyOf") if choice != {"type": "null"}]
    return {**choices[0], **found} if len(choices) == 1 else {**found, "anyOf": choices}


def _describe(schema: Schema) -> None:
    """Give a property that only refers to a definition the description of that definition."""
    definitions = schema.get("$defs", {})
    for described in (schema, *definitions.values()):
        for property_ in described.get("properties", {}).values():
            target = definitions.get(property_.get("$ref", "").removeprefix("#/$defs/"), {})
            if "description" in target:
                property_.setdefault("description", target["description"])


def _fill(node: Any, words: Mapping[str, tuple[str, ...]]) -> None:  # noqa: ANN401  # JSON of any shape
    if isinstance(node, dict):
        if isinstance(node.get("x-vocabulary"), str):
            _admit(node, words[node["x-vocabulary"]])
        for value in node.values():
            _fill(value, words)
    elif isinstance(node, list):
        for value in node:
            _fill(value, words)


def _admit(node: Schema, words: tuple[str, ...]) -> None:
    if node.get("type") == "string" and "const" not in node:
        node.pop("pattern", None)
        node.pop("maxLength", None)
        node["enum"] = list(words)
    elif node.get("type") == "array":
        _admit(node["items"], words)
    for choice in node.get("anyOf", []):
        _admit(choice, words)
