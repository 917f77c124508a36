"""What the API takes and gives, as OpenAPI describes it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat

from activescreen.ledger import Decision, Draw, Verdict
from activescreen.review.blinding import Votes
from activescreen.store.accounts_roles import Role


def _shown(value: object) -> object:
    """A text that JSON can carry: half a character from a damaged file becomes a mark."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


Shown = Annotated[str, BeforeValidator(_shown)]
Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=20_000)]


class Given(BaseModel):
    """What a request holds; what is not known is refused and not passed over."""

    model_config = ConfigDict(extra="forbid")


class CriterionShape(Given):
    """An eligibility criterion."""

    element: Short
    text: Long


class NewReview(Given):
    """A review to be made."""

    name: Short
    question: Long = ""
    criteria: Annotated[list[CriterionShape], Field(max_length=100)] = []
    exclusion_reasons: Annotated[list[Short], Field(max_length=100)] = []
    include_terms: Annotated[list[Short], Field(max_length=500)] = []
    exclude_terms: Annotated[list[Short], Field(max_length=500)] = []
    pilot_size: Annotated[int, Field(ge=1, le=1000)] = 15
    pilot_agreement: Annotated[float, Field(gt=0, le=1)] = 0.9
    target_recall: Annotated[str, Field(max_length=20)] = "0.95"
    alpha: FiniteFloat = 0.05
    stopping_rule: Short = "calibrated_random_phase"
    votes_per_record: Annotated[int, Field(ge=1, le=20)] = 1
    configuration: Short = "default"
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0


class ReviewLine(BaseModel):
    """A review in a list; ``to_screen`` counts the records without their copies, read or not."""

    id: int
    name: Shown
    role: Role
    votes_per_record: int
    imported: int
    to_screen: int
    decisions: int


class ReviewList(BaseModel):
    """The reviews in which one has a part."""

    items: list[ReviewLine]


class StageShape(BaseModel):
    """What the final labels of a stage add up to."""

    stage: str
    read: int
    relevant: int
    open: int


class ReviewShape(ReviewLine):
    """One review."""

    created: str
    question: Shown
    criteria: list[CriterionShape]
    exclusion_reasons: list[Shown]
    target_recall: str
    alpha: float
    stopping_rule: str
    configuration: Shown
    seed: int
    copies: int
    pairs_to_decide: int
    by_origin: dict[str, int]
    stages: list[StageShape]
    decisions_by: dict[Shown, int]
    registrations: int
    certificates: int


class VotesShape(BaseModel):
    """How many votes a record has and needs; not what they say."""

    given: int
    needed: int

    @classmethod
    def of(cls, votes: Votes) -> VotesShape:
        """The votes of a record."""
        return cls(given=votes.given, needed=votes.needed)


class EventShape(BaseModel):
    """A decision."""

    id: Shown
    stage: str
    verdict: Verdict
    reviewer: Shown
    draw: str
    resolves: bool
    failed_criteria: list[Shown]
    reason: Shown
    note: Shown
    seconds: float | None
    at: str | None

    @classmethod
    def of(cls, event: Decision) -> EventShape:
        """A decision of the ledger."""
        return cls(
            id=event.id,
            stage=event.stage,
            verdict=event.verdict,
            reviewer=event.reviewer,
            # Which records are audit draws is told to nobody.
            draw=str(Draw.RANKED if event.draw is Draw.AUDIT else event.draw),
            resolves=event.resolves,
            failed_criteria=list(event.failed_criteria),
            reason=event.reason,
            note=event.note,
            seconds=event.seconds,
            at=None if event.at is None else event.at.isoformat(),
        )


class DecisionShape(BaseModel):
    """What became of a vote."""

    event: EventShape
    repeated: bool
    votes: VotesShape


class InvitationShape(BaseModel):
    """An open invitation."""

    id: int
    name: Shown
    role: Role
    created: str
    expires: str


class NewInvitation(Given):
    """An invitation to be made; ``name`` is the one that decisions will stand under."""

    name: Short
    role: Role


class MadeInvitation(InvitationShape):
    """A new invitation with its link, which is shown this once."""

    link: str


class Acceptance(Given):
    """An invitation accepted by someone without an account."""

    token: Short
    password: Annotated[str, Field(max_length=1000)] = ""


class MemberShape(BaseModel):
    """A person with a role in a review."""

    account_id: int
    name: Shown
    role: Role
    since: str


class NewRole(Given):
    """A role to be given."""

    role: Role


class Credentials(Given):
    """A name and a password."""

    name: Short
    password: Annotated[str, Field(max_length=1000)]


class NewPassword(Given):
    """A password to be set; ``current`` where there is one."""

    current: Annotated[str, Field(max_length=1000)] = ""
    new: Annotated[str, Field(max_length=1000)]


class SessionShape(BaseModel):
    """Who is signed in, and the CSRF token of the session (none for an API token)."""

    name: Shown
    administrator: bool
    has_password: bool
    csrf_token: str | None


class NewToken(Given):
    """An API token to be made."""

    name: Short


class TokenShape(BaseModel):
    """An API token, without its secret."""

    id: int
    name: Shown
    created: str


class MadeToken(TokenShape):
    """A new API token with its secret, which is shown this once."""

    token: str
