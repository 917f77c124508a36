"""Audit draws of a review: planned beforehand, mixed in unseen, and judged batch by batch."""

import numpy as np
import pytest

from activescreen.errors import ConfigurationError, InputError, LedgerError
from activescreen.ledger import Draw
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.duplicates.merging import merge
from activescreen.review.ranking.training import train
from activescreen.review.screening.serving import LASTS
from activescreen.review.stopping.audits import audit_states, plan_audit
from activescreen.review.stopping.phases import Phase, certify, register_phase
from activescreen.stopping.audit import PlannedBatch, Pool
from activescreen.store.reviews import find_review

from .test_serving import NOW, Table


@pytest.fixture
def at(team, article):
    def made(**more):
        return Table(team, article=article, size=60, **more)

    return made


def plan(at, *batches, alpha=0.1, seed=3):
    access = at.access("Ana")
    return plan_audit(
        at.team.database, access, batches, NOW, stage=TITLE_ABSTRACT, seed=seed, alpha=alpha
    )


def states(at):
    with at.team.database.reading() as connection:
        review = find_review(connection, "peers")
    return audit_states(at.team.database, review)


def read(at, name, n):
    """Read the next records; gives how each was drawn."""
    draws = []
    for _ in range(n):
        (record,) = at.next(name)
        draws.append(at.vote(name, record).event.draw)
    return draws


def test_draws_stand_where_the_plan_put_them_and_give_a_bound(at):
    table = at(votes=1)
    train(table.team.database, "peers", NOW)
    plan(table, PlannedBatch(10, 5, within=15))
    assert read(table, "Ana", 10) == [Draw.RANKED] * 10
    draws = read(table, "Ana", 15)
    assert draws.count(Draw.AUDIT) == 5
    (state,) = states(table)
    (batch,) = state.audit.batches
    assert [place for place, draw in enumerate(draws) if draw is Draw.AUDIT] == list(batch.slots)
    drawn = [event.record_id for event in table.team.ledger() if event.draw is Draw.AUDIT]
    assert tuple(drawn) == batch.sample
    bound = state.bounds[1]
    assert (bound.relevant, bound.estimate.found) == (0, 0)
    assert "Audit batch 1, after 10 records read" in bound.estimate.statement


def test_draws_are_read_by_as_many_as_other_records(at):
    table = at(votes=2)
    plan(table, PlannedBatch(0, 6, within=6))
    first = read(table, "Ana", 6)
    assert first == [Draw.AUDIT] * 6
    assert not states(table)[0].bounds
    assert read(table, "Bea", 6) == [Draw.AUDIT] * 6
    assert states(table)[0].bounds[1].relevant == 0


def test_draws_that_others_have_in_hand_come_once_and_move_no_other(at):
    table = at(votes=2)
    plan(table, PlannedBatch(0, 4, within=8))
    first = table.next("Ana", 3)
    assert table.next("Bea", 6)[:3] == first
    table.now += LASTS  # what nobody read in time comes first, and its place is not used twice
    shown = table.next("Cleo", 12)
    (batch,) = states(table)[0].audit.batches
    assert tuple(name for name in shown if name in batch.sample) == batch.sample
    assert [at for at, name in enumerate(shown) if name in batch.sample] == list(batch.slots)


def test_people_at_once_get_no_draw_twice(at):
    table = at(votes=1)
    plan(table, PlannedBatch(4, 8, within=20))
    rng = np.random.default_rng(1)
    for _ in range(50):
        name = str(rng.choice(["Ana", "Bea", "Cleo"]))
        table.vote(name, table.next(name, 2)[0])
    (state,) = states(table)
    assert state.done == {1: 8}
    assert state.bounds[1].left_at_most > 0


def test_excluded_records_go_to_somebody_else(at):
    table = at(votes=1)
    plan(table, PlannedBatch(12, 4, Pool.EXCLUDED, within=4))
    assert read(table, "Ana", 12) == [Draw.RANKED] * 12
    assert Draw.AUDIT not in read(table, "Ana", 4)
    assert read(table, "Bea", 4) == [Draw.AUDIT] * 4
    (state,) = states(table)
    assert state.done == {1: 4}
    bound = state.bounds[1]
    assert (bound.relevant, bound.extra_votes) == (0, 4)


def test_a_late_vote_on_a_draw_is_none_too_many(at):
    table = at(votes=1)
    plan(table, PlannedBatch(0, 2, within=2))
    (record,) = table.next("Ana")
    table.now += LASTS
    assert table.next("Bea") == [record]
    table.vote("Bea", record)
    with pytest.raises(LedgerError, match="all the votes that it needs"):
        table.vote("Ana", record, "include")


def test_nothing_is_read_again_while_a_random_phase_counts_it(at):
    table = at(votes=1)
    plan(table, PlannedBatch(12, 4, Pool.EXCLUDED, within=4))
    read(table, "Ana", 13)
    assert Draw.AUDIT not in read(table, "Ana", 1)
    phase = Phase(seed=5, stage=TITLE_ABSTRACT, target="1/2")
    done = register_phase(table.team.database, "peers", phase, NOW)
    table.read_all("Bea")
    assert not any(event.draw is Draw.AUDIT for event in table.team.ledger())
    certify(table.team.database, "peers", done.registration, NOW)
    assert read(table, "Bea", 4) == [Draw.AUDIT] * 4


def test_a_merged_record_is_not_read_again(at):
    table = at(votes=1)
    plan(table, PlannedBatch(12, 4, Pool.EXCLUDED, within=4))
    read(table, "Ana", 13)
    table.next("Ana")
    (state,) = states(table)
    merged, *others = state.audit.batches[0].sample
    kept = next(event.record_id for event in table.team.ledger() if event.record_id != merged)
    merge(table.team.database, table.access("Ana"), kept, merged, NOW)
    given = table.next("Bea", 8)
    assert merged not in given
    assert set(others) <= set(given)


def test_what_nobody_knows_is_which_records_are_draws(at):
    table = at(votes=1)
    plan(table, PlannedBatch(0, 3, within=3))
    served = table.serve("Ana", 3)
    assert (str(served.mode), served.message) == ("ranked", "")


def test_a_plan_is_made_beforehand(at):
    table = at(votes=1)
    read(table, "Ana", 5)
    with pytest.raises(InputError, match="5 records have been read"):
        plan(table, PlannedBatch(4, 2))
    with pytest.raises(ConfigurationError, match="No audit batch"):
        plan(table)
    assert not states(table)


def test_a_batch_that_is_too_large_says_so(at):
    table = at(votes=1)
    plan(table, PlannedBatch(0, 100))
    table.next("Ana")
    (state,) = states(table)
    assert "only 60 are unread" in state.problems[1]
    assert read(table, "Ana", 60) == [Draw.RANKED] * 60
