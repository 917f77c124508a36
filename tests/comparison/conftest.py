"""A made-up review of 40 records, screened twice in ranked order and stopped after 30."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from activescreen.comparison import Reference
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import Record, RecordSet, Source

TOTAL, READ = 40, 30
RELEVANT = (0, 1, 2, 3, 5, 8, 13, 21, 34, 36)
"""Ten inclusions; 34 and 36 stand beyond the stop."""

SUBJECTS = (
    *("peer support", "winter wheat", "coral reefs", "bridge fatigue", "tax evasion"),
    *("stellar winds", "bread moulds", "rural buses"),
)


def make_record(number: int, **more: object) -> Record:
    said: dict[str, object] = {
        "abstract": f"Site {number} took part in a study of {SUBJECTS[number % 8]} and replied.",
        "language": "German" if number in (5, 34) else "English",
        "year": 1980 + number,
        "doi": f"10.1000/made.{number}",
        "pmid": str(10_000 + number),
        **more,
    }
    title = f"A long report of {SUBJECTS[number % 8]} from region {number} and its neighbours"
    return Record(title, Source("made.csv", number), **said)


@pytest.fixture
def records() -> RecordSet:
    """Number 36 has no abstract."""
    return RecordSet(
        make_record(number, **({"abstract": ""} if number == 36 else {})) for number in range(TOTAL)
    )


@pytest.fixture
def truth(records: RecordSet) -> Reference:
    labels = np.isin(np.arange(TOTAL), RELEVANT).astype(np.int8)
    return Reference("truth.csv", records, {TITLE_ABSTRACT: labels}, {TITLE_ABSTRACT: "label"})


WRONG: Mapping[int, tuple[str, str, str | None]] = {
    3: ("include", "exclude", "exclude"),  # lost in the discussion
    5: ("exclude", "exclude", None),  # both missed it
    8: ("exclude", "include", "include"),  # rescued
    9: ("include", "exclude", "exclude"),  # an exclusion that one would have let in
}
"""Record -> verdict of Ada, verdict of Ben, resolution."""


@pytest.fixture
def double(records: RecordSet) -> Ledger:
    """The ledger of Ada and Ben, who read the first 30 records, 20 seconds a vote."""
    ledger = Ledger(records, votes_per_record=2)
    for number in range(READ):
        right = "include" if number in RELEVANT else "exclude"
        ada, ben, resolution = WRONG.get(number, (right, right, None))
        name = records.ids[number]
        for reviewer, verdict in (("Ada", ada), ("Ben", ben)):
            ledger.append(
                Decision(name, Verdict(verdict), Draw.RANKED, reviewer=reviewer, seconds=20)
            )
        if resolution:
            ledger.append(
                Decision(name, Verdict(resolution), reviewer="Ada and Ben", resolves=True)
            )
    return ledger


MakeLedger = Callable[..., Ledger]


@pytest.fixture
def make_ledger() -> MakeLedger:
    """A ledger of single votes on records in the order given."""

    def make(
        records: RecordSet, order: Sequence[int], included: Sequence[int], **more: object
    ) -> Ledger:
        ledger = Ledger(records)
        for number in order:
            verdict = Verdict.INCLUDE if number in included else Verdict.EXCLUDE
            vote = Decision(records.ids[number], verdict, Draw.RANKED, reviewer="Ada")
            ledger.append(replace(vote, **more))
        return ledger

    return make
