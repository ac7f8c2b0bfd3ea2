"""A metric mapping against the framework that it is for: what its words stand for there, and what goes together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from peelgrade.problems import Locator, Problem, suggest
from peelgrade.rulebook import Rulebook

if TYPE_CHECKING:  # an inspection is checked without them
    from peelgrade.metricmapping import FigureColumn, MetricMapping


def check_metrics(mapping: MetricMapping, file: str, rulebook: Rulebook) -> Iterator[Problem]:
    """Yield what is wrong with a mapping under a framework, whose words it uses."""
    yield from _topic(mapping, file, rulebook)
    for n, figure in enumerate(mapping.figures):
        yield from _unit(figure, Locator(file, ("figures", n, "unit")), rulebook)
    yield from _comparators(mapping, file, rulebook)


def _topic(mapping: MetricMapping, file: str, rulebook: Rulebook) -> Iterator[Problem]:
    known = [topic.id for topic in rulebook.questions[mapping.question].topics]
    if mapping.topic is not None and mapping.topic not in known:
        message = f"'{mapping.topic}' is not a topic of the question {mapping.question}"
        remedy = suggest(mapping.topic, known) if known else "take 'topic' out: that question has none"
        yield Problem("PG502", message, Locator(file, ("topic",)), remedy)


def _unit(figure: FigureColumn, at: Locator, rulebook: Rulebook) -> Iterator[Problem]:
    if figure.unit is None:
        return
    measures = [figure.measure] if isinstance(figure.measure, str) else figure.measure.words.values()
    for name in dict.fromkeys(measures):
        unit = rulebook.measures[name].unit
        if unit != figure.unit:
            message = f"the measure {name} is in {unit}, not in {figure.unit}"
            yield Problem("PG509", message, at, f"write '{unit}', or name another measure; 'times' converts figures")


def _comparators(mapping: MetricMapping, file: str, rulebook: Rulebook) -> Iterator[Problem]:
    """Yield what figures can never be set beside: what no row is about, or what is no earlier time of the force."""
    subject = mapping.subject
    words = [subject] if isinstance(subject, str) else subject.words.values()
    for n, name in enumerate(mapping.comparators):
        at = Locator(file, ("comparators", n))
        if rulebook.comparators[name].earlier:
            remedy = f"say under 'earlier' how many years before, as in {{{name}: 1}}"
            yield Problem("PG665", f"'{name}' is the force itself at an earlier time", at, remedy)
        elif words and name not in words:
            remedy = "add the word that stands for it under 'subject', or take it out here"
            yield Problem("PG665", f"no word of the table stands for '{name}'", at, remedy)
    for name in mapping.earlier:
        if not rulebook.comparators[name].earlier:
            at = Locator(file, ("earlier", name), of_key=True)
            yield Problem("PG665", f"'{name}' is not an earlier time", at, "name it under 'comparators' instead")
