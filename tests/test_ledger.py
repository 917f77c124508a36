import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.errors import InputError, LedgerError
from activescreen.ledger import IRRELEVANT, RELEVANT, UNRESOLVED, Decision, Draw, Ledger, Verdict
from activescreen.protocol import FULL_TEXT
from activescreen.records import Record, RecordSet, Source

RECORDS = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(6))
IDS = RECORDS.ids
IN, OUT, MAYBE = Verdict


def vote(place: int, verdict: Verdict, reviewer: str = "ann", **more: object) -> Decision:
    return Decision(IDS[place], verdict, reviewer=reviewer, **more)


def labels(*votes: Decision, required: int = 1) -> tuple[list[int], list[int]]:
    ledger = Ledger(RECORDS, votes_per_record=required)
    ledger.append(votes)
    frozen = ledger.freeze()
    return frozen.labels.tolist(), frozen.training.tolist()


class TestOneReviewer:
    def test_a_vote_is_final(self):
        assert labels(vote(0, IN), vote(1, OUT)) == ([RELEVANT, IRRELEVANT],) * 2

    def test_maybe_is_open_and_trains_nothing(self):
        assert labels(vote(0, MAYBE)) == ([UNRESOLVED],) * 2

    def test_a_correction_replaces_the_label_and_both_events_stay(self):
        ledger = Ledger(RECORDS)
        ledger.append([vote(0, IN), vote(1, OUT), vote(0, OUT)])
        assert ledger.freeze().labels.tolist() == [IRRELEVANT, IRRELEVANT]
        assert ledger.freeze().order.tolist() == [0, 1]
        assert [event.verdict for event in ledger] == [IN, OUT, OUT]
        assert len(ledger) == 3


class TestTwoReviewers:
    def test_a_single_vote_trains_but_is_not_final(self):
        assert labels(vote(0, IN), required=2) == ([UNRESOLVED], [RELEVANT])

    def test_agreement_is_final(self):
        assert labels(vote(0, IN), vote(0, IN, "bob"), required=2) == ([RELEVANT],) * 2

    def test_conflict_trains_nothing_until_resolved(self):
        conflict = (vote(0, IN), vote(0, OUT, "bob"))
        assert labels(*conflict, required=2) == ([UNRESOLVED],) * 2
        settled = vote(0, IN, "cleo", resolves=True)
        assert labels(*conflict, settled, required=2) == ([RELEVANT],) * 2

    def test_the_same_reviewer_twice_is_one_vote(self):
        assert labels(vote(0, IN), vote(0, IN), required=2)[0] == [UNRESOLVED]

    def test_a_vote_after_a_resolution_changes_nothing(self):
        assert labels(vote(0, IN, resolves=True), vote(0, OUT, "bob"))[0] == [RELEVANT]

    def test_votes_that_differ_are_open_even_where_one_would_do(self):
        assert labels(vote(0, IN), vote(0, OUT, "bob"), required=1) == ([UNRESOLVED],) * 2


class TestEvents:
    def test_a_repeated_report_changes_nothing(self):
        ledger = Ledger(RECORDS)
        event = vote(2, IN, id="client-1")
        ledger.append([event, event])
        ledger.append(event)
        assert len(ledger) == 1

    def test_an_id_with_other_content_is_refused(self):
        ledger = Ledger(RECORDS)
        ledger.append(vote(2, IN, id="client-1"))
        with pytest.raises(LedgerError, match="'client-1' comes a second time"):
            ledger.append(vote(2, OUT, id="client-1"))
        assert ledger.freeze().labels.tolist() == [RELEVANT]

    def test_the_ledger_numbers_around_ids_of_clients(self):
        ledger = Ledger(RECORDS)
        ledger.append([vote(0, IN, id="event-1"), vote(1, IN)])
        assert [event.id for event in ledger] == ["event-1", "event-2"]

    def test_an_unknown_record_is_refused(self):
        with pytest.raises(LedgerError, match="'nobody' is not in the population"):
            Ledger(RECORDS).append(Decision("nobody", IN))

    def test_stages_are_apart(self):
        ledger = Ledger(RECORDS)
        ledger.append([vote(0, IN), vote(0, OUT, stage=FULL_TEXT)])
        assert ledger.freeze().labels.tolist() == [RELEVANT]
        assert ledger.freeze(FULL_TEXT).labels.tolist() == [IRRELEVANT]
        assert ledger.freeze("nothing yet").n_read == 0


class TestFrozen:
    def test_priors_come_first_and_are_final_whatever_votes_it_takes(self):
        frozen = Ledger(RECORDS, {IDS[4]: True, IDS[1]: False}, votes_per_record=2).freeze()
        assert frozen.order.tolist() == [4, 1]
        assert frozen.labels.tolist() == [RELEVANT, IRRELEVANT]
        assert frozen.drawn(Draw.PRIOR).all()
        assert (frozen.n_read, frozen.n_found, frozen.population) == (2, 1, 6)
        assert frozen.unread.tolist() == [0, 2, 3, 5]

    def test_unknown_priors_are_refused(self):
        with pytest.raises((InputError, LedgerError)):
            Ledger(RECORDS, {"nobody": True})

    def test_later_decisions_do_not_change_it(self):
        ledger = Ledger(RECORDS)
        ledger.append(vote(0, IN))
        frozen = ledger.freeze()
        ledger.append([vote(0, OUT), vote(1, IN)])
        assert frozen.labels.tolist() == [RELEVANT]
        assert ledger.freeze().labels.tolist() == [IRRELEVANT, RELEVANT]

    def test_a_prefix_is_the_ledger_of_that_moment(self):
        ledger = Ledger(RECORDS, {IDS[3]: True})
        ledger.append(vote(0, OUT))
        then = ledger.freeze()
        ledger.append([vote(5, IN), vote(1, OUT)])
        assert ledger.freeze().prefix(2).digest == then.digest

    def test_arrays_cannot_be_written(self):
        frozen = Ledger(RECORDS, {IDS[0]: True}).freeze()
        for name in ("order", "labels", "training", "draws", "rediscovered"):
            with pytest.raises(ValueError, match="read-only"):
                getattr(frozen, name)[0] = 0

    def test_a_hidden_sample_is_out_of_sight_until_the_ranking_finds_it(self):
        ledger = Ledger(RECORDS)
        ledger.append([vote(0, IN, draw=Draw.RANDOM), vote(1, OUT, draw=Draw.RANDOM)])
        ledger.append(vote(2, IN))
        assert ledger.freeze().without_random().order.tolist() == [2]
        ledger.append(vote(0, IN, draw=Draw.RANKED))
        frozen = ledger.freeze()
        assert frozen.rediscovered.tolist() == [True, False, False]
        assert frozen.without_random().order.tolist() == [0, 2]
        assert frozen.order.tolist() == [0, 1, 2]

    def test_digest_tells_order_labels_and_draws(self):
        def digest(*votes: Decision) -> str:
            ledger = Ledger(RECORDS)
            ledger.append(votes)
            return ledger.freeze().digest

        base = digest(vote(0, IN), vote(1, OUT))
        assert base == digest(vote(0, IN, "bob"), vote(1, OUT))
        others = {
            digest(vote(1, OUT), vote(0, IN)),
            digest(vote(0, OUT), vote(1, OUT)),
            digest(vote(0, IN, draw=Draw.RANDOM), vote(1, OUT)),
        }
        assert len(others | {base}) == 4

    def test_codes_of_draws_are_fixed(self):
        assert [draw.code for draw in Draw] == [0, 1, 2, 3, 4]
        assert list(Draw) == ["prior", "pilot", "ranked", "random", "audit"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 5),
            st.sampled_from(list(Verdict)),
            st.sampled_from(["ann", "bob"]),
            st.booleans(),
        ),
        max_size=25,
    ),
    st.integers(1, 2),
)
def test_running_sums_are_the_fold_over_all_events(events, required):
    ledger = Ledger(RECORDS, votes_per_record=required)
    for place, verdict, reviewer, resolves in events:
        ledger.append(vote(place, verdict, reviewer, resolves=resolves))
    frozen = ledger.freeze()
    assert frozen.order.tolist() == list(dict.fromkeys(event[0] for event in events))
    for place, label in zip(frozen.order.tolist(), frozen.labels.tolist(), strict=True):
        mine = [event for event in events if event[0] == place]
        resolved = [event[1] for event in mine if event[3]]
        votes = {event[2]: event[1] for event in mine if not event[3]}
        agreed = len(votes) >= required and len(set(votes.values())) == 1
        verdict = resolved[-1] if resolved else next(iter(votes.values())) if agreed else MAYBE
        assert label == {IN: 1, OUT: 0, MAYBE: -1}[verdict]
    assert np.isin(frozen.training[frozen.labels >= 0], (0, 1)).all()
