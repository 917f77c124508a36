"""Verdicts of several reviewers as numbers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from activescreen.errors import InputError
from activescreen.ledger import Verdict

_DECISIVE: Final[tuple[Hashable, ...]] = (Verdict.INCLUDE, Verdict.EXCLUDE)


@dataclass(frozen=True, slots=True)
class Votes:
    """Verdicts as category numbers.

    Attributes
    ----------
    codes
        Category of each reviewer's verdict on each record; shape (n_raters, n_records).
    n_categories
        Q, the number of categories.
    """

    codes: NDArray[np.int64]
    n_categories: int


def vote_codes(
    raters: Sequence[Mapping[str, Hashable]],
    shared: Sequence[str],
    categories: Sequence[Hashable] | None,
) -> Votes:
    """Verdicts on the shared records as numbers, in the order of the categories.

    Without categories: include and exclude, and maybe if a reviewer used it on these records.

    Raises
    ------
    InputError
        If the categories are fewer than two, or a verdict is not among them.
    """
    if categories is None:
        unsure = any(r[record_id] == Verdict.MAYBE for r in raters for record_id in shared)
        categories = (*_DECISIVE, Verdict.MAYBE) if unsure else _DECISIVE
    if len(set(categories)) < max(2, len(categories)):
        raise InputError(
            f"The categories {', '.join(map(str, categories))} are not two or more different ones.",
            remedy="Name every verdict that was possible once.",
        )
    number = {category: code for code, category in enumerate(categories)}
    codes = np.zeros((len(raters), len(shared)), dtype=np.int64)
    for row, rater in enumerate(raters):
        for column, record_id in enumerate(shared):
            code = number.get(rater[record_id])
            if code is None:
                raise InputError(
                    f"The verdict '{rater[record_id]}' is not among the categories.",
                    where=f"reviewer {row + 1}, record {record_id}",
                    remedy=f"Known are: {', '.join(map(str, categories))}.",
                )
            codes[row, column] = code
    return Votes(codes, len(categories))


def counts_of(table: ArrayLike) -> NDArray[np.int64]:
    """A table as integers, after a look that it holds counts.

    Raises
    ------
    InputError
        If it does not.
    """
    array = np.asarray(table)
    if array.dtype.kind not in "iu" or (array < 0).any():
        raise InputError(
            "A table of votes holds something that is no count.",
            remedy="Give whole numbers, 0 or more.",
        )
    return array.astype(np.int64)
