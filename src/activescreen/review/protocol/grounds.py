"""The grounds of a verdict, as the protocol knows them: failed criteria, and a reason."""

from __future__ import annotations

from typing import Protocol as Shape

from activescreen.errors import InputError
from activescreen.ledger import Verdict
from activescreen.protocol import FULL_TEXT, PICOS, STAGES, Protocol


class Verdictlike(Shape):
    """Something that gives a verdict at a stage, with its grounds."""

    @property
    def stage(self) -> str:
        """The stage."""

    @property
    def verdict(self) -> Verdict:
        """The verdict."""

    @property
    def failed_criteria(self) -> tuple[str, ...]:
        """PICOS elements that the record does not meet."""

    @property
    def reason(self) -> str:
        """One of the protocol's reasons if it has any."""


def check_grounds(given: Verdictlike, protocol: Protocol) -> None:
    """Let a verdict pass whose grounds the protocol knows.

    Raises
    ------
    InputError
        If there is no such stage, criterion or reason, an inclusion has any, or a full text is
        excluded without a reason.
    """
    if given.stage not in STAGES:
        raise InputError(
            f"There is no stage '{given.stage}'.",
            where="stage",
            remedy=f"Use one of: {', '.join(STAGES)}.",
        )
    elements = {criterion.element for criterion in protocol.criteria} or set(PICOS)
    unknown = [name for name in given.failed_criteria if name not in elements]
    if unknown:
        raise InputError(
            f"The protocol has no criterion '{unknown[0]}'.",
            where="failed_criteria",
            remedy=f"Use: {', '.join(name for name in PICOS if name in elements)}.",
        )
    reasons = protocol.exclusion_reasons
    if given.reason and reasons and given.reason not in reasons:
        raise InputError(
            f"The protocol has no exclusion reason '{given.reason}'.",
            where="reason",
            remedy=f"Use one of: {'; '.join(reasons)}.",
        )
    if given.verdict is Verdict.INCLUDE and (given.reason or given.failed_criteria):
        raise InputError(
            "An inclusion has no reason for exclusion and no failed criterion.",
            where="verdict",
            remedy="Leave these out, or exclude the record.",
        )
    if given.stage == FULL_TEXT and given.verdict is Verdict.EXCLUDE and not given.reason.strip():
        raise InputError(
            "A full text is excluded for a reason, and none was given.",
            where="reason",
            remedy=f"Use one of: {'; '.join(reasons)}." if reasons else "Say why in a few words.",
        )
