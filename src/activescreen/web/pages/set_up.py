"""Setting a review up, in steps that can be left and resumed."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from activescreen.configuration import configuration_names, load_configuration
from activescreen.errors import ConfigurationError, InputError, StoppingError
from activescreen.protocol import Protocol
from activescreen.review.people import membership
from activescreen.review.permissions import Access, Permission, may_make_reviews
from activescreen.review.protocol.protocols import (
    CONSEQUENCES,
    StaleError,
    change_protocol,
    protocol_before,
    show_protocol,
)
from activescreen.review.protocol.setting_up import Step, StepName, steps
from activescreen.review.protocol.values import as_json
from activescreen.stopping import RULES, Badge
from activescreen.store.accounts_roles import Role
from activescreen.web.access import Looking, Managing, Person, ServiceSettings, SignedInPerson
from activescreen.web.pages.protocol_form import (
    BESIDE,
    ELEMENTS,
    LABELS,
    ProtocolForm,
    combined,
    differing,
    field_of,
    in_words,
    texts_of,
)
from activescreen.web.pages.rendering import render
from activescreen.web.settings import Settings

router = APIRouter(include_in_schema=False)

_REFUSALS: Final = (InputError, ConfigurationError, StoppingError)
_NAMES: Final = {
    StepName.PROTOCOL: ("Protocol", "set-up/protocol"),
    StepName.IMPORT: ("Searches", "imports"),
    StepName.DUPLICATES: ("Duplicates", "duplicates"),
    StepName.TEAM: ("Team and pilot", "set-up/team"),
}


class ShownStep(NamedTuple):
    """A step as pages show it."""

    number: int
    title: str
    address: str
    step: Step


class ShownRule(NamedTuple):
    """A stopping rule as pages show it."""

    name: str
    line: str


@router.get("/new-review")
def new_review_page(request: Request, person: SignedInPerson) -> Response:
    """Ask for the name and the question of a new review."""
    may_make_reviews(person.account)
    return render(request, "new_review.html.j2", person, name="", question="", error=None)


@router.post("/new-review")
def make_review_page(
    request: Request,
    person: SignedInPerson,
    settings: ServiceSettings,
    name: Annotated[str, Form(max_length=1000)] = "",
    question: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Make a review, and begin with its protocol."""
    try:
        review = membership.make_review(
            settings.database,
            person.account,
            name,
            Protocol(question=question.strip()),
            "default",
            0,
            settings.clock(),
        )
    except InputError as error:
        return render(
            request,
            "new_review.html.j2",
            person,
            status=422,
            name=name,
            question=question,
            error=error,
        )
    return RedirectResponse(f"/reviews/{review.id}/set-up", 303)


@router.get("/reviews/{review_id}/set-up")
def set_up_page(
    request: Request, access: Looking, person: SignedInPerson, settings: ServiceSettings
) -> Response:
    """The steps of setting a review up, and how far each is."""
    return render(request, "set_up.html.j2", person, **_frame(settings, access, None))


@router.get("/reviews/{review_id}/set-up/protocol")
def protocol_page(
    request: Request,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    saved: Annotated[bool, Query()] = False,
) -> Response:
    """The protocol, to be filled in and changed."""
    form = ProtocolForm.of(show_protocol(settings.database, access))
    return _protocol(request, access, person, settings, form, saved=saved)


@router.post("/reviews/{review_id}/set-up/protocol")
def save_protocol_page(
    request: Request,
    access: Managing,
    person: SignedInPerson,
    settings: ServiceSettings,
    form: Annotated[ProtocolForm, Form()],
) -> Response:
    """Change the protocol; what somebody else changed meanwhile is shown beside it."""
    try:
        change_protocol(settings.database, access, form.wanted(), settings.clock())
    except StaleError as error:
        now = texts_of(error.current.protocol)
        base = texts_of(protocol_before(error.current, error.since))
        merged = combined(form, base, now)
        merged = merged.model_copy(update={"version": error.current.version})
        both = differing(merged, now)
        return _protocol(
            request, access, person, settings, merged, status=409, error=error, both=both
        )
    except _REFUSALS as error:
        status = 409 if isinstance(error, StoppingError) else 422
        return _protocol(request, access, person, settings, form, status=status, error=error)
    settings.trainer.wake(access.review.id)
    return RedirectResponse(f"/reviews/{access.review.id}/set-up/protocol?saved=true", 303)


@router.get("/reviews/{review_id}/set-up/team")
def team_page(
    request: Request, access: Looking, person: SignedInPerson, settings: ServiceSettings
) -> Response:
    """Who is in the team, and the way to the pilot."""
    manages = access.may(Permission.MANAGE)
    return render(
        request,
        "set_up_team.html.j2",
        person,
        members=membership.members(settings.database, access),
        invitations=membership.open_invitations(settings.database, access) if manages else [],
        roles=list(Role),
        **_frame(settings, access, StepName.TEAM),
    )


def shown_steps(settings: Settings, access: Access) -> list[ShownStep]:
    """The steps of a review, as the bar above their pages shows them."""
    base = f"/reviews/{access.review.id}"
    return [
        ShownStep(number, *_address(base, step.name), step)
        for number, step in enumerate(steps(settings.database, access), 1)
    ]


def bar_for(settings: Settings, access: Access, step: StepName) -> dict[str, Any]:
    """What pages that are a step need for the bar: nothing of it, once all steps are done."""
    shown = shown_steps(settings, access) if access.may(Permission.MANAGE) else []
    left = any(not each.step.done for each in shown)
    return {"steps": shown if left else [], "at": step}


def _frame(settings: Settings, access: Access, at: StepName | None) -> dict[str, Any]:
    return {
        "access": access,
        "here": "set_up",
        "steps": shown_steps(settings, access),
        "at": at,
        "manages": access.may(Permission.MANAGE),
    }


def _address(base: str, name: StepName) -> tuple[str, str]:
    title, address = _NAMES[name]
    return title, f"{base}/{address}"


def _protocol(
    request: Request,
    access: Access,
    person: Person,
    settings: Settings,
    form: ProtocolForm,
    *,
    status: int = 200,
    error: InputError | ConfigurationError | StoppingError | StaleError | None = None,
    both: list[tuple[str, str, str]] | None = None,
    saved: bool = False,
) -> Response:
    current = show_protocol(settings.database, access)
    return render(
        request,
        "protocol.html.j2",
        person,
        status=status,
        form=form,
        current=current,
        said={name: in_words(name, text) for name, text in as_json(current.protocol).items()},
        elements=ELEMENTS,
        labels={**LABELS, **BESIDE},
        in_words=in_words,
        rules=_rules(),
        badges=_BADGES,
        configurations=_configurations(),
        consequences=CONSEQUENCES,
        error=error,
        wrong=field_of(error.where) if error else "",
        both=both or [],
        saved=saved,
        **_frame(settings, access, StepName.PROTOCOL),
    )


_BADGES: Final = {
    Badge.CERTIFIED: "Wrong in at most the stated share of reviews, however often one looks.",
    Badge.ONE_LOOK: "The same if one looks exactly once, at a moment fixed beforehand.",
    Badge.MODEL_BASED: "Right if its model of the review is right, which nobody can know.",
    Badge.HEURISTIC: "A habit or a figure without any guarantee: it advises, it claims nothing.",
}


@cache
def _rules() -> dict[Badge, list[ShownRule]]:
    """The stopping rules by their badge, the surest first."""
    found: dict[Badge, list[ShownRule]] = {badge: [] for badge in Badge}
    for name in RULES:
        rule = RULES.create(name)
        found[rule.badge].append(ShownRule(name, rule.about.line))
    default = Protocol().stopping_rule
    for rules in found.values():
        rules.sort(key=lambda each: (each.name != default, each.name))
    return found


@cache
def _configurations() -> dict[str, str]:
    return {name: load_configuration(name).summary for name in configuration_names()}
