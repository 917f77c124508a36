"""What a person may see of the votes on a record.

Votes are independent only while none knows of another. On a record at a stage, the votes of
others are therefore hidden from everyone, whatever the role, until as many reviewers have voted as
the protocol demands, or until the record was settled in the course of screening. A label that came
with the record settles nothing here: whoever screens it all the same does so unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from activescreen.ledger import Decision, Draw


@dataclass(frozen=True, slots=True)
class Votes:
    """How far a record is at a stage, without what was voted.

    Attributes
    ----------
    given, needed
        How many reviewers have voted, and how many must.
    settled
        Whether it was settled in the course of screening, by consensus or adjudication.
    """

    given: int
    needed: int
    settled: bool

    @property
    def open(self) -> bool:
        """Whether everyone may see all votes."""
        return self.settled or self.given >= self.needed


def votes_on(events: Iterable[Decision], needed: int) -> Mapping[str, Votes]:
    """Stage -> how far a record is.

    Parameters
    ----------
    events
        The decisions on one record.
    needed
        How many votes the protocol demands.
    """
    voters: dict[str, set[str]] = {}
    settled: set[str] = set()
    for event in events:
        names = voters.setdefault(event.stage, set())
        if not event.resolves:
            names.add(event.reviewer)
        elif event.draw is not Draw.PRIOR:
            settled.add(event.stage)
    return {stage: Votes(len(names), needed, stage in settled) for stage, names in voters.items()}


def seen_by(events: Sequence[Decision], viewer: str, needed: int) -> list[Decision]:
    """The decisions on one record that a person may see.

    Parameters
    ----------
    events
        The decisions on the record, in the order in which they came in.
    viewer
        The person's name.
    needed
        How many votes the protocol demands.
    """
    votes = votes_on(events, needed)
    return [
        event
        for event in events
        if event.resolves or event.reviewer == viewer or votes[event.stage].open
    ]
