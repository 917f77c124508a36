"""What a team exchanges: records with what each reviewer decided, tagged and noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from activescreen.ledger import Decision, Verdict
from activescreen.protocol import STAGES
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

    @property
    def has_marks(self) -> bool:
        """Whether there is anything but records."""
        return bool(self.decisions or self.reasons or self.tags or self.notes)

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The screening stages of which there are decisions, in the order of screening."""
        said = dict.fromkeys(decision.stage for decision in self.decisions)
        known = [stage for stage in STAGES if stage in said]
        return (*known, *(stage for stage in said if stage not in STAGES))

    def standing(self, record_id: str, stage: str | None = None) -> tuple[Decision, ...]:
        """The decisions that count: the last of each reviewer, and the last resolution.

        Parameters
        ----------
        record_id
            The record.
        stage
            The screening stage; by default the last one at which the record was decided on.
        """
        made = self.decisions_on(record_id)
        if stage is None:
            reached = {decision.stage for decision in made}
            stage = next((name for name in reversed(self.stages) if name in reached), None)
        last: dict[tuple[bool, str], Decision] = {}
        for decision in made:
            if decision.stage == stage:
                # A second resolution takes the place of the first, whoever made it.
                whose = "" if decision.resolves else decision.reviewer
                last[decision.resolves, whose] = decision
        return tuple(last.values())

    def label(self, record_id: str, stage: str | None = None) -> bool | None:
        """Whether a record is relevant; ``None`` while it is open.

        A resolution settles it, otherwise votes that agree; "maybe" leaves it open.

        Parameters
        ----------
        record_id, stage
            As in `standing`.
        """
        made = self.standing(record_id, stage)
        said = {decision.verdict for decision in made if decision.resolves}
        said = said or {decision.verdict for decision in made}
        if said == {Verdict.INCLUDE}:
            return True
        return False if said == {Verdict.EXCLUDE} else None

    @cached_property
    def _by_record(self) -> dict[str, tuple[Decision, ...]]:
        found: dict[str, list[Decision]] = {}
        for decision in self.decisions:
            found.setdefault(decision.record_id, []).append(decision)
        return {record_id: tuple(made) for record_id, made in found.items()}
