"""Finding the records that are one publication, and making one record of each."""

from activescreen.deduplication.decisions import MERGED_FROM, PairDecision
from activescreen.deduplication.differences import differing_fields
from activescreen.deduplication.duplicates import Duplicates, Removal, UncertainPair
from activescreen.deduplication.languages import language_code, language_of
from activescreen.deduplication.merging import Merged, merge
from activescreen.deduplication.search import compare, find_duplicates
from activescreen.deduplication.verdict import Answer, How, Verdict

__all__ = [
    "MERGED_FROM",
    "Answer",
    "Duplicates",
    "How",
    "Merged",
    "PairDecision",
    "Removal",
    "UncertainPair",
    "Verdict",
    "compare",
    "differing_fields",
    "find_duplicates",
    "language_code",
    "language_of",
    "merge",
]
