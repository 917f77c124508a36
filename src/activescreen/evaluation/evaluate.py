"""Rules by screenings: every rule on every finished screening, in parallel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from joblib import Parallel, cpu_count, delayed
from threadpoolctl import threadpool_limits

from activescreen.evaluation.ends import Ends, ends_of
from activescreen.evaluation.row import About, Row, row_of
from activescreen.evaluation.rule_spec import RuleSpec
from activescreen.evaluation.screened import Screened
from activescreen.evaluation.stress import CASES, KEEPS_LOGS, plateau
from activescreen.stopping.evidence import Need

RANKED: Final = "ranked"
KIND_OF_NEED: Final[Mapping[Need, str]] = {
    Need.DRAW_PROBABILITIES: "autostop",
    Need.CAPTURES: "chao",
}
"""Rules that need a screening of their own kind; every other one is replayed on a ranked one."""

PLATEAU_NAME: Final = "plateau (made up)"


@dataclass(frozen=True)
class Protocol:
    """What is asked of the rules.

    Attributes
    ----------
    rules
        The rules.
    target_recall, alpha
        tau and the error.
    redraws
        Random orders for each screening, for rules that draw by themselves.
    stress
        Whether to add the stress cases.
    seed
        Decides the random orders and what the stress cases leave to chance.
    """

    rules: tuple[RuleSpec, ...]
    target_recall: float = 0.95
    alpha: float = 0.05
    redraws: int = 1000
    stress: bool = False
    seed: int = 0

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of screening that the rules are replayed on."""
        return tuple(dict.fromkeys(kind_of(spec) for spec in self.rules))

    def size(self, jobs: Iterable[Job]) -> int:
        """How many screenings there are, stress cases included."""
        return sum(len(_changes(job, self)) + 1 for job in jobs)


@dataclass(frozen=True, eq=False)
class Job:
    """One finished screening of one kind.

    Attributes
    ----------
    review, config
        What it is a screening of.
    kind
        ``ranked``, ``autostop`` or ``chao``.
    screened
        The screening.
    stress
        Name of the stress case; empty for the screening as it was.
    """

    review: str
    config: str
    kind: str
    screened: Screened
    stress: str = ""


@dataclass(eq=False)
class Gathered:
    """Ends as they come in; rows once all are there."""

    protocol: Protocol
    ends: dict[About, list[tuple[int, Ends]]] = field(default_factory=dict)

    def add(self, place: int, found: Mapping[About, Ends]) -> None:
        """Take the ends of one screening; ``place`` is its number among all."""
        for about, ends in found.items():
            self.ends.setdefault(about, []).append((place, ends))

    def rows(self) -> list[Row]:
        """One row a (review, config, stress case, rule), in the order of the screenings."""
        order = {str(spec): place for place, spec in enumerate(self.protocol.rules)}
        first = {about: min(place for place, _ in ends) for about, ends in self.ends.items()}
        listed = sorted(self.ends, key=lambda about: (first[about], order[about.rule]))
        return [
            row_of(about, [ends for _, ends in sorted(self.ends[about], key=lambda e: e[0])])
            for about in listed
        ]


def kind_of(spec: RuleSpec) -> str:
    """The kind of screening that a rule is replayed on."""
    return KIND_OF_NEED.get(spec.make(0.95, 0.05).about.needs, RANKED)


def jobs_of(job: Job, protocol: Protocol) -> Iterator[Job]:
    """A screening and, if they are asked for, the stress cases made of it."""
    yield job
    for place, name in enumerate(_changes(job, protocol)):
        rng = np.random.default_rng([protocol.seed, place, job.screened.trace.population])
        yield replace(job, screened=CASES[name](job.screened, rng), stress=name)


def _changes(job: Job, protocol: Protocol) -> list[str]:
    """The stress cases that are made of a screening; of one that is itself one, none are."""
    if not protocol.stress or job.stress:
        return []
    return [name for name in CASES if job.kind == RANKED or name in KEEPS_LOGS]


def plateau_job(config: str) -> Job:
    """The made-up review on which every test of a ranked tail is deceived."""
    return Job(PLATEAU_NAME, config, RANKED, plateau(), "plateau")


def evaluate(
    jobs: Iterable[Job], protocol: Protocol, workers: int | None = None
) -> Iterator[tuple[int, Gathered]]:
    """Replay every rule on every screening.

    Parameters
    ----------
    jobs
        The screenings; consumed as they are needed, so that not all are in memory.
    protocol
        What is asked.
    workers
        Processes; None: one a core.

    Yields
    ------
    The number of screenings done, and everything that is known by then.
    """
    gathered = Gathered(protocol)
    numbered = enumerate(each for job in jobs for each in jobs_of(job, protocol))
    tasks = (delayed(_ends_of_job)(place, job, protocol) for place, job in numbered)
    parallel = Parallel(n_jobs=workers or cpu_count(), return_as="generator_unordered")
    for done, (place, found) in enumerate(parallel(tasks), 1):
        gathered.add(place, found)
        yield done, gathered


def _ends_of_job(place: int, job: Job, protocol: Protocol) -> tuple[int, dict[About, Ends]]:
    tau, alpha = protocol.target_recall, protocol.alpha
    found = {}
    with threadpool_limits(limits=1):
        for spec in protocol.rules:
            if kind_of(spec) != job.kind:
                continue
            about = About(job.review, job.config, str(spec), tau, alpha, job.stress)
            found[about] = ends_of(job.screened, spec, tau, alpha, protocol.redraws, protocol.seed)
    return place, found
