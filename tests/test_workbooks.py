"""Workbooks: what goes in comes out, whatever it is, and what is wrong in one is told by sheet and cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from peelgrade import formats, loading, parsing, tables
from peelgrade.capturing import drawing, filing, filling, matching, taking
from peelgrade.capturing.filling import Files
from peelgrade.capturing.layout import layout
from peelgrade.loading import Quoted
from peelgrade.pipeline import RECORD
from peelgrade.validation import Checker
from tests.properties import MANY_WORKBOOKS, QUICK
from tests.strategies_of_workbooks import Seeded, drawn, files


def there_and_back(inspection: Files, folder: Path) -> Files:
    """Write an inspection as a workbook, that as files, and read those."""
    general = layout()
    path = folder / "evidence.xlsx"
    path.write_bytes(drawing.written(general, filling.filled(general, inspection)))
    found = matching.matched(tables.sheets(path), general, path.name)
    contents = taking.taken(found, general)
    assert [] == contents.problems
    texts = filing.texts(contents.record.data, filing.divided(contents.items, None), general, for_editors=False)
    items = {name: read(name, text, "evidence") for name, text in texts.items() if name != RECORD}
    return Files(read(RECORD, texts[RECORD], "inspection"), items)


def read(name: str, text: str, format_: formats.Format) -> Any:
    """Read the text of a file, as the pipeline does."""
    source, refused = loading.read_bytes(text.encode(), name)
    typed, problems = Checker(formats.read(format_)).check(source.data, name, Quoted)
    assert [] == refused + problems
    if format_ == "inspection":
        value, problems = parsing.inspection(typed, name)
        assert [] == problems
        return value
    parsed = [parsing.item(entry, name, (n,)) for n, entry in enumerate(typed)]
    assert [] == [problem for _, found in parsed for problem in found]
    return tuple(value for value, _ in parsed)


def said(inspection: Files) -> tuple[str, dict[str, list[str]]]:
    """Return everything that an inspection says, figures as they are written: equal figures may have other decimals."""
    by_file = {name: [repr(item) for item in items] for name, items in sorted(inspection.items.items())}
    return repr(inspection.record), by_file


@given(inspection=files())
@QUICK
def test_an_inspection_comes_back_from_a_workbook_as_it_was(
    inspection: Files, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """YAML to workbook to YAML is the identity: every text, figure and day, and the order in every file."""
    assert said(inspection) == said(there_and_back(inspection, tmp_path_factory.getbasetemp()))


@pytest.mark.slow
def test_very_many_inspections_come_back_from_workbooks_as_they_were(tmp_path: Path) -> None:
    """The same for as many inspections as CI has time for; PEELGRADE_WORKBOOKS=2000 tries two thousand."""
    for seed in range(MANY_WORKBOOKS):
        inspection = drawn(Seeded(seed))
        assert said(inspection) == said(there_and_back(inspection, tmp_path)), seed
