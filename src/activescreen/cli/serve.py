"""``activescreen serve``: the service, and the link that opens it."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import uvicorn
from starlette.concurrency import run_in_threadpool

from activescreen.cli import console
from activescreen.cli.times import now
from activescreen.errors import ConfigurationError
from activescreen.originals import Originals
from activescreen.review.people.membership import first_owner
from activescreen.review.people.signing_in import make_link
from activescreen.review.ranking.behind import TrainingBehind
from activescreen.review.ranking.process import ProcessWorker
from activescreen.store import open_store
from activescreen.web import Settings, create_app
from activescreen.web.openid_settings import provider_from
from activescreen.workspace import Workspace

_BACKLOG: Final = 128


class _Server(uvicorn.Server):
    """Tells those who watch a training that it ends; it would wait for them for ever."""

    def __init__(self, configuration: uvicorn.Config, end: Callable[[], None]) -> None:
        super().__init__(configuration)
        self._end = end

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what goes on by itself, then what was asked for."""
        await run_in_threadpool(self._end)
        await super().shutdown(sockets)


def run(folder: Path | None, host: str, port: int, url: str | None) -> None:
    """Serve until Ctrl-C."""
    address = service_url(host, port, url)
    provider = provider_from(os.environ)
    workspace = Workspace(folder)
    with (
        open_store(workspace) as database,
        _listening(host, port) as listener,
        TrainingBehind(ProcessWorker(workspace.path)) as trainer,
    ):
        settings = Settings(
            database,
            Originals(workspace.originals),
            address,
            trainer=trainer,
            provider=provider,
        )
        secret = make_link(database, first_owner(database, now()), now())
        console.say(f"Open: {address}/sign-in?token={secret}")
        console.say("The link works once, within half an hour. Ctrl-C ends the service.")
        if not settings.secure and not settings.here_only:
            console.say(
                "Note: passwords and decisions travel unencrypted. Put a proxy with https before "
                "the service, and give its address with --url."
            )
        # The log would hold the links that people sign in with.
        configuration = uvicorn.Config(
            create_app(settings),
            log_level="warning",
            access_log=False,
            server_header=False,
        )
        try:
            _Server(configuration, trainer.close).run(sockets=[listener])
        except KeyboardInterrupt:
            # This is how a service ends, and no interruption of anything.
            console.say("The service has ended. Every decision that was acknowledged is kept.")


def service_url(host: str, port: int, url: str | None) -> str:
    """The address that people use.

    Parameters
    ----------
    host, port
        Where the service listens.
    url
        What people use instead, if it is another address.

    Raises
    ------
    ConfigurationError
        If nobody can tell which it is.
    """
    if url is not None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ConfigurationError(
                f"'{url}' is no address of a service.",
                where="--url",
                remedy="Write it as in https://reviews.example.org, without a folder.",
            )
        return f"{parts.scheme}://{parts.netloc}"
    if host in ("0.0.0.0", "::", ""):  # noqa: S104  # this is what is refused
        raise ConfigurationError(
            "The service would listen on every address, and nobody could tell which one is meant.",
            where="--host",
            remedy="Say with --url which address people use, as in --url http://reviews.local:8000.",
        )
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens already when the link is printed."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(_BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        busy = error.errno == errno.EADDRINUSE
        raise ConfigurationError(
            f"The service cannot listen there: {error.strerror or error}.",
            where=f"{host}, port {port}",
            remedy="Choose another port with --port." if busy else "Check --host and --port.",
        ) from error
    return listener
