"""A screening order: all that a ranking metric needs to know of a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from activescreen.errors import InputError


@dataclass(frozen=True, eq=False)
class ScreeningOrder:
    """Where the relevant records stood in the order of screening, prior knowledge left out.

    The order may end before the population does. If every relevant record has been found by
    then, the tail holds none and everything about the order is known. If not, whatever depends
    on the tail is unknown, and the methods below say None.

    Attributes
    ----------
    ranks
        1-based ranks of the relevant records found, ascending; shape (n_found,). Read-only.
    screened
        Number of records screened.
    population
        N, the number of records that could be screened.
    relevant
        R, the number of relevant ones among them.

    Raises
    ------
    InputError
        If the numbers contradict each other.
    """

    ranks: NDArray[np.int64]
    screened: int
    population: int
    relevant: int

    def __post_init__(self) -> None:
        self.ranks.flags.writeable = False
        if self.ranks.size and (
            self.ranks[0] < 1 or self.ranks[-1] > self.screened or (np.diff(self.ranks) < 1).any()
        ):
            raise InputError(
                f"The ranks of the relevant records do not ascend from 1 to {self.screened}.",
                remedy="Give every screened record a rank of its own, the first one rank 1.",
            )
        unseen = self.population - self.screened
        if unseen < 0:
            raise InputError(
                f"{self.screened} records were screened, but the population has {self.population}.",
                remedy="Leave prior knowledge out of both numbers, or count it in both.",
            )
        if not 0 <= self.relevant - self.found <= unseen:
            raise InputError(
                f"{self.relevant} relevant records do not go with {self.found} found and "
                f"{unseen} unscreened ones.",
                remedy="Leave prior knowledge out of all these numbers, or count it in all.",
            )

    @classmethod
    def from_labels(
        cls, labels: ArrayLike, population: int | None = None, relevant: int | None = None
    ) -> ScreeningOrder:
        """The order behind a run of labels from which prior knowledge has been removed.

        Parameters
        ----------
        labels
            1 (relevant) or 0 in the order of screening; shape (n_screened,).
        population, relevant
            N and R, prior knowledge left out. Both may be omitted if the labels cover the
            population; a shorter run needs both, since nobody but the caller can know whether
            the unscreened tail holds relevant records.

        Raises
        ------
        InputError
            If a label is neither 1 nor 0, or the numbers contradict each other.
        """
        checked = _checked(labels)
        ranks = np.flatnonzero(checked).astype(np.int64) + 1
        if population is None:
            population = len(checked)
        if relevant is None:
            if population != len(checked):
                raise InputError(
                    f"{len(checked)} of {population} records have a label, and it is not said "
                    "how many relevant ones there are in all.",
                    remedy="Give the number of relevant records.",
                )
            relevant = len(ranks)
        return cls(ranks, len(checked), int(population), int(relevant))

    @classmethod
    def after_priors(
        cls, labels: ArrayLike, priors: ArrayLike, population: int, relevant: int
    ) -> ScreeningOrder:
        """The order behind a run of labels that still contains prior knowledge.

        Parameters
        ----------
        labels
            1 (relevant) or 0 in the order of screening; shape (n,).
        priors
            True for each of them that was known before screening; shape (n,).
        population, relevant
            N and R with prior knowledge counted in.

        Raises
        ------
        InputError
            As `from_labels`, or if the shapes differ.
        """
        checked = _checked(labels)
        known = np.asarray(priors, dtype=bool)
        if known.shape != checked.shape:
            raise InputError(
                f"{len(checked)} labels, but {known.size} entries that say which are priors.",
                remedy="Give one of each a record.",
            )
        return cls.from_labels(
            checked[~known],
            population=population - int(known.sum()),
            relevant=relevant - int(checked[known].sum()),
        )

    @property
    def found(self) -> int:
        """F, the number of relevant records found."""
        return len(self.ranks)

    @property
    def complete(self) -> bool:
        """Whether every relevant record has been found, so that the tail holds none."""
        return self.found == self.relevant

    def rank_of(self, i: int) -> int | None:
        """Rank of the ``i``-th relevant record (from 1); None if it was not found."""
        return int(self.ranks[i - 1]) if 1 <= i <= self.found else None

    def found_by(self, depth: int) -> int | None:
        """Relevant ones among the first ``depth`` records; None if that is not known."""
        if depth >= self.population:
            return self.relevant
        if depth > self.screened and not self.complete:
            return None
        return int(np.searchsorted(self.ranks, depth, side="right"))

    def recall_curve(self) -> NDArray[np.float64] | None:
        """Recall after each screened record; shape (n_screened,). None if R is 0."""
        if self.relevant == 0:
            return None
        depths = np.arange(1, self.screened + 1)
        counts = np.searchsorted(self.ranks, depths, side="right")
        return counts.astype(np.float64) / self.relevant


def _checked(labels: ArrayLike) -> NDArray[np.bool_]:
    """Labels as booleans, shape (n,), after a look that they are labels."""
    array = np.asarray(labels)
    if array.ndim != 1:
        raise InputError(
            f"Labels in an array of shape {array.shape} have no order.",
            remedy="Give them as one sequence, in the order of screening.",
        )
    if array.dtype == np.bool_:
        return array
    relevant = np.asarray(array == 1)
    wrong = np.flatnonzero(~(relevant | (array == 0)))
    if wrong.size:
        raise InputError(
            f"{array[wrong[0]]!s} is not a label.",
            where=f"screening position {wrong[0] + 1}",
            remedy="Use 1 for relevant and 0 for irrelevant; resolve open conflicts first.",
        )
    return relevant
