"""What the words mean that are used on pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from activescreen.web.access import SignedInPerson
from activescreen.web.glossary import ADDRESS, GROUPS
from activescreen.web.pages.rendering import render

router = APIRouter(include_in_schema=False)


@router.get(ADDRESS)
def glossary_page(request: Request, person: SignedInPerson) -> Response:
    """All words with what they mean."""
    return render(request, "glossary.html.j2", person, groups=GROUPS)
