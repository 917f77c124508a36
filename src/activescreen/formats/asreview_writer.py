"""What ASReview imports as partly labelled data.

It takes the label of a record from ``label_included`` in tables and from the note
``ASReview_relevant`` or ``ASReview_irrelevant`` in RIS; a record with neither is not seen yet.
Every version from 1 to 3 does (`experiments/asreview_exchange.py`).
"""

from __future__ import annotations

from activescreen.formats.csv_writer import CsvWriter
from activescreen.formats.ris_writer import RisWriter
from activescreen.formats.xlsx_writer import XlsxWriter

_LABEL = "one settled label a record for ASReview; for activescreen "


class AsreviewCsvWriter(CsvWriter):
    """Writes the table of `CsvWriter`, which ASReview reads as it is."""

    name = "asreview"
    title = "ASReview (CSV with labels)"
    carries = _LABEL + CsvWriter.carries
    # ASReview takes a column of this name for numbers that it gave itself.
    ids = False


class AsreviewXlsxWriter(XlsxWriter):
    """Writes the table of `XlsxWriter`, which ASReview reads as it is."""

    name = "asreview_xlsx"
    title = "ASReview (Excel with labels)"
    carries = _LABEL + XlsxWriter.carries


class AsreviewRisWriter(RisWriter):
    """Writes the references of `RisWriter`, which ASReview reads as they are."""

    name = "asreview_ris"
    title = "ASReview (RIS with labels in notes)"
    carries = _LABEL + RisWriter.carries
