"""Data against a schema: scalars get the type that the schema wants, and what does not fit becomes problems.

The judgment is jsonschema's. Where a schema offers branches, the one that is meant is chosen first (by `kind`, by the
key that is there, by shape), so that nothing is ever told that it lacks the fields of something else. What surely fits
is passed over, since nearly everything does, and only the rest is put to jsonschema.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from peelgrade.evidence import ID_PATTERN
from peelgrade.problems import Path, Problem
from peelgrade.validation import quick, scalars
from peelgrade.validation.branches import Definitions, Schema, shape
from peelgrade.validation.words import Report

if TYPE_CHECKING:
    from jsonschema import ValidationError

MAX_ERRORS = 2_000  # in one file; nobody reads more, and each takes time


class Checker:
    """Checks data, as the loader leaves it, against one schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._defs = Definitions(schema)
        self._quick = quick.keywords(schema) <= quick.KNOWN

    def check(self, data: Any, file: str, quoted: type[str]) -> tuple[Any, list[Problem]]:  # noqa: ANN401  # data of any shape
        """Return the data with its scalars typed, and every problem in it.

        Where there are very many, they are told up to some entry, and of a list the entries before it are returned.
        `quoted` is the type of the scalars that stood in quotes: they are text, whatever they look like.
        """
        empty: set[Path] = set()
        typed = self._typed(data, self._schema, (), quoted, empty)
        of_rules = str(self._schema.get("$id", "")).startswith("urn:peelgrade:rules")
        report = Report(file, self._defs, frozenset(empty), typed, of_rules)
        errors = list(islice(self._errors(typed), MAX_ERRORS + 1))
        nothing = sorted(empty)[: MAX_ERRORS + 1]
        problems = [*map(report.nothing, nothing), *report.problems(errors)]
        if max(len(errors), len(nothing)) <= MAX_ERRORS:
            return typed, problems
        over = ([tuple(one.absolute_path) for one in errors], nothing)
        ends = [paths[-1] for paths in over if len(paths) > MAX_ERRORS]
        if not isinstance(typed, list):
            return typed, [*problems[:MAX_ERRORS], report.more(ends[0])]
        # up to the first entry that may not be told of in full; where that is the first of all, some of it is told
        first = min(int(end[0]) for end in ends)
        told = [one for one in problems if one.at.path and int(one.at.path[0]) < max(first, 1)]
        return typed[:first], [*(told if first else told[:MAX_ERRORS]), report.more((first,))]

    def fits(self, typed: Any) -> bool:  # noqa: ANN401  # data of any shape
        """Whether typed data surely fits; where it does not, jsonschema has the word."""
        return self._quick and quick.fits(typed, self._schema, self._defs)

    def mended(self, entry: Any, problems: Iterable[Problem]) -> tuple[dict[str, Any], frozenset[str]] | None:  # noqa: ANN401  # data of any shape
        """Return an entry of a list without what is wrong in it, for checks of the rest; None where little is left.

        Beside it come the keys that were filled with the examples of the schema: nobody wrote them. A word of a
        vocabulary, an id or a kind is never made up: what else the entry says depends on it.
        """
        schema = self._defs.meant(self._schema["items"], entry)
        if not isinstance(entry, dict) or schema is None:
            return None
        found = copy.deepcopy(entry)
        for problem in sorted(problems, key=lambda problem: problem.code != "PG202"):  # first while all is in its place
            _cut_out(found, problem)
        made_up = [key for key in schema["required"] if key not in found]
        for key in made_up:
            about = self._defs.resolved(schema["properties"][key])
            if "x-vocabulary" in schema["properties"][key] or about.get("pattern") == ID_PATTERN or "const" in about:
                return None
            found[key] = schema["properties"][key]["examples"][0]
        return found, frozenset(made_up)

    def _errors(self, typed: Any) -> Iterator[ValidationError]:  # noqa: ANN401  # data of any shape
        if self.fits(typed):
            return
        from peelgrade.validation.keywords import validator  # noqa: PLC0415  # slow to import, and seldom needed

        judge = validator(self._schema)
        entry = self._schema.get("items")
        if entry is None or not isinstance(typed, list):
            yield from judge.iter_errors(typed)
            return
        around = {keyword: value for keyword, value in self._schema.items() if keyword != "items"}
        yield from judge.evolve(schema=around).iter_errors(typed)
        inside = judge.evolve(schema=entry)
        for index, value in enumerate(typed):
            if not (self._quick and quick.fits(value, entry, self._defs)):
                for error in inside.iter_errors(value):
                    error.path.appendleft(index)
                    yield error

    def _typed(self, data: Any, schema: Schema, path: Path, quoted: type[str], empty: set[Path]) -> Any:  # noqa: ANN401  # data of any shape
        schema = self._defs.meant(schema, data) or {}
        if isinstance(data, dict | list) and schema.get("type", shape(data)) != shape(data):
            return data  # a problem of the whole; nothing inside is one as well
        if isinstance(data, dict):
            known = schema.get("properties", {})
            others = schema.get("additionalProperties") or {}
            return {
                key: self._typed(value, known.get(key, others), (*path, key), quoted, empty)
                if key in known or not known
                else value  # a problem of its key, not of its value
                for key, value in data.items()
            }
        if isinstance(data, list):
            inside = schema.get("items", {})
            return [self._typed(value, inside, (*path, index), quoted, empty) for index, value in enumerate(data)]
        if isinstance(data, quoted):
            return str(data)
        if data in scalars.NOTHING:
            empty.add(path)
            return data
        return scalars.typed(data, schema)


def _cut_out(entry: dict[str, Any], problem: Problem) -> None:
    """Take what a problem is about out of an entry: an unknown key alone, else all that stands under the first key."""
    steps = problem.at.path[1:]
    if not steps:
        return  # a key of the entry itself is missing
    if problem.code == "PG202":
        inside: Any = entry
        for step in steps[:-1]:
            inside = inside[step]
        del inside[steps[-1]]
    else:
        entry.pop(str(steps[0]), None)
