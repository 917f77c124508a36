"""activescreen: ranked screening for systematic reviews, with honest stopping.

The names below are imported when first used, so that ``import activescreen`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from activescreen._version import __version__

if TYPE_CHECKING:
    from activescreen import metrics, stopping
    from activescreen.formats import read_labels, read_records
    from activescreen.learner import ActiveLearner
    from activescreen.ledger import Decision, Draw, Ledger, Verdict
    from activescreen.ranking import Ranking
    from activescreen.records import Record, RecordSet
    from activescreen.simulation import simulate

_PLACES = {
    "ActiveLearner": "activescreen.learner",
    "Decision": "activescreen.ledger",
    "Draw": "activescreen.ledger",
    "Ledger": "activescreen.ledger",
    "Ranking": "activescreen.ranking",
    "Record": "activescreen.records",
    "RecordSet": "activescreen.records",
    "Verdict": "activescreen.ledger",
    "read_labels": "activescreen.formats",
    "read_records": "activescreen.formats",
    "simulate": "activescreen.simulation",
}
_ROOMS = ("metrics", "stopping")


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"activescreen.{name}")
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module 'activescreen' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "ActiveLearner",
    "Decision",
    "Draw",
    "Ledger",
    "Ranking",
    "Record",
    "RecordSet",
    "Verdict",
    "__version__",
    "metrics",
    "read_labels",
    "read_records",
    "simulate",
    "stopping",
]
