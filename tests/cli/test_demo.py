"""demo: a whole review, made, screened, stopped and priced."""

import re
import subprocess

import pytest

from activescreen.review.overview import overview
from activescreen.store import open_store
from activescreen.store.rankings import newest_number
from activescreen.workspace import Workspace


@pytest.fixture(scope="module")
def demo(command, environment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [command, "demo", "--headless", "--config", "words", "--workspace", "kept"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder, " ".join(done.stdout.split())


def test_the_counts_are_those_of_the_seed_paper(demo):
    _, said = demo
    for count in ("8,030", "2,125", "5,905", "39", "27"):
        assert re.search(rf"(?<![\d,]){count}(?![\d,])", said), count
    assert "is evidence about nothing" in said


def test_what_was_removed_is_reckoned_against_what_was_planted(demo):
    _, said = demo
    removed = int(re.search(r"identifiers and title: ([\d,]+)", said)[1].replace(",", ""))
    rightly = int(re.search(r"rightly removed ([\d,]+)", said)[1].replace(",", ""))
    left_in = int(re.search(r"left in ([\d,]+)", said)[1].replace(",", ""))
    merged = int(re.search(r"merged away ([\d,]+)", said)[1].replace(",", ""))
    assert rightly + left_in == 2125
    assert rightly + merged == removed


def test_the_certified_stop_and_its_cost_are_said(demo):
    _, said = demo
    found = re.search(r"stopped after ([\d,]+), with (\d+) of (\d+) inclusions found", said)
    assert found
    assert int(found[3]) in range(36, 40)
    assert re.search(rf"certified stop │ {found[1]} │ \d+\.\d │ \d", said)
    assert "wrongly declares 95 % recall in at most 5 %" in said


def test_80_90_and_95_percent_are_priced_in_records_and_hours(demo):
    _, said = demo
    reads = []
    for share in (80, 90, 95):
        cost = re.search(rf"{share} % of inclusions │ ([\d,]+) │ (\d+\.\d) │", said)
        reads.append(int(cost[1].replace(",", "")))
        assert float(cost[2]) == pytest.approx(reads[-1] * 30 / 3600, abs=0.051)
    assert reads == sorted(reads)
    assert "30 seconds a record" in said


def test_seconds_are_told_apart(demo):
    _, said = demo
    assert re.search(r"features and embedding [\d.]+, training [\d.]+, ranking [\d.]+", said)


def test_report_and_store_are_where_it_says(demo):
    folder, said = demo
    reports = folder / "kept" / "reports"
    assert f"Report: {reports / 'demo.html'}" in said
    assert {path.name for path in reports.iterdir()} == {"demo.html", "demo.png", "demo.svg"}
    assert f"ui --backend-store-uri sqlite:///{folder / 'kept' / 'mlflow.db'}" in said
    assert (folder / "kept" / "mlflow.db").is_file()
    assert (folder / "kept" / ".gitignore").is_file()
    assert {path.name for path in folder.iterdir()} == {"kept"}


def test_its_review_can_be_opened_in_the_browser(demo):
    folder, said = demo
    assert "serve --workspace kept" in said
    assert "300 records; 40 of them await a second vote" in said
    with open_store(Workspace(folder / "kept")) as database:
        seen = overview(database, "demo")
        with database.reading() as connection:
            assert newest_number(connection, seen.review) > 0
    (stage,) = seen.stages
    assert (stage.read, seen.counted.records, seen.review.protocol.votes_per_record) == (
        300,
        8030,
        2,
    )
    assert stage.open > 40  # and some on which they differ
