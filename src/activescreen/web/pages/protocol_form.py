"""The protocol as a form has it: texts, one thing a line, shares in percent."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field

from activescreen.errors import InputError
from activescreen.protocol import PICOS, Criterion, Protocol
from activescreen.review.protocol.protocols import Current, NewProtocol

Text = Annotated[str, Field(max_length=20_000)]
Lines = Annotated[str, Field(max_length=200_000)]
Short = Annotated[str, Field(max_length=200)]

LABELS: Final = {
    "question": "Question",
    "criteria": "Criteria",
    "exclusion_reasons": "Reasons for exclusion",
    "include_terms": "Words that speak for a record",
    "exclude_terms": "Words that speak against a record",
    "target_recall": "Target recall",
    "alpha": "Error of a certified stop",
    "stopping_rule": "Stopping rule",
    "votes_per_record": "Votes a record",
    "pilot_size": "Records of a pilot",
    "pilot_agreement": "Agreement that a pilot needs",
}
"""Field of a protocol -> its name for people."""

ELEMENTS: Final = {
    "participants": "Participants",
    "intervention": "Intervention",
    "comparison": "Comparison",
    "outcomes": "Outcomes",
    "study_design": "Study design",
}
BESIDE: Final = {"configuration": "Configuration", "note": "Note on this change"}
"""Field of the form that is none of a protocol -> its name for people."""
_LISTS: Final = ("exclusion_reasons", "include_terms", "exclude_terms")
_SHARES: Final = {"target_recall": 1, "alpha": 0.1, "pilot_agreement": 1}
"""A smaller number of percent was most likely meant as a share, as in 0.95."""


class ProtocolForm(BaseModel):
    """What the form holds, as it was typed."""

    question: Text = ""
    participants: Lines = ""
    intervention: Lines = ""
    comparison: Lines = ""
    outcomes: Lines = ""
    study_design: Lines = ""
    exclusion_reasons: Lines = ""
    include_terms: Lines = ""
    exclude_terms: Lines = ""
    target_recall: Short = "95"
    alpha: Short = "5"
    stopping_rule: Short = "calibrated_random_phase"
    votes_per_record: Short = "1"
    pilot_size: Short = "15"
    pilot_agreement: Short = "90"
    configuration: Short = "default"
    note: Annotated[str, Field(max_length=2_000)] = ""
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0

    @classmethod
    def of(cls, current: Current) -> ProtocolForm:
        """The form as it is opened."""
        return cls(
            **texts_of(current.protocol),
            configuration=current.review.configuration,
            version=current.version,
        )

    def wanted(self) -> NewProtocol:
        """What was typed, as the use case takes it.

        Raises
        ------
        InputError
            If a number is none.
        """
        protocol = Protocol(
            question=self.question,
            criteria=tuple(
                Criterion(element, line)
                for element in PICOS
                for line in _split(getattr(self, element))
            ),
            **{name: _split(getattr(self, name)) for name in _LISTS},
            target_recall=self._share("target_recall"),
            alpha=float(self._share("alpha")),
            stopping_rule=self.stopping_rule,
            votes_per_record=self._number("votes_per_record"),
            pilot_size=self._number("pilot_size"),
            pilot_agreement=float(self._share("pilot_agreement")),
        )
        return NewProtocol(protocol, self.configuration, self.version, self.note)

    def _number(self, name: str) -> int:
        typed = getattr(self, name).strip()
        if not typed.isascii() or not typed.isdecimal() or len(typed) > 6:
            raise InputError(f"'{typed}' is no whole number.", where=LABELS[name])
        return int(typed)

    def _share(self, name: str) -> Fraction:
        typed = getattr(self, name).strip()
        bare = typed.removesuffix("%").strip().replace(",", ".")
        try:
            value = Fraction(bare) if "/" not in bare and len(bare) < 20 else None
        except ValueError:
            value = None
        if value is None:
            raise InputError(
                f"'{typed}' is no number of percent.",
                where=LABELS[name],
                remedy="Write for instance 95 for 95 %.",
            )
        if 0 < value < _SHARES[name] and not typed.endswith("%"):
            raise InputError(
                f"{typed} would be {typed} %.",
                where=LABELS[name],
                remedy=f"Write percent: {float(value * 100):g} for {float(value * 100):g} %, or "
                f"'{typed} %' if that is what you mean.",
            )
        return value / 100


def field_of(where: str | None) -> str:
    """The field of the form that an error is about; empty where it is about none, or several."""
    # Criteria are five fields, and rules are buttons.
    fields = {**LABELS, **BESIDE}
    return next(
        (
            name
            for name, label in fields.items()
            if where in (name, label) and name not in ("criteria", "stopping_rule")
        ),
        "",
    )


def texts_of(protocol: Protocol) -> dict[str, str]:
    """Fields of the form -> their texts."""
    by_element: dict[str, list[str]] = {element: [] for element in PICOS}
    for criterion in protocol.criteria:
        by_element[criterion.element].append(" ".join(criterion.text.split()))
    return {
        "question": protocol.question,
        **{element: "\n".join(lines) for element, lines in by_element.items()},
        **{name: "\n".join(getattr(protocol, name)) for name in _LISTS},
        **{name: _percent(getattr(protocol, name)) for name in _SHARES},
        "stopping_rule": protocol.stopping_rule,
        "votes_per_record": str(protocol.votes_per_record),
        "pilot_size": str(protocol.pilot_size),
    }


def in_words(name: str, value: Any) -> str:
    """A field of a protocol as the journal has it, for people; empty where it says nothing."""
    if name == "criteria":
        return "\n".join(f"{ELEMENTS[element]}: {text}" for element, text in value)
    if name in _LISTS:
        return "\n".join(value)
    if name in _SHARES:
        return f"{_percent(Fraction(str(value)))} %"
    return str(value)


def combined(mine: ProtocolForm, base: Mapping[str, str], now: Mapping[str, str]) -> ProtocolForm:
    """A form that was overtaken: what this person changed, and of the rest what holds now.

    Parameters
    ----------
    mine
        What was typed.
    base
        The texts that were before this person's eyes.
    now
        The texts that hold now.
    """
    typed = mine.model_dump()
    return mine.model_copy(
        update={name: now[name] for name in base if _same(typed[name], base[name])}
    )


def differing(mine: ProtocolForm, now: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Fields in which a form and what holds now differ: name, what was typed, what holds."""
    typed = mine.model_dump()
    names = {**LABELS, **ELEMENTS}
    return [
        (names[name], typed[name], text)
        for name, text in now.items()
        if not _same(typed[name], text)
    ]


def _same(one: str, other: str) -> bool:
    return _split(one) == _split(other)


def _split(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _percent(share: Fraction | float) -> str:
    value = Fraction(str(share)) * 100
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.10g}"
