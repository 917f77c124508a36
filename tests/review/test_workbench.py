"""Models kept between trainings give what fresh ones give, and rank before meaning is known."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from activescreen.errors import InputError, LedgerError, MissingError, ModelError
from activescreen.features import embedding
from activescreen.ledger import Decision, Verdict
from activescreen.review.ranking.bench import FEW
from activescreen.review.ranking.explaining import Asked
from activescreen.review.ranking.training import train
from activescreen.review.ranking.workbench import Workbench
from activescreen.review.ranking.worker import Embedded, Trained
from activescreen.store.decisions import append
from activescreen.store.journal import Kind, add_entry
from activescreen.store.rankings import newest_ranking
from activescreen.store.reviews import find_review, set_configuration, set_protocol
from activescreen.store.trainings import trainings_of

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
N = 2 * FEW + 12


@pytest.fixture
def bench(team):
    return Workbench(team.database, clock=lambda: NOW)


@pytest.fixture
def review(team, article):
    """A review in which some records came with a label; its number."""
    made = team.create(question="topic1 topic2", votes_per_record=2)
    rows = [article(n, relevant=n % 5 == 0) for n in range(N)]
    for n in range(20):
        rows[n]["label_included"] = str(int(n % 5 == 0))
    team.bring(team.write("search.csv", rows))
    return made.id


@pytest.fixture
def vote(team):
    """Votes on records, by their places; others than reviewers may resolve."""

    def voted(reviewer, verdicts, *, resolves=False):
        ids = team.records().ids
        with team.database.writing() as connection:
            events = [
                Decision(
                    ids[place],
                    Verdict(verdict),
                    id=f"{reviewer}-{place}-{verdict}",
                    reviewer=reviewer,
                    resolves=resolves,
                )
                for place, verdict in verdicts.items()
            ]
            append(connection, find_review(connection, "peers"), events, NOW.isoformat())

    return voted


@pytest.fixture
def choose(team):
    def chosen(name):
        with team.database.writing() as connection:
            set_configuration(connection, find_review(connection, "peers"), name, 0)

    return chosen


@pytest.fixture
def model(monkeypatch, tmp_path):
    """A model that costs nothing, in the place of the real one; what it was given."""
    monkeypatch.setenv("ACTIVESCREEN_CACHE", str(tmp_path / "cache"))
    seen = []

    class Fake:
        def encode(self, texts, **settings):
            seen.extend(texts)
            seeds = [int.from_bytes(hashlib.sha256(t.encode()).digest()[:8], "big") for t in texts]
            vectors = np.array([np.random.default_rng(seed).normal(size=384) for seed in seeds])
            return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    monkeypatch.setattr(embedding, "locate", lambda name: None)
    monkeypatch.setattr(embedding, "load", lambda located, device: Fake())
    return seen


def newest(team):
    with team.database.reading() as connection:
        return newest_ranking(connection, find_review(connection, "peers"))


def trainings(team):
    with team.database.reading() as connection:
        return trainings_of(connection, find_review(connection, "peers"), 99)[::-1]


class TestTraining:
    def test_gives_what_the_command_gives_after_every_few_votes(self, team, review, bench, vote):
        for places in (range(20, 23), range(23, 40), range(40, 41)):
            vote("Ann", {n: "include" if n % 5 == 0 else "exclude" for n in places})
            assert bench.train(review) == Trained(ranked=True)
            kept = newest(team)
            fresh = train(team.database, "peers", NOW)
            assert kept.model_hash == fresh.stored.model_hash
            assert kept.positions.tolist() == fresh.stored.positions.tolist()
            assert kept.scores.tolist() == fresh.stored.scores.tolist()
            assert kept.estimate == fresh.stored.estimate

    def test_happens_only_where_something_has_come(self, team, review, bench, vote):
        assert bench.behind() == [review]
        assert bench.train(review).ranked
        assert bench.behind() == []
        assert not bench.train(review).ranked
        vote("Ann", {30: "maybe"})
        assert bench.behind() == [review]
        assert bench.train(review).ranked
        assert len(trainings(team)) == 2

    def test_ranks_a_later_search_too(self, team, review, bench, article):
        bench.train(review)
        team.bring(team.write("late.csv", [article(n) for n in range(500, 505)]))
        assert bench.train(review).ranked
        assert len(newest(team).positions) == N - 20 + 5

    def test_follows_the_protocol(self, team, review, bench, vote):
        vote("Ann", {20: "include"})
        bench.train(review)
        with team.database.writing() as connection:
            found = find_review(connection, "peers")
            set_protocol(connection, found, type(found.protocol)(votes_per_record=1))
        vote("Ann", {21: "exclude"})
        bench.train(review)
        assert newest(team).model_hash == train(team.database, "peers", NOW).stored.model_hash

    def test_of_a_protocol_that_changed_is_another(self, team, bench, article):
        made = team.create(question=article(3)["abstract"])
        team.bring(team.write("search.csv", [article(n) for n in range(10)]))
        bench.train(made.id)
        with team.database.writing() as connection:
            protocol = replace(made.protocol, question=article(5)["abstract"])
            set_protocol(connection, made, protocol)
            add_entry(connection, made, Kind.PROTOCOL, "Ann", NOW, {})
        assert bench.train(made.id) == Trained(ranked=True)
        assert newest(team).positions[0] == 5
        assert bench.train(made.id) == Trained()
        later = Workbench(team.database)
        assert later.train(made.id) == Trained()

    def test_of_nothing_is_nothing(self, team, bench):
        made = team.create(name="empty")
        assert bench.train(made.id) == Trained()
        assert bench.train(made.id + 1000) == Trained()
        assert bench.embed(made.id) == Embedded()
        assert bench.book(made.id) == ""

    def test_of_texts_without_words_is_refused(self, team, bench):
        made = team.create()
        team.bring(team.write("odd.csv", [{"title": "!", "abstract": "?"}]))
        with pytest.raises(InputError, match="holds a word"):
            bench.train(made.id)

    def test_leaves_a_ranking_that_has_seen_more(self, team, review, bench, vote):
        bench.train(review)
        other = Workbench(team.database, clock=lambda: NOW)
        vote("Ann", {20: "include"})

        class Late(Workbench):
            def _keep(self, *given):
                other._train(review)  # while this one was computing, past the lock
                return super()._keep(*given)

        vote("Ann", {21: "exclude"})
        assert Late(team.database).train(review) == Trained(ranked=False)
        assert len(trainings(team)) == 2

    def test_is_told_to_who_keeps_the_books(self, team, review, vote):
        pages = []

        class Books:
            def enter(self, page):
                pages.append(page)
                return "a remark"

        bench = Workbench(team.database, Books())
        bench.train(review)
        vote("Ann", {20: "include"})
        bench.train(review)
        assert bench.book(review) == "a remark"
        assert bench.book(review) == ""
        assert [(page.events, page.read, page.found) for page in pages] == [
            (20, 20, 4),
            (21, 21, 4),
        ]
        assert len({page.key for page in pages}) == 1
        assert pages[1].model_hash == newest(team).model_hash
        assert pages[1].ranked == N - 21


class TestMeaning:
    def test_words_rank_until_it_is_known(self, team, review, bench, choose, model):
        choose("default")
        assert bench.train(review) == Trained(ranked=True, missing=N)
        first = newest(team)
        assert first.configuration == "words"
        assert f"until the meaning of {N} texts is computed" in first.notes[-1]
        assert model == []
        assert bench.embed(review) == Embedded(FEW, N)
        assert bench.embed(review) == Embedded(2 * FEW, N)
        assert bench.embed(review) == Embedded(N, N)
        assert len(model) == N
        assert bench.train(review) == Trained(ranked=True)
        better = newest(team)
        assert (better.configuration, better.notes) == ("default", ())
        assert len(model) == N
        assert better.model_hash == train(team.database, "peers", NOW).stored.model_hash

    def test_votes_are_learned_from_meanwhile(self, team, review, bench, choose, vote, model):
        choose("default")
        bench.train(review)
        bench.embed(review)
        vote("Ann", {30: "exclude"})
        assert bench.train(review) == Trained(ranked=True, missing=N - FEW)
        assert not bench.train(review).ranked
        assert bench.embed(review) == Embedded(2 * FEW, N)

    def test_of_a_few_more_texts_is_not_waited_for(
        self, team, review, bench, choose, article, model
    ):
        choose("default")
        bench.train(review)
        while (done := bench.embed(review)).done < done.total:
            pass
        bench.train(review)
        team.bring(team.write("late.csv", [article(n) for n in range(500, 505)]))
        assert bench.train(review) == Trained(ranked=True)
        assert newest(team).configuration == "default"
        assert len(model) == N + 5

    @pytest.mark.parametrize("name", ["default", "meaning"])
    def test_without_a_model_is_left_out_and_that_is_said(
        self, team, review, bench, choose, vote, monkeypatch, tmp_path, name
    ):
        monkeypatch.setenv("ACTIVESCREEN_CACHE", str(tmp_path / "cache"))

        def nowhere(model):
            raise ModelError("The embedding model is nowhere.", remedy="Install it.")

        monkeypatch.setattr(embedding, "locate", nowhere)
        choose(name)
        bench.train(review)
        assert bench.embed(review).total == FEW
        assert bench.train(review).missing == 0
        for place in (30, 31):
            vote("Ann", {place: "exclude"})
            assert bench.train(review) == Trained(ranked=True)
        last = newest(team)
        assert last.seen.events == 22
        assert last.configuration == ("default" if name == "default" else "words")
        assert "nowhere" in last.notes[-1]


class TestWhy:
    @pytest.fixture
    def ask(self, team, review, bench):
        def asked(place, viewer="Ann", at=bench):
            return at.explain(Asked(review, viewer, team.records().ids[place]))

        return asked

    def test_names_terms_and_the_place(self, team, review, bench, ask):
        bench.train(review)
        ranking = newest(team)
        first = int(ranking.positions[0])
        said = ask(first)
        assert said.position == 0
        assert said.model == ranking.model_hash
        assert (said.configuration, said.ranked_by) == ("words", "classifier")
        words = team.records()[first].title + team.records()[first].abstract
        assert all(part in words for term, _ in said.terms for part in term.split())
        weights = [abs(weight) for _, weight in said.terms]
        assert weights == sorted(weights, reverse=True)
        assert said.meaning is None
        assert said.notes == ()

    def test_a_record_that_was_read_has_no_place(self, bench, review, ask):
        bench.train(review)
        assert ask(0).position is None

    def test_knows_no_vote_of_others_before_all_are_in(self, team, review, bench, vote, ask):
        bench.train(review)
        before = ask(60)
        vote("Bob", dict.fromkeys(range(30, 50), "include"))
        bench.train(review)
        after = ask(60)
        assert after.model != before.model
        assert (after.terms, after.neighbours) == (before.terms, before.neighbours)
        assert "no vote that is hidden from you" in after.notes[-1]
        assert ask(60, "Bob").terms != before.terms

    def test_the_viewers_own_votes_count(self, team, review, bench, vote, ask):
        bench.train(review)
        before = ask(60)
        vote("Ann", dict.fromkeys(range(30, 50), "include"))
        bench.train(review)
        after = ask(60)
        assert after.terms != before.terms
        assert after.notes == ()

    def test_neighbours_are_own_votes_or_settled(self, team, review, bench, article, vote):
        rows = [{**article(60), "doi": f"10.1/{n}", "title": f"Twin {n}"} for n in range(4)]
        team.bring(team.write("twins.csv", rows))
        places = range(N, N + 4)
        vote("Bob", dict.fromkeys(places[:3], "include"))
        vote("Ann", {places[1]: "include"})  # both votes are in
        vote("Cleo", {places[2]: "exclude"}, resolves=True)
        bench.train(review)
        ids = team.records().ids
        said = bench.explain(Asked(review, "Ann", ids[places[3]]))
        twins = {each.record_id: each.label for each in said.neighbours if "Twin" in each.title}
        assert twins == {ids[places[1]]: "include", ids[places[2]]: "exclude"}
        own = bench.explain(Asked(review, "Bob", ids[places[3]]))
        assert ids[places[0]] in {each.record_id for each in own.neighbours}

    def test_a_record_is_never_its_own_neighbour(self, team, review, bench, ask):
        bench.train(review)
        assert team.records().ids[0] not in {each.record_id for each in ask(0).neighbours}

    def test_a_new_process_can_tell_too(self, team, review, bench, ask):
        bench.train(review)
        assert ask(60, at=Workbench(team.database)) == ask(60)

    def test_the_stand_in_explains_itself(self, team, review, bench, choose, model, ask):
        choose("default")
        bench.train(review)
        said = ask(60)
        assert said.configuration == "words"
        assert said.meaning is None
        while (done := bench.embed(review)).done < done.total:
            pass
        bench.train(review)
        assert ask(60).meaning is not None

    def test_without_a_ranking_there_is_nothing_to_tell(self, review, ask):
        with pytest.raises(LedgerError, match="no ranking yet"):
            ask(60)

    def test_of_an_unknown_record_there_is_nothing_to_tell(self, review, bench):
        bench.train(review)
        with pytest.raises(MissingError, match="no record"):
            bench.explain(Asked(review, "Ann", "nothing"))

    def test_before_an_inclusion_the_question_explains(self, team, bench, article):
        made = team.create(question=article(3)["abstract"])
        team.bring(team.write("search.csv", [article(n) for n in range(10)]))
        bench.train(made.id)
        said = bench.explain(Asked(made.id, "Ann", team.records().ids[3]))
        assert said.ranked_by == "similarity to the review question"
        assert said.terms[0][1] > 0
        assert said.neighbours == ()


def test_only_so_many_records_are_kept_in_memory(team, bench, article, monkeypatch):
    monkeypatch.setattr("activescreen.review.ranking.workbench._MOST_RECORDS", 25)
    reviews = [team.create(name=name).id for name in ("one", "two", "three")]
    rows = [article(n) for n in range(10)]
    for name in ("one", "two", "three"):
        team.bring(team.write("search.csv", rows), name=name)
    for review in reviews:
        bench.train(review)
        bench.book(review)
    assert list(bench._benches) == reviews[1:]
    for review in reviews:
        assert bench.explain(Asked(review, "Ann", team.records("one").ids[0])).ranked_by
