"""Colours can be told apart by everyone, and words on them can be read."""

from __future__ import annotations

from itertools import combinations

import pytest
from coloraide import Color

from peelgrade.rendering import palette
from peelgrade.scale import Category

TEXT, MARK = 4.5, 3.0  # contrast that WCAG 2.1 asks for at level AA: of text, and of what is no text


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2.1."""
    return Color(one).contrast(other, method="wcag21")


def nearest(seen_by: str | None, method: str) -> float:
    """Return how far the two shades apart are that are nearest, as somebody sees them."""
    colours = [Color(shade.background) for shade in palette.SHADES]
    seen = [colour.filter(seen_by) if seen_by else colour for colour in colours]
    return min(one.delta_e(other, method=method) for one, other in combinations(seen, 2))


@pytest.mark.parametrize("shade", palette.SHADES, ids=lambda shade: shade.name)
def test_words_on_a_shade_can_be_read(shade: palette.Shade) -> None:
    """The ink of each shade has the contrast of text on its background."""
    assert contrast(shade.ink, shade.background) >= TEXT


@pytest.mark.parametrize("shade", palette.SHADES, ids=lambda shade: shade.name)
def test_a_shade_is_seen_on_paper(shade: palette.Shade) -> None:
    """The edge of each shade stands out from paper, also where the shade itself is pale."""
    assert contrast(shade.edge, palette.PAPER) >= MARK


@pytest.mark.parametrize(
    ("seen_by", "by_2000", "by_76"),
    [(None, 29.3, 39.7), ("protan", 23.0, 33.4), ("deutan", 22.2, 29.5), ("tritan", 22.2, 27.5)],
)
def test_every_two_shades_can_be_told_apart(seen_by: str | None, by_2000: float, by_76: float) -> None:
    """The nearest two shades are as far apart as was measured, for readers with each kind of colour blindness."""
    assert by_2000 == round(nearest(seen_by, "2000"), 1)
    assert by_76 == round(nearest(seen_by, "76"), 1)


def test_shades_differ_in_how_light_they_are_at_each_side() -> None:
    """In black and white, shades get lighter from the best to the middle and darker from there to the worst."""
    light = [Color(shade.background).convert("lab-d65")["l"] for shade in palette.SHADES]
    assert light[0] < light[1] < light[2] > light[3] > light[4]


def test_marks_of_charts_are_seen() -> None:
    """The force's own mark, edges of others, bands and lines stand out from paper, and the force's from the others."""
    for colour in (palette.OWN, palette.LINE, palette.INK):
        assert contrast(colour, palette.PAPER) >= MARK
    for colour in palette.OTHERS:
        assert contrast(palette.OWN, colour) >= MARK


def test_words_in_pictures_can_be_read() -> None:
    """Plain and faint words have the contrast of text on paper."""
    assert contrast(palette.INK, palette.PAPER) >= TEXT
    assert contrast(palette.FAINT, palette.PAPER) >= TEXT


@pytest.mark.parametrize(
    ("categories", "shapes"),
    [
        (2, ["square", "star"]),
        (3, ["square", "diamond", "star"]),
        (4, ["square", "triangle", "disc", "star"]),
        (5, ["square", "triangle", "diamond", "disc", "star"]),
    ],
)
def test_categories_have_shades_and_shapes_of_their_own(categories: int, shapes: list[str]) -> None:
    """Up to five categories, worst to best, have a shape each that no other has."""
    scale = [Category("scale", rank, f"c{rank}", f"C{rank}", 0) for rank in range(categories)]  # type: ignore[arg-type]
    assert shapes == [shade.shape for shade in palette.shades(scale).values()]


def test_the_style_sheet_has_a_class_for_every_shade() -> None:
    """Pages style categories by the name of their shade."""
    assert [shade.name for shade in palette.SHADES] == [line[1:7] for line in palette.style().splitlines()]
