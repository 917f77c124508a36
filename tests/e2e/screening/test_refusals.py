"""What the service does not take is told and kept: ended sessions, roles, settled records."""

import json

from playwright.sync_api import expect

from .reviewer import DECISIONS, Reviewer, notice, sending


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
        expect(refusal).to_contain_text(f"for “{title}”: The record needs no vote of yours")
        # Nothing is left to do, so nothing but that is offered.
        expect(refusal.get_by_role("button")).to_have_text(["Good to know"])
        assert reviewer.mine() == []
        address = reviewer.page.url
        reviewer.page.goto(f"{address}?stage=full_text")
        expect(reviewer.page.locator("#empty")).to_be_visible()
        expect(refusal).to_have_count(0)  # nor is it told where titles are not read
        reviewer.open()
        expect(refusal).to_have_count(1)
        reviewer.press("e")
        reviewer.saved()
        assert len(reviewer.mine()) == 1
