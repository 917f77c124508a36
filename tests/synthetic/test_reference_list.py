"""The seed paper's reference list, as facts."""

import csv
from pathlib import Path

import pytest


@pytest.fixture
def references(data_folder: Path) -> list[dict[str, str]]:
    path = data_folder / "fortuna_2020_references.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_there_are_57_of_which_30_are_included(references: list[dict[str, str]]) -> None:
    assert [int(one["number"]) for one in references] == list(range(1, 58))
    included = [int(one["number"]) for one in references if one["included"] == "1"]
    assert included == [9, *range(20, 49)]
    assert len(included) == 30


def test_nothing_of_the_list_s_typography_is_left(references: list[dict[str, str]]) -> None:
    for one in references:
        assert one["title"]
        assert one["first_author"]
        assert not set("[]<>*\n") & set("".join(one.values()))
        assert not one["doi"] or one["doi"].startswith("10.")
        assert one["pmid"].isdigit() or not one["pmid"]
        assert one["year"].isdigit() or one["number"] == "51"


def test_identifiers_are_unique(references: list[dict[str, str]]) -> None:
    for column in ("doi", "pmid"):
        found = [one[column] for one in references if one[column]]
        assert len(found) == len(set(found))
        assert len(found) >= 40
