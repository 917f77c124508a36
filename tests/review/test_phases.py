"""Random phases of a review: registered, drawn in order, certified and verified from the store."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from activescreen.errors import InputError, StoppingError
from activescreen.formats import write_ledger
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.imports.labelling import add_draws
from activescreen.review.ranking.training import rank
from activescreen.review.stopping.open_phases import draws_of
from activescreen.review.stopping.phases import (
    Phase,
    certify,
    ledger_behind,
    look_at,
    register_phase,
)
from activescreen.stopping.verification import verify

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.fixture
def read(team, article):
    """60 records, 20 of them read, every fifth of these relevant and none of the others."""
    team.create(target_recall=Fraction(4, 5))
    rows = [article(n) for n in range(60)]
    team.bring(team.write("search.csv", rows))
    labels = [{**rows[n], "label": str(int(n % 5 == 0))} for n in range(20)]
    team.label(team.write("labels.csv", labels))
    return team


def phase(**more):
    return Phase(seed=7, stage=TITLE_ABSTRACT, **more)


def draw(team, upto, relevant=(), begin=0):
    ((registration, order),) = draws_of(team.database, "peers")
    made = [
        Decision(
            order[n],
            Verdict.INCLUDE if n in relevant else Verdict.EXCLUDE,
            Draw.RANDOM,
            id=f"draw-{n}",
            reviewer="draws",
            resolves=True,
            position=n,
        )
        for n in range(begin, upto)
    ]
    return add_draws(team.database, "peers", made, NOW), registration


@pytest.fixture
def certified(read):
    register_phase(read.database, "peers", phase(), NOW)
    _, registration = draw(read, 40)
    return certify(read.database, "peers", registration, NOW)[0]


def test_the_protocols_target_is_registered_and_the_order_is_the_registered_one(read):
    registration, ledger, progress = register_phase(read.database, "peers", phase(), NOW)
    assert str(registration.target_recall) == "4/5"
    assert registration.population.wave == "search 1"
    assert progress.conclusion is None
    ((_, order),) = draws_of(read.database, "peers")
    frozen = ledger.freeze()
    drawn = registration.make_rule().random_draws(frozen, 60)
    assert order == [ledger.records.ids[place] for place, _ in drawn]


def test_a_certificate_is_issued_when_the_rule_stops_and_holds_against_the_store(read):
    register_phase(read.database, "peers", phase(), NOW)
    _, registration = draw(read, 5)
    assert look_at(read.database, "peers", registration).progress.conclusion is None
    draw(read, 40, begin=5)
    certificate, _ = certify(read.database, "peers", registration, NOW)
    assert verify(certificate, ledger_behind(read.database, "peers", certificate)) == []
    assert (read.seen().registrations, read.seen().certificates) == (1, 1)


def test_it_still_holds_when_searches_and_ranked_reading_go_on(read, certified, article):
    read.bring(read.write("late.csv", [article(90), article(91)]))
    read.label(read.write("l.csv", [{**article(90), "label": "1"}]))
    assert verify(certified, ledger_behind(read.database, "peers", certified)) == []


def test_a_ledger_file_that_is_imported_verifies_as_well(read, certified, tmp_path):
    path = tmp_path / "ledger.jsonl"
    write_ledger(path, read.ledger())
    read.create("copy")
    done = read.bring(path, name="copy")
    assert (done.added, done.events) == (60, 60)
    assert list(read.ledger("copy")) == list(read.ledger())
    assert verify(certified, ledger_behind(read.database, "copy", certified)) == []
    with pytest.raises(InputError, match="has the record"):
        read.bring(path, name="copy", wave="again")


def test_a_ledger_of_other_votes_or_beside_other_files_is_refused(read, tmp_path, article):
    path = tmp_path / "ledger.jsonl"
    write_ledger(path, read.ledger())
    read.create("two", votes_per_record=2)
    with pytest.raises(InputError, match="asks for 1 votes a record"):
        read.bring(path, name="two")
    with pytest.raises(InputError, match="imported alone"):
        read.bring(path, read.write("a.csv", [article(1)]), name="two")


def test_another_reviews_decisions_do_not_verify_it(read, certified, article):
    read.create("other")
    read.bring(read.write("search.csv", [article(n) for n in range(60)]), name="other")
    differences = verify(certified, ledger_behind(read.database, "other", certified))
    assert len(differences) > 0


def test_ranked_reading_of_the_urn_stops_until_there_is_a_certificate(read, article):
    rank(read.database, "peers", NOW)
    register_phase(read.database, "peers", phase(), NOW)
    done = rank(read.database, "peers", NOW)
    assert (len(done.ranking), done.withheld) == (0, 40)
    file = read.write("l.csv", [{**article(30), "label": "1"}])
    with pytest.raises(StoppingError, match="registered order only"):
        read.label(file)
    _, registration = draw(read, 39)
    certify(read.database, "peers", registration, NOW)
    assert len(rank(read.database, "peers", NOW).ranking) == 1


def test_a_later_search_may_be_ranked_while_a_phase_is_open(read, article):
    register_phase(read.database, "peers", phase(), NOW)
    read.bring(read.write("late.csv", [article(90), article(91)]))
    done = rank(read.database, "peers", NOW)
    assert (len(done.ranking), done.withheld) == (2, 40)
    read.label(read.write("l.csv", [{**article(90), "label": "0"}]))
    assert len(draws_of(read.database, "peers")[0].order) == 40


def test_a_second_registration_waits_for_the_first(read):
    register_phase(read.database, "peers", phase(), NOW)
    with pytest.raises(StoppingError, match="registered already"):
        register_phase(read.database, "peers", replace(phase(), seed=8), NOW)


def test_a_repeated_phase_may_be_left_and_the_next_one_has_its_share(read, article):
    register_phase(read.database, "peers", phase(phase=1), NOW)
    draw(read, 3)
    ranked = rank(read.database, "peers", NOW)
    assert ranked.withheld == 0
    place = int(ranked.ranking.positions[0])
    title = ranked.ranking.records[place].title
    row = next(article(n) for n in range(60) if article(n)["title"] == title)
    read.label(read.write("l.csv", [{**row, "label": "1"}]))
    second, _, _ = register_phase(read.database, "peers", phase(phase=2), NOW)
    assert second.previous is not None
    assert second.phase_alpha == second.alpha / 4


def test_every_wave_has_its_own_phase(read, certified, article):
    with pytest.raises(StoppingError, match="certificate already"):
        register_phase(read.database, "peers", phase(), NOW)
    read.bring(read.write("late.csv", [article(n) for n in range(90, 99)]), wave="June")
    read.label(read.write("l.csv", [{**article(90), "label": "1"}]))
    june, _, _ = register_phase(read.database, "peers", phase(), NOW)
    assert (june.population.wave, june.population.records) == ("June", 9)
    with pytest.raises(InputError, match="no search 'July'"):
        register_phase(read.database, "peers", phase(wave="July"), NOW)


def test_a_changed_label_of_a_draw_is_another_event(read):
    register_phase(read.database, "peers", phase(), NOW)
    assert draw(read, 3)[0] == 3
    assert draw(read, 3, relevant=(1,))[0] == 1
    assert draw(read, 3)[0] == 1
    assert draw(read, 3)[0] == 0
    assert read.ledger().freeze().labels[20:].tolist() == [0, 0, 0]


def test_an_unknown_registration_is_told(read, certified):
    read.create("other")
    with pytest.raises(InputError, match="no such registration"):
        look_at(read.database, "other", certified.registration)


def test_labels_from_a_file_change_nothing_that_was_found_before_an_open_phase(read):
    begun = register_phase(read.database, "peers", phase(), NOW)
    before = next(event.record_id for event in read.ledger() if event.verdict is Verdict.EXCLUDE)
    changed = read.write("changed.csv", [{"record_id": before, "title": "x", "label": "1"}])
    with pytest.raises(StoppingError, match="must stand still"):
        read.label(changed)
    draw(read, 40)
    certify(read.database, "peers", begun.registration, NOW)
    assert read.label(changed).added == 1
