"""Rankings: trained behind, watched, explained."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/reviews/{review_id}", tags=["training"])
