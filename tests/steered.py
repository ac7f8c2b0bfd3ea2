"""A small inspection, its rules and its tables in which a test gives every text that a file can hold.

Which texts there are is found from the models, by the schemas that ship, which `tests/test_formats.py` holds to them:
whatever is free text there is steered, and so are addresses. `tests/test_hostile_outputs.py` holds that the sample leaves none out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from peelgrade import formats

FREE, ADDRESS = r"\S", r"^https?://\S+$"  # how the schemas say that a text is free, and that it is an address
Steer = Callable[[str, int], str]  # from the name of a text and its number to what stands there

X = "x"  # stands for a text that is steered

RECORD = f"""\
id: town-2015
force: {{id: town, name: {X}}}
framework: small
cut_off: 2015-10-01
documents:
  - {{id: report, title: {X}, publisher: {X}, published: {X}, url: "https://x", licence: {X}}}
questions:
  - question: overall
    status: complete
    fieldwork: {{start: 2015-06-01, end: 2015-08-31}}
    document: report
    note: {X}
waiver: {{questions: [overall.response], reason: {X}, by: {X}, date: 2015-07-01}}
carried_over:
  - {{question: overall.manners, judgment: good, inspection: {X}, date: 2014-11-27, reason: {X}}}
decisions:
  - question: overall.response
    stage: panel
    outcome: confirmed
    judgment: good
    people: [{X}, {X}]
    date: 2015-12-10
    reason: {X}
    compared_with: [{X}]
    evidence: [F1]
challenges:
  - {{id: C1, item: F1, ground: error, made: 2016-01-11, statement: {X}, offered: [{X}]}}
  - id: C2
    item: F3
    ground: error
    made: 2016-01-11
    statement: {X}
    response: partly_accepted
    reason: {X}
    people: [{X}]
    date: 2016-01-12
    earlier: {{statement: {X}}}
published:
  - {{question: overall, judgment: good, sources: [{{document: report, section: {X}, page: 3}}]}}
"""

EVIDENCE = f"""\
- id: F1
  kind: finding
  question: overall.response
  topic: calls
  shows: strength
  weight: moderate
  extent: widespread
  standing: observed
  methods: [interview]
  statement: {X}
  observed: 2015-06-15
  coded_by: {X}
  checked_by: {X}
  note: {X}
  sources: [{{document: report, section: {X}, page: 17, figure: {X}}}]
- id: F2
  kind: finding
  question: overall.response
  shows: weakness
  weight: major
  ground: serious_harm
  at_risk: [children]
  extent: isolated
  standing: observed
  statement: {X}
  note: {X}
  sources: [{{document: report, paragraph: 4}}]
- id: F3
  kind: finding
  question: overall.manners
  shows: strength
  weight: minor
  extent: isolated
  standing: reported
  statement: {X}
  sources: [{{document: report, paragraph: 6}}]
- id: M1
  kind: metric
  question: overall.context
  measure: answered_share
  subject: town
  value: 66.7
  unit: percent
  period: {{start: 2015-01-01, end: 2015-06-30}}
  breakdown: [{X}, {X}]
  comparators: [{{comparator: nation, value: 50.5, significant: true, rank: 1, ranked_from: highest}}]
  statement: {X}
  note: {X}
  coded_by: {X}
  checked_by: {X}
  sources: [{{document: report, figure: {X}}}]
- id: R1
  kind: recommendation
  question: overall.response
  type: area_for_improvement
  status: in_progress
  as_of: 2015-09-01
  assessed_by: {X}
  statement: {X}
  note: {X}
  coded_by: {X}
  checked_by: {X}
  arises_from: [F2]
  sources: [{{document: report, page: 5}}]
"""

FRAMEWORK = f"""\
id: small
title: {X}
inspectorate: {X}
version: {X}
about: {X}
sources: [{{title: {X}, publisher: {X}, url: {X}}}]
scale:
  - {{id: poor, title: {X}, points: 1, considers: {X}}}
  - {{id: fair, title: {X}, points: 2, considers: {X}}}
  - {{id: good, title: {X}, points: 3, considers: {X}}}
baseline: fair
minimum_evidence: 1
questions:
  id: overall
  title: {X}
  short: {X}
  graded: true
  parts:
    - {{id: overall.response, title: {X}, short: {X}, graded: true, topics: [{{id: calls, title: {X}}}]}}
    - {{id: overall.manners, title: {X}, graded: true}}
    - {{id: overall.context, title: {X}, graded: false}}
methods: [{{id: interview, title: {X}}}]
groups_at_risk: [{{id: children, title: {X}}}]
recommendation_types: [{{id: area_for_improvement, title: {X}}}]
comparators: [{{id: nation, title: {X}}}]
units:
  - {{id: count, title: {X}, counted: true}}
  - {{id: percent, title: {X}, per: 100}}
measures:
  - {{id: calls_answered, title: {X}, unit: count, better: higher, similar_within: 0}}
  - {{id: answered_share, title: {X}, unit: percent, better: higher, similar_within: 1}}
improvements:
  weakness_remedied:
    minor: {{isolated: 1, partial: 1, widespread: 1}}
    moderate: {{isolated: 1, partial: 1, widespread: 1}}
    major: {{isolated: 1, partial: 1, widespread: 1}}
  practice_extended: {{isolated: 1, partial: 1}}
comparability:
  - framework: other
    title: {X}
    comparable: [{{question: overall.response, beside: x, note: {X}}}]
    not_comparable: [{{question: overall, reason: {X}}}]
    source: {X}
intended:
  - {{objection: unreachable, question: overall, and_below: true, category: poor, reason: {X}}}
"""

RULES = f"""\
- id: response.good
  question: overall.response
  supports: good
  because: {X}
  basis: {{kind: project, source: {X}}}
  when:
    all:
      - findings: {{shows: strength, weight: [moderate, major], at_least: 1}}
      - findings: {{shows: weakness, weight: major, extent: widespread, at_most: 0}}
- id: manners.good
  question: overall.manners
  supports: good
  because: {X}
  basis: {{kind: inferred, source: {X}}}
  when:
    findings: {{shows: strength, at_least: 9}}
- id: overall.good
  question: overall
  supports: good
  because: {X}
  basis: {{kind: published, source: {X}}}
  when:
    judgments: {{of: parts, reaching: good, at_least: 1}}
"""

CASES = f"""\
- id: c1
  because: {X}
  given: [{{question: overall.response, strength: moderate}}]
  in_progress: [overall.manners]
  expect: {{overall.response: good}}
"""

COLUMNS = f"""\
title: {X}
source: {X}
unit: {X}
not_judged: [{X}]
judgments: {{poor: poor, fair: fair, good: good}}
overall: {X}
parts: {{overall.response: {X}, overall.manners: {{column: {X}}}}}
"""

METRICS = f"""\
document: {{id: calls, title: {X}, publisher: {X}, published: {X}, url: "https://x", licence: {X}}}
prefix: C-
question: overall.response
subject: {{column: {X}}}
as_at: 2015-06-30
figures: [{{column: {X}, measure: calls_answered, breakdown: [{X}], statement: {X}}}]
comparators: [nation]
"""

Source = tuple[formats.Format, str]
SOURCES: Mapping[str, Source] = {
    "town/inspection.yaml": ("inspection", RECORD),
    "town/evidence.yaml": ("evidence", EVIDENCE),
    "rules/framework.yaml": ("framework", FRAMEWORK),
    "rules/rules.yaml": ("rules", RULES),
    "rules/tests/cases.yaml": ("cases", CASES),
    "rules/tables/t.yaml": ("columns", COLUMNS),
    "f.yaml": ("metrics", METRICS),
}
INPUTS: tuple[formats.Format, ...] = tuple(one for one in get_args(formats.Format) if one not in {"result", "config"})


# --- which texts there are -------------------------------------------------------------------------------------------


@cache
def schema(name: formats.Format) -> Mapping[str, Any]:
    """Return the schema of a format."""
    return formats.read(name)


def free(name: formats.Format) -> set[str]:
    """Return the names of all free texts and addresses of a format: the model and the field."""
    whole = schema(name)
    models = {name: whole, **whole.get("$defs", {})}
    return {f"{owner}.{key}" for owner, model in models.items() for key in _free_in(model)}


def _free_in(model: Mapping[str, Any]) -> Iterator[str]:
    for key, about in model.get("properties", {}).items():
        if any(one.get("pattern") in {FREE, ADDRESS} for one in _within(about)):
            yield key


def _within(about: Any) -> Iterator[Mapping[str, Any]]:
    """Yield a schema and all inside it; what it only names by a reference is a model of its own."""
    if isinstance(about, dict):
        yield about
        for one in about.values():
            yield from _within(one)
    elif isinstance(about, list):
        for one in about:
            yield from _within(one)


Steps = tuple[str | int, ...]
Text = tuple[str, Steps, bool]  # its name, the way to it, and whether it is an address


def texts(name: formats.Format, data: Any) -> Iterator[Text]:
    """Yield the free texts of a file: what each is called, and the steps to it."""
    whole = schema(name)
    return _texts(whole, whole, data, name, ())


def _texts(whole: Mapping[str, Any], about: Mapping[str, Any], data: Any, name: str, steps: Steps) -> Iterator[Text]:
    if "$ref" in about:
        owner = about["$ref"].rpartition("/")[2]
        yield from _texts(whole, whole["$defs"][owner], data, owner, steps)
    elif isinstance(data, str):
        kinds = {one.get("pattern") for one in _choices(about) if one.get("type") == "string"}
        if kinds & {FREE, ADDRESS}:
            yield name, steps, ADDRESS in kinds
    elif isinstance(data, dict):
        model = next((one for one in _models(whole, about) if _fits(one[1], data)), None)
        assert model is not None, (name, steps, data)
        owner, inside = model
        for key, value in data.items():
            within = inside.get("properties", {}).get(key) or inside.get("additionalProperties")
            if isinstance(within, dict):
                yield from _texts(whole, within, value, f"{owner or name.partition('.')[0]}.{key}", (*steps, key))
    elif isinstance(data, list):
        entries = next(one["items"] for one in _choices(about) if "items" in one)
        for number, value in enumerate(data):
            yield from _texts(whole, entries, value, name, (*steps, number))


def _choices(about: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what may stand here, one after another."""
    several = about.get("anyOf") or about.get("oneOf")
    if several and "properties" not in about:
        for one in several:
            yield from _choices(one)
    else:
        yield about


def _models(whole: Mapping[str, Any], about: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the models that may stand here, with their names; no name for a mapping that is written out."""
    for one in _choices(about):
        if "$ref" in one:
            owner = one["$ref"].rpartition("/")[2]
            yield from ((owner, inside) for _, inside in _models(whole, whole["$defs"][owner]))
        elif "properties" in one or "additionalProperties" in one:
            yield "", one


def _fits(model: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    known = model.get("properties", {})
    kind = known.get("kind", {}).get("const", data.get("kind"))
    return data.get("kind") == kind and (bool(model.get("additionalProperties")) or set(data) <= set(known))


# --- the files -------------------------------------------------------------------------------------------------------


def steered(steer: Steer) -> dict[str, str]:
    """Return the files, with what is given for each text; texts are numbered through all of them."""
    made: dict[str, str] = {}
    read: dict[str, Any] = {}
    number = 0
    for path, (name, written) in SOURCES.items():
        data = yaml.load(written, yaml.BaseLoader)  # noqa: S506  # it makes text of everything, and of nothing else
        plain = yaml.safe_load(written)
        read[path] = plain
        for called, steps, is_address in [*texts(name, data)]:
            text = steer(called, number)
            if name in {"columns", "metrics"}:  # a name of a column is one line, in whatever table
                text = " ".join(text.split())
            _put(plain, steps, "https://www.example.org/" + "".join(text.split()) if is_address else text)
            number += 1
        made[path] = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=10**6)
    made["t.csv"] = _judgments(read["rules/tables/t.yaml"])
    made["f.csv"] = _figures(read["f.yaml"])
    return made


def names() -> set[str]:
    """Return what the texts are called that the sample has."""
    found = ((name, yaml.load(written, yaml.BaseLoader)) for name, written in SOURCES.values())  # noqa: S506  # as above
    return {called for name, data in found for called, *_ in texts(name, data)}


def _put(data: Any, steps: Steps, text: str) -> None:
    for step in steps[:-1]:
        data = data[step]
    data[steps[-1]] = text


def _judgments(mapping: Mapping[str, Any]) -> str:
    """Return a table of published judgments with the columns that a mapping names."""
    response, manners = mapping["parts"]["overall.response"], mapping["parts"]["overall.manners"]["column"]
    rows = [[mapping["unit"], response, manners, mapping["overall"]]]
    rows += [[mapping["title"], "good", "good", "good"], ["B", "fair", "fair", "good"], ["C", mapping["not_judged"][0], "x y", "good"]]  # fmt: skip
    return _table(rows)


def _figures(mapping: Mapping[str, Any]) -> str:
    """Return a table of figures with the columns that a mapping names."""
    return _table([[mapping["subject"]["column"], mapping["figures"][0]["column"]], ["town", "7"], ["nation", "900"]])


def _table(rows: list[list[str]]) -> str:
    made = io.StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue()


def write(folder: Path, steer: Steer) -> None:
    """Write the files into a folder."""
    for name, text in steered(steer).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
