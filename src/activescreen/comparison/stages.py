"""Which stage of the screening is compared with which labels of the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from activescreen.comparison.reference import UNNAMED, Reference
from activescreen.comparison.screened import Screened
from activescreen.errors import InputError
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT


@dataclass(frozen=True, slots=True)
class Pairing:
    """One stage of the screening, held against one stage of the truth.

    Attributes
    ----------
    stage
        The stage of the screening.
    reference
        The stage whose inclusions should have been found there.
    """

    stage: str
    reference: str

    @property
    def name(self) -> str:
        """What results call it."""
        if self.reference in (UNNAMED, self.stage):
            return self.stage
        return f"{self.stage} ({self.reference} inclusions)"


def pairings(screened: Screened, truth: Reference, stage: str | None = None) -> Sequence[Pairing]:
    """The stages that both sides have, and what became of the final inclusions.

    Labels of one stage are compared with decisions of that stage. Where the truth has final
    inclusions and the screening no full-text stage, it is asked how many of these were kept at
    title and abstract.

    Raises
    ------
    InputError
        If it cannot be told which stages belong together.
    """
    has = list(screened.labels)
    if UNNAMED in truth.labels:
        if len(has) > 1:
            raise InputError(
                f"The screening has decisions of the stages {' and '.join(has)}, but the column "
                f"'{truth.columns[UNNAMED]}' does not say to which of them its labels belong.",
                where=truth.name,
                remedy=f"Say it: --stage {has[0]} or --stage {has[-1]}.",
            )
        return (Pairing(has[0], UNNAMED),)
    found = [Pairing(each, each) for each in truth.labels if each in has]
    if FULL_TEXT in truth.labels and FULL_TEXT not in has and TITLE_ABSTRACT in has:
        found.append(Pairing(TITLE_ABSTRACT, FULL_TEXT))
    if found:
        return found
    raise InputError(
        f"The screening has decisions of the stage {' and '.join(has)}, the truth labels of the "
        f"stage {' and '.join(truth.labels)}.",
        where=truth.name,
        remedy=f"Name a column of the right stage with --label-column and --stage {has[0]}"
        + (f" (asked for was --stage {stage})." if stage else "."),
    )
