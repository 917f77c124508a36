"""Searches: bringing files in, and what the import doctor says of them."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
