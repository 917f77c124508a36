"""What a registered rule may claim, computed from the rows of a certificate alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from activescreen.ledger import RELEVANT, UNRESOLVED, Draw
from activescreen.stopping.base import Badge
from activescreen.stopping.boundaries import Setting
from activescreen.stopping.hypergeometric import target_count
from activescreen.stopping.phase import Phase
from activescreen.stopping.registration import Registration
from activescreen.stopping.wording import (
    counted,
    even_if_all,
    everything_read,
    of_population,
    of_stage,
    percent_up,
    scope,
    was,
)


class Row(NamedTuple):
    """One record read.

    Attributes
    ----------
    record
        Its id.
    draw
        How it was drawn.
    label
        Its final label: 1, 0, or -1 while open.
    sha256
        Over these and every event on the record at the stage.
    text
        SHA-256 over what a reviewer was shown: ``Record.text_digest``.
    votes
        How many reviewers' own votes say what the label is. Where they are fewer than were
        registered, the label was entered as settled.
    """

    record: str
    draw: str
    label: int
    sha256: str
    text: str
    votes: int


class Conclusion(NamedTuple):
    """A claim.

    Attributes
    ----------
    badge, statement
        How far it may be relied on, and the claim with its conditions.
    figures
        The figures behind it: whole numbers, and others as text.
    """

    badge: str
    statement: str
    figures: Mapping[str, Any]


def conclude(registration: Registration, rows: Sequence[Row]) -> Conclusion | None:
    """What the registered rule claims of these rows; None if it does not stop.

    It takes the rows' word for it that the draws followed the registered order, which only the
    ledger can show.
    """
    rule = registration.make_rule()
    population, target = registration.population.records, registration.target_recall
    labels = np.array([row.label for row in rows], dtype=np.int8)
    found = int(np.count_nonzero(labels == RELEVANT))
    figures: dict[str, Any] = {"records": population, "read": len(rows), "found": found}
    possible = population - len(rows) + int(np.count_nonzero(labels == UNRESOLVED))
    settled = settled_labels(registration, rows)
    if settled:
        figures["settled_labels"] = settled
    if possible == 0:
        claim = everything_read(population)
        return _said(registration, Badge.CERTIFIED, claim, figures | {"kind": "everything read"})
    phase = _phase(registration, rows, labels)
    if phase is None:
        if target_count(found, found, target) <= possible:
            return None
        claim = f"{even_if_all(found, possible, target)} {scope(population)}"
        figures |= {"kind": "too few left", "possible": possible}
        return _said(registration, Badge.CERTIFIED, claim, figures)
    draws = rule.first_stop(phase)
    if draws is None:
        return None
    at_stop = replace(phase, drawn=draws, labels=phase.labels[:draws])
    later = labels[phase.start + draws :]
    figures |= {
        "kind": "random phase",
        "read_before": phase.start,
        "found_before": phase.setting.before,
        "urn": phase.setting.urn,
        "stopped_after_draws": draws,
        "found_at_stop": at_stop.found,
        "drawn_after_stop": len(later),
        "found_after_stop": int(np.count_nonzero(later == RELEVANT)),
        # Those of the stop, which the claim rests on, and not of the last draw.
        **{name: _figure(value) for name, value in rule.figures(at_stop).items()},
    }
    claim = rule.claim(phase, draws, population)
    return _said(registration, rule.badge, f"{claim}{_went_on(draws, later)}", figures)


def settled_labels(registration: Registration, rows: Sequence[Row]) -> int:
    """How many final labels have fewer agreeing votes than were registered."""
    needed = registration.votes_per_record
    if needed == 1:
        return 0
    return sum(row.label != UNRESOLVED and row.votes < needed for row in rows)


def _went_on(draws: int, later: NDArray[np.int8]) -> str:
    """That more was drawn than the rule needed, so that all figures add up."""
    if not len(later):
        return ""
    still_open = int(np.count_nonzero(later == UNRESOLVED))
    return (
        f" The rule stopped after {counted(draws, 'draw')}; {len(later):,} more "
        f"{was(len(later))} drawn, with {int(np.count_nonzero(later == RELEVANT)):,} relevant "
        f"among them{f' and {still_open:,} still open' if still_open else ''}."
    )


def _phase(registration: Registration, rows: Sequence[Row], labels: Any) -> Phase | None:
    """The phase as the rows show it; None if it was not opened."""
    start = registration.opening.read
    if len(rows) <= start:
        return None
    before = int(np.count_nonzero(labels[:start] == RELEVANT))
    setting = Setting(registration.opening.urn, before, registration.target_recall)
    drawn = labels[start:]
    random = np.array([row.draw == Draw.RANDOM for row in rows[start:]])
    blocked = np.flatnonzero((drawn == UNRESOLVED) | ~random)
    return Phase(start, setting, len(drawn), drawn[: int(blocked[0])] if blocked.size else drawn)


def _said(
    registration: Registration, badge: Badge, claim: str, figures: Mapping[str, Any]
) -> Conclusion:
    population = registration.population
    parts = [
        claim,
        of_stage(registration.stage),
        of_population(population.wave, population.records, registration.created.isoformat()),
    ]
    if settled := figures.get("settled_labels"):
        parts.append(_settled(registration.votes_per_record, settled, figures["read"]))
    if registration.phase is not None:
        parts.append(_share(registration, registration.phase))
    return Conclusion(str(badge), " ".join(parts), figures)


def _settled(votes: int, settled: int, read: int) -> str:
    """That labels were entered as settled, whatever the votes."""
    return (
        f"Votes: {votes} agreeing ones a record were registered; {settled:,} of the {read:,} "
        f"labels {was(settled)} entered as settled by consensus or by one person (adjudicator or "
        "owner), without so many votes of reviewers on file."
    )


def _share(registration: Registration, phase: int) -> str:
    """Which part of the wave's alpha this phase has, and which the others have."""
    alpha = registration.alpha
    share = (
        f"It is random phase {phase} of this search wave, with "
        f"{percent_up(registration.phase_alpha)} of the wave's {percent_up(alpha)}"
    )
    if phase == 1:
        return f"{share}; what is left is for later phases."
    before = "phase 1 before it has" if phase == 2 else f"the {phase - 1} phases before it have"
    return (
        f"{share}; {before} {percent_up(alpha - alpha / 2 ** (phase - 1))}, by registrations that "
        "this one's hash covers."
    )


def _figure(value: object) -> object:
    """A figure that is the same text on every machine: last bits are none of it."""
    return f"{value:.6g}" if isinstance(value, float) else value
