"""Full texts in the browser and over the API: searching, sending, showing, linking."""

import re
from urllib.parse import unquote

import pytest

from activescreen.formats import read_records

HTML = {"Accept": "text/html"}
PDF = b"%PDF-1.7\nof a made article\n%%EOF\n"


class Reviewing:
    """A review of one vote a record in which three of five records passed."""

    def __init__(self, owner, address):
        self.owner, self.api = owner, address
        self.page = address.removeprefix("/api/v1")
        items = owner.get(f"{address}/records").json()["items"]
        self.ids = [each["id"] for each in items]
        for at, verdict in enumerate(("include", "include", "include", "exclude")):
            self.vote(at, verdict)

    def vote(self, at, verdict, stage="title_abstract", **more):
        given = {"record_id": self.ids[at], "verdict": verdict, "stage": stage, **more}
        given["event_id"] = f"event-{stage}-{at}-{verdict}"
        answer = self.owner.post(f"{self.api}/decisions", json=given)
        assert answer.status_code == 201, answer.text

    def send(self, at, name="a.pdf", content=PDF, browser=None):
        address = f"{self.api}/full-texts/{self.ids[at]}/documents"
        return (browser or self.owner).post(address, files={"files": (name, content)})

    def show(self, at):
        return self.owner.get(f"{self.api}/full-texts/{self.ids[at]}").json()

    def look(self, path="full-text", **more):
        answer = self.owner.get(f"{self.page}/{path}", headers=HTML, **more)
        assert answer.status_code == 200, answer.text
        return answer.text

    def fill(self, path, browser=None, **fields):
        return (browser or self.owner).post(f"{self.page}/{path}", data=fields, headers=HTML)


@pytest.fixture
def review(owner, make_review):
    return Reviewing(owner, make_review(votes=1, exclusion_reasons=["Letter", "Wrong people"]))


def test_the_api_lists_what_passed(review):
    page = review.owner.get(f"{review.api}/full-texts", params={"limit": 2}).json()
    assert (page["total"], page["found"], len(page["items"])) == (3, 3, 2)
    assert page["by_state"]["awaiting"] == 3
    rest = review.owner.get(f"{review.api}/full-texts", params={"cursor": page["next"]}).json()
    assert [each["record_id"] for each in rest["items"]] == [review.ids[2]]
    assert rest["next"] is None
    assert review.owner.get(f"{review.api}/full-texts/{review.ids[3]}").status_code == 404
    wrong = review.owner.get(f"{review.api}/full-texts", params={"state": "lost"})
    assert wrong.status_code == 422


def test_a_document_is_sent_shown_and_taken_off(review):
    answer = review.send(0, "Ärzte “2019”.pdf")
    assert answer.status_code == 201
    said = answer.json()
    assert (said["state"], said["document"]["name"]) == ("retrieved", "Ärzte “2019”.pdf")
    shown = review.owner.get(said["document"]["address"])
    assert (shown.content, shown.headers["content-type"]) == (PDF, "application/pdf")
    assert shown.headers["content-disposition"].startswith("inline; filename*=utf-8''%C3%84rzte")
    assert shown.headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown.headers["content-security-policy"]
    assert shown.headers["x-content-type-options"] == "nosniff"
    # A viewer shows the end of the address: people read the file's name there, and no digest.
    there, _, name = said["document"]["address"].rpartition("/")
    assert unquote(name) == "Ärzte “2019”.pdf"
    assert review.owner.get(there).content == PDF
    part = review.owner.get(said["document"]["address"], headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"%PDF")
    digest = said["documents"][0]["digest"]
    gone = f"{review.api}/full-texts/{review.ids[0]}/documents/{digest}"
    assert review.owner.delete(gone).status_code == 204
    assert review.owner.delete(gone).status_code == 404
    assert review.show(0)["document"] is None
    assert review.owner.get(said["document"]["address"]).status_code == 404


def test_documents_are_for_members_alone(service, review, make_review):
    address = review.send(0).json()["document"]["address"]
    number = int(review.api.rpartition("/")[2])
    elsewhere = make_review().rpartition("/")[2]
    stranger = service.join(elsewhere, "Stranger", "owner")
    assert stranger.get(address).status_code == 403
    assert service.visitor().get(address).status_code == 401
    # Nor does one's own review give out a file that is in another one.
    other = address.replace(f"/reviews/{number}/", f"/reviews/{elsewhere}/")
    assert stranger.get(other).status_code == 404
    observer = service.join(number, "Obi", "observer")
    assert observer.get(address).status_code == 200
    assert review.send(0, browser=observer).status_code == 403
    for role in ("reviewer", "adjudicator"):
        member = service.join(number, f"{role} person", role)
        assert review.send(1, browser=member).status_code == 201


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"files": ("a.pdf", b"<html>Sign in</html>")}, "web page"),
        ({"files": ("a.pdf", b"")}, "is empty"),
        ({"other": ("a.pdf", PDF)}, "something else"),
        ({"files": ("", b"")}, "no file"),
    ],
)
def test_what_cannot_be_kept_is_refused(review, files, what):
    address = f"{review.api}/full-texts/{review.ids[0]}/documents"
    answer = review.owner.post(address, files=files)
    assert (answer.status_code, what in answer.json()["detail"]) == (422, True), answer.text
    assert review.show(0)["state"] == "awaiting"


def test_names_are_no_paths(review):
    for name in ("../../etc/passwd.pdf", "C:\\dir\\x.pdf", "\u202ea\x00.pdf", "x" * 400 + ".pdf"):
        said = review.send(0, name, PDF + name.encode()).json()["document"]["name"]
        assert len(said) < 200
        assert not set("/\\\x00\u202e") & set(said)


def test_uploads_may_be_larger_than_other_requests(make_service, review):
    large = PDF + b"x" * (3 << 20)
    assert review.send(0, "large.pdf", large).json()["documents"][0]["bytes"] == len(large)


def test_many_files_and_their_pile_over_the_api(review):
    files = [
        ("files", ("10.1234_x.0.pdf", PDF)),
        ("files", ("scan.pdf", PDF + b"2")),
    ]
    placed = review.owner.post(f"{review.api}/documents", files=files).json()
    assert [(each["record_id"], each["by"]) for each in placed] == [
        (review.ids[0], "DOI"),
        (None, ""),
    ]
    (waiting,) = review.owner.get(f"{review.api}/documents").json()
    assert waiting["name"] == "scan.pdf"
    address = f"{review.api}/documents/{waiting['digest']}"
    given = {"record_id": review.ids[2]}
    assert review.owner.put(address, json=given).status_code == 200
    assert review.owner.put(address, json=given).status_code == 404
    assert review.show(2)["document"]["name"] == "scan.pdf"


def test_what_could_not_be_had_is_served_to_nobody(review):
    address = f"{review.api}/full-texts/{review.ids[0]}/retrieval"
    given = {"state": "not_retrieved", "note": "asked the author"}
    said = review.owner.put(address, json=given).json()
    assert (said["state"], said["note"]) == ("not_retrieved", "asked the author")
    asked = {"stage": "full_text", "n": 5}
    served = review.owner.post(f"{review.api}/next", json=asked).json()
    assert {each["id"] for each in served["records"]} == set(review.ids[1:3])
    assert review.owner.get(f"{review.api}/flow.json").json()["search"]["reports"] == {
        "sought": 3,
        "not_retrieved": 1,
        "assessed": 0,
        "excluded": {"n": 0, "of": {}},
        "included": 0,
        "awaiting": 2,
    }


def test_the_dashboard_says_which_full_texts_could_not_be_had(review):
    review.fill(f"full-text/{review.ids[0]}/retrieval", state="not_retrieved")
    first, second = review.owner.get(f"{review.api}/dashboard").json()["stages"]
    assert (first["relevant"], first["not_had"]) == (3, 0)
    assert (second["records"], second["not_had"]) == (2, 1)
    assert "(1 more could not be had)" in review.look("dashboard")


def test_what_was_assessed_without_a_file_is_to_be_found_no_more(review):
    assert "3 full texts to find" in review.look("dashboard")
    review.fill(f"full-text/{review.ids[1]}/retrieval", state="sought")
    review.vote(0, "include", "full_text")
    review.vote(1, "include", "full_text")
    assert "1 full text to find" in review.look("dashboard")
    assert review.show(0)["state"] == "retrieved"
    # What somebody said stands.
    assert review.show(1)["state"] == "sought"


def test_a_full_text_is_excluded_only_with_a_reason(review):
    given = {"record_id": review.ids[0], "verdict": "exclude", "stage": "full_text"}
    given["event_id"] = "event-without-reason"
    answer = review.owner.post(f"{review.api}/decisions", json=given)
    assert answer.status_code == 422
    review.vote(0, "exclude", "full_text", reason="Letter")
    said = review.show(0)
    assert (said["decision"], said["reason"]) == ("excluded", "Letter")
    assert "excluded</span>: Letter" in review.look()


def test_votes_stay_hidden_until_all_are_in(service, owner, make_review):
    address = make_review(votes=2, exclusion_reasons=["Letter"])
    number = address.rpartition("/")[2]
    people = [service.join(number, name, "reviewer") for name in ("Ann", "Bea")]
    record = owner.get(f"{address}/records").json()["items"][0]["id"]

    def vote(browser, stage, verdict, **more):
        given = {"record_id": record, "verdict": verdict, "stage": stage, **more}
        given["event_id"] = f"event-{stage}-{people.index(browser)}"
        assert browser.post(f"{address}/decisions", json=given).status_code == 201

    for browser in people:
        vote(browser, "title_abstract", "include")
    vote(people[0], "full_text", "exclude", reason="Letter", note="telling")
    said = people[1].get(f"{address}/full-texts/{record}").json()
    assert (said["decision"], said["reason"]) == ("waiting", "")
    assert said["votes"] == {"given": 1, "needed": 2}
    page = people[1].get(f"{address.removeprefix('/api/v1')}/full-text", headers=HTML).text
    assert "waits for votes</span>" in page
    assert "Letter" not in page
    vote(people[1], "full_text", "exclude", reason="Letter")
    assert people[1].get(f"{address}/full-texts/{record}").json()["decision"] == "excluded"


def test_the_list_is_filtered_and_forms_lead_back_to_it(review):
    review.send(1)
    page = review.look("full-text?retrieval=&state=&document=false")
    assert "2 of 3 records." in page
    assert f"/full-text/{review.ids[1]}" not in page
    back = re.search(r'name="back" value="([^"]*)"', page)[1].replace("&amp;", "&")
    answer = review.fill(f"full-text/{review.ids[0]}/retrieval", state="sought", back=back, at="r1")
    assert answer.status_code == 303
    address = f"{review.page}/full-text?retrieval=&state=&document=false#r1"
    assert answer.headers["location"] == address
    assert review.show(0)["state"] == "sought"
    elsewhere = review.fill(
        f"full-text/{review.ids[0]}/retrieval", state="sought", back="//evil.example", at="r1"
    )
    assert elsewhere.headers["location"] == f"{review.page}/full-text#r1"


def test_the_list_keeps_the_remark_that_the_record_has(review):
    path = f"full-text/{review.ids[0]}/retrieval"
    answer = review.fill(path, state="sought", note="asked the library <b>")
    assert answer.headers["location"] == f"{review.page}/full-text/{review.ids[0]}"
    review.fill(path, state="not_retrieved", at="r1")
    assert review.show(0)["note"] == "asked the library <b>"
    assert "asked the library &lt;b&gt;" in review.look()
    review.fill(path, state="sought", note="")
    assert review.show(0)["note"] == ""


def test_forms_with_files_work_without_script(review):
    token = {"csrf_token": review.owner.csrf}
    review.owner.csrf = ""
    files = [
        ("files", ("10.1234_x.1.pdf", PDF)),
        ("files", ("scan.pdf", PDF + b"2")),
        ("files", ("page.pdf", b"<!doctype html>")),
    ]
    address = f"{review.page}/documents"
    assert review.owner.post(address, files=files).status_code == 403
    answer = review.owner.post(address, files=files, data=token, headers=HTML)
    assert answer.status_code == 200
    assert "(by its DOI)" in answer.text
    assert "say which record it is of" in answer.text
    assert "was refused: This is a web page" in answer.text
    page = review.look()
    digest = re.search(r"/documents/(\w+)/assign", page)[1]
    review.owner.csrf = token["csrf_token"]
    done = review.fill(f"documents/{digest}/assign", record_id=review.ids[2])
    assert done.headers["location"] == f"{review.page}/full-text#waiting"
    assert review.show(2)["document"]["name"] == "scan.pdf"
    one = review.owner.post(
        f"{review.page}/full-text/{review.ids[2]}/documents", files=[("files", ("b.pdf", PDF))]
    )
    assert one.headers["location"] == f"{review.page}/full-text/{review.ids[2]}"
    page = review.look(f"full-text/{review.ids[2]}")
    assert '<iframe class="pdf" src="/reviews/' in page
    assert 'title="PDF: b.pdf"' in page
    digest = review.show(2)["documents"][1]["digest"]
    review.fill(f"full-text/{review.ids[2]}/documents/{digest}/remove")
    assert len(review.show(2)["documents"]) == 1


def test_a_file_of_no_record_leaves_the_pile(review):
    files = [("files", ("scan.pdf", PDF))]
    (placed,) = review.owner.post(f"{review.api}/documents", files=files).json()
    path = f"documents/{placed['digest']}/discard"
    assert review.fill(path).status_code == 303
    assert review.fill(path).status_code == 404
    assert "Files that wait" not in review.look()


def test_reports_are_put_under_studies_on_a_page(review):
    for at in (0, 1, 2):
        review.vote(at, "include", "full_text")
    page = review.look("studies")
    assert "<strong>3</strong> studies, <strong>3</strong> reports" in page
    form = {"record": review.ids[:3], "was": ["", "", ""], "study": ["Smith 2015"] * 2 + [""]}
    assert review.fill("studies", **form).status_code == 303
    page = review.look("studies")
    assert "<strong>2</strong> studies, <strong>3</strong> reports" in page
    assert "Smith 2015 <span" in page
    # A page that was loaded before takes nothing of it back.
    assert review.fill("studies", record=review.ids[2], was="", study=" Jones ").status_code == 303
    stale = {"record": review.ids[:3], "was": ["", "", ""], "study": ["", "", ""]}
    review.fill("studies", **stale)
    listed = review.owner.get(f"{review.api}/studies").json()
    assert [(each["name"], len(each["reports"])) for each in listed] == [
        ("Smith 2015", 2),
        ("Jones", 1),
    ]
    assert review.fill("studies", record=review.ids[:2], was="", study="x").status_code == 422
    included = review.owner.get(f"{review.api}/flow.json").json()["included"]
    assert included == {"studies": 2, "reports": 3}


def test_the_included_set_is_handed_on_with_its_studies(review, tmp_path):
    for at in (0, 1):
        review.vote(at, "include", "full_text")
    address = f"{review.api}/full-texts/{review.ids[0]}/study"
    assert review.owner.put(address, json={"study": "=cmd()"}).json()["study"] == "=cmd()"
    for kind in ("csv", "ris"):
        answer = review.owner.get(f"{review.api}/included.{kind}")
        path = tmp_path / f"included.{kind}"
        path.write_bytes(answer.content)
        records = read_records(path)
        assert [record.doi for record in records] == ["10.1234/x.0", "10.1234/x.1"]
    assert ",=cmd()" not in (tmp_path / "included.csv").read_text()
    assert "'=cmd()" in (tmp_path / "included.csv").read_text()
    assert "Study: =cmd()" in (tmp_path / "included.ris").read_text()


def test_an_observer_sees_all_of_it_and_has_no_form(service, review):
    review.send(0)
    review.owner.post(f"{review.api}/documents", files=[("files", ("scan.pdf", PDF + b"2"))])
    observer = service.join(review.api.rpartition("/")[2], "Obi", "observer")
    for path in ("full-text", f"full-text/{review.ids[0]}", "studies"):
        page = observer.get(f"{review.page}/{path}", headers=HTML)
        assert page.status_code == 200
        assert "<form" not in page.text.replace('<form class="who"', "").replace(
            '<form class="filters"', ""
        ).replace('<form method="post" action="' + review.page + '/studies"', "")
    assert review.fill("studies", browser=observer).status_code == 403
