"""A made-up systematic review, for demonstrations and tests; not evidence about anything."""

from activescreen.synthetic.review import SyntheticReview, generate
from activescreen.synthetic.truth import (
    DuplicateScore,
    Truth,
    read_truth,
    score_duplicates,
)

__all__ = [
    "DuplicateScore",
    "SyntheticReview",
    "Truth",
    "generate",
    "read_truth",
    "score_duplicates",
]
