"""The learners of one review, with their features, kept between trainings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from activescreen.configuration import Configuration
from activescreen.errors import ModelError, WaitError
from activescreen.learner import ActiveLearner
from activescreen.ledger import FrozenLedger
from activescreen.review.ranking.books import Page
from activescreen.review.ranking.explaining import Asked, Why
from activescreen.review.ranking.lessons import STAND_IN, make_learner
from activescreen.review.ranking.material import Material, Moment
from activescreen.review.ranking.why import explain, visible_ledger
from activescreen.review.ranking.worker import Embedded
from activescreen.store.journal import Kind, entries
from activescreen.store.rankings import StoredRanking
from activescreen.store.reviews import Review
from activescreen.store.trainings import Training

FEW: Final = 64
"""So many texts are embedded at a time; fewer need no stand-in where there is a ranking."""

_MOST_VIEWERS: Final = 8
_CHANGES: Final = (Kind.PROTOCOL, Kind.MERGE, Kind.SPLIT)


@dataclass(frozen=True, eq=False)
class _View:
    """What one person may see, and a learner that knows nothing else."""

    learner: ActiveLearner
    ledger: FrozenLedger
    left_out: bool


class Bench:
    """What is kept of one review between trainings.

    Attributes
    ----------
    material
        What its models learn from.
    pages
        Trainings that are not in the books yet.
    overtaken
        Whether the newest ranking knows all decisions and records, but neither the protocol as it
        is now nor the texts that records have since people merged some.
    """

    def __init__(self) -> None:
        self.material = Material()
        self.pages: list[Page] = []
        self.overtaken = False
        self._change = 0
        self._settled: int | None = None
        self._learners: dict[str, ActiveLearner] = {}
        self._ahead: tuple[ActiveLearner, list[str]] | None = None
        self._done = 0
        self._without: set[str] = set()
        self._views: dict[tuple[int, str], _View] = {}

    def look(self, connection: Connection, review: Review, newest: Training | None) -> None:
        """See whether the newest ranking is overtaken."""
        changes = entries(connection, review, _CHANGES)
        self._change = changes[-1].number if changes else 0
        if newest is None or not changes:
            self.overtaken = False
        elif self._settled is None:
            # Of what was trained before this process began, the time is known.
            self.overtaken = changes[-1].at > newest.created
        else:
            self.overtaken = self._change > self._settled

    def settle(self) -> None:
        """What was seen at the last look has been learned."""
        self._settled, self.overtaken = self._change, False

    def learner(self, review: Review, configuration: Configuration) -> ActiveLearner:
        """The learner of a configuration, with its features if they were computed before."""
        with self.material.lock:
            learner = self._learners.get(configuration.fingerprint)
            if learner is None:
                learner = make_learner(review, configuration)
                self._learners[configuration.fingerprint] = learner
            learner.seed, learner.question = review.seed, review.protocol.text()
            return learner

    def new_texts(self, learner: ActiveLearner, moment: Moment) -> list[str]:
        """The texts that take long to turn into features, since they were never seen."""
        configuration, records = learner.configuration, moment.population.records
        if learner.is_prepared(records) or configuration.fingerprint in self._without:
            return []
        try:
            return learner.extractor.new(records.texts(configuration.fields))
        except ModelError:
            # Whether the learner can do without is its own affair, and it says so.
            return []

    def prepare(self, learner: ActiveLearner, moment: Moment) -> None:
        """Compute the features of a learner; who explains meanwhile waits for them.

        Raises
        ------
        ModelError
            If they cannot be computed.
        """
        with self.material.lock:
            learner.prepare(moment.population.records)

    def keep_only(self, learner: ActiveLearner) -> None:
        """Drop the features of all other learners."""
        with self.material.lock:
            self._learners = {learner.configuration.fingerprint: learner}
            self._ahead = None

    def plan(self, learner: ActiveLearner, texts: list[str]) -> None:
        """Have some texts embedded for a learner, a few at a time."""
        if self._ahead is None or self._ahead[0] is not learner:
            self._done = 0
        self._ahead = (learner, texts)

    def embed_some(self) -> Embedded:
        """Embed a few of the texts that were planned."""
        if self._ahead is None:
            return Embedded()
        learner, texts = self._ahead
        some, rest = texts[:FEW], texts[FEW:]
        try:
            learner.extractor.make_ready(some)
        except ModelError:
            # The training that follows leaves the meaning out, or tells why it cannot.
            self._without.add(learner.configuration.fingerprint)
            rest = []
        self._done += len(some)
        self._ahead = (learner, rest) if rest else None
        return Embedded(self._done, self._done + len(rest))

    def explain(
        self,
        asked: Asked,
        newest: StoredRanking,
        moment: Moment,
        own: Configuration,
        veil: Collection[str] = (),
    ) -> Why:
        """Why a record stands where it stands.

        Parameters
        ----------
        asked
            Of what, and by whom.
        newest
            The ranking that records are read by.
        moment
            The review as it is.
        own
            The configuration of that ranking.
        veil
            Ids of the records that wait for a pilot to be finished.

        Raises
        ------
        WaitError
            If the features of its model are still to be computed.
        """
        key, records = (newest.number, asked.viewer), moment.population.records
        view = self._views.get(key)
        if view is None or view.ledger.records is not records:
            learner = self.learner(moment.review, own)
            if len(self.new_texts(learner, moment)) > FEW:
                raise WaitError(
                    "The model that ranks is still being prepared here.",
                    remedy="Ask again when the page on the ranking says that it is ready.",
                )
            self.prepare(learner, moment)
            needed = moment.review.protocol.votes_per_record
            seen = self.material.events(newest.seen.events)
            ledger, left_out = visible_ledger(records, seen, asked.viewer, needed, veil)
            mine = learner.with_seed(newest.seed).fit(ledger)
            view = _View(mine, ledger, left_out)
            others = [(k, v) for k, v in self._views.items() if k[0] == newest.number and k != key]
            self._views = dict([*others[-_MOST_VIEWERS + 1 :], (key, view)])
        return explain(view.learner, view.ledger, newest, asked.record_id, left_out=view.left_out)


def stands_in(configuration: Configuration, new: list[str], *, first: bool) -> bool:
    """Whether another configuration ranks until these texts are embedded.

    Parameters
    ----------
    configuration
        The one that was chosen.
    new
        What must be embedded for it.
    first
        Whether there is no ranking yet, so that even a few texts are too many to wait for.
    """
    return configuration.name != STAND_IN and (len(new) > FEW or (first and bool(new)))
