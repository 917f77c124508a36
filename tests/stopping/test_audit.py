"""Blind audit draws: as registered, complete or silent, and right as often as they say."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import hypergeom

from activescreen.errors import ConfigurationError, StoppingError
from activescreen.ledger import UNRESOLVED, Decision, Draw, FrozenLedger, Ledger, Verdict
from activescreen.ranking import Ranking
from activescreen.stopping import Badge
from activescreen.stopping.audit import AuditBatch, AuditPlan, PlannedBatch, Pool, Spending
from activescreen.stopping.audit_bound import audit_bound
from activescreen.stopping.audit_queue import barred_readers, mixed_queue
from activescreen.stopping.base import extended
from activescreen.stopping.hypergeometric import largest_compatible

MakeTrace = Callable[..., tuple[FrozenLedger, np.ndarray]]


def plan_of(ledger: FrozenLedger, *batches: PlannedBatch, **more: object) -> AuditPlan:
    return AuditPlan(ledger.records, batches, seed=more.pop("seed", 4), **more)


def screen(ledger, batch, ranking, truth, n):
    """Serve and label the next n records of the mixed queue."""
    for _ in range(n):
        ledger = extended(ledger, mixed_queue(batch, ledger, ranking, 1), truth)
    return ledger


def ranking_of(trace: FrozenLedger) -> Ranking:
    return Ranking(trace.records, trace.order, np.zeros(len(trace.order)), "made")


def test_reference_e6_elusion():
    """U = 5000, s = 300, e = 0, F = 95: K_up = 48, recall >= .664336."""
    left = largest_compatible(0, 5000, 300, 0.05)
    assert left == 48
    assert 95 / (95 + left) == pytest.approx(0.664336, abs=5e-7)


def test_e6_through_a_batch(make_ledger):
    order = np.arange(6000)
    labels = np.zeros(1300, dtype=np.int8)
    labels[:95] = 1
    ledger = make_ledger(6000, order[:1000], labels[:1000])
    batch = plan_of(ledger, PlannedBatch(1000, 300)).draw(1, ledger)
    done = extended(
        ledger, [(int(p), Draw.AUDIT) for p in batch.sample], np.zeros(6000, dtype=np.int8)
    )
    bound = audit_bound(batch, done)
    assert bound is not None
    assert (bound.left_at_most, bound.relevant, bound.estimate.found) == (48, 0, 95)
    assert bound.estimate.low == pytest.approx(0.664336, abs=5e-7)
    assert bound.estimate.badge is Badge.ONE_LOOK
    for words in ("Audit batch 1", "after 1,000 records", "5 %", "not pooled"):
        assert words in bound.estimate.statement
    assert not re.search("sure|probability that", bound.estimate.statement)


def test_a_draw_follows_from_the_registration(make_trace: MakeTrace):
    trace, _ = make_trace(300, 40)
    plan = plan_of(trace, PlannedBatch(100, 30))
    one, again = plan.draw(1, trace.prefix(100)), plan.draw(1, trace.prefix(140))
    assert one.sample.tolist() == again.sample.tolist()
    assert one.slots.tolist() == again.slots.tolist()
    assert np.isin(one.sample, trace.prefix(100).unread).all()
    assert len(set(one.sample.tolist())) == 30
    other = replace(plan, seed=5).draw(1, trace.prefix(100))
    assert one.sample.tolist() != other.sample.tolist()
    assert plan.digest != replace(plan, seed=5).digest
    assert plan.digest == plan_of(trace, PlannedBatch(100, 30)).digest


def test_every_unread_record_is_as_likely(make_trace: MakeTrace):
    trace, _ = make_trace(40, 5)
    counts = np.zeros(40)
    for seed in range(2000):
        batch = plan_of(trace, PlannedBatch(10, 6), seed=seed).draw(1, trace.prefix(10))
        counts[batch.sample] += 1
    unread = trace.prefix(10).unread
    assert counts[np.setdiff1d(np.arange(40), unread)].sum() == 0
    spread = np.sqrt(2000 * 0.2 * 0.8)
    assert np.abs(counts[unread] - 400).max() < 5 * spread


@pytest.mark.parametrize(
    ("spending", "shares"),
    [(Spending.EVEN, [0.05 / 3] * 3), (Spending.HALVING, [0.025, 0.0125, 0.00625])],
)
def test_alpha_is_split_over_the_batches(make_trace: MakeTrace, spending, shares):
    trace, _ = make_trace(300, 40)
    plan = plan_of(trace, *[PlannedBatch(n, 10) for n in (50, 100, 150)], spending=spending)
    assert [plan.alpha_of(number) for number in (1, 2, 3)] == pytest.approx(shares)
    assert plan.draw(2, trace.prefix(120)).alpha == pytest.approx(shares[1])


def test_nothing_is_claimed_before_a_batch_is_complete(make_trace: MakeTrace):
    trace, truth = make_trace(300, 40)
    batch = plan_of(trace, PlannedBatch(100, 20)).draw(1, trace.prefix(100))
    ledger = trace.prefix(100)
    places = batch.sample.tolist()
    ledger = extended(ledger, [(place, Draw.AUDIT) for place in places[:-1]], truth)
    assert audit_bound(batch, ledger) is None
    ledger = extended(ledger, [(places[-1], Draw.AUDIT)], truth)
    assert audit_bound(batch, ledger) is not None
    labels = ledger.labels.copy()
    labels[-1] = UNRESOLVED
    assert audit_bound(batch, replace(ledger, labels=labels)) is None


def test_finds_of_the_sample_and_later_ones_do_not_count_as_found(make_trace: MakeTrace):
    trace, truth = make_trace(300, 80, steep=2.0)
    batch = plan_of(trace, PlannedBatch(100, 60)).draw(1, trace.prefix(100))
    ledger = screen(trace.prefix(100), batch, ranking_of(trace), truth, 200)
    bound = audit_bound(batch, ledger)
    assert bound is not None
    assert bound.relevant == truth[batch.sample].sum() > 0
    assert bound.estimate.found == trace.prefix(100).n_found
    assert bound.left_at_most >= bound.relevant


def test_records_come_where_the_seed_put_them(make_trace: MakeTrace):
    trace, truth = make_trace(300, 40)
    start = trace.prefix(100)
    batch = plan_of(trace, PlannedBatch(100, 12, within=60)).draw(1, start)
    queue = mixed_queue(batch, start, ranking_of(trace), 200)
    audit = [slot for slot, drawn in enumerate(queue) if drawn.draw is Draw.AUDIT]
    assert audit == batch.slots.tolist()
    assert [queue[slot].position for slot in audit] == batch.sample.tolist()
    assert len({drawn.position for drawn in queue}) == 200
    # One at a time, the ledger alone tells where the queue stands.
    ledger = screen(start, batch, ranking_of(trace), truth, 200)
    assert ledger.order[100:].tolist() == [drawn.position for drawn in queue]


def test_batches_of_a_shrinking_pool_are_apart(make_trace: MakeTrace):
    trace, truth = make_trace(300, 40)
    plan = plan_of(trace, PlannedBatch(50, 20), PlannedBatch(150, 20))
    first = plan.draw(1, trace.prefix(50))
    ledger = screen(trace.prefix(50), first, ranking_of(trace), truth, 100)
    second = plan.draw(2, ledger)
    assert (len(first.pool), len(second.pool)) == (250, 150)
    ledger = screen(ledger, second, ranking_of(trace), truth, 150)
    bounds = [audit_bound(batch, ledger) for batch in (first, second)]
    assert [bound.batch for bound in bounds] == [1, 2]
    assert bounds[1].estimate.statement.startswith("Audit batch 2, after 150 records")


def test_it_waits_for_its_moment(make_trace: MakeTrace):
    trace, _ = make_trace(300, 40)
    plan = plan_of(trace, PlannedBatch(100, 10))
    with pytest.raises(StoppingError, match="after 100 records, but only 99"):
        plan.draw(1, trace.prefix(99))
    assert plan.draw(1, trace.prefix(200)).opened_at == 100


def test_no_date_is_a_moment():
    """What is unread on a day depends on the hour, and so would the sample of a seed."""
    with pytest.raises(ConfigurationError, match="'2026-03-01' is no moment"):
        PlannedBatch(date(2026, 3, 1), 10)


def test_no_bound_while_what_was_found_before_may_move(make_trace: MakeTrace):
    trace, truth = make_trace(300, 40)
    start = trace.prefix(100)
    batch = plan_of(trace, PlannedBatch(100, 20)).draw(1, start)
    done = extended(start, [(place, Draw.AUDIT) for place in batch.sample.tolist()], truth)
    labels = done.labels.copy()
    labels[37] = UNRESOLVED
    with pytest.raises(StoppingError, match="1 record read before the batch's moment") as refusal:
        audit_bound(batch, replace(done, labels=labels))
    assert refusal.value.where == f"record {done.records.ids[done.order[37]]}"
    # What came after its moment is none of its business.
    later = extended(done, [(int(done.unread[0]), Draw.RANKED)], truth)
    labels = later.labels.copy()
    labels[-1] = UNRESOLVED
    assert audit_bound(batch, replace(later, labels=labels)) == audit_bound(batch, done)


def test_a_bound_is_one_of_the_ledger_it_was_drawn_from(make_trace: MakeTrace):
    trace, _ = make_trace(300, 40)
    other, _ = make_trace(300, 40, seed=1)
    batch = plan_of(trace, PlannedBatch(100, 20)).draw(1, trace.prefix(100))
    chosen = replace(batch, sample=trace.order[:20].copy())
    cases = [(batch, other), (batch, trace.prefix(90)), (chosen, trace)]
    cases.append((replace(batch, opened_at=90), trace))
    for made, ledger in cases:
        with pytest.raises(StoppingError, match="was not drawn from what this ledger had"):
            audit_bound(made, ledger)


def test_it_takes_nothing_from_an_open_random_phase(make_trace: MakeTrace):
    trace, truth = make_trace(300, 40)
    plan = plan_of(trace, PlannedBatch(100, 10))
    random = [(int(place), Draw.RANDOM) for place in trace.prefix(100).unread[:5]]
    with pytest.raises(StoppingError, match="random phase is open"):
        plan.draw(1, extended(trace.prefix(100), random, truth))
    with pytest.raises(StoppingError, match="random phase is open"):
        plan.draw(1, trace.prefix(100), phase_open=True)


def test_other_populations_stages_and_poor_pools_are_refused(make_trace: MakeTrace):
    trace, _ = make_trace(300, 40)
    other, _ = make_trace(301, 40)
    plan = plan_of(trace, PlannedBatch(100, 10), PlannedBatch(290, 20))
    with pytest.raises(StoppingError, match="another population"):
        plan.draw(1, other.prefix(100))
    with pytest.raises(StoppingError, match="another population or stage"):
        plan.draw(1, replace(trace.prefix(100), stage="full_text"))
    with pytest.raises(StoppingError, match="only 10 are unread"):
        plan.draw(2, trace.prefix(290))


@pytest.mark.parametrize(
    "make",
    [
        lambda records: PlannedBatch(10, 0),
        lambda records: PlannedBatch(-1, 5),
        lambda records: AuditPlan(records, [PlannedBatch(10, 5)], seed=-1),
        lambda records: PlannedBatch(10, 5, within=4),
        lambda records: AuditPlan(records, []),
        lambda records: AuditPlan(records, [PlannedBatch(10, 5)], alpha=1.0),
        lambda records: AuditPlan(records, [PlannedBatch(10, 5)]).alpha_of(2),
    ],
)
def test_plans_that_cannot_be_are_refused(make_records, make):
    with pytest.raises(ConfigurationError):
        make(make_records(300))


class TestExcluded:
    """Excluded records, read again by other people than those who excluded them."""

    @pytest.fixture
    def ledger(self, make_records) -> Ledger:
        ledger = Ledger(make_records(60))
        for place, record in enumerate(ledger.records.ids[:40]):
            verdict = Verdict.INCLUDE if place < 10 else Verdict.EXCLUDE
            ledger.append(Decision(record, verdict, reviewer="Ann" if place % 2 else "Ben"))
        return ledger

    @pytest.fixture
    def batch(self, ledger: Ledger) -> AuditBatch:
        frozen = ledger.freeze()
        return plan_of(frozen, PlannedBatch(40, 12, pool=Pool.EXCLUDED)).draw(1, frozen)

    def read_again(self, ledger: Ledger, batch: AuditBatch, verdict: Verdict, n: int = 12) -> None:
        for place in batch.sample[:n]:
            record = ledger.records.ids[place]
            ledger.append(Decision(record, verdict, Draw.AUDIT, reviewer="Cleo"))

    def test_only_excluded_records_are_drawn(self, ledger: Ledger, batch: AuditBatch) -> None:
        assert len(batch.pool) == 30
        names = {ledger.records.ids[place] for place in batch.sample}
        assert names <= set(ledger.records.ids[10:40])

    def test_whoever_excluded_a_record_may_not_read_it(self, ledger, batch) -> None:
        barred = barred_readers(batch, ledger.freeze(), ledger)
        assert set(barred.values()) == {frozenset({"Ann"}), frozenset({"Ben"})}
        record = ledger.records.ids[batch.sample[0]]
        ledger.append(Decision(record, Verdict.EXCLUDE, Draw.AUDIT, reviewer=min(barred[record])))
        with pytest.raises(StoppingError, match="read again what the same reviewer had excluded"):
            audit_bound(batch, ledger.freeze(), ledger)

    def test_whoever_excluded_a_record_may_not_settle_it_either(self, ledger, batch) -> None:
        barred = barred_readers(batch, ledger.freeze(), ledger)
        self.read_again(ledger, batch, Verdict.EXCLUDE, 11)
        last = ledger.records.ids[batch.sample[11]]
        ledger.append(Decision(last, Verdict.INCLUDE, Draw.AUDIT, reviewer="Cleo"))
        for verdict in (Verdict.EXCLUDE, Verdict.INCLUDE):
            told = Ledger(ledger.records)
            told.append(list(ledger))
            told.append(Decision(last, verdict, reviewer=min(barred[last]), resolves=True))
            with pytest.raises(StoppingError, match="settled what the same reviewer had excl"):
                audit_bound(batch, told.freeze(), told)

    def test_the_seed_gives_one_sample_of_excluded_records(self, ledger) -> None:
        """A label that is settled later would join the pool then."""
        ledger.append(Decision(ledger.records.ids[20], Verdict.MAYBE, reviewer="Cleo"))
        frozen = ledger.freeze()
        plan = plan_of(frozen, PlannedBatch(40, 12, pool=Pool.EXCLUDED))
        with pytest.raises(StoppingError, match="1 record read before"):
            plan.draw(1, frozen)

    def test_one_audit_reader_does_not_settle_what_another_doubts(self, ledger, batch) -> None:
        last = ledger.records.ids[batch.sample[11]]
        ledger.append(Decision(last, Verdict.EXCLUDE, reviewer="Dan", resolves=True))
        self.read_again(ledger, batch, Verdict.EXCLUDE, 11)
        for reviewer, verdict in (("Cleo", Verdict.INCLUDE), ("Eve", Verdict.EXCLUDE)):
            ledger.append(Decision(last, verdict, Draw.AUDIT, reviewer=reviewer))
        assert audit_bound(batch, ledger.freeze(), ledger) is None
        ledger.append(Decision(last, Verdict.EXCLUDE, Draw.AUDIT, reviewer="Cleo"))
        assert audit_bound(batch, ledger.freeze(), ledger) is not None

    def test_the_reading_is_charged_and_bounds_what_was_lost(self, ledger, batch) -> None:
        self.read_again(ledger, batch, Verdict.EXCLUDE)
        bound = audit_bound(batch, ledger.freeze(), ledger)
        assert bound is not None
        assert bound.extra_votes == 12
        assert bound.left_at_most == largest_compatible(0, 30, 12, 0.05)
        assert "12 extra readings" in bound.estimate.statement
        assert "nobody who had excluded one read it again or settled it" in (
            bound.estimate.statement
        )

    def test_it_is_silent_until_all_are_read_and_settled(self, ledger, batch) -> None:
        self.read_again(ledger, batch, Verdict.EXCLUDE, 11)
        assert audit_bound(batch, ledger.freeze(), ledger) is None
        last = ledger.records.ids[batch.sample[11]]
        ledger.append(Decision(last, Verdict.INCLUDE, Draw.AUDIT, reviewer="Cleo"))
        assert audit_bound(batch, ledger.freeze(), ledger) is None
        ledger.append(Decision(last, Verdict.INCLUDE, reviewer="Dan", resolves=True))
        bound = audit_bound(batch, ledger.freeze(), ledger)
        assert bound is not None
        assert (bound.relevant, bound.estimate.found) == (1, 10)

    def test_an_exclusion_by_consensus_is_open_once_contradicted(self, ledger, batch) -> None:
        last = ledger.records.ids[batch.sample[11]]
        ledger.append(Decision(last, Verdict.EXCLUDE, reviewer="Dan", resolves=True))
        self.read_again(ledger, batch, Verdict.EXCLUDE, 11)
        ledger.append(Decision(last, Verdict.INCLUDE, Draw.AUDIT, reviewer="Cleo"))
        assert audit_bound(batch, ledger.freeze(), ledger) is None
        ledger.append(Decision(last, Verdict.EXCLUDE, reviewer="Cleo", resolves=True))
        assert audit_bound(batch, ledger.freeze(), ledger) is not None

    def test_they_come_mixed_into_the_queue(self, ledger, batch) -> None:
        frozen = ledger.freeze()
        ranking = Ranking(frozen.records, frozen.unread, np.zeros(len(frozen.unread)), "made")
        queue = mixed_queue(batch, frozen, ranking, 100)
        assert len(queue) == 12 + 20
        names = {frozen.records.ids[place] for place in batch.sample[:4]}
        later = mixed_queue(batch, frozen, ranking, 100, read_again=names)
        assert len(later) == 8 + 20


def bounds_of(pool: int, size: int, alpha: float) -> np.ndarray:
    """K_up for every number of finds in the sample; shape (size + 1,)."""
    return np.array([largest_compatible(e, pool, size, alpha) for e in range(size + 1)])


@pytest.mark.parametrize(("pool", "size"), [(200, 40), (90, 60), (500, 25)])
def test_one_batch_errs_at_most_as_often_as_its_share_exactly(pool, size):
    share = 0.05 / 3
    finds, upper = np.arange(size + 1), bounds_of(pool, size, share)
    errors = [hypergeom.pmf(finds, pool, K, size)[upper < K].sum() for K in range(pool + 1)]
    assert 0.5 * share < max(errors) <= share


def test_all_batches_together_err_at_most_alpha():
    """Three batches of a pool that a good, a random and a bad ranking shrink; 20,000 reviews."""
    pools, size, share, alpha = (900, 600, 300), 60, 0.05 / 3, 0.05
    upper = [bounds_of(pool, size, share) for pool in pools]
    rng = np.random.default_rng(11)
    for left in ((60, 20, 4), (60, 40, 20), (45, 44, 44)):
        wrong = np.zeros(20_000, dtype=bool)
        for pool, relevant, bound in zip(pools, left, upper, strict=True):
            finds = rng.hypergeometric(relevant, pool - relevant, size, len(wrong))
            wrong |= bound[finds] < relevant
        assert wrong.mean() <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / len(wrong))


def test_batches_as_drawn_err_at_most_alpha(make_trace: MakeTrace):
    """The same through plan, queue and bound, on the shared pool of one review."""
    trace, truth = make_trace(160, 24, steep=4.0)
    wrong, seeds = 0, 250
    for seed in range(seeds):
        plan = plan_of(trace, PlannedBatch(40, 15), PlannedBatch(90, 15), alpha=0.2, seed=seed)
        ledger, missed = trace.prefix(40), False
        for number, until in ((1, 90), (2, 160)):
            batch = plan.draw(number, ledger)
            hidden = int(truth[ledger.unread].sum())
            done = extended(
                ledger,
                [(place, Draw.AUDIT) for place in batch.sample.tolist()],
                truth,
            )
            missed |= audit_bound(batch, done).left_at_most < hidden
            ledger = trace.prefix(until)
        wrong += missed
    assert wrong / seeds <= 0.2 + 3 * np.sqrt(0.2 * 0.8 / seeds)
