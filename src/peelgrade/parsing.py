"""Checked data to models: the one place where mappings end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from peelgrade.evidence import Finding, InspectionRecord, Item, Metric, Model, Recommendation
from peelgrade.problems import Locator, Path, Problem, Unreadable, follow, shown
from peelgrade.rulebook import Framework, Rule

if TYPE_CHECKING:  # each is imported where something is parsed as it
    from peelgrade.cases import RuleCase
    from peelgrade.columnmapping import Columns
    from peelgrade.metricmapping import MetricMapping
    from peelgrade.result import ResultDocument

M = TypeVar("M", bound=Model)
V = TypeVar("V")
Parse = Callable[[Mapping[str, Any], str, Path], tuple[V | None, list[Problem]]]

_KINDS: Mapping[str, type[Item]] = {
    "finding": Finding,
    "metric": Metric,
    "recommendation": Recommendation,
}


def item(data: Mapping[str, Any], file: str, path: Path) -> tuple[Item | None, list[Problem]]:
    """Return the item of evidence that a checked mapping describes, or what is wrong with it."""
    return _parse(_KINDS[data["kind"]], data, file, path)


def rule(data: Mapping[str, Any], file: str, path: Path) -> tuple[Rule | None, list[Problem]]:
    """Return the rule that a checked mapping describes, or what is wrong with it."""
    return _parse(Rule, data, file, path)


def case(data: Mapping[str, Any], file: str, path: Path) -> tuple[RuleCase | None, list[Problem]]:
    """Return the test case of rules that a checked mapping describes, or what is wrong with it."""
    from peelgrade.cases import RuleCase

    return _parse(RuleCase, data, file, path)


def inspection(data: Mapping[str, Any], file: str) -> tuple[InspectionRecord | None, list[Problem]]:
    """Return the record of an inspection that a checked mapping describes, or what is wrong with it."""
    return _parse(InspectionRecord, data, file, ())


def framework(data: Mapping[str, Any], file: str) -> tuple[Framework | None, list[Problem]]:
    """Return the framework that a checked mapping describes, or what is wrong with it."""
    return _parse(Framework, data, file, ())


def columns(data: Mapping[str, Any], file: str) -> tuple[Columns | None, list[Problem]]:
    """Return the column mapping that a checked mapping describes, or what is wrong with it."""
    from peelgrade.columnmapping import Columns

    return _parse(Columns, data, file, ())


def metrics(data: Mapping[str, Any], file: str) -> tuple[MetricMapping | None, list[Problem]]:
    """Return the metric mapping that a checked mapping describes, or what is wrong with it."""
    from peelgrade.metricmapping import MetricMapping

    return _parse(MetricMapping, data, file, ())


def result(data: Any, name: str) -> ResultDocument:  # noqa: ANN401  # JSON of any shape
    """Return the result that JSON describes; Unreadable says what in it does not fit, and where."""
    from peelgrade.result import VERSION, ResultDocument

    remedy = "give the file that 'peelgrade grade --format json' wrote, as it was written"
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema is None:
        raise Unreadable(f"{name} is no result of peelgrade: it has no 'schema'", remedy)
    if schema != VERSION:
        message = f"{name} is '{shown(schema)}', and this version of peelgrade reads '{VERSION}'"
        raise Unreadable(message, "grade again with this version, or use the one that wrote it")
    try:
        return ResultDocument.model_validate_json(json.dumps(data))
    except RecursionError:
        raise Unreadable(f"{name} is nested too deeply", remedy) from None
    except ValidationError as error:
        found = error.errors(include_url=False)
    more = f" (and {len(found) - 1:,} more)" if len(found) > 1 else ""
    raise Unreadable(f"{name} is no sound result: {_misfit(found[0], data)}{more}", remedy) from None


def _misfit(found: Any, data: Any) -> str:  # noqa: ANN401  # pydantic's error details
    """Return what does not fit the format of a result, with the way to it."""
    steps, value = follow(found["loc"], data)
    last = shown(found["loc"][-1]) if found["loc"] else ""
    way = "".join(f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in steps).lstrip(".")
    match found["type"]:
        case "missing":
            return f"{way or 'the whole'} lacks '{last}'"
        case "extra_forbidden":
            return f"{way} is not a field of it"
        case "json_invalid":
            return "it is nested too deeply, or holds text that is none"
        case _:
            held = "" if isinstance(value, list | dict) else f" is '{shown(value)}'"
            return f"{way}{held}, and {found['msg'][:1].lower()}{shown(found['msg'][1:])}"


def _parse(model: type[M], data: Mapping[str, Any], file: str, path: Path) -> tuple[M | None, list[Problem]]:
    try:
        return model.model_validate_json(json.dumps(data, default=str)), []
    except ValidationError as error:
        found = error.errors(include_url=False)
        # a list whose only entry is at fault is told to be too short as well
        faults = [one for one in found if one["type"] == "faults"] or found
        return None, [problem for one in faults for problem in _problems(one, data, file, path)]


def _problems(found: Any, data: Any, file: str, path: Path) -> Iterator[Problem]:  # noqa: ANN401  # pydantic's error details
    # the names of the branches of a union are among pydantic's steps, and lead nowhere
    inside, entry = follow(found["loc"], data)
    at = Locator(file, (*path, *inside))
    if found["type"] != "faults":
        # the schemas are made from the models, so what fits those fits here; a test holds them together
        message = "this does not fit the schema of the file"
        yield Problem("PG299", message, at, "compare with an example of such a file")
        return
    for fault in found["ctx"]["faults"]:
        steps, _ = follow(fault.steps, entry)
        place = Locator(file, (*at.path, *steps), of_key=True) if steps else at
        yield Problem(fault.code, fault.message, place, fault.help)
