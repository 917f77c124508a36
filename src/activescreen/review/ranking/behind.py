"""Training behind: who keeps a decision goes on at once, and the ranking follows by itself.

Wakes are gathered. One training of a review runs at a time; however many decisions come in during
it, exactly one more follows. Between two trainings there is a pause, as long as the last one took
where that is longer than the smallest, so that training never has more than half a processor.
Texts that must be embedded first are taken a few at a time, so that no review waits for another.

Nothing that is remembered here is needed: after a crash or a new start, the reviews whose newest
ranking has not seen everything are found in the database.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Condition, Thread
from typing import Final, Self

from activescreen.errors import ActiveScreenError, StoreError, WaitError
from activescreen.review.ranking.explaining import Asked, Why
from activescreen.review.ranking.time_left import TextPace
from activescreen.review.ranking.trainer import IDLE, Phase, TrainingState
from activescreen.review.ranking.worker import LostWorkerError, Worker

PAUSE: Final = 2.0
"""Seconds between two trainings of a review, at least."""

LOOK_EVERY: Final = 60.0
"""Seconds between two looks for reviews that commands or other processes have changed."""

_BUSY: Final = 5.0
_LONGEST_DELAY: Final = 300.0


@dataclass
class _Desk:
    """What is known of one review."""

    dirty: bool = False
    due: float = 0.0
    training: bool = False
    embedding: bool = False
    unbooked: bool = False
    done: int = 0
    total: int = 0
    error: str = ""
    remark: str = ""
    finished: int = 0
    failures: int = 0
    pace: TextPace = field(default_factory=TextPace)

    def state(self) -> TrainingState:
        if self.training:
            phase = Phase.TRAINING
        elif self.embedding:
            phase = Phase.EMBEDDING
        else:
            phase = Phase.WAITING if self.dirty else Phase.IDLE
        done, total = (self.done, self.total) if self.embedding else (0, 0)
        left = self.pace.left(total - done) if self.embedding else None
        return TrainingState(phase, done, total, self.error, self.remark, self.finished, left)


class TrainingBehind:
    """Has reviews trained by a worker, as their decisions come in.

    Parameters
    ----------
    worker
        Who trains.
    pause, look_every
        Seconds between two trainings of a review, and between two looks for reviews that were
        changed elsewhere.
    clock
        Seconds that never go backwards.
    """

    def __init__(
        self,
        worker: Worker,
        pause: float = PAUSE,
        look_every: float = LOOK_EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._worker = worker
        self._pause = pause
        self._look_every = look_every
        self._clock = clock
        self._desks: dict[int, _Desk] = {}
        self._listeners: dict[int, list[Callable[[], None]]] = {}
        self._changed = Condition()
        self._look_at = clock()
        self._looking = False
        self._closed = False
        self._thread = Thread(target=self._run, name="training", daemon=True)

    def start(self) -> Self:
        """Begin, with the reviews that are behind."""
        self._thread.start()
        return self

    @property
    def at_work(self) -> bool:
        """Whether it has not been closed."""
        return not self._closed

    def wake(self, review_id: int) -> None:
        """Train a review soon; returns at once."""
        with self._changed:
            desk = self._desks.setdefault(review_id, _Desk())
            known = desk.dirty
            desk.dirty = True
            self._changed.notify_all()
        if not known:
            self._tell(review_id)

    def state(self, review_id: int) -> TrainingState:
        """How far the training of a review is."""
        with self._changed:
            desk = self._desks.get(review_id)
            return IDLE if desk is None else desk.state()

    def watch(self, review_id: int, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a listener, on any thread, at every change of a review's state, and at the end."""
        with self._changed:
            self._listeners.setdefault(review_id, []).append(listener)

        def end() -> None:
            with self._changed:
                self._listeners[review_id].remove(listener)

        return end

    def explain(self, asked: Asked) -> Why:
        """Why a record stands where it stands.

        Raises
        ------
        LedgerError
            If there is no model yet.
        WaitError
            If the model is being prepared, or its process has ended and is started again.
        """
        if self._closed:
            raise WaitError("The service is ending.", remedy="Ask again when it is back.")
        try:
            return self._worker.explain(asked)
        except LostWorkerError as error:
            raise WaitError(error.what, remedy="Ask again in a moment.") from error

    def settle(self) -> None:
        """Wait until nothing is left to be done."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._busy())

    def close(self) -> None:
        """End what is being done; nothing is lost, and a second call changes nothing."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            self._changed.notify_all()
            watched = list(self._listeners)
        for review_id in watched:
            self._tell(review_id)
        self._worker.close()
        if self._thread.is_alive():
            self._thread.join()

    def __enter__(self) -> Self:
        """Begin."""
        return self.start()

    def __exit__(self, *of_an_error: object) -> None:
        """End."""
        self.close()

    def _busy(self) -> bool:
        desks = self._desks.values()
        waiting = any(desk.dirty or desk.embedding or desk.unbooked for desk in desks)
        at_it = any(desk.training for desk in desks)
        return waiting or at_it or self._looking or self._clock() >= self._look_at

    def _run(self) -> None:
        while (task := self._next()) is not None:
            task()
            with self._changed:
                self._changed.notify_all()

    def _next(self) -> Callable[[], None] | None:
        """What to do now; waits until there is something. None at the end."""
        with self._changed:
            while not self._closed:
                now = self._clock()
                task = self._choose(now)
                if task is not None:
                    return task
                times = [desk.due for desk in self._desks.values() if desk.dirty or desk.embedding]
                self._changed.wait(max(min([*times, self._look_at]) - now, 0.0))
        return None

    def _choose(self, now: float) -> Callable[[], None] | None:
        """Trainings first, whoever waits longest; then the books, looks, and texts to embed."""
        waiting = [(desk.due, number) for number, desk in self._desks.items() if desk.dirty]
        if waiting and min(waiting)[0] <= now:
            number = min(waiting)[1]
            desk = self._desks[number]
            desk.dirty, desk.training = False, True
            return partial(self._train, number, desk)
        for number, desk in self._desks.items():
            if desk.unbooked:
                return partial(self._book, number, desk)
        if now >= self._look_at:
            self._look_at, self._looking = now + self._look_every, True
            return self._look
        for number, desk in list(self._desks.items()):
            if desk.embedding and desk.due <= now:
                self._desks[number] = self._desks.pop(number)  # the others come before the next
                return partial(self._embed, number, desk)
        return None

    def _train(self, number: int, desk: _Desk) -> None:
        self._tell(number)
        began = self._clock()
        try:
            done = self._worker.train(number)
        except ActiveScreenError as error:
            self._failed(number, desk, error)
            return
        with self._changed:
            ended = self._clock()
            desk.training, desk.failures, desk.error = False, 0, ""
            desk.due = ended + (_BUSY if done.busy else max(self._pause, ended - began))
            desk.dirty |= done.busy
            if not done.busy:
                if not desk.embedding:
                    desk.done, desk.total, desk.pace = 0, done.missing, TextPace()
                desk.embedding = done.missing > 0
            desk.finished += done.ranked
            desk.unbooked |= done.ranked
        self._tell(number)

    def _embed(self, number: int, desk: _Desk) -> None:
        try:
            done = self._worker.embed(number)
        except ActiveScreenError as error:
            self._failed(number, desk, error)
            return
        with self._changed:
            desk.done, desk.total = done.done, done.total
            desk.pace.step(done.done, self._clock())
            if done.done >= done.total:
                desk.embedding, desk.dirty, desk.due = False, True, self._clock()
        self._tell(number)

    def _book(self, number: int, desk: _Desk) -> None:
        try:
            remark = self._worker.book(number)
        except LostWorkerError as error:
            remark = f"A training is not in the books. {error.what}"
        with self._changed:
            changed = remark != desk.remark and not self._closed
            desk.unbooked = False
            desk.remark = remark
        if changed:
            self._tell(number)

    def _look(self) -> None:
        try:
            for number in self._worker.behind():
                self.wake(number)
        except (LostWorkerError, StoreError):
            # Whatever is wrong, the next training meets it, too, and says so where it is read.
            pass
        finally:
            self._looking = False

    def _failed(self, number: int, desk: _Desk, error: ActiveScreenError) -> None:
        with self._changed:
            desk.training = False
            if self._closed:
                return
            if isinstance(error, (LostWorkerError, StoreError)):
                desk.failures += 1
                delay = min(2.0**desk.failures, _LONGEST_DELAY)
                desk.dirty, desk.due = True, self._clock() + delay
                desk.error = f"{error.what} It is tried again in {delay:,.0f} seconds."
            else:
                # What is wrong with the review itself stays so until something in it changes.
                desk.embedding, desk.due = False, self._clock() + self._pause
                desk.error = error.paragraph
        self._tell(number)

    def _tell(self, number: int) -> None:
        with self._changed:
            listeners = list(self._listeners.get(number, ()))
        for listener in listeners:
            listener()
