"""How early the relevant records of twelve real reviews come, beside the peer's figures.

Two parts, set out in ranking.yaml: ``ranking``, the default configuration trained after every
label as the peer was, and ``configurations``, all of them on the sparser schedule. Rows are
written after each review, so that little is lost if it is interrupted.

    python experiments/ranking.py [ranking|configurations ...] [--jobs 2] [--date YYYY-MM-DD]
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from _common import (
    RESULTS,
    Row,
    parser_of,
    read_truth,
    reviews_folder,
    settings_of,
    tell,
    write_results,
)
from scipy.stats import t as student

from activescreen.configuration import Configuration, load_configuration
from activescreen.learner import ActiveLearner
from activescreen.simulation import Observer, Plan, Schedule, SimulationRun, Truth, run_study

PACKAGES: Final = ("numpy", "scipy", "scikit-learn", "torch", "sentence-transformers")
METRICS: Final = ("wss_95", "wss_100", "nauc", "atd_fraction", "need_95")
COMPARED: Final = ("wss_95", "nauc")
TITLES: Final = {"wss_95": "WSS@95", "nauc": "nauc"}


@dataclass(frozen=True)
class Part:
    """A part of the study.

    Attributes
    ----------
    name
        Names the results file.
    reviews, seeds
        What is simulated.
    configurations
        With which learners.
    plan
        What all runs have in common, as arguments of `Plan`.
    peer, figures
        What the peer is, and the file with its figures.
    """

    name: str
    reviews: tuple[str, ...]
    seeds: tuple[int, ...]
    configurations: tuple[Configuration, ...]
    plan: Mapping[str, Any]
    peer: str
    figures: str

    @classmethod
    def of(cls, name: str, settings: Mapping[str, Any], jobs: int) -> Part:
        """Read from the study's settings."""
        part = settings["parts"][name]
        return cls(
            name,
            tuple(settings["reviews"]),
            tuple(settings["seeds"]),
            tuple(load_configuration(config) for config in part["configurations"]),
            {
                "seeds": tuple(settings["seeds"]),
                "schedule": Schedule.parse(part["retrain_every"]),
                "end": settings["end"],
                "rules": (),
                "jobs": jobs,
            },
            settings["peer"]["what"],
            settings["peer"]["figures"],
        )


class _Progress(Observer):
    """Says on standard error how embedding goes and which run has ended."""

    def features(self, done: int, total: int) -> None:
        if done and done % 500 == 0:
            tell(f"  embedding: {done:,} of {total:,}")

    def finished(self, run: SimulationRun, model: Callable[[], ActiveLearner]) -> None:
        tell(f"  seed {run.seed}: {len(run.order):,} read, {run.seconds['total']:.0f} s")


def peer_figures(name: str) -> Mapping[tuple[str, int], tuple[float, float]]:
    """(review, seed) -> the peer's WSS@95 and nauc."""
    with (reviews_folder() / name).open(newline="", encoding="utf-8") as file:
        return {
            (row["review"], int(row["seed"])): (float(row["wss95"]), float(row["nauc"]))
            for row in csv.DictReader(file)
        }


def runs_of(truth: Truth, configuration: Configuration, plan: Plan) -> list[SimulationRun]:
    """Every seed; refuses to go on if a part of the features is missing."""
    learner = ActiveLearner(configuration, plan.seeds[0], warm_start=True)
    runs = run_study(truth, plan, _Progress(), learner=learner)
    if learner.extractor.notes:
        # Without its embedding model a learner ranks by words alone, under the same name.
        raise SystemExit("; ".join(learner.extractor.notes))
    if not all(run.complete for run in runs):
        raise KeyboardInterrupt
    return runs


def row_of(run: SimulationRun, review: str, plan: Plan, peer: tuple[float, float]) -> Row:
    """A run as a row of the results."""
    values = {name: run.metrics[name] for name in METRICS}
    known = int(run.labels[: len(run.priors)].sum())
    return {
        "review": review,
        "seed": run.seed,
        "config": run.config,
        "retrain_every": str(plan.schedule),
        "records": run.population,
        "inclusions": run.relevant,
        "inclusions_known": known,
        "read": len(run.order),
        **{name: round(value, 6) for name, value in values.items() if value is not None},
        "peer_wss_95": peer[0],
        "peer_nauc": peer[1],
        "train_seconds": round(run.seconds["train"], 2),
        "rank_seconds": round(run.seconds["rank"], 2),
        "data": run.data_hash[:12],
    }


def run_part(part: Part, on: date) -> pd.DataFrame:
    """Simulate, and write the rows after every review."""
    peer = peer_figures(part.figures)
    rows: list[Row] = []
    for number, review in enumerate(part.reviews, 1):
        truth = read_truth(review)
        for configuration in part.configurations:
            tell(f"{part.name} {number}/{len(part.reviews)}: {review}, {configuration.name}")
            plan = Plan(configuration, **part.plan)
            runs = runs_of(truth, configuration, plan)
            rows += [row_of(run, review, plan, peer[review, run.seed]) for run in runs]
        _write(part, rows, on)
    return pd.DataFrame(rows)


def _write(part: Part, rows: Sequence[Row], on: date) -> None:
    write_results(
        RESULTS / f"{part.name}.csv",
        rows,
        f"python experiments/ranking.py {part.name}",
        PACKAGES,
        on,
        [
            f"seeds {', '.join(map(str, part.seeds))}; peer: {part.peer}; "
            "priors left out of all metrics",
            *(f"{config.name}: {config.fingerprint}" for config in part.configurations),
            f"seconds with {part.plan['jobs']} runs at a time, for orientation only",
        ],
    )


def mean_and_interval(values: pd.Series[float]) -> tuple[float, float, float]:
    """The mean over reviews with Student's 95 % interval."""
    half = float(student.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    mean = float(values.mean())
    return mean, mean - half, mean + half


def show_ranking(rows: pd.DataFrame) -> None:
    """One configuration against the peer: every review, the means, who is ahead how often."""
    means = rows.groupby("review").mean(numeric_only=True)
    print(f"\n{'':36} {'records':>7} {'incl.':>5}  ", end="")
    print("   ".join(f"{TITLES[name]:>6}   peer    diff." for name in COMPARED))
    for review, row in means.iterrows():
        print(f"{review!s:36} {row['records']:7.0f} {row['inclusions']:5.0f}  ", end="")
        print("   ".join(_compared(row, name) for name in COMPARED))
    print(f"{f'mean of {len(means)} reviews':36} {'':13}  ", end="")
    print("   ".join(_compared(means.mean(), name) for name in COMPARED))
    print("* the peer is ahead")
    for name in COMPARED:
        difference = means[name] - means[f"peer_{name}"]
        mean, low, high = mean_and_interval(difference)
        print(
            f"{TITLES[name]}: ahead in {(difference > 0).sum()} of {len(difference)} reviews, "
            f"behind in {(difference < 0).sum()}; mean difference {mean:+.4f}, "
            f"95 % interval over reviews {low:+.4f} to {high:+.4f}"
        )


def _compared(row: pd.Series[float], name: str) -> str:
    ours, peer = row[name], row[f"peer_{name}"]
    return f"{ours:6.4f} {peer:6.4f} {ours - peer:+7.4f}{'*' if ours < peer else ' '}"


def show_configurations(rows: pd.DataFrame) -> None:
    """Every configuration beside the peer, on every review."""
    names = list(dict.fromkeys(rows["config"]))
    for name in COMPARED:
        table = rows.pivot_table(index="review", columns="config", values=name)[names]
        table.insert(0, "peer", rows.groupby("review")[f"peer_{name}"].mean())
        print(f"\n{TITLES[name]} (the peer trained after every label, the others less often)")
        print(f"{'':36}" + "".join(f"{column:>13}" for column in table.columns))
        for label, row in [*table.iterrows(), (f"mean of {len(table)} reviews", table.mean())]:
            # A star where the peer is ahead.
            cells = [f"{row['peer']:12.4f} "]
            cells += [f"{row[c]:12.4f}{'*' if row[c] < row['peer'] else ' '}" for c in names]
            print(f"{label!s:36}" + "".join(cells))
    print("* the peer is ahead")


def main() -> None:
    settings = settings_of("ranking")
    parser = parser_of(__doc__)
    parser.add_argument("part", nargs="*", help=f"Of {', '.join(settings['parts'])}; default all.")
    parser.add_argument("--jobs", type=int, default=2, help="Runs at a time.")
    options = parser.parse_args()
    unknown = set(options.part) - set(settings["parts"])
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    for name in options.part or settings["parts"]:
        part = Part.of(name, settings, options.jobs)
        rows = run_part(part, options.date)
        show = show_ranking if len(part.configurations) == 1 else show_configurations
        show(rows)


if __name__ == "__main__":
    main()
