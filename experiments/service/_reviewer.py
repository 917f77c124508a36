"""One reviewer at work over HTTP, who also looks for what must not be told."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

import httpx2

IN_HAND: Final = 3
"""Records that a browser has in hand, the one that is read among them."""

_TWICE: Final = 0.02
"""Share of decisions that are sent a second time, as after a lost answer."""

_WRONG: Final = 0.03
_UNSURE: Final = 0.02
_PEEK: Final = 0.1


@dataclass
class Told:
    """What all reviewers saw, and what the service acknowledged.

    Attributes
    ----------
    seconds
        What was asked -> seconds that each answer took.
    errors
        What went wrong, in words.
    acknowledged
        Event id -> reviewer, record and verdict.
    given
        Record -> reviewers to whom it was given.
    voted
        Record -> reviewers whose decision was acknowledged.
    under_way
        Records with a decision that was sent and not yet answered.
    leaks
        What was told before it may be, in words.
    again
        Records that came to a reviewer who had decided on them.
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    acknowledged: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    given: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    voted: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    under_way: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)


@dataclass
class Reviewer:
    """Someone with a browser.

    Attributes
    ----------
    name
        Under which decisions stand.
    client
        A session.
    review, relevant, told
        Number of the review, DOIs of what is relevant in it, and what all see.
    pace
        Seconds from one decision to the next.
    secret
        Stands in every note, and must not come before others.
    """

    name: str
    client: httpx2.AsyncClient
    review: int
    relevant: frozenset[str]
    told: Told
    pace: float
    rng: random.Random
    secret: str = field(default_factory=lambda: secrets.token_hex(6))
    mine: set[str] = field(default_factory=set)

    async def work(self, begin: float, end: float, others: frozenset[str]) -> None:
        """Decide at one's pace until the end; ``others`` are what must not be seen."""
        due = begin + self.rng.random() * self.pace
        await asyncio.sleep(max(0.0, due - perf_counter()))
        hand = await self._next(others)
        while perf_counter() < end:
            if hand:
                await self._decide(hand[0])
            if self.rng.random() < _PEEK:
                await self._peek(others)
            hand = await self._next(others)
            due += self.pace
            await asyncio.sleep(max(0.0, due - perf_counter()))

    async def _next(self, others: frozenset[str]) -> list[dict[str, Any]]:
        body = {"stage": "title_abstract", "n": IN_HAND}
        answer = await self._ask("next", "POST", "next", body)
        if answer is None:
            return []
        records: list[dict[str, Any]] = answer.json()["records"]
        self._check_blind(answer, others)
        for record in records:
            self.told.given[record["id"]].add(self.name)
            if record["id"] in self.mine:
                self.told.again.append(f"{record['id']} to {self.name}")
        return records

    async def _decide(self, record: dict[str, Any]) -> None:
        verdict = self._verdict(record)
        vote = {
            "event_id": secrets.token_hex(12),
            "record_id": record["id"],
            "verdict": verdict,
            "note": f"noted by {self.secret}",
            "seconds": self.pace,
        }
        self.told.under_way[record["id"]] += 1
        answer = await self._ask("decision", "POST", "decisions", vote)
        self.told.under_way[record["id"]] -= 1
        if answer is None:
            return
        self.mine.add(record["id"])
        self.told.acknowledged[str(vote["event_id"])] = (self.name, record["id"], verdict)
        self.told.voted[record["id"]].append(self.name)
        if self.rng.random() < _TWICE:
            again = await self._ask("decision sent twice", "POST", "decisions", vote)
            if again is not None and not again.json()["repeated"]:
                self.told.errors.append(f"{vote['event_id']} was counted twice")

    async def _peek(self, others: frozenset[str]) -> None:
        """Look at a record on which someone else decided, and others have still to."""
        waiting = [r for r, by in self.told.voted.items() if len(by) == 1 and by != [self.name]]
        if not waiting:
            return
        record = self.rng.choice(waiting[-50:])
        answer = await self._ask("record", "GET", f"records/{record}", None)
        done = len(self.told.voted[record]) > 1 or self.told.under_way[record]
        if answer is not None and not done:
            self._check_blind(answer, others)

    async def _ask(
        self, what: str, method: str, path: str, body: dict[str, Any] | None
    ) -> httpx2.Response | None:
        address = f"/api/v1/reviews/{self.review}/{path}"
        begun = perf_counter()
        try:
            answer = await self.client.request(method, address, json=body)
        except httpx2.HTTPError as error:
            self.told.errors.append(f"{method} {path}: {error!r}")
            return None
        self.told.seconds[what].append(perf_counter() - begun)
        if answer.is_success:
            return answer
        self.told.errors.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return None

    def _verdict(self, record: dict[str, Any]) -> str:
        if self.rng.random() < _UNSURE:
            return "maybe"
        relevant = (record["doi"] in self.relevant) != (self.rng.random() < _WRONG)
        return "include" if relevant else "exclude"

    def _check_blind(self, answer: httpx2.Response, others: frozenset[str]) -> None:
        for found in others:
            if found in answer.text:
                self.told.leaks.append(f"a note of another reviewer before {self.name}")
        for verdict in _verdicts(answer.json()):
            self.told.leaks.append(f"'{verdict}' before {self.name}, who had not decided")


def _verdicts(value: Any) -> Iterator[str]:
    """Every verdict in an answer."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("verdict", "mine") and isinstance(inner, str):
                yield inner
            yield from _verdicts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _verdicts(inner)
