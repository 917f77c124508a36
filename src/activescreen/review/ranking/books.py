"""What is entered into a review's books at each training, and who keeps no books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Page:
    """One training, as it is entered.

    Attributes
    ----------
    key, review
        Tells the review from all others, and its name.
    configuration, seed, model_hash, ranked_by
        What ranked.
    events, records, read, found, ranked
        Decisions there were, records there were, and how many of these were read, finally
        included, and ranked.
    seconds
        How long it took.
    """

    key: str
    review: str
    configuration: str
    seed: int
    model_hash: str
    ranked_by: str
    events: int
    records: int
    read: int
    found: int
    ranked: int
    seconds: float


class Books(Protocol):
    """Who keeps the books of trainings."""

    def enter(self, page: Page) -> str:
        """Enter a training; what went wrong, in a sentence, and empty if nothing did."""


class NoBooks:
    """Keeps no books."""

    def enter(self, page: Page) -> str:
        """Do nothing."""
        del page
        return ""
