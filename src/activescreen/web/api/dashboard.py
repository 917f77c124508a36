"""How a review is doing."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/reviews/{review_id}", tags=["dashboard"])
