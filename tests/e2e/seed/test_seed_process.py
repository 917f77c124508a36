"""The whole process of the seed paper in browsers: from six files to the flow diagram."""

import re

import pytest

PROTOCOL = {
    "Participants": "Adults with a serious mental illness",
    "Intervention": "Digital peer support",
    "Reasons for exclusion": "Wrong participants\nNot digital\nNo result",
    "Words that speak for a record": "peer support\ndigital",
    "Votes a record": "2",
    "Target recall": "80",
}
NOT_DIGITAL = "b"
"""The key of that reason."""

MISSING, EXCLUDED, DISPUTED = "vision", {"sleep", "diet"}, "pain"
"""Subjects of full texts that are not to be had, not included, and excluded by one person only."""

RELEVANT_TITLE = re.compile("Digital peer support and ")

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
        page = self.owner
        page.goto("/")
        page.get_by_role("link", name="new review").click()
        page.get_by_label("Name", exact=True).fill("Digital peer support")
        question = "Does digital peer support help people with a serious mental illness?"
        page.get_by_label("Question", exact=True).fill(question)
        self.press(page, "Make the review")
        page.get_by_role("heading", name="Set-up").wait_for()
        self.review = int(re.search(r"/reviews/(\d+)/", page.url)[1])
        self.go(page, "/set-up/protocol")
        for label, text in PROTOCOL.items():
            page.get_by_role("textbox", name=label, exact=True).fill(text)
        page.get_by_role("combobox", name="Configuration").select_option("words")
        self.press(page, "Save the protocol")
        page.get_by_text("Saved. Every change").wait_for()

    def import_all(self):
        page = self.owner
        self.go(page, "/imports")
        page.get_by_label("Files of the search").set_input_files(self.searches.files)
        page.get_by_label("Name of the search").fill("Six databases")
        self.press(page, "Import")
        card = page.locator("article.search")
        card.wait_for()
        figures = card.locator("dl.figures dd").all_inner_texts()
        searches = self.searches
        new = searches.records - searches.copies
        assert figures == [str(n) for n in (searches.records, searches.copies, 0, new)]

    def decide_on_duplicates(self):
        self.go(self.owner, "/duplicates")
        assert self.owner.locator("article.pair").count() == self.searches.doubtful
        self.press(self.owner, "Same")
        self.owner.get_by_text("No pair waits for a decision").wait_for()

    def invite(self, *names):
        """Invite people, who open their links in browsers of their own."""
        for name in names:
            self.go(self.owner, "/set-up/team")
            self.owner.get_by_label("Name under which the person decides").fill(name)
            self.press(self.owner, "Make a link")
            link = self.owner.get_by_label("Link").input_value()
            page = self.people[name] = self.at_browser(self.site, None)
            page.goto(link)
            page.get_by_label("Choose a password").fill("a few words in a row")
            self.press(page, "Join the review")
            page.get_by_text(name, exact=True).wait_for()

    def pilot(self, first, second):
        self.go(self.owner, "/pilot")
        self.owner.get_by_label("Owner").uncheck()
        self.press(self.owner, "Begin the pilot")
        assert self.screen(first, most=15) == self.screen(second, most=15, wrong={3}) == 15
        self.go(self.owner, "/pilot")
        self.owner.get_by_text("Both raters said the same on 14 of 15 records").wait_for()

    def find_full_texts(self):
        """All but one are had: sent at once, and told by the DOIs in their names."""
        page, lines = self.owner, self.api(200, "GET", "/full-texts")["items"]
        assert {line["doi"] for line in lines} == self.searches.relevant
        (missing,) = [line for line in lines if f"and {MISSING} in" in line["title"]]
        had = [line for line in lines if line is not missing]
        files = [pdf_of(line) for line in had]
        self.go(page, "/full-text")
        page.locator("#many-files").set_input_files(files)
        self.press(page, "Send")
        page.wait_for_function(
            "number => document.querySelectorAll('[data-told] li').length === number", arg=len(had)
        )
        self.go(page, f"/full-text/{missing['record_id']}")
        page.get_by_label("How far it is").select_option("not_retrieved")
        page.get_by_label("Remark").fill("Three libraries were asked.")
        self.press(page, "Save")
        page.get_by_text("could not be had").first.wait_for()
        return len(had)

    def link_studies(self):
        """Two reports are on one study."""
        self.go(self.owner, "/studies")
        for place in (0, 1):
            self.owner.get_by_label(re.compile("^Study of")).nth(place).fill("Trial 1")
        self.press(self.owner, "Save studies")
        self.owner.get_by_text("Saved.").wait_for()

    def screen(self, name, most=None, wrong=()):
        """Decide by keyboard until nothing is left, or so many records; gives how many."""
        page, read = self.people[name], []
        self.go(page, "/screen")
        while most is None or len(read) < most:
            title = self.next_title(page, read)
            if title is None:
                break
            relevant = (RELEVANT_TITLE.match(title) is not None) != (len(read) in wrong)
            self.decide(page, "i" if relevant else "e")
            read.append(title)
        return len(read)

    def read_full_texts(self, name, excluded):
        """Decide on full texts; these subjects are excluded, with a reason."""
        page, read = self.people[name], []
        self.go(page, "/screen?stage=full_text")
        while (title := self.next_title(page, read)) is not None:
            if any(f"and {subject} in" in title for subject in excluded):
                page.keyboard.press("e")
                page.get_by_role("heading", name="Why exclude it?").wait_for()
                self.decide(page, NOT_DIGITAL)
            else:
                self.decide(page, "i")
            read.append(title)
        return len(read)

    def next_title(self, page, read):
        """What lies on the desk now; None if it is empty."""
        page.wait_for_function(
            "last => !document.getElementById('empty').hidden"
            " || (!document.getElementById('record').hidden"
            "     && document.getElementById('title').textContent !== last)",
            arg=read[-1] if read else "",
        )
        # A key is not taken as meant within a blink of the record's coming.
        page.wait_for_timeout(210)
        return page.locator("#title").inner_text() if page.locator("#record").is_visible() else None

    def decide(self, page, key):
        with page.expect_response(lambda answer: answer.url.endswith("/decisions")) as sent:
            page.keyboard.press(key)
        assert sent.value.status == 201

    def resolve(self, number, stage="title_abstract"):
        """Settle what there is: the first by consensus of both, the others by the owner."""
        first, second = self.people.values()
        self.go(self.owner, f"/conflicts?stage={stage}")
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
        assert self.api(200, "GET", f"/conflicts?stage={stage}")["total"] == 0

    def propose(self, page, address):
        page.goto(address)
        card = page.locator("form", has=page.get_by_role("button", name="Propose it"))
        self.rule(page, card)
        self.press(page, "Propose it")
        page.get_by_role("button", name="Withdraw the proposal").wait_for()

    def rule(self, page, card):
        relevant = page.get_by_role("heading", name=RELEVANT_TITLE).count() > 0
        card.get_by_label("Include" if relevant else "Exclude", exact=True).check()

    def certify(self):
        """Close the urn, draw until the rule stops, and issue the certificate."""
        self.go(self.owner, "/stopping")
        self.press(self.owner, "Close the urn and register")
        self.owner.get_by_role("heading", name="The registration").wait_for()
        drawn = 0
        while not self.owner.get_by_role("button", name="Issue the certificate").is_visible():
            for name in self.people:
                number = self.screen(name, most=8)
            assert number
            drawn += number
            self.go(self.owner, "/stopping")
        self.press(self.owner, "Issue the certificate")
        self.owner.get_by_text("certified", exact=True).first.wait_for()
        return drawn

    def check_flow(self, drawn, had):
        """The numbers of the diagram are those of what was done."""
        self.go(self.owner, "/flow")
        self.owner.get_by_text("They do, in every relation of the diagram.").wait_for()
        searches, read = self.searches, 15 + RANKED + drawn
        duplicates = searches.copies + searches.doubtful
        flow = self.api(200, "GET", "/flow.json")
        search = flow["search"]
        assert search["databases"]["n"] == searches.records
        assert search["removed"]["duplicates"] == duplicates
        assert search["screened"] == searches.records - duplicates
        unread = search["screened"] - read
        assert search["excluded"] == {
            "by_people": read - len(searches.relevant),
            "by_model": unread,
        }
        assert unread > 0
        assert search["awaiting"] == 0
        assert search["reports"] == {
            "sought": len(searches.relevant),
            "not_retrieved": 1,
            "awaiting": 0,
            "assessed": had,
            "excluded": {"n": len(EXCLUDED), "of": {"Not digital": len(EXCLUDED)}},
            "included": had - len(EXCLUDED),
        }
        included = had - len(EXCLUDED)
        assert flow["included"] == {"studies": included - 1, "reports": included}
        assert {check["status"] for check in flow["checks"]} == {"holds"}


def pdf_of(line):
    """A file as a browser sends it."""
    content = f"%PDF-1.7\n% {line['title']}\n%%EOF\n".encode()
    name = f"{line['doi'].replace('/', '_')}.pdf"
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


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
    drawn = walk.certify()
    had = walk.find_full_texts()
    assert walk.read_full_texts("Ada", EXCLUDED) == had
    assert walk.read_full_texts("Ben", EXCLUDED | {DISPUTED}) == had
    walk.resolve(1, stage="full_text")
    walk.link_studies()
    walk.check_flow(drawn, had)
