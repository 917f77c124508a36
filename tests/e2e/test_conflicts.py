"""Conflicts in real browsers: by keyboard, with two people, and without losing what was typed."""

import itertools
import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

NUMBERS = itertools.count(1)


class Conflict:
    """A record on which two people differ, and their browsers."""

    def __init__(self, site, at_browser, make_table):
        number = next(NUMBERS)
        given = {"name": f"Differing {number}", "votes_per_record": 2, "configuration": "words"}
        review = site.owner.expect(201, "POST", "/reviews", json=given)["id"]
        base = f"/reviews/{review}"
        files = {"files": ("one.csv", make_table(3))}
        site.owner.expect(201, "POST", f"{base}/imports", files=files)
        record = site.owner.expect(200, "GET", f"{base}/records")["items"][0]["id"]
        self.names = [f"Ana {number}", f"Bo {number}"]
        for name, verdict in zip(self.names, ("include", "exclude"), strict=True):
            vote = {"event_id": uuid4().hex, "record_id": record, "verdict": verdict}
            site.join(review, name).expect(201, "POST", f"{base}/decisions", json=vote)
        self.address = f"{base}/conflicts/{record}"
        self.pages = [at_browser(site, name) for name in self.names]
        for page in self.pages:
            page.goto(self.address)


@pytest.fixture
def conflict(site, at_browser, make_table):
    return Conflict(site, at_browser, make_table)


def reach(page, role, name):
    """Go to a part of the page with the tabulator alone."""
    wanted = page.get_by_role(role, name=name)
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    pytest.fail(f"the keyboard does not reach {role} '{name}'")


def test_two_people_settle_it_together_by_keyboard(conflict):
    ana, bo = conflict.pages
    reach(ana, "textbox", "Say something")
    ana.keyboard.type("The people are adults.")
    reach(ana, "button", "Add it")
    ana.keyboard.press("Enter")
    expect(ana.locator(".thread")).to_contain_text("The people are adults.")
    reach(ana, "radio", "Include")
    ana.keyboard.press("Space")
    reach(ana, "button", "Propose it")
    ana.keyboard.press("Enter")
    expect(ana.locator(".proposal")).to_contain_text(f"Missing: {conflict.names[1]}.")

    bo.reload()
    expect(bo.locator(".thread")).to_contain_text("The people are adults.")
    reach(bo, "button", "Agree: include")
    bo.keyboard.press("Enter")
    expect(bo.get_by_text("The record is settled.")).to_be_visible()
    ana.reload()
    expect(ana.get_by_text("all raters together")).to_be_visible()


def test_a_session_that_ends_costs_no_word(conflict):
    page, _ = conflict.pages
    text = page.get_by_label("Say something")
    text.fill("A long thought.")
    page.get_by_role("radio", name="Exclude").check()
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Add it").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    page.context.add_cookies(cookies)
    page.goto(conflict.address)
    expect(text).to_have_value("A long thought.")
    expect(page.get_by_role("radio", name="Exclude")).to_be_checked()
    expect(page.get_by_text("What you had typed here is back.").first).to_be_visible()
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".thread li")).to_have_count(1)
    expect(text).to_have_value("")
    page.reload()
    expect(text).to_have_value("")
    expect(page.get_by_role("radio", name="Exclude")).to_be_checked()


def test_an_answer_that_was_lost_makes_no_second_comment(conflict):
    page, _ = conflict.pages
    page.get_by_label("Say something").fill("Once.")

    def lost(route):
        """The service keeps it, and its answer does not arrive."""
        route.fetch(max_redirects=0)
        route.fulfill(status=204)

    page.route("**/comments", lost, times=1)
    with page.expect_response("**/comments"):
        page.get_by_role("button", name="Add it").click()
    page.goto(conflict.address)
    expect(page.locator(".thread li")).to_have_count(1)
    expect(page.get_by_label("Say something")).to_have_value("Once.")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_label("Say something")).to_have_value("")
    expect(page.locator(".thread li")).to_have_count(1)
