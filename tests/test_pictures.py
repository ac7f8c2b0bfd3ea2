"""Pictures stand alone, say what they show, do nothing with text from files, and nothing in them overlaps or is cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import chain, combinations, pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peelgrade.grading import grade
from peelgrade.rendering import palette, pictures
from peelgrade.rendering.pictures import Picture, axes, widths
from peelgrade.rendering.report import building, figures
from peelgrade.rendering.report.content import Audience, Chart, ChartRow, Judged, Mark, Question, Report, Told
from peelgrade.rendering.views import View
from tests.conftest import read_kent
from tests.properties import QUICK
from tests.test_rendering import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle " * 4
ELEMENTS = {"svg", "title", "desc", "rect", "path", "text", "circle", "polygon"}


@cache
def report(audience: Audience = "panel") -> Report:
    """Return the report of Kent's inspection."""
    read = read_kent()
    return building.built(
        View(grade(read.inspection, read.rulebook), read.inspection, read.rulebook, read.places.of), audience
    )


@cache
def kent_charts() -> tuple[Chart, ...]:
    """Return the charts of Kent's inspection."""
    read = read_kent()
    view = View(grade(read.inspection, read.rulebook), read.inspection, read.rulebook, read.places.of)
    return tuple(chart for name in read.rulebook.questions for chart in figures.charts(view, name))


def chart_of(*rows: ChartRow, drawn: str = "bars", text: str = "Crime") -> Chart:
    """Return a chart of rows, with marks of the force and of two others."""
    return Chart("c-1", text, text, text, drawn, ("Kent", "Others", "Third"), rows, text)  # type: ignore[arg-type]


def row(
    *values: str, label: str = "Label", told: str = "better", low: str | None = None, high: str | None = None
) -> ChartRow:
    """Return a row with a mark for each value; the first may have a band."""
    ends = (None if low is None else Decimal(low), None if high is None else Decimal(high))
    marks = [
        Mark(name, Decimal(value), value, *(ends if n == 0 else (None, None)))
        for n, (name, value) in enumerate(zip(("Kent", "Others", "Third"), values, strict=False))
    ]
    return ChartRow(label, tuple(marks), told)


def question(text: str, *parts: Question, judged: Judged | None = None, depth: int = 0) -> Question:
    """Return a question that says one text everywhere."""
    in_short = (Told(text, "strong"), Told(text, "plain", (Told(text, "faint"),)))
    return Question(
        "q9", text, text, depth, graded=True, working_view=depth > 1, judged=judged, in_short=in_short, parts=parts
    )


def invented(text: str) -> Report:
    """Return a report that says one text everywhere, with a judgment, a range and a question that is not judged."""
    good, poor = report().scale[2], report().scale[0]
    parts = (
        question(text, judged=Judged(text, good, good, published=text, differs=True), depth=2),
        question(text, judged=Judged(text, poor, good), depth=2),
        question(text, judged=Judged(text), depth=2),
        question(text, depth=2),
    )
    top = question(text, *parts, judged=Judged(text, good, good))
    return replace(report(), force=text, title=text, framework=text, standing=text, overall=top)


def invented_charts(text: str) -> tuple[Chart, ...]:
    """Return charts that say one text everywhere, with bands, deep rows and figures far from each other."""
    marks = [Mark(text, Decimal(value), text, Decimal(0), None) for value in ("1", "99999", "0.001")]
    rows = tuple(ChartRow(text, tuple(marks), text, depth) for depth in range(8))
    return tuple(
        Chart("c", text, text, text, drawn, (text, "b", "c"), rows, text) for drawn in ("bars", "dots", "change")
    )


def all_of(told: Report, charts: Sequence[Chart]) -> Iterator[Picture]:
    """Yield every picture of a report and of charts, wide and narrow."""
    for narrow in (False, True):
        yield pictures.tiles(told, narrow=narrow)
        for asked in (told.overall, *told.overall.parts):
            yield pictures.reasons(asked, scale=told.scale, standing=told.standing, narrow=narrow)
        yield from (pictures.chart(chart, narrow=narrow) for chart in charts)


@cache
def drawn_of_kent() -> tuple[Picture, ...]:
    """Return every picture of Kent."""
    return tuple(all_of(report(), kent_charts()))


@cache
def drawn_of_text(text: str) -> tuple[Picture, ...]:
    """Return every picture of a report that says one text everywhere."""
    return tuple(all_of(invented(text), invented_charts(text)))


def pictures_of(text: str) -> tuple[Picture, ...]:
    """Return every picture of a report that says one text everywhere; without one, of Kent."""
    return drawn_of_text(text) if text else drawn_of_kent()


def parsed(picture: Picture) -> ET.Element:
    """Return a picture read as XML."""
    return ET.fromstring(picture.svg)  # noqa: S314  # it is our own


@pytest.mark.parametrize("text", ["", HOSTILE, "&<>\"'"], ids=["kent", "hostile", "markup"])
def test_pictures_stand_alone(text: str) -> None:
    """Only shapes and text are drawn: no script, link, style, event or anything that is fetched, whatever text says."""
    for picture in pictures_of(text):
        root = parsed(picture)
        assert ELEMENTS >= {one.tag.removeprefix(SVG) for one in root.iter()}, picture.alt
        for one in root.iter():
            for name, value in one.attrib.items():
                assert not name.startswith("on")
                assert name not in {"style", "href", "class"}
                assert "url(" not in value


@pytest.mark.parametrize("text", ["", HOSTILE], ids=["kent", "hostile"])
def test_pictures_say_what_they_show(text: str) -> None:
    """Each is an image with a title and a description, which are its words for who does not see it."""
    for picture in pictures_of(text):
        root = parsed(picture)
        assert "img" == root.get("role")
        title, told = root[0], root[1]
        assert f"{title.text}. {told.text}" == picture.alt
        assert f"{title.get('id')} {told.get('id')}" == root.get("aria-labelledby")


def test_invisible_text_is_shown_as_codes() -> None:
    """What cannot be seen in text is told by its code in the picture and in its words."""
    for picture in drawn_of_text("turn\u202egnp"):
        assert "\u202e" not in picture.svg
        assert "\\u202e" in "".join(parsed(picture).itertext()).replace(" ", "")
        assert "\u202e" not in picture.alt


def test_ids_begin_with_the_prefix() -> None:
    """Two pictures with prefixes of their own go into one page, and a prefix is made an id whatever it is."""
    first, second = pictures.tiles(report(), "a"), pictures.tiles(report(), 'b" x="<')
    ids = [one.get("id") for picture in (first, second) for one in parsed(picture).iter() if one.get("id")]
    assert ["a-title", "a-desc", "b--x----title", "b--x----desc"] == ids


def test_pictures_of_kent_are_few_and_small() -> None:
    """The files of the panel are tiles, the reasons of every judged question, and charts; together they weigh little."""
    made = pictures.files(replace(report(), overall=replace(report().overall, charts=kent_charts())))
    named = set(made)
    assert {"tiles.svg", "reasons-effectiveness.svg", "reasons-q3.svg", "reasons-q3.specific_groups.svg"} <= named
    assert {"chart-q1.levels-1.svg", "chart-q2.justice-1.svg"} <= named
    assert 150_000 > sum(len(text.encode()) for text in made.values())
    assert made == pictures.files(replace(report(), overall=replace(report().overall, charts=kent_charts())))


def test_readers_who_are_told_no_judgment_get_no_picture_of_one() -> None:
    """At a debrief there are neither tiles nor reasons; the public is shown no working view."""
    assert not any(name.startswith(("tiles", "reasons")) for name in pictures.files(report("debrief")))
    assert not any(
        "orking view" in text for name, text in pictures.files(report("public")).items() if "reasons" in name
    )


def texts(picture: Picture) -> list[str]:
    """Return the lines of text in a picture, without its title and description."""
    return [one.text or "" for one in parsed(picture).iter(f"{SVG}text")]


def test_tiles_say_the_word_and_show_the_shape() -> None:
    """Each judgment is told in words, with the shape and colour of its category."""
    tiles = pictures.tiles(report())
    assert 4 == texts(tiles).count("Good") - 1  # and one in the key
    assert {"Requires", "improvement", "Requires improvement"} <= set(texts(tiles))
    assert 5 == len(list(parsed(tiles).iter(f"{SVG}circle")))
    assert "Vulnerability: Requires improvement" in tiles.alt


def test_tiles_stand_in_even_rows_and_break_no_word() -> None:
    """Six core questions stand three and three, and a long judgment is set smaller and not broken inside a word."""
    (_, _, core, _) = report().overall.parts
    tiles = parsed(pictures.tiles(replace(report(), overall=replace(report().overall, parts=(core,) * 6))))
    rows = [one.get("y") for one in tiles.iter(f"{SVG}rect") if one.get("rx")][1:]
    assert [3, 3] == [rows.count(one) for one in dict.fromkeys(rows)]
    five = pictures.tiles(replace(report(), overall=replace(report().overall, parts=(core,) * 5)))
    assert 5 == texts(five).count("improvement")


def test_a_range_is_told_in_words_with_a_shape_for_each_end() -> None:
    """What is still open has no colour of its own, and the shape of every category that it may end in."""
    worst, *_, best = report().scale
    top = replace(report().overall, judged=Judged("Open", worst, best), parts=())
    tiles = parsed(pictures.tiles(replace(report(), overall=top)))
    assert ["5 3"] == [one.get("stroke-dasharray") for one in tiles.iter(f"{SVG}rect") if one.get("stroke-dasharray")]
    assert 2 * 1 == len(list(tiles.iter(f"{SVG}circle")))  # one in the range, one in the key


def test_what_decided_stands_under_the_part_that_it_comes_from() -> None:
    """The two weaknesses of question 3 stand at the specific groups, whose frame is drawn thick."""
    vulnerability = report().overall.parts[2]
    drawn = pictures.reasons(vulnerability, scale=report().scale)
    lines = texts(drawn)
    at = lines.index("Specific groups")
    assert any(line.startswith("F320") for line in lines[at:])
    assert not any(line.startswith("F320") for line in lines[:at])
    thick = [one for one in parsed(drawn).iter(f"{SVG}rect") if one.get("stroke-width") == "2"]
    assert 2 == len(thick)  # the question and that part


def test_working_views_are_marked() -> None:
    """Parts that the inspectorate does not judge are dashed and called working views."""
    drawn = pictures.reasons(report().overall.parts[0], scale=report().scale)
    dashed = [one for one in parsed(drawn).iter(f"{SVG}rect") if one.get("stroke-dasharray")]
    assert 2 == len(dashed) == texts(drawn).count("Working view")


def test_charts_print_every_value() -> None:
    """Each figure is in the picture and in the table beside it, as text."""
    for chart in kent_charts():
        printed, table = texts(pictures.chart(chart)), pictures.table(chart)
        wanted = [mark.text for line in chart.rows for mark in line.marks]
        assert not [text for text in wanted if text not in printed]
        assert wanted == list(chain(*(line.cells[: len(chart.series)] for line in table.rows)))
        assert {len(table.heads) - 1} == {len(line.cells) for line in table.rows}


def test_bars_begin_at_nought() -> None:
    """An axis of bars holds nought; one of marks alone may do without, where they are close to each other."""
    line = (0.0, 300.0)
    close = [Decimal("83.8"), Decimal("84.8")]
    assert 0 == axes.axis(line, close, len, zero=True).ticks[0]
    assert 80 < axes.axis(line, close, len, zero=False).ticks[0]
    assert 0 in axes.axis(line, [Decimal(-13), Decimal(6)], len, zero=False).ticks


@settings(QUICK)
@given(
    st.lists(st.decimals(-(10**15), 10**15, allow_nan=False, places=4), min_size=1, max_size=4),
    st.booleans(),
    st.integers(60, 500),
)
def test_axes_hold_every_value_at_round_numbers(values: list[Decimal], zero: bool, room: int) -> None:  # noqa: FBT001  # drawn
    """Ticks rise in one round step, from below the lowest value to above the highest."""
    found = axes.axis((0, room), values, lambda text: widths.width(text, 12), zero=zero)
    assert found.ticks[0] <= min(values)
    assert found.ticks[-1] >= max(values)
    steps = {after - before for before, after in pairwise(found.ticks)}
    assert 1 == len(steps)
    assert str(steps.pop().normalize().as_tuple().digits[0]) in "125"
    assert all(0 <= found.at(value) <= room for value in values)


@pytest.mark.parametrize(("low", "high"), [("40", "60"), ("50", None), (None, "50")])
def test_bands_are_drawn_where_they_can_be_seen(low: str | None, high: str | None) -> None:
    """'About' is a line with two ends; 'more than' and 'less than' are open at one; and the picture says what lines are."""
    plain = pictures.chart(chart_of(row("50", "40"), drawn="dots"))
    banded = pictures.chart(chart_of(row("50", "40", low=low, high=high), drawn="dots"))
    assert 3 == count(banded, palette.INK) - count(plain, palette.INK)
    assert "lines through marks show what a figure may be" in " ".join(texts(banded))
    assert "may be" not in " ".join(texts(plain))


@pytest.mark.parametrize(("low", "high", "solid"), [("40", "60", 1), ("50", None, 1), (None, "50", 0)])
def test_bars_are_solid_up_to_where_they_surely_reach(low: str | None, high: str | None, solid: int) -> None:
    """What a figure may be beyond that is dashed."""
    rects = list(parsed(pictures.chart(chart_of(row("50", low=low, high=high)))).iter(f"{SVG}rect"))[4:]
    assert 1 == sum("stroke-dasharray" in one.attrib for one in rects)
    assert solid == sum(one.get("fill") == palette.OWN for one in rects)


def test_a_band_narrower_than_its_mark_is_left_out() -> None:
    """A figure that is rounded by less than can be seen is drawn as if it were exact."""
    plain, rounded = chart_of(row("50", "40")), chart_of(row("50", "40", low="49.9", high="50.1"))
    assert pictures.chart(plain).svg == pictures.chart(rounded).svg


def test_an_axis_without_nought_says_so() -> None:
    """Where marks are close to each other and far from nought, the picture says that the axis does not start there."""
    assert "the axis does not start at 0" in " ".join(texts(pictures.chart(chart_of(row("84", "83"), drawn="change"))))
    assert "the axis" not in " ".join(texts(pictures.chart(chart_of(row("84", "83")))))


def count(picture: Picture, colour: str) -> int:
    """Return how many lines of a colour a picture has."""
    return sum(one.get("stroke") == colour for one in parsed(picture).iter(f"{SVG}path"))


def test_series_differ_without_colour() -> None:
    """The force's own mark is filled dark, those of others are pale with an edge, and points differ in shape."""
    bars = list(parsed(pictures.chart(chart_of(row("3", "2", "1")))).iter(f"{SVG}rect"))[4:]
    assert [palette.OWN, *palette.OTHERS[:2]] == [one.get("fill") for one in bars]
    dots = parsed(pictures.chart(chart_of(row("3", "2", "1"), drawn="dots")))
    assert (2, 2, 3) == tuple(len(list(dots.iter(f"{SVG}{name}"))) for name in ("circle", "polygon", "rect"))


def test_a_chart_of_nothing_is_drawn() -> None:
    """A chart without rows has its title and an axis, and a row without marks its label."""
    assert "Crime" in texts(pictures.chart(chart_of()))
    assert "Label" in texts(pictures.chart(chart_of(ChartRow("Label", ()))))


@settings(QUICK)
@given(st.text(max_size=200), st.floats(20, 400), st.booleans())
def test_lines_fit_and_lose_nothing(text: str, room: float, bold: bool) -> None:  # noqa: FBT001  # drawn
    """Every letter of a text is in its lines, and no line is wider than the room but for a letter that is wider alone."""
    lines = widths.wrapped(text, room, 13, bold=bold, most=10_000)
    assert "".join(text.split()) == "".join("".join(lines).split())
    assert all(
        widths.width(line, 13, bold=bold) <= room or len(line.strip()) == 1 or "\u0300" <= line[-1] for line in lines
    )


def test_very_long_text_is_cut_with_a_mark() -> None:
    """More lines than have room end in three dots, still within the room."""
    lines = widths.wrapped("word " * 500, 100, 13, most=3)
    assert 3 == len(lines)
    assert lines[-1].endswith("…")
    assert widths.width(lines[-1], 13) <= 100


BOXES = """() => [...document.querySelectorAll("svg")].map(svg => {
  const frame = svg.viewBox.baseVal;
  return [...svg.querySelectorAll("text")].map(text => {
    const box = text.getBBox(), rise = box.height * 0.15;
    return {text: text.textContent, x: box.x, y: box.y + rise, right: box.x + box.width, bottom: box.y + box.height - rise,
            inside: box.x >= -0.5 && box.y >= -0.5 && box.x + box.width <= frame.width + 0.5 && box.y + box.height <= frame.height + 0.5};
  });
})"""


def page_of(browser: Browser, drawn: Sequence[Picture], width: int) -> Page:
    """Return a page with pictures at a width of screen."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    style = "body{margin:16px} svg{max-width:100%;height:auto;display:block}"
    page.set_content(f"<!doctype html><style>{style}</style>{''.join(one.svg for one in drawn)}")
    return page


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["", LONG, "Wide WWW MMM @@@ " * 6, "Ein Ärger über Größe, naïve façade " * 4, "漢字かな交じり文" * 9]
)
def test_no_text_is_cut_or_overlaps(browser: Browser, text: str) -> None:
    """In a browser every line of text lies inside its picture and on no other: of Kent, and of texts that are long or wide."""
    page = page_of(browser, pictures_of(text), 1280)
    for boxes in page.evaluate(BOXES):
        assert [] == [box["text"] for box in boxes if not box["inside"]]
        assert [] == [(one["text"], other["text"]) for one, other in combinations(boxes, 2) if overlap(one, other)]
    page.close()


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    """Whether two boxes share more than an edge."""
    return (
        min(one["right"], other["right"]) - max(one["x"], other["x"]) > 0.5
        and min(one["bottom"], other["bottom"]) - max(one["y"], other["y"]) > 0.5
    )


FITS = """() => [...document.querySelectorAll("svg")].flatMap(svg => {
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  return [...svg.querySelectorAll("text")].map(text => parseFloat(text.getAttribute("font-size")) * scale);
})"""


@pytest.mark.slow
def test_narrow_pictures_can_be_read_on_a_phone(browser: Browser) -> None:
    """At 375 pixels the smallest text is 11 high or more, at 320 the page does not scroll sideways."""
    narrow = drawn_of_kent()[len(drawn_of_kent()) // 2 :]
    page = page_of(browser, narrow, 375)
    assert 11 <= min(page.evaluate(FITS))
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


@pytest.mark.slow
def test_widths_are_estimated_on_the_safe_side(browser: Browser) -> None:
    """Of Kent's pictures, no line is drawn wider than was reckoned with, and most not far below it."""
    page = page_of(browser, drawn_of_kent(), 1280)
    shares = page.evaluate(
        """() => [...document.querySelectorAll("text")].map(text => [
          text.textContent, text.getComputedTextLength(), parseFloat(text.getAttribute("font-size")), text.getAttribute("font-weight") === "700"
        ])"""
    )
    measured = [length / widths.width(text, size, bold=bold) for text, length, size, bold in shares if text]
    assert max(measured) <= 1
    assert sum(measured) / len(measured) > 0.9
    page.close()


class TestLess:
    """What is not there is not drawn."""

    def test_a_change_that_is_small_has_no_head_of_an_arrow(self) -> None:
        """There is no room for one between the two marks."""
        drawn = [
            pictures.chart(chart_of(row("10", value), row("90", "10"), drawn="change")).svg for value in ("10.1", "60")
        ]
        small, large = (svg.count(f'stroke="{palette.LINE}"') for svg in drawn)
        assert 1 == large - small

    def test_reasons_of_a_question_without_any(self) -> None:
        """Nothing is said of working views where there is none, and nothing of what decided where nothing is told."""
        good = report().scale[2]
        asked = Question(
            "q1", "How is it?", "It", 1, graded=True, working_view=False, judged=Judged("Good", good, good)
        )
        drawn = pictures.reasons(asked, standing="Not published.")
        assert ["It", "Good", "Not published."] == [one for one in texts(drawn) if one]

    def test_a_framework_that_does_not_judge_the_whole_has_tiles_of_its_parts(self) -> None:
        """And none of the whole."""
        told = report()
        whole = replace(told.overall, graded=False, judged=None)
        drawn = texts(pictures.tiles(replace(told, overall=whole)))
        assert "Prevention" in drawn
        assert told.overall.name not in drawn

    def test_a_mark_above_a_letter_takes_no_room(self) -> None:
        """However it is written."""
        assert widths.width("Zoe", 10) == widths.width("Zoe\u0308", 10)
