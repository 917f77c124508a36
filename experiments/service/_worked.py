"""The demo's review with a team in it that has worked for a while."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from _served import Api, joined

from activescreen.cli.demo_review import PEOPLE


def demo_in(workspace: Path) -> None:
    """Run the demo into a workspace."""
    command = Path(sys.executable).with_name("activescreen")
    options = ("demo", "--headless", "--config", "words", "--workspace", str(workspace))
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    subprocess.run([str(command), *options], check=True, env=environment, capture_output=True)


def worked(owner: Api, url: str) -> dict[str, str]:
    """Let people join and work; gives what stands in the addresses of the pages."""
    (line,) = owner.ask("GET", "/reviews")["items"]
    review: int = line["id"]
    for name in PEOPLE:
        joined(owner, url, review, name)
    invited = {"name": "Cleo", "role": "adjudicator"}
    invitation = owner.ask("POST", f"/reviews/{review}/invitations", json=invited)
    return {"review": str(review), "invitation": invitation["link"].partition("token=")[2]}
