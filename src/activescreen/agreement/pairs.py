"""Agreement of two reviewers: proportion, Cohen's kappa, PABAK and Gwet's AC1."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from activescreen.agreement.votes import counts_of, vote_codes
from activescreen.errors import InputError


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two reviewers agree.

    Attributes
    ----------
    n_records
        Records screened by both; everything else here is about them.
    prevalence
        Mean share of the first category (include) over both reviewers. None without records.
    proportion
        Share of the records on which the verdicts are equal. None without records.
    kappa
        Cohen's kappa. None without records, or where both used one and the same category only.
    pabak
        Prevalence-adjusted, bias-adjusted kappa. None without records.
    ac1
        Gwet's AC1. None without records.
    """

    n_records: int
    prevalence: float | None
    proportion: float | None
    kappa: float | None
    pabak: float | None
    ac1: float | None


def compare(
    first: Mapping[str, Hashable],
    second: Mapping[str, Hashable],
    categories: Sequence[Hashable] | None = None,
) -> PairAgreement:
    """Agreement of two reviewers, on the records that both have screened.

    Parameters
    ----------
    first, second
        Record id -> verdict, before consensus.
    categories
        All verdicts that were possible; prevalence is that of the first one. Left out: include
        and exclude, and maybe if either reviewer used it on a shared record.

    Raises
    ------
    InputError
        If a verdict is not among the categories.
    """
    shared = [record_id for record_id in first if record_id in second]
    votes = vote_codes([first, second], shared, categories)
    table = np.zeros((votes.n_categories, votes.n_categories), dtype=np.int64)
    np.add.at(table, (votes.codes[0], votes.codes[1]), 1)
    return from_table(table)


def from_counts(
    both_include: int, first_only: int, second_only: int, neither: int
) -> PairAgreement:
    """Agreement of two reviewers from the four counts of their include and exclude votes.

    Raises
    ------
    InputError
        If a count is negative.
    """
    return from_table([[both_include, first_only], [second_only, neither]])


def from_table(table: ArrayLike) -> PairAgreement:
    """Agreement of two reviewers from their cross table.

    Parameters
    ----------
    table
        Records by the first reviewer's category (row) and the second's (column), categories in
        the same order; shape (Q, Q), Q at least 2. Prevalence is that of the first category.

    Raises
    ------
    InputError
        If the table is not square, has one category only, or holds anything but counts.
    """
    counts = _cross_table(table)
    n = int(counts.sum())
    if n == 0:
        return PairAgreement(0, None, None, None, None, None)
    first_category = int(counts[0].sum() + counts[:, 0].sum())
    return PairAgreement(
        n_records=n,
        prevalence=first_category / (2 * n),
        proportion=int(np.trace(counts)) / n,
        kappa=cohen_kappa(counts),
        pabak=pabak(counts),
        ac1=gwet_ac1(counts),
    )


def cohen_kappa(table: ArrayLike) -> float | None:
    """Cohen's kappa: (po − pe) / (1 − pe), pe from each reviewer's own marginals.

    Parameters
    ----------
    table
        As in `from_table`.

    Returns
    -------
    From −1 to 1; None without records, or where chance alone makes both agree always (pe = 1).

    References
    ----------
    Cohen (1960), Educational and Psychological Measurement 20(1), 37-46.
    """
    counts = _cross_table(table)
    n, agreed = int(counts.sum()), int(np.trace(counts))
    chance = int(counts.sum(axis=1) @ counts.sum(axis=0))  # pe n²
    return None if chance == n * n else (n * agreed - chance) / (n * n - chance)


def pabak(table: ArrayLike) -> float | None:
    """Prevalence-adjusted, bias-adjusted kappa: (Q po − 1) / (Q − 1) for Q categories.

    Parameters
    ----------
    table
        As in `from_table`.

    Returns
    -------
    From −1 / (Q − 1) to 1; None without records.

    References
    ----------
    Byrt, Bishop & Carlin (1993), Journal of Clinical Epidemiology 46(5), 423-429.
    """
    counts = _cross_table(table)
    n, q = int(counts.sum()), len(counts)
    return None if n == 0 else (q * int(np.trace(counts)) - n) / (n * (q - 1))


def gwet_ac1(table: ArrayLike) -> float | None:
    """Gwet's AC1: (po − pe) / (1 − pe), pe = Σ π(1 − π) / (Q − 1), π the mean marginals.

    Parameters
    ----------
    table
        As in `from_table`.

    Returns
    -------
    From −1 to 1; None without records.

    References
    ----------
    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61(1), 29-48.
    """
    counts = _cross_table(table)
    n, q = int(counts.sum()), len(counts)
    if n == 0:
        return None
    votes = counts.sum(axis=0) + counts.sum(axis=1)  # 2 n π
    whole = 4 * n * n * (q - 1)
    chance = int((votes * (2 * n - votes)).sum())  # pe, as a part of whole
    agreed = 4 * n * (q - 1) * int(np.trace(counts))
    return (agreed - chance) / (whole - chance)


def _cross_table(table: ArrayLike) -> NDArray[np.int64]:
    counts = counts_of(table)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or len(counts) < 2:
        raise InputError(
            f"A table of shape {counts.shape} is no cross table of two reviewers.",
            remedy="Give one row and one column for each of two or more categories.",
        )
    return counts
