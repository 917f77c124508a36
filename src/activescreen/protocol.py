"""The protocol of a review: what is asked, what counts, and when screening may stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from activescreen.errors import ConfigurationError

TITLE_ABSTRACT = "title_abstract"
FULL_TEXT = "full_text"
STAGES = (TITLE_ABSTRACT, FULL_TEXT)
PICOS = ("participants", "intervention", "comparison", "outcomes", "study_design")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One eligibility criterion.

    Attributes
    ----------
    element
        The PICOS element it belongs to.
    text
        The criterion as reviewers read it.
    """

    element: str
    text: str

    def __post_init__(self) -> None:
        if self.element not in PICOS:
            raise ConfigurationError(
                f"'{self.element}' is not a PICOS element.",
                remedy=f"Use one of: {', '.join(PICOS)}.",
            )


@dataclass(frozen=True, slots=True)
class Protocol:
    """What a review asks and how it is screened.

    Attributes
    ----------
    question
        The review question in words; the ranking's only lead before there is a label.
    criteria, exclusion_reasons
        What reviewers decide by, and what they may give as the reason to exclude.
    target_recall, alpha
        The recall aimed at, and the error probability a certified stop may have.
    stopping_rule
        Registered name of the rule chosen before screening.
    votes_per_record
        How many independent votes make a record's label final.
    include_terms, exclude_terms
        Words that are marked in titles and abstracts: those that speak for a record, and those
        that speak against it.
    pilot_size, pilot_agreement
        How many records everyone screens before the team's work begins, and the share of them on
        which all must agree.
    """

    question: str = ""
    criteria: tuple[Criterion, ...] = ()
    exclusion_reasons: tuple[str, ...] = ()
    target_recall: Fraction = field(default=Fraction(19, 20))
    alpha: float = 0.05
    stopping_rule: str = "calibrated_random_phase"
    votes_per_record: int = 1
    include_terms: tuple[str, ...] = ()
    exclude_terms: tuple[str, ...] = ()
    pilot_size: int = 15
    pilot_agreement: float = 0.9

    def __post_init__(self) -> None:
        if not 0 < self.target_recall <= 1:
            raise ConfigurationError(
                f"A target recall of {float(self.target_recall):g} is not possible.",
                where="target_recall",
                remedy="Choose one above 0 and at most 1, for instance 0.95.",
            )
        if not 0 < self.alpha < 1:
            raise ConfigurationError(
                f"An error probability of {self.alpha:g} is not possible.",
                where="alpha",
                remedy="Choose one between 0 and 1, for instance 0.05.",
            )
        if self.votes_per_record < 1:
            raise ConfigurationError(
                f"{self.votes_per_record} votes a record make no decision.",
                where="votes_per_record",
                remedy="Ask for at least one.",
            )
        if self.pilot_size < 1:
            raise ConfigurationError(
                f"A pilot of {self.pilot_size} records shows nothing.",
                where="pilot_size",
                remedy="Take at least one; 15 are usual.",
            )
        if not 0 < self.pilot_agreement <= 1:
            raise ConfigurationError(
                f"An agreement of {self.pilot_agreement:g} cannot be demanded.",
                where="pilot_agreement",
                remedy="Choose one above 0 and at most 1; 1 means that all agree on every record.",
            )

    def text(self) -> str:
        """Question and criteria as one text, for ranking before there is a label."""
        return "\n\n".join([self.question, *(c.text for c in self.criteria)]).strip()
