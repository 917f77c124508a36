"""The screening page as the service gives it out; tests/e2e works at it in a browser."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from activescreen import web

HTML = {"Accept": "text/html"}
CRITERIA = [
    {"element": "outcomes", "text": "Any <b>outcome</b>"},
    {"element": "participants", "text": "Adults with \"schizophrenia\" or 'bipolar' disorder"},
    {"element": "participants", "text": "No children"},
]


class Seen(HTMLParser):
    """What the page holds."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.setup, self.labelled, self.fields = [], [], None, set(), []
        self.scripts, self.doing = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        assert not [name for name in given if name.startswith("on") or name == "style"]
        self.ids += [given["id"]] if "id" in given else []
        if "data-setup" in given:
            self.setup = json.loads(given["data-setup"])
        if "data-do" in given:
            self.doing.add(given["data-do"])
        if tag == "label":
            self.labelled.add(given["for"])
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.fields.append(given["id"])
        if tag == "script":
            self.scripts.append(given["src"])


def page_of(browser, address, stage=""):
    """The page of a review, read."""
    number = address.rpartition("/")[2]
    answer = browser.get(f"/reviews/{number}/screen{stage}", headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text, Seen(answer.text)


def test_the_page_holds_what_stays_the_same_from_record_to_record(owner, make_review):
    address = make_review(
        criteria=CRITERIA,
        exclusion_reasons=["Wrong </div> 'population'"],
        question="Does it <help>?",
    )
    text, seen = page_of(owner, address)
    assert seen.tags.count("h1") == seen.tags.count("main") == 1
    assert len(seen.ids) == len(set(seen.ids))
    assert set(seen.fields) <= seen.labelled
    assert seen.setup["review"] == int(address.rpartition("/")[2])
    assert seen.setup["account"] == "Owner"
    assert seen.setup["reasons"] == ["Wrong </div> 'population'"]
    assert seen.setup["reason_needed"] is False
    # In the order of PICOS, with the keys that name them.
    assert [(each["key"], each["name"]) for each in seen.setup["elements"]] == [
        ("1", "Participants"),
        ("2", "Outcomes"),
    ]
    assert "Does it &lt;help&gt;?" in text
    assert "Any &lt;b&gt;outcome&lt;/b&gt;" in text
    assert text.index("No children") < text.index("Any &lt;b&gt;outcome")


def test_a_protocol_without_criteria_lets_every_element_fail(owner, make_review):
    _, seen = page_of(owner, make_review())
    assert [each["element"] for each in seen.setup["elements"]] == [
        "participants",
        "intervention",
        "comparison",
        "outcomes",
        "study_design",
    ]


def test_without_script_the_page_says_what_is_needed(owner, make_review):
    address = make_review()
    text, seen = page_of(owner, address)
    told = re.search(r"<noscript>(.*?)</noscript>", text, re.DOTALL)[1]
    assert "JavaScript" in told
    assert f'href="/reviews/{address.rpartition("/")[2]}/records"' in told
    assert seen.scripts == ["/static/screen/main.js", "/static/rooms.js"]


def test_full_texts_are_excluded_for_a_reason(owner, make_review):
    address = make_review(exclusion_reasons=["No data"])
    text, seen = page_of(owner, address, "?stage=full_text")
    assert '<h1 class="stage">Full text</h1>' in text
    assert 'aria-current="page">Full texts<' in text
    assert (seen.setup["stage"], seen.setup["reason_needed"]) == ("full_text", True)
    number = address.rpartition("/")[2]
    assert owner.get(f"/reviews/{number}/screen?stage=x", headers=HTML).status_code == 422


def test_whose_decisions_wait_in_a_browser_is_never_mistaken(service, owner, make_review):
    first, second = make_review(), make_review()
    other = service.join(int(first.rpartition("/")[2]), "Zoë", "reviewer")
    owners = {
        page_of(browser, address)[1].setup["owner"]
        for browser, address in ((owner, first), (owner, second), (other, first))
    }
    assert len(owners) == 3


@pytest.mark.parametrize("role", ["observer", "adjudicator"])
def test_who_may_not_vote_is_told_so_in_words(service, make_review, role):
    number = int(make_review().rpartition("/")[2])
    browser = service.join(number, "Someone", role)
    answer = browser.get(f"/reviews/{number}/screen", headers=HTML)
    assert answer.status_code == 403
    assert f"As {role} of this review you may not decide on records." in answer.text


def test_every_script_and_style_is_there_and_comes_from_here(owner, make_review):
    text, _ = page_of(owner, make_review())
    folder = Path(web.__file__).with_name("static")
    wanted = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', text))
    scripts = sorted((folder / "screen").glob("*.js"))
    assert scripts
    for script in scripts:
        source = script.read_text(encoding="utf-8")
        imported = re.findall(r'^import .* from "\./([^"]+)";$', source, re.MULTILINE)
        wanted |= {f"/static/screen/{name}" for name in imported}
        assert source.count("import {") == len(imported)
        assert "innerHTML" not in source  # texts of records are never read as HTML
    assert {f"/static/screen/{script.name}" for script in scripts} <= wanted
    for address in wanted:
        answer = owner.get(address)
        assert answer.status_code == 200, address
        if address.endswith(".js"):
            assert answer.headers["content-type"].startswith("text/javascript")


def test_every_button_of_the_page_does_something(owner, make_review):
    _, seen = page_of(owner, make_review())
    source = (Path(web.__file__).with_name("static") / "screen" / "controls.js").read_text()
    assert seen.doing
    for name in seen.doing:
        assert re.search(rf"^    {name}: ", source, re.MULTILINE), name
