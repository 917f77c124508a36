"""Two reviews that differ in nothing but a hidden vote look the same to everybody else."""

import re

import pytest

from activescreen.review.ranking.training import train

VERDICTS = ("include", "exclude", "maybe")
LISTS = [
    *(
        f"?state={state}&stage={stage}"
        for state in ("unread", "waiting", "undecided", "included")
        for stage in ("title_abstract", "full_text")
    ),
    *(f"?sort={sort}" for sort in ("import", "rank", "newest", "oldest", "title")),
    *(f"?mine={said}" for said in (*VERDICTS, "none")),
    *("?state=excluded", "?tag=mark", "?text=record&limit=2"),
]
PATHS = [
    *("/records" + asked for asked in LISTS),
    *("/export" + asked.replace("&limit=2", "") for asked in LISTS),
    *("/export?format=ris", "/export?format=jsonl", "/export/sums", "/export/ranking", "/team"),
    *("/people", "/shares", "", "/dashboard", "/conflicts", "/conflicts?stage=full_text"),
    *("/full-texts", "/flow.json", "/imports", "/duplicates", "/pilots", "/phases", "/training"),
    *("/imports/1/changes", "/imports/1/drift"),
    *(
        "/audits",
        "/rankings",
        "/studies",
        "/included.csv",
        "/documents",
        "/training/configurations",
    ),
]
PAGES = [
    *("/records?state=waiting", "/export", "/people", "/dashboard", "/conflicts", "/full-text"),
    *("/flow", "/stopping", "/models", "/imports", "/imports/1"),
]


@pytest.fixture
def people(service, owner):
    """Ana and Bea, who are invited into every review that is made with this."""
    browsers = {}

    def invited(address):
        for name in ("Ana", "Bea"):
            if name not in browsers:
                browsers[name] = service.join(address.rpartition("/")[2], name, "reviewer")
                continue
            given = {"name": name, "role": "reviewer"}
            link = owner.post(f"{address}/invitations", json=given).json()["link"]
            token = {"token": link.partition("token=")[2]}
            browser = browsers[name]
            assert browser.post("/api/v1/invitations/accept", json=token).status_code == 200
            browser.csrf = browser.get("/api/v1/session").json()["csrf_token"]
        return browsers["Ana"], browsers["Bea"]

    return invited


@pytest.fixture
def twins(make_review):
    """Verdict -> address of the review in which Ana gives it."""
    return {verdict: make_review(votes=2, name=f"twin {verdict}") for verdict in VERDICTS}


def say(browser, address, record, verdict, number, **more):
    given = {
        "event_id": f"event-{number:04}",
        "record_id": record,
        "verdict": verdict,
        "note": "" if verdict == "include" else f"because {verdict}",
        **({"reason": "dose"} if verdict == "exclude" else {}),
        **more,
    }
    answer = browser.post(f"{address}/decisions", json=given)
    assert answer.status_code == 201, answer.text


def plain(answer, address):
    """An answer without what tells the twins apart: their numbers and names."""
    assert answer.status_code == 200, answer.text
    text = answer.content.decode("utf-8", "replace")
    number = address.rpartition("/")[2]
    text = text.replace(address.removeprefix("/api/v1"), "/reviews/N")
    text = re.sub(rf'"id":{number}\b', '"id":N', text)
    headers = {name: value for name, value in answer.headers.items() if "activescreen" in name}
    return re.sub(r"twin \w+", "twin", text), headers


def seen(browser, address, record):
    pages = (f"/records/{record}", *PATHS)
    found = {path: plain(browser.get(f"{address}{path}"), address) for path in pages}
    base = address.removeprefix("/api/v1")
    for path in (f"/records/{record}", *PAGES):
        page = plain(browser.get(f"{base}{path}", headers={"Accept": "text/html"}), address)
        found[f"page {path}"] = re.sub(r'name="event_id" value="[\w-]+"', "", page[0])
    return found


def test_nothing_of_a_hidden_vote_can_be_told_from_outside(owner, twins, people):
    addresses = list(twins.values())
    ana, bea = [people(address) for address in addresses][-1]
    records = [each["id"] for each in owner.get(f"{addresses[0]}/records").json()["items"]]
    for verdict, address in twins.items():
        tags = {"tags": ["mark", verdict]}
        assert ana.put(f"{address}/records/{records[0]}/tags", json=tags).is_success
        say(ana, address, records[0], verdict, 1)
    for browser in (bea, owner):
        same([seen(browser, address, records[0]) for address in addresses])
    own = [ana.get(f"{address}/records/{records[0]}").json()["mine"] for address in addresses]
    assert own == list(VERDICTS)

    # And again at the full text, which the next record reaches.
    for verdict, address in twins.items():
        for number, browser in enumerate((ana, bea), 2):
            say(browser, address, records[1], "include", number)
        say(ana, address, records[1], verdict, 4, stage="full_text")
    same([seen(bea, address, records[1]) for address in addresses])


def test_nothing_of_a_vote_in_a_pilot_can_be_told_from_outside(owner, make_review, people):
    # One vote a record would be final at once, did not the pilot wait for all its raters.
    twins = {each: make_review(votes=1, name=f"twin {each}") for each in VERDICTS}
    addresses = list(twins.values())
    ana, bea = [people(address) for address in addresses][-1]
    asked = {"size": 3, "raters": ["Ana", "Bea"], "seed": 1, "after": 0}
    for verdict, address in twins.items():
        pilot = owner.post(f"{address}/pilots", json=asked)
        assert pilot.status_code == 201, pilot.text
        record = ana.post(f"{address}/next", json={}).json()["records"][0]["id"]
        say(ana, address, record, verdict, 1)
        tags = {"tags": ["seen"]}
        assert bea.put(f"{address}/records/{record}/tags", json=tags).is_success
    for browser in (bea, owner):
        same([seen(browser, address, record) for address in addresses])
        told = [
            browser.post(f"{address}/next", json={"stage": "full_text"}) for address in addresses
        ]
        same([{"next": plain(answer, addresses[0])} for answer in told])


def of_ranks(browser, address, records):
    """What is told of records and of how they are ranked, in files and on pages too."""
    base = address.removeprefix("/api/v1")
    paths = ["/export/ranking", "/export?sort=rank", "/dashboard", "/conflicts", "/team", "/pilots"]
    found = {}
    for path in (*("/records" + asked for asked in LISTS), *paths):
        found[path] = plain(browser.get(f"{address}{path}"), address)
    for path in ("/records?sort=rank", "/dashboard", "/pilot"):
        page = plain(browser.get(f"{base}{path}", headers={"Accept": "text/html"}), address)
        found[f"page {path}"] = re.sub(r"About \w+\?", "", page[0])
    for record in records:
        path = f"/records/{record}"
        found[path] = plain(browser.get(f"{address}{path}"), address)
        page = plain(browser.get(f"{base}{path}", headers={"Accept": "text/html"}), address)
        found[f"page {path}"] = re.sub(r'name="event_id" value="[\w-]+"', "", page[0])
    return found


def test_nothing_of_a_ranking_can_be_told_from_the_records_of_an_open_pilot(
    service, owner, make_review, people
):
    # All records are in the pilot, and the two reviews differ in how these are ranked.
    addresses = [
        make_review(votes=1, name=f"twin {word}", question=f"About {word}?")
        for word in ("bees", "clouds")
    ]
    asked = {"size": 5, "raters": ["Ana", "Bea"], "seed": 1, "after": 0}
    first = []
    for address in addresses:
        ana, bea = people(address)
        train(service.database, owner.get(address).json()["name"], service.time[0])
        ranked = owner.get(f"{address}/records?sort=rank").json()["items"]
        first.append(ranked[0]["id"])
        # The cursor of a list that began before keeps to its ranking, and tells no more of it.
        begun = owner.get(f"{address}/records?sort=rank&limit=1").json()["next"]
        assert owner.post(f"{address}/pilots", json=asked).status_code == 201
        after = owner.get(f"{address}/records", params={"sort": "rank", "cursor": begun}).json()
        assert [each["rank"] for each in after["items"]] == [None] * len(after["items"])
    assert first[0] != first[1]
    for browser in (ana, bea, owner):
        same([of_ranks(browser, address, first) for address in addresses])
    base = address.removeprefix("/api/v1")
    page = owner.get(f"{base}/records?sort=rank", headers={"Accept": "text/html"}).text
    assert "5 records of the" in page
    assert "stand last, by their ids" in page
    listed = owner.get(f"{address}/records?sort=rank").json()
    assert listed["untold"] == 5
    assert [each["id"] for each in listed["items"]] == sorted(each["id"] for each in ranked)
    alone = owner.get(f"{base}/records/{first[1]}", headers={"Accept": "text/html"}).text
    assert "nobody is told where it stands in rankings" in alone
    table = owner.get(f"{address}/export/ranking").text.splitlines()
    assert [line.partition(",")[0] for line in table[1:]] == [""] * 5


def test_ranks_are_told_again_when_the_gate_is_open(service, owner, make_review, people):
    address = make_review(votes=1)
    ana, _ = people(address)
    train(service.database, owner.get(address).json()["name"], service.time[0])
    before = owner.get(f"{address}/records?sort=rank").json()["items"]
    asked = {"size": 3, "raters": ["Ana"], "seed": 1, "after": 0}
    assert owner.post(f"{address}/pilots", json=asked).status_code == 201
    pilot = ana.post(f"{address}/next", json={"n": 3}).json()["records"]
    inside = {each["id"] for each in pilot}
    listed = owner.get(f"{address}/records?sort=rank").json()["items"]
    others = [each["id"] for each in before if each["id"] not in inside]
    assert [each["id"] for each in listed] == [*others, *sorted(inside)]
    assert [each["rank"] is None for each in listed] == [False, False, True, True, True]
    table = owner.get(f"{address}/export/ranking").text.splitlines()
    assert [line.partition(",")[0] for line in table[1:]] == ["1", "2", "", "", ""]
    for number, each in enumerate(pilot, 1):
        shown = owner.get(f"{address}/records/{each['id']}").json()
        assert (shown["rank"], shown["ranks"]) == (None, [])
        say(ana, address, each["id"], "exclude", number)
    assert owner.get(f"{address}/pilots").json()["pilots"][0]["gate"]
    for each in before:
        (rank,) = owner.get(f"{address}/records/{each['id']}").json()["ranks"]
        assert rank["rank"] == each["rank"]


def same(views):
    for path, told in views[0].items():
        assert all(view[path] == told for view in views[1:]), path
