"""A review in the middle of its work, with something on every page."""

import secrets
from dataclasses import dataclass

import pytest

DOUBTFUL = (
    "title,authors,year,journal\n"
    '"Peer support for psychosis: a randomised trial","Fortuna, K.",2018,Journal of Made Things\n'
    '"Peer support for psychosis: a randomised trial","Fortuna, K.",2020,Journal of Made Things\n'
)
"""Two records of which nobody can tell whether they are one publication."""

PROTOCOL = {
    "name": "Peer support, Überblick № 1",
    "question": "Does digital peer support help people with a serious mental illness?",
    "criteria": [
        {"element": "participants", "text": "Adults with a serious mental illness"},
        {"element": "intervention", "text": "Digital support by peers"},
    ],
    "exclusion_reasons": ["Wrong participants", "Wrong intervention", "No data"],
    "votes_per_record": 2,
    "configuration": "words",
}


@dataclass(frozen=True)
class Team:
    """The review.

    Attributes
    ----------
    owner
        Name of an owner who decides too.
    places
        What stands in the addresses of its pages.
    """

    owner: str
    places: dict[str, str]


@pytest.fixture(scope="session")
def team(site, make_table):
    """Two reviewers have agreed in a pilot, and differ on two records of those after it."""
    owner = site.owner
    review = owner.expect(201, "POST", "/reviews", json=PROTOCOL)["id"]
    base = f"/reviews/{review}"
    files = [("files", ("one.csv", make_table(60))), ("files", ("two.csv", DOUBTFUL.encode()))]
    owner.expect(201, "POST", f"{base}/imports", files=files)
    people = [site.join(review, name) for name in ("Ayşe Öz", "Bo")]
    pilot = {"after": 0, "size": 4, "raters": ["Ayşe Öz", "Bo"]}
    owner.expect(201, "POST", f"{base}/pilots", json=pilot)
    for person in people:
        read(person, base, 4)
    conflicts = decide_apart(people, base)
    read(people[0], base, 3)
    passed = with_full_texts(people, base)
    invited = {"name": "Cy", "role": "observer"}
    made = owner.expect(201, "POST", f"{base}/invitations", json=invited)
    files = {"files": ("again.csv", retracted(make_table(30)))}
    owner.expect(201, "POST", f"{base}/imports", files=files)
    places = {
        "review": str(review),
        "invitation": made["link"].partition("token=")[2],
        "conflict": conflicts[0],
        "record": conflicts[1],
        "passed": passed,
        **finished(owner, make_table),
    }
    return Team("Owner", places)


def retracted(search):
    """The same search later: its first record is retracted by now."""
    head, first, *others = search.decode().splitlines(keepends=True)
    return "".join([head, f"RETRACTED: {first}", *others]).encode()


def with_full_texts(people, base):
    """Find the first full text, which both include, and give up the second; gives the first."""
    first, second, *_ = people[0].expect(200, "GET", f"{base}/full-texts")["items"]
    files = {"files": ("paper.pdf", b"%PDF-1.7\nof a made article\n%%EOF\n", "application/pdf")}
    record = first["record_id"]
    people[0].expect(201, "POST", f"{base}/full-texts/{record}/documents", files=files)
    files = {"files": ("of nothing known.pdf", b"%PDF-1.7\nanother\n%%EOF\n", "application/pdf")}
    people[0].expect(201, "POST", f"{base}/documents", files=files)
    said = {"state": "not_retrieved", "note": "Three libraries were asked."}
    people[0].expect(200, "PUT", f"{base}/full-texts/{second['record_id']}/retrieval", json=said)
    for person in people:
        decide(person, base, record, "include", stage="full_text")
    return record


def finished(owner, make_table):
    """A review of one person who has drawn everything, with its certificate."""
    given = {**PROTOCOL, "name": "A finished review", "votes_per_record": 1}
    review = owner.expect(201, "POST", "/reviews", json=given)["id"]
    base = f"/reviews/{review}"
    owner.expect(201, "POST", f"{base}/imports", files={"files": ("one.csv", make_table(12))})
    read(owner, base, 6)
    phase = owner.expect(201, "POST", f"{base}/phases", json={})["hash"]
    read(owner, base, 6)
    made = owner.expect(201, "POST", f"{base}/phases/{phase}/certificate")
    return {"done": str(review), "certificate": made["digest"]}


def read(person, base, number):
    """Let someone decide on what comes, including a third of it; gives the records."""
    ids = []
    for _ in range(number):
        (record,) = person.expect(200, "POST", f"{base}/next", json={"n": 1})["records"]
        verdict = "include" if "peer" in record["title"] else "exclude"
        decide(person, base, record["id"], verdict)
        ids.append(record["id"])
    return ids


def decide_apart(people, base):
    """Let two people decide on nine records, and differ on two of them; gives these."""
    first, second = people
    differ = []
    for number in range(9):
        (record,) = first.expect(200, "POST", f"{base}/next", json={"n": 1})["records"]
        decide(first, base, record["id"], "include" if number % 3 else "exclude")
        decide(second, base, record["id"], "include" if number % 3 and number < 6 else "exclude")
        if number >= 6 and number % 3:
            differ.append(record["id"])
    return differ


def decide(person, base, record, verdict, **more):
    """A vote with an id of its own."""
    given = {"event_id": secrets.token_hex(12), "record_id": record, "verdict": verdict, **more}
    return person.expect(201, "POST", f"{base}/decisions", json=given)
