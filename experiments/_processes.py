"""Whole simulations as timed processes: ours and the peer's, on one core, with one thread."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

ONE_THREAD: Final = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ),
    "1",
)
_MATRIX, _PRODUCTS, _SORTS = 500, 40, 20


@dataclass(frozen=True)
class Timing:
    """One simulation in a process of its own.

    Attributes
    ----------
    process
        Wall-clock seconds from its start to its end: interpreter, imports, reading the file,
        features, simulation, output.
    loop
        Seconds of it from the first label after the priors to the last: training and ranking.
    read, found
        Records labelled and inclusions among them, priors included.
    parts
        Seconds of ``features``, ``train`` and ``rank``, where the program tells them. The
        peer's features include its first training, which it does not tell apart.
    """

    process: float
    loop: float
    read: int
    found: int
    parts: Mapping[str, float]


def pin_to_one_core() -> bool:
    """Keep this process, and all that it starts, on one core; whether that can be done here."""
    if not hasattr(os, "sched_setaffinity"):
        return False
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return True


def calibration_seconds() -> float:
    """Seconds of a fixed piece of work, to see how fast and how free the machine is."""
    rng = np.random.default_rng(0)
    matrix = rng.standard_normal((_MATRIX, _MATRIX))
    with threadpool_limits(limits=1):
        begun = perf_counter()
        for _ in range(_PRODUCTS):
            matrix = matrix @ matrix
            matrix /= np.linalg.norm(matrix)
        for _ in range(_SORTS):
            np.sort(rng.random(_MATRIX * _MATRIX))
        return perf_counter() - begun


def time_ours(
    file: Path, priors: Sequence[int], seed: int, config: str, every: int | str, cache: str = ""
) -> Timing:
    """Time ``activescreen simulate`` with its default rules, without tracking.

    ``cache`` names another folder for embeddings than the user's.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "runs.json"
        arguments = [
            *(_beside_python("activescreen"), "simulate", str(file)),
            *("--priors", ",".join(map(str, priors)), "--seed", str(seed), "--config", config),
            *("--retrain-every", str(every), "--jobs", "1", "--no-track", "--json", str(out)),
            *("--workspace", folder),
        ]
        seconds = _run(arguments, folder, {"ACTIVESCREEN_CACHE": cache} if cache else {})
        (run,) = json.loads(out.read_text(encoding="utf-8"))
    clock = run["seconds"]
    return Timing(
        process=seconds,
        loop=clock["total"] - clock["features"],
        read=len(run["order"]),
        found=sum(run["labels"]),
        parts={name: clock[name] for name in ("features", "train", "rank")},
    )


def time_peer(program: Path, file: Path, priors: Sequence[int], seed: int) -> Timing:
    """Time ``asreview simulate`` with its default model."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "peer.asreview"
        arguments = [
            *(str(program.absolute()), "simulate", str(file), "--prior-idx", *map(str, priors)),
            *("--seed", str(seed), "-o", str(out)),
        ]
        seconds = _run(arguments, folder, {})
        with zipfile.ZipFile(out) as archive:
            database = archive.extract("results.db", folder)
        connection = sqlite3.connect(database)
        labelled = connection.execute("SELECT label, time FROM results ORDER BY rowid").fetchall()
        connection.close()
    # The priors carry the time before features are computed, the first ranked record the time
    # when it has been labelled: between that and the last lies the loop but for one training.
    times = [time for _, time in labelled]
    first = times[len(priors)]
    return Timing(
        process=seconds,
        loop=times[-1] - first,
        read=len(labelled),
        found=sum(label for label, _ in labelled),
        parts={"features": first - times[0]},
    )


def version_of(program: Path) -> str:
    """What a program answers to ``--version``."""
    with tempfile.TemporaryDirectory() as folder:  # the peer leaves a cache where it is called
        done = subprocess.run(
            [str(program.absolute()), "--version"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
    return done.stdout.strip()


def _beside_python(name: str) -> str:
    path = Path(sys.executable).parent / name
    if not path.is_file():
        raise SystemExit(f"There is no {path}: install activescreen where this Python is.")
    return str(path)


def _run(arguments: Sequence[str], folder: str, more: Mapping[str, str]) -> float:
    """Wall-clock seconds of a command run in a folder; its output is shown only if it fails."""
    environment = {**os.environ, **ONE_THREAD, **more}
    begun = perf_counter()
    # The peer leaves a cache where it is called.
    done = subprocess.run(
        arguments,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        errors="replace",
    )
    seconds = perf_counter() - begun
    if done.returncode:
        raise SystemExit(f"{Path(arguments[0]).name} failed:\n{done.stderr[-2000:]}")
    return seconds
