"""What the service gives, as values. What a newer service says besides is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from activescreen.ledger import Verdict

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review in which one has a part.

    ``to_screen`` counts the records without their copies, whether they were read or not.
    """

    id: int
    name: str
    role: str
    votes_per_record: int
    imported: int
    to_screen: int
    decisions: int

    @classmethod
    def of(cls, said: Said) -> ReviewLine:
        """From JSON."""
        return cls(**_own(cls, said))


@dataclass(frozen=True, slots=True)
class StageSum:
    """What the final labels of a stage add up to."""

    stage: str
    read: int
    relevant: int
    open: int

    @classmethod
    def of(cls, said: Said) -> StageSum:
        """From JSON."""
        return cls(**_own(cls, said))


@dataclass(frozen=True, slots=True)
class ReviewSeen:
    """A review at a glance."""

    id: int
    name: str
    role: str
    question: str
    votes_per_record: int
    exclusion_reasons: tuple[str, ...]
    target_recall: str
    stopping_rule: str
    imported: int
    copies: int
    to_screen: int
    decisions: int
    stages: tuple[StageSum, ...]

    @classmethod
    def of(cls, said: Said) -> ReviewSeen:
        """From JSON."""
        return cls(**{**_own(cls, said), "stages": tuple(map(StageSum.of, said["stages"]))})


@dataclass(frozen=True, slots=True)
class Votes:
    """How many votes a record has and needs; not what they say."""

    given: int
    needed: int

    @classmethod
    def of(cls, said: Said) -> Votes:
        """From JSON."""
        return cls(**_own(cls, said))


@dataclass(frozen=True, slots=True)
class Event:
    """A decision that one may see."""

    id: str
    stage: str
    verdict: Verdict
    reviewer: str
    draw: str
    resolves: bool
    failed_criteria: tuple[str, ...]
    reason: str
    note: str

    @classmethod
    def of(cls, said: Said) -> Event:
        """From JSON."""
        return cls(**{**_own(cls, said), "verdict": Verdict(said["verdict"])})


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record in a list; ``rank`` counts from 0 and is known while it is unread."""

    id: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    journal: str
    doi: str
    pmid: str
    state: str
    votes: Votes
    mine: Verdict | None
    rank: int | None
    tags: tuple[str, ...]

    @classmethod
    def of(cls, said: Said) -> RecordLine:
        """From JSON."""
        return cls(**_line(cls, said))


@dataclass(frozen=True, slots=True)
class Record(RecordLine):
    """One record; ``hidden`` counts the decisions that one may not see yet."""

    abstract: str
    keywords: tuple[str, ...]
    volume: str
    number: str
    pages: str
    language: str
    kind: str
    source: str
    events: tuple[Event, ...]
    hidden: int
    copy_of: str | None

    @classmethod
    def of(cls, said: Said) -> Record:
        """From JSON."""
        return cls(**{**_line(cls, said), "events": tuple(map(Event.of, said["events"]))})


@dataclass(frozen=True, slots=True)
class Page:
    """A page of records; ``found`` counts those as wanted, ``total`` those that are screened."""

    items: tuple[RecordLine, ...]
    next: str | None
    previous: str | None
    found: int
    total: int

    @classmethod
    def of(cls, said: Said) -> Page:
        """From JSON."""
        return cls(**{**_own(cls, said), "items": tuple(map(RecordLine.of, said["items"]))})


@dataclass(frozen=True, slots=True)
class ServedRecord:
    """A record as a reviewer reads it."""

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    year: int | None
    journal: str
    volume: str
    number: str
    pages: str
    doi: str
    pmid: str
    keywords: tuple[str, ...]
    language: str
    kind: str

    @classmethod
    def of(cls, said: Said) -> ServedRecord:
        """From JSON."""
        return cls(**_own(cls, said))


@dataclass(frozen=True, slots=True)
class Served:
    """What one has in hand, what is being read, and how many records still need one's vote."""

    records: tuple[ServedRecord, ...]
    phase: str
    left: int | None
    message: str

    @classmethod
    def of(cls, said: Said) -> Served:
        """From JSON."""
        return cls(**{**_own(cls, said), "records": tuple(map(ServedRecord.of, said["records"]))})


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a vote; ``repeated``: the service had it before, and nothing changed."""

    event: Event
    repeated: bool
    votes: Votes

    @classmethod
    def of(cls, said: Said) -> Decided:
        """From JSON."""
        return cls(Event.of(said["event"]), said["repeated"], Votes.of(said["votes"]))


@dataclass(frozen=True, slots=True)
class ImportDone:
    """What an import did."""

    number: int
    wave: str
    records: int
    added: int
    copies: int
    known: int
    priors: int
    pairs_to_decide: int
    remarks: tuple[str, ...]

    @classmethod
    def of(cls, said: Said) -> ImportDone:
        """From JSON."""
        return cls(**_own(cls, said))


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranking, without its order."""

    number: int
    model: str
    configuration: str
    ranked_by: str
    records: int
    decisions: int
    created: str

    @classmethod
    def of(cls, said: Said) -> Ranking:
        """From JSON."""
        return cls(**_own(cls, said))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training is."""

    state: str
    done: int
    total: int
    error: str

    @classmethod
    def of(cls, said: Said) -> Progress:
        """From JSON."""
        return cls(**_own(cls, said))


@dataclass(frozen=True, slots=True)
class Training:
    """What is being trained, and the newest ranking; None before the first."""

    progress: Progress
    configuration: str
    ranking: Ranking | None

    @classmethod
    def of(cls, said: Said) -> Training:
        """From JSON."""
        ranking = said["ranking"]
        return cls(
            Progress.of(said),
            said["configuration"],
            None if ranking is None else Ranking.of(ranking),
        )


def _own(shape: type, said: Said) -> dict[str, Any]:
    """What a shape takes of what was said; lists are made unchangeable."""
    names: tuple[str, ...] = tuple(shape.__dataclass_fields__)  # type: ignore[attr-defined]
    return {
        name: tuple(value) if isinstance(value := said[name], list) else value for name in names
    }


def _line(shape: type, said: Said) -> dict[str, Any]:
    mine = said["mine"]
    return {
        **_own(shape, said),
        "votes": Votes.of(said["votes"]),
        "mine": None if mine is None else Verdict(mine),
    }
