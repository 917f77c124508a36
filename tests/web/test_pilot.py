"""The pilot over HTTP and on its page: begun by an owner, seen when all have voted."""

from uuid import uuid4

import pytest


class Team:
    """A review whose owner screens with one other person."""

    def __init__(self, service, owner, address):
        self.service, self.owner, self.api = service, owner, address
        self.page = f"{address.replace('/api/v1', '')}/pilot"
        self.number = address.rpartition("/")[2]
        self.ana = service.join(self.number, "Ana", "reviewer")

    def begin(self, after=0, browser=None, **more):
        given = {"after": after, "size": 3, "seed": 5, **more}
        return (browser or self.owner).post(f"{self.api}/pilots", json=given)

    def pilots(self, browser=None):
        return (browser or self.owner).get(f"{self.api}/pilots").json()["pilots"]

    def records(self, browser):
        """Screen as the screening page does: take the next record until the pilot has none."""
        while True:
            given = {"stage": "title_abstract", "n": 1}
            served = browser.post(f"{self.api}/next", json=given).json()
            if served["phase"] != "pilot" or not served["records"]:
                return
            yield served["records"][0]["id"]

    def vote(self, browser, record, verdict="exclude", **more):
        given = {"event_id": uuid4().hex, "record_id": record, "verdict": verdict, **more}
        return browser.post(f"{self.api}/decisions", json=given)

    def screen(self, browser, *verdicts, **more):
        """Vote on all records of the pilot; gives them in the order in which they came."""
        seen = []
        for record in self.records(browser):
            said = verdicts[len(seen)] if len(seen) < len(verdicts) else "exclude"
            answer = self.vote(browser, record, said, **more)
            assert answer.status_code == 201, answer.text
            seen.append(record)
        return seen


@pytest.fixture
def team(service, owner, make_review):
    return Team(service, owner, make_review())


def test_it_runs_from_its_beginning_to_the_open_gate(team):
    assert team.begin().status_code == 201
    first, second = team.screen(team.owner), team.screen(team.ana)
    assert first == second
    assert len(first) == 3
    (pilot,) = team.pilots(team.ana)
    assert pilot["gate"] == "agreement"
    assert pilot["judgement"]["agreed"] == 3
    served = team.ana.post(f"{team.api}/next", json={"stage": "title_abstract", "n": 1}).json()
    assert served["phase"] != "pilot"
    page = team.ana.get(team.page).text
    assert "The raters agreed, and the gate opened on 3 March 2026." in page


def test_nothing_of_a_vote_is_told_before_the_last_one(team):
    team.begin()
    screened = team.screen(team.ana, "include", note="a telling note")
    for record in screened[:2]:
        assert team.vote(team.owner, record).status_code == 201
    for browser in (team.owner, team.ana):
        (pilot,) = team.pilots(browser)
        assert pilot["done"] == {"Owner": 2, "Ana": 3}
        assert pilot["judgement"] is None
        assert pilot["seed"] is None
        for address in (f"{team.api}/pilots", team.page, f"{team.api}/conflicts"):
            text = browser.get(address, headers={"Accept": "text/html"}).text
            assert "telling" not in text
            assert "include" not in text.lower().replace("included", "")
        for record in screened:
            assert browser.get(f"{team.api}/conflicts/{record}").status_code == 409
    seen = team.owner.get(f"{team.api}/records/{screened[0]}").json()
    assert "telling" not in str(seen)
    team.vote(team.owner, screened[2])
    (pilot,) = team.pilots(team.ana)
    assert pilot["judgement"]["included"] == {"Owner": 0, "Ana": 1}
    (difference,) = pilot["judgement"]["differences"]
    assert difference["record_id"] == screened[0]
    assert {each["reviewer"]: each["verdict"] for each in difference["votes"]} == {
        "Owner": "exclude",
        "Ana": "include",
    }


def test_a_shut_gate_opens_by_a_decision_that_says_why(team):
    team.begin()
    team.screen(team.owner, "include", "include")
    team.screen(team.ana)
    page = team.owner.get(team.page).text
    assert "The gate is shut" in page
    assert "Both raters said the same on 1 of 3 records" in page
    assert team.owner.post(f"{team.api}/pilots/1/gate", json={}).status_code == 422
    page = team.owner.post(
        f"{team.page}/1/gate", data={"note": " "}, headers={"Accept": "text/html"}
    )
    assert page.status_code == 422
    assert "not said why" in page.text
    given = {"note": "We agreed on what counts as <em>help</em>."}
    answer = team.owner.post(f"{team.page}/1/gate", data=given, headers={"Accept": "text/html"})
    assert answer.status_code == 303
    (pilot,) = team.pilots()
    assert (pilot["gate"], pilot["ended_by"]) == ("decision", "Owner")
    assert "&lt;em&gt;help" in team.ana.get(team.page).text
    assert team.owner.get(f"{team.api}/conflicts").json()["total"] == 2
    assert team.owner.post(f"{team.api}/pilots/1/gate", json=given).status_code == 409


def test_only_owners_begin_and_end_one(team):
    otto = team.service.join(team.number, "Otto", "observer")
    for browser in (team.ana, otto):
        assert team.begin(browser=browser).status_code == 403
        assert browser.post(f"{team.api}/pilots/1/gate", json={"note": "x"}).status_code == 403
        assert browser.post(team.page, data={"after": 0, "size": 3}).status_code == 403
        assert '<form class="card' not in browser.get(team.page).text
    assert team.pilots(otto) == []


def test_the_page_begins_one_and_a_double_click_no_other(team):
    page = team.owner.get(team.page).text
    assert "No pilot was begun yet." in page
    given = {"after": 0, "size": 3, "raters": ["Owner", "Ana"]}
    headers = {"Accept": "text/html"}
    for _ in "12":
        assert team.owner.post(team.page, data=given, headers=headers).status_code == 303
    assert len(team.pilots()) == 1
    assert "Screen your records of the pilot" in team.owner.get(team.page).text
    assert "Give up pilot 1" in team.owner.get(team.page).text
    stale = team.owner.post(team.page, data={**given, "after": 5}, headers=headers)
    assert stale.status_code == 409
    unfinished = team.owner.post(team.page, data={**given, "after": 1}, headers=headers)
    assert "Pilot 1 is not finished" in unfinished.text
    again = {**given, "after": 1, "size": 2, "anew": "true"}
    assert team.owner.post(team.page, data=again, headers=headers).status_code == 303
    assert [each["gate"] for each in team.pilots()] == ["repeated", ""]
    assert "Earlier pilots" in team.owner.get(team.page).text


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"size": "many"}, "is no number of records"),
        ({"size": "0"}, "1 to 200 records"),
        ({"raters": []}, "Nobody was chosen"),
        ({"raters": ["Ana"]}, "at least 2 raters"),
        ({"raters": ["Ana", "<b>"]}, "may not vote in this review"),
    ],
)
def test_a_form_that_is_refused_says_why_and_keeps_what_stood_in_it(team, wrong, why):
    given = {"after": 0, "size": 4, "raters": ["Owner", "Ana"], **wrong}
    answer = team.owner.post(team.page, data=given, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert why in answer.text
    assert team.pilots() == []


def test_all_criteria_are_judged(team):
    team.begin()
    team.screen(team.owner, failed_criteria=["outcomes"])
    team.screen(team.ana, failed_criteria=["outcomes", "participants"])
    (pilot,) = team.pilots()
    named = {each["element"]: each["named"] for each in pilot["judgement"]["criteria"]}
    assert named["outcomes"] == {"Owner": 3, "Ana": 3}
    assert named["participants"] == {"Owner": 0, "Ana": 3}
    assert "Agreement by criterion" in team.ana.get(team.page).text
