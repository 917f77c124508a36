"""A simulation's run as a prioritised screening: cut where a rule stopped, or anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from activescreen.comparison.reference import Reference
from activescreen.comparison.screened import UNREAD, Screened
from activescreen.errors import ConfigurationError, InputError
from activescreen.ledger import Draw, FrozenLedger
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.simulation import Truth, make_rules
from activescreen.stopping.evidence import Need

_KEYS: Final = {"seed", "config", "order", "labels", "priors", "stopping", "data_hash", "complete"}
_STOP_KEYS: Final = {"rule", "stopped_at", "found"}
_OWN_ORDER: Final = (Need.DRAW_PROBABILITIES, Need.OTHER_ORDER)


def read_runs(path: Path) -> list[dict[str, Any]] | None:
    """The runs that ``simulate --json`` wrote; None if the file is something else."""
    try:
        text = path.read_bytes()
    except OSError:
        return None
    if text.lstrip()[:1] != b"[":
        return None
    try:
        runs = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return list(runs) if runs and all(map(_is_run, runs)) else None


def _is_run(run: object) -> bool:
    """Whether JSON has the shape of a run, as far as it is used here."""
    if not isinstance(run, dict) or not run.keys() >= _KEYS:
        return False
    rows, stops = [run["order"], run["priors"]], run["stopping"]
    if not all(isinstance(each, list) for each in (*rows, stops)):
        return False
    numbers = all(type(row) is int for each in rows for row in each)
    return numbers and all(isinstance(stop, dict) and stop.keys() >= _STOP_KEYS for stop in stops)


def choose_run(runs: Sequence[Mapping[str, Any]], seed: int | None, name: str) -> Mapping[str, Any]:
    """The run of a seed, by default the first.

    Raises
    ------
    InputError
        If no run, or more than one, has that seed.
    """
    if seed is None:
        return runs[0]
    mine = [run for run in runs if run["seed"] == seed]
    if len(mine) != 1:
        seeds = ", ".join(str(run["seed"]) for run in runs)
        raise InputError(
            f"{'No run' if not mine else 'More than one run'} has the seed {seed}.",
            where=name,
            remedy=f"The file has runs of the seeds {seeds}; choose one with --run.",
        )
    return mine[0]


def from_run(
    run: Mapping[str, Any],
    reference: Reference,
    name: str,
    stop: str | None = None,
    target_recall: float = 0.95,
    alpha: float = 0.05,
) -> tuple[Screened, Reference]:
    """A simulated screening up to a stop, and the truth that it may be held against.

    Labels of another stage are left out of the truth, unless they are final inclusions and the
    simulated reviewer judged title and abstract.

    A rule that draws at random is replayed, since a run holds the ranked order alone; the replay
    must stop where the run says that the rule stopped.

    Parameters
    ----------
    run
        A run as ``simulate --json`` wrote it. Its rows are those of the truth.
    reference
        The file that was simulated on.
    name
        What to call the run.
    stop
        A rule of the run, a number of records, or ``all`` of the run; by default the first rule.
    target_recall, alpha
        What the run's rules aimed at.

    Raises
    ------
    InputError
        If the run was not made of this truth, is not complete, or did not replay the rule; if the
        rule never stopped.
    """
    stage, truth = _simulated_on(run, reference, name)
    if not run["complete"]:
        raise InputError(
            "The run was interrupted, so its order ends before its last inclusion.",
            where=name,
            remedy="Run the same simulation again; it goes on from there.",
        )
    order = np.array(truth.places(run["order"]), dtype=np.int64)
    reached = np.zeros(len(truth.records), dtype=np.int64)
    reached[order] = np.arange(1, len(order) + 1)
    whole = _whole_trace(truth, order, len(run["priors"]))
    ledger, words = _cut(run, whole, truth, stop, (target_recall, alpha), name)
    labels = np.full(len(truth.records), UNREAD, dtype=np.int8)
    labels[ledger.order] = truth.labels[ledger.order]
    priors = np.zeros(len(truth.records), dtype=np.bool_)
    priors[order[: len(run["priors"])]] = True
    screened = Screened(
        name=name,
        kind="simulation",
        records=truth.records,
        labels={TITLE_ABSTRACT: labels},
        reached=reached,
        priors=priors,
        votes=(),
        stop=words,
        facts={
            "configuration": str(run["config"]),
            "seed": str(run["seed"]),
            "labels simulated": truth.label_column,
        },
    )
    kept = reference if stage == TITLE_ABSTRACT else reference.only(stage)
    return screened, kept


def _simulated_on(run: Mapping[str, Any], reference: Reference, name: str) -> tuple[str, Truth]:
    """The stage whose labels the run was made of, told by their hash."""
    for stage, labels in reference.labels.items():
        truth = Truth(reference.records, labels, reference.name, reference.columns[stage])
        if truth.digest == run["data_hash"]:
            return stage, truth
    stages = " or ".join(f"'{column}'" for column in reference.columns.values())
    raise InputError(
        f"The run was not made of these records with the labels in {stages}: the data hash "
        "differs.",
        where=name,
        remedy="Give the file that was simulated on, unchanged, and its --label-column or --stage "
        "if the simulation was given one.",
    )


def _whole_trace(truth: Truth, order: NDArray[np.int64], n_priors: int) -> FrozenLedger:
    """The run read on to the end; after the last inclusion any order has the same labels."""
    rest = np.setdiff1d(np.arange(len(truth.records)), order)
    everything = np.concatenate([order, rest])
    labels = truth.labels[everything].astype(np.int8)
    draws = np.full(len(everything), Draw.RANKED.code, dtype=np.int8)
    draws[:n_priors] = Draw.PRIOR.code
    unseen = np.zeros(len(everything), dtype=np.bool_)
    return FrozenLedger(
        truth.records, TITLE_ABSTRACT, everything, labels, labels.copy(), draws, unseen
    )


def _cut(
    run: Mapping[str, Any],
    whole: FrozenLedger,
    truth: Truth,
    stop: str | None,
    aims: tuple[float, float],
    name: str,
) -> tuple[FrozenLedger, str]:
    if stop == "all" or (stop is None and not run["stopping"]):
        return whole.prefix(len(run["order"])), "at the last inclusion, where the run ends"
    if stop is not None and stop.isdecimal():
        n = int(stop)
        if not 0 < n <= whole.population:
            raise ConfigurationError(
                f"A stop after {n:,} records is not possible.",
                where="--stop",
                remedy=f"Choose one from 1 to {whole.population:,}.",
            )
        return whole.prefix(n), f"after {n:,} records"
    replayed = {said["rule"]: said for said in run["stopping"]}
    rule = stop if stop is not None else next(iter(replayed))
    if rule not in replayed:
        raise InputError(
            f"The run did not replay a rule '{rule}'.",
            where=name,
            remedy=f"It has {', '.join(replayed) or 'none'}; simulate again with --rules {rule}, "
            "or give --stop a number of records, or 'all'.",
        )
    return _replay(run, replayed[rule], whole, truth, aims, name), rule


def _replay(
    run: Mapping[str, Any],
    said: Mapping[str, Any],
    whole: FrozenLedger,
    truth: Truth,
    aims: tuple[float, float],
    name: str,
) -> FrozenLedger:
    named = said["rule"]
    if said["stopped_at"] is None:
        raise InputError(
            f"The rule '{named}' never stopped in this run, so everything would have been read.",
            where=name,
            remedy="Choose another rule, a number of records, or 'all' with --stop.",
        )
    rule = make_rules([named], run["seed"], *aims)[0]
    if rule.about.needs in _OWN_ORDER:
        raise InputError(
            f"The rule '{named}' reads in an order of its own, which the run does not hold.",
            where=name,
            remedy="Choose another rule, a number of records, or 'all' with --stop.",
        )
    if rule.about.needs is Need.RANDOM_DRAWS:
        ledger = rule.replay(whole, truth.labels).ledger
    else:
        ledger = whole.prefix(said["stopped_at"])
    if (ledger.n_read, ledger.n_found) != (said["stopped_at"], said["found"]):
        raise InputError(
            f"The rule '{named}' stopped after {said['stopped_at']:,} records with "
            f"{said['found']:,} found, but its replay stops after {ledger.n_read:,} with "
            f"{ledger.n_found:,}.",
            where=name,
            remedy="Give --target and --alpha as the simulation had them.",
        )
    return ledger
