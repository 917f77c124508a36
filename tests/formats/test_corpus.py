"""The real export files, where they are at hand."""

import csv

import pytest

from activescreen.errors import InputError
from activescreen.formats import READERS, labels_of, read_records

# What the manifest calls by another name than we do.
NAMES = {"nbib": "medline", "asreview": "asreview_project"}
# Its only title stands in ST, which the manifest did not count as one.
UNTITLED = {"rispy__utf_chars.ris"}
# Counted by lines "%0", which four of its six records do not have; each has a title of its own.
RECOUNTED = {"ais_endnote__colrev.txt": 6}


@pytest.fixture(scope="module")
def manifest(shared):
    with (shared / "imports" / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_counts_and_first_titles(shared, manifest):
    wrong = []
    for entry in manifest:
        name = NAMES.get(entry["format"], entry["format"])
        if name not in READERS:
            continue
        records = read_records(shared / "imports" / entry["file"])
        title = " ".join(records[0].title.split())
        expected = " ".join(entry["first_title"].split())
        expected_records = RECOUNTED.get(entry["file"], int(entry["n_records"]))
        counted = len(records) == expected_records == records.reports[0].records
        titled = title == expected or entry["file"] in UNTITLED
        if not counted or not titled or records.reports[0].format != name:
            wrong.append((entry["file"], len(records), title))
    assert wrong == []


def test_formats_to_come_are_refused_by_name(shared, manifest):
    for entry in manifest:
        if NAMES.get(entry["format"], entry["format"]) not in READERS:
            with pytest.raises(InputError, match="cannot be read: it is"):
                read_records(shared / "imports" / entry["file"])


@pytest.mark.parametrize(
    ("file", "records", "final", "early"),
    [
        ("Cohen_2006_ADHD", 851, 20, 84),
        ("Nagtegaal_2019", 2019, 101, 392),
        ("van_de_Schoot_2017", 6184, 43, 388),
    ],
)
def test_labelled_reviews(shared, file, records, final, early):
    found = read_records(shared / "reviews" / f"{file}.csv")
    assert len(found) == records
    assert labels_of(found).relevant == final
    assert labels_of(found, stage="title_abstract").relevant == early
