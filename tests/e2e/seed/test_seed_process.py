"""The whole process of the seed paper in browsers: from six files to the flow diagram."""

import re

import pytest

CRITERIA = [
    {"element": "participants", "text": "Adults with a serious mental illness"},
    {"element": "intervention", "text": "Digital peer support"},
]
REASONS = ["Wrong participants", "Not digital", "No result"]
RANKED = 12
"""Records that are read in ranked order between the pilot and the random phase."""


class Walk:
    """The review and the three people in it, at their browsers."""

    def __init__(self, site, at_browser, searches):
        self.site, self.at_browser, self.searches = site, at_browser, searches
        self.owner = at_browser(site, "Owner")
        self.people = {}

    @property
    def base(self):
        return f"/reviews/{self.review}"

    def api(self, status, method, path, **more):
        return self.site.owner.expect(status, method, f"/reviews/{self.review}{path}", **more)

    def go(self, page, path):
        assert page.goto(f"{self.base}{path}").status == 200

    def press(self, page, name):
        page.get_by_role("button", name=name, exact=True).first.click()

    def set_up(self):
        given = {
            "name": "Digital peer support",
            "question": "Does digital peer support help people with a serious mental illness?",
            "criteria": CRITERIA,
            "exclusion_reasons": REASONS,
            "votes_per_record": 2,
            "configuration": "words",
        }
        self.review = self.site.owner.expect(201, "POST", "/reviews", json=given)["id"]

    def import_all(self):
        files = [("files", (path.name, path.read_bytes())) for path in self.searches.files]
        self.api(201, "POST", "/imports", files=files)

    def decide_on_duplicates(self):
        self.go(self.owner, "/duplicates")
        assert self.owner.locator("article.pair").count() == self.searches.doubtful
        self.press(self.owner, "Same")
        self.owner.get_by_text("No pair waits for a decision").wait_for()

    def invite(self, *names):
        for name in names:
            self.site.join(self.review, name)
            self.people[name] = self.at_browser(self.site, name)

    def pilot(self, first, second):
        self.go(self.owner, "/pilot")
        self.owner.get_by_label("Owner").uncheck()
        self.press(self.owner, "Begin the pilot")
        assert len(self.screen(first)) == len(self.screen(second, wrong={3})) == 15
        self.go(self.owner, "/pilot")
        self.owner.get_by_text("Both raters said the same on 14 of 15 records").wait_for()

    def screen(self, name, most=None, wrong=()):
        """Decide by keyboard until nothing is left, or so many records; gives the titles."""
        page = self.people[name]
        self.go(page, "/screen")
        read = []
        while most is None or len(read) < most:
            page.wait_for_function(
                "last => !document.getElementById('empty').hidden"
                " || (!document.getElementById('record').hidden"
                "     && document.getElementById('title').textContent !== last)",
                arg=read[-1] if read else "",
            )
            if page.locator("#empty").is_visible():
                break
            title = page.locator("#title").inner_text()
            relevant = title.startswith("Digital peer support") != (len(read) in wrong)
            # A key is not taken as meant within a blink of the record's coming.
            page.wait_for_timeout(210)
            with page.expect_response(lambda answer: answer.url.endswith("/decisions")) as sent:
                page.keyboard.press("i" if relevant else "e")
            assert sent.value.status == 201
            read.append(title)
        return read

    def conflicts(self):
        return self.api(200, "GET", "/conflicts")["total"]

    def resolve(self, number):
        """Settle what there is: the first by consensus of both, the others by the owner."""
        first, second = self.people.values()
        self.go(self.owner, "/conflicts")
        cards = self.owner.locator("ul.reviews > li")
        assert cards.count() == number
        address = cards.first.get_by_role("link").get_attribute("href")
        self.propose(first, address)
        second.goto(address)
        second.get_by_role("button", name=re.compile("^Agree")).click()
        second.get_by_role("button", name=re.compile("^Agree")).wait_for(state="detached")
        for _ in range(number - 1):
            self.go(self.owner, "/conflicts")
            cards.first.get_by_role("link").click()
            card = self.owner.locator(
                "form", has=self.owner.get_by_role("button", name="Settle it")
            )
            self.rule(self.owner, card)
            self.press(self.owner, "Settle it")
            card.wait_for(state="detached")
        assert self.conflicts() == 0

    def propose(self, page, address):
        page.goto(address)
        card = page.locator("form", has=page.get_by_role("button", name="Propose it"))
        self.rule(page, card)
        self.press(page, "Propose it")
        page.get_by_role("button", name="Withdraw the proposal").wait_for()

    def rule(self, page, card):
        relevant = page.get_by_text(re.compile("^Digital peer support")).count() > 0
        card.get_by_label("Include" if relevant else "Exclude", exact=True).check()

    def certify(self):
        """Close the urn, draw until the rule stops, and issue the certificate."""
        self.go(self.owner, "/stopping")
        self.press(self.owner, "Close the urn and register")
        self.owner.get_by_text("The registration").wait_for()
        drawn = 0
        while not self.owner.get_by_role("button", name="Issue the certificate").is_visible():
            for name in self.people:
                number = len(self.screen(name, most=8))
            assert number
            drawn += number
            self.go(self.owner, "/stopping")
        self.press(self.owner, "Issue the certificate")
        self.owner.get_by_text("certified", exact=True).first.wait_for()
        return drawn


@pytest.fixture
def walk(start_site, at_browser, searches, database_url):
    more = {} if database_url is None else {"ACTIVESCREEN_DATABASE": database_url}
    return Walk(start_site(**more), at_browser, searches)


def test_from_six_files_to_the_flow_diagram(walk):
    walk.set_up()
    walk.import_all()
    walk.decide_on_duplicates()
    walk.invite("Ada", "Ben")
    walk.pilot("Ada", "Ben")
    walk.screen("Ada", most=RANKED)
    walk.screen("Ben", most=RANKED, wrong={0, 1})
    walk.resolve(3)
    walk.certify()
