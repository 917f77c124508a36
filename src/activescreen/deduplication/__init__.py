"""Finding the records that are one publication, and keeping one of each."""

from activescreen.deduplication.groups import Duplicates, find_duplicates

__all__ = ["Duplicates", "find_duplicates"]
