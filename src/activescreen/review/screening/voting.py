"""One reviewer's decision on one record at a stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from activescreen.errors import LedgerError, SettledError, StoppingError
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.review.blinding import Votes, votes_on
from activescreen.review.board import Boards
from activescreen.review.duplicates.merging import inherit
from activescreen.review.own_ids import check_event_id
from activescreen.review.permissions import Access
from activescreen.review.pilot.piloting import open_by_itself
from activescreen.review.protocol.grounds import check_grounds
from activescreen.review.records.browsing import no_record
from activescreen.review.screening.arrangements import Arrangements, arrangements
from activescreen.review.stopping.live_audits import is_read_again
from activescreen.review.stopping.standing_still import check_may_change
from activescreen.store.database import Database
from activescreen.store.decisions import append, events_on, find_event
from activescreen.store.leases import Lease, drop_leases, leases_of
from activescreen.store.population import find_record
from activescreen.store.reviews import count


@dataclass(frozen=True, slots=True)
class Vote:
    """What a reviewer says.

    Attributes
    ----------
    event_id
        Made by the reviewer's program, so that a repeated request changes nothing.
    record_id, verdict
        What is said of what.
    failed_criteria
        PICOS elements that the record does not meet.
    reason, note
        Why: one of the protocol's reasons if it has any, and in the reviewer's own words.
    seconds
        Time spent on the record, where known.
    stage
        The stage at which it is said.
    """

    event_id: str
    record_id: str
    verdict: Verdict
    failed_criteria: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    seconds: float | None = None
    stage: str = TITLE_ABSTRACT


@dataclass(frozen=True, slots=True)
class Voted:
    """What became of a vote.

    Attributes
    ----------
    event
        The decision as it is kept.
    repeated
        Whether it was kept before, so that nothing changed.
    votes
        How many votes the record has now, and needs.
    """

    event: Decision
    repeated: bool
    votes: Votes


def vote(database: Database, boards: Boards, access: Access, given: Vote, now: datetime) -> Voted:
    """Keep a reviewer's decision; it is on disk when this returns.

    A reviewer may change a vote: the new one is another event, and the one that counts. The last
    vote of a pilot opens its gate, if the raters agree.

    Parameters
    ----------
    database, boards, access
        Where, its running sums, and who votes.
    given
        What is said.
    now
        The time.

    Raises
    ------
    InputError
        If it says something that the protocol does not know, or a reason is missing.
    MissingError
        If there is no such record.
    LedgerError
        If the event id was used for something else, or the record needs no vote of this reviewer:
        it is a copy, it is settled, others have given or are giving all the votes that it needs,
        or a pilot has to be finished first.
    StoppingError
        If the record belongs to a random phase and was not drawn by it for this reviewer, or was
        read before it and the vote says otherwise now.
    """
    review, person = access.review, access.account.name
    check_grounds(given, review.protocol)
    with database.writing() as connection:
        count(connection, review, lock=True)
        found = find_record(connection, review, given.record_id)
        if found is None:
            raise no_record()
        number, place, _ = found
        before = [
            each
            for each in events_on(connection, review, {number: given.record_id})
            if each.stage == given.stage
        ]
        board = boards.current(connection, review)
        plan = arrangements(connection, review, board, given.stage)
        needed = plan.votes_needed(given.record_id, review.protocol)
        known = find_event(connection, review, given.event_id)
        if known is not None:
            event = _event(given, person, (known.draw, known.ranking_hash, known.position))
            append(connection, review, [event], now.isoformat())  # tells whether it says the same
            return Voted(event, True, votes_on(before, needed)[event.stage])
        check_event_id(given.event_id)
        if place is None:
            raise _settled(given, "it was recognised as a copy of another one")
        held = [
            each for each in leases_of(connection, review, given.stage) if each.record == number
        ]
        again = is_read_again(plan.audits, board.stage(given.stage), place, person)
        desk = _Desk(given, person, place, before, held, plan, needed, again, now)
        desk.check()
        if plan.phases and desk.says_otherwise:
            check_may_change(connection, review, (number, given.record_id), given.stage)
        event = _event(given, person, desk.drawn)
        append(connection, review, [event], now.isoformat())
        drop_leases(connection, review, stage=given.stage, reviewer=person, numbers=[number])
        inherit(connection, review, given.record_id, now)
        if plan.pilot is not None:
            open_by_itself(connection, review, plan.pilot, person, now)
    return Voted(event, False, votes_on([*before, event], needed)[event.stage])


@dataclass(frozen=True)
class _Desk:
    """One vote on its way in, and what it is measured against."""

    given: Vote
    person: str
    place: int
    before: Sequence[Decision]
    leases: Sequence[Lease]
    plan: Arrangements
    needed: int
    again: bool
    now: datetime

    @property
    def voters(self) -> set[str]:
        return {each.reviewer for each in self.before if not each.resolves}

    @property
    def own(self) -> Lease | None:
        """The person's lease, also one that has run out: who has read the record may say so."""
        return next((each for each in self.leases if each.reviewer == self.person), None)

    @property
    def drawn(self) -> tuple[Draw, str, int | None]:
        """How the record came before the person: its draw, model and position."""
        if self.own is not None:
            return self.own.draw, self.own.ranking_hash, self.own.position
        mine = [each for each in self.before if each.reviewer == self.person]
        if mine:
            return mine[-1].draw, mine[-1].ranking_hash, mine[-1].position
        pilot = self.plan.pilot
        if pilot is not None:
            return Draw.PILOT, "", pilot.records.index(self.given.record_id)
        return Draw.RANKED, "", None

    @property
    def says_otherwise(self) -> bool:
        """Whether the verdict is another than the person's last one, or the first."""
        mine = [e for e in self.before if e.reviewer == self.person and not e.resolves]
        return not mine or mine[-1].verdict is not self.given.verdict

    def check(self) -> None:
        """Refuse a vote that is not needed, or out of its turn."""
        pilot = self.plan.pilot
        in_pilot = pilot is not None and self.given.record_id in pilot.records
        # What came with a record does not keep it from a pilot, and an audit reads again what
        # was excluded.
        audited = self.own is not None and self.own.draw is Draw.AUDIT
        if not (self.again and audited and pilot is None):
            settling = [each for each in self.before if each.resolves]
            if any(not in_pilot or each.draw is not Draw.PRIOR for each in settling):
                raise _settled(self.given, "its label is final already")
            if self.person not in self.voters:
                self._check_turn()
        if not self.plan.eligible[self.place]:
            raise _not_screened(self.given)
        if self.plan.urn()[self.place] and self.drawn[0] is not Draw.RANDOM:
            raise _in_urn(self.given)

    def _check_turn(self) -> None:
        pilot = self.plan.pilot
        if pilot is not None:
            if self.given.record_id not in pilot.records or self.person not in pilot.raters:
                raise _pilot_first(self.given)
            return
        missing = self.needed - len(self.voters)
        if missing <= 0:
            raise _settled(self.given, "others have given all the votes that it needs")
        reading = {
            each.reviewer
            for each in self.leases
            if each.expires > self.now and each.reviewer not in self.voters
        }
        if self.own is None and missing <= len(reading):
            raise _settled(self.given, "others have it in hand and are giving the votes")


def _event(given: Vote, person: str, drawn: tuple[Draw, str, int | None]) -> Decision:
    draw, ranking_hash, position = drawn
    return Decision(
        given.record_id,
        given.verdict,
        draw,
        given.event_id,
        given.stage,
        person,
        failed_criteria=given.failed_criteria,
        reason=given.reason,
        note=given.note,
        seconds=given.seconds,
        ranking_hash=ranking_hash,
        position=position,
    )


def _settled(given: Vote, why: str) -> SettledError:
    return SettledError(
        f"The record needs no vote of yours: {why}.",
        where=f"record {given.record_id}",
        remedy="Nothing was lost and nothing has to be done; go on with the next record.",
    )


def _not_screened(given: Vote) -> LedgerError:
    if given.stage == FULL_TEXT:
        return _settled(given, "it did not pass before, or its text could not be had")
    return _settled(given, "it was merged with another one")


def _pilot_first(given: Vote) -> LedgerError:
    return LedgerError(
        "A pilot is under way, and this record is none that you screen in it.",
        where=f"record {given.record_id}",
        remedy="Nothing was lost. Screen the records of the pilot; others come when its gate is "
        "open.",
    )


def _in_urn(given: Vote) -> StoppingError:
    return StoppingError(
        "The record is in the urn of a registered random phase, which is read in its registered "
        "order only.",
        where=f"record {given.record_id}",
        remedy="Go on with the record that the service gives you next, or read the table of draws "
        "and give it to 'activescreen label'.",
    )
