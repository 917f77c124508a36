"""The service in this process, with a review and people who are signed in."""

import csv
import io
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from activescreen.originals import Originals
from activescreen.review.people import membership, signing_in
from activescreen.review.permissions import Permission, access_to
from activescreen.store import Account, Database
from activescreen.store.accounts_roles import Role
from activescreen.web import Settings
from activescreen.workspace import Workspace

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
PASSWORD = "a few words in a row"  # noqa: S105  # of made people
REVIEW = {"name": "peers", "question": "Does it help?", "configuration": "words"}


def table(rows):
    """A search as a CSV file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


SEARCH = [
    {
        "title": f"Record number {n} of a kind",
        "abstract": f"It says {word}.",
        "doi": f"10.1234/x.{n}",
    }
    for n, word in enumerate(("bees", "apples", "rivers", "stones", "clouds"))
]


class Browser(TestClient):
    """A browser that shows where its requests come from, as our pages do."""

    csrf = ""

    def request(self, method, url, **more):
        headers = {"X-CSRF-Token": self.csrf, **(more.pop("headers", None) or {})}
        return super().request(method, url, headers=headers, **more)


@dataclass
class Service:
    """The service, and the people at its browsers."""

    database: Database
    settings: Settings
    time: list[datetime]
    made_app: Callable[[Settings], ASGIApp]

    @cached_property
    def app(self):
        """The service as an object, for all browsers."""
        return self.made_app(self.settings)

    def visitor(self, **more):
        """A browser at which nobody is signed in."""
        return Browser(self.app, base_url=self.settings.url, follow_redirects=False, **more)

    def browser(self, account: Account):
        """A browser at which someone is signed in."""
        browser = self.visitor()
        secret = signing_in.make_link(self.database, account, self.time[0])
        assert browser.get(f"/sign-in?token={secret}").status_code == 303
        browser.csrf = browser.get("/api/v1/session").json()["csrf_token"]
        return browser

    def join(self, review_id, name, role):
        """Someone who was invited into a review, at a browser."""
        owner = membership.first_owner(self.database, NOW)
        access = access_to(self.database, owner, int(review_id), Permission.MANAGE)
        _, secret = membership.invite(self.database, access, name, Role(role), NOW)
        done = membership.accept(self.database, secret, NOW, password=PASSWORD)
        return self.browser(done.account)


@pytest.fixture
def make_service(open_made, make_app, tmp_path):
    """Open a service; ``more`` are its settings."""
    workspace = Workspace(tmp_path / "work")
    with open_made(workspace) as database:

        def made(**more):
            time = [NOW]
            given = {"url": "http://127.0.0.1:8000", "clock": lambda: time[0], **more}
            settings = Settings(database, Originals(workspace.originals), **given)
            return Service(database, settings, time, make_app)

        yield made


@pytest.fixture
def service(make_service):
    return make_service()


@pytest.fixture
def owner(service):
    """Who runs the service, at a browser."""
    return service.browser(membership.first_owner(service.database, NOW))


@pytest.fixture
def make_review(owner):
    """Make a review of five records; gives its address."""
    numbers = itertools.count(1)

    def made(votes=2, **more):
        given = {**REVIEW, "name": f"peers {next(numbers)}", "votes_per_record": votes, **more}
        answer = owner.post("/api/v1/reviews", json=given)
        assert answer.status_code == 201, answer.text
        address = f"/api/v1/reviews/{answer.json()['id']}"
        files = {"files": ("search.csv", table(SEARCH))}
        assert owner.post(f"{address}/imports", files=files).status_code == 201
        return address

    return made


@pytest.fixture
def later():
    return timedelta(seconds=1)


@pytest.fixture(name="table")
def _table():
    return table


@pytest.fixture(name="search")
def _search():
    return SEARCH
