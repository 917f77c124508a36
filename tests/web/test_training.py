"""Training over HTTP: votes wake it, people see it, and ask why."""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from activescreen.errors import AccessError
from activescreen.review.people.membership import first_owner
from activescreen.review.permissions import Permission, access_to
from activescreen.review.ranking.behind import TrainingBehind
from activescreen.review.ranking.workbench import Workbench
from activescreen.store.reviews import review_at, set_configuration
from activescreen.web.api.training_events import training_events


def in_a_loop_of_its_own(work):
    """Run a coroutine in a thread: a browser that other tests drive keeps a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture
def trainer(service):
    """Trains in this process, without a pause."""
    bench = Workbench(service.database, clock=lambda: service.time[0])
    with TrainingBehind(bench, pause=0) as trainer:
        service.settings = replace(service.settings, trainer=trainer)
        yield trainer


@pytest.fixture
def address(trainer, owner, service, make_review):
    """A review with a first ranking. The owner's browser is made anew, with a trainer behind it."""
    made = make_review()
    trainer.wake(number_in(made))
    trainer.settle()
    return made


@pytest.fixture
def boss(service, trainer):
    return service.browser(first_owner(service.database, service.time[0]))


@pytest.fixture
def vote():
    def voted(browser, address, verdict="include", place=0):
        records = browser.get(f"{address}/records").json()["items"]
        given = {
            "event_id": f"event-{place}-{verdict}-{browser.csrf[:6]}",
            "record_id": records[place]["id"],
            "verdict": verdict,
        }
        assert browser.post(f"{address}/decisions", json=given).status_code == 201
        return given["record_id"]

    return voted


def number_in(address):
    return int(address.rpartition("/")[2])


def test_an_import_and_a_vote_are_followed_by_a_ranking(boss, trainer, address, vote):
    seen = boss.get(f"{address}/training").json()
    assert (seen["state"], seen["error"], seen["automatic"]) == ("idle", "", True)
    assert seen["ranking"]["number"] == 1
    assert seen["ranking"]["ranked_by"] == "similarity to the review question"
    assert seen["decisions_since"] == 0
    assert seen["versions"]["activescreen"]
    vote(boss, address)
    trainer.settle()
    after = boss.get(f"{address}/training").json()
    assert after["ranking"]["number"] == 2
    assert after["ranking"]["decisions"] == 1
    assert after["decisions_since"] == 0
    assert after["ranking"]["model"] != seen["ranking"]["model"]
    page = boss.get(f"{address}/rankings?limit=1").json()
    assert [each["number"] for each in page["items"]] == [2]
    more = boss.get(f"{address}/rankings", params={"before": page["next"]}).json()
    assert [each["number"] for each in more["items"]] == [1]
    assert more["next"] is None


def test_the_choice_of_a_configuration_is_logged_and_holds(boss, trainer, address):
    known = {each["name"]: each for each in boss.get(f"{address}/training/configurations").json()}
    assert known["words"]["purpose"].startswith("Where no embedding model is installed")
    answer = boss.post(f"{address}/training", json={"configuration": "naive_bayes"})
    assert answer.status_code == 202
    assert answer.json()["configuration"] == "naive_bayes"
    trainer.settle()
    assert boss.get(f"{address}/training").json()["ranking"]["configuration"] == "naive_bayes"
    boss.post(f"{address}/training", json={"configuration": "naive_bayes"})
    page = boss.get(f"/reviews/{number_in(address)}/models").text
    assert page.count("from words to") == 1
    assert "by Owner" in page


@pytest.mark.parametrize("name", ["nothing", "/etc/passwd.yaml", "words.yaml", "../words"])
def test_only_a_configuration_that_is_offered_can_be_chosen(boss, trainer, address, name):
    answer = boss.post(f"{address}/training", json={"configuration": name})
    assert answer.status_code == 422
    assert "no configuration named" in answer.json()["detail"]
    assert boss.get(f"{address}/training").json()["configuration"] == "words"


def test_a_reviewer_has_it_trained_and_does_not_choose(service, boss, trainer, address):
    reviewer = service.join(number_in(address), "Ann", "reviewer")
    assert reviewer.post(f"{address}/training", json={}).status_code == 202
    answer = reviewer.post(f"{address}/training", json={"configuration": "naive_bayes"})
    assert answer.status_code == 403
    page = reviewer.get(f"/reviews/{number_in(address)}/models").text
    assert "Train now" in page
    assert "Rank with this one" not in page
    observer = service.join(number_in(address), "Olga", "observer")
    assert observer.post(f"{address}/training", json={}).status_code == 403
    assert "Train now" not in observer.get(f"/reviews/{number_in(address)}/models").text


def test_the_page_works_without_a_script(boss, trainer, address):
    here = f"/reviews/{number_in(address)}/models"
    page = boss.get(here).text
    assert "What ranks the records" in page
    assert "similarity to the review question" in page
    form = {"csrf_token": boss.csrf, "configuration": "naive_bayes"}
    answer = boss.post(here, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    trainer.settle()
    assert re.search(r"<dt>Configuration</dt><dd>naive_bayes", boss.get(here).text)
    assert boss.post(here, data={"csrf_token": boss.csrf}).status_code == 303


def test_without_a_trainer_the_page_says_what_to_do(service, owner, make_review):
    made = make_review()
    page = owner.get(f"/reviews/{number_in(made)}/models").text
    assert "activescreen train" in page
    assert "No ranking yet." in page
    seen = owner.get(f"{made}/training").json()
    assert (seen["automatic"], seen["ranking"]) == (False, None)
    record = owner.get(f"{made}/records").json()["items"][0]["id"]
    answer = owner.get(f"{made}/records/{record}/why")
    assert answer.status_code == 409
    assert "no ranking yet" in answer.json()["detail"]
    assert owner.get(f"{made}/records/nothing/why").status_code == 404


def test_why_tells_no_hidden_vote_and_tells_it_when_all_are_in(
    service, boss, trainer, address, vote
):
    ann = service.join(number_in(address), "Ann", "reviewer")
    record = ann.get(f"{address}/records").json()["items"][4]["id"]
    before = ann.get(f"{address}/records/{record}/why").json()
    assert before["position"] is not None
    assert before["neighbours"] == []
    read = vote(boss, address, "include", 0)
    trainer.settle()
    hidden = ann.get(f"{address}/records/{record}/why").json()
    assert hidden["neighbours"] == []
    assert hidden["terms"] == before["terms"]
    assert any("hidden from you" in note for note in hidden["notes"])
    vote(ann, address, "include", 0)
    trainer.settle()
    shown = ann.get(f"{address}/records/{record}/why").json()
    assert [(each["id"], each["label"]) for each in shown["neighbours"]] == [(read, "include")]
    assert shown["notes"][-1:] != hidden["notes"][-1:]


def test_why_is_not_told_of_the_records_of_a_pilot_that_goes_on(service, boss, trainer, address):
    service.join(number_in(address), "Ann", "reviewer")
    begun = boss.post(f"{address}/pilots", json={"after": 0, "size": 3, "seed": 5})
    assert begun.status_code == 201
    answers = [
        boss.get(f"{address}/records/{each['id']}/why")
        for each in boss.get(f"{address}/records").json()["items"]
    ]
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert len(refused) == 3
    assert all("when the pilot is over" in each["detail"] for each in refused)
    assert all("position" not in each for each in refused)


def test_why_says_that_a_colleague_has_begun_a_record(service, boss, trainer, address, vote):
    ann = service.join(number_in(address), "Ann", "reviewer")
    record = vote(boss, address)
    trainer.settle()
    seen = ann.get(f"{address}/records/{record}/why").json()
    assert (seen["begun"], seen["position"]) == (True, None)
    assert not boss.get(f"{address}/records/{record}/why").json()["begun"]
    vote(ann, address, "exclude")
    trainer.settle()
    assert not ann.get(f"{address}/records/{record}/why").json()["begun"]


def test_why_shows_no_numbers_and_no_function_words(boss, trainer, address, table):
    rows = [
        {"title": title, "abstract": ""}
        for title in ("18 and the 18", "Bees in 18 gardens and on trees", "The 18", "In and out")
    ]
    boss.post(f"{address}/imports", files={"files": ("more.csv", table(rows))})
    trainer.settle()
    ids = {
        each["title"]: each["id"]
        for each in boss.get(f"{address}/records?limit=50").json()["items"]
    }
    for number, (title, verdict) in enumerate(
        [(rows[0]["title"], "include"), (rows[3]["title"], "exclude")]
    ):
        given = {"event_id": f"said-{number}-xyz", "record_id": ids[title], "verdict": verdict}
        assert boss.post(f"{address}/decisions", json=given).status_code == 201
    trainer.settle()
    seen = boss.get(f"{address}/records/{ids[rows[2]['title']]}/why").json()
    assert seen["terms"] == []
    assert any("No words are shown" in note for note in seen["notes"])


class Listener:
    """Reads the events of a review as they are sent."""

    def __init__(self, service, address, still_allowed=None, heartbeat=3600.0):
        account = first_owner(service.database, service.time[0])
        access = access_to(service.database, account, number_in(address), Permission.LOOK)

        async def allowed():
            if still_allowed is not None:
                still_allowed()

        self.events = training_events(
            service.database, access, service.settings.trainer, allowed, heartbeat
        )

    async def next(self):
        block = (await anext(self.events)).decode()
        lines = dict(line.split(": ", 1) for line in block.strip().splitlines())
        return lines.get("event", ""), json.loads(lines.get("data", "null"))

    async def until(self, name):
        while (event := await self.next())[0] != name:
            pass
        return event[1]


class TestEvents:
    def test_come_as_things_are_and_as_they_change(self, service, boss, trainer, address, vote):
        async def listen():
            listener = Listener(service, address)
            assert (await listener.until("training"))["state"] == "idle"
            assert (await listener.until("ranking"))["ranking"]["number"] == 1
            await asyncio.to_thread(vote, boss, address)
            newest = await listener.until("ranking")
            assert newest["ranking"]["number"] == 2
            assert newest["decisions_since"] == 0
            await listener.events.aclose()

        in_a_loop_of_its_own(listen())
        assert not any(trainer._listeners.values())

    def test_end_with_the_service(self, service, boss, trainer, address):
        async def listen():
            listener = Listener(service, address)
            await listener.until("ranking")
            await asyncio.to_thread(trainer.close)
            await listener.until("end")
            assert [event async for event in listener.events] == []

        in_a_loop_of_its_own(listen())
        assert not any(trainer._listeners.values())

    def test_end_for_whoever_may_not_listen_any_more(self, service, boss, trainer, address):
        def out():
            raise AccessError("You have no part in a review of this number.")

        async def listen():
            listener = Listener(service, address, out, heartbeat=0)
            await listener.until("end")
            assert [event async for event in listener.events] == []

        in_a_loop_of_its_own(listen())
        assert not any(trainer._listeners.values())

    def test_end_also_where_it_is_never_quiet(self, service, boss, trainer, address, monkeypatch):
        """While a model is trained there is news more often than a heartbeat."""

        def out():
            raise AccessError("You have no part in a review of this number.")

        async def news(*_):
            for number in range(3):
                await asyncio.sleep(0)
                yield f"event: training\ndata: {number}\n\n".encode()

        monkeypatch.setattr("activescreen.web.api.training_events._told", news)

        async def listen():
            listener = Listener(service, address, out, heartbeat=0)
            return [await listener.next(), await listener.next()]

        assert [name for name, _ in in_a_loop_of_its_own(listen())] == ["", "end"]

    def test_a_heartbeat_notices_what_other_processes_train(self, service, boss, trainer, address):
        async def listen():
            listener = Listener(service, address, heartbeat=0)
            await listener.until("ranking")
            with service.database.writing() as connection:
                review = review_at(connection, number_in(address))
                set_configuration(connection, review, "naive_bayes", 0)
            await asyncio.to_thread(Workbench(service.database).train, number_in(address))
            newest = await listener.until("ranking")
            assert newest["ranking"]["configuration"] == "naive_bayes"
            await listener.events.aclose()

        in_a_loop_of_its_own(listen())

    def test_where_nothing_is_trained_they_end_at_once(self, owner, make_review):
        answer = owner.get(f"{make_review()}/events")
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-accel-buffering"] == "no"
        names = re.findall(r"^event: (\w+)$", answer.text, re.MULTILINE)
        assert names == ["training", "ranking", "end"]
