"""Server-sent events: what a page hears of a training while it is open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, Final

from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from activescreen.errors import ActiveScreenError
from activescreen.review.permissions import Access
from activescreen.review.ranking.seen import newest_ranking_number, training_seen, versions
from activescreen.review.ranking.trainer import Trainer
from activescreen.store.database import Database
from activescreen.web.api.training_shapes import ProgressShape, TrainingShape

MEDIA_TYPE: Final = "text/event-stream"
HEARTBEAT: Final = 15.0
"""Seconds after which something is sent in any case, so that nothing on the way closes the line."""

_AGAIN_MS: Final = 5000
"""Milliseconds after which a browser asks again when the line was lost."""

StillAllowed = Callable[[], Awaitable[object]]


class EventStream(StreamingResponse):
    """A response of server-sent events."""

    media_type = MEDIA_TYPE

    def __init__(self, events: AsyncIterator[bytes]) -> None:
        # A proxy that gathers answers would hold events back.
        super().__init__(events, headers={"X-Accel-Buffering": "no"})


async def training_events(
    database: Database,
    access: Access,
    trainer: Trainer,
    still_allowed: StillAllowed,
    heartbeat: float = HEARTBEAT,
) -> AsyncIterator[bytes]:
    """Tell of a review's training as long as someone listens.

    An event ``training`` has what is being done, an event ``ranking`` the newest ranking and all
    that belongs to it; both come first as things are now. An event ``end`` comes when nothing more
    will: the service ends, trains nothing, or the listener may not listen any more.

    Parameters
    ----------
    database, access, trainer
        Where, who listens to which review, and who trains.
    still_allowed
        Asked once in a heartbeat; raises where the listener may not listen any more.
    heartbeat
        Seconds after which something is sent in any case.
    """
    loop, changed = asyncio.get_running_loop(), asyncio.Event()

    def notice() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(changed.set)

    end = trainer.watch(access.review.id, notice)
    try:
        yield f"retry: {_AGAIN_MS}\n\n".encode()
        asked = loop.time()
        async with aclosing(_told(database, access, trainer, changed, heartbeat)) as told:
            async for event in told:
                # A training under way has news so often that it may never be quiet.
                if event is None or loop.time() - asked >= heartbeat:
                    await still_allowed()
                    asked = loop.time()
                yield b": nothing new\n\n" if event is None else event
    except ActiveScreenError:
        # The line cannot carry a status any more; whoever asks anew is told why.
        pass
    finally:
        end()
    yield b"event: end\ndata: {}\n\n"


async def _told(
    database: Database,
    access: Access,
    trainer: Trainer,
    changed: asyncio.Event,
    heartbeat: float,
) -> AsyncGenerator[bytes | None]:
    """The events; None where nothing has happened for a while."""
    progress: ProgressShape | None = None
    ranking, finished = -1, -1
    quiet = True
    while True:
        changed.clear()
        state = trainer.state(access.review.id)
        now = ProgressShape.of(state)
        if now != progress:
            progress = now
            yield _event("training", now)
        # Another process may have trained; that is noticed at the next heartbeat.
        if quiet or state.finished != finished:
            finished = state.finished
            newest = await run_in_threadpool(newest_ranking_number, database, access)
            if newest != ranking:
                ranking = newest
                seen = await run_in_threadpool(training_seen, database, access, trainer)
                yield _event(
                    "ranking", TrainingShape.whole(seen, trainer.at_work, dict(versions()))
                )
        if not trainer.at_work:
            return
        try:
            await asyncio.wait_for(changed.wait(), heartbeat)
            quiet = False
        except TimeoutError:
            quiet = True
            yield None


def _event(name: str, said: BaseModel) -> bytes:
    return f"event: {name}\ndata: {said.model_dump_json()}\n\n".encode("utf-8", "replace")


EVENTS_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Server-sent events", "content": {MEDIA_TYPE: {}}}
}
