"""Small populations with a given relevance, and the screening of them."""

from collections.abc import Callable

import numpy as np
import pytest

from activescreen.ledger import Draw, FrozenLedger
from activescreen.records import Record, RecordSet, Source

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
