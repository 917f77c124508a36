"""Random phases, their registrations, draws and certificates."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from activescreen.errors import StoppingError
from activescreen.formats.ledger_file import ledger_as_bytes
from activescreen.reports.certificate import render_certificate
from activescreen.review.stopping.leaving_phases import leave_phase
from activescreen.review.stopping.page import plan_of, stopping
from activescreen.review.stopping.phase_files import certificate_at, draws_table, registration_at
from activescreen.review.stopping.phase_states import PhaseState, Progress
from activescreen.review.stopping.phases import certify, ledger_behind
from activescreen.review.stopping.starting_phases import start_phase
from activescreen.web.access import Looking, Managing, ServiceSettings
from activescreen.web.api.shapes import Given, Shown

router = APIRouter(prefix="/reviews/{review_id}", tags=["stopping"])

Hash = Annotated[str, Path(max_length=200)]


class NewPhase(Given):
    """A random phase to be registered; target, error and rule are the protocol's."""

    wave: str = Field("", max_length=200, description="The search; empty: all uncertified ones.")
    numbered: bool = Field(
        False, description="Whether others may follow it, each with a part of the error."
    )


class CheckShape(BaseModel):
    """Something that must hold before a phase may open."""

    holds: bool
    says: str


class PhaseShape(BaseModel):
    """A registered phase."""

    hash: str
    created: str
    waves: list[Shown]
    stage: str
    rule: str
    target_recall: str
    alpha: str = Field(description="Of this phase.")
    phase: int | None
    seed: int
    progress: Progress
    urn: int
    read_before: int
    found_before: int
    drawn: int | None
    counted: int | None
    found: int | None
    stops_after: int | None = None
    more_if_none: int | None = None
    certificates: list[str]

    @classmethod
    def of(cls, state: PhaseState) -> PhaseShape:
        """A phase as the API gives it."""
        said, draws = state.registration, state.draws
        return cls(
            hash=state.stored.hash,
            created=state.stored.created,
            waves=list(state.waves),
            stage=said.stage,
            rule=said.rule,
            target_recall=str(said.target_recall),
            alpha=str(said.phase_alpha),
            phase=said.phase,
            seed=said.seed,
            progress=state.progress,
            urn=said.opening.urn,
            read_before=said.opening.read,
            found_before=said.opening.found,
            drawn=None if draws is None else draws.made,
            counted=None if draws is None else draws.counted,
            found=None if draws is None else draws.found,
            certificates=[each.digest for each in state.certificates],
        )


class Phases(BaseModel):
    """The random phases of a review, and whether one may open."""

    items: list[PhaseShape]
    may_open: bool
    checks: list[CheckShape]


class RegisteredShape(BaseModel):
    """A phase that was registered now."""

    hash: str
    seed: int
    urn: int
    more_if_none: int | None = Field(description="Draws that are enough if none is relevant.")


class CertificateShape(BaseModel):
    """A certificate that was issued."""

    digest: str
    registration_hash: str
    badge: str
    statement: Shown


@router.get("/phases")
def list_phases(access: Looking, settings: ServiceSettings) -> Phases:
    """The random phases of a review, and what must hold before one may open."""
    seen = stopping(settings.database, settings.boards, access)
    items = [PhaseShape.of(state) for state in seen.phases]
    for item in items:
        if seen.going_on is not None and item.hash == seen.going_on.stored.hash and seen.look:
            item.stops_after = seen.look.stops_after
            item.more_if_none = seen.look.more
    checks = () if seen.plan is None else seen.plan.checks
    return Phases(
        items=items,
        may_open=seen.plan is not None and seen.plan.ready,
        checks=[CheckShape(holds=check.holds, says=check.says) for check in checks],
    )


@router.post("/phases", status_code=201)
def register(given: NewPhase, access: Managing, settings: ServiceSettings) -> RegisteredShape:
    """Close the urn: what is unread will be read in a registered random order only."""
    plan = plan_of(settings.database, settings.boards, access, given.wave)
    if plan is None:
        raise StoppingError(
            "There is no search without a certificate.", remedy="Import a search first."
        )
    now = settings.clock()
    done = start_phase(settings.database, access, plan, numbered=given.numbered, now=now)
    return RegisteredShape(
        hash=done.registration.hash,
        seed=done.registration.seed,
        urn=done.registration.opening.urn,
        more_if_none=done.progress.more,
    )


@router.get("/phases/{digest}")
def show_registration(digest: Hash, access: Looking, settings: ServiceSettings) -> Response:
    """The registration as a file, whose hash is published before the first draw."""
    found = registration_at(settings.database, access.review, digest)
    name = f"registration-{digest[:12]}.json"
    return _file(found.as_text(), "application/json", name)


@router.get("/phases/{digest}/draws")
def show_draws(digest: Hash, access: Managing, settings: ServiceSettings) -> Response:
    """The records of the phase in their registered order, as CSV."""
    table = draws_table(settings.database, access.review, digest)
    return _file(table, "text/csv; charset=utf-8", f"draws-{digest[:12]}.csv")


@router.post("/phases/{digest}/leave", status_code=204)
def leave(digest: Hash, access: Managing, settings: ServiceSettings) -> None:
    """Leave one of several phases: ranked reading goes on, and its share of the error is spent."""
    leave_phase(settings.database, access, digest, settings.clock())


@router.post("/phases/{digest}/certificate", status_code=201)
def issue(digest: Hash, access: Managing, settings: ServiceSettings) -> CertificateShape:
    """Issue the certificate of a phase whose rule stops."""
    registration = registration_at(settings.database, access.review, digest)
    name, now = access.review.name, settings.clock()
    certificate, _ = certify(settings.database, name, registration, now)
    return CertificateShape(
        digest=certificate.digest,
        registration_hash=digest,
        badge=certificate.badge,
        statement=certificate.statement,
    )


@router.get("/certificates/{digest}")
def show_certificate(digest: Hash, access: Looking, settings: ServiceSettings) -> Response:
    """A certificate as the file that is verified."""
    found = certificate_at(settings.database, access.review, digest)
    return _file(found.as_text(), "application/json", f"certificate-{digest[:12]}.json")


@router.get("/certificates/{digest}/page")
def show_certificate_page(digest: Hash, access: Looking, settings: ServiceSettings) -> Response:
    """A certificate as one HTML file, to be kept or printed."""
    found = certificate_at(settings.database, access.review, digest)
    page = render_certificate(found)
    return _file(page, "text/html; charset=utf-8", f"certificate-{digest[:12]}.html")


@router.get("/certificates/{digest}/ledger")
def show_ledger(digest: Hash, access: Managing, settings: ServiceSettings) -> Response:
    """Every decision up to a certificate, as the file that it is verified against.

    It has the votes of all stages, those too that are hidden while others are missing.
    """
    found = certificate_at(settings.database, access.review, digest)
    ledger = ledger_behind(settings.database, access.review.name, found)
    name = f"ledger-{digest[:12]}.jsonl"
    return _file(ledger_as_bytes(ledger), "application/x-ndjson", name)


def _file(content: str | bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if isinstance(content, str):
        content = content.encode("utf-8", "replace")
    return Response(content, media_type=media_type, headers=headers)
