"""The service is killed in mid-work, and begins again."""

import secrets
import threading

import httpx2

from activescreen.store import open_store
from activescreen.store.decisions import load_ledger
from activescreen.store.reviews import find_review
from activescreen.workspace import Workspace


def screen(person, review, acknowledged, enough):
    """Decide until nobody answers; gives the vote that had no answer."""
    vote = None
    try:
        while True:
            vote = None
            hand = person.expect(200, "POST", f"/reviews/{review}/next", json={"n": 2})["records"]
            vote = {
                "event_id": secrets.token_hex(12),
                "record_id": hand[0]["id"],
                "verdict": "exclude",
            }
            person.expect(201, "POST", f"/reviews/{review}/decisions", json=vote)
            acknowledged.append(vote["event_id"])
            if len(acknowledged) >= 40:
                enough.set()
    except httpx2.TransportError:
        return vote


def test_what_was_acknowledged_outlives_a_kill(start_site, make_table, database_url):
    where = {} if database_url is None else {"ACTIVESCREEN_DATABASE": database_url}
    site = start_site(**where)
    given = {"name": "killed", "votes_per_record": 2, "configuration": "words"}
    review = site.owner.expect(201, "POST", "/reviews", json=given)["id"]
    files = {"files": ("one.csv", make_table(300))}
    site.owner.expect(201, "POST", f"/reviews/{review}/imports", files=files)
    people = {name: site.join(review, name) for name in ("Ada", "Bo", "Cy")}
    acknowledged, unanswered, enough = [], {}, threading.Event()

    def work(name):
        unanswered[name] = screen(people[name], review, acknowledged, enough)

    threads = [threading.Thread(target=work, args=(name,)) for name in people]
    for thread in threads:
        thread.start()
    assert enough.wait(60)
    site.process.kill()
    for thread in threads:
        thread.join(60)
    assert set(unanswered) == set(people)

    again = start_site(site.workspace, **where)
    for name, vote in unanswered.items():
        if vote is not None:  # a browser sends what was not acknowledged once more
            answer = again.api(name).post(f"/api/v1/reviews/{review}/decisions", json=vote)
            assert answer.status_code in (200, 201), answer.text
            acknowledged.append(vote["event_id"])
    with open_store(Workspace(site.workspace)) as database, database.reading() as connection:
        events = [event.id for event in load_ledger(connection, find_review(connection, "killed"))]
    assert len(events) == len(set(events))
    assert set(events) == set(acknowledged)
