"""What the figures of a report mean, one line each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from activescreen.reports.words import count, percent


@dataclass(frozen=True, slots=True)
class Term:
    """A metric as a report shows it.

    Attributes
    ----------
    name
        The field's name for it.
    meaning
        One line for somebody who never met it.
    show
        A value as people read it.
    """

    name: str
    meaning: str
    show: Callable[[float], str]


def _plain(value: float) -> str:
    return f"{value:.3f}"


def _share(value: float) -> str:
    return percent(value, fixed=True)


def _recall(value: float) -> str:
    return percent(value, "down", fixed=True)


_FIXED: Final = {
    "atd": Term("ATD", "Average time to discovery: the mean place of a relevant record.", count),
    "atd_fraction": Term("ATD, share", "The same as a share of all records.", _share),
    "loss": Term("Loss", "Share of wrongly ordered pairs: 0 is perfect, 0.5 is random.", _plain),
    "nauc": Term(
        "nAUC", "1 if every relevant record comes first, 0 for random order; 1 − 2·loss.", _plain
    ),
    "ndcg": Term("NDCG", "Ranking quality that stresses the top of the list; 1 is best.", _plain),
}
_FAMILIES: Final = (
    (
        r"wss_(\d+)",
        "WSS@{0}",
        "Work saved over sampling: the reading saved when {0} % of the relevant records are "
        "found, beyond what stopping early in random order saves.",
        _share,
    ),
    (
        r"recall_at_(\d+)pct",
        "Recall@{0} %",
        "Share of the relevant records found in the first {0} % of the records.",
        _recall,
    ),
    (
        r"need_(\d+)",
        "Read for {0} %",
        "Records read until {0} % of the relevant were found.",
        count,
    ),
    (
        r"tnr_(\d+)",
        "TNR@{0}",
        "Share of the irrelevant records that need no reading when {0} % are found.",
        _share,
    ),
)


def term(metric: str) -> Term:
    """How to show a metric; one without an entry keeps its key and is shown as a number."""
    if metric in _FIXED:
        return _FIXED[metric]
    for pattern, name, meaning, show in _FAMILIES:
        if match := re.fullmatch(pattern, metric):
            return Term(name.format(match[1]), meaning.format(match[1]), show)
    return Term(metric, "", _plain)
