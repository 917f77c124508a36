"""The pilot: what everyone screens first, and how far they agree."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
