"""Which records a certificate speaks of, and what had been read of them before it began."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Self

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
    """

    wave: str
    records: int
    data_hash: str
    ids_digest: str

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


def differing_population(population: Population, records: RecordSet) -> str:
    """In what a population is not the registered one; empty if it is."""
    if len(records) != population.records:
        return f"it has {len(records):,} records, not {population.records:,}"
    if ids_digest(records) != population.ids_digest:
        return "as many records, but not the same ones"
    if records.data_hash != population.data_hash:
        return "the same records in another order"
    return ""
