"""A backup opened again in the browser and over the API, by who runs the installation."""

import re

import pytest

HTML = {"Accept": "text/html"}


@pytest.fixture
def archive(owner, make_review):
    review = make_review(votes=1, name="peers")
    record = owner.get(f"{review}/records").json()["items"][0]["id"]
    given = {"event_id": "event-1234", "record_id": record, "verdict": "include"}
    owner.post(f"{review}/decisions", json=given)
    files = {"files": ("a.pdf", b"%PDF-1.7 made")}
    answer = owner.post(f"{review}/full-texts/{record}/documents", files=files)
    assert answer.status_code == 201
    return owner.post(f"{review}/backup").content


def names(owner):
    return {each["name"]: each["id"] for each in owner.get("/api/v1/reviews").json()["items"]}


def test_a_backup_is_opened_over_the_api(owner, archive):
    files = {"archive": ("b.zip", archive)}
    answer = owner.post("/api/v1/restore", files=files, data={"name": "again"})
    assert answer.status_code == 201
    assert answer.json() == [{"name": "again", "records": 5, "decisions": 1}]
    review = f"/api/v1/reviews/{names(owner)['again']}"
    (line,) = owner.get(f"{review}/full-texts").json()["items"]
    assert owner.get(line["document"]["address"]).content == b"%PDF-1.7 made"


def test_beside_a_review_of_its_name_it_is_told_what_to_do(owner, archive):
    answer = owner.post("/api/v1/restore", files={"archive": ("b.zip", archive)})
    assert answer.status_code == 422
    assert "a review 'peers' already" in answer.json()["detail"]
    assert list(names(owner)) == ["peers"]


def test_a_form_does_the_same_without_script(owner, archive):
    page = owner.get("/restore", headers=HTML)
    assert page.status_code == 200
    token, owner.csrf = owner.csrf, ""
    files = {"archive": ("b.zip", archive)}
    assert owner.post("/restore", files=files, data={"name": "again"}).status_code == 403
    given = {"name": "again", "csrf_token": token}
    to = owner.post("/restore", files=files, data=given).headers["location"]
    assert to == f"/?restored={names(owner)['again']}"
    shown = " ".join(re.sub("<[^>]*>", "", owner.get(to, headers=HTML).text).split())
    assert "Review “again” was restored: 5 records, 1 decision." in shown
    assert "was restored" not in owner.get("/", headers=HTML).text
    assert set(names(owner)) == {"peers", "again"}
    assert 'href="/restore"' in owner.get("/", headers=HTML).text


def test_the_form_suggests_another_name_where_one_is_taken(owner, archive):
    token, owner.csrf = owner.csrf, ""
    given = {"name": "", "csrf_token": token}
    for name in ("peers (2)", "peers (3)"):
        files = {"archive": ("b.zip", archive)}
        answer = owner.post("/restore", files=files, data=given, headers=HTML)
        assert answer.status_code == 422
        assert "There is a review &#39;peers&#39; already." in answer.text
        assert f'value="{name}"' in answer.text
        again = owner.post("/restore", files=files, data={**given, "name": name}, headers=HTML)
        assert again.status_code == 303
    wrong = {"archive": ("letter.zip", b"Dear all")}
    answer = owner.post("/restore", files=wrong, data=given, headers=HTML)
    assert (answer.status_code, 'id="archive"' in answer.text) == (422, True)
    assert "letter.zip: This is no backup" in answer.text


@pytest.mark.parametrize("content", [b"", b"Dear all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_backup_is_told_by_its_name(owner, content):
    answer = owner.post("/api/v1/restore", files={"archive": ("letter.zip", content)})
    assert answer.status_code == 422
    assert answer.json()["where"] == "letter.zip"
    assert "no backup" in answer.json()["detail"]


def test_without_an_archive(owner):
    answer = owner.post("/api/v1/restore", data={"name": "x"})
    assert "no archive" in answer.json()["detail"]


def test_nobody_else_restores(service, owner, archive):
    other = service.join(names(owner)["peers"], "Ann", "owner")
    files = {"archive": ("b.zip", archive)}
    for path in ("/api/v1/restore", "/restore"):
        assert other.post(path, files=files, data={"name": "mine"}).status_code == 403
    assert other.get("/restore", headers=HTML).status_code == 403
    assert "Restore a backup" not in other.get("/", headers=HTML).text
