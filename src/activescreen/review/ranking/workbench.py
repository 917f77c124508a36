"""Models of many reviews, kept between trainings, so that the next one takes little time.

Nothing here starts by itself and nothing waits: who calls decides when (see
:mod:`activescreen.review.ranking.behind`). Explanations may be asked for on another thread.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from time import perf_counter
from typing import Final

from activescreen.configuration import load_configuration
from activescreen.errors import LedgerError, ModelError
from activescreen.review.pilot.pilots import veiled
from activescreen.review.ranking.bench import Bench, stands_in
from activescreen.review.ranking.books import Books, NoBooks, Page
from activescreen.review.ranking.explaining import Asked, Why
from activescreen.review.ranking.lessons import STAND_IN, Lesson, is_current, keep, learn
from activescreen.review.ranking.material import Moment
from activescreen.review.ranking.worker import Embedded, Trained
from activescreen.review.records.browsing import no_record
from activescreen.stopping.wording import counted as in_words
from activescreen.store.database import Database
from activescreen.store.rankings import newest_ranking
from activescreen.store.reviews import Counters, count, review_at
from activescreen.store.trainings import Training, newest_training, reviews_behind, training_lock

_MOST_RECORDS: Final = 250_000
"""Records of which features are kept in memory, of all reviews together."""


def _utc() -> datetime:
    return datetime.now(UTC)


class Workbench:
    """Models of the reviews of one database.

    Parameters
    ----------
    database
        Where the reviews are.
    books
        Told of each training.
    clock
        Gives the time, in UTC.
    """

    def __init__(
        self,
        database: Database,
        books: Books | None = None,
        clock: Callable[[], datetime] = _utc,
    ) -> None:
        self._database = database
        self._books = books or NoBooks()
        self._clock = clock
        self._benches: OrderedDict[int, Bench] = OrderedDict()
        self._lock = Lock()

    def train(self, review_id: int) -> Trained:
        """Train a review's model if anything has come since, and keep the ranking.

        Where features of the configuration take long, another one that needs none of them ranks
        until they are there.

        Raises
        ------
        ActiveScreenError
            If no model can be trained.
        """
        with training_lock(self._database, review_id) as mine:
            return self._train(review_id) if mine else Trained(busy=True)

    def embed(self, review_id: int) -> Embedded:
        """Embed a few of the texts that the last training found missing."""
        return self._bench(review_id).embed_some()

    def book(self, review_id: int) -> str:
        """Enter the trainings that are not in the books yet; what went wrong, if anything did."""
        bench, remark = self._bench(review_id), ""
        while bench.pages:
            remark = self._books.enter(bench.pages.pop(0))
        return remark

    def behind(self) -> list[int]:
        """Numbers of the reviews whose newest ranking has not seen all that there is."""
        with self._database.reading() as connection:
            return reviews_behind(connection)

    def explain(self, asked: Asked) -> Why:
        """Why a record stands where it stands.

        Raises
        ------
        LedgerError
            If there is no ranking yet.
        MissingError
            If the review has no such record among those that it screens.
        WaitError
            If the model is still being prepared.
        """
        bench = self._bench(asked.review_id)
        with self._database.reading() as connection:
            review = review_at(connection, asked.review_id)
            newest = None if review is None else newest_ranking(connection, review)
            if review is None or newest is None:
                raise LedgerError(
                    "There is no ranking yet that could be explained.",
                    where=f"record {asked.record_id}",
                    remedy="Ask again once the first training has ended.",
                )
            moment = bench.material.catch_up(connection, review)
            veil = veiled(connection, review)
        if not moment.population.records.has(asked.record_id):
            raise no_record()
        own = load_configuration(newest.configuration)
        return bench.explain(asked, newest, moment, own, veil)

    def close(self) -> None:
        """Nothing is open."""

    def _train(self, review_id: int) -> Trained:
        began = perf_counter()
        bench = self._bench(review_id)
        with self._database.reading() as connection:
            review = review_at(connection, review_id)
            counted = Counters() if review is None else count(connection, review)
            if review is None or not counted.places:
                return Trained()
            newest = newest_training(connection, review)
            bench.look(connection, review, newest)
            known = None if bench.overtaken else newest
            if known is not None and is_current(known, review, counted):
                bench.settle()
                return Trained()
            moment = bench.material.catch_up(connection, review)
        configuration = load_configuration(review.configuration)
        learner = bench.learner(review, configuration)
        new = bench.new_texts(learner, moment)
        if stands_in(configuration, new, first=newest is None):
            bench.plan(learner, new)
            note = (
                f"Words alone rank until the meaning of {in_words(len(new), 'text')} is computed; "
                f"then the configuration '{configuration.name}' does."
            )
            done = self._stand_in(bench, moment, known, note, began)
            return replace(done, missing=len(new))
        try:
            bench.prepare(learner, moment)
        except ModelError as error:
            note = f"The configuration '{configuration.name}' cannot rank here. {error.paragraph}"
            return self._stand_in(bench, moment, known, f"{note} Words alone rank instead.", began)
        bench.keep_only(learner)
        self._make_room(review_id)
        return Trained(ranked=self._keep(bench, learn(learner, moment), began))

    def _stand_in(
        self, bench: Bench, moment: Moment, newest: Training | None, note: str, began: float
    ) -> Trained:
        """Rank with the configuration that needs nothing that takes long."""
        review = replace(moment.review, configuration=STAND_IN)
        if newest is not None and is_current(newest, review, moment.counted):
            return Trained()
        learner = bench.learner(review, load_configuration(STAND_IN))
        bench.prepare(learner, moment)
        lesson = learn(learner, moment)
        lesson = replace(lesson, notes=(*lesson.notes, note))
        return Trained(ranked=self._keep(bench, lesson, began))

    def _keep(self, bench: Bench, lesson: Lesson, began: float) -> bool:
        kept = keep(self._database, lesson, self._clock(), even_if_known=bench.overtaken)
        bench.settle()
        if kept is not None:
            bench.pages.append(_page(lesson, perf_counter() - began))
        return kept is not None

    def _bench(self, review_id: int) -> Bench:
        with self._lock:
            bench = self._benches.setdefault(review_id, Bench())
            self._benches.move_to_end(review_id)
            return bench

    def _make_room(self, review_id: int) -> None:
        """Drop what is kept of the reviews that were not asked for longest."""
        with self._lock:
            held = sum(len(bench.material) for bench in self._benches.values())
            for number in list(self._benches):
                if held <= _MOST_RECORDS:
                    return
                if number != review_id and not self._benches[number].pages:
                    held -= len(self._benches.pop(number).material)


def _page(lesson: Lesson, seconds: float) -> Page:
    review, ledger = lesson.moment.review, lesson.moment.ledger
    told_by = f"{review.name}\n{review.created}".encode()
    return Page(
        key=hashlib.sha256(told_by).hexdigest()[:32],
        review=review.name,
        configuration=lesson.configuration,
        seed=review.seed,
        model_hash=lesson.ranking.model_hash,
        ranked_by=lesson.ranked_by,
        events=lesson.moment.counted.events,
        records=ledger.population,
        read=ledger.n_read,
        found=ledger.n_found,
        ranked=len(lesson.ranking),
        seconds=seconds,
    )
