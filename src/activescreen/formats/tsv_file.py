"""TSV: cells separated by tabs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from activescreen.formats.content import Content
from activescreen.formats.delimited import count_rows, quotes_hold, read_delimited, sniff
from activescreen.formats.notes import Notes
from activescreen.records import Record


class TsvReader:
    """Reads tab-separated tables of any database, recognised by their column names."""

    name = "tsv"
    title = "Tab-separated values of any database or tool"
    extensions: tuple[str, ...] = (".tsv", ".tab")

    def recognises(self, content: Content) -> float:
        """Sure if a header with a title or abstract is found between tabs."""
        found = sniff(content.head)
        return found.confidence if not content.binary and found.separator == "\t" else 0.0

    def starts(self, content: Content) -> int:
        """Rows with anything in them, the column names included."""
        return count_rows(content, "\t", quoted=quotes_hold(content, "\t"))

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, one a row; see `activescreen.formats.table.read_table`."""
        quoted = quotes_hold(content, "\t")
        if not quoted:
            notes.repairs.append(
                "Quotation marks in this file do not hold cells together; they were taken as text."
            )
        return read_delimited(content, mapping, notes, "\t", quoted=quoted)
