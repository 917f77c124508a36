"""Registering, certifying and verifying random phases of a review in a workspace."""

from __future__ import annotations

from pathlib import Path

from activescreen.cli.label import add_drawn
from activescreen.cli.times import now
from activescreen.ledger import Ledger
from activescreen.review.stopping.phases import (
    Phase,
    certify,
    ledger_behind,
    look_at,
    register_phase,
)
from activescreen.stopping.certificate import Certificate, Progress
from activescreen.stopping.registration import Registration
from activescreen.store import open_store
from activescreen.workspace import Workspace


def register_in_review(
    folder: Path | None, review: str, phase: Phase
) -> tuple[Registration, Ledger]:
    """A registration that the review keeps, and the decisions that it is about."""
    with open_store(Workspace(folder)) as database:
        registration, ledger, _ = register_phase(database, review, phase, now())
    return registration, ledger


def look_in_review(
    folder: Path | None, review: str, registration: Registration, draws: Path | None
) -> tuple[Ledger, Progress]:
    """Where a phase of a review stands, after the labels of a table of draws were added."""
    with open_store(Workspace(folder)) as database:
        if draws is not None:
            add_drawn(database, review, draws)
        _, ledger, progress = look_at(database, review, registration)
    return ledger, progress


def certify_in_review(folder: Path | None, review: str, registration: Registration) -> Certificate:
    """The certificate of a phase, which the review keeps."""
    with open_store(Workspace(folder)) as database:
        return certify(database, review, registration, now())[0]


def decisions_behind(folder: Path | None, review: str, certificate: Certificate) -> Ledger:
    """The decisions of a review that a certificate is verified against."""
    with open_store(Workspace(folder)) as database:
        return ledger_behind(database, review, certificate)
