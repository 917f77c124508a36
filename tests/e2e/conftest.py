"""The service as it is started, and people at real browsers.

Everything here needs Chromium, and some of it axe-core; ``.ci/with_browser`` installs both, and
says with ``ACTIVESCREEN_REQUIRE_BROWSER`` that a test may then not be skipped for want of them.
"""

import csv
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import sync_playwright

PASSWORD = "a few words in a row"  # noqa: S105  # of made people
AXE = Path(__file__).parents[2] / ".tools" / "node_modules" / "axe-core" / "axe.min.js"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Chromium calls nobody but the service."""


def missing(what: str) -> None:
    """Skip a test, or fail it where nothing may be missing."""
    if os.environ.get("ACTIVESCREEN_REQUIRE_BROWSER"):
        pytest.fail(f"{what}, but tests in a browser are required here")
    pytest.skip(f"{what}: .ci/with_browser installs it")


@pytest.fixture(scope="session")
def chromium():
    """A browser, in which every person has a context of their own."""
    path = shutil.which("chromium")
    if path is None:
        missing("there is no chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe_script():
    """What looks for barriers in a page: axe-core, which is a test tool and no part of us."""
    if not AXE.is_file():
        missing("there is no axe-core")
    return AXE.read_text(encoding="utf-8")


class Api(httpx2.Client):
    """A program that speaks with the service in a session of its own."""

    def __init__(self, url: str) -> None:
        super().__init__(base_url=url, timeout=60, trust_env=False)

    def sign_in(self, name: str, password: str = PASSWORD) -> "Api":
        """Sign in, and prove from then on that requests come from that session."""
        self.expect(200, "POST", "/session", json={"name": name, "password": password})
        return self.prove()

    def prove(self) -> "Api":
        """Take the session's CSRF token."""
        self.headers["X-CSRF-Token"] = self.expect(200, "GET", "/session")["csrf_token"]
        return self

    def expect(self, status: int, method: str, path: str, **more):
        """What the API answers below ``/api/v1``; the test ends if the status is another one."""
        answer = self.request(method, f"/api/v1{path}", **more)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


@dataclass
class Site:
    """A running service.

    Attributes
    ----------
    url, workspace
        Its address, and where its reviews are.
    process
        The process.
    owner
        A session of who runs it; the name is "Owner".
    """

    url: str
    workspace: Path
    process: subprocess.Popen
    owner: Api = field(init=False)
    opened: list = field(default_factory=list)
    known: dict = field(default_factory=dict)

    def api(self, name: str) -> Api:
        """A session of someone who has a password."""
        return self.keep(Api(self.url).sign_in(name))

    def cookies(self, name: str) -> list[dict[str, str]]:
        """What shows a browser to be someone's; a password is asked for only once."""
        if name not in self.known:
            self.known[name] = self.api(name)
        held = self.known[name].cookies.jar
        return [{"name": each.name, "value": each.value, "url": self.url} for each in held]

    def keep(self, client: Api) -> Api:
        """Close it in the end."""
        self.opened.append(client)
        return client

    def join(self, review: int, name: str, role: str = "reviewer") -> Api:
        """Someone who was invited into a review, and chose the usual password."""
        made = self.owner.expect(
            201, "POST", f"/reviews/{review}/invitations", json={"name": name, "role": role}
        )
        token = made["link"].partition("token=")[2]
        newcomer = self.keep(Api(self.url))
        given = {"token": token, "password": PASSWORD}
        newcomer.expect(200, "POST", "/invitations/accept", json=given)
        return newcomer.prove()


@pytest.fixture(scope="session")
def start_site(tmp_path_factory):
    """Start a service in a process of its own, in a new workspace or in a given one."""
    command = Path(sys.executable).with_name("activescreen")
    sites = []

    def started(workspace=None, **environment):
        known = ("ACTIVESCREEN_WORKSPACE", "ACTIVESCREEN_DATABASE", "MLFLOW_TRACKING_URI")
        own = {name: value for name, value in os.environ.items() if name not in known}
        own |= {"PYTHONUNBUFFERED": "1", **environment}
        new = workspace is None
        if new:
            workspace = tmp_path_factory.mktemp("site") / "W"
            subprocess.run([command, "init", workspace], check=True, env=own, capture_output=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = workspace.with_name("serve.log")
        with log.open("ab") as out:
            process = subprocess.Popen(
                [command, "serve", "--workspace", workspace, "--port", str(port)],
                env=own,
                stdout=subprocess.PIPE,
                stderr=out,
                text=True,
                # A run that was started in the background ignores Ctrl-C, and so would this.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            )
        line = process.stdout.readline()
        link = re.search(r"http://\S+/sign-in\?token=\S+", line)
        assert link, f"{line}{log.read_text()}"
        site = Site(f"http://127.0.0.1:{port}", workspace, process)
        sites.append(site)
        site.owner = site.keep(Api(site.url))
        assert site.owner.get(link.group()).status_code == 303
        site.owner.prove()
        if new:
            site.owner.expect(204, "PUT", "/password", json={"new": PASSWORD})
        return site

    yield started
    for site in sites:
        for client in site.opened:
            client.close()
        if site.process.poll() is None:
            site.process.send_signal(signal.SIGINT)
        site.process.communicate(timeout=30)


@pytest.fixture(scope="session")
def site(start_site):
    """A service that tests share; each makes a review of its own."""
    return start_site()


def _browsers(chromium):
    """Someone's page in a browser; ``more`` is what the browser is like."""
    contexts, wrong = [], []

    def opened(site, name, **more):
        given = {"viewport": {"width": 1200, "height": 900}, "reduced_motion": "reduce", **more}
        context = chromium.new_context(base_url=site.url, **given)
        context.set_default_timeout(15_000)
        contexts.append(context)
        if name is not None:
            context.add_cookies(site.cookies(name))
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: "Security Policy" in said.text and wrong.append(said.text))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong, wrong


at_browser = pytest.fixture(_browsers)
at_browser_of_module = pytest.fixture(_browsers, scope="module")


def table(count: int) -> bytes:
    """A search as a CSV file: made records, some of them about peers."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("title", "abstract", "doi", "year", "journal", "authors", "keywords"))
    for n in range(count):
        about = ("peer support online", "bees in gardens", "rivers and stones")[n % 3]
        writer.writerow(
            (
                f"Record {n} on {about}",
                f"Background: {about}. Methods: {n} people were asked. Results: it helped.",
                f"10.1234/e2e.{n}",
                1990 + n % 30,
                "Journal of Things",
                "Öz, A.; Böll, H.",
                "peers; support",
            )
        )
    return out.getvalue().encode()


@pytest.fixture(scope="session")
def make_table():
    """Makes a search of so many records."""
    return table
