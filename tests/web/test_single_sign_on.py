"""Single sign-on with a provider that is made for it: who is let in, and what is not believed."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from activescreen.errors import ConfigurationError, InputError
from activescreen.review.people import membership
from activescreen.review.people import single_sign_on as use_cases
from activescreen.review.permissions import Permission, access_to
from activescreen.store.accounts import find_account
from activescreen.store.accounts_identities import Identity, add_identity
from activescreen.store.accounts_roles import Role
from activescreen.web.openid import Provider
from activescreen.web.openid_settings import provider_from

from .made_provider import CLIENT_ID, CLIENT_SECRET, MadeProvider, Wishes

HTML = {"Accept": "text/html"}
PASSWORD = "a few words in a row"  # noqa: S105  # of made people
CALLBACK = "/sign-in/sso/callback"


@pytest.fixture(scope="module")
def running():
    provider = MadeProvider()
    yield provider
    provider.close()


@pytest.fixture
def there(running):
    """The provider, which does again what is right."""
    running.wishes = Wishes()
    running.asked.clear()
    return running


@pytest.fixture
def service(make_service, there):
    """The service, where single sign-on is set up."""
    service = make_service(
        provider=Provider(there.issuer, CLIENT_ID, CLIENT_SECRET, "Example University")
    )
    there.wishes.clock = lambda: service.time[0].timestamp()
    return service


@pytest.fixture
def address(make_review):
    return make_review()


def led_on(answer):
    """Where the page that follows a form leads to."""
    assert answer.status_code == 200, answer.text
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)
    return found[1].replace("&amp;", "&")


def through(there, address):
    """Show the provider who one is; gives the address at which one comes back to the service."""
    return there.shown(address).removeprefix("http://127.0.0.1:8000")


def begun(browser):
    """Begin to sign in; gives the address at the provider."""
    answer = browser.get("/sign-in/sso")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def come_back(there, browser):
    """Sign in; gives the answer when one has come back."""
    return browser.get(through(there, begun(browser)), headers=HTML)


def connect(there, browser):
    """Connect the account of who is signed in; gives the answer when one has come back."""
    form = {"csrf_token": browser.csrf}
    address = led_on(browser.post("/account/sso", data=form, headers=HTML))
    return browser.get(through(there, address), headers=HTML)


def who(browser):
    answer = browser.get("/api/v1/session")
    return answer.json()["name"] if answer.status_code == 200 else None


def invite(service, address, name, role="reviewer"):
    """The secret of an invitation."""
    owner = membership.first_owner(service.database, service.time[0])
    review_id = int(address.rpartition("/")[2])
    access = access_to(service.database, owner, review_id, Permission.MANAGE)
    return membership.invite(service.database, access, name, Role(role), service.time[0])[1]


def join(there, browser, secret):
    """Accept an invitation; gives the answer when one has come back."""
    page = browser.post("/join/sso", data={"token": secret}, headers=HTML)
    return browser.get(through(there, led_on(page)), headers=HTML)


def refused(answer, status, words):
    """A page that says why, and lets nobody in."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert words in answer.text.replace("&#39;", "'"), answer.text
    assert not [each for each in answer.headers.get_list("set-cookie") if "-sso-" not in each]
    assert not re.search(r"code-\d|eyJ", answer.text)


class TestSigningIn:
    def test_is_offered_where_it_is_set_up_and_nowhere_else(self, service, make_service):
        page = service.visitor(headers=HTML).get("/sign-in").text
        assert "Sign in with Example University" in page
        without = make_service().visitor(headers=HTML)
        assert "sso" not in without.get("/sign-in").text
        refused(without.get("/sign-in/sso"), 404, "not set up here")
        refused(without.get(f"{CALLBACK}?state=x&code=y"), 404, "not set up here")

    def test_asks_the_provider_nothing_before_somebody_comes(self, service, there):
        service.visitor().get("/sign-in")
        assert there.asked == []

    def test_begins_with_what_binds_it_to_the_browser(self, service):
        answer = service.visitor().get("/sign-in/sso")
        asked = {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["location"]).query).items()}
        assert asked["redirect_uri"] == f"http://127.0.0.1:8000{CALLBACK}"
        assert asked["scope"] == "openid"
        made = {asked["state"], asked["nonce"], asked["code_challenge"]}
        assert {len(each) for each in made} == {43}
        assert len(made) == 3
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"activescreen-8000-sso-{asked['state'][:8]}=")
        for part in ("HttpOnly", "SameSite=lax", "Max-Age=600", "Path=/"):
            assert part in cookie
        held = cookie.partition("=")[2].partition(";")[0]
        with service.database.reading() as connection:
            rows = connection.execute(text("SELECT * FROM sign_on_attempts")).all()
        assert held not in str(rows)
        assert not [each for each in made if each in str(rows)]

    def test_has_a_cookie_of_this_host_alone_with_https(self, make_service, service):
        provider = service.settings.provider
        secure = make_service(url="https://reviews.example.org", provider=provider)
        answer = secure.visitor().get("/sign-in/sso")
        assert answer.headers["set-cookie"].startswith("__Host-activescreen-443-sso-")
        assert "Secure" in answer.headers["set-cookie"]
        assert "reviews.example.org%2Fsign-in%2Fsso%2Fcallback" in answer.headers["location"]

    def test_lets_in_whose_account_is_connected(self, service, there, owner):
        assert connect(there, owner).headers["location"] == "/account?done=connected"
        page = owner.get("/account?done=connected", headers=HTML).text
        assert "Your account is connected." in page
        assert "you sign in with Example University" in page
        assert "You have no password" not in owner.get("/", headers=HTML).text
        visitor = service.visitor()
        answer = come_back(there, visitor)
        assert answer.headers["location"] == "/"
        assert who(visitor) == "Owner"
        assert not [name for name in visitor.cookies if "-sso-" in name]
        assert visitor.get("/sign-in/sso").headers["location"] == "/"
        connect(there, owner)  # again changes nothing
        assert who(owner) == "Owner"

    @pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
    def test_believes_each_kind_of_signature(self, service, there, owner):
        connect(there, owner)
        for algorithm in ("RS256", "PS256", "ES256", "EdDSA"):
            there.wishes.algorithm = algorithm
            assert come_back(there, service.visitor()).status_code == 303, algorithm

    def test_takes_a_new_key_of_the_provider(self, service, there, owner):
        connect(there, owner)
        there.wishes.key, there.wishes.listed = "new", ("new",)
        visitor = service.visitor()
        assert come_back(there, visitor).status_code == 303
        assert who(visitor) == "Owner"

    def test_goes_on_in_two_tabs(self, service, there, owner):
        connect(there, owner)
        visitor = service.visitor()
        first, second = begun(visitor), begun(visitor)
        for address in (second, first):
            assert visitor.get(through(there, address)).headers["location"] == "/"

    def test_lets_nobody_in_by_a_name_or_an_address(self, service, there, owner):
        visitor = service.visitor()
        answer = come_back(there, visitor)
        refused(answer, 401, "no account here is connected")
        assert "Ask an owner of a review for an invitation" in answer.text
        assert who(visitor) is None


SAID = [
    ({"nonce": "another"}, "'nonce' in it is wrong"),
    ({"nonce": None}, "'nonce' in it is wrong"),
    ({"aud": "another client"}, "'aud' in it is wrong"),
    ({"aud": [CLIENT_ID, "another"]}, "'azp' in it is wrong"),
    ({"aud": [CLIENT_ID, "another"], "azp": "another"}, "'azp' in it is wrong"),
    ({"azp": "another"}, "'azp' in it is wrong"),
    ({"iss": "https://evil.example"}, "'iss' in it is wrong"),
    ({"iss": None}, "'iss' in it is wrong"),
    ({"exp": 1}, "it is too old"),
    ({"exp": None}, "'exp' in it is wrong"),
    ({"iat": 1 << 40}, "'iat' in it is wrong"),
    ({"iat": None}, "'iat' in it is wrong"),
    ({"sub": None}, "'sub' in it is wrong"),
    ({"sub": ""}, "'sub' in it is wrong"),
    ({"sub": 7}, "'sub' in it is wrong"),
    ({"sub": "x" * 256}, "'sub' in it is wrong"),
    ({"sub": "a\x00b"}, "'sub' in it is wrong"),
]
SIGNED = [
    (("none", ""), "its signature is not the provider's"),
    (("HS256", ""), "its signature is not the provider's"),
    (("RS256", "foreign"), "its signature is not the provider's"),
    (("RS256", "new"), "signed with a key that is not the provider's"),
]
DESCRIBED = [
    ({"issuer": "https://evil.example"}, "calls itself 'https://evil.example'"),
    ({"issuer": None}, "calls itself"),
    ({"token_endpoint": "http://example.org/token"}, "no address with https as its token"),
    ({"jwks_uri": None}, "no address with https as its jwks_uri"),
    ({"authorization_endpoint": "javascript:x"}, "as its authorization_endpoint"),
    ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "signs with none of"),
]
ERRORS = [
    ("access_denied", "you did not agree, or may not use this service"),
    ("temporarily_unavailable", "it says 'temporarily_unavailable'"),
    ("<b>call 555 to win</b>", "no known reason"),
]


class TestWhatIsNotBelieved:
    def test_a_token_that_says_something_else(self, service, there, owner):
        connect(there, owner)
        for wrong, words in SAID:
            there.wishes.claims = wrong
            visitor = service.visitor()
            refused(come_back(there, visitor), 401, words)
            assert who(visitor) is None, wrong

    def test_a_signature_of_somebody_else(self, service, there, owner):
        connect(there, owner)
        for wrong, words in SIGNED:
            there.wishes.algorithm, there.wishes.key = wrong
            visitor = service.visitor()
            refused(come_back(there, visitor), 401, words)
            assert who(visitor) is None, wrong

    def test_an_answer_that_another_browser_began(self, service, there, owner):
        connect(there, owner)
        address = through(there, begun(service.visitor()))
        victim = service.visitor()
        begun(victim)
        refused(victim.get(address, headers=HTML), 401, "begun in another browser")
        assert who(victim) is None

    def test_a_secret_under_the_name_of_another(self, service, there, owner):
        connect(there, owner)
        mine, theirs = service.visitor(), service.visitor()
        begun(mine)
        address = through(there, begun(theirs))
        (held,) = mine.cookies.values()
        (name,) = theirs.cookies
        thief = service.visitor(cookies={name: held})
        refused(thief.get(address, headers=HTML), 401, "begun in another browser")

    def test_an_answer_that_came_before(self, service, there, owner):
        connect(there, owner)
        visitor = service.visitor()
        address = through(there, begun(visitor))
        held = dict(visitor.cookies)
        assert visitor.get(address).status_code == 303
        again = service.visitor(cookies=held)
        refused(again.get(address, headers=HTML), 401, "finished already")
        assert who(again) is None

    def test_an_answer_that_comes_too_late(self, service, there, owner):
        connect(there, owner)
        visitor = service.visitor()
        address = through(there, begun(visitor))
        service.time[0] += timedelta(minutes=10)
        refused(visitor.get(address, headers=HTML), 401, "ten minutes")

    def test_an_answer_without_a_state(self, service):
        visitor = service.visitor(headers=HTML)
        begun(visitor)
        for query in ("", "?state=&code=x", "?state=ü&code=x", "?code=code-1"):
            refused(visitor.get(f"{CALLBACK}{query}"), 401, "Begin again")

    def test_an_answer_of_another_provider(self, service, there, owner):
        connect(there, owner)
        visitor = service.visitor()
        address = through(there, begun(visitor)).partition("&iss=")[0]
        answer = visitor.get(f"{address}&iss=https://evil.example", headers=HTML)
        refused(answer, 401, "from another provider")

    def test_an_answer_that_hides_from_whom_it_is(self, service, there, owner):
        there.wishes.described = {"authorization_response_iss_parameter_supported": True}
        visitor = service.visitor()
        address = through(there, begun(visitor)).partition("&iss=")[0]
        refused(visitor.get(address, headers=HTML), 401, "from another provider")


class TestAProviderThatDoesNotHelp:
    def test_is_told_and_a_password_still_signs_in(self, make_service):
        gone = Provider("http://127.0.0.1:9/gone", CLIENT_ID, CLIENT_SECRET, "Example University")
        service = make_service(provider=gone)
        visitor = service.visitor(headers=HTML)
        answer = visitor.get("/sign-in/sso")
        refused(answer, 502, "The sign-in with Example University cannot be reached")
        assert "sign in with your name and password" in answer.text
        owner = membership.first_owner(service.database, service.time[0])
        browser = service.browser(owner)
        browser.put("/api/v1/password", json={"new": PASSWORD})
        form = {"name": "Owner", "password": PASSWORD}
        assert visitor.post("/sign-in", data=form).headers["location"] == "/"
        assert who(visitor) == "Owner"

    def test_has_a_description_that_cannot_be_used(self, service, there):
        for wrong, words in DESCRIBED:
            there.wishes.described = wrong
            refused(service.visitor(headers=HTML).get("/sign-in/sso"), 502, words)

    def test_is_not_there(self, make_service, there):
        lost = Provider(f"{there.issuer}/lost", CLIENT_ID, CLIENT_SECRET, "X")
        answer = make_service(provider=lost).visitor(headers=HTML).get("/sign-in/sso")
        refused(answer, 502, "calls itself")

    def test_signs_nobody_in(self, service, there):
        for error, words in ERRORS:
            there.wishes.error = error
            answer = come_back(there, service.visitor())
            refused(answer, 401, words)
            assert "555" not in answer.text

    def test_gives_no_token(self, service, there):
        there.wishes.refusal = "invalid_grant"
        refused(come_back(there, service.visitor()), 401, "used already, or is too old")
        there.wishes.refusal = "invalid_client"
        refused(come_back(there, service.visitor()), 502, "refuses the service: invalid_client")

    def test_does_not_know_the_secret(self, make_service, there):
        service = make_service(provider=Provider(there.issuer, CLIENT_ID, "wrong", "X"))
        refused(come_back(there, service.visitor()), 502, "invalid_client")


class TestConnecting:
    def test_takes_no_identity_of_another_account(self, service, there, owner, address):
        connect(there, owner)
        ana = service.join(address.rpartition("/")[2], "Ana", "reviewer")
        refused(connect(there, ana), 422, "connected with another account already")
        there.wishes.subject = "subject-2"
        assert connect(there, ana).status_code == 303
        there.wishes.subject = "subject-3"
        refused(connect(there, ana), 422, "or the account to another identity")

    def test_is_told_by_the_database_where_two_come_at_once(self, service, owner):
        first = membership.first_owner(service.database, service.time[0])
        identity = Identity("https://id.example", "1")
        with service.database.writing() as connection:
            add_identity(connection, first, identity, "2026-03-03")
            with pytest.raises(InputError, match="belongs to another account"):
                add_identity(connection, first, identity, "2026-03-03")
            assert find_account(connection, "Owner") == first

    def test_is_for_who_began_it(self, service, there, owner, address):
        page = owner.post("/account/sso", data={"csrf_token": owner.csrf}, headers=HTML)
        back = through(there, led_on(page))
        ana = service.join(address.rpartition("/")[2], "Ana", "reviewer")
        for name, value in owner.cookies.items():
            if "-sso-" in name:
                ana.cookies.set(name, value, domain="127.0.0.1", path="/")
        refused(ana.get(back, headers=HTML), 403, "not signed in any more with the account")
        refused(come_back(there, service.visitor()), 401, "no account here is connected")

    def test_can_be_undone_by_who_has_a_password(self, service, there, owner, address):
        ana = service.join(address.rpartition("/")[2], "Ana", "reviewer")
        connect(there, ana)
        other = service.visitor()
        come_back(there, other)
        assert who(other) == "Ana"
        form = {"csrf_token": ana.csrf}
        answer = ana.post("/account/sso/disconnection", data=form, headers=HTML)
        assert answer.headers["location"] == "/account?done=disconnected"
        assert "Connect with Example University" in ana.get("/account", headers=HTML).text
        assert who(other) is None
        again = ana.post("/account/sso/disconnection", data=form, headers=HTML)
        assert again.status_code == 404
        refused(come_back(there, service.visitor()), 401, "no account here is connected")

    def test_is_not_undone_where_nothing_else_would_let_one_in(self, there, owner):
        connect(there, owner)
        form = {"csrf_token": owner.csrf}
        answer = owner.post("/account/sso/disconnection", data=form, headers=HTML)
        assert answer.status_code == 422
        assert "Set a password first, then disconnect." in answer.text
        assert "Your account is connected with Example University" in answer.text


class TestInvitations:
    def test_make_an_account_without_a_password(self, service, there, address):
        secret = invite(service, address, "Ana")
        browser = service.visitor(headers=HTML)
        page = browser.get(f"/join?token={secret}").text
        assert "Join with Example University" in page
        assert join(there, browser, secret).headers["location"] == "/"
        assert who(browser) == "Ana"
        assert browser.get("/api/v1/session").json()["has_password"] is False
        assert browser.get(address).json()["role"] == "reviewer"
        later = service.visitor()
        come_back(there, later)
        assert who(later) == "Ana"
        form = {"name": "Ana", "password": PASSWORD}
        assert service.visitor().post("/sign-in", data=form).status_code == 401
        again = service.visitor(headers=HTML).post("/join/sso", data={"token": secret})
        refused(again, 401, "does not hold")

    def test_are_used_once_whoever_comes_first(self, service, there, address):
        secret = invite(service, address, "Ana")
        browser = service.visitor()
        back = through(
            there, led_on(browser.post("/join/sso", data={"token": secret}, headers=HTML))
        )
        membership.accept(service.database, secret, service.time[0], password=PASSWORD)
        refused(browser.get(back, headers=HTML), 401, "This invitation does not hold")
        refused(come_back(there, service.visitor()), 401, "no account here is connected")

    def test_let_a_connected_account_into_one_more_review(self, service, there, make_review):
        first, second = make_review(), make_review()
        browser = service.visitor()
        join(there, browser, invite(service, first, "Ana"))
        secret = invite(service, second, "Ana", "observer")
        later = service.visitor()
        assert "join at once" in later.get(f"/join?token={secret}", headers=HTML).text
        assert join(there, later, secret).headers["location"] == "/"
        assert later.get(second).json()["role"] == "observer"

    def test_are_for_nobody_elses_identity(self, service, there, make_review):
        first, second = make_review(), make_review()
        join(there, service.visitor(), invite(service, first, "Ana"))
        secret = invite(service, second, "Bo")
        refused(join(there, service.visitor(), secret), 403, "belongs to the account 'Ana'")
        with service.database.reading() as connection:
            assert find_account(connection, "Bo") is None
        there.wishes.subject = "subject-2"
        bo = service.visitor()
        join(there, bo, secret)
        assert who(bo) == "Bo"
        third = make_review()
        secret = invite(service, third, "Ana")
        refused(join(there, service.visitor(), secret), 403, "for the account 'Ana'")

    def test_cannot_be_begun_by_another_site(self, service, address):
        secret = invite(service, address, "Ana")
        answer = service.visitor().post(
            "/join/sso", data={"token": secret}, headers={"Origin": "https://evil.example"}
        )
        assert answer.status_code == 403


GIVEN = {
    "ACTIVESCREEN_OIDC_ISSUER": "https://id.example.org/realms/staff",
    "ACTIVESCREEN_OIDC_CLIENT_ID": "activescreen",
    "ACTIVESCREEN_OIDC_CLIENT_SECRET": "what nobody reads",
}


class TestSettings:
    def test_are_none_where_nothing_is_set(self):
        assert provider_from({"PATH": "/bin", "ACTIVESCREEN_OIDC_NAME": " "}) is None

    def test_are_read_and_the_secret_is_not_shown(self):
        provider = provider_from(GIVEN)
        assert provider.name == "your organisation"
        assert "nobody" not in repr(provider)

    def test_take_the_secret_from_a_file(self, tmp_path):
        (tmp_path / "secret").write_text("from a file\n")
        given = {**GIVEN, "ACTIVESCREEN_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")}
        del given["ACTIVESCREEN_OIDC_CLIENT_SECRET"]
        assert provider_from(given).client_secret == "from a file"  # noqa: S105  # of nobody

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"ISSUER": ""}, "set up by half"),
            ({"CLIENT_ID": ""}, "set up by half"),
            ({"CLIENT_SECRET": ""}, "CLIENT_SECRET_FILE"),
            ({"CLIENT_SECRET": "ünusual"}, "no provider gives out"),
            ({"CLIENT_SECRET_FILE": "/nowhere/secret"}, "given twice"),
            ({"CLIENT_SECRET": "", "CLIENT_SECRET_FILE": "/nowhere/secret"}, "cannot be read"),
            ({"CLIENT_SECRET": "", "CLIENT_SECRET_FILE": "/dev/null"}, "is empty"),
            ({"ISSUER": "http://id.example.org"}, "no address of a provider"),
            ({"ISSUER": "id.example.org"}, "no address of a provider"),
            ({"ISSUER": "https://id.example.org?x=1"}, "no address of a provider"),
            ({"ISSUER": "https://[::1"}, "no address of a provider"),
            ({"NAME": "x" * 61}, "more than 60 characters"),
            ({"CLIENTID": "x"}, "no such setting"),
        ],
    )
    def test_that_are_wrong_or_half_are_refused(self, change, words):
        given = GIVEN | {f"ACTIVESCREEN_OIDC_{name}": value for name, value in change.items()}
        with pytest.raises(ConfigurationError, match=words) as told:
            provider_from(given)
        assert told.value.remedy
        assert "nobody" not in str(told.value)


def test_a_sign_in_that_was_begun_is_forgotten_when_it_is_over(service):
    database, now = service.database, service.time[0]
    use_cases.begin(database, now)
    use_cases.begin(database, now + timedelta(minutes=11))
    with database.reading() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM sign_on_attempts")).scalar() == 1
