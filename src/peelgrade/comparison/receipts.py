"""What changed between two receipts: told by their hashes alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peelgrade.result import Receipt


@dataclass(frozen=True)
class Named:
    """What of the items or rules is another, by id and sorted; false if nothing is."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.altered)


@dataclass(frozen=True)
class Changed:
    """What two results were reached from, where it is not the same; false if all of it is.

    `framework` is the framework without its rules, and `record` the record without the published judgments.
    """

    framework: bool = False
    rules: Named = Named()
    record: bool = False
    items: Named = Named()

    def __bool__(self) -> bool:
        return bool(self.framework or self.rules or self.record or self.items)


def changed(old: Receipt, new: Receipt) -> Changed:
    """Return what changed from one receipt to another."""
    return Changed(
        framework=old.framework != new.framework,
        rules=_named(old.rules, new.rules),
        record=old.record != new.record,
        items=_named(old.evidence, new.evidence),
    )


def _named(old: Mapping[str, str], new: Mapping[str, str]) -> Named:
    return Named(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        altered=tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name])),
    )
