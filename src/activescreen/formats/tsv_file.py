"""TSV: cells separated by tabs."""

from __future__ import annotations

from collections.abc import Mapping

from activescreen.formats.base import Reading
from activescreen.formats.content import Content
from activescreen.formats.delimited import read_delimited, sniff


class TsvReader:
    """Reads tab-separated tables of any database, recognised by their column names."""

    name = "tsv"
    extensions: tuple[str, ...] = (".tsv", ".tab")

    def recognises(self, content: Content) -> float:
        """Sure if a header with a title or abstract is found between tabs."""
        found = sniff(content.head)
        return found.confidence if not content.binary and found.separator == "\t" else 0.0

    def read(self, content: Content, mapping: Mapping[str, str]) -> Reading:
        """Records and report; see `activescreen.formats.table.read_table`."""
        return read_delimited(content, mapping, self.name, "\t")
