"""The certified rule from the browser: registered, drawn in order, looked at, certified."""

import csv
import io
import itertools
import json
import threading

import pytest

from activescreen.cli import main
from activescreen.review.dashboard.worked import Worked
from activescreen.review.stopping import pricing
from activescreen.stopping.certificate import Certificate
from activescreen.stopping.registration import Registration
from activescreen.store.reviews import review_at
from activescreen.web.pages import dashboard, stopping

HTML = {"Accept": "text/html"}
_EVENTS = itertools.count(1)


def vote(browser, address, record_id, verdict):
    given = {"event_id": f"stopping-{next(_EVENTS)}", "record_id": record_id, "verdict": verdict}
    answer = browser.post(f"{address}/decisions", json=given)
    assert answer.status_code == 201, answer.text
    return answer.json()


def take(browser, address, n=1):
    answer = browser.post(f"{address}/next", json={"n": n})
    assert answer.status_code == 200, answer.text
    return answer.json()


def phases(browser, address):
    return browser.get(f"{address}/phases").json()


def page(browser, address, part="stopping"):
    answer = browser.get(f"{address.removeprefix('/api/v1')}/{part}", headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture
def half_read(owner, table):
    """A review of 40 records with one vote a record, 10 of them read and 4 of these relevant."""
    given = {"name": "bees", "configuration": "words", "votes_per_record": 1}
    made = owner.post("/api/v1/reviews", json={**given, "target_recall": "0.5"}).json()
    address = f"/api/v1/reviews/{made['id']}"
    rows = [
        {
            "title": f"On the {n}th bee of a hive",
            "abstract": f"Word{n} is said.",
            "doi": f"10.1/{n}",
        }
        for n in range(40)
    ]
    files = {"files": ("search.csv", table(rows))}
    assert owner.post(f"{address}/imports", files=files).status_code == 201
    for n in range(10):
        (record,) = take(owner, address)["records"]
        vote(owner, address, record["id"], "include" if n < 4 else "exclude")
    return address


def start(owner, address, **more):
    answer = owner.post(f"{address}/phases", json=more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def draw_until_it_stops(owner, address, verdict="exclude"):
    served = []
    while phases(owner, address)["items"][-1]["stops_after"] is None:
        given = take(owner, address)
        assert given["phase"] == "random"
        served.append(given["records"][0]["id"])
        vote(owner, address, served[-1], verdict)
    return served


def order_of(owner, address, digest):
    answer = owner.get(f"{address}/phases/{digest}/draws")
    assert answer.headers["content-type"].startswith("text/csv")
    return [row["record_id"] for row in csv.DictReader(io.StringIO(answer.text))]


def test_from_the_button_to_a_certificate_that_holds(owner, half_read, tmp_path):
    here = half_read.removeprefix("/api/v1")
    assert "excluded by the model" not in page(owner, half_read, "records")
    assert "Close the urn and register" in page(owner, half_read)
    answer = owner.post(f"{here}/stopping/phases", data={"csrf_token": owner.csrf}, headers=HTML)
    assert answer.headers["location"] == f"{here}/stopping#phase"
    (state,) = phases(owner, half_read)["items"]
    assert (state["progress"], state["urn"], state["found_before"]) == ("open", 30, 4)
    seen = page(owner, half_read)
    assert state["hash"] in seen
    assert seen.index("Publish this hash before the first draw") < seen.index(">Begin drawing<")

    order = order_of(owner, half_read, state["hash"])
    served = draw_until_it_stops(owner, half_read)
    assert served == order[: len(served)]
    seen = page(owner, half_read)
    assert seen.index("Issue the certificate") < seen.index("Publish this hash")
    assert "Issue the certificate" in page(owner, half_read, "dashboard")
    path = f"{here}/stopping/phases/{state['hash']}/certificate"
    answer = owner.post(path, data={"csrf_token": owner.csrf}, headers=HTML)
    assert answer.status_code == 303
    certified = owner.get(answer.headers["location"], headers=HTML).text
    assert f"We read {len(served)} randomly ordered records after 10 others" in certified
    assert "activescreen certificate verify" in certified

    (state,) = phases(owner, half_read)["items"]
    (digest,) = state["certificates"]
    file = tmp_path / "certificate.json"
    file.write_text(owner.get(f"{half_read}/certificates/{digest}").text, encoding="utf-8")
    assert Certificate.load(file).digest == digest
    printed = owner.get(f"{half_read}/certificates/{digest}/page")
    assert printed.headers["content-disposition"].startswith("attachment")
    assert "Stop certificate" in printed.text
    seen = page(owner, half_read, "dashboard")
    left = 30 - len(served)
    assert "Nothing is left to be read by people" in seen
    assert f"{left} records were never read" in seen
    assert ">To the certificate<" in seen
    assert "How much has been found" not in seen
    assert "Title and abstract: everything read" not in seen
    seen = page(owner, half_read, "records?state=unread")
    assert f"{left} unread records here are excluded by the model" in seen
    listed = owner.get(f"{half_read}/records").json()
    assert listed["by_model"] == listed["by_state"]["unread"] == left
    numbers = owner.get(f"{half_read}/dashboard").json()
    (stage,) = (each for each in numbers["stages"] if each["stage"] == "title_abstract")
    assert (stage["unread"], stage["by_model"]) == (0, left)
    assert "title_abstract" not in {each["stage"] for each in numbers["ways"]}
    flow = owner.get(f"{half_read}/flow.json").json()
    assert flow["search"]["excluded"]["by_model"] == left
    listed = owner.get("/", headers=HTML).text
    assert f"nothing left to screen, {left} excluded by the model" in listed


def awaited(browser, address):
    tasks = browser.get(f"{address}/dashboard").json()["waiting_for_you"]
    return [each["task"] for each in tasks if each["stage"] == "title_abstract"]


def test_whoever_reads_on_after_the_stop_is_told_that_it_changes_nothing(owner, half_read):
    made = start(owner, half_read)
    assert take(owner, half_read)["message"] == ""
    assert awaited(owner, half_read) == ["random"]
    draw_until_it_stops(owner, half_read)
    given = take(owner, half_read)
    assert given["message"].startswith("The stopping rule has stopped")
    assert awaited(owner, half_read) == ["certificate"]
    vote(owner, half_read, given["records"][0]["id"], "exclude")
    assert take(owner, half_read)["message"] == given["message"]
    assert owner.post(f"{half_read}/phases/{made['hash']}/certificate").status_code == 201
    given = take(owner, half_read)
    assert given["records"]
    assert given["message"].startswith("Screening is certified for these records")
    assert awaited(owner, half_read) == []


def test_what_is_left_unread_waits_again_when_a_later_search_comes(owner, half_read, table):
    made = start(owner, half_read)
    served = draw_until_it_stops(owner, half_read)
    assert owner.post(f"{half_read}/phases/{made['hash']}/certificate").status_code == 201
    left = 30 - len(served)

    def counted():
        stages = owner.get(f"{half_read}/dashboard").json()["stages"]
        (stage,) = (each for each in stages if each["stage"] == "title_abstract")
        flow = owner.get(f"{half_read}/flow.json").json()["search"]
        return stage["unread"], stage["by_model"], flow["excluded"]["by_model"]

    assert counted() == (0, left, left)
    rows = [
        {"title": f"A later {n}th wasp", "abstract": f"Sting{n}.", "doi": f"10.2/{n}"}
        for n in (1, 2)
    ]
    files = {"files": ("later.csv", table(rows))}
    assert owner.post(f"{half_read}/imports", files=files).status_code == 201
    assert counted() == (left + 2, 0, 0)
    assert f"{left + 2} to screen" in owner.get("/", headers=HTML).text
    fresh = owner.get(f"{half_read}/records?text=wasp").json()["items"]
    for record in fresh:
        vote(owner, half_read, record["id"], "exclude")
    assert counted() == (0, left, left)
    assert "Nothing is left to be read by people" in page(owner, half_read, "dashboard")


def test_the_stop_is_no_more_once_a_draw_before_it_was_changed(owner, half_read):
    start(owner, half_read)
    first, *_ = draw_until_it_stops(owner, half_read)
    assert take(owner, half_read)["message"]
    vote(owner, half_read, first, "maybe")
    assert phases(owner, half_read)["items"][-1]["stops_after"] is None
    assert take(owner, half_read)["message"] == ""


def test_people_are_shown_what_they_can_do_themselves(service, owner, half_read):
    ana, otto = (
        service.join(half_read.rpartition("/")[2], name, role)
        for name, role in (("Ana", "reviewer"), ("Otto", "observer"))
    )
    assert ">Start the random phase</a>" in page(owner, half_read, "dashboard")
    assert ">More on stopping</a>" in page(ana, half_read, "dashboard")
    (record,) = take(ana, half_read)["records"]
    vote(ana, half_read, record["id"], "maybe")
    assert ">More on stopping</a>" in page(owner, half_read, "dashboard")
    vote(ana, half_read, record["id"], "exclude")
    start(owner, half_read)
    assert ">Begin drawing</a>" in page(ana, half_read)
    assert ">Begin drawing</a>" not in page(otto, half_read)
    draw_until_it_stops(owner, half_read)
    assert ">Issue the certificate</a>" in page(owner, half_read, "dashboard")
    assert ">To the random phase</a>" in page(ana, half_read, "dashboard")
    assert awaited(ana, half_read) == []


def test_an_owner_can_give_others_what_a_certificate_is_verified_against(
    service, owner, half_read, tmp_path, monkeypatch, capsys
):
    ana = service.join(half_read.rpartition("/")[2], "Ana", "reviewer")
    made = start(owner, half_read)
    draw_until_it_stops(owner, half_read)
    digest = owner.post(f"{half_read}/phases/{made['hash']}/certificate").json()["digest"]
    # What is read afterwards is not in it.
    vote(owner, half_read, take(owner, half_read)["records"][0]["id"], "exclude")
    certificate, ledger = tmp_path / "certificate.json", tmp_path / "ledger.jsonl"
    certificate.write_bytes(owner.get(f"{half_read}/certificates/{digest}").content)
    answer = owner.get(f"{half_read}/certificates/{digest}/ledger")
    assert answer.headers["content-disposition"].startswith("attachment")
    ledger.write_bytes(answer.content)
    asked = ["verify", str(certificate), "--ledger", str(ledger), "--registration-hash"]
    monkeypatch.setattr("sys.argv", ["activescreen", "certificate", *asked, made["hash"]])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code, capsys.readouterr()
    assert ana.get(f"{half_read}/certificates/{digest}/ledger").status_code == 403
    assert "Ledger (JSON lines)" in page(owner, half_read, f"certificates/{digest}")
    assert "Ledger (JSON lines)" not in page(ana, half_read, f"certificates/{digest}")


def test_the_registration_is_a_file_whose_hash_is_its_own(owner, half_read, tmp_path):
    made = start(owner, half_read)
    answer = owner.get(f"{half_read}/phases/{made['hash']}")
    file = tmp_path / "registration.json"
    file.write_text(answer.text, encoding="utf-8")
    found = Registration.load(file)
    assert (found.hash, found.seed) == (made["hash"], made["seed"])
    assert json.loads(answer.text)["opening"]["read"] == 10


def test_what_is_in_hand_when_the_urn_is_closed_is_refused_with_words(service, owner, half_read):
    ana = service.join(half_read.rpartition("/")[2], "Ana", "reviewer")
    (held,) = take(ana, half_read)["records"]
    made = start(owner, half_read)
    order = order_of(owner, half_read, made["hash"])
    late = {"event_id": "stopping-late", "record_id": held["id"], "verdict": "include"}
    if held["id"] == order[0]:
        held = {"id": order[1]}
        late["record_id"] = order[1]
    answer = ana.post(f"{half_read}/decisions", json=late)
    assert answer.status_code == 409
    assert "random phase" in answer.json()["detail"]
    given = take(ana, half_read)
    assert (given["phase"], given["records"][0]["id"]) == ("random", order[0])


def test_it_does_not_open_over_open_labels_and_says_which(service, owner, make_review):
    address = make_review()
    ana = service.join(address.rpartition("/")[2], "Ana", "reviewer")
    first = ana.get(f"{address}/records").json()["items"][0]["id"]
    vote(ana, address, first, "include")
    seen = phases(owner, address)
    assert not seen["may_open"]
    assert any("votes that they still need" in each["says"] for each in seen["checks"])
    assert "Close the urn" not in page(owner, address)
    answer = owner.post(f"{address}/phases", json={})
    assert answer.status_code == 409
    assert "lacks a final label" in answer.json()["detail"]
    vote(owner, address, first, "exclude")
    assert any("conflict" in each["says"] for each in phases(owner, address)["checks"])


def test_it_does_not_open_while_a_pilot_goes_on(owner, half_read):
    given = {"after": 0, "size": 3, "raters": ["Owner"]}
    assert owner.post(f"{half_read}/pilots", json=given).status_code == 201
    answer = owner.post(f"{half_read}/phases", json={})
    assert answer.status_code == 409
    assert "pilot" in answer.json()["detail"].lower()


def test_a_second_click_registers_nothing_more(owner, half_read):
    made = start(owner, half_read)
    answer = owner.post(f"{half_read}/phases", json={})
    assert answer.status_code == 409
    assert "registered already" in answer.json()["detail"]
    assert [each["hash"] for each in phases(owner, half_read)["items"]] == [made["hash"]]


def test_an_only_phase_cannot_be_left_and_a_numbered_one_can_once(owner, half_read):
    only = start(owner, half_read)
    answer = owner.post(f"{half_read}/phases/{only['hash']}/leave")
    assert answer.status_code == 409
    assert "cannot be left" in answer.json()["detail"]


def test_the_next_phase_has_half_of_the_error_and_waits_for_ranked_reading(owner, half_read):
    first = start(owner, half_read, numbered=True)
    (record,) = take(owner, half_read)["records"]
    vote(owner, half_read, record["id"], "exclude")
    for _ in "12":
        assert owner.post(f"{half_read}/phases/{first['hash']}/leave").status_code == 204
    seen = phases(owner, half_read)
    assert seen["items"][0]["progress"] == "left"
    assert not seen["may_open"]
    assert any("at least one record must be read" in c["says"].lower() for c in seen["checks"])
    given = take(owner, half_read)
    assert given["phase"] == "ranked"
    vote(owner, half_read, given["records"][0]["id"], "exclude")
    assert "It is phase 2" in page(owner, half_read)
    start(owner, half_read)
    first, second = phases(owner, half_read)["items"]
    assert (first["alpha"], second["alpha"], second["phase"]) == ("1/40", "1/80", 2)


def test_a_draw_without_its_label_holds_the_later_ones_back(service, owner, half_read):
    ana = service.join(half_read.rpartition("/")[2], "Ana", "reviewer")
    start(owner, half_read)
    (held,) = take(ana, half_read)["records"]
    for _ in range(3):
        (record,) = take(owner, half_read)["records"]
        vote(owner, half_read, record["id"], "exclude")
    (state,) = phases(owner, half_read)["items"]
    assert (state["drawn"], state["counted"]) == (3, 0)
    assert "later ones count when draw 1 has its final label" in page(owner, half_read)
    vote(ana, half_read, held["id"], "exclude")
    (state,) = phases(owner, half_read)["items"]
    assert (state["drawn"], state["counted"]) == (4, 4)


def test_nothing_is_certified_before_the_rule_stops(owner, half_read):
    made = start(owner, half_read)
    answer = owner.post(f"{half_read}/phases/{made['hash']}/certificate")
    assert answer.status_code == 409
    assert "Nothing can be certified yet" in answer.json()["detail"]


def test_only_owners_start_and_see_the_coming_order(service, owner, half_read):
    ana = service.join(half_read.rpartition("/")[2], "Ana", "reviewer")
    assert "An owner of the review can start it" in page(ana, half_read)
    made = start(owner, half_read)
    assert ana.get(f"{half_read}/phases/{made['hash']}/draws").status_code == 403
    assert ana.get(f"{half_read}/phases/{made['hash']}").status_code == 200
    assert "Draws in their order" not in page(ana, half_read)


def test_a_later_search_has_a_phase_of_its_own(owner, half_read, table):
    made = start(owner, half_read)
    draw_until_it_stops(owner, half_read)
    assert owner.post(f"{half_read}/phases/{made['hash']}/certificate").status_code == 201
    assert "Close the urn" not in page(owner, half_read)
    rows = [
        {"title": f"A wholly other study {n}", "abstract": f"Term{n}.", "doi": f"10.2/{n}"}
        for n in range(6)
    ]
    files = {"files": ("june.csv", table(rows))}
    answer = owner.post(f"{half_read}/imports", files=files, data={"wave": "June"})
    assert answer.status_code == 201
    assert owner.get(f"{half_read}/dashboard").json()["price"]["unread"] == 6
    seen = page(owner, half_read)
    assert "6 records, 0 read" in seen
    assert "Records of a later search lie outside it" in seen
    start(owner, half_read)
    assert phases(owner, half_read)["items"][-1]["waves"] == ["June"]


def test_other_rules_advise_and_say_that_they_certify_nothing(owner, half_read):
    seen = page(owner, half_read, "stopping/rules")
    assert "consecutive_irrelevant" in seen
    assert "certifies anything" in seen
    assert "calibrated_random_phase" not in seen


@pytest.mark.parametrize("rule", ["knee", "qbcb", "hypergeometric_random_phase"])
def test_whatever_rule_the_protocol_names_the_page_says_what_it_claims(owner, table, rule):
    given = {"name": rule, "configuration": "words", "stopping_rule": rule}
    made = owner.post("/api/v1/reviews", json=given).json()
    address = f"/api/v1/reviews/{made['id']}"
    files = {
        "files": (
            "search.csv",
            table([{"title": f"A title {n}", "doi": f"10.3/{n}"} for n in range(8)]),
        )
    }
    assert owner.post(f"{address}/imports", files=files).status_code == 201
    seen = page(owner, address)
    assert rule in seen
    start(owner, address)
    (state,) = phases(owner, address)["items"]
    used = rule if rule == "hypergeometric_random_phase" else "calibrated_random_phase"
    assert state["rule"] == used
    page(owner, address)


def test_an_unknown_registration_or_certificate_is_told(owner, half_read):
    for path in (
        "phases/x",
        "phases/x/draws",
        "certificates/x",
        "certificates/x/page",
        "certificates/x/ledger",
    ):
        assert owner.get(f"{half_read}/{path}").status_code == 404
    assert owner.post(f"{half_read}/phases/x/leave").status_code == 404


def _read_one_more(owner, address):
    (record,) = take(owner, address)["records"]
    vote(owner, address, record["id"], "exclude")


def test_a_price_of_an_earlier_state_says_so_until_it_is_worked_out_anew(
    service, owner, half_read, monkeypatch
):
    # However slow the machine is, there is a first price.
    monkeypatch.setattr(stopping, "WAIT", 60)
    monkeypatch.setattr(dashboard, "WAIT", 60)
    for part in ("stopping", "dashboard"):
        assert "worked out" not in page(owner, half_read, part)
    go_on, real = threading.Event(), pricing.price_list

    def held(*given):
        go_on.wait()
        return real(*given)

    monkeypatch.setattr(pricing, "price_list", held)
    _read_one_more(owner, half_read)
    try:
        for part in ("stopping", "dashboard"):
            seen = page(owner, half_read, part)
            assert "of the 30 unread" in seen
            assert "worked out when 30 were unread and 4 were found" in seen
            assert "now 29 are unread, and 4 found. It is being worked out anew." in seen
        price = owner.get(f"{half_read}/dashboard").json()["price"]
        assert (price["unread"], price["unread_now"], price["renewing"]) == (30, 29, True)
    finally:
        go_on.set()
    with service.database.reading() as connection:
        review = review_at(connection, int(half_read.rpartition("/")[2]))
        board = service.settings.boards.current(connection, review)
    # What is asked for later is worked out after it.
    board.remember("worked", None, Worked).ask("what comes after", lambda: True)
    price = owner.get(f"{half_read}/dashboard").json()["price"]
    assert (price["unread"], price["unread_now"], price["renewing"]) == (29, 29, False)
    for part in ("stopping", "dashboard"):
        seen = page(owner, half_read, part)
        assert "of the 29 unread" in seen
        assert "worked out" not in seen


def test_a_price_that_stays_since_little_was_read_says_of_what_it_is(owner, half_read, monkeypatch):
    monkeypatch.setattr(stopping, "WAIT", 60)
    monkeypatch.setattr(pricing, "_CLOSE", 1.0)
    _read_one_more(owner, half_read)
    page(owner, half_read)
    _read_one_more(owner, half_read)
    seen = page(owner, half_read)
    assert "of the 29 unread" in seen
    assert "now 28 are unread, and 4 found. Reading so few more changes it by little." in seen
