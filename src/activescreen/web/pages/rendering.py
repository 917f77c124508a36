"""A page from a template."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from activescreen.stopping.wording import percent, stage_in_words
from activescreen.web.access import Person
from activescreen.web.glossary import WORDS

_NO_PAGES: Final = ("/api/", "/openapi.json", "/static/")


def is_page(request: Request) -> bool:
    """Whether whoever asks wants to read a page, and not data."""
    wants = "text/html" in request.headers.get("accept", "")
    return wants and not request.url.path.startswith(_NO_PAGES)


def render(
    request: Request, template: str, person: Person | None = None, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page from a template.

    Parameters
    ----------
    request, template
        What was asked, and the template's file name.
    person
        Who is signed in.
    status
        The HTTP status.
    **values
        What the page shows. A missing one is an error, not a gap.
    """
    page = _environment().get_template(template)
    text = page.render(person=person, path=request.url.path, **values)
    return HTMLResponse(text.encode("utf-8", "replace"), status)


def unbroken(text: str) -> str:
    """A text whose percent signs stay on the line of their numbers."""
    return text.replace(" %", "\u00a0%")


def _day(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%-d %B %Y")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("activescreen.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "figure": lambda number: f"{number:,}",
        "day": _day,
        "stage": lambda name: stage_in_words(name).capitalize(),
        "percent": lambda share: unbroken(percent(share)),
        "unbroken": unbroken,
    }
    environment.filters["word"] = WORDS.__getitem__
    return environment
