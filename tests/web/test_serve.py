"""``activescreen serve`` as it is started, and a decision that a kill does not take back."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from activescreen.cli.serve import service_url
from activescreen.errors import ConfigurationError


@pytest.mark.parametrize(
    ("given", "url"),
    [
        (("127.0.0.1", 8000, None), "http://127.0.0.1:8000"),
        (("::1", 8000, None), "http://[::1]:8000"),
        (("0.0.0.0", 80, "https://reviews.example.org/"), "https://reviews.example.org"),  # noqa: S104
        (("reviews.local", 80, None), "http://reviews.local:80"),
    ],
)
def test_the_address_that_people_use(given, url):
    assert service_url(*given) == url


@pytest.mark.parametrize(
    "given",
    [
        ("0.0.0.0", 80, None),  # noqa: S104
        ("::", 80, None),
        ("x", 80, "ftp://x"),
        ("x", 80, "reviews.example.org"),
        ("x", 80, "https://x/folder"),
    ],
)
def test_an_address_that_cannot_be_told_is_refused(given):
    with pytest.raises(ConfigurationError):
        service_url(*given)


@pytest.fixture(scope="session")
def command():
    """The installed program."""
    return Path(sys.executable).with_name("activescreen")


@pytest.fixture
def environment():
    """What a process of its own is started with."""
    without = ("ACTIVESCREEN_WORKSPACE", "MLFLOW_TRACKING_URI")
    return {name: value for name, value in os.environ.items() if name not in without}


@pytest.fixture
def start(command, environment, tmp_path, database_url):
    """Start the service in a process of its own; gives it and its first line."""
    subprocess.run([command, "init", tmp_path / "W"], check=True, env=environment)
    processes = []

    def started():
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = subprocess.Popen(
            [command, "serve", "--workspace", tmp_path / "W", "--port", str(port)],
            env={**environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A test run that was started in the background ignores Ctrl-C, and so would this.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        processes.append(process)
        return process, process.stdout.readline()

    yield started
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_link_opens_it_and_a_kill_loses_nothing(start):
    process, line = start()
    found = re.fullmatch(r"Open: (http://127\.0\.0\.1:\d+)(/sign-in\?token=[\w-]+)\n", line)
    assert found, line
    with httpx2.Client(base_url=found[1]) as browser:
        assert browser.get("/api/v1/reviews").status_code == 401
        assert browser.get(found[2]).status_code == 303
        csrf = browser.get("/api/v1/session").json()["csrf_token"]
        headers = {"X-CSRF-Token": csrf}
        given = {"name": "peers", "configuration": "words"}
        review = browser.post("/api/v1/reviews", json=given, headers=headers).json()["id"]
        address = f"/api/v1/reviews/{review}"
        files = {"files": ("a.csv", b"title,abstract\nOne,x\nTwo,y\n")}
        assert browser.post(f"{address}/imports", files=files, headers=headers).status_code == 201
        record = browser.get(f"{address}/records").json()["items"][0]["id"]
        vote = {"event_id": "event-0001", "record_id": record, "verdict": "include"}
        assert browser.post(f"{address}/decisions", json=vote, headers=headers).status_code == 201
        process.send_signal(signal.SIGKILL)
        process.wait()

    _, line = start()
    url, link = re.match(r"Open: (http://[\d.:]+)(\S+)", line).groups()
    with httpx2.Client(base_url=url) as browser:
        browser.get(link)
        shown = browser.get(f"{address}/records/{record}").json()
        assert [event["id"] for event in shown["events"]] == ["event-0001"]


def test_ctrl_c_is_how_it_ends(start):
    process, line = start()
    with httpx2.Client() as browser:
        url = re.match(r"Open: (http://[\d.:]+)", line)[1]
        assert browser.get(f"{url}/sign-in").status_code == 200
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out.splitlines()[-1].startswith("The service has ended.")


def test_a_port_in_use_is_told(command, environment, tmp_path, database_url):
    subprocess.run([command, "init", tmp_path / "W"], check=True, env=environment)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [command, "serve", "--workspace", tmp_path / "W", "--port", port],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "Choose another port with --port." in done.stderr


def test_half_a_single_sign_on_is_refused_before_anything_starts(command, environment, tmp_path):
    half = {"ACTIVESCREEN_OIDC_ISSUER": "https://id.example.org"}
    done = subprocess.run(
        [command, "serve", "--workspace", tmp_path / "W"],
        env={**environment, **half},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Single sign-on is set up by half" in done.stderr
    assert "ACTIVESCREEN_OIDC_CLIENT_ID" in done.stderr


def test_a_page_that_watches_a_training_does_not_hold_up_the_end(start):
    process, line = start()
    url, link = re.match(r"Open: (http://[\d.:]+)(\S+)", line).groups()
    with httpx2.Client(base_url=url, timeout=60) as browser:
        browser.get(link)
        csrf = browser.get("/api/v1/session").json()["csrf_token"]
        headers = {"X-CSRF-Token": csrf}
        given = {"name": "peers", "configuration": "words"}
        review = browser.post("/api/v1/reviews", json=given, headers=headers).json()["id"]
        address = f"/api/v1/reviews/{review}"
        files = {"files": ("a.csv", b"title,abstract\nOne bee,x\nTwo bees,y\n")}
        assert browser.post(f"{address}/imports", files=files, headers=headers).status_code == 201
        with browser.stream("GET", f"{address}/events") as events:
            told = events.iter_lines()
            assert next(told).startswith("retry")
            # The import woke the training process, whose ranking is told when it is there.
            while '"number":1' not in next(told):
                pass
            process.send_signal(signal.SIGINT)
            assert "event: end" in list(told)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out.splitlines()[-1].startswith("The service has ended.")
