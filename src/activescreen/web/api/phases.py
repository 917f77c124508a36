"""Random phases: registered, looked at, certified."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/reviews/{review_id}", tags=["stopping"])
