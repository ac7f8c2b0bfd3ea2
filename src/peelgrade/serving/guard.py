"""What stands between a browser and the page: who may ask, how much, and what every answer says of itself.

A page of another site can have a browser ask this server, and a name of another site can be made to lead here. So the
host that is asked for, the page that a form comes from and the size of what is sent are checked before anything else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST = 2_000_000  # bytes of the body of a request
LONGEST = 20_000  # bytes of an address
_DIGITS = 12  # of how much is sent; Python counts no number of thousands of digits
_HTTP = 80
TOO_MUCH = "It sends more than any page here does."
BUG = "This is a bug in peelgrade, and not your mistake. The server goes on."
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_ALONE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

Refuse = Callable[[int, str], Response]
"""Makes the page for a status and what is wrong."""


class TooLarge(Exception):  # noqa: N818  # named for what the user sees
    """A request that sends more than any page here does."""


@dataclass(frozen=True)
class Guard:
    """Passes on to an application what its own pages ask, and nothing else.

    `port` is the port of loopback that it answers at. `refused` makes pages, and `failed` is told of an error that is
    a bug of ours; the server goes on.
    """

    inside: ASGIApp
    port: int
    refused: Refuse
    failed: Callable[[Exception], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        guarded = _Answer(send)
        wrong = _wrong(scope, self.hosts)
        try:
            if wrong is not None:
                await self.refused(*wrong)(scope, receive, guarded.send)
            else:
                await self.inside(scope, _limited(receive), guarded.send)
        except ClientDisconnect:  # whoever asked is gone, and nobody is left to be told
            return
        except Exception as error:  # noqa: BLE001  # a bug: told, and the server goes on
            self.failed(error)
            if not guarded.is_begun:  # it came before the application, which answers every error of its own
                await PlainTextResponse(BUG, 500)(scope, receive, guarded.send)

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that it may be asked for by."""
        names = ("127.0.0.1", "localhost", "[::1]")
        plain = names if self.port == _HTTP else ()
        return frozenset((*(f"{name}:{self.port}" for name in names), *plain))


def _wrong(scope: Scope, hosts: Iterable[str]) -> tuple[int, str] | None:
    """Return the status and the reason where a request is none of a page of ours."""
    headers = Headers(scope=scope)
    named = headers.getlist("host")
    if len(named) != 1 or named[0].lower() not in hosts:
        return 421, "It was asked for by a name that is not this computer's own. Use the address that was printed."
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST:
        return 414, "The address is too long: take some changes back."
    if scope["method"] not in {"GET", "HEAD", "POST"}:
        return 405, "Pages here are read, and forms are sent; nothing else."
    if scope["method"] == "POST":
        return _foreign(headers, named[0])
    return None


def _foreign(headers: Headers, host: str) -> tuple[int, str] | None:
    """Return why a form is not taken: what does not come from a page of this server could be of any site.

    A page that sends no referrer has a form say that it comes from 'null'; then the browser must say that it is its own.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    own = origin is None or origin.lower() == f"http://{host.lower()}" or (origin == "null" and site == "same-origin")
    if site not in {None, "same-origin"} or not own:
        return 403, "It was sent from a page of another site."
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit():
        return 400, "It does not say how much it sends."
    if len(length) > _DIGITS or int(length) > MOST:
        return 413, TOO_MUCH
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return 415, "It is not sent as the forms of these pages are."
    return None


def _limited(receive: Receive) -> Receive:
    """Return the same stream of a body, which ends where it is larger than any form of ours."""
    taken = 0

    async def some() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST:
            raise TooLarge
        return message

    return some


class _Answer:
    """What is sent, with the headers that all answers have."""

    def __init__(self, send: Send) -> None:
        self._send: Callable[[Message], Awaitable[None]] = send
        self.is_begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.is_begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", _ALONE)
        await self._send(message)
