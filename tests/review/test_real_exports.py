"""Real exports of forty programs in one review: every record comes back as it was read."""

from collections import defaultdict
from dataclasses import replace

import pytest

from activescreen.formats import read_records
from activescreen.store.population import load_imported
from activescreen.store.reviews import find_review


@pytest.fixture
def exports(shared):
    files = sorted(path for path in (shared / "imports").iterdir() if path.is_file())
    return [path for path in files if path.name not in ("README.md", "manifest.csv")]


def test_nothing_of_them_is_lost_or_changed(team, exports):
    team.create()
    for path in exports:
        team.bring(path, accept_mismatch=True)
    with team.database.reading() as connection:
        imported = load_imported(connection, find_review(connection, "peers"))
    kept = defaultdict(list)
    for record in imported:
        kept[record.source.file.partition(": ")[0]].append(record)
    for path in exports:
        read = list(read_records(path, accept_mismatch=True))
        mine = kept[read[0].source.file.partition(": ")[0]]
        assert [replace(record, id="") for record in mine] == [
            replace(record, id="") for record in read
        ]
        assert [record.raw for record in mine] == [record.raw for record in read]
    seen = team.seen()
    assert seen.counted.places + seen.copies == seen.counted.records == len(imported)
