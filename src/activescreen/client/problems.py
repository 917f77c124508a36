"""What goes wrong between a program and the service, as the service words it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from activescreen.errors import ActiveScreenError


class ApiError(ActiveScreenError):
    """The service refused a request.

    Attributes
    ----------
    status
        The HTTP status; 0 if there was no answer.
    kind
        A word that tells problems apart, as in ``conflict``; empty where there is none.
    errors
        Each wrong value of the request: where it is, and what is wrong with it.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        remedy: str | None = None,
        status: int = 0,
        kind: str = "",
        errors: Sequence[Mapping[str, str]] = (),
    ) -> None:
        # The text of the exception is made from them.
        self.errors = tuple(errors)
        super().__init__(what, where=where, remedy=remedy)
        self.status = status
        self.kind = kind

    @property
    def paragraph(self) -> str:
        """The whole message: where, what, each wrong value, remedy."""
        causes = [f"{each.get('where', '')}: {each.get('what', '')}" for each in self.errors]
        head = f"{self.where}: {self.what}" if self.where else self.what
        return " ".join(filter(None, (head, "; ".join(causes), self.remedy)))


class ConflictError(ApiError):
    """What was asked does not fit what the review is by now: another one was faster, as a rule."""


class UnreachableError(ApiError):
    """The service cannot be reached, or cannot work right now; what was acknowledged is kept."""


def problem_of(status: int, said: Mapping[str, Any], address: str) -> ApiError:
    """The error that an answer tells.

    Parameters
    ----------
    status, said
        The HTTP status and the answer's problem details; empty where it had none.
    address
        What was asked.
    """
    kind = str(said.get("type", "")).rpartition(":")[2] if "type" in said else ""
    error = UnreachableError if status >= 500 else ConflictError if status == 409 else ApiError
    return error(
        str(said.get("detail") or f"The service answered with status {status}."),
        where=said.get("where") or address,
        remedy=said.get("remedy"),
        status=status,
        kind=kind,
        errors=said.get("errors") or (),
    )
