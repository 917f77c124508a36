"""The files that a command writes: refused before the work begins, not after it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from activescreen.errors import InputError
from activescreen.files import write_whole
from activescreen.simulation import SimulationRun


def check_outputs(source: Path | None, outputs: Mapping[str, Path | None]) -> None:
    """Refuse places that cannot be written to, or where something would be lost.

    Parameters
    ----------
    source
        The file that the command reads, if any; it is never written over.
    outputs
        What writes it, in the user's words -> file; None where nothing is to be written.

    Raises
    ------
    InputError
        If one is no place for a file, is the file that is read, or is written twice.
    """
    taken: dict[Path, str] = {}
    for what, path in outputs.items():
        if path is None:
            continue
        _check_place(path)
        if source is not None and _same(path, source):
            raise InputError(
                f"{what} would write over the file that is read.",
                where=str(path),
                remedy="Name another file; yours is left as it is.",
            )
        first = taken.setdefault(path.resolve(), what)
        if first != what:
            raise InputError(
                f"{first} and {what} would write the same file.",
                where=str(path),
                remedy="Give each a file of its own.",
            )


def plots_beside(report: Path) -> tuple[Path, Path]:
    """Where the pictures of a report's curve go."""
    return report.with_suffix(".png"), report.with_suffix(".svg")


def write_json(path: Path, runs: Sequence[SimulationRun]) -> None:
    """Write runs as a JSON list, as a whole or not at all.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    write_whole(path, json.dumps([run.to_json() for run in runs], allow_nan=False))


def _check_place(path: Path) -> None:
    folder = path.absolute().parent
    if path.is_dir():
        raise InputError("This is a folder.", where=str(path), remedy="Name the file to write to.")
    if not folder.is_dir():
        raise InputError(
            "The folder to write to does not exist.", where=str(path), remedy="Make it first."
        )
    if path.is_symlink() or (path.exists() and not path.is_file()):
        # A finished file takes the place of what is there, which must not befall /dev/stdout.
        raise InputError(
            "This is a link or a device, which a file would take the place of.",
            where=str(path),
            remedy="Name an ordinary file to write to.",
        )
    if path.exists() and not os.access(path, os.W_OK):
        raise InputError(
            "There is a write-protected file of this name.",
            where=str(path),
            remedy="Name another one, or lift its protection.",
        )
    if not os.access(folder, os.W_OK):
        raise InputError(
            "You may not write to this folder.", where=str(path), remedy="Name another one."
        )


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there, so they are not the same
        return False
