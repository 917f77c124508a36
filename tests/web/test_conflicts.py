"""Conflicts over HTTP and on their pages: who sees, says and settles what."""

from functools import cached_property, partial
from uuid import uuid4

import pytest

CRITERIA = [{"element": "participants", "text": "adults"}, {"element": "outcomes", "text": "any"}]
PROTOCOL = {"criteria": CRITERIA, "exclusion_reasons": ["wrong people", "wrong outcome"]}


class Team:
    """A review with people at their browsers."""

    def __init__(self, service, owner, address):
        self.owner, self.api = owner, address
        self.page = address.replace("/api/v1", "")
        self._join = partial(service.join, address.rpartition("/")[2])
        self.ids = [each["id"] for each in owner.get(f"{address}/records").json()["items"]]

    # Who is needed joins: making an account takes long on purpose.
    ana = cached_property(lambda self: self._join("Ana", "reviewer"))
    bea = cached_property(lambda self: self._join("Bea", "reviewer"))
    cleo = cached_property(lambda self: self._join("Cleo", "reviewer"))
    ada = cached_property(lambda self: self._join("Ada", "adjudicator"))
    otto = cached_property(lambda self: self._join("Otto", "observer"))

    def vote(self, browser, record, verdict, **more):
        given = {"event_id": uuid4().hex, "record_id": self.ids[record], "verdict": verdict, **more}
        answer = browser.post(f"{self.api}/decisions", json=given)
        assert answer.status_code == 201, answer.text
        return answer

    def disagree(self, record=0):
        self.vote(self.ana, record, "include", note="fits well")
        self.vote(self.bea, record, "exclude", reason="wrong people", note="all of them children")

    def list(self, browser, **asked):
        return browser.get(f"{self.api}/conflicts", params=asked)

    def show(self, browser, record=0):
        return browser.get(f"{self.api}/conflicts/{self.ids[record]}")

    def send(self, browser, what, record=0, **given):
        name = "event_id" if what in ("proposals", "resolution", "reopening") else "id"
        given = {name: uuid4().hex, **given}
        return browser.post(f"{self.api}/conflicts/{self.ids[record]}/{what}", json=given)

    def at(self, record=0):
        return f"{self.page}/conflicts/{self.ids[record]}"

    def post(self, browser, what, record=0, **given):
        given = {"entry_id": uuid4().hex, "stage": "title_abstract", **given}
        headers = {"Accept": "text/html"}
        return browser.post(f"{self.at(record)}/{what}", data=given, headers=headers)


@pytest.fixture
def team(service, owner, make_review):
    return Team(service, owner, make_review(**PROTOCOL))


def everyone(team):
    return (team.owner, team.ana, team.bea, team.cleo, team.ada, team.otto)


class TestSeeing:
    def test_nobody_sees_anything_before_both_votes_are_in(self, team):
        team.vote(team.ana, 0, "include", note="fits well")
        for browser in everyone(team):
            assert team.list(browser).json() == {"items": [], "next": None, "total": 0}
            answer = team.show(browser)
            assert answer.status_code == 409
            assert "nobody sees any of them yet" in answer.json()["detail"]
            for text in (
                answer.text,
                browser.get(team.at()).text,
                browser.get(f"{team.page}/conflicts").text,
            ):
                assert "fits well" not in text
                assert "include" not in text.lower()
        untouched = team.show(team.bea, 1).json()
        assert untouched["detail"] == team.show(team.bea, 0).json()["detail"]

    def test_then_everyone_sees_both_sides(self, team):
        team.disagree()
        for browser in everyone(team):
            (line,) = team.list(browser).json()["items"]
            assert line["cause"] == "disagreement"
            assert [(each["reviewer"], each["verdict"]) for each in line["votes"]] == [
                ("Ana", "include"),
                ("Bea", "exclude"),
            ]
            shown = team.show(browser).json()
            assert shown["in_conflict"]
            assert shown["votes"][1]["reason"] == "wrong people"
            assert shown["votes"][1]["note"] == "all of them children"
            assert shown["votes"][1]["at"].startswith("2026-03-03T10")

    def test_a_page_at_a_time(self, team):
        for record in range(3):
            team.disagree(record)
        first = team.list(team.ada, limit=2).json()
        second = team.list(team.ada, limit=2, cursor=first["next"]).json()
        found = [each["record_id"] for page in (first, second) for each in page["items"]]
        assert found == team.ids[:3]
        assert (first["total"], second["next"]) == (3, None)
        assert team.list(team.ada, cursor="nonsense").status_code == 422
        assert team.list(team.ada, stage="third").status_code == 422


class TestRoles:
    def test_an_observer_reads_and_writes_nothing(self, team):
        team.disagree()
        number = team.send(team.ana, "proposals", verdict="include").json()["proposal"]["number"]
        tried = (
            ("comments", {"text": "me too"}),
            ("proposals", {"verdict": "include"}),
            ("agreements", {"proposal": number}),
            ("withdrawals", {"proposal": number}),
            ("resolution", {"verdict": "include"}),
            ("reopening", {"note": "no"}),
        )
        for browser in (team.otto, team.cleo):
            for what, given in tried:
                assert team.send(browser, what, **given).status_code == 403, what
        for what, given in tried:
            assert team.post(team.otto, what, **given).status_code == 403, what
        page = team.otto.get(team.at()).text
        assert "<textarea" not in page
        assert "fits well" in page

    def test_reviewers_do_not_settle_alone(self, team):
        team.disagree()
        assert team.send(team.ana, "resolution", verdict="include").status_code == 403
        assert "Settle it alone" not in team.ana.get(team.at()).text

    def test_who_can_agree_with_others_is_offered_that_first(self, team):
        team.vote(team.owner, 1, "include")
        team.vote(team.bea, 1, "exclude")
        page = team.owner.get(team.at(1)).text
        assert page.index("Discussion") < page.index("Settle it together")
        assert page.index("Settle it together") < page.index("Settle it alone")
        assert "<details open>\n<summary>Propose a verdict</summary>" in page
        assert "<details>\n<summary>Settle it alone all the same</summary>" in page
        page = team.ada.get(team.at(1)).text
        assert "<details open>\n<summary>The final verdict</summary>" in page

    def test_an_owner_who_voted_may_but_is_told(self, team):
        team.vote(team.owner, 1, "include")
        team.vote(team.bea, 1, "exclude")
        assert "You are one of the two raters" in team.owner.get(team.at(1)).text
        assert "You are one of the" not in team.ada.get(team.at(1)).text
        assert team.send(team.owner, "resolution", 1, verdict="include").status_code == 201


class TestSettling:
    def test_once_and_who_is_second_is_told_by_whom(self, team):
        team.disagree()
        given = {"event_id": uuid4().hex, "verdict": "exclude", "reason": "wrong outcome"}
        assert team.send(team.ada, "resolution", **given).status_code == 201
        again = team.send(team.ada, "resolution", **given)
        assert (again.status_code, again.json()["repeated"]) == (200, True)
        late = team.send(team.owner, "resolution", verdict="include")
        assert late.status_code == 409
        assert "Ada settled it as excluded (wrong outcome)" in late.json()["detail"]
        assert team.list(team.ada).json()["total"] == 0
        record = team.owner.get(f"{team.api}/records/{team.ids[0]}").json()
        assert record["state"] == "excluded"

    def test_reasons_of_the_protocol_only(self, team):
        team.disagree()
        answer = team.send(team.ada, "resolution", verdict="exclude", reason="boring")
        assert answer.status_code == 422
        assert team.send(team.ada, "resolution", verdict="maybe").status_code == 422

    def test_together(self, team):
        team.disagree()
        made = team.send(team.ana, "proposals", verdict="exclude", failed_criteria=["outcomes"])
        number = made.json()["proposal"]["number"]
        (line,) = team.list(team.bea).json()["items"]
        assert line["awaits_you"]
        assert not team.list(team.ana).json()["items"][0]["awaits_you"]
        done = team.send(team.bea, "agreements", proposal=number).json()
        assert done["proposal"] is None
        assert done["event"]["reviewer"] == "consensus"
        assert "Proposed by Ana, agreed to by Bea." in done["event"]["note"]
        late = team.send(team.owner, "resolution", verdict="include")
        assert "The raters together settled it" in late.json()["detail"]

    def test_opened_again(self, team):
        team.disagree()
        team.send(team.ada, "resolution", verdict="include")
        assert team.send(team.owner, "reopening", note="").status_code == 422
        assert team.send(team.owner, "reopening", note="an erratum").status_code == 201
        assert team.list(team.ana).json()["items"][0]["cause"] == "reopened"
        assert "an erratum" in team.ana.get(team.at()).text

    def test_unicode_of_any_kind_is_kept(self, team):
        team.disagree()
        text = "ж🦊 \u202e<script>alert(1)</script> ﷽"
        assert team.send(team.ana, "comments", text=text).json()["text"] == text
        page = team.bea.get(team.at()).text
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page

    def test_half_a_character_is_refused_and_a_zero_is_kept(self, team):
        team.disagree()
        address = f"{team.api}/conflicts/{team.ids[0]}/comments"
        half = f'{{"id": "{uuid4().hex}", "text": "half \\ud83e"}}'
        headers = {"Content-Type": "application/json"}
        assert team.ana.post(address, content=half, headers=headers).status_code == 422
        assert team.send(team.ana, "comments", text="a \0 zero").status_code == 201
        assert team.send(team.ada, "resolution", verdict="include", note="\0").status_code == 201
        assert team.show(team.bea).json()["thread"][0]["text"] == "a \0 zero"
        assert team.bea.get(team.at()).status_code == 200


class TestPages:
    def test_from_the_list_to_a_settled_record(self, team):
        team.disagree()
        team.disagree(2)
        page = team.ada.get(f"{team.page}/conflicts").text
        assert page.count('<li class="card">') == 2
        assert "Record number 0 of a kind" in page
        answer = team.post(
            team.ada,
            "resolution",
            verdict="exclude",
            reason="wrong people",
            failed_criteria=["participants", "outcomes"],
            note="children",
        )
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(team.at())
        page = team.ada.get(answer.headers["location"].partition("#")[0]).text
        assert "The record is settled." in page
        assert team.at(2) in page  # the next one

    def test_a_form_that_is_refused_keeps_what_was_typed(self, team):
        team.disagree()
        answer = team.post(
            team.ada, "resolution", verdict="include", reason="wrong people", note="a long note"
        )
        assert answer.status_code == 422
        assert "An inclusion has no reason" in answer.text
        assert "a long note" in answer.text
        assert "<option selected>wrong people</option>" in answer.text
        nothing = team.post(team.ada, "resolution", note="kept, too")
        assert "not said whether the record is included or excluded" in nothing.text
        assert "kept, too" in nothing.text

    def test_a_stale_page_tells_what_happened_meanwhile(self, team):
        team.disagree()
        team.send(team.ada, "resolution", verdict="exclude")
        for what, given in (("resolution", {"verdict": "include"}),):
            answer = team.post(team.owner, what, **given)
            assert answer.status_code == 409
            assert "Ada settled it as excluded meanwhile" in answer.text

    def test_a_double_click_says_it_once(self, team):
        team.disagree()
        entry = uuid4().hex
        for _ in "12":
            assert team.post(team.ana, "comments", text="hm", entry_id=entry).status_code == 303
        assert len(team.show(team.ana).json()["thread"]) == 1

    def test_raters_settle_it_together(self, team):
        team.disagree()
        assert team.post(team.ana, "proposals", verdict="include").status_code == 303
        page = team.bea.get(team.at()).text
        assert "Agree: include" in page
        assert "Missing: Bea." in page
        number = team.show(team.bea).json()["proposal"]["number"]
        assert "waits for your answer" in team.bea.get(f"{team.page}/conflicts").text
        assert team.post(team.bea, "agreements", proposal=number).status_code == 303
        assert "all raters together" in team.ana.get(team.at()).text

    def test_a_proposal_can_be_withdrawn(self, team):
        team.disagree()
        team.post(team.ana, "proposals", verdict="include")
        number = team.show(team.ana).json()["proposal"]["number"]
        assert "Withdraw the proposal" in team.ana.get(team.at()).text
        assert team.post(team.ana, "withdrawals", proposal=number).status_code == 303
        assert team.show(team.ana).json()["proposal"] is None
        late = team.post(team.bea, "agreements", proposal=number)
        assert late.status_code == 409
        assert "not on the table any more" in late.text

    def test_a_rater_who_left_is_named(self, team):
        team.disagree()
        people = team.owner.get(f"{team.api}/people").json()
        bea = next(each["account_id"] for each in people if each["name"] == "Bea")
        assert team.owner.delete(f"{team.api}/people/{bea}").status_code == 204
        assert "Bea is not in the team any more" in team.ana.get(team.at()).text
        assert team.show(team.ana).json()["gone"] == ["Bea"]
