"""Readers and writers for reference files, and the labels found in them."""

from activescreen.formats.base import READERS, WRITERS, Reader, Writer
from activescreen.formats.content import Content
from activescreen.formats.csv_writer import safe_cell, write_csv, write_table
from activescreen.formats.importing import Import, check_reconciled
from activescreen.formats.labels import Labels, label_columns, labels_of, read_labels
from activescreen.formats.ledger_file import (
    OpenedLedger,
    is_ledger,
    open_ledger,
    read_ledger,
    write_ledger,
)
from activescreen.formats.reading import open_imports, read_records, recognise
from activescreen.formats.reading_order import ReadingOrder
from activescreen.formats.ris_writer import write_ris
from activescreen.formats.screening import Screening, UserNote

__all__ = [
    "READERS",
    "WRITERS",
    "Content",
    "Import",
    "Labels",
    "OpenedLedger",
    "Reader",
    "ReadingOrder",
    "Screening",
    "UserNote",
    "Writer",
    "check_reconciled",
    "is_ledger",
    "label_columns",
    "labels_of",
    "open_imports",
    "open_ledger",
    "read_labels",
    "read_ledger",
    "read_records",
    "recognise",
    "safe_cell",
    "write_csv",
    "write_ledger",
    "write_ris",
    "write_table",
]
