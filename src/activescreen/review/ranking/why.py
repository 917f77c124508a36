"""Why a record stands where it stands, from what the person who asks may see.

The model that ranks has learned from single votes, too, until the second is in. Its weights, and
the records it finds alike, would tell a little of votes that must stay unseen. So a record is
explained by a model of the same settings that has learned from the person's own votes and from
those that everyone may see, and from nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from typing import Final

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from activescreen.learner import ActiveLearner
from activescreen.ledger import RELEVANT, UNRESOLVED, Decision, FrozenLedger, Ledger, Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import RecordSet
from activescreen.review.ranking.explaining import Neighbour, Why
from activescreen.review.records.seeing import visible
from activescreen.store.rankings import StoredRanking

MOST_TERMS: Final = 8
"""Terms for, and as many against."""

MOST_ALIKE: Final = 5

_LEFT_OUT: Final = (
    "The explanation knows no vote that is hidden from you. The ranking has learned from such "
    "votes, too, so the two may differ."
)
_NOTHING_SAID: Final = (
    "No words are shown: those that moved it are numbers, or words such as “in” and “and”."
)


def visible_ledger(
    records: RecordSet,
    events: Iterable[Decision],
    viewer: str,
    needed: int,
    veil: Collection[str] = (),
) -> tuple[FrozenLedger, bool]:
    """What decisions on titles and abstracts add up to for one person.

    Parameters
    ----------
    records
        The population.
    events
        All decisions.
    viewer
        The person.
    needed
        How many votes the protocol demands.
    veil
        Ids of the records that wait for a pilot to be finished.

    Returns
    -------
    The sum of what the person may see, and whether anything was left out.
    """
    on: dict[str, list[Decision]] = {}
    for event in events:
        if event.stage == TITLE_ABSTRACT:
            on.setdefault(event.record_id, []).append(event)
    ledger = Ledger(records, votes_per_record=needed)
    for name, some in on.items():
        ledger.append(visible(name, some, viewer, needed, veil))
    return ledger.freeze(), len(ledger) < sum(map(len, on.values()))


def explain(
    learner: ActiveLearner,
    ledger: FrozenLedger,
    newest: StoredRanking,
    record_id: str,
    *,
    left_out: bool,
) -> Why:
    """Why a record stands where it stands.

    Parameters
    ----------
    learner, ledger
        Fitted on what the person may see, and that.
    newest
        The ranking that records are read by.
    record_id
        A record of the population.
    left_out
        Whether the ranking knows more than the learner.
    """
    records = ledger.records
    said = learner.explain(record_id, sys.maxsize, 0)
    every = (said.terms_for, said.terms_against)
    telling = [[term for term in side if _tells(term[0])][:MOST_TERMS] for side in every]
    terms = sorted(telling[0] + telling[1], key=lambda term: -abs(term[1]))
    notes = [*newest.notes, *([_LEFT_OUT] if left_out else [])]
    if any(every) and not terms:
        notes.append(_NOTHING_SAID)
    place = np.flatnonzero(newest.positions == records.position(record_id))
    return Why(
        model=newest.model_hash,
        configuration=newest.configuration,
        ranked_by=newest.ranked_by,
        position=int(place[0]) if len(place) else None,
        terms=tuple(terms),
        meaning=said.meaning,
        neighbours=tuple(_neighbours(learner, ledger, record_id)),
        notes=tuple(dict.fromkeys(notes)),
    )


def _tells(term: str) -> bool:
    """Whether a term says something to a reader: not only numbers and function words."""
    return any(
        not word.isdecimal() and word.lower() not in ENGLISH_STOP_WORDS for word in term.split()
    )


def _neighbours(
    learner: ActiveLearner, ledger: FrozenLedger, record_id: str
) -> Iterator[Neighbour]:
    usable = ledger.training != UNRESOLVED
    places = ledger.order[usable]
    labels = dict(zip(places.tolist(), ledger.training[usable].tolist(), strict=True))
    for name, likeness in learner.most_alike(record_id, places, MOST_ALIKE):
        place = ledger.records.position(name)
        verdict = Verdict.INCLUDE if labels[place] == RELEVANT else Verdict.EXCLUDE
        yield Neighbour(name, ledger.records[place].title, str(verdict), likeness)
