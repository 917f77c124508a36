"""Reviews: listed, made, shown."""

from __future__ import annotations

from fastapi import APIRouter

from activescreen.configuration import configuration_names
from activescreen.errors import ConfigurationError
from activescreen.protocol import Criterion, Protocol
from activescreen.review.overview import overview
from activescreen.review.people import membership
from activescreen.review.permissions import Access, Permission, access_to
from activescreen.stopping.base import check_alpha, check_target
from activescreen.web.access import Looking, ServiceSettings, SignedInPerson
from activescreen.web.api.shapes import (
    CriterionShape,
    NewReview,
    ReviewLine,
    ReviewList,
    ReviewShape,
    StageShape,
)
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews", tags=["reviews"])


@router.get("")
def list_reviews(person: SignedInPerson, settings: ServiceSettings) -> ReviewList:
    """The reviews in which one has a part."""
    found = membership.own_reviews(settings.database, person.account)
    return ReviewList(
        items=[
            ReviewLine(
                id=each.review.id,
                name=each.review.name,
                role=each.role,
                votes_per_record=each.review.protocol.votes_per_record,
                imported=each.counted.records,
                to_screen=each.counted.places,
                decisions=each.counted.events,
            )
            for each in found
        ]
    )


@router.post("", status_code=201)
def create_review(
    given: NewReview, person: SignedInPerson, settings: ServiceSettings
) -> ReviewShape:
    """Make a review. Only administrators may."""
    # Elsewhere a configuration may be a file; here that would read files of the service.
    if given.configuration not in configuration_names():
        raise ConfigurationError(
            f"There is no configuration '{given.configuration}'.",
            where="configuration",
            remedy=f"Use one of: {', '.join(configuration_names())}.",
        )
    protocol = Protocol(
        question=given.question.strip(),
        criteria=tuple(Criterion(each.element, each.text) for each in given.criteria),
        exclusion_reasons=tuple(given.exclusion_reasons),
        target_recall=check_target(given.target_recall),
        alpha=check_alpha(given.alpha),
        stopping_rule=given.stopping_rule,
        votes_per_record=given.votes_per_record,
        include_terms=tuple(given.include_terms),
        exclude_terms=tuple(given.exclude_terms),
        pilot_size=given.pilot_size,
        pilot_agreement=given.pilot_agreement,
    )
    review = membership.make_review(
        settings.database,
        person.account,
        given.name,
        protocol,
        given.configuration,
        given.seed,
        settings.clock(),
    )
    made = access_to(settings.database, person.account, review.id, Permission.LOOK)
    return _shape(settings, made)


@router.get("/{review_id}")
def show_review(access: Looking, settings: ServiceSettings) -> ReviewShape:
    """One review at a glance."""
    return _shape(settings, access)


def _shape(settings: Settings, access: Access) -> ReviewShape:
    seen = overview(settings.database, access.review.name, settings.boards)
    protocol = seen.review.protocol
    return ReviewShape(
        id=seen.review.id,
        name=seen.review.name,
        role=access.role,
        votes_per_record=protocol.votes_per_record,
        imported=seen.counted.records,
        to_screen=seen.counted.places,
        decisions=seen.counted.events,
        created=seen.review.created,
        question=protocol.question,
        criteria=[CriterionShape(element=c.element, text=c.text) for c in protocol.criteria],
        exclusion_reasons=list(protocol.exclusion_reasons),
        target_recall=str(float(protocol.target_recall)),
        alpha=protocol.alpha,
        stopping_rule=protocol.stopping_rule,
        configuration=seen.review.configuration,
        seed=seen.review.seed,
        copies=seen.copies,
        pairs_to_decide=seen.doubts,
        by_origin={str(origin): number for origin, number in seen.by_origin.items()},
        stages=[
            StageShape(stage=each.stage, read=each.read, relevant=each.relevant, open=each.open)
            for each in seen.stages
        ],
        decisions_by=dict(seen.reviewers),
        registrations=seen.registrations,
        certificates=seen.certificates,
    )
