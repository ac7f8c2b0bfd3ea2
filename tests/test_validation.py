"""Data is typed by its schema, and what does not fit is told in plain words."""

from __future__ import annotations

import random
import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from peelgrade import formats, validation
from peelgrade.evidence import ID_PATTERN
from peelgrade.loading import Quoted
from peelgrade.problems import Locator, Problem
from peelgrade.validation import Checker, keywords, quick
from peelgrade.validation.words import MAX_UNKNOWN, WORDS

TEXT = {"type": "string"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": TEXT,
        "id": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*$", "maxLength": 8},
        "word": {"type": "string", "enum": ["good", "fair"]},
        "figure": {"type": "number"},
        "number": {"type": "integer", "minimum": 1, "maximum": 9},
        "flag": {"type": "boolean"},
        "day": {"type": "string", "format": "date"},
        "list": {"type": "array", "items": TEXT, "minItems": 1},
        "inner": {"$ref": "#/$defs/Inner"},
        "either": {"anyOf": [TEXT, {"type": "array", "items": TEXT}]},
        "item": {"oneOf": [{"$ref": "#/$defs/Finding"}, {"$ref": "#/$defs/Metric"}]},
        "condition": {"oneOf": [{"$ref": "#/$defs/All"}, {"$ref": "#/$defs/Count"}]},
    },
    "additionalProperties": False,
    "$defs": {
        "Inner": {
            "type": "object",
            "properties": {"page": {"type": "integer"}, "document": {**TEXT, "description": "Where.", "examples": ["notes"]}},
            "required": ["document"],
            "additionalProperties": False,
        },
        "Finding": {
            "type": "object",
            "properties": {"kind": {"type": "string", "const": "finding"}, "shows": TEXT},
            "required": ["kind", "shows"],
            "additionalProperties": False,
        },
        "Metric": {
            "type": "object",
            "properties": {"kind": {"type": "string", "const": "metric"}, "value": {"type": "number"}},
            "required": ["kind", "value"],
            "additionalProperties": False,
        },
        "All": {
            "type": "object",
            "properties": {"all": {"type": "array", "items": {"$ref": "#/$defs/Count"}, "minItems": 1}},
            "required": ["all"],
            "additionalProperties": False,
        },
        "Count": {
            "type": "object",
            "properties": {"count": {"type": "integer"}},
            "required": ["count"],
            "additionalProperties": False,
        },
    },
}  # fmt: skip  # shorter than the formatter would have it


def check(data: Any, schema: dict[str, Any] = SCHEMA) -> tuple[Any, list[Problem]]:
    """Return typed data and problems."""
    return Checker(schema).check(data, "file.yaml", Quoted)


def only(data: Any) -> Problem:
    """Return the one problem of data."""
    (problem,) = check(data)[1]
    assert problem.help
    return problem


@pytest.mark.parametrize(
    ("key", "written", "typed"),
    [
        ("text", "no", "no"),
        ("text", "010", "010"),
        ("text", "1.10", "1.10"),
        ("text", "12:30", "12:30"),
        ("text", Quoted("null"), "null"),
        ("id", "F401", "F401"),
        ("id", Quoted("401"), "401"),
        ("figure", "1.10", Decimal("1.10")),
        ("figure", "-0.5", Decimal("-0.5")),
        ("figure", "123456789012345", Decimal(123456789012345)),
        ("number", "7", 7),
        ("flag", "true", True),
        ("flag", "False", False),
        ("day", "2016-02-29", "2016-02-29"),
    ],
)
def test_scalars_get_the_type_that_the_schema_wants(key: str, written: str, typed: Any) -> None:
    """Text stays as written, figures keep their decimals, and only YAML 1.2's own words are truth values."""
    data, problems = check({key: written})

    assert [] == problems
    assert (repr(typed), type(typed)) == (repr(data[key]), type(data[key]))


@pytest.mark.parametrize(
    ("key", "written", "code", "message"),
    [
        ("text", "~", "PG201", "'text' has no value"),
        ("text", [], "PG205", "a list stands where text is wanted"),
        ("text", {}, "PG205", "a mapping"),
        ("id", "401", "PG205", "'401' reads as a number"),
        ("id", "true", "PG205", "'true' reads as"),
        ("id", "a b", "PG207", "cannot be an id"),
        ("id", "F1\n", "PG207", "cannot be an id"),
        ("id", "F12345678", "PG210", "9 characters"),
        ("id", "\u0661", "PG207", "cannot be an id"),
        ("word", "god", "PG204", "'god' is not one of the words"),
        ("figure", "1,5", "PG205", "is not a number"),
        ("figure", ".nan", "PG205", "is not a number"),
        ("figure", "010", "PG205", "is not a number"),
        ("figure", "\u0661", "PG205", "is not a number"),
        ("figure", "1e3", "PG205", "is not a number"),
        ("figure", Quoted("5"), "PG205", "stands in quotes"),
        ("figure", "1234567890123456", "PG205", "too many digits"),
        ("figure", "true", "PG205", "is not a number"),
        ("number", "1.0", "PG205", "is not a whole number"),
        ("number", "0", "PG209", "too small"),
        ("number", "10", "PG209", "too big"),
        ("flag", "no", "PG205", "neither true nor false"),
        ("flag", Quoted("false"), "PG205", "neither true nor false"),
        ("day", "2015-02-29", "PG206", "not a day"),
        ("day", "20150101", "PG206", "not a day"),
        ("day", "2015-W01-1", "PG206", "not a day"),
        ("list", "a", "PG205", "a list is wanted"),
        ("list", [], "PG208", "the list is empty"),
        ("inner", "a", "PG205", "keys with values are wanted"),
        ("either", {"a": "b"}, "PG205", "one word or a list of words"),
        ("item", "a", "PG205", "an item of evidence is wanted"),
        ("condition", "all", "PG205", "a condition is wanted"),
    ],
)
def test_what_does_not_fit_is_one_problem_in_plain_words(key: str, written: Any, code: str, message: str) -> None:
    """Each misfit is told once, by its key, with what to write instead."""
    problem = only({key: written})

    assert (code, (key,)) == (problem.code, problem.at.path)
    assert message in problem.message


def test_an_empty_entry_of_a_list_is_told_by_its_place() -> None:
    """An entry without a value is one problem, at its index."""
    remedy = "write its value, or take the '-' or comma out"
    at = Locator("file.yaml", ("list", 1))
    assert Problem("PG201", "this entry of the list is empty", at, remedy) == only({"list": ["a", ""]})


def test_an_empty_file_is_told_to_be_empty() -> None:
    """A file that says null holds nothing."""
    at = Locator("file.yaml")
    assert Problem("PG109", "the file is empty", at, "write its contents, or delete it") == only("null")


def test_a_key_without_a_value_is_told_at_the_key() -> None:
    """There is no value to point at."""
    remedy = "write the value after 'text:', or take the line out; a word that looks like nothing goes in quotes"
    at = Locator("file.yaml", ("text",), of_key=True)
    assert Problem("PG201", "'text' has no value", at, remedy) == only({"text": ""})


def test_a_key_that_looks_like_kind_is_told_at_the_key() -> None:
    """It is the key that is wrong, not what stands behind it; of three kinds, all are named where none is said."""
    at = Locator("file.yaml", ("item", "kid"), of_key=True)
    assert Problem("PG202", "unknown key 'kid'", at, "did you mean 'kind'?") == only({"item": {"kid": "finding"}})
    kinds = [{"type": "object", "properties": {"kind": {"const": name}}} for name in "abc"]
    (problem,) = check({"item": {}}, {"type": "object", "properties": {"item": {"oneOf": kinds}}})[1]
    assert "add 'kind: a' (or b, c)" == problem.help


def test_a_misspelt_required_key_is_not_missing_as_well() -> None:
    """One misspelling is one problem, at the key as it was written."""
    problem = only({"inner": {"docment": "a"}})

    assert ("PG202", ("inner", "docment"), True) == (problem.code, problem.at.path, problem.at.of_key)
    assert "did you mean 'document'?" == problem.help


def test_a_missing_key_is_told_with_its_meaning_and_an_example() -> None:
    """What must be there is described as the schema describes it."""
    problem = only({"inner": {"page": "1"}})

    assert "what stands under 'inner' must have 'document'" == problem.message
    assert "add 'document', as in 'document: notes': where" == problem.help
    assert ("inner", "document") == problem.at.path


def test_of_very_many_problems_the_entries_before_the_cut_are_told_of_in_full() -> None:
    """What is handed on was told of: nothing with a problem passes for sound because others were told instead."""
    schema = {
        "type": "array",
        "items": {"type": "object", "properties": {"a": {"enum": ["x"]}, "b": {"type": "string"}}},
    }
    data = [*({"a": "x", "b": ""} for _ in range(1_500)), *({"a": "y", "b": "c"} for _ in range(3_000))]
    typed, problems = Checker(schema).check(data, "a.yaml", Quoted)
    told = {problem.at.path[0] for problem in problems}

    assert "PG299" == problems[-1].code
    assert (len(typed),) == problems[-1].at.path
    assert set(range(len(typed))) <= told


MORE = "there are very many problems in this file; from here on they are not told"


def few(monkeypatch: pytest.MonkeyPatch, *data: Any) -> tuple[int, list[tuple[str, Any]]]:
    """Check entries, of whose problems three can be told; return how many are handed on, and codes with entries."""
    monkeypatch.setattr(validation, "MAX_ERRORS", 3)
    words = {key: {"enum": ["x"]} for key in "abcd"} | dict.fromkeys("efg", TEXT)
    typed, problems = check(list(data), {"type": "array", "items": {"type": "object", "properties": words}})
    last = Problem("PG299", MORE, Locator("file.yaml", (len(typed),)), "mend those that are told, and check again")
    assert ([last] if len(typed) < len(data) else []) == [one for one in problems if one.code == "PG299"]
    return len(typed), [(one.code, one.at.path[0]) for one in problems]


def test_as_many_problems_as_can_be_told_are_all_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The entries after them are handed on; with one more, those before its entry alone."""
    wrong = {"a": "y"}
    assert (4, [("PG204", 0), ("PG204", 1), ("PG204", 2)]) == few(monkeypatch, wrong, wrong, wrong, {"a": "x"})
    assert (3, [("PG204", 0), ("PG204", 1), ("PG204", 2), ("PG299", 3)]) == few(monkeypatch, *[wrong] * 4)
    assert (1, [("PG204", 0), ("PG299", 1)]) == few(monkeypatch, wrong, dict.fromkeys("abc", "y"))
    told = [("PG201", 3), ("PG204", 0), ("PG204", 1), ("PG204", 2), ("PG299", 4)]
    assert (4, told) == few(monkeypatch, wrong, wrong, wrong, {"e": ""}, dict.fromkeys("efg", ""))


def test_of_one_entry_with_very_many_problems_some_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """No entry is handed on where the first has more than can be told, and nothing of the others is told."""
    many = dict.fromkeys("abcd", "y")
    assert (0, [("PG204", 0)] * 3 + [("PG299", 0)]) == few(monkeypatch, many)
    assert (0, [("PG204", 0)] * 3 + [("PG299", 0)]) == few(monkeypatch, many, {"e": ""})


def test_what_is_wrong_in_an_entry_is_taken_out_and_what_is_missing_made_up() -> None:
    """What is left is checked further: an unknown key goes alone, anything else with all that stands under its key."""
    checker = Checker({"type": "array", "items": {"$ref": "#/$defs/Inner"}, "$defs": SCHEMA["$defs"]})
    entry = {"document": {"a": "b", "c": "d"}, "page": 3, "strange": 1}

    def mended(*wrong: tuple[str, tuple[str, ...]]) -> Any:
        return checker.mended(entry, [Problem(code, "", Locator("f", (0, *path)), "") for code, path in wrong])

    assert (entry, frozenset()) == mended()
    assert (entry, frozenset()) == mended(("PG299", ()))
    without = {"document": {"c": "d"}, "page": 3}
    assert (without, frozenset()) == mended(("PG202", ("strange",)), ("PG202", ("document", "a")))
    assert ({"document": "notes", "strange": 1}, frozenset({"document"})) == mended(
        ("PG205", ("document", "a")), ("PG205", ("page",))
    )
    assert ({"page": 3, "document": "notes"}, frozenset({"document"})) == mended(
        ("PG201", ("document", "c")), ("PG202", ("document", "a")), ("PG202", ("strange",))
    )
    assert checker.mended("a", []) is None
    assert {"document": {"a": "b", "c": "d"}, "page": 3, "strange": 1} == entry


@pytest.mark.parametrize("missing", ["id", "kind", "word"])
def test_what_else_an_entry_says_depends_on_is_never_made_up(missing: str) -> None:
    """An entry without its id, its kind or a word of the framework is not checked further."""
    properties = {
        "id": {"type": "string", "pattern": ID_PATTERN, "examples": ["F1"]},
        "kind": {"type": "string", "const": "finding", "examples": ["finding"]},
        "word": {"type": "string", "enum": ["good"], "x-vocabulary": "categories", "examples": ["good"]},
        "text": {**TEXT, "examples": ["a"]},
    }
    checker = Checker(
        {"type": "array", "items": {"type": "object", "properties": properties, "required": [*properties]}}
    )
    whole = {"id": "F1", "kind": "finding", "word": "good"}

    assert ({**whole, "text": "a"}, frozenset({"text"})) == checker.mended(whole, [])
    assert checker.mended({name: value for name, value in whole.items() if name != missing}, []) is None


def test_a_missing_word_is_told_with_all_that_can_stand_there_and_what_they_mean() -> None:
    """No word is put into anybody's mouth by being the only one that is shown."""
    schema = {
        "type": "object",
        "properties": {"extent": {"enum": ["few", "all"], "enumDescriptions": ["one or two", "each"]}},
        "required": ["extent"],
    }
    _, (problem,) = Checker(schema).check({}, "a.yaml", Quoted)

    assert "add 'extent:' with one of: few (one or two); all (each)" == problem.help


@pytest.mark.parametrize(
    ("words", "remedy"),
    [("a", "add 'w:' with one of: a"), ("abcdef", "add 'w:' with one of: a; b; c; d; e; f"), ("abcdefg", "add 'w': w")],
)
def test_a_missing_word_is_told_with_the_others_where_they_are_few(words: str, remedy: str) -> None:
    """One is few, six are, and of seven none is picked out."""
    schema = {"type": "object", "properties": {"w": {"enum": list(words)}}, "required": ["w"]}

    assert [remedy] == [problem.help for problem in check({}, schema)[1]]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"namess": "x"}, [("namess", "did you mean 'name'?"), ("day_1", "add 'day_1': day_1")]),
        ({"day": "x", "name": "x"}, [("day", "did you mean 'day_1'?")]),
        ({"day_2": "x", "name": "x"}, [("day_2", "did you mean 'day_1'?")]),
    ],
)
def test_of_keys_that_may_be_meant_the_one_that_is_missing_is(data: Any, told: Any) -> None:
    """A key that must be there comes before one that looks more alike, and one misspelling stands for one key."""
    keys = ("name", "names", "day_1")
    schema = {
        "type": "object",
        "properties": dict.fromkeys(keys, TEXT),
        "required": ["name", "day_1"],
        "additionalProperties": False,
    }

    assert told == [(problem.at.path[-1], problem.help) for problem in check(data, schema)[1]]


def test_one_misspelling_stands_for_one_missing_key() -> None:
    """Where it looks like two that are missing, the other one is told to be."""
    keys = ("first_day", "last_day")
    schema = {
        "type": "object",
        "properties": dict.fromkeys(keys, TEXT),
        "required": [*keys],
        "additionalProperties": False,
    }

    told = [(problem.code, problem.at.path) for problem in check({"day": "x"}, schema)[1]]
    assert [("PG202", ("day",)), ("PG203", ("last_day",))] == told


def test_a_key_that_belongs_further_in_is_told_where() -> None:
    """A key at the wrong indent is sent to the key that it belongs under."""
    assert "it belongs under 'inner': indent it there" == only({"inner": {"document": "a"}, "page": "1"}).help
    homes = {name: {"type": "object", "properties": {"page": TEXT}} for name in ("one", "two")}
    schema = {"type": "object", "properties": homes, "additionalProperties": False}
    told = {
        name: check({"page": "1"} | there, schema)[1][0].help for name, there in (("one", {}), ("two", {"two": {}}))
    }
    assert {name: f"it belongs under '{name}': indent it there" for name in ("one", "two")} == told


def test_the_value_of_an_unknown_key_is_no_problem_of_its_own() -> None:
    """An unknown key without a value, or with anything inside, is one problem."""
    assert "PG202" == only({"strange": ""}).code
    assert "PG202" == only({"strange": {"a": ["", {"b": ""}]}}).code


def test_very_many_unknown_keys_are_summed_up() -> None:
    """The first few are told one by one, the rest by their number."""
    _, problems = check({f"strange{n}": "x" for n in range(100_000)})

    assert MAX_UNKNOWN + 1 == len(problems)
    assert ("PG202", "from here on, 99,990 more keys are unknown") == (problems[-1].code, problems[-1].message)
    assert Locator("file.yaml", (f"strange{MAX_UNKNOWN}",), of_key=True) == problems[-1].at
    assert problems[-1].help.startswith("the keys here are: text, id, word, ")
    assert MAX_UNKNOWN == len(check({f"strange{n}": "x" for n in range(MAX_UNKNOWN)})[1])


def test_what_stands_in_a_value_of_the_wrong_shape_is_no_problem_of_its_own() -> None:
    """Where text is wanted, a list with an empty entry is one problem."""
    assert "PG205" == only({"text": ["", {"a": ""}]}).code


@pytest.mark.parametrize(
    ("item", "code", "words"),
    [
        ({"kind": "metric", "vlaue": "1"}, "PG202", "unknown key 'vlaue'"),
        ({"kind": "metric"}, "PG203", "this metric must have 'value'"),
        ({"kind": "finding"}, "PG203", "this finding must have 'shows'"),
        ({"kind": "findin", "shows": "a"}, "PG204", "no known kind: 'findin'"),
        ({"kind": ["finding"], "shows": "a"}, "PG205", "a list stands where one word"),
        ({"kind": "", "shows": "a"}, "PG201", "'kind' has no value"),
        ({"kid": "finding", "shows": "a"}, "PG202", "unknown key 'kid'"),
        ({"shows": "a"}, "PG203", "does not say its kind"),
    ],
)
def test_the_kind_is_looked_at_before_anything_else(item: dict[str, Any], code: str, words: str) -> None:
    """An item is told what its own kind wants, and nothing of other kinds."""
    problem = only({"item": item})

    assert code == problem.code
    assert words in problem.message


@pytest.mark.parametrize(
    ("condition", "code", "help_"),
    [
        ({"all": [{"count": "1"}], "count": "2"}, "PG211", "of its own"),
        ({"coutn": "1"}, "PG205", "'count'"),
        ({"none": []}, "PG205", "write one of: all, count"),
        ({}, "PG205", "write one of: all, count"),
        ({"all": []}, "PG208", "at least one"),
        ([], "PG205", "put them under 'all' or 'any'"),
    ],
)
def test_a_condition_is_known_by_its_one_key(condition: Any, code: str, help_: str) -> None:
    """No key, an unknown key and two keys are each told as what they are."""
    problem = only({"condition": condition})

    assert code == problem.code
    assert help_ in problem.help


def test_which_keys_go_together_is_left_to_the_models() -> None:
    """What a schema says of it is for editors: here it would be told twice, and in other words."""
    schema = {
        "type": "object",
        "properties": {"a": TEXT, "b": TEXT, "number": {"type": "integer"}},
        "allOf": [{"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"dependentRequired": {"a": ["b"]}}],
    }

    for data in ({}, {"a": "x"}, {"number": "3"}):
        assert [] == check(data, schema)[1]
    assert ["PG205"] == [problem.code for problem in check({"number": "x"}, schema)[1]]


def test_problems_stand_in_the_order_of_the_entries() -> None:
    """The tenth entry comes after the second."""
    schema = {"type": "array", "items": {"type": "integer"}}
    _, problems = check(["x"] * 11, schema)

    assert list(range(11)) == [problem.at.path[0] for problem in problems]


def test_a_reference_out_of_a_schema_is_never_fetched(tmp_path: Path) -> None:
    """Nothing is retrieved, from a network or from files, also where a schema is there."""
    (tmp_path / "text.json").write_text('{"type": "string"}', encoding="utf-8")
    elsewhere = (tmp_path / "text.json").as_uri()
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": {"not": {"$ref": elsewhere}}}}}

    # jsonschema warns where it fetches something, and here a warning is an error
    with warnings.catch_warnings(action="ignore"), pytest.raises(Exception, match="Unresolvable"):
        check({"a": ["x"]}, schema)


def test_every_keyword_of_the_schemas_has_words() -> None:
    """No schema uses a keyword that would be told without words of its own, or that the quick look does not know."""
    told = {*WORDS, "required", "additionalProperties", "oneOf", "anyOf", "$ref", "properties", "items"}
    told |= {"allOf"}  # the models have the words for what goes together
    known = {key for key in quick.KNOWN if key in Draft202012Validator.VALIDATORS}
    for name in ("evidence", "inspection", "framework", "rules"):
        checker = Checker(formats.read(name))  # type: ignore[arg-type]  # each is a format
        assert checker._quick  # noqa: SLF001  # what it is about
    assert known <= told


ODD = (
    None,
    "",
    "a",
    "good",
    "metric",
    "401",
    [],
    ["a"],
    {},
    {"a": "b"},
    {"count": "1"},
    {"kind": "finding"},
    Quoted("1"),
)


def _damaged(data: Any, chance: random.Random) -> Any:
    """Return data with something in it replaced, added or left out."""
    if chance.random() < 0.2:
        return chance.choice(ODD[1:])
    if isinstance(data, dict) and data:
        key = chance.choice(list(data))
        other = {name: value for name, value in data.items() if name != key or chance.random() < 0.8}
        return {**other, key: _damaged(data[key], chance)} if chance.random() < 0.8 else other
    return data


@pytest.mark.parametrize("seed", range(300))
def test_the_quick_look_never_passes_what_jsonschema_refuses(seed: int) -> None:
    """What surely fits is fit by jsonschema's own judgment, and what jsonschema refuses has at least one problem."""
    whole = {
        "text": "a", "id": "F1", "word": "good", "figure": "1.5", "number": "3", "flag": "true", "day": "2015-01-01",
        "list": ["a"], "inner": {"document": "a", "page": "3"}, "either": ["a"], "item": {"kind": "metric", "value": "1"},
        "condition": {"all": [{"count": "1"}]},
    }  # fmt: skip  # shorter than the formatter would have it
    checker = Checker(SCHEMA)
    typed, problems = checker.check(_damaged(whole, random.Random(seed)), "file.yaml", Quoted)  # noqa: S311  # no secret

    judged = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(typed)
    assert judged or problems
    assert judged or not checker.fits(typed)
    assert checker.fits(typed) or problems


class Judge:
    """What jsonschema judges by, which writes down what is put to it."""

    def __init__(self, judge: Any, asked: list[Any]) -> None:
        self._judge, self._asked = judge, asked

    def evolve(self, **given: Any) -> Judge:
        """Judge by another schema."""
        return Judge(self._judge.evolve(**given), self._asked)

    def iter_errors(self, value: Any) -> Any:
        """Judge."""
        self._asked.append(value)
        return self._judge.iter_errors(value)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return all that is put to jsonschema."""
    found: list[Any] = []
    made = keywords.validator
    monkeypatch.setattr(keywords, "validator", lambda schema: Judge(made(schema), found))
    return found


def test_what_surely_fits_is_not_put_to_jsonschema(asked: list[Any]) -> None:
    """Nearly everything fits, and to import jsonschema takes longer than to look at it."""
    assert [] == check({"text": "a", "inner": {"document": "a"}})[1]
    assert [] == asked


def test_five_thousand_items_are_looked_at_quickly_and_the_wrong_one_is_found(asked: list[Any]) -> None:
    """One wrong item among very many right ones is the only problem, and alone is put to jsonschema beside the list."""
    schema = {"type": "array", "items": {"$ref": "#/$defs/Inner"}, "$defs": SCHEMA["$defs"]}
    data = [{"document": "a", "page": str(n)} for n in range(5_000)]
    data[4_000]["page"] = "x"
    _, problems = check(data, schema)

    assert [(4_000, "page")] == [problem.at.path for problem in problems]
    assert ["a list", {"document": "a", "page": "x"}] == ["a list" if len(one) == 5_000 else one for one in asked]


def test_scalars_under_keys_that_may_be_any_are_typed_as_well() -> None:
    """What the schema says of keys that it does not name holds for what stands behind them."""
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}

    assert ({"a": 3}, []) == check({"a": "3"}, schema)


@pytest.mark.parametrize(
    ("written", "help_"),
    [
        ("Requires improvement", "did you mean 'requires_improvement'?"),
        (" requires-improvement ", "did you mean 'requires_improvement'?"),
        ("“good”", "did you mean 'Good'?"),
        ("not good", "an id starts with a letter or digit and holds"),
        ("b a d", "an id starts with a letter or digit and holds"),  # nothing can be called 'b a d'
        ("_", "an id starts with a letter or digit and holds"),
    ],
)
def test_a_word_that_is_an_id_but_for_its_look_is_told_with_the_id(written: str, help_: str) -> None:
    """What is an id in the file is meant by it; an id that is being given is not told to be another."""
    name = {"type": "string", "pattern": ID_PATTERN}
    scale = {"type": "array", "items": {"type": "object", "properties": {"id": name}, "required": ["id"]}}
    schema = {"type": "object", "properties": {"scale": scale, "baseline": name}}
    listed = [{"id": "requires_improvement"}, {"id": "Good"}, {"id": "b a d"}, {"id": "go od"}]
    _, problems = Checker(schema).check({"scale": listed, "baseline": written}, "f.yaml", Quoted)
    told = {one.at.path: one.help for one in problems}
    assert {("baseline",), ("scale", 2, "id"), ("scale", 3, "id")} == set(told)
    assert told[("baseline",)].startswith(help_)
    assert all(told["scale", n, "id"].startswith("an id starts with") for n in (2, 3))
