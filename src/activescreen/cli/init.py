"""``activescreen init``: a workspace with a database."""

from __future__ import annotations

from pathlib import Path

from activescreen.cli import console
from activescreen.store import make_store
from activescreen.store.migrating import REVISION
from activescreen.workspace import Workspace


def run(folder: Path) -> None:
    """Make the workspace or bring it up to date, and say which."""
    with make_store(Workspace(folder)) as (database, before):
        if before is None:
            console.say(f"Workspace: {folder}. Reviews are kept in {database.where}.")
        elif before == REVISION:
            console.say(f"{folder} is a workspace already and up to date; nothing was changed.")
        else:
            console.say(
                f"{folder}: the tables were brought from revision {before} to {REVISION}; "
                "everything in them is kept."
            )
    console.say(f"Next: activescreen review create --workspace {folder} NAME")
