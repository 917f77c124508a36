"""The PRISMA flow diagram of a review."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
