"""What every request must pass, and what every answer carries."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from activescreen.web.settings import Settings

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY: Final = 1 << 20
"""Bytes of a request that brings no file."""

_UPLOADS: Final = ("/imports", "/documents", "/restore")
"""How the addresses end that files are sent to."""

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": browsers would then name no origin in forms, and that is checked.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses foreign hosts, requests that other sites caused, and bodies that are too large.

    What it lets through depends on the settings of the service, which the application keeps.

    Parameters
    ----------
    app
        What comes after it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        settings: Settings = scope["app"].state.settings

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    given.setdefault(name, value)
                if settings.secure:
                    given.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        limit = _limit(scope, settings)
        refused = _refusal(scope["method"], headers, limit, settings)
        if refused is not None:
            await _refuse(*refused, scope["path"], send_guarded)
            return
        await self._app(scope, _limited(receive, limit), send_guarded)


def _limit(scope: Scope, settings: Settings) -> int:
    uploads = scope["method"] == "POST" and scope["path"].endswith(_UPLOADS)
    return settings.max_upload if uploads else MAX_BODY


def _refusal(
    method: str, headers: Headers, limit: int, settings: Settings
) -> tuple[int, str] | None:
    host = headers.get("host", "")
    if _name(host) not in settings.hosts:
        return 400, "The service does not answer to this name; 'activescreen serve' says which."
    if method not in SAFE and not _same_site(headers, host):
        return 403, "The request comes from a page of another site."
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit():
        return 400, "The length of the request is no number."
    if int(length) > limit:
        return 413, _too_large(limit)
    return None


def _limited(receive: Receive, limit: int) -> Receive:
    read = 0

    async def receive_limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise HTTPException(413, _too_large(limit))
        return message

    return receive_limited


def _name(host: str) -> str:
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def _same_site(headers: Headers, host: str) -> bool:
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() == host.lower()
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def _too_large(limit: int) -> str:
    return f"The request is too large: at most {limit / (1 << 20):,.0f} MiB are taken."


async def _refuse(status: int, detail: str, path: str, send: Send) -> None:
    said = {
        "type": "urn:activescreen:problem:refused",
        "title": {400: "Bad Request", 403: "Forbidden", 413: "Content Too Large"}[status],
        "status": status,
        "detail": detail,
        "instance": path,
    }
    kind = [(b"content-type", b"application/problem+json")]
    await send({"type": "http.response.start", "status": status, "headers": kind})
    await send({"type": "http.response.body", "body": json.dumps(said).encode()})
