"""Whether a search brings records like those before, and what reading each search has given."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from activescreen.review.imports.beside_earlier import BesideEarlier, Reading, beside_earlier
from activescreen.review.imports.drift import Drift
from activescreen.web.access import Id, Looking, ServiceSettings
from activescreen.web.api.shapes import Shown

router = APIRouter(prefix="/reviews/{review_id}/imports/{number}", tags=["imports"])

UNLIKE = (
    "This search brings other kinds of records than those before. Recall estimates and "
    "certificates made before do not hold for it."
)
ALIKE = (
    "By what a model has learned from the earlier searches, nothing tells these records from "
    "those before. Certificates made before do not hold for them all the same: each is of the "
    "records that it names."
)


class DriftShape(BaseModel):
    """How the scores of a search compare with those of earlier records."""

    unlike: bool
    statement: str
    above: float = Field(description="Share of pairs in which the new record scores higher")
    distance: float = Field(description="Kolmogorov-Smirnov, from 0 to 1")
    p_value: float
    fifths: list[float] = Field(
        description="Shares of the new records in each fifth of the earlier scores, lowest first"
    )
    new: int
    earlier: int
    labels: int

    @classmethod
    def of(cls, drift: Drift) -> DriftShape:
        """A comparison."""
        return cls(unlike=drift.unlike, statement=statement_of(drift), **drift._asdict())


class ReadingShape(BaseModel):
    """What reading a search has given; ``low`` and ``high`` bound the share of inclusions."""

    number: int
    wave: Shown
    records: int
    final: int
    included: int
    low: float | None
    high: float | None

    @classmethod
    def of(cls, reading: Reading) -> ReadingShape:
        """What reading a search has given."""
        low, high = reading.bounds or (None, None)
        return cls(
            number=reading.wave.number,
            wave=reading.wave.name,
            records=reading.records,
            final=reading.final,
            included=reading.included,
            low=low,
            high=high,
        )


class BesideEarlierShape(BaseModel):
    """A search beside those before it; ``why`` says why its records cannot be compared."""

    wave: Shown
    drift: DriftShape | None
    why: str
    readings: list[ReadingShape]

    @classmethod
    def of(cls, found: BesideEarlier) -> BesideEarlierShape:
        """A search beside those before it."""
        return cls(
            wave=found.wave.name,
            drift=None if found.drift is None else DriftShape.of(found.drift),
            why=found.why,
            readings=[ReadingShape.of(each) for each in found.readings],
        )


def statement_of(drift: Drift) -> str:
    """What a comparison says."""
    return UNLIKE if drift.unlike else ALIKE


@router.get("/drift")
def show_drift(number: Id, access: Looking, settings: ServiceSettings) -> BesideEarlierShape:
    """A search beside those before it; it is worked out before this is answered."""
    name = access.review.name
    return BesideEarlierShape.of(beside_earlier(settings.database, settings.boards, name, number))
