"""A person at the screening page of a real browser."""

import re

from playwright.sync_api import expect

DECISIONS = re.compile(r"/decisions$")


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


def sending(reviewer):
    return expect(reviewer.page.locator("#sending"))


def notice(reviewer):
    return expect(reviewer.page.locator("#notice"))
