"""What reading a file had to put right or could not be sure of, gathered while it is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from activescreen.import_report import Quarantined

LONGEST_PIECE = 100_000
MOST_PIECES = 10_000


@dataclass
class Notes:
    """Repairs, warnings and quarantined pieces of one file; a reader fills it as it reads.

    Attributes
    ----------
    repairs, warnings
        Sentences for people.
    quarantined
        Pieces that are no part of any record.
    dialect
        Which database or program seems to have written the file.
    columns
        Which column or tag is taken for which field.
    starts_inside
        Marks of a record's beginning that were found inside another record.
    starts_quarantined
        Such marks within quarantined pieces.
    without_start
        Records that have no such mark.
    """

    repairs: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    dialect: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    starts_inside: int = 0
    starts_quarantined: int = 0
    without_start: int = 0
    _counts: Counter[str] = field(default_factory=Counter)
    _first: dict[str, str] = field(default_factory=dict)

    def count(self, kind: str, where: str) -> None:
        """Note that a kind of thing was met once more."""
        self._counts[kind] += 1
        self._first.setdefault(kind, where)

    def quarantine(self, line: int | None, text: str, why: str, *, starts: int = 0) -> None:
        """Set a piece aside.

        Parameters
        ----------
        line
            1-based line on which it starts.
        text
            The piece as it stands in the file.
        why
            Why it is no record, as a short phrase such as "text outside of any record".
        starts
            How many marks of a record's beginning are in it.
        """
        self.starts_quarantined += starts
        if len(self.quarantined) >= MOST_PIECES:
            self.count("more pieces", f"line {line}")
            return
        if len(text) > LONGEST_PIECE:
            text = f"{text[:LONGEST_PIECE]} […{len(text) - LONGEST_PIECE:,} characters more]"
        self.quarantined.append(Quarantined(line, text, why))

    def sentence(self, kind: str, one: str, many: str) -> str:
        """How often a kind was met, as a sentence; empty if never.

        ``one`` and ``many`` are the sentence after the number; ``many`` serves from two up.
        """
        number = self._counts[kind]
        if not number:
            return ""
        return f"{number} {one if number == 1 else many} (first: {self._first[kind]})."

    def repaired(self, kind: str, one: str, many: str) -> None:
        """Add a repair, if its kind was met."""
        if sentence := self.sentence(kind, one, many):
            self.repairs.append(sentence)

    def warn(self, kind: str, one: str, many: str) -> None:
        """Add a warning, if its kind was met."""
        if sentence := self.sentence(kind, one, many):
            self.warnings.append(sentence)
