"""CSV: cells separated by commas or, after a European Excel, by semicolons."""

from __future__ import annotations

from collections.abc import Mapping

from activescreen.formats.base import Reading
from activescreen.formats.content import Content
from activescreen.formats.delimited import read_delimited, sniff


class CsvReader:
    """Reads CSV of any database, recognised by its column names."""

    name = "csv"
    extensions: tuple[str, ...] = (".csv",)

    def recognises(self, content: Content) -> float:
        """Sure if a header with a title or abstract is found between commas or semicolons."""
        found = sniff(content.head)
        return 0.0 if content.binary or found.separator == "\t" else found.confidence

    def read(self, content: Content, mapping: Mapping[str, str]) -> Reading:
        """Records and report; see `activescreen.formats.table.read_table`."""
        return read_delimited(content, mapping, self.name, sniff(content.head).separator)
