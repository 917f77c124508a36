"""Which records a certificate speaks of, and what had been read of them before it began."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple, Self

from activescreen.ledger import FrozenLedger
from activescreen.records import RecordSet
from activescreen.stopping.canonical import Fields, sha256


@dataclass(frozen=True, slots=True)
class Population:
    """The records that a certificate will speak of.

    Attributes
    ----------
    wave
        Name of the search wave.
    records
        N.
    data_hash
        SHA-256 over the record ids in the order of the import.
    ids_digest
        SHA-256 over the sorted record ids.
    texts_digest
        SHA-256 over the sorted record ids with the digests of their texts: title, abstract,
        authors, year, journal, DOI and PubMed id. Ids alone say nothing of what was read.
    """

    wave: str
    records: int
    data_hash: str
    ids_digest: str
    texts_digest: str

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Fields) -> Self:
        """From its JSON; InputError if a member is missing, of another kind, or not known."""
        found = cls(
            said.text("wave"),
            said.number("records", 1),
            said.text("data_hash"),
            said.text("ids_digest"),
            said.text("texts_digest"),
        )
        said.done()
        return found


@dataclass(frozen=True, slots=True)
class Opening:
    """What had been read when the urn was closed.

    Attributes
    ----------
    read
        Records read before the first draw.
    urn
        N', the unread records.
    found
        rho, the relevant ones among those read.
    reading_digest
        SHA-256 over record id, draw and label of those read, in their order.
    """

    read: int
    urn: int
    found: int
    reading_digest: str

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Fields) -> Self:
        """From its JSON; InputError if a member is missing, of another kind, or not known."""
        found = cls(
            said.number("read"),
            said.number("urn", 1),
            said.number("found"),
            said.text("reading_digest"),
        )
        said.done()
        return found


def ids_digest(records: RecordSet) -> str:
    """SHA-256 over the sorted record ids, on which the permutation depends."""
    return digest_of_ids(records.ids)


def digest_of_ids(ids: Iterable[str]) -> str:
    """SHA-256 over record ids, sorted."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def reading_digest(ledger: FrozenLedger) -> str:
    """SHA-256 over record id, draw and label of what was read, in its order."""
    ids = ledger.records.ids
    read = zip(ledger.order.tolist(), ledger.draws.tolist(), ledger.labels.tolist(), strict=True)
    return digest_of_reading((ids[place], draw, label) for place, draw, label in read)


def digest_of_reading(lines: Iterable[tuple[str, int, int]]) -> str:
    """SHA-256 over lines of record id, ``Draw.code`` and label."""
    return sha256([list(line) for line in lines])


def population_of(wave: str, records: RecordSet) -> Population:
    """The population that records are."""
    return Population(
        wave, len(records), records.data_hash, ids_digest(records), records.texts_digest
    )


class Kind(StrEnum):
    """In what records may differ from the registered ones."""

    NUMBER = "number"
    IDS = "ids"
    ORDER = "order"
    TEXTS = "texts"


class Differing(NamedTuple):
    """In what a ledger's population is not the registered one, and what to do.

    ``what`` says it of the ledger: "is of other records".
    """

    kind: Kind
    what: str
    remedy: str


_FIXED: Final = (
    "A population is fixed at registration. Records that came later need a registration of their "
    "own; merged records keep their places."
)


def differing_population(population: Population, records: RecordSet) -> Differing | None:
    """In what a population is not the registered one; None if it is."""
    if len(records) != population.records:
        number = f"is of other records ({len(records):,}, not {population.records:,})"
        return Differing(Kind.NUMBER, number, _FIXED)
    if ids_digest(records) != population.ids_digest:
        return Differing(Kind.IDS, "has as many records, but not the same ones", _FIXED)
    if records.data_hash != population.data_hash:
        return Differing(
            Kind.ORDER,
            "has the same records in another order",
            "Give the file with its rows in the order that they had at the registration.",
        )
    if records.texts_digest != population.texts_digest:
        return Differing(
            Kind.TEXTS,
            "has its records with other texts than those that were registered",
            "Give the file as it was registered: title, abstract, authors, year, journal, DOI "
            "and PubMed id of every record count.",
        )
    return None
