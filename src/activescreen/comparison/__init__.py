"""Prioritised screening held against full human screening of the same records.

`compare` takes a `Screened` (from a ledger or a simulation's run) and a `Reference` (a file in
which every record is labelled), and gives a `Comparison`. docs/comparing.md explains its figures.

The names below are imported when first used.
"""

from typing import TYPE_CHECKING

from activescreen._lazy import lazy_names

if TYPE_CHECKING:
    from activescreen.comparison.comparing import Comparison, StageResult, compare
    from activescreen.comparison.inclusions import Fate, Inclusion
    from activescreen.comparison.intervals import Bootstrap, clopper_pearson
    from activescreen.comparison.matching import Matching, match
    from activescreen.comparison.measures import Measure
    from activescreen.comparison.reference import Reference, reference_of
    from activescreen.comparison.results import as_json, rows
    from activescreen.comparison.screened import Screened, from_ledger
    from activescreen.comparison.simulated import choose_run, from_run, read_runs

__getattr__ = lazy_names(
    __name__,
    {
        "Bootstrap": "intervals",
        "Comparison": "comparing",
        "Fate": "inclusions",
        "Inclusion": "inclusions",
        "Matching": "matching",
        "Measure": "measures",
        "Reference": "reference",
        "Screened": "screened",
        "StageResult": "comparing",
        "as_json": "results",
        "choose_run": "simulated",
        "clopper_pearson": "intervals",
        "compare": "comparing",
        "from_ledger": "screened",
        "from_run": "simulated",
        "match": "matching",
        "read_runs": "simulated",
        "reference_of": "reference",
        "rows": "results",
    },
)


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "Bootstrap",
    "Comparison",
    "Fate",
    "Inclusion",
    "Matching",
    "Measure",
    "Reference",
    "Screened",
    "StageResult",
    "as_json",
    "choose_run",
    "clopper_pearson",
    "compare",
    "from_ledger",
    "from_run",
    "match",
    "read_runs",
    "reference_of",
    "rows",
]
