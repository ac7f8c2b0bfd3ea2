"""The data of a workbook as files of an inspection: which item goes where, and the YAML of each file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from peelgrade import formats, writing
from peelgrade.capturing.contents import Data, Taken
from peelgrade.capturing.layout import Form, Layout, Steps
from peelgrade.evidence import Finding, Item, Metric, Recommendation
from peelgrade.pipeline import RECORD
from peelgrade.rulebook import Rulebook
from peelgrade.validation.scalars import DAY, MAX_DIGITS, NUMBER, digits

_LAST = ("methods", "observed", "coded_by", "checked_by", "withdrawn", "note", "sources")
_KINDS: Mapping[str, type[Item]] = {"finding": Finding, "metric": Metric, "recommendation": Recommendation}
_ORDER: Mapping[str, Sequence[str]] = {  # of the keys of an item, as people write them
    kind: (
        *("id", "kind", "question", "topic"),
        *(name for name in model.model_fields if name not in {"id", "kind", "question", "topic", *_LAST}),
        *_LAST,
    )
    for kind, model in _KINDS.items()
}
_WIDTH = 10_000  # a text stays on one line, so that what changes in it is seen as one line
_ON_ONE_LINE = frozenset({"fieldwork", "period", "earlier", "same_base", "share_of"})
_OF_RECORD = ("id", "force", "framework", "documents", "questions", "cut_off", "waiver", "carried_over", "decisions", "challenges", "published")  # fmt: skip  # one order, one line
_OTHER = "evidence.yaml"  # for an item on no question that is known


def divided(items: Iterable[Taken], rulebook: Rulebook | None) -> dict[str, list[Taken]]:
    """Return the items by the files that they go into, in their order there.

    One that does not say its file goes into that of most items on its core question, else into one named after it.
    """
    items = list(items)
    cores = [_core(item.data.get("question"), rulebook) for item in items]
    used: dict[str, Counter[str]] = {}
    for item, core in zip(items, cores, strict=True):
        if item.file and core:
            used.setdefault(core, Counter())[item.file] += 1
    found: dict[str, list[Taken]] = {}
    for item, core in zip(items, cores, strict=True):
        found.setdefault(item.file or _file_of(core, used, rulebook), []).append(item)
    return {name: sorted(found[name], key=lambda item: item.place) for name in sorted(found)}


def _core(question: Any, rulebook: Rulebook | None) -> str:  # noqa: ANN401  # what a cell says
    known = rulebook is not None and question in rulebook.questions
    return rulebook.core(question) if rulebook is not None and known else ""


def _file_of(core: str, used: Mapping[str, Counter[str]], rulebook: Rulebook | None) -> str:
    if core in used:
        return min(used[core], key=lambda name: (-used[core][name], name))
    return _OTHER if rulebook is None or not core else rulebook.file_of(core)


def texts(record: Data, files: Mapping[str, Sequence[Taken]], layout: Layout, *, for_editors: bool) -> dict[str, str]:
    """Return the YAML of every file of an inspection by its name, the record last: it makes the folder an inspection."""
    forms = _forms(layout)
    found = {}
    for name, items in files.items():
        listed = [_styled(_ordered(item.data), forms[item.data["kind"]], ()) for item in items]
        found[name] = (formats.modeline("evidence") if for_editors else "") + writing.as_yaml(listed, width=_WIDTH)
    tidy = {key: record[key] for key in (*_OF_RECORD, *record) if key in record}
    head = formats.modeline("inspection") if for_editors else ""
    found[RECORD] = head + writing.as_yaml(_styled(tidy, forms[""], ()), width=_WIDTH)
    return found


def _ordered(item: Data) -> Data:
    return {key: item[key] for key in _ORDER[item["kind"]] if key in item}


def _forms(layout: Layout) -> Mapping[str, Mapping[Steps, Form]]:
    """Return the form of what stands at each place, by kind of item; under no kind, those of the record."""
    found: dict[str, dict[Steps, Form]] = {"": {}}
    for sheet in layout.sheets:
        before = (sheet.listed,) if sheet.listed else ()
        if not sheet.parents:
            forms = {(*before, *_names(column.steps)): column.form for column in sheet.columns}
            found.setdefault(sheet.kind, {}).update(forms)
    return found


def _names(steps: Steps) -> Steps:
    return tuple(step for step in steps if isinstance(step, str))


def _styled(value: Any, forms: Mapping[Steps, Form], path: Steps) -> Any:  # noqa: ANN401  # data of any shape
    """Return data as it is to be written: figures and days without quotes, short lists and mappings on one line."""
    match value:
        case dict():
            inside = {key: _styled(one, forms, (*path, key)) for key, one in value.items()}
            return writing.Flow(inside) if path and path[-1] in _ON_ONE_LINE else inside
        case list():
            entries = [_styled(one, forms, path) for one in value]
            if not all(isinstance(one, dict) for one in entries) or not entries:
                return writing.FlowList(entries)
            short = path[-1] in {"sources", "refers", "comparators"}
            return [writing.Flow(one) for one in entries] if short else entries
        case _:
            return writing.Plain(value) if _is_plain(value, forms.get(path, "text")) else value


def _is_plain(text: str, form: Form) -> bool:
    """Whether a text has the form that its place wants, so that it can stand without quotes."""
    match form:
        case "number" | "whole":
            return NUMBER.fullmatch(text) is not None and digits(text) <= MAX_DIGITS
        case "day":
            return DAY.fullmatch(text) is not None
        case "truth":
            return re.fullmatch("true|false", text) is not None
        case _:
            return False
