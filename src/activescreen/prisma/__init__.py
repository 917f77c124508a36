"""The PRISMA 2020 flow of records through a review: its numbers, and whether they add up."""

from activescreen.prisma.checks import Check, Status, check, problems, unknown
from activescreen.prisma.file import as_text, from_json, read_numbers, to_json
from activescreen.prisma.from_ledger import Circumstances, flow_of, reasons_of
from activescreen.prisma.numbers import (
    Excluded,
    FlowNumbers,
    Included,
    OtherMethods,
    Part,
    Removed,
    Reports,
    Search,
    Tally,
)

__all__ = [
    "Check",
    "Circumstances",
    "Excluded",
    "FlowNumbers",
    "Included",
    "OtherMethods",
    "Part",
    "Removed",
    "Reports",
    "Search",
    "Status",
    "Tally",
    "as_text",
    "check",
    "flow_of",
    "from_json",
    "problems",
    "read_numbers",
    "reasons_of",
    "to_json",
    "unknown",
]
