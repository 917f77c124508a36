"""Reports of simulation studies: plots with Altair, and an HTML page that needs no network.

The names below are imported when first used: drawing needs libraries that a caller who only
wants the figures need not load.
"""

from typing import TYPE_CHECKING

from activescreen._lazy import lazy_names

if TYPE_CHECKING:
    from activescreen.reports.curves import curve_table, stop_table
    from activescreen.reports.html import render_report, write_report
    from activescreen.reports.recall_curve import recall_chart, save_chart
    from activescreen.reports.study import Study

__getattr__ = lazy_names(
    __name__,
    {
        "Study": "study",
        "curve_table": "curves",
        "recall_chart": "recall_curve",
        "render_report": "html",
        "save_chart": "recall_curve",
        "stop_table": "curves",
        "write_report": "html",
    },
)


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "Study",
    "curve_table",
    "recall_chart",
    "render_report",
    "save_chart",
    "stop_table",
    "write_report",
]
