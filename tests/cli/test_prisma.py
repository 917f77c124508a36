"""``activescreen prisma`` as people type it."""

import json
from pathlib import Path

import pytest

SEED_PAPER = Path(__file__).parents[2] / "data" / "fortuna_2020_flow.json"
RIGHT = {
    "search": {
        "databases": 100,
        "removed": {"duplicates": 10},
        "screened": 90,
        "excluded": {"by_people": 80},
        "reports": {"sought": 10, "not_retrieved": 0, "assessed": 10, "excluded": 7, "included": 3},
    },
    "included": {"studies": 3, "reports": 3},
}


@pytest.mark.parametrize("name", ["flow.svg", "flow.png", "flow.json"])
def test_the_seed_papers_flow(activescreen, tmp_path, name):
    answer = activescreen("prisma", SEED_PAPER, "--out", name)
    assert answer.code == 0
    assert "The numbers do not add up in 1 of 8 relations:" in answer.out
    assert "8,030 − 2,125 = 5,905, but 5,915 is given, 10 more." in answer.out
    assert "Not known: records identified via other methods;" in answer.out
    assert name in answer.out.splitlines()[-1]
    assert (tmp_path / name).stat().st_size > 1000


def test_the_json_holds_what_was_printed(activescreen, tmp_path):
    activescreen("prisma", SEED_PAPER, "--out", "flow.json")
    said = json.loads((tmp_path / "flow.json").read_text(encoding="utf-8"))
    assert "5,915 is given" in said["problems"][0]
    assert said["search"]["screened"] == 5915


def test_numbers_that_add_up(activescreen, tmp_path):
    (tmp_path / "n.json").write_text(json.dumps(RIGHT), encoding="utf-8")
    answer = activescreen("prisma", "n.json")
    assert answer.out == "The numbers add up in all 5 relations of the diagram.\n"
    assert list(tmp_path.iterdir()) == [tmp_path / "n.json"]


def test_numbers_of_which_some_are_missing(activescreen, tmp_path):
    (tmp_path / "n.json").write_text('{"search": {"screened": 9}}', encoding="utf-8")
    out = activescreen("prisma", "n.json").out
    assert out.startswith("The numbers add up in 0 of 5 relations; in the others, numbers are not")


def test_a_picture_without_remarks(activescreen, tmp_path):
    activescreen("prisma", SEED_PAPER, "--out", "flow.svg", "--no-notes")
    drawn = (tmp_path / "flow.svg").read_text(encoding="utf-8").split("</desc>")[1]
    assert "Does not add up" not in drawn


def test_nothing_is_read_when_it_could_not_be_written(activescreen, tmp_path):
    assert "'.pdf'" in activescreen("prisma", "nothing.json", "--out", "flow.pdf").refusal
    copy = tmp_path / "n.json"
    copy.write_text(json.dumps(RIGHT), encoding="utf-8")
    assert "would write over" in activescreen("prisma", copy, "--out", copy).refusal
    assert json.loads(copy.read_text(encoding="utf-8")) == RIGHT


@pytest.mark.parametrize("content", ["", "[]", '{"search": {"screend": 3}}', "\x00"])
def test_bad_input(activescreen, tmp_path, content):
    (tmp_path / "n.json").write_text(content, encoding="utf-8")
    assert "n.json" in activescreen("prisma", "n.json").refusal
