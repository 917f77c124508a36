"""What ranks the records, and what it has learned from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from activescreen.review.permissions import Access, Permission
from activescreen.review.ranking.choosing import Choice, choices, request_training
from activescreen.review.ranking.estimating import NO_ESTIMATE, in_words
from activescreen.review.ranking.seen import (
    choices_made,
    list_trainings,
    training_seen,
    versions,
)
from activescreen.review.ranking.time_left import in_words as in_words_of_time
from activescreen.review.ranking.trainer import Phase, TrainingState
from activescreen.store.trainings import EVERY, NEWEST_KEPT, Training
from activescreen.web.access import Looking, Screening, ServiceSettings, SignedInPerson
from activescreen.web.pages.rendering import render
from activescreen.web.settings import Settings

router = APIRouter(include_in_schema=False)


@router.get("/reviews/{review_id}/models")
def models_page(
    request: Request, access: Looking, person: SignedInPerson, settings: ServiceSettings
) -> Response:
    """What ranks the records of a review."""
    return render(request, "models.html.j2", person, **_page(settings, access))


@router.post("/reviews/{review_id}/models")
def train_page(
    access: Screening,
    settings: ServiceSettings,
    configuration: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Train now, or with another configuration from now on."""
    request_training(settings.database, access, settings.trainer, configuration, settings.clock())
    return RedirectResponse(f"/reviews/{access.review.id}/models", 303)


def in_a_sentence(state: TrainingState) -> str:
    """What is being done, for people."""
    return {
        Phase.EMBEDDING: "The meaning of texts is being computed.",
        Phase.IDLE: "Nothing is being trained.",
        Phase.WAITING: "A training is about to begin.",
        Phase.TRAINING: "A model is being trained.",
    }[state.phase]


def _page(settings: Settings, access: Access) -> dict[str, Any]:
    seen = training_seen(settings.database, access, settings.trainer)
    known = choices()
    chosen = seen.review.configuration
    if chosen not in [choice.name for choice in known]:
        known.insert(0, Choice(chosen, "A configuration file of one's own", "", ""))
    newest = seen.newest
    estimate = None if newest is None else newest.estimate
    left = seen.state.seconds_left
    return {
        "access": access,
        "here": "models",
        "seen": seen,
        "automatic": settings.trainer.at_work,
        "said": in_a_sentence(seen.state),
        "time_left": "" if left is None else in_words_of_time(left),
        "trained": None if newest is None else _moment(newest.created),
        "estimate": (NO_ESTIMATE,) if estimate is None else in_words(*estimate),
        "choices": known,
        "manages": access.may(Permission.MANAGE),
        "screens": access.may(Permission.SCREEN),
        "made": [
            {"when": _moment(entry.at), "author": entry.author, **entry.content}
            for entry in choices_made(settings.database, access)
        ],
        "trainings": [_line(each) for each in list_trainings(settings.database, access)],
        "kept": NEWEST_KEPT,
        "every": EVERY,
        "versions": versions(),
    }


def _line(training: Training) -> dict[str, Any]:
    return {"training": training, "when": _moment(training.created)}


def _moment(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%-d %B %Y, %H:%M UTC")
