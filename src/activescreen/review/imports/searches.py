"""What an import is asked for, and what it tells."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from activescreen.deduplication import PairDecision, UncertainPair
from activescreen.errors import InputError
from activescreen.records import RecordSet
from activescreen.review.imports.priors import Priors
from activescreen.store.reviews import Wave
from activescreen.store.searches import Origin, StoredFile

LONGEST_SOURCE: Final = 100

Progress = Callable[[str, int, int], None]
"""Told what is being done, how far it is, and how far it goes."""


def _nothing_decided(records: RecordSet) -> Iterable[PairDecision]:
    del records
    return ()


def silent(what: str, done: int, total: int) -> None:
    """Tell nothing."""
    del what, done, total


def clean_source(name: str) -> str:
    """The name of a place where records were found, on one line.

    Raises
    ------
    InputError
        If it is too long.
    """
    clean = " ".join(unicodedata.normalize("NFC", name).split())
    if len(clean) > LONGEST_SOURCE:
        raise InputError(
            f"The name of a source has at most {LONGEST_SOURCE} characters.",
            where="source",
            remedy="Choose a short one, as it should stand in the flow diagram.",
        )
    return clean


@dataclass(frozen=True)
class Search:
    """What is to be imported, and how.

    Attributes
    ----------
    files
        Files in any format.
    wave
        Name of the search; empty: numbered.
    origin, source
        Where its records were found, and the name of that place; empty: as the files say it.
    mapping
        Field of a record -> column or tag that holds it.
    accept_mismatch
        Take files of which another number of records was read than counted.
    deduplicate
        Whether to look for copies; without it every record is screened.
    pair_decisions
        Gives what people decided on pairs, for the records of the review and the search.
    labels
        Whether to take over labels.
    label_column, stage
        Where labels are, and the stage that they belong to.
    """

    files: Sequence[Path]
    wave: str = ""
    origin: Origin = Origin.DATABASE
    source: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    accept_mismatch: bool = False
    deduplicate: bool = True
    pair_decisions: Callable[[RecordSet], Iterable[PairDecision]] = _nothing_decided
    labels: bool = True
    label_column: str | None = None
    stage: str | None = None


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes
    ----------
    wave
        The search as the review has it.
    files
        Its files, with the import doctor's reports.
    records
        How many records were imported.
    added
        How many of them are new to the review, and screened.
    copies
        How many are copies of another new record, by what they were recognised.
    known, known_decided
        How many the review had already, and how many of these with a decision.
    priors, relevant
        How many new records came with a prior decision, and with an inclusion.
    labels
        What became of the labels.
    undecided
        Records labelled "maybe" or "conflict", which are to be screened.
    remarks
        Sentences on what was taken for granted.
    everything, uncertain
        New records and those of the review, and the pairs among them for a person to decide on.
    events
        Decisions that were taken over as they are, from a ledger file.
    """

    wave: Wave
    files: tuple[StoredFile, ...]
    records: int
    added: int
    copies: Counter[str]
    known: int
    known_decided: int
    priors: int
    relevant: int
    labels: Priors
    undecided: int
    remarks: tuple[str, ...]
    everything: RecordSet = field(repr=False)
    uncertain: tuple[UncertainPair, ...] = field(repr=False)
    events: int = 0
