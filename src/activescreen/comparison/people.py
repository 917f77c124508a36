"""Human error on the scale of the machine's: what screeners miss, and how far they agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.agreement import PairAgreement, cohen_kappa, gwet_ac1, pabak
from activescreen.comparison.inclusions import Fate, Inclusion
from activescreen.comparison.intervals import Bootstrap, Statistic
from activescreen.comparison.matching import Match
from activescreen.comparison.measures import ALL, Measure, resampled, share
from activescreen.comparison.voting import Ballots
from activescreen.ledger import Verdict

SINGLE: Final = "mean of single screeners"
DIFFERENCE: Final = "reached by the ranking less mean of single screeners"
_CATEGORIES: Final = (Verdict.INCLUDE, Verdict.EXCLUDE, Verdict.MAYBE)


def team_measures(stage: str, inclusions: Sequence[Inclusion]) -> Iterator[Measure]:
    """Sensitivity of the team: of the inclusions it read and decided on, the share it included."""
    decided = [each for each in inclusions if each.read and each.fate is not Fate.OPEN]
    hits = sum(each.fate is Fate.FOUND for each in decided)
    yield share("sensitivity_team", stage, ALL, hits, len(decided))


def screener_measures(
    stage: str,
    inclusions: Sequence[Inclusion],
    relevant: Sequence[Match],
    ballots: Ballots,
    bootstrap: Bootstrap,
) -> Iterator[Measure]:
    """Sensitivity of single screeners.

    Parameters
    ----------
    stage
        What to call the stage.
    inclusions
        What became of the inclusions that both sides have.
    relevant
        The same inclusions, for the votes on them.
    ballots
        The votes of the stage.
    bootstrap
        Resamples inclusions, each with all its votes, so that votes on one record stay together.
    """
    for person in ballots.persons:
        said = [
            verdict for match in relevant for who, verdict in ballots.said(match) if who == person
        ]
        kept = sum(verdict is not Verdict.EXCLUDE for verdict in said)
        yield share("sensitivity_single", stage, f"screener: {person}", kept, len(said))
    voted = [each for each in inclusions if each.cast]
    votes = _votes(voted)
    yield resampled(
        "sensitivity_single",
        stage,
        SINGLE,
        _kept(votes),
        lambda sample: _kept(votes[sample]),
        len(voted),
        bootstrap,
    )


def difference_measure(
    stage: str, inclusions: Sequence[Inclusion], bootstrap: Bootstrap
) -> Measure:
    """The share that ranking and stop reached, less the sensitivity of single screeners.

    The bootstrap draws inclusions, each with its votes and with whether it was reached.
    """
    votes = _votes(inclusions)
    read = np.array([each.read for each in inclusions], dtype=np.float64)

    def difference(sample: NDArray[np.int64]) -> float | None:
        human = _kept(votes[sample])
        return None if human is None else float(read[sample].mean()) - human

    value = difference(np.arange(len(inclusions)))
    units = len(inclusions)
    return resampled("recall_difference", stage, DIFFERENCE, value, difference, units, bootstrap)


def _votes(inclusions: Sequence[Inclusion]) -> NDArray[np.int64]:
    """Votes that kept each inclusion, and all; shape (n, 2)."""
    pairs = [(each.kept, each.cast) for each in inclusions]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _kept(votes: NDArray[np.int64]) -> float | None:
    kept, cast = votes.sum(axis=0)
    return float(kept / cast) if cast else None


def agreement_measures(stage: str, ballots: Ballots, bootstrap: Bootstrap) -> Iterator[Measure]:
    """How often screeners disagreed, and every two persons' agreement, prevalence beside it."""
    records, differing = ballots.double
    yield share("disagreement", stage, ALL, differing, records)
    for one, other, agreement in ballots.agreement:
        yield from _pair(stage, one, other, agreement, ballots, bootstrap)


def _pair(
    stage: str,
    one: str,
    other: str,
    agreement: PairAgreement,
    ballots: Ballots,
    bootstrap: Bootstrap,
) -> Iterator[Measure]:
    codes, size = _codes(ballots, one, other)
    stratum, n = f"{one} & {other}", agreement.n_records

    def tabled(figure: Callable[[NDArray[np.int64]], float | None]) -> Statistic:
        def statistic(sample: NDArray[np.int64]) -> float | None:
            table = np.bincount(codes[sample], minlength=size * size).reshape(size, size)
            return figure(table.astype(np.int64))

        return statistic

    for name, value, figure in (
        ("prevalence", agreement.prevalence, _prevalence),
        ("kappa", agreement.kappa, cohen_kappa),
        ("pabak", agreement.pabak, pabak),
        ("ac1", agreement.ac1, gwet_ac1),
    ):
        yield resampled(name, stage, stratum, value, tabled(figure), n, bootstrap)


def _prevalence(table: NDArray[np.int64]) -> float:
    return float((table[0].sum() + table[:, 0].sum()) / (2 * table.sum()))


def _codes(ballots: Ballots, one: str, other: str) -> tuple[NDArray[np.int64], int]:
    """The cell of the cross table that each shared record falls into, and the table's size."""
    first, second = ballots.of(one), ballots.of(other)
    pairs = [(said, second[place]) for place, said in first.items() if place in second]
    size = 3 if any(Verdict.MAYBE in pair for pair in pairs) else 2
    number = {verdict: code for code, verdict in enumerate(_CATEGORIES)}
    cells = [number[a] * size + number[b] for a, b in pairs]
    return np.array(cells, dtype=np.int64), size
