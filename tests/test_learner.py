from dataclasses import replace

import numpy as np
import pytest

from activescreen.configuration import Configuration, load_configuration
from activescreen.errors import InputError
from activescreen.features import FeatureMatrix
from activescreen.features.base import FeatureExtractor, FeatureState, no_progress
from activescreen.learner import ActiveLearner
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.records import Record, RecordSet, Source

WORDS = load_configuration("words")
TOPIC = "topic1 topic2 topic3"


def with_query(**query: object) -> Configuration:
    return replace(WORDS, query=query)


def ledger_of(records, labels, read):
    ids = records.ids
    return Ledger(records, {ids[place]: bool(labels[place]) for place in read})


@pytest.fixture
def half_read(review):
    """Everything up to row 60 is read."""
    records, labels = review
    return ledger_of(records, labels, range(60)).freeze()


class TestRanking:
    def test_puts_what_is_relevant_first(self, review, half_read):
        _, labels = review
        ranking = ActiveLearner(WORDS).fit(half_read).rank()
        assert sorted(ranking.positions.tolist()) == list(range(60, 120))
        relevant = labels[60:].sum()
        assert labels[ranking.positions[:relevant]].sum() == relevant
        assert np.all(np.diff(ranking.scores) <= 0)

    def test_the_same_seed_gives_the_same_order(self, half_read):
        for query in ({"kind": "relevance"}, {"kind": "random"}, {"kind": "mixed"}):
            learners = [ActiveLearner(with_query(**query), seed=5) for _ in range(2)]
            first, again = (learner.fit(half_read).rank() for learner in learners)
            assert first.record_ids == again.record_ids
            assert first.model_hash == again.model_hash
            np.testing.assert_array_equal(first.scores, again.scores)

    def test_random_orders_differ_by_seed_and_by_look(self, half_read):
        def order(seed, ledger):
            return ActiveLearner(with_query(kind="random"), seed=seed).fit(ledger).rank().record_ids

        now = order(0, half_read)
        assert now != order(1, half_read)
        a_look_before = order(0, half_read.prefix(59))
        assert now != tuple(name for name in a_look_before if name in now)

    @pytest.mark.parametrize("kind", ["relevance", "uncertainty", "random", "mixed"])
    def test_a_file_sorted_otherwise_gives_the_same_order(self, review, kind):
        records, labels = review
        # Copies of one text tie; were ties broken by row, a file sorted by label would tell.
        copies = RecordSet(
            [*records, *(replace(records[0], id="", title="Same words") for _ in range(30))]
        )
        marks = np.append(labels, np.zeros(30, dtype=np.int8))
        shuffled = np.random.default_rng(0).permutation(len(copies))
        orders = []
        for rows in (np.arange(len(copies)), shuffled):
            these = copies.take(rows)
            read = [these.position(name) for name in copies.ids[:60]]
            frozen = ledger_of(these, marks[rows], read).freeze()
            orders.append(ActiveLearner(with_query(kind=kind)).fit(frozen).rank().record_ids)
        assert orders[0] == orders[1]

    def test_uncertainty_starts_at_the_boundary(self, half_read):
        ranking = ActiveLearner(with_query(kind="uncertainty")).fit(half_read).rank()
        assert np.all(np.diff(np.abs(ranking.scores)) >= 0)

    def test_nothing_is_left_when_all_is_read(self, review):
        records, labels = review
        frozen = ledger_of(records, labels, range(120)).freeze()
        assert len(ActiveLearner(WORDS).fit(frozen).rank()) == 0

    def test_an_unfitted_learner_ranks_nothing(self, review):
        records, _ = review
        with pytest.raises(ValueError, match="fit the learner"):
            ActiveLearner(WORDS).rank()
        with pytest.raises(ValueError, match="fit the learner"):
            ActiveLearner(WORDS).prepare(records).rank(records)

    def test_another_population_needs_another_fit(self, review, half_read):
        records, _ = review
        learner = ActiveLearner(WORDS).fit(half_read).prepare(records.take(range(80)))
        assert not learner.has_model
        with pytest.raises(ValueError, match="fit the learner"):
            learner.rank(records)


class TestNewWave:
    def test_new_records_are_ranked_by_the_model(self, half_read):
        wave = RecordSet(
            [
                Record("common1 common2 common3", Source("later.csv", 0)),
                Record(TOPIC, Source("later.csv", 1)),
                Record("never seen words", Source("later.csv", 2)),
            ]
        )
        ranking = ActiveLearner(WORDS).fit(half_read).rank(wave)
        assert ranking.records is wave
        assert ranking.positions[0] == 1
        assert len(ranking) == 3

    def test_what_was_read_before_is_not_ranked_again(self, review, half_read):
        records, _ = review
        learner = ActiveLearner(WORDS).fit(half_read)
        assert learner.rank(records.take([3, 70, 80])).record_ids == tuple(
            name for name in learner.rank().record_ids if name in (records.ids[70], records.ids[80])
        )

    def test_the_same_records_under_another_object_rank_the_same(self, review, half_read):
        records, _ = review
        learner = ActiveLearner(WORDS).fit(half_read)
        copy = RecordSet(records)
        assert learner.rank(copy).record_ids == learner.rank().record_ids

    def test_an_empty_wave_is_an_empty_ranking(self, half_read):
        assert len(ActiveLearner(WORDS).fit(half_read).rank(RecordSet([]))) == 0


class TestColdStart:
    def fit(self, review, read, **settings):
        records, labels = review
        return ActiveLearner(WORDS, **settings).fit(ledger_of(records, labels, read).freeze())

    def test_without_label_and_question_it_is_chance_and_says_so(self, review):
        learner = self.fit(review, [])
        assert len(learner.rank()) == 120
        assert learner.rank().record_ids != self.fit(review, [], seed=1).rank().record_ids
        assert "by chance" in learner.notes[-1]
        assert not learner.has_model

    def test_the_question_leads(self, review):
        _, labels = review
        learner = self.fit(review, [], question=TOPIC)
        assert labels[learner.rank().positions[:9]].all()
        assert "review question" in learner.notes[-1]

    def test_a_blank_question_leads_nowhere(self, review):
        assert self.fit(review, [], question=" \n").ranked_by == "chance"

    def test_inclusions_alone_lead_by_likeness(self, review):
        _, labels = review
        learner = self.fit(review, np.flatnonzero(labels)[:2], question="common1")
        assert labels[learner.rank().positions[:8]].all()
        assert "included so far" in learner.notes[-1]

    def test_exclusions_alone_leave_the_question(self, review):
        _, labels = review
        learner = self.fit(review, np.flatnonzero(labels == 0)[:5], question=TOPIC)
        assert labels[learner.rank().positions[:9]].all()
        assert self.fit(review, np.flatnonzero(labels == 0)[:5]).ranked_by == "chance"

    def test_one_of_each_makes_a_model(self, review):
        _, labels = review
        read = [np.flatnonzero(labels)[0], np.flatnonzero(labels == 0)[0]]
        learner = self.fit(review, read)
        assert learner.has_model
        assert learner.notes == ()

    def test_open_decisions_train_nothing(self, review):
        records, labels = review
        ledger = ledger_of(records, labels, np.flatnonzero(labels == 0)[:3])
        ledger.append(Decision(records.ids[np.flatnonzero(labels)[0]], Verdict.MAYBE))
        assert not ActiveLearner(WORDS).fit(ledger.freeze()).has_model

    def test_one_record(self):
        records = RecordSet([Record("One", Source("made.csv", 0))])
        assert ActiveLearner(WORDS).fit(Ledger(records).freeze()).rank().record_ids == records.ids

    def test_no_text_with_a_word(self):
        records = RecordSet(Record("", Source("made.csv", row)) for row in range(3))
        with pytest.raises(InputError, match="None of the records holds a word"):
            ActiveLearner(WORDS).fit(Ledger(records).freeze())

    def test_a_record_without_text_is_ranked_like_the_others(self, review):
        records, labels = review
        more = RecordSet([*records, Record("", Source("made.csv", 120))])
        frozen = ledger_of(more, labels, range(60)).freeze()
        assert more.ids[120] in ActiveLearner(WORDS).fit(frozen).rank().record_ids


class TestOnlyTheLedgerCounts:
    @pytest.mark.parametrize("config", ["words", "naive_bayes"])
    def test_labels_in_the_file_do_not_leak_into_the_ranking(self, review, config):
        records, labels = review

        def with_column(values):
            return RecordSet(
                replace(record, fields={"included": str(value)})
                for record, value in zip(records, values, strict=True)
            )

        orders = []
        for values in (labels, 1 - labels):
            these = with_column(values)
            frozen = ledger_of(these, labels, range(60)).freeze()
            orders.append(ActiveLearner(load_configuration(config)).fit(frozen).rank())
        assert orders[0].record_ids == orders[1].record_ids
        np.testing.assert_array_equal(orders[0].scores, orders[1].scores)

    def test_a_vote_of_one_reviewer_stops_training_when_the_second_differs(self, review):
        records, labels = review
        place = int(np.flatnonzero(labels == 0)[-1])
        hashes, ranked = [], []
        for votes in ((), (Verdict.INCLUDE,), (Verdict.INCLUDE, Verdict.EXCLUDE)):
            ledger = Ledger(
                records, {records.ids[i]: bool(labels[i]) for i in range(60)}, votes_per_record=2
            )
            ledger.append(
                Decision(records.ids[place], verdict, Draw.RANKED, reviewer=str(number))
                for number, verdict in enumerate(votes)
            )
            learner = ActiveLearner(WORDS).fit(ledger.freeze())
            hashes.append(learner.model_hash)
            ranked.append([n for n in learner.rank().record_ids if n != records.ids[place]])
        assert len(set(hashes)) == 3
        assert ranked[0] == ranked[2]


class TestWarmStart:
    def test_it_agrees_with_a_cold_start_within_tolerance(self, review):
        records, labels = review
        warm = ActiveLearner(WORDS, warm_start=True)
        for n in range(40, 110, 3):
            frozen = ledger_of(records, labels, range(n)).freeze()
            ranking, cold = warm.fit(frozen).rank(), ActiveLearner(WORDS).fit(frozen).rank()
            by_place = dict(zip(cold.positions.tolist(), cold.scores.tolist(), strict=True))
            other = [by_place[place] for place in ranking.positions.tolist()]
            np.testing.assert_allclose(ranking.scores, other, atol=2e-3)
            assert ranking.positions[0] == cold.positions[0]
            assert ranking.model_hash == cold.model_hash

    def test_seeds_share_features_and_nothing_else(self, review, half_read):
        first = ActiveLearner(WORDS, warm_start=True).fit(half_read)
        other = first.with_seed(9)
        assert not other.has_model
        assert other.extractor is first.extractor
        other.fit(half_read.prefix(50))
        assert first.rank().model_hash != other.rank().model_hash
        assert first.rank().record_ids == ActiveLearner(WORDS).fit(half_read).rank().record_ids


class TestModelHash:
    def test_tells_settings_seed_question_and_labels(self, half_read):
        def name(configuration=WORDS, ledger=half_read, **settings):
            return ActiveLearner(configuration, **settings).fit(ledger).model_hash

        names = {
            name(),
            name(seed=1),
            name(question="Why?"),
            name(ledger=half_read.prefix(59)),
            name(load_configuration("naive_bayes")),
        }
        assert len(names) == 5
        assert name(replace(WORDS, name="another name", summary="")) in names


class TestExplanation:
    def test_terms_for_and_against_add_up_to_the_score(self, half_read):
        learner = ActiveLearner(WORDS).fit(half_read)
        ranking = learner.rank()
        for place, score in list(zip(ranking.positions, ranking.scores, strict=True))[::20]:
            why = learner.explain(ranking.records.ids[place], n_terms=1000)
            assert why.score == pytest.approx(score, abs=1e-5)
            total = sum(value for _, value in (*why.terms_for, *why.terms_against))
            intercept = float(learner.classifier.intercept_[0])
            assert total + intercept == pytest.approx(score, abs=1e-4)
            assert why.meaning is None

    def test_the_topic_speaks_for_a_relevant_record_unread_or_read(self, review, half_read):
        records, labels = review
        learner = ActiveLearner(WORDS).fit(half_read)
        for place in (np.flatnonzero(labels)[0], np.flatnonzero(labels)[-1]):
            why = learner.explain(records.ids[place], n_terms=3)
            assert [term[:5] for term, _ in why.terms_for] == ["topic"] * 3
            values = [value for _, value in why.terms_for]
            assert values == sorted(values, reverse=True)
            assert all(value < 0 for _, value in why.terms_against)

    def test_the_nearest_are_other_included_records(self, review, half_read):
        records, labels = review
        learner = ActiveLearner(WORDS).fit(half_read)
        read_inclusions = {records.ids[i] for i in np.flatnonzero(labels[:60])}
        for place in (np.flatnonzero(labels)[0], np.flatnonzero(labels)[-1]):
            nearest = learner.explain(records.ids[place], n_nearest=4).nearest
            assert len(nearest) == 4
            assert {name for name, _ in nearest} <= read_inclusions - {records.ids[place]}
            likeness = [value for _, value in nearest]
            assert likeness == sorted(likeness, reverse=True)
            assert all(-1e-6 <= value <= 1 + 1e-6 for value in likeness)

    def test_before_there_is_a_model_the_score_is_the_rankings_too(self, review):
        records, labels = review
        some = np.flatnonzero(labels)[:2]
        for read, question in (([], ""), ([], TOPIC), (some, "")):
            frozen = ledger_of(records, labels, read).freeze()
            learner = ActiveLearner(WORDS, question=question).fit(frozen)
            ranking = learner.rank()
            why = learner.explain(ranking.record_ids[4], n_terms=1000)
            assert why.score == pytest.approx(ranking.scores[4], abs=1e-6)
            assert why.terms_against == ()
            if learner.ranked_by != "chance":
                total = sum(value for _, value in why.terms_for)
                assert total == pytest.approx(why.score, abs=1e-5)

    def test_without_an_inclusion_nothing_is_near(self, review):
        records, _ = review
        learner = ActiveLearner(WORDS).fit(Ledger(records).freeze())
        assert learner.explain(records.ids[0]).nearest == ()

    def test_an_unknown_record_is_said(self, half_read):
        with pytest.raises(InputError, match="no record 'nobody'"):
            ActiveLearner(WORDS).fit(half_read).explain("nobody")

    def test_meaning_is_what_the_embedding_contributes(self, review, half_read):
        learner = ActiveLearner(WORDS)
        learner.extractor = _WithMeaning(learner.extractor)
        ranking = learner.fit(half_read).rank()
        why = learner.explain(ranking.record_ids[0], n_terms=1000)
        terms = sum(value for _, value in (*why.terms_for, *why.terms_against))
        rest = why.score - terms - float(learner.classifier.intercept_[0])
        assert why.meaning == pytest.approx(rest, abs=1e-4)
        assert why.meaning != 0


class _WithMeaning(FeatureExtractor):
    """Words with three numbers before them that stand for an embedding."""

    def __init__(self, words: FeatureExtractor) -> None:
        self.words = words

    def fit(self, texts):
        self.words.fit(texts)
        return self

    def transform(self, texts, progress=no_progress):
        meanings = np.array([[t.count("topic"), len(t) / 100, 1] for t in texts], np.float32)
        return FeatureMatrix([meanings, *self.words.transform(texts, progress).blocks])

    @property
    def terms(self):
        return self.words.terms

    def state(self):
        return FeatureState({})

    def restore(self, state):
        return self


def test_progress_of_features_is_told_once(review):
    records, labels = review
    told: list[tuple[int, int]] = []
    learner = ActiveLearner(WORDS).prepare(records, lambda *state: told.append(state))
    learner.prepare(records, lambda *state: told.append(state))
    learner.fit(ledger_of(records, labels, range(20)).freeze())
    assert told == [(120, 120)]


def test_from_config_takes_a_name():
    learner = ActiveLearner.from_config("words", seed=3, question="Q")
    assert (learner.configuration.name, learner.seed, learner.question) == ("words", 3, "Q")


class TestProbabilities:
    def test_every_record_has_one_and_the_relevant_ones_higher(self, review, half_read):
        _, labels = review
        probabilities = ActiveLearner(WORDS).fit(half_read).probabilities()
        assert probabilities.shape == (120,)
        assert probabilities.dtype == np.float64
        assert ((probabilities > 0) & (probabilities < 1)).all()
        unread = probabilities[60:]
        assert unread[labels[60:] == 1].mean() > 4 * unread[labels[60:] == 0].mean()

    def test_those_of_the_labelled_add_up_to_the_inclusions(self, review, half_read):
        _, labels = review
        probabilities = ActiveLearner(WORDS).fit(half_read).probabilities()
        assert probabilities[:60].sum() == pytest.approx(labels[:60].sum(), abs=1)

    def test_asking_changes_nothing(self, half_read):
        learner = ActiveLearner(WORDS, seed=3).fit(half_read)
        before = learner.rank()
        first, again = learner.probabilities(), learner.probabilities()
        np.testing.assert_array_equal(first, again)
        np.testing.assert_array_equal(learner.rank().positions, before.positions)
        assert learner.rank().model_hash == before.model_hash

    def test_without_a_model_there_is_none(self, review):
        records, labels = review
        learner = ActiveLearner(WORDS)
        with pytest.raises(ValueError, match="fit the learner"):
            learner.probabilities()
        exclusions = np.flatnonzero(labels == 0)[:5]
        assert learner.fit(ledger_of(records, labels, exclusions).freeze()).probabilities() is None

    def test_few_labels_of_a_class_give_everyone_their_smoothed_share(self, review):
        records, labels = review
        read = [int(np.flatnonzero(labels)[0]), *np.flatnonzero(labels == 0)[:7]]
        probabilities = ActiveLearner(WORDS).fit(ledger_of(records, labels, read).freeze())
        np.testing.assert_allclose(probabilities.probabilities(), 2 / 10)


class TestRankingAll:
    def test_holds_what_was_read_as_well(self, review, half_read):
        learner = ActiveLearner(WORDS).fit(half_read)
        ranking = learner.rank_all()
        assert sorted(ranking.positions.tolist()) == list(range(120))
        unread = [place for place in ranking.positions if place >= 60]
        assert unread == learner.rank().positions.tolist()

    def test_of_a_learner_that_was_not_fitted(self):
        with pytest.raises(ValueError, match="fit the learner"):
            ActiveLearner(WORDS).rank_all()
