"""Readers and writers for reference files, and the labels found in them."""

from activescreen.formats.base import READERS, Reader
from activescreen.formats.content import Content
from activescreen.formats.csv_writer import safe_cell, write_csv, write_table
from activescreen.formats.labels import Labels, label_columns, labels_of, read_labels
from activescreen.formats.reading import read_records, recognise
from activescreen.formats.ris_writer import write_ris

__all__ = [
    "READERS",
    "Content",
    "Labels",
    "Reader",
    "label_columns",
    "labels_of",
    "read_labels",
    "read_records",
    "recognise",
    "safe_cell",
    "write_csv",
    "write_ris",
    "write_table",
]
