"""``activescreen label``: decisions from a file join a review."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from activescreen.cli import console
from activescreen.cli.draws import HEADER, read_draws
from activescreen.cli.hints import of_review
from activescreen.cli.times import now
from activescreen.errors import InputError
from activescreen.formats import read_records
from activescreen.ledger import Verdict
from activescreen.records import RecordSet
from activescreen.review.imports.labelling import LabelFile, Labelled, add_draws, add_labels
from activescreen.review.imports.matching import ID_COLUMN
from activescreen.review.stopping.open_phases import draws_of
from activescreen.stopping.wording import counted
from activescreen.store import Database, open_store
from activescreen.workspace import Workspace

_DRAWS: Final = frozenset(HEADER)


@dataclass(frozen=True)
class LabelOptions:
    """What the command was asked for."""

    workspace: Path | None
    review: str
    file: Path
    reviewer: str
    resolve: bool
    label_column: str | None
    stage: str | None


def run(options: LabelOptions) -> None:
    """Add the decisions, and say what they are."""
    with open_store(Workspace(options.workspace)) as database:
        rows = _read(options.file)
        if set(rows[0].fields) >= _DRAWS:
            added = add_drawn(database, options.review, options.file)
            console.say(f"{options.file.name}: {counted(added, 'decision')} on draws added.")
            command = of_review("certificate issue", options.workspace, options.review)
            console.say(f"Next: {command} REGISTRATION.json --out certificate.json")
            return
        labels = LabelFile(
            rows,
            options.reviewer.strip(),
            options.resolve,
            options.label_column,
            options.stage,
        )
        _say(options, add_labels(database, options.review, labels, now()))


def add_drawn(database: Database, review: str, file: Path) -> int:
    """Add the labels of a table of draws to a review.

    Returns
    -------
    How many decisions were new.

    Raises
    ------
    InputError
        If the review has no open random phase, or the table is not that of one.
    """
    phases = draws_of(database, review)
    if not phases:
        raise InputError(
            "This is a table of random draws, but the review has no registered random phase that "
            "is open.",
            where=file.name,
            remedy="Register one first: activescreen certificate register --review REVIEW.",
        )
    first = _read(file)[0].fields[ID_COLUMN].strip()
    chosen = next((each for each in phases if each.order[0] == first), phases[-1])
    return add_draws(database, review, read_draws(file, *chosen), now())


def _read(file: Path) -> RecordSet:
    """The rows of a file; of a table with ids and labels alone, the ids stand for titles."""
    try:
        return read_records(file, keep_raw=False)
    except InputError as error:
        try:
            return read_records(file, mapping={"title": ID_COLUMN}, keep_raw=False)
        except InputError:
            raise error from None


def _say(options: LabelOptions, done: Labelled) -> None:
    verdicts = done.verdicts
    said = ", ".join(
        f"{verdicts[verdict]:,} {word}"
        for verdict, word in (
            (Verdict.INCLUDE, "included"),
            (Verdict.EXCLUDE, "excluded"),
            (Verdict.MAYBE, "maybe"),
        )
        if verdicts[verdict]
    )
    console.say(
        f"{options.file.name}: {counted(done.added, 'decision')} added"
        + (f" ({said})" if said else "")
        + (f"; {done.repeated:,} were there already" if done.repeated else "")
        + "."
    )
    if done.matched:
        console.say(
            f"{counted(done.matched, 'row')} without one of the review's record ids "
            f"{'was' if done.matched == 1 else 'were'} recognised by identifiers and text."
        )
    for remark in done.remarks:
        console.say(f"Note: {remark}")
