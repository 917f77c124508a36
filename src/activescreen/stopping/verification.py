"""Is a certificate what it says it is? What differs is named, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Any, Final, NamedTuple

from activescreen.errors import ActiveScreenError
from activescreen.ledger import IRRELEVANT, RELEVANT, UNRESOLVED, Draw, Ledger
from activescreen.records import RecordSet, digest_of_texts
from activescreen.stopping.certificate import Certificate, counted_part, rows_of
from activescreen.stopping.conclusion import Conclusion, Row, conclude
from activescreen.stopping.population import (
    Kind,
    differing_population,
    digest_of_ids,
    digest_of_reading,
)
from activescreen.stopping.wording import named

_CODES: Final = {str(draw): draw.code for draw in Draw}
_LABELS: Final = (RELEVANT, IRRELEVANT, UNRESOLVED)
_THE_ONE: Final = "Give the one that 'certificate issue' wrote with --ledger-out."
_LONG: Final = 100
_SHOWN: Final = 30


class Difference(NamedTuple):
    """One thing that is not as the certificate says.

    Attributes
    ----------
    field
        What differs, in words.
    certificate
        What the certificate says; empty where ``found`` tells it all.
    found
        What it should be, or what the ledger has.
    record
        The record it is about; empty if none.
    place
        1-based place in the reading order; None if it is about none.
    name
        The record with its title, where the ledger tells it.
    """

    field: str
    certificate: str
    found: str
    record: str = ""
    place: int | None = None
    name: str = ""

    @property
    def sentence(self) -> str:
        """The difference in words."""
        record = self.name or f"record {self.record}"
        where = f"{record}, number {self.place:,} in reading order: " if self.place else ""
        if not self.certificate:
            return f"{where}{self.field} {self.found}"
        return f"{where}{self.field} is {self.found}, but the certificate has {self.certificate}."


def verify(
    certificate: Certificate,
    ledger: Ledger | None = None,
    registration_hash: str | None = None,
) -> list[Difference]:
    """Everything that differs; empty if the certificate holds.

    Parameters
    ----------
    certificate
        As it was read.
    ledger
        The decisions behind it. Without them the certificate is checked against itself: its
        digest, its registration, what was read before the phase, and its figures and statement,
        computed again from its lines. That its draws are the registered ones, all of them and in
        their order, and what was said of each, only the ledger shows. Screening that went on
        after the certificate is no difference.
    registration_hash
        As published before the first draw. A file cannot prove its own age; this can. Another
        seed, population, target or alpha, made consistent everywhere, is told by nothing else.
    """
    differences = [*_of_itself(certificate), *_of_rows(certificate)]
    if registration_hash is not None:
        differences += _compared(
            "the published registration hash",
            certificate.registration.hash,
            registration_hash.strip().lower(),
        )
    differences += _of_conclusion(certificate, certificate.rows, "recomputed from its lines")
    if ledger is not None:
        differences += _of_ledger(certificate, ledger)
        differences = [_with_name(difference, ledger.records) for difference in differences]
    return list(dict.fromkeys(differences))


def _with_name(difference: Difference, records: RecordSet) -> Difference:
    if not records.has(difference.record):
        return difference
    return difference._replace(name=named(records[records.position(difference.record)]))


def _of_itself(certificate: Certificate) -> Iterator[Difference]:
    own = certificate.registration.hash
    yield from _compared("the hash of its registration", certificate.registration_hash, own)
    yield from _compared("its digest", certificate.digest, certificate.computed_digest())
    created = certificate.registration.created
    if certificate.issued < created:
        day = f"no day before the registration's, {created.isoformat()}"
        yield Difference("the day of issue", certificate.issued.isoformat(), day)


def _of_rows(certificate: Certificate) -> Iterator[Difference]:
    """Lines that contradict each other or the registration."""
    seen: set[str] = set()
    start = certificate.registration.opening.read
    for place, row in enumerate(certificate.rows, 1):
        if row.record in seen:
            yield Difference("the record", "it twice", "read once", row.record, place)
        seen.add(row.record)
        if place > start and row.draw != Draw.RANDOM:
            yield Difference("the draw", row.draw, str(Draw.RANDOM), row.record, place)
        if row.label not in _LABELS or (place <= start and row.label == UNRESOLVED):
            yield Difference("the label", str(row.label), "a final one", row.record, place)
    before = sum(row.label == 1 for row in certificate.rows[:start])
    registered = certificate.registration.opening
    yield from _compared("the number found before the phase", before, registered.found)
    read, population = len(certificate.rows), certificate.registration.population.records
    if not start <= read <= population:
        yield Difference("the number of records read", str(read), f"from {start} to {population}")
    yield from _of_openings(certificate)


def _of_openings(certificate: Certificate) -> Iterator[Difference]:
    """Lines that are not what the registered digests were computed from."""
    registration, rows = certificate.registration, certificate.rows
    before = rows[: registration.opening.read]
    yield from _compared(
        "the digest of what was read before the phase, recomputed from its lines,",
        registration.opening.reading_digest,
        digest_of_reading((row.record, _CODES.get(row.draw, -1), row.label) for row in before),
    )
    random = [row.draw == Draw.RANDOM for row in before]
    starts = [n for n, (last, now) in enumerate(pairwise([False, *random])) if now and not last]
    registered = [phase.opening.read for phase in registration.earlier]
    yield from _compared(
        "the list of places after which earlier random phases began in its lines",
        registered,
        starts,
    )
    if random and random[-1]:
        yield Difference(
            "the draw",
            str(Draw.RANDOM),
            "of a phase that ended",
            rows[len(before) - 1].record,
            len(before),
        )
    if len(rows) == registration.population.records:
        yield from _compared(
            "the digest of the record ids, recomputed from its lines,",
            registration.population.ids_digest,
            digest_of_ids(row.record for row in rows),
        )
        yield from _compared(
            "the digest of the records' texts, recomputed from its lines,",
            registration.population.texts_digest,
            digest_of_texts((row.record, row.text) for row in rows),
        )


def _of_conclusion(certificate: Certificate, rows: Sequence[Row], how: str) -> Iterator[Difference]:
    conclusion = conclude(certificate.registration, rows)
    if conclusion is None:
        yield Difference(f"the look {how}", "a stop", "none: the rule does not stop")
        return
    yield from _claims(certificate, conclusion, how)


def _claims(certificate: Certificate, made: Conclusion, how: str) -> Iterator[Difference]:
    yield from _compared(f"the badge {how}", certificate.badge, made.badge)
    yield from _compared(f"the statement {how}", certificate.statement, made.statement)
    for name in dict.fromkeys((*made.figures, *certificate.figures)):
        yield from _compared(
            f"the figure '{name}' {how}",
            certificate.figures.get(name, "nothing"),
            made.figures.get(name, "nothing"),
        )


def _of_ledger(certificate: Certificate, ledger: Ledger) -> Iterator[Difference]:
    registration = certificate.registration
    other = differing_population(registration.population, ledger.records)
    if other is not None and other.kind is not Kind.TEXTS:
        # Nothing else could be said of it: no line is about the same record.
        yield Difference("the ledger", "", f"{other.what}. {_THE_ONE}")
        return
    if other is not None:
        yield from _texts(certificate, ledger.records)
    frozen = ledger.freeze(registration.stage)
    certified = certificate.rows
    made = rows_of(frozen.prefix(len(certified)), ledger)
    if short := _ends_early(certificate, made):
        yield short
        certified = certified[: len(made)]
    differing = list(_rows(certified, made))
    yield from differing
    if short or other is not None:
        return
    try:
        frozen = registration.check(ledger).prefix(len(certified))
        rule = registration.make_rule()
        decision = rule.decide(frozen)
        rows = rows_of(counted_part(registration, frozen), ledger)
    except ActiveScreenError as error:
        yield Difference("the ledger", "", f"is refused: {error.paragraph}")
        return
    if not decision.stop:
        yield Difference(
            "the look at the ledger", "a stop", f"no stop ({decision.reason.rstrip('.')})"
        )
    elif not differing:
        yield from _of_conclusion(certificate, rows, "recomputed from the ledger")


def _texts(certificate: Certificate, records: RecordSet) -> Iterator[Difference]:
    """Other texts than the registered ones: of which records, as far as the lines tell."""
    rows = enumerate(certificate.rows, 1)
    changed = [
        (place, row)
        for place, row in rows
        if records.has(row.record)
        and records.text_digests[records.position(row.record)] != row.text
    ]
    what = f"are not those that were registered: {len(changed):,} of the records read differ"
    if not changed:
        what += ", so the change is in a record that was not read"
    yield Difference("the texts of the ledger's records", "", f"{what}.")
    for place, row in changed:
        yield Difference("the text", "", "is another.", row.record, place)


def _ends_early(certificate: Certificate, made: Sequence[Row]) -> Difference | None:
    """A ledger from before the phase, or from before the certificate was issued."""
    read, start = len(certificate.rows), certificate.registration.opening.read
    if len(made) >= read:
        return None
    if len(made) <= start < read:
        return Difference("the ledger", "", f"ends before the random phase. {_THE_ONE}")
    what = f"ends after {len(made):,} of the {read:,} records read. {_THE_ONE}"
    return Difference("the ledger", "", what)


def _rows(certified: Sequence[Row], made: Sequence[Row]) -> Iterator[Difference]:
    for place, (row, other) in enumerate(zip(certified, made, strict=True), 1):
        if row.record != other.record:
            yield Difference(
                "the record at this place", row.record, other.record, row.record, place
            )
        elif row._replace(text=other.text) != other:
            yield from _row(row, other, place)


def _row(row: Row, other: Row, place: int) -> Iterator[Difference]:
    for name in ("draw", "label"):
        mine, theirs = getattr(row, name), getattr(other, name)
        if mine != theirs:
            yield Difference(f"the {name}", str(mine), str(theirs), row.record, place)
    if (row.draw, row.label) == (other.draw, other.label):
        field, mine, theirs = "the hash over its events", row.sha256[:16], other.sha256[:16]
        if row.sha256 == other.sha256:
            field, mine, theirs = "the number of its votes", str(row.votes), str(other.votes)
        yield Difference(field, mine, theirs, row.record, place)


def _compared(field: str, certified: Any, found: Any) -> Iterator[Difference]:
    if certified == found and type(certified) is type(found):
        return
    mine, other = str(certified), str(found)
    if max(len(mine), len(other)) > _LONG:
        mine, other = _around(mine, other), _around(other, mine)
    yield Difference(field, mine, other)


def _around(text: str, other: str) -> str:
    """The part of a long text where it begins to differ from another."""
    pairs = enumerate(zip_longest(text, other))
    same = next((place for place, (one, two) in pairs if one != two), len(text))
    begin = max(0, same - _SHOWN)
    return f"{'…' * (begin > 0)}{text[begin : same + _SHOWN]}{'…' * (same + _SHOWN < len(text))}"
