"""How long a whole simulation takes beside the peer's, on one core, both to the last inclusion.

Each process is timed from its start to its end; ours and the peer's take turns, so that a busy
machine slows both. Embeddings are cached beforehand; their own time is measured apart, once
from the cache and once with an empty one. Ours runs with the default stopping rule
(calibrated_random_phase), as anyone would call it, without tracking and report.

    python experiments/speed.py --peer PATH/TO/asreview [--repeats 3] [--reviews NAME ...]
                                [--date YYYY-MM-DD]
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, Final

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
from _processes import (
    Timing,
    calibration_seconds,
    pin_to_one_core,
    time_ours,
    time_peer,
    version_of,
)

from activescreen.simulation import Truth, draw_priors

PACKAGES: Final = ("numpy", "scipy", "scikit-learn", "torch", "sentence-transformers")
OURS: Final = "activescreen"


def check_peer(program: Path, wanted: str) -> str:
    """The peer's name, after looking that it is the version which the study names."""
    if not program.is_file():
        raise SystemExit(
            f"There is no program {program}; experiments/README.md says how to make it."
        )
    found = version_of(program)
    if found != wanted:
        raise SystemExit(f"This peer is '{found}', the study wants '{wanted}'.")
    return found


def row_of(timing: Timing, truth: Truth, program: str, repeat: int | str, before: Row) -> Row:
    """A timed process as a row of the results."""
    parts = {
        f"{name}_seconds": round(timing.parts[name], 3) if name in timing.parts else ""
        for name in ("features", "train", "rank")
    }
    return {
        "review": Path(truth.name).stem,
        "records": len(truth.records),
        "repeat": repeat,
        "program": program,
        "process_seconds": round(timing.process, 3),
        "loop_seconds": round(timing.loop, 3),
        **parts,
        "read": timing.read,
        "found": timing.found,
        **before,
    }


def state_of_machine() -> Row:
    """What else goes on: the load before a measurement, and a fixed piece of work."""
    load = os.getloadavg()[0]
    return {
        "load_1_min": round(load, 2),
        "calibration_seconds": round(calibration_seconds(), 4),
    }


def run_pair(
    review: str, repeat: int, settings: dict[str, Any], program: Path, peer: str
) -> list[Row]:
    """Both programs on one review; who goes first alternates."""
    truth = read_truth(review)
    file, seed = reviews_folder() / truth.name, settings["seed"]
    priors = draw_priors(truth.labels, seed)
    rows = []
    for name in (OURS, peer) if repeat % 2 else (peer, OURS):
        before = state_of_machine()
        if name == OURS:
            timing = time_ours(
                file, priors, seed, settings["configuration"], settings["retrain_every"]
            )
        else:
            timing = time_peer(program, file, priors, seed)
        if timing.found != truth.relevant:
            raise SystemExit(f"{name} ended on {review} before the last inclusion.")
        tell(
            f"  {name}: {timing.process:.1f} s, of which loop {timing.loop:.1f} s, "
            f"{timing.read:,} read (load {before['load_1_min']}, "
            f"calibration {before['calibration_seconds']} s)"
        )
        rows.append(row_of(timing, truth, name, repeat, before))
    return rows


def embed_afresh(settings: dict[str, Any]) -> Row:
    """One short simulation with an empty cache: every text is embedded, on one core."""
    truth = read_truth(settings["embedded_afresh"])
    priors, before = draw_priors(truth.labels, settings["seed"]), state_of_machine()
    with tempfile.TemporaryDirectory() as cache:
        timing = time_ours(
            reviews_folder() / truth.name,
            priors,
            settings["seed"],
            settings["configuration"],
            "auto",
            cache,
        )
    return row_of(timing, truth, OURS, "empty cache", before)


def fill_cache(settings: dict[str, Any]) -> None:
    """Embed what is to be timed, before this process is kept on one core."""
    for review in settings["reviews"]:
        truth = read_truth(review)
        tell(f"embedding {review}, unless it is in the cache")
        priors = draw_priors(truth.labels, settings["seed"])
        file = reviews_folder() / truth.name
        time_ours(file, priors, settings["seed"], settings["configuration"], len(truth.records))


def show_parts(timed: pd.DataFrame) -> None:
    """What a simulation of ours consists of; the rest is starting, reading, rule and output."""
    for review, group in timed[timed["program"] == OURS].groupby("review", sort=False):
        names = ("features", "train", "rank")
        parts = ", ".join(f"{name} {median(group[f'{name}_seconds']):.2f} s" for name in names)
        inside = group["features_seconds"] + group["loop_seconds"]
        rest = median(group["process_seconds"] - inside)
        print(f"{review}, ours: {parts}, outside the simulation {rest:.2f} s (embeddings cached)")


def show(rows: pd.DataFrame) -> None:
    """Medians over repeats, and the ratio of ours to the peer's."""
    timed = rows[rows["repeat"] != "empty cache"]
    print(f"\n{'':27}      whole process, s      ", end="")
    print("features and loop, s               loop, s                 read")
    print(f"{'':27}" + "     ours    peer   ratio" * 3 + "     ours    peer")
    for review, group in timed.groupby("review", sort=False):
        ours, peer = group[group["program"] == OURS], group[group["program"] != OURS]
        cells = [f"{review!s:20} {ours['records'].iloc[0]:6,}"]
        for columns in (
            ["process_seconds"],
            ["features_seconds", "loop_seconds"],
            ["loop_seconds"],
        ):
            mine, theirs = median(ours[columns].sum(axis=1)), median(peer[columns].sum(axis=1))
            cells.append(f" {mine:8.2f} {theirs:7.2f} {mine / theirs:7.2f}")
        cells.append(f" {ours['read'].iloc[0]:8,} {peer['read'].iloc[0]:7,}")
        print("".join(cells))
    print(f"Medians of {timed['repeat'].nunique()}; ratio: ours divided by the peer's.")
    show_parts(timed)
    for _, row in rows[rows["repeat"] == "empty cache"].iterrows():
        per_thousand = row["features_seconds"] / row["records"] * 1000
        print(
            f"Features with an empty cache, one core: {row['features_seconds']:.1f} s for the "
            f"{row['records']:,} records of {row['review']}, loading the model included: "
            f"{per_thousand:.0f} s for 1,000 records."
        )
    print(
        f"1-minute load before each measurement: {rows['load_1_min'].min()} to "
        f"{rows['load_1_min'].max()}; calibration {rows['calibration_seconds'].min()} to "
        f"{rows['calibration_seconds'].max()} s."
    )


def arguments_of(settings: dict[str, Any]) -> argparse.Namespace:
    parser = parser_of(__doc__)
    parser.add_argument("--peer", type=Path, required=True, help="The peer's program.")
    parser.add_argument("--repeats", type=int, default=settings["repeats"])
    parser.add_argument("--reviews", nargs="+", default=settings["reviews"])
    parser.add_argument("--out", type=Path, default=RESULTS / "speed.csv")
    return parser.parse_args()


def main() -> None:
    settings = settings_of("speed")
    options = arguments_of(settings)
    settings["reviews"] = options.reviews
    wanted = f"{settings['peer']['name']} {settings['peer']['version']}"
    peer = check_peer(options.peer, wanted)
    fill_cache(settings)
    pinned = pin_to_one_core()
    rows: list[Row] = []
    for repeat in range(1, options.repeats + 1):
        for review in settings["reviews"]:
            tell(f"{repeat}/{options.repeats}: {review}")
            rows += run_pair(review, repeat, settings, options.peer, peer)
    tell(f"embedding {settings['embedded_afresh']} with an empty cache")
    rows.append(embed_afresh(settings))
    write_results(
        options.out,
        rows,
        f"python experiments/speed.py --peer PATH/TO/asreview --repeats {options.repeats} "
        f"--reviews {' '.join(options.reviews)}",
        PACKAGES,
        options.date,
        [
            f"seed {settings['seed']}; peer: {peer}, default model; ours: configuration "
            f"{settings['configuration']}, retrained every {settings['retrain_every']} label, "
            "default rule, --no-track; embeddings cached",
            f"{'kept on one core' if pinned else 'NOT kept on one core'} of {os.cpu_count()}, "
            "one thread; loads and calibration as found before each measurement",
        ],
    )
    show(pd.DataFrame(rows))


if __name__ == "__main__":
    main()
