"""A report on paper: a tagged PDF of A4 pages, by a template of its own, since a page for a screen folds and filters.

Nothing is fetched and no time is written, so that the same report gives the same bytes where the same fonts are. Needs
WeasyPrint (the extra `pdf`) and Pango.
"""

from __future__ import annotations

import base64
import contextlib
import io
import locale
import re
from decimal import Decimal
from functools import partial
from typing import Any

from markupsafe import Markup

from peelgrade.problems import Unreadable
from peelgrade.rendering import pages, pictures
from peelgrade.rendering.palette import shades
from peelgrade.rendering.report.content import Chart, Report
from peelgrade.rendering.report.documents import document
from peelgrade.rendering.report.documents.blocks import Contents, Document, Heading
from peelgrade.scale import Category

_ROOM = "report/templates"
_PICTURES = "data:image/svg+xml;base64,"
_TAGGED = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}  # tagged, with a title, a language and words for every picture
_LONG = re.compile(r"\S{60,}")
_PIECE = re.compile(r"\S{1,30}")
_SIZES = tuple(map(Decimal, ("10", "9.5", "9", "8.5")))  # of text, in points


def shown(report: Report) -> bytes:
    """Return a report as a PDF, set in the largest size in which what should fit a page does, or else in the smallest."""
    made, library = document(report), press()
    for size in _SIZES:
        text = written(made, size)
        laid = library.HTML(string=text, url_fetcher=fetcher()).render(**_TAGGED)
        if _fits(made, laid):
            break
    pdf: bytes = laid.write_pdf(**_TAGGED)
    return pdf


def press() -> Any:  # noqa: ANN401  # it has no types
    """Return the library that sets paper. Raises Unreadable where what it draws with is not installed."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # where it prints what it lacks
            import weasyprint  # type: ignore[import-untyped]  # noqa: PLC0415  # an extra, and it needs Pango

            _leave_the_locale_out(weasyprint.text.ffi.pango)
    except OSError as missing:  # it is installed, and what it draws with is not
        raise Unreadable(
            "a PDF needs the library Pango of the system, which is not installed",
            "install it, on Debian or Ubuntu with: apt install libpango-1.0-0 libpangoft2-1.0-0",
        ) from missing
    return weasyprint


def _leave_the_locale_out(pango: Any) -> None:  # noqa: ANN401  # as above
    """Have Pango take words without a language, as in pictures, for the same on every machine.

    It takes them for the language of the locale, which it asks for once, and sets an i otherwise in Turkish.
    """
    known = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C")
    try:
        pango.pango_language_get_default()
    finally:
        locale.setlocale(locale.LC_CTYPE, known)


def fetcher() -> Any:  # noqa: ANN401  # as above
    """Return what WeasyPrint fetches with: pictures that stand in the page itself, and nothing else."""
    return press().urls.URLFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)


def written(made: Document, size: Decimal = _SIZES[0]) -> str:
    """Return a document as the page that paper is made from, with text of a size in points."""
    headings = [(n, one) for n, one in enumerate(made.blocks, 1) if isinstance(one, Heading)]
    depth = max((one.depth for one in made.blocks if isinstance(one, Contents)), default=0)
    style = f"html {{ font-size: {size}pt; }}\n{pages.read(_ROOM, 'paper.css')}"
    return pages.written(
        _ROOM,
        "paper.html",
        pages.Look(style),
        document=made,
        contents=[(number, one) for number, one in headings if one.level <= depth],
        kind=lambda block: type(block).__name__,
        shade=partial(_shade, made),
        picture=_picture,
        broken=_broken,
    )


def _fits(made: Document, laid: Any) -> bool:  # noqa: ANN401  # as above
    """Whether everything that should fit a page does: the next page that is opened follows at once."""
    starts = {name: number for number, page in enumerate(laid.pages) for name in page.anchors}
    opened = [
        (starts[f"h{n}"], one.fits) for n, one in enumerate(made.blocks, 1) if isinstance(one, Heading) and one.opens
    ]
    ends = [*(start for start, _ in opened[1:]), len(laid.pages)]
    return all(end == start + 1 for (start, fits), end in zip(opened, ends, strict=True) if fits)


def _broken(text: str) -> Markup:
    """Return text in which a word longer than any has places where a line may end: looking for one takes too long."""
    return Markup("&#8203;").join(_LONG.sub(lambda word: "\n".join(_PIECE.findall(word[0])), text).split("\n"))


def _shade(made: Document, category: Category) -> str:
    shade = shades(made.scale)[category.id]
    return f"background: {shade.background}; color: {shade.ink}; border-color: {shade.edge}"


def _picture(chart: Chart) -> str:
    """Return the picture of a chart as an address that holds it."""
    return f"{_PICTURES}{base64.b64encode(pictures.chart(chart).svg.encode()).decode()}"
