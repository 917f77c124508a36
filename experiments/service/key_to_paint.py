"""From the key to the next record on the screen, in a real browser at a running service.

A reviewer decides on one record after another by key. The page measures itself: from the time
stamp of the key press to the second frame after the title changed, when the new record has been
painted. The browser's own Event Timing (key press to next paint, in steps of 8 ms) stands beside
it. Measured are: the machine as it is; every request delayed; and a processor four times slower,
as in a phone. Training runs behind all the time, as it does for anyone.

    python experiments/service/key_to_paint.py [--decisions 200] [--pace 0.5] [--records 2000]
                                               [--out FILE] [--date YYYY-MM-DD]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from _searched import make_search
from _served import Api, joined, owner_of, served
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.append(str(Path(__file__).parents[1]))
from _common import RESULTS, Row, parser_of, tell, write_results
from _processes import calibration_seconds

from activescreen.protocol import PICOS, Criterion, Protocol
from activescreen.review.overview import create_review
from activescreen.store import open_store
from activescreen.workspace import Workspace

OUT: Final = RESULTS / "key_to_paint.csv"
PACKAGES: Final = ("fastapi", "uvicorn", "sqlalchemy", "playwright")
KEYS: Final = "eee1eeieeemeee2eeeie"
"""What is decided, over and over."""

NAME: Final = "key to paint"
PROTOCOL: Final = Protocol(
    question="Does digital peer support help people with a serious mental illness?",
    criteria=tuple(Criterion(each, f"What is meant by {each} here") for each in PICOS),
    exclusion_reasons=("Wrong population", "Not digital", "No peers"),
    votes_per_record=3,
    include_terms=("peer*", "digital", "serious mental illness", "random*", "online"),
    exclude_terms=("animal*", "protocol", "child*"),
)
"""As many votes as there are conditions, so that each is measured on the same records."""

LIMIT: Final = 100
"""Milliseconds that 95 of 100 key presses may take at most."""

QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

MEASURE: Final = """
window.measured = {painted: [], told: []};
let pressed = null;
addEventListener('keydown', event => { pressed = event.timeStamp; }, {capture: true});
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    if (entry.name === 'keydown') window.measured.told.push(entry.duration);
}).observe({type: 'event', durationThreshold: 16, buffered: true});
addEventListener('DOMContentLoaded', () => {
  new MutationObserver(() => {
    const since = pressed;
    if (since === null) return;
    pressed = null;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      window.measured.painted.push(performance.now() - since);
    }));
  }).observe(document.getElementById('title'), {childList: true});
});
"""


class Condition(NamedTuple):
    """How the browser is held back."""

    name: str
    latency_ms: int
    slower: int


CONDITIONS: Final = (
    Condition("as it is", 0, 1),
    Condition("every request 300 ms later", 300, 1),
    Condition("processor 4 times slower", 0, 4),
)


def main() -> None:
    """Measure, print, and keep the table."""
    parser = parser_of(__doc__)
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--pace", type=float, default=0.5)
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("There is no chromium; install the distribution's.")
    before = calibration_seconds()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        with served(folder / "W") as (url, link):
            owner = owner_of(url, link)
            review = set_up(folder / "W", owner, folder, given.records)
            for number, condition in enumerate(CONDITIONS, start=1):
                person = joined(owner, url, review, f"Reviewer {number}")
                seen = screen(browser, url, review, person, condition, given.decisions, given.pace)
                rows.append(row_of(condition, given.decisions, *seen))
                tell(str(rows[-1]))
        version = browser.version
        browser.close()
    notes = [
        f"chromium {version}, headless, 1280 x 900; {given.records} records, one decision every "
        f"{given.pace:g} s, keys {KEYS}",
        "painted: key press to the second frame after the title changed; "
        "told: the browser's own Event Timing of the key press",
        f"fixed piece of work: {before:.2f} s before, {calibration_seconds():.2f} s after",
    ]
    for row in rows:
        print(row)
    command = f"python experiments/service/key_to_paint.py --decisions {given.decisions}"
    write_results(given.out, rows, command, PACKAGES, given.date, notes)
    if any(float(row["painted_p95_ms"]) >= LIMIT for row in rows[:2]):
        raise SystemExit(1)


def set_up(workspace: Path, owner: Api, folder: Path, records: int) -> int:
    """A review with everything that a page shows; gives its number."""
    path, _ = make_search(folder, records)
    with open_store(Workspace(workspace)) as database:
        made = create_review(database, NAME, PROTOCOL, "words", 0, datetime.now(UTC))
    with path.open("rb") as file:
        owner.ask("POST", f"/reviews/{made.id}/imports", files={"files": (path.name, file)})
    return made.id


def screen(
    browser: Browser,
    url: str,
    review: int,
    person: Api,
    condition: Condition,
    decisions: int,
    pace: float,
) -> tuple[list[float], list[float]]:
    """Decide by key; gives milliseconds as measured, and as the browser tells them."""
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    jar: Any = person.client.cookies.jar
    context.add_cookies([{"name": c.name, "value": c.value, "url": url} for c in jar])
    context.add_init_script(MEASURE)
    page = context.new_page()
    page.goto(f"/reviews/{review}/screen")
    page.locator("#record").wait_for()
    hold_back(page, condition)
    page.wait_for_timeout(2000)
    for number in range(decisions):
        page.keyboard.press(KEYS[number % len(KEYS)])
        page.wait_for_timeout(1000 * pace)
        page.wait_for_function(f"measured.painted.length > {number}")
    measured = page.evaluate("measured")
    page.locator('#sending[data-waiting="0"]').wait_for()
    kept = person.ask("GET", f"/reviews/{review}/decisions/mine?limit=1")["total"]
    if kept != decisions:
        raise SystemExit(f"{decisions} decisions were made and {kept} are kept.")
    context.close()
    return measured["painted"], measured["told"]


def hold_back(page: Page, condition: Condition) -> None:
    """Slow the browser down."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": condition.slower})
    network = {"offline": False, "latency": condition.latency_ms}
    network |= {"downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", network)


def row_of(
    condition: Condition, decisions: int, painted: list[float], told: list[float]
) -> dict[str, str | int | float]:
    """A line of the table."""
    if len(painted) != decisions:
        raise SystemExit(f"{decisions} decisions painted {len(painted)} records.")
    # Key presses that took less than the browser's least step are not told by it.
    all_told = np.zeros(max(decisions, len(told)))
    all_told[: len(told)] = told
    return {
        "condition": condition.name,
        "decisions": decisions,
        "painted_median_ms": round(float(np.median(painted)), 1),
        "painted_p95_ms": round(float(np.percentile(painted, 95)), 1),
        "painted_longest_ms": round(max(painted), 1),
        "told_median_ms": round(float(np.median(all_told)), 1),
        "told_p95_ms": round(float(np.percentile(all_told, 95)), 1),
    }


if __name__ == "__main__":
    main()
