"""Who may sign in and do what, and that no secret can be used twice or read from the database."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from activescreen.errors import (
    AccessError,
    InputError,
    MissingError,
    SignInError,
    WaitError,
)
from activescreen.protocol import Protocol
from activescreen.review.people import membership, signing_in
from activescreen.review.permissions import PERMISSIONS, Permission, access_to
from activescreen.store.accounts_roles import Role

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
PASSWORD = "a few words in a row"  # noqa: S105  # of made people


@pytest.fixture
def database(team):
    return team.database


@pytest.fixture
def owner(database):
    return membership.first_owner(database, NOW)


@pytest.fixture
def access(database, owner):
    review = membership.make_review(database, owner, "peers", Protocol(), "words", 0, NOW)
    return access_to(database, owner, review.id, Permission.MANAGE)


@pytest.fixture
def join(database, access):
    """Invite a person and accept in their name."""

    def joined(name, role=Role.REVIEWER):
        _, secret = membership.invite(database, access, name, role, NOW)
        return membership.accept(database, secret, LATER, password=PASSWORD).account

    return joined


class TestTheFirstOwner:
    def test_is_made_once(self, database, owner):
        assert owner.administrator
        assert membership.first_owner(database, LATER) == owner

    def test_owns_the_reviews_that_commands_made(self, team, owner):
        review = team.create("from the command line")
        assert [each.role for each in membership.own_reviews(team.database, owner)] == [Role.OWNER]
        assert access_to(team.database, owner, review.id, Permission.IMPORT).role is Role.OWNER

    def test_may_have_another_role_where_one_was_given(self, database, access, join, owner):
        ana = join("Ana", Role.OWNER)
        hers = access_to(database, ana, access.review.id, Permission.MANAGE)
        membership.change_role(database, hers, owner.id, Role.REVIEWER, NOW)
        with pytest.raises(AccessError, match="As reviewer"):
            access_to(database, owner, access.review.id, Permission.MANAGE)


class TestLinks:
    def test_sign_in_once(self, database, owner):
        secret = signing_in.make_link(database, owner, NOW)
        signed = signing_in.sign_in_by_link(database, secret, LATER)
        assert signing_in.session_of(database, signed.session, LATER) == owner
        with pytest.raises(SignInError, match="used already"):
            signing_in.sign_in_by_link(database, secret, LATER)

    def test_grow_old(self, database, owner):
        secret = signing_in.make_link(database, owner, NOW)
        with pytest.raises(SignInError, match="too old"):
            signing_in.sign_in_by_link(database, secret, NOW + signing_in.LINK_LASTS)

    @pytest.mark.parametrize("secret", ["", "x", "\ud800", "é" * 5000])
    def test_that_nobody_made_sign_nobody_in(self, database, owner, secret):
        with pytest.raises(SignInError):
            signing_in.sign_in_by_link(database, secret, NOW)


class TestSessions:
    def test_end_by_signing_out_and_by_themselves(self, database, owner):
        one, other = (signing_in.start_session(database, owner, NOW).session for _ in "12")
        signing_in.sign_out(database, one)
        assert signing_in.session_of(database, one, NOW) is None
        assert signing_in.session_of(database, other, NOW) == owner
        end = NOW + signing_in.SESSION_LASTS
        assert signing_in.session_of(database, other, end) is None

    def test_others_end_when_the_password_changes(self, database, owner):
        one, other = (signing_in.start_session(database, owner, NOW).session for _ in "12")
        signing_in.change_password(database, owner, "", PASSWORD, one, NOW)
        assert signing_in.session_of(database, one, NOW) == membership.first_owner(database, NOW)
        assert signing_in.session_of(database, other, NOW) is None
        with pytest.raises(SignInError):
            signing_in.change_password(database, owner, "wrong", PASSWORD * 2, one, NOW)
        assert signing_in.sign_in_by_password(database, "owner", PASSWORD, NOW)


class TestPasswords:
    def test_sign_in_under_a_name_in_any_case(self, database, join):
        ana = join("Zoë Ångström")
        for name in ("Zoë Ångström", "  zoë  ångström ", "ZOE\u0308 A\u030aNGSTRÖM"):
            assert signing_in.sign_in_by_password(database, name, PASSWORD, NOW).account == ana

    def test_a_wrong_one_and_a_wrong_name_are_told_alike(self, database, join):
        join("Ana")
        said = []
        for name, password in (("Ana", "wrong"), ("Bea", PASSWORD), ("Ana", "x" * 10_000)):
            with pytest.raises(SignInError) as refused:
                signing_in.sign_in_by_password(database, name, password, NOW)
            said.append(refused.value.paragraph)
        assert len(set(said)) == 1

    def test_guessing_has_to_wait_longer_and_longer(self, database, join):
        join("Ana")
        for _ in range(5):
            with pytest.raises(SignInError):
                signing_in.sign_in_by_password(database, "Ana", "wrong", NOW)
        with pytest.raises(WaitError, match="Wait 2 seconds"):
            signing_in.sign_in_by_password(database, "Ana", PASSWORD, NOW)
        assert signing_in.sign_in_by_password(database, "Ana", PASSWORD, LATER)

    @pytest.mark.parametrize("password", ["", "short", "x" * 201])
    def test_have_a_length(self, database, access, password):
        _, secret = membership.invite(database, access, "Ana", Role.REVIEWER, NOW)
        with pytest.raises(InputError, match="10 to 200 characters"):
            membership.accept(database, secret, NOW, password=password)
        assert membership.look_at_invitation(database, secret, NOW).name == "Ana"


class TestTokens:
    def test_work_until_revoked(self, database, owner):
        token, secret = signing_in.make_token(database, owner, "script", NOW)
        assert signing_in.token_of(database, secret) == owner
        assert signing_in.list_tokens(database, owner) == [token]
        with pytest.raises(InputError, match="already"):
            signing_in.make_token(database, owner, "script", NOW)
        signing_in.revoke_token(database, owner, token.id)
        assert signing_in.token_of(database, secret) is None

    def test_of_others_cannot_be_revoked(self, database, owner, join):
        token, secret = signing_in.make_token(database, owner, "script", NOW)
        with pytest.raises(MissingError):
            signing_in.revoke_token(database, join("Ana"), token.id)
        assert signing_in.token_of(database, secret) == owner


class TestInvitations:
    def test_make_an_account_and_a_member_once(self, database, access):
        invitation, secret = membership.invite(database, access, "Ana", Role.REVIEWER, NOW)
        told = membership.look_at_invitation(database, secret, NOW)
        assert told == ("Ana", Role.REVIEWER, "peers", False)
        assert membership.open_invitations(database, access) == [invitation]
        ana = membership.accept(database, secret, LATER, password=PASSWORD).account
        assert not ana.administrator
        roles = {each.name: each.role for each in membership.members(database, access)}
        assert roles == {"Owner": Role.OWNER, "Ana": Role.REVIEWER}
        with pytest.raises(SignInError, match="accepted already"):
            membership.accept(database, secret, LATER, password=PASSWORD)

    def test_end(self, database, access):
        withdrawn, one = membership.invite(database, access, "Ana", Role.REVIEWER, NOW)
        membership.withdraw(database, access, withdrawn.id)
        _, other = membership.invite(database, access, "Bea", Role.REVIEWER, NOW)
        for secret, when in ((one, NOW), (other, NOW + membership.INVITATION_LASTS)):
            with pytest.raises(SignInError):
                membership.accept(database, secret, when, password=PASSWORD)
        with pytest.raises(MissingError):
            membership.withdraw(database, access, withdrawn.id)

    def test_in_the_name_of_an_account_are_for_it_alone(self, database, owner, join):
        ana, bea = join("Ana"), join("Bea")
        second = membership.make_review(database, owner, "second", Protocol(), "words", 0, NOW)
        there = access_to(database, owner, second.id, Permission.MANAGE)
        _, secret = membership.invite(database, there, "ANA", Role.OBSERVER, NOW)
        for who in (None, bea):
            with pytest.raises(AccessError, match="for the account 'Ana'"):
                membership.accept(database, secret, NOW, password=PASSWORD, signed_in=who)
        membership.accept(database, secret, NOW, signed_in=ana)
        assert access_to(database, ana, second.id, Permission.LOOK).role is Role.OBSERVER

    def test_of_members_are_refused(self, database, access, join):
        join("Ana")
        with pytest.raises(InputError, match="'Ana' belongs to the review already"):
            membership.invite(database, access, "ana", Role.OWNER, NOW)

    @pytest.mark.parametrize(
        "name", ["", " ", "A\u200bna", "A\nna\x00", "x" * 101, "\u202eanA", "Consensus", "merged"]
    )
    def test_need_a_name_that_can_be_seen(self, database, access, name):
        with pytest.raises(InputError):
            membership.invite(database, access, name, Role.REVIEWER, NOW)


class TestRoles:
    def test_of_a_review_cannot_lose_its_last_owner(self, database, access, owner, join):
        ana = join("Ana")
        for change in (
            lambda: membership.dismiss(database, access, owner.id),
            lambda: membership.change_role(database, access, owner.id, Role.OBSERVER, NOW),
        ):
            with pytest.raises(InputError, match="without an owner"):
                change()
        membership.change_role(database, access, ana.id, Role.OWNER, NOW)
        membership.dismiss(database, access, owner.id)
        assert [each.name for each in membership.members(database, access)] == ["Ana"]

    def test_who_is_dismissed_is_out_at_once(self, database, access, join):
        ana = join("Ana")
        membership.dismiss(database, access, ana.id)
        with pytest.raises(AccessError):
            access_to(database, ana, access.review.id, Permission.LOOK)
        with pytest.raises(MissingError):
            membership.dismiss(database, access, ana.id)

    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("permission", Permission)
    def test_allow_what_they_say(self, database, access, join, role, permission):
        person = join("Ana", role)
        if permission in PERMISSIONS[role]:
            assert access_to(database, person, access.review.id, permission).may(permission)
        else:
            with pytest.raises(AccessError, match=f"As {role} of this review"):
                access_to(database, person, access.review.id, permission)

    def test_strangers_cannot_tell_a_review_from_none(self, database, access, owner, join):
        ana = join("Ana")
        other = membership.make_review(database, owner, "other", Protocol(), "words", 0, NOW)
        said = []
        for number in (other.id, 9999):
            with pytest.raises(AccessError) as refused:
                access_to(database, ana, number, Permission.LOOK)
            said.append(refused.value.paragraph)
        assert said[0] == said[1]
        with pytest.raises(MissingError):
            access_to(database, owner, 9999, Permission.LOOK)

    def test_only_administrators_make_reviews(self, database, join):
        with pytest.raises(AccessError):
            membership.make_review(database, join("Ana"), "x", Protocol(), "words", 0, NOW)


def test_no_secret_is_in_the_database(database, owner, access):
    _, invitation = membership.invite(database, access, "Ana", Role.REVIEWER, NOW)
    _, token = signing_in.make_token(database, owner, "script", NOW)
    link = signing_in.make_link(database, owner, NOW)
    session = signing_in.start_session(database, owner, NOW).session
    signing_in.change_password(database, owner, "", PASSWORD, session, NOW)
    with database.reading() as connection:
        kept = [
            str(tuple(row))
            for table in ("accounts", "sessions", "sign_in_links", "api_tokens", "invitations")
            for row in connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608
        ]
    assert len(kept) == 5
    for secret in (invitation, token, link, session, PASSWORD):
        assert not [row for row in kept if secret in row]
    assert "$argon2id$" in kept[0]


def test_real_passwords_take_long_to_guess(real_hasher):
    assert real_hasher.memory_cost >= 64 * 1024  # KiB, as RFC 9106 recommends
    assert real_hasher.time_cost >= 3
