"""What is laid down before the first random draw, and the hash that proves it later.

A file cannot prove its own age. The hash of a registration is published before the first draw,
in the review's public registration (PROSPERO, OSF); whoever verifies the certificate later
compares with what was published. One registration is published for each search wave, or, where
phases are repeated, for each phase: of several published beforehand the one that stops could be
chosen, and its error would hold no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Self, cast

from activescreen.errors import ConfigurationError
from activescreen.files import write_whole
from activescreen.ledger import FrozenLedger, Ledger
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.stopping import RULES
from activescreen.stopping.base import Badge, check_alpha, check_target
from activescreen.stopping.canonical import Fields, pretty, read_object, sha256, versions
from activescreen.stopping.opening_checks import (
    check_copies,
    check_earlier,
    check_number,
    check_passed_on,
    check_population,
    check_read_before,
    check_unread,
)
from activescreen.stopping.phase_chain import check_share
from activescreen.stopping.population import Opening, Population, population_of, reading_digest
from activescreen.stopping.random_phase import MOST_PHASES, RandomPhaseRule

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
    previous
        Of phase j from 2 on: the registration of phase j - 1, which has alpha/2^(j - 1). Its
        hash is part of this one's, so that the chain is published.

    Raises
    ------
    ConfigurationError
        If values contradict each other, the rule certifies nothing, or alpha has been spent.
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
    previous: Registration | None = None

    def __post_init__(self) -> None:
        self._check_numbers()
        self._check_rule()
        check_share(self, self.previous)

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON: what is published before the first draw."""
        return sha256(self.to_json())

    @property
    def phase_alpha(self) -> Fraction:
        """The error that this phase may have."""
        return self.alpha if self.phase is None else self.alpha / 2**self.phase

    @property
    def earlier(self) -> tuple[Registration, ...]:
        """The registrations of the wave's earlier phases, the first one first."""
        return () if self.previous is None else (*self.previous.earlier, self.previous)

    def make_rule(self) -> RandomPhaseRule:
        """The rule as registered; it refuses any other urn.

        Whatever is registered, issued, verified or put together asks for its rule here.

        Raises
        ------
        ConfigurationError
            If the rule is not known, has no random phase, does not take these parameters, or
            certifies nothing.
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
        if rule.badge not in _CERTIFIED:
            raise ConfigurationError(
                f"The rule '{self.rule}' is {rule.badge}, so it certifies nothing.",
                remedy=f"Use '{DEFAULT_RULE}', or 'hypergeometric_random_phase' with one planned "
                "look.",
            )
        return cast("RandomPhaseRule", rule)

    def check(self, ledger: Ledger) -> FrozenLedger:
        """The stage's decisions in a ledger, if what was read before the phase is as registered.

        Raises
        ------
        StoppingError
            If the population or what was read before the phase is another, or the ledger does
            not show the wave's earlier phases.
        """
        check_population(ledger, self.population, self.votes_per_record)
        frozen = ledger.freeze(self.stage)
        for phase in self.earlier:
            check_earlier(frozen, phase.opening, phase.make_rule())
        check_read_before(frozen, self.opening)
        return frozen

    def to_json(self) -> dict[str, Any]:
        """As JSON has it, with exact fractions as text."""
        said = {
            "title": self.title,
            "stage": self.stage,
            "target_recall": str(self.target_recall),
            "alpha": str(self.alpha),
            "phase": self.phase,
            "population": self.population.to_json(),
            "opening": self.opening.to_json(),
            "rule": self.rule,
            "parameters": dict(self.parameters),
            "seed": self.seed,
            "votes_per_record": self.votes_per_record,
            "versions": dict(self.versions),
            "created": self.created.isoformat(),
        }
        if self.previous is not None:
            said["previous"] = {"hash": self.previous.hash, **self.previous.to_json()}
        return said

    @classmethod
    def from_json(cls, said: Fields, phases: int = MOST_PHASES) -> Self:
        """The registration from its JSON, every value checked.

        Parameters
        ----------
        said
            The object.
        phases
            At most so many phases, this one among them.

        Raises
        ------
        InputError
            If a member is missing, of another kind, impossible, or not known.
        """
        before = said.fields_if_any("previous")
        if before is not None and phases == 1:
            raise said.refusal(f"No search wave has more than {MOST_PHASES} phases.")
        given: dict[str, Any] = {
            "title": said.text("title"),
            "stage": said.text("stage"),
            "target_recall": said.fraction("target_recall"),
            "alpha": said.fraction("alpha"),
            "phase": said.number_or_none("phase", 1),
            "population": Population.from_json(said.fields("population")),
            "opening": Opening.from_json(said.fields("opening")),
            "rule": said.text("rule"),
            "parameters": said.settings("parameters"),
            "seed": said.number("seed"),
            "votes_per_record": said.number("votes_per_record", 1),
            "versions": said.texts("versions"),
            "created": said.day("created"),
            "previous": None if before is None else cls._with_hash(before, phases - 1),
        }
        said.done()
        try:
            return cls(**given)
        except ConfigurationError as error:
            raise said.refusal(error.what, error.remedy) from error

    def as_text(self) -> str:
        """The file that it is kept in, with its hash."""
        return pretty({MARK: 1, "hash": self.hash, **self.to_json()})

    def save(self, path: Path) -> None:
        """Write it with its hash, whole or not at all.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        write_whole(path, self.as_text())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read it.

        Raises
        ------
        InputError
            If it is damaged, or was edited: the hash in it is not its own.
        """
        return cls._with_hash(read_object(path, MARK, "registration"), MOST_PHASES)

    @classmethod
    def _with_hash(cls, said: Fields, phases: int) -> Self:
        written = said.text("hash")
        found = cls.from_json(said, phases)
        if found.hash != written:
            raise said.refusal(
                f"The registration was edited: its hash is {found.hash}, not {written}."
            )
        return found

    def _check_numbers(self) -> None:
        """Refuse numbers that are impossible or contradict each other."""
        opening = self.opening
        wrong = {
            "The target recall is not above 0 and at most 1.": not 0 < self.target_recall <= 1,
            "alpha is not between 0 and 1.": not 0 < self.alpha < 1,
            "The seed is below 0.": self.seed < 0,
            "No vote makes no label.": self.votes_per_record < 1,
            "There is nothing in the urn.": opening.urn < 1,
            "Records read and unread do not add up to the population.": (
                opening.read + opening.urn != self.population.records
            ),
            f"No review has more than {MOST_RECORDS:,} records.": (
                self.population.records > MOST_RECORDS
            ),
            "More relevant records were found than were read.": (
                not 0 <= opening.found <= opening.read
            ),
        }
        for what, is_so in wrong.items():
            if is_so:
                raise ConfigurationError(what)

    def _check_rule(self) -> None:
        """Refuse a rule that certifies nothing, or another than what is laid down."""
        if doubled := _LAID_DOWN & self.parameters.keys():
            raise ConfigurationError(f"'{min(doubled)}' is laid down by the registration itself.")
        for name, value in self.parameters.items():
            if type(value) not in (str, int):
                raise ConfigurationError(
                    f"The parameter '{name}' is neither text nor whole number."
                )
        if self.make_rule().target_recall != self.target_recall:
            raise ConfigurationError(
                f"The rule cannot take a target recall of {self.target_recall} exactly.",
                remedy="Choose one with a smaller denominator, for instance 19/20.",
            )


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
    previous: Registration | None = None,
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
    stage, target_recall, alpha, rule, phase, previous
        See `Registration`.
    parameters
        Parameters of the rule beyond these.

    Raises
    ------
    StoppingError
        If a label is open, nothing is unread, an earlier phase is missing, or two records that
        say exactly the same are labelled otherwise.
    ConfigurationError
        If the rule cannot be registered, a parameter is impossible, or the phase has no share of
        alpha left.
    """
    target, error = check_target(target_recall), check_alpha(alpha)
    given = {name: value for name, value in (parameters or {}).items() if value is not None}
    frozen = ledger.freeze(stage)
    check_passed_on(ledger, stage)
    check_unread(frozen)
    check_number(frozen, phase)
    check_copies(frozen)
    registration = Registration(
        title=title,
        stage=stage,
        target_recall=target,
        alpha=Fraction(str(error)),
        phase=phase,
        population=population_of(wave, frozen.records),
        opening=Opening(frozen.n_read, len(frozen.unread), frozen.n_found, reading_digest(frozen)),
        rule=rule,
        parameters=given,
        seed=seed,
        votes_per_record=ledger.votes_per_record,
        versions=versions(),
        created=created,
        previous=previous,
    )
    registration.check(ledger)
    # It refuses a phase that cannot open here.
    registration.make_rule().random_draws(frozen, 1)
    return registration
