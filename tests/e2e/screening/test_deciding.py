"""Decisions by key and by button, with what goes along; and changing one's mind."""

from playwright.sync_api import expect


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
