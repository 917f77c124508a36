"""The pilot."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from activescreen.review.permissions import Access
from activescreen.review.pilot.piloting import NewPilot, begin_pilot, open_gate
from activescreen.review.pilot.seen import pilots_seen
from activescreen.web.access import Looking, Managing, ServiceSettings
from activescreen.web.api.pilot_shapes import BeginPilot, OpenGate, PilotsShape
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews/{review_id}/pilots", tags=["pilot"])

Number = Annotated[int, Path(ge=1, le=10_000)]


@router.get("")
def list_pilots(access: Looking, settings: ServiceSettings) -> PilotsShape:
    """The pilots of a review. Nothing of a vote is told before all are in."""
    return _shape(settings, access)


@router.post("", status_code=201)
def begin(given: BeginPilot, access: Managing, settings: ServiceSettings) -> PilotsShape:
    """Begin a pilot; it holds everything else back until its gate opens."""
    wanted = NewPilot(given.after, given.size, tuple(given.raters), given.seed, given.anew)
    begin_pilot(settings.database, settings.boards, access, wanted, settings.clock())
    return _shape(settings, access)


@router.post("/{number}/gate", status_code=201)
def let_go_on(
    number: Number, given: OpenGate, access: Managing, settings: ServiceSettings
) -> PilotsShape:
    """Let the team go on after a pilot. It does so by itself where the raters agree."""
    open_gate(settings.database, access, number, given.note, settings.clock())
    return _shape(settings, access)


def _shape(settings: Settings, access: Access) -> PilotsShape:
    protocol = access.review.protocol
    seen = pilots_seen(settings.database, access)
    return PilotsShape.of(seen, protocol.pilot_size, protocol.pilot_agreement)
