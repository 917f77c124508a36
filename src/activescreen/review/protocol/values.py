"""What a protocol may say: cleaned before it is kept, and as JSON has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any, Final

from activescreen.errors import InputError
from activescreen.protocol import Criterion, Protocol
from activescreen.stopping import RULES
from activescreen.stopping.base import check_alpha, check_target

FIELDS: Final = tuple(field.name for field in fields(Protocol))
"""Names of what a protocol says."""

_MOST: Final = {
    "criteria": 100,
    "exclusion_reasons": 100,
    "include_terms": 500,
    "exclude_terms": 500,
}
_MOST_VOTES: Final = 20
_MOST_PILOT: Final = 200


def cleaned(protocol: Protocol) -> Protocol:
    """The protocol without empty lines, double ones, and blanks at the ends.

    Raises
    ------
    InputError, ConfigurationError
        If something in it is too long or not possible.
    """
    made = Protocol(
        question=protocol.question.strip(),
        criteria=tuple(
            Criterion(element, text)
            for element, text in dict.fromkeys(
                (each.element, each.text.strip()) for each in protocol.criteria
            )
            if text
        ),
        exclusion_reasons=_lines(protocol.exclusion_reasons),
        target_recall=check_target(protocol.target_recall),
        alpha=check_alpha(protocol.alpha),
        stopping_rule=protocol.stopping_rule,
        votes_per_record=protocol.votes_per_record,
        include_terms=_lines(protocol.include_terms),
        exclude_terms=_lines(protocol.exclude_terms),
        pilot_size=protocol.pilot_size,
        pilot_agreement=protocol.pilot_agreement,
    )
    RULES.factory(made.stopping_rule)
    _check_size(made)
    return made


def as_json(protocol: Protocol) -> dict[str, Any]:
    """The protocol as JSON has it."""
    said: dict[str, Any] = {name: getattr(protocol, name) for name in FIELDS}
    said["criteria"] = [[each.element, each.text] for each in protocol.criteria]
    said["target_recall"] = str(Fraction(protocol.target_recall))
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in said.items()
    }


def from_json(said: Mapping[str, Any]) -> Protocol:
    """The protocol that `as_json` made this of."""
    lists = {name: tuple(said[name]) for name in _MOST if name != "criteria"}
    criteria = tuple(Criterion(*each) for each in said["criteria"])
    target = Fraction(said["target_recall"])
    return Protocol(**{**said, **lists, "criteria": criteria, "target_recall": target})


def _check_size(protocol: Protocol) -> None:
    for name, most in _MOST.items():
        held = len(getattr(protocol, name))
        if held > most:
            raise InputError(f"At most {most} lines are taken; there are {held}.", where=name)
    if protocol.votes_per_record > _MOST_VOTES:
        raise InputError(f"At most {_MOST_VOTES} votes a record.", where="votes_per_record")
    if protocol.pilot_size > _MOST_PILOT:
        raise InputError(f"A pilot has at most {_MOST_PILOT} records.", where="pilot_size")


def _lines(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values if (text := " ".join(value.split()))))
