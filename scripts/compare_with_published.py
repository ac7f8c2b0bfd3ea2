"""Grade coded findings of many inspections, and set the judgments beside those that were published.

    python scripts/compare_with_published.py FINDINGS.csv PUBLISHED.csv [--rules FOLDER]

FINDINGS.csv has the columns inspection, coder, item, question, sub_question, kind, polarity, weight, extent,
recommendation_type, paraphrase; PUBLISHED.csv has inspection, question, grade. Each inspection is graded once for each
coder. Sub-questions without a row count as not inspected, and the minimum of evidence is waived. The tables do not say
on what ground a finding is major: for the question on vulnerable people it is taken to be serious harm, elsewhere core.

Printed for each coder, over the core questions that have rows: agreement, confusion matrix, quadratic-weighted kappa,
every disagreement, and two baselines on the same questions.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from peelgrade import pipeline
from peelgrade.backtesting.measures import OPEN, Counted
from peelgrade.evidence import (
    Document,
    Finding,
    Force,
    Inspection,
    InspectionRecord,
    QuestionRecord,
    Recommendation,
    Source,
    Waiver,
)
from peelgrade.grading import grade
from peelgrade.rulebook import Rulebook

Row = Mapping[str, str]
Cell = tuple[str, str]  # inspection and question
SOURCES = (Source(document="table"),)


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file with a header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def inspection_of(name: str, rows: Sequence[Row], rulebook: Rulebook) -> Inspection:
    """Return the rows of one inspection, as one coder coded it, as an inspection."""
    covered = {row["sub_question"] for row in rows}
    statuses = [QuestionRecord(question=rulebook.framework.questions.id, status="complete")]
    for question in rulebook.questions.values():
        below = {part.id for part in question.walk()}
        if question.graded and not below & covered:
            statuses.append(QuestionRecord(question=question.id, status="not_inspected"))
    record = InspectionRecord(
        id=name,
        force=Force(id="force", name=name),
        framework=rulebook.framework.id,
        documents=(Document(id="table", title="Coded findings"),),
        questions=tuple(statuses),
        waiver=Waiver(reason="The tables hold a part of each report.", date=date(2000, 1, 1)),
    )
    return Inspection.of(record, (item_of(row) for row in rows))


def item_of(row: Row) -> Finding | Recommendation:
    """Return one row as an item of evidence."""
    name = f"i{row['item']}"
    if row["kind"] == "recommendation":
        return Recommendation(
            id=name,
            kind="recommendation",
            question=row["sub_question"],
            sources=SOURCES,
            type=row["recommendation_type"],
            status="open",
            statement=row["paraphrase"],
        )
    return Finding.model_validate(
        {
            "id": name,
            "kind": "finding",
            "question": row["sub_question"],
            "sources": SOURCES,
            "shows": row["polarity"],
            "weight": row["weight"],
            "ground": ("serious_harm" if row["question"] == "q3" else "core") if row["weight"] == "major" else None,
            "extent": row["extent"],
            "standing": "observed",
            "statement": row["paraphrase"],
        }
    )


def by_rules(rows: Iterable[Row], rulebook: Rulebook) -> dict[Cell, str]:
    """Grade every inspection among the rows; return the judgments of the core questions that have rows."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["inspection"]].append(row)
    judged: dict[Cell, str] = {}
    for name, own in grouped.items():
        result = grade(inspection_of(name, own, rulebook), rulebook)
        for question in sorted({row["question"] for row in own}):
            reached = result[question].range
            if reached is not None:
                judged[name, question] = reached.low.id if reached.settled else f"{reached.low.id} to {reached.high.id}"
    return judged


def by_worst_sign(rows: Iterable[Row]) -> dict[Cell, str]:
    """Judge simply: a cause of concern is inadequate, any weakness requires improvement, else good."""
    judged: dict[Cell, str] = {}
    for row in rows:
        cell = row["inspection"], row["question"]
        sign = "good"
        if row["recommendation_type"] == "cause_of_concern":
            sign = "inadequate"
        elif row["polarity"] == "weakness":
            sign = "requires_improvement"
        order = ("inadequate", "requires_improvement", "good")
        judged[cell] = min(sign, judged.get(cell, "good"), key=order.index)
    return judged


def line(name: str, judged: Mapping[Cell, str], published: Mapping[Cell, str], categories: Sequence[str]) -> str:
    """Return one line of figures: agreement, and kappa where anything varies."""
    cells = sorted(set(judged) & set(published))
    agreed = sum(published[cell] == judged[cell] for cell in cells)
    ranks = {category: rank for rank, category in enumerate(categories)}
    pairs = ((ranks[published[cell]], ranks.get(judged[cell], OPEN), 1.0) for cell in cells)
    kappa = Counted.of(pairs, len(ranks)).kappa
    told = "none" if kappa is None else f"{kappa:.2f}"
    return f"  {name:<28} {agreed:>3} of {len(cells)}  {agreed / len(cells):6.1%}   kappa {told:>5}"


def print_matrix(judged: Mapping[Cell, str], published: Mapping[Cell, str], categories: Sequence[str]) -> None:
    """Print the confusion matrix: published down, by the rules across."""
    columns = [*categories, *sorted({word for word in judged.values() if word not in categories})]
    seen = Counter((published[cell], judged[cell]) for cell in judged if cell in published)
    print("  published \\ by the rules".ljust(28) + "".join(column.replace("_", " ").rjust(22) for column in columns))
    for row in categories:
        print(f"  {row.replace('_', ' '):<26}" + "".join(f"{seen[row, column]:>22}" for column in columns))


def compare(rows: Sequence[Row], published: Mapping[Cell, str], rulebook: Rulebook) -> None:
    """Print the figures of one coder."""
    categories = [category.id for category in rulebook.scale]
    judged = by_rules(rows, rulebook)
    common = Counter(published[cell] for cell in judged if cell in published).most_common(1)[0][0]
    print(line("these rules", judged, published, categories))
    print(line(f"always {common.replace('_', ' ')}", dict.fromkeys(judged, common), published, categories))
    print(line("worst sign decides", by_worst_sign(rows), published, categories))
    print()
    print_matrix(judged, published, categories)
    print()
    for cell in sorted(judged):
        if cell in published and judged[cell] != published[cell]:
            print(f"  differs: {cell[0]} {cell[1]}: published {published[cell]}, by the rules {judged[cell]}")
    missing = sorted(cell for cell in judged if cell not in published)
    for cell in missing:
        print(f"  not published: {cell[0]} {cell[1]}")
    print()


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the two tables and print the figures of each coder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("findings", type=Path, help="table of coded findings")
    parser.add_argument("published", type=Path, help="table of published judgments")
    parser.add_argument("--rules", type=Path, help="folder of a framework; else peel-effectiveness-2015 as it ships")
    given = parser.parse_args(arguments)
    folder, shown = (given.rules, str(given.rules)) if given.rules else pipeline.named_rules("peel-effectiveness-2015")
    reading = pipeline.Reading()
    rulebook = pipeline.read_rulebook(folder, shown, reading)
    if rulebook is None or reading.problems:
        print(f"{shown} has problems: run 'peelgrade validate {shown}'", file=sys.stderr)
        return 1
    rows = rows_of(given.findings)
    core = {part.id for part in rulebook.framework.questions.parts}
    published = {
        (row["inspection"], row["question"]): row["grade"]
        for row in rows_of(given.published)
        if row["question"] in core
    }
    for coder in sorted({row["coder"] for row in rows}):
        print(f"Coder {coder}: core questions with coded findings")
        compare([row for row in rows if row["coder"] == coder], published, rulebook)
    return 0


if __name__ == "__main__":
    sys.exit(main())
