"""evaluate: rules on finished reviews, from files, folders and ledgers."""

import json

import pytest

from activescreen.formats import open_ledger, write_ledger

KEYS = {
    *("review", "config", "rule", "badge", "target", "alpha", "runs", "stopped", "reached"),
    *("coverage", "coverage_low", "coverage_high", "recall_p05", "recall_median"),
    *("read_mean", "oracle_mean", "excess_share"),
}
QUICK = ("--redraws", "20", "--seeds", "2", "--no-track", "--json", "out.json")


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    """Traces of their own for every test."""
    monkeypatch.setenv("ACTIVESCREEN_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def evaluate(activescreen, tmp_path):
    def call(*arguments):
        answer = activescreen("evaluate", *arguments, *QUICK)
        assert answer.code == 0, answer.err
        return json.loads((tmp_path / "out.json").read_text()), answer

    return call


def test_every_rule_gives_a_row_of_the_contract(evaluate, review):
    rows, answer = evaluate(review, "--config", "words")
    assert all(set(row) >= KEYS for row in rows)
    assert {row["review"] for row in rows} == {"review"}
    assert len({row["rule"] for row in rows}) == len(rows) > 20
    by_rule = {row["rule"]: row for row in rows}
    assert by_rule["calibrated_random_phase"]["runs"] == 40
    assert by_rule["knee"]["runs"] == 2
    assert by_rule["calibrated_random_phase"]["badge"] == "certified"
    assert "calibrated_random_phase" in answer.out


def test_a_second_call_simulates_nothing_and_says_the_same(evaluate, review, monkeypatch):
    first, _ = evaluate(review, "--config", "words", "--rules", "budget,qbcb")

    def refuse(*arguments, **named):
        raise AssertionError("a finished screening was simulated again")

    monkeypatch.setattr("activescreen.evaluation.traces.run_together", refuse)
    again, _ = evaluate(review, "--config", "words", "--rules", "budget,qbcb")
    assert again == first


def test_a_folder_gives_its_reviews_and_what_else_it_holds_is_told(
    evaluate, review, write, rows, tmp_path
):
    folder = tmp_path / "reviews"
    folder.mkdir()
    write(folder / "one.csv", rows)
    write(folder / "two.csv", rows[:60])
    (folder / "README.md").write_text("Nothing but words.")
    found, answer = evaluate(folder, "--config", "words", "--rules", "budget")
    assert [row["review"] for row in found] == ["one", "two"]
    assert "Passed over README.md" in answer.err


def test_progress_names_the_review(evaluate, review, monkeypatch):
    monkeypatch.setattr("activescreen.cli.console._PLAIN_SECONDS", 0.0)
    _, answer = evaluate(review, "--config", "words", "--rules", "budget")
    assert "Reading titles and abstracts of review.csv: " in answer.err
    assert "Screening review.csv, words, ranked, seed 0: " in answer.err
    assert "chao" not in answer.err


def test_that_chao_searches_by_meaning_too_is_told(evaluate, review):
    _, answer = evaluate(review, "--config", "words", "--rules", "chao")
    assert "chao lets several models search (words, logistic, naive_bayes, meaning)" in answer.err


def test_each_configuration_has_a_table_that_fits_80_columns(evaluate, review):
    _, answer = evaluate(review, "--config", "words,naive_bayes", "--rules", "budget,qbcb")
    assert "Stopping rules, words (shares in %)" in answer.out
    assert "Stopping rules, naive_bayes (shares in %)" in answer.out
    lines = answer.out.splitlines()
    assert max(map(len, lines)) <= 80
    heads = [line.split() for line in lines if line.split()[:2] == ["rule", "kept"]]
    assert heads == [["rule", "kept", "worst", "reviews", "read", "beyond", "all"]] * 2


def test_stress_cases_are_rows_of_their_own(evaluate, review):
    rows, _ = evaluate(review, "--config", "words", "--rules", "budget", "--stress")
    assert next(row["stress"] for row in rows) == ""
    assert {"random order", "none relevant", "flipped labels", "plateau"} <= {
        row["stress"] for row in rows
    }


def test_a_ledger_is_evaluated_in_the_order_in_which_it_was_read(evaluate, write, rows, tmp_path):
    timed = [
        {**row, "decided_at": f"2026-03-01T10:{place // 60:02d}:{place % 60:02d}"}
        for place, row in enumerate(rows)
    ]
    table = write(tmp_path / "timed.csv", timed)
    write_ledger(tmp_path / "kept.jsonl", open_ledger(table).ledger)
    rules = ("--rules", "consecutive_irrelevant:records=10")
    from_table, _ = evaluate(table, "--config", "as-screened", *rules)
    from_ledger, _ = evaluate(tmp_path / "kept.jsonl", *rules)
    assert [row["config"] for row in from_table + from_ledger] == ["as-screened"] * 2
    assert from_table[0]["read_mean"] == from_ledger[0]["read_mean"]


def test_the_report_and_its_picture_stand_alone(evaluate, review, tmp_path):
    evaluate(review, "--config", "words", "--rules", "budget,qbcb", "--report", "out.html")
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "Do stopping rules keep their word?" in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert (tmp_path / "out.svg").stat().st_size > 1000
    assert (tmp_path / "out.png").stat().st_size > 1000


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--target", "0"), "target recall of 0"),
        (("--target", "1.2"), "target recall of 1.2"),
        (("--alpha", "1"), "error probability of 1"),
        (("--rules", "nee"), "no stopping rule named 'nee'"),
        (("--rules", "knee:minimum=-1"), "minimum of -1"),
        (("--rules", "knee:minimum=x"), "cannot be 'x'. It takes a whole number"),
        (("--rules", "knee:minimum=["), "'[' is no value for the setting 'minimum'"),
        (("--rules", "knee:records=5"), "Its settings are: minimum (a whole number"),
        (("--rules", "budget:args=5"), "It has no settings"),
        (("--rules", "qbcb:alpha=yes"), "cannot be 'True'. It takes a number"),
        (("--config", "nothing"), "nothing"),
        (("--config", "as-screened"), "in which order"),
    ],
)
def test_what_cannot_be_is_refused(activescreen, review, tmp_path, options, words):
    answer = activescreen("evaluate", review, *QUICK, *options)
    assert words in answer.refusal
    assert not (tmp_path / "out.json").exists()


def test_a_review_with_open_labels_is_refused(activescreen, write, rows, tmp_path):
    rows[5]["label_included"] = ""
    answer = activescreen("evaluate", write(tmp_path / "half.csv", rows), *QUICK)
    assert "have no label" in answer.refusal


def test_an_empty_folder_is_refused(activescreen, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "no file in this folder" in activescreen("evaluate", "empty", *QUICK).refusal


def test_the_evaluation_is_kept_in_mlflow(activescreen, review, tmp_path):
    answer = activescreen(
        *("evaluate", review, "--config", "words", "--rules", "budget,knee", "--seeds", "1")
    )
    assert answer.code == 0, answer.err
    from mlflow.tracking import MlflowClient

    client = MlflowClient(f"sqlite:///{tmp_path / 'activescreen-workspace' / 'mlflow.db'}")
    experiments = [each.experiment_id for each in client.search_experiments()]
    runs = client.search_runs(experiments)
    kept = {run.data.params.get("rule"): run.data.metrics for run in runs}
    assert {"budget", "knee"} <= set(kept)
    assert kept["knee"]["coverage"] == 1.0
