"""The pages, as someone at a browser goes through them."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from activescreen.review.people import membership, signing_in
from activescreen.web.glossary import WORDS, as_markdown

HTML = {"Accept": "text/html"}


class Seen(HTMLParser):
    """What of a page can be checked without drawing it."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.labelled, self.fields, self.ids = [], set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        assert not [name for name in given if name.startswith("on") or name == "style"]
        assert tag != "script" or given["src"].startswith("/static/")
        if tag == "label":
            self.labelled.add(given["for"])
        if tag in ("input", "select") and given.get("type") != "hidden":
            self.fields.append(given["id"])


def check(answer):
    """A page that everyone can use: landmarks, one heading, labelled fields, nothing inline."""
    seen = Seen(answer.text)
    assert seen.tags.count("main") == seen.tags.count("header") == seen.tags.count("h1") == 1
    assert set(seen.fields) <= seen.labelled
    assert len(seen.ids) == len(set(seen.ids))
    assert "style" not in seen.tags
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


def test_a_link_leads_to_the_reviews_and_back_out(service, owner, make_review):
    make_review(name="Bees & <b>apples</b>")
    account = membership.first_owner(service.database, service.time[0])
    secret = signing_in.make_link(service.database, account, service.time[0])
    browser = service.visitor(headers=HTML)
    assert browser.get("/").headers["location"] == "/sign-in"
    check(browser.get("/sign-in"))
    assert browser.get(f"/sign-in?token={secret}").headers["location"] == "/"
    page = check(browser.get("/"))
    assert "Bees &amp; &lt;b&gt;apples&lt;/b&gt;" in page
    assert "5 to screen" in page
    review = re.search(r'href="(/reviews/\d+)"', page)[1]
    assert browser.get(review).headers["location"] == f"{review}/dashboard"
    dashboard = check(browser.get(f"{review}/dashboard"))
    assert "Waiting for you" in dashboard
    token = re.search(r'name="csrf_token" value="(\w+)"', page)[1]
    assert browser.post("/sign-out", data={"csrf_token": "x"}).status_code == 403
    assert browser.get("/").status_code == 200
    assert browser.post("/sign-out", data={"csrf_token": token}).headers["location"] == "/sign-in"
    assert browser.get("/").headers["location"] == "/sign-in"


def test_the_list_of_reviews_says_what_is_left_to_screen(owner, service, make_review):
    address = make_review(votes=2)
    items = owner.get(f"{address}/records").json()["items"]
    ana = service.join(address.rpartition("/")[2], "Ana", "reviewer")

    def vote(browser, who, at):
        given = {"event_id": f"{who}-{at:05}", "record_id": items[at]["id"], "verdict": "exclude"}
        assert browser.post(f"{address}/decisions", json=given).status_code == 201

    for at in range(5):
        vote(owner, "owner", at)
    assert "5 to screen" in owner.get("/", headers=HTML).text
    vote(ana, "ana", 0)
    assert "4 to screen" in owner.get("/", headers=HTML).text
    for at in range(1, 5):
        vote(ana, "ana", at)
    page = owner.get("/", headers=HTML).text
    assert "all 5 read" in page
    assert "to screen" not in page
    assert owner.get("/api/v1/reviews").json()["items"][0]["to_screen"] == 5


@pytest.mark.parametrize(
    ("url", "here_only"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("https://reviews.example.org", False),
    ],
)
def test_an_invitation_says_where_its_link_leads_nowhere(make_service, url, here_only):
    service = make_service(url=url)
    owner = service.browser(membership.first_owner(service.database, service.time[0]))
    review = owner.post("/api/v1/reviews", json={"name": "peers", "configuration": "words"}).json()
    made = owner.post(
        f"/reviews/{review['id']}/invitations",
        data={"name": "Zoë", "role": "observer"},
        headers=HTML,
    )
    page = check(made)
    assert ("works on this machine only" in page) == here_only
    assert 'src="/static/invited.js"' in page


def test_a_used_link_is_told_and_not_passed_over(service, owner):
    account = membership.first_owner(service.database, service.time[0])
    secret = signing_in.make_link(service.database, account, service.time[0])
    service.visitor().get(f"/sign-in?token={secret}")
    answer = service.visitor(headers=HTML).get(f"/sign-in?token={secret}")
    assert answer.status_code == 401
    assert "used already" in check(answer)


def test_an_invitation_from_form_to_sign_in(service, owner, make_review):
    review_id = make_review().rpartition("/")[2]
    owner.headers.update(HTML)
    made = owner.post(
        f"/reviews/{review_id}/invitations", data={"name": "Zoë <3", "role": "observer"}
    )
    path = re.search(r'value="http://127.0.0.1:8000(/join\?token=[\w-]+)"', check(made))[1]
    visitor = service.visitor(headers=HTML)
    assert "Zoë &lt;3" in check(visitor.get(path))
    token = path.partition("=")[2]
    short = visitor.post("/join", data={"token": token, "password": "short"})
    assert short.status_code == 422
    assert "10 to 200 characters" in check(short)
    given = {"token": token, "password": "one two three"}
    assert visitor.post("/join", data=given).headers["location"] == "/"
    page = check(visitor.get(f"/reviews/{review_id}/dashboard"))
    assert "Your role: observer" in page
    assert "records to screen" not in page
    assert visitor.get(path).status_code == 401

    other = service.visitor(headers=HTML)
    wrong = other.post("/sign-in", data={"name": "Zoë <3", "password": "wrong"})
    assert wrong.status_code == 401
    assert "no account with this name and password" in check(wrong)
    right = other.post("/sign-in", data={"name": "zoë <3", "password": "one two three"})
    assert right.headers["location"] == "/"


def test_an_invitation_to_an_account_asks_for_it(service, owner, make_review):
    first, second = (make_review().rpartition("/")[2] for _ in "12")
    ana = service.join(first, "Ana", "reviewer")
    owner.headers.update(HTML)
    made = owner.post(f"/reviews/{second}/invitations", data={"name": "Ana", "role": "owner"})
    token = re.search(r"/join\?token=([\w-]+)", made.text)[1]
    page = check(service.visitor(headers=HTML).get(f"/join?token={token}"))
    assert "Sign in with it" in page
    ana.headers.update(HTML)
    check(ana.get(f"/join?token={token}"))
    form = {"token": token, "csrf_token": ana.csrf}
    assert ana.post("/join", data=form).headers["location"] == "/"
    assert ana.get(f"/reviews/{second}/dashboard").status_code == 200


@pytest.mark.parametrize("path", ["/nothing", "/reviews/99", "/reviews/x", "/join?token=x"])
def test_errors_are_pages_for_people(owner, path):
    answer = owner.get(path, headers=HTML)
    assert answer.status_code in (401, 404, 422)
    check(answer)


def test_an_empty_installation_says_what_to_do(owner):
    page = check(owner.get("/", headers=HTML))
    assert "/new-review" in page


def test_scripts_and_styles_are_fetched_again_only_when_they_have_changed(service):
    first = service.visitor().get("/static/style.css")
    assert first.headers["cache-control"] == "no-cache"
    again = service.visitor().get(
        "/static/style.css", headers={"If-None-Match": first.headers["etag"]}
    )
    assert again.status_code == 304


def test_the_words_are_explained_on_one_page_and_where_they_are_met(owner, make_review):
    text = check(owner.get("/help/glossary", headers=HTML))
    for word in WORDS.values():
        assert f'<dt id="{word.key}">' in text
    base = make_review().removeprefix("/api/v1")
    for path, names in {
        "dashboard": ("kappa, AC1, PABAK", "recall, urn, random phase, certificate"),
        "stopping": ("certificate",),
        "imports": ("quarantine",),
        "pilot": ("kappa",),
        "flow": ("report, study",),
        "conflicts": ("consensus",),
        "audits": ("elusion",),
        "models": ("ranking",),
        "stopping/rules": (),
    }.items():
        page = owner.get(f"{base}/{path}", headers=HTML).text
        assert 'href="/help/glossary"' in page
        assert all(name in page for name in names), path
    assert WORDS["kappa"].meaning in owner.get(f"{base}/dashboard", headers=HTML).text


def test_the_documentation_has_the_words_as_pages_have_them():
    # Written anew by: open("docs/glossary.md", "w").write(as_markdown())
    docs = Path(__file__).parents[2] / "docs" / "glossary.md"
    assert docs.read_text(encoding="utf-8") == as_markdown()


def test_pages_of_a_review_are_reached_from_each_other(owner, service, make_review):
    base = make_review().removeprefix("/api/v1")
    page = check(owner.get(f"{base}/flow", headers=HTML))
    found = re.findall(rf'<a href="{base}/([\w/#-]+)"[^>]*>([\w -]+)</a></li>', page)
    daily = ["dashboard", "screen", "conflicts", "full-text", "records"]
    assert [path for path, _ in found][:5] == daily
    for path in ("imports", "set-up", "audits", "studies", "export", "flow#backup"):
        assert path in [each for each, _ in found]
    assert '<summary class="current">Report: Flow</summary>' in page
    assert f'<a href="{base}/flow" aria-current="page">Flow</a>' in page
    observer = service.join(base.rpartition("/")[2], "Cy", "observer")
    page = observer.get(f"{base}/records", headers=HTML).text
    assert f'href="{base}/screen"' not in page
    assert "Backup" not in page
    assert f'<a href="{base}/records" aria-current="page">Records</a>' in page
