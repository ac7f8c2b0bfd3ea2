"""The server: it listens on loopback alone, says so once it does, and ends quietly when it is told to."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Sequence

import uvicorn

from peelgrade.problems import Unreadable
from peelgrade.serving.guard import Guard

_HEADERS = 32_000  # bytes of the head of a request


def listening(port: int) -> list[socket.socket]:
    """Return sockets of loopback at a port, any free one for 0: of IPv4, and of IPv6 where there is that.

    Raises Unreadable where the port is taken.
    """
    first = _bound(socket.AF_INET, "127.0.0.1", port)
    try:
        second = _bound(socket.AF_INET6, "::1", first.getsockname()[1])
    except (OSError, Unreadable):  # a computer without it, or a port that is taken there
        return [first]
    return [first, second]


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((host, port))
        made.listen(128)
    except OSError as error:
        made.close()
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} is taken: another server answers there"
            raise Unreadable(message, "end that one, or give another with --port; 0 takes any that is free") from None
        if error.errno == errno.EACCES:
            raise Unreadable(
                f"port {port} cannot be used: {error.strerror}", "give one above 1023 with --port"
            ) from None
        raise
    made.settimeout(0)  # the loop waits for it, and nothing else
    return made


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self._ready()


def server(application: Guard, ready: Callable[[], None]) -> uvicorn.Server:
    """Return a server for an application; `ready` is called once it listens."""
    config = uvicorn.Config(
        application,
        lifespan="off",
        ws="none",
        interface="asgi3",
        http="h11",
        access_log=False,
        log_config=None,
        log_level="critical",
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=_HEADERS,
        timeout_graceful_shutdown=1,
    )
    return _Server(config, ready)


def run(application: Guard, sockets: Sequence[socket.socket], ready: Callable[[], None]) -> None:
    """Serve until an interrupt."""
    try:
        server(application, ready).run(sockets=list(sockets))
    except KeyboardInterrupt:  # what the server does with it once it has ended
        return
