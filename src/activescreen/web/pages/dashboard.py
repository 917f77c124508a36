"""How a review is doing, and what awaits whom."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
