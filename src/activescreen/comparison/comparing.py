"""A prioritised screening held against full human screening of the same records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from activescreen.comparison.inclusions import Fate, Inclusion, inclusions_of
from activescreen.comparison.intervals import BOOTSTRAP, Bootstrap
from activescreen.comparison.matching import Match, Matching, match, same_records
from activescreen.comparison.measures import ALL, Measure
from activescreen.comparison.people import (
    agreement_measures,
    difference_measure,
    screener_measures,
    team_measures,
)
from activescreen.comparison.recall import recall_measures
from activescreen.comparison.reference import UNNAMED, Reference
from activescreen.comparison.saved_work import wss_measures
from activescreen.comparison.savings import saving_measures
from activescreen.comparison.screened import Screened
from activescreen.comparison.stages import Pairing, pairings
from activescreen.comparison.voting import Ballots, ballots_of
from activescreen.ledger import IRRELEVANT, RELEVANT
from activescreen.records import RecordSet


@dataclass(frozen=True, eq=False)
class StageResult:
    """One stage of the comparison.

    Attributes
    ----------
    pairing
        What was held against what.
    inclusions
        Every inclusion of the truth with what became of it.
    ballots
        The votes of single persons; None if none are known.
    measures
        The stage's figures.
    """

    pairing: Pairing
    inclusions: tuple[Inclusion, ...]
    ballots: Ballots | None
    measures: tuple[Measure, ...]

    @property
    def missed(self) -> tuple[Inclusion, ...]:
        """The inclusions that were not found."""
        return tuple(each for each in self.inclusions if each.fate is not Fate.FOUND)

    def measure(self, name: str, stratum: str = ALL) -> Measure:
        """One figure by its name."""
        return next(m for m in self.measures if (m.measure, m.stratum) == (name, stratum))


@dataclass(frozen=True, eq=False)
class Comparison:
    """What a comparison gives.

    Attributes
    ----------
    screened, truth
        The two sides.
    matching
        Which record is which.
    stages
        One entry for each stage compared.
    savings
        Figures of the whole screening.
    bootstrap
        What the resampled intervals were made with.
    remarks
        Sentences on what limits it.
    """

    screened: Screened
    truth: Reference
    matching: Matching
    stages: tuple[StageResult, ...]
    savings: tuple[Measure, ...]
    bootstrap: Bootstrap
    remarks: tuple[str, ...] = field(default=())

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every figure: of the stages, then of the whole."""
        return (*(m for stage in self.stages for m in stage.measures), *self.savings)


def compare(
    screened: Screened,
    truth: Reference,
    *,
    stage: str | None = None,
    seconds: float | None = None,
    bootstrap: Bootstrap | None = None,
) -> Comparison:
    """Hold a prioritised screening against full human screening.

    Parameters
    ----------
    screened
        The screening up to its stop.
    truth
        The labels of everybody's reading everything.
    stage
        The only stage to compare; by default every one that both sides have.
    seconds
        Seconds a vote, for the hours saved; by default as the votes themselves tell.
    bootstrap
        How intervals are resampled.

    Raises
    ------
    InputError
        If records or stages of the two sides cannot be brought together.
    """
    bootstrap = bootstrap or Bootstrap()
    pairs = pairings(screened, truth, stage)
    matching = _matching(screened.records, truth.records)
    ballots = _ballots(screened, truth)
    stages = tuple(
        _stage(screened, truth, matching, pairing, ballots, bootstrap) for pairing in pairs
    )
    savings = tuple(saving_measures(screened, seconds, bootstrap))
    remarks = tuple(_remarks(screened, truth, matching, stages))
    return Comparison(screened, truth, matching, stages, savings, bootstrap, remarks)


def _matching(screened: RecordSet, truth: RecordSet) -> Matching:
    return same_records(len(truth)) if screened is truth else match(truth, screened)


def _ballots(screened: Screened, truth: Reference) -> dict[str, Ballots]:
    """The votes of the screening; of a screening without any, those that made the truth."""
    own = ballots_of(screened.votes, screened.records)
    return own or ballots_of(truth.votes, truth.records, of_truth=True)


def _stage(
    screened: Screened,
    truth: Reference,
    matching: Matching,
    pairing: Pairing,
    ballots: Mapping[str, Ballots],
    bootstrap: Bootstrap,
) -> StageResult:
    inclusions = inclusions_of(screened, truth, matching, pairing, ballots)
    mine = ballots.get(pairing.stage)
    return StageResult(
        pairing,
        inclusions,
        mine,
        tuple(_measures(screened, truth, matching, pairing, inclusions, mine, bootstrap)),
    )


def _measures(
    screened: Screened,
    truth: Reference,
    matching: Matching,
    pairing: Pairing,
    inclusions: Sequence[Inclusion],
    ballots: Ballots | None,
    bootstrap: Bootstrap,
) -> Iterator[Measure]:
    name = pairing.name
    yield from recall_measures(name, inclusions)
    yield from wss_measures(name, screened, inclusions, bootstrap)
    if screened.kind == "ledger":
        yield from team_measures(name, inclusions)
        if pairing.reference in (UNNAMED, pairing.stage):
            beyond = _beyond(screened, truth, matching, pairing)
            yield Measure("included_beyond_truth", name, ALL, beyond, n=len(matching.matches))
    if ballots is not None:
        relevant = [m for m in matching.matches if _is_relevant(truth, m, pairing)]
        shared = [each for each in inclusions if each.shared]
        yield from screener_measures(name, shared, relevant, ballots, bootstrap)
        if pairing.stage == screened.first:
            # Only there does the ranking decide what is put before people.
            yield difference_measure(name, shared, bootstrap)
        yield from agreement_measures(name, ballots, bootstrap)


def _is_relevant(truth: Reference, match: Match, pairing: Pairing) -> bool:
    return bool(truth.labels[pairing.reference][match.truth[0]] == RELEVANT)


def _beyond(screened: Screened, truth: Reference, matching: Matching, pairing: Pairing) -> int:
    """Publications that the screening included and the truth does not."""
    labels, true = screened.labels[pairing.stage], truth.labels[pairing.reference]
    return sum(
        bool(true[match.truth[0]] == IRRELEVANT)
        and bool(np.any(labels[list(match.screened)] == RELEVANT))
        for match in matching.matches
    )


def _remarks(
    screened: Screened, truth: Reference, matching: Matching, stages: Sequence[StageResult]
) -> Iterator[str]:
    if screened.kind == "simulation":
        yield (
            "A simulated reviewer gives the truth's own answers, so every miss here is one of "
            "ranking and stopping."
        )
    if all(stage.ballots is None for stage in stages):
        yield (
            "The votes of single screeners are not known, so nothing is said of human error: it "
            "takes a ledger or an export in which every vote has its reviewer."
        )
    elif any(stage.ballots is not None and stage.ballots.of_truth for stage in stages):
        yield (
            "Human error is that of the votes which made the truth; each screener is held "
            "against a consensus of which the vote was a part, which flatters screeners."
        )
    else:
        yield (
            "Screeners' sensitivity is measured on the inclusions that they read; those that "
            "nobody reached tell nothing of it."
        )
    if any(_has_no_width(m) for stage in stages for m in stage.measures):
        yield (
            "Where nobody missed anything a bootstrap interval has no width; that is no certainty, "
            "and the exact intervals are the ones to read."
        )
    if any(not stage.inclusions for stage in stages):
        yield "The truth has no inclusion at a stage: its recall is undefined, not 0."
    if left := len(matching.only_screened):
        yield (
            f"{left:,} screened record{' is' if left == 1 else 's are'} not in the truth, and left "
            "out of everything but the work saved."
        )
    if doubtful := len(matching.uncertain):
        yield (
            f"{doubtful:,} pair{' of records' if doubtful == 1 else 's of records'} may be one "
            "publication and were not matched; the JSON file lists them."
        )
    copies = sum(len(m.truth) > 1 or len(m.screened) > 1 for m in matching.matches)
    if copies:
        yield f"{copies:,} publications stand in a file more than once, and are counted once."


def _has_no_width(measure: Measure) -> bool:
    return measure.method == BOOTSTRAP and measure.low is not None and measure.low == measure.high
