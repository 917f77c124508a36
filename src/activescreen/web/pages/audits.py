"""Audit draws: what is planned, how far it is, and what it says."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from activescreen.review.overview import overview
from activescreen.review.permissions import Permission
from activescreen.stopping.audit import Pool
from activescreen.web.access import Looking, Managing, ServiceSettings, SignedInPerson
from activescreen.web.api.audits import NewAudit, NewBatch, list_audits, made_audit
from activescreen.web.pages.rendering import render

router = APIRouter(include_in_schema=False)

Number = Annotated[int, Form(ge=0, lt=2**31)]


@router.get("/reviews/{review_id}/audits")
def audits_page(
    request: Request, access: Looking, person: SignedInPerson, settings: ServiceSettings
) -> Response:
    """The audits of a review, and a form for another one."""
    seen = overview(settings.database, access.review.name, settings.boards)
    read = next((each.read for each in seen.stages if each.stage == "title_abstract"), 0)
    return render(
        request,
        "audits.html.j2",
        person,
        access=access,
        here="audits",
        audits=list_audits(access, settings),
        read=read,
        unread=seen.counted.places - read,
        manages=access.may(Permission.MANAGE),
        alpha=access.review.protocol.alpha,
    )


@router.post("/reviews/{review_id}/audits")
def plan_page(
    access: Managing,
    settings: ServiceSettings,
    moment: Number,
    size: Annotated[int, Form(ge=1, le=100_000)],
    pool: Annotated[Pool, Form()] = Pool.UNREAD,
    alpha: Annotated[float, Form(gt=0, lt=1)] = 0.05,
) -> Response:
    """Plan one batch."""
    batch = NewBatch(moment=moment, size=size, pool=pool)
    made_audit(NewAudit(batches=[batch], alpha=alpha), access, settings)
    return RedirectResponse(f"/reviews/{access.review.id}/audits", 303)
