"""Small populations with a given relevance, and the screening of them."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from activescreen.ledger import Decision, Draw, FrozenLedger, Ledger, Verdict
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping.registration import Registration, register

MakeTrace = Callable[..., FrozenLedger]


@pytest.fixture(scope="session")
def make_records() -> Callable[[int], RecordSet]:
    """n records whose ids are not in file order."""
    kept: dict[int, RecordSet] = {}

    def make(n: int) -> RecordSet:
        if n not in kept:
            names = np.random.default_rng(n).permutation(n)
            kept[n] = RecordSet(
                Record(f"Record {i}", Source("made.csv", i), id=f"r{name:05d}")
                for i, name in enumerate(names.tolist())
            )
        return kept[n]

    return make


@pytest.fixture(scope="session")
def make_ledger(make_records: Callable[[int], RecordSet]) -> MakeTrace:
    """A frozen ledger from an order, its labels and draws; priors first."""

    def make(
        population: int,
        order: object = (),
        labels: object = (),
        draws: object = None,
        priors: int = 0,
    ) -> FrozenLedger:
        places = np.array(order, dtype=np.int64)
        codes = np.full(len(places), Draw.RANKED.code, dtype=np.int8)
        codes[:priors] = Draw.PRIOR.code
        if draws is not None:
            codes = np.array([draw.code for draw in draws], dtype=np.int8)
        verdicts = np.array(labels, dtype=np.int8)
        return FrozenLedger(
            make_records(population),
            "title_abstract",
            places,
            verdicts,
            verdicts.copy(),
            codes,
            np.zeros(len(places), dtype=np.bool_),
        )

    return make


@pytest.fixture(scope="session")
def make_trace(make_ledger: MakeTrace) -> Callable[..., tuple[FrozenLedger, np.ndarray]]:
    """A whole ranked screening with falling relevance, and the truth by record."""

    def make(
        population: int, relevant: int, seed: int = 0, priors: int = 2, steep: float = 12.0
    ) -> tuple[FrozenLedger, np.ndarray]:
        rng = np.random.default_rng(seed)
        weight = np.exp(-steep * np.arange(population) / population)
        places = rng.choice(population, relevant, replace=False, p=weight / weight.sum())
        labels = np.zeros(population, dtype=np.int8)
        labels[places] = 1
        order = rng.permutation(population)
        truth = np.zeros(population, dtype=np.int8)
        truth[order] = labels
        return make_ledger(population, order, labels, priors=priors), truth

    return make


class Reviews:
    """A review that is screened by ranking first and at random then, event by event."""

    day = date(2026, 11, 20)

    @staticmethod
    def verdict(place: int, relevant: int) -> Verdict:
        """The first so many records of the file are the relevant ones."""
        return Verdict.INCLUDE if place < relevant else Verdict.EXCLUDE

    def ranked(
        self,
        n: int = 300,
        read: int = 120,
        relevant: int = 20,
        votes: int = 1,
        prefix: str = "r",
        **given: object,
    ) -> Ledger:
        """The first ``read`` records of the file are read; ids are not in file order."""
        records = RecordSet(
            Record(f"Record {i}", Source("made.csv", i), id=f"{prefix}{i * 37 % n:04d}")
            for i in range(n)
        )
        ledger = Ledger(records, votes_per_record=votes)
        for place in range(read):
            verdict = self.verdict(place, relevant)
            for vote in range(votes):
                event = Decision(records.ids[place], verdict, reviewer=f"reviewer {vote}", **given)
                ledger.append(event)
        return ledger

    def register(self, ledger: Ledger, **given: object) -> Registration:
        settings = {"title": "Peer support", "wave": "first search", "seed": 7}
        return register(ledger, **{**settings, "created": self.day, **given})

    def draw(
        self, registration: Registration, ledger: Ledger, n: int, relevant: int = 20
    ) -> list[str]:
        """Go on with the registered order for ``n`` records; gives their ids."""
        frozen = ledger.freeze(registration.stage)
        drawn = registration.make_rule().random_draws(frozen, n)
        for place, _ in drawn:
            for vote in range(ledger.votes_per_record):
                ledger.append(
                    Decision(
                        ledger.records.ids[place],
                        self.verdict(place, relevant),
                        Draw.RANDOM,
                        stage=registration.stage,
                        reviewer=f"reviewer {vote}",
                    )
                )
        return [ledger.records.ids[place] for place, _ in drawn]

    @staticmethod
    def again(ledger: Ledger, events: list[Decision] | None = None) -> Ledger:
        """The ledger once more, or one of the same records with other events."""
        copy = Ledger(ledger.records, votes_per_record=ledger.votes_per_record)
        copy.append(list(ledger) if events is None else events)
        return copy


@pytest.fixture(scope="session")
def reviews() -> Reviews:
    """Makes reviews with a ranked part and a registered random phase."""
    return Reviews()
