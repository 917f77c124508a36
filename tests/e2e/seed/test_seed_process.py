"""The whole process of the seed paper in browsers: from six files to the flow diagram."""

import pytest

CRITERIA = [
    {"element": "participants", "text": "Adults with a serious mental illness"},
    {"element": "intervention", "text": "Digital peer support"},
]
REASONS = ["Wrong participants", "Not digital", "No result"]


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

    def look_at_duplicates(self):
        assert len(self.api(200, "GET", "/duplicates")["items"]) == self.searches.doubtful

    def invite(self, *names):
        for name in names:
            self.site.join(self.review, name)
            self.people[name] = self.at_browser(self.site, name)

    def answer(self, title):
        """What a reviewer says who makes no mistake."""
        return "include" if title.startswith("Digital peer support") else "exclude"

    def screen(self, name, most=None, wrong=()):
        """Decide by keyboard until nothing is left, or so many records; gives the titles."""
        page = self.people[name]
        page.goto(f"{self.base}/screen")
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
            verdict = self.answer(title)
            if len(read) in wrong:
                verdict = "include" if verdict == "exclude" else "exclude"
            read.append(title)
            # A key is not taken as meant within a blink of the record's coming.
            page.wait_for_timeout(210)
            with page.expect_response(lambda answer: answer.url.endswith("/decisions")) as sent:
                page.keyboard.press(verdict[0])
            assert sent.value.status == 201
        return read


@pytest.fixture
def walk(start_site, at_browser, searches, database_url):
    more = {} if database_url is None else {"ACTIVESCREEN_DATABASE": database_url}
    return Walk(start_site(**more), at_browser, searches)


def test_from_six_files_to_the_flow_diagram(walk):
    walk.set_up()
    walk.import_all()
    walk.look_at_duplicates()
    walk.invite("Ada", "Ben")
    walk.api(201, "POST", "/pilots", json={"after": 0, "raters": ["Ada", "Ben"]})
    assert len(walk.screen("Ada")) == len(walk.screen("Ben", wrong=(3,))) == 15
    (pilot,) = walk.api(200, "GET", "/pilots")["pilots"]
    assert (pilot["judgement"]["agreed"], pilot["gate"]) == (14, "agreement")
