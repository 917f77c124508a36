"""Records over HTTP: searched, filtered, sorted, tagged, with their history."""

import pytest


def ids(browser, address, **asked):
    page = browser.get(f"{address}/records", params=asked).json()
    return [each["id"] for each in page["items"]]


@pytest.fixture
def address(make_review):
    return make_review(votes=2)


@pytest.fixture
def pair(service, address):
    review_id = address.rpartition("/")[2]
    return [service.join(review_id, name, "reviewer") for name in ("Ana", "Bea")]


def say(browser, address, record, verdict="include", **more):
    given = {"event_id": f"event-{id(browser)}-{record}", "record_id": record, "verdict": verdict}
    answer = browser.post(f"{address}/decisions", json={**given, **more})
    assert answer.status_code == 201, answer.text


class TestLists:
    def test_are_searched_filtered_and_sorted(self, owner, address):
        every = ids(owner, address)
        assert ids(owner, address, text="RIVERS record") == [every[2]]
        assert ids(owner, address, text='"of a kind"', sort="title") == every
        assert ids(owner, address, abstract="no") == []
        assert ids(owner, address, language="-") == ids(owner, address, abstract="yes") == every
        page = owner.get(f"{address}/records?text=number&limit=2").json()
        assert (page["found"], page["total"], page["before"]) == (5, 5, 0)
        assert page["by_state"]["unread"] == 5
        after = owner.get(f"{address}/records?limit=2&cursor={page['next']}").json()
        back = owner.get(f"{address}/records?limit=2&cursor={after['previous']}").json()
        assert [each["id"] for each in back["items"]] == every[:2]

    def test_take_the_blank_fields_of_a_form_for_nothing(self, owner, address):
        blank = dict.fromkeys(
            ("text", "state", "mine", "wave", "file", "year_from", "language", "tag", "abstract"),
            "",
        )
        assert len(ids(owner, address, **blank)) == 5

    @pytest.mark.parametrize(
        "asked",
        [
            {"state": "open"},
            {"sort": "random"},
            {"wave": "x"},
            {"year_from": "99999999999"},
            {"abstract": "perhaps"},
            {"limit": 501},
            {"stage": "abstract"},
            {"autor": "Smith"},
            {"text": "x" * 501},
        ],
    )
    def test_of_what_cannot_be_asked_are_refused(self, owner, address, asked):
        answer = owner.get(f"{address}/records", params=asked)
        assert answer.status_code == 422
        assert answer.json()["detail"]

    def test_tell_which_there_are_where_one_is_not_known(self, owner, address):
        answer = owner.get(f"{address}/records", params={"autor": "Smith"})
        (error,) = answer.json()["errors"]
        assert error["where"] == "query.autor"
        assert "text, stage, state, mine, wave" in error["what"]

    def test_tell_nothing_of_a_vote_by_what_they_find(self, owner, pair, address):
        record = ids(owner, address)[0]
        say(pair[0], address, record)
        for state, found in (("waiting", 1), ("included", 0), ("excluded", 0), ("undecided", 0)):
            assert len(ids(pair[1], address, state=state)) == found
        assert ids(pair[1], address, mine="include") == []
        assert ids(pair[0], address, mine="include") == [record]


class TestTags:
    def test_are_put_on_and_seen_by_others_when_all_have_voted(self, owner, pair, address):
        record = ids(owner, address)[0]
        given = {"tags": ["Größe", "  größe ", "kept"]}
        answer = pair[0].put(f"{address}/records/{record}/tags", json=given)
        assert (answer.status_code, answer.json()) == (200, {"tags": ["Größe", "kept"]})
        assert ids(pair[0], address, tag="KEPT") == [record]
        say(pair[0], address, record)
        for path in (f"{address}/records", f"{address}/records/{record}"):
            assert "kept" in pair[0].get(path).text
            assert "kept" not in pair[1].get(path).text
            assert "kept" not in owner.get(path).text
        say(pair[1], address, record)
        shown = owner.get(f"{address}/records/{record}").json()
        assert shown["tags_of_others"] == {"Ana": ["Größe", "kept"]}
        assert shown["tags"] == []

    @pytest.mark.parametrize("tags", [["a;b"], ["x" * 201], ["a"] * 101, "a", None])
    def test_that_are_none_are_refused(self, owner, address, tags):
        record = ids(owner, address)[0]
        answer = owner.put(f"{address}/records/{record}/tags", json={"tags": tags})
        assert answer.status_code == 422

    def test_of_no_record_are_refused(self, owner, address):
        answer = owner.put(f"{address}/records/nothing/tags", json={"tags": []})
        assert answer.status_code == 404


def test_a_record_tells_its_history(owner, pair, address):
    record = ids(owner, address)[0]
    for browser in pair:
        say(browser, address, record)
    shown = owner.get(f"{address}/records/{record}").json()
    assert [each["kind"] for each in shown["history"]] == ["import", "vote", "vote"]
    assert shown["history"][1]["event_id"] == shown["events"][0]["id"]
    assert shown["stages"]["full_text"] == {
        "state": "unread",
        "votes": {"given": 0, "needed": 2},
    }
    assert (shown["copies"], shown["copy_of"], shown["ranks"]) == ([], None, [])
