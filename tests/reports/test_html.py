import re
from html.parser import HTMLParser

import pytest

from activescreen.errors import InputError
from activescreen.reports import Study, render_report, write_report
from activescreen.simulation.run import Stop

NASTY = "<script>alert('x')</script>&\"'>.csv"


def words(page):
    return re.sub(r"\s+", " ", page.replace("\N{NO-BREAK SPACE}", " "))


class Outline(HTMLParser):
    """Tags that are opened and never closed, ids, and everything that would be fetched."""

    VOID = frozenset({"meta", "br", "hr", "img", "link", "input"})

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids, self.fetched = [], set(), [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in {"src", "href", "xlink:href", "srcset", "action"}:
                self.fetched.append(value)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def outline(page):
    parsed = Outline()
    parsed.feed(page)
    parsed.close()
    assert parsed.open == []
    return parsed


@pytest.fixture
def seeds(make_run):
    """20 relevant among 200: 95 % of them is number 19, found at 100 and at 140."""
    runs = []
    for seed, late in enumerate((100, 140)):
        labels = [1] * 18 + [0] * (late - 19) + [1] + [0] * (199 - late) + [1]
        stops = (
            Stop("calibrated_random_phase", "certified", 160 + seed, 0.95, 19, 90, "We read 70."),
            Stop("qbcb", "certified", None, None, 20, None, "Nothing may be claimed."),
        )
        metrics = {"wss_95": 0.45, "atd": 20.0, "tnr_95": None, "made_up": 0.5}
        runs.append(
            make_run(labels, seed=seed, stops=stops, metrics=metrics, seconds={"total": 3.0})
        )
    return runs


def test_the_first_sentence_says_what_a_team_wants_to_know(seeds):
    page = words(render_report(Study(seeds)))
    assert (
        "To find 95 % of the 20 relevant records, a team using activescreen would have read 120 "
        "of 200 records on average — 40 % less than reading everything." in page
    )
    assert "ranged from 100 to 140 records" in page
    assert "The last relevant record was found after 200 records." in page


def test_random_order_is_compared_with_measured_or_expected(seeds, make_run):
    assert "takes 182 records on average" in words(render_report(Study(seeds)))
    random = [make_run([0] * 180 + [1] * 20, config="random")]
    assert "1 run in random order took 199 records" in words(render_report(Study(seeds, random)))


def test_rules_say_where_they_stopped_or_that_they_never_did(seeds):
    page = words(render_report(Study(seeds)))
    assert "160 of 200 (80 %)" in page
    assert "It never stopped" in page
    assert "What it claims (seeds 0, 1):</strong> We read 70." in page
    assert "Recall was below 95 % in 0 of 2." in page


def test_metrics_are_shown_by_seed_with_mean_and_explained(seeds):
    page = words(render_report(Study(seeds)))
    assert 'WSS@95</th><td>45.0 %</td><td>45.0 %</td><td class="mean">45.0 %' in page
    assert 'TNR@95</th><td>—</td><td>—</td><td class="mean">—' in page
    assert "made_up" in page
    assert "<dt>ATD</dt>" in page


def test_the_page_is_well_formed_and_fetches_nothing(seeds):
    page = render_report(Study(seeds))
    parsed = outline(page)
    assert parsed.fetched == []
    assert "script" not in parsed.tags
    assert "@import" not in page
    # Namespace names are the only addresses; nobody fetches them.
    assert set(re.findall(r"https?://[^\s\"'<]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_everything_from_data_is_escaped(make_run):
    stop = Stop(NASTY, NASTY, 3, 1.0, 2, None, NASTY)
    run = make_run("1010", file=NASTY, config=NASTY, stops=(stop,), metrics={NASTY: 1.0})
    study = Study(
        [run],
        title=NASTY,
        command=NASTY,
        versions={NASTY: NASTY},
        settings={NASTY: NASTY},
        notes=[NASTY],
    )
    page = render_report(study)
    assert "script" not in outline(page).tags
    assert "<script" not in page


def test_ids_of_several_pictures_do_not_collide(make_run):
    runs = [make_run("0101", file=f"{name}.csv") for name in "abc"]
    page = render_report(Study(runs))
    ids = outline(page).ids
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)
    assert "At a glance" in page


def test_records_without_abstract_are_a_stratum(seeds):
    study = Study(seeds, without_abstract={"review.csv": [0, 50, 199]})
    page = words(render_report(study))
    assert "3 records came without abstract" in page
    assert "2 of the relevant records found were among them" in page
    nothing = Study(seeds, without_abstract={"review.csv": []})
    assert "Every record has an abstract." in render_report(nothing)


def test_what_is_needed_to_run_it_again(make_run):
    run = make_run("0101", priors=2, data_hash="abc123", seed=42)
    study = Study(
        [run],
        command="activescreen simulate review.csv --seed 42",
        versions={"numpy": "2.0"},
        settings={"retrain_every": "auto"},
    )
    page = words(render_report(study))
    for fact in ("SHA-256 abc123", "rows 0, 1", "seed 42", "numpy 2.0", "retrain_every"):
        assert fact in page
    assert "activescreen simulate review.csv --seed 42" in page


def test_an_interrupted_run_and_a_missed_target_are_said(make_run):
    run = make_run("100", population=50, relevant=4, complete=False)
    page = words(render_report(Study([run])))
    assert "was not reached in 1 run of 1" in page
    assert "1 run was interrupted" in page


@pytest.mark.parametrize("labels", ["000", "111", "1"])
def test_none_all_or_one_relevant_still_give_a_report(make_run, labels):
    outline(render_report(Study([make_run(labels)])))


def test_writing_is_all_or_nothing(seeds, tmp_path):
    path = tmp_path / "reports" / "study.html"
    write_report(path, Study(seeds))
    before = path.read_bytes()
    assert [file.name for file in path.parent.iterdir()] == ["study.html"]
    with pytest.raises(ValueError, match="at least one run"):
        write_report(path, Study([]))
    assert path.read_bytes() == before
    with pytest.raises(InputError, match="no file can be written"):
        write_report(tmp_path / "reports", Study(seeds))
    assert [file.name for file in tmp_path.iterdir()] == ["reports"]
