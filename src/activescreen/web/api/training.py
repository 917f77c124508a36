"""Rankings: trained behind, watched, explained."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool

from activescreen.review.permissions import Access, Permission, access_to
from activescreen.review.ranking.choosing import choices, request_training
from activescreen.review.ranking.seen import MOST, list_trainings, training_seen, versions, why
from activescreen.web.access import Looking, Screening, ServiceSettings, known, signed_in
from activescreen.web.api.training_events import EVENTS_RESPONSES, EventStream, training_events
from activescreen.web.api.training_shapes import (
    ChoiceShape,
    NewTraining,
    RankingPage,
    RankingShape,
    TrainingShape,
    WhyShape,
)
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews/{review_id}", tags=["training"])

_EXPLAINING: Final = ThreadPoolExecutor(4, thread_name_prefix="why")
"""Who asks why may have to wait, and must not take the threads that decisions are taken on."""


@router.get("/training")
def show_training(access: Looking, settings: ServiceSettings) -> TrainingShape:
    """What ranks the records, what it has seen, and what is being done."""
    return _seen(settings, access)


@router.post("/training", status_code=202)
def start_training(
    given: NewTraining, access: Screening, settings: ServiceSettings
) -> TrainingShape:
    """Train soon; with another configuration from now on, if one is named by who may."""
    request_training(
        settings.database, access, settings.trainer, given.configuration, settings.clock()
    )
    return _seen(settings, access)


@router.get("/training/configurations")
def show_configurations(access: Looking) -> list[ChoiceShape]:
    """The configurations that may be chosen, with what their cards say."""
    del access
    return [ChoiceShape.of(choice) for choice in choices()]


@router.get("/rankings")
def page_of_rankings(
    access: Looking,
    settings: ServiceSettings,
    before: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> RankingPage:
    """The rankings that are kept, the newest first."""
    found = list_trainings(settings.database, access, limit + 1, before)
    shown = found[:limit]
    return RankingPage(
        items=[RankingShape.of(training) for training in shown],
        next=shown[-1].number if len(found) > limit else None,
    )


@router.get("/records/{record_id}/why")
async def explain_rank(
    record_id: Annotated[str, Path(max_length=200)], access: Looking, settings: ServiceSettings
) -> WhyShape:
    """Why a record stands where it stands, from what one may see oneself."""
    loop = asyncio.get_running_loop()
    asked = (settings.database, access, settings.trainer, record_id)
    return WhyShape.of(await loop.run_in_executor(_EXPLAINING, why, *asked))


@router.get("/events", status_code=200, response_class=EventStream, responses=EVENTS_RESPONSES)
async def watch_training(
    request: Request, access: Looking, settings: ServiceSettings
) -> EventStream:
    """Events while a model is trained, and whenever there is a new ranking."""
    database, review_id = settings.database, access.review.id

    async def still_allowed() -> None:
        person = await signed_in(await known(request))
        await run_in_threadpool(access_to, database, person.account, review_id, Permission.LOOK)

    return EventStream(training_events(database, access, settings.trainer, still_allowed))


def _seen(settings: Settings, access: Access) -> TrainingShape:
    seen = training_seen(settings.database, access, settings.trainer)
    return TrainingShape.whole(seen, settings.trainer.at_work, dict(versions()))
