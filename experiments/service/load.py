"""A team of reviewers at work over HTTP on a large review, and what became of their decisions.

A made-up search is imported, reviewers are invited, and each decides at a steady pace while the
ranking is trained behind. Then the database is compared with what the service acknowledged:
no decision may be lost or doubled, no record may have come to more reviewers than it needs votes
or twice to one, and nobody may have been told of a vote before all are in. The script ends with
status 1 if anything of that happened, or an error; times are measured and not judged.

    python experiments/service/load.py [--records 100000] [--reviewers 20] [--pace 3]
                                       [--seconds 300] [--keep FOLDER] [--out FILE]
                                       [--date YYYY-MM-DD]
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import httpx2
import numpy as np
from _reviewer import Reviewer, Told
from _searched import make_search
from _served import Api, joined, owner_of, served

sys.path.append(str(Path(__file__).parents[1]))
from _common import RESULTS, Row, parser_of, tell, write_results
from _processes import calibration_seconds

from activescreen.store import open_store
from activescreen.store.decisions import load_ledger
from activescreen.store.rankings import newest_number
from activescreen.store.reviews import find_review
from activescreen.workspace import Workspace

NAME: Final = "load"
VOTES: Final = 2
SEED: Final = 7
OUT: Final = RESULTS / "service_load.csv"
PACKAGES: Final = ("fastapi", "uvicorn", "sqlalchemy", "scikit-learn", "numpy", "httpx2")
PERCENTILES: Final = (50, 95, 99)


@dataclass(frozen=True)
class Kept:
    """What the database has after the work.

    Attributes
    ----------
    events
        Event id -> reviewer, record and verdict.
    doubled
        Reviewers and records with more than one decision.
    too_many
        Records with more votes than they need.
    settled
        Records with all their votes.
    rankings
        How many rankings were made.
    """

    events: dict[str, tuple[str, str, str]]
    doubled: int
    too_many: int
    settled: int
    rankings: int


def main() -> None:
    """Set up, work, compare, print."""
    parser = parser_of(__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--reviewers", type=int, default=20)
    parser.add_argument("--pace", type=float, default=3.0, help="Seconds between decisions.")
    parser.add_argument("--seconds", type=float, default=300.0, help="How long they work.")
    parser.add_argument(
        "--keep", type=Path, help="Keep the made search here, and take it next time."
    )
    parser.add_argument("--out", type=Path, default=None, help="CSV file for the table.")
    given = parser.parse_args()
    if given.keep is not None:
        given.keep.mkdir(parents=True, exist_ok=True)
    before = calibration_seconds()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace = folder / "W"
        with served(workspace) as (url, link):
            owner = owner_of(url, link)
            review, relevant, size = set_up(owner, given.keep or folder, given.records)
            sessions = {
                f"Reviewer {number:02}": joined(owner, url, review, f"Reviewer {number:02}")
                for number in range(1, given.reviewers + 1)
            }
            tell(f"{size:,} records to screen; {given.reviewers} reviewers begin.")
            begun = perf_counter()
            told = asyncio.run(work(url, sessions, review, relevant, given.pace, given.seconds))
            worked = perf_counter() - begun
        kept = kept_in(workspace)
    after = calibration_seconds()
    rows = table(told, worked)
    findings = compare(told, kept)
    notes = [
        f"{size} records, {VOTES} votes a record, {given.reviewers} reviewers, one decision every "
        f"{given.pace:g} s each, {worked:.0f} s",
        *(f"{what}: {count}" for what, count in findings.items()),
        f"decisions {len(kept.events)}, records with all votes {kept.settled}, "
        f"trainings {kept.rankings}",
        f"fixed piece of work: {before:.2f} s before, {after:.2f} s after; seed {SEED}",
    ]
    show(rows, notes, told)
    if given.out is not None:
        made = "python experiments/service/load.py"
        write_results(given.out, rows, made, PACKAGES, given.date, notes)
    if any(findings.values()):
        raise SystemExit(1)


def set_up(owner: Api, folder: Path, records: int) -> tuple[int, frozenset[str], int]:
    """Make the review and import; gives its number, the relevant DOIs, and records to screen."""
    tell("Making the search ...")
    path, relevant = make_search(folder, records)
    given = {
        "name": NAME,
        "question": "Does digital peer support help people with a serious mental illness?",
        "votes_per_record": VOTES,
        "configuration": "words",
    }
    review: int = owner.ask("POST", "/reviews", json=given)["id"]
    begun = perf_counter()
    with path.open("rb") as file:
        owner.ask("POST", f"/reviews/{review}/imports", files={"files": (path.name, file)})
    tell(f"Imported in {perf_counter() - begun:.0f} s.")
    return review, relevant, int(owner.ask("GET", f"/reviews/{review}")["to_screen"])


async def work(
    url: str,
    sessions: dict[str, Api],
    review: int,
    relevant: frozenset[str],
    pace: float,
    seconds: float,
) -> Told:
    """Let all reviewers work side by side."""
    told = Told()
    async with AsyncExitStack() as stack:
        people = []
        for number, (name, session) in enumerate(sessions.items()):
            client = await stack.enter_async_context(
                httpx2.AsyncClient(base_url=url, timeout=60, trust_env=False)
            )
            client.cookies = session.client.cookies
            client.headers["X-CSRF-Token"] = session.client.headers["X-CSRF-Token"]
            rng = random.Random(SEED + number)  # noqa: S311  # no secret
            people.append(Reviewer(name, client, review, relevant, told, pace, rng))
        secrets = frozenset(each.secret for each in people)
        begin = perf_counter()
        await asyncio.gather(
            *(each.work(begin, begin + seconds, secrets - {each.secret}) for each in people)
        )
    return told


def kept_in(workspace: Path) -> Kept:
    """Read the database, in which nobody is at work any more."""
    with open_store(Workspace(workspace)) as database, database.reading() as connection:
        review = find_review(connection, NAME)
        events = list(load_ledger(connection, review))
        rankings = newest_number(connection, review)
    votes = Counter((event.reviewer, event.record_id) for event in events)
    of_record = Counter(record for _, record in votes)
    return Kept(
        events={e.id: (e.reviewer, e.record_id, str(e.verdict)) for e in events},
        doubled=sum(number > 1 for number in votes.values())
        + len(events)
        - len({e.id for e in events}),
        too_many=sum(number > VOTES for number in of_record.values()),
        settled=sum(number >= VOTES for number in of_record.values()),
        rankings=rankings,
    )


def compare(told: Told, kept: Kept) -> dict[str, int]:
    """What must not have happened, and how often it did."""
    lost = sum(kept.events.get(event) != said for event, said in told.acknowledged.items())
    return {
        "errors": len(told.errors),
        "decisions lost": lost,
        "decisions doubled": kept.doubled,
        "records given to more reviewers than they need": sum(
            len(reviewers) > VOTES for reviewers in told.given.values()
        ),
        "records with more votes than they need": kept.too_many,
        "records given again to a reviewer": len(told.again),
        "votes told too early": len(told.leaks),
    }


def table(told: Told, worked: float) -> list[Row]:
    """How long each kind of answer took, in milliseconds."""
    rows: list[Row] = []
    for what, seconds in told.seconds.items():
        milliseconds = 1000 * np.array(seconds)
        row: dict[str, str | int | float] = {"asked": what, "answers": len(seconds)}
        for percentile in PERCENTILES:
            row[f"p{percentile}_ms"] = round(float(np.percentile(milliseconds, percentile)), 1)
        row["longest_ms"] = round(float(milliseconds.max()), 1)
        row["a_second"] = round(len(seconds) / worked, 2)
        rows.append(row)
    return rows


def show(rows: list[Row], notes: list[str], told: Told) -> None:
    """Print the table, what was found, and the first things that went wrong."""
    names = list(rows[0]) if rows else []
    widths = [max(len(name), *(len(str(row[name])) for row in rows)) for name in names]
    for cells in (names, *([str(row[name]) for name in names] for row in rows)):
        print("  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)))
    print("\n".join(notes))
    for said in (*told.errors[:5], *told.leaks[:5], *told.again[:5]):
        print(said)


if __name__ == "__main__":
    main()
