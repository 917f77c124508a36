"""A workspace with a review on each engine, and small searches to import."""

import csv
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from activescreen.formats import read_records
from activescreen.originals import Originals
from activescreen.protocol import Protocol
from activescreen.review.imports.importing import import_search
from activescreen.review.imports.labelling import LabelFile, add_labels
from activescreen.review.imports.searches import Search
from activescreen.review.overview import create_review, overview
from activescreen.store import Database
from activescreen.store.decisions import load_ledger
from activescreen.store.population import load_population
from activescreen.store.reviews import find_review
from activescreen.workspace import Workspace

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
COMMON = [f"common{number}" for number in range(50)]
TOPIC = [f"topic{number}" for number in range(7)]


def article(number, *, relevant=False, **more):
    """A record that no other is alike, with an identifier of its own."""
    rng = np.random.default_rng(number)
    words = [*rng.choice(COMMON, 8), *rng.choice(TOPIC, 3 * relevant)]
    return {
        "title": f"{' '.join(rng.choice(COMMON, 6))} report {number}",
        "abstract": " ".join(words),
        "authors": f"Writer{number}, A.; Other{number}, B.",
        "year": "2019",
        "journal": "Journal of Made Things",
        "doi": f"10.1234/made.{number}",
        **more,
    }


@dataclass
class Team:
    """A workspace that tests work in as commands do."""

    folder: Path
    database: Database
    originals: Originals

    def write(self, name, rows):
        path = self.folder / name
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(k for row in rows for k in row)))
            writer.writeheader()
            writer.writerows(rows)
        return path

    def create(self, name="peers", **protocol):
        return create_review(self.database, name, Protocol(**protocol), "words", 0, NOW)

    def bring(self, *files, name="peers", **more):
        search = replace(Search(files), **more)
        return import_search(self.database, name, search, self.originals, NOW)

    def label(self, file, name="peers", **more):
        rows = read_records(file, keep_raw=False)
        return add_labels(self.database, name, LabelFile(rows, **more), NOW)

    def ledger(self, name="peers"):
        with self.database.reading() as connection:
            return load_ledger(connection, find_review(connection, name))

    def records(self, name="peers"):
        with self.database.reading() as connection:
            return load_population(connection, find_review(connection, name), full=True).records

    def seen(self, name="peers"):
        return overview(self.database, name)


@pytest.fixture
def team(open_made, tmp_path):
    workspace = Workspace(tmp_path / "work")
    with open_made(workspace) as database:
        yield Team(tmp_path, database, Originals(workspace.originals))


@pytest.fixture(name="article")
def _article():
    return article
