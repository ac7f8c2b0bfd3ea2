"""Problems as the XML of JUnit, which most CI systems show: a suite per file, a failure per error."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from peelgrade.rendering.escaping import visible
from peelgrade.rendering.problems.report import Report, Told
from peelgrade.rendering.problems.text import example, line, short, where


def junit(report: Report) -> str:
    """Return a suite for every file that was checked. Warnings and notes are printed, and fail nothing.

    There are no times in it: the same files give the same report.
    """
    files: dict[str, list[Told]] = {
        file: [] for file in sorted({*report.files, *(one.place.file for one in report.told)})
    }
    for told in report.told:
        files[told.place.file].append(told)
    root = ET.Element("testsuites", name="peelgrade")
    for file, found in files.items():
        root.append(_suite(visible(file), found))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(file: str, found: Sequence[Told]) -> ET.Element:
    failed = [told for told in found if told.severity == "error"]
    other = [told for told in found if told.severity != "error"]
    suite = ET.Element("testsuite", name=file)
    for name, number in (("tests", len(failed) or 1), ("failures", len(failed)), ("errors", 0)):
        suite.set(name, str(number))
    for told in failed:
        suite.append(_failed(file, told))
    if not failed:
        ET.SubElement(suite, "testcase", classname=file, name="no errors", file=file)
    if other:
        ET.SubElement(suite, "system-out").text = "\n".join(one for told in other for one in (line(told), *example(told)))
    return suite


def _failed(file: str, told: Told) -> ET.Element:
    name = " ".join(part for part in (told.code, told.item, told.field) if part)
    case = ET.Element("testcase", classname=file, name=short(name), file=file, line=str(told.place.line))
    failure = ET.SubElement(case, "failure", type=told.code, message=short(told.message))
    help_ = [f"help: {short(told.help)}"] if told.help else []
    see = [f"see {where(one.place)}: {short(one.label)}" for one in told.others]
    failure.text = "\n".join([f"{where(told.place)}: {told.severity} {told.code}: {short(told.message)}", *help_, *see, *example(told)])
    return case
