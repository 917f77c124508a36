"""The typed client against the service itself, over good lines and bad ones."""

import csv
import re
import sys
from pathlib import Path

import pytest

from activescreen.client import ApiError, Client, ConflictError, UnreachableError
from activescreen.errors import ConfigurationError, InputError
from activescreen.ledger import Verdict


@pytest.fixture
def owner(client_of):
    return client_of()


@pytest.fixture
def peers(owner, review, search):
    """The review in the owner's name, with five records."""
    found = owner.review(review.id)
    found.import_files(search, wave="January")
    return found


def test_reviews_are_listed_and_shown(owner, peers):
    assert owner.name() == "Owner"
    (line,) = owner.reviews()
    assert (line.id, line.name, line.role, line.to_screen) == (peers.number, "peers", "owner", 5)
    seen = peers.show()
    assert seen.exclusion_reasons == ("wrong population",)
    assert (seen.imported, seen.copies, seen.stages) == (5, 0, ())


def test_files_are_imported_once(owner, peers, search):
    done = peers.import_files(search, wave="May", origin="register")
    assert (done.wave, done.records, done.added, done.known) == ("May", 5, 0, 5)
    owner.line.failures = ["after"]
    with pytest.raises(UnreachableError, match="lost"):
        peers.import_files(search, wave="June")
    posts = [path for method, path in owner.line.sent if method == "POST"]
    assert len(posts) == 3
    with pytest.raises(InputError, match="No file"):
        peers.import_files()
    with pytest.raises(InputError, match="cannot be read"):
        peers.import_files(search.with_name("nothing.csv"))


def test_records_come_over_all_pages(peers, monkeypatch):
    monkeypatch.setattr("activescreen.client.reviews._AT_ONCE", 2)
    every = list(peers.records())
    assert [each.title for each in every] == [f"Record number {n} of a kind" for n in range(5)]
    assert [each.title for each in peers.records(text="rivers", state="unread")] == [every[2].title]
    assert list(peers.records(abstract=False)) == []
    page = peers.page(limit=2, sort="title")
    assert (page.found, page.total, page.previous) == (5, 5, None)
    assert peers.page(cursor=page.next, limit=2, sort="title").items == tuple(every[2:4])


def test_a_team_decides_blindly(client_of, peers):
    ana, bea = (client_of(name).review(peers.number) for name in ("Ana", "Bea"))
    (record,) = ana.next().records
    done = ana.decide(record.id, "exclude", reason="wrong population", note="“no” 🐝")
    assert (done.event.verdict, done.repeated, done.votes.given) == (Verdict.EXCLUDE, False, 1)
    seen = bea.record(record.id)
    assert (seen.events, seen.hidden, seen.state, seen.mine) == ((), 1, "waiting", None)
    assert ana.record(record.id).events[0].note == "“no” 🐝"
    assert bea.next().records[0].id == record.id
    bea.decide(record.id, Verdict.INCLUDE, seconds=3.5)
    seen = peers.record(record.id)
    assert [event.reviewer for event in seen.events] == ["Ana", "Bea"]
    assert seen.state == "undecided"
    cleo = client_of("Cleo").review(peers.number)
    with pytest.raises(ConflictError, match="needs no vote of yours") as told:
        cleo.decide(record.id, "include")
    assert (told.value.status, told.value.kind) == (409, "settled")
    assert "go on with the next record" in told.value.remedy
    assert ana.tag(record.id, ["dose", "DOSE"]) == ("dose",)
    assert peers.record(record.id).tags == ()


class TestBadLines:
    @pytest.mark.parametrize("failure", ["before", "after", 500, 503])
    def test_a_decision_is_sent_again_and_kept_once(self, owner, peers, failure):
        record = next(peers.records()).id
        owner.line.failures = [failure, failure]
        done = peers.decide(record, "include")
        assert done.repeated == (failure != "before")
        assert len(peers.record(record).events) == 1
        assert len(owner.pauses) == 2

    def test_a_decision_can_be_sent_by_another_run(self, peers):
        record = next(peers.records()).id
        first = peers.decide(record, "include", event_id="run-1-record-1")
        again = peers.decide(record, "include", event_id="run-1-record-1")
        assert (first.repeated, again.repeated) == (False, True)
        assert first.event == again.event

    def test_a_service_that_is_away_is_told_after_some_tries(self, owner, peers):
        owner.line.failures = ["before"] * 5
        with pytest.raises(UnreachableError, match="refused") as told:
            owner.reviews()
        assert told.value.status == 0
        assert "acknowledged" in told.value.remedy
        assert owner.pauses == sorted(owner.pauses)
        assert len(owner.pauses) == 4

    def test_an_answer_without_details_is_told_by_its_status(self, owner, peers):
        owner.line.failures = [502] * 5
        with pytest.raises(UnreachableError, match="status 502"):
            peers.training()

    def test_what_is_refused_is_not_sent_again(self, owner, peers):
        before = len(owner.line.sent)
        with pytest.raises(ApiError, match="no record with this id") as told:
            peers.record("nothing at all?")
        assert told.value.status == 404
        with pytest.raises(ApiError, match=r"query\.limit: Input should be less than") as told:
            peers.page(limit=10_000)
        assert told.value.errors[0]["where"] == "query.limit"
        assert len(owner.line.sent) == before + 2
        assert owner.pauses == []


def test_who_has_no_token_or_no_part_is_told(owner, client_of, peers):
    stranger = Client("http://127.0.0.1:8000", "acs_nothing", http=owner.line)
    with pytest.raises(ApiError, match="API token") as told:
        stranger.reviews()
    assert told.value.status == 401
    watching = client_of("Olga", "observer").review(peers.number)
    with pytest.raises(ApiError, match="As observer") as told:
        watching.next()
    assert told.value.status == 403


def test_exports_say_what_is_in_them(client_of, peers, tmp_path):
    record = next(peers.records()).id
    client_of("Ana").review(peers.number).decide(record, "include")
    path = tmp_path / "out.csv"
    sums = peers.export(path)
    assert (sums["records"], sums["decisions"], sums["hidden"]) == (5, 0, 1)
    with path.open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 5
    assert peers.export(tmp_path / "one.ris", "ris", text="bees")["records"] == 1
    assert "xlsx" in peers.formats()
    with pytest.raises(ApiError, match="no format"):
        peers.export(tmp_path / "one.doc", "doc")
    assert not (tmp_path / "one.doc").exists()


def test_flow_and_training_are_told(peers):
    assert isinstance(peers.flow(), dict)
    training = peers.training()
    assert (training.configuration, training.ranking) == ("words", None)


def test_every_address_of_the_client_is_in_the_api(owner, peers, client_of, tmp_path):
    record = next(peers.records()).id
    peers.show()
    peers.page()
    peers.record(record)
    peers.next()
    peers.decide(record, "include")
    peers.tag(record, [])
    peers.export(tmp_path / "out.csv")
    peers.formats()
    peers.flow()
    peers.training()
    owner.name()
    owner.reviews()
    sent = list(owner.line.sent)
    known = owner.line.get("/openapi.json").json()["paths"]
    for method, path in sent:
        fits = [
            each
            for each in known
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", each), path)
            and method.lower() in known[each]
        ]
        assert fits, (method, path)


def test_without_the_library_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(ConfigurationError, match=r"activescreen\[client\]"):
        Client("http://127.0.0.1:1", "acs_x")


def test_it_opens_and_closes_a_line_of_its_own():
    with (
        Client("http://127.0.0.1:9", "acs_x", pause=lambda _: None) as client,
        pytest.raises(UnreachableError),
    ):
        client.reviews()


def test_the_readme_s_example_runs(client_of, search, monkeypatch):
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(from activescreen.client.*?)```", text, re.DOTALL)
    client = client_of()
    client.review(1).import_files(search)
    monkeypatch.setattr("activescreen.client.Client", lambda url, token: client)
    exec(code.group(1))  # noqa: S102  # the README's own example is what is tested
    assert client.review(1).show().decisions == 3
