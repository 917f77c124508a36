"""What ranks the records, and what it has learned from."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
