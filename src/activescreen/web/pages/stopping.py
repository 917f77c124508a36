"""When to stop: what the rule says, its random phase, its certificate."""

from __future__ import annotations

import shlex
from typing import Annotated, Any, Final

import numpy as np
from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from activescreen.errors import StoppingError
from activescreen.reports.certificate import certificate_values
from activescreen.reports.dashboard_charts import phase_svg
from activescreen.review.permissions import Access, Permission
from activescreen.review.stopping.advice import advice
from activescreen.review.stopping.leaving_phases import leave_phase
from activescreen.review.stopping.page import Stopping, plan_of, stopping
from activescreen.review.stopping.phase_files import certificate_at, certificate_of, registration_at
from activescreen.review.stopping.phase_states import PhaseState
from activescreen.review.stopping.phases import certify
from activescreen.review.stopping.pricing import Prices
from activescreen.review.stopping.starting_phases import rule_for, start_phase
from activescreen.stopping import RULES
from activescreen.stopping.price_list import Price
from activescreen.stopping.wording import percent_up
from activescreen.web.access import Looking, Managing, ServiceSettings, SignedInPerson
from activescreen.web.pages.phase_words import (
    badge_of,
    price_age_in_words,
    price_in_words,
    state_in_words,
)
from activescreen.web.pages.rendering import render

router = APIRouter(include_in_schema=False)

Hash = Annotated[str, Path(max_length=200)]
Text = Annotated[str, Form(max_length=200)]
WAIT: Final = 2.0


@router.get("/reviews/{review_id}/stopping")
def stopping_page(
    request: Request,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    wave: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Which rule there is, what it costs, and how far its random phase is."""
    seen = stopping(settings.database, settings.boards, access, wave, WAIT)
    return render(request, "stopping.html.j2", person, **_values(seen, access, wave))


@router.get("/reviews/{review_id}/stopping/rules")
def rules_page(
    request: Request, access: Looking, person: SignedInPerson, settings: ServiceSettings
) -> Response:
    """What the rules that go by labels would say now."""
    said = advice(settings.database, access)
    return render(
        request, "stopping_rules.html.j2", person, access=access, here="stopping", said=said
    )


@router.post("/reviews/{review_id}/stopping/phases")
def start(
    access: Managing, settings: ServiceSettings, wave: Text = "", several: Text = ""
) -> Response:
    """Register the random phase."""
    plan = plan_of(settings.database, settings.boards, access, wave)
    if plan is None:
        raise StoppingError(
            "There is no search without a certificate.", remedy="Import a search first."
        )
    now = settings.clock()
    start_phase(settings.database, access, plan, numbered=several == "yes", now=now)
    return _back(access, "#phase")


@router.post("/reviews/{review_id}/stopping/phases/{digest}/leave")
def leave(digest: Hash, access: Managing, settings: ServiceSettings) -> Response:
    """Leave one of several phases."""
    leave_phase(settings.database, access, digest, settings.clock())
    return _back(access)


@router.post("/reviews/{review_id}/stopping/phases/{digest}/certificate")
def issue(digest: Hash, access: Managing, settings: ServiceSettings) -> Response:
    """Issue the certificate, and show it."""
    registration = registration_at(settings.database, access.review, digest)
    name, now = access.review.name, settings.clock()
    certificate, _ = certify(settings.database, name, registration, now)
    address = f"/reviews/{access.review.id}/certificates/{certificate.digest}"
    return RedirectResponse(address, 303)


@router.get("/reviews/{review_id}/certificates/{digest}")
def certificate_page(
    request: Request,
    digest: Hash,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
) -> Response:
    """A certificate: what it claims, when it holds, and what it does not say."""
    found = certificate_at(settings.database, access.review, digest)
    file = f"certificate-{found.digest[:12]}.json"
    words = ["activescreen", "certificate", "verify", file, "--workspace", "WORKSPACE"]
    words += ["--review", access.review.name, "--registration-hash", "HASH"]
    return render(
        request,
        "stopping_certificate.html.j2",
        person,
        access=access,
        here="stopping",
        verify=shlex.join(words),
        **certificate_values(found),
    )


def _values(seen: Stopping, access: Access, wave: str) -> dict[str, Any]:
    protocol = access.review.protocol
    rule = RULES.create(protocol.stopping_rule)
    used, _ = rule_for(protocol)
    going_on = seen.going_on
    return {
        "access": access,
        "here": "stopping",
        "seen": seen,
        "protocol": protocol,
        "rule": rule,
        "badge": badge_of(protocol.stopping_rule),
        "used": RULES.create(used),
        "wave": wave,
        "said": None if going_on is None else state_in_words(going_on, seen.look),
        "svg": None if going_on is None else _drawn(going_on, seen),
        "price": price_in_words(seen.prices, protocol),
        "price_age": price_age_in_words(seen.prices),
        "prices": [] if seen.prices is None else _lines(seen.prices),
        "shares": None if seen.plan is None else _shares(seen.prices, access, seen),
        "ended": [(state, _claims(state)) for state in seen.phases if state is not going_on],
        "manages": access.may(Permission.MANAGE),
    }


def _drawn(state: PhaseState, seen: Stopping) -> Markup | None:
    """The draws so far, and where the rule stops; nothing while that is worked out."""
    if state.draws is None or seen.look is None:
        return None
    after = (np.flatnonzero(state.draws.labels == 1) + 1).tolist()
    boundary = tuple(seen.look.boundary.tolist())[: 2 * len(after) + 8]
    said = state.registration
    return phase_svg(
        (*after, state.draws.counted), boundary, said.opening.urn, percent_up(said.phase_alpha)
    )


def _lines(prices: Prices) -> list[Price]:
    return [each for each in prices.lines if each.alpha == prices.alpha]


def _shares(prices: Prices | None, access: Access, seen: Stopping) -> dict[str, Any]:
    """What an only phase and the next of several may err, and the draws if none is relevant."""
    alpha, plan = access.review.protocol.alpha, seen.plan
    number = 1 if plan is None else plan.next_number
    share = alpha / 2**number
    used, _ = rule_for(access.review.protocol)
    draws = {
        each.alpha: each.reading.none_left
        for each in (() if prices is None else prices.lines)
        if each.rule == used
        and each.target == access.review.protocol.target_recall
        and each.reading is not None
    }
    return {
        "number": number,
        "alpha": alpha,
        "share": share,
        "only": draws.get(alpha),
        "several": draws.get(share),
    }


def _claims(state: PhaseState) -> list[tuple[str, str, str, str]]:
    """Digest, badge, statement and day of each certificate of a phase."""
    found = [(each, certificate_of(each)) for each in state.certificates]
    return [
        (stored.digest, one.badge, one.statement, one.issued.isoformat()) for stored, one in found
    ]


def _back(access: Access, part: str = "") -> Response:
    return RedirectResponse(f"/reviews/{access.review.id}/stopping{part}", 303)
