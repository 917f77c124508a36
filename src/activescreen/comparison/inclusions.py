"""What became of every inclusion of the truth: found, or missed, and then why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from activescreen.comparison.matching import Match, Matching
from activescreen.comparison.reference import Reference
from activescreen.comparison.screened import UNREAD, Screened
from activescreen.comparison.stages import Pairing
from activescreen.comparison.voting import Ballots
from activescreen.deduplication import language_of
from activescreen.errors import InputError
from activescreen.languages import language_code
from activescreen.ledger import IRRELEVANT, RELEVANT
from activescreen.records import Record, RecordSet


class Fate(StrEnum):
    """What became of an inclusion; all but the first are ways of missing it."""

    FOUND = "found"
    UNREAD = "unread"
    ONE_EXCLUDED = "excluded_by_single_screener"
    DISAGREEMENT = "excluded_after_disagreement"
    ALL_EXCLUDED = "excluded_unanimously"
    EXCLUDED = "excluded_votes_unknown"
    OPEN = "undecided"
    ABSENT = "not_retrieved"


HUMAN = (Fate.ONE_EXCLUDED, Fate.DISAGREEMENT, Fate.ALL_EXCLUDED, Fate.EXCLUDED, Fate.OPEN)
"""Read and not included: people's misses, not the ranking's."""

WORDS: Mapping[Fate, str] = {
    Fate.FOUND: "found",
    Fate.UNREAD: "not reached by the stop",
    Fate.ONE_EXCLUDED: "excluded by a single screener",
    Fate.DISAGREEMENT: "excluded although a screener kept it",
    Fate.ALL_EXCLUDED: "excluded by every screener",
    Fate.EXCLUDED: "excluded (votes not known)",
    Fate.OPEN: "read but still undecided",
    Fate.ABSENT: "not among the screened records",
}


@dataclass(frozen=True, slots=True)
class Inclusion:
    """One inclusion of the truth.

    Attributes
    ----------
    record
        As the truth has it.
    fate
        What became of it.
    read
        Whether someone had read it by the stop.
    rank
        1-based place at which it was read or, going on in the same order, would have been; None
        where that is not known.
    prior
        Whether its label was known beforehand.
    lost_at
        The stage at which it was lost; empty if it was found.
    kept, cast
        Votes that kept it, and all votes, at the compared stage.
    split
        The same two numbers at the stage at which it was lost.
    language
        ISO 639-1 code, as its source says or as it reads; empty where that cannot be told.
    has_abstract
        Whether either side has an abstract of it.
    """

    record: Record
    fate: Fate
    read: bool
    rank: int | None
    prior: bool
    lost_at: str
    kept: int
    cast: int
    split: tuple[int, int]
    language: str
    has_abstract: bool

    @property
    def shared(self) -> bool:
        """Whether it is among the screened records."""
        return self.fate is not Fate.ABSENT


def inclusions_of(
    screened: Screened,
    truth: Reference,
    matching: Matching,
    pairing: Pairing,
    ballots: Mapping[str, Ballots],
) -> tuple[Inclusion, ...]:
    """Every inclusion of a stage of the truth, in the truth's order, copies counted once.

    Raises
    ------
    InputError
        If copies of one publication have contradicting labels.
    """
    labels = truth.labels[pairing.reference]
    found: list[tuple[int, Inclusion]] = []
    for match in matching.matches:
        _check_copies(truth, {int(labels[place]) for place in match.truth}, match)
        if labels[match.truth[0]] == RELEVANT:
            found.append((match.truth[0], _followed(screened, truth, match, pairing, ballots)))
    found += [
        (place, _absent(truth.records[place], screened.first))
        for place in matching.only_truth
        if labels[place] == RELEVANT
    ]
    return tuple(inclusion for _, inclusion in sorted(found, key=lambda pair: pair[0]))


def _followed(
    screened: Screened,
    truth: Reference,
    match: Match,
    pairing: Pairing,
    ballots: Mapping[str, Ballots],
) -> Inclusion:
    """One inclusion through the stages of the screening up to the compared one."""
    stages = list(screened.labels)
    fate, lost_at = Fate.FOUND, ""
    for stage in stages[: stages.index(pairing.stage) + 1]:
        fate = _fate(screened, match, stage, ballots)
        if fate is not Fate.FOUND:
            lost_at = stage
            break
    copies = [screened.records[place] for place in match.screened]
    record = truth.records[match.truth[0]]
    reached = [int(rank) for place in match.screened if (rank := screened.reached[place])]
    kept, cast = _votes(ballots.get(pairing.stage), match)
    return Inclusion(
        record=record,
        fate=fate,
        read=any(screened.read[place] for place in match.screened),
        rank=min(reached, default=None),
        prior=any(screened.priors[place] for place in match.screened),
        lost_at=lost_at,
        kept=kept,
        cast=cast,
        split=_votes(ballots.get(lost_at), match),
        language=_language(record, copies),
        has_abstract=any(each.abstract.strip() for each in (record, *copies)),
    )


def _fate(screened: Screened, match: Match, stage: str, ballots: Mapping[str, Ballots]) -> Fate:
    labels = {int(screened.labels[stage][place]) for place in match.screened} - {UNREAD}
    if not labels:
        return Fate.UNREAD if stage == screened.first else Fate.OPEN
    if labels >= {RELEVANT, IRRELEVANT}:
        copy = screened.records[match.screened[0]]
        raise InputError(
            f"'{copy.title[:60]}' stands among the screened records {len(match.screened)} times, "
            f"included and excluded ({_rows(screened.records, match.screened)}).",
            where=screened.name,
            remedy="Resolve the contradiction, or remove the duplicates and screen again.",
        )
    if RELEVANT in labels:
        return Fate.FOUND
    if IRRELEVANT not in labels:
        return Fate.OPEN
    kept, cast = _votes(ballots.get(stage), match)
    if not cast:
        return Fate.EXCLUDED
    if kept:
        return Fate.DISAGREEMENT
    return Fate.ALL_EXCLUDED if cast > 1 else Fate.ONE_EXCLUDED


def _votes(ballots: Ballots | None, match: Match) -> tuple[int, int]:
    return ballots.on(match) if ballots is not None else (0, 0)


def _absent(record: Record, stage: str) -> Inclusion:
    abstract = bool(record.abstract.strip())
    language = _language(record, ())
    nobody = 0, 0
    return Inclusion(
        record, Fate.ABSENT, False, None, False, stage, *nobody, nobody, language, abstract
    )


def _language(record: Record, copies: Sequence[Record]) -> str:
    """As a source says it; only if none does, as the text reads."""
    said = (language_code(each.language) for each in (record, *copies))
    return next(filter(None, said), "") or language_of(record)


def _check_copies(truth: Reference, labels: set[int], match: Match) -> None:
    if len(labels) > 1:
        record = truth.records[match.truth[0]]
        raise InputError(
            f"'{record.title[:60]}' stands in the truth {len(match.truth)} times, included and "
            f"excluded ({_rows(truth.records, match.truth)}).",
            where=truth.name,
            remedy="Give all copies of a publication one label, or keep one of them.",
        )


def _rows(records: RecordSet, places: Sequence[int]) -> str:
    return f"rows {', '.join(str(records[place].source.row) for place in places)}"
