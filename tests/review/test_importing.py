"""Searches join a review: all or nothing, nothing twice, nothing lost, labels as priors."""

from collections import Counter

import pytest

from activescreen.deduplication import PairDecision
from activescreen.errors import InputError
from activescreen.ledger import Draw, Verdict
from activescreen.review.imports import importing, taking_in
from activescreen.store.population import load_imported
from activescreen.store.reviews import find_review
from activescreen.store.searches import Origin, copies_of, doubts_of


@pytest.fixture
def review(team):
    return team.create()


def label_of(record):
    return record.fields["label_included"]


def test_every_record_of_every_file_is_kept_and_copies_are_screened_once(team, review, article):
    one = team.write("pubmed.csv", [article(n) for n in range(6)])
    other = team.write("embase.csv", [article(n) for n in range(4, 9)])
    done = team.bring(one, other)
    assert (done.records, done.added, done.known) == (11, 9, 0)
    assert done.copies == Counter({"identifier": 2})
    assert len(team.records()) == 9
    with team.database.reading() as connection:
        imported = load_imported(connection, find_review(connection, "peers"))
        copies = copies_of(connection, find_review(connection, "peers"))
    assert Counter(record.source.file for record in imported) == {"pubmed.csv": 6, "embase.csv": 5}
    assert [record.source.row for record in imported] == [*range(6), *range(5)]
    assert [(copy.kept, copy.how) for copy in copies] == [(4, "identifier"), (5, "identifier")]


def test_a_kept_record_is_completed_from_its_copy_and_its_own_words_stay(team, review, article):
    bare = {**article(1), "abstract": ""}
    first = team.write("a.csv", [bare, article(2)])
    team.bring(first, team.write("b.csv", [article(1)]))
    by_title = {record.title: record for record in team.records()}
    assert by_title[bare["title"]].abstract == article(1)["abstract"]
    with team.database.reading() as connection:
        own = load_imported(connection, find_review(connection, "peers"))
    assert [record.abstract for record in own if record.title == bare["title"]] == [
        "",
        article(1)["abstract"],
    ]


def test_the_doctors_report_and_the_file_itself_are_kept(team, review, article):
    path = team.write("pubmed.csv", [article(n) for n in range(3)])
    (file,) = team.bring(path).files
    (kept,) = team.seen().files
    assert kept == file
    assert (kept.report.records, kept.report.with_doi, kept.report.format) == (3, 3, "csv")
    with team.originals.open(kept.original) as stream:
        assert stream.read() == path.read_bytes()


def test_a_later_search_is_recognised_and_keeps_its_decisions(team, review, article):
    team.bring(team.write("first.csv", [article(n) for n in range(5)]))
    labelled = {**article(1), "label": "1"}
    team.label(team.write("labels.csv", [labelled]), reviewer="ann")
    before = team.ledger()
    late = [article(n, label_included="0") for n in (1, 2, 7)]
    done = team.bring(team.write("late.csv", late), wave="June", origin=Origin.OTHER)
    assert (done.records, done.added, done.known, done.known_decided) == (3, 1, 2, 1)
    assert (done.priors, done.labels.known) == (1, 2)
    after = team.ledger()
    assert list(after)[:1] == list(before)
    assert after.records.ids[:5] == before.records.ids
    seen = team.seen()
    assert [wave.name for wave in seen.waves] == ["search 1", "June"]
    assert seen.by_origin == {Origin.DATABASE: 5, Origin.OTHER: 3}


def test_the_same_file_again_adds_no_record(team, review, article):
    rows = [article(n) for n in range(5)]
    team.bring(team.write("first.csv", rows))
    ids = team.records().ids
    done = team.bring(team.write("again.csv", rows))
    assert (done.added, done.known) == (0, 5)
    assert team.records().ids == ids


def test_what_is_said_word_for_word_is_known_though_it_says_little(team, review):
    rows = [{"title": "Peers", "abstract": "Short."}, {"title": "Editorial", "abstract": ""}]
    assert team.bring(team.write("first.csv", rows)).added == 2
    done = team.bring(team.write("again.csv", rows))
    assert (done.added, done.known) == (1, 1)
    with team.database.reading() as connection:
        (copy,) = copies_of(connection, find_review(connection, "peers"))
    assert (copy.record, copy.kept, copy.how) == (2, 0, "identical")


def test_labels_become_prior_decisions_on_the_records_that_stand_for_them(team, review, article):
    one = team.write("a.csv", [article(n, label_included=str(n % 2)) for n in range(4)])
    bare = {**article(3), "abstract": "", "label_included": "1"}
    done = team.bring(one, team.write("b.csv", [bare]))
    assert (done.priors, done.relevant) == (4, 2)
    events = list(team.ledger())
    assert {event.draw for event in events} == {Draw.PRIOR}
    assert {event.resolves for event in events} == {True}
    by_id = {record.id: record for record in team.records()}
    for event in events:
        assert str(int(event.verdict is Verdict.INCLUDE)) == label_of(by_id[event.record_id])


def test_copies_whose_labels_contradict_each_other_have_none(team, review, article):
    one = team.write("a.csv", [article(1, label_included="1"), article(2, label_included="0")])
    done = team.bring(one, team.write("b.csv", [article(1, label_included="0")]))
    assert (done.priors, done.labels.contradicting) == (1, 1)


def test_maybe_is_no_prior_decision(team, review, article):
    rows = [article(1, label_included="maybe"), article(2, label_included="1")]
    done = team.bring(team.write("a.csv", rows))
    assert (done.priors, done.undecided) == (1, 1)
    assert len(team.ledger().freeze().unread) == 1


def test_labels_may_be_left_alone(team, review, article):
    path = team.write("a.csv", [article(1, label_included="1")])
    assert team.bring(path, labels=False).priors == 0
    with pytest.raises(InputError, match="No file has a column 'verdict'"):
        team.bring(team.write("b.csv", [article(2)]), label_column="verdict")


def test_votes_of_a_colleagues_program_stay_votes(team, article):
    team.create(votes_per_record=2)
    notes = [
        'RAYYAN-INCLUSION: {"Ann"=>"Included", "Bob"=>"Included"}',
        'RAYYAN-INCLUSION: {"Ann"=>"Included", "Bob"=>"Excluded"}',
        'RAYYAN-INCLUSION: {"Ann"=>"Excluded"}',
    ]
    rows = [article(n, notes=note) for n, note in enumerate(notes)]
    team.bring(team.write("rayyan.csv", rows))
    ledger = team.ledger()
    assert Counter(event.reviewer for event in ledger) == {"Ann": 3, "Bob": 2}
    assert ledger.freeze().labels.tolist() == [1, -1, -1]


def test_a_person_may_part_what_looks_alike_and_join_what_does_not(team, review, article):
    team.bring(team.write("a.csv", [article(1)]))

    def decided(records):
        new = next(record for record in records if record.source.file == "b.csv")
        old = next(record for record in records if record.source.file == "a.csv")
        return [PairDecision(new.id, old.id, same=False)]

    done = team.bring(team.write("b.csv", [article(1)]), pair_decisions=decided)
    assert (done.added, done.known) == (1, 0)
    assert len(set(team.records().ids)) == 2


def test_doubtful_pairs_are_kept_for_a_person(team, review):
    alike = {
        "title": "Peer support for people with psychosis",
        "authors": "Fortuna, K.",
        "year": "",
    }
    one = team.write("a.csv", [{**alike, "year": "2018", "journal": "A", "abstract": ""}])
    other = team.write("b.csv", [{**alike, "year": "2020", "journal": "B", "abstract": ""}])
    done = team.bring(one, other)
    with team.database.reading() as connection:
        kept = doubts_of(connection, find_review(connection, "peers"))
    assert len(kept) == len(done.uncertain)
    assert [(pair.one, pair.other) for pair in kept] == [(0, 1)] * len(kept)


def test_without_deduplication_every_record_is_screened(team, review, article):
    done = team.bring(team.write("a.csv", [article(1), article(1)]), deduplicate=False)
    assert done.added == 2
    assert len(set(team.records().ids)) == 2


class TestAllOrNothing:
    def nothing(self, team):
        seen = team.seen()
        return (seen.counted, seen.waves, seen.files) == ((0, 0, 0), (), ())

    def test_a_file_that_cannot_be_read_keeps_the_others_out(self, team, review, article):
        good = team.write("good.csv", [article(1)])
        bad = team.folder / "bad.ris"
        bad.write_bytes(b"")
        with pytest.raises(InputError, match="empty"):
            team.bring(good, bad)
        assert self.nothing(team)

    def test_a_label_that_is_none_keeps_all_out(self, team, review, article):
        with pytest.raises(InputError, match="not a label"):
            team.bring(team.write("a.csv", [article(1, label_included="perhaps, who knows")]))
        assert self.nothing(team)

    @pytest.mark.parametrize("step", ["add_files", "put_staged", "add_copies", "append"])
    def test_an_interruption_leaves_nothing(self, team, review, article, monkeypatch, step):
        def interrupted(*given, **more):
            raise KeyboardInterrupt

        path = team.write("a.csv", [article(n, label_included="0") for n in range(3)])
        monkeypatch.setattr(taking_in, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            team.bring(path)
        monkeypatch.undo()
        assert self.nothing(team)
        assert team.bring(path).added == 3

    def test_a_name_that_is_taken_is_refused_before_anything_is_read(self, team, review, article):
        path = team.write("a.csv", [article(1)])
        team.bring(path, wave="March")
        with pytest.raises(InputError, match="a search 'March' already"):
            team.bring(team.folder / "missing.csv", wave="March")
        assert len(team.seen().waves) == 1


def test_an_import_that_comes_between_is_compared_with_as_well(team, review, article, monkeypatch):
    mine = team.write("mine.csv", [article(n) for n in range(3)])
    theirs = team.write("theirs.csv", [article(n) for n in range(2, 5)])
    compare, waiting = importing._compare, [theirs]

    def slow(*given):
        found = compare(*given)
        if waiting:
            team.bring(waiting.pop(), wave="theirs")
        return found

    monkeypatch.setattr(importing, "_compare", slow)
    done = team.bring(mine, wave="mine")
    assert (done.added, done.known) == (2, 1)
    assert len(team.records()) == 5


def test_no_review_of_that_name(team, review, article):
    with pytest.raises(InputError, match="Did you mean 'peers'"):
        team.bring(team.write("a.csv", [article(1)]), name="peer")


def test_others_write_while_rows_are_handed_over(team, review, article, monkeypatch):
    hand_over, made = importing.stage, []

    def slow(connection, rows):
        hand_over(connection, rows)
        # This would wait until the import is over, were the database locked by now.
        made.append(team.create(f"another review {len(made)}"))

    monkeypatch.setattr(importing, "stage", slow)
    assert team.bring(team.write("a.csv", [article(n) for n in range(3)])).added == 3
    assert len(made) == 1
    assert team.bring(team.write("b.csv", [article(7)]), name="another review 0").added == 1
