"""What the API tells of trainings and of why a record stands where it stands."""

from __future__ import annotations

from math import ceil
from typing import Annotated

from pydantic import BaseModel, Field

from activescreen.review.ranking.choosing import Choice
from activescreen.review.ranking.estimating import in_words
from activescreen.review.ranking.explaining import Why
from activescreen.review.ranking.seen import TrainingSeen
from activescreen.review.ranking.time_left import in_words as in_words_of_time
from activescreen.review.ranking.trainer import Phase, TrainingState
from activescreen.store.trainings import Training
from activescreen.web.api.shapes import Given, Shown


class EstimateShape(BaseModel):
    """An estimate of recall to plan by: never a guarantee."""

    badge: str
    statement: Shown
    measured: Shown


class RankingShape(BaseModel):
    """A ranking, without its order."""

    number: int
    model: str
    configuration: Shown
    seed: int
    ranked_by: str
    notes: list[Shown]
    records: int
    decisions: int
    created: str
    estimate: EstimateShape | None

    @classmethod
    def of(cls, training: Training) -> RankingShape:
        """A training."""
        said = training.estimate
        estimate = None
        if said is not None:
            measured = in_words(*said)[1]
            estimate = EstimateShape(badge=said[0], statement=said[1], measured=measured)
        return cls(
            number=training.number,
            model=training.model_hash,
            configuration=training.configuration,
            seed=training.seed,
            ranked_by=training.ranked_by,
            notes=list(training.notes),
            records=training.seen.places,
            decisions=training.seen.events,
            created=training.created,
            estimate=estimate,
        )


class ProgressShape(BaseModel):
    """What is being done; ``done`` of ``total`` texts while they are embedded.

    ``seconds_left``, and ``time_left`` in words, are null and empty while the pace is not known.
    """

    state: Phase
    done: int
    total: int
    seconds_left: int | None
    time_left: str
    error: Shown
    remark: Shown

    @classmethod
    def of(cls, state: TrainingState) -> ProgressShape:
        """The state of a training."""
        left = state.seconds_left
        return cls(
            state=state.phase,
            done=state.done,
            total=state.total,
            seconds_left=None if left is None else ceil(left),
            time_left="" if left is None else in_words_of_time(left),
            error=state.error,
            remark=state.remark,
        )


class TrainingShape(ProgressShape):
    """The training of a review at a glance; ``ranking`` is the newest, which records are read by.

    ``automatic`` tells whether this service trains by itself.
    """

    configuration: Shown
    seed: int
    ranking: RankingShape | None
    decisions_since: int
    records_since: int
    automatic: bool
    versions: dict[str, str]

    @classmethod
    def whole(cls, seen: TrainingSeen, automatic: bool, versions: dict[str, str]) -> TrainingShape:
        """A training at a glance."""
        return cls(
            **ProgressShape.of(seen.state).model_dump(),
            configuration=seen.review.configuration,
            seed=seen.review.seed,
            ranking=None if seen.newest is None else RankingShape.of(seen.newest),
            decisions_since=seen.decisions_since,
            records_since=seen.records_since,
            automatic=automatic,
            versions=versions,
        )


class NewTraining(Given):
    """A training that is wanted; ``configuration`` only from who manages the review."""

    configuration: Annotated[str, Field(max_length=200)] = ""


class ChoiceShape(BaseModel):
    """A configuration that may be chosen."""

    name: str
    summary: str
    purpose: str
    limits: str

    @classmethod
    def of(cls, choice: Choice) -> ChoiceShape:
        """A choice."""
        return cls(
            name=choice.name, summary=choice.summary, purpose=choice.purpose, limits=choice.limits
        )


class RankingPage(BaseModel):
    """Rankings, the newest first; ``next`` is ``before`` of the next page."""

    items: list[RankingShape]
    next: int | None


class TermShape(BaseModel):
    """A word or word pair, and what it adds to a record's score."""

    term: Shown
    weight: float


class NeighbourShape(BaseModel):
    """A labelled record that is like the one asked for."""

    id: Shown
    title: Shown
    label: str
    likeness: float


class WhyShape(BaseModel):
    """Why a record stands where it stands; ``position`` is null for what is not ranked any more.

    ``begun``: others have voted on it and it waits for one's own vote.
    """

    model: str
    configuration: Shown
    ranked_by: str
    position: int | None
    terms: list[TermShape]
    meaning: float | None
    neighbours: list[NeighbourShape]
    notes: list[Shown]
    begun: bool

    @classmethod
    def of(cls, why: Why) -> WhyShape:
        """An explanation."""
        neighbours = [
            NeighbourShape(
                id=each.record_id, title=each.title, label=each.label, likeness=each.likeness
            )
            for each in why.neighbours
        ]
        return cls(
            model=why.model,
            configuration=why.configuration,
            ranked_by=why.ranked_by,
            position=why.position,
            terms=[TermShape(term=term, weight=weight) for term, weight in why.terms],
            meaning=why.meaning,
            neighbours=neighbours,
            notes=list(why.notes),
            begun=why.begun,
        )
