"""A whole review by several people at once, at random: what holds whatever they do and when.

Each seed is another story. What is checked after every step stands in `story`.
"""

from operator import ne

import numpy as np
import pytest

from activescreen.errors import StoppingError
from activescreen.formats import read_ledger, write_ledger
from activescreen.ledger import UNRESOLVED, Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.conflicts.resolving import Ruling, settle
from activescreen.review.pilot.piloting import NewPilot, begin_pilot, open_gate
from activescreen.review.ranking.training import train
from activescreen.review.screening.serving import LASTS
from activescreen.review.screening.voting import Vote
from activescreen.review.stopping import audits
from activescreen.review.stopping.audits import audit_states, audits_of, plan_audit
from activescreen.review.stopping.open_phases import draws_of
from activescreen.review.stopping.phases import (
    Phase,
    certify,
    ledger_behind,
    look_at,
    register_phase,
)
from activescreen.stopping.audit import PlannedBatch, Pool
from activescreen.stopping.verification import verify

from .story import Story

SEEDS = {62: True, 63: False}
"""Of each story, whether its phase stops before everything is read."""

WORK = {
    "ask": 6,
    "say": 9,
    "come_online": 1,
    "change": 2,
    "pass_time": 1,
}
MANAGING = {"merge_some": 2, "split_some": 1, "open_again": 1, "settle_one": 3}


@pytest.fixture
def story(team, article, monkeypatch):
    monkeypatch.setattr(audits, "_SELDOM", 1)  # so few decisions would be looked at once
    return lambda *given, **more: Story(team, article, *given, **more)


def pilot(at):
    """A pilot at first, whose gate an owner opens sooner or later."""
    wanted = NewPilot(0, raters=("Ana", "Bea", "Cleo"), seed=3)
    begin_pilot(at.database, at.boards, at.on["Owner"], wanted, at.now)
    at.live(14, **WORK)
    if at.look_round().pilot is not None:
        open_gate(at.database, at.on["Owner"], 1, "Enough was learnt from it.", at.now)


def close(at):
    """Give every begun record its votes and settle what is open, until a phase may open."""
    phase = Phase(seed=5, stage=TITLE_ABSTRACT, wave="search 1")
    for _ in range(60):
        frozen = at.ledger().freeze()
        first = [frozen.records.ids.index(name) for name in at.ids]
        open_labels = np.any(frozen.labels[np.isin(frozen.order, first)] == UNRESOLVED)
        try:
            at.registration = register_phase(at.database, "peers", phase, at.now).registration
        except StoppingError:
            assert open_labels
        else:
            assert not open_labels
            at.order = next(each.order for each in draws_of(at.database, "peers"))
            return
        for case in at.conflicts():
            ruling = Ruling(at.next_id(), case.record.id, TITLE_ABSTRACT, Verdict.EXCLUDE)
            settle(at.database, at.on["Owner"], ruling, at.now)
        # Only what was begun is read to its end.
        moment = at.look_round()
        for record in sorted(moment.read - set(moment.merged)):
            for name in at.present:
                if at.look_round().needs(name, record):
                    at.send(name, Vote(at.next_id(), record, Verdict.EXCLUDE))
        at.now += LASTS
    pytest.fail("the phase never opens")


@pytest.mark.parametrize(("seed", "early"), SEEDS.items())
def test_whatever_people_do_the_rules_hold(story, seed, early):
    at = story(seed)
    pilot(at)
    at.check_sums()
    read = at.ledger().freeze().n_read
    batches = [PlannedBatch(read + 1, 3, within=5), PlannedBatch(read + 2, 2, Pool.EXCLUDED, 3)]
    plan_audit(
        *(at.database, at.on["Owner"], batches, at.now),
        stage=TITLE_ABSTRACT,
        seed=seed,
        alpha=0.1,
    )
    train(at.database, "peers", at.now)
    at.live(35, **WORK, **MANAGING)
    later = [at.article(n) for n in range(100, 106)] + [at.article(4, abstract="Said anew.")]
    at.bring("late.csv", later)
    at.live(10, **WORK, **MANAGING)
    at.leave("Dora")
    close(at)
    at.live(30, **WORK, **MANAGING)
    certificate = finish(at)
    verified(at, certificate)
    assert (len(certificate.rows) < len(at.ids)) == early
    at.live(10, **WORK, **MANAGING)
    assert verify(certificate, ledger_behind(at.database, "peers", certificate)) == []
    audit_states(at.database, at.review)


def finish(at):
    """Read the urn in its order until the rule stops, with everything that people do meanwhile."""
    for _ in range(40):
        if look_at(at.database, "peers", at.registration).progress.conclusion is not None:
            break
        for name in at.present:
            for record in at.ask(name, 4):
                at.send(name, Vote(at.next_id(), record, at.verdict(record)))
            at.come_online(name)
        at.live(1, settle_one=1)
        at.now += LASTS
    at.certificate, _ = certify(at.database, "peers", at.registration, at.now)
    return at.certificate


def verified(at, certificate):
    """A certificate holds against the store, and against the ledger as a file."""
    ledger = ledger_behind(at.database, "peers", certificate)
    assert verify(certificate, ledger) == []
    path = at.team.folder / "ledger.jsonl"
    write_ledger(path, ledger)
    assert verify(certificate, read_ledger(path)) == []


def test_what_is_given_out_tells_nothing_of_votes(story):
    """The same steps with other verdicts: everybody is given the same, and draws where planned."""
    stories = [story(7, name) for name in ("one", "other")]
    stories[1].flipped = True
    for at in stories:
        train(at.database, at.name, at.now)
        plan_audit(
            *(at.database, at.on["Owner"], [PlannedBatch(2, 4, within=9)], at.now),
            stage=TITLE_ABSTRACT,
            seed=2,
            alpha=0.1,
        )
        at.live(60, **WORK)
    one, other = stories
    assert one.served == other.served
    assert [len(at.ledger()) for at in stories] == [len(one.ledger())] * 2
    verdicts = [[event.verdict for event in at.ledger()] for at in stories]
    assert sum(map(ne, *verdicts)) > 15
    with one.database.reading() as connection:
        ((batch,),) = [audit.batches for audit in audits_of(connection, one.review)]
    places = [at for at, name in enumerate(one.shown) if name in batch.sample]
    assert places == list(batch.slots)
    assert [one.shown[at] for at in places] == list(batch.sample)
