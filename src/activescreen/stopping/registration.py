"""What is laid down before the first random draw, and the hash that proves it later.

A file cannot prove its own age. The hash of a registration is published before the first draw,
in the review's public registration (PROSPERO, OSF); whoever verifies the certificate later
compares with what was published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Self, cast

import numpy as np

from activescreen.errors import ConfigurationError, StoppingError
from activescreen.files import write_whole
from activescreen.ledger import RELEVANT, UNRESOLVED, Draw, FrozenLedger, Ledger
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.stopping import RULES
from activescreen.stopping.base import Badge, check_alpha, check_target
from activescreen.stopping.canonical import Fields, pretty, read_object, sha256, versions
from activescreen.stopping.phase import left_permutation, open_labels_error, phase_starts
from activescreen.stopping.population import (
    Opening,
    Population,
    differing_population,
    ids_digest,
    reading_digest,
)
from activescreen.stopping.random_phase import RandomPhaseRule
from activescreen.stopping.wording import counted

MARK: Final = "activescreen_registration"
MOST_RECORDS: Final = 10_000_000
DEFAULT_RULE: Final = "calibrated_random_phase"
_LAID_DOWN: Final = frozenset({"target_recall", "alpha", "seed", "phase", "urn_size", "trigger"})
_CERTIFIED: Final = (Badge.CERTIFIED, Badge.ONE_LOOK)


@dataclass(frozen=True)
class Registration:
    """A random phase as it is laid down before its first draw.

    Attributes
    ----------
    title
        The review's title or question.
    stage
        The screening stage.
    target_recall, alpha
        tau and the error of the whole wave's certificate, exact.
    population, opening
        Which records, and what was read of them.
    rule
        Registered name of the stopping rule.
    parameters
        Its parameters beyond those named here.
    seed
        Of the permutation of the urn.
    phase
        None for the only planned phase of the wave; else j, which has alpha/2^j.
    votes_per_record
        How many agreeing reviewers make a label final.
    versions
        Of the programs that drew the order.
    created
        The day.
    """

    title: str
    stage: str
    target_recall: Fraction
    alpha: Fraction
    population: Population
    opening: Opening
    rule: str
    seed: int
    phase: int | None = None
    votes_per_record: int = 1
    parameters: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    created: date = date.min

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON: what is published before the first draw."""
        return sha256(self.to_json())

    @property
    def phase_alpha(self) -> Fraction:
        """The error that this phase may have."""
        return self.alpha if self.phase is None else self.alpha / 2**self.phase

    def make_rule(self) -> RandomPhaseRule:
        """The rule as registered; it refuses any other urn.

        Raises
        ------
        ConfigurationError
            If the rule is not known, has no random phase, or does not take these parameters.
        """
        if not isinstance(RULES.create(self.rule), RandomPhaseRule):
            raise ConfigurationError(
                f"The rule '{self.rule}' has no random phase that could be registered.",
                remedy=f"Use '{DEFAULT_RULE}'.",
            )
        rule = RULES.create(
            self.rule,
            **{
                **self.parameters,
                "target_recall": self.target_recall,
                "alpha": float(self.alpha),
                "seed": self.seed,
                "trigger": self.opening.read,  # nothing is served from the ranking any more
                "phase": self.phase,
                "urn_size": self.opening.urn,
            },
        )
        return cast("RandomPhaseRule", rule)

    def check(self, ledger: Ledger) -> FrozenLedger:
        """The stage's decisions in a ledger, if what was read before the phase is as registered.

        Raises
        ------
        StoppingError
            If the population or what was read before the phase is another.
        """
        differing = differing_population(self.population, ledger.records)
        if differing:
            raise StoppingError(
                f"The ledger's population is not the registered one: {differing}.",
                remedy="A population is fixed at registration. Records that came later need a "
                "registration of their own; merged records keep their places.",
            )
        frozen = ledger.freeze(self.stage)
        if ledger.votes_per_record != self.votes_per_record:
            raise StoppingError(
                f"{counted(self.votes_per_record, 'vote')} a record were registered, but the "
                f"ledger asks for {ledger.votes_per_record}.",
                remedy="Give the ledger of the registered screening.",
            )
        if frozen.n_read < self.opening.read:
            raise StoppingError(
                f"{self.opening.read:,} records were read before the phase, but the ledger has "
                f"{frozen.n_read:,} at stage '{self.stage}'.",
                remedy="Give the whole ledger, and the stage of the registration.",
            )
        before = frozen.prefix(self.opening.read)
        if reading_digest(before) != self.opening.reading_digest:
            raise StoppingError(
                "What was read before the random phase is not what was registered: a record, a "
                f"label or their order changed ({before.n_found:,} relevant ones now, "
                f"{self.opening.found:,} then).",
                remedy="The number found before the phase must stand still. Take the ledger as "
                "it was, or register a new phase with its own share of alpha.",
            )
        drawn = frozen.drawn(Draw.RANDOM)[self.opening.read :]
        if frozen.unread.size and not drawn.all():
            raise left_permutation(frozen, self.opening.read + int(np.argmin(drawn)))
        return frozen

    def to_json(self) -> dict[str, Any]:
        """As JSON has it, with exact fractions as text."""
        population, opening = self.population, self.opening
        return {
            "title": self.title,
            "stage": self.stage,
            "target_recall": str(self.target_recall),
            "alpha": str(self.alpha),
            "phase": self.phase,
            "population": {
                "wave": population.wave,
                "records": population.records,
                "data_hash": population.data_hash,
                "ids_digest": population.ids_digest,
            },
            "opening": {
                "read": opening.read,
                "urn": opening.urn,
                "found": opening.found,
                "reading_digest": opening.reading_digest,
            },
            "rule": self.rule,
            "parameters": dict(self.parameters),
            "seed": self.seed,
            "votes_per_record": self.votes_per_record,
            "versions": dict(self.versions),
            "created": self.created.isoformat(),
        }

    @classmethod
    def from_json(cls, said: Fields) -> Self:
        """The registration from its JSON, every value checked.

        Raises
        ------
        InputError
            If a member is missing, of another kind, impossible, or not known.
        """
        population, opening = said.fields("population"), said.fields("opening")
        found = cls(
            title=said.text("title"),
            stage=said.text("stage"),
            target_recall=said.fraction("target_recall"),
            alpha=said.fraction("alpha"),
            phase=said.number_or_none("phase", 1),
            population=Population(
                population.text("wave"),
                population.number("records", 1),
                population.text("data_hash"),
                population.text("ids_digest"),
            ),
            opening=Opening(
                opening.number("read"),
                opening.number("urn", 1),
                opening.number("found"),
                opening.text("reading_digest"),
            ),
            rule=said.text("rule"),
            parameters=said.settings("parameters"),
            seed=said.number("seed"),
            votes_per_record=said.number("votes_per_record", 1),
            versions=said.texts("versions"),
            created=said.day("created"),
        )
        for fields in (said, population, opening):
            fields.done()
        found._check(said)
        return found

    def save(self, path: Path) -> None:
        """Write it with its hash, whole or not at all.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        write_whole(path, pretty({MARK: 1, "hash": self.hash, **self.to_json()}))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read it.

        Raises
        ------
        InputError
            If it is damaged, or was edited: the hash in it is not its own.
        """
        said = read_object(path, MARK, "registration")
        written = said.text("hash")
        found = cls.from_json(said)
        if found.hash != written:
            raise said.refusal(
                f"The registration was edited: its hash is {found.hash}, not {written}."
            )
        return found

    def _check(self, said: Fields) -> None:
        """Refuse numbers that contradict each other."""
        if not 0 < self.target_recall <= 1:
            raise said.refusal("The target recall is not above 0 and at most 1.")
        if not 0 < self.alpha < 1:
            raise said.refusal("alpha is not between 0 and 1.")
        if self.opening.read + self.opening.urn != self.population.records:
            raise said.refusal("Records read and unread do not add up to the population.")
        if self.population.records > MOST_RECORDS:
            raise said.refusal(f"No review has more than {MOST_RECORDS:,} records.")
        if self.opening.found > self.opening.read:
            raise said.refusal("More relevant records were found than were read.")
        try:
            self.make_rule()
        except ConfigurationError as error:
            raise said.refusal(error.what) from error


def register(
    ledger: Ledger,
    *,
    title: str,
    wave: str,
    seed: int,
    created: date,
    stage: str = TITLE_ABSTRACT,
    target_recall: Fraction | float | str = 0.95,
    alpha: float = 0.05,
    rule: str = DEFAULT_RULE,
    parameters: Mapping[str, Any] | None = None,
    phase: int | None = None,
) -> Registration:
    """Lay down a random phase on what a ledger has left unread.

    Parameters
    ----------
    ledger
        All decisions so far; no label of the stage may be open.
    title
        The review's title or question.
    wave
        Name of the search wave whose records are the population.
    seed
        Of the permutation; nobody should have tried others.
    created
        The day.
    stage, target_recall, alpha, rule, phase
        See `Registration`.
    parameters
        Parameters of the rule beyond these.

    Raises
    ------
    StoppingError
        If a label is open, nothing is unread, or an earlier phase is missing.
    ConfigurationError
        If the rule cannot be registered, or a parameter is impossible.
    """
    target, error = check_target(target_recall), check_alpha(alpha)
    given = {name: value for name, value in (parameters or {}).items() if value is not None}
    if doubled := _LAID_DOWN & given.keys():
        raise ConfigurationError(f"'{min(doubled)}' is laid down by the registration itself.")
    frozen = ledger.freeze(stage)
    _check_population(ledger, stage)
    if np.any(frozen.labels == UNRESOLVED):
        raise open_labels_error(frozen, frozen.n_read)
    if frozen.n_read == frozen.population:
        raise StoppingError(
            f"All {frozen.population:,} records have been read, so there is nothing to draw.",
            remedy="No certificate is needed: recall among them is 1.",
        )
    _check_phases(frozen, phase)
    registration = Registration(
        title=title,
        stage=stage,
        target_recall=target,
        alpha=Fraction(str(error)),
        phase=phase,
        population=Population(
            wave,
            frozen.population,
            frozen.records.data_hash,
            ids_digest(frozen.records),
        ),
        opening=Opening(frozen.n_read, len(frozen.unread), frozen.n_found, reading_digest(frozen)),
        rule=rule,
        parameters=given,
        seed=seed,
        votes_per_record=ledger.votes_per_record,
        versions=versions(),
        created=created,
    )
    made = registration.make_rule()
    if made.badge not in _CERTIFIED:
        raise ConfigurationError(
            f"The rule '{rule}' is {made.badge}, so it certifies nothing.",
            remedy=f"Use '{DEFAULT_RULE}', or 'hypergeometric_random_phase' with one planned look.",
        )
    made.random_draws(frozen, 1)  # refuses a phase that cannot open here
    return registration


def _check_phases(frozen: FrozenLedger, phase: int | None) -> None:
    """Earlier phases of the wave have their share of alpha, so each must be counted."""
    earlier = len(phase_starts(frozen))
    if earlier + 1 != (phase or 1):
        raise StoppingError(
            f"The ledger holds {counted(earlier, 'random phase')} already, so this would be phase "
            f"{earlier + 1}, not {'the only one' if phase is None else phase}.",
            remedy="Count the random phases of a search wave from 1; phase j has alpha/2^j. A new "
            "search wave is a population of its own.",
        )
    if earlier and frozen.drawn(Draw.RANDOM)[-1]:
        raise StoppingError(
            "The last records were read in a random phase that has not ended.",
            remedy="Go on with its registered order.",
        )


def _check_population(ledger: Ledger, stage: str) -> None:
    """At full text the population is what title and abstract passed on, and nothing else."""
    if stage != FULL_TEXT:
        return
    passed = ledger.freeze(TITLE_ABSTRACT)
    if passed.n_read and passed.n_found < passed.population:
        others = np.ones(passed.population, dtype=np.bool_)
        others[passed.order[passed.labels == RELEVANT]] = False
        raise StoppingError(
            f"{counted(int(others.sum()), 'record')} of the ledger were not passed on to the full "
            "text, so they are no population of that stage.",
            where=f"record {passed.records.ids[int(np.argmax(others))]}",
            remedy="Register a ledger of the records that were passed on.",
        )
