"""Starting a random phase from the service: what must hold before, and what is registered."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection

from activescreen.errors import StoppingError
from activescreen.ledger import RELEVANT, Draw
from activescreen.protocol import TITLE_ABSTRACT, Protocol
from activescreen.review.board import Board
from activescreen.review.permissions import Access
from activescreen.review.pilot.pilots import open_pilot, veiled
from activescreen.review.records.states import known_labels
from activescreen.review.stopping.phase_states import PhaseState, Progress, open_phase
from activescreen.review.stopping.phases import Phase, Registered, register_phase, waves_without
from activescreen.stopping import RULES, Badge
from activescreen.stopping.price import Standing
from activescreen.stopping.random_phase import RandomPhaseRule
from activescreen.stopping.registration import DEFAULT_RULE
from activescreen.stopping.wording import counted
from activescreen.store.database import Database
from activescreen.store.reviews import Review, Wave

SEED_BITS: Final = 48
_CERTIFIED: Final = (Badge.CERTIFIED, Badge.ONE_LOOK)


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must hold before a phase may open.

    Attributes
    ----------
    holds
        Whether it does.
    says
        What is so now, in a sentence.
    where
        The page of the review on which it can be put right; empty if there is none.
    """

    holds: bool
    says: str
    where: str = ""


@dataclass(frozen=True)
class Plan:
    """What would be registered now.

    Attributes
    ----------
    wave
        The search as it was asked for; empty: all that have no certificate.
    waves
        The searches whose records are drawn from.
    standing
        Records, read ones and relevant ones of these searches.
    rule, parameters
        The rule, and what it is told besides the target and the error.
    next_number
        The number of the next phase, where several share the error.
    must_count
        Whether earlier phases had numbers, so that this one must have one too.
    checks
        What must hold.
    """

    wave: str
    waves: tuple[Wave, ...]
    standing: Standing
    rule: str
    parameters: dict[str, Any]
    next_number: int
    must_count: bool
    checks: tuple[Check, ...]

    @property
    def ready(self) -> bool:
        """Whether the phase may open."""
        return all(check.holds for check in self.checks)


def rule_for(protocol: Protocol) -> tuple[str, dict[str, Any]]:
    """The rule with a random phase that the protocol leads to, and its parameters.

    It is the protocol's own where that can be registered; otherwise the default one, whose error
    holds whatever was done before the urn was closed.
    """
    name = protocol.stopping_rule
    for parameters in ({}, {"planned_look": "earliest"}):
        if name == "hypergeometric_random_phase" or not parameters:
            rule = RULES.create(name, **parameters)
            if isinstance(rule, RandomPhaseRule) and rule.badge in _CERTIFIED:
                return name, dict(parameters)
    return DEFAULT_RULE, {}


def plan_phase(
    connection: Connection,
    review: Review,
    board: Board,
    states: Sequence[PhaseState],
    wave: str = "",
) -> Plan | None:
    """What would be registered now, and what stands against it.

    Parameters
    ----------
    connection, review, board
        Where, of what, and its sums.
    states
        The phases that there are.
    wave
        Name of the search to draw from; empty: all that have no certificate.

    Returns
    -------
    None where every search has its certificate, or there is none yet.
    """
    try:
        waves = tuple(waves_without(connection, review, wave))
    except StoppingError:
        return None
    sums = board.stage(TITLE_ABSTRACT)
    labels = known_labels(connection, review, board, TITLE_ABSTRACT)
    here = np.isin(board.waves, [each.number for each in waves])
    standing = Standing(
        int(here.sum()),
        int(np.count_nonzero(here & ~sums.unread())),
        int(np.count_nonzero(here & (labels == RELEVANT))),
    )
    numbers = tuple(each.number for each in waves)
    before = [
        state
        for state in states
        if state.stored.waves == numbers
        and state.registration.stage == TITLE_ABSTRACT
        and state.registration.phase is not None
    ]
    rule, parameters = rule_for(review.protocol)
    return Plan(
        wave,
        waves,
        standing,
        rule,
        parameters,
        len(before) + 1,
        bool(before),
        tuple(_checks(connection, review, board, here, states, before)),
    )


def start_phase(
    database: Database, access: Access, plan: Plan, *, numbered: bool, now: datetime
) -> Registered:
    """Register the phase of a plan; its seed is drawn, not chosen.

    Raises
    ------
    InputError, StoppingError, ConfigurationError
        As `register_phase`, which looks at everything anew.
    """
    phase = Phase(
        # Nobody can have tried which order suits best.
        seed=secrets.randbits(SEED_BITS),
        stage=TITLE_ABSTRACT,
        wave=plan.wave,
        rule=plan.rule,
        parameters=plan.parameters,
        phase=plan.next_number if numbered or plan.must_count else None,
    )
    return register_phase(database, access.review.name, phase, now)


def _checks(
    connection: Connection,
    review: Review,
    board: Board,
    here: Any,
    states: Sequence[PhaseState],
    before: Sequence[PhaseState],
) -> list[Check]:
    sums, needed = board.stage(TITLE_ABSTRACT), board.needed
    veil = np.zeros(len(here), dtype=np.bool_)
    veil[[board.place_of[name] for name in veiled(connection, review)]] = True
    conflicts = int(np.count_nonzero(here & sums.in_conflict(needed) & ~veil))
    waiting = int(np.count_nonzero(here & (sums.waiting(needed) | (veil & ~sums.unread()))))
    unread = int(np.count_nonzero(here & sums.unread()))
    going_on = open_phase(states, TITLE_ABSTRACT)
    pilot = open_pilot(connection, review)
    checks = [
        Check(
            not conflicts,
            f"{counted(conflicts, 'record')} with a conflict or a “maybe” must be settled."
            if conflicts
            else "No conflict is open and nothing is left at “maybe”.",
            "conflicts" if conflicts else "",
        ),
        Check(
            not waiting,
            f"{counted(waiting, 'record')} must get the votes that they still need."
            if waiting
            else "Every record that was begun has all its votes.",
            "screen" if waiting else "",
        ),
        Check(
            pilot is None,
            "No pilot is open." if pilot is None else "The pilot must be finished.",
            "" if pilot is None else "pilot",
        ),
        Check(
            going_on is None,
            "No other random phase goes on."
            if going_on is None
            else "Another random phase goes on and must end first.",
        ),
        Check(
            unread > 0,
            f"{counted(unread, 'record')} are unread." if unread != 1 else "1 record is unread.",
        ),
    ]
    if before and before[-1].progress is Progress.LEFT:
        went_on = _ranked_since(board, before[-1])
        checks.append(
            Check(
                went_on,
                "Something was read in ranked order since the last phase was left."
                if went_on
                else "At least one record must be read in ranked order after the phase before.",
                "" if went_on else "screen",
            )
        )
    return checks


def _ranked_since(board: Board, state: PhaseState) -> bool:
    """Whether a record was first read in ranked order after a phase was registered."""
    with board.lock:
        return any(
            first.draw is not Draw.RANDOM and first.sequence > state.stored.events
            for first in board.stage(TITLE_ABSTRACT).first.values()
        )
