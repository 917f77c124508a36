"""What holds in a review at a moment, told from the events and not from any running sum."""

from activescreen.ledger import Draw
from activescreen.stopping.audit import Pool

NEEDED = 2
"""Votes a record."""


class Moment:
    """What holds at a moment."""

    def __init__(self, ledger, leases, merged, pilot, audits, now, order):
        self.ledger, self.leases, self.merged, self.pilot = ledger, leases, merged, pilot
        self.now, self.order, self.audits = now, order, audits
        self.votes, self.settled = {}, set()
        for event in ledger:
            if event.resolves:
                self.settled.add(event.record_id)
            else:
                self.votes.setdefault(event.record_id, set()).add(event.reviewer)
        self.batches = [batch for audit in audits for batch in audit.batches if not batch.refused]
        self.again = {name for b in self.batches if b.kind is Pool.EXCLUDED for name in b.sample}
        self.blind = {name for b in self.batches if b.kind is Pool.UNREAD for name in b.sample}
        self.read = set(self.votes) | self.settled

    def voted(self, record):
        return self.votes.get(record, set())

    def others(self, name, record):
        """Who has voted on a record, or has it in hand, besides one."""
        hands = {
            who
            for (held, who), lease in self.leases.items()
            if held == record and lease.expires > self.now
        }
        return (self.voted(record) | hands) - {name}

    def needs(self, name, record):
        free = record not in self.merged and record not in self.settled
        if name in self.voted(record) or not free:
            return False
        return len(self.others(name, record)) < NEEDED

    def check_hand(self, name, record, lease):
        assert record not in self.merged
        assert name not in self.voted(record)
        if self.pilot is not None:
            assert record in self.pilot.records
            assert name in self.pilot.raters
            assert lease.draw is Draw.PILOT
            return
        if lease.draw is Draw.AUDIT and record in self.again and record in self.read:
            assert record not in self.order
            return
        assert self.needs(name, record)
        assert (record in self.order) == (lease.draw is Draw.RANDOM)

    def check_new(self, name, record, before, shown):
        lease = self.leases[record, name]
        if self.pilot is not None:
            return
        if lease.draw is Draw.RANDOM:
            assert self.order[lease.position] == record
            self._check_turn(name, record)
        if lease.draw is Draw.AUDIT and record not in before.read and record not in shown:
            (batch,) = (b for b in self.batches if record in b.sample)
            number = batch.sample.index(record)
            waiting = set(batch.sample[:number]) - before.read - set(shown) - set(before.merged)
            assert waiting == {r for r in waiting if (r, name) in self.leases}
            served = len(before.read | set(shown)) - batch_moment(batch, self.audits)
            # The slots of merged draws pass, and so do those of records that are read again.
            passed = len(self.blind & set(self.merged)) + len(self.again)
            left = set(self.ledger.records.ids) - self.blind - self.read - set(shown)
            assert served + passed >= batch.slots[number] or not left - set(self.merged)

    def _check_turn(self, name, record):
        """Nothing that stands before it in the registered order waits for this person."""
        turns = {}
        for number, drawn in enumerate(self.order):
            turns.setdefault(self.merged.get(drawn, drawn), number)
        for earlier in self.order:
            if turns.get(earlier, len(self.order)) < turns[record] and earlier != record:
                assert (earlier, name) in self.leases or not self.needs(name, earlier)

    def check_votes(self):
        """No more people voted on a record than it needed."""
        for record, voters in self.votes.items():
            draws = [e.draw for e in self.ledger if e.record_id == record and not e.resolves]
            again = draws.count(Draw.AUDIT) if record in self.again else 0
            assert Draw.PILOT in draws or len(voters) <= NEEDED + again


def batch_moment(batch, audits):
    """After how many read records a batch was drawn."""
    (audit,) = (each for each in audits if batch in each.batches)
    return audit.plan["batches"][batch.number - 1]["moment"]
