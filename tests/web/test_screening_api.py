"""What comes next and votes over HTTP, also when browsers and disks misbehave."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from activescreen.review.people.signing_in import SESSION_LASTS
from activescreen.store.leases import leases_of
from activescreen.store.reviews import review_at


@pytest.fixture
def two(service, make_review):
    """Ana and Bea at a review of five records with two votes each."""
    address = make_review(votes=2)
    review_id = address.rpartition("/")[2]
    return (
        address,
        service.join(review_id, "Ana", "reviewer"),
        service.join(review_id, "Bea", "reviewer"),
    )


def vote(browser, address, record_id, verdict="exclude", event_id=None, **more):
    given = {
        "event_id": event_id or f"{browser.name}-{record_id}",
        "record_id": record_id,
        "verdict": verdict,
        **more,
    }
    return browser.post(f"{address}/decisions", json=given)


@pytest.fixture
def named(two):
    address, ana, bea = two
    ana.name, bea.name = "ana-says", "bea-says"
    return address, ana, bea


def test_one_reads_decides_and_reads_on(named):
    address, ana, _ = named
    first = ana.post(f"{address}/next", json={"n": 2}).json()
    assert (len(first["records"]), first["phase"], first["left"]) == (2, "ranked", 5)
    assert set(first["records"][0]) >= {"id", "title", "abstract", "keywords", "doi"}
    assert not {"events", "votes", "state", "mine"} & set(first["records"][0])
    assert vote(ana, address, first["records"][0]["id"]).status_code == 201
    second = ana.post(f"{address}/next", json={"n": 2}).json()
    assert second["records"][0]["id"] == first["records"][1]["id"]
    assert second["left"] == 4
    mine = ana.get(f"{address}/decisions/mine").json()
    assert [each["record_id"] for each in mine["items"]] == [first["records"][0]["id"]]
    assert (mine["total"], mine["today"]) == (1, 1)


def test_a_double_click_counts_once(named):
    address, ana, _ = named
    record = ana.post(f"{address}/next", json={}).json()["records"][0]["id"]
    assert vote(ana, address, record).status_code == 201
    again = vote(ana, address, record)
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    other = vote(ana, address, record, "include")
    assert other.status_code == 409
    assert "second time with other content" in other.json()["detail"]


def test_no_vote_takes_an_id_that_the_service_gives(named):
    address, ana, _ = named
    record = ana.post(f"{address}/next", json={}).json()["records"][0]["id"]
    for name in (f"merged:title_abstract:{record}:1", "consensus:title_abstract:1:2", "prior-2-1"):
        given = {"event_id": name, "record_id": record, "verdict": "include"}
        answer = ana.post(f"{address}/decisions", json=given)
        assert (answer.status_code, answer.json()["where"]) == (422, "event_id")


def test_two_tabs_hold_the_same_records(named):
    address, ana, _ = named
    one = ana.post(f"{address}/next", json={"n": 3}).json()["records"]
    other = ana.post(f"{address}/next", json={"n": 3}).json()["records"]
    assert one == other


def test_a_stale_page_changes_ones_own_vote_only(named):
    address, ana, bea = named
    record = ana.post(f"{address}/next", json={}).json()["records"][0]["id"]
    vote(ana, address, record, "include")
    vote(bea, address, record, "include")
    late = vote(ana, address, record, "exclude", event_id="ana-says-later")
    assert late.status_code == 201  # a vote may be changed: both events stay
    assert ana.get(f"{address}/decisions/mine").json()["total"] == 1


def test_a_record_that_was_merged_meanwhile_is_told_calmly(named, owner):
    address, ana, _ = named
    hand = [each["id"] for each in ana.post(f"{address}/next", json={"n": 2}).json()["records"]]
    merged = owner.post(f"{address}/merges", json={"kept": hand[0], "merged": hand[1]})
    assert merged.status_code in (200, 201), merged.text
    said = vote(ana, address, hand[1])
    assert said.status_code == 409
    assert "merged" in said.json()["detail"]
    assert "Nothing was lost" in said.json()["remedy"]
    assert hand[1] not in [
        each["id"] for each in ana.post(f"{address}/next", json={"n": 5}).json()["records"]
    ]


def test_a_session_that_is_over_loses_nothing(named, service):
    address, ana, _ = named
    record = ana.post(f"{address}/next", json={}).json()["records"][0]["id"]
    vote(ana, address, record)
    service.time[0] += SESSION_LASTS + timedelta(seconds=1)
    over = vote(ana, address, record, event_id="ana-says-again")
    assert over.status_code == 401
    assert "Nothing that was acknowledged is lost" in over.json()["remedy"]


def test_someone_who_is_dismissed_frees_what_was_in_hand(named, owner, service):
    address, ana, bea = named
    ana.post(f"{address}/next", json={"n": 5})
    people = owner.get(f"{address}/people").json()
    (account,) = [each["account_id"] for each in people if each["name"] == "Ana"]
    assert owner.delete(f"{address}/people/{account}").status_code in (200, 204)
    with service.database.reading() as connection:
        review = review_at(connection, int(address.rpartition("/")[2]))
        assert leases_of(connection, review, "title_abstract") == []
    assert vote(ana, address, "anything").status_code == 403
    assert len(bea.post(f"{address}/next", json={"n": 5}).json()["records"]) == 5


def test_a_full_disk_refuses_the_vote_and_keeps_what_was_acknowledged(named, service):
    address, ana, _ = named
    if not service.database.is_sqlite:
        return  # a server's disk is not ours to fill
    first, second = (
        each["id"] for each in ana.post(f"{address}/next", json={"n": 2}).json()["records"]
    )
    assert vote(ana, address, first).status_code == 201
    full = [True]

    def limit(connection, cursor, statement, *rest):
        if statement.startswith("BEGIN IMMEDIATE"):
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages if full[0] else 2**31}")

    event.listen(service.database.engine, "before_cursor_execute", limit)
    long = "a long thought " * 1_000
    refused = vote(ana, address, second, note=long)
    assert refused.status_code == 503
    assert "there is room on its disk" in refused.json()["remedy"]
    assert "What was reported as done is kept" in refused.json()["remedy"]
    full[0] = False
    assert vote(ana, address, second, note=long).status_code == 201
    assert ana.get(f"{address}/decisions/mine").json()["total"] == 2


@pytest.mark.parametrize("text", ["\u202eright to left", "日本語", "e\u0301", "🧪\u0000"])
def test_notes_come_back_as_they_were_written(named, text):
    address, ana, _ = named
    record = ana.post(f"{address}/next", json={}).json()["records"][0]["id"]
    assert vote(ana, address, record, note=text).status_code == 201
    (mine,) = ana.get(f"{address}/decisions/mine").json()["items"]
    assert mine["event"]["note"] == text


@pytest.mark.parametrize(
    "given",
    [{"n": 0}, {"n": 21}, {"n": "x"}, {"stage": "pilot"}, {"stage": None}, {"more": 1}],
)
def test_what_makes_no_sense_is_refused(named, given):
    address, ana, _ = named
    answer = ana.post(f"{address}/next", json=given)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
