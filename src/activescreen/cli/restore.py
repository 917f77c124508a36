"""``activescreen restore``: a backup becomes reviews of a workspace."""

from __future__ import annotations

from pathlib import Path

from activescreen.cli import console
from activescreen.originals import Originals
from activescreen.review.archive.restoring import restore
from activescreen.stopping.wording import counted
from activescreen.store import make_store
from activescreen.workspace import Workspace


def run(folder: Path | None, archive: Path, name: str | None) -> None:
    """Restore, and say what."""
    workspace = Workspace(folder)
    with make_store(workspace) as (database, _):
        done = restore(database, archive, Originals(workspace.originals), name)
    for review in done:
        console.say(
            f"Review '{review.name}': {counted(review.counted.records, 'record')} and "
            f"{counted(review.counted.events, 'decision')} restored."
        )
