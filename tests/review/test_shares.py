"""Work parted among people, and what becomes of it when one of them leaves."""

import math
from datetime import UTC, datetime

import pytest

from activescreen.errors import InputError
from activescreen.review.people import membership
from activescreen.review.permissions import Permission, access_to
from activescreen.review.screening.shares import screeners, set_shares, shares_of
from activescreen.store.accounts_roles import Role

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.fixture
def peers(team):
    """A review of two votes a record with Ana, Bea and Cleo, and an observer."""
    review = team.create(votes_per_record=2)
    owner = membership.first_owner(team.database, NOW)
    access = access_to(team.database, owner, review.id, Permission.MANAGE)
    for name in ("Ana", "Bea", "Cleo", "Olga"):
        role = Role.OBSERVER if name == "Olga" else Role.REVIEWER
        _, secret = membership.invite(team.database, access, name, role, NOW)
        membership.accept(team.database, secret, NOW, password="a few words in a row")  # noqa: S106
    return access


def parts(team, access):
    with team.database.reading() as connection:
        return shares_of(connection, access.review)


def number_of(team, access, name):
    return next(m.account_id for m in membership.members(team.database, access) if m.name == name)


def test_without_shares_whoever_comes_first_takes_the_next(team, peers):
    assert parts(team, peers) is None
    set_shares(team.database, peers, {"Ana": 1, "Bea": 1}, NOW)
    set_shares(team.database, peers, None, NOW)
    assert parts(team, peers) is None


def test_shares_add_up_to_one(team, peers):
    set_shares(team.database, peers, {"Ana": 50, "Bea": 30, "Cleo": 20, "Owner": 0}, NOW)
    assert parts(team, peers) == pytest.approx({"Ana": 0.5, "Bea": 0.3, "Cleo": 0.2})


def test_those_who_may_vote_are_named_and_no_others(team, peers):
    with team.database.reading() as connection:
        assert screeners(connection, peers.review) == ["Ana", "Bea", "Cleo", "Owner"]


def test_what_was_a_leavers_is_the_others(team, peers):
    set_shares(team.database, peers, {"Ana": 50, "Bea": 30, "Cleo": 20}, NOW)
    membership.dismiss(team.database, peers, number_of(team, peers, "Ana"))
    assert parts(team, peers) == pytest.approx({"Bea": 0.6, "Cleo": 0.4})
    membership.change_role(team.database, peers, number_of(team, peers, "Bea"), Role.OBSERVER, NOW)
    # One person cannot give two votes, so the shares hold nobody back any more.
    assert parts(team, peers) is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"Ana": 1, "Olga": 1}, "may not vote"),
        ({"Ana": 1, "Nobody 🐝": 1}, "may not vote"),
        ({"Ana": 1, "Bea": -1}, "no share"),
        ({"Ana": 1, "Bea": math.nan}, "no share"),
        ({"Ana": 1, "Bea": math.inf}, "no share"),
        ({"Ana": 1, "Bea": 0}, "only 1 person has a share"),
        ({}, "only 0 people have a share"),
    ],
)
def test_shares_that_could_not_be_kept_are_refused(team, peers, given, why):
    with pytest.raises(InputError, match=why):
        set_shares(team.database, peers, given, NOW)
    assert parts(team, peers) is None
