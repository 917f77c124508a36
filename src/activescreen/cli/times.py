"""The time of now, and times as people read them."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The time, in UTC: workspaces travel between places."""
    return datetime.now(UTC)


def shown(text: str) -> str:
    """A time in ISO 8601 as people read it, in the zone of this machine."""
    return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M")
