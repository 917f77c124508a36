"""Reports of simulation studies: plots with Altair, and an HTML page that needs no network.

The names below are imported when first used: drawing needs libraries that a caller who only
wants the figures need not load.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from activescreen.reports.curves import curve_table, stop_table
    from activescreen.reports.html import render_report, write_report
    from activescreen.reports.recall_curve import recall_chart, save_chart
    from activescreen.reports.study import Study

_PLACES = {
    "Study": "study",
    "curve_table": "curves",
    "recall_chart": "recall_curve",
    "render_report": "html",
    "save_chart": "recall_curve",
    "stop_table": "curves",
    "write_report": "html",
}


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


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
