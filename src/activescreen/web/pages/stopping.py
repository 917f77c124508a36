"""When to stop: what the rule says, its random phase, its certificate."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
