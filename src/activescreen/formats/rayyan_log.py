"""Rayyan's log of customizations: every event on an article, and whose it is.

The log names reviewers by their e-mail address, the notes of articles by their name. Where votes
tell which belong together, the name is used.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from activescreen.errors import InputError
from activescreen.formats.content import Content
from activescreen.formats.values import clean_cell
from activescreen.ledger import Verdict

VERDICTS = {"1": Verdict.INCLUDE, "0": Verdict.MAYBE, "-1": Verdict.EXCLUDE}
"""As Rayyan's own programs use them."""

OTHER_VERDICTS = {"1": Verdict.INCLUDE, "0": Verdict.EXCLUDE, "-1": Verdict.MAYBE}
_NEEDED = ("article_id", "key", "value")
_USERS = ("user_email", "user_name", "user", "user_id")
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s*(UTC|Z|[+-]\d\d:?\d\d)?"
)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log.

    Attributes
    ----------
    article
        Rayyan's number of the article.
    user, key, value
        Who set what to what. ``key`` is ``included``, a label, or ``__EXR__`` and a reason.
    at
        When, where that can be read.
    """

    article: str
    user: str
    key: str
    value: str
    at: datetime | None = None

    def as_json(self, verdicts: Mapping[str, Verdict]) -> dict[str, str]:
        """The event as a record carries it, with a verdict in words."""
        value = self.value
        if self.key == "included":
            value = str(verdicts.get(value, ""))
        at = {"at": self.at.isoformat()} if self.at else {}
        return {"user": self.user, "key": self.key, "value": value, **at}


def read_log(content: Content) -> list[Event]:
    """All events, the earliest first.

    Raises
    ------
    InputError
        If a column is missing.
    """
    rows = csv.DictReader(content.lines(keep_ends=True))
    header = rows.fieldnames or ()
    missing = [name for name in _NEEDED if name not in header]
    users = [name for name in _USERS if name in header]
    if missing or not users:
        raise InputError(
            f"The log has no column '{(*missing, 'user_email')[0]}'.",
            where=content.name,
            remedy="Export the review from Rayyan again, or unpack the archive and read the "
            "articles by themselves.",
        )
    events = [
        Event(
            article_number(row["article_id"]),
            clean_cell(next((row[name] for name in users if row[name]), "")),
            clean_cell(row["key"] or "").strip().strip('"'),
            clean_cell(row["value"] or "").strip().strip('"'),
            _time(row.get("created_at") or ""),
        )
        for row in rows
        if row["article_id"]
    ]
    if all(event.at for event in events):
        events.sort(key=lambda event: event.at or datetime.min.replace(tzinfo=UTC))
    return events


def article_number(key: str) -> str:
    """The number of an article, which its key has after ``rayyan-``."""
    return key.strip().removeprefix("rayyan-")


Votes = Mapping[str, Mapping[str, Verdict]]
"""Number of an article -> name of a reviewer -> verdict, as the notes of articles say it."""


def verdicts_used(events: Iterable[Event], votes: Votes) -> Mapping[str, Verdict]:
    """What the log means by 0 and -1, which the notes tell where they hold the same votes."""
    last = _last_votes(events)

    def agreeing(verdicts: Mapping[str, Verdict]) -> int:
        return sum(
            Counter(verdicts.get(value) for value in by_user.values())
            == Counter(votes[article].values())
            for article, by_user in last.items()
            if votes.get(article)
        )

    return OTHER_VERDICTS if agreeing(OTHER_VERDICTS) > agreeing(VERDICTS) else VERDICTS


def with_names(
    events: list[Event], votes: Votes, verdicts: Mapping[str, Verdict]
) -> Iterator[Event]:
    """The events with reviewers' names in place of addresses, where it is clear which is whose."""
    names = _names(_last_votes(events), votes, verdicts)
    for event in events:
        yield replace(event, user=names.get(event.user, event.user))


def _names(
    last: Mapping[str, Mapping[str, str]], votes: Votes, verdicts: Mapping[str, Verdict]
) -> dict[str, str]:
    """Address -> name: each the other's best, by votes that agree less those that do not."""
    score: Counter[tuple[str, str]] = Counter()
    users = {user for by_user in last.values() for user in by_user}
    names = {name for by_name in votes.values() for name in by_name}
    # A log may name its reviewers as the notes do.
    users, names = users - names, names - users
    for article in last.keys() | votes.keys():
        by_user, by_name = last.get(article, {}), votes.get(article, {})
        for user in users:
            for name in names:
                said, noted = verdicts.get(by_user.get(user, "")), by_name.get(name)
                if said or noted:
                    score[user, name] += 2 if said == noted else -2
    for user in users:
        for name in names:
            # Between two who voted alike, the one whose name is in the address.
            first = name.split()[0].casefold() if name.split() else ""
            score[user, name] += bool(first and first in user.casefold())
    found = {}
    for user in users:
        best = max(names, key=lambda name, user=user: score[user, name], default="")  # type: ignore[misc]
        rivals = [score[user, name] for name in names if name != best]
        rivals += [score[other, best] for other in users if other != user]
        if best and score[user, best] > max(rivals, default=0) and score[user, best] > 0:
            found[user] = best
    return found


def _last_votes(events: Iterable[Event]) -> dict[str, dict[str, str]]:
    """Article -> user -> the value that the last event left."""
    last: dict[str, dict[str, str]] = {}
    for event in events:
        if event.key == "included":
            last.setdefault(event.article, {})[event.user] = event.value
    # A vote that was taken back is none.
    return {
        article: {user: value for user, value in by_user.items() if value in VERDICTS}
        for article, by_user in last.items()
    }


def _time(text: str) -> datetime | None:
    found = _TIME.match(text.strip())
    if not found:
        return None
    day, hour, zone = found.groups()
    offset = "+00:00" if zone in {None, "UTC", "Z"} else zone
    try:
        return datetime.fromisoformat(f"{day}T{hour}{offset}")
    except ValueError:
        return None
