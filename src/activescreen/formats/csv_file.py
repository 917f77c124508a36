"""CSV: cells separated by commas or, after a European Excel, by semicolons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from activescreen.formats.content import Content
from activescreen.formats.delimited import count_rows, read_delimited, sniff
from activescreen.formats.notes import Notes
from activescreen.records import Record


class CsvReader:
    """Reads CSV of any database, recognised by its column names."""

    name = "csv"
    title = "CSV of any database or tool"
    extensions: tuple[str, ...] = (".csv",)

    def recognises(self, content: Content) -> float:
        """Sure if a header with a title or abstract is found between commas or semicolons."""
        found = sniff(content.head)
        return 0.0 if content.binary or found.separator == "\t" else found.confidence

    def starts(self, content: Content) -> int:
        """Rows with anything in them, the column names included."""
        return count_rows(content, sniff(content.head).separator)

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, one a row; see `activescreen.formats.table.read_table`."""
        return read_delimited(content, mapping, notes, sniff(content.head).separator)
