"""One store serves all tests but those of a first use: making its tables takes seconds."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import warnings

import numpy as np
import pytest

from activescreen import tracking
from activescreen.simulation.run import SimulationRun, Stop
from activescreen.stopping import Badge, RecallEstimate
from activescreen.tracking.review_books import AGAIN_AFTER, ReviewBooks
from activescreen.workspace import Workspace


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("work") / "a folder with blanks")


@pytest.fixture(autouse=True)
def no_server(monkeypatch):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)


@pytest.fixture
def said():
    return []


@pytest.fixture
def tracker(workspace, said):
    return tracking.open_tracker(workspace, said.append)


@pytest.fixture
def client(workspace):
    """MLflow's own eyes on the store."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from mlflow.tracking import MlflowClient

        yield MlflowClient(f"sqlite:///{workspace.database}")


def make_run(seed=0, **more):
    labels = np.zeros(1000, dtype=np.int8)
    labels[:300] = 1
    estimate = RecallEstimate(
        "poisson_power", Badge.MODEL_BASED, 300, 310.0, 0.97, None, None, 0.95, ""
    )
    settings = {
        "file": "review.csv",
        "config": "default",
        "seed": seed,
        "priors": (0, 1),
        "order": np.arange(1000),
        "labels": labels,
        "population": 1000,
        "relevant": 300,
        "metrics": {"wss_95": 0.5, "tnr_95": None},
        "stopping": (
            Stop("calibrated_random_phase", "certified", 600, 0.97, 291, 400, "…"),
            Stop("qbcb", "certified", None, None, 300, None, "…"),
        ),
        "estimates": ((500, estimate),),
        "seconds": {"total": 2.5},
        "data_hash": "da7a",
        "model_hash": "0de1",
        **more,
    }
    return SimulationRun(**settings)


def children(client, parent):
    run = client.get_run(parent)
    query = f"tags.`mlflow.parentRunId` = '{parent}'"
    return client.search_runs([run.info.experiment_id], query, order_by=["params.seed"])


def artifacts(client, run_id):
    return [file.path for file in client.list_artifacts(run_id)]


def test_a_study_is_a_parent_with_a_child_a_run(tracker, client, said):
    with tracker.start_study("ADHD", {"seeds": 2, "model": {"name": "svm", "C": 1}}) as study:
        for seed in (0, 1):
            study.log_run(make_run(seed), {"retrain": {"every": "auto"}})
    parent = client.get_run(study.run_id)
    assert parent.info.run_name == "ADHD"
    assert parent.info.status == "FINISHED"
    assert parent.data.params["model.C"] == "1"
    assert parent.data.params["version.activescreen"]
    first, second = children(client, study.run_id)
    assert (first.data.params["seed"], second.data.params["seed"]) == ("0", "1")
    assert first.data.params | {"priors": "0,1", "data_hash": "da7a"} == first.data.params
    assert first.data.params["retrain.every"] == "auto"
    assert first.info.status == "FINISHED"
    assert said == []


def test_figures_can_be_read_back_and_undefined_ones_are_left_out(tracker, client):
    with tracker.start_study("figures") as study:
        study.log_run(make_run())
    (child,) = children(client, study.run_id)
    figures = child.data.metrics
    assert figures["wss_95"] == 0.5
    assert figures["stop.calibrated_random_phase.stopped_at"] == 600
    assert figures["seconds.total"] == 2.5
    assert figures["estimate.poisson_power.recall"] == 0.97
    assert not {"tnr_95", "stop.qbcb.stopped_at", "estimate.poisson_power.low"} & set(figures)


def test_the_recall_curve_is_kept_by_records_read_in_at_most_200_steps(tracker, client):
    with tracker.start_study("curve") as study:
        study.log_run(make_run())
    (child,) = children(client, study.run_id)
    history = client.get_metric_history(child.info.run_id, "recall")
    steps = [point.step for point in history]
    assert 100 < len(steps) <= 200
    assert len(set(steps)) == len(steps)
    by_step = {point.step: point.value for point in history}
    assert (by_step[0], by_step[998]) == (0.0, 1.0)


def test_files_are_kept_in_the_workspace(tracker, client, workspace, tmp_path):
    report, model = tmp_path / "report.html", tmp_path / "model"
    report.write_text("<p>report")
    model.mkdir()
    (model / "weights.npz").write_bytes(b"0")
    with tracker.start_study("files") as study:
        study.log_run(make_run(), model_path=model)
        study.log_files([report])
    (child,) = children(client, study.run_id)
    assert artifacts(client, study.run_id) == ["report.html"]
    assert sorted(artifacts(client, child.info.run_id)) == ["model", "run.json"]
    kept = next(workspace.artifacts.glob(f"{child.info.run_id}/**/run.json"))
    assert json.loads(kept.read_text())["data_hash"] == "da7a"


@pytest.mark.parametrize(
    ("error", "status"), [(KeyboardInterrupt, "KILLED"), (ValueError, "FAILED")]
)
def test_an_interrupted_study_is_killed_and_a_broken_one_failed(tracker, client, error, status):
    study = tracker.start_study("cut")

    def work():
        with study:
            study.log_run(make_run(complete=False))
            raise error

    with pytest.raises(error):
        work()
    assert client.get_run(study.run_id).info.status == status
    (child,) = children(client, study.run_id)
    assert child.info.status == "KILLED"


def test_an_experiment_in_the_bin_is_left_there(tracker, client, workspace, said):
    with tracker.start_study("before") as before:
        pass
    experiment = client.get_run(before.run_id).info.experiment_id
    client.delete_experiment(experiment)
    try:
        again = tracking.open_tracker(workspace, said.append)
        with again.start_study("after") as after:
            pass
        assert client.get_run(after.run_id).info.experiment_id != experiment
    finally:
        client.restore_experiment(experiment)
    assert said == []


def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_dead_server_is_said_once_and_the_study_kept_here(workspace, client, said, monkeypatch):
    server = f"http://somebody:secret@127.0.0.1:{unused_port()}"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    monkeypatch.setenv("NO_PROXY", "*")
    tracker = tracking.open_tracker(workspace, said.append)
    with tracker.start_study("no server") as study:
        study.log_run(make_run())
    with tracker.start_study("second") as second:
        pass
    assert len(said) == 1
    assert "connection refused" in said[0]
    assert "secret" not in said[0]
    shown = server.replace("somebody:secret@", "")
    assert client.get_run(study.run_id).data.tags["activescreen.server_failed"] == shown
    assert client.get_run(second.run_id).info.status == "FINISHED"
    assert len(children(client, study.run_id)) == 1
    assert "sqlite:///" in tracker.how_to_open()


def test_a_server_that_never_answers_does_not_hang(workspace, said, monkeypatch):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("NO_PROXY", "*")
        monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")
        with tracking.open_tracker(workspace, said.append).start_study("silent") as study:
            pass
    assert study.run_id
    assert len(said) == 1
    assert "no answer in time" in said[0]


def test_a_server_that_dies_in_the_middle_leaves_the_whole_study_here(
    workspace, client, said, monkeypatch, tmp_path
):
    # A second database plays the server; breaking its client is its death.
    other = Workspace(tmp_path / "other")
    tracking.open_tracker(other).start_study("make").finish()
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{other.database}")
    tracker = tracking.open_tracker(workspace, said.append)
    study = tracker.start_study("half there", {"seeds": 2})
    study.log_run(make_run(0))

    def dead(*args, **kwargs):
        raise ConnectionError("Connection refused")

    monkeypatch.setattr(study._store.client, "create_run", dead)
    study.log_run(make_run(1))
    study.finish()
    assert len(said) == 1
    assert client.get_run(study.run_id).info.status == "FINISHED"
    assert [run.data.params["seed"] for run in children(client, study.run_id)] == ["0", "1"]


def test_a_broken_store_is_said_and_stops_nothing(tmp_path, said):
    broken = Workspace(tmp_path / "broken")
    broken.database.write_bytes(b"this is no database at all, whatever its name says" * 50)
    with tracking.open_tracker(broken, said.append).start_study("lost") as study:
        study.log_run(make_run())
    assert study.run_id is None
    assert len(said) == 1
    assert "not a database" in said[0]


def test_a_store_that_cannot_be_opened_is_not_tried_for_minutes(tmp_path, said):
    workspace = Workspace(tmp_path / "work")
    workspace.database.mkdir()
    tracking.open_tracker(workspace, said.append).start_study("lost").finish()
    assert len(said) == 1


def test_a_path_that_the_store_would_misread_is_refused_in_words(tmp_path, said):
    workspace = Workspace(tmp_path / "100% mine?")
    tracking.open_tracker(workspace, said.append).start_study("lost").finish()
    assert "% or ?" in said[0]


def test_the_servers_address_or_the_command_says_how_to_open(workspace, monkeypatch):
    command = tracking.open_tracker(workspace).how_to_open()
    assert command.endswith(f"mlflow ui --backend-store-uri 'sqlite:///{workspace.path}/mlflow.db'")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://somebody:secret@tracking.example.org/ml")
    assert tracking.open_tracker(workspace).how_to_open() == "https://tracking.example.org/ml"


def test_nothing_global_is_changed(tracker):
    filters, before = list(warnings.filters), dict(os.environ)
    with tracker.start_study("tidy") as study:
        study.log_run(make_run())
    assert warnings.filters == filters
    assert {key: value for key, value in os.environ.items() if key in before} == before
    assert not [key for key in os.environ.keys() - before.keys() if key.startswith("MLFLOW")]


def test_importing_costs_no_mlflow_and_a_first_use_says_nothing(tmp_path):
    """A process of its own, as a user's is: warnings on, nothing imported, no store yet."""
    program = """
import sys
from activescreen import tracking
from activescreen.tracking.review_books import AGAIN_AFTER, ReviewBooks
from activescreen.workspace import Workspace
tracker = tracking.open_tracker(Workspace(sys.argv[1]), print)
assert "mlflow" not in sys.modules
with tracker.start_study("first"):
    pass
"""
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", program, str(tmp_path / "new")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with sqlite3.connect(tmp_path / "new" / "mlflow.db") as store:
        assert store.execute("SELECT name, status FROM runs").fetchall() == [("first", "FINISHED")]
    store.close()


def test_versions_are_told_without_importing_anything():
    versions = tracking.installed_versions()
    assert versions["python"].startswith("3.")
    assert versions["numpy"] == np.__version__
    assert list(versions)[:2] == ["python", "activescreen"]


class TestReviewBooks:
    """The run of a review: one step a training."""

    PAGE = ("0" * 32, "peers", {"activescreen.config": "words"})

    @pytest.fixture
    def runs(self, client):
        def found(key):
            experiment = client.get_experiment_by_name("activescreen")
            query = f"tags.`activescreen.review_key` = '{key}'"
            return client.search_runs([experiment.experiment_id], query)

        return found

    def test_each_training_is_a_step_of_one_run(self, workspace, client, runs):
        books = ReviewBooks(workspace)
        assert books.enter(*self.PAGE, {"read": 10.0}, 10) == ""
        assert books.enter(*self.PAGE, {"read": 12.0}, 12) == ""
        tags = {"activescreen.config": "default"}
        later = ReviewBooks(workspace)  # the service was started again
        assert later.enter(*self.PAGE[:2], tags, {"read": 15.0}, 15) == ""
        (run,) = runs(self.PAGE[0])
        steps = client.get_metric_history(run.info.run_id, "read")
        assert [(point.step, point.value) for point in steps] == [(10, 10), (12, 12), (15, 15)]
        assert run.data.tags["activescreen.review"] == "peers"
        assert run.data.tags["activescreen.config"] == "default"
        assert run.data.params["version.activescreen"]

    def test_reviews_have_runs_of_their_own(self, workspace, runs):
        books = ReviewBooks(workspace)
        for key in ("1" * 32, "2" * 32):
            books.enter(key, 'name\'s "quotes"', {}, {"read": 1.0}, 1)
        assert len(runs("1" * 32)) == len(runs("2" * 32)) == 1

    def test_a_store_that_fails_is_told_and_asked_again_later(self, tmp_path):
        broken = Workspace(tmp_path / "work")
        broken.make()
        (broken.path / "mlflow.db").write_bytes(b"no database at all" * 100)
        now = [0.0]
        books = ReviewBooks(broken, clock=lambda: now[0])
        said = books.enter(*self.PAGE, {"read": 1.0}, 1)
        assert said.startswith("Tracking is off")
        assert said.endswith("Rankings are made and kept all the same.")
        (broken.path / "mlflow.db").unlink()
        assert books.enter(*self.PAGE, {"read": 1.0}, 1) == said
        now[0] = AGAIN_AFTER + 1
        assert books.enter(*self.PAGE, {"read": 1.0}, 1) == ""
