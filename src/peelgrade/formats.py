"""The JSON Schemas of the file formats, generated from the models; a framework's words fill the vocabulary in."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from peelgrade import bundled
from peelgrade.problems import Unreadable
from peelgrade.rulebook import Framework, vocabulary

Schema = dict[str, Any]
Words = Mapping[str, Mapping[str, str]]
Format = Literal["evidence", "inspection", "framework", "rules", "cases", "columns", "metrics", "result", "config"]

FORMATS: tuple[Format, ...] = (
    "evidence",
    "inspection",
    "framework",
    "rules",
    "cases",
    "columns",
    "metrics",
    "result",
    "config",
)
WITH_VOCABULARY: tuple[Format, ...] = ("evidence", "inspection", "rules", "cases", "columns", "metrics")
FOLDER = ".peelgrade"  # in an inspection: the schemas that editors check its files by

_TITLES = {
    "evidence": "peelgrade evidence file",
    "inspection": "peelgrade inspection.yaml",
    "framework": "peelgrade framework.yaml",
    "rules": "peelgrade rule file",
    "cases": "peelgrade test cases of rules",
    "columns": "peelgrade column mapping",
    "metrics": "peelgrade metric mapping",
    "result": "peelgrade result",
    "config": "peelgrade configuration",
}


@cache
def generate(name: Format) -> Schema:
    """Return the general schema of a format, made from its model; the same one each time, so that nobody changes it."""
    from pydantic import TypeAdapter

    mode: Literal["validation", "serialization"] = "serialization" if name == "result" else "validation"
    made = TypeAdapter(_model(name)).json_schema(mode=mode)
    tidy = _tidy(made, may_be_null=name == "result")
    _describe(tidy)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:peelgrade:{name}",
        "title": _TITLES[name],
    }
    return {**head, **{key: value for key, value in tidy.items() if key != "title"}}


def _model(name: Format) -> Any:  # noqa: ANN401  # a model, or a list of models
    """Return the model of a format; those that reading an inspection does not need are imported only here."""
    from peelgrade import cases, columnmapping, configuration, evidence, metricmapping, result, rulebook

    models: Mapping[Format, Any] = {
        "evidence": evidence.EvidenceFile,
        "inspection": evidence.InspectionRecord,
        "framework": rulebook.Framework,
        "rules": rulebook.RuleFile,
        "cases": cases.CaseFile,
        "columns": columnmapping.Columns,
        "metrics": metricmapping.MetricMapping,
        "result": result.ResultDocument,
        "config": configuration.Configuration,
    }
    return models[name]


def read(name: Format) -> Schema:
    """Return the general schema of a format as it ships."""
    path = bundled.schemas_folder() / file_name(name)
    try:
        schema: Schema = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unreadable(
            f"the schema {path.name} that ships with peelgrade cannot be read: {error.strerror}",
            "install peelgrade again",
        ) from None
    return schema


def for_framework(schema: Schema, framework: Framework) -> Schema:
    """Return a schema in which every field with a vocabulary admits the words of the framework alone.

    Examples are told in its words; one for which it has no word, such as a metric where nothing is measured, is left out.
    """
    filled = copy.deepcopy(schema)
    filled["$id"] = f"{schema['$id']}:{framework.id}"
    filled["title"] = f"{schema['title']} ({framework.title})"
    words = vocabulary(framework)
    _fill(filled, words)
    for property_ in _properties(filled):
        told = (_in_words(one, property_, words, filled) for one in property_["examples"])
        property_["examples"] = [one for one in told if not _lacks_a_word(one)]
        if not property_["examples"]:
            del property_["examples"]
    return filled


def files(frameworks: Iterable[Framework]) -> dict[str, str]:
    """Return every general schema, and in a folder for each framework those that it fills, as relative path and text."""
    found = {file_name(name): text(generate(name)) for name in FORMATS}
    for framework in frameworks:
        found |= {f"{framework.id}/{name}": text for name, text in files_of(framework, WITH_VOCABULARY).items()}
    return found


def files_of(framework: Framework, names: Iterable[Format] = FORMATS) -> dict[str, str]:
    """Return the schemas for one framework, its words filled in where they go, as file name and text."""
    return {
        file_name(name): text(for_framework(generate(name), framework) if name in WITH_VOCABULARY else generate(name))
        for name in names
    }


def file_name(name: Format) -> str:
    """Return the name of the file that holds the schema of a format."""
    return f"{name}.schema.json"


def modeline(name: Format) -> str:
    """Return the comment that has an editor check a file of an inspection by the schema that lies with it."""
    return f"# yaml-language-server: $schema={FOLDER}/{file_name(name)}\n"


def text(schema: Schema) -> str:
    """Return a schema as the text that is committed."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _tidy(node: Any, *, may_be_null: bool) -> Any:  # noqa: ANN401  # JSON of any shape
    """Title every property; in files, say 'may be left out' by leaving out, not by null and defaults of nothing."""
    if isinstance(node, list):
        return [_tidy(part, may_be_null=may_be_null) for part in node]
    if not isinstance(node, dict):
        return node
    # what stands under 'allOf' describes no property, it says which go together
    found = {key: value if key == "allOf" else _tidy(value, may_be_null=may_be_null) for key, value in node.items()}
    if not may_be_null:
        found = _without_null(found)
    for name, property_ in found.get("properties", {}).items():
        property_.setdefault("title", name.replace("_", " ").capitalize())
    return found


def _without_null(node: Schema) -> Schema:
    found = {key: value for key, value in node.items() if not (key == "default" and value in (None, [], {}))}
    if "anyOf" not in found:
        return found
    choices = [choice for choice in found.pop("anyOf") if choice != {"type": "null"}]
    return {**choices[0], **found} if len(choices) == 1 else {**found, "anyOf": choices}


def _describe(schema: Schema) -> None:
    """Give a property that only refers to a definition the description of that definition."""
    for property_ in _properties(schema):
        property_.setdefault("description", _resolved(property_, schema)["description"])


def _properties(schema: Schema) -> Iterator[Schema]:
    """Yield every property of every mapping that a schema describes."""
    for described in (schema, *schema.get("$defs", {}).values()):
        yield from described.get("properties", {}).values()


def _resolved(node: Schema, schema: Schema) -> Schema:
    target: Schema = schema["$defs"][node["$ref"].removeprefix("#/$defs/")] if "$ref" in node else node
    return target


def _fill(node: Any, words: Words) -> None:  # noqa: ANN401  # JSON of any shape
    if isinstance(node, dict):
        if isinstance(node.get("x-vocabulary"), str):
            _admit(node, words[node["x-vocabulary"]])
        if isinstance(node.get("x-keys"), str):
            _admit_keys(node, words[node["x-keys"]])
        for value in node.values():
            _fill(value, words)
    elif isinstance(node, list):
        for value in node:
            _fill(value, words)


def _admit(node: Schema, words: Mapping[str, str]) -> None:
    if node.get("type") == "string" and "const" not in node:
        node.pop("pattern", None)
        node.pop("maxLength", None)
        node["enum"] = list(words)
        node["enumDescriptions"] = list(words.values())
    elif node.get("type") == "array":
        _admit(node["items"], words)
    for choice in node.get("anyOf", []):
        _admit(choice, words)


def _admit_keys(node: Schema, words: Mapping[str, str]) -> None:
    """Have a mapping admit these keys alone, each with what the general schema says of any."""
    value = node["additionalProperties"]
    node["properties"] = {word: {"title": title, **copy.deepcopy(value)} for word, title in words.items()}
    node["additionalProperties"] = False


_NO_WORD = object()


def _lacks_a_word(example: Any) -> bool:  # noqa: ANN401  # JSON of any shape
    """Whether there is no word for some part of an example."""
    inside = example.values() if isinstance(example, dict) else example if isinstance(example, list) else ()
    return example is _NO_WORD or any(_lacks_a_word(part) for part in inside)


def _in_words(example: Any, node: Schema, words: Words, schema: Schema) -> Any:  # noqa: ANN401  # JSON of any shape
    """Return an example with the framework's own words in place of those that it does not have."""
    node = _resolved(node, schema)
    if isinstance(example, dict) and "x-keys" in node:
        if not node["properties"]:
            return _NO_WORD
        first, value = next(iter(node["properties"].items()))
        one = next(iter(value.get("anyOf", [value])))
        return {
            key if key in node["properties"] else first: _in_words(told, one, words, schema)
            for key, told in example.items()
        }
    if isinstance(example, dict):
        known, any_key = node.get("properties", {}), node.get("additionalProperties")
        others = any_key if isinstance(any_key, dict) else {}
        return {key: _in_words(value, known.get(key, others), words, schema) for key, value in example.items()}
    if isinstance(example, list):
        inside = node if "x-vocabulary" in node else node.get("items", {})
        return [_in_words(value, inside, words, schema) for value in example]
    named = next((one["x-vocabulary"] for one in (node, *node.get("anyOf", [])) if "x-vocabulary" in one), "")
    own = words.get(named, {})
    if example in {*own, *(choice.get("const") for choice in node.get("anyOf", []))} or named not in words:
        return example
    return next(iter(own), _NO_WORD)
