"""What governs which record comes next: pilot, phases, merged records, shares, the newest ranking.

All of it is remembered beside the review's running sums until something of it changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.ledger import RELEVANT
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT, Protocol
from activescreen.review.board import Board
from activescreen.review.duplicates.merging import merged_records
from activescreen.review.full_texts.retrievals import not_retrieved, retrieved
from activescreen.review.pilot.pilots import Pilot, open_pilot
from activescreen.review.records.states import known_labels
from activescreen.review.screening.shares import shares_of
from activescreen.review.stopping.audits import StoredAudit, audits_of
from activescreen.review.stopping.live_audits import LiveBatch, live_batches
from activescreen.review.stopping.live_phases import LivePhase, live_phases
from activescreen.store.journal import last_number
from activescreen.store.rankings import newest_number, newest_ranking
from activescreen.store.reviews import Review


@dataclass(frozen=True, eq=False)
class NewestRanking:
    """The newest ranking, as serving needs it.

    Attributes
    ----------
    number, model_hash
        Which one it is; 0 and empty before the first.
    positions
        Places of the records, the first to be read first; shape (n,).
    """

    number: int
    model_hash: str
    positions: NDArray[np.int64]

    def rank_of(self, place: int) -> int | None:
        """The 0-based rank of a record; None if the ranking does not know it."""
        rank = int(self._ranks[place]) if place < len(self._ranks) else -1
        return None if rank < 0 else rank

    @cached_property
    def _ranks(self) -> NDArray[np.int64]:
        ranks = np.full(int(self.positions.max(initial=-1)) + 1, -1, dtype=np.int64)
        ranks[self.positions] = np.arange(len(self.positions))
        return ranks


@dataclass(frozen=True, eq=False)
class Arrangements:
    """What governs which record comes next at a stage.

    Attributes
    ----------
    pilot
        The pilot that is open; None without.
    phases
        The random phases of the stage that are open.
    eligible
        Which records are screened at the stage at all; shape (N,).
    shares
        Person -> share; None where whoever comes first takes the next record.
    ranking
        The newest ranking.
    audits
        Audit batches that were drawn.
    stand_ins
        Place of each merged record -> of the one that stands for it.
    at_hand
        Which records come before the others, since their full texts are there; shape (N,).
    """

    pilot: Pilot | None
    phases: tuple[LivePhase, ...]
    eligible: NDArray[np.bool_]
    shares: dict[str, float] | None
    ranking: NewestRanking
    audits: tuple[LiveBatch, ...]
    stand_ins: dict[int, int]
    at_hand: NDArray[np.bool_]

    def votes_needed(self, record_id: str, protocol: Protocol) -> int:
        """How many votes a record needs; of the open pilot's records, those of all its raters."""
        needed = protocol.votes_per_record
        if self.pilot is None or record_id not in self.pilot.records:
            return needed
        return max(needed, len(self.pilot.raters))

    def urn(self) -> NDArray[np.bool_]:
        """Which records are read in a registered order only; shape (N,), not to be changed."""
        return self._urn

    @cached_property
    def _urn(self) -> NDArray[np.bool_]:
        inside = np.zeros(len(self.eligible), dtype=np.bool_)
        for phase in self.phases:
            inside[phase.order] = True
        return inside


def arrangements(connection: Connection, review: Review, board: Board, stage: str) -> Arrangements:
    """What governs which record comes next at a stage, as it is now."""
    journal = last_number(connection, review)
    pilot = board.remember("pilot", journal, lambda: open_pilot(connection, review))
    phases = live_phases(connection, review, board)
    stand_ins = board.remember(
        "merged",
        (journal, len(board.ids)),
        lambda: _places(board, merged_records(connection, review)),
    )
    eligible = np.ones(len(board.ids), dtype=np.bool_)
    eligible[list(stand_ins)] = False
    at_hand = np.zeros(len(board.ids), dtype=np.bool_)
    if stage == FULL_TEXT:
        missing = board.remember(
            "not retrieved",
            (journal, len(board.ids)),
            lambda: _marks(board, not_retrieved(connection, review)),
        )
        at_hand = board.remember(
            "retrieved",
            (journal, len(board.ids)),
            lambda: _marks(board, retrieved(connection, review)),
        )
        if pilot is None:
            passed = board.stage(TITLE_ABSTRACT).final == RELEVANT
        else:
            passed = known_labels(connection, review, board, TITLE_ABSTRACT) == RELEVANT
        eligible = eligible & passed & ~missing
    return Arrangements(
        pilot if stage == TITLE_ABSTRACT else None,
        tuple(phase for phase in phases if phase.stage == stage),
        eligible,
        shares_of(connection, review),
        _newest(connection, review, board),
        board.remember(
            f"audits {stage}",
            (journal, len(board.ids)),
            lambda: live_batches(planned_audits(connection, review, board), board, stage),
        ),
        stand_ins,
        at_hand,
    )


def planned_audits(connection: Connection, review: Review, board: Board) -> list[StoredAudit]:
    """The audits of a review, remembered until its journal grows."""
    journal = last_number(connection, review)
    return board.remember("audits", journal, lambda: audits_of(connection, review))


def _newest(connection: Connection, review: Review, board: Board) -> NewestRanking:
    def made() -> NewestRanking:
        stored = newest_ranking(connection, review)
        if stored is None:
            return NewestRanking(0, "", np.zeros(0, dtype=np.int64))
        return NewestRanking(stored.number, stored.model_hash, stored.positions)

    return board.remember("ranking", newest_number(connection, review), made)


def _places(board: Board, merged: Mapping[int, int]) -> dict[int, int]:
    """The places of records and of those that stand for them, from their numbers."""
    found = ((board.at(number), board.at(end)) for number, end in merged.items())
    return {place: end for place, end in found if place is not None and end is not None}


def _marks(board: Board, numbers: Iterable[int]) -> NDArray[np.bool_]:
    """Which places have one of these record numbers; shape (N,)."""
    marks = np.zeros(len(board.ids), dtype=np.bool_)
    for number in numbers:
        place = board.at(number)
        if place is not None:
            marks[place] = True
    return marks
