"""What all routes share: what the server was started with, what was asked, and how it is refused."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from peelgrade.rendering import pages
from peelgrade.rendering.live import sheets
from peelgrade.serving import address
from peelgrade.serving.address import Fields, Malformed
from peelgrade.serving.versions import Broken, Version, Versions

_FIELDS = 60_000  # entries of a form: three controls for each of very many findings
BACK = (("The report", "/"),)
_TITLES = {
    400: "This cannot be asked here",
    403: "This form is not taken",
    404: "There is no such page",
    405: "This cannot be done here",
    409: "The files were changed meanwhile",
    413: "This is too much",
    414: "This address is too long",
    415: "This form is not taken",
    421: "This is not where it is asked for",
    500: "Something is wrong in peelgrade",
    503: "The files could not be read or written",
}


@dataclass(frozen=True)
class Setting:
    """What a server is started with: the files, its port, whether decisions may be recorded, the day, and who is told of bugs."""

    versions: Versions
    port: int
    saves: bool
    today: Callable[[], date]
    failed: Callable[[Exception], None]
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)


class Refusal(Exception):  # noqa: N818  # named for what the user sees
    """A request that is not answered, with the status and the page that says why."""

    def __init__(self, status: int, *lines: str, links: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(lines[0])
        self.status = status
        self.lines = lines
        self.links = links


def page_of(text: str, status: int = 200) -> Response:
    """Return a page as an answer, whose policy is said in a header as well."""
    policy = f"{pages.policy_of(text)}; frame-ancestors 'none'"
    return Response(text, status, {"Content-Security-Policy": policy}, "text/html; charset=utf-8")


def refused(status: int, *lines: str, links: Sequence[tuple[str, str]] = ()) -> Response:
    """Return the page for a status and what is wrong."""
    return page_of(sheets.notice(_TITLES.get(status, "This is not answered"), lines, links or BACK), status)


class Room:
    """What routes share: what the server was started with, and how a form of its own is told from any other."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.versions = setting.versions

    async def fields(self, request: Request) -> Fields:
        """Return the entries of a form that one of our own pages sent."""
        try:
            text = (await request.body()).decode("ascii")
        except UnicodeDecodeError:
            raise Malformed("a form is not written as browsers write them") from None
        given = address.fields(text, _FIELDS)
        tokens = [value for name, value in given if name == "token"]
        known = self.setting.token.encode()
        if len(tokens) != 1 or not hmac.compare_digest(tokens[0].encode("utf-8", "replace"), known):
            state = next((value for name, value in given if name == "state"), "")
            raise Refusal(
                403,
                "The server was started again since this page was made, or the form is none of its own.",
                "Open the page anew, and send it from there; what was supposed stands in its address.",
                links=(("Open the page anew", _again(state)),),
            )
        return tuple(one for one in given if one[0] != "token")

    def version(self, *, last: bool = False) -> Version | Broken:
        """Return the files as they are; where they are broken and that is asked, as they were when they last were not."""
        now = self.versions.now()
        if isinstance(now, Broken) and last and self.versions.last is not None:
            return self.versions.last
        return now


def _again(state: str) -> str:
    try:
        return address.address(address.read(state))
    except Malformed:
        return "/"


@dataclass(frozen=True)
class Call:
    """A request that is one of our own: the entries of its form, if it sent one, and the query of its address."""

    room: Room
    method: str
    given: Fields
    query: str


Answering = Callable[[Call], Response]
