"""The demo's review for the service: imported, a part of it screened by two made-up people."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from activescreen.cli.times import now
from activescreen.formats import read_records
from activescreen.originals import Originals
from activescreen.protocol import Criterion, Protocol
from activescreen.review.imports.importing import import_search
from activescreen.review.imports.labelling import LabelFile, add_labels
from activescreen.review.imports.searches import Search
from activescreen.review.overview import create_review, list_reviews
from activescreen.review.ranking.training import train
from activescreen.simulation import SimulationRun, Truth
from activescreen.store import Database, make_store
from activescreen.synthetic import SyntheticReview
from activescreen.workspace import Workspace

NAME: Final = "demo"
PEOPLE: Final = ("Ada (made up)", "Ben (made up)")
READ: Final = 300
"""Records on which the first of them has decided, in the order of the simulation."""

BEHIND: Final = 40
"""So many of them await the second one's vote."""

_MISSED: Final = 5
"""The second one errs on every such many of the relevant records, so that there are conflicts."""

PROTOCOL: Final = Protocol(
    question="Does digital peer support help people with a serious mental illness?",
    criteria=(
        Criterion("participants", "Adults with a serious mental illness"),
        Criterion(
            "intervention",
            "Peer support through digital means: by telephone, online, with an app, or with "
            "other technology, also beside care in person",
        ),
        Criterion("comparison", "Any, or none"),
        Criterion("outcomes", "Feasibility, acceptability, engagement, or effects on health"),
        Criterion("study_design", "Primary studies of any design; no reviews, no protocols"),
    ),
    exclusion_reasons=(
        "Wrong participants",
        "Not by peers",
        "Not digital",
        "No result",
        "Not a primary study",
    ),
    votes_per_record=2,
    include_terms=("peer support", "peers", "digital", "online", "app", "smartphone"),
    exclude_terms=("protocol", "systematic review", "children"),
)


@dataclass(frozen=True)
class KeptReview:
    """What of the demo is in the workspace.

    Attributes
    ----------
    new
        Whether it was made now; one that was there before is left as it is.
    read, waiting
        Records on which someone has decided, and those of them that await a second vote.
    """

    new: bool
    read: int = 0
    waiting: int = 0


def keep_review(
    place: Workspace, made: SyntheticReview, truth: Truth, run: SimulationRun
) -> KeptReview:
    """Import the six files into a review, let two made-up people begin, and rank the rest.

    Parameters
    ----------
    place
        The workspace. If it has a review of this name, nothing is changed.
    made, truth, run
        The files, what is left of them without duplicates, and the order in which the simulated
        reviewer read it.
    """
    with make_store(place) as (database, _):
        if any(review.name == NAME for review, _ in list_reviews(database)):
            return KeptReview(new=False)
        create_review(database, NAME, PROTOCOL, run.config, run.seed, now())
        search = Search(files=made.files, wave="Six databases", labels=False)
        import_search(database, NAME, search, Originals(place.originals), now())
        order = run.order[:READ]
        labels = run.labels[:READ]
        first, second = PEOPLE
        _decide(database, made.folder / "ada.csv", first, truth, order, labels)
        done = max(1, len(order) - BEHIND)
        _decide(
            database, made.folder / "ben.csv", second, truth, order[:done], _erred(labels[:done])
        )
        train(database, NAME, now())
    return KeptReview(new=True, read=len(order), waiting=len(order) - done)


def _erred(labels: np.ndarray) -> np.ndarray:
    erred = labels.copy()
    erred[np.flatnonzero(labels == 1)[_MISSED - 1 :: _MISSED]] = 0
    return erred


def _decide(
    database: Database,
    path: Path,
    reviewer: str,
    truth: Truth,
    order: np.ndarray,
    labels: np.ndarray,
) -> None:
    """Give a reviewer's labels to the review, in a file as people would."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("record_id", "title", "label"))
        for index, label in zip(order, labels, strict=True):
            record = truth.records[int(index)]
            writer.writerow((record.id, record.title, int(label)))
    add_labels(database, NAME, LabelFile(read_records(path), reviewer), now())
