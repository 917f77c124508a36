"""The service as an object, made by a call with everything passed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from activescreen._version import __version__
from activescreen.reports.dashboard_charts import begin_drawing
from activescreen.web import api, pages
from activescreen.web.guard import Guard
from activescreen.web.problems import MEDIA_TYPE, add_handlers
from activescreen.web.settings import Settings

API: Final = "/api/v1"
_STATIC: Final = Path(__file__).with_name("static")


def create_app(settings: Settings) -> FastAPI:
    """The API and the pages.

    Parameters
    ----------
    settings
        What the service works on. Its database is open, and stays the caller's to close.
    """
    app = FastAPI(
        title="activescreen",
        version=__version__,
        description="Ranked screening for systematic reviews, with honest stopping.",
        # The pages that FastAPI offers for it load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation,
        lifespan=_started,
        responses={"default": {"description": "A problem", "content": {MEDIA_TYPE: {}}}},
    )
    app.state.settings = settings
    for router in api.ROUTERS:
        app.include_router(router, prefix=API)
    for router in pages.ROUTERS:
        app.include_router(router)
    app.mount("/static", _Kept(directory=_STATIC), name="static")
    add_handlers(app)
    app.add_middleware(Guard)
    return app


@asynccontextmanager
async def _started(app: FastAPI) -> AsyncIterator[None]:
    """Start what draws charts beside, so that nobody waits for it at the first dashboard."""
    del app
    # The process waits for it when it ends at once: what draws may not be broken off.
    Thread(target=begin_drawing, name="first chart").start()
    yield


class _Kept(StaticFiles):
    """Files that a browser may keep, and asks for again only if they have changed."""

    def file_response(self, *args: Any, **more: Any) -> Response:
        """A file with its tag."""
        answer = super().file_response(*args, **more)
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def _operation(route: APIRoute) -> str:
    return route.name
