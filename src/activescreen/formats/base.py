"""What every reader and writer offers, and the tables they are registered in.

Those of an outside package are found through the entry-point groups ``activescreen.readers`` and
``activescreen.writers``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from activescreen.formats.content import Content
from activescreen.formats.notes import Notes
from activescreen.formats.screening import Screening
from activescreen.records import Record
from activescreen.registry import Registry


class Reader(Protocol):
    """Reads one format.

    Attributes
    ----------
    name
        Short name of the format, as reports say it.
    title
        What people call it.
    extensions
        Extensions in lower case, with their dot. They only decide between readers that are
        equally sure of the content.
    """

    name: str
    title: str
    extensions: tuple[str, ...]

    def recognises(self, content: Content) -> float:
        """How sure the reader is, from 0 (not this format) to 1, judged by content."""
        ...

    def starts(self, content: Content) -> int | None:
        """How many records the content begins, counted in a simpler way than by reading it.

        Reading is checked against this number. ``None`` if there is no such way.
        """
        ...

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Make records of the content, one after the other.

        Parameters
        ----------
        content
            The file.
        mapping
            Field of a record -> column or tag that holds it, where a person has said so.
        notes
            Takes repairs, warnings, quarantined pieces, the dialect and the columns.

        Yields
        ------
        Record
            Records in the file's order, with ``source.row`` counted from 0.

        Raises
        ------
        InputError
            If the content cannot be read.
        """
        ...


class Writer(Protocol):
    """Writes one format, in the flavour of one program.

    Attributes
    ----------
    name
        Short name, as given to ``--to``.
    title
        What people call it.
    extensions
        Extensions in lower case, with their dot; the first is the usual one.
    carries
        What it carries besides the records, in a few words for people.
    """

    name: str
    title: str
    extensions: tuple[str, ...]
    carries: str

    def write(self, path: Path, screening: Screening) -> int:
        """Write records, and as much of what reviewers did with them as the format can hold.

        The file is replaced as a whole when all is written; after an error or an interruption it
        is as it was.

        Returns
        -------
        int
            Number of records written.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        ...


READERS: Registry[Reader] = Registry(
    "reader",
    "activescreen.readers",
    {
        "csv": "activescreen.formats.csv_file:CsvReader",
        "tsv": "activescreen.formats.tsv_file:TsvReader",
        "xlsx": "activescreen.formats.xlsx_file:XlsxReader",
        "xls": "activescreen.formats.xls_file:XlsReader",
        "ris": "activescreen.formats.ris_file:RisReader",
        "medline": "activescreen.formats.medline_file:MedlineReader",
        "pubmed_xml": "activescreen.formats.pubmed_xml_file:PubmedXmlReader",
        "endnote_xml": "activescreen.formats.endnote_xml_file:EndnoteXmlReader",
        "enw": "activescreen.formats.enw_file:EnwReader",
        "wos": "activescreen.formats.wos_file:WosReader",
        "ovid": "activescreen.formats.ovid_file:OvidReader",
        "central": "activescreen.formats.central_file:CentralReader",
        "bibtex": "activescreen.formats.bibtex_file:BibtexReader",
        "json": "activescreen.formats.json_file:JsonReader",
        "rayyan": "activescreen.formats.rayyan_file:RayyanReader",
        "asreview_project": "activescreen.formats.asreview_file:AsreviewReader",
    },
)

WRITERS: Registry[Writer] = Registry(
    "writer",
    "activescreen.writers",
    {
        "csv": "activescreen.formats.csv_writer:CsvWriter",
        "tsv": "activescreen.formats.csv_writer:TsvWriter",
        "xlsx": "activescreen.formats.xlsx_writer:XlsxWriter",
        "ris": "activescreen.formats.ris_writer:RisWriter",
        "bibtex": "activescreen.formats.bibtex_writer:BibtexWriter",
        "endnote_xml": "activescreen.formats.endnote_xml_writer:EndnoteXmlWriter",
        "enw": "activescreen.formats.enw_writer:EnwWriter",
        "nbib": "activescreen.formats.nbib_writer:NbibWriter",
        "rayyan": "activescreen.formats.rayyan_writer:RayyanCsvWriter",
        "rayyan_zip": "activescreen.formats.rayyan_writer:RayyanZipWriter",
        "covidence": "activescreen.formats.covidence_writer:CovidenceCsvWriter",
        "covidence_ris": "activescreen.formats.covidence_writer:CovidenceRisWriter",
        "eppi": "activescreen.formats.eppi_writer:EppiWriter",
        "asreview": "activescreen.formats.asreview_writer:AsreviewCsvWriter",
        "asreview_xlsx": "activescreen.formats.asreview_writer:AsreviewXlsxWriter",
        "asreview_ris": "activescreen.formats.asreview_writer:AsreviewRisWriter",
        "jsonl": "activescreen.formats.jsonl_writer:JsonlWriter",
    },
)
