"""The flow diagram in the browser and over the API, and a backup by a button."""

import json
import re
import zipfile
from io import BytesIO

import pytest

from activescreen.ledger import Decision, Draw, Verdict
from activescreen.originals import Originals
from activescreen.reports.prisma import flow_svg, write_flow
from activescreen.review.archive.restoring import restore
from activescreen.review.flow.sums import flow_of_review
from activescreen.store.decisions import append, load_ledger
from activescreen.store.reviews import find_review

HTML = {"Accept": "text/html"}


def page_of(address):
    return address.removeprefix("/api/v1")


@pytest.fixture
def review(make_review):
    """A review of one vote a record: two of five included, one excluded."""
    return make_review(votes=1, name="peers & <b>others</b>")


@pytest.fixture
def decide(owner, review):
    """Vote on the records of the review, in their order."""
    items = owner.get(f"{review}/records").json()["items"]

    def done(*verdicts, stage="title_abstract", **more):
        for at, verdict in enumerate(verdicts):
            given = {
                "event_id": f"event-{stage}-{at}",
                "record_id": items[at]["id"],
                "verdict": verdict,
                "stage": stage,
                **(more if verdict == "exclude" else {}),
            }
            answer = owner.post(f"{review}/decisions", json=given)
            assert answer.status_code == 201, answer.text
        return [each["id"] for each in items]

    return done


def test_the_check_remarks_on_reports_that_were_assessed_without_a_file(owner, review, decide):
    ids = decide("include", "include", "include")
    page = page_of(review)
    assert "no file is kept" not in owner.get(f"{page}/flow", headers=HTML).text
    decide("include", "exclude", stage="full_text", reason="Letter")
    assert "2 reports were assessed of which no file is kept" in owner.get(f"{page}/flow").text
    files = {"files": ("a.pdf", b"%PDF-1.7 made")}
    sent = owner.post(f"{review}/full-texts/{ids[0]}/documents", files=files)
    assert sent.status_code == 201
    assert "1 report was assessed of which no file is kept" in owner.get(f"{page}/flow").text


def test_the_numbers_are_those_of_the_command(service, owner, review, decide, tmp_path):
    decide("include", "include", "exclude")
    decide("include", "exclude", stage="full_text", reason="Letter")
    numbers = flow_of_review(service.database, "peers & <b>others</b>")
    for suffix, media_type in (
        ("svg", "image/svg+xml"),
        ("json", "application/json"),
        ("png", "image/png"),
    ):
        write_flow(tmp_path / f"flow.{suffix}", numbers)
        answer = owner.get(f"{review}/flow.{suffix}")
        assert answer.headers["content-type"].startswith(media_type)
        assert answer.headers["content-disposition"] == f'attachment; filename="flow.{suffix}"'
        assert answer.content == (tmp_path / f"flow.{suffix}").read_bytes()
    said = json.loads((tmp_path / "flow.json").read_text())
    assert said["search"]["excluded"] == {"by_people": 1, "by_model": 0}
    reports = said["search"]["reports"]
    assert (reports["sought"], reports["assessed"], reports["included"]) == (2, 2, 1)
    assert reports["excluded"]["of"] == {"Letter": 1}
    plain = owner.get(f"{review}/flow.svg", params={"notes": False}).text
    assert plain == flow_svg(numbers, notes=False)


def test_the_page_shows_the_diagram_with_its_numbers_in_words(owner, review, decide):
    decide("include", "include", "exclude")
    page = owner.get(f"{page_of(review)}/flow", headers=HTML).text
    assert "<svg " in page
    assert "peers &amp; &lt;b&gt;others&lt;/b&gt;" in page
    assert "<b>others" not in page
    assert re.search(r"Records screened</th><td>5</td>", page)
    assert re.search(r"by people</th><td>1</td>", page)
    assert re.search(r"Reports awaiting assessment</th><td>2</td>", page)
    assert "2 records have no final decision yet, and count as nobody's exclusion" in page
    assert "They do, in every relation" in page
    assert "Other methods" not in page


def test_one_record_is_told_in_the_singular(owner, review, decide):
    decide(*["exclude"] * 4)
    page = owner.get(f"{page_of(review)}/flow", headers=HTML).text
    assert "1 record has no final decision yet, and counts as nobody's exclusion" in page


def test_a_contradiction_is_told_in_the_place_of_a_wrong_diagram(service, owner, review, decide):
    ids = decide("include")
    decide("include", stage="full_text")
    with service.database.writing() as connection:
        kept = find_review(connection, "peers & <b>others</b>")
        out = Decision(ids[0], Verdict.EXCLUDE, Draw.RANKED, id="late", resolves=True)
        append(connection, kept, [out], "now")
    page = owner.get(f"{page_of(review)}/flow", headers=HTML)
    assert page.status_code == 200
    assert "contradict each other" in page.text
    assert ids[0] in page.text
    assert "<svg" not in page.text
    assert "Take a backup" in page.text
    answer = owner.get(f"{review}/flow.json")
    assert (answer.status_code, ids[0] in answer.json()["detail"]) == (409, True)


def test_an_update_has_the_numbers_of_the_version_before(owner, review, decide):
    decide("include", "include")
    decide("include", "include", stage="full_text")
    page = page_of(review)
    form = {"version": "update", "studies": "1,024", "reports": "", "names": "Smith\n\nJones\n"}
    answer = owner.post(f"{page}/previous", data=form)
    assert answer.headers["location"] == f"{page}/flow#versions"
    assert owner.get(f"{review}/previous").json() == {
        "previous": {"studies": 1024, "reports": None, "names": ["Smith", "Jones"]}
    }
    shown = owner.get(f"{page}/flow", headers=HTML).text
    assert "Previous studies" in shown
    assert "Not known: " in shown
    given = {"previous": {"studies": 3, "reports": 4}}
    assert owner.put(f"{review}/previous", json=given).status_code == 200
    said = owner.get(f"{review}/flow.json").json()
    assert said["total"] == {"studies": 5, "reports": 6}
    owner.post(f"{page}/previous", data={"version": "new", "studies": "9"})
    assert "previous" not in owner.get(f"{review}/flow.json").json()


@pytest.mark.parametrize("wrong", ["many", "-1", "1.5", "\N{SUPERSCRIPT TWO}", "99999999999"])
def test_what_is_no_number_of_studies_is_refused(owner, review, wrong):
    form = {"version": "update", "studies": wrong}
    answer = owner.post(f"{page_of(review)}/previous", data=form, headers=HTML)
    assert answer.status_code == 422
    assert owner.get(f"{review}/previous").json() == {"previous": None}


def test_an_observer_sees_the_diagram_and_changes_nothing(service, owner, review):
    observer = service.join(review.rpartition("/")[2], "Obi", "observer")
    page = observer.get(f"{page_of(review)}/flow", headers=HTML).text
    assert "A new review." in page
    assert "Take a backup" not in page
    assert observer.post(f"{review}/backup").status_code == 403


@pytest.mark.parametrize("by", ["button", "api"])
def test_a_backup_by_a_button_opens_elsewhere(service, owner, review, decide, tmp_path, by):
    decide("include", "exclude")
    address = f"{page_of(review)}/backup" if by == "button" else f"{review}/backup"
    answer = owner.post(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    name = 'attachment; filename="peers-b-others-b-2026-03-03.zip"'
    assert answer.headers["content-disposition"] == name
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert zipfile.ZipFile(BytesIO(answer.content)).testzip() is None
    path = tmp_path / "taken.zip"
    path.write_bytes(answer.content)
    restore(service.database, path, Originals(tmp_path / "others"), "again")
    with service.database.reading() as connection:
        first, second = (
            list(load_ledger(connection, find_review(connection, name)))
            for name in ("peers & <b>others</b>", "again")
        )
    assert first == second
    assert len(first) == 2


def test_the_archive_is_gone_when_it_was_sent(owner, review, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert owner.post(f"{review}/backup").status_code == 200
    assert [path for path in tmp_path.iterdir() if path.name.startswith("activescreen-")] == []
