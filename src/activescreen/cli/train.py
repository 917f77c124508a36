"""``activescreen train``: a review's model."""

from __future__ import annotations

from pathlib import Path

from activescreen.cli import console
from activescreen.cli.hints import of_review
from activescreen.cli.study_bars import bars_for
from activescreen.cli.times import now
from activescreen.review.ranking.training import train
from activescreen.stopping.wording import counted
from activescreen.store import open_store
from activescreen.workspace import Workspace


def run(folder: Path | None, review: str, config: str | None, seed: int | None) -> None:
    """Train, and say on what."""
    if config is not None and config.endswith((".yaml", ".yml")):
        config = str(Path(config).absolute())  # the next training may be called from elsewhere
    with open_store(Workspace(folder)) as database, bars_for(0) as bars:
        done = train(database, review, now(), config, seed, bars.features)
    ledger = done.ledger
    console.say(
        f"Model {done.stored.model_hash[:12]} ({done.stored.configuration}): trained on "
        f"{counted(ledger.n_read, 'record')} with a decision, {ledger.n_found:,} of them relevant; "
        f"{counted(len(done.stored.positions), 'record')} ranked."
    )
    for note in done.stored.notes:
        console.say(f"Note: {note}")
    console.say(f"Next: {of_review('rank', folder, review, '--out', 'ranked.csv')}")
