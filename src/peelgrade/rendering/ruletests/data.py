"""The tests of frameworks for programs, as JSON and as the XML of JUnit: without times, the same for the same files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

from peelgrade.rendering.escaping import visible
from peelgrade.rendering.ruletests.failure import failure, plain, sentence
from peelgrade.rendering.ruletests.report import gap_sentence
from peelgrade.rendering.ruletests.tried import Tried
from peelgrade.rendering.suites import suite, written
from peelgrade.ruletests import Gap, Mutant

VERSION = "peelgrade/rule-tests/v1"


def as_data(found: Iterable[Tried]) -> dict[str, Any]:
    """Return what came of every framework."""
    return {"schema": VERSION, "frameworks": [_framework(tried) for tried in found]}


def _framework(tried: Tried) -> dict[str, Any]:
    data: dict[str, Any] = {
        "framework": tried.rulebook.framework.id,
        "folder": tried.folder,
        "cases": [
            {
                "id": outcome.case.id,
                "because": outcome.case.because,
                "place": tried.place(placed.at()),
                "passed": outcome.passed,
                "mismatches": [
                    {
                        "question": one.question,
                        "what": ".".join(one.steps),
                        "expected": list(one.expected),
                        "found": list(one.found),
                    }
                    for one in outcome.mismatches
                ],
            }
            for placed, outcome in tried.outcomes
        ],
    }
    if tried.coverage is not None:
        gaps = [_gap(tried, gap) for gap in tried.coverage.gaps]
        by_kind = {kind: {"tried": some, "of": of} for kind, (some, of) in tried.coverage.by_kind.items()}
        data["coverage"] = {"share": round(tried.coverage.share, 6), **by_kind, "gaps": gaps}
    if tried.caught is not None:
        survivors = [_survivor(tried, mutant) for mutant in tried.caught.survivors]
        data["mutants"] = {"share": round(tried.caught.share, 6), "tried": tried.caught.tried, "survivors": survivors}
    return data


def _gap(tried: Tried, gap: Gap) -> dict[str, Any]:
    return {
        "kind": gap.kind,
        "question": gap.question,
        "rule": gap.rule,
        "path": list(gap.steps),
        "truth": gap.truth.value if gap.truth is not None else None,
        "category": gap.category,
        "message": f"{gap.rule or gap.question}: {gap_sentence(tried, gap)}",
    }


def _survivor(tried: Tried, mutant: Mutant) -> dict[str, Any]:
    place = tried.of_rule(mutant.rule.id, mutant.steps)
    told = {"change": mutant.change, "tried_by": mutant.tried_by}
    return {"rule": mutant.rule.id, "path": list(mutant.steps), **told, "place": place}


def junit(found: Iterable[Tried]) -> str:
    """Return a suite for every file of cases, each case with why it failed."""
    files = ((tried, file) for tried in found for file in dict.fromkeys(placed.file for placed, _ in tried.outcomes))
    return written("peelgrade rules test", (_suite(tried, file) for tried, file in files))


def _suite(tried: Tried, file: str) -> ET.Element:
    cases = list(_cases(tried, file))
    made = suite(visible(file), len(cases), sum(len(case) for case in cases))
    made.extend(cases)
    return made


def _cases(tried: Tried, file: str) -> Iterator[ET.Element]:
    for placed, outcome in ((placed, outcome) for placed, outcome in tried.outcomes if placed.file == file):
        line = tried.place(placed.at()).rpartition(":")[2]
        about = {"classname": visible(file), "name": outcome.case.id, "file": visible(file), "line": line}
        case = ET.Element("testcase", about)
        if not outcome.passed:
            told = "; ".join(sentence(one, tried.rulebook) for one in outcome.mismatches)
            failed = ET.SubElement(case, "failure", type="mismatch", message=told)
            failed.text = plain(failure(tried, placed, outcome))
        yield case
