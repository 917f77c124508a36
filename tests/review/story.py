"""A review by several people at once, at random, with a look at everything after each step.

People ask for some records, leave them, vote late, twice and in another order, and change their
minds; others merge, settle, open again, import, dismiss.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import numpy as np

from activescreen.errors import ActiveScreenError, LedgerError, StoppingError
from activescreen.ledger import Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.board import NEVER, Boards
from activescreen.review.conflicts.discussing import agree, propose
from activescreen.review.conflicts.resolving import Ruling, reopen, settle
from activescreen.review.conflicts.standing import list_conflicts
from activescreen.review.duplicates.merging import merge, merged_records, split
from activescreen.review.people.membership import dismiss
from activescreen.review.permissions import Access
from activescreen.review.pilot.pilots import open_pilot
from activescreen.review.screening.serving import LASTS, serve
from activescreen.review.screening.voting import Vote, vote
from activescreen.review.stopping.audits import audits_of
from activescreen.review.stopping.phases import (
    look_at,
)
from activescreen.store.accounts import add_account, find_account
from activescreen.store.accounts_roles import Role, set_role
from activescreen.store.decisions import load_ledger
from activescreen.store.leases import leases_of
from activescreen.store.population import load_population
from activescreen.store.reviews import find_review

from .moment import NEEDED, Moment

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
PEOPLE = ("Ana", "Bea", "Cleo", "Dora")
REFUSED = (LedgerError, StoppingError)
"""What people are told who come too late, or out of turn."""


class Story:
    """A review and its people, who do things at random; every step is checked."""

    def __init__(self, team, article, seed, name="peers", flipped=False, size=32):
        self.team, self.article, self.name, self.flipped = team, article, name, flipped
        self.rng = np.random.default_rng(seed)
        self.boards, self.others = Boards(), Boards()
        self.now, self.made = NOW, 0
        team.create(
            name, votes_per_record=NEEDED, target_recall=Fraction(1, 2), alpha=0.4, pilot_size=4
        )
        rows = [article(n, relevant=n % 4 == 0) for n in range(size)]
        for number, row in enumerate(rows):
            row["label_included"] = {1: "1", 2: "0"}.get(number, "")
        self.bring("search.csv", rows)
        self.ids = list(self.population.records.ids)
        self.on = self._invite()
        self.outbox = {name: [] for name in PEOPLE}
        self.said, self.shown, self.away = {}, [], set()
        self.served = []
        self.registration, self.order, self.certificate = None, [], None

    def _invite(self):
        found = {}
        with self.team.database.writing() as connection:
            review = find_review(connection, self.name)
            for number, name in enumerate((*PEOPLE, "Owner")):
                account = find_account(connection, name)
                account = account or add_account(connection, name, NOW.isoformat())
                role = Role.OWNER if name == "Owner" else Role.REVIEWER
                since = (NOW + timedelta(seconds=number)).isoformat()
                set_role(connection, review.id, account.id, role, since)
                found[name] = Access(account, review, role)
        return found

    @property
    def database(self):
        return self.team.database

    @property
    def review(self):
        return self.on["Owner"].review

    @property
    def present(self):
        return [name for name in PEOPLE if name not in self.away]

    def one_of(self, values):
        return values[int(self.rng.integers(len(values)))]

    def next_id(self):
        self.made += 1
        return f"event-{self.made}"

    # What holds at a moment, told from the events and not from any running sum.

    def bring(self, name, rows):
        """A search comes in."""
        self.team.bring(self.team.write(name, rows), name=self.name)
        with self.database.reading() as connection:
            review = find_review(connection, self.name)
            self.population = load_population(connection, review)

    def ledger(self):
        with self.database.reading() as connection:
            return load_ledger(connection, self.review, self.population)

    def look_round(self):
        with self.database.reading() as connection:
            ids = self.population.ids
            leases = leases_of(connection, self.review, TITLE_ABSTRACT)
            merged = merged_records(connection, self.review)
            return Moment(
                load_ledger(connection, self.review, self.population),
                {(ids[lease.record], lease.reviewer): lease for lease in leases},
                {ids[number]: ids[end] for number, end in merged.items()},
                open_pilot(connection, self.review),
                audits_of(connection, self.review),
                self.now,
                [] if self.registration is None or self.certificate else self.order,
            )

    def check_sums(self):
        """The running sums, and those of another process, are those of the ledger."""
        ledger = self.ledger()
        frozen = ledger.freeze()
        final = np.full(frozen.population, NEVER)
        final[frozen.order] = frozen.labels
        voters = {name: set() for name in ledger.records.ids}
        settled = set()
        for event in ledger:
            if event.resolves:
                settled.add(event.record_id)
            else:
                voters[event.record_id].add(event.reviewer)
        given = [len(voters[name]) for name in ledger.records.ids]
        which = [self.boards] + [self.others] * (self.rng.random() < 0.4)
        for boards in which:
            with self.database.reading() as connection:
                board = boards.current(connection, self.review)
            sums = board.stage(TITLE_ABSTRACT)
            assert board.ids == list(ledger.records.ids)
            assert sums.final.tolist() == final.tolist()
            assert sums.given.tolist() == given
            assert {board.ids[at] for at in np.flatnonzero(sums.resolved)} == settled
            assert sum(sums.by_reviewer.values()) == len(ledger)
            for name in PEOPLE:
                mine = {board.ids[at] for at in np.flatnonzero(sums.mine(name))}
                assert mine == {one for one, names in voters.items() if name in names}
        kept = {event.id: event for event in ledger}
        assert len(kept) == len(ledger)
        for event_id, event in self.said.items():
            assert replace(kept[event_id], at=None) == replace(event, at=None)

    # What people do.

    def ask(self, name, n=None):
        n = int(self.rng.integers(1, 5)) if n is None else n
        before = self.look_round()
        got = serve(self.database, self.boards, self.on[name], TITLE_ABSTRACT, n, self.now)
        after = self.look_round()
        ids = [record.id for record in got.records]
        assert len(set(ids)) == len(ids) <= n
        for record in ids:
            after.check_hand(name, record, after.leases[record, name])
        for record in ids:
            if (record, name) not in before.leases:
                after.check_new(name, record, before, self.shown)
                if record not in self.shown:
                    self.shown.append(record)
        self.served.append((name, ids))
        return ids

    def verdict(self, record):
        relevant = record in self.ids and self.ids.index(record) % 4 == 0
        luck = self.rng.random()
        plain = "include" if relevant != (luck < 0.2) else "exclude"
        said = "maybe" if luck < 0.08 else plain
        if self.flipped:
            said = {"include": "exclude", "exclude": "maybe", "maybe": "include"}[said]
        return Verdict(said)

    def send(self, name, given):
        """Send a vote; what is refused leaves nothing behind."""
        before = len(self.ledger())
        known = given.event_id in self.said
        try:
            done = vote(self.database, self.boards, self.on[name], given, self.now)
        except REFUSED:
            assert not known
            assert len(self.ledger()) == before
            return False
        assert done.repeated == known
        assert not known or len(self.ledger()) == before
        self.said[given.event_id] = done.event
        self.look_round().check_votes()
        return True

    def say(self, name):
        hand = [r for r, who in self.look_round().leases if who == name]
        if not hand:
            return
        record = self.one_of(sorted(hand))
        given = Vote(self.next_id(), record, self.verdict(record))
        if self.rng.random() < 0.25:
            self.outbox[name].append(given)  # no connection; it comes later
        else:
            self.send(name, given)

    def come_online(self, name):
        late = self.outbox[name] + self.outbox[name] * (self.rng.random() < 0.5)
        self.outbox[name] = []
        for at in self.rng.permutation(len(late)).tolist():
            self.send(name, late[at])

    def change(self, name):
        mine = sorted({e.record_id for e in self.ledger() if e.reviewer == name and not e.resolves})
        if mine:
            record = self.one_of(mine)
            self.send(name, Vote(self.next_id(), record, self.verdict(record)))

    def pass_time(self, name):
        del name
        self.now += LASTS * float(self.rng.choice([0.1, 0.6, 1.1]))

    def merge_some(self, name):
        del name
        with suppress(ActiveScreenError):
            one, other = self.rng.choice(self.ids, 2, replace=False).tolist()
            merge(self.database, self.on["Owner"], one, other, self.now)

    def split_some(self, name):
        del name
        merged = self.look_round().merged
        if merged:
            with suppress(ActiveScreenError):
                split(self.database, self.on["Owner"], self.one_of(sorted(merged)), self.now)

    def open_again(self, name):
        del name
        ruling = Ruling(
            self.next_id(), self.one_of(self.ids), TITLE_ABSTRACT, Verdict.MAYBE, note="look again"
        )
        with suppress(*REFUSED):
            done = reopen(self.database, self.on["Owner"], ruling, self.now)
            self.said[ruling.event_id] = done.event

    def leave(self, name):
        """An owner dismisses somebody, who may have records in hand and votes on the way."""
        dismiss(self.database, self.on["Owner"], self.on[name].account.id)
        self.away.add(name)

    def conflicts(self):
        owner = self.on["Owner"]
        return list_conflicts(self.database, self.boards, owner, TITLE_ABSTRACT).cases

    def settle_one(self, name):
        del name
        cases = self.conflicts()
        if not cases:
            return
        case = self.one_of(cases)
        verdict = Verdict.INCLUDE if self.rng.random() < 0.5 else Verdict.EXCLUDE
        ruling = Ruling(self.next_id(), case.record.id, TITLE_ABSTRACT, verdict)
        raters = [rater for rater in case.raters if rater not in self.away]
        if len(raters) == len(case.raters) >= 2 and self.rng.random() < 0.5:
            first, *rest = (self.on[rater] for rater in raters)
            proposal = propose(self.database, first, ruling, self.now).proposal
            for each in rest:
                agree(
                    *(self.database, each, ruling.record_id, TITLE_ABSTRACT, proposal.number),
                    *(self.next_id(), self.now),
                )
            return
        self.said[ruling.event_id] = settle(self.database, self.on["Owner"], ruling, self.now).event

    def live(self, steps, **weights):
        """So many steps of anybody, and a look at everything after each."""
        doing = list(weights)
        chance = np.array([float(weights[name]) for name in doing])
        for _ in range(steps):
            what = doing[int(self.rng.choice(len(doing), p=chance / chance.sum()))]
            getattr(self, what)(self.one_of(self.present))
            self.check_sums()
            if self.registration is not None and self.certificate is None:
                look_at(self.database, "peers", self.registration)
