"""Figures: their range, what they are set beside, and whether words about them are borne out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from peelgrade.consistency.arithmetic import decimal_of
from peelgrade.consistency.dossier import Dossier, Placed
from peelgrade.evidence import Comparator, Finding, Item, Metric, Refers
from peelgrade.figures import comparator_of, comparisons
from peelgrade.problems import Locator, Problem, Related, nearest, suggest
from peelgrade.rulebook import Rulebook

MAX_NAMED = 2  # metrics that advice names
MAX_SEARCHED = 1_000  # among more, none is looked for


def _metrics(dossier: Dossier) -> Iterator[Problem]:
    comparators = [word.id for word in dossier.rulebook.framework.comparators]
    for placed, metric in dossier.metrics.values():
        if dossier.record is not None and metric.subject not in (known := [dossier.record.force.id, *comparators]):
            message = f"'{metric.subject}' is neither the force nor a comparator"
            near = nearest(metric.subject, known)
            force = f"write '{known[0]}' for the force, or a comparator: {', '.join(comparators)}"
            yield Problem("PG508", message, placed.at("subject"), suggest(metric.subject, near) if near else force)
        unit = dossier.rulebook.measures[metric.measure].unit
        if metric.unit != unit:
            remedy = f"write 'unit: {unit}', or the measure that is meant"
            message = f"{metric.measure} is measured in {unit}, not in {metric.unit}"
            yield Problem("PG509", message, placed.at("unit"), remedy)
        yield from _in_range(placed, metric, dossier.rulebook)
        yield from _other_measures(placed, metric, dossier)


def _other_measures(placed: Placed[Item], metric: Metric, dossier: Dossier) -> Iterator[Problem]:
    for n, beside in enumerate(metric.comparators):
        if beside.metric is None or beside.metric not in dossier.metrics or beside.metric == metric.id:
            continue
        where, other = dossier.metrics[beside.metric]
        at = placed.at("comparators", n, "metric")
        earlier = dossier.rulebook.comparators[beside.comparator].earlier
        wanted = {
            "measure": metric.measure,
            "unit": metric.unit,
            "breakdown": metric.breakdown,
            "subject": metric.subject if earlier else beside.comparator,
        }
        wrong = next((key for key, value in wanted.items() if getattr(other, key) != value), None)
        if wrong is None:
            yield from _other_time(metric, other, at, where, earlier=earlier)
            continue
        told, meant = _plain(getattr(other, wrong)), _plain(wanted[wrong])
        related = (Related(where.at(wrong), f"the {wrong} of {other.id} is {told}"),)
        message = (
            f"{metric.id} cannot be set beside {other.id} as {beside.comparator}: its {wrong} is {told}, not {meant}"
        )
        fitting = (name for name, (_, one) in dossier.metrics.items() if _alike(one, wanted) and name != metric.id)
        fit = list(islice(fitting, MAX_NAMED)) if len(dossier.metrics) <= MAX_SEARCHED else []
        near = f", such as {' or '.join(fit)}" if fit else ""
        yield Problem("PG510", message, at, f"name a metric whose {wrong} is {meant}{near}", related)


def _alike(metric: Metric, wanted: Mapping[str, object]) -> bool:
    return all(getattr(metric, key) == value for key, value in wanted.items())


def _plain(value: object) -> str:
    return (" > ".join(value) or "none") if isinstance(value, tuple) else str(value)


def _other_time(metric: Metric, other: Metric, at: Locator, where: Placed[Item], *, earlier: bool) -> Iterator[Problem]:
    """Yield a problem where two figures that are set beside each other are of times that do not go together."""
    own, its = metric.days, other.days
    if own is None or its is None or (its[1] < own[1] if earlier else its == own):
        return
    related = (Related(where.at("as_at" if other.as_at else "period"), f"{other.id} is of {_days(its)}"),)
    wanted = "an earlier time is wanted" if earlier else "both should be of the same time"
    message = f"{metric.id} is of {_days(own)}, and {other.id} of {_days(its)}: {wanted}"
    yield Problem("PG530", message, at, "correct the time that is wrong, or the comparator", related)


def _days(days: tuple[date, date]) -> str:
    return str(days[0]) if days[0] == days[1] else f"{days[0]} to {days[1]}"


def _in_range(placed: Placed[Item], metric: Metric, rulebook: Rulebook) -> Iterator[Problem]:
    figures = [(metric.value, placed.at("value"))]
    figures += [(one.value, placed.at("comparators", n, "value")) for n, one in enumerate(metric.comparators)]
    for value, at in figures:
        message = "" if value is None else _out_of_range(value, metric, rulebook)
        if message:
            yield Problem("PG511", message, at, "check the figure, its unit and its measure")


def _out_of_range(value: Decimal, metric: Metric, rulebook: Rulebook) -> str:
    """Return why there cannot be such a figure; nothing if there can."""
    unit = rulebook.units[metric.unit]
    if unit.counted and metric.unit == rulebook.measures[metric.measure].unit and value % 1:
        return f"{value} is not a whole number, and {metric.unit} is counted"
    if rulebook.measures[metric.measure].is_change:
        less_than_all = unit.most is None or value >= -unit.most
        return "" if less_than_all else f"{value} {unit.title} is a fall by more than there was"
    if value < 0:
        return f"{value} is below nought, and {metric.measure} does not say how much something rose or fell"
    if unit.most is not None and value > unit.most:
        return f"{value} {unit.title} is more than there can be: at most {unit.most}"
    return ""


def _two_figures(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each figure that differs from an earlier one of the same thing at the same time."""
    first: dict[object, tuple[Placed[Item], Metric]] = {}
    for placed, metric in dossier.metrics.values():
        if metric.value is None or metric.bound != "exact":
            continue
        key = (metric.measure, metric.subject, metric.breakdown, metric.unit, metric.days)
        where, known = first.setdefault(key, (placed, metric))
        counted = dossier.rulebook.units[metric.unit].counted
        if known.interval(counted=counted).meets(metric.interval(counted=counted)) is None:
            message = (
                f"{metric.id} is {metric.value}, and {known.id}, of the same thing at the same time, is {known.value}"
            )
            related = (Related(where.at("value"), f"{known.id} is {known.value}"),)
            remedy = "correct the figure, or what sets the two apart: time, subject or breakdown"
            yield Problem("PG540", message, placed.at("value"), remedy, related)


# --- words and figures -----------------------------------------------------------------------------------------------


def _words(dossier: Dossier) -> Iterator[Problem]:
    """Yield a note for each finding that says of a metric what its figures do not.

    Where there is no figure for the comparator that the finding names, that of the nearest one is taken.
    """
    metrics = {name: metric for name, (_, metric) in dossier.metrics.items()}
    for placed, finding in dossier.findings.values():
        for n, refers in enumerate(finding.refers):
            metric = metrics.get(refers.metric)
            beside = None if metric is None else _set_beside(metric, refers.comparator, dossier.rulebook)
            if metric is None or beside is None:
                continue
            if refers.says not in comparisons(metric, beside, dossier.rulebook, metrics):
                at = placed.at("refers", n, "says")
                yield _not_borne_out(finding, refers, beside, at, dossier)


def _set_beside(metric: Metric, comparator: str, rulebook: Rulebook) -> Comparator | None:
    nearest = rulebook.comparators[comparator].nearest
    return comparator_of(metric, comparator) or (comparator_of(metric, nearest) if nearest else None)


def _not_borne_out(finding: Finding, refers: Refers, beside: Comparator, at: Locator, dossier: Dossier) -> Problem:
    where, metric = dossier.metrics[refers.metric]
    titles = {name: word.title for name, word in dossier.rulebook.comparators.items()}
    place = [one.comparator for one in metric.comparators].index(beside.comparator)
    related = [Related(where.at("value"), f"{metric.id} is {metric.value}")]
    named, title = titles[refers.comparator], titles[beside.comparator]
    nearest = "" if beside.comparator == refers.comparator else ", the nearest that there is a figure for,"
    if beside.stated is not None:
        found = f"the metric stands as '{beside.stated}' beside {title}{nearest.rstrip(',')}"
        related = [Related(where.at("comparators", place, "stated"), f"{metric.id} is recorded as '{beside.stated}'")]
    else:
        there = dossier.metrics.get(beside.metric or "")
        figure = there[1].value if there else beside.value
        at_figure = there[0].at("value") if there else where.at("comparators", place, "value")
        related.append(Related(at_figure, f"{title}: {figure}"))
        apart = abs(Fraction(metric.value or 0) - Fraction(figure or 0))
        within = dossier.rulebook.measures[metric.measure].similar_within
        found = (
            f"it is {metric.value}, and {title}{nearest} has {figure}: {decimal_of(apart)} apart,"
            f" where up to {within} is similar"
        )
    message = f"{finding.id} says that {metric.id} is {_SAYS[refers.says]} “{named}”; {found}"
    remedy = (
        "check the coding; if the source does say so, end the line with '# peelgrade: ignore[PG536] the source says so'"
    )
    return Problem("PG536", message, at, remedy, tuple(related))


_SAYS = {"lower": "lower than", "similar": "similar to", "higher": "higher than"}

CHECKS = (_metrics, _two_figures, _words)
