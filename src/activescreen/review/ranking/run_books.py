"""The books of trainings, kept in MLflow."""

from __future__ import annotations

from activescreen.review.ranking.books import Page
from activescreen.tracking.review_books import ReviewBooks
from activescreen.workspace import Workspace


class RunBooks:
    """Enters each training into the run of its review.

    Parameters
    ----------
    workspace
        Holds the store of runs, unless ``MLFLOW_TRACKING_URI`` names a server.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._books = ReviewBooks(workspace)

    def enter(self, page: Page) -> str:
        """Enter a training; what went wrong, in a sentence, and empty if nothing did."""
        tags = {
            "activescreen.config": page.configuration,
            "activescreen.seed": str(page.seed),
            "activescreen.model_hash": page.model_hash,
            "activescreen.ranked_by": page.ranked_by,
        }
        figures = {
            "read": page.read,
            "found": page.found,
            "ranked": page.ranked,
            "records": page.records,
            "seconds": page.seconds,
        }
        metrics = {name: float(value) for name, value in figures.items()}
        return self._books.enter(page.key, page.review, tags, metrics, page.events)
