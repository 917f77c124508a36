"""Reviews to be screened at a real browser, and a reviewer at the page."""

import itertools

import pytest

from .reviewer import Reviewer

CRITERIA = [
    {"element": "participants", "text": "Adults"},
    {"element": "outcomes", "text": "Any outcome"},
]
REASONS = ["Wrong population", "No data"]
NUMBERS = itertools.count(1)


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
