"""What a team exchanges: records with what each reviewer decided, tagged and noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from activescreen.ledger import Decision
from activescreen.records import RecordSet


@dataclass(frozen=True, slots=True)
class UserNote:
    """A note on a record.

    Attributes
    ----------
    text
        What it says.
    reviewer
        Who wrote it; empty where the source does not say.
    """

    text: str
    reviewer: str = ""


@dataclass(frozen=True)
class Screening:
    """Records and what reviewers did with them.

    Attributes
    ----------
    records
        The records.
    decisions
        Who decided what, in the order in which it was decided where the source tells. A decision
        whose reviewer is empty was made by the team, or by someone the source does not name.
    reasons
        Record id -> reasons for exclusion that the source gives without saying whose they are.
    tags
        Record id -> tags (labels in Rayyan's words), in their order.
    notes
        Record id -> notes, in their order.
    """

    records: RecordSet
    decisions: tuple[Decision, ...] = ()
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[UserNote, ...]] = field(default_factory=dict)

    def decisions_on(self, record_id: str) -> tuple[Decision, ...]:
        """The decisions on one record, in their order."""
        return self._by_record.get(record_id, ())

    @cached_property
    def _by_record(self) -> dict[str, tuple[Decision, ...]]:
        found: dict[str, tuple[Decision, ...]] = {}
        for decision in self.decisions:
            found[decision.record_id] = (*found.get(decision.record_id, ()), decision)
        return found
