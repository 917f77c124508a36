"""The pages of records, as someone without script goes through them."""

import re
from html.parser import HTMLParser

import pytest

HTML = {"Accept": "text/html"}


class Seen(HTMLParser):
    """What of a page can be checked without drawing it."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.labelled, self.fields, self.ids = [], set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        assert not [name for name in given if name.startswith("on") or name == "style"]
        if tag == "label":
            self.labelled.add(given["for"])
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.fields.append(given["id"])


def check(answer, status=200):
    """A page that everyone can use."""
    assert answer.status_code == status, answer.text
    seen = Seen(answer.text)
    assert seen.tags.count("main") == seen.tags.count("header") == seen.tags.count("h1") == 1
    assert set(seen.fields) <= seen.labelled
    assert len(seen.ids) == len(set(seen.ids))
    return answer.text


@pytest.fixture
def base(make_review):
    return make_review(votes=2).removeprefix("/api/v1")


@pytest.fixture
def pair(service, base):
    found = [service.join(base.rpartition("/")[2], name, "reviewer") for name in ("Ana", "Bea")]
    for browser in found:
        browser.headers.update(HTML)
    return found


@pytest.fixture
def records(owner, base):
    return [each["id"] for each in owner.get(f"/api/v1{base}/records").json()["items"]]


def form(browser, page, **given):
    """What a form of the page sends: its first event id, and what a person filled in."""
    event = re.search(r'name="event_id" value="([\w-]+)"', page)[1]
    return {"csrf_token": browser.csrf, "event_id": event, "stage": "title_abstract", **given}


def titles(page):
    return re.findall(r"<h2><a[^>]*>([^<]*)</a></h2>", page)


def test_the_address_is_the_state_of_the_list(owner, base, search):
    owner.headers.update(HTML)
    page = check(owner.get(f"{base}/records?limit=2&sort=title"))
    assert titles(page) == [row["title"] for row in search[:2]]
    following = re.search(r'href="([^"]*cursor=[^"]*)" rel="next"', page)[1].replace("&amp;", "&")
    page = check(owner.get(following))
    assert titles(page) == [row["title"] for row in search[2:4]]
    assert "3 to 4 of 5 records" in page
    assert "sort=title" in re.search(r'href="([^"]*)" rel="prev"', page)[1]
    page = check(owner.get(f"{base}/records?text=rivers&state=unread&utm_source=x"))
    assert titles(page) == [search[2]["title"]]


def test_a_search_finds_and_says_if_it_does_not(owner, base):
    owner.headers.update(HTML)
    page = check(owner.get(f"{base}/records?text=rivers&language=&year_from="))
    assert titles(page) == ["Record number 2 of a kind"]
    assert 'value="rivers"' in page
    page = check(owner.get(f"{base}/records", params={"text": '"><script>'}))
    assert "No record is like this" in page
    assert "<script>" not in page
    assert check(owner.get(f"{base}/records?cursor=x"), 422)


def test_a_vote_is_given_changed_and_hidden(pair, base, records):
    ana, bea = pair
    at = f"{base}/records/{records[0]}"
    page = check(ana.get(at))
    given = form(ana, page, verdict="exclude", note="not <b>this</b>", failed_criteria="outcomes")
    done = ana.post(f"{at}/vote", data=given)
    assert (done.status_code, done.headers["location"]) == (303, f"{at}?done=vote#vote")
    assert ana.post(f"{at}/vote", data=given).status_code == 303  # a double click
    page = check(ana.get(f"{at}?done=vote"))
    assert "Your vote is kept." in page
    assert "not &lt;b&gt;this&lt;/b&gt;" in page
    assert "1 of 2" in page
    hidden = check(bea.get(at))
    assert "this&lt;/b&gt;" not in hidden
    assert "1 decision is hidden" in hidden
    assert (
        'id="title_abstract-outcomes" type="checkbox" name="failed_criteria" value="outcomes">'
        in hidden
    )
    changed = form(ana, page, verdict="include")
    assert ana.post(f"{at}/vote", data=changed).status_code == 303
    assert bea.post(f"{at}/vote", data=form(bea, hidden, verdict="exclude")).status_code == 303
    page = check(bea.get(at))
    assert page.count('class="verdict exclude"') >= 2
    assert "look at both sides" in page


@pytest.mark.parametrize(
    ("given", "status", "why"),
    [
        ({"verdict": ""}, 422, "No verdict was chosen"),
        ({"verdict": "yes"}, 422, "No verdict was chosen"),
        ({"verdict": "include", "failed_criteria": "outcomes"}, 422, "An inclusion has no reason"),
        ({"verdict": "include", "stage": "full_text"}, 409, "did not pass"),
        ({"verdict": "include", "stage": "x"}, 422, "no stage"),
    ],
)
def test_what_is_refused_stands_in_the_form_again(owner, base, records, given, status, why):
    owner.headers.update(HTML)
    at = f"{base}/records/{records[0]}"
    sent = form(owner, owner.get(at).text, note="long thought", **given)
    page = check(owner.post(f"{at}/vote", data=sent), status)
    assert why in page
    if given.get("stage") is None:
        assert "long thought" in page
    assert owner.get(f"/api/v1{at}").json()["events"] == []


def test_tags_are_kept_by_a_form(pair, base, records):
    ana, bea = pair
    at = f"{base}/records/{records[0]}"
    done = ana.post(f"{at}/tags", data={"csrf_token": ana.csrf, "tags": "dose,  Größe ,dose"})
    assert done.headers["location"] == f"{at}?done=tags#tags"
    assert 'value="dose, Größe"' in check(ana.get(at))
    assert "Größe" not in check(bea.get(at))
    wrong = ana.post(f"{at}/tags", data={"csrf_token": ana.csrf, "tags": "a;b"})
    assert 'value="a;b"' in check(wrong, 422)
    assert "dose" in check(ana.get(f"{base}/records?tag=dose"))


def test_records_are_merged_and_taken_apart_from_their_page(owner, base, records):
    owner.headers.update(HTML)
    at = f"{base}/records/{records[0]}"
    assert "Merge with another record" in check(owner.get(at))
    given = {"csrf_token": owner.csrf, "kept": records[0], "merged": records[1]}
    assert owner.post(f"{base}/merges", data=given).headers["location"] == at
    assert "merged by a person" in check(owner.get(at))
    page = check(owner.get(f"{base}/records/{records[1]}"))
    assert "Another record stands for this one" in page
    assert 'name="verdict"' not in page
    given = {"csrf_token": owner.csrf, "merged": records[1]}
    assert owner.post(f"{base}/splits", data=given).status_code == 303
    assert "No copy of it is known" in check(owner.get(at))


@pytest.mark.parametrize("named", ["record NUMBER 1 of a kind", "https://doi.org/10.1234/X.1"])
def test_the_other_record_may_be_named_by_what_people_know(owner, base, records, named):
    owner.headers.update(HTML)
    given = {"csrf_token": owner.csrf, "kept": records[0], "merged": named}
    assert owner.post(f"{base}/merges", data=given).status_code == 303
    assert "merged by a person" in check(owner.get(f"{base}/records/{records[0]}"))
    assert "took “Record number 1 of a kind” in" in check(owner.get(f"{base}/records/{records[0]}"))


def test_an_unclear_name_comes_back_to_the_page_with_candidates(owner, base, records):
    owner.headers.update(HTML)
    given = {"csrf_token": owner.csrf, "kept": records[0], "merged": "of a kind"}
    page = check(owner.post(f"{base}/merges", data=given), 422)
    assert "no single record can be told" in page
    assert page.count("id <code>") == 5
    assert 'value="of a kind"' in page
    page = check(owner.post(f"{base}/merges", data={**given, "merged": "nothing of it"}), 422)
    assert "no record has this" in page
    page = check(owner.post(f"{base}/merges", data={**given, "merged": records[0]}), 422)
    assert "cannot be merged into itself" in page


def test_who_only_looks_gets_no_forms(service, base, records):
    olga = service.join(base.rpartition("/")[2], "Olga", "observer")
    olga.headers.update(HTML)
    page = check(olga.get(f"{base}/records/{records[0]}"))
    assert 'method="post" action="/reviews' not in page
    assert check(olga.get(f"{base}/records/nothing"), 404)


def test_the_rank_is_drawn_and_told(service, owner, base, records):
    from activescreen.review.ranking.training import train

    name = owner.get(f"/api/v1{base}").json()["name"]
    for _ in "12":
        train(service.database, name, service.time[0])
    owner.headers.update(HTML)
    page = check(owner.get(f"{base}/records/{records[0]}"))
    assert "Rank over time" in page
    picture = owner.get(re.search(r'<img src="([^"]*)"', page)[1])
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "Decisions that the model had seen" in picture.text
    assert "In the newest ranking it is number" in page
    assert "rank 1<" in check(owner.get(f"{base}/records?sort=rank"))


def test_no_rank_is_drawn_where_there_is_none(owner, base, records):
    owner.headers.update(HTML)
    assert "<img" not in check(owner.get(f"{base}/records/{records[0]}"))
    assert "no rank" in check(owner.get(f"{base}/records/{records[0]}/ranks.svg"), 404)


def test_an_export_adds_up_what_was_imported(owner, base, records):
    owner.headers.update(HTML)
    page = check(owner.get(f"{base}/records?text=rivers"))
    address = re.search(r'href="([^"]*/export\?[^"]*)"', page)[1]
    page = check(owner.get(address))
    assert "1 record with 0 decisions" in page
    assert 'name="text" value="rivers"' in page
    assert "imported in all</th><td>5<" in page


@pytest.mark.parametrize(
    ("room", "asked", "said", "kept"),
    [
        ("records", "text=bees&year_from=abc", "“year_from” is “abc”, which", "?text=bees"),
        ("records", "year_from=abc", "it must be a whole number.", ""),
        ("records", "state=some&sort=import", "it must be “unread”, ", "?sort=import"),
        ("records", "limit=0", "it must be a number of at least 1.", ""),
        ("full-text", "document=with", "it must be “true” or “false”.", ""),
        ("imports", "done=x&year=%3Cb%3E", "“done” is “x”", "?year=%3Cb%3E"),
    ],
)
def test_a_wrong_value_of_an_address_is_named_with_a_way_on(owner, base, room, asked, said, kept):
    there = f"{base}/{room}"
    answer = owner.get(f"{there}?{asked}", headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert said in answer.text
    assert "openapi" not in answer.text
    assert f'<a href="{there}{kept}">Open this page without that</a>' in answer.text
    assert owner.get(f"{there}{kept}").status_code == 200


def test_a_wrong_field_of_a_form_is_named(owner, base):
    given = {"csrf_token": owner.csrf, "version": "third"}
    answer = owner.post(f"{base}/previous", data=given, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "“version”" in answer.text
    assert "Go back, correct it" in answer.text
    assert "openapi" not in answer.text
