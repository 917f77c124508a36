"""Records that turn out to be one publication after the population was fixed.

The population of a certificate does not shrink: a record that was merged with another keeps its
place in the registered order, and inherits the other's label when its turn comes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from activescreen.errors import StoppingError
from activescreen.ledger import RELEVANT, UNRESOLVED, Decision, Draw, Ledger, Verdict
from activescreen.protocol import TITLE_ABSTRACT

REVIEWER: Final = "merged"
"""Whom an inherited label is ascribed to: nobody read the record for it."""


def inherited(
    ledger: Ledger,
    record_id: str,
    merged_with: str,
    stage: str = TITLE_ABSTRACT,
    number: int | None = None,
    at: datetime | None = None,
) -> Decision:
    """The decision on a merged record whose turn in the registered order has come.

    Parameters
    ----------
    ledger
        All decisions so far.
    record_id
        The record that is next in the registered order.
    merged_with
        The record that it is one publication with; it was read before.
    stage
        The screening stage.
    number
        0-based number of the draw in the registered order, where draws are numbered.
    at
        When.

    Raises
    ------
    StoppingError
        If the other record has no final label: the look is blocked until it has.
    """
    frozen = ledger.freeze(stage)
    labels = dict(zip(frozen.order.tolist(), frozen.labels.tolist(), strict=True))
    label = labels.get(ledger.records.position(merged_with), UNRESOLVED)
    if label == UNRESOLVED:
        raise StoppingError(
            f"The record '{merged_with}' has no final label that '{record_id}' could inherit.",
            where=f"record {record_id}",
            remedy="Settle that label first; if neither was read, read this one.",
        )
    return Decision(
        record_id,
        Verdict.INCLUDE if label == RELEVANT else Verdict.EXCLUDE,
        Draw.RANDOM,
        id=f"merged-{stage}-{record_id}-{merged_with}",
        stage=stage,
        reviewer=REVIEWER,
        resolves=True,
        reason=f"one publication with {merged_with}",
        position=number,
        at=at,
    )
