"""How a review is doing, and what awaits whom."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from activescreen.reports.dashboard_charts import Bar, Point, agreement_svg, yield_svg
from activescreen.review.dashboard.agreement_in_time import AgreementInTime
from activescreen.review.dashboard.awaiting import Errand, Task
from activescreen.review.dashboard.page import Dashboard, dashboard
from activescreen.review.permissions import Access
from activescreen.stopping import PLANNING
from activescreen.stopping.wording import counted, stage_in_words
from activescreen.web.access import Looking, ServiceSettings, SignedInPerson
from activescreen.web.pages.phase_words import phase_in_words, price_age_in_words, price_in_words
from activescreen.web.pages.rendering import render

router = APIRouter(include_in_schema=False)

WAIT: Final = 0.1
"""Seconds that the page waits for figures which take long; then it comes without them."""


class Line(NamedTuple):
    """A task as it is shown: a link, and what to know of it."""

    text: str
    page: str
    more: str = ""


@router.get("/reviews/{review_id}/dashboard")
def dashboard_page(
    request: Request, access: Looking, person: SignedInPerson, settings: ServiceSettings
) -> Response:
    """How a review is doing, and what awaits whom."""
    seen = dashboard(settings.database, settings.boards, access, WAIT)
    return render(request, "dashboard.html.j2", person, **_values(seen, access))


def task_in_words(task: Task) -> Line:
    """A task as it is shown."""
    at = f" ({stage_in_words(task.stage)})" if task.stage else ""
    records = counted(task.number, "record")
    match task.errand:
        case Errand.IMPORT:
            return Line("Import the first search", "imports", "The review has no records yet.")
        case Errand.PILOT:
            return Line(f"Screen {records} of the pilot", "screen", "The team waits for it.")
        case Errand.GATE:
            return Line("Look at the agreement of the pilot", "pilot", "All its votes are in.")
        case Errand.SECOND_VOTES:
            return Line(f"{records} that others have begun", "screen", "They are given out first.")
        case Errand.RANDOM:
            return Line(
                f"{counted(task.number, 'random draw')} of the registered phase{at}",
                "screen",
                "They come in their registered order.",
            )
        case Errand.UNREAD:
            return Line(f"{records} to screen", "screen", "Best ones first.")
        case Errand.FULL_TEXTS:
            return Line(f"{counted(task.number, 'full text')} to assess", "full-text")
        case Errand.CERTIFICATE:
            return Line("Issue the certificate", "stopping", "The stopping rule has stopped.")
        case Errand.ANSWERS:
            text = f"{counted(task.number, 'proposal')} to answer{at}"
            return Line(text, "conflicts", "Another rater proposes a verdict to you.")
        case Errand.CONFLICTS:
            return Line(f"{counted(task.number, 'conflict')} to settle{at}", "conflicts")
        case Errand.SEEK:
            return Line(f"{counted(task.number, 'full text')} to find", "full-text")
        case Errand.PAIRS:
            pairs = counted(task.number, "pair")
            return Line(f"{pairs} of records that may be one publication", "duplicates")
        case Errand.INVITATIONS:
            return Line(f"{counted(task.number, 'invitation')} not accepted yet", "people")


def short(number: float, least: float = 1) -> str:
    """Seconds or hours of some work: with a decimal while they are few, and never 0."""
    if number < least:
        return f"under {least:g}"
    # From here on a decimal would be rounded to two figures before the point.
    return f"{number:.1f}" if number < 9.95 else f"{number:.0f}"


def _values(seen: Dashboard, access: Access) -> dict[str, Any]:
    protocol = access.review.protocol
    bars = tuple(Bar(each.first, each.last, each.found) for each in seen.found)
    return {
        "access": access,
        "here": "dashboard",
        "seen": seen,
        "tasks": [task_in_words(task) for task in seen.awaiting.mine],
        "phase": phase_in_words(seen, protocol),
        "price": price_in_words(seen.prices, protocol),
        "price_age": price_age_in_words(seen.prices),
        "planning": PLANNING.statement,
        "short": short,
        # One bar, or one point, is no picture of how anything changes.
        "yield_svg": yield_svg(bars) if len(bars) > 1 else None,
        "agreement": [(stage, each, _drawn(stage, each)) for stage, each in seen.agreement.items()],
        "needed": protocol.votes_per_record,
    }


def _drawn(stage: str, agreement: AgreementInTime) -> Markup | None:
    if len(agreement.windows) < 2:
        return None
    points = tuple(
        Point(each.first, each.last, of.proportion, of.ac1, of.pabak, of.kappa, of.prevalence)
        for each in agreement.windows
        for of in (each.agreement,)
    )
    return agreement_svg(points, f"agreement-{stage.replace('_', '-')}")
