"""A result as W3C PROV, in PROV-JSON: what each judgment was derived from, by which rules, program and people."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from prov.constants import PROV
from prov.identifier import Namespace
from prov.model import ProvDocument

from peelgrade.evidence import Inspection
from peelgrade.rendering import escaping
from peelgrade.result import JudgmentRecord, ResultDocument

_ROOT = "urn:peelgrade:"
_OWN = Namespace("peelgrade", f"{_ROOT}terms:")


class _Names:
    """The namespaces of one result: an id is escaped, so that it is one name whatever it holds."""

    def __init__(self, made: ResultDocument) -> None:
        self.inspection = f"{_ROOT}inspection:{quote(made.inspection.id, safe='')}:"
        self.framework = f"{_ROOT}framework:{quote(made.framework.id, safe='')}:"

    def all(self) -> tuple[Namespace, ...]:
        """Return every namespace that a document uses."""
        of_inspection = ("item", "document", "judgment", "agent", "part")
        named = tuple(Namespace(kind, f"{self.inspection}{kind}:") for kind in of_inspection)
        return (_OWN, *named, Namespace("rule", f"{self.framework}rule:"), Namespace("engine", f"{_ROOT}engine:"))


def _id(kind: str, name: str) -> str:
    return f"{kind}:{quote(name, safe='')}"


def prov_json(made: ResultDocument, inspection: Inspection) -> str:
    """Return a result as PROV-JSON: the same bytes for the same result, and no clock time."""
    told = ProvDocument()
    for namespace in _Names(made).all():
        told.add_namespace(namespace)
    _sources(told, inspection)
    _inputs(told, made, inspection)
    for judgment in made.judgments:
        if judgment.low is not None:
            _judgment(told, judgment, made)
    return escaping.json_escaped(_sorted(json.loads(told.serialize(format="json") or "{}"))) + "\n"


def _sorted(data: object) -> str:
    return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False)


def _sources(told: ProvDocument, inspection: Inspection) -> None:
    for document in inspection.record.in_one_order.documents:
        told.entity(_id("document", document.id), {"prov:label": document.title, "prov:type": _OWN["document"]})
        if document.publisher:
            told.attribution(_id("document", document.id), _agent(told, document.publisher, "Organization"))


def _inputs(told: ProvDocument, made: ResultDocument, inspection: Inspection) -> None:
    """Tell the activity of grading, with everything that it used and the program that did it."""
    receipt, framework, version = made.receipt, made.framework, made.engine.version
    engine = _id("engine", version)
    attributes: dict[str, Any] = {
        "prov:type": PROV["SoftwareAgent"],
        "prov:label": "peelgrade",
        "peelgrade:version": version,
    }
    told.agent(engine, attributes)
    told.activity("part:grading", other_attributes={"prov:type": _OWN["grading"]})
    for part, sha256, of in (
        ("framework", receipt.framework, f"{framework.id} {framework.version}"),
        ("record", receipt.record, made.inspection.id),
    ):
        told.entity(f"part:{part}", {"prov:label": of, "peelgrade:sha256": sha256})
        told.usage("part:grading", f"part:{part}")
    told.association("part:grading", engine, plan="part:framework")
    for name, sha256 in sorted(receipt.rules.items()):
        told.entity(_id("rule", name), {"prov:type": _OWN["rule"], "peelgrade:sha256": sha256})
        told.usage("part:grading", _id("rule", name))
    for item in inspection.items:
        name = _id("item", item.id)
        told.entity(name, {"prov:type": _OWN[item.kind], "peelgrade:sha256": receipt.evidence[item.id]})
        told.usage("part:grading", name)
        for document in sorted({source.document for source in item.sources}):
            told.derivation(name, _id("document", document))


def _judgment(told: ProvDocument, one: JudgmentRecord, made: ResultDocument) -> None:
    name = _id("judgment", one.question)
    said: dict[str, Any] = {"prov:label": one.title, "prov:type": _OWN["judgment"]}
    ends = {"peelgrade:status": one.status, "peelgrade:low": one.low or "", "peelgrade:high": one.high or ""}
    told.entity(name, said | ends)
    told.generation(name, "part:grading")
    rests = dict.fromkeys(part for reason in one.reasons for part in reason.support)
    for part in rests:
        told.derivation(name, _id("item" if part in made.receipt.evidence else "judgment", part))
    for rule in dict.fromkeys(one.decided_by):
        told.derivation(name, _id("rule", rule))
    if one.decision is not None and one.decision.applies:
        for person in one.decision.people:
            told.attribution(name, _agent(told, person, "Person"))


def _agent(told: ProvDocument, name: str, kind: str) -> str:
    """Return the identifier of an organisation or a person, told once."""
    if not told.get_record(_id("agent", name)):
        told.agent(_id("agent", name), {"prov:type": PROV[kind], "prov:label": name})
    return _id("agent", name)
