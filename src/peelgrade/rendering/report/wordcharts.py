"""Charts of a report as Word's own: bars with their values, which can be pasted, restyled and read aloud.

The values stand in the chart itself, so that it leads to no workbook, inside the document or out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from peelgrade.rendering.palette import FAINT, INK, OTHERS, OWN
from peelgrade.rendering.report.content import Chart, Mark
from peelgrade.rendering.report.documents.blocks import Drawn

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_WIDE = 6_120_000  # English Metric Units: 170 mm
_BAR = 170_000  # the height that a bar takes
_AROUND = 480_000  # the height that axis and legend take
_LETTERS = 70  # of a label beside the bars


def drawing(file: File, block: Drawn, number: int) -> Element:
    """Put a chart into a document as a part, and return the drawing that shows it, with what it shows in words."""
    name = PackURI(f"/word/charts/chart{number}.xml")
    content = serialize_part_xml(_space(block.chart))
    part = Part(name, CONTENT_TYPE.DML_CHART, content, file.part.package)
    relation = file.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    return _inline(block, number, relation)


def _inline(block: Drawn, number: int, relation: str) -> Element:
    bars = sum(max(1, len(block.chart.series)) for _ in block.chart.rows)
    extent = _element("wp:extent", cx=_WIDE, cy=_AROUND + _BAR * (bars + len(block.chart.rows)))
    about = _element("wp:docPr", id=number, name=f"Chart {number}", title=block.chart.title, descr=block.alt)
    chart = _element("c:chart")
    chart.set(qn("r:id"), relation)
    graphic = _element("a:graphic", _element("a:graphicData", chart, uri=_CHART))
    frame = _element("wp:cNvGraphicFramePr")
    return _element(
        "w:drawing", _element("wp:inline", extent, about, frame, graphic, distT=0, distB=0, distL=0, distR=0)
    )


def _element(tag: str, *children: Element, **attributes: str | int) -> Element:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(name, str(value))
    made.extend(children)
    return made


def _c(tag: str, *children: Element, **attributes: str | int) -> Element:
    return _element(f"c:{tag}", *children, **attributes)


def _a(tag: str, *children: Element, **attributes: str | int) -> Element:
    return _element(f"a:{tag}", *children, **attributes)


def _space(chart: Chart) -> Element:
    """Return a chart as the root of its part."""
    plot = _c("plotArea", _c("layout"), _bars(chart), _category_axis(), _value_axis(chart))
    parts = [_c("autoTitleDeleted", val=1), plot]
    if len(chart.series) > 1:
        parts.append(_c("legend", _c("legendPos", val="b"), _c("overlay", val=0)))
    parts += [_c("plotVisOnly", val=1), _c("dispBlanksAs", val="gap")]
    return _c(
        "chartSpace",
        _c("date1904", val=0),
        _c("roundedCorners", val=0),
        _c("chart", *parts),
        _c("spPr", _a("noFill"), _a("ln", _a("noFill"))),
        _text(INK),
    )


def _bars(chart: Chart) -> Element:
    series = [_series(chart, at, name) for at, name in enumerate(chart.series)]
    settings = [_c("barDir", val="bar"), _c("grouping", val="clustered"), _c("varyColors", val=0)]
    axes = [_c("axId", val=1), _c("axId", val=2)]
    return _c("barChart", *settings, *series, _c("gapWidth", val=60), _c("overlap", val=0), *axes)


def _series(chart: Chart, at: int, name: str) -> Element:
    marks = [next((mark for mark in row.marks if mark.series == name), None) for row in chart.rows]
    colour = OWN if at == 0 else OTHERS[(at - 1) % len(OTHERS)]
    return _c(
        "ser",
        _c("idx", val=at),
        _c("order", val=at),
        _c("tx", _worded("c:v", name)),
        _c("spPr", _filled(colour), _a("ln", _filled(FAINT), w=6350)),
        _c("invertIfNegative", val=0),
        _labels(marks),
        _c("cat", _points("strLit", (_label(row.label) for row in chart.rows))),
        _c("val", _points("numLit", (str(mark.value) if mark else None for mark in marks))),
    )


def _label(words: str) -> str:
    return words if len(words) <= _LETTERS else f"{words[: _LETTERS - 1].rstrip()}…"


def _labels(marks: Sequence[Mark | None]) -> Element:
    """Return the values at the ends of bars, in the words of the report."""
    show = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
    flags = [(name, int(name == "showVal")) for name in show]
    own = []
    for at, mark in enumerate(marks):
        if mark is not None:
            said = _a("p", _a("r", _a("rPr", lang="en-GB"), _worded("a:t", mark.text)))
            rich = _c("tx", _c("rich", _a("bodyPr"), said))
            own.append(_c("dLbl", _c("idx", val=at), rich, *(_c(name, val=value) for name, value in flags)))
    return _c("dLbls", *own, *(_c(name, val=value) for name, value in flags))


def _points(kind: str, values: Iterable[str | None]) -> Element:
    known = list(values)
    points = [_c("pt", _worded("c:v", value), idx=at) for at, value in enumerate(known) if value is not None]
    format_ = [_worded("c:formatCode", "General")] if kind == "numLit" else []
    return _c(kind, *format_, _c("ptCount", val=len(known)), *points)


def _category_axis() -> Element:
    return _c(
        "catAx",
        _c("axId", val=1),
        _c("scaling", _c("orientation", val="maxMin")),  # the first row on top
        _c("delete", val=0),
        _c("axPos", val="l"),
        _c("majorTickMark", val="none"),
        _c("minorTickMark", val="none"),
        _c("tickLblPos", val="low"),
        _c("crossAx", val=2),
        _c("crosses", val="autoZero"),
    )


def _value_axis(chart: Chart) -> Element:
    """Return the axis of values, which is not drawn: every bar has its value. It begins at zero, so that lengths compare."""
    lowest = min((mark.value for row in chart.rows for mark in row.marks), default=0)
    scaling = [_c("orientation", val="minMax"), *([_c("min", val=0)] if lowest >= 0 else [])]
    return _c(
        "valAx",
        _c("axId", val=2),
        _c("scaling", *scaling),
        _c("delete", val=1),
        _c("axPos", val="t"),
        _c("crossAx", val=1),
        _c("crosses", val="autoZero"),
    )


def _text(colour: str) -> Element:
    letters = _a("defRPr", _filled(colour), _a("latin", typeface="Arial"), sz=900)
    return _c("txPr", _a("bodyPr"), _a("p", _a("pPr", letters), _a("endParaRPr", lang="en-GB")))


def _filled(colour: str) -> Element:
    return _a("solidFill", _a("srgbClr", val=colour.removeprefix("#").upper()))


def _worded(tag: str, words: str) -> Element:
    made = _element(tag)
    made.text = words
    return made
