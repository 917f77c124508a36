"""Two reviews that differ in nothing but a hidden vote look the same to everybody else."""

import re

import pytest

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
    *("/flow", "/stopping", "/models"),
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


def same(views):
    for path, told in views[0].items():
        assert all(view[path] == told for view in views[1:]), path
