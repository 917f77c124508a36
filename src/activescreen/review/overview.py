"""Making a review, and what is known of one at a glance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activescreen.configuration import load_configuration
from activescreen.ledger import RELEVANT, UNRESOLVED
from activescreen.protocol import TITLE_ABSTRACT, Protocol
from activescreen.review.board import NEVER, Boards
from activescreen.review.duplicates.doubts import open_pairs
from activescreen.review.records.states import STATES, State, known_labels, states, veil_of
from activescreen.review.screening.arrangements import arrangements
from activescreen.review.stopping.certified import excluded_by_model
from activescreen.stopping import RULES
from activescreen.store.claims import certificates_of, registrations_of
from activescreen.store.database import Database
from activescreen.store.rankings import StoredRanking, newest_ranking
from activescreen.store.reviews import (
    Counters,
    Review,
    Wave,
    add_review,
    all_reviews,
    count,
    find_review,
    waves_of,
)
from activescreen.store.searches import Origin, StoredFile, copies_of, files_of


@dataclass(frozen=True, slots=True)
class StageSum:
    """What the decisions of a stage add up to.

    Attributes
    ----------
    stage
        The stage.
    read, relevant, open
        Records decided on, finally included, and without a final label.
    """

    stage: str
    read: int
    relevant: int
    open: int


@dataclass(frozen=True)
class Overview:
    """A review at a glance.

    Attributes
    ----------
    review, counted
        The review, and how much it holds.
    waves, files
        Its searches and their files.
    copies, doubts
        How many records are copies of others, and how many pairs a person must decide on.
    stages
        What was decided.
    reviewers
        Reviewer -> number of decisions.
    ranking
        The newest one; None before the first training.
    registrations, certificates
        How many.
    """

    review: Review
    counted: Counters
    waves: tuple[Wave, ...]
    files: tuple[StoredFile, ...]
    copies: int
    doubts: int
    stages: tuple[StageSum, ...]
    reviewers: Counter[str]
    ranking: StoredRanking | None
    registrations: int
    certificates: int

    @property
    def by_origin(self) -> Counter[Origin]:
        """How many records were imported, by where they were found."""
        counted: Counter[Origin] = Counter()
        for file in self.files:
            counted[file.origin] += file.report.records
        return counted


def create_review(
    database: Database,
    name: str,
    protocol: Protocol,
    configuration: str,
    seed: int,
    now: datetime,
) -> Review:
    """Make a review without records.

    Raises
    ------
    InputError
        If the name is no name, or taken.
    ConfigurationError
        If there is no such configuration or stopping rule.
    """
    load_configuration(configuration)
    RULES.factory(protocol.stopping_rule)
    with database.writing() as connection:
        return add_review(connection, name, protocol, configuration, seed, now.isoformat())


def list_reviews(database: Database) -> list[tuple[Review, Counters]]:
    """All reviews with how much they hold, in the order of their names."""
    with database.reading() as connection:
        return [(review, count(connection, review)) for review in all_reviews(connection)]


def overview(database: Database, name: str, boards: Boards | None = None) -> Overview:
    """A review at a glance.

    Parameters
    ----------
    database, name
        Where, and the review's name.
    boards
        Running sums that are kept; None: everything is added up now.

    Raises
    ------
    InputError
        If there is no such review.
    """
    with database.reading() as connection:
        review = find_review(connection, name)
        board = (boards or Boards()).current(connection, review)
        stages = [(stage, board.stage(stage)) for stage in board.stages]
        with board.lock:
            reviewers = sum((Counter(sums.by_reviewer) for _, sums in stages), Counter[str]())
        return Overview(
            review,
            count(connection, review),
            tuple(waves_of(connection, review)),
            tuple(files_of(connection, review)),
            len(copies_of(connection, review)),
            open_pairs(connection, review),
            tuple(
                _stage_sum(stage, known_labels(connection, review, board, stage))
                for stage, _ in stages
            ),
            reviewers,
            newest_ranking(connection, review),
            len(registrations_of(connection, review)),
            len(certificates_of(connection, review)),
        )


class Left(NamedTuple):
    """What is left of a review's titles and abstracts.

    Attributes
    ----------
    to_screen
        How many are unread and have to be read, or wait for further votes.
    by_model
        How many are unread and nobody has to read, since a certified stop has the model exclude
        them.
    """

    to_screen: int
    by_model: int


def left_to_screen(database: Database, boards: Boards, review: Review) -> Left:
    """What is left of a review's titles and abstracts.

    Parameters
    ----------
    database, boards, review
        Where, its running sums, and of what.
    """
    with database.reading() as connection:
        board = boards.current(connection, review)
        eligible = arrangements(connection, review, board, TITLE_ABSTRACT).eligible
        needed, veil = review.protocol.votes_per_record, veil_of(connection, review, TITLE_ABSTRACT)
        found, _ = states(board, TITLE_ABSTRACT, needed, veil, len(eligible))
        open_states = [STATES.index(state) for state in (State.UNREAD, State.WAITING)]
        left = np.isin(found, open_states) & eligible
        with board.lock:
            left_out = excluded_by_model(connection, review, board, eligible)
        return Left(int(np.count_nonzero(left & ~left_out)), int(np.count_nonzero(left_out)))


def _stage_sum(stage: str, final: NDArray[np.int8]) -> StageSum:
    read, relevant, still_open = (
        int(np.count_nonzero(some))
        for some in (final != NEVER, final == RELEVANT, final == UNRESOLVED)
    )
    return StageSum(stage, read, relevant, still_open)
