"""``activescreen rank --review``: what a review has left unread, best first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from activescreen.cli import console
from activescreen.cli.hints import of_review
from activescreen.cli.outputs import check_outputs
from activescreen.cli.study_bars import bars_for
from activescreen.cli.times import now
from activescreen.errors import StoppingError
from activescreen.formats import write_table
from activescreen.review.ranking.estimating import NO_ESTIMATE, in_words
from activescreen.review.ranking.ranked_table import HEADER, LABEL, ranked_row
from activescreen.review.ranking.training import Ranked, rank
from activescreen.stopping.wording import counted
from activescreen.store import open_store
from activescreen.workspace import Workspace


def run(folder: Path | None, review: str, out: Path) -> None:
    """Write the ranking, trained anew where it must be, and say what to do with it.

    Raises
    ------
    StoppingError
        If all that is unread belongs to a registered random phase.
    """
    check_outputs(None, {"--out": out})
    with open_store(Workspace(folder)) as database, bars_for(0) as bars:
        done = rank(database, review, now(), bars.features)
    if done.withheld and not len(done.ranking):
        raise StoppingError(
            f"The {done.withheld:,} unread records are in the urn of a registered random phase, "
            "which is read in its registered order only.",
            where=f"review '{review}'",
            remedy="Label the table of draws that 'certificate register' wrote, and give it to "
            "'activescreen label'.",
        )
    write_table(out, HEADER, _rows(done))
    _say(folder, out, done)


def _rows(done: Ranked) -> Iterator[list[object]]:
    ranking = done.ranking
    pairs = zip(ranking.positions.tolist(), ranking.scores.tolist(), strict=True)
    for number, (place, score) in enumerate(pairs, 1):
        yield ranked_row(number, score, ranking.records[place])


def _say(folder: Path | None, out: Path, done: Ranked) -> None:
    ledger, stored = done.ledger, done.stored
    console.say(
        f"{done.review.name}: {ledger.population:,} records, {ledger.n_read:,} with a decision "
        f"({ledger.n_found:,} relevant), {len(done.ranking):,} ranked by model "
        f"{stored.model_hash[:12]}{', trained now' if done.trained else ''}."
    )
    said = (NO_ESTIMATE,) if stored.estimate is None else in_words(*stored.estimate)
    for sentence in said:
        console.say(sentence)
    for note in stored.notes:
        console.say(f"Note: {note}")
    if done.withheld:
        console.say(
            f"Note: {counted(done.withheld, 'record')} of a registered random phase are left out; "
            "they are read in its registered order only."
        )
    console.say(f"Ranking: {out}")
    who = ("--reviewer", "NAME") if done.review.protocol.votes_per_record > 1 else ()
    console.say(
        f"Fill in its column '{LABEL}' (1, 0 or maybe) from the top, then: "
        f"{of_review('label', folder, done.review.name, out, *who)}"
    )
