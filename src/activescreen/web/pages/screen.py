"""Where reviewers decide: one record at a time."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
