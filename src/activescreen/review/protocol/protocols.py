"""The protocol of a review: read, changed for a reason, and every change kept.

A change is ``Kind.PROTOCOL`` in the journal, with the whole new ``protocol``, the fields that
``changed``, what these said ``before``, and a ``note``. The number of the last such entry is the
protocol's version: whoever changes it says which one they had before their eyes, so that nobody
undoes the work of another unawares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from activescreen.configuration import configuration_names
from activescreen.errors import ConfigurationError, InputError, LedgerError, StoppingError
from activescreen.protocol import Protocol
from activescreen.review.duplicates.inheriting import inherit_all
from activescreen.review.duplicates.merges import ids_in, merges_in
from activescreen.review.permissions import Access
from activescreen.review.protocol.values import FIELDS, as_json, cleaned, from_json
from activescreen.review.ranking.choosing import choose
from activescreen.store.claims import registrations_of
from activescreen.store.database import Database
from activescreen.store.journal import Entry, Kind, add_entry, entries
from activescreen.store.reviews import Review, count, find_review, set_protocol

CONSEQUENCES: Final = {
    "votes_per_record": "Which labels are final changes at once: with more votes, records that "
    "had enough are open again; with fewer, records that waited are final, and their votes can be "
    "seen.",
    "target_recall": "A random phase that was registered keeps the target that it had then.",
    "alpha": "A random phase that was registered keeps the error that it had then.",
    "stopping_rule": "A rule that is chosen after labels were seen no longer holds what it states, "
    "unless the choice did not depend on them.",
}
"""What a change means once there are decisions: it needs a note."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the protocol.

    Attributes
    ----------
    number, author, at, note
        Its version, who made it, when, and why.
    changed
        Field -> what it said before and after, as JSON has it.
    """

    number: int
    author: str
    at: str
    note: str
    changed: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Current:
    """The protocol as it is now.

    Attributes
    ----------
    review
        The review, with its protocol and its configuration.
    version
        Number of the last change; 0 if there was none.
    history
        All changes, the last one first.
    decided
        Whether there are decisions or registered phases, so that some changes need a note.
    """

    review: Review
    version: int
    history: tuple[Change, ...]
    decided: bool

    @property
    def protocol(self) -> Protocol:
        """What it says."""
        return self.review.protocol


@dataclass(frozen=True, slots=True)
class NewProtocol:
    """A protocol to be set.

    Attributes
    ----------
    protocol, configuration
        What it says, and with which configuration records are ranked.
    version
        The version that was changed.
    note
        Why.
    """

    protocol: Protocol
    configuration: str
    version: int
    note: str = ""


class StaleError(LedgerError):
    """Somebody else changed the protocol meanwhile.

    Parameters
    ----------
    current
        The protocol as it is now.
    since
        What was changed since the version that was before this person's eyes, the last one first.
    """

    def __init__(self, current: Current, since: tuple[Change, ...]) -> None:
        self.current = current
        self.since = since
        who = ", ".join(dict.fromkeys(each.author for each in since)) or "Somebody"
        super().__init__(
            f"{who} changed the protocol after you opened it. Nothing of yours was saved yet.",
            where="version",
            remedy="Compare both, and save again what should hold.",
        )


def show_protocol(database: Database, access: Access) -> Current:
    """The protocol of a review with its history."""
    with database.reading() as connection:
        return _current(connection, find_review(connection, access.review.name))


def change_protocol(
    database: Database, access: Access, wanted: NewProtocol, now: datetime
) -> Current:
    """Screen a review by another protocol from now on. What says the same changes nothing.

    Raises
    ------
    StaleError
        If somebody else changed it meanwhile.
    InputError
        If something in it is too long, or a change needs a note.
    ConfigurationError
        If there is no such stopping rule or configuration.
    StoppingError
        If the number of votes is changed although a phase was registered with it.
    """
    protocol, author = cleaned(wanted.protocol), access.account.name
    with database.writing() as connection:
        review = find_review(connection, access.review.name)
        count(connection, review, lock=True)
        current = _current(connection, review)
        before, after = as_json(review.protocol), as_json(protocol)
        changed = [name for name in FIELDS if before[name] != after[name]]
        if wanted.version != current.version and (
            changed or wanted.configuration != review.configuration
        ):
            raise StaleError(
                current, tuple(e for e in current.history if e.number > wanted.version)
            )
        _check_change(connection, review, changed, wanted, current)
        if changed:
            content = {
                "protocol": after,
                "changed": changed,
                "before": {name: before[name] for name in changed},
                "note": wanted.note.strip(),
            }
            add_entry(connection, review, Kind.PROTOCOL, author, now, content)
            review = set_protocol(connection, review, protocol)
        if "votes_per_record" in changed:
            # Final labels are others now, and merged records have those of their kept ones.
            inherit_all(connection, review, ids_in(merges_in(connection, review)).values(), now)
        if wanted.configuration != review.configuration:
            _check_configuration(wanted.configuration)
            review = choose(connection, review, wanted.configuration, review.seed, author, now)
        return _current(connection, review)


def protocol_before(current: Current, since: tuple[Change, ...]) -> Protocol:
    """The protocol as it was before some changes.

    Parameters
    ----------
    current
        As it is now.
    since
        The changes, the last one first.
    """
    said = as_json(current.protocol)
    for change in since:
        said |= {name: before for name, (before, _) in change.changed.items()}
    return from_json(said)


def _current(connection: Connection, review: Review) -> Current:
    history = tuple(map(_change, reversed(entries(connection, review, [Kind.PROTOCOL]))))
    decided = count(connection, review).events > 0 or bool(registrations_of(connection, review))
    return Current(review, history[0].number if history else 0, history, decided)


def _change(entry: Entry) -> Change:
    said = entry.content
    changed = {name: (said["before"][name], said["protocol"][name]) for name in said["changed"]}
    return Change(entry.number, entry.author, entry.at, said["note"], changed)


def _check_change(
    connection: Connection,
    review: Review,
    changed: list[str],
    wanted: NewProtocol,
    current: Current,
) -> None:
    if "votes_per_record" in changed and registrations_of(connection, review):
        raise StoppingError(
            "A random phase was registered for labels of "
            f"{review.protocol.votes_per_record} votes a record. With another number its draws and "
            "its certificate could be verified no more.",
            where="votes_per_record",
            remedy="Go on with as many votes, or make another review for later searches.",
        )
    weighty = [name for name in changed if name in CONSEQUENCES]
    if weighty and current.decided and not wanted.note.strip():
        raise InputError(
            " ".join(["There are decisions already.", *(CONSEQUENCES[name] for name in weighty)]),
            where="note",
            remedy="Say in a note why it is changed; the note is kept with the change.",
        )


def _check_configuration(name: str) -> None:
    # A name that ends in .yaml would be taken for a file of the service's machine.
    if name not in configuration_names():
        raise ConfigurationError(
            f"There is no configuration named '{name}'.",
            where="configuration",
            remedy=f"Use one of: {', '.join(configuration_names())}.",
        )
