"""Setting a review up, in steps that can be left and resumed."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
