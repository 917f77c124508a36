"""The active learner: fitted on a frozen ledger, it ranks what is left and says why."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from copy import copy
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from activescreen import classifiers, features, queries
from activescreen._version import __version__
from activescreen.classifiers import RelevanceClassifier
from activescreen.classifiers.calibration import calibrated
from activescreen.configuration import Configuration, load_configuration
from activescreen.errors import ConfigurationError
from activescreen.explanation import Explanation, contributions, most_alike
from activescreen.features import FeatureMatrix, Progress, no_progress
from activescreen.ledger import IRRELEVANT, RELEVANT, UNRESOLVED, FrozenLedger
from activescreen.ranking import SCORE_DECIMALS, Ranking
from activescreen.records import TEXT_FIELDS, RecordSet

_SCORING: Final = "classifier"
_SIMILARITY: Final = "similarity to the records included so far"
_QUESTION: Final = "similarity to the review question"
_CHANCE: Final = "chance"
_NOT_FITTED: Final = "fit the learner on a frozen ledger first"


class ActiveLearner:
    """Learns from the labels in a frozen ledger and ranks the records without one.

    Without an inclusion and an exclusion there is nothing to tell apart. The learner then
    ranks by likeness to the inclusions, or to the review question, or, having neither, by
    chance; ``ranked_by`` and ``notes`` say so.

    Parameters
    ----------
    configuration
        Features, classifier and query strategy.
    seed
        Decides everything that is left to chance.
    question
        The review question, to rank by before there is an inclusion.
    warm_start
        Start each fit from the last. Faster; the weights agree with a cold start within the
        classifier's tolerance.
    """

    def __init__(
        self,
        configuration: Configuration,
        seed: int = 0,
        question: str = "",
        warm_start: bool = False,
    ) -> None:
        unknown = set(configuration.fields) - set(TEXT_FIELDS)
        if unknown or not configuration.fields:
            raise ConfigurationError(
                f"A learner cannot read the fields {sorted(unknown) or 'none at all'}.",
                where=f"configuration '{configuration.name}'",
                remedy=f"Choose from {', '.join(TEXT_FIELDS)}.",
            )
        self.configuration = configuration
        self.seed = seed
        self.question = question
        self.extractor = features.create(**_by_name(configuration.features))
        self.classifier: RelevanceClassifier = classifiers.create(
            **_by_name(configuration.classifier)
        )
        self.query = queries.create(**_by_name(configuration.query))
        if warm_start and "warm_start" in self.classifier.get_params():
            self.classifier.set_params(warm_start=True)
        self.ranked_by = ""
        self.model_hash = ""
        self._records: RecordSet | None = None
        self._matrix: FeatureMatrix | None = None
        self._ledger: FrozenLedger | None = None

    @classmethod
    def from_config(cls, name: str = "default", seed: int = 0, question: str = "") -> Self:
        """A learner by the name of its configuration.

        Raises
        ------
        ConfigurationError
            If the name is unknown.
        """
        return cls(load_configuration(name), seed, question)

    def with_seed(self, seed: int) -> ActiveLearner:
        """An unfitted learner with another seed that shares the features computed here."""
        other = copy(self)
        other.seed = seed
        other.classifier = clone(self.classifier)
        other.query = clone(self.query)
        other.ranked_by = other.model_hash = ""
        other._ledger = None
        return other

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of this learner's rankings."""
        notes = self.extractor.notes
        if self.ranked_by and self.ranked_by != _SCORING:
            notes = (*notes, f"With the labels there are, records are ranked by {self.ranked_by}.")
        return notes

    def prepare(self, records: RecordSet, progress: Progress = no_progress) -> Self:
        """Compute the features of a population, once."""
        if self._records is not records:
            texts = records.texts(self.configuration.fields)
            self._matrix = self.extractor.fit_transform(texts, progress)
            self._records = records
            self._ledger = None
            self.ranked_by = self.model_hash = ""  # a model of other features ranks nothing here
        return self

    def is_prepared(self, records: RecordSet) -> bool:
        """Whether the features of this population are at hand."""
        return self._records is records

    def fit(self, ledger: FrozenLedger) -> Self:
        """Learn from the labels that may train (see :mod:`activescreen.ledger`)."""
        self.prepare(ledger.records)
        usable = ledger.training != UNRESOLVED
        rows, labels = ledger.order[usable], ledger.training[usable]
        self._ledger = ledger
        self.model_hash = self._name_model(ledger)
        if RELEVANT in labels and IRRELEVANT in labels:
            self.ranked_by = _SCORING
            self.classifier.fit(self._features.take(rows), labels)
        elif RELEVANT in labels:
            self.ranked_by = _SIMILARITY
        else:
            self.ranked_by = _QUESTION if self.question.strip() else _CHANCE
        return self

    @property
    def has_model(self) -> bool:
        """Whether the classifier has been fitted, on an inclusion and an exclusion."""
        return self.ranked_by == _SCORING

    def restore_model(self, coef: NDArray[Any], intercept: NDArray[Any], model_hash: str) -> Self:
        """Take over a fitted model; it ranks other records, and has no ledger of its own."""
        self.classifier.coef_, self.classifier.intercept_ = coef, intercept
        self.classifier.classes_ = np.array([IRRELEVANT, RELEVANT])
        self.classifier.n_features_in_ = coef.shape[1]
        self.ranked_by, self.model_hash = _SCORING, model_hash
        return self

    def rank(self, records: RecordSet | None = None) -> Ranking:
        """Rank the records that were not drawn yet.

        Parameters
        ----------
        records
            Other records than the ledger's, for instance a later search; None: the ledger's.
            A loaded model has no ledger and ranks all that it is given.

        Returns
        -------
        Ranking
            Scores and places; ties by record id.

        Raises
        ------
        ValueError
            If the learner was neither fitted nor loaded.
        """
        if not self.ranked_by:
            raise ValueError(_NOT_FITTED)
        if records is None or (self._ledger is not None and records is self._ledger.records):
            ledger = self._fitted
            return self._rank(ledger.records, self._features, ledger.unread)
        matrix = self.extractor.transform(records.texts(self.configuration.fields))
        return self._rank(records, matrix, self._unread_among(records))

    def rank_all(self) -> Ranking:
        """Rank the whole population of the ledger, records already read included.

        Raises
        ------
        ValueError
            If the learner was not fitted.
        """
        records = self._fitted.records
        return self._rank(records, self._features, np.arange(len(records)))

    def probabilities(self) -> NDArray[np.float64] | None:
        """Each record's calibrated probability of being relevant, in the population's order.

        See :func:`activescreen.classifiers.calibration.calibrated`, also for what happens with
        few labels.

        Returns
        -------
        Probabilities of shape (N,), those of labelled records included; None while records are
        ranked without a model.

        Raises
        ------
        ValueError
            If the learner was not fitted.
        """
        ledger = self._fitted
        if not self.has_model:
            return None
        usable = ledger.training != UNRESOLVED
        return calibrated(
            self.classifier,
            self._features,
            ledger.order[usable],
            ledger.training[usable] == RELEVANT,
            self._chance(),
        )

    def explain(self, record_id: str, n_terms: int = 8, n_nearest: int = 3) -> Explanation:
        """Say why a record of the population stands where it stands.

        Parameters
        ----------
        record_id
            The record.
        n_terms
            Terms for and against, at most.
        n_nearest
            Included records most like it, at most.
        """
        records = self._fitted.records
        place = records.position(record_id)
        mine = self._features.take(np.array([place]))
        terms, meaning = contributions(mine, self._direction(), self.extractor.words_of)
        return Explanation(
            record_id,
            float(self._score(self._features, self._chance())[place]),
            tuple(term for term in terms[:n_terms] if term[1] > 0),
            tuple(term for term in terms[: -n_terms - 1 : -1] if term[1] < 0),
            meaning,
            tuple(self.most_alike(record_id, self._included, n_nearest)),
        )

    def most_alike(
        self, record_id: str, places: NDArray[np.int64], n: int
    ) -> list[tuple[str, float]]:
        """Which of some records of the population are most like one of them.

        Parameters
        ----------
        record_id
            The record; it is never said to be like itself.
        places
            Places of the others.
        n
            How many, at most.

        Returns
        -------
        (record id, cosine similarity), most alike first; by meaning where there is an embedding.
        """
        records = self._fitted.records
        place = records.position(record_id)
        others = places[places != place]
        if not len(others):
            return []
        mine = self._features.take(np.array([place]))
        nearest = most_alike(mine, self._features.take(others), n)
        return [(records.ids[others[i]], likeness) for i, likeness in nearest]

    def _rank(
        self, records: RecordSet, matrix: FeatureMatrix, candidates: NDArray[np.int64]
    ) -> Ranking:
        # By id and rounded, so that no strategy breaks ties by where a record stood in its file.
        candidates = candidates[np.argsort(records.id_order[candidates])]
        rng = self._chance()
        scores = np.round(self._score(matrix, rng)[candidates], SCORE_DECIMALS)
        return Ranking.from_scores(
            records, candidates, scores, self.model_hash, self.query.urgency(scores, rng)
        )

    def _score(self, matrix: FeatureMatrix, rng: np.random.Generator) -> NDArray[np.float64]:
        if self.ranked_by == _SCORING:
            return self.classifier.decision_function(matrix).astype(np.float64)
        if self.ranked_by == _CHANCE:
            return rng.random(len(matrix))
        return np.asarray(matrix.dot(self._direction()), dtype=np.float64)

    def _direction(self) -> NDArray[np.float64]:
        """What a record's features are multiplied by, one number a feature; zeros for chance."""
        if self.ranked_by == _SCORING:
            return np.asarray(self.classifier.coef_[0], dtype=np.float64)
        if self.ranked_by == _SIMILARITY:
            return _center(self._features.take(self._included))
        if self.ranked_by == _QUESTION:
            return _center(self.extractor.transform([self.question]))
        return np.zeros(self._features.shape[1])

    def _chance(self) -> np.random.Generator:
        return np.random.default_rng([self.seed, self._ledger.n_read if self._ledger else 0])

    def _unread_among(self, records: RecordSet) -> NDArray[np.int64]:
        """Places of the records that the ledger does not show as read."""
        if self._ledger is None:
            return np.arange(len(records))
        own = self._ledger.records.ids
        read = {own[place] for place in self._ledger.order}
        fresh = [place for place, name in enumerate(records.ids) if name not in read]
        return np.array(fresh, dtype=np.int64)

    def _name_model(self, ledger: FrozenLedger) -> str:
        """A model is named by what determines it: settings, seed, records and labels.

        The number of features belongs to it, for a part that is missing may have been left out.
        """
        digest = hashlib.blake2b(digest_size=16)
        for part in (__version__, self.configuration.fingerprint, str(self.seed), self.question):
            digest.update(part.encode() + b"\0")
        digest.update(f"{self._features.shape[1]}\n{ledger.digest}".encode())
        digest.update(ledger.training.tobytes())
        return digest.hexdigest()

    @property
    def _included(self) -> NDArray[np.int64]:
        ledger = self._fitted
        included: NDArray[np.int64] = ledger.order[ledger.training == RELEVANT]
        return included

    @property
    def _fitted(self) -> FrozenLedger:
        if self._ledger is None:
            raise ValueError(_NOT_FITTED)
        return self._ledger

    @property
    def _features(self) -> FeatureMatrix:
        if self._matrix is None:
            raise ValueError("prepare the learner with records first")
        return self._matrix


def _by_name(settings: Mapping[str, Any]) -> dict[str, Any]:
    """``kind`` is what a registry calls ``name``."""
    return {"name" if key == "kind" else key: value for key, value in settings.items()}


def _center(targets: FeatureMatrix) -> NDArray[np.float64]:
    """The targets' mean: multiplied with it, features give the mean likeness to them."""
    return np.asarray(targets.tdot(np.full(len(targets), 1 / len(targets))), dtype=np.float64)
