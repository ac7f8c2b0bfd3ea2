"""The schemas are made from the models, committed, complete for an editor, and what ships fits them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from peelgrade import bundled, formats, grading, loading, parsing, pipeline, result
from peelgrade.loading import Quoted
from peelgrade.problems import Unreadable
from peelgrade.result import VERSION
from peelgrade.rulebook import Framework, vocabulary
from peelgrade.validation import Checker
from tests.conftest import ROOT, read_kent

DRAFT = "https://json-schema.org/draft/2020-12/schema"
GENERAL = [f"{name}.schema.json" for name in formats.FORMATS]
FILLED = [f"{one}/{name}.schema.json" for one in bundled.frameworks() for name in formats.WITH_VOCABULARY]


def framework(name: str) -> Framework:
    """Return a framework that ships."""
    reading = pipeline.Reading()
    folder, shown = pipeline.named_rules(name)
    rulebook = pipeline.read_rulebook(folder, shown, reading)
    assert rulebook is not None, reading.problems
    return rulebook.framework


def committed(name: str) -> dict[str, Any]:
    """Return a schema as it ships."""
    schema: dict[str, Any] = json.loads((bundled.schemas_folder() / name).read_text(encoding="utf-8"))
    return schema


def properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property of every mapping that a schema describes, with its name."""
    for described in (schema, *schema.get("$defs", {}).values()):
        yield from described.get("properties", {}).items()


def needs_a_word_that_is_not(about: Any, schema: dict[str, Any], seen: tuple[str, ...] = ()) -> bool:
    """Whether something inside a property has a vocabulary in which the framework has no word."""
    if isinstance(about, list):
        return any(needs_a_word_that_is_not(part, schema, seen) for part in about)
    if not isinstance(about, dict):
        return False
    name = about.get("$ref", "").removeprefix("#/$defs/")
    inside = [schema["$defs"][name]] if name and name not in seen else []
    no_key = "x-keys" in about and not about["properties"]
    return (
        about.get("enum") == [] or no_key or needs_a_word_that_is_not([*about.values(), *inside], schema, (*seen, name))
    )


def written(path: Path) -> Any:
    """Return the data of a file that ships."""
    source, problems = loading.read_file(path, path.name)
    assert [] == problems
    return source.data


def test_all_schemas_are_those_that_are_committed() -> None:
    """Who changes a model or a vocabulary commits the schemas anew: none is another, none is missing, none is left over."""
    made = formats.files(map(framework, bundled.frameworks()))
    folder = bundled.schemas_folder()

    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.schema.json")}
    assert sorted(there) == sorted(made)
    assert [] == [name for name, path in there.items() if made[name] != path.read_text(encoding="utf-8")]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", GENERAL + FILLED)
def test_every_schema_is_a_valid_one(name: str) -> None:
    """Each declares draft 2020-12, obeys it, and has a title and an id of its own."""
    schema = committed(name)

    assert DRAFT == schema["$schema"]
    assert validator_for(schema) is Draft202012Validator
    Draft202012Validator.check_schema(schema)
    assert schema["title"]
    assert schema["$id"].startswith("urn:peelgrade:")


def test_no_two_schemas_have_one_id() -> None:
    """An editor can tell the schemas apart."""
    ids = [committed(name)["$id"] for name in GENERAL + FILLED]

    assert len(ids) == len(set(ids))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", GENERAL + FILLED)
def test_every_property_has_title_description_and_examples(name: str) -> None:
    """Whoever completes a file in an editor is told what each key means, and sees one written."""
    schema = committed(name)
    lacking = [
        (key, part)
        for key, about in properties(schema)
        for part in ("title", "description", "examples")
        if not about.get(part) and not (part == "examples" and needs_a_word_that_is_not(about, schema))
    ]

    assert [] == lacking


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", GENERAL + FILLED)
def test_every_example_fits_its_property(name: str) -> None:
    """What is shown as an example could be written as it is, with the words of the framework where they are known."""
    schema = committed(name)
    wrong = []
    for key, about in properties(schema):
        validator = Draft202012Validator({**about, "$defs": schema.get("$defs", {})})
        wrong += [(key, example) for example in about.get("examples", []) if not validator.is_valid(example)]

    assert [] == wrong


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", GENERAL + FILLED)
def test_explained_words_are_explained_one_by_one(name: str) -> None:
    """Editors match the explanations to the words by their order."""

    def explained(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            yield from [node] if "enumDescriptions" in node else []
        for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from explained(inner)

    for node in explained(committed(name)):
        assert len(node["enum"]) == len(node["enumDescriptions"])
        assert all(node["enumDescriptions"])


def test_weight_extent_and_standing_are_explained() -> None:
    """The words that take most thought say what they mean while they are chosen."""
    coded = committed("evidence.schema.json")["$defs"]["Finding"]["properties"]

    for key in ("shows", "weight", "or_weight", "ground", "extent", "or_extent", "standing"):
        assert coded[key]["enumDescriptions"]


def test_a_framework_of_other_words_has_examples_in_them() -> None:
    """An example is never a word that the framework does not have."""
    other = Framework.model_validate_json(
        json.dumps(
            {
                "id": "other",
                "title": "Other",
                "inspectorate": "I",
                "version": "1",
                "baseline": "met",
                "minimum_evidence": 1,
                "scale": [{"id": "not_met", "title": "Not met", "points": 1}, {"id": "met", "title": "M", "points": 2}],
                "questions": {"id": "whole", "title": "Is it met?", "graded": True},
            }
        )
    )
    schema = formats.for_framework(formats.generate("rules"), other)

    assert ["whole"] == schema["$defs"]["Rule"]["properties"]["question"]["examples"]
    assert [{"of": "parts", "below": "not_met", "at_most": 1}] == (
        schema["$defs"]["Judgments"]["properties"]["judgments"]["examples"]
    )


def shipped() -> list[Path]:
    """Return every YAML file that ships."""
    return sorted(path for folder in ("rules", "evidence") for path in (ROOT / folder).rglob("*.yaml"))


@pytest.mark.parametrize("path", shipped(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_that_ships_names_its_schema(path: Path) -> None:
    """An editor that opens the file in a checkout finds the schema for it, with the framework's words."""
    start = "# yaml-language-server: $schema="
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(start)
    schema = (path.parent / first.removeprefix(start)).resolve()
    if path.parent.name == pipeline.CASES:
        expected = f"{path.parents[1].name}/cases.schema.json"
    elif path.parent.name == "tables":
        expected = f"{path.parents[1].name}/columns.schema.json"
    elif path.parent.name == pipeline.METRICS:
        expected = f"{path.parents[1].name}/metrics.schema.json"
    elif "rules" in path.parts:
        expected = (
            "framework.schema.json" if path.name == pipeline.FRAMEWORK else f"{path.parent.name}/rules.schema.json"
        )
    else:
        name = "inspection" if path.name == pipeline.RECORD else "evidence"
        expected = f"{written(path.parent / pipeline.RECORD)['framework']}/{name}.schema.json"

    assert ROOT / "schemas" / expected == schema
    assert schema.exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", FILLED)
def test_a_schema_of_a_framework_admits_its_words_alone(name: str) -> None:
    """Every field with a vocabulary has the words of the framework, and nothing else."""
    words = vocabulary(framework(name.split("/", maxsplit=1)[0]))
    filled = [about for _, about in properties(committed(name)) if "x-vocabulary" in about]

    assert filled
    for about in filled:
        choices = [about, about.get("items", {}), *about.get("anyOf", [])]
        choices += [choice.get("items", {}) for choice in about.get("anyOf", [])]
        enums = [choice["enum"] for choice in choices if "enum" in choice]
        assert enums
        assert all(list(words[about["x-vocabulary"]]) == enum for enum in enums)


def test_filling_a_vocabulary_leaves_the_general_schema_as_it_was() -> None:
    """The schema of a framework is a copy."""
    general = formats.generate("evidence")
    before = formats.text(general)
    formats.for_framework(general, framework(bundled.frameworks()[0]))

    assert before == formats.text(general)


@pytest.mark.parametrize("one", bundled.frameworks())
def test_the_rules_and_the_framework_that_ship_fit_their_schemas(one: str) -> None:
    """Every file in the folder of a framework is valid by the schema that is committed for it."""
    for path in loading.folder_files(bundled.rules_folder() / one):
        name = "framework.schema.json" if path.name == pipeline.FRAMEWORK else f"{one}/rules.schema.json"
        _, problems = Checker(committed(name)).check(written(path), path.name, Quoted)

        assert [] == problems


def test_a_result_fits_its_schema() -> None:
    """What grading gives as JSON, with null where there is nothing, is as its schema says."""
    found = read_kent()
    graded = grading.grade(found.inspection, found.rulebook)
    made = result.document(graded, found.inspection, found.rulebook, "0").model_dump_json(by_alias=True)

    Draft202012Validator(formats.generate("result")).validate(json.loads(made))


def test_the_evidence_that_ships_fits_its_schemas() -> None:
    """Every file of every inspection of this project is valid by the schemas of its framework."""
    folders = sorted(path.parent for path in (ROOT / "evidence").glob("*/inspection.yaml"))
    assert folders
    for folder in folders:
        one = written(folder / pipeline.RECORD)["framework"]
        for path in loading.folder_files(folder):
            name = "inspection" if path.name == pipeline.RECORD else "evidence"
            _, problems = Checker(committed(f"{one}/{name}.schema.json")).check(written(path), path.name, Quoted)

            assert [] == problems


def test_a_schema_that_does_not_ship_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that lacks a file says which, and what to do."""
    monkeypatch.setattr(bundled, "schemas_folder", lambda: tmp_path)
    with pytest.raises(Unreadable, match=r"the schema evidence\.schema\.json that ships .* No such file") as missing:
        formats.read("evidence")
    assert "install peelgrade again" == missing.value.help


def test_a_result_that_is_nested_without_end_is_told() -> None:
    """Data deeper than anything can be written is refused in words."""
    data: Any = []
    for _ in range(100_000):
        data = [data]
    with pytest.raises(Unreadable, match="deep is nested too deeply"):
        parsing.result({"schema": VERSION, "questions": data}, "deep")
    while data:  # taken apart from the outside in, which needs no depth
        data = data.pop()
