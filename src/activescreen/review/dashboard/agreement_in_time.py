"""Agreement over time: on independent votes, in windows of so many doubly screened records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from activescreen.agreement import PairAgreement, from_table, from_votes
from activescreen.ledger import Verdict
from activescreen.review.dashboard.tally import CODES

WINDOW: Final = 100
MOST_WINDOWS: Final = 40


class Window(NamedTuple):
    """Agreement on some records that got their last vote one after the other.

    Attributes
    ----------
    first, last
        The first and the last of them, counted from 1.
    agreement
        How far the votes agree. Of more than two votes a record kappa is Fleiss', and the
        coefficients of pairs are missing.
    """

    first: int
    last: int
    agreement: PairAgreement


@dataclass(frozen=True)
class AgreementInTime:
    """How far reviewers agree.

    Attributes
    ----------
    overall
        On all records.
    windows
        In the order in which records got their last vote; the last one may be short.
    votes
        Votes a record.
    maybe
        Whether "maybe" was used, and so is a category of its own.
    """

    overall: PairAgreement
    windows: tuple[Window, ...]
    votes: int
    maybe: bool


def agreement_in_time(codes: NDArray[np.uint8]) -> AgreementInTime | None:
    """Agreement on the records that have all their votes; None before the first of them.

    Parameters
    ----------
    codes
        The independent votes on each, as in `CODES`; shape (n, votes).
    """
    votes = codes.shape[1]
    if not len(codes) or votes < 2:
        return None
    maybe = bool((codes == CODES[Verdict.MAYBE]).any())
    categories = 3 if maybe else 2
    step = WINDOW * max(1, -(-len(codes) // (WINDOW * MOST_WINDOWS)))
    windows = tuple(
        Window(
            start + 1,
            min(start + step, len(codes)),
            _agreement(codes[start : start + step], categories),
        )
        for start in range(0, len(codes), step)
    )
    return AgreementInTime(_agreement(codes, categories), windows, votes, maybe)


def _agreement(codes: NDArray[np.uint8], categories: int) -> PairAgreement:
    if codes.shape[1] == 2:
        table = np.zeros((categories, categories), dtype=np.int64)
        np.add.at(table, (codes[:, 0], codes[:, 1]), 1)
        return from_table(table)
    counts = (codes[:, :, None] == np.arange(categories)).sum(axis=1)
    group = from_votes(counts)
    return PairAgreement(
        group.n_records, group.prevalence, group.proportion, group.kappa, None, None
    )
