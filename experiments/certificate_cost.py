"""What being certain costs: records read until each certified rule stops, on the same orders.

Every review is screened by the default configuration with three seeds. From the moment at which
random draws begin, the unread records are shuffled a thousand times, and four ways of deciding
look at every shuffle: the calibrated random phase (rule 1c), the plain test with alpha shared by
its looks (rule 1a), and a confidence sequence (rule 13). QBCB (rule 2) draws a thousand hidden
samples before the same order. The trigger, the reviews and the numbers are set out in
certificate_cost.yaml.

    python experiments/certificate_cost.py [--redraws 1000] [--date YYYY-MM-DD]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from _common import RESULTS, Row, parser_of, read_truth, settings_of, tell, write_results
from numpy.typing import NDArray
from scipy.special import betaln

from activescreen.configuration import load_configuration
from activescreen.ledger import FrozenLedger
from activescreen.simulation import Plan, Schedule, Trace, Truth, run_study
from activescreen.stopping.base import check_target
from activescreen.stopping.boundaries import Setting, boundaries
from activescreen.stopping.calibration import calibrate
from activescreen.stopping.hypergeometric import log_factorials
from activescreen.stopping.qbcb import QBCB
from activescreen.stopping.triggers import RankedTail

STUDY: Final = "certificate_cost"
OURS: Final = "1c calibrated"
IntArray = NDArray[np.int64]


def shared_bounds(setting: Setting, alpha: float, looks: int) -> IntArray:
    """b_k of rule 1a looked at ``looks`` times, each at alpha/looks.

    The first look is made where finding nothing more would be enough, the others evenly from
    there to the end: earlier ones could not stop, so this is the cheapest sensible plan.
    """
    nominal = boundaries(setting, alpha / looks)
    first = int(nominal[0])
    steps = np.arange(looks + 1) / looks
    at = np.unique(np.ceil(first + (setting.urn - first) * steps).astype(np.int64))
    later = at[np.minimum(np.searchsorted(at, nominal), len(at) - 1)]
    bounds: IntArray = np.maximum(later, nominal)
    return bounds


def sequence_bounds(setting: Setting, alpha: float, a: float, b: float) -> IntArray:
    """b_k of the confidence sequence: the first n at which no K >= K_tar(rho + k) is kept."""
    counts = setting.critical_counts()
    result = np.empty(len(counts), dtype=np.int64)
    low = 0
    for k, critical in enumerate(counts.tolist()):
        relevant = np.arange(critical, setting.urn + 1)
        high, low = setting.urn, max(k, low)
        while low < high:  # Evidence against every such K grows with n while k stands still.
            middle = (low + high) // 2
            rejected = _log_ratio(relevant, k, middle, setting.urn, a, b) >= -np.log(alpha)
            low, high = (low, middle) if rejected.all() else (middle + 1, high)
        result[k] = low
    return result


def _log_ratio(relevant: IntArray, k: int, n: int, urn: int, a: float, b: float) -> Any:
    """Log of BB(K; N', a, b) / BB(K - k; N' - n, a + k, b + n - k) for each K."""
    left = relevant - k
    possible = left <= urn - n
    prior = _log_beta_binomial(relevant, urn, a, b)
    posterior = _log_beta_binomial(np.where(possible, left, 0), urn - n, a + k, b + n - k)
    return np.where(possible, prior - posterior, np.inf)


def _log_beta_binomial(x: IntArray, n: int, a: float, b: float) -> Any:
    table = log_factorials(n)
    choose = table[n] - table[x] - table[n - x]
    return choose + betaln(x + a, n - x + b) - betaln(a, b)


def stops(bounds: IntArray, finds: IntArray, urn: int) -> IntArray:
    """Draws after which each shuffle stops.

    Parameters
    ----------
    bounds
        b_k; a k beyond them stops at once; shape (states,).
    finds
        Draws at which the relevant records came, rising; shape (shuffles, K).
    urn
        N'.
    """
    shuffles, relevant = finds.shape
    came = np.hstack([np.zeros((shuffles, 1), dtype=np.int64), finds])
    leaves = np.hstack([finds, np.full((shuffles, 1), urn + 1)])
    wanted = np.zeros(relevant + 1, dtype=np.int64)
    states = min(len(bounds), relevant + 1)
    wanted[:states] = bounds[:states]
    at = np.maximum(came, wanted)
    first = np.argmax(at < leaves, axis=1)
    drawn: IntArray = np.minimum(at[np.arange(shuffles), first], urn)
    return drawn


def finds_of(relevant: int, urn: int, shuffles: int, rng: np.random.Generator) -> IntArray:
    """Places of the relevant records in so many shuffles of an urn; shape (shuffles, K)."""
    if not relevant:
        return np.empty((shuffles, 0), dtype=np.int64)
    places = [rng.choice(urn, relevant, replace=False, shuffle=False) for _ in range(shuffles)]
    return np.sort(np.array(places, dtype=np.int64) + 1, axis=1)


def random_phase_rules(settings: Mapping[str, Any]) -> dict[str, Callable[[Setting], IntArray]]:
    """Name -> what gives a closed urn its boundaries."""
    alpha = settings["alpha"]
    rules: dict[str, Callable[[Setting], IntArray]] = {
        OURS: lambda setting: calibrate(setting, alpha).bounds
    }
    for looks in settings["shared_looks"]:
        name = f"1a, {looks} look{'s' * (looks > 1)}"
        rules[name] = partial(shared_bounds, alpha=alpha, looks=looks)
    for a, b in settings["sequence_priors"]:
        rules[f"sequence {a:g}, {b:g}"] = partial(sequence_bounds, alpha=alpha, a=a, b=b)
    return rules


def traces_of(truth: Truth, settings: Mapping[str, Any]) -> list[Trace]:
    """The reading orders, one a seed."""
    traces: list[Trace] = []
    plan = Plan(
        load_configuration(settings["configuration"]),
        seeds=tuple(settings["seeds"]),
        schedule=Schedule.parse("auto"),
        rules=(),
    )
    run_study(truth, plan, keep=traces.append)
    if len(traces) != len(plan.seeds):
        raise KeyboardInterrupt
    return sorted(traces, key=lambda trace: trace.seed)


def row_of(truth: Truth, trace: Trace, settings: Mapping[str, Any], redraws: int) -> Row:
    """A reading order: what each rule read in the mean, and how often recall was too low."""
    target = check_target(settings["target"])
    ledger = trace.ledger(truth, with_tail=True)
    start = RankedTail(target).first_due(ledger)
    if start is None:
        raise SystemExit(f"{truth.name}: random draws are never due.")
    before = ledger.prefix(start).n_found
    setting = Setting(len(truth.records) - start, before, target)
    rng = np.random.default_rng([trace.seed, redraws, len(truth.records)])
    finds = finds_of(truth.relevant - before, setting.urn, redraws, rng)
    row: dict[str, str | int | float] = {
        "review": truth.name.removesuffix(".csv"),
        "seed": trace.seed,
        "records": len(truth.records),
        "relevant": truth.relevant,
        "phase_opened_at": start,
        "found_before": before,
        "oracle": _oracle(ledger, truth, target),
    }
    for name, bounds_of in random_phase_rules(settings).items():
        drawn = stops(bounds_of(setting), finds, setting.urn)
        found = before + (finds <= drawn[:, None]).sum(axis=1)
        row[f"{name}: read"] = round(float(drawn.mean()) + start, 2)
        row[f"{name}: missed"] = int(np.count_nonzero(found < target * truth.relevant))
    return row | _qbcb(truth, ledger, settings, redraws)


def _oracle(ledger: FrozenLedger, truth: Truth, target: Fraction) -> int:
    needed = -(-truth.relevant * target.numerator // target.denominator)
    return int(np.flatnonzero(ledger.labels)[needed - 1]) + 1


def _qbcb(
    truth: Truth, ledger: FrozenLedger, settings: Mapping[str, Any], redraws: int
) -> dict[str, str | int | float]:
    read, missed = [], 0
    for seed in range(redraws):
        rule = QBCB(settings["target"], settings["alpha"], seed=seed)
        end = rule.replay(ledger, truth.labels).ledger
        read.append(end.n_read)
        missed += end.n_found < check_target(settings["target"]) * truth.relevant
    return {"2 QBCB: read": round(float(np.mean(read)), 2), "2 QBCB: missed": missed}


def show(rows: pd.DataFrame, redraws: int) -> None:
    """Mean share of the records read, review by review."""
    ends = ": read"
    names = [str(name).removesuffix(ends) for name in rows if str(name).endswith(ends)]
    shares = pd.DataFrame({name: rows[f"{name}: read"] / rows["records"] for name in names}).assign(
        review=rows["review"], oracle=rows["oracle"] / rows["records"]
    )
    means = shares.groupby("review").mean()[["oracle", *names]]
    print("Share of the records read until the rule stops, mean of the seeds and redraws")
    print(f"{'':36}" + "".join(f"{name:>16}" for name in means))
    for label, row in [*means.iterrows(), (f"mean of {len(means)} reviews", means.mean())]:
        print(f"{label!s:36}" + "".join(f"{value:16.4f}" for value in row))
    runs = len(rows) * redraws
    print("\nDeclared with too little recall, at worst in one order and over all of them")
    for name in names:
        missed = rows[f"{name}: missed"]
        print(f"{name:>16}  {missed.max() / redraws:.4f}  {missed.sum() / runs:.4f}")


def main() -> None:
    settings = settings_of(STUDY)
    parser = parser_of(__doc__)
    parser.add_argument("--redraws", type=int, default=settings["redraws"])
    options = parser.parse_args()
    rows: list[Row] = []
    for number, review in enumerate(settings["reviews"], 1):
        tell(f"{number}/{len(settings['reviews'])}: {review}")
        truth = read_truth(review)
        traces = traces_of(truth, settings)
        rows += [row_of(truth, trace, settings, options.redraws) for trace in traces]
    show(pd.DataFrame(rows), options.redraws)
    write_results(
        RESULTS / f"{STUDY}.csv",
        rows,
        f"python experiments/{STUDY}.py --redraws {options.redraws}",
        ("numpy", "scipy", "scikit-learn", "torch", "sentence-transformers"),
        options.date,
        [f"seeds {', '.join(map(str, settings['seeds']))}; {options.redraws} redraws an order"],
    )


if __name__ == "__main__":
    main()
