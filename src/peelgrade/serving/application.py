"""The routes of a live page: fixed ones, each with one answer. Nothing that a browser sends names a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from peelgrade.problems import Unreadable
from peelgrade.rendering import prose
from peelgrade.rendering.live import sheets
from peelgrade.rendering.report import live
from peelgrade.serving import address, answers, decisions, form
from peelgrade.serving.address import Asked, Malformed
from peelgrade.serving.answers import Wanted
from peelgrade.serving.calls import Answering, Call, Refusal, Room, Setting, page_of, refused
from peelgrade.serving.guard import BUG, TOO_MUCH, Guard, TooLarge
from peelgrade.serving.versions import Broken, Version

_WHOLE = "told=whole"  # with what moved each judgment, however long that takes


def application(setting: Setting) -> Guard:
    """Return the application that a server runs, guarded."""
    room = Room(setting)
    routes = [
        Route("/", _of(room, _report)),
        Route("/suppose", _of(room, _suppose), methods=["POST"]),
        Route("/moved", _of(room, _moved), methods=["GET", "POST"]),
        Route("/files", _of(room, _files)),
        Route("/live.css", _asset("text/css", live.style())),
        Route("/live.js", _asset("text/javascript", live.script())),
    ]
    if setting.saves:  # without leave to save, there are none of these
        routes += [Route(path, _of(room, told), methods=[method]) for path, method, told in decisions.ROUTES]
    handlers: Mapping[Any, Any] = {HTTPException: _http, TooLarge: _too_large, Exception: _bug}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), setting.port, refused, setting.failed)


def _of(room: Room, told: Answering) -> Callable[[Request], Any]:
    """Return what answers a route: what is asked is read first, then answered by one thread at a time."""

    async def answer(request: Request) -> Response:
        try:
            given = await room.fields(request) if request.method == "POST" else ()
            return await run_in_threadpool(_alone, told, Call(room, request.method, given, request.url.query))
        except Malformed as wrong:
            return refused(400, f"{prose.capital(str(wrong))}.")
        except Refusal as refusal:
            return refused(refusal.status, *refusal.lines, links=refusal.links)
        except Unreadable as unreadable:  # a folder that is gone, or a disk that is full
            return refused(
                503, *(f"{prose.capital(text)}." for reason in unreadable.reasons for text in reason if text)
            )

    return answer


def _alone(told: Answering, call: Call) -> Response:
    with call.room.versions.lock:
        return told(call)


def _asset(kind: str, text: str) -> Callable[[Request], Any]:
    async def answer(_: Request) -> Response:
        return Response(text, media_type=f"{kind}; charset=utf-8")

    return answer


async def _http(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return refused(status, "Pages are found from the report.")


async def _too_large(_: Request, __: Exception) -> Response:
    return refused(413, TOO_MUCH)


async def _bug(_: Request, __: Exception) -> Response:
    return refused(500, BUG)


# --- answers ---------------------------------------------------------------------------------------------------------


def _report(call: Call) -> Response:
    """Return the report, with what the address supposes."""
    room, asked = call.room, address.read(call.query)
    found = room.version(last=asked.last)
    if isinstance(found, Broken):
        return _problems(room, found, asked)
    wanted = Wanted(asked, room.setting.token, room.setting.saves, _notices(room, found, asked))
    return page_of(answers.shown(found, wanted, room.versions.sources))


def _notices(room: Room, found: Version, asked: Asked) -> tuple[tuple[str, str, str], ...]:
    if not isinstance(room.versions.now(), Broken):
        return ()
    text = f"The files have problems now. This is how they stood before (version {found.id[:6]})."
    return (("Show the problems", text, address.address(Asked(asked.supposition, asked.by_other))),)


def _problems(room: Room, found: Broken, asked: Asked) -> Response:
    last = Asked(asked.supposition, asked.by_other, last=True)
    good = address.address(last) if room.versions.last is not None else ""
    again = address.address(Asked(asked.supposition, asked.by_other))
    title = f"{room.versions.sources.inspection.as_posix()} cannot be shown"
    text = sheets.problems(found.faults.problems, found.faults.reasons, good=good, again=again, title=title)
    return page_of(text, 503)


def _suppose(call: Call) -> Response:
    """Take a form, and lead to the address that says the same."""
    return RedirectResponse(address.address(_supposed(call)), 303)


def _supposed(call: Call) -> Asked:
    """Return what a form supposes, held against the files that it was made from, as far as those are still known."""
    said = dict(call.given)
    before = address.read(said.get("state", ""))
    controls = tuple(one for one in call.given if one[0] not in {"state", "version"})
    found = call.room.versions.known(said.get("version", "")) or call.room.version(last=True)
    if isinstance(found, Broken):
        return before
    asked = form.supposed(controls, before, found.case)
    return address.read(address.query(asked))  # what no address can say is refused here


def _moved(call: Call) -> Response:
    """Return what is new after a change, for the script of the page."""
    if call.method == "POST":
        asked, whole = _supposed(call), False
    else:
        parts = [part for part in call.query.split("&") if part]
        asked, whole = address.read("&".join(part for part in parts if part != _WHOLE)), _WHOLE in parts
    found = call.room.version(last=asked.last)
    if isinstance(found, Broken):
        return JSONResponse({"version": found.id}, 503)
    return JSONResponse(answers.news(found, asked, call.room.versions.sources, whole=whole))


def _files(call: Call) -> Response:
    """Say which version the files are of, so that a page can tell that it is of another."""
    return JSONResponse({"version": call.room.versions.now().id})
