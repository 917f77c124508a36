"""The votes by which agreement is judged: those that were given before anyone saw another's.

As soon as all votes on a record are in, they are shown, and a reviewer may change a vote after
reading the other one. Such a change counts in the review, but it is no independent judgement. The
same holds for a vote that came in when the record was settled already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from activescreen.ledger import Decision, Draw
from activescreen.protocol import TITLE_ABSTRACT


@dataclass(slots=True)
class _Blind:
    """The votes on a record as long as nobody sees them."""

    votes: dict[str, Decision] = field(default_factory=dict)
    complete: bool = False
    over: bool = False


def independent_votes(
    events: Iterable[Decision],
    needed: int,
    stage: str = TITLE_ABSTRACT,
    more: Mapping[str, int] | None = None,
) -> dict[str, dict[str, Decision]]:
    """The votes of a stage as they were before they were shown to anyone.

    Records that still lack votes are left out, and so are those that were settled before all votes
    were in: a figure made of the result tells nothing of a vote that must not be seen yet.

    Parameters
    ----------
    events
        Decisions in the order in which they came in.
    needed
        How many votes the protocol demands.
    stage
        Other stages are passed over.
    more
        Record id -> how many votes it needs, where these are more: the records of a pilot need
        one of every rater.

    Returns
    -------
    Record id -> reviewer -> the vote.
    """
    blind: dict[str, _Blind] = {}
    for event in events:
        if event.stage != stage:
            continue
        here = blind.setdefault(event.record_id, _Blind())
        if here.over:
            continue
        if event.resolves:
            here.over = event.draw is not Draw.PRIOR
            continue
        here.votes[event.reviewer] = event
        wanted = max(needed, (more or {}).get(event.record_id, 0))
        here.complete = here.over = len(here.votes) >= wanted
    return {name: here.votes for name, here in blind.items() if here.complete}
