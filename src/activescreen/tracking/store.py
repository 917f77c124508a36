"""Writing a study and its runs into one connected MLflow store."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from activescreen.reports.curves import recall_curve
from activescreen.simulation.run import SimulationRun
from activescreen.tracking.versions import installed_versions

Status = Literal["FINISHED", "KILLED", "FAILED"]

MOST_STEPS: Final = 200
"""A curve in the tracking store is for a glance; the run's JSON has every record."""

_REVIEW_KEY: Final = "activescreen.review_key"

# Limits of MLflow's log-batch call, and of a parameter's length.
_PARAMS_A_BATCH: Final = 100
_METRICS_A_BATCH: Final = 500
_PARAM_LENGTH: Final = 6000


@dataclass(frozen=True, eq=False)
class Store:
    """A connected MLflow store.

    ``address`` is where a browser finds it, or empty.
    """

    client: Any
    experiment: str
    address: str = ""

    def open_study(
        self, name: str, params: Mapping[str, object], tags: Mapping[str, str], started: float
    ) -> str:
        """Make the parent run; its id."""
        run_id = self._create(name, {"activescreen.kind": "study", **tags}, started)
        self._batch(run_id, params={**_flat(params), **_version_params()})
        return run_id

    def add_run(
        self,
        parent: str,
        run: SimulationRun,
        params: Mapping[str, object],
        model_path: Path | None,
        ended: float,
    ) -> None:
        """Make a child with all that is known of a run, and close it."""
        tags = {
            "mlflow.parentRunId": parent,
            "activescreen.kind": "run",
            "activescreen.file": run.file,
            "activescreen.config": run.config,
            "activescreen.seed": str(run.seed),
            "activescreen.complete": str(run.complete).lower(),
        }
        began = ended - run.seconds.get("total", 0.0)
        run_id = self._create(f"{run.file} {run.config} seed {run.seed}", tags, began)
        facts = {**_flat(params), **_run_params(run), **_version_params()}
        self._batch(run_id, params=facts, metrics=_run_metrics(run), at=ended)
        text = json.dumps(run.to_json(), separators=(",", ":"), allow_nan=False)
        self.client.log_text(run_id, text, "run.json")
        if model_path is not None:
            self._keep(run_id, model_path, "model")
        self.close(run_id, "FINISHED" if run.complete else "KILLED", ended)

    def add_figures(
        self,
        parent: str,
        name: str,
        params: Mapping[str, object],
        metrics: Mapping[str, float],
        ended: float,
    ) -> None:
        """Make a child with these figures, and close it."""
        tags = {"mlflow.parentRunId": parent, "activescreen.kind": "figures"}
        run_id = self._create(name, tags, ended)
        points = [(key, value, 0) for key, value in metrics.items() if math.isfinite(value)]
        facts = {**_flat(params), **_version_params()}
        self._batch(run_id, params=facts, metrics=points, at=ended)
        self.close(run_id, "FINISHED", ended)

    def run_of(self, key: str, name: str, started: float) -> str:
        """Id of the one run that a review has; made if there is none."""
        query = f"tags.`{_REVIEW_KEY}` = '{key}'"
        found = self.client.search_runs([self.experiment], query, max_results=1)
        if found:
            return str(found[0].info.run_id)
        tags = {"activescreen.kind": "review", "activescreen.review": name, _REVIEW_KEY: key}
        run_id = self._create(name, tags, started)
        self._batch(run_id, params=_version_params())
        return run_id

    def add_training(
        self,
        run_id: str,
        tags: Mapping[str, str],
        metrics: Mapping[str, float],
        step: int,
        at: float,
    ) -> None:
        """Enter the figures of one training at a step, and what trained as tags."""
        for name, value in tags.items():
            self.client.set_tag(run_id, name, value)
        self._batch(run_id, metrics=[(key, value, step) for key, value in metrics.items()], at=at)

    def add_files(self, run_id: str, paths: Sequence[Path]) -> None:
        """Keep copies of files with a run."""
        for path in paths:
            self._keep(run_id, path, None)

    def close(self, run_id: str, status: Status, ended: float) -> None:
        """End a run, at a time in seconds since 1970."""
        self.client.set_terminated(run_id, status, round(ended * 1000))

    def _create(self, name: str, tags: Mapping[str, str], started: float) -> str:
        run = self.client.create_run(
            self.experiment,
            start_time=round(started * 1000),
            tags={"mlflow.source.name": "activescreen", **tags},
            run_name=name,
        )
        return str(run.info.run_id)

    def _keep(self, run_id: str, path: Path, folder: str | None) -> None:
        if path.is_dir():
            self.client.log_artifacts(run_id, str(path), folder or path.name)
        else:
            self.client.log_artifact(run_id, str(path), folder)

    def _batch(
        self,
        run_id: str,
        *,
        params: Mapping[str, object] | None = None,
        metrics: Sequence[tuple[str, float, int]] = (),
        at: float = 0.0,
    ) -> None:
        from mlflow.entities import Metric, Param

        listed = [Param(key, str(value)[:_PARAM_LENGTH]) for key, value in (params or {}).items()]
        for start in range(0, len(listed), _PARAMS_A_BATCH):
            self.client.log_batch(run_id, params=listed[start : start + _PARAMS_A_BATCH])
        moment = round(at * 1000)
        points = [Metric(key, value, moment, step) for key, value, step in metrics]
        for start in range(0, len(points), _METRICS_A_BATCH):
            self.client.log_batch(run_id, metrics=points[start : start + _METRICS_A_BATCH])


def _run_params(run: SimulationRun) -> dict[str, object]:
    return {
        "file": run.file,
        "config": run.config,
        "seed": run.seed,
        "priors": ",".join(map(str, run.priors)),
        "records": run.population,
        "relevant": run.relevant,
        "data_hash": run.data_hash,
        "model_hash": run.model_hash,
    }


def _version_params() -> dict[str, object]:
    return {f"version.{name}": number for name, number in installed_versions().items()}


def _run_metrics(run: SimulationRun) -> list[tuple[str, float, int]]:
    """(name, value, step) of all figures; what is undefined is left out.

    The step is 0 for a figure of the whole run, and the records read (priors left out) for
    ``recall`` and for the estimates.
    """
    single: dict[str, float | None] = dict(run.metrics)
    for stop in run.stopping:
        single[f"stop.{stop.rule}.stopped_at"] = stop.stopped_at
        single[f"stop.{stop.rule}.recall"] = stop.recall
    single |= {f"seconds.{name}": spent for name, spent in run.seconds.items()}
    points = [(name, value, 0) for name, value in single.items()]
    if curve := recall_curve(run, MOST_STEPS):
        steps = zip(curve.read.tolist(), curve.recall.tolist(), strict=True)
        # The curve ends where its last corner is when the run ends with a relevant record.
        points += [("recall", value, step) for step, value in dict(steps).items()]
    stride = max(1, math.ceil(len(run.estimates) / MOST_STEPS))
    for read, estimate in run.estimates[::stride]:
        points += [
            (f"estimate.{estimate.method}.{name}", value, read - len(run.priors))
            for name, value in (("recall", estimate.recall), ("low", estimate.low))
        ]
    return [
        (name, float(value), step)
        for name, value, step in points
        if value is not None and math.isfinite(value)
    ]


def _flat(settings: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Nested settings with dotted names."""
    flat: dict[str, object] = {}
    for key, value in settings.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat
