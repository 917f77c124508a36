"""A later search as it is told: what it says anew of known records, and nothing that is hidden."""

import csv
import io

import numpy as np
import pytest


@pytest.fixture
def address(make_review):
    return make_review(votes=2)


@pytest.fixture
def raters(service, address):
    review_id = address.rpartition("/")[2]
    return [service.join(review_id, name, "reviewer") for name in ("Ana", "Bea")]


@pytest.fixture
def bring(owner, address, table):
    """Import a search, in which each record says what it is given to say."""

    def brought(*rows):
        names = list(dict.fromkeys(name for row in rows for name in row))
        whole = [{name: row.get(name, "") for name in names} for row in rows]
        files = {"files": ("june.csv", table(whole))}
        answer = owner.post(f"{address}/imports", files=files, data={"wave": "June"})
        assert answer.status_code == 201, answer.text
        return answer.json()

    return brought


@pytest.fixture
def include(owner, address, search):
    """Let raters include a record of the first search; gives its id."""

    def included(row, *raters):
        asked = {"text": search[row]["doi"]}
        (found,) = owner.get(f"{address}/records", params=asked).json()["items"]
        for number, rater in enumerate(raters):
            vote = {"event_id": f"{number}-{found['id']}", "record_id": found["id"]}
            answer = rater.post(f"{address}/decisions", json={**vote, "verdict": "include"})
            assert answer.status_code == 201, answer.text
        return found["id"]

    return included


@pytest.fixture
def told(owner, address):
    return lambda **asked: owner.get(f"{address}/imports/2/changes", params=asked).json()


@pytest.fixture
def page(owner, address):
    return lambda: owner.get(f"/reviews/{address.rpartition('/')[2]}/imports/2").text


def test_what_a_search_says_anew_is_told_and_changes_nothing(
    owner, address, bring, told, page, search
):
    before = owner.get(f"{address}/records").json()
    other = {**search[0], "abstract": "It says quite bees.", "year": "2020"}
    done = bring(other, search[1], {**search[2], "journal": "Hive <b>"})
    assert (done["known"], done["changed"], done["marked"]) == (3, 2, 0)
    found = told()
    assert (found["wave"], found["known"], found["records"], found["total"]) == ("June", 3, 2, 3)
    assert found["fields"] == [
        {"field": "abstract", "changed": 1, "filled_in": 0},
        {"field": "year", "changed": 0, "filled_in": 1},
        {"field": "journal", "changed": 0, "filled_in": 1},
    ]
    first = found["items"][0]
    assert (first["before"], first["after"]) == (search[0]["abstract"], other["abstract"])
    assert (first["state"], first["file"], first["row"]) == ("unread", "june.csv", 0)
    assert owner.get(f"{address}/records").json() == before
    shown = page()
    assert "<mark> quite</mark>" in shown
    assert "Hive &lt;b&gt;" in shown
    assert "says something anew of 2" in " ".join(shown.split())


def test_the_list_comes_in_pages_and_as_a_table(owner, address, bring, told, search):
    bring(*({**row, "year": "2020"} for row in search))
    first = told(limit=3)
    assert (len(first["items"]), first["next"], first["total"]) == (3, 3, 5)
    rest = told(first=first["next"], limit=3)
    assert (len(rest["items"]), rest["next"]) == (2, None)
    answer = owner.get(f"{address}/imports/2/changes.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="changes-2.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["record_id"] for row in rows] == [
        each["record_id"] for each in (*first["items"], *rest["items"])
    ]


def test_a_retracted_inclusion_stands_first_and_on_the_page_of_searches(
    owner, address, raters, include, bring, told, page, search
):
    record = include(3, *raters)
    marked = [{**search[n], "title": f"RETRACTED: {search[n]['title']}"} for n in (1, 3)]
    assert bring(*marked)["marked"] == 2
    first, second = told()["items"]
    assert (first["record_id"], first["state"], first["field"]) == (
        record,
        "included",
        "retraction",
    )
    assert second["state"] == "unread"
    searches = owner.get(f"/reviews/{address.rpartition('/')[2]}/imports", params={"done": 2}).text
    for shown in (page(), searches):
        assert "1 included record is marked as retracted" in " ".join(shown.split())
    alert = " ".join(searches[searches.index('class="alert"') :].split())
    assert "doubted or corrected, and 1 other known record too.</strong>" in alert
    assert '/imports/2">Look at them</a>' in alert
    assert searches.index('class="alert"') < searches.index('class="figures"')
    # What was found is kept, but neither decisions nor merges are overlooked.
    changed = {"event_id": "1-changed", "record_id": record, "verdict": "exclude"}
    assert raters[1].post(f"{address}/decisions", json=changed).status_code == 201
    assert told()["items"][0]["state"] != "included"
    back = {**changed, "event_id": "1-back-again", "verdict": "include"}
    assert raters[1].post(f"{address}/decisions", json=back).status_code == 201
    merge = {"kept": record, "merged": second["record_id"]}
    assert owner.post(f"{address}/merges", json=merge).status_code == 201
    assert {each["record_id"] for each in told()["items"]} == {record}
    # The decision holds until people decide otherwise.
    assert owner.get(f"{address}/records/{record}").json()["state"] == "included"


def test_a_retraction_is_told_first_of_a_record_that_is_not_included(owner, address, bring, search):
    bring({**search[1], "title": f"RETRACTED: {search[1]['title']}"})
    there = f"/reviews/{address.rpartition('/')[2]}/imports"
    shown = owner.get(there, params={"done": 2}).text
    alert = shown[shown.index('class="alert"') : shown.index('class="figures"')]
    assert "1 known record is marked as retracted, doubted or corrected." in alert
    assert f'<a href="{there}/2">Look at it</a>' in alert


def test_a_hidden_inclusion_is_not_told(raters, include, bring, told, page, search):
    ana, _ = raters
    include(3, ana)
    bring({**search[3], "title": f"RETRACTED: {search[3]['title']}"})
    (only,) = told()["items"]
    assert only["state"] == "waiting"
    assert "included record" not in page()


def test_a_first_search_and_one_of_new_records_say_nothing_anew(
    owner, address, bring, page, search
):
    bring({**search[0], "title": "Something new altogether", "doi": "10.1234/new"})
    assert "brought no record that an earlier search had brought" in page()
    assert owner.get(f"{address}/imports/1/changes").json()["items"] == []
    assert owner.get(f"{address}/imports/3/changes").status_code == 404
    assert owner.get(f"/reviews/{address.rpartition('/')[2]}/imports/3").status_code == 404


def test_known_records_that_say_what_was_known(bring, page, search):
    assert bring(*search)["changed"] == 0
    assert "again, and says of them what was known" in page()


def search_of(words, begin, n=60):
    """Records of random words, each with an identifier of its own; a fourth are about bees."""
    rng = np.random.default_rng(begin)
    for number in range(begin, begin + n):
        about = ["bees", "hives", "honey"] if number % 4 == 0 else []
        yield {
            "title": f"{' '.join(rng.choice(words, 6))} report {number}",
            "abstract": " ".join([*rng.choice(words, 9), *about]),
            "doi": f"10.1234/made.{number}",
        }


def test_a_search_of_another_kind_is_told_calmly_and_with_its_figures(owner, address, bring, table):
    here, there = ([f"{kind}{n}" for n in range(40)] for kind in ("here", "there"))
    first = [{**row, "label_included": "0"} for row in search_of(here, 1000)]
    for row in first[::4]:
        row["label_included"] = "1"
    bring(*first)
    show = f"{address}/imports/2/drift"
    assert "there are 60 and 5" in owner.get(show).json()["why"]
    owner.post(f"{address}/imports", files={"files": ("a.csv", table(list(search_of(here, 3000))))})
    owner.post(
        f"{address}/imports", files={"files": ("b.csv", table(list(search_of(there, 2000))))}
    )
    same, other = (owner.get(f"{address}/imports/{n}/drift").json() for n in (3, 4))
    assert not same["drift"]["unlike"]
    assert other["drift"]["unlike"]
    assert other["drift"]["statement"].endswith("made before do not hold for it.")
    assert (other["drift"]["new"], other["drift"]["labels"]) == (60, 60)
    assert [(each["final"], each["included"]) for each in other["readings"]] == [
        (0, 0),
        (60, 15),
        (0, 0),
        (0, 0),
    ]
    shown = owner.get(f"/reviews/{address.rpartition('/')[2]}/imports/4").text
    assert "brings other kinds of records than those before" in shown
    assert "14.7 % to 37.9 %" in shown.replace("\N{NO-BREAK SPACE}", " ")
