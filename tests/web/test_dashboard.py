"""The dashboard: what awaits whom, how far a review is, and what must not show through."""

import itertools
import re

import pytest

from activescreen.review.dashboard import agreement_in_time, progress

HTML = {"Accept": "text/html"}
_EVENTS = itertools.count(1)


def vote(browser, address, record_id, verdict, **more):
    given = {
        "event_id": f"dashboard-{next(_EVENTS)}",
        "record_id": record_id,
        "verdict": verdict,
        **more,
    }
    answer = browser.post(f"{address}/decisions", json=given)
    assert answer.status_code == 201, answer.text


@pytest.fixture
def team(service, make_review):
    """A review of five records with two votes a record, and two reviewers."""
    address = make_review()
    number = address.rpartition("/")[2]
    ana, ben = (service.join(number, name, "reviewer") for name in ("Ana", "Ben"))
    return address, ana, ben


def ids_of(browser, address):
    return [each["id"] for each in browser.get(f"{address}/records").json()["items"]]


def numbers(browser, address):
    answer = browser.get(f"{address}/dashboard")
    assert answer.status_code == 200, answer.text
    return answer.json()


def tasks(browser, address):
    return {each["task"]: each["number"] for each in numbers(browser, address)["waiting_for_you"]}


def test_whoever_looks_sees_first_what_awaits_them(owner, team):
    address, ana, ben = team
    first, *_ = ids_of(ana, address)
    assert tasks(ana, address) == {"unread": 5}
    vote(ana, address, first, "include")
    assert tasks(ana, address) == {"unread": 4}
    assert tasks(ben, address) == {"second votes": 1, "unread": 4}
    vote(ben, address, first, "exclude")
    assert tasks(owner, address) == {"unread": 4, "conflicts": 1}
    assert "conflicts" not in tasks(ana, address)
    page = ana.get(f"{address.removeprefix('/api/v1')}/dashboard", headers=HTML).text
    assert (
        page.index("Waiting for you") < page.index("4 records to screen") < page.index("Progress")
    )


def test_raters_are_told_of_proposals_that_wait_for_their_agreement(owner, team):
    address, ana, ben = team
    one, two, *_ = ids_of(ana, address)
    for name in (one, two):
        vote(ana, address, name, "include")
        vote(ben, address, name, "exclude")
    for n, name in enumerate((one, two)):
        given = {"event_id": f"proposal-{n}", "verdict": "include"}
        answer = ana.post(f"{address}/conflicts/{name}/proposals", json=given)
        assert answer.status_code in (200, 201), answer.text
    assert tasks(ben, address)["answers"] == 2
    assert "answers" not in tasks(ana, address)
    assert "answers" not in tasks(owner, address)
    desks = {each["name"]: each["to_answer"] for each in numbers(owner, address)["team"]}
    assert (desks["Ana"], desks["Ben"], desks["Owner"]) == (0, 2, 0)
    page = ben.get(f"{address.removeprefix('/api/v1')}/dashboard", headers=HTML).text
    assert "2 proposals to answer" in page
    number = answer.json()["proposal"]["number"]
    given = {"id": "agreement-1", "proposal": number}
    assert ben.post(f"{address}/conflicts/{two}/agreements", json=given).status_code < 300
    assert tasks(ben, address)["answers"] == 1


def test_merged_records_explain_why_fewer_are_screened(owner, team):
    address, *_ = team
    one, two, *_ = ids_of(owner, address)
    given = {"kept": one, "merged": two}
    answer = owner.post(f"{address}/merges", json=given)
    assert answer.status_code < 300, answer.text
    page = owner.get(f"{address.removeprefix('/api/v1')}/dashboard", headers=HTML).text
    assert "<dt>records, 1 merged</dt><dd>5</dd>" in page


def test_nothing_is_estimated_once_everything_is_read(team):
    address, ana, ben = team
    path = f"{address.removeprefix('/api/v1')}/dashboard"
    assert "How much has been found" in ana.get(path, headers=HTML).text
    for name in ids_of(ana, address):
        vote(ana, address, name, "exclude")
        vote(ben, address, name, "exclude")
    assert "How much has been found" not in ana.get(path, headers=HTML).text
    assert numbers(ana, address)["estimate"] is None


def test_the_team_sees_what_awaits_whom(team):
    address, ana, ben = team
    vote(ana, address, ids_of(ana, address)[0], "include")
    desks = {each["name"]: each for each in numbers(ben, address)["team"]}
    assert (desks["Ana"]["begun_by_others"], desks["Ana"]["unread"]) == (0, 4)
    assert (desks["Ben"]["begun_by_others"], desks["Ben"]["unread"]) == (1, 4)


def test_a_persons_inclusions_are_counted_only_where_all_votes_are_in(team):
    address, ana, ben = team
    one, two, *_ = ids_of(ana, address)
    vote(ana, address, one, "include")
    vote(ana, address, two, "include")
    (person,) = numbers(ben, address)["people"]
    assert (person["votes"], person["complete"], person["included"]) == (
        {"title_abstract": 2},
        0,
        0,
    )
    vote(ben, address, one, "exclude")
    people = {each["name"]: each for each in numbers(ben, address)["people"]}
    assert (people["Ana"]["complete"], people["Ana"]["included"]) == (1, 1)
    assert (people["Ben"]["complete"], people["Ben"]["included"]) == (1, 0)
    # Who has seen the other vote may change the own one; the share goes with it.
    vote(ana, address, one, "exclude")
    people = {each["name"]: each for each in numbers(ben, address)["people"]}
    assert people["Ana"]["included"] == 0


def test_what_was_found_counts_final_inclusions_only(team):
    address, ana, ben = team
    one, two, *_ = ids_of(ana, address)
    vote(ana, address, one, "include")
    vote(ana, address, two, "include")
    assert numbers(ben, address)["found"] == [{"first": 1, "last": 2, "found": 0, "open": 2}]
    vote(ben, address, one, "include")
    seen = numbers(ben, address)
    assert seen["found"] == [{"first": 1, "last": 2, "found": 1, "open": 1}]
    (stage,) = (each for each in seen["stages"] if each["stage"] == "title_abstract")
    assert (stage["relevant"], stage["lack_votes"], stage["unread"]) == (1, 1, 3)


def test_agreement_goes_by_votes_that_were_given_unseen(team):
    address, ana, ben = team
    one, two, three, *_ = ids_of(ana, address)
    for name, first, second in (
        (one, "include", "include"),
        (two, "exclude", "include"),
        (three, "exclude", "exclude"),
    ):
        vote(ana, address, name, first)
        vote(ben, address, name, second)
    before = numbers(ana, address)["agreement"]["title_abstract"]["overall"]
    assert before["proportion"] == pytest.approx(2 / 3)
    assert before["prevalence"] == pytest.approx(1 / 2)
    assert before["kappa"] == pytest.approx(2 / 5)
    vote(ana, address, two, "include")
    assert numbers(ana, address)["agreement"]["title_abstract"]["overall"] == before
    page = ana.get(f"{address.removeprefix('/api/v1')}/dashboard", headers=HTML).text
    assert "equal on 66.7\N{NO-BREAK SPACE}%" in page
    assert "kappa 0.40" in page


def test_the_figures_agree_with_the_votes_that_count_as_independent(service, team):
    from activescreen.review.conflicts.agreeing import independent_votes
    from activescreen.review.dashboard.tally import CODES, tally_of
    from activescreen.store.decisions import load_ledger
    from activescreen.store.reviews import review_at

    address, ana, ben = team
    ids = ids_of(ana, address)
    for name, first, second in zip(
        ids, ["include", "maybe", "exclude"], ["maybe", "include", "exclude"], strict=False
    ):
        vote(ana, address, name, first)
        vote(ben, address, name, second)
    vote(ben, address, ids[3], "include")
    vote(ana, address, ids[0], "exclude")
    with service.database.reading() as connection:
        review = review_at(connection, int(address.rpartition("/")[2]))
        board = service.settings.boards.current(connection, review)
        tally = tally_of(connection, review, board).stage("title_abstract", 2)
        votes = independent_votes(load_ledger(connection, review), 2)
    expected = [[CODES[each[name].verdict] for name in sorted(each)] for each in votes.values()]
    assert tally.independent.tolist() == expected


def test_hours_left_go_by_the_pace_of_the_team(team):
    address, ana, _ = team
    one, two, *_ = ids_of(ana, address)
    assert numbers(ana, address)["seconds_a_decision"] == 30
    vote(ana, address, one, "include", seconds=10)
    vote(ana, address, two, "include", seconds=20)
    seen = numbers(ana, address)
    assert seen["seconds_a_decision"] == 15
    everything = next(each for each in seen["ways"] if each["end"] == "everything read")
    # Three unread with two votes each, and the second votes of two.
    assert (everything["votes"], everything["records"]) == (8, 5)
    assert everything["hours"] == pytest.approx(8 * 15 / 3600)


@pytest.mark.parametrize(
    ("seconds", "said", "hours"),
    [
        (0.3, "At under 1 second a decision", "under 0.1"),
        (4.25, "At 4.2 seconds a decision", "under 0.1"),
        (120, "At 120 seconds a decision", "0.3"),
    ],
)
def test_a_fast_pace_is_not_said_to_take_no_time(team, seconds, said, hours):
    address, ana, _ = team
    vote(ana, address, ids_of(ana, address)[0], "include", seconds=seconds)
    page = ana.get(f"{address.removeprefix('/api/v1')}/dashboard", headers=HTML).text
    assert said in page
    # Four unread with two votes each, and the second vote of one.
    assert f"<td>9</td><td>{hours}</td>" in page


def test_a_price_is_told_with_what_it_claims(owner, team):
    address, *_ = team
    price = numbers(owner, address)["price"]
    assert (price["unread"], price["target_recall"]) == (5, "19/20")
    page = owner.get(f"{address.removeprefix('/api/v1')}/dashboard", headers=HTML).text
    assert "To claim 95 % recall with an error of 5 %" in page


def test_a_pilot_hides_what_was_found_until_all_its_votes_are_in(owner, team):
    address, ana, ben = team
    given = {"after": 0, "size": 3, "raters": ["Ana", "Ben", "Owner"]}
    begun = owner.post(f"{address}/pilots", json=given)
    assert begun.status_code == 201, begun.text
    assert tasks(ana, address) == {"pilot": 3}
    served = ana.post(f"{address}/next", json={"n": 3}).json()["records"]
    for record in served:
        vote(ana, address, record["id"], "include")
    for record in ben.post(f"{address}/next", json={"n": 3}).json()["records"]:
        vote(ben, address, record["id"], "include")
    seen = numbers(owner, address)
    (stage,) = (each for each in seen["stages"] if each["stage"] == "title_abstract")
    assert (stage["relevant"], stage["lack_votes"]) == (0, 3)
    assert seen["found"] == [{"first": 1, "last": 3, "found": 0, "open": 3}]
    assert all(each["included"] == 0 for each in seen["people"])
    assert seen["price"] is None
    for record in owner.post(f"{address}/next", json={"n": 3}).json()["records"]:
        vote(owner, address, record["id"], "exclude")
    seen = numbers(owner, address)
    (stage,) = (each for each in seen["stages"] if each["stage"] == "title_abstract")
    assert stage["conflicts"] == 3
    assert "gate" in {each["task"] for each in seen["waiting_for_you"]}


def test_the_page_has_a_table_beside_each_picture_and_no_script_of_its_own(team, monkeypatch):
    monkeypatch.setattr(progress, "HUNDRED", 2)
    monkeypatch.setattr(agreement_in_time, "WINDOW", 2)
    address, ana, ben = team
    for name in ids_of(ana, address):
        vote(ana, address, name, "include")
        vote(ben, address, name, "include")
    answer = ana.get(f"{address.removeprefix('/api/v1')}/dashboard", headers=HTML)
    assert answer.status_code == 200
    page = answer.text
    assert page.count("<svg") == 2
    assert page.count("<summary>The numbers</summary>") == 2
    page = page.replace('<script type="module" src="/static/rooms.js"></script>', "")
    assert not re.search(r"<script|<style|style=|\son\w+=", page)
    assert len(re.findall(r'\sid="([^"]+)"', page)) == len(set(re.findall(r'\sid="([^"]+)"', page)))


def test_what_would_be_a_picture_of_one_bar_is_said_in_words(team):
    address, ana, ben = team
    here = f"{address.removeprefix('/api/v1')}/dashboard"
    one, two, *_ = ids_of(ana, address)
    vote(ana, address, one, "include")
    vote(ben, address, one, "include")
    vote(ana, address, two, "include")
    page = ana.get(here, headers=HTML).text
    assert "<svg" not in page
    assert "2 records have been read so far, and 1 of them is finally included." in page
    assert "1 has no final label yet." in page
    assert "equal on 100\N{NO-BREAK SPACE}%" in page


def test_an_empty_review_says_what_to_do_first(owner):
    made = owner.post("/api/v1/reviews", json={"name": "empty", "configuration": "words"}).json()
    page = owner.get(f"/reviews/{made['id']}/dashboard", headers=HTML)
    assert page.status_code == 200
    assert "Import the first search" in page.text
