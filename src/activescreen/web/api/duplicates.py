"""Records that may be one publication: merged, split, kept apart."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from activescreen.review.duplicates.copies import copies, take_out
from activescreen.review.duplicates.doubts import answer
from activescreen.review.duplicates.merging import all_merges, merge, split
from activescreen.review.duplicates.pairs_seen import MOST, see_pair, see_pairs
from activescreen.web.access import Importing, Looking, ServiceSettings
from activescreen.web.api.duplicates_shapes import (
    CopyPage,
    CopyShape,
    MergeShape,
    NewAnswer,
    NewMerge,
    PairPage,
    PairShape,
)

router = APIRouter(prefix="/reviews/{review_id}", tags=["duplicates"])

RecordId = Annotated[str, Path(max_length=200)]
First = Annotated[int, Query(ge=0, le=2**31 - 1)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


@router.get("/duplicates")
def list_pairs(
    access: Looking,
    settings: ServiceSettings,
    decided: bool = False,
    first: First = 0,
    limit: Limit = 20,
) -> PairPage:
    """Pairs that a person must decide on, or those that were decided."""
    seen = see_pairs(settings.database, access, decided=decided, first=first, limit=limit)
    total = seen.decided if decided else seen.open
    return PairPage(
        items=[PairShape.of(each) for each in seen.shown],
        next=first + limit if first + limit < total else None,
        open=seen.open,
        decided=seen.decided,
    )


@router.post("/duplicates")
def answer_pair(given: NewAnswer, access: Importing, settings: ServiceSettings) -> PairShape:
    """Say of two records whether they are one publication, or take back what was said."""
    said = answer(
        settings.database,
        access,
        (given.one, given.other),
        given.answer,
        settings.clock(),
        given.kept,
    )
    settings.trainer.wake(access.review.id)
    return PairShape.of(see_pair(settings.database, access, said))


@router.get("/copies")
def list_copies(
    access: Looking, settings: ServiceSettings, first: First = 0, limit: Limit = 20
) -> CopyPage:
    """Records that the program recognised as copies, the least certain first."""
    total, found = copies(settings.database, access, first, limit)
    return CopyPage(
        items=[CopyShape.of(each) for each in found],
        next=first + limit if first + limit < total else None,
        total=total,
    )


@router.delete("/copies/{record_id}", status_code=204)
def take_copy_out(record_id: RecordId, access: Importing, settings: ServiceSettings) -> None:
    """Say of a copy that it is none: it is screened by itself from now on."""
    take_out(settings.database, access, record_id, settings.clock())
    settings.trainer.wake(access.review.id)


@router.get("/merges")
def list_merges(access: Looking, settings: ServiceSettings) -> list[MergeShape]:
    """The records that people merged, in the order of merging."""
    return [MergeShape.of(each) for each in all_merges(settings.database, access)]


@router.post("/merges", status_code=201)
def merge_records(
    given: NewMerge, access: Importing, settings: ServiceSettings, response: Response
) -> MergeShape:
    """Merge a record into another one. Asked again, it answers 200 and changes nothing."""
    made = merge(settings.database, access, given.kept, given.merged, settings.clock())
    if made.repeated:
        response.status_code = 200
    settings.trainer.wake(access.review.id)
    return MergeShape.of(made)


@router.delete("/merges/{record_id}", status_code=204)
def split_record(record_id: RecordId, access: Importing, settings: ServiceSettings) -> None:
    """Take a merged record apart again; it is screened by itself from now on."""
    split(settings.database, access, record_id, settings.clock())
    settings.trainer.wake(access.review.id)
