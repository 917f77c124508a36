"""The numbers of a flow as a file that people write."""

import json
import re
from pathlib import Path

import pytest

from activescreen.errors import InputError
from activescreen.prisma import Tally, as_text, check, from_json, read_numbers, to_json

SEED_PAPER = Path(__file__).parents[2] / "data" / "fortuna_2020_flow.json"
LEAST = {"search": {"databases": 100, "removed": {"duplicates": 10}, "screened": 90}}


def written(tmp_path, content):
    path = tmp_path / "numbers.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_both_ways(tmp_path):
    numbers = read_numbers(SEED_PAPER)
    again = read_numbers(written(tmp_path, as_text(numbers)))
    assert again == numbers
    assert to_json(again) == to_json(numbers)


def test_an_update_both_ways():
    content = {
        **LEAST,
        "other_methods": {"identified": {"of": {"Citation searching": 4}}},
        "included": {"studies": 2, "reports": 3},
        "previous": {"studies": 5, "reports": 6},
        "reports_of_previous": 1,
    }
    numbers = from_json(content)
    assert from_json(to_json(numbers)) == numbers
    assert to_json(numbers)["total"] == {"studies": 7, "reports": 10}


def test_the_checks_are_in_the_json():
    said = to_json(read_numbers(SEED_PAPER))
    assert len(said["problems"]) == 1
    assert "8,030 − 2,125 = 5,905, but 5,915 is given" in said["problems"][0]
    assert {each["status"] for each in said["checks"]} == {"holds", "fails", "open"}
    assert "records from PubMed" in said["unknown"]


def test_what_most_reviews_do_not_have_may_be_left_out():
    search = from_json(LEAST).search
    assert search.databases == Tally(100)
    assert search.registers.n == search.removed.by_automation == search.excluded.by_model == 0
    assert search.excluded.by_people is None
    assert from_json(LEAST).other is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not JSON"),
        ("[1]", "no JSON object"),
        ('{"title": "x"}', "no member 'search'"),
        ('{"search": {"screened": 1, "screened": 2}}', "'screened' stands twice"),
        ({"search": {"screend": 9}}, "Did you mean 'screened'"),
        ({"search": {}, "inclded": {}}, "Did you mean 'included'"),
        ({"search": {"screened": "9"}}, "'search'.*'screened' is '9'"),
        ({"search": {"screened": -9}}, "no whole number"),
        ({"search": {"databases": 3.5}}, "no whole number"),
        (
            {"search": {"databases": {"of": {"PubMed": -1}}}},
            "'search.databases.of'.*'PubMed' is -1",
        ),
        ({"search": {"databases": {"of": {" ": 1}}}}, "'search.databases'.*no name"),
        ({"search": {"reports": []}}, "'search.reports'.*no JSON object"),
        ({"search": {}, "title": 3}, "'title' is no text"),
        ({"search": {}, "total": {"studies": 3}}, "earlier versions"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(tmp_path, content, message):
    with pytest.raises(InputError, match=message) as refused:
        read_numbers(written(tmp_path, content))
    assert "numbers.json" in refused.value.paragraph
    assert refused.value.remedy


def test_a_missing_file(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_numbers(tmp_path / "nothing.json")


def test_half_a_character_is_written_all_the_same():
    numbers = from_json({"search": {"databases": {"of": {"PubMed \ud800": 3}}}})
    assert from_json(json.loads(as_text(numbers).encode())) == numbers


def test_the_example_in_the_documentation_adds_up():
    page = (SEED_PAPER.parents[1] / "docs" / "prisma.md").read_text(encoding="utf-8")
    example = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert example
    numbers = from_json(json.loads(example.group(1)))
    assert {each.status for each in check(numbers)} == {"holds"}
