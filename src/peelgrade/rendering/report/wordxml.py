"""The XML that Word documents are written in: elements, runs, fields and links, and the file around them.

Text that comes in is plain: whoever calls has made visible what XML cannot hold.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_BASE = files("peelgrade.rendering.report") / "templates" / "word"
_NAMES = {
    "[Content_Types].xml": "content-types.xml",
    "_rels/.rels": "package-links.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document-links.xml",
    "word/styles.xml": "styles.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
}
_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can say; a document has no time of its own
_MODE = 0o600 << 16


def base() -> io.BytesIO:
    """Return the empty document with the styles, list and page of a report, as a file."""
    return _zipped((name, (_BASE / file).read_bytes()) for name, file in _NAMES.items())


def repacked(written: bytes) -> bytes:
    """Return a document whose parts stand in a fixed order and have a fixed time, so that the same parts give the same bytes."""
    with zipfile.ZipFile(io.BytesIO(written)) as file:
        first = ("[Content_Types].xml", "_rels/.rels")
        names = [*first, *sorted(name for name in file.namelist() if name not in first)]
        return _zipped((name, file.read(name)) for name in names).getvalue()


def _zipped(parts: Iterable[tuple[str, bytes]]) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every machine
            entry.external_attr = _MODE
            file.writestr(entry, content)
    made.seek(0)
    return made


def w(tag: str, *children: Element | None, **attributes: str | int) -> Element:
    """Return an element of Word's main vocabulary with its attributes and children; None stands for no child."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend([child for child in children if child is not None])
    return made


def paragraph(style: str, *content: Element, settings: Iterable[Element] = ()) -> Element:
    """Return a paragraph in a style; `settings` are further ones of its own, in the order of the vocabulary."""
    return w("p", w("pPr", w("pStyle", val=style), *settings), *content)


def run(text: str, style: str = "") -> Element:
    """Return text as a run, in a style for characters where one is named."""
    written = w("t")
    written.text = text
    written.set(qn("xml:space"), "preserve")
    return w("r", _styled(style), written)


def line_break() -> Element:
    """Return the end of a line inside a paragraph."""
    return w("r", w("br"))


def field(code: str, shown: str) -> list[Element]:
    """Return a field that Word computes, such as the number of the page, with what is shown until then."""
    return [*field_start(code), run(shown), field_end()]


def field_start(code: str) -> list[Element]:
    """Return the start of a field, up to where what it shows begins."""
    instruction = w("instrText")
    instruction.text = f" {code} "
    instruction.set(qn("xml:space"), "preserve")
    begin, separate = w("fldChar", fldCharType="begin"), w("fldChar", fldCharType="separate")
    return [w("r", begin), w("r", instruction), w("r", separate)]


def field_end() -> Element:
    """Return the end of a field."""
    return w("r", w("fldChar", fldCharType="end"))


def inner_link(anchor: str, content: Element) -> Element:
    """Return a link to a bookmark of the same document."""
    return w("hyperlink", content, anchor=anchor, history=1)


def outer_link(relation: str, text: str, style: str) -> Element:
    """Return a link to an address, by the id of its relation."""
    content = run(text, style)
    content.find(qn("w:rPr")).append(w("u", val="single"))
    made = w("hyperlink", content, history=1)
    made.set(qn("r:id"), relation)
    return made


def bookmarked(number: int, name: str, content: Element) -> list[Element]:
    """Return content with a bookmark around it."""
    return [w("bookmarkStart", id=number, name=name), content, w("bookmarkEnd", id=number)]


def _styled(style: str) -> Element | None:
    return w("rPr", w("rStyle", val=style)) if style else None
