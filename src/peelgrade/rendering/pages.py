"""How every page is made: it stands alone, nothing is fetched, and text from files can do nothing in it.

A page is a template of its own folder, which fills in the frame that all share (`templates/frame.html`). Its style
sheet and script stand inside it, and its policy names the hash of exactly these.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from peelgrade.rendering.escaping import page_text

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_HERE = files("peelgrade.rendering")


@dataclass(frozen=True)
class Look:
    """The style sheet of a page, its script, and whether a server shows it, which may add its own and takes its forms."""

    style: str
    script: str = ""
    served: bool = False

    @property
    def policy(self) -> str:
        """The content security policy: nothing but these very bytes, and what a server adds where there is one."""
        own = " 'self'" if self.served else ""
        allowed = [f"style-src '{_digest(self.style)}'{own}"]
        if self.script:
            allowed.append(f"script-src '{_digest(self.script)}'{own}")
        if self.served:
            allowed.append("connect-src 'self'")
        form = "'self'" if self.served else "'none'"
        return "; ".join(("default-src 'none'", *allowed, "base-uri 'none'", f"form-action {form}"))


def written(room: str, template: str, look: Look, **values: object) -> str:
    """Return a page by a template that lies in a folder here, such as 'rulesheet'."""
    page = _environment(room).get_template(template)
    style, script = Markup(look.style), Markup(look.script)  # noqa: S704  # the policy names the hash of exactly these
    return f"{page.render(values, style=style, script=script, policy=look.policy)}\n"


def part(room: str, template: str, macro: str, *values: object) -> str:
    """Return what a macro of a template makes of values: a part of a page, as text that is escaped."""
    made: str = getattr(_environment(room).get_template(template).module, macro)(*values)
    return str(made)


def policy_of(page: str) -> str:
    """Return the content security policy that a page written here says of itself, for a server to say it as well."""
    found = _POLICY.search(page)
    return html.unescape(found[1]) if found else "default-src 'none'"


def read(room: str, name: str) -> str:
    """Return a style sheet or script that lies in a folder here, without the blanks that its lines begin with."""
    return re.sub(r"\n\s+", "\n", (_HERE / room / name).read_text(encoding="utf-8"))


def address(url: str) -> str:
    """Return an address that may be followed from a page: one of the web; of any other scheme, nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""


def style_text(text: str) -> str:
    """Return text as a string of a style sheet, whatever is in it."""
    shown = "".join(one if one.isascii() and one.isalnum() else f"\\{ord(one):06x}" for one in page_text(text))
    return f'"{shown}"'


def edges(left: str, right: str, foot: str) -> str:
    """Return the style of what stands at the edges of every printed page: over it on both sides, and below it."""
    return f"""@page {{
@top-left {{ content: {style_text(left)} }}
@top-right {{ content: {style_text(right)} }}
@bottom-left {{ content: {style_text(foot)} }}
}}
"""


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _environment(room: str) -> Environment:
    own, shared = _HERE / room, _HERE / "templates"
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(lambda name: _source(own / name) or _source(shared / name)),
        finalize=_seen,
    )


def _source(file: Traversable) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _seen(value: object) -> object:
    """Show what cannot be seen in text as its code, before it is escaped."""
    return page_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value
