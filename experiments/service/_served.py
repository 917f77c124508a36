"""A service in a process of its own, and sessions of people at it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx2

PASSWORD: Final = "a few words in a row"  # noqa: S105  # of made people
_OWN: Final = ("ACTIVESCREEN_WORKSPACE", "ACTIVESCREEN_DATABASE", "MLFLOW_TRACKING_URI")


@contextmanager
def served(workspace: Path, **environment: str) -> Iterator[tuple[str, str]]:
    """Make a workspace and serve it; gives the address, and the link that signs the owner in."""
    command = Path(sys.executable).with_name("activescreen")
    if not command.is_file():
        raise SystemExit(f"There is no {command}: install activescreen where this Python is.")
    known = {name: value for name, value in os.environ.items() if name not in _OWN}
    known |= {"PYTHONUNBUFFERED": "1", "HF_HUB_OFFLINE": "1", **environment}
    subprocess.run(
        [str(command), "init", str(workspace)], check=True, env=known, capture_output=True
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (workspace.parent / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [str(command), "serve", "--workspace", str(workspace), "--port", str(port)],
            env=known,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            preexec_fn=_heed_interrupts,
        )
    try:
        link = re.search(r"http://\S+/sign-in\?token=\S+", _first_line(process))
        if link is None:
            raise SystemExit(f"The service did not start; {workspace.parent}/serve.log says why.")
        yield f"http://127.0.0.1:{port}", link.group()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


class Api:
    """A program that speaks with the service in a session of its own.

    Parameters
    ----------
    url
        The service's address.
    """

    def __init__(self, url: str) -> None:
        self.client = httpx2.Client(base_url=url, timeout=900, trust_env=False)

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """What the API answers below ``/api/v1``; all but success ends the study."""
        answer = self.client.request(method, f"/api/v1{path}", **more)
        if not answer.is_success:
            raise SystemExit(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def prove(self) -> Api:
        """Take the session's CSRF token."""
        self.client.headers["X-CSRF-Token"] = self.ask("GET", "/session")["csrf_token"]
        return self


def owner_of(url: str, link: str) -> Api:
    """Who runs the service, with the usual password from now on."""
    owner = Api(url)
    owner.client.get(link)
    owner.prove()
    owner.ask("PUT", "/password", json={"new": PASSWORD})
    return owner


def joined(owner: Api, url: str, review: int, name: str, role: str = "reviewer") -> Api:
    """Someone who was invited into a review, and accepted."""
    given = {"name": name, "role": role}
    made = owner.ask("POST", f"/reviews/{review}/invitations", json=given)
    newcomer = Api(url)
    token = made["link"].partition("token=")[2]
    newcomer.ask("POST", "/invitations/accept", json={"token": token, "password": PASSWORD})
    return newcomer.prove()


def _first_line(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline() if process.stdout is not None else ""


def _heed_interrupts() -> None:
    # What was started in the background ignores them otherwise, and so would the service.
    signal.signal(signal.SIGINT, signal.default_int_handler)
