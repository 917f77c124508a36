"""A comparison as plain data: JSON with documented keys, and the rows of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from activescreen._version import __version__
from activescreen.comparison.comparing import Comparison, StageResult
from activescreen.comparison.inclusions import Fate, Inclusion
from activescreen.comparison.intervals import LEVEL
from activescreen.comparison.matching import How
from activescreen.comparison.voting import Ballots
from activescreen.records import Record


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Everything, by the keys that docs/comparing.md explains."""
    screened, truth = comparison.screened, comparison.truth
    return {
        "version": __version__,
        "screened": {
            "file": screened.name,
            "kind": screened.kind,
            "records": len(screened.records),
            "read": screened.n_read,
            "priors": int(screened.priors.sum()),
            "stop": screened.stop,
            "votes_per_record": screened.votes_per_record,
            "facts": dict(screened.facts),
            "data_hash": screened.records.data_hash,
        },
        "truth": {
            "file": truth.name,
            "records": len(truth.records),
            "columns": {stage or "unnamed": column for stage, column in truth.columns.items()},
            "data_hash": truth.records.data_hash,
        },
        "matching": _matching(comparison),
        "intervals": {
            "level": LEVEL,
            "bootstrap_draws": comparison.bootstrap.draws,
            "bootstrap_seed": comparison.bootstrap.seed,
        },
        "stages": [_stage(stage) for stage in comparison.stages],
        "measures": [measure.as_json() for measure in comparison.measures],
        "remarks": list(comparison.remarks),
    }


def rows(comparison: Comparison) -> Iterator[tuple[object, ...]]:
    """One row a measure, its cells in the order of `activescreen.comparison.measures.HEADER`."""
    return (measure.row() for measure in comparison.measures)


def fates(stage: StageResult) -> dict[Fate, int]:
    """How many inclusions had which fate."""
    counted = Counter(each.fate for each in stage.inclusions)
    return {fate: counted[fate] for fate in Fate}


def _stage(stage: StageResult) -> dict[str, Any]:
    return {
        "stage": stage.pairing.name,
        "screened_stage": stage.pairing.stage,
        "truth_stage": stage.pairing.reference or None,
        "relevant": len(stage.inclusions),
        "fates": {str(fate): number for fate, number in fates(stage).items()},
        "missed": [_missed(each) for each in stage.missed],
        "human_votes": None if stage.ballots is None else _votes(stage.ballots),
    }


def _missed(inclusion: Inclusion) -> dict[str, Any]:
    return {
        **_place(inclusion.record),
        "why": str(inclusion.fate),
        "lost_at": inclusion.lost_at,
        "rank": inclusion.rank,
        "has_abstract": inclusion.has_abstract,
        "language": inclusion.language or None,
        "votes_keeping": inclusion.split[0],
        "votes": inclusion.split[1],
    }


def _votes(ballots: Ballots) -> dict[str, Any]:
    return {
        "from": "truth" if ballots.of_truth else "screened",
        "votes": ballots.cast,
        "screeners": list(ballots.persons),
        "double_screened": ballots.double.records,
        "differing": ballots.double.differing,
    }


def _matching(comparison: Comparison) -> dict[str, Any]:
    matching = comparison.matching
    truth, screened = comparison.truth.records, comparison.screened.records
    return {
        "matched": len(matching.matches),
        "by": {str(how): matching.by(how) for how in How},
        "only_in_truth": [_place(truth[place]) for place in matching.only_truth],
        "only_in_screened": [_place(screened[place]) for place in matching.only_screened],
        "uncertain": [
            {"truth": _place(truth[one]), "screened": _place(screened[other]), "why": why}
            for one, other, why in matching.uncertain
        ],
    }


def _place(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "file": record.source.file,
        "row": record.source.row,
        "title": record.title,
    }
