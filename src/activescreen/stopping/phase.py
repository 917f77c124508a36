"""A random phase as a ledger shows it, checked against its registered permutation."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import StoppingError
from activescreen.ledger import RELEVANT, UNRESOLVED, Draw, FrozenLedger
from activescreen.stopping.boundaries import Setting
from activescreen.stopping.wording import counted, named


@dataclass(frozen=True, eq=False)
class Phase:
    """A random phase as a ledger shows it.

    Attributes
    ----------
    start
        Records read when it opened.
    setting
        N', rho and tau.
    drawn
        Random draws so far.
    labels
        1 or 0 for the longest run of first draws whose labels are final. A maybe, an open
        conflict, or a draw that a reviewer still has in hand blocks the look: what is still in
        dispute is likelier to be relevant than the rest.
    """

    start: int
    setting: Setting
    drawn: int
    labels: NDArray[np.int8]

    @property
    def found(self) -> int:
        """Relevant records among the counted draws."""
        return int(self.labels.sum())


def phase_starts(ledger: FrozenLedger) -> NDArray[np.int64]:
    """Records read when each run of random draws began; shape (runs,)."""
    random = ledger.drawn(Draw.RANDOM)
    return np.flatnonzero(random & ~np.concatenate([[False], random[:-1]]))


def read_phase(
    ledger: FrozenLedger, start: int, order: NDArray[np.int64], target: Fraction
) -> Phase:
    """The phase that began after ``start`` records, checked draw by draw.

    Parameters
    ----------
    ledger
        What was read.
    start
        Records read when the phase opened.
    order
        The registered permutation of the urn; shape (N',).
    target
        tau, exact.

    Raises
    ------
    StoppingError
        If a draw left the permutation, or a label from before the phase is open.
    """
    random = ledger.drawn(Draw.RANDOM)[start:]
    number = np.empty(ledger.population, dtype=np.int64)
    number[order] = np.arange(len(order))
    numbers = number[ledger.order[start:]]
    # Draws that are still in hand leave gaps, but no draw comes before an earlier one.
    same = random & (np.diff(numbers, prepend=-1) > 0)
    if not same.all():
        raise left_permutation(ledger, start + int(np.argmin(same)))
    before = ledger.labels[:start]
    if np.any(before == UNRESOLVED):
        raise open_labels_error(ledger, start)
    labels = ledger.labels[start:]
    blocked = np.flatnonzero((labels == UNRESOLVED) | (numbers != np.arange(len(numbers))))
    final = labels[: int(blocked[0])] if blocked.size else labels
    found = int(np.count_nonzero(before == RELEVANT))
    return Phase(start, Setting(len(order), found, target), len(labels), final)


def left_permutation(ledger: FrozenLedger, place: int) -> StoppingError:
    """The refusal of a draw that is not the registered one, by its place in the reading order."""
    record = ledger.records[int(ledger.order[place])]
    return StoppingError(
        "The order left the registered permutation, so nothing can be certified from it.",
        where=f"{named(record)}, number {place + 1:,} in reading order",
        remedy="Check the seed and whether records were added or removed since the "
        "phase opened, or drawn by ranking or for an audit meanwhile; a new phase needs a new "
        "registration and its own share of alpha.",
    )


def open_labels_error(ledger: FrozenLedger, before: int) -> StoppingError:
    """The refusal to open a phase over labels that are not final."""
    number = int(np.count_nonzero(ledger.labels[:before] == UNRESOLVED))
    first = int(ledger.order[int(np.argmax(ledger.labels[:before] == UNRESOLVED))])
    return StoppingError(
        f"The random phase may not open while {counted(number, 'record')} read before it "
        f"{'lacks' if number == 1 else 'lack'} a final label.",
        where=named(ledger.records[first]),
        remedy="Resolve them first: the number found before the phase must stand still.",
    )
