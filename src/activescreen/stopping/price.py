"""What a certified claim still costs: the question, the answer, and how a rule gives it.

A rule takes part by registering a function with ``reading_left``::

    @reading_left.register
    def _(rule: MyRule, standing: Standing, left: int) -> Reading: ...

Subclasses inherit the function of their base, as they inherit its procedure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from activescreen.errors import ConfigurationError
from activescreen.stopping.base import StoppingRule
from activescreen.stopping.wording import counted

SECONDS_A_RECORD = 30.0
VOTES_A_RECORD = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a screening stands when the price is asked for.

    Attributes
    ----------
    records
        N, records in the population.
    read
        M, records read so far.
    found
        F, relevant records among them.

    Raises
    ------
    ConfigurationError
        If the numbers contradict each other.
    """

    records: int
    read: int
    found: int

    def __post_init__(self) -> None:
        for what, number in (("records", self.records), ("read", self.read), ("found", self.found)):
            if number < 0:
                raise ConfigurationError(
                    f"{number:,} is no number of records.", where=what, remedy="Give 0 or more."
                )
        if self.read > self.records:
            raise ConfigurationError(
                f"{self.read:,} of {counted(self.records, 'record')} cannot have been read.",
                remedy="Give all records of the population, those that were read included.",
            )
        if self.found > self.read:
            raise ConfigurationError(
                f"{self.found:,} relevant records cannot have been found among {self.read:,} read.",
                remedy="Give the relevant records among those that were read.",
            )

    @property
    def unread(self) -> int:
        """N', the records not read yet."""
        return self.records - self.read


@dataclass(frozen=True, slots=True)
class Reading:
    """How many more records a rule reads before it stops.

    Attributes
    ----------
    none_left
        If no relevant record is left.
    expected
        The mean over random orders if a stated number of relevant records is left.
    most
        The most, over every number left and every order.
    note
        What the figures assume, where that is not plain; may be empty.
    at_least
        Whether ``expected`` is only what the mean cannot be below.
    """

    none_left: float
    expected: float
    most: float
    note: str = ""
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Workload:
    """What reading a record takes.

    Attributes
    ----------
    votes
        Reviewers who read it.
    seconds
        Seconds that each of them takes.

    Raises
    ------
    ConfigurationError
        If nobody reads, or in no time.
    """

    votes: int = VOTES_A_RECORD
    seconds: float = SECONDS_A_RECORD

    def __post_init__(self) -> None:
        if self.votes < 1:
            raise ConfigurationError(
                f"{self.votes} votes a record make no decision.", remedy="Give at least one."
            )
        if not 0 < self.seconds < float("inf"):
            raise ConfigurationError(
                f"Nobody reads a record in {self.seconds:g} seconds.",
                remedy="Give the seconds that one reviewer takes for one record.",
            )

    def hours(self, records: float) -> float:
        """Hours of work for so many records, all reviewers together."""
        return records * self.votes * self.seconds / 3600


@singledispatch
def reading_left(rule: StoppingRule, standing: Standing, left: int) -> Reading | None:
    """How many more records a rule reads from here; None if no function knows this rule.

    Parameters
    ----------
    rule
        With its target and error.
    standing
        Where the screening stands; the rule's random draws begin now.
    left
        Relevant records among the unread, for the mean.
    """
    return None
