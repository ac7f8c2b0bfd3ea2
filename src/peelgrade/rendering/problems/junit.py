"""Problems as the XML of JUnit, which most CI systems show: a suite per file, a failure per error."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from peelgrade.rendering.escaping import visible
from peelgrade.rendering.problems.report import Report, Told
from peelgrade.rendering.problems.text import example, line, short, where
from peelgrade.rendering.suites import suite, written


def junit(report: Report) -> str:
    """Return a suite for every file that was checked. Warnings and notes are printed, and fail nothing."""
    files: dict[str, list[Told]] = {
        file: [] for file in sorted({*report.files, *(one.place.file for one in report.told)})
    }
    for told in report.told:
        files[told.place.file].append(told)
    return written("peelgrade", (_suite(visible(file), found) for file, found in files.items()))


def _suite(file: str, found: Sequence[Told]) -> ET.Element:
    failed = [told for told in found if told.severity == "error"]
    other = [told for told in found if told.severity != "error"]
    made = suite(file, len(failed) or 1, len(failed))
    for told in failed:
        made.append(_failed(file, told))
    if not failed:
        ET.SubElement(made, "testcase", classname=file, name="no errors", file=file)
    if other:
        ET.SubElement(made, "system-out").text = "\n".join(
            one for told in other for one in (line(told), *example(told))
        )
    return made


def _failed(file: str, told: Told) -> ET.Element:
    name = " ".join(part for part in (told.code, told.item, told.field) if part)
    case = ET.Element("testcase", classname=file, name=short(name), file=file, line=str(told.place.line))
    failure = ET.SubElement(case, "failure", type=told.code, message=short(told.message))
    help_ = [f"help: {short(told.help)}"] if told.help else []
    see = [f"see {where(one.place)}: {short(one.label)}" for one in told.others]
    failure.text = "\n".join(
        [f"{where(told.place)}: {told.severity} {told.code}: {short(told.message)}", *help_, *see, *example(told)]
    )
    return case
