"""Full texts and the studies that they report."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/reviews/{review_id}", tags=["full text"])
