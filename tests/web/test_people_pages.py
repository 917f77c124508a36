"""People, shares and one's own account, by forms and by the API."""

import re

import pytest

from activescreen.ledger import Decision, Draw, Verdict
from activescreen.review.people import membership
from activescreen.store.decisions import append
from activescreen.store.reviews import review_at

HTML = {"Accept": "text/html"}
PASSWORD = "a few words in a row"  # noqa: S105  # of made people


@pytest.fixture
def address(make_review):
    return make_review(votes=2)


@pytest.fixture
def base(address):
    return address.removeprefix("/api/v1")


@pytest.fixture
def team(service, address):
    review_id = address.rpartition("/")[2]
    names = {"Ana": "reviewer", "Béa": "reviewer", "Olga": "observer"}
    return {name: service.join(review_id, name, role) for name, role in names.items()}


def numbers(owner, address):
    return {each["name"]: each["account_id"] for each in owner.get(f"{address}/people").json()}


def page(answer, status=200):
    assert answer.status_code == status, answer.text
    assert answer.text.count("<h1") == 1
    return answer.text


class TestTeam:
    def test_tells_how_much_each_has_done_and_not_what(self, owner, address, team):
        records = [each["id"] for each in owner.get(f"{address}/records").json()["items"]]
        for number, (name, record) in enumerate(
            (("Ana", 0), ("Ana", 1), ("Béa", 0), ("Ana", 1)), start=1
        ):
            given = {
                "event_id": f"event-{number:04}",
                "record_id": records[record],
                "verdict": "include",
            }
            assert team[name].post(f"{address}/decisions", json=given).status_code == 201
        seen = owner.get(f"{address}/team").json()
        done = {each["name"]: each["done"]["title_abstract"] for each in seen["people"]}
        assert done["Ana"] == {"voted": 2, "waiting": 1}
        assert done["Béa"] == {"voted": 1, "waiting": 0}
        assert done["Olga"] == {"voted": 0, "waiting": 0}
        account = numbers(owner, address)["Ana"]
        assert owner.delete(f"{address}/people/{account}").status_code == 204
        seen = owner.get(f"{address}/team").json()
        assert [each["name"] for each in seen["others"]] == ["Ana"]
        assert seen["others"][0]["done"]["title_abstract"]["voted"] == 2
        owner.headers.update(HTML)
        assert "no part any more" in page(owner.get(f"{address.removeprefix('/api/v1')}/people"))

    def test_has_nobody_under_the_names_that_the_service_writes(self, service, owner, address):
        record = owner.get(f"{address}/records").json()["items"][0]["id"]
        names = ("Consensus", "merged", "Zoe")
        votes = [
            Decision(record, Verdict.INCLUDE, Draw.PRIOR, id=f"from a file: {name}", reviewer=name)
            for name in names
        ]
        with service.database.writing() as connection:
            review = review_at(connection, int(address.rpartition("/")[2]))
            append(connection, review, votes, service.time[0].isoformat())
        others = owner.get(f"{address}/team").json()["others"]
        assert [each["name"] for each in others] == ["Zoe"]
        people = owner.get(f"{address}/dashboard").json()["people"]
        assert [each["name"] for each in people] == ["Zoe"]

    def test_is_the_same_page_for_all_but_without_forms(self, owner, base, team):
        for name, browser in team.items():
            browser.headers.update(HTML)
            text = page(browser.get(f"{base}/people"))
            assert f"{name} <span" in text
            assert f'action="{base}' not in text


class TestShares:
    def test_are_set_and_taken_back_over_http(self, owner, address, team):
        assert owner.get(f"{address}/shares").json() == {"stated": None, "shares": None}
        given = {"shares": {"Ana": 3, "Béa": 1}}
        answer = owner.put(f"{address}/shares", json=given)
        assert answer.json() == {"stated": given["shares"], "shares": {"Ana": 0.75, "Béa": 0.25}}
        assert owner.put(f"{address}/shares", json={"shares": None}).json()["shares"] is None

    @pytest.mark.parametrize(
        "shares", [{"Olga": 1, "Ana": 1}, {"Ana": 1}, {"Ana": -1, "Béa": 1}, {"Ana": "x"}, [], 1]
    )
    def test_that_could_not_be_kept_are_refused(self, owner, address, team, shares):
        answer = owner.put(f"{address}/shares", json={"shares": shares})
        assert answer.status_code == 422
        assert owner.get(f"{address}/shares").json()["stated"] is None

    def test_are_set_by_a_form(self, owner, base, address, team):
        owner.headers.update(HTML)
        text = page(owner.get(f"{base}/people"))
        assert re.findall(r'name="name" value="([^"]+)"', text) == ["Owner", "Ana", "Béa"]
        given = {"csrf_token": owner.csrf, "by": "share", "name": ["Owner", "Ana", "Béa"]}
        done = owner.post(f"{base}/shares", data={**given, "weight": ["", "66,5", "33.5"]})
        assert done.headers["location"] == f"{base}/people?done=shares"
        text = page(owner.get(done.headers["location"]))
        assert "The shares are kept." in text
        assert 'value="66.5"' in text
        wrong = owner.post(f"{base}/shares", data={**given, "weight": ["1", "many", "0"]})
        assert "is no number" in page(wrong, 422)
        owner.post(f"{base}/shares", data={**given, "by": "first", "weight": ["", "1", "1"]})
        assert owner.get(f"{address}/shares").json()["stated"] is None

    def test_of_a_leaver_go_to_the_others(self, owner, base, address, team):
        owner.put(f"{address}/shares", json={"shares": {"Ana": 1, "Béa": 1, "Owner": 2}})
        owner.headers.update(HTML)
        account = numbers(owner, address)["Ana"]
        form = {"csrf_token": owner.csrf}
        done = owner.post(f"{base}/people/{account}/dismissal", data=form)
        assert done.headers["location"] == f"{base}/people?done=dismissal"
        shares = owner.get(f"{address}/shares").json()["shares"]
        assert shares == pytest.approx({"Béa": 1 / 3, "Owner": 2 / 3})
        assert team["Ana"].get(f"{address}/team").status_code == 403
        again = owner.post(f"{base}/people/{account}/dismissal", data=form)
        assert "no member of this number" in page(again, 404)


class TestRoles:
    def test_are_changed_by_a_form(self, owner, base, address, team):
        owner.headers.update(HTML)
        account = numbers(owner, address)["Olga"]
        given = {"csrf_token": owner.csrf, "role": "reviewer"}
        assert owner.post(f"{base}/people/{account}/role", data=given).status_code == 303
        roles = {each["name"]: each["role"] for each in owner.get(f"{address}/people").json()}
        assert roles["Olga"] == "reviewer"

    def test_the_last_owner_stays(self, owner, base, address):
        owner.headers.update(HTML)
        account = numbers(owner, address)["Owner"]
        given = {"csrf_token": owner.csrf, "role": "observer"}
        answer = owner.post(f"{base}/people/{account}/role", data=given)
        assert "without an owner" in page(answer, 422)


def test_an_invitation_is_withdrawn_by_a_form(service, owner, base):
    owner.headers.update(HTML)
    form = {"csrf_token": owner.csrf}
    made = page(owner.post(f"{base}/invitations", data={**form, "name": "Zoë", "role": "observer"}))
    token = re.search(r"/join\?token=([\w-]+)", made)[1]
    text = page(owner.get(f"{base}/people"))
    assert token not in text
    path = re.search(r'action="([^"]+/withdrawal)"', text)[1]
    assert owner.post(path, data=form).status_code == 303
    assert "no open invitation" in page(owner.post(path, data=form), 404)
    assert service.visitor(headers=HTML).get(f"/join?token={token}").status_code == 401


class TestAccount:
    def test_sets_a_first_password_and_changes_it(self, service, owner):
        owner.headers.update(HTML)
        for place in ("/", "/account"):
            assert "You have no password yet" in page(owner.get(place))
        form = {"csrf_token": owner.csrf, "new": PASSWORD}
        answer = owner.post("/account/password", data={**form, "again": "other words in a row"})
        assert "not the same" in page(answer, 422)
        done = owner.post("/account/password", data={**form, "again": PASSWORD})
        assert done.headers["location"] == "/account?done=password"
        assert "Present password" in page(owner.get("/account?done=password"))
        for place in ("/", "/account"):
            assert "You have no password yet" not in page(owner.get(place))
        other = {"csrf_token": owner.csrf, "new": "x" * 12, "again": "x" * 12}
        answer = owner.post("/account/password", data={**other, "current": "wrong"})
        assert "no account with this name and password" in page(answer, 401)
        short = {"csrf_token": owner.csrf, "new": "x", "again": "x", "current": PASSWORD}
        assert "10 to 200 characters" in page(owner.post("/account/password", data=short), 422)
        given = {"name": "Owner", "password": PASSWORD}
        assert service.visitor().post("/api/v1/session", json=given).status_code == 200

    def test_names_who_runs_the_service_until_something_goes_by_the_name(
        self, owner, base, address, team
    ):
        owner.headers.update(HTML)

        def choose(browser, name):
            data = {"csrf_token": browser.csrf, "name": name}
            return browser.post("/account/name", data=data, headers=HTML)

        assert "Name under which you decide" in page(owner.get("/account"))
        assert choose(owner, "Zoë  Q").headers["location"] == "/account?done=name"
        assert "<h1>Zoë Q</h1>" in page(owner.get("/account?done=name"))
        assert choose(owner, "zoë q").status_code == 303
        assert "already" in page(choose(owner, "ANA"), 422)
        assert "the service writes it" in page(choose(owner, "Merged"), 422)
        assert "1 to 100 characters" in page(choose(owner, " "), 422)
        assert "chosen with your invitation" in page(choose(team["Ana"], "Anna"), 403)
        record = owner.get(f"{address}/records").json()["items"][0]["id"]
        vote = {"event_id": "owners-vote", "record_id": record, "verdict": "include"}
        assert owner.post(f"{address}/decisions", json=vote).status_code == 201
        assert "stays: decisions stand under it" in page(choose(owner, "Quentin"), 422)
        assert "Name under which you decide" not in page(owner.get("/account"))

    def test_cannot_be_named_anew_once_shares_go_by_names(self, owner, address, team):
        shares = {"shares": {"Owner": 1, "Ana": 1}}
        assert owner.put(f"{address}/shares", json=shares).status_code == 200
        form = {"csrf_token": owner.csrf, "name": "Zoë"}
        answer = owner.post("/account/name", data=form, headers=HTML)
        assert "shares of the work" in page(answer, 422)

    def test_makes_a_token_shows_it_once_and_revokes_it(self, service, owner):
        owner.headers.update(HTML)
        form = {"csrf_token": owner.csrf}
        text = page(owner.post("/account/tokens", data={**form, "name": "script <1>"}))
        secret = re.search(r'value="(acs_[\w-]+)"', text)[1]
        assert "script &lt;1&gt;" in text
        assert secret not in page(owner.get("/account"))
        program = {"Authorization": f"Bearer {secret}"}
        assert service.visitor().get("/api/v1/reviews", headers=program).status_code == 200
        assert page(owner.post("/account/tokens", data={**form, "name": "script <1>"}), 422)
        path = re.search(r'action="([^"]+/revocation)"', text)[1]
        assert owner.post(path, data=form).headers["location"] == "/account?done=revocation"
        assert service.visitor().get("/api/v1/reviews", headers=program).status_code == 401
        assert "no token of this number" in page(owner.post(path, data=form), 404)

    @pytest.mark.parametrize("way", ["form", "api"])
    def test_signs_out_everywhere(self, service, owner, way):
        account = membership.first_owner(service.database, service.time[0])
        others = [service.browser(account) for _ in "12"]
        if way == "form":
            form = {"csrf_token": owner.csrf}
            done = owner.post("/account/sign-out-everywhere", data=form)
            assert done.headers["location"] == "/sign-in"
        else:
            assert owner.delete("/api/v1/sessions").status_code == 204
        for browser in (owner, *others):
            assert browser.get("/api/v1/session").status_code == 401
