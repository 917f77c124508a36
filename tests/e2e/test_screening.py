"""Screening at a real browser: decisions by key, and what becomes of them when things go wrong."""

import itertools
import json
import re

import pytest
from playwright.sync_api import expect

CRITERIA = [
    {"element": "participants", "text": "Adults"},
    {"element": "outcomes", "text": "Any outcome"},
]
REASONS = ["Wrong population", "No data"]
DECISIONS = re.compile(r"/decisions$")
NUMBERS = itertools.count(1)


class Reviewer:
    """A person at the screening page."""

    def __init__(self, page, review, name, api):
        self.page, self.review, self.name, self.api = page, review, name, api

    def open(self, stage=""):
        """Go to the page, and wait for a record."""
        answer = self.page.goto(f"/reviews/{self.review}/screen{stage}")
        assert answer.status == 200
        expect(self.page.locator("#record")).to_be_visible()
        return self

    @property
    def title(self):
        """Of the record that is shown."""
        return self.page.locator("#title").inner_text()

    def press(self, *keys):
        """Press keys, no faster than anyone reads; gives the titles that were shown."""
        titles = []
        for key in keys:
            self.ready(keys=True)
            titles.append(self.title)
            self.page.keyboard.press(key)
        return titles

    def ready(self, keys=False):
        """Wait until a decision is not taken for the second half of the one before."""
        unripe = '#record[data-fresh=""]' if keys else "#record[data-fresh]"
        expect(self.page.locator(unripe)).to_have_count(0)

    def mine(self, stage="title_abstract"):
        """(title, verdict) as the service has them, the first one first."""
        path = f"/reviews/{self.review}/decisions/mine?stage={stage}"
        items = self.api.expect(200, "GET", path)["items"]
        return [(each["title"], each["event"]["verdict"]) for each in reversed(items)]

    def events(self):
        """Every decision of the review with its record's title, in the order of coming in."""
        return [each["event"] for each in reversed(self._items())]

    def _items(self):
        return self.api.expect(200, "GET", f"/reviews/{self.review}/decisions/mine")["items"]

    def saved(self):
        """Wait until everything was confirmed."""
        expect(self.page.locator("#sending")).to_have_attribute("data-waiting", "0")
        return self


@pytest.fixture
def make_reviewer(site, at_browser, make_table):
    """A review, and a reviewer at its screening page; ``more`` is about the browser."""

    def made(votes=2, records=12, name=None, protocol=None, **more):
        number = next(NUMBERS)
        given = {"name": f"Screened {number}", "votes_per_record": votes, "configuration": "words"}
        given |= {"criteria": CRITERIA, "exclusion_reasons": REASONS, **(protocol or {})}
        review = site.owner.expect(201, "POST", "/reviews", json=given)["id"]
        files = {"files": ("one.csv", make_table(records))}
        site.owner.expect(201, "POST", f"/reviews/{review}/imports", files=files)
        name = name or f"Reviewer {number}"
        api = site.join(review, name)
        return Reviewer(at_browser(site, name, **more), review, name, api)

    return made


@pytest.fixture
def reviewer(make_reviewer):
    return make_reviewer().open()


def sending(reviewer):
    return expect(reviewer.page.locator("#sending"))


def notice(reviewer):
    return expect(reviewer.page.locator("#notice"))


class TestDeciding:
    def test_one_key_decides_and_the_next_record_is_there(self, reviewer):
        titles = reviewer.press("i", "m", "e", "2")
        assert len({*titles, reviewer.title}) == 5
        reviewer.saved()
        assert reviewer.mine() == list(
            zip(titles, ("include", "maybe", "exclude", "exclude"), strict=True)
        )
        *_, last = reviewer.events()
        assert last["failed_criteria"] == ["outcomes"]
        assert 0.2 <= last["seconds"] < 60
        expect(reviewer.page.locator("#progress")).to_have_text("4 decided today · 8 left for you")

    def test_the_reason_takes_one_more_key(self, reviewer):
        reviewer.press("r")
        expect(reviewer.page.locator("#reasons")).to_be_visible()
        reviewer.press("Shift+Digit1", "b", "r", "2", "r", "Enter", "r", "Escape", "i")
        reviewer.saved()
        said = [(e["verdict"], e["failed_criteria"], e["reason"]) for e in reviewer.events()]
        assert said == [
            ("exclude", ["participants"], "No data"),
            ("exclude", ["outcomes"], ""),
            ("exclude", [], ""),
            ("include", [], ""),
        ]

    def test_one_may_be_asked_why_each_time(self, reviewer):
        reviewer.page.get_by_role("button", name="View").click()
        reviewer.page.get_by_label("Ask why when I exclude").check()
        reviewer.page.keyboard.press("Escape")
        reviewer.press("e", "a")
        reviewer.saved()
        assert reviewer.events()[-1]["reason"] == "Wrong population"
        reviewer.open()
        reviewer.press("e")
        expect(reviewer.page.locator("#reasons")).to_be_visible()

    def test_buttons_do_what_keys_do_and_a_double_click_decides_once(self, reviewer):
        reviewer.ready()
        first = reviewer.title
        reviewer.page.get_by_role("button", name="Include").dblclick()
        reviewer.saved()
        assert reviewer.mine() == [(first, "include")]

    def test_a_key_that_is_held_decides_once(self, reviewer):
        reviewer.ready(keys=True)
        first = reviewer.title
        for _ in range(5):
            reviewer.page.keyboard.down("e")
        reviewer.page.keyboard.up("e")
        reviewer.saved()
        assert reviewer.mine() == [(first, "exclude")]

    def test_a_note_goes_with_the_decision_and_its_letters_decide_nothing(self, reviewer):
        first = reviewer.title
        reviewer.press("n")
        reviewer.page.keyboard.type("i e m: “уже” \N{PERSON FROWNING}")
        reviewer.page.keyboard.press("Control+Enter")
        expect(reviewer.page.locator("#noted")).to_contain_text("уже")
        assert reviewer.title == first
        reviewer.press("e")
        reviewer.saved()
        assert reviewer.events()[-1]["note"] == "i e m: “уже” \N{PERSON FROWNING}"

    def test_a_note_survives_that_the_page_is_loaded_again(self, reviewer):
        reviewer.press("n")
        reviewer.page.keyboard.type("half a thought")
        reviewer.open()
        expect(reviewer.page.locator("#noted")).to_contain_text("half a thought")

    def test_tags_are_put_on_without_the_mouse(self, reviewer):
        record = reviewer.title
        reviewer.press("t")
        reviewer.page.keyboard.type("rct, background ")
        reviewer.page.keyboard.press("Enter")
        expect(reviewer.page.locator("#tags")).to_contain_text("rct background")
        assert reviewer.title == record
        reviewer.saved()
        reviewer.open()
        reviewer.press("t")
        expect(reviewer.page.locator("#tagging-text")).to_have_value("rct, background, ")

    def test_tags_that_are_being_written_stay_on_their_record(self, reviewer):
        record = reviewer.title
        reviewer.press("t")
        reviewer.page.keyboard.type("later")
        reviewer.ready()
        reviewer.page.get_by_role("button", name="Maybe").click()
        expect(reviewer.page.locator("#tags")).to_be_hidden()
        reviewer.saved()
        reviewer.press("u")
        assert reviewer.title == record
        reviewer.open()
        reviewer.press("u")
        expect(reviewer.page.locator("#title")).to_have_text(record)
        expect(reviewer.page.locator("#tags")).to_contain_text("later")

    def test_single_keys_can_be_switched_off(self, reviewer):
        first = reviewer.title
        reviewer.press("v")
        reviewer.page.get_by_label("Decide with single keys").uncheck()
        reviewer.page.keyboard.press("Escape")
        reviewer.press("e", "i", "1")
        assert reviewer.title == first
        assert reviewer.mine() == []


class TestChangingOnesMind:
    def test_undo_leads_back_record_by_record_and_keeps_both_decisions(self, reviewer):
        first, second, third = reviewer.press("i", "e", "u")
        assert reviewer.title == second
        expect(reviewer.page.locator("#revisited")).to_contain_text("Excluded")
        reviewer.press("u")
        assert reviewer.title == first
        reviewer.press("m")
        assert reviewer.title == third
        reviewer.saved()
        assert dict(reviewer.mine()) == {first: "maybe", second: "exclude"}
        total = reviewer.api.expect(200, "GET", f"/reviews/{reviewer.review}/decisions/mine")
        assert (total["total"], total["today"]) == (2, 2)

    def test_escape_leaves_the_earlier_decision_as_it_is(self, reviewer):
        _, current = reviewer.press("i", "u")
        reviewer.press("Escape")
        assert reviewer.title == current
        reviewer.saved()
        assert [verdict for _, verdict in reviewer.mine()] == ["include"]

    def test_history_knows_what_was_decided_before_the_page_was_opened(self, reviewer):
        first, _ = reviewer.press("i", "e")
        reviewer.saved()
        reviewer.open()
        reviewer.press("h")
        drawer = reviewer.page.locator("#history")
        expect(drawer.get_by_role("listitem")).to_have_count(2)
        drawer.get_by_role("button", name=first).click()
        expect(reviewer.page.locator("#revisited")).to_contain_text("Included")
        assert reviewer.title == first
        reviewer.press("e")
        reviewer.saved()
        assert dict(reviewer.mine())[first] == "exclude"


class TestLostConnections:
    def test_decisions_wait_visibly_and_are_sent_in_order_once(self, reviewer):
        reviewer.page.context.set_offline(True)
        titles = reviewer.press("i", "e", "m")
        sending(reviewer).to_have_text("3 decisions wait to be sent")
        notice(reviewer).to_contain_text("The service cannot be reached")
        assert reviewer.mine() == []
        reviewer.page.context.set_offline(False)
        reviewer.saved()
        notice(reviewer).to_be_hidden()
        assert reviewer.mine() == list(zip(titles, ("include", "exclude", "maybe"), strict=True))

    def test_a_lost_answer_is_asked_for_again_and_changes_nothing(self, reviewer):
        lost = []

        def lose(route):
            if len(lost) < 2:
                lost.append(route.fetch().status)
                route.abort("connectionreset")
            else:
                route.continue_()

        reviewer.page.route(DECISIONS, lose)
        titles = reviewer.press("i", "e")
        reviewer.saved()
        assert lost[0] == 201
        assert reviewer.mine() == list(zip(titles, ("include", "exclude"), strict=True))
        total = reviewer.api.expect(200, "GET", f"/reviews/{reviewer.review}/decisions/mine")
        assert total["today"] == 2

    def test_what_was_not_sent_is_sent_when_the_page_is_opened_again(self, reviewer):
        reviewer.page.route(DECISIONS, lambda route: route.abort())
        titles = reviewer.press("i", "e")
        sending(reviewer).to_have_text("2 decisions wait to be sent")
        asked = []
        reviewer.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        reviewer.page.close(run_before_unload=True)
        reviewer.page.wait_for_event("close")
        assert asked == ["beforeunload"]
        assert reviewer.mine() == []
        reviewer.page = reviewer.page.context.new_page()
        reviewer.open().saved()
        assert reviewer.mine() == list(zip(titles, ("include", "exclude"), strict=True))
        assert reviewer.title not in titles

    def test_leaving_with_an_empty_queue_asks_nothing(self, reviewer):
        reviewer.press("i")
        reviewer.saved()
        reviewer.page.close(run_before_unload=True)
        reviewer.page.wait_for_event("close")

    @pytest.mark.parametrize(
        "answer",
        [
            {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to the hotel</h1>"},
            {"status": 403, "content_type": "text/html", "body": "blocked"},
            {"status": 502, "content_type": "text/html", "body": "Bad gateway"},
            {"status": 201, "content_type": "application/json", "body": "{"},
            {"status": 201, "content_type": "application/json", "body": '{"login": true}'},
        ],
        ids=["portal", "wall", "gateway", "half", "other"],
    )
    def test_what_is_not_the_services_word_confirms_nothing(self, reviewer, answer):
        reviewer.page.route(DECISIONS, lambda route: route.fulfill(**answer))
        titles = reviewer.press("i")
        sending(reviewer).to_have_text("1 decision waits to be sent")
        reviewer.page.unroute(DECISIONS)
        reviewer.page.evaluate("dispatchEvent(new Event('online'))")
        reviewer.saved()
        assert reviewer.mine() == [(titles[0], "include")]

    def test_a_full_disk_is_told_and_waited_for(self, reviewer):
        problem = {"detail": "There is no room left on the disk of the service.", "status": 507}
        said = {"content_type": "application/problem+json", "body": json.dumps(problem)}
        reviewer.page.route(DECISIONS, lambda route: route.fulfill(status=507, **said))
        reviewer.press("i")
        notice(reviewer).to_contain_text("no room left")
        reviewer.page.unroute(DECISIONS)
        reviewer.page.evaluate("dispatchEvent(new Event('online'))")
        reviewer.saved()
        assert len(reviewer.mine()) == 1


class TestPoorBrowsers:
    def test_one_that_keeps_nothing_says_so_and_sends_all_the_same(self, make_reviewer):
        reviewer = make_reviewer()
        reviewer.page.add_init_script(
            "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }"
        )
        reviewer.page.route(DECISIONS, lambda route: route.abort())
        reviewer.open()
        titles = reviewer.press("i", "e")
        sending(reviewer).to_have_text("2 decisions wait to be sent")
        notice(reviewer).to_contain_text("stay on this page until 2 decisions are sent")
        reviewer.page.unroute(DECISIONS)
        reviewer.page.evaluate("dispatchEvent(new Event('online'))")
        reviewer.saved()
        assert reviewer.mine() == list(zip(titles, ("include", "exclude"), strict=True))

    def test_without_encryption_there_are_no_locks_and_still_nothing_counts_twice(
        self, make_reviewer
    ):
        reviewer = make_reviewer()
        reviewer.page.context.add_init_script(
            "Object.defineProperty(Navigator.prototype, 'locks', {value: undefined});"
            "Object.defineProperty(Crypto.prototype, 'randomUUID', {value: undefined});"
        )
        reviewer.open()
        page = reviewer.page.context.new_page()
        other = Reviewer(page, reviewer.review, reviewer.name, reviewer.api).open()
        reviewer.page.context.set_offline(True)
        titles = reviewer.press("i", "e")
        sending(other).to_have_attribute("data-waiting", "0")
        reviewer.page.context.set_offline(False)
        reviewer.saved()
        other.saved()
        assert reviewer.mine() == list(zip(titles, ("include", "exclude"), strict=True))


class TestSessions:
    def test_a_session_that_ends_loses_nothing(self, site, reviewer):
        page = reviewer.page
        site.known.pop(reviewer.name).expect(204, "DELETE", "/session")
        titles = reviewer.press("i", "e")
        notice(reviewer).to_contain_text(f"Sign in again as {reviewer.name}")
        sending(reviewer).to_have_text("2 decisions wait to be sent")
        link = page.get_by_role("link", name="Sign in (in a new tab)")
        assert link.get_attribute("target") == "_blank"
        page.context.add_cookies(site.cookies(reviewer.name))
        page.evaluate("dispatchEvent(new Event('focus'))")
        reviewer.saved()
        notice(reviewer).to_be_hidden()
        assert reviewer.mine() == list(zip(titles, ("include", "exclude"), strict=True))

    def test_nobody_sends_the_decisions_of_another_person(self, site, reviewer):
        other = site.join(reviewer.review, f"Other than {reviewer.name}")
        name = f"Other than {reviewer.name}"
        context = reviewer.page.context
        context.add_cookies(site.cookies(name))
        titles = reviewer.press("i")
        notice(reviewer).to_contain_text(f"{name} is signed in now")
        # The other one opens the page in the same browser, and sees nothing of it.
        theirs = Reviewer(context.new_page(), reviewer.review, name, other).open()
        assert theirs.mine() == reviewer.mine() == []
        theirs.press("e")
        theirs.saved()
        context.add_cookies(site.cookies(reviewer.name))
        reviewer.page.evaluate("dispatchEvent(new Event('focus'))")
        reviewer.saved()
        assert reviewer.mine() == [(titles[0], "include")]
        assert [verdict for _, verdict in theirs.mine()] == ["exclude"]

    def test_a_role_that_is_taken_away_and_given_back(self, site, reviewer):
        path = f"/reviews/{reviewer.review}/people"
        people = site.owner.expect(200, "GET", path)
        people = people["items"] if isinstance(people, dict) else people
        account = next(each["account_id"] for each in people if each["name"] == reviewer.name)
        site.owner.expect(204, "PUT", f"{path}/{account}", json={"role": "observer"})
        titles = reviewer.press("i")
        notice(reviewer).to_contain_text("As observer of this review you may not decide")
        notice(reviewer).to_contain_text("1 decision could not be sent and is kept in this browser")
        site.owner.expect(204, "PUT", f"{path}/{account}", json={"role": "reviewer"})
        reviewer.page.evaluate("dispatchEvent(new Event('focus'))")
        reviewer.saved()
        notice(reviewer).to_be_hidden()
        assert reviewer.mine() == [(titles[0], "include")]


class TestRefusals:
    def test_a_record_that_was_settled_meanwhile(self, site, make_reviewer):
        reviewer = make_reviewer(votes=1).open()
        title = reviewer.title
        records = reviewer.api.expect(200, "GET", f"/reviews/{reviewer.review}/records")["items"]
        record = next(each["id"] for each in records if each["title"] == title)
        # As after half an hour: someone else was given it and has decided.
        reviewer.page.route(
            DECISIONS,
            lambda route: route.fulfill(
                status=409,
                content_type="application/problem+json",
                body=json.dumps(
                    {"status": 409, "detail": "The record needs no vote of yours.", "where": record}
                ),
            ),
        )
        reviewer.press("i")
        refusal = reviewer.page.locator(".refused")
        expect(refusal).to_contain_text("“Included” was not taken")
        expect(refusal).to_contain_text("The record needs no vote of yours.")
        sending(reviewer).to_have_text("All decisions are saved")
        reviewer.page.unroute(DECISIONS)
        reviewer.open()
        expect(refusal).to_contain_text(title)  # until someone has read it
        refusal.get_by_role("button", name="Good to know").click()
        expect(refusal).to_have_count(0)

    def test_a_refused_decision_can_be_sent_again(self, reviewer):
        problem = {"status": 409, "detail": "A pilot has to be finished first."}
        said = {"content_type": "application/problem+json", "body": json.dumps(problem)}
        reviewer.page.route(DECISIONS, lambda route: route.fulfill(status=409, **said))
        titles = reviewer.press("i")
        refusal = reviewer.page.locator(".refused")
        expect(refusal).to_be_visible()
        reviewer.page.unroute(DECISIONS)
        refusal.get_by_role("button", name="Send it again").click()
        expect(refusal).to_have_count(0)
        reviewer.saved()
        assert reviewer.mine() == [(titles[0], "include")]

    def test_one_refusal_does_not_hold_up_the_others(self, reviewer):
        reviewer.page.context.set_offline(True)
        titles = reviewer.press("i", "e", "m")
        problem = {"status": 404, "detail": "There is no such record."}
        said = {"content_type": "application/problem+json", "body": json.dumps(problem)}
        reviewer.page.route(DECISIONS, lambda route: route.fulfill(status=404, **said), times=1)
        reviewer.page.context.set_offline(False)
        expect(reviewer.page.locator(".refused")).to_contain_text(titles[0])
        reviewer.saved()
        assert reviewer.mine() == list(zip(titles[1:], ("exclude", "maybe"), strict=True))


class TestMergedMeanwhile:
    def test_a_vote_on_a_copy_is_not_taken_and_is_told(self, site, reviewer):
        title = reviewer.title
        path = f"/reviews/{reviewer.review}"
        records = reviewer.api.expect(200, "GET", f"{path}/records")["items"]
        shown = next(each["id"] for each in records if each["title"] == title)
        other = next(each["id"] for each in reversed(records) if each["id"] != shown)
        given = {"kept": other, "merged": shown}
        site.owner.expect(201, "POST", f"{path}/merges", json=given)
        reviewer.press("i")
        refusal = reviewer.page.locator(".refused")
        expect(refusal).to_contain_text("was not taken")
        expect(refusal).to_contain_text(title)
        assert reviewer.mine() == []
        reviewer.press("e")
        reviewer.saved()
        assert len(reviewer.mine()) == 1


class TestPhases:
    def test_a_pilot_is_told_and_read_by_all_in_the_same_order(self, site, make_reviewer):
        reviewer = make_reviewer(records=30)
        site.owner.expect(
            201, "POST", f"/reviews/{reviewer.review}/pilots", json={"after": 0, "size": 3}
        )
        reviewer.open()
        expect(reviewer.page.locator("#phase")).to_contain_text("Pilot.")
        expect(reviewer.page.locator("#progress")).to_contain_text("3 left for you")
        reviewer.press("i", "e", "e")
        empty = reviewer.page.locator("#empty")
        expect(empty).to_contain_text("You have read every record of the pilot.")
        expect(reviewer.page.locator("#verdicts")).to_be_hidden()


class TestFullTexts:
    STAGE = "?stage=full_text"

    @pytest.fixture
    def reader(self, make_reviewer):
        """Someone who has let two records pass and reads their full texts."""
        reviewer = make_reviewer(votes=1).open()
        reviewer.press("i", "i")
        return reviewer.saved().open(self.STAGE)

    def test_an_exclusion_needs_its_reason(self, reader):
        first = reader.title
        said = reader.page.locator("#document")
        expect(said).to_contain_text("No full text was uploaded")
        reader.press("e")
        expect(said).to_contain_text("No file is kept for this report. Decide all the same?")
        expect(reader.page.locator("#reasons")).to_be_hidden()
        reader.press("e")
        expect(reader.page.locator("#reasons")).to_be_visible()
        reader.press("Enter")
        expect(reader.page.locator("#reasons-help")).to_contain_text("needs a reason")
        reader.press("1", "b")
        reader.saved()
        assert reader.mine("full_text") == [(first, "exclude")]
        path = f"/reviews/{reader.review}/decisions/mine?stage=full_text"
        (kept,) = reader.api.expect(200, "GET", path)["items"]
        assert kept["event"]["reason"] == "No data"
        assert kept["event"]["failed_criteria"] == ["participants"]

    def test_its_document_lies_beside_the_abstract(self, site, reader):
        said = reader.page.locator("#document")
        expect(said).to_contain_text("No full text was uploaded")
        path = f"/reviews/{reader.review}"
        records = reader.api.expect(200, "GET", f"{path}/records")["items"]
        shown = next(each["id"] for each in records if each["title"] == reader.title)
        files = {"files": ("A trial, “final”.pdf", PDF)}
        site.owner.expect(201, "POST", f"{path}/full-texts/{shown}/documents", files=files)
        reader.open(self.STAGE)
        expect(said).to_contain_text("Full text: A trial, “final”.pdf")
        reader.press("f")
        viewer = reader.page.locator("#viewer")
        expect(viewer).to_be_visible()
        address = said.get_by_role("link").get_attribute("href")
        assert viewer.get_attribute("src") == address
        assert reader.page.request.get(address).status == 200
        reader.press("i")
        expect(viewer).to_be_hidden()


PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


class TestTwoTabs:
    def test_each_decision_counts_once_and_no_record_is_asked_for_twice(self, reviewer):
        page = reviewer.page.context.new_page()
        other = Reviewer(page, reviewer.review, reviewer.name, reviewer.api).open()
        assert other.title == reviewer.title
        titles = reviewer.press("i")
        expect(page.locator("#title")).not_to_have_text(titles[0])
        titles += other.press("e")
        expect(reviewer.page.locator("#title")).not_to_have_text(titles[1])
        titles += reviewer.press("m")
        reviewer.saved()
        assert reviewer.mine() == list(zip(titles, ("include", "exclude", "maybe"), strict=True))

    def test_one_tab_sends_what_another_one_left(self, reviewer):
        page = reviewer.page.context.new_page()
        other = Reviewer(page, reviewer.review, reviewer.name, reviewer.api).open()
        reviewer.page.route(DECISIONS, lambda route: route.abort())
        titles = reviewer.press("i")
        sending(reviewer).to_have_text("1 decision waits to be sent")
        titles += other.press("e")
        other.saved()
        assert other.mine() == list(zip(titles, ("include", "exclude"), strict=True))
        sending(reviewer).to_have_text("All decisions are saved")


class TestReading:
    def test_the_title_has_the_focus_so_that_it_is_read_out(self, reviewer):
        reviewer.press("e")
        assert reviewer.page.evaluate("document.activeElement.id") == "title"
        expect(reviewer.page.locator("#said")).to_have_text("Excluded.")

    def test_the_text_grows_and_stays_as_large(self, reviewer):
        size = "parseFloat(getComputedStyle(document.getElementById('abstract')).fontSize)"
        before = reviewer.page.evaluate(size)
        reviewer.press("+", "+")
        larger = reviewer.page.evaluate(size)
        assert larger > before
        reviewer.open()
        assert reviewer.page.evaluate(size) == larger

    def test_every_record_read_says_so_calmly(self, make_reviewer):
        reviewer = make_reviewer(records=3).open()
        reviewer.press("i", "e", "e")
        empty = reviewer.page.locator("#empty")
        expect(empty).to_contain_text("Nothing is left for you here")
        assert len(reviewer.saved().mine()) == 3
        reviewer.page.keyboard.press("u")
        expect(reviewer.page.locator("#record")).to_be_visible()
        reviewer.press("i")
        expect(empty).to_be_visible()
        reviewer.saved()
        assert [verdict for _, verdict in reviewer.mine()] == ["include", "exclude", "include"]

    def test_why_is_told_on_request_only(self, reviewer):
        asked = []
        reviewer.page.on(
            "request", lambda request: asked.append(request.url) if "/why" in request.url else None
        )
        reviewer.press("e")
        assert not asked
        expect(reviewer.page.locator("#why")).to_be_hidden()
        reviewer.press("w")
        expect(reviewer.page.locator("#why")).to_be_visible()
        expect(reviewer.page.locator("#why-content")).not_to_contain_text("Asking")
        assert len(asked) == 1
        reviewer.press("e")
        expect(reviewer.page.locator("#why")).to_be_hidden()

    def test_a_phone_folds_the_criteria_away(self, make_reviewer):
        reviewer = make_reviewer(viewport={"width": 390, "height": 800}).open()
        criteria = reviewer.page.get_by_text("Any outcome", exact=True)
        expect(criteria).to_be_hidden()
        reviewer.page.locator("#criteria summary").click()
        expect(criteria).to_be_visible()


class TestText:
    """The script that cuts and marks texts, called as the page calls it."""

    @pytest.fixture
    def run(self, site, at_browser):
        page = at_browser(site, None)
        page.goto("/sign-in")

        def done(code, *given):
            begin = "const text = await import('/static/screen/text.js');"
            return page.evaluate(f"async given => {{ {begin} {code} }}", list(given))

        return done

    def test_terms_are_whole_words_with_simple_wildcards(self, run):
        text = "RANDOMISED trials of peer-support in women; a C++ app (animals, not animal)."
        found = run(
            "const patterns = {for: text.pattern(given[1]), against: text.pattern(given[2])};"
            "return text.spans(given[0], patterns)"
            ".map(s => [given[0].slice(s.start, s.end), s.kind]);",
            text,
            ["random*", "peer support", "wom?n", "C++", " ", "*", "(", "trial"],
            ["animal"],
        )
        assert found == [
            ["RANDOMISED", "for"],
            ["peer-support", "for"],
            ["women", "for"],
            ["C++", "for"],
            ["animal", "against"],
        ]

    @pytest.mark.parametrize(
        ("term", "text", "found"),
        [
            ("精神疾病", "重度精神疾病患者", ["精神疾病"]),
            ("cafe\N{COMBINING ACUTE ACCENT}", "Café, cafés", ["Café"]),
            ("straße", "STRAßE", ["STRAßE"]),
            ("الدعم", "من الدعم.", ["الدعم"]),
            ("a.b", "axb a.b", ["a.b"]),
            ("\N{GRINNING FACE}*", "\N{GRINNING FACE}", []),
        ],
    )
    def test_terms_of_any_script(self, run, term, text, found):
        code = (
            "const whole = given[1].normalize('NFC');"
            "return text.spans(whole, {for: text.pattern([given[0]])})"
            ".map(s => whole.slice(s.start, s.end));"
        )
        assert run(code, term, text) == found

    def test_structured_abstracts_are_cut_at_their_headings_and_lose_nothing(self, run):
        text = (
            "BACKGROUND: We ask. METHODS: n=3, the results: none. Results: It helps.CONCLUSION:Yes."
        )
        parts = run("return text.paragraphs(given[0]);", text)
        assert [part["heading"] for part in parts] == ["BACKGROUND:", "METHODS:", "Results:"]
        joined = "".join(part["heading"] + part["text"] for part in parts)
        assert joined.replace(" ", "") == text.replace(" ", "")

    @pytest.mark.parametrize(
        ("text", "said", "language"),
        [
            ("日本語のタイトル", "", "ja"),
            ("重度精神疾病", "chi", "zh"),
            ("An English abstract", "jpn", ""),
            ("متن فارسی", "per", "fa"),
            ("", "", ""),
        ],
    )
    def test_the_language_is_told_by_the_script_of_the_text(self, run, text, said, language):
        code = "return text.languageOf(given[0], given[1]);"
        assert run(code, text, said) == language
