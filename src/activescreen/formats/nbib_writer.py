"""PubMed's own text (.nbib), which citation managers import, with decisions in general notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from activescreen.files import replacing
from activescreen.formats.content import lines_of
from activescreen.formats.markup import protected
from activescreen.formats.ris_writer import notes_of
from activescreen.formats.screening import Screening
from activescreen.languages import language_code
from activescreen.records import Record

Field = tuple[str, str]

# Tags of an original that carry no field of ours, in PubMed's order.
_KEPT: Final = (
    *("OWN", "STAT", "DCOM", "LR", "IS", "DEP", "PL", "TA", "JID", "SB", "CIN", "CON", "EIN"),
    *("EFR", "RIN", "ROF", "UIN", "UOF", "RPI", "RPF", "ECI", "ECF", "GR", "SI", "RN", "AD"),
    *("AUID", "COIS", "OID", "PMC", "MID", "EDAT", "MHDA", "CRDT", "PHST", "PST", "TT", "CI"),
)
_WIDTH: Final = 4
_CONTINUATION: Final = "\n      "


class NbibWriter:
    """Writes PubMed's tags; records that PubMed never had get them, too."""

    name = "nbib"
    title = "PubMed (MEDLINE, .nbib)"
    extensions: tuple[str, ...] = (".nbib",)
    carries = (
        "every decision with all that is known of it, in general notes (GN); PubMed's own tags; "
        "abstracts lose their paragraphs, as in PubMed"
    )

    def write(self, path: Path, screening: Screening) -> int:
        """Write one citation a record. Long lines are not broken: readers do not need it."""
        with replacing(path) as stream:
            for record in screening.records:
                stream.write(f"PMID- {record.pmid}\n")
                for tag, text in _fields(record, screening):
                    kept = [line.strip() for line in lines_of(text)]
                    value = _CONTINUATION.join(line for line in kept if line)
                    if value:
                        stream.write(f"{tag:<{_WIDTH}}- {value}\n")
                stream.write("\n")
        return len(screening.records)


def _fields(record: Record, screening: Screening) -> Iterator[Field]:
    yield "TI", protected(" ".join(record.title.split()))
    yield "AB", protected(record.abstract)
    yield from (("FAU", name) for name in record.authors)
    yield "JT", record.journal
    yield "DP", str(record.year or "")
    yield "VI", record.volume
    yield "IP", record.number
    yield "PG", record.pages
    yield "LID", f"{record.doi} [doi]" if record.doi else ""
    said = record.fields.get("LA", "")
    yield "LA", said if said and language_code(said) == record.language else record.language
    yield from (("OT", word) for word in record.keywords)
    yield "PT", record.kind
    if "PMID" in record.fields or "OWN" in record.fields:
        for tag in _KEPT:
            yield from ((tag, line) for line in lines_of(record.fields.get(tag, "")))
    notes = tuple(notes_of(record, screening)) or tuple(lines_of(record.fields.get("GN", "")))
    yield from (("GN", note) for note in notes)
