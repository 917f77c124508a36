"""Conflicts, their discussion, and what settles them."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/reviews/{review_id}", tags=["conflicts"])
