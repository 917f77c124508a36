"""What holds for every registered metric, and what each one is by its plain definition."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen import metrics
from activescreen.metrics import METRICS, CostStructure, ScreeningOrder

Labels = list[int]
R95 = Fraction(95, 100)


def confusion(labels: Labels, depth: int) -> tuple[int, int, int, int]:
    """TP, FP, TN, FN after so many records, counted one by one."""
    read, unread = labels[:depth], labels[depth:]
    return read.count(1), read.count(0), unread.count(0), unread.count(1)


def recall(labels: Labels, depth: int) -> Fraction:
    tp, _, _, fn = confusion(labels, depth)
    return Fraction(tp, tp + fn)


def first_depth(labels: Labels, target: Fraction) -> int:
    return next(n for n in range(len(labels) + 1) if recall(labels, n) >= target)


def ranks(labels: Labels) -> list[int]:
    return [rank for rank, label in enumerate(labels, 1) if label]


def wss(labels: Labels) -> float:
    _, _, tn, fn = confusion(labels, first_depth(labels, R95))
    return float(Fraction(tn + fn, len(labels)) - (1 - R95))


def random_counts(labels: Labels) -> list[int]:
    """round(linspace(0, R, N)) with Python's own rounding, half to even."""
    total, n = sum(labels), len(labels)
    return [round(i * (total / (n - 1))) for i in range(n - 1)] + [total]


def wss_insights(labels: Labels) -> float | None:
    number = math.floor(R95 * sum(labels))
    if number == 0:
        return None
    expected = 1 + next(i for i, count in enumerate(random_counts(labels)) if count >= number)
    return (expected - ranks(labels)[number - 1]) / len(labels)


def erf(labels: Labels) -> float:
    depth = len(labels) // 2
    if depth == 0:
        return 0.0
    return (sum(labels[:depth]) - random_counts(labels)[depth - 1]) / sum(labels)


def loss(labels: Labels) -> float:
    pairs = [(i, r) for i, x in enumerate(labels) if not x for r, y in enumerate(labels) if y]
    return sum(i < r for i, r in pairs) / len(pairs)


def aurc(labels: Labels) -> float:
    return float(sum(recall(labels, n) for n in range(1, len(labels) + 1)) / len(labels))


def ndcg(labels: Labels) -> float:
    perfect = sorted(labels, reverse=True)
    dcg, ideal = (
        sum(x / math.log2(i + 1) for i, x in enumerate(order, 1)) for order in (labels, perfect)
    )
    return dcg / ideal


def tnr(labels: Labels) -> float:
    _, fp, tn, _ = confusion(labels, first_depth(labels, R95))
    return tn / (tn + fp)


def normalised_precision(labels: Labels) -> float:
    tp, fp, _, _ = confusion(labels, first_depth(labels, R95))
    precision, lowest = Fraction(tp, tp + fp), Fraction(tp, tp + labels.count(0))
    return float((precision - lowest) / (1 - lowest))


def cost(labels: Labels) -> float:
    first, end = labels[:3], max(3, first_depth(labels, R95))
    further = labels[3:end]
    return 2 * first.count(1) + first.count(0) + 8 * further.count(1) + 4 * further.count(0)


@dataclass(frozen=True)
class Definition:
    value: Callable[[Labels], float | None]
    low: float = 0.0
    high: float = 1.0
    more_is_better: bool | None = True
    defined_for_all_relevant: bool = False
    settings: dict[str, Any] = field(default_factory=dict)


def work(value: Callable[[Labels], float | None], **more: Any) -> Definition:
    """A count of records read."""
    given_settings = {"low": 1, "high": math.inf, "more_is_better": False}
    return Definition(value, defined_for_all_relevant=True, **(given_settings | more))


PRICES = CostStructure(2, 1, 8, 4)
DEFINITIONS = {
    "atd": work(lambda x: sum(ranks(x)) / sum(x)),
    "atd_fraction": work(lambda x: sum(r / len(x) for r in ranks(x)) / sum(x), low=0, high=1),
    "aurc": Definition(aurc),
    # A relevant record costs more than an irrelevant one here: the better order need not win.
    "cost": work(cost, more_is_better=None, settings={"first_phase": 3, "structure": PRICES}),
    "erf": Definition(erf, low=-1, settings={"p": 0.5}),
    "last_relevant_rank": work(lambda x: ranks(x)[-1]),
    "loss": Definition(loss, more_is_better=False),
    "nauc": Definition(lambda x: 1 - 2 * loss(x), low=-1),
    "ndcg": Definition(ndcg),
    "need": work(lambda x: first_depth(x, R95)),
    "normalised_precision": Definition(normalised_precision),
    "recall_at": Definition(
        lambda x: float(recall(x, 4)), defined_for_all_relevant=True, settings={"k": 4}
    ),
    "recall_at_share": Definition(
        lambda x: float(recall(x, 3 * len(x) // 10)),
        defined_for_all_relevant=True,
        settings={"p": 0.3},
    ),
    "time_to_discovery": work(
        lambda x: ranks(x)[1] if sum(x) > 1 else None, low=2, settings={"i": 2}
    ),
    "tnr": Definition(tnr),
    "wss": Definition(wss, low=-1, high=0.95),
    "wss_insights": Definition(wss_insights, low=-1),
}

every_metric = pytest.mark.parametrize("name", METRICS.names())
quick = settings(deadline=None, max_examples=60)
label_lists = st.lists(st.integers(0, 1), min_size=1, max_size=45)
mixed_labels = label_lists.filter(lambda x: 0 < sum(x) < len(x))


def make(name: str) -> metrics.Metric:
    return metrics.create(name, **DEFINITIONS[name].settings)


def test_every_registered_metric_is_defined_here() -> None:
    assert set(DEFINITIONS) == set(METRICS.names())


@every_metric
@quick
@given(labels=mixed_labels)
def test_agrees_with_its_plain_definition(name: str, labels: Labels) -> None:
    expected = DEFINITIONS[name].value(labels)
    value = make(name)(ScreeningOrder.from_labels(labels))
    assert value == (None if expected is None else pytest.approx(expected, abs=1e-12))


@every_metric
@quick
@given(labels=mixed_labels)
def test_lies_within_its_bounds_and_between_reversed_and_perfect(name: str, labels: Labels) -> None:
    definition, metric = DEFINITIONS[name], make(name)
    perfect, value, worst = (
        metric(ScreeningOrder.from_labels(order))
        for order in (sorted(labels, reverse=True), labels, sorted(labels))
    )
    if value is None:
        assert perfect is None
        assert worst is None
        return
    assert definition.low <= value <= definition.high
    if definition.more_is_better is not None:
        low, high = (worst, perfect) if definition.more_is_better else (perfect, worst)
        assert low <= value + 1e-12
        assert value <= high + 1e-12


@every_metric
@pytest.mark.parametrize("n", [0, 1, 7])
def test_is_none_without_a_relevant_record(name: str, n: int) -> None:
    assert make(name)(ScreeningOrder.from_labels([0] * n)) is None


@every_metric
@pytest.mark.parametrize("n", [2, 20])
def test_where_all_are_relevant_only_counts_of_work_are_defined(name: str, n: int) -> None:
    value = make(name)(ScreeningOrder.from_labels([1] * n))
    if DEFINITIONS[name].defined_for_all_relevant:
        assert value == pytest.approx(DEFINITIONS[name].value([1] * n))
    else:
        assert value is None


@every_metric
@quick
@given(labels=mixed_labels, data=st.data())
def test_a_run_that_ends_early_gives_the_right_number_or_none(
    name: str, labels: Labels, data: st.DataObject
) -> None:
    screened = data.draw(st.integers(0, len(labels)))
    metric = make(name)
    whole = metric(ScreeningOrder.from_labels(labels))
    short = ScreeningOrder.from_labels(labels[:screened], len(labels), sum(labels))
    value = metric(short)
    # Once every inclusion is found, the tail holds no secret.
    assert value == whole if short.complete else value in (None, whole)


@every_metric
def test_is_a_value_object_with_a_stable_repr(name: str) -> None:
    metric = make(name)
    assert metric == make(name)
    assert len({metric, make(name)}) == 1
    assert repr(metric) == repr(make(name))
    assert "object at" not in repr(metric)


def test_reprs_tell_all_metrics_apart() -> None:
    names = [repr(make(name)) for name in METRICS.names()]
    assert len(set(names)) == len(names)
