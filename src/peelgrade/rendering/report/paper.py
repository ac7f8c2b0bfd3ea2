"""A report on paper: a tagged PDF of A4 pages, by a template of its own, since a page for a screen folds and filters.

Nothing is fetched and no time is written, so that the same report gives the same bytes where the same fonts are. Needs
WeasyPrint (the extra `pdf`) and Pango.
"""

from __future__ import annotations

import base64
from functools import partial

import weasyprint
from weasyprint.urls import URLFetcher

from peelgrade.rendering import pages, pictures
from peelgrade.rendering.palette import shades
from peelgrade.rendering.report.documents import document
from peelgrade.rendering.report.documents.blocks import Document, Heading
from peelgrade.rendering.report.content import Chart, Report
from peelgrade.scale import Category

_ROOM = "report/templates"
_PICTURES = "data:image/svg+xml;base64,"
_VARIANT = "pdf/ua-1"


def shown(report: Report) -> bytes:
    """Return a report as a PDF."""
    text = written(document(report))
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
    page = weasyprint.HTML(string=text, url_fetcher=fetcher)
    made: bytes = page.write_pdf(pdf_variant=_VARIANT, pdf_tags=True)
    return made


def written(made: Document) -> str:
    """Return a document as the page that paper is made from."""
    last = max((block.depth for block in made.blocks if hasattr(block, "depth")), default=0)
    headings = [(n, one) for n, one in enumerate(made.blocks, 1) if isinstance(one, Heading) and one.level <= last]
    return pages.written(
        _ROOM,
        "paper.html",
        pages.Look(pages.read(_ROOM, "paper.css")),
        document=made,
        contents=headings,
        kind=lambda block: type(block).__name__,
        shade=partial(_shade, made),
        picture=_picture,
    )


def _shade(document: Document, category: Category) -> str:
    shade = shades(document.scale)[category.id]
    return f"background: {shade.background}; color: {shade.ink}; border-color: {shade.edge}"


def _picture(chart: Chart) -> str:
    """Return the picture of a chart as an address that holds it."""
    return f"{_PICTURES}{base64.b64encode(pictures.chart(chart).svg.encode()).decode()}"
