"""How good was a screening order? The measures of the literature, one short file each.

A metric is a value object that is called with a `ScreeningOrder`::

    order = ScreeningOrder.from_labels([1, 0, 1, 1, 0, 0, 0, 1, 0, 0])
    WSS(0.95)(order)  # 0.15

Prior knowledge is left out of the order. A value is None, never 0, where a metric is undefined
(no relevant record, or nothing but relevant ones) or not known (it depends on records that were
never screened). Shares are exact fractions.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from activescreen.metrics.aurc import AURC
from activescreen.metrics.base import Metric
from activescreen.metrics.cost import Cost, CostStructure
from activescreen.metrics.discovery import ATD, ATDFraction, LastRelevantRank, TimeToDiscovery
from activescreen.metrics.erf import ERF
from activescreen.metrics.loss import NAUC, Loss
from activescreen.metrics.ndcg import NDCG
from activescreen.metrics.need import Need
from activescreen.metrics.order import ScreeningOrder
from activescreen.metrics.precision import NormalisedPrecision
from activescreen.metrics.recall import RecallAt, RecallAtShare
from activescreen.metrics.ties import average_over_ties
from activescreen.metrics.tnr import TNR
from activescreen.metrics.wss import WSS, WSSInsights
from activescreen.registry import Registry

METRICS: Registry[Metric] = Registry(
    "metric",
    "activescreen.metrics",
    {
        "atd": "activescreen.metrics.discovery:ATD",
        "atd_fraction": "activescreen.metrics.discovery:ATDFraction",
        "aurc": "activescreen.metrics.aurc:AURC",
        "cost": "activescreen.metrics.cost:Cost",
        "erf": "activescreen.metrics.erf:ERF",
        "last_relevant_rank": "activescreen.metrics.discovery:LastRelevantRank",
        "loss": "activescreen.metrics.loss:Loss",
        "nauc": "activescreen.metrics.loss:NAUC",
        "ndcg": "activescreen.metrics.ndcg:NDCG",
        "need": "activescreen.metrics.need:Need",
        "normalised_precision": "activescreen.metrics.precision:NormalisedPrecision",
        "recall_at": "activescreen.metrics.recall:RecallAt",
        "recall_at_share": "activescreen.metrics.recall:RecallAtShare",
        "time_to_discovery": "activescreen.metrics.discovery:TimeToDiscovery",
        "tnr": "activescreen.metrics.tnr:TNR",
        "wss": "activescreen.metrics.wss:WSS",
        "wss_insights": "activescreen.metrics.wss:WSSInsights",
    },
)

create = METRICS.create

REPORTED: Final[Mapping[str, Metric]] = MappingProxyType(
    {
        "wss_95": WSS(Fraction(95, 100)),
        "wss_100": WSS(Fraction(1)),
        "recall_at_5pct": RecallAtShare(Fraction(5, 100)),
        "recall_at_10pct": RecallAtShare(Fraction(10, 100)),
        "recall_at_20pct": RecallAtShare(Fraction(20, 100)),
        "need_95": Need(Fraction(95, 100)),
        "need_100": Need(Fraction(1)),
        "atd": ATD(),
        "atd_fraction": ATDFraction(),
        "loss": Loss(),
        "nauc": NAUC(),
        "ndcg": NDCG(),
        "tnr_95": TNR(Fraction(95, 100)),
    }
)
"""The metrics of every simulation, under the names that reports and files give them."""


def compute(
    order: ScreeningOrder, metrics: Mapping[str, Metric] = REPORTED
) -> dict[str, float | None]:
    """The values of several metrics, under the names of the table; None where undefined."""
    return {name: metric(order) for name, metric in metrics.items()}


__all__ = [
    "ATD",
    "AURC",
    "ERF",
    "METRICS",
    "NAUC",
    "NDCG",
    "REPORTED",
    "TNR",
    "WSS",
    "ATDFraction",
    "Cost",
    "CostStructure",
    "LastRelevantRank",
    "Loss",
    "Metric",
    "Need",
    "NormalisedPrecision",
    "RecallAt",
    "RecallAtShare",
    "ScreeningOrder",
    "TimeToDiscovery",
    "WSSInsights",
    "average_over_ties",
    "compute",
    "create",
]
