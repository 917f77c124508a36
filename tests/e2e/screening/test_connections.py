"""Decisions outlast lost connections, poor browsers and a second tab, and count once."""

import json

import pytest
from playwright.sync_api import expect

from .reviewer import DECISIONS, Reviewer, notice, sending


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
        asked = []
        reviewer.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        reviewer.page.close(run_before_unload=True)
        reviewer.page.wait_for_event("close")
        assert asked == []
        assert len(reviewer.mine()) == 1

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
