"""Programs that keep, screen or write records, and in which nothing was searched.

A file that one of them wrote does not say by this where its records were found.
"""

from __future__ import annotations

import re
from typing import Final

TOOLS: Final = (
    # Reference managers
    *("BibDesk", "Bookends", "Citavi", "EndNote", "JabRef", "KBibTeX", "Mendeley", "Paperpile"),
    *("Papers", "ProCite", "Qiqqa", "ReadCube", "ReadCube Papers", "Reference Manager", "RefWorks"),
    *("Sente", "Zotero"),
    # Screening
    *("Abstrackr", "activescreen", "ASReview", "CADIMA", "Colandr", "Covidence", "DistillerSR"),
    *("EPPI-Reviewer", "Laser AI", "Nested Knowledge", "Parsifal", "PICO Portal", "Rayyan"),
    *("revtools", "RobotAnalyst", "SR-Accelerator", "SWIFT-Active Screener", "Sysrev"),
    # What reference managers exchange
    "CSL",
)
_UNFIT: Final = re.compile(r"[\W_]+")


def _plain(name: str) -> str:
    return _UNFIT.sub("", name).casefold()


_TOOL: Final = re.compile(
    rf"(?:{'|'.join(map(_plain, TOOLS))})(?:x?\d+|v|basic|cloud|desktop|lab|online|web)*"
)


def is_tool(name: str) -> bool:
    """Whether this is the name of such a program, in whatever version, and of no database."""
    return _TOOL.fullmatch(_plain(name)) is not None
