"""Stop certificates: what a registered rule allowed to claim, and what it saw.

A certificate holds its registration, one line a record read (how it was drawn, its label, a hash
over the events behind it, the digest of its text, the votes for its label), the figures of the
look and the statement. From these alone it can be checked against itself; with the ledger every
line is made again and compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np

from activescreen.errors import StoppingError
from activescreen.files import write_whole
from activescreen.ledger import (
    IRRELEVANT,
    RELEVANT,
    UNRESOLVED,
    Decision,
    Draw,
    FrozenLedger,
    Ledger,
    Verdict,
)
from activescreen.stopping.boundaries import Setting
from activescreen.stopping.canonical import Fields, canonical, pretty, read_object, sha256, versions
from activescreen.stopping.conclusion import Conclusion, Row, conclude
from activescreen.stopping.phase import Phase
from activescreen.stopping.random_phase import RandomPhaseRule
from activescreen.stopping.registration import Registration

MARK: Final = "activescreen_certificate"
_DRAWS: Final = {draw.code: draw for draw in Draw}
_NAMES: Final = frozenset(map(str, Draw))
_VERDICTS: Final = {Verdict.INCLUDE: RELEVANT, Verdict.EXCLUDE: IRRELEVANT}
_LABELS: Final = (RELEVANT, IRRELEVANT, UNRESOLVED)


@dataclass(frozen=True)
class Certificate:
    """A claim that a registered rule allowed.

    Attributes
    ----------
    registration
        What was laid down before the first draw.
    registration_hash
        Its hash, as published.
    rows
        One for each record read, in reading order.
    figures
        Figures of the look, as text or whole numbers.
    badge, statement
        How far the claim may be relied on, and the claim with its conditions.
    versions
        Of the programs that computed it.
    issued
        The day.
    digest
        SHA-256 over everything else.
    """

    registration: Registration
    registration_hash: str
    rows: tuple[Row, ...]
    figures: Mapping[str, Any]
    badge: str
    statement: str
    versions: Mapping[str, str]
    issued: date
    digest: str = ""

    @property
    def data_hash(self) -> str:
        """SHA-256 over the record ids of the population."""
        return self.registration.population.data_hash

    @property
    def decisions_hash(self) -> str:
        """SHA-256 over the ordered hashes of the decisions."""
        return sha256([row.sha256 for row in self.rows])

    def computed_digest(self) -> str:
        """What the digest must be."""
        said = self.to_json()
        del said["digest"]
        return sha256(said)

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "registration": self.registration.to_json(),
            "registration_hash": self.registration_hash,
            "badge": self.badge,
            "statement": self.statement,
            "figures": dict(self.figures),
            "versions": dict(self.versions),
            "issued": self.issued.isoformat(),
            "decisions": [list(row) for row in self.rows],
            "digest": self.digest,
        }

    @classmethod
    def from_json(cls, said: Fields) -> Self:
        """The certificate from its JSON, every value checked for its kind.

        Whether the values agree with each other is what verification is for.

        Raises
        ------
        InputError
            If a member is missing, of another kind, or not known.
        """
        found = cls(
            registration=Registration.from_json(said.fields("registration")),
            registration_hash=said.text("registration_hash"),
            rows=tuple(_row(each, said) for each in said.list("decisions")),
            figures=said.mapping("figures"),
            badge=said.text("badge"),
            statement=said.text("statement"),
            versions=said.texts("versions"),
            issued=said.day("issued"),
            digest=said.text("digest"),
        )
        said.done()
        return found

    def as_text(self) -> str:
        """The file that it is kept in, one record a line for those who read or compare it."""
        content = {MARK: 1, **self.to_json()}
        rows = content.pop("decisions")
        lines = ",\n".join(f"    {canonical(row)}" for row in rows)
        text = pretty(content).removesuffix("\n}\n")
        return f'{text},\n  "decisions": [\n{lines}\n  ]\n}}\n'

    def save(self, path: Path) -> None:
        """Write it, whole or not at all.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        write_whole(path, self.as_text())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read it; what was edited in it is found by `verification.verify`.

        Raises
        ------
        InputError
            If it is damaged.
        """
        return cls.from_json(read_object(path, MARK, "certificate"))


class Progress(NamedTuple):
    """Where a registered phase stands.

    Attributes
    ----------
    conclusion
        What may be claimed; None while the rule does not stop.
    rows
        What the claim is computed from.
    reason
        Why it stops or does not, with its figures.
    more
        Draws after which the rule would stop if none of them were relevant; None if it stops,
        or if an open label has to be settled first.
    """

    conclusion: Conclusion | None
    rows: tuple[Row, ...]
    reason: str
    more: int | None


def look(registration: Registration, ledger: Ledger) -> Progress:
    """Look once at a registered phase.

    Raises
    ------
    StoppingError
        If the population, the votes a record, or what was read before the phase are not those
        of the registration, or if draws left the registered order.
    """
    frozen = registration.check(ledger)
    rule = registration.make_rule()
    decision = rule.decide(frozen)
    if decision.stop:
        rows = rows_of(counted_part(registration, frozen), ledger)
        return Progress(conclude(registration, rows), rows, decision.reason, None)
    phase, reason = rule.opened(frozen), decision.reason
    if phase is None:
        opening = registration.opening
        setting = Setting(opening.urn, opening.found, rule.target_recall)
        phase = Phase(opening.read, setting, 0, np.empty(0, dtype=np.int8))
        reason = f"None of the {opening.urn:,} registered draws has been made yet."
    more = None if len(phase.labels) < phase.drawn else draws_to_stop(rule, phase)
    return Progress(None, (), reason, more)


def counted_part(registration: Registration, frozen: FrozenLedger) -> FrozenLedger:
    """What a look goes by: without draws that came in while an earlier one is still in hand."""
    phase = registration.make_rule().opened(frozen)
    if phase is None or len(phase.labels) == phase.drawn:
        return frozen
    end = phase.start + len(phase.labels)
    return frozen if frozen.labels[end] == UNRESOLVED else frozen.prefix(end)


def draws_to_stop(rule: RandomPhaseRule, phase: Phase) -> int:
    """How many further draws, none of them relevant, would let the rule stop."""
    low, high = 0, phase.setting.urn - len(phase.labels)
    while high - low > 1:
        middle = (low + high) // 2
        longer = np.concatenate([phase.labels, np.zeros(middle, dtype=np.int8)])
        stops = rule.first_stop(replace(phase, labels=longer)) is not None
        low, high = (low, middle) if stops else (middle, high)
    return high


def issue(registration: Registration, ledger: Ledger, issued: date) -> Certificate:
    """The certificate of a registered phase that may stop.

    Raises
    ------
    StoppingError
        If the rule does not stop yet, or refuses to look at this ledger; see `look`. Also if
        the day is before that of the registration.
    """
    if issued < registration.created:
        raise StoppingError(
            f"The phase was registered on {registration.created.isoformat()}, so it cannot have "
            f"been certified on {issued.isoformat()}.",
            remedy="Give the day on which the certificate is issued.",
        )
    progress = look(registration, ledger)
    conclusion = progress.conclusion
    if conclusion is None:
        raise StoppingError(
            f"Nothing can be certified yet. {progress.reason}",
            remedy="Go on with the registered order.",
        )
    certificate = Certificate(
        registration=registration,
        registration_hash=registration.hash,
        rows=progress.rows,
        figures=conclusion.figures,
        badge=conclusion.badge,
        statement=conclusion.statement,
        versions=versions(),
        issued=issued,
    )
    return replace(certificate, digest=certificate.computed_digest())


def rows_of(frozen: FrozenLedger, ledger: Ledger) -> tuple[Row, ...]:
    """One row for each record read at a stage, in reading order."""
    events: dict[str, list[Decision]] = {}
    for event in ledger:
        if event.stage == frozen.stage:
            events.setdefault(event.record_id, []).append(event)
    ids = frozen.records.ids
    read = zip(frozen.order.tolist(), frozen.draws.tolist(), frozen.labels.tolist(), strict=True)
    texts = frozen.records.text_digests
    return tuple(
        Row(
            ids[place],
            str(_DRAWS[draw]),
            label,
            _hash(ids[place], draw, label, events),
            texts[place],
            _votes(label, events[ids[place]]),
        )
        for place, draw, label in read
    )


def _votes(label: int, events: Iterable[Decision]) -> int:
    """How many reviewers' own latest votes are the label; a resolution is nobody's vote."""
    latest = {event.reviewer: event.verdict for event in events if not event.resolves}
    return sum(_VERDICTS.get(verdict) == label for verdict in latest.values())


def _hash(record: str, draw: int, label: int, events: Mapping[str, Iterable[Decision]]) -> str:
    behind = [[_plain(getattr(event, f.name)) for f in fields(event)] for event in events[record]]
    content = canonical([record, str(_DRAWS[draw]), label, behind])
    return hashlib.sha256(content.encode()).hexdigest()


def _plain(value: object) -> object:
    """A field of an event as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def _row(said: object, where: Fields) -> Row:
    match said:
        case [str(record), str(draw), int(label), str(digest), str(text), int(votes)] if (
            type(label) is int and label in _LABELS and draw in _NAMES
        ) and (type(votes) is int and votes >= 0):
            return Row(record, draw, label, digest, text, votes)
    raise where.refusal(f"A line of 'decisions' is damaged: {str(said)[:80]}.")
