"""What the controls of a page say, beside what the files say: only what differs is supposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from peelgrade.changes import Case
from peelgrade.comparison import Supposition
from peelgrade.evidence import FieldworkStatus, Finding, Inspection
from peelgrade.problems import shown
from peelgrade.rulebook import fieldwork_statuses
from peelgrade.serving.address import STATUSES, Asked, Fields, Malformed, ordered

WHOLE = "whole"  # a form that has every control in it: what is not ticked there is not said
OWN = "own"  # as the files say
_OTHERS = frozenset({WHOLE, "rules"})
_KINDS = ("weight", "extent", "out", "assume", "status")


def controlled(inspection: Inspection) -> Mapping[str, Finding]:
    """Return the findings that a page has controls for: those that rules count."""
    return {one.id: one for one in inspection.findings if inspection.counts(one)}


def weighed(finding: Finding) -> str:
    """Return the weight of a finding with its ground, as its control says it: 'minor', or 'major.core'."""
    return f"{finding.weight}.{finding.ground}" if finding.weight == "major" and finding.ground else finding.weight


def supposed(given: Fields, before: Asked, case: Case) -> Asked:
    """Return what a form supposes: of each control what differs from the case, and all else as it was before.

    Malformed for controls that no page of this kind has.
    """
    said = _said(given)
    findings = controlled(case.inspection)
    whole = any(name == WHOLE for name, _ in given)
    if whole:
        said["out"] = {name: said["out"].get(name, "") for name in said["weight"]} | said["out"]
    told = before.supposition
    values = [one for one in told.values if not _is_said(one, said)]
    values += [one for name, text in said["weight"].items() for one in _weight(name, text, findings.get(name))]
    values += [one for name, text in said["extent"].items() for one in _extent(name, text, findings.get(name))]
    without = [one for one in told.without if one not in said["out"]]
    without += [name for name, text in said["out"].items() if text]
    assumed = [one for one in told.assumed if one[0] not in said["assume"]]
    assumed += [(name, text) for name, text in said["assume"].items() if text != OWN]
    statuses = [one for one in told.statuses if one[0] not in said["status"]]
    statuses += list(_statuses(said["status"], case))
    others = [value for name, value in given if name == "rules"]
    supposition = ordered(
        Supposition(
            tuple(without), tuple(one for one in values if one[0] not in without), tuple(assumed), tuple(statuses)
        )
    )
    by_other = others[-1] == "other" if others else before.by_other
    return replace(before, supposition=supposition, by_other=by_other)


def _said(given: Fields) -> dict[str, dict[str, str]]:
    """Return what controls say, by their kind and the item or question that they are about."""
    said: dict[str, dict[str, str]] = {kind: {} for kind in _KINDS}
    for name, value in given:
        if name in _OTHERS:
            continue
        kind, _, about = name.partition(".")
        if kind not in said or not about or not value.isprintable() or not about.isprintable():
            raise Malformed(f"'{shown(name)}' is no control of this page")
        said[kind][about] = value
    return said


def _is_said(value: tuple[str, str, str], said: Mapping[str, Mapping[str, str]]) -> bool:
    name, attribute, _ = value
    if attribute in {"weight", "ground"}:
        return name in said["weight"]
    return attribute == "extent" and name in said["extent"]


def _weight(name: str, text: str, finding: Finding | None) -> Iterator[tuple[str, str, str]]:
    if finding is not None and weighed(finding) == text:
        return
    weight, _, ground = text.partition(".")
    if finding is None or finding.weight != weight:
        yield name, "weight", weight
    if ground and (finding is None or finding.ground != ground):
        yield name, "ground", ground


def _extent(name: str, text: str, finding: Finding | None) -> Iterator[tuple[str, str, str]]:
    if finding is None or finding.extent != text:
        yield name, "extent", text


def _statuses(said: Mapping[str, str], case: Case) -> Iterator[tuple[str, FieldworkStatus]]:
    known = fieldwork_statuses(case.inspection.record, case.rulebook)
    for question, text in said.items():
        if text == OWN:
            continue
        status = next((one for one in STATUSES if one == text), None)
        if status is None:
            raise Malformed(f"'{shown(text)}' is no status of fieldwork")
        if known.get(question) != status or any(_differs(one, status, known) for one in _below(question, case)):
            yield question, status


def _below(question: str, case: Case) -> frozenset[str]:
    return case.rulebook.below.get(question, frozenset())


def _differs(question: str, status: str, known: Mapping[str, FieldworkStatus]) -> bool:
    return known.get(question) != status


def completed(told: Supposition, inspection: Inspection) -> Supposition:
    """Return what is supposed with what must go with it: where a finding is no longer major, its ground is cleared.

    The address says 'F320.weight:minor' alone; who could not be at risk then, and doubts that are no longer any, are
    cleared as well.
    """
    findings = {one.id: one for one in inspection.findings}
    values = list(told.values)
    for name in dict.fromkeys(item for item, _, _ in told.values):
        if name in findings:
            given = {attribute: value for item, attribute, value in told.values if item == name}
            values += [(name, attribute, "") for attribute in _to_clear(findings[name], given)]
    return replace(told, values=tuple(values))


def _to_clear(finding: Finding, given: Mapping[str, str]) -> Iterator[str]:
    weight = given.get("weight", finding.weight)
    doubt = given.get("or_weight", finding.or_weight or "")
    if "or_weight" not in given and doubt and doubt == weight:
        doubt = ""
        yield "or_weight"
    ground = given.get("ground", finding.ground or "")
    if "ground" not in given and ground and "major" not in {weight, doubt}:
        ground = ""
        yield "ground"
    if "at_risk" not in given and finding.at_risk and ground != "serious_harm":
        yield "at_risk"
    if "or_extent" not in given and finding.or_extent and finding.or_extent == given.get("extent", finding.extent):
        yield "or_extent"
