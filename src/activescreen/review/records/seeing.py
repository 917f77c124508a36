"""The decisions on a record that a person may see, while pilots go on, too."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from activescreen.ledger import Decision, Draw
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.blinding import seen_by


def visible(
    record_id: str, events: Sequence[Decision], viewer: str, needed: int, veil: Collection[str]
) -> list[Decision]:
    """The decisions on a record that a person may see, of all stages.

    Parameters
    ----------
    record_id, events
        The record, and all decisions on it in their order.
    viewer
        The person's name.
    needed
        How many votes the protocol demands.
    veil
        Ids of the records that wait for a pilot to be finished.
    """
    seen = seen_by(events, viewer, needed)
    if record_id not in veil:
        return seen
    return [
        event
        for event in seen
        if event.stage != TITLE_ABSTRACT or event.reviewer == viewer or event.draw is Draw.PRIOR
    ]
