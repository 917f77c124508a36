"""Gold sets of duplicates: reading them, scoring groups on them, and three ways to find groups."""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from _common import HERE, SHARED_VARIABLE
from _processes import ONE_THREAD

from activescreen.deduplication.spelling import normal_text
from activescreen.formats import read_records
from activescreen.records import RecordSet

Groups = Iterable[Sequence[int]]

_PROCEEDINGS: Final = "inproceedings"


@dataclass(frozen=True)
class Gold:
    """Records, and for each the publication that it is of."""

    name: str
    path: Path
    records: RecordSet
    clusters: tuple[str, ...]

    @property
    def duplicates(self) -> int:
        """How many records are to be removed."""
        return len(self.clusters) - len(set(self.clusters))


@dataclass(frozen=True)
class Score:
    """Correct removals, publications lost, duplicates left."""

    tp: int
    fp: int
    fn: int

    @property
    def sensitivity(self) -> float:
        return self.tp / (self.tp + self.fn)

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp)


def gold_folder() -> Path:
    """The folder of the gold sets, which are no part of the project."""
    shared = Path(os.environ.get(SHARED_VARIABLE) or HERE.parent.parent / "shared")
    folder = shared.resolve() / "dedup"
    if not folder.is_dir():
        raise SystemExit(
            f"There is no folder {folder}. Set {SHARED_VARIABLE} to the one that holds 'dedup'."
        )
    return folder


def read_gold(name: str) -> Gold:
    """A gold set."""
    folder = gold_folder() / name
    path = folder / "records.csv"
    if not path.is_file():
        path = folder / "records.csv.gz"
    records = read_records(path, keep_raw=False)
    with (folder / "gold.csv").open(encoding="utf-8", newline="") as stream:
        cluster = {row["id"]: row["cluster_id"] for row in csv.DictReader(stream)}
    return Gold(name, path, records, tuple(cluster[record.fields["id"]] for record in records))


def score(groups: Groups, gold: Gold) -> Score:
    """Keep one record a group, and count as the gold sets' authors do."""
    removed = {place for group in groups for place in group[1:]}
    kept = {cluster for place, cluster in enumerate(gold.clusters) if place not in removed}
    lost = len(set(gold.clusters)) - len(kept)
    rightly = len(removed) - lost
    return Score(rightly, lost, gold.duplicates - rightly)


def baseline(gold: Gold) -> list[list[int]]:
    """Same DOI, or same title and year, both in one spelling."""
    parent = list(range(len(gold.records)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[tuple[object, ...], int] = {}
    for place, record in enumerate(gold.records):
        doi, title = record.doi.strip().lower(), normal_text(record.title)
        for key in (("doi", doi) if doi else None, ("title", title, record.year)):
            if key is not None and key[1]:
                parent[root(place)] = root(first.setdefault(key, place))
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for place in range(len(parent)):
        groups[root(place)].append(place)
    return [group for group in groups.values() if len(group) > 1]


def write_for_peer(gold: Gold, path: Path) -> None:
    """The records under the names that the peer demands, joined as BibTeX joins authors."""
    opened = gzip.open if gold.path.suffix == ".gz" else open
    with (
        opened(gold.path, "rt", encoding="utf-8", newline="") as source,
        path.open("w", encoding="utf-8", newline="") as target,
    ):
        writer = csv.writer(target)
        fields = ("title", "year", "volume", "number", "pages", "doi", "abstract")
        writer.writerow(["ID", "ENTRYTYPE", "author", "journal", "booktitle", *fields])
        for place, row in enumerate(csv.DictReader(source)):
            meeting = row.get("type", "").lower() == _PROCEEDINGS
            journal = row.get("journal", "")
            kind, places = (
                ("inproceedings", ("", journal)) if meeting else ("article", (journal, ""))
            )
            authors = " and ".join(name.strip() for name in row.get("authors", "").split(";"))
            writer.writerow(
                [place, kind, authors, *places, *(row.get(field, "") for field in fields)]
            )


def run_peer(python: Path, gold: Gold) -> tuple[list[list[int]], dict[str, Any]]:
    """Groups that the peer finds, and what it took."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "records.csv"
        write_for_peer(gold, source)
        told = run_child(python, "_dedupe_peer.py", str(source))
    return [[int(name) for name in group] for group in told.pop("groups")], told


def run_child(python: Path | None, program: str, *arguments: str) -> dict[str, Any]:
    """Run a program of this folder in a process of its own; what it printed as JSON."""
    done = subprocess.run(
        [str(python or sys.executable), str(HERE / program), *arguments],
        env={**os.environ, **ONE_THREAD},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{program} failed:\n{done.stderr[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def peer_version(python: Path, wanted: str) -> str:
    """The peer's name and version, after looking that it is the one which the study names."""
    if not python.is_file():
        raise SystemExit(f"There is no {python}; experiments/README.md says how to make it.")
    done = subprocess.run(
        [str(python), "-c", "from importlib.metadata import version; print(version('bib-dedupe'))"],
        capture_output=True,
        text=True,
        check=False,
    )
    found = f"bib-dedupe {done.stdout.strip()}"
    if found != wanted:
        raise SystemExit(f"This peer is '{found}', the study wants '{wanted}'.")
    return found
