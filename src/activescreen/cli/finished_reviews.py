"""Fully screened reviews for a command: labelled files, ledgers, or folders of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from activescreen.cli import console
from activescreen.cli.reviews import read_truth
from activescreen.errors import ActiveScreenError, InputError
from activescreen.formats import ReadingOrder, is_ledger, open_ledger
from activescreen.ledger import FrozenLedger
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.simulation import Truth

AS_SCREENED: Final = "as-screened"
"""Instead of a configuration: the order in which the file says that it was read."""


@dataclass(frozen=True)
class Reading:
    """How the files are to be read.

    Attributes
    ----------
    label_column, stage, mapping
        As the options of these names say.
    """

    label_column: str | None
    stage: str | None
    mapping: Mapping[str, str]


def listed(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """The files, and whether each was found in a folder and so may be something else.

    Raises
    ------
    InputError
        If a path is not there, or a folder is empty.
    """
    for path in paths:
        if not path.is_dir():
            yield path, False
            continue
        inside = sorted(each for each in path.iterdir() if each.is_file())
        if not inside:
            raise InputError(
                "There is no file in this folder.",
                where=str(path),
                remedy="Name a folder with fully labelled reviews.",
            )
        for each in inside:
            yield each, True


def truths(paths: Sequence[Path], reading: Reading) -> Iterator[Truth]:
    """The labelled reviews; what a folder holds besides is told and passed over."""
    for path, found in listed(paths):
        if is_ledger(path):
            continue
        try:
            yield read_truth(path, reading.label_column, reading.stage, reading.mapping)
        except ActiveScreenError as error:
            if not found:
                raise
            console.tell(f"Passed over {path.name}: {error.what}")


def ledgers(
    paths: Sequence[Path], reading: Reading, *, any_file: bool
) -> Iterator[tuple[str, FrozenLedger]]:
    """The reviews whose own reading order is known, by name.

    Parameters
    ----------
    paths
        Files and folders.
    reading
        How to read them.
    any_file
        Whether to take files other than ledgers, too, in the order that they tell.

    Raises
    ------
    InputError
        If a file that was named does not tell the order.
    """
    for path, found in listed(paths):
        if not any_file and not is_ledger(path):
            continue
        try:
            opened = open_ledger(path, reading.label_column, reading.stage)
            if opened.order is ReadingOrder.ROWS:
                raise _no_order(path)
        except ActiveScreenError as error:
            if not found:
                raise
            console.tell(f"Passed over {path.name}: {error.what}")
            continue
        yield path.name, opened.ledger.freeze(reading.stage or TITLE_ABSTRACT)


def _no_order(path: Path) -> InputError:
    return InputError(
        "The file does not say in which order its records were read.",
        where=path.name,
        remedy="Give a ledger, or a file with a column 'decided_at' (or ASReview's "
        "'asreview_time').",
    )
