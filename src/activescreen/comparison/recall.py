"""Recall of the screening against the truth, in all, by language, with and without abstract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from activescreen.comparison.inclusions import Fate, Inclusion
from activescreen.comparison.measures import ALL, Measure, share


def recall_measures(stage: str, inclusions: Sequence[Inclusion]) -> Iterator[Measure]:
    """Recall at a stage, and what it is made of, with exact intervals.

    ``recall`` is of all inclusions of the truth, ``recall_shared`` of those among the screened
    records. ``reached`` is what the ranking and its stop are answerable for: the share of the
    latter that someone had read.
    """
    shared = [each for each in inclusions if each.shared]
    yield _recall(stage, ALL, inclusions)
    yield share("recall_shared", stage, ALL, _found(shared), len(shared))
    yield share("reached", stage, ALL, sum(each.read for each in shared), len(shared))
    yield from _strata(stage, "language", inclusions, lambda each: each.language or "unknown")
    yield from _strata(
        stage, "abstract", inclusions, lambda each: "present" if each.has_abstract else "missing"
    )
    fates = Counter(each.fate for each in inclusions)
    for fate in Fate:
        if fate is not Fate.FOUND:
            yield share("missed", stage, fate, fates[fate], len(inclusions))


def _recall(stage: str, stratum: str, inclusions: Sequence[Inclusion]) -> Measure:
    return share("recall", stage, stratum, _found(inclusions), len(inclusions))


def _found(inclusions: Sequence[Inclusion]) -> int:
    return sum(each.fate is Fate.FOUND for each in inclusions)


def _strata(
    stage: str,
    what: str,
    inclusions: Sequence[Inclusion],
    value_of: Callable[[Inclusion], str],
) -> Iterator[Measure]:
    values = Counter(map(value_of, inclusions))
    for value in sorted(values, key=lambda value: (-values[value], value)):
        mine = [each for each in inclusions if value_of(each) == value]
        yield _recall(stage, f"{what}: {value}", mine)
