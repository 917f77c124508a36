"""A search beside those before it: whether its records look alike, and what reading has given.

Only final labels are used, as everyone may know them. The models are those of the configuration
``words``, whatever the review ranks with: they need nothing that takes long, and nothing of what
they learn is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.comparison.intervals import Interval, clopper_pearson
from activescreen.configuration import load_configuration
from activescreen.learner import ActiveLearner
from activescreen.ledger import IRRELEVANT, RELEVANT
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.board import Board, Boards
from activescreen.review.dashboard.worked import Worked
from activescreen.review.duplicates.merging import merged_records
from activescreen.review.imports.changes import find_wave
from activescreen.review.imports.drift import Drift, drift_of
from activescreen.review.ranking.lessons import STAND_IN
from activescreen.review.records.states import known_labels
from activescreen.store.database import Database
from activescreen.store.population import chunks, load_records
from activescreen.store.reviews import Review, Wave, find_review, waves_of

FEWEST_RECORDS: Final = 50
FEWEST_LABELS: Final = 10
_MOST: Final = 2_000
"""Records of each side that are compared; more would tell the same, and take longer."""

_STEP: Final = 50
"""New final labels after which it is worked out anew."""

_AT_ONCE: Final = 1_000


class Reading(NamedTuple):
    """What reading a search has given.

    Attributes
    ----------
    wave, records
        The search, and how many records it added.
    final, included
        Those with a final label on title and abstract, and the included ones of these.
    bounds
        Of the share of included ones, exact, at 95 %; None before the first.
    """

    wave: Wave
    records: int
    final: int
    included: int
    bounds: Interval | None


@dataclass(frozen=True)
class BesideEarlier:
    """A search beside those before it.

    Attributes
    ----------
    wave
        The search.
    drift
        How its records compare; None where they cannot be, or while that is worked out.
    why
        Why they cannot be compared; empty where they can.
    readings
        What reading each search has given, in their order.
    """

    wave: Wave
    drift: Drift | None
    why: str
    readings: tuple[Reading, ...]


class _Sides(NamedTuple):
    """Places of the records that are compared, and of those that are learned from."""

    earlier: NDArray[np.int64]
    new: NDArray[np.int64]
    relevant: NDArray[np.int64]
    irrelevant: NDArray[np.int64]


def beside_earlier(
    database: Database, boards: Boards, name: str, number: int, wait: float | None = None
) -> BesideEarlier:
    """A search beside those before it.

    Parameters
    ----------
    database, boards, name
        Where, the running sums of its reviews, and the review's name.
    number
        Of the search.
    wait
        Seconds to wait for what takes long; None: until it is there.

    Raises
    ------
    MissingError
        If the review has no such search.
    """
    with database.reading() as connection:
        review = find_review(connection, name)
        wave = find_wave(connection, review, number)
        board = boards.current(connection, review)
        labels = known_labels(connection, review, board, TITLE_ABSTRACT)
        size = len(labels)
        of_wave, numbers = board.waves[:size], board.numbers[:size]
        merged = list(merged_records(connection, review))
        waves = waves_of(connection, review)
    free = ~np.isin(numbers, merged)
    sides = _sides(labels, of_wave, number, free)
    readings = tuple(_reading(each, labels[(of_wave == each.number) & free]) for each in waves)
    if why := _too_little(sides):
        return BesideEarlier(wave, None, why, readings)

    def made() -> Drift:
        with database.reading() as connection:
            return _drift(connection, review, number, sides, labels, numbers)

    learned = len(sides.relevant) + len(sides.irrelevant)
    key = ("drift", number, size, len(merged), learned // _STEP)
    return BesideEarlier(wave, _ask(board, key, made, wait), "", readings)


def _ask(
    board: Board, key: tuple[object, ...], made: Callable[[], Drift], wait: float | None
) -> Drift | None:
    worked: Worked = board.remember("worked", None, Worked)
    return worked.ask(key, made, wait)


def _sides(
    labels: NDArray[np.int8],
    of_wave: NDArray[np.int64],
    number: int,
    free: NDArray[np.bool_],
) -> _Sides:
    earlier = (of_wave < number) & free
    return _Sides(
        np.flatnonzero(earlier),
        np.flatnonzero((of_wave == number) & free),
        np.flatnonzero(earlier & (labels == RELEVANT)),
        np.flatnonzero(earlier & (labels == IRRELEVANT)),
    )


def _too_little(sides: _Sides) -> str:
    if min(len(sides.new), len(sides.earlier)) < FEWEST_RECORDS:
        return (
            f"It takes {FEWEST_RECORDS} records of this search and as many of those before to "
            f"compare them; there are {len(sides.new):,} and {len(sides.earlier):,}."
        )
    if min(len(sides.relevant), len(sides.irrelevant)) < FEWEST_LABELS:
        return (
            f"A model has to learn from {FEWEST_LABELS} inclusions and as many exclusions of "
            f"earlier searches; final are {len(sides.relevant):,} and {len(sides.irrelevant):,}."
        )
    return ""


def _reading(wave: Wave, labels: NDArray[np.int8]) -> Reading:
    included = int(np.count_nonzero(labels == RELEVANT))
    final = included + int(np.count_nonzero(labels == IRRELEVANT))
    return Reading(wave, len(labels), final, included, clopper_pearson(included, final))


def _drift(
    connection: Connection,
    review: Review,
    number: int,
    sides: _Sides,
    labels: NDArray[np.int8],
    numbers: NDArray[np.int64],
) -> Drift:
    rng = np.random.default_rng([review.seed, number])
    some = _Sides(*(_at_most(side, rng) for side in sides))
    places = np.unique(np.concatenate(some))
    learner = ActiveLearner(load_configuration(STAND_IN), review.seed)
    fields = learner.configuration.fields
    texts = {
        at: record.text(fields)
        for asked in chunks(numbers[places].tolist(), _AT_ONCE)
        for at, record in load_records(connection, review, asked).items()
    }
    matrix = learner.extractor.fit_transform([texts[at] for at in numbers[places].tolist()])
    # What is learned from are the labels that were drawn, and none of the search itself.
    taught = np.full(len(places), -1, dtype=np.int8)
    for side in (some.relevant, some.irrelevant):
        taught[np.searchsorted(places, side)] = labels[side]
    earlier, new = (np.searchsorted(places, side) for side in (some.earlier, some.new))
    return drift_of(learner.classifier, matrix, taught, earlier, new, rng)


def _at_most(side: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    return side if len(side) <= _MOST else np.sort(rng.choice(side, _MOST, replace=False))
