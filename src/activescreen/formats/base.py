"""What every reader offers, and the table they are registered in.

A reader of an outside package is found through the entry-point group ``activescreen.readers``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from activescreen.formats.content import Content
from activescreen.records import ImportReport, Record
from activescreen.registry import Registry

Reading = tuple[list[Record], ImportReport]


class Reader(Protocol):
    """Reads one format.

    Attributes
    ----------
    name
        Short name of the format, as reports say it.
    extensions
        Extensions in lower case, with their dot. They only decide between readers that are
        equally sure of the content.
    """

    name: str
    extensions: tuple[str, ...]

    def recognises(self, content: Content) -> float:
        """How sure the reader is, from 0 (not this format) to 1, judged by content."""
        ...

    def read(self, content: Content, mapping: Mapping[str, str]) -> Reading:
        """Make records of the content.

        Parameters
        ----------
        content
            The file.
        mapping
            Field of a record -> column or tag that holds it, where a person has said so.

        Raises
        ------
        InputError
            If the content cannot be read.
        """
        ...


READERS: Registry[Reader] = Registry(
    "reader",
    "activescreen.readers",
    {
        "csv": "activescreen.formats.csv_file:CsvReader",
        "tsv": "activescreen.formats.tsv_file:TsvReader",
        "xlsx": "activescreen.formats.xlsx_file:XlsxReader",
        "ris": "activescreen.formats.ris_file:RisReader",
    },
)
