"""A service in this process, and clients of it in people's names."""

import csv
import io
from datetime import UTC, datetime

import httpx2
import pytest
from starlette.testclient import TestClient

from activescreen.client import Client
from activescreen.originals import Originals
from activescreen.protocol import Protocol
from activescreen.review.people import membership, signing_in
from activescreen.review.permissions import Permission, access_to
from activescreen.store.accounts_roles import Role
from activescreen.web import Settings
from activescreen.workspace import Workspace

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
URL = "http://127.0.0.1:8000"


class Line(TestClient):
    """A line to the service that can fail: ``failures`` are met one by one, before or after."""

    def __init__(self, app):
        super().__init__(app, base_url=URL, raise_server_exceptions=False)
        self.failures, self.sent = [], []

    def request(self, method, url, **more):
        self.sent.append((method, str(url).removeprefix(URL)))
        failure = self.failures.pop(0) if self.failures else None
        if failure == "before":
            raise httpx2.ConnectError("refused")
        answer = super().request(method, url, **more)
        if failure == "after":
            raise httpx2.ReadError("lost")
        if isinstance(failure, int):
            return httpx2.Response(failure, text="<h1>no</h1>")
        return answer


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "work")


@pytest.fixture
def database(open_made, workspace):
    with open_made(workspace) as database:
        yield database


@pytest.fixture
def app(make_app, database, workspace):
    return make_app(Settings(database, Originals(workspace.originals), URL, clock=lambda: NOW))


@pytest.fixture
def review(database):
    """A review of two votes a record."""
    owner = membership.first_owner(database, NOW)
    protocol = Protocol(votes_per_record=2, exclusion_reasons=("wrong population",))
    return membership.make_review(database, owner, "peers", protocol, "words", 0, NOW)


@pytest.fixture
def client_of(app, database, review):
    """A client in someone's name, who is invited first."""
    owner = membership.first_owner(database, NOW)
    access = access_to(database, owner, review.id, Permission.MANAGE)

    def made(name="Owner", role="reviewer"):
        account = owner
        if name != "Owner":
            _, secret = membership.invite(database, access, name, Role(role), NOW)
            done = membership.accept(database, secret, NOW, password="a few words in a row")  # noqa: S106
            account = done.account
        _, token = signing_in.make_token(database, account, "script", NOW)
        line = Line(app)
        pauses = []
        client = Client(URL, token, http=line, pause=pauses.append)
        client.line, client.pauses = line, pauses
        return client

    return made


@pytest.fixture
def search(tmp_path):
    """A file of five records."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["title", "abstract", "doi"])
    for n, word in enumerate(("bees", "apples", "rivers", "stones", "clouds")):
        writer.writerow([f"Record number {n} of a kind", f"It says {word}.", f"10.1234/x.{n}"])
    path = tmp_path / "search.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    return path
