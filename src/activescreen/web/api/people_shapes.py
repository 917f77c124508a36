"""The people of a review and their shares, as the API takes and gives them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, FiniteFloat

from activescreen.review.people.team import Mate, Team
from activescreen.store.accounts_roles import Role
from activescreen.web.api.shapes import Given, Short, Shown


class DoneShape(BaseModel):
    """On how many records a person has voted, and how many of them wait for others."""

    voted: int
    waiting: int


class MateShape(BaseModel):
    """A person of a review; ``share`` is from 0 to 1, and null where there are no shares."""

    name: Shown
    account_id: int | None
    role: Role | None
    screens: bool
    share: float | None
    done: dict[str, DoneShape]

    @classmethod
    def of(cls, mate: Mate) -> MateShape:
        """A person of the use cases."""
        return cls(
            name=mate.name,
            account_id=mate.account_id,
            role=Role.OWNER if mate.runs else mate.role,
            screens=mate.screens,
            share=mate.share,
            done={
                stage: DoneShape(voted=done.voted, waiting=done.waiting)
                for stage, done in mate.done.items()
            },
        )


class TeamShape(BaseModel):
    """The people of a review; ``others`` have voted and have no part any more."""

    people: list[MateShape]
    others: list[MateShape]

    @classmethod
    def of(cls, team: Team) -> TeamShape:
        """The team of the use cases."""
        return cls(
            people=[MateShape.of(each) for each in team.mates],
            others=[MateShape.of(each) for each in team.others],
        )


class SharesShape(BaseModel):
    """How the work is parted.

    ``stated`` are the weights as an owner gave them last; ``shares`` those that count now, which
    together are 1. Both are null where whoever comes first takes the next record.
    """

    stated: dict[Shown, float] | None
    shares: dict[Shown, float] | None


class NewShares(Given):
    """Weights by name; null where whoever comes first takes the next record."""

    shares: Annotated[dict[Short, FiniteFloat], Field(max_length=500)] | None
