"""Which model-based estimate of recall to show for planning, and how far it may be trusted.

Every review is screened by the default configuration with three seeds. At fixed shares of the
records read every estimate is asked for recall and for its lower bound, and the truth is known.
An estimate to plan by needs a bound that can be believed: of those whose bound held at 95 % of the
looks at least, the one with the smallest mean error of recall is chosen, twelve times, each time
without one review, and judged on the review that was left out; the review is the unit.

    python experiments/planning_estimate.py [--date YYYY-MM-DD]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pandas as pd
from _common import RESULTS, Row, parser_of, read_truth, settings_of, tell, write_results

from activescreen.configuration import load_configuration
from activescreen.evaluation.coverage import low_bound
from activescreen.evaluation.traces import Kind, TraceLibrary
from activescreen.stopping import ESTIMATORS
from activescreen.stopping.base import check_target

STUDY: Final = "planning_estimate"
BELIEVED: Final = 0.95
"""Share of the looks, mean of the reviews, at which a bound must hold to be believed."""


def looks_at(review: str, settings: Mapping[str, Any]) -> list[Row]:
    """Every estimate at every look of every seed of one review."""
    truth = read_truth(review)
    configuration = load_configuration(settings["configuration"])
    found = TraceLibrary().recorded(truth, configuration, settings["seeds"], [Kind.RANKED])
    rows: list[Row] = []
    for recorded in found[Kind.RANKED]:
        ledger = recorded.ledger(truth)
        for share in settings["looks"]:
            prefix = ledger.prefix(round(share * ledger.population))
            recall = prefix.n_found / truth.relevant
            for name in settings["estimators"]:
                estimate = ESTIMATORS.create(name).estimate(prefix, recorded.evidence)
                rows.append(
                    {
                        "review": review,
                        "seed": recorded.trace.seed,
                        "look": share,
                        "recall": round(recall, 6),
                        "estimate": name,
                        "estimated": _figure(estimate.recall if estimate else None),
                        "low": _figure(estimate.low if estimate else None),
                    }
                )
    return rows


def _figure(value: float | None) -> float:
    return float("nan") if value is None else round(value, 6)


def per_review(looks: pd.DataFrame, target: Fraction) -> pd.DataFrame:
    """For each (review, estimate): mean error, bound held, and bound held when it says stop."""
    bounded = looks["low"].notna()
    says = looks["low"].where(bounded, looks["estimated"]).fillna(0.0)
    looks = looks.assign(
        error=(looks["estimated"].fillna(0.0) - looks["recall"]).abs(),
        over=(looks["estimated"].fillna(0.0) - looks["recall"]).clip(lower=0.0),
        held=(looks["low"] <= looks["recall"] + 1e-9).astype(float).where(bounded),
        wrong_stop=(says >= float(target)) & (looks["recall"] < float(target) - 1e-9),
    )
    return (
        looks.groupby(["review", "estimate"])
        .agg(
            error=("error", "mean"),
            over=("over", "mean"),
            silent=("estimated", lambda column: float(column.isna().mean())),
            held=("held", "mean"),
            wrong_stop=("wrong_stop", "any"),
        )
        .reset_index()
    )


def left_out(judged: pd.DataFrame) -> pd.DataFrame:
    """For each review the estimate that the others choose, and how it does there."""
    rows = []
    for review in judged["review"].unique():
        others = judged[judged["review"] != review]
        means = others.groupby("estimate")[["error", "held"]].mean()
        chosen = str(means[means["held"] >= BELIEVED]["error"].idxmin())
        mine = judged[(judged["review"] == review) & (judged["estimate"] == chosen)].iloc[0]
        rows.append(
            {
                "review": review,
                "chosen": chosen,
                "error": mine["error"],
                "held": mine["held"],
                "wrong_stop": mine["wrong_stop"],
            }
        )
    return pd.DataFrame(rows)


def show(judged: pd.DataFrame, chosen: pd.DataFrame) -> None:
    """The table of the estimates, and what leaving one review out gives."""
    print("Over all looks, mean of the reviews")
    print(
        f"{'estimate':22}{'error of recall':>16}{'overstated by':>15}{'no estimate':>13}"
        f"{'bound held':>12}{'kept':>8}"
    )
    columns = ["error", "over", "silent", "held"]
    means = judged.groupby("estimate")[columns].mean().sort_values("error")
    for name, row in means.iterrows():
        mine = judged[judged["estimate"] == name]
        kept = int((~mine["wrong_stop"].astype(bool)).sum())
        held = "no bound" if np.isnan(row["held"]) else f"{row['held']:.3f}"
        print(
            f"{name!s:22}{row['error']:16.3f}{row['over']:15.3f}{row['silent']:13.3f}{held:>12}"
            f"{kept:>5}/{len(mine)}"
        )
    print(
        "kept: reviews in which the bound (the estimate, where there is none) never said 95 % "
        "while recall was below it\n"
    )
    print("Chosen without the review, judged on it: error of recall, share of looks held")
    for _, row in chosen.iterrows():
        print(f"{row['review']:36}{row['chosen']:22}{row['error']:8.3f}{row['held']:8.3f}")
    print(f"{'mean':58}{chosen['error'].mean():8.3f}{chosen['held'].mean():8.3f}")
    kept = int((chosen["held"] == 1.0).sum())
    print(
        f"In {kept} of {len(chosen)} reviews left out the bound held at every look; that proves "
        f"{low_bound(kept, len(chosen)):.2f} of such reviews at 95 % confidence."
    )


def rows_of(judged: pd.DataFrame, chosen: pd.DataFrame) -> Sequence[Row]:
    """What is kept: every review and estimate, and whether the others chose it."""
    pairs = set(zip(chosen["review"], chosen["chosen"], strict=True))
    return [
        {
            "review": str(row["review"]),
            "estimate": str(row["estimate"]),
            "chosen_without_it": int((row["review"], row["estimate"]) in pairs),
            "error": round(float(row["error"]), 4),
            "no_estimate": round(float(row["silent"]), 4),
            "overstated": round(float(row["over"]), 4),
            "bound_held": "" if np.isnan(row["held"]) else round(float(row["held"]), 4),
            "kept": int(not row["wrong_stop"]),
        }
        for _, row in judged.iterrows()
    ]


def main() -> None:
    settings = settings_of(STUDY)
    options = parser_of(__doc__).parse_args()
    looks: list[Row] = []
    for number, review in enumerate(settings["reviews"], 1):
        tell(f"{number}/{len(settings['reviews'])}: {review}")
        looks += looks_at(review, settings)
    judged = per_review(pd.DataFrame(looks), check_target(settings["target"]))
    chosen = left_out(judged)
    show(judged, chosen)
    write_results(
        RESULTS / f"{STUDY}.csv",
        rows_of(judged, chosen),
        f"python experiments/{STUDY}.py",
        ("numpy", "scipy", "scikit-learn", "torch", "sentence-transformers"),
        options.date,
        [f"seeds {', '.join(map(str, settings['seeds']))}; {len(settings['looks'])} looks"],
    )


if __name__ == "__main__":
    main()
