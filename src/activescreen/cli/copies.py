"""What commands say of records that say exactly the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from activescreen.cli import console
from activescreen.ledger import IRRELEVANT, RELEVANT, FrozenLedger
from activescreen.records import RecordSet
from activescreen.stopping.wording import counted


def tell_contradictions(file: str, records: RecordSet, labels: NDArray[np.int8]) -> None:
    """Warn of exact copies of which one is labelled relevant and another irrelevant."""
    pairs = []
    for group in records.copies:
        of_label = {int(labels[place]): place for place in reversed(group)}
        if {RELEVANT, IRRELEVANT} <= of_label.keys():
            pairs.append((of_label[RELEVANT], of_label[IRRELEVANT]))
    if pairs:
        one, other = (records[place].source for place in pairs[0])
        console.tell(
            f"{file}: {counted(len(pairs), 'record')} with exact copies "
            f"{'is' if len(pairs) == 1 else 'are'} labelled both relevant and irrelevant, first "
            f"in {one} and {other}; 'activescreen dedupe' finds copies, which label is right "
            "only you can say."
        )


def tell_copies_in_urn(file: str, ledger: FrozenLedger) -> None:
    """Say how many unread records are exact copies of others, each of which would be drawn."""
    unread = np.zeros(ledger.population, dtype=np.bool_)
    unread[ledger.unread] = True
    doubled = sum(
        min(int(unread[list(group)].sum()), len(group) - 1) for group in ledger.records.copies
    )
    if doubled:
        console.tell(
            f"{file}: {counted(doubled, 'unread record')} "
            f"{'is an exact copy' if doubled == 1 else 'are exact copies'} of others, and would be "
            "drawn and labelled once more; run 'activescreen dedupe' and register what is left "
            "before you publish anything."
        )
