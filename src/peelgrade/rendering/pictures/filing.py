"""Every picture of a report as a file, so that it can go into a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from peelgrade.rendering.pictures.charting import chart
from peelgrade.rendering.pictures.outlining import reasons
from peelgrade.rendering.pictures.svg import Picture
from peelgrade.rendering.pictures.tiling import tiles
from peelgrade.rendering.report.content import Report

_FIRST = '<?xml version="1.0" encoding="UTF-8"?>\n'  # some programs know a file by it


def files(report: Report) -> Mapping[str, str]:
    """Return the pictures of a report by the name of a file: 'tiles.svg', 'reasons-q3.svg', 'chart-q1.levels-1.svg'.

    There are tiles and reasons only for readers who are told judgments and what decided them.
    """
    return {name: f"{_FIRST}{one.svg}\n" for name, one in _pictures(report)}


def _pictures(report: Report) -> Iterator[tuple[str, Picture]]:
    asked = tuple(report.overall.walk())
    if any(one.judged for one in asked):
        yield "tiles.svg", tiles(report)
    for one in asked:
        if one.graded and one.judged and (one.in_short or one.reasons):
            yield f"reasons-{one.id}.svg", reasons(one, scale=report.scale, standing=report.standing)
    for one in asked:
        for drawn in one.charts:
            yield f"chart-{drawn.id}.svg", chart(drawn)
