"""Words for what does not fit a schema: what is wrong, where, and what to write instead."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from peelgrade.evidence import ID_PATTERN, LONGEST_ID
from peelgrade.problems import LONGEST, Locator, Path, Problem, meant, nearest, shown, suggest
from peelgrade.validation import quick
from peelgrade.validation.branches import Definitions, Schema, kind_of, only_keys
from peelgrade.validation.scalars import DAY, MAX_DIGITS, NUMBER, digits, is_day

MAX_UNKNOWN = 10
PER_CENT = 100
FEW = 6  # words that are listed with what they mean

_SAID_TO_BE_NOTHING = {"none", "n/a", "na", "nil", "nothing", "-", "unknown", "not known", "no"}


@dataclass(frozen=True)
class Report:
    """Turns the errors of one file into problems: one for each mistake."""

    file: str
    defs: Definitions
    empty: frozenset[Path]
    data: Any = None  # what the file holds
    of_rules: bool = False  # in a rule file, a question that is not there may be one that the framework is to have

    def problems(self, errors: Iterable[Any]) -> Iterator[Problem]:
        """Yield a problem for each error, but for those that only follow from another."""
        ordered = sorted(errors, key=lambda error: (tuple(error.absolute_path), error.validator != "type"))
        misspelt: set[tuple[Path, str]] = set()
        for error in ordered:
            if error.validator == "additionalProperties":
                yield from self._unknown_keys(error, misspelt)
        told: set[Path] = set(self.empty)
        for error in ordered:
            path = tuple(error.absolute_path)
            if error.validator == "required":
                if (path, error.validator_value) not in misspelt:
                    yield self._missing(error, path)
            elif error.validator != "additionalProperties" and path not in told:
                told.add(path)
                yield from self._misfit(error, path)

    def nothing(self, path: Path) -> Problem:
        """Return the problem of a value that is not there."""
        if not path:
            return Problem("PG109", "the file is empty", Locator(self.file), "write its contents, or delete it")
        if isinstance(path[-1], int):
            remedy = "write its value, or take the '-' or comma out"
            return Problem("PG201", "this entry of the list is empty", Locator(self.file, path), remedy)
        name = shown(path[-1])
        remedy = f"write the value after '{name}:', or take the line out; a word that looks like nothing goes in quotes"
        return Problem("PG201", f"'{name}' has no value", Locator(self.file, path, of_key=True), remedy)

    def more(self, path: Path) -> Problem:
        """Return the problem that there are more than can be told, from a place on."""
        message = "there are very many problems in this file; from here on they are not told"
        return Problem("PG299", message, Locator(self.file, path), "mend those that are told, and check again")

    def _unknown_keys(self, error: Any, misspelt: set[tuple[Path, str]]) -> Iterator[Problem]:  # noqa: ANN401  # jsonschema's errors have no types
        path = tuple(error.absolute_path)
        known = error.schema["properties"]
        free = [name for name in known if name not in error.instance]
        missing = [name for name in error.schema.get("required", ()) if name in free]
        unknown = [key for key in error.instance if key not in known]
        for key in unknown[:MAX_UNKNOWN]:
            near = nearest(key, missing) or nearest(key, free)
            misspelt.update((path, name) for name in near[:1])
            remedy = suggest(key, near) if near else self._instead(key, known, error.instance)
            at = Locator(self.file, (*path, key), of_key=True)
            yield Problem("PG202", f"unknown key '{shown(key)}'", at, remedy)
        if len(unknown) > MAX_UNKNOWN:
            at = Locator(self.file, (*path, unknown[MAX_UNKNOWN]), of_key=True)
            message = f"from here on, {len(unknown) - MAX_UNKNOWN:,} more keys are unknown"
            yield Problem("PG202", message, at, _keys(known))

    def _instead(self, key: str, known: Schema, instance: Schema) -> str:
        """Return advice for a key that looks like none that could be added."""
        homes = [name for name, about in known.items() if key in self._properties(about)]
        home = next((name for name in homes if name in instance), homes[0] if homes else None)
        if home is not None:
            return f"it belongs under '{home}': indent it there"
        kinds = [kind for about in self.defs if (kind := kind_of(about)) and key in about["properties"]]
        if kinds:
            return f"it is a key of a {' and a '.join(kinds)}: take it out, or make it a part of one"
        there = nearest(key, known)
        return f"'{there[0]}' is there already; take '{shown(key)}' out" if there else _keys(known)

    def _properties(self, schema: Schema) -> Schema:
        found = self.defs.resolved(schema)
        found = self.defs.resolved(found.get("items", found))
        properties: Schema = found.get("properties", {})
        return properties

    def _missing(self, error: Any, path: Path) -> Problem:  # noqa: ANN401  # jsonschema's errors have no types
        key = error.validator_value
        about = error.schema["properties"][key]
        at = Locator(self.file, (*path, key))  # it is not there: the place is that of what lacks it
        return Problem("PG203", f"{_noun(error.instance, path)} must have '{key}'", at, self._to_add(key, about))

    def _to_add(self, key: str, about: Schema) -> str:
        """Return how to write a key that is missing: with the words that it can have, or an example."""
        words, meanings = about.get("enum", ()), about.get("enumDescriptions", ())
        if 0 < len(words) <= FEW:
            told = [f"{one} ({meaning})" for one, meaning in zip(words, meanings, strict=False)] or words
            return f"add '{key}:' with one of: {'; '.join(told)}"
        example = next(iter(about.get("examples", [])), None)
        such = "" if example is None or isinstance(example, dict | list) else f", as in '{key}: {example}'"
        what = about.get("description", key).rstrip(".")
        return f"add '{key}'{such}: {what[:1].lower()}{what[1:]}"

    def _misfit(self, error: Any, path: Path) -> Iterator[Problem]:  # noqa: ANN401  # jsonschema's errors have no types
        at, value = Locator(self.file, path), error.instance
        if error.validator == "branch" and isinstance(value, dict) and any(map(kind_of, error.validator_value)):
            yield from self._kind(value, error.validator_value, path)
            return
        words = WORDS.get(error.validator, _other)
        code, message, remedy = words(value, error.validator_value, error.schema)
        name = _name(path)
        if self.of_rules and code == "PG204" and error.schema.get("x-vocabulary") == "graded_questions":
            remedy = self._question_wanted(str(value), error.schema["enum"])
        if code == "PG204" and str(value).strip().lower() in _SAID_TO_BE_NOTHING and self._may_be_left_out(path):
            remedy = f"take the line out, where there is nothing to say; else {remedy}"
        if error.validator_value == ID_PATTERN and path[-1:] != ("id",) and _letters(value) in self._ids:
            remedy = meant([self._ids[_letters(value)]])  # it is no id, and the letters are those of one that is
        yield Problem(code, f"{name}: {message}" if name else message, at, remedy)

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        """The ids that the file gives to something, by their letters and digits."""
        return {_letters(name): name for name in _ids_in(self.data)}

    def _question_wanted(self, written: str, graded: Sequence[str]) -> str:
        """Return advice for a question that no rule can be about: how to declare it, and what else may be meant."""
        declared = self._questions().union(graded)
        if written in declared:
            return "write 'graded: true' for it in framework.yaml, where it is context only, or name another question"
        above = written.rpartition(".")[0]
        under = f"parts of {above}" if above in declared else "parts of the question above it"
        near = nearest(written, graded)
        meant = " or ".join(f"'{one}'" for one in near) if near else "a question that is there"
        return f"add it in framework.yaml, under {under}, or write {meant}"

    def _questions(self) -> set[str]:
        """Return every question that the schema of rules names, also those that are not graded."""
        properties = (about for definition in self.defs for about in definition["properties"].values())
        counted = (about for about in properties if about.get("x-vocabulary") == "questions")  # one, or a list of them
        return set().union(*(one.get("enum", ()) for about in counted for one in about["anyOf"]))

    def _may_be_left_out(self, path: Path) -> bool:
        """Whether nothing in the schema needs the last key of a path."""
        homes = [about for about in self.defs if path and path[-1] in about.get("properties", {})]
        return bool(homes) and not any(path[-1] in about.get("required", ()) for about in homes)

    def _kind(self, value: Schema, branches: list[Schema], path: Path) -> Iterator[Problem]:
        kinds = [kind for kind in map(kind_of, branches) if kind is not None]
        noun = f"'{shown(value['id'])}'" if isinstance(value.get("id"), str) else "this item"
        at = Locator(self.file, (*path, "kind"))
        written = value.get("kind")
        strange = [key for key in value if not any(key in branch["properties"] for branch in branches)]
        near = next((key for key in strange if nearest(key, ["kind"])), None)
        if at.path in self.empty:
            return
        if isinstance(written, str):
            yield Problem("PG204", f"{noun} is of no known kind: '{shown(written)}'", at, suggest(written, kinds))
        elif written is not None:
            yield Problem("PG205", f"'kind': {_written(written)} stands where one word is wanted", at, _one_of(kinds))
        elif near is not None:
            key = Locator(self.file, (*path, near), of_key=True)
            yield Problem("PG202", f"unknown key '{shown(near)}'", key, "did you mean 'kind'?")
        else:
            remedy = f"add 'kind: {kinds[0]}' (or {', '.join(kinds[1:])})"
            yield Problem("PG203", f"{noun} does not say its kind", Locator(self.file, path), remedy)


def _letters(word: Any) -> str:  # noqa: ANN401  # data of any shape
    """Return the letters and digits of a word, all of them small."""
    return re.sub(r"[\W_]+", "", str(word)).casefold()


def _ids_in(data: Any) -> Iterator[str]:  # noqa: ANN401  # data of any shape
    """Yield every id that something in data has."""
    if isinstance(data, dict) and isinstance(data.get("id"), str) and quick.pattern_of(ID_PATTERN).search(data["id"]):
        yield data["id"]
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _ids_in(inner)


Words = tuple[str, str, str]
_AN_ID = "an id starts with a letter or digit and holds letters, digits, '_', '-' and '.' only"


def _enum(value: Any, known: list[Any], _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    words = [one for one in known if isinstance(one, str)]  # what editors read as another type stands beside its word
    return "PG204", f"'{shown(value)}' is not one of the words that can stand here", suggest(str(value), words)


def _const(value: Any, word: str, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    return "PG204", f"'{shown(value)}' is not what can stand here", f"write '{word}'"


def _type(value: Any, wanted: str, schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    if wanted in {"number", "integer"}:
        code, what, remedy = _not_a_number(value, "a whole number" if wanted == "integer" else "a number")
        return code, what, _share_wanted(value, schema) or remedy
    what, remedy = _not_of_the_type(value, wanted, schema)
    return "PG205", f"{_written(value)} {what}", remedy


def _not_of_the_type(value: Any, wanted: str, schema: Schema) -> tuple[str, str]:  # noqa: ANN401  # a type to a line
    """Return what a value is that has the wrong type, and what to write."""
    if wanted == "boolean":
        return "is neither true nor false", "write true or false, without quotes"
    if wanted == "array":
        of_words = schema["items"].get("type") == "string"
        remedy = "begin each entry on a line of its own with '- '" + (", or write [one, two]" if of_words else "")
        return "stands where a list is wanted", remedy
    if wanted == "object":
        known = schema.get("properties")  # where none are known, any can stand there
        remedy = "write a line 'key: value' for each key" + (f"; {_keys(known)}" if known else "")
        return "stands where keys with values are wanted", remedy
    if isinstance(value, bool | int | Decimal):
        remedy = "start it with a letter, as in F401, or put it in quotes"
        return "reads as a number or as true or false, and an id is wanted", remedy
    if "enum" in schema:
        return "stands where one word is wanted", _one_of(schema["enum"])
    return (
        "stands where text is wanted",
        "write one text; put it in quotes if it starts with a bracket or holds a colon",
    )


def _as_number(text: str) -> str | None:
    """Return the figure that a text holds with signs that do not belong there; None where it holds none."""
    tidy = re.sub(r"[\s%£$€]", "", text.replace("\u2212", "-").replace("\u2013", "-"))
    if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", tidy):  # only commas between thousands can go
        tidy = tidy.replace(",", "")
    return tidy if NUMBER.fullmatch(tidy) else None


def _not_a_number(value: Any, wanted: str) -> Words:  # noqa: ANN401  # data of any shape
    if isinstance(value, str) and NUMBER.fullmatch(value):
        if digits(value) > MAX_DIGITS:
            return (
                "PG205",
                f"{_written(value)} has too many digits",
                f"a figure has at most {MAX_DIGITS} digits, as many as every program keeps; round it",
            )
        return "PG205", f"{_written(value)} stands in quotes, and {wanted} is wanted", "take the quotes out"
    if isinstance(value, Decimal):
        return "PG205", f"{_written(value)} is not {wanted}", "write digits only"
    return "PG205", f"{_written(value)} is not {wanted}", _digits_wanted(value, wanted)


def _share_wanted(value: Any, schema: Schema) -> str:  # noqa: ANN401  # data of any shape
    """Return how to write the share that was meant by so much per cent; nothing where that is no share."""
    meant = _as_number(value) if isinstance(value, str) and schema.get("maximum") == 1 else None
    if meant is None or digits(meant) > MAX_DIGITS or not 0 < Decimal(meant) <= PER_CENT:
        return ""
    if "%" not in value and Decimal(meant) <= 1:
        return ""
    return f"a share is a number that is at most 1: write {_share(Decimal(meant))}"


def _share(per_cent: Decimal) -> str:
    """Return so much per cent as a share, as people write it."""
    return f"{(per_cent / PER_CENT).normalize():f}"


def advice_on_figure(text: str) -> str:
    """Return how to write what was meant by a text that is no figure; nothing where it is one."""
    return "" if NUMBER.fullmatch(text) and digits(text) <= MAX_DIGITS else _not_a_number(text, "a number")[2]


def advice_on_day(text: str) -> str:
    """Return how to write what was meant by a text that is no day of the calendar; nothing where it is one."""
    return "" if is_day(text) else _day_wanted(text)


def advice_on_day_gone(text: str, today: date) -> str:
    """Return how to write what was meant by a text that is no day up to today; nothing where it is one."""
    later = is_day(text) and date.fromisoformat(text) > today
    return f"it is still to come: today is {today}" if later else advice_on_day(text)


def advice_on_id(text: str) -> str:
    """Return how to write what was meant by a text that cannot be an id; nothing where it can."""
    if len(text) > LONGEST_ID:
        return f"an id has at most {LONGEST_ID} characters"
    return "" if re.fullmatch(ID_PATTERN, text) else _AN_ID


def _digits_wanted(value: Any, wanted: str) -> str:  # noqa: ANN401  # data of any shape
    """Return how to write a figure: the one that was meant, where that can be told."""
    text = value if isinstance(value, str) else ""
    meant = _as_number(text)
    if meant is not None and meant.startswith("-") and "-" not in text:
        return f"write {meant}, with a hyphen for the minus: this is another sign that looks like one"
    if meant is not None and NUMBER.fullmatch(meant) and ("." not in meant or wanted == "a number"):
        return f"write {meant}, without signs, commas and blanks"
    comma = re.fullmatch(r"(-?[0-9]+),([0-9]+)", text.strip().strip("%"))
    if comma and wanted == "a number":
        return f"write {comma[1]}.{comma[2]} if the comma is a decimal one: a figure has a point for decimals, and no commas"
    bound = re.match(r"(about|more than|less than|over|under|around|some)\s+(\S+)", text.lower())
    if bound and wanted == "a number" and (figure := _as_number(bound[2])):
        words = {"over": "more than", "under": "less than", "around": "about", "some": "about"}
        word = words.get(bound[1], bound[1]).replace(" ", "_")
        return f"write {figure} here, and 'bound: {word}' on a line of its own"
    decimals = ", with a point for decimals" if wanted == "a number" else ""
    return f"write digits{decimals}: no words, commas, leading noughts, or signs such as % and £"


_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip  # one year, one line
_DAY_FORMS = (
    (re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})[t ].*", re.ASCII), "take the time out: write {day}"),
    (re.compile(r"(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})", re.ASCII), "write year, month and day with hyphens: {day}, if the day came first here"),
    (re.compile(r"(?P<y>[0-9]{4})[/.-](?P<m>[0-9]{1,2})[/.-](?P<d>[0-9]{1,2})", re.ASCII), "write year, month and day with hyphens: {day}"),
    (re.compile(r"(?P<d>[0-9]{1,2})(st|nd|rd|th)?[ -](?P<n>[a-z]{3,9})\.?,?[ -](?P<y>[0-9]{4})", re.ASCII), "write year, month and day with hyphens: {day}"),
    (re.compile(r"(?P<n>[a-z]{3,9})\.? (?P<d>[0-9]{1,2})(st|nd|rd|th)?,? (?P<y>[0-9]{4})", re.ASCII), "write year, month and day with hyphens: {day}"),
)  # fmt: skip  # a form to a line


def _format(value: Any, _wanted: str, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    return "PG206", f"'{shown(value)}' is not a day of the calendar", _day_wanted(str(value))


def _day_wanted(written: str) -> str:
    """Return how to write a day: the one that was meant, where that can be told."""
    text = written.strip().lower()[:LONGEST]
    if is_day(text):
        return f"write {text}, without blanks around it"
    if DAY.fullmatch(text):
        year, month = int(text[:4]), int(text[5:7])
        if year and 0 < month <= len(_MONTHS):
            name = _MONTHS[month - 1].capitalize()
            return f"{name} {year} has {monthrange(year, month)[1]} days: correct the day"
        return "months are 01 to 12: write year, month and day, as in 2015-06-30"
    for form, advice in _DAY_FORMS:
        found = form.fullmatch(text)
        day = _day_of(found.groupdict()) if found else None
        if day is not None:
            return advice.format(day=day)
    return "write year, month and day with hyphens, as in 2015-06-30"


def _day_of(parts: Mapping[str, str]) -> date | None:
    month = parts.get("m") or next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(parts["n"])), 0)
    try:
        return date(int(parts["y"]), int(month), int(parts["d"]))
    except ValueError:
        return None


def _pattern(value: Any, pattern: str, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    if not str(value).strip():
        return "PG207", "the text is empty", "write it, or take the key out"
    if pattern.startswith("^https"):
        remedy = "write it in full, as in https://www.example.org/report"
        return "PG207", f"'{shown(value)}' is not a web address", remedy
    return "PG207", f"'{shown(value)}' cannot be an id", _AN_ID


def _min_items(_value: Any, least: int, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    how_many = "one entry" if least == 1 else f"{least} entries"
    return "PG208", "the list is empty" if least == 1 else "the list is too short", f"write at least {how_many}"


def _minimum(value: Any, least: int, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    return "PG209", f"{shown(value)} is too small", f"write a number that is at least {least}"


def _maximum(value: Any, most: int, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    if most == 1 and value <= PER_CENT:
        remedy = f"a share is a number that is at most 1: for {shown(value)} per cent write {_share(Decimal(value))}"
        return "PG209", f"{shown(value)} is too big", remedy
    return "PG209", f"{shown(value)} is too big", f"write a number that is at most {most}"


def _max_length(value: Any, most: int, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    return "PG210", f"this has {len(value):,} characters, and the limit is {most}", "shorten it"


def _no_branch(value: Any, branches: list[Schema], _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    if any(map(kind_of, branches)):
        remedy = "write its keys one below the other: 'id:', 'kind:', 'question:' and what else its kind needs"
        return "PG205", f"{_written(value)} stands where an item of evidence is wanted", remedy
    keys = only_keys(branches)
    if len(keys) == len(branches):
        return _no_condition(value, keys)
    of_keys = [one for one in branches if one.get("type") == "object"]
    if of_keys:
        remedy = f"write one word, or keys with values; {_keys(of_keys[0]['properties'])}"
        return "PG205", f"{_written(value)} stands where one word, or keys with values, are wanted", remedy
    return (
        "PG205",
        f"{_written(value)} stands where one word or a list of words is wanted",
        "write one word, or [one, two]",
    )


def _no_condition(value: Any, keys: list[str]) -> Words:  # noqa: ANN401  # data of any shape
    if isinstance(value, list):
        remedy = "put them under 'all' or 'any': 'all:' and then the list"
        return "PG205", "a list stands where a condition is wanted", remedy
    written = next(iter(value), "") if isinstance(value, dict) else value
    return "PG205", f"{_written(written or value)} stands where a condition is wanted", suggest(written, keys)


def _several(_value: Any, keys: list[str], _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    named = " and ".join(f"'{key}'" for key in keys)
    return (
        "PG211",
        f"a condition has one key, and here are {named}",
        "put each into a condition of its own, under 'all' or 'any'",
    )


def _other(_value: Any, _rule: Any, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    return "PG299", "this does not fit the schema of the file", "compare with an example of such a file"


WORDS: Mapping[str, Callable[[Any, Any, Schema], Words]] = {
    "enum": _enum,
    "const": _const,
    "type": _type,
    "format": _format,
    "pattern": _pattern,
    "minItems": _min_items,
    "minimum": _minimum,
    "maximum": _maximum,
    "maxLength": _max_length,
    "branch": _no_branch,
    "branches": _several,
}


def _noun(instance: Any, path: Path) -> str:  # noqa: ANN401  # data of any shape
    if isinstance(instance, dict) and isinstance(instance.get("id"), str):
        kind = instance.get("kind")
        return f"the {kind} '{shown(instance['id'])}'" if isinstance(kind, str) else f"'{shown(instance['id'])}'"
    if isinstance(instance, dict) and path and isinstance(instance.get("kind"), str):
        return f"this {shown(instance['kind'])}"
    name = _name(path)
    return f"what stands under {name}" if name else "this entry" if path else "the file"


def _name(path: Path) -> str:
    words = [step for step in path if isinstance(step, str)]
    return f"'{shown(words[-1])}'" if words else ""


def _written(value: Any) -> str:  # noqa: ANN401  # data of any shape
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping ('key: value')"
    return f"'{str(value).lower()}'" if isinstance(value, bool) else f"'{shown(value)}'"


def _one_of(words: list[str]) -> str:
    return "write one of: " + ", ".join(words)


def _keys(known: Iterable[str]) -> str:
    return "the keys here are: " + ", ".join(known)
