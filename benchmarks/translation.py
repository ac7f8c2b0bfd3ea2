"""The workload in the terms of peelgrade: a rulebook and inspections, as models and as files.

The rules of a sub-question are written in this way. A rule that comes before every better one limits; one that reaches
above the baseline supports. A rule below them that gives the baseline again decides nothing, for the baseline stands
anyway: it is written as a limit to the best category, so that what it counts is counted and recorded all the same.

One thing differs. Where nothing was found on a sub-question, the workload gives the baseline, and peelgrade says that
it is open. So an inspection has one item more for each sub-question without a finding or recommendation: an
area for improvement, which no rule counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from peelgrade import evidence, rulebook
from peelgrade.evidence import Finding, Inspection, InspectionRecord, Metric, Recommendation, Source
from peelgrade.rulebook import Framework, Rule, Rulebook
from peelgrade.trace import Result
from peelgrade.writing import Plain, as_yaml
from workload import BASELINE, CATEGORIES, OVERALL, TYPES, Count, Grades, Item, Step, Workload

FRAMEWORK = "benchmark"
FORCE = "town"
COMPARATOR = "similar_forces"
UNIT = "figure"
MEASURES = {"higher": "more_is_better", "lower": "less_is_better"}
NOTES = "notes"
DAY = date(2015, 6, 30)
_RANKS = {category: rank for rank, category in enumerate(CATEGORIES)}
_SOURCES = (Source(document=NOTES, paragraph=1),)
_MEANT = "peelgrade: ignore[PG611] it decides nothing, and what it counts is counted and recorded"
_BASIS = rulebook.Basis(kind="project", source="the workload of the benchmarks")


# --- rules -----------------------------------------------------------------------------------------------------------


def rulebook_of(workload: Workload) -> Rulebook:
    """Return the rulebook of a workload. Raises ValueError where supports and limits would say something else."""
    rules = [rule for part, steps in workload.rules.items() for rule in _of_part(part, steps)]
    for question, parts in {**workload.questions, OVERALL: tuple(workload.questions)}.items():
        rules += _of_question(question, len(parts))
    return Rulebook.of(_framework(workload), rules)


def _framework(workload: Workload) -> Framework:
    below = {name: tuple(_question(part) for part in parts) for name, parts in workload.questions.items()}
    parts = tuple(_question(name, inside) for name, inside in below.items())
    return Framework(
        id=FRAMEWORK,
        title="The workload of the benchmarks",
        inspectorate="None",
        version="1.0",
        scale=tuple(
            rulebook.ScaleCategory(id=category, title=category.replace("_", " ").capitalize(), points=Decimal(rank))
            for category, rank in _RANKS.items()
        ),
        baseline=BASELINE,
        minimum_evidence=1,
        intended=tuple(
            rulebook.Intended(objection=one, question=OVERALL, and_below=True, reason="The workload has it so.")
            for one in ("jump", "wordy")
        ),
        questions=_question(OVERALL, parts),
        recommendation_types=tuple(rulebook.RecommendationType(id=one, title=one.replace("_", " ")) for one in TYPES),
        comparators=(rulebook.ComparatorWord(id=COMPARATOR, title="Similar forces"),),
        units=(rulebook.Unit(id=UNIT, title="figure", counted=False),),
        measures=tuple(
            rulebook.Measure(id=name, title=name.replace("_", " "), unit=UNIT, better=better, similar_within=Decimal(0))  # type: ignore[arg-type]  # better is a key of MEASURES
            for better, name in MEASURES.items()
        ),
    )


def _question(name: str, parts: tuple[rulebook.Question, ...] = ()) -> rulebook.Question:
    return rulebook.Question(id=name, title=f"Question {name}", graded=True, parts=parts)


def _of_part(part: str, steps: Sequence[Step]) -> Iterator[Rule]:
    """Yield the rules of a sub-question: those before the first that is above the baseline limit, the others support."""
    lifting = [n for n, step in enumerate(steps) if _RANKS[step.category] > _RANKS[BASELINE]]
    limits, supports = steps[: lifting[0]], [steps[n] for n in lifting]
    powerless = [step for step in steps[lifting[0] :] if step not in supports]
    worst_first = sorted(limits, key=lambda step: _RANKS[step.category])
    best_first = sorted(supports, key=lambda step: -_RANKS[step.category])
    if list(limits) != worst_first or supports != best_first or steps[lifting[-1] + 1 :] != tuple(powerless):
        raise ValueError(f"the rules of {part} do not limit first, worst first, and support then, best first")
    if any(step.category != BASELINE for step in powerless):
        raise ValueError(f"of the rules of {part}, one below those that support is not about the baseline")
    for step in limits:
        yield _rule(part, step, limits_to=step.category)
    for step in supports:
        yield _rule(part, step, supports=step.category)
    for step in powerless:
        yield _rule(part, step, limits_to=CATEGORIES[-1])


def _rule(part: str, step: Step, **effect: str) -> Rule:
    because = f"rule {step.id} of the workload"
    counts = tuple(_count(count) for count in step.counts)
    when = counts[0] if len(counts) == 1 else rulebook.All(all=counts)
    return Rule(id=step.id, question=part, because=because, basis=_BASIS, when=when, **effect)  # type: ignore[arg-type]  # effect has 'supports' or 'limits_to'


def _count(count: Count) -> rulebook.Findings | rulebook.Metrics | rulebook.Recommendations:
    bound: dict[str, Any] = {"at_least" if count.at_least else "at_most": count.number}
    match count.kind:
        case "finding":
            weights = evidence.WEIGHTS[count.weight_from - 1 :] if count.weight_from else None
            extent = (count.attributes["extent"],) if "extent" in count.attributes else None
            selected: dict[str, Any] = {"shows": count.attributes["shows"], "weight": weights, "extent": extent}
            return rulebook.Findings(findings=rulebook.FindingsCount(**selected, **bound))
        case "metric":
            selected = {"measure": tuple(MEASURES.values()), "comparator": COMPARATOR, "stands": (count.stands,)}
            return rulebook.Metrics(metrics=rulebook.MetricsCount(**selected, **bound))
        case _:
            selected = {"type": (count.attributes["type"],), "status": ("open", "in_progress")}
            return rulebook.Recommendations(recommendations=rulebook.RecommendationsCount(**selected, **bound))


def _of_question(question: str, parts: int) -> Iterator[Rule]:
    """Yield the rules of a roll-up: the lower median of n reaches what more than half of them reach."""
    most = parts // 2 + 1
    for category in CATEGORIES[_RANKS[BASELINE] + 1 :]:
        reached = rulebook.JudgmentsCount(reaching=category, at_least=most)
        yield _roll_up(question, category, "more than half of the parts reach it", reached, supports=category)
    for category, above in pairwise(CATEGORIES[: _RANKS[BASELINE] + 1]):
        reached = rulebook.JudgmentsCount(reaching=above, at_most=most - 1)
        yield _roll_up(question, category, "half of the parts or more are no better", reached, limits_to=category)
    inadequate = rulebook.JudgmentsCount(below=BASELINE, at_least=1)
    yield _roll_up(question, "capped", "a part is inadequate", inadequate, limits_to=BASELINE)


def _roll_up(question: str, name: str, because: str, count: rulebook.JudgmentsCount, **effect: str) -> Rule:
    when = rulebook.Judgments(judgments=count)
    return Rule(id=f"{question}.{name}", question=question, because=because, basis=_BASIS, when=when, **effect)  # type: ignore[arg-type]  # effect has 'supports' or 'limits_to'


# --- evidence --------------------------------------------------------------------------------------------------------


def inspection_of(name: str, items: Sequence[Item], workload: Workload) -> Inspection:
    """Return an inspection with the items, and one more for each sub-question on which nothing was found."""
    return Inspection.of(*told(name, items, workload))


def told(name: str, items: Sequence[Item], workload: Workload) -> tuple[InspectionRecord, list[evidence.Item]]:
    """Return the record and the items of an inspection, which is not laid out yet."""
    return _record(name), [_item(item) for item in with_settled_parts(items, workload)]


def with_settled_parts(items: Sequence[Item], workload: Workload) -> tuple[Item, ...]:
    """Return items with one more for each sub-question without a finding or recommendation, which no rule counts."""
    found = {item["question"] for item in items if item["kind"] != "metric"}
    missing = (part for part in workload.rules if part not in found)
    return (*items, *({"id": f"N{p}", "kind": "recommendation", "question": p, "type": TYPES[0]} for p in missing))


def _record(name: str) -> InspectionRecord:
    return InspectionRecord(
        id=name,
        force=evidence.Force(id=FORCE, name="Town Police"),
        framework=FRAMEWORK,
        documents=(evidence.Document(id=NOTES, title="Field notes"),),
        questions=(evidence.QuestionRecord(question=OVERALL, status="complete"),),
    )


def _item(item: Item) -> evidence.Item:
    shared: dict[str, Any] = {"id": item["id"], "question": item["question"], "sources": _SOURCES}
    match item["kind"]:
        case "finding":
            weight = evidence.WEIGHTS[item["weight"] - 1]
            ground: evidence.Ground | None = "core" if weight == "major" else None
            told: dict[str, Any] = {
                "shows": item["shows"],
                "weight": weight,
                "extent": item["extent"],
                "ground": ground,
            }
            return Finding(kind="finding", standing="observed", statement="Made up.", **told, **shared)
        case "metric":
            beside = evidence.Comparator(comparator=COMPARATOR, value=Decimal(str(item["beside"])))
            told = {"measure": MEASURES[item["better"]], "value": Decimal(str(item["value"])), "comparators": (beside,)}
            return Metric(kind="metric", subject=FORCE, unit=UNIT, as_at=DAY, breakdown=(item["id"],), **told, **shared)
        case _:
            return Recommendation(
                kind="recommendation", status="open", statement="Made up.", type=item["type"], **shared
            )


def grades_of(result: Result, workload: Workload) -> Grades:
    """Return the grades of a result; one that is not settled has none, and so is told as 'open'."""
    reached = {one.question: "open" if one.category is None else one.category.id for one in result.judgments}
    return Grades(
        {part: reached[part] for part in workload.rules},
        {question: reached[question] for question in workload.questions},
        reached[OVERALL],
    )


# --- files -----------------------------------------------------------------------------------------------------------


def write_rulebook(rules: Rulebook, folder: Path) -> None:
    """Write a rulebook as the files of a framework into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "framework.yaml", _plain(rules.framework))
    _write(folder / "rules.yaml", [_plain(rule) for rule in rules.rules])
    powerless = f"  limits_to: {CATEGORIES[-1]}\n"
    path = folder / "rules.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(powerless, f"{powerless[:-1]}  # {_MEANT}\n"), encoding="utf-8"
    )


def write_inspection(inspection: Inspection, folder: Path) -> None:
    """Write an inspection as files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "inspection.yaml", _plain(inspection.record))
    _write(folder / "evidence.yaml", [_plain(item) for item in inspection.items])


def _plain(model: evidence.Model) -> Mapping[str, Any]:
    """Return a model as mappings, lists and text, without what is as it would be if left out."""
    told = model.model_dump(exclude_defaults=True)
    plain: Mapping[str, Any] = _written({**_kind(model), **told})
    return plain


def _kind(model: evidence.Model) -> Mapping[str, str]:
    return {"id": model.id, "kind": model.kind} if isinstance(model, Finding | Metric | Recommendation) else {}


def _written(value: Any) -> Any:  # noqa: ANN401  # data of any shape
    match value:
        case dict():
            return {name: _written(inside) for name, inside in value.items()}
        case list() | tuple():
            return [_written(inside) for inside in value]
        case Decimal() | date():
            return Plain(value)
        case _:
            return value


def _write(path: Path, data: Mapping[str, Any] | Sequence[Any]) -> None:
    path.write_text(as_yaml(data, compact=True), encoding="utf-8")
