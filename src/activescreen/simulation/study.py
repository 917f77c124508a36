"""Several seeds of one configuration on one labelled review, in parallel and interruptible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from activescreen.configuration import Configuration
from activescreen.learner import ActiveLearner
from activescreen.simulation.observer import Observer
from activescreen.simulation.outcome import conclude, make_rules
from activescreen.simulation.parallel import Task, run_together
from activescreen.simulation.run import SimulationRun
from activescreen.simulation.schedule import Schedule
from activescreen.simulation.screening import End, screen, screen_at_random
from activescreen.simulation.trace import Trace
from activescreen.simulation.truth import Truth, draw_priors


@dataclass(frozen=True)
class Plan:
    """What to simulate.

    Attributes
    ----------
    configuration
        How the learner ranks.
    seeds
        One run a seed.
    priors
        Rows known at the start; None: one inclusion and one exclusion drawn by each seed.
    schedule
        When the learner is trained again.
    end
        Where reading ends.
    rules
        Names of stopping rules to replay.
    target_recall, alpha
        What the rules aim at.
    jobs
        Processes; None: one a core, at most one a seed.
    """

    configuration: Configuration
    seeds: tuple[int, ...] = (0,)
    priors: tuple[int, ...] | None = None
    schedule: Schedule = Schedule()  # noqa: RUF009  # a frozen value, safe to share
    end: End = "last-inclusion"
    rules: tuple[str, ...] = ("calibrated_random_phase",)
    target_recall: float = 0.95
    alpha: float = 0.05
    jobs: int | None = None

    def priors_for(self, truth: Truth, seed: int) -> tuple[int, ...]:
        """Places of the records known at the start of a seed's run."""
        if self.priors is None:
            return draw_priors(truth.labels, seed)
        return truth.places(self.priors)


def run_study(
    truth: Truth,
    plan: Plan,
    observer: Observer | None = None,
    finished: Mapping[int, Trace] | None = None,
    keep: Callable[[Trace], None] | None = None,
    learner: ActiveLearner | None = None,
) -> list[SimulationRun]:
    """Simulate every seed of a plan.

    Ctrl-C ends every run after the record it is at; what was read until then is returned,
    marked as incomplete. A second Ctrl-C ends at once.

    Parameters
    ----------
    truth
        The population with its labels.
    plan
        What to simulate.
    observer
        Hears what happens.
    finished
        Traces of an earlier, interrupted attempt, by seed; they are not simulated again.
    keep
        Called with every complete trace, so that an interrupted attempt can be taken up.
    learner
        One whose features are computed already; None: they are computed here.

    Returns
    -------
    One run a seed, in the order of the seeds.
    """
    observer = observer or Observer()
    learner = learner or ActiveLearner(plan.configuration, plan.seeds[0], warm_start=True)
    # Names and rows are checked before anything long begins.
    rules = {
        seed: make_rules(plan.rules, seed, plan.target_recall, plan.alpha) for seed in plan.seeds
    }
    known = {seed: trace for seed, trace in (finished or {}).items() if seed in plan.seeds}
    priors = {seed: plan.priors_for(truth, seed) for seed in plan.seeds}
    open_seeds = [seed for seed in plan.seeds if seed not in known]
    begun = perf_counter()
    learner.prepare(truth.records, observer.features)
    feature_seconds = perf_counter() - begun
    runs: dict[int, SimulationRun] = {}

    def conclude_one(trace: Trace) -> None:
        seed = trace.seed
        runs[seed] = conclude(trace, truth, rules[seed])
        observer.finished(runs[seed], partial(_last_model, learner, trace, truth))

    for trace in known.values():
        conclude_one(trace)
    if open_seeds:
        tasks = [
            Task(
                partial(
                    screen, truth, learner.with_seed(seed), priors[seed], plan.schedule, plan.end
                ),
                seed,
            )
            for seed in open_seeds
        ]
        with closing(run_together(tasks, plan.jobs, observer)) as traces:
            for trace in traces:
                timed = trace.with_features(feature_seconds)
                if timed.complete and keep is not None:
                    keep(timed)
                conclude_one(timed)
    return [runs[seed] for seed in plan.seeds if seed in runs]


def random_baseline(truth: Truth, plan: Plan) -> list[SimulationRun]:
    """The same seeds and priors in random order."""
    return [
        conclude(screen_at_random(truth, plan.priors_for(truth, seed), seed, plan.end), truth)
        for seed in plan.seeds
    ]


def _last_model(learner: ActiveLearner, trace: Trace, truth: Truth) -> ActiveLearner:
    """The model that a run trained last, fitted once more on the labels it had."""
    labels = trace.trained_at[-1]
    return learner.with_seed(trace.seed).fit(trace.ledger(truth).prefix(labels))
