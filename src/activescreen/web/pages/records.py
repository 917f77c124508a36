"""The records of a review: searched, filtered, and one with its history."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
