"""Ids and names that the service gives, and that nobody else may.

The id of an event that the service makes can be foreseen, so that the same is not kept twice. Were
it taken by a vote, what the service has to keep later would be refused.
"""

from __future__ import annotations

from typing import Final

from activescreen.errors import InputError

_BEGINNINGS: Final = ("consensus:", "merged:", "label:", "prior-")
_NAMES: Final = frozenset({"consensus", "merged"})


def check_event_id(event_id: str) -> None:
    """Let the id of an event pass that a person's program has made.

    Raises
    ------
    InputError
        If it is one that the service gives.
    """
    if event_id.startswith(_BEGINNINGS):
        raise InputError(
            f"The id '{event_id[:40]}' is one that the service gives itself.",
            where="event_id",
            remedy="Make a random one, a UUID for instance.",
        )


def is_own_name(name: str) -> bool:
    """Whether the service writes this name itself, so that no person stands behind it."""
    return name.casefold() in _NAMES


def check_person(name: str) -> None:
    """Let a name pass that is to stand beside a person's decisions.

    Raises
    ------
    InputError
        If what people did together, or what merging did, stands under it.
    """
    if is_own_name(name):
        raise InputError(
            f"'{name}' cannot be a person's name: the service writes it beside what it does.",
            where="name",
            remedy="Write the name that is to stand beside the person's decisions.",
        )
