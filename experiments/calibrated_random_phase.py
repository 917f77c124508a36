"""The error of the calibrated random phase (rule 1c), looked at after every record.

For five closed urns: the calibrated level alpha', the boundaries b_0..b_3, the worst number K
of relevant records in the urn, the exact error there, and the error counted over shuffles of
that urn with its exact (Clopper-Pearson) interval. Beside it the nominal rule 1a, looked at
after every record.

The urns, the target and the number of shuffles are set out in calibrated_random_phase.yaml.

    python experiments/calibrated_random_phase.py [--shuffles 20000] [--seed 0] [--date YYYY-MM-DD]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

import numpy as np
from _common import RESULTS, Row, parser_of, settings_of, tell, write_results
from scipy.stats import beta

from activescreen.stopping.base import check_target
from activescreen.stopping.boundaries import Setting
from activescreen.stopping.calibration import Calibration, at_level, calibrate
from activescreen.stopping.hypergeometric import needed_count

STUDY = "calibrated_random_phase"
CHUNK = 250


def count_misses(
    calibration: Calibration, relevant: int, shuffles: int, rng: np.random.Generator
) -> int:
    """How many shuffles of an urn stop with recall below the target."""
    setting = calibration.setting
    needed = needed_count(relevant, setting.before, setting.target)
    urn = np.zeros(setting.urn, dtype=np.int8)
    urn[:relevant] = 1
    draws = np.arange(1, setting.urn + 1)
    bound_of = calibration.bound(np.arange(relevant + 1))
    misses = 0
    for start in range(0, shuffles, CHUNK):
        rows = min(CHUNK, shuffles - start)
        labels = rng.permuted(np.broadcast_to(urn, (rows, setting.urn)), axis=1)
        found = np.cumsum(labels, axis=1, dtype=np.int32)
        stop = np.argmax(draws >= bound_of[found], axis=1)
        misses += int(np.count_nonzero(found[np.arange(rows), stop] < needed))
    return misses


def interval(misses: int, shuffles: int) -> tuple[float, float]:
    """Exact two-sided 95 % interval of a rate."""
    low = beta.ppf(0.025, misses, shuffles - misses + 1) if misses else 0.0
    high = beta.ppf(0.975, misses + 1, shuffles - misses) if misses < shuffles else 1.0
    return float(low), float(high)


def study(urn: int, before: int, options: argparse.Namespace) -> Row:
    """One row of the table."""
    setting = Setting(urn, before, check_target(options.target))
    calibrated = calibrate(setting, options.alpha)
    nominal = at_level(setting, options.alpha)
    if calibrated.worst_count is None or nominal.worst_count is None:
        raise ValueError(f"an urn of {urn} cannot break the target: nothing to count")
    rng = np.random.default_rng([options.seed, urn, before])
    misses = count_misses(calibrated, calibrated.worst_count, options.shuffles, rng)
    low, high = interval(misses, options.shuffles)
    nominal_misses = count_misses(nominal, nominal.worst_count, options.shuffles, rng)
    nominal_low, nominal_high = interval(nominal_misses, options.shuffles)
    return {
        "urn": urn,
        "found_before": before,
        "target": options.target,
        "alpha": options.alpha,
        "level": calibrated.level,
        **{f"b_{k}": int(calibrated.bounds[k]) for k in range(4)},
        "worst_count": calibrated.worst_count,
        "exact_miss": round(calibrated.worst_miss, 6),
        "shuffles": options.shuffles,
        "missed": misses,
        "miss_rate": misses / options.shuffles,
        "miss_low": round(low, 6),
        "miss_high": round(high, 6),
        "nominal_worst_count": nominal.worst_count,
        "nominal_exact_miss": round(nominal.worst_miss, 6),
        "nominal_miss_rate": nominal_misses / options.shuffles,
        "nominal_miss_low": round(nominal_low, 6),
        "nominal_miss_high": round(nominal_high, 6),
    }


def write(rows: Sequence[Row], options: argparse.Namespace) -> None:
    """The table, with what made it in the lines above its header."""
    command = (
        f"python experiments/{STUDY}.py --shuffles {options.shuffles} "
        f"--seed {options.seed} --target {options.target} --alpha {options.alpha:g}"
    )
    write_results(
        RESULTS / f"{STUDY}.csv",
        rows,
        command,
        ("numpy", "scipy"),
        options.date,
        [f"seed {options.seed}"],
    )


def show(rows: Sequence[Row]) -> None:
    print(
        "   N'  rho  alpha'    b_0   b_1   b_2   b_3    K   exact   counted [95 % interval]"
        "  1a: K   exact   counted"
    )
    for row in rows:
        print(
            f"{row['urn']:>5} {row['found_before']:>4} {row['level']:>7.4f}  "
            f"{row['b_0']:>5} {row['b_1']:>5} {row['b_2']:>5} {row['b_3']:>5} "
            f"{row['worst_count']:>4} {row['exact_miss']:>7.5f}   {row['miss_rate']:.5f} "
            f"[{row['miss_low']:.5f}, {row['miss_high']:.5f}]  {row['nominal_worst_count']:>4} "
            f"{row['nominal_exact_miss']:>7.5f}  {row['nominal_miss_rate']:.5f}"
        )


def arguments_of(settings: dict[str, Any]) -> argparse.Namespace:
    parser = parser_of(__doc__)
    parser.add_argument("--shuffles", type=int, default=settings["shuffles"])
    parser.add_argument("--seed", type=int, default=settings["seed"])
    parser.add_argument("--target", default=settings["target"])
    parser.add_argument("--alpha", type=float, default=settings["alpha"])
    return parser.parse_args()


def main() -> None:
    settings = settings_of(STUDY)
    options = arguments_of(settings)
    urns = [(urn["size"], urn["found_before"]) for urn in settings["urns"]]
    rows = []
    for number, (urn, before) in enumerate(urns, 1):
        tell(f"{number}/{len(urns)}: N' = {urn}, rho = {before}")
        rows.append(study(urn, before, options))
    show(rows)
    write(rows, options)


if __name__ == "__main__":
    main()
