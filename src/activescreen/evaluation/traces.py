"""Finished screenings with what their models said on the way, simulated once and kept."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from activescreen._version import __version__
from activescreen.configuration import Configuration, load_configuration
from activescreen.errors import InputError
from activescreen.evaluation.trace_file import TRACE_FORMAT, read_recorded, write_recorded
from activescreen.learner import ActiveLearner
from activescreen.simulation import Observer, Schedule, Trace, Truth, draw_priors
from activescreen.simulation.autostop import screen_by_draws
from activescreen.simulation.captures import crew_of, search_together
from activescreen.simulation.parallel import Task, run_together
from activescreen.simulation.recording import Recorded, screen_recorded
from activescreen.workspace import cache_dir

__all__ = ["Kind", "Recorded", "TraceLibrary"]

_LOG = logging.getLogger(__name__)
_OTHER: Final = "naive_bayes"
_OTHER_THAN_THAT: Final = "words"
_ORDER: Final = "order"
"""A screening of which the order alone is kept: a part of others."""


class Kind(StrEnum):
    """Ways of screening that rules need traces of."""

    RANKED = "ranked"
    AUTOSTOP = "autostop"
    CHAO = "chao"


class _Item(NamedTuple):
    """One file of the library: how a configuration, by its fingerprint, screens at a seed."""

    kind: str
    fingerprint: str
    seed: int


@dataclass(frozen=True)
class _Review:
    """What all screenings of one call have in common."""

    truth: Truth
    priors: tuple[int, ...] | None
    configurations: Mapping[str, Configuration]
    observer: Observer

    def priors_of(self, seed: int) -> tuple[int, ...]:
        if self.priors is not None:
            return self.priors
        return draw_priors(self.truth.labels, seed)


class TraceLibrary:
    """A folder of finished screenings, each kept under all that it depends on.

    Those are the records, their texts and labels, the configuration's settings, seed, priors,
    schedule and way of screening, and the versions of the package and of the format. What is
    missing is simulated to the end; what cannot be read is made again, and that is logged.

    A screening by features of which a part was missing, because no embedding model is on this
    machine, is not kept.

    Parameters
    ----------
    folder
        Where the files lie; None: in the user's cache folder.
    schedule
        When models are trained again.
    """

    def __init__(self, folder: Path | None = None, schedule: Schedule | None = None) -> None:
        self.folder = cache_dir() / "traces" if folder is None else folder
        self.schedule = schedule or Schedule()

    def recorded(
        self,
        truth: Truth,
        configuration: Configuration,
        seeds: Sequence[int] = (0,),
        kinds: Sequence[Kind] = tuple(Kind),
        observer: Observer | None = None,
        jobs: int | None = None,
        priors: tuple[int, ...] | None = None,
    ) -> dict[Kind, list[Recorded]]:
        """The screenings asked for, from the folder or simulated now.

        Each one is kept at the moment it is finished, so that a call that was interrupted is
        taken up by the next.

        Parameters
        ----------
        truth
            The population with its labels.
        configuration
            How the learner ranks. ``ranked`` adds the order of another model, naive Bayes, or
            words where that is the one asked for; ``chao`` lets several search beside it.
        seeds
            One screening a seed and kind.
        kinds
            Ways of screening.
        observer
            Hears how far features and screenings are.
        jobs
            Processes; None: one a core.
        priors
            Places of the records known at the start; None: drawn by each seed.

        Returns
        -------
        For each kind one screening a seed, in the order of the seeds.

        Raises
        ------
        KeyboardInterrupt
            If Ctrl-C ended the simulation; what was finished is kept.
        """
        crew = crew_of(configuration) if Kind.CHAO in kinds else [configuration]
        other = _other_than(configuration)
        models = {model.fingerprint: model for model in (*crew, other)}
        review = _Review(truth, priors, models, observer or Observer())
        saved = self._complete(review, _items(configuration, other, crew, seeds, kinds), jobs)

        def order(model: Configuration, seed: int) -> Trace:
            ranked = saved.get(_Item(Kind.RANKED, model.fingerprint, seed))
            return (ranked or saved[_Item(_ORDER, model.fingerprint, seed)]).trace

        def one(kind: Kind, seed: int) -> Recorded:
            if kind is Kind.CHAO:
                return search_together(configuration.name, [order(m, seed) for m in crew])
            screening = saved[_Item(kind, configuration.fingerprint, seed)]
            if kind is Kind.RANKED:
                evidence = replace(screening.evidence, other_order=order(other, seed).order)
                screening = replace(screening, evidence=evidence)
            # The name is not among what a file depends on: it is the one asked for.
            named = replace(screening.trace, config=configuration.name)
            return replace(screening, trace=named)

        return {Kind(kind): [one(Kind(kind), seed) for seed in seeds] for kind in kinds}

    def _complete(
        self, review: _Review, items: Sequence[_Item], jobs: int | None
    ) -> dict[_Item, Recorded]:
        """All items, those that are missing simulated now."""
        saved: dict[_Item, Recorded] = {}
        for item in items:
            known = self._load(review, item)
            if known is not None:
                saved[item] = known
        missing = [item for item in items if item not in saved]
        if not missing:
            return saved
        learners = self._learners(review, missing)
        tasks = [self._task(review, item, learners[item.fingerprint]) for item in missing]
        with closing(run_together(tasks, jobs, review.observer)) as results:
            for item, recorded in results:
                if not recorded.trace.complete:
                    continue
                saved[item] = recorded
                if not learners[item.fingerprint].extractor.notes:
                    key = self._key(review, item)
                    write_recorded(self._path(key), recorded, key)
        if len(saved) < len(items):
            raise KeyboardInterrupt
        return saved

    def _load(self, review: _Review, item: _Item) -> Recorded | None:
        # A screening that kept its probabilities has the order, too.
        kinds = (_ORDER, Kind.RANKED) if item.kind == _ORDER else (item.kind,)
        for kind in kinds:
            key = self._key(review, item._replace(kind=kind))
            path = self._path(key)
            if not path.is_file():
                continue
            try:
                return read_recorded(path, key, len(review.truth.records))
            except InputError as error:
                _LOG.warning("%s: %s It is made again.", error.where, error.what)
        return None

    @staticmethod
    def _learners(review: _Review, items: Sequence[_Item]) -> dict[str, ActiveLearner]:
        """Learners by fingerprint, their features computed."""
        learners = {}
        for fingerprint in dict.fromkeys(item.fingerprint for item in items):
            learner = ActiveLearner(review.configurations[fingerprint], warm_start=True)
            learners[fingerprint] = learner.prepare(review.truth.records, review.observer.features)
        return learners

    def _task(
        self, review: _Review, item: _Item, learner: ActiveLearner
    ) -> Task[tuple[_Item, Recorded]]:
        mine = learner.with_seed(item.seed)
        priors = review.priors_of(item.seed)
        if item.kind == Kind.AUTOSTOP:
            work = partial(screen_by_draws, review.truth, mine, priors)
        else:
            work = partial(
                screen_recorded,
                review.truth,
                mine,
                priors,
                self.schedule,
                probabilities=item.kind == Kind.RANKED,
            )
        return Task(
            partial(_with_item, item, work), item.seed, f"{mine.configuration.name}, {item.kind}"
        )

    def _key(self, review: _Review, item: _Item) -> dict[str, Any]:
        fields = review.configurations[item.fingerprint].fields
        return {
            "format": TRACE_FORMAT,
            "activescreen": __version__,
            "data": review.truth.digest,
            "texts": _digest("\0".join(review.truth.records.texts(fields))),
            "configuration": item.fingerprint,
            "kind": str(item.kind),
            "priors": [int(place) for place in review.priors_of(item.seed)],
            "schedule": str(self.schedule),
            "seed": item.seed,
        }

    def _path(self, key: Mapping[str, Any]) -> Path:
        name = f"{key['kind']}-{key['seed']}-{_digest(json.dumps(key, sort_keys=True))[:20]}.npz"
        return self.folder / str(key["data"])[:16] / name


def _items(
    configuration: Configuration,
    other: Configuration,
    crew: Sequence[Configuration],
    seeds: Sequence[int],
    kinds: Sequence[Kind],
) -> list[_Item]:
    """What has to be in the library for these kinds, the longest first, none twice."""
    asked = [kind for kind in (Kind.RANKED, Kind.AUTOSTOP) if kind in kinds]
    parts = {model.fingerprint for model in crew} if Kind.CHAO in kinds else set()
    if Kind.RANKED in kinds:
        parts = (parts | {other.fingerprint}) - {configuration.fingerprint}
    items = [_Item(kind, configuration.fingerprint, seed) for kind in asked for seed in seeds]
    items += [_Item(_ORDER, part, seed) for part in sorted(parts) for seed in seeds]
    return list(dict.fromkeys(items))


def _with_item(item: _Item, work: partial[Recorded], **report: Any) -> tuple[_Item, Recorded]:
    return item, work(**report)


def _other_than(configuration: Configuration) -> Configuration:
    other = load_configuration(_OTHER)
    if other.fingerprint == configuration.fingerprint:
        return load_configuration(_OTHER_THAN_THAT)
    return other


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
