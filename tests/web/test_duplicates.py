"""Duplicates over HTTP: decided by scripts and by plain forms, taken back, and never lost."""

import pytest


def trial(year, **more):
    return {
        "title": "Peer support for people with psychosis: a randomised trial",
        "abstract": "",
        "authors": "Fortuna, K.",
        "year": str(year),
        "journal": "Journal of Made Things",
        **more,
    }


@pytest.fixture
def doubtful(owner, make_review, table):
    """The address of a review with a pair in doubt, and the ids of both."""
    address = make_review(votes=1)
    files = {"files": ("trials.csv", table([trial(2018), trial(2020)]))}
    assert owner.post(f"{address}/imports", files=files).json()["pairs_to_decide"] == 1
    (pair,) = owner.get(f"{address}/duplicates").json()["items"]
    return address, pair["one"]["id"], pair["other"]["id"]


def said(browser, address, one, other, answer, **more):
    given = {"one": one, "other": other, "answer": answer, **more}
    return browser.post(f"{address}/duplicates", json=given)


class TestApi:
    def test_a_pair_side_by_side(self, owner, doubtful):
        address, one, _ = doubtful
        page = owner.get(f"{address}/duplicates").json()
        (pair,) = page["items"]
        assert (page["open"], page["decided"], page["next"]) == (1, 0, None)
        assert (pair["differs"], pair["reason"], pair["answer"]) == (
            ["year"],
            "another year",
            "undecided",
        )
        assert (pair["one"]["reading"], pair["stays"]) == ("unread", one)

    def test_same_and_back(self, owner, doubtful):
        address, one, other = doubtful
        pair = said(owner, address, one, other, "same").json()
        assert (pair["answer"], pair["author"]) == ("same", "Owner")
        (merge,) = owner.get(f"{address}/merges").json()
        assert (merge["kept"], merge["merged"]) == (one, other)
        assert owner.get(f"{address}/duplicates").json()["open"] == 0
        (pair,) = owner.get(f"{address}/duplicates", params={"decided": True}).json()["items"]
        assert pair["answer"] == "same"
        assert said(owner, address, one, other, "undecided").json()["answer"] == "undecided"
        assert owner.get(f"{address}/merges").json() == []

    def test_merge_and_split_any_two_records(self, owner, doubtful):
        address, one, _ = doubtful
        ids = [each["id"] for each in owner.get(f"{address}/records").json()["items"]]
        given = {"kept": ids[0], "merged": ids[1]}
        assert owner.post(f"{address}/merges", json=given).status_code == 201
        assert owner.post(f"{address}/merges", json=given).status_code == 200
        wrong = owner.post(f"{address}/merges", json={"kept": ids[1], "merged": ids[0]})
        assert (wrong.status_code, f"merged into record {ids[0]}" in wrong.json()["detail"]) == (
            409,
            True,
        )
        assert owner.post(f"{address}/merges", json={"kept": one, "merged": one}).status_code == 422
        assert owner.delete(f"{address}/merges/{ids[1]}").status_code == 204
        assert owner.delete(f"{address}/merges/{ids[1]}").status_code == 409
        assert owner.delete(f"{address}/merges/nothing").status_code == 404

    def test_a_vote_on_a_record_that_was_merged_meanwhile_is_refused_in_words(
        self, service, owner, doubtful
    ):
        address, one, other = doubtful
        bea = service.join(address.rpartition("/")[2], "Bea", "reviewer")
        said(owner, address, one, other, "same")
        vote = {"event_id": "vote-0001", "record_id": other, "verdict": "include"}
        answer = bea.post(f"{address}/decisions", json=vote)
        assert answer.status_code == 409
        assert "merged" in answer.json()["detail"]

    def test_the_label_follows_and_the_flow_adds_up(self, service, owner, doubtful):
        address, one, other = doubtful
        bea = service.join(address.rpartition("/")[2], "Bea", "reviewer")
        said(owner, address, one, other, "same")
        vote = {"event_id": "vote-0001", "record_id": one, "verdict": "include"}
        assert bea.post(f"{address}/decisions", json=vote).status_code == 201
        assert owner.get(f"{address}/records/{other}").json()["state"] == "included"

    def test_copies_that_are_none(self, owner, make_review, table, search):
        address = make_review()
        files = {"files": ("again.csv", table(search))}
        owner.post(f"{address}/imports", files=files)
        page = owner.get(f"{address}/copies", params={"limit": 2}).json()
        assert (len(page["items"]), page["next"], page["total"]) == (2, 2, 5)
        name = page["items"][0]["record"]["id"]
        assert owner.delete(f"{address}/copies/{name}").status_code == 204
        assert owner.delete(f"{address}/copies/{name}").status_code == 409
        shown = owner.get(address).json()
        assert (shown["copies"], shown["to_screen"]) == (4, 6)


class TestPage:
    @pytest.fixture
    def page(self, doubtful):
        return f"/reviews/{doubtful[0].rpartition('/')[2]}/duplicates"

    def form(self, browser, page, **given):
        return browser.post(page, data={"csrf_token": browser.csrf, **given})

    def test_decides_without_a_script(self, owner, doubtful, page):
        _, one, other = doubtful
        shown = owner.get(page).text
        assert "Another year" in shown
        assert "<mark>" not in shown  # years differ as a whole, and the row says so
        assert "differs" in shown
        answer = self.form(owner, page, one=one, other=other, said="different")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{page}?view=open&page=1")
        assert "No pair waits" in owner.get(page).text
        decided = owner.get(page, params={"view": "decided"}).text
        assert "Different" in decided
        assert "Take this back" in decided

    def test_a_refusal_is_shown_where_one_is(self, owner, doubtful, page):
        _, one, other = doubtful
        self.form(owner, page, one=one, other=other, said="same")
        answer = self.form(owner, page, one=one, other=other, said="different")
        assert answer.status_code == 409
        assert "these are one publication. Take that back first" in answer.text

    def test_the_other_record_may_stay(self, owner, doubtful, page):
        address, one, other = doubtful
        self.form(owner, page, one=one, other=other, said="same", kept=other)
        assert owner.get(f"{address}/merges").json()[0]["kept"] == other
        assert "The second stays" in owner.get(page, params={"view": "decided"}).text

    def test_who_may_only_look_is_offered_nothing(self, service, doubtful, page):
        looker = service.join(doubtful[0].rpartition("/")[2], "Cleo", "observer")
        shown = looker.get(page).text
        assert "Owners of the review decide" in shown
        assert "<button" not in shown.partition("<main")[2]

    def test_copies_are_taken_out(self, owner, make_review, table, search):
        address = make_review()
        owner.post(f"{address}/imports", files={"files": ("again.csv", table(search))})
        name = owner.get(f"{address}/copies").json()["items"][0]["record"]["id"]
        page = f"/reviews/{address.rpartition('/')[2]}/duplicates"
        assert "Not a copy" in owner.get(page, params={"view": "copies"}).text
        assert self.form(owner, f"{page}/copies", record=name).status_code == 303
        assert self.form(owner, f"{page}/copies", record=name).status_code == 409

    def test_merging_from_the_page_of_a_record(self, owner, doubtful, page):
        address, one, other = doubtful
        base = page.rpartition("/")[0]
        answer = self.form(owner, f"{base}/merges", kept=f" {one} ", merged=other)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{base}/records/{one}")
        answer = self.form(owner, f"{base}/splits", merged=other)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{base}/records/{other}")
        assert owner.get(f"{address}/merges").json() == []

    def test_words_that_only_one_title_has_are_marked(self, owner, make_review, table):
        address = make_review()
        title = trial(2018)["title"]
        rows = [trial(2018), trial(2020, title=f"{title}, protocol (p<.05)", abstract="It is one.")]
        owner.post(f"{address}/imports", files={"files": ("t.csv", table(rows))})
        ids = [each["id"] for each in owner.get(f"{address}/records").json()["items"]][-2:]
        said(owner, address, *ids, "different")
        page = f"/reviews/{address.rpartition('/')[2]}/duplicates"
        shown = owner.get(page, params={"view": "decided"}).text
        assert "<mark> protocol (p&lt;.05)</mark>" in shown
