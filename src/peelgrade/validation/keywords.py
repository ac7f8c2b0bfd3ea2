"""What jsonschema says of data that may not fit, with branches chosen and with what the models say better left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from referencing import Registry

from peelgrade.validation import quick, scalars
from peelgrade.validation.branches import Schema, branch, only_keys

_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date")
def _is_day(value: object) -> bool:
    return not isinstance(value, str) or scalars.is_day(value)


def validator(schema: Schema) -> Any:  # noqa: ANN401  # jsonschema's validators have no types
    """Return what tells the errors of data against a schema."""
    # an empty registry retrieves nothing: a reference out of the schema is an error, never a download
    return _VALIDATOR(schema, registry=Registry(), format_checker=_FORMATS)


def _chosen(validator: Any, branches: list[Schema], instance: Any, _schema: Schema) -> Iterator[ValidationError]:  # noqa: ANN401  # jsonschema's signature
    resolved = []
    for one in branches:
        reference = one.get("$ref")
        resolved.append(validator._resolver.lookup(reference).contents if reference else one)  # noqa: SLF001  # jsonschema's own keywords do so
    meant = branch(resolved, instance)
    several = [key for key in only_keys(resolved) if isinstance(instance, dict) and key in instance]
    if len(several) > 1:
        yield ValidationError("several branches", validator="branches", validator_value=several)
    elif meant is not None:
        yield from validator.descend(instance, meant)
    else:
        yield ValidationError("no branch is meant", validator="branch", validator_value=resolved)


def _whole_pattern(_validator: Any, pattern: str, instance: Any, _schema: Schema) -> Iterator[ValidationError]:  # noqa: ANN401  # jsonschema's signature
    if isinstance(instance, str) and not quick.pattern_of(pattern).search(instance):
        yield ValidationError("the pattern does not match")


def _each_required(_validator: Any, required: list[str], instance: Any, _schema: Schema) -> Iterator[ValidationError]:  # noqa: ANN401  # jsonschema's signature
    if isinstance(instance, dict):
        for key in required:
            if key not in instance:
                yield ValidationError("a key is missing", validator_value=key)


def _left_to_the_models(*_: Any) -> Iterator[ValidationError]:  # noqa: ANN401  # jsonschema's signature
    return iter(())


_VALIDATOR: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {
        "oneOf": _chosen,
        "anyOf": _chosen,
        "allOf": _left_to_the_models,
        "pattern": _whole_pattern,
        "required": _each_required,
    },
)
