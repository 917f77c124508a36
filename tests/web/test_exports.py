"""Exports over HTTP: everything that one may see, nothing that one may not, and it adds up."""

import csv
import io
from urllib.parse import unquote

import pytest

from activescreen.formats import WRITERS, read_records
from activescreen.formats.decisions import screening_of
from activescreen.ledger import Verdict


@pytest.fixture
def address(make_review):
    return make_review(votes=2, exclusion_reasons=["wrong population"])


@pytest.fixture
def records(owner, address):
    return [each["id"] for each in owner.get(f"{address}/records").json()["items"]]


@pytest.fixture
def voted(service, address, records):
    """Ana and Bea agree on one record, and only Ana has voted on the next."""
    review_id = address.rpartition("/")[2]
    ana, bea = (service.join(review_id, name, "reviewer") for name in ("Ana", "Bea"))

    def say(browser, number, record, verdict, **more):
        given = {"event_id": f"event-{number:04}", "record_id": record, "verdict": verdict, **more}
        assert browser.post(f"{address}/decisions", json=given).status_code == 201

    why = {"reason": "wrong population", "note": "=1+1"}
    say(ana, 1, records[0], "exclude", **why)
    say(bea, 2, records[0], "exclude")
    say(ana, 3, records[1], "include", note="secret")
    assert ana.put(f"{address}/records/{records[0]}/tags", json={"tags": ["odd"]}).is_success
    assert ana.put(f"{address}/records/{records[1]}/tags", json={"tags": ["hush"]}).is_success
    return ana, bea


def told(answer):
    names = ("imported", "records", "others", "merged", "copies", "decisions", "hidden", "bygone")
    return {name: int(answer.headers[f"activescreen-{name}"]) for name in names}


def opened(answer, tmp_path, extension):
    path = tmp_path / f"export{extension}"
    path.write_bytes(answer.content)
    return screening_of(read_records(path))


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_format_holds_every_record(owner, address, voted, name):
    answer = owner.get(f"{address}/export", params={"format": name})
    assert answer.status_code == 200, answer.text
    assert told(answer)["records"] == 5
    assert b"secret" not in answer.content
    assert b"hush" not in answer.content
    extension = WRITERS.create(name).extensions[0]
    assert answer.headers["content-disposition"].endswith(extension)


def test_decisions_reasons_and_tags_come_back_as_they_were(
    owner, address, records, voted, tmp_path
):
    seen = opened(owner.get(f"{address}/export?format=csv"), tmp_path, ".csv")
    assert [(each.reviewer, each.verdict) for each in seen.decisions] == [
        ("Ana", Verdict.EXCLUDE),
        ("Bea", Verdict.EXCLUDE),
    ]
    assert (seen.decisions[0].reason, seen.decisions[0].note) == ("wrong population", "=1+1")
    assert list(seen.tags.values()) == [("odd",)]


def test_votes_have_the_time_at_which_they_came_in_and_rows_their_ids(
    service, owner, address, records, voted, tmp_path
):
    answer = owner.get(f"{address}/export?format=csv")
    seen = opened(answer, tmp_path, ".csv")
    assert [each.at for each in seen.decisions] == [service.time[0]] * 2
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert [row["record_id"] for row in rows] == records


def test_nobody_gets_the_hidden_votes_of_others(owner, address, voted, tmp_path):
    ana, bea = voted
    for browser, decisions in ((ana, 3), (bea, 2), (owner, 2)):
        answer = browser.get(f"{address}/export")
        assert told(answer) == {
            "imported": 5,
            "records": 5,
            "others": 0,
            "merged": 0,
            "copies": 0,
            "decisions": decisions,
            "hidden": 3 - decisions,
            "bygone": 0,
        }
        assert len(opened(answer, tmp_path, ".csv").decisions) == decisions
        assert (b"secret" in answer.content) == (browser is ana)


def test_an_export_is_filtered_like_a_list(owner, address, records, voted):
    for asked, found in (
        ({"state": "excluded"}, 1),
        ({"state": "included"}, 0),
        ({"state": "unread", "text": "record"}, 3),
        ({"state": "waiting"}, 1),
    ):
        answer = owner.get(f"{address}/export", params=asked)
        assert (told(answer)["records"], told(answer)["others"]) == (found, 5 - found)
        assert len(list(csv.DictReader(io.StringIO(answer.text)))) == found
        sums = owner.get(f"{address}/export/sums", params=asked).json()
        assert sums == told(answer)


def test_cells_are_no_formulas(owner, make_review, table):
    address = make_review()
    row = {"title": '=HYPERLINK("http://x")', "abstract": "+1 -1", "doi": "10.1234/y.1"}
    assert owner.post(f"{address}/imports", files={"files": ("more.csv", table([row]))}).is_success
    answer = owner.get(f"{address}/export?text=hyperlink")
    assert told(answer)["records"] == 1
    assert not any(
        cell.startswith(("=", "+", "-", "@"))
        for line in csv.reader(io.StringIO(answer.text))
        for cell in line
    )


def test_what_is_merged_or_a_copy_is_counted(owner, address, records, table, search):
    owner.post(f"{address}/imports", files={"files": ("again.csv", table(search[:2]))})
    owner.post(f"{address}/merges", json={"kept": records[0], "merged": records[1]})
    sums = owner.get(f"{address}/export/sums").json()
    assert (sums["imported"], sums["records"], sums["merged"], sums["copies"]) == (7, 4, 1, 2)


def test_decisions_on_merged_records_are_told_since_no_file_has_them(owner, address, records):
    for at in range(2):
        given = {"event_id": f"bygone-{at}", "record_id": records[at], "verdict": "include"}
        assert owner.post(f"{address}/decisions", json=given).status_code == 201
    path = f"{address.removeprefix('/api/v1')}/export"
    assert "merged into another one" not in owner.get(path, headers={"Accept": "text/html"}).text
    owner.post(f"{address}/merges", json={"kept": records[0], "merged": records[1]})
    sums = owner.get(f"{address}/export/sums").json()
    kept = owner.get(f"{address}/dashboard").json()["decisions"]
    assert sums["bygone"] == 1
    assert sums["decisions"] + sums["hidden"] + sums["bygone"] == kept
    page = owner.get(path, headers={"Accept": "text/html"}).text
    assert "1 more decision is on a record merged into another one by people" in page


def test_what_cannot_be_written_is_refused(owner, address):
    answer = owner.get(f"{address}/export?format=docx")
    assert answer.status_code == 422
    assert "csv" in answer.json()["remedy"]
    assert owner.get(f"{address}/export?state=open").status_code == 422


def test_formats_say_what_they_carry(owner, address):
    found = owner.get(f"{address}/export/formats").json()
    assert [each["name"] for each in found[:4]] == ["csv", "xlsx", "ris", "bibtex"]
    assert {each["name"] for each in found} == set(WRITERS)
    assert all(each["carries"] for each in found)


def test_what_is_left_is_ranked(service, owner, address, records, voted):
    from activescreen.review.ranking.training import train

    def rows():
        answer = owner.get(f"{address}/export/ranking")
        assert answer.headers["content-type"].startswith("text/csv")
        return list(csv.DictReader(io.StringIO(answer.text)))

    assert [(row["rank"], row["record_id"]) for row in rows()] == [
        ("", record) for record in records[2:]
    ]
    train(service.database, owner.get(address).json()["name"], service.time[0])
    ranked = rows()
    assert [row["rank"] for row in ranked] == ["1", "2", "3"]
    assert {row["record_id"] for row in ranked} == set(records[2:])
    assert all(row["score"] and not row["label"] for row in ranked)


def test_names_of_files_are_safe(owner, make_review):
    address = make_review(name='a/b\\c:"d" 研究')
    given = owner.get(f"{address}/export").headers["content-disposition"]
    assert "a%20b%20c%20d%20%E7%A0%94%E7%A9%B6%20records.csv" in given


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("csv", "peers records.csv"),
        ("asreview", "peers records for ASReview.csv"),
        ("covidence", "peers records for Covidence.csv"),
        ("rayyan", "peers records for Rayyan.csv"),
        ("eppi", "peers records for EPPI-Reviewer.ris"),
    ],
)
def test_names_of_files_tell_for_which_program_they_are(owner, make_review, written, name):
    address = make_review(name="peers")
    given = owner.get(f"{address}/export", params={"format": written}).headers
    assert unquote(given["content-disposition"]).rstrip('"').endswith(name)
