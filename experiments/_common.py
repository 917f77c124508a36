"""What the studies share: where the reviews lie, what a study's YAML says, how results are kept."""

from __future__ import annotations

import argparse
import csv
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import yaml

from activescreen import __version__
from activescreen.formats import labels_of, read_records
from activescreen.simulation import Truth

HERE: Final = Path(__file__).parent
RESULTS: Final = HERE / "results"
SHARED_VARIABLE: Final = "ACTIVESCREEN_SHARED"

Row = Mapping[str, str | int | float]


def settings_of(study: str) -> dict[str, Any]:
    """What the study's YAML says."""
    data = yaml.safe_load((HERE / f"{study}.yaml").read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise SystemExit(f"{study}.yaml holds no settings.")
    return data


def parser_of(description: str | None) -> argparse.ArgumentParser:
    """A parser with the option that every study has."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        default=datetime.now(UTC).date(),
        help="Date written into the results.  [default: today]",
    )
    return parser


def shared_folder(name: str) -> Path:
    """A folder of the data that is no part of the project: reviews, imports, dedup."""
    shared = Path(os.environ.get(SHARED_VARIABLE) or HERE.parent.parent / "shared")
    folder = shared.resolve() / name
    if not folder.is_dir():
        raise SystemExit(
            f"There is no folder {folder}. Set {SHARED_VARIABLE} to the one that holds '{name}'."
        )
    return folder


def reviews_folder() -> Path:
    """The folder of the twelve labelled reviews."""
    return shared_folder("reviews")


def read_truth(review: str) -> Truth:
    """A review with its labels."""
    path = reviews_folder() / f"{review}.csv"
    records = read_records(path)
    return Truth(records, labels_of(records).values, path.name)


def tell(text: str) -> None:
    """Say on standard error how far the study is."""
    print(text, file=sys.stderr, flush=True)


def write_results(
    path: Path,
    rows: Sequence[Row],
    command: str,
    packages: Sequence[str],
    on: date,
    notes: Sequence[str] = (),
) -> None:
    """Write a table, with what made it in the lines above its header.

    Parameters
    ----------
    path
        The CSV file; read it with ``pandas.read_csv(path, comment="#")``.
    rows
        One mapping a row, all with the same keys.
    command
        What has to be called to make it again.
    packages
        Distributions whose versions are written down.
    on
        The date.
    notes
        Further lines, the seeds among them.
    """
    versions = [f"activescreen {__version__}", f"Python {platform.python_version()}"]
    versions += [f"{name} {version(name)}" for name in packages]
    lines = [command, f"{', '.join(versions)}; {on}", *notes]
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with draft.open("w", newline="", encoding="utf-8") as file:
        file.writelines(f"# {line}\n" for line in lines)
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    draft.replace(path)
