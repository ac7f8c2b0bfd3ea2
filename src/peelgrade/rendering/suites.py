"""Suites of tests as the XML of JUnit. There are no times in it: the same files give the same report."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET


def suite(name: str, tests: int, failures: int) -> ET.Element:
    """Return a suite of so many tests, which has no cases yet."""
    numbers = {"tests": str(tests), "failures": str(failures), "errors": "0"}
    return ET.Element("testsuite", {"name": name, **numbers})


def written(name: str, suites: Iterable[ET.Element]) -> str:
    """Return suites as a document, with how many tests there are in all."""
    root = ET.Element("testsuites", name=name)
    root.extend(suites)
    for what in ("tests", "failures", "errors"):
        root.set(what, str(sum(int(one.get(what, "0")) for one in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
