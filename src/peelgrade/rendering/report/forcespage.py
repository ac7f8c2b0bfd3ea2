"""Several inspections side by side as one page that stands alone."""

from __future__ import annotations

from peelgrade.rendering import pages, palette
from peelgrade.rendering.report.forces import Forces

_HERE = "report/templates"


def shown(forces: Forces) -> str:
    """Return inspections side by side as a page: a grid, then a table for each question."""
    style = palette.style() + pages.read(_HERE, "report.css") + pages.edges("Forces side by side", "", forces.standing)
    look = pages.Look(style, pages.read(_HERE, "forces.js"))
    shades = {
        (number, category): shade.name
        for number, group in enumerate(forces.groups)
        for category, shade in palette.shades(group.scale).items()
    }
    judgments = dict.fromkeys(
        cell.judged.words
        for group in forces.groups
        for standing in group.standings
        for cell in standing.cells
        if cell.judged
    )
    values = {"forces": forces, "shades": shades, "judgments": sorted(judgments)}
    return pages.written(_HERE, "forces.html", look, **values)
