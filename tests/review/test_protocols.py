"""The protocol changed by several people: every change kept, nobody's work undone unawares."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from activescreen.errors import ConfigurationError, InputError, StoppingError
from activescreen.ledger import RELEVANT, UNRESOLVED
from activescreen.protocol import TITLE_ABSTRACT, Criterion, Protocol
from activescreen.review.duplicates.merging import merge
from activescreen.review.permissions import Access
from activescreen.review.protocol.protocols import (
    NewProtocol,
    StaleError,
    change_protocol,
    show_protocol,
)
from activescreen.review.stopping.phases import Phase, register_phase
from activescreen.store.accounts import Account
from activescreen.store.accounts_roles import Role
from activescreen.store.reviews import find_review

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.fixture
def people(team):
    """Two owners of one review."""
    review = team.create(question="Does it help?")
    return {
        name: Access(Account(n, name, False, True), review, Role.OWNER)
        for n, name in enumerate(("Ana", "Bea"), 1)
    }


@pytest.fixture
def change(team, people):
    """Change some fields of the protocol as it is now."""

    def changed(name="Ana", version=None, note="", configuration=None, **fields):
        current = show_protocol(team.database, people[name])
        wanted = NewProtocol(
            replace(current.protocol, **fields),
            configuration or current.review.configuration,
            current.version if version is None else version,
            note,
        )
        return change_protocol(team.database, people[name], wanted, NOW)

    return changed


def read(team, article, labels, **more):
    rows = [{**article(n), "label": label} for n, label in labels.items()]
    team.label(team.write("labels.csv", rows), **more)


def test_a_change_is_kept_with_who_made_it_and_what_was_before(team, people, change):
    criteria = (Criterion("participants", " adults "), Criterion("outcomes", ""))
    change(criteria=criteria, include_terms=("peer  support", "peer support", " "), note="agreed")
    change("Bea", question="Does it help adults?")
    current = show_protocol(team.database, people["Ana"])
    assert current.protocol.criteria == (Criterion("participants", "adults"),)
    assert current.protocol.include_terms == ("peer support",)
    last, first = current.history
    assert (last.author, last.changed) == (
        "Bea",
        {"question": ("Does it help?", "Does it help adults?")},
    )
    assert (first.author, first.note, list(first.changed)) == (
        "Ana",
        "agreed",
        ["criteria", "include_terms"],
    )
    assert current.version == last.number > first.number


def test_saving_what_is_there_already_changes_nothing(team, people, change):
    change()
    assert show_protocol(team.database, people["Ana"]).history == ()


def test_a_stale_page_undoes_nothing(team, people, change):
    change("Bea", question="What Bea wrote")
    with pytest.raises(StaleError, match="Bea changed the protocol") as stale:
        change("Ana", version=0, pilot_size=20)
    assert stale.value.current.protocol.question == "What Bea wrote"
    assert [each.author for each in stale.value.since] == ["Bea"]
    assert show_protocol(team.database, people["Ana"]).protocol.pilot_size == 15
    # Who only saves again what somebody else saved loses nothing and is told nothing.
    change("Ana", version=0)


def test_a_configuration_is_chosen_by_name_and_logged(team, people, change):
    done = change(configuration="naive_bayes")
    assert done.review.configuration == "naive_bayes"
    with pytest.raises(ConfigurationError, match="no configuration named"):
        change(configuration="/etc/other.yaml")


@pytest.mark.parametrize(
    "wrong",
    [
        {"stopping_rule": "none of these"},
        {"pilot_size": 5000},
        {"votes_per_record": 100},
        {"include_terms": tuple(f"term {n}" for n in range(600))},
    ],
)
def test_what_is_not_possible_is_refused(team, people, change, wrong):
    with pytest.raises((InputError, ConfigurationError)):
        change(**wrong)
    assert show_protocol(team.database, people["Ana"]).history == ()


class TestAfterDecisions:
    @pytest.fixture
    def begun(self, team, people, article):
        team.bring(team.write("search.csv", [article(n) for n in range(6)]))
        read(team, article, {0: "1", 1: "0"}, reviewer="Ana")
        return team.records().ids

    def test_weighty_changes_need_a_note_and_say_what_they_mean(self, team, begun, change):
        for field, value in (
            ("votes_per_record", 2),
            ("target_recall", Fraction(9, 10)),
            ("alpha", 0.1),
            ("stopping_rule", "elusion"),
        ):
            with pytest.raises(InputError, match="There are decisions already"):
                change(**{field: value})
            change(**{field: value}, note="the team met on it")
        assert change(exclusion_reasons=("no peers",)).protocol.target_recall == Fraction(9, 10)

    def test_more_votes_open_labels_again_also_of_merged_records(self, team, people, begun, change):
        merge(team.database, people["Ana"], begun[0], begun[5], NOW)
        assert team.ledger().freeze().labels.tolist() == [RELEVANT, 0, RELEVANT]
        change(votes_per_record=2, note="two are safer")
        assert team.ledger().freeze().labels.tolist() == [UNRESOLVED] * 3
        change(votes_per_record=1, note="no time for two")
        assert team.ledger().freeze().labels.tolist() == [RELEVANT, 0, RELEVANT]

    def test_a_registered_phase_keeps_its_votes_and_its_target(self, team, begun, change):
        registered = register_phase(
            team.database, "peers", Phase(seed=1, stage=TITLE_ABSTRACT), NOW
        )
        with pytest.raises(StoppingError, match="labels of 1 votes a record"):
            change(votes_per_record=2, note="never mind")
        change(target_recall=Fraction(1, 2), note="for later searches")
        assert registered.registration.target_recall == Fraction(19, 20)


def test_before_decisions_nothing_needs_a_note(team, people, change):
    done = change(votes_per_record=2, target_recall=Fraction(9, 10))
    assert not done.decided
    with team.database.reading() as connection:
        assert find_review(connection, "peers").protocol == Protocol(
            question="Does it help?", votes_per_record=2, target_recall=Fraction(9, 10)
        )
