"""simulate: what is written, what is printed, and what the options do."""

import json
import re
import warnings
from html.parser import HTMLParser
from unittest.mock import Mock

import numpy as np
import pytest

from activescreen import artifacts, reports
from activescreen.cli import studies
from activescreen.cli.listeners import Tracked
from activescreen.errors import InputError
from activescreen.workspace import Workspace

RUN_KEYS = {"file", "seed", "config", "priors", "order", "labels", "metrics", "stopping"}
SECONDS = {"features", "train", "rank", "total"}
METRICS = {
    *("wss_95", "wss_100", "recall_at_5pct", "recall_at_10pct", "recall_at_20pct", "need_95"),
    *("need_100", "atd", "atd_fraction", "loss", "nauc", "ndcg", "tnr_95"),
}
STOP_KEYS = {"rule", "badge", "stopped_at", "recall", "statement"}
WORDS = ("--config", "words", "--no-track")


def simulate(activescreen, review, *options):
    """The runs of an untracked study of words."""
    answer = activescreen("simulate", review, *WORDS, "--json", "out.json", *options)
    assert answer.code == 0, answer.err
    return json.loads((review.parent / "out.json").read_text())


class TestFiles:
    """What a whole study leaves behind."""

    @pytest.fixture
    def runs(self, study):
        assert study.answer.code == 0, study.answer.err
        return json.loads((study.folder / "runs.json").read_text())

    def test_there_is_a_run_a_seed(self, runs):
        assert [run["seed"] for run in runs] == [5, 6]

    def test_a_run_has_the_keys_of_the_contract(self, runs):
        for run in runs:
            assert set(run) >= RUN_KEYS | {"seconds"}
            assert run["file"] == "review.csv"
            assert run["config"] == "words"
            assert set(run["metrics"]) == METRICS
            assert set(run["seconds"]) == SECONDS
            assert len(run["stopping"]) == 4
            assert all(set(stop) >= STOP_KEYS for stop in run["stopping"])

    def test_the_order_starts_with_the_priors_and_ends_with_the_last_inclusion(self, runs, rows):
        for run in runs:
            order, known = run["order"], len(run["priors"])
            assert order[:known] == run["priors"]
            assert len(set(order)) == len(order)
            assert run["labels"] == [int(rows[row]["label_included"]) for row in order]
            assert [run["labels"][place] for place in (0, 1, -1)] == [1, 0, 1]
            assert sum(run["labels"]) == 8

    def test_the_metrics_leave_the_priors_out(self, runs):
        for run in runs:
            after = run["labels"][len(run["priors"]) :]
            assert run["metrics"]["need_100"] == len(after)
            assert run["metrics"]["wss_100"] == pytest.approx(1 - len(after) / 78)
            places = np.flatnonzero(after) + 1
            assert run["metrics"]["atd"] == pytest.approx(places.mean())

    def test_each_rule_says_where_it_stopped_and_what_may_be_claimed(self, runs):
        for run in runs:
            for stop in run["stopping"]:
                assert stop["statement"].endswith(".")
                assert len(run["priors"]) < stop["stopped_at"] <= 80
                assert stop["recall"] == stop["found"] / 8
            badges = {stop["rule"]: stop["badge"] for stop in run["stopping"]}
            assert badges["calibrated_random_phase"] == "certified"
            assert badges["consecutive_irrelevant"] == "heuristic"

    def test_the_ranking_has_learned(self, runs):
        assert all(run["metrics"]["nauc"] > 0.7 for run in runs)

    def test_what_was_found_is_printed(self, study):
        out = study.answer.out
        assert "review.csv: 80 records, 8 relevant, 0 without abstract." in out
        assert re.search(r"To find 95 % of the relevant records, \d+ of 78 records", out)
        assert "Runs: runs.json" in out
        assert "Report: out.html" in out
        assert "mlflow ui" in out

    def test_no_rule_is_cut_short_in_80_columns(self, study):
        lines = study.answer.out.splitlines()
        tables = [line for line in lines if line.startswith(("┏", "┃", "│", "└"))]
        assert max(map(len, tables)) <= 80
        for rule in ("calibrated_random_phase", "hypergeometric_random_phase"):
            assert any(line.startswith("│") and f" {rule} " in line for line in lines)
        assert "…" not in "".join(tables)

    def test_page_and_terminal_show_the_same_figures(self, study):
        page = (study.folder / "out.html").read_text(encoding="utf-8")
        saved = r"([\d.]+\s%) less than"
        assert re.findall(saved, study.answer.out)[:1] == re.findall(saved, page)[:1] != []
        # A row of the table of metrics, seed by seed, then the mean.
        row = re.search(r"WSS@95</th>((?:<td[^>]*>[^<]*</td>)+)", page)
        assert row
        shown = re.findall(r">([^<]+)</td>", row[1])
        printed = [line.split("│") for line in study.answer.out.splitlines()]
        cells = {cell[1].strip(): cell[2].strip() for cell in printed if len(cell) > 7}
        assert [cells[seed] for seed in ("5", "6", "mean")] == shown

    def test_the_report_stands_alone(self, study):
        page = (study.folder / "out.html").read_text(encoding="utf-8")
        loads = Loads()
        loads.feed(page)
        assert loads.found == []
        assert "<script" not in page
        assert not re.search(r"@import|url\((?!#)", page)
        assert "<svg" in page
        assert "activescreen simulate review.csv --config words" in page

    def test_the_curve_lies_beside_it(self, study):
        assert (study.folder / "out.png").read_bytes().startswith(b"\x89PNG")
        assert "<svg" in (study.folder / "out.svg").read_text(encoding="utf-8")[:200]

    def test_nothing_else_is_left(self, study):
        assert {path.name for path in study.folder.iterdir()} == {
            *("review.csv", "runs.json", "out.html", "out.png", "out.svg"),
            "activescreen-workspace",
        }
        assert list((study.workspace / "interrupted").iterdir()) == []

    def test_no_record_is_committed_by_accident(self, study):
        assert (study.workspace / ".gitignore").read_text() == "*\n"

    def test_the_study_and_its_runs_are_in_mlflow(self, study, runs):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from mlflow.tracking import MlflowClient

            client = MlflowClient(f"sqlite:///{study.workspace / 'mlflow.db'}")
            experiment = client.get_experiment_by_name("activescreen")
            found = client.search_runs([experiment.experiment_id])
            children = [run for run in found if "mlflow.parentRunId" in run.data.tags]
            [parent] = [run for run in found if run not in children]
            assert {run.data.tags["mlflow.parentRunId"] for run in children} == {parent.info.run_id}
            assert {run.info.status for run in found} == {"FINISHED"}
            files = {file.path for file in client.list_artifacts(parent.info.run_id)}
            assert files == {"out.html", "out.png", "out.svg"}
            by_seed = {run.data.params["seed"]: run for run in children}
            for run in runs:
                child = by_seed[str(run["seed"])]
                assert child.data.metrics["wss_95"] == pytest.approx(run["metrics"]["wss_95"])
                assert child.data.params["data_hash"] == run["data_hash"]
                assert {file.path for file in client.list_artifacts(child.info.run_id)} == {
                    *("model", "run.json")
                }
                steps = client.get_metric_history(child.info.run_id, "recall")
                assert max(step.value for step in steps) == 1

    def test_the_kept_model_can_be_loaded(self, study, runs):
        path = study.workspace / "runs" / f"{runs[0]['model_hash']}.acsmodel"
        assert artifacts.load(path).model_hash == runs[0]["model_hash"]


class TestOptions:
    """What each option does."""

    def test_without_tracking_no_workspace_is_made(self, activescreen, review, tmp_path):
        simulate(activescreen, review, "--seeds", "2", "--jobs", "1")
        assert {path.name for path in tmp_path.iterdir()} == {"review.csv", "out.json"}

    def test_the_same_seed_gives_the_same_order(self, activescreen, review):
        first, again = (simulate(activescreen, review, "--seed", "3") for _ in range(2))
        assert [run["order"] for run in first] == [run["order"] for run in again]
        other = simulate(activescreen, review, "--seed", "4")
        assert other[0]["order"] != first[0]["order"]

    def test_processes_do_not_change_the_order(self, activescreen, review):
        several = ("--seeds", "2", "--rules", "none")
        alone = simulate(activescreen, review, *several, "--jobs", "1")
        shared_out = simulate(activescreen, review, *several, "--jobs", "2")
        assert [run["order"] for run in alone] == [run["order"] for run in shared_out]

    def test_drawn_priors_are_one_of_each_kind(self, activescreen, review, rows):
        [run] = simulate(activescreen, review, "--seed", "7")
        assert [rows[row]["label_included"] for row in run["priors"]] == ["1", "0"]

    def test_chosen_priors_are_taken_in_every_seed(self, activescreen, review):
        runs = simulate(activescreen, review, "--priors", "5, 40,2", "--seeds", "2", "--jobs", "1")
        assert all(run["priors"] == [5, 40, 2] == run["order"][:3] for run in runs)

    def test_priors_are_data_rows_even_where_a_row_is_empty(
        self, activescreen, tmp_path, rows, write
    ):
        blank = dict.fromkeys(rows[0], "")
        review = write(tmp_path / "gaps.csv", [*rows[:4], blank, *rows[4:]])
        [run] = simulate(activescreen, review, "--priors", "6,50", "--stop", "end")
        assert run["priors"] == [6, 50]
        assert sorted(run["order"]) == [row for row in range(81) if row != 4]
        assert run["labels"][0] == int(rows[5]["label_included"])

    def test_reading_may_go_on_to_the_end(self, activescreen, review):
        [run] = simulate(activescreen, review, "--stop", "end")
        assert sorted(run["order"]) == list(range(80))

    @pytest.mark.parametrize("every", ["1", "7", "auto"])
    def test_any_schedule_of_training_finds_everything(self, activescreen, review, every):
        [run] = simulate(activescreen, review, "--retrain-every", every)
        assert sum(run["labels"]) == 8

    def test_auto_is_after_every_label_in_a_small_review(self, activescreen, review):
        orders = [
            simulate(activescreen, review, "--retrain-every", every)[0]["order"]
            for every in ("1", "auto", "40")
        ]
        assert orders[0] == orders[1] != orders[2]

    @pytest.mark.parametrize("rules", ["none", ""])
    def test_no_rule_need_be_replayed(self, activescreen, review, rules):
        [run] = simulate(activescreen, review, "--rules", rules)
        assert run["stopping"] == []

    def test_a_rule_named_twice_is_replayed_once(self, activescreen, review):
        [run] = simulate(
            activescreen, review, "--rules", "consecutive_irrelevant, consecutive_irrelevant"
        )
        assert len(run["stopping"]) == 1

    def test_a_lower_target_stops_no_later(self, activescreen, review):
        stops = [
            simulate(activescreen, review, "--target", target)[0]["stopping"][0]["stopped_at"]
            for target in ("0.5", "0.95")
        ]
        assert stops[0] < stops[1]

    def test_a_configuration_may_be_a_file(self, activescreen, review, tmp_path):
        (tmp_path / "mine.yaml").write_text(
            "summary: mine\nfields: [title]\nfeatures: {kind: tfidf}\n"
            "classifier: {kind: naive_bayes}\nquery: {kind: relevance}\n"
        )
        [run] = simulate(activescreen, review, "--config", "mine.yaml")
        assert run["config"] == "mine"

    def test_the_column_with_the_labels_may_be_named(self, activescreen, tmp_path, rows, write):
        halved = [{**row, "Decision": place % 2} for place, row in enumerate(rows)]
        review = write(tmp_path / "odd.csv", halved)
        [run] = simulate(activescreen, review, "--label-column", "decision", "--stop", "end")
        assert sum(run["labels"]) == 40

    def test_the_stage_chooses_among_columns(self, activescreen, tmp_path, rows, write):
        staged = [{**row, "label_abstract_screening": int(i < 9)} for i, row in enumerate(rows)]
        review = write(tmp_path / "stages.csv", staged)
        [full] = simulate(activescreen, review, "--stage", "full_text")
        [first] = simulate(activescreen, review, "--stage", "title_abstract")
        assert (full["relevant"], first["relevant"]) == (8, 9)

    def test_the_report_is_shaped_without_tracking_too(self, activescreen, review, tmp_path):
        answer = activescreen("simulate", review, *WORDS, "--report", "r.html")
        assert answer.code == 0
        assert {path.name for path in tmp_path.iterdir()} == {
            *("review.csv", "r.html", "r.png", "r.svg")
        }


class TestSayings:
    """What a person is told."""

    def priors(self, rows, label):
        return next(place for place, row in enumerate(rows) if row["label_included"] == label)

    def test_of_no_relevant_prior(self, activescreen, review, rows):
        known = self.priors(rows, "0")
        answer = activescreen("simulate", review, *WORDS, "--priors", known)
        assert "Note: No relevant record was known at the start" in answer.out

    def test_of_no_prior_at_all(self, activescreen, review):
        answer = activescreen("simulate", review, *WORDS, "--priors", "")
        assert "Note: No relevant record was known at the start" in answer.out

    def test_of_no_irrelevant_prior(self, activescreen, review, rows):
        known = self.priors(rows, "1")
        answer = activescreen("simulate", review, *WORDS, "--priors", known)
        assert "Note: No irrelevant record was known at the start" in answer.out

    def test_of_priors_that_leave_nothing_to_find(self, activescreen, review, rows):
        known = [str(i) for i, row in enumerate(rows) if row["label_included"] == "1"]
        answer = activescreen("simulate", review, *WORDS, "--priors", ",".join(known))
        assert answer.code == 0
        assert "Every relevant record was known at the start" in answer.out

    def test_of_an_encoding_that_was_guessed(self, activescreen, tmp_path, rows, write):
        latin = [{**row, "title": f"{row['title']} für Ärzte"} for row in rows]
        review = write(tmp_path / "latin.csv", latin)
        review.write_bytes(review.read_text(encoding="utf-8").encode("latin-1"))
        answer = activescreen("simulate", review, *WORDS)
        assert answer.code == 0
        assert "latin.csv: The text is not UTF-8" in answer.err


class TestTrouble:
    """What is kept when something fails late."""

    def test_a_report_that_cannot_be_written_costs_nothing_else(
        self, activescreen, review, monkeypatch, tmp_path
    ):
        def refuse(path, study):
            raise InputError("The disk is full.", where=str(path), remedy="Make room.")

        monkeypatch.setattr(reports, "write_report", refuse)
        answer = activescreen(
            "simulate", review, *WORDS, "--json", "out.json", "--report", "r.html"
        )
        assert answer.refusal == "Error: r.html: The disk is full. Make room."
        assert "WSS@95" in answer.out
        assert "Runs: out.json" in answer.out
        assert len(json.loads((tmp_path / "out.json").read_text())) == 1

    def test_nor_does_a_fault_of_ours_in_it(self, activescreen, review, monkeypatch, tmp_path):
        def fail(path, study):
            raise RuntimeError("a fault")

        monkeypatch.setattr(reports, "write_report", fail)
        with pytest.raises(RuntimeError, match="a fault"):
            simulate(activescreen, review, "--report", "r.html")
        assert len(json.loads((tmp_path / "out.json").read_text())) == 1

    def test_json_that_cannot_be_written_does_not_cost_the_report(
        self, activescreen, review, monkeypatch, tmp_path
    ):
        def refuse(path, runs):
            raise InputError("The disk is full.", where=str(path), remedy="Make room.")

        monkeypatch.setattr(studies, "write_json", refuse)
        answer = activescreen(
            "simulate", review, *WORDS, "--json", "out.json", "--report", "r.html"
        )
        assert "out.json: The disk is full" in answer.refusal
        assert "Runs:" not in answer.out
        assert (tmp_path / "r.html").is_file()

    def test_a_model_that_cannot_be_kept_is_said_and_its_run_is_tracked(
        self, monkeypatch, tmp_path, capsys
    ):
        def refuse(learner, path):
            raise InputError("The disk is full.", where="model", remedy="Make room.")

        monkeypatch.setattr(artifacts, "save", refuse)
        book, run = Mock(), Mock()
        Tracked(book, {"a": 1}, Workspace(tmp_path)).finished(run, Mock())
        book.log_run.assert_called_once_with(run, {"a": 1}, model_path=None)
        assert "A model was not kept: model: The disk is full." in capsys.readouterr().err

    def test_an_error_in_a_later_seed_keeps_the_earlier_ones(
        self, activescreen, review, monkeypatch, tmp_path
    ):
        real = studies.run_study

        def fail_late(*arguments, **options):
            real(*arguments, **options)
            raise KeyboardInterrupt

        monkeypatch.setattr(studies, "run_study", fail_late)
        answer = activescreen("simulate", review, *WORDS, "--json", "out.json")
        assert answer.code == 130
        assert len(json.loads((tmp_path / "out.json").read_text())) == 1

    def test_a_cache_that_cannot_be_made_is_said_and_the_study_goes_on(
        self, activescreen, review, tmp_path, monkeypatch
    ):
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("ACTIVESCREEN_CACHE", str(tmp_path / "file" / "cache"))
        answer = activescreen("simulate", review, *WORDS, "--seeds", "2", "--jobs", "1")
        assert answer.code == 0
        assert answer.err.count("cannot be kept for a later call") == 1

    def test_a_workspace_that_cannot_be_made_is_refused_before_the_work(
        self, activescreen, review, tmp_path
    ):
        (tmp_path / "file").write_text("")
        answer = activescreen("simulate", review, "--workspace", tmp_path / "file" / "work")
        assert "This folder cannot be made" in answer.refusal
        assert answer.out == ""


def test_a_real_review(activescreen, shared, tmp_path):
    answer = activescreen(
        *("simulate", shared / "reviews" / "Cohen_2006_Triptans.csv", *WORDS, "--seeds", "2"),
        *("--json", "out.json"),
    )
    assert answer.code == 0, answer.err
    runs = json.loads((tmp_path / "out.json").read_text())
    assert [(run["population"], run["relevant"]) for run in runs] == [(671, 24)] * 2
    assert all(run["metrics"]["wss_95"] > 0.3 for run in runs)
    assert all(run["stopping"][0]["recall"] >= 0.95 for run in runs)


class Loads(HTMLParser):
    """Addresses that a browser would load when it opens the page."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            loading = name in ("src", "srcset", "data", "poster", "background") or (
                tag in ("link", "use", "image") and name in ("href", "xlink:href")
            )
            if loading and not (value or "").startswith(("#", "data:")):
                self.found.append((tag, value))
