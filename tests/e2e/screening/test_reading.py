"""What the page shows a reader, in a pilot too, and when nothing is left."""

from playwright.sync_api import expect


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
        expect(empty.get_by_role("link", name="Pilot")).to_be_visible()
        expect(reviewer.page.locator("#verdicts")).to_be_hidden()


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
