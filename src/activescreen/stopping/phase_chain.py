"""Repeated random phases of a search wave share its alpha, so each names the one before it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Protocol

from activescreen.errors import ConfigurationError
from activescreen.stopping.population import Opening, Population


class PhaseOfWave(Protocol):
    """What of a registration says which share of which alpha it has."""

    @property
    def phase(self) -> int | None:
        """None for the only one, else j with alpha/2^j."""

    @property
    def population(self) -> Population:
        """The wave and its records."""

    @property
    def stage(self) -> str:
        """The screening stage."""

    @property
    def alpha(self) -> Fraction:
        """Error of the whole wave."""

    @property
    def votes_per_record(self) -> int:
        """How many agreeing reviewers make a label final."""

    @property
    def opening(self) -> Opening:
        """What had been read."""

    @property
    def created(self) -> date:
        """The day."""


def check_share(registration: PhaseOfWave, previous: PhaseOfWave | None) -> None:
    """Refuse a phase whose share of the wave's alpha is not known to be left.

    Parameters
    ----------
    registration
        The phase that is registered.
    previous
        The registration that it names as the one before.

    Raises
    ------
    ConfigurationError
        If phase j has none, or one that is not phase j - 1 of the same wave and stage.
    """
    before = (registration.phase or 1) - 1
    if before == 0:
        if previous is not None:
            raise ConfigurationError(
                "A first phase has no earlier registration.",
                remedy="Leave it out, or count this phase on from the earlier one.",
            )
        return
    if previous is None:
        raise ConfigurationError(
            f"Random phase {before + 1} can be registered only with the registration of phase "
            f"{before} of the same search wave.",
            remedy="Give the registration that was made for that phase ('previous', "
            f"--previous REGISTRATION.json): it shows that alpha/2^{before + 1} is left.",
        )
    if previous.phase is None:
        raise ConfigurationError(
            "The phase before was registered as the only one, without a number: it has all of "
            "the wave's alpha, and none is left for another.",
            remedy="Go on with its registered order, or read what is left. Records of a new "
            "search wave have an alpha of their own; register their first phase with a number "
            "(--phase 1) if others may follow.",
        )
    differing = _differing(registration, previous)
    if differing:
        raise ConfigurationError(
            f"The earlier registration does not precede phase {before + 1}: it has another "
            f"{differing}.",
            remedy="The phases of a search wave share its records, its stage and its alpha. "
            f"Give the registration of phase {before}.",
        )


def _differing(registration: PhaseOfWave, previous: PhaseOfWave) -> str:
    pairs = {
        "population": (previous.population, registration.population),
        "stage": (previous.stage, registration.stage),
        "alpha": (previous.alpha, registration.alpha),
        "number of votes a record": (previous.votes_per_record, registration.votes_per_record),
    }
    differing = [name for name, (one, other) in pairs.items() if one != other]
    if previous.phase != (registration.phase or 1) - 1:
        differing.append(f"number ({previous.phase})")
    if previous.opening.read >= registration.opening.read:
        differing.append("opening, which comes no earlier")
    if previous.created > registration.created:
        differing.append("day, which comes later")
    return " and another ".join(differing)
