"""Pairs of records decided by keyboard in a real browser."""

import itertools

import pytest
from playwright.sync_api import expect

NUMBERS = itertools.count(1)
NAMES = ("peer support for psychosis", "letters written by hand", "gardens on the roofs of clinics")


@pytest.fixture
def pairs(site, at_browser):
    """The page of three pairs of which nobody can tell whether they are one publication."""
    number = next(NUMBERS)
    given = {"name": f"Doubtful {number}", "votes_per_record": 1, "configuration": "words"}
    review = site.owner.expect(201, "POST", "/reviews", json=given)["id"]
    lines = [
        f'"A randomised trial of {name}","Fortuna, K.",{year},Journal of Made Things\n'
        for name in NAMES
        for year in (2018, 2020)
    ]
    table = "title,authors,year,journal\n" + "".join(lines)
    files = {"files": ("doubtful.csv", table.encode())}
    site.owner.expect(201, "POST", f"/reviews/{review}/imports", files=files)
    page = at_browser(site, "Owner")
    page.goto(f"/reviews/{review}/duplicates")
    expect(page.locator("article.pair")).to_have_count(3)
    return page


def test_the_keys_work_before_a_pair_is_in_focus(pairs):
    first = pairs.locator("article.pair").first
    pairs.keyboard.press("n")
    expect(first).to_be_focused()
    pairs.reload()
    pairs.keyboard.press("Tab")
    pairs.keyboard.press("d")
    expect(pairs.locator("#said")).to_contain_text("Different. 2 left.")
    expect(pairs.locator("article.pair")).to_have_count(2)
    expect(first).to_be_focused()


def test_a_key_with_another_one_says_nothing_about_a_pair(pairs):
    for pressed in ("Control+s", "Alt+d", "Meta+o"):
        pairs.keyboard.press(pressed)
    expect(pairs.locator("article.pair")).to_have_count(3)
    expect(pairs.locator("#said")).to_be_empty()


def test_who_wants_no_keys_while_screening_has_them_for_a_pair_in_focus_only(pairs):
    pairs.evaluate("localStorage.setItem('activescreen.screening', JSON.stringify({keys: false}))")
    pairs.reload()
    first = pairs.locator("article.pair").first
    pairs.keyboard.press("n")
    expect(first).not_to_be_focused()
    first.focus()
    pairs.keyboard.press("n")
    expect(pairs.locator("article.pair").nth(1)).to_be_focused()
