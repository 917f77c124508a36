"""What was planted: which records are copies of one publication, and the decisions about it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from activescreen.errors import InputError

TRUTH_FILE = "truth.csv"
_NOTE = "# SYNTHETIC: made up by a program (activescreen.synthetic); not evidence about anything"
_HEADER = ("file", "row", "publication", "passes_title_abstract", "included_final", "group")

Place = tuple[str, int]


@dataclass(frozen=True)
class Truth:
    """What is true of one source record.

    Attributes
    ----------
    publication
        The publication it is a copy of.
    passes
        Whether that passes title-and-abstract screening.
    included
        Whether it is finally included.
    group
        The subject it was made for, such as "digital but not peer".
    """

    publication: str
    passes: bool
    included: bool
    group: str


@dataclass(frozen=True)
class DuplicateScore:
    """Duplicates found against duplicates planted, counted as pairs and as records.

    Attributes
    ----------
    true_pairs, false_pairs, missed_pairs
        Pairs of records rightly put together, wrongly put together, and wrongly kept apart.
    planted
        Records more than there are publications.
    removed
        Records that go if one of each group stays.
    removed_rightly
        Of these, extra copies of a publication that keeps a record.
    publications_lost
        Publications of which no record stays because all are in a group with another one.
    """

    true_pairs: int
    false_pairs: int
    missed_pairs: int
    planted: int
    removed: int
    removed_rightly: int
    publications_lost: int

    @property
    def recall(self) -> float | None:
        """Share of planted pairs that were found; None if none was planted."""
        planted = self.true_pairs + self.missed_pairs
        return self.true_pairs / planted if planted else None

    @property
    def precision(self) -> float | None:
        """Share of found pairs that were planted; None if none was found."""
        found = self.true_pairs + self.false_pairs
        return self.true_pairs / found if found else None


def write_truth(path: Path, truth: Mapping[Place, Truth]) -> None:
    """Write the truth file; its first line says that all of it is synthetic."""
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(_NOTE + "\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_HEADER)
        for (file, row), one in truth.items():
            writer.writerow(
                (file, row, one.publication, int(one.passes), int(one.included), one.group)
            )


def read_truth(path: str | Path) -> dict[Place, Truth]:
    """(file, 0-based row) -> what is true of that record.

    Raises
    ------
    InputError
        If the file cannot be opened, or is not one that `write_truth` wrote.
    """
    path = Path(path)
    remedy = "Make the synthetic review again with activescreen demo."
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(line for line in lines if not line.startswith("#")))
    except OSError as error:
        raise InputError(
            f"The truth file cannot be opened ({error.strerror}).", where=str(path), remedy=remedy
        ) from error
    if not rows or tuple(rows[0]) != _HEADER:
        raise InputError(
            f"This is no truth file: its columns must be {', '.join(_HEADER)}.",
            where=str(path),
            remedy=remedy,
        )
    result: dict[Place, Truth] = {}
    for number, cells in enumerate(rows[1:], 3):
        try:
            file, row, publication, passes, included, group = cells
            result[file, int(row)] = Truth(
                publication, bool(int(passes)), bool(int(included)), group
            )
        except ValueError as error:
            raise InputError(
                f"The line does not hold {len(_HEADER)} readable values: {','.join(cells)[:80]}.",
                where=f"{path}, line {number}",
                remedy=remedy,
            ) from error
    return result


def score_duplicates(
    truth: Mapping[Place, Truth], groups: Iterable[Sequence[Place]]
) -> DuplicateScore:
    """Compare groups of records taken for one publication with what was planted.

    Parameters
    ----------
    truth
        As `read_truth` gives it.
    groups
        The groups found, each a sequence of (file, row). Records in no group stand alone. The
        first of each group is taken for the one that stays.

    Raises
    ------
    InputError
        If a record is in two groups, or is not in the truth.
    """
    seen: set[Place] = set()
    true_pairs = false_pairs = removed = removed_rightly = 0
    gone: Counter[str] = Counter()
    for group in groups:
        for place in group:
            if place in seen or place not in truth:
                problem = "in two groups" if place in seen else "not in the truth file"
                raise InputError(
                    f"The record is {problem}.",
                    where=f"{place[0]}, row {place[1]}",
                    remedy="Group the records of this synthetic review, each once.",
                )
            seen.add(place)
        names = [truth[place].publication for place in group]
        same = sum(_pairs(size) for size in Counter(names).values())
        true_pairs += same
        false_pairs += _pairs(len(names)) - same
        removed += max(len(names) - 1, 0)
        gone.update(names[1:])
    copies = Counter(one.publication for one in truth.values())
    lost = sum(gone[name] == size for name, size in copies.items())
    removed_rightly = removed - lost
    planted_pairs = sum(_pairs(size) for size in copies.values())
    return DuplicateScore(
        true_pairs=true_pairs,
        false_pairs=false_pairs,
        missed_pairs=planted_pairs - true_pairs,
        planted=len(truth) - len(copies),
        removed=removed,
        removed_rightly=removed_rightly,
        publications_lost=lost,
    )


def _pairs(size: int) -> int:
    return size * (size - 1) // 2
