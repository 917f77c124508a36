"""``activescreen backup``: reviews in one archive."""

from __future__ import annotations

from pathlib import Path

from activescreen.cli import console
from activescreen.cli.outputs import check_outputs
from activescreen.cli.times import now
from activescreen.originals import Originals
from activescreen.review.archive.backup import back_up
from activescreen.stopping.wording import counted
from activescreen.store import open_store
from activescreen.workspace import Workspace


def run(folder: Path | None, review: str | None, out: Path) -> None:
    """Write the archive, and say what is in it."""
    check_outputs(None, {"OUT.zip": out})
    workspace = Workspace(folder)
    with open_store(workspace) as database:
        done = back_up(database, out, Originals(workspace.originals), now(), review)
    names = ", ".join(f"'{name}'" for name in done.reviews)
    console.say(
        f"{out}: {counted(len(done.reviews), 'review')} ({names}), "
        f"{counted(done.records, 'record')}, {counted(done.events, 'decision')}, "
        f"{counted(done.originals, 'imported file')}, {counted(done.documents, 'document')}."
    )
    for sentence in done.left_out:
        console.tell(f"Left out: {sentence}")
