"""Records that may be one publication: merged, split, kept apart."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/reviews/{review_id}", tags=["duplicates"])
