"""Version 1 of the API, as a program of a team uses it."""

import json

import pytest

from activescreen.web.guard import MAX_BODY, SECURITY_HEADERS


def decision(record_id, verdict="include", event_id="event-0001", **more):
    return {"event_id": event_id, "record_id": record_id, "verdict": verdict, **more}


def ids(browser, address):
    return [each["id"] for each in browser.get(f"{address}/records").json()["items"]]


class TestReviews:
    def test_are_made_listed_and_shown(self, owner):
        given = {
            "name": "Änderung / 研究 🐝",
            "question": "Does it help?",
            "criteria": [{"element": "participants", "text": "adults"}],
            "exclusion_reasons": ["wrong population"],
            "target_recall": "0.9",
            "votes_per_record": 2,
            "configuration": "words",
        }
        made = owner.post("/api/v1/reviews", json=given).json()
        assert {name: made[name] for name in given} == given
        assert made["role"] == "owner"
        (line,) = owner.get("/api/v1/reviews").json()["items"]
        assert line["name"] == given["name"]
        assert owner.get(f"/api/v1/reviews/{made['id']}").json() == made

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"name": " "}, "1 to 200 characters"),
            ({"name": "a\nb"}, "line break"),
            ({"target_recall": "2"}, "recall"),
            ({"alpha": 0}, "error"),
            ({"stopping_rule": "guess"}, "guess"),
            ({"configuration": "/etc/passwd.yaml"}, "no configuration"),
            ({"configuration": "../words.yaml"}, "no configuration"),
            ({"criteria": [{"element": "people", "text": "x"}]}, "PICOS"),
        ],
    )
    def test_that_could_not_be_screened_are_refused(self, owner, change, why):
        answer = owner.post("/api/v1/reviews", json={"name": "peers", **change})
        assert answer.status_code == 422
        assert why in answer.json()["detail"]
        assert owner.get("/api/v1/reviews").json()["items"] == []

    def test_of_a_name_that_is_taken_are_refused(self, owner):
        assert owner.post("/api/v1/reviews", json={"name": "peers"}).status_code == 201
        assert owner.post("/api/v1/reviews", json={"name": "peers"}).status_code == 422


class TestRecords:
    def test_come_in_pages(self, owner, make_review, search):
        address = make_review()
        page = owner.get(f"{address}/records?limit=2").json()
        titles = [each["title"] for each in page["items"]]
        while page["next"]:
            page = owner.get(f"{address}/records?limit=2&cursor={page['next']}").json()
            titles += [each["title"] for each in page["items"]]
        assert titles == [row["title"] for row in search]
        assert page["total"] == 5

    @pytest.mark.parametrize("cursor", ["x", "é", "cGxhY2U6LTE", "cGxhY2U6OTk5OTk5OTk5OTk5OTk"])
    def test_of_a_made_up_cursor_are_refused(self, owner, make_review, cursor):
        answer = owner.get(f"{make_review()}/records", params={"cursor": cursor})
        assert answer.status_code == 422
        assert answer.json()["where"] == "cursor"

    def test_have_a_history(self, owner, make_review):
        address = make_review(votes=1)
        record = ids(owner, address)[0]
        given = decision(record, "exclude", failed_criteria=["outcomes"], note="“no” 🐝")
        owner.post(f"{address}/decisions", json=given)
        shown = owner.get(f"{address}/records/{record}").json()
        assert shown["abstract"] == "It says bees."
        assert shown["state"] == "excluded"
        (event,) = shown["events"]
        assert event["note"] == "“no” 🐝"
        assert event["failed_criteria"] == ["outcomes"]
        assert owner.get(f"{address}/records/nothing").status_code == 404


class TestDecisions:
    def test_nobody_sees_the_others_vote_anywhere_before_both_are_in(
        self, service, owner, make_review
    ):
        address = make_review(votes=2)
        review_id = address.rpartition("/")[2]
        ana, bea = (service.join(review_id, name, "reviewer") for name in ("Ana", "Bea"))
        watching = service.join(review_id, "Olga", "observer")
        record = ids(owner, address)[0]
        given = decision(record, "exclude", note="secret reason")
        assert ana.post(f"{address}/decisions", json=given).status_code == 201
        for browser in (bea, watching, owner):
            for path in ("", "/records", f"/records/{record}", "/people", "/imports"):
                text = browser.get(f"{address}{path}").text
                assert "secret reason" not in text
                assert '"exclude"' not in text
            shown = browser.get(f"{address}/records/{record}").json()
            assert (shown["events"], shown["hidden"], shown["mine"]) == ([], 1, None)
            assert shown["votes"] == {"given": 1, "needed": 2}
            page = browser.get(
                f"/reviews/{review_id}/dashboard", headers={"Accept": "text/html"}
            ).text
            assert "secret reason" not in page
        answer = bea.post(f"{address}/decisions", json=decision(record, event_id="event-0002"))
        assert answer.json()["votes"] == {"given": 2, "needed": 2}
        for browser in (ana, bea, watching, owner):
            shown = browser.get(f"{address}/records/{record}").json()
            assert [each["verdict"] for each in shown["events"]] == ["exclude", "include"]
            assert shown["state"] == "undecided"

    def test_a_double_click_counts_once(self, owner, make_review):
        address = make_review(votes=1)
        given = decision(ids(owner, address)[0], seconds=2.5)
        first, second = (owner.post(f"{address}/decisions", json=given) for _ in "12")
        assert (first.status_code, second.status_code) == (201, 200)
        assert second.json() == {**first.json(), "repeated": True}
        assert owner.get(address).json()["decisions"] == 1
        other = owner.post(f"{address}/decisions", json={**given, "verdict": "exclude"})
        assert other.status_code == 409
        assert owner.get(address).json()["decisions"] == 1

    def test_a_third_vote_is_not_needed(self, service, owner, make_review):
        address = make_review(votes=2)
        review_id = address.rpartition("/")[2]
        record = ids(owner, address)[0]
        status = []
        for number, name in enumerate(("Ana", "Bea", "Cleo")):
            browser = service.join(review_id, name, "reviewer")
            given = decision(record, event_id=f"event-{number:04}")
            status.append(browser.post(f"{address}/decisions", json=given).status_code)
        assert status == [201, 201, 409]

    @pytest.mark.parametrize(
        "change",
        [
            {"verdict": "yes"},
            {"event_id": ""},
            {"event_id": "with blank"},
            {"seconds": -1},
            {"stage": "later"},
            {"reviewer": "Bea"},
            {"note": "x" * 20_001},
        ],
    )
    def test_what_is_no_decision_is_refused(self, owner, make_review, change):
        address = make_review(votes=1)
        given = {**decision(ids(owner, address)[0]), **change}
        answer = owner.post(f"{address}/decisions", json=given)
        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert error["where"] == f"body.{next(iter(change))}"
        assert owner.get(address).json()["decisions"] == 0

    @pytest.mark.parametrize("seconds", ["NaN", "Infinity"])
    def test_no_number_is_no_time(self, owner, make_review, seconds):
        address = make_review(votes=1)
        body = json.dumps({**decision(ids(owner, address)[0]), "seconds": 0}).replace(
            '"seconds": 0', f'"seconds": {seconds}'
        )
        headers = {"Content-Type": "application/json"}
        answer = owner.post(f"{address}/decisions", content=body, headers=headers)
        assert answer.status_code == 422


class TestImports:
    def test_tell_what_the_doctor_found(self, owner, make_review, search, table):
        address = make_review()
        late = [*search[:2], {"title": "A new one", "abstract": "", "doi": ""}]
        done = owner.post(
            f"{address}/imports",
            files=[("files", ("späte Suche.csv", table(late)))],
            data={"wave": "update", "origin": "register"},
        ).json()
        assert (done["wave"], done["records"], done["added"], done["known"]) == ("update", 3, 1, 2)
        (report,) = done["files"]
        assert (report["file"], report["format"]) == ("späte Suche.csv", "csv")
        assert report["with_doi"] == 2
        listed = owner.get(f"{address}/imports").json()
        assert [(each["wave"], each["origin"]) for each in listed] == [
            ("search 1", "database"),
            ("update", "register"),
        ]

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(200)),
            ("empty.ris", b""),
            ("paper.pdf", b"%PDF-1.7 nothing of use"),
        ],
    )
    def test_of_the_wrong_thing_leave_nothing(self, owner, make_review, name, content):
        address = make_review()
        before = owner.get(address).json()
        answer = owner.post(f"{address}/imports", files={"files": (name, content)})
        assert answer.status_code == 422
        said = answer.json()
        assert name in said["where"] + said["detail"]
        assert "/activescreen-" not in answer.text
        assert owner.get(address).json() == before

    def test_have_files_and_known_fields(self, owner, make_review, table, search):
        address = f"{make_review()}/imports"
        file = {"files": ("a.csv", table(search))}
        assert owner.post(address).status_code == 422
        assert owner.post(address, files=file, data={"path": "/etc"}).status_code == 422
        assert owner.post(address, files=file, data={"origin": "attic"}).status_code == 422
        assert owner.post(address, files=file, data={"labels": "perhaps"}).status_code == 422

    @pytest.mark.parametrize(
        "name",
        ["../../etc/passwd.csv", "..\\..\\x.csv", "/a/b.csv", "\x00.csv", "é" * 300 + ".csv"],
    )
    def test_take_no_path_from_a_name(self, owner, make_review, name, table):
        address = make_review()
        rows = [{"title": "Another one", "abstract": "", "doi": ""}]
        answer = owner.post(f"{address}/imports", files={"files": (name, table(rows))})
        assert answer.status_code == 201, answer.text
        assert "/" not in answer.json()["files"][0]["file"]

    def test_are_not_read_for_strangers_nor_beyond_the_limit(self, make_service, table, search):
        from activescreen.review.people import membership

        service = make_service(max_upload=1000)
        owner = service.browser(membership.first_owner(service.database, service.time[0]))
        review_id = owner.post("/api/v1/reviews", json={"name": "peers"}).json()["id"]
        address = f"/api/v1/reviews/{review_id}/imports"
        large = {"files": ("a.csv", table(search * 20))}
        answer = owner.post(address, files=large)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"


class TestPeople:
    def test_an_invitation_becomes_a_person_with_a_password(self, service, owner, make_review):
        address = make_review()
        given = {"name": "Zoë", "role": "reviewer"}
        made = owner.post(f"{address}/invitations", json=given).json()
        link, token = made["link"].split("?token=")
        assert link == "http://127.0.0.1:8000/join"
        visitor = service.visitor()
        joined = visitor.post(
            "/api/v1/invitations/accept", json={"token": token, "password": "one two three"}
        )
        assert joined.json()["name"] == "Zoë"
        assert visitor.get(address).json()["role"] == "reviewer"
        again = service.visitor().post(
            "/api/v1/session", json={"name": "Zoë", "password": "one two three"}
        )
        assert again.status_code == 200
        (_, zoe) = owner.get(f"{address}/people").json()
        there = f"{address}/people/{zoe['account_id']}"
        assert owner.put(there, json={"role": "observer"}).status_code == 204
        assert visitor.get(address).json()["role"] == "observer"
        assert owner.delete(there).status_code == 204
        assert visitor.get(address).status_code == 403
        assert owner.get(f"{address}/invitations").json() == []

    def test_an_api_token_accepts_no_invitation(self, service, owner, make_review):
        address = make_review()
        ana = service.join(address.rpartition("/")[2], "Ana", "reviewer")
        secret = ana.post("/api/v1/tokens", json={"name": "script"}).json()["token"]
        other, given = make_review(), {"name": "Ana", "role": "reviewer"}
        link = owner.post(f"{other}/invitations", json=given).json()["link"]
        token = {"token": link.partition("token=")[2]}
        headers = {"Authorization": f"Bearer {secret}"}
        program = service.visitor()
        for path, how in (("/api/v1/invitations/accept", "json"), ("/join", "data")):
            answer = program.post(path, headers=headers, **{how: token})
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers

    def test_guessing_passwords_is_slowed_down(self, service, owner, make_review):
        service.join(make_review().rpartition("/")[2], "Ana", "reviewer")
        visitor = service.visitor()
        wrong = {"name": "Ana", "password": "wrong"}
        found = [visitor.post("/api/v1/session", json=wrong).status_code for _ in range(6)]
        assert found == [401] * 5 + [429]


class TestProblems:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/api/v1/nothing", 404),
            ("GET", "/nothing", 404),
            ("PATCH", "/api/v1/reviews", 405),
            ("GET", "/api/v1/reviews/x", 422),
            ("GET", "/api/v1/reviews/99999999999999999999", 422),
            ("GET", "/api/v1/reviews/77", 404),
            ("GET", "/static/../app.py", 404),
            ("GET", "/static/%2e%2e/app.py", 404),
        ],
    )
    def test_are_told_as_rfc_9457_says(self, owner, method, path, status):
        answer = owner.request(method, path)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        said = answer.json()
        assert said["status"] == status
        assert {"type", "title", "detail", "instance"} <= set(said)

    @pytest.mark.parametrize("body", [b"{", b"\xff", b'{"name": "\\ud800"}', b"[]", b"null"])
    def test_bodies_that_are_none_are_told(self, owner, body):
        headers = {"Content-Type": "application/json"}
        answer = owner.post("/api/v1/reviews", content=body, headers=headers)
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"

    def test_a_body_that_is_too_large_is_not_read(self, owner):
        answer = owner.post("/api/v1/reviews", json={"name": "x" * MAX_BODY})
        assert answer.status_code == 413

        def pieces():
            for _ in range(3):
                yield b" " * (MAX_BODY // 2)

        headers = {"Content-Type": "application/json"}
        answer = owner.post("/api/v1/reviews", content=pieces(), headers=headers)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"

    def test_what_nobody_foresaw_tells_nothing_of_the_inside(self, service, owner, monkeypatch):
        from activescreen.review.people import membership

        def fail(*_):
            raise RuntimeError("inside")

        browser = service.visitor(raise_server_exceptions=False, cookies=dict(owner.cookies))
        monkeypatch.setattr(membership, "own_reviews", fail)
        answer = browser.get("/api/v1/reviews")
        assert answer.status_code == 500
        assert "inside" not in answer.text
        assert answer.headers["content-security-policy"]

    def test_a_full_disk_is_told(self, service, owner, monkeypatch):
        import errno

        from activescreen.review.people import membership

        def fail(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(membership, "own_reviews", fail)
        answer = owner.get("/api/v1/reviews")
        assert answer.status_code == 507
        assert "Nothing of this request was kept" in answer.json()["detail"]


def test_damaged_characters_in_a_file_break_no_answer(owner, make_review):
    address = make_review()
    content = json.dumps([{"title": "Half \ud800 a character", "abstract": "x"}]).encode()
    done = owner.post(f"{address}/imports", files={"files": ("a.json", content)})
    assert done.status_code == 201, done.text
    titles = [each["title"] for each in owner.get(f"{address}/records").json()["items"]]
    assert titles[-1].startswith("Half")


def test_every_answer_carries_the_security_headers(service, owner):
    for path in ("/", "/sign-in", "/api/v1/reviews", "/openapi.json", "/nothing"):
        for browser in (owner, service.visitor()):
            headers = browser.get(path).headers
            assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "unsafe-inline" not in SECURITY_HEADERS["Content-Security-Policy"]


def test_the_openapi_document_is_there(service):
    document = service.visitor().get("/openapi.json").json()
    assert "/api/v1/reviews/{review_id}/decisions" in document["paths"]
    upload = document["paths"]["/api/v1/reviews/{review_id}/imports"]["post"]
    assert "multipart/form-data" in upload["requestBody"]["content"]


def test_a_review_is_made_with_its_highlights_and_the_terms_of_its_pilot(owner):
    given = {
        "name": "marked",
        "configuration": "words",
        "include_terms": ["peer*"],
        "exclude_terms": ["mice"],
        "pilot_size": 5,
        "pilot_agreement": 1,
    }
    made = owner.post("/api/v1/reviews", json=given).json()
    protocol = owner.get(f"/api/v1/reviews/{made['id']}/protocol").json()
    told = protocol.get("protocol", protocol)
    assert {name: told[name] for name in list(given)[2:]} == dict(list(given.items())[2:])
