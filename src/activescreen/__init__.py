"""activescreen: ranked screening for systematic reviews, with honest stopping.

The names below are imported when first used, so that ``import activescreen`` costs nothing.
"""

from typing import TYPE_CHECKING

from activescreen._lazy import lazy_names
from activescreen._version import __version__

if TYPE_CHECKING:
    from activescreen import metrics, stopping
    from activescreen.formats import read_labels, read_records
    from activescreen.learner import ActiveLearner
    from activescreen.ledger import Decision, Draw, Ledger, Verdict
    from activescreen.ranking import Ranking
    from activescreen.records import Record, RecordSet
    from activescreen.simulation import simulate

__getattr__ = lazy_names(
    __name__,
    {
        "ActiveLearner": "learner",
        "Decision": "ledger",
        "Draw": "ledger",
        "Ledger": "ledger",
        "Ranking": "ranking",
        "Record": "records",
        "RecordSet": "records",
        "Verdict": "ledger",
        "metrics": "metrics/",
        "read_labels": "formats",
        "read_records": "formats",
        "simulate": "simulation",
        "stopping": "stopping/",
    },
)


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
