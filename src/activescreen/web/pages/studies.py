"""Included reports under their studies, as people say which belong together."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from activescreen.errors import InputError
from activescreen.review.full_texts.studies import set_studies
from activescreen.review.full_texts.study_list import included_studies
from activescreen.review.permissions import Permission
from activescreen.web.access import Looking, Retrieving, ServiceSettings, SignedInPerson
from activescreen.web.api.full_text_shapes import quoted
from activescreen.web.pages.rendering import render

router = APIRouter(prefix="/reviews/{review_id}", include_in_schema=False)

Texts = Annotated[list[str], Form(default_factory=list, max_length=20_000)]


@router.get("/studies")
def studies_page(
    request: Request,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    saved: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The included reports under their studies."""
    studies = included_studies(settings.database, settings.boards, access)
    return render(
        request,
        "studies.html.j2",
        person,
        access=access,
        here="studies",
        may=access.may(Permission.RETRIEVE),
        quoted=quoted,
        studies=studies,
        reports=[record for study in studies for record in study.reports],
        names=sorted(study.name for study in studies if study.name),
        saved=bool(saved),
    )


@router.post("/studies")
def studies_form(
    access: Retrieving, settings: ServiceSettings, record: Texts, was: Texts, study: Texts
) -> Response:
    """Keep what was changed on the page; what it showed unchanged may have changed elsewhere."""
    if not len(record) == len(was) == len(study):
        raise InputError(
            "The form does not say of every report which study it is on.",
            where="study",
            remedy="Reload the page, and try again.",
        )
    given = {
        record_id: name
        for record_id, before, name in zip(record, was, study, strict=True)
        if name.strip() != before
    }
    set_studies(settings.database, access, dict(given), settings.clock())
    return RedirectResponse(f"/reviews/{access.review.id}/studies?saved=1", 303)
