"""The protocol of a review: read and changed."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from activescreen.review.protocol.protocols import StaleError, change_protocol, show_protocol
from activescreen.web.access import Looking, Managing, ServiceSettings
from activescreen.web.api.protocol_shapes import ChangedProtocol, ProtocolShape
from activescreen.web.problems import problem

router = APIRouter(prefix="/reviews/{review_id}/protocol", tags=["protocol"])


@router.get("")
def read_protocol(access: Looking, settings: ServiceSettings) -> ProtocolShape:
    """What the review asks and how it is screened, with the history of changes."""
    return ProtocolShape.of(show_protocol(settings.database, access))


@router.put("", response_model=ProtocolShape)
def set_protocol(
    request: Request, given: ChangedProtocol, access: Managing, settings: ServiceSettings
) -> ProtocolShape | Response:
    """Change the protocol.

    If somebody changed it after ``version``, the answer is 409, and ``errors`` lists what each
    field says now.
    """
    try:
        current = change_protocol(settings.database, access, given.wanted(), settings.clock())
    except StaleError as error:
        return problem(
            request,
            409,
            error.what,
            kind="conflict",
            remedy=error.remedy,
            where=f"version {error.current.version}",
            errors=[
                {"where": name, "what": f"{each.author} wrote: {json.dumps(after)}"}
                for each in reversed(error.since)
                for name, (_, after) in each.changed.items()
            ],
        )
    settings.trainer.wake(access.review.id)
    return ProtocolShape.of(current)
