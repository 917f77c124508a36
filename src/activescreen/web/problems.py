"""Errors as problem details (RFC 9457), or as a page for whoever came with a browser."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from activescreen.errors import (
    AccessError,
    ActiveScreenError,
    ConfigurationError,
    InputError,
    LedgerError,
    MissingError,
    ModelError,
    ProviderError,
    SettledError,
    SignInError,
    StoppingError,
    StoreError,
    WaitError,
)
from activescreen.web.guard import SECURITY_HEADERS
from activescreen.web.pages.rendering import is_page, render
from activescreen.web.wrong_values import in_address, in_what_was_sent

MEDIA_TYPE: Final = "application/problem+json"

_STATUS: Final[tuple[tuple[type[ActiveScreenError], int, str], ...]] = (
    (SignInError, 401, "sign-in"),
    (AccessError, 403, "access"),
    (MissingError, 404, "missing"),
    (SettledError, 409, "settled"),
    (LedgerError, 409, "conflict"),
    (StoppingError, 409, "conflict"),
    (InputError, 422, "input"),
    (ConfigurationError, 422, "input"),
    (WaitError, 429, "wait"),
    (ProviderError, 502, "provider"),
    (StoreError, 503, "unavailable"),
    (ModelError, 503, "unavailable"),
)
_ABOUT_SIGNING_IN: Final = (
    "/sign-in",
    "/sign-in/sso",
    "/sign-in/sso/callback",
    "/join",
    "/join/sso",
)
_HEADINGS: Final = {
    401: "You are not signed in",
    403: "You may not do this",
    404: "This is not there",
    409: "This does not fit any more",
    422: "This cannot be used",
    429: "Please wait",
    500: "Something went wrong",
    502: "The sign-in elsewhere does not work",
    503: "The reviews cannot be reached",
    507: "The disk is full",
}
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)


def problem(
    request: Request,
    status: int,
    detail: str,
    *,
    kind: str = "",
    remedy: str | None = None,
    where: str | None = None,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
    way: str = "",
) -> Response:
    """An error as the one who asked can read it.

    Parameters
    ----------
    request, status
        What was asked, and the HTTP status.
    detail, remedy, where
        What happened, what to do, and where it is.
    kind
        A word that programs tell the problem by.
    errors
        Each wrong value of a request.
    headers
        More headers.
    way
        The address of the same page without what is wrong.
    """
    title = HTTPStatus(status).phrase
    if is_page(request):
        if status == HTTPStatus.UNAUTHORIZED and request.url.path not in _ABOUT_SIGNING_IN:
            return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        heading = _HEADINGS.get(status, title)
        return render(
            request,
            "error.html.j2",
            status=status,
            title=heading,
            detail=detail,
            remedy=remedy,
            way=way,
        )
    said: dict[str, Any] = {
        "type": f"urn:activescreen:problem:{kind}" if kind else "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        "where": where,
        "remedy": remedy,
        "errors": errors,
    }
    content = {name: value for name, value in said.items() if value is not None}
    return JSONResponse(content, status, headers, MEDIA_TYPE)


def add_handlers(app: FastAPI) -> None:
    """Answer every error with a problem."""
    app.add_exception_handler(ActiveScreenError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OSError, _disk)
    app.add_exception_handler(Exception, _unforeseen)


def _ours(request: Request, error: Exception) -> Response:
    if not isinstance(error, ActiveScreenError):
        raise error
    status, kind = next(
        ((status, kind) for each, status, kind in _STATUS if isinstance(error, each)),
        (500, "unforeseen"),
    )
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None
    # Where the database is, is nothing that everyone must know.
    where = None if isinstance(error, StoreError) else error.where
    return problem(
        request,
        status,
        _shown(error.what),
        kind=kind,
        remedy=None if error.remedy is None else _shown(error.remedy),
        where=None if where is None else _shown(where),
        headers=headers,
    )


def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    if is_page(request):
        return _invalid_page(request, error)
    errors = [
        {"where": ".".join(map(_shown, map(str, each["loc"]))), "what": _wrong(request, each)}
        for each in error.errors()
    ]
    return problem(
        request,
        422,
        "The request has values that cannot be used.",
        kind="input",
        remedy="Correct what 'errors' lists; /openapi.json says what is expected.",
        errors=errors,
    )


def _invalid_page(request: Request, error: RequestValidationError) -> Response:
    """Who opened a page is told in words, and gets a way to it."""
    found = in_address(request, error.errors())
    if found is not None:
        return problem(request, 422, _shown(found[0]), way=found[1])
    said, remedy = in_what_was_sent(error.errors()), "Go back, correct it, and try again."
    return problem(request, 422, _shown(said), remedy=remedy)


def _wrong(request: Request, each: Mapping[str, Any]) -> str:
    """What is wrong with a value; of a parameter that nobody knows, which are known."""
    if each["type"] != "extra_forbidden" or each["loc"][0] != "query":
        return _shown(str(each["msg"]))
    route = request.scope["route"]
    known = [
        name
        for field in route.dependant.query_params
        for name in getattr(field.field_info.annotation, "model_fields", ())
    ]
    return f"There is no such parameter. Known are: {', '.join(known)}."


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    said = {404: "There is nothing at this address.", 405: "This cannot be done at this address."}
    detail = said.get(error.status_code, str(error.detail))
    return problem(request, error.status_code, detail, headers=error.headers)


def _disk(request: Request, error: Exception) -> Response:
    if not isinstance(error, OSError) or error.errno not in _NO_ROOM:
        raise error
    return problem(
        request,
        507,
        "There is no room left on the disk of the service. Nothing of this request was kept.",
        kind="no-room",
        remedy="Tell who runs the service, then try again.",
    )


def _unforeseen(request: Request, error: Exception) -> Response:
    del error
    answer = problem(
        request,
        500,
        "Something went wrong that nobody foresaw. What was acknowledged before is kept.",
        kind="unforeseen",
        remedy="Try again; if it stays, tell who runs the service, who finds it in its log.",
    )
    # This answer does not pass the guard on its way out.
    answer.headers.update(SECURITY_HEADERS)
    return answer


def _shown(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
