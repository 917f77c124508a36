"""What reading a file had to put right or could not be sure of, gathered while it is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Notes:
    """Repairs and warnings by kind, each with how often and where first."""

    repairs: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _first: dict[str, str] = field(default_factory=dict)

    def count(self, kind: str, where: str) -> None:
        """Note that a kind of thing was met once more."""
        self._counts[kind] += 1
        self._first.setdefault(kind, where)

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
