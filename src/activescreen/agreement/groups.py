"""Agreement of two or more reviewers who all screened the same records: Fleiss' kappa."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from activescreen.agreement.votes import counts_of, vote_codes
from activescreen.errors import InputError


@dataclass(frozen=True, slots=True)
class GroupAgreement:
    """How far two or more reviewers agree, all of whom screened the same records.

    Attributes
    ----------
    n_records
        Records screened by all of them; everything else here is about them.
    n_raters
        Number of reviewers.
    prevalence
        Share of the first category (include) among all votes. None without records.
    proportion
        Mean share of the pairs of reviewers who agree on a record. None without records.
    kappa
        Fleiss' kappa. None without records, or where only one category was used.
    """

    n_records: int
    n_raters: int
    prevalence: float | None
    proportion: float | None
    kappa: float | None


def compare_group(
    raters: Sequence[Mapping[str, Hashable]], categories: Sequence[Hashable] | None = None
) -> GroupAgreement:
    """Agreement of two or more reviewers, on the records that all of them have screened.

    Parameters
    ----------
    raters
        For each reviewer, record id -> verdict, before consensus.
    categories
        As in `compare`.

    Raises
    ------
    InputError
        If there are fewer than two reviewers, or a verdict is not among the categories.
    """
    if len(raters) < 2:
        raise InputError(
            f"Agreement of {len(raters)} reviewer is not possible.", remedy="Give at least two."
        )
    shared = [record_id for record_id in raters[0] if all(record_id in r for r in raters[1:])]
    votes = vote_codes(raters, shared, categories)
    if not shared:
        return GroupAgreement(0, len(raters), None, None, None)
    counts = (votes.codes[:, :, None] == np.arange(votes.n_categories)).sum(axis=0)
    return from_votes(counts)


def from_votes(counts: ArrayLike) -> GroupAgreement:
    """Agreement of several reviewers from the votes that each record got.

    Parameters
    ----------
    counts
        Votes by record and category; shape (n_records, Q), with the same sum in every row.
        Prevalence is that of the first category.

    Raises
    ------
    InputError
        If the rows have different sums, fewer than two votes, or hold anything but counts.
    """
    votes = _votes(counts)
    n, m = len(votes), int(votes[0].sum())
    agreeing = int((votes * (votes - 1)).sum())  # ordered pairs, at most n m (m − 1)
    return GroupAgreement(
        n_records=n,
        n_raters=m,
        prevalence=int(votes[:, 0].sum()) / (n * m),
        proportion=agreeing / (n * m * (m - 1)),
        kappa=fleiss_kappa(votes),
    )


def fleiss_kappa(counts: ArrayLike) -> float | None:
    """Fleiss' kappa: (P − pe) / (1 − pe) with P the mean pairwise agreement, pe = Σ p².

    Parameters
    ----------
    counts
        As in `from_votes`.

    Returns
    -------
    At most 1; None where only one category was used (pe = 1).

    References
    ----------
    Fleiss (1971), Psychological Bulletin 76(5), 378-382.
    """
    votes = _votes(counts)
    n, m = len(votes), int(votes[0].sum())
    totals = votes.sum(axis=0)
    whole, chance = (n * m) ** 2, int((totals * totals).sum())  # 1 and pe, times (n m)²
    if chance == whole:
        return None
    agreeing = n * m * int((votes * (votes - 1)).sum())  # P, times (n m)² (m − 1)
    return (agreeing - chance * (m - 1)) / ((whole - chance) * (m - 1))


def _votes(counts: ArrayLike) -> NDArray[np.int64]:
    votes = counts_of(counts)
    if votes.ndim != 2 or votes.shape[0] == 0 or votes.shape[1] < 2:
        raise InputError(
            f"A table of shape {votes.shape} does not hold votes by record and category.",
            remedy="Give a row for each record and a column for each of two or more categories.",
        )
    sums = votes.sum(axis=1)
    if sums[0] < 2 or (sums != sums[0]).any():
        raise InputError(
            f"The records got between {sums.min()} and {sums.max()} votes.",
            remedy="Compare records that got the same number of votes, at least two.",
        )
    return votes
