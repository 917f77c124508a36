"""Reviews by name, what they ask, and how far they have been counted."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, insert, select, update

from activescreen.errors import InputError
from activescreen.protocol import Criterion, Protocol
from activescreen.store.tables import counters, reviews, waves

LONGEST_NAME: Final = 200
_LISTS: Final = ("exclusion_reasons", "include_terms", "exclude_terms")


@dataclass(frozen=True, slots=True)
class Review:
    """A review as the database has it.

    Attributes
    ----------
    id
        Its number; the first part of every key.
    name
        What people call it.
    protocol
        What it asks, and how it is screened.
    configuration, seed
        What it is ranked with.
    created
        When, in ISO 8601.
    """

    id: int
    name: str
    protocol: Protocol
    configuration: str
    seed: int
    created: str


class Counters(NamedTuple):
    """How much a review holds.

    Attributes
    ----------
    records
        Records imported, copies included.
    places
        Records that are screened.
    events
        Decisions.
    """

    records: int = 0
    places: int = 0
    events: int = 0


class Wave(NamedTuple):
    """A search, or another source of records, that joined a review at one time."""

    number: int
    name: str
    created: str


def clean_name(name: str) -> str:
    """A review's name as it is compared: in one form of Unicode, blanks at the ends cut off.

    Raises
    ------
    InputError
        If nothing is left, it is too long, or has characters that cannot be shown.
    """
    clean = unicodedata.normalize("NFC", name).strip()
    if not clean or len(clean) > LONGEST_NAME:
        raise InputError(
            "A review's name has 1 to 200 characters.",
            remedy="Choose a short one; the question goes into --question.",
        )
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in clean):
        raise InputError(
            "A review's name has a line break or another character that cannot be shown.",
            remedy="Choose a name on one line.",
        )
    return clean


def add_review(
    connection: Connection,
    name: str,
    protocol: Protocol,
    configuration: str,
    seed: int,
    created: str,
) -> Review:
    """Add a review without records.

    Raises
    ------
    InputError
        If the name is no name, or taken.
    """
    row: dict[str, Any] = {
        "name": clean_name(name),
        "protocol": _protocol_json(protocol),
        "configuration": configuration,
        "seed": seed,
        "created": created,
    }
    number = add_restored(connection, row, Counters())
    return Review(number, row["name"], protocol, configuration, seed, created)


class TakenError(InputError):
    """Another review has the name that a restored one should have.

    Parameters
    ----------
    name
        The name.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is a review '{name}' already.",
            where=f"review '{name}'",
            remedy="Choose another name; 'activescreen restore' takes one with --as.",
        )


def is_taken(connection: Connection, name: str) -> bool:
    """Whether a review has this name."""
    found = connection.execute(select(reviews.c.id).where(reviews.c.name == name)).first()
    return found is not None


def add_restored(connection: Connection, row: Mapping[str, Any], counted: Counters) -> int:
    """Add a review as a backup has it, counted beforehand.

    Returns
    -------
    Its number.

    Raises
    ------
    InputError
        If its name is no name.
    TakenError
        If another review has it.
    """
    name = clean_name(row["name"])
    if is_taken(connection, name):
        raise TakenError(name)
    _protocol(row["protocol"])  # raises where it is none
    key = connection.execute(insert(reviews).values({**row, "name": name})).inserted_primary_key
    if key is None:
        raise RuntimeError("the database gave the new review no number")
    number: int = key[0]
    connection.execute(insert(counters).values(review_id=number, **counted._asdict()))
    return number


def all_reviews(connection: Connection) -> list[Review]:
    """All reviews, in the order of their names."""
    found = map(_review, connection.execute(select(reviews)))
    return sorted(found, key=lambda review: review.name)


def find_review(connection: Connection, name: str) -> Review:
    """A review by its name.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    wanted = unicodedata.normalize("NFC", name).strip()
    row = connection.execute(select(reviews).where(reviews.c.name == wanted)).first()
    if row is not None:
        return _review(row)
    names = [review.name for review in all_reviews(connection)]
    near = get_close_matches(wanted, names, n=1)
    if near:
        remedy = f"Did you mean '{near[0]}'?"
    elif names:
        remedy = f"There are: {', '.join(names[:20])}."
    else:
        remedy = "There is none yet; make one with: activescreen review create NAME."
    raise InputError(f"There is no review '{wanted}'.", remedy=remedy)


def review_at(connection: Connection, number: int) -> Review | None:
    """The review of a number; None if there is none."""
    row = connection.execute(select(reviews).where(reviews.c.id == number)).first()
    return None if row is None else _review(row)


def count(connection: Connection, review: Review, *, lock: bool = False) -> Counters:
    """How much a review holds.

    Parameters
    ----------
    connection, review
        Where, and of what.
    lock
        Whether others must wait with changes to this review until the transaction ends.
    """
    columns = (counters.c.records, counters.c.places, counters.c.events)
    query = select(*columns).where(counters.c.review_id == review.id)
    row = connection.execute(query.with_for_update() if lock else query).one()
    return Counters(*row)


def set_count(connection: Connection, review: Review, counted: Counters) -> None:
    """Write how much a review holds now; the counters are to be locked before."""
    here = counters.c.review_id == review.id
    connection.execute(update(counters).where(here).values(**counted._asdict()))


def waves_of(connection: Connection, review: Review) -> list[Wave]:
    """The searches of a review, in the order in which they came."""
    query = select(waves.c.number, waves.c.name, waves.c.created)
    rows = connection.execute(query.where(waves.c.review_id == review.id).order_by(waves.c.number))
    return [Wave(*row) for row in rows]


def set_configuration(
    connection: Connection, review: Review, configuration: str, seed: int
) -> Review:
    """Rank a review with other settings from now on."""
    here = reviews.c.id == review.id
    connection.execute(update(reviews).where(here).values(configuration=configuration, seed=seed))
    return replace(review, configuration=configuration, seed=seed)


def set_protocol(connection: Connection, review: Review, protocol: Protocol) -> Review:
    """Screen a review by another protocol from now on."""
    here = reviews.c.id == review.id
    connection.execute(update(reviews).where(here).values(protocol=_protocol_json(protocol)))
    return replace(review, protocol=protocol)


def _review(row: Row[Any]) -> Review:
    return Review(
        row.id, row.name, _protocol(row.protocol), row.configuration, row.seed, row.created
    )


def _protocol_json(protocol: Protocol) -> str:
    said = {**asdict(protocol), "target_recall": str(protocol.target_recall)}
    return json.dumps(said)


def _protocol(text: str) -> Protocol:
    said: Mapping[str, Any] = json.loads(text)
    given = {
        **said,
        "criteria": tuple(Criterion(**each) for each in said["criteria"]),
        **{name: tuple(said.get(name, ())) for name in _LISTS},
        "target_recall": Fraction(said["target_recall"]),
    }
    return Protocol(**given)
